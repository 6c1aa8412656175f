"""Text -> units: numbers, known words and phrases, other words and signs, with their offsets. One linear pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from intake.reading.fields.when.lexicon import GLUED, TOKEN, Phrases, Word, fold, is_misspelt, lexicon

_NO_TAGS: frozenset[str] = frozenset()
_NOTHING: dict[str, dict[Any, frozenset[str]]] = {}


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
_UNITS = frozenset("nxp")
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
    found, spelt = _cut(text)
    months: list[int] = []
    phrases: list[tuple[int, int]] = []
    done, fewer = 0, 0
    for index, spelling in enumerate(spelt):
        if spelling.plain or index < done:
            continue
        unit = found[index]
        view, weak = _NOTHING, _NO_TAGS
        said = None
        # The "h" of "10h." belongs to its number, though Italian has "h." before an hour.
        if spelling.phrases and not (spelling.key == "h" and unit.glued and index and found[index - 1].kind == "n"):
            said = _phrase(found, spelt, index, spelling.phrases, tags)
        if said is not None:
            length, view, weak = said
            done = index + length
            phrases.append((index, done))
            unit.end = found[done - 1].end
            unit.text = text[unit.start : unit.end]
            found[index:done] = [unit] * length
        elif spelling.known is not None:
            view, weak = _view(views, spelling.known, tags)
            if weak and unit.text[0].isupper():
                weak -= words.capitals
            if ("month" in view or "weekday" in view) and is_misspelt(unit.text, words.accented):
                view = {role: values for role, values in view.items() if role not in ("month", "weekday")}
            elif "weekday" in view and tags[:1] == ("en",) and _is_state(found, index):
                view = {role: values for role, values in view.items() if role != "weekday"}
        if said is None and unit.kind == "n":
            unit.value = int(unit.text) if len(unit.text) <= 8 else -1
        elif view:
            unit.kind, unit.roles, unit.weak = "w", view, weak
        if unit.text in ROMAN or "month" in view or "month_words" in view:
            months.append(index - fewer)
        if said is not None:
            fewer += done - index - 1
    if phrases:
        found = _less_repeated(found, phrases)
    first = 0
    for month in months:
        for away in range(month - first + 1):
            found[month - away].to_month = away
        first = month + 1
    found.extend([END] * 8)
    return found


def _less_repeated(found: list[Unit], phrases: list[tuple[int, int]]) -> list[Unit]:
    """The units less the repetitions of those that are phrases, each from its first to behind its last token."""
    kept: list[Unit] = []
    at = 0
    for start, stop in phrases:
        kept += found[at : start + 1]
        at = stop
    return kept + found[at:]


def _cut(text: str) -> tuple[list[Unit], list[Spelling]]:
    """The tokens of a text as units of which nothing is known, and what is known of the spelling of each."""
    found: list[Unit] = []
    spelt: list[Spelling] = []
    lines, before, end = 0, -1, 0
    for word in TOKEN.findall(text):
        start = text.index(word, end)  # nothing but blanks stands between two
        end = start + len(word)
        spelling = _spelling(word)
        if spelling.kind in _UNITS:
            found.append(Unit(spelling.kind, word, start, end, start == before, lines))
            spelt.append(spelling)
            lines, before = 0, end
        elif spelling.kind == _LINE_END:
            lines += 1
        elif found:
            before = found[-1].end = end  # what follows stands right behind the last
    return found, spelt


@lru_cache(maxsize=65536)
def _spelling(word: str) -> Spelling:
    if word == "\n" or word in _UNSEEN:
        return Spelling(word, _LINE_END if word == "\n" else _MARK)
    words, key = lexicon(), fold(word) or word
    kind = "n" if word.isdecimal() else "p" if _is_sign(key) else "x"
    known, phrases = words.single.get(key), words.phrases.get(key)
    return Spelling(key, kind, known, phrases, not (known or phrases or kind == "n" or word in ROMAN))


def _is_state(found: list[Unit], index: int) -> bool:
    """Whether two capitals behind a comma are a state and no weekday of another language: "Boston, MA 1pm"."""
    token = found[index].text
    return len(token) == 2 and token.isupper() and index > 1 and found[index - 1].text == "," and not found[index].lines


Read = dict[str, dict[Any, frozenset[str]]]


def _phrase(
    found: list[Unit], spelt: list[Spelling], index: int, phrases: Phrases, tags: tuple[str, ...]
) -> tuple[int, Read, frozenset[str]] | None:
    """The longest phrase at this token that means something in these languages: (tokens, meanings, weak in)."""
    if index + 1 == len(spelt):
        return None
    for sequence, candidate in phrases.get(spelt[index + 1].key, ()):
        size = len(sequence)
        rest = tuple([one.key for one in spelt[index + 2 : index + size]])
        if rest == sequence[2:] and _joined(found, index, size):
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


def _joined(found: list[Unit], index: int, size: int) -> bool:
    """Whether tokens make one phrase: no blank line inside, and glued scripts without spaces."""
    for position in range(index + 1, index + size):
        before, unit = found[position - 1], found[position]
        if unit.lines > 1 or (unit.start != before.end and _is_glued(unit.text[0]) and _is_glued(before.text[0])):
            return False
    return True
