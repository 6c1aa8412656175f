"""The place index as a mapped file: names to rows, rows to places. Opens in milliseconds and stays out of memory."""

from __future__ import annotations

import json
import mmap
import struct
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import marisa_trie

from intake.reading.places import layout

_LONG = 40  # letters of a word above which nothing is looked up for `begins` and `goes_on`
_WIDE = 10_000_000  # people of a country or region, as far as names are weighed
_FOLDER = Path(__file__).resolve().parent


class IndexMissing(RuntimeError):  # noqa: N818 - named for what is the matter
    """The data file is not there, or of another version; the text says how to make it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name stands for. `kind` is "city", "region" or "country"; `name` is the index's main name.

    `country` is ISO 3166-1 alpha-2; `region` the English name of the first-level division or None, `code` its
    ISO 3166-2 code without the country, or None. Coordinates are in degrees, `timezone` is an IANA name, `fame` is
    how many other names it has, at most 255; a region or country has none of these. `main` is True when the name
    asked for is the place's own, not one of its others.
    """

    kind: str
    row: int
    name: str
    country: str
    region: str | None = None
    code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    timezone: str | None = None
    population: int = 0
    main: bool = True
    fame: int = 0


class Meanings(tuple[Entry, ...]):
    """Everything a name stands for; what is often asked of it is looked for once."""

    @cached_property
    def cities(self) -> tuple[Entry, ...]:
        """The cities among them, in their order."""
        return tuple(entry for entry in self if entry.kind == "city")

    @cached_property
    def largest(self) -> int:
        """The population of the largest; a country or region counts as a large city."""
        return max((entry.population if entry.kind == "city" else _WIDE for entry in self), default=0)

    @cached_property
    def largest_city(self) -> int:
        """The population of the largest city, 0 when there is none."""
        return max((city.population for city in self.cities), default=0)

    @cached_property
    def own(self) -> bool:
        """Whether one of them has this as its own name."""
        return any(entry.main for entry in self)


class Index:
    """Both files, mapped read-only. Raises IndexMissing with what to do."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        try:
            with (folder / layout.PLACES_FILE).open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            begin = len(layout.MAGIC) + 4
            if self._map[: len(layout.MAGIC)] != layout.MAGIC:
                raise ValueError("of another version")
            end = begin + struct.unpack("<I", self._map[len(layout.MAGIC) : begin])[0]
            head = json.loads(self._map[begin:end])
            self._names = marisa_trie.Trie()
            self._names.mmap(str(folder / layout.NAMES_FILE))
        except (OSError, ValueError, RuntimeError, struct.error) as error:
            raise IndexMissing(
                f"the place index in {folder} cannot be opened ({error}); make it with: pip install -e . "
                "(or: python intake/reading/places/build_index.py)"
            ) from error
        self.countries: tuple[str, ...] = tuple(head["countries"])
        self.regions: tuple[tuple[str, str, str, str], ...] = tuple(tuple(row) for row in head["regions"])
        self.facts: dict[str, dict[str, Any]] = head["facts"]
        self.calendar: frozenset[str] = frozenset(head["calendar"])
        self._timezones: tuple[str, ...] = tuple(head["timezones"])
        self._clocks = dict(zip(self._timezones, map(frozenset, head["clocks"]), strict=True))
        view = memoryview(self._map)
        sections: dict[str, memoryview | array[int]] = {}
        for name, (at, size) in head["sections"].items():
            sections[name] = _numbers(view[end + at : end + at + size], layout.SECTIONS[name])
        self._offsets, self._postings = sections["offsets"], sections["postings"]
        self._latitude, self._longitude = sections["latitude"], sections["longitude"]
        self._population, self._region = sections["population"], sections["region"]
        self._fame = sections["fame"]
        self._timezone, self._name = sections["timezone"], sections["name"]
        self._text_at = end + head["sections"]["text"][0]

    def __len__(self) -> int:
        """How many cities there are."""
        return len(self._population)

    def prefixes(self, folded: str) -> list[str]:
        """The names that `folded` begins with, shortest first."""
        found: list[str] = self._names.prefixes(folded)
        return found

    def beginning_with(self, folded: str) -> list[str]:
        """The names that begin with `folded`, in no particular order."""
        found: list[str] = self._names.keys(folded)
        return found

    def has_beginning(self, folded: str) -> bool:
        """Whether any name begins with `folded`."""
        return next(self._names.iterkeys(folded), None) is not None

    def __contains__(self, folded: str) -> bool:
        return folded in self._names

    def begins(self, word: str) -> bool:
        """Whether a name is this folded word or begins with it and a blank; of long words it is not known."""
        return len(word) > _LONG or True in _opened(self, word)

    def goes_on(self, word: str) -> bool:
        """Whether a name begins with this folded word and a blank; of long words it is not known."""
        return _opened(self, word)[1] if len(word) <= _LONG else True

    def postings(self, folded: str) -> list[int]:
        """The numbers a folded name stands for: kind, main flag and row, as layout has them; empty when unknown."""
        number = self._names.get(folded)
        if number is None:
            return []
        return list(self._postings[self._offsets[number] : self._offsets[number + 1]])

    def population(self, posting: int) -> int:
        """The population of the city a posting names."""
        return int(self._population[posting & layout.ROW])

    def keeps(self, timezone: str | None, minutes: int, within: int = 0) -> bool:
        """Whether clocks in a time zone are that many minutes from UTC, in winter or summer, give or take `within`."""
        clocks = self._clocks.get(timezone or "", frozenset())
        return any(abs(minutes - clock) <= within for clock in clocks) if within else minutes in clocks

    def clocks(self) -> Iterator[tuple[str, int]]:
        """Each time zone of a city with each distance of its clocks from UTC over the year, in minutes."""
        return ((zone, minutes) for zone, clocks in self._clocks.items() for minutes in clocks)

    def entry(self, posting: int) -> Entry:
        """The place that a posting names."""
        kind, row, main = posting >> layout.KIND_SHIFT, posting & layout.ROW, bool(posting & layout.MAIN)
        if kind == layout.COUNTRY:
            return Entry("country", row, self.countries[row], self.countries[row], main=main)
        if kind == layout.REGION:
            country, _, code, name = self.regions[row]
            return Entry("region", row, name, country, name, code or None, main=main)
        country, _, code, region = self.regions[self._region[row]]
        start = self._text_at + self._name[row]
        name = self._map[start : self._map.find(b"\x00", start)].decode()
        return Entry(
            "city",
            row,
            name,
            country,
            region or None,
            code or None,
            self._latitude[row] / 100_000,
            self._longitude[row] / 100_000,
            self._timezones[self._timezone[row]],
            self._population[row],
            main,
            self._fame[row],
        )


def _numbers(view: memoryview, code: str) -> memoryview | array[int]:
    if sys.byteorder == "little":
        return view if code == "B" else view.cast(code)  # type: ignore[call-overload]
    numbers = array(code, bytes(view))
    numbers.byteswap()
    return numbers


@lru_cache(maxsize=16_384)
def _opened(here: Index, word: str) -> tuple[bool, bool]:
    """Whether a word is a name, and whether names begin with it and a blank."""
    return word in here, here.has_beginning(f"{word} ")


@cache
def index() -> Index:
    """The index of this installation, opened once."""
    return Index()
