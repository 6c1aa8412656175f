"""Places that only the sender's address or a link's host shows: "landau@...", "ortsgruppe-landau.example"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from intake.reading.fields.where.evidence import Evidence
from intake.reading.fields.where.naming import place
from intake.reading.fields.where.vocabulary import Vocabulary
from intake.reading.places import Entry, by_fold, index
from intake.reading.places.folding import fold
from intake.reading.proposal import Finding, Message

_PARTS = re.compile(r"[^\W\d_]{4,}")
_SMALL = 10_000
_LARGE = 100_000  # a city that a host's name only begins or ends with
_TELLING = 6  # letters of such a city
_LONG = 40
# Hosts that everybody uses: their names are no places of the sender's.
_COMMON = frozenset(
    ("google", "facebook", "instagram", "twitter", "youtube", "telegram", "whatsapp", "eventbrite", "meetup",
     "linkedin", "mobilizon", "mastodon", "outlook", "hotmail", "yahoo", "gmail", "protonmail", "example", "mail",
     "github", "gitlab", "codeberg")
)  # fmt: skip


def inferred(message: Message, evidence: Evidence, words: Vocabulary) -> list[Finding]:
    """Weak findings from the sender's address and the hosts of links; part is "address" or "link", certain is False."""
    found: list[Finding] = []
    seen: set[int] = set()
    read: set[str] = set()
    for part, text, start, word in _words(message.sender, evidence.urls):
        if word in read:
            continue
        read.add(word)
        at, length, cities = _named(word, evidence, words)
        if not cities or cities[0].row in seen:
            continue
        seen.add(cities[0].row)
        written = word[at : at + length]
        found.append(
            Finding(
                "where", place(cities[0], written.capitalize()), written, start + at, start + at + length, part,
                "a city in an address", certain=False, note=f"taken from the address {text}", score=0.08,
                others=tuple(place(city) for city in cities[1:4]),
            )
        )  # fmt: skip
    return found


def _named(word: str, evidence: Evidence, words: Vocabulary) -> tuple[int, int, list[Entry]]:
    """Where a city's name stands in a word and how long it is, and the cities called so; no cities where none is."""
    for at, name in _names(fold(word)):
        cities = _likely(by_fold(name).cities, evidence)
        least = _SMALL if len(name) == len(word) and name not in words.ordinary else _LARGE
        if name not in _COMMON and cities and cities[0].population >= least:
            return at, len(name), cities
    return 0, 0, []


def _likely(cities: Sequence[Entry], evidence: Evidence) -> list[Entry]:
    """Those of a country that may be the mail's; a large city elsewhere where only that keeps the time of its clock."""
    expected = [entry for entry in cities if evidence.expects(entry.country)]
    if evidence.offset is None:
        return expected
    at_home = [entry for entry in cities if index().keeps(entry.timezone, evidence.offset)]
    return (
        [entry for entry in expected if entry in at_home]
        or [entry for entry in at_home if entry.population >= _LARGE]
        or expected
    )


def _names(word: str) -> tuple[tuple[int, str], ...]:
    """A word, and the longest names it begins and ends with, each with where it starts: "budapestrb"."""
    return ((0, word), *_parts(word)) if len(word) <= _LONG else ((0, word),)


@lru_cache(maxsize=2_048)  # many mails come from the same hosts and lead to the same
def _parts(word: str) -> tuple[tuple[int, str], ...]:
    names = index()
    starts = [(0, name) for name in reversed(names.prefixes(word)) if _TELLING <= len(name) < len(word)]
    ends = [(at, word[at:]) for at in range(1, len(word) - _TELLING + 1) if word[at:] in names]
    return (*starts, *ends)


def _words(sender: str, urls: Iterable[str]) -> Iterator[tuple[str, str, int, str]]:
    for match in _PARTS.finditer(sender):
        yield "address", sender, match.start(), match.group()
    for url in dict.fromkeys(urls):
        try:
            address = urlsplit(url)
            host = address.hostname or ""
        except ValueError:
            continue
        if not _COMMON.isdisjoint(host.split(".")):  # meetup.com/leeds-gardeners
            group = next((one for one in address.path.split("/") if len(one) >= _TELLING), "")
            yield from (("link", group, match.start(), match.group()) for match in _PARTS.finditer(group))
        for match in _PARTS.finditer(host.rpartition(".")[0]):
            yield "link", host, match.start(), match.group()
