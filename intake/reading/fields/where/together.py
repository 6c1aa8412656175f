"""Which of the places of a name lies where the mail's other cities do: Lebanon between Hanover and Windsor."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from intake.reading.fields.where.hits import Scan
from intake.reading.fields.where.vocabulary import everything
from intake.reading.places import Entry, distance

__all__ = ["together"]

_NEAR = 60  # kilometres
_PART, _GREAT, _TOWN = 10, 500_000, 100_000  # kilometres, and people
_LEAST = 2  # other cities near by
_MOST = 24  # names looked at, and places of a name
_LETTERS = 4


def together(scans: Iterable[Scan]) -> list[Entry]:
    """The places that lie near two other cities of a mail, where those called so that are larger lie near none.

    A mail of a region names its towns as its people know them, however large others of their names are elsewhere. One
    great city is enough for a name in it: Hackney in a mail from London.
    """
    named = _named(scans)
    found: list[Entry] = []
    if len(named) < 2:
        return found
    great = [cities[0] for cities in named.values() if cities[0].population >= _GREAT]
    for name, cities in named.items():
        others = [first[0] for other, first in named.items() if other != name]
        inside = next((city for city in cities if any(_part(city, around) for around in great)), None)
        if inside is not None and (inside is cities[0] or cities[0].population < _TOWN):
            found.append(inside)
            continue
        if len(named) <= _LEAST:
            continue
        near = [sum(_close(city, other) for other in others) for city in cities]
        most = max(near)
        if near[0] == 0 and most >= _LEAST and near.count(most) == 1:
            found.append(cities[near.index(most)])
    return found


def _named(scans: Iterable[Scan]) -> dict[str, list[Entry]]:
    """The names of cities that stand for themselves, with those whose own name each is, the largest first."""
    words = everything()
    named: dict[str, list[Entry]] = {}
    for hit in (hit for scan in scans for hit in scan.hits):
        if hit.how != "exact" or hit.within or len(hit.name) < _LETTERS or len(named) == _MOST or hit.name in named:
            continue
        if hit.name in words.ordinary or hit.name in words.names:
            continue
        cities = list(islice((city for city in hit.entries.cities if city.main), _MOST))
        if cities:
            named[hit.name] = cities
    return named


def _close(one: Entry, other: Entry) -> bool:
    """Whether two places are near, which their latitudes settle mostly."""
    if one.latitude is None or other.latitude is None or abs(one.latitude - other.latitude) > 1:
        return False
    return one.row != other.row and distance(one, other) < _NEAR


def _part(one: Entry, great: Entry) -> bool:
    """Whether a place lies in the middle of a great city, and is none itself."""
    if one.latitude is None or great.latitude is None or abs(one.latitude - great.latitude) > 1:
        return False
    return one.row != great.row and one.population * 5 < great.population and distance(one, great) < _PART
