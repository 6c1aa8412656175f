"""Two places of a mail that are one city and a part of it, so that nothing is to be asked: Vomero and Naples."""

from __future__ import annotations

from collections.abc import Sequence

from intake.reading.candidates import Candidate
from intake.reading.places import city_around, distance
from intake.reading.proposal import Finding

__all__ = ["less_parts"]

_LARGE, _TIMES = 200_000, 3  # people of a city that has districts, and how much larger it is than each
_BESIDE = 20  # kilometres
_GAP = 3  # characters of ", " or " ("
_MOST = 8


def less_parts(rivals: Sequence[Candidate], chosen: Candidate) -> list[Candidate]:
    """The rivals less those that are a district of the chosen place, or the city that this is a district of."""
    return [rival for rival in rivals if not (_part_of(rival, chosen) or _part_of(chosen, rival))]


def _part_of(part: Candidate, city: Candidate) -> bool:
    """Whether a place is known as a district of a city, or is far smaller and written together with it somewhere."""
    here, around = part.place, city.place
    great = city_around(here.country, here.region, here.latitude, here.longitude, kept=True)
    if great is not None and (great.latitude, great.longitude) == (around.latitude, around.longitude):
        return True
    if here.country != around.country or around.population < max(_LARGE, _TIMES * here.population):
        return False
    return distance(here, around) < _BESIDE and any(
        _together(one, other) for one in part.findings[:_MOST] for other in city.findings[:_MOST]
    )


def _together(one: Finding, other: Finding) -> bool:
    """Whether two names stand side by side, as in an address: "Naples, Vomero"."""
    first, second = (one, other) if one.start < other.start else (other, one)
    return one.part == other.part and 0 < second.start - first.end < _GAP
