"""Text -> units: numbers, known words and phrases, other words and signs, with their offsets. One linear pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from intake.reading.fields.when.lexicon import GLUED, TOKEN, Phrases, Word, fold, is_misspelt, lexicon

_NO_TAGS: frozenset[str] = frozenset()
_NOTHING: dict[str, dict[Any, frozenset[str]]] = {}


Token = tuple[str, int, int, int]
"""A word, sign or line end as it is written, its start and end, and how many line ends stand before it."""


@dataclass(slots=True)
class Spelling:
    """What one way to write a token says: it folded, its kind where it is no known word, and what the lexicon has.

    `phrases` are those that begin with it, by their second token; it is `plain` when nothing is known of it.
    """

    key: str
    kind: str
    known: Word | None = None
    phrases: Phrases | None = None
    plain: bool = True


_FAR = 1000
_LINE_END, _MARK = "line end", "mark"
# Marks that only say which way a text runs.
_UNSEEN = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


class Unit:
    """A number ("n"), known word or phrase ("w"), other word ("x") or sign ("p") of a passage.

    `value` is a number's value (-1 above eight digits), `glued` says that no space stands before it,
    `lines` how many line ends do. `to_month` counts the units to the next month's name.
    """

    __slots__ = ("end", "glued", "kind", "lines", "roles", "start", "text", "to_month", "value", "weak")

    def __init__(self, kind: str, text: str, start: int, end: int, glued: bool, lines: int) -> None:
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end
        self.glued = glued
        self.lines = lines
        self.value = -1
        self.roles = _NOTHING
        self.weak: frozenset[str] = _NO_TAGS
        self.to_month = _FAR

    def __repr__(self) -> str:
        return f"{self.kind}:{self.text}"

    def get(self, role: str) -> dict[Any, frozenset[str]] | None:
        """The word's values in that role, or None."""
        return self.roles.get(role)


# The months as Roman numerals: `24.V.2024`.
ROMAN = {
    numeral: number
    for number, numeral in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"), 1)
}


END = Unit("e", "\0", -1, -1, False, 9)


_RANGES = tuple((GLUED[at], GLUED[at + 2]) for at in range(0, len(GLUED) - 2, 3))


def _is_glued(char: str) -> bool:
    """Whether the character is of a script that writes words together."""
    return char > "\u3000" and any(low <= char <= high for low, high in _RANGES)


def units(text: str, tags: tuple[str, ...] = ()) -> list[Unit]:
    """The units of a text read in these languages (none: in all).

    Eight END units stand behind them, so that looking ahead needs no check.
    """
    words = lexicon()
    views = _views(tags)
    raw, spelt = _cut(text)
    found: list[Unit] = []
    months: list[int] = []
    index, count, before = 0, len(raw), -1
    while index < count:
        token, start, end, lines = raw[index]
        spelling = spelt[index]
        kind = spelling.kind
        if spelling.plain:
            found.append(Unit(kind, token, start, end, start == before, lines))
            before = end
            index += 1
            continue
        length, view, weak = 1, _NOTHING, _NO_TAGS
        # The "h" of "10h." belongs to its number, though Italian has "h." before an hour.
        if spelling.phrases and not (spelling.key == "h" and start == before and found and found[-1].kind == "n"):
            phrase = _phrase(raw, spelt, index, spelling.phrases, tags)
            if phrase is not None:
                length, view, weak = phrase
        if length > 1:
            end = raw[index + length - 1][2]
            token = text[start:end]
        elif spelling.known is not None:
            view, weak = _view(views, spelling.known, tags)
            if weak and token[0].isupper():
                weak -= words.capitals
            if ("month" in view or "weekday" in view) and is_misspelt(token, words.accented):
                view = {role: values for role, values in view.items() if role not in ("month", "weekday")}
            elif "weekday" in view and tags[:1] == ("en",) and _is_state(raw, index):
                view = {role: values for role, values in view.items() if role != "weekday"}
        if length == 1 and kind == "n":
            unit = Unit("n", token, start, end, start == before, lines)
            unit.value = int(token) if len(token) <= 8 else -1
        elif view:
            unit = Unit("w", token, start, end, start == before, lines)
            unit.roles, unit.weak = view, weak
        else:
            unit = Unit(kind, token, start, end, start == before, lines)
        if token in ROMAN or "month" in view or "month_words" in view:
            months.append(len(found))
        found.append(unit)
        before = end
        index += length
    first = 0
    for month in months:
        for away in range(month - first + 1):
            found[month - away].to_month = away
        first = month + 1
    found.extend([END] * 8)
    return found


def _cut(text: str) -> tuple[list[Token], list[Spelling]]:
    """The tokens of a text, and what is known of the spelling of each."""
    raw: list[Token] = []
    spelt: list[Spelling] = []
    lines = 0
    for match in TOKEN.finditer(text):
        spelling = _spelling(match[0])
        if spelling.kind == _LINE_END:
            lines += 1
        elif spelling.kind != _MARK:
            raw.append((match[0], match.start(), match.end(), lines))
            spelt.append(spelling)
            lines = 0
        elif raw:
            raw[-1] = (*raw[-1][:2], match.end(), raw[-1][3])  # what follows stands right behind the last
    return raw, spelt


@lru_cache(maxsize=65536)
def _spelling(word: str) -> Spelling:
    if word == "\n" or word in _UNSEEN:
        return Spelling(word, _LINE_END if word == "\n" else _MARK)
    words, key = lexicon(), fold(word) or word
    kind = "n" if word.isdecimal() else "p" if _is_sign(key) else "x"
    known, phrases = words.single.get(key), words.phrases.get(key)
    return Spelling(key, kind, known, phrases, not (known or phrases or kind == "n" or word in ROMAN))


def _is_state(raw: list[Token], index: int) -> bool:
    """Whether two capitals behind a comma are a state and no weekday of another language: "Boston, MA 1pm"."""
    token = raw[index][0]
    return len(token) == 2 and token.isupper() and index > 1 and raw[index - 1][0] == "," and not raw[index][3]


Read = dict[str, dict[Any, frozenset[str]]]


def _phrase(
    raw: list[Token], spelt: list[Spelling], index: int, phrases: Phrases, tags: tuple[str, ...]
) -> tuple[int, Read, frozenset[str]] | None:
    """The longest phrase at this token that means something in these languages: (tokens, meanings, weak in)."""
    if index + 1 == len(spelt):
        return None
    for sequence, candidate in phrases.get(spelt[index + 1].key, ()):
        size = len(sequence)
        rest = tuple([one.key for one in spelt[index + 2 : index + size]])
        if rest == sequence[2:] and _joined(raw, index, size):
            view, weak = _view(_views(tags), candidate, tags)
            if view:
                return size, view, weak
    return None


Views = dict[int, tuple[Read, frozenset[str]]]


@lru_cache(maxsize=256)
def _views(tags: tuple[str, ...]) -> Views:
    """What words mean in these languages and where they are weak, by the identity of the lexicon's Word."""
    return {}


def _view(views: Views, word: Word, tags: tuple[str, ...]) -> tuple[Read, frozenset[str]]:
    """(meanings, the languages among these in which the word is an ordinary word as well)."""
    known = views.get(id(word))
    if known is None:
        view = word.view(tags) if tags else word.roles
        weak = word.weak | word.short if "weekday" in view else word.weak
        known = views[id(word)] = (view, weak & frozenset(tags) if tags else weak)
    return known


def _is_sign(key: str) -> bool:
    return len(key) == 1 and not key.isalnum()


def _joined(raw: list[Token], index: int, size: int) -> bool:
    """Whether tokens make one phrase: no blank line inside, and glued scripts without spaces."""
    for position in range(index + 1, index + size):
        token, start, _, lines = raw[position]
        before, _, end, _ = raw[position - 1]
        if lines > 1 or (start != end and _is_glued(token[0]) and _is_glued(before[0])):
            return False
    return True
