"""The index of the world's populated places: names in, places out. It reads no mail and decides nothing about one."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib import resources
from typing import Protocol

from intake.reading.places.folding import fold
from intake.reading.places.index import Entry, Index, IndexMissing, Meanings, index

__all__ = [
    "Entry",
    "Index",
    "IndexMissing",
    "Meanings",
    "city_around",
    "country_of",
    "distance",
    "fold",
    "index",
    "lookup",
    "near",
    "place_for",
    "search",
]


@lru_cache(maxsize=4_000)
def by_fold(folded: str) -> Meanings:
    """Everything a folded name stands for, the most populous first; regions and countries before cities."""
    here = index()
    found = [here.entry(posting) for posting in here.postings(folded)]
    found.sort(key=lambda entry: (entry.kind == "city", -entry.population, not entry.main))
    return Meanings(found)


def lookup(name: str) -> Meanings:
    """Everything a name stands for in any language: countries and regions, then cities, the most populous first."""
    return by_fold(fold(name))


def country_of(name: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country named in any language, or given as its code; None when it is none."""
    for entry in lookup(name):
        if entry.kind == "country":
            return entry.country
    code = name.strip().upper()
    return code if code in index().countries else None


def place_for(city: str, country: str | None = None, region: str | None = None) -> Entry | None:
    """The most populous city of that name, within the country (code or name) and region (code or name) where given."""
    code = country_of(country) if country else None
    if country and code is None:
        return None
    wanted = fold(region) if region else None
    for entry in lookup(city):
        if entry.kind != "city" or (code and entry.country != code):
            continue
        if wanted and wanted not in (fold(entry.region or ""), fold(entry.code or "")):
            same = any(
                e.kind == "region" and e.name == entry.region and e.country == entry.country for e in by_fold(wanted)
            )
            if not same:
                continue
        return entry
    return None


def search(prefix: str, limit: int = 10, countries: tuple[str, ...] | None = None) -> tuple[Entry, ...]:
    """Cities whose name begins with `prefix`, the most populous first, those of `countries` before others."""
    folded = fold(prefix)
    if len(folded) < 2 and folded.isascii():
        return ()
    here = index()
    best: dict[int, int] = {}
    for name in here.beginning_with(folded):
        for posting in here.postings(name):
            if posting >> 29 == 0:
                best.setdefault(posting & ((1 << 28) - 1), posting)
    preferred = frozenset(countries or ())
    top = sorted(best.values(), key=here.population, reverse=True)[: max(limit * 5, 50)]
    found = sorted(map(here.entry, top), key=lambda entry: (entry.country not in preferred, -entry.population))
    return tuple(found[:limit])


class Located(Protocol):
    """What has coordinates in degrees, where they are known."""

    @property
    def latitude(self) -> float | None:
        """North of the equator."""

    @property
    def longitude(self) -> float | None:
        """East of Greenwich."""


def distance(one: Located, other: Located) -> float:
    """The great-circle distance of two places in kilometres; infinite when one has no coordinates."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return math.inf
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    return 12_742 * math.asin(min(1.0, math.sqrt(half)))


@cache
def _great() -> dict[tuple[str, str | None], list[tuple[Entry, float, bool]]]:
    """(country, region) -> its great cities whose districts are places in the index, and how far each reaches.

    Last is whether districts keep their own name there: "Brooklyn" is one's address, "Altona" is Hamburg.
    """
    found: dict[tuple[str, str | None], list[tuple[Entry, float, bool]]] = {}
    for line in resources.files(__name__).joinpath("districts.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, name, kilometres, *keeps = line.split("\t")
            city = place_for(name, country)
            if city is None:
                raise IndexMissing(f"districts.tsv: no city {name!r} in {country}")
            found.setdefault((country, city.region), []).append((city, float(kilometres), bool(keeps)))
    return found


def city_around(
    country: str | None, region: str | None, latitude: float | None, longitude: float | None, *, kept: bool = False
) -> Entry | None:
    """The great city that a place is a district of (Moabit: Berlin), None for a place of its own or that city.

    With `kept` also one whose districts keep their own names: New York City for Brooklyn.
    """
    for city, reach, keeps in _great().get((country or "", region), ()):
        place = Entry("city", -1, "", city.country, region, latitude=latitude, longitude=longitude)
        if (kept or not keeps) and 0.1 < distance(place, city) <= reach:
            return city
    return None


def near(entries: tuple[Entry, ...], others: tuple[Entry, ...], kilometres: float = 100) -> tuple[Entry, ...]:
    """Those of `entries` that lie within so many kilometres of one of `others`, in their order."""
    return tuple(entry for entry in entries if any(distance(entry, other) <= kilometres for other in others))
