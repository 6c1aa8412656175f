"""What a text speaks of as notices do: an absence, a mail that has come, a delivery that failed; in sixty languages.

The words are data, notices.toml: by language and theme. All languages are looked for at once, since programs often
write in another language than the people around them, or in several.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources

from babel import Locale

from intake.deciding.plain import even, plain
from intake.deciding.programs import known
from intake.reading.lines import NO_SPACES

__all__ = ["is_past", "languages", "names_weekday", "themes"]

_WORD = re.compile(r"\w+")
_UMLAUT = re.compile("[äöüß]")
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
# Scripts that part no words, or set syllables before them and behind.
_GLUED = re.compile(rf"{NO_SPACES.pattern}|[\u0590-\u06ff\u0900-\u0dff\u10a0-\u10ff\u0530-\u058f]")
_KEY = 2
_STEM = 4


_Entry = tuple[str, str, str]
"""Language, theme and phrase."""
_Begun = tuple[str, _Entry]
"""What a phrase begins with up to its first gap or ending, and the phrase."""


@dataclass(slots=True)
class _Index:
    """Phrases by how they begin: whole first words, first words' stems, and the first letters of glued scripts."""

    whole: dict[str, list[_Begun]] = field(default_factory=dict)
    stems: dict[str, list[_Begun]] = field(default_factory=dict)
    glued: dict[str, list[_Entry]] = field(default_factory=dict)


def themes(text: str) -> dict[str, dict[str, int]]:
    """By language, how many different words of each theme a text holds; what overlaps counts once.

    A word of one language is often another's of another sense; so the languages are not added up.
    """
    taken: dict[tuple[str, str], list[tuple[int, int]]] = {}
    seen: set[_Entry] = set()
    text = even(text)
    for entry, start, end in _found(text):
        language, theme, _ = entry
        if theme == "away" and is_past(text, start):
            continue
        spans = taken.setdefault((language, theme), [])
        if entry not in seen and all(end <= other or before <= start for other, before in spans):
            seen.add(entry)
            spans.append((start, end))
    told: dict[str, dict[str, int]] = {}
    for (language, theme), spans in taken.items():
        told.setdefault(language, {})[theme] = len(spans)
    return told


def names_weekday(text: str, language: str) -> bool:
    """Whether a word begins as a weekday of the language does."""
    return any(word.startswith(_weekdays(language)) for word in _WORD.findall(even(text)))


@cache
def _weekdays(language: str) -> tuple[str, ...]:
    """How weekdays begin, without the endings they take in sentences; short names say too little."""
    names = map(even, Locale.parse(language).days["format"]["wide"].values())
    return tuple(name[: max(_STEM, len(name) - 3)] for name in names if len(name) >= _STEM)


def is_past(text: str, start: int) -> bool:
    """Whether somebody tells of an absence that is over: "sorry, I was on holiday"."""
    here = text[start:]
    opens = any(here.startswith(word) and not here[len(word) : len(word) + 1].isalpha() for word in _past())
    return opens or text[max(0, start - 25) : start].rstrip().endswith(_past())


@cache
def _past() -> tuple[str, ...]:
    return tuple(map(plain, known("past")))


@cache
def languages() -> tuple[str, ...]:
    """The languages that have words of notices."""
    return tuple(_data())


def _found(text: str) -> Iterator[tuple[_Entry, int, int]]:
    for word in _WORD.finditer(text):
        at = word.start()
        for begins, entry in _begun(word.group()):
            if text.startswith(begins, at) and (match := _pattern(entry[2]).match(text, at)):
                yield entry, at, match.end()
    if _GLUED.search(text):
        index = _index()
        for at in range(len(text)):
            for entry in index.glued.get(text[at : at + _KEY], ()):
                if text.startswith(entry[2], at):
                    yield entry, at, at + len(entry[2])


@lru_cache(maxsize=4096)  # most words of one mail are those of the next
def _begun(word: str) -> tuple[_Begun, ...]:
    """The phrases that may begin with a word."""
    index = _index()
    found = list(index.whole.get(word, ()))
    for length in range(2, len(word) + 1):
        found += index.stems.get(word[:length], ())
    return tuple(found)


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    source = re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ …\ ", r"\W(?:[^.!?¶]{0,40}?\W)?")
    return re.compile(source + r"(?!\w)")


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(resources.files("intake.deciding").joinpath("notices.toml").read_text(encoding="utf-8"))


@cache
def _index() -> _Index:
    index = _Index()
    for language, table in _data().items():
        for theme, phrases in table.items():
            for phrase in dict.fromkeys(_forms(phrases)):
                _enter(index, (language, theme, phrase))
    return index


def _forms(phrases: Iterable[str]) -> Iterator[str]:
    """The phrases as texts are evened, those with umlauts also as they are written out."""
    for phrase in phrases:
        yield even(phrase)
        if _UMLAUT.search(phrase):
            yield even(phrase.translate(_WRITTEN_OUT))


def _enter(index: _Index, entry: _Entry) -> None:
    phrase = entry[2]
    if _GLUED.match(phrase):
        index.glued.setdefault(phrase[:_KEY], []).append(entry)
    elif first := _WORD.match(phrase):
        stem = phrase[first.end() : first.end() + 1] == "*"
        begins = phrase.partition("*")[0].partition(" … ")[0]
        (index.stems if stem else index.whole).setdefault(first.group(), []).append((begins, entry))
