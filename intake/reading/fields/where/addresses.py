"""Places that only the sender's address or a link's host shows: "landau@...", "ortsgruppe-landau.example"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from intake.reading.fields.where.evidence import Evidence
from intake.reading.fields.where.resolve import place
from intake.reading.fields.where.vocabulary import Vocabulary
from intake.reading.places import by_fold
from intake.reading.places.folding import fold
from intake.reading.proposal import Finding, Message

_PARTS = re.compile(r"[^\W\d_]{4,}")
_SMALL = 10_000
# Hosts that everybody uses: their names are no places of the sender's.
_COMMON = frozenset(
    ("google", "facebook", "instagram", "twitter", "youtube", "telegram", "whatsapp", "eventbrite", "meetup",
     "linkedin", "mobilizon", "mastodon", "outlook", "hotmail", "yahoo", "gmail", "protonmail", "example", "mail")
)  # fmt: skip


def inferred(message: Message, evidence: Evidence, words: Vocabulary) -> list[Finding]:
    """Weak findings from the sender's address and the hosts of links; part is "address" or "link", certain is False."""
    found: list[Finding] = []
    seen: set[int] = set()
    for part, text, start, word in _words(message):
        name = fold(word)
        if name in words.ordinary or name in _COMMON:
            continue
        cities = [entry for entry in by_fold(name) if entry.kind == "city" and evidence.expects(entry.country)]
        if not cities or cities[0].population < _SMALL or cities[0].row in seen:
            continue
        seen.add(cities[0].row)
        found.append(
            Finding(
                "where", place(cities[0], word.capitalize()), word, start, start + len(word), part,
                "a city in an address", certain=False, note=f"taken from the address {text}", score=0.08,
                others=tuple(place(city) for city in cities[1:4]),
            )
        )  # fmt: skip
    return found


def _words(message: Message) -> Iterator[tuple[str, str, int, str]]:
    for match in _PARTS.finditer(message.sender):
        yield "address", message.sender, match.start(), match.group()
    for link in message.links[:30]:
        try:
            host = urlsplit(link.url).hostname or ""
        except ValueError:
            continue
        for match in _PARTS.finditer(host.rpartition(".")[0]):
            yield "link", host, match.start(), match.group()
