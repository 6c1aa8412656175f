"""Finds the stretches of a text that are names of places; says nothing yet about which place or whether it matters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from intake.reading.fields.where.vocabulary import Vocabulary
from intake.reading.places import Entry, by_fold, index
from intake.reading.places.folding import TOKEN, fold_token

# Between two tokens of one name: a blank, a hyphen, an apostrophe, a full stop after an abbreviation, a line end.
_SOFT = re.compile(r"(?:[-‐‑'’ʼ`´״׳/]|\.[ \u00a0]?|[ \u00a0]?\n[ \u00a0]?|[ \u00a0]{1,2}| ?\(|\)? )?")
_LONGEST = 64


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


@dataclass(slots=True)
class Hit:
    """A stretch that names a place: tokens first..last (inclusive), `start` and `end` in the text, and what it may be.

    `how` is "exact", "inflected", "adjective", "glued" or "misspelt".
    """

    first: int
    last: int
    start: int
    end: int
    name: str
    entries: tuple[Entry, ...]
    how: str = "exact"


@dataclass(slots=True)
class Scan:
    """A text cut into tokens, its folded form, and the hits in it."""

    text: str
    tokens: list[Token]
    folded: str
    hits: list[Hit] = field(default_factory=list)


def tokens_of(text: str) -> tuple[list[Token], str]:
    """The tokens of a text, and the folded text that they make: blanks within names, line feeds where names end."""
    tokens: list[Token] = []
    parts: list[str] = []
    at, previous = 0, 0
    for match in TOKEN.finditer(text):
        start, end = match.span()
        word = match.group()
        folded = fold_token(word)
        if not folded:
            continue
        gap = text[previous:start]
        hard = bool(tokens) and gap != " " and _is_hard(gap, tokens[-1], word)
        if tokens:
            parts.append("\n" if hard else " ")
            at += 1
        first = word[0]
        upper = first.isupper() or first.istitle()
        caps = len(word) > 1 and word.isupper()
        caseless = not upper and not first.islower()
        tokens.append(Token(start, end, word, folded, at, upper, caps, caseless, hard))
        parts.append(folded)
        at += len(folded)
        previous = end
    return tokens, "".join(parts)


def _is_hard(gap: str, before: Token, word: str) -> bool:
    if len(gap) > 4 or not _SOFT.fullmatch(gap):
        return True
    if gap.startswith(". ") or gap == ".\u00a0":
        return len(before.text) > 4 or not word[0].isupper()
    return False


def scan(text: str, words: Vocabulary) -> Scan:
    """Cut a text and find the names in it, the longest at each place. Linear in the text's length."""
    tokens, folded = tokens_of(text)
    result = Scan(text, tokens, folded)
    ends = {token.at + len(token.folded): number for number, token in enumerate(tokens)}
    here = index()
    shouting = _shouting(tokens)
    number = 0
    while number < len(tokens):
        token = tokens[number]
        if token.upper or token.caseless or shouting or token.folded in words.cities:
            hit = _at(here.prefixes(folded[token.at : token.at + _LONGEST]), token, number, tokens, ends, words)
            if hit is not None:
                result.hits.append(hit)
                number = hit.last + 1
                continue
        number += 1
    return result


def _shouting(tokens: list[Token]) -> bool:
    """Whether the text is written without capitals, so that they tell nothing."""
    cased = [token for token in tokens[:400] if not token.caseless]
    return len(cased) >= 3 and not any(token.upper for token in cased)


def _at(
    names: list[str], token: Token, number: int, tokens: list[Token], ends: dict[int, int], words: Vocabulary
) -> Hit | None:
    for name in reversed(names):
        last = ends.get(token.at + len(name))
        if last is None or last < number:
            continue
        if len(name) < 2 and not token.caseless:
            continue
        entries = by_fold(name)
        return Hit(number, last, token.start, tokens[last].end, name, entries)
    return None
