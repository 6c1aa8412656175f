"""The cue words of all language files as tables by their words; what an entry may look like is told in `cues`."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple, TypeVar

from intake.reading.alternatives import alternation
from intake.reading.languages import languages

__all__ = ["JOINING", "SHORTEST_AFFIX", "WORD", "Spread", "Tables", "fold", "tables", "words"]

_Row = TypeVar("_Row")

LABEL = "label_"
WORD = re.compile(r"\w+")
SHORTEST_AFFIX = 3
"""So many letters of an entry with an ending or beginning left open are looked up."""
JOINING = frozenset(("and", "or", "condition", "regret", "so", "but", "which", "they", "we", "authorities", "said"))
"""Words between two names or days, or that are seldom asked for, looked up by themselves: see `cues.entries`."""
# So many words of an entry that stand apart make it a long one.
_LONG_APART = 10
_GAP, _CLOSES = "…", "."


class Spread(NamedTuple):
    """An entry whose words stand apart, or that must end a clause; of a `stem` the last word is the beginning."""

    groups: tuple[tuple[str, ...], ...]
    stem: bool
    closes: bool
    key: str
    tag: str
    long: bool
    then: str
    """The word of it that comes second: right behind the first, or, `apart`, somewhere behind; "" where none must."""
    apart: bool


@dataclass(frozen=True, slots=True)
class Tables:
    """All entries but those that join: by first word, first or last letters, and those inside unspaced text."""

    spread: dict[str, tuple[Spread, ...]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], str, str], ...]]
    prefixes: dict[str, tuple[tuple[str, str, str], ...]]
    suffixes: dict[str, tuple[tuple[str, str, str], ...]]
    inside: re.Pattern[str]
    inside_keys: dict[str, tuple[tuple[str, str], ...]]
    labels: dict[str, tuple[str, ...]]
    tags: frozenset[str]


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """The word without case and diacritics, as cues are compared."""
    lowered = word.casefold()
    if lowered.isascii():
        return lowered
    plain = unicodedata.normalize("NFKD", lowered)
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(map(fold, WORD.findall(text)))


@cache
def tables() -> Tables:
    """The entries of all languages, by the words that they begin with."""
    phrases: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
    prefixes: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    suffixes: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    inside_keys: dict[str, list[tuple[str, str]]] = defaultdict(list)
    labels: dict[str, list[str]] = defaultdict(list)
    spread: dict[str, list[Spread]] = defaultdict(list)
    for language in languages():
        for key, entries in language.table("cues").items():
            for entry in entries:
                if key in JOINING:
                    continue
                if key.startswith(LABEL):
                    labels[" ".join(words(entry))].append(key.removeprefix(LABEL))
                elif language.unspaced:
                    inside_keys[entry.casefold()].append((key, language.tag))
                elif _GAP in entry or entry.endswith(_CLOSES) or (entry.endswith("*") and len(words(entry)) > 1):
                    said = _spread(entry, key, language.tag)
                    spread[said.groups[0][0]].append(said)
                elif entry.endswith("*"):
                    stem_ = words(entry)[0]
                    prefixes[stem_[:SHORTEST_AFFIX]].append((stem_, key, language.tag))
                elif entry.startswith("*"):
                    ending = words(entry)[0]
                    suffixes[ending[-SHORTEST_AFFIX:]].append((ending, key, language.tag))
                else:
                    parts = words(entry)
                    phrases[parts[0]].append((parts, key, language.tag))
    return Tables(
        _fixed(spread),
        _fixed(phrases),
        _fixed(prefixes),
        _fixed(suffixes),
        re.compile(alternation(inside_keys)),
        _fixed(inside_keys),
        {words_: tuple(dict.fromkeys(keys)) for words_, keys in labels.items()},
        frozenset(language.tag for language in languages()),
    )


def _spread(entry: str, key: str, tag: str) -> Spread:
    groups = tuple(map(words, entry.split(_GAP)))
    parts = tuple(chain(*groups))
    stem, apart = entry.endswith("*"), len(groups[0]) == 1 < len(parts)
    then = "" if len(parts) == 1 or (stem and len(parts) == 2) else parts[1]
    return Spread(groups, stem, entry.endswith(_CLOSES), key, tag, sum(map(len, parts)) >= _LONG_APART, then, apart)


def _fixed(table: dict[str, list[_Row]]) -> dict[str, tuple[_Row, ...]]:
    """A table whose rows change no more: tuples of words need no looking through for what may be freed."""
    return {key: tuple(rows) for key, rows in table.items()}
