"""What scanning finds: the stretches of a text that name places, and the text as it was cut."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from intake.reading.fields.where.tokens import Token
from intake.reading.places import Entry, Meanings

__all__ = ["OF_OTHERS", "SENTENCE", "Hit", "Scan", "Within", "line_of"]

SENTENCE = re.compile(r"[.!?…。！？]\s")
"""The end of a sentence within a line."""

Within = Literal["road", "occasion", "venue", "concern", "journey", "group", "origin", "memory"]
OF_OTHERS: frozenset[Within | None] = frozenset(("concern", "journey", "origin", "memory"))
"""What says that a name is rather that of what people speak of than of where they meet."""


@dataclass(slots=True)
class Hit:
    """A stretch that names a place: tokens first..last (inclusive), `start` and `end` in the text, and what it may be.

    `how` is "exact", "nickname", "landmark", "inflected", "adjective", "glued" or "misspelt"; `within` says what it is
    a part of (`compounds`); `beside` is what `beside_of` finds, where it was asked.
    """

    first: int
    last: int
    start: int
    end: int
    name: str
    entries: Meanings
    how: str = "exact"
    within: Within | None = None
    beside: tuple[list[Entry], int] | None = None

    def largest(self) -> int:
        """The population of the largest city it may be; a country or region counts as a large one."""
        return self.entries.largest

    def largest_city(self) -> int:
        """The population of the largest city it may be, 0 when it is none."""
        return self.entries.largest_city


def line_of(text: str, hit: Hit, reach: int = 160) -> str:
    """The line that a name stands on, as far as `reach` characters before and after it."""
    before = text[max(0, hit.start - reach) : hit.start].rpartition("\n")[2]
    return before + text[hit.start : hit.end + reach].partition("\n")[0]


@dataclass(slots=True)
class Scan:
    """A text cut into tokens, its folded form, and the hits in it in the order of the text."""

    text: str
    tokens: list[Token]
    folded: str
    hits: list[Hit] = field(default_factory=list)
    small: frozenset[str] = frozenset()  # the words that stand somewhere in the mail with a small first letter
