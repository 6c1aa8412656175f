"""Cuts a text into words, folded, with what parts them: a name never reaches across a comma or a full stop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from intake.reading.places.folding import TOKEN, fold_token

__all__ = ["Token", "tokens_of"]

# Between two tokens of one name: a blank, a hyphen, an apostrophe, a full stop after an abbreviation, a line end.
_SOFT = re.compile(r"(?:[-‐‑'’ʼ`´״׳/]|\.[ \u00a0]?|[ \u00a0]?\n[ \u00a0]?|[ \u00a0]{1,2}| ?\(|\)? )?")


@dataclass(slots=True)
class Token:
    """A word of the text: where it stands, how it is folded, and how it is written."""

    start: int
    end: int
    text: str
    folded: str
    at: int  # where its folded form starts in the folded text
    upper: bool  # starts with a capital letter
    caps: bool  # is all capitals
    caseless: bool  # its script has no capitals
    hard: bool  # a comma, a full stop or the like stands before it


@lru_cache(maxsize=24)  # a passage is cut once for its places and once for its venues
def tokens_of(text: str) -> tuple[list[Token], str]:
    """The tokens of a text, and the folded text that they make: blanks within names, line feeds where names end."""
    tokens: list[Token] = []
    parts: list[str] = []
    at, previous, end = 0, 0, 0
    for word in TOKEN.findall(text):
        start = text.index(word, end)  # what stands between two words has none of their letters
        end = start + len(word)
        folded, upper, caps, caseless = _known(word) if end - start <= _LONG else _written(word)
        if not folded:
            continue
        hard = False
        if tokens:
            gap = text[previous:start]
            hard = gap != " " and _is_hard(gap, tokens[-1].text, word)
            parts.append("\n" if hard else " ")
            at += 1
        tokens.append(Token(start, end, word, folded, at, upper, caps, caseless, hard))
        parts.append(folded)
        at += len(folded)
        previous = end
    return tokens, "".join(parts)


def _written(word: str) -> tuple[str, bool, bool, bool]:
    """A word folded; whether it starts with a capital, is all capitals, and is of a script without capitals."""
    first = word[0]
    upper = first.isupper() or first.istitle()
    letter = first if first.isalpha() else next((char for char in word if char.isalpha()), first)  # "13時から京都で"
    caseless = not upper and letter.isalpha() and not letter.islower() and not letter.isupper()
    return fold_token(word), upper, len(word) > 1 and word.isupper(), caseless


_LONG = 40  # letters of a word above which it is not remembered
_known = lru_cache(maxsize=16_384)(_written)


def _is_hard(gap: str, before: str, word: str) -> bool:
    if len(gap) > 4 or not _is_soft(gap):
        return True
    return gap in (". ", ".\u00a0") and (len(before) > 4 or not word[0].isupper())


@lru_cache(maxsize=1_024)
def _is_soft(gap: str) -> bool:
    return _SOFT.fullmatch(gap) is not None
