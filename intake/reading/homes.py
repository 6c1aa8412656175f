"""Rows of a list whose city is rather the mail's: what they name is a guest's town, a club's or a square's name."""

from __future__ import annotations

from collections.abc import Sequence

from intake.reading import candidates
from intake.reading.gathering import Event
from intake.reading.proposal import Place

__all__ = ["believe_one_country", "rather_home", "take_home"]

# So many cities of one country are a list of that country's.
_SEVERAL = 3


def rather_home(event: Event, shared: Sequence[candidates.Candidate]) -> bool:
    """Whether all a row tells of a city is that its guest is from there or that it is about it, and the mail has one.

    "Talk by Ann Lee (Leeds)" in the programme of a club in York.
    """
    where, line = event.where, event.line
    about = where is not None and where.role == "topic" and not (line is not None and where.start == line.body)
    return about and bool(shared) and shared[0].grounded and not shared[0].partial


def take_home(events: Sequence[Event]) -> None:
    """Take the cities of a few rows that may be names of clubs and squares from these, where most rows have none.

    They are then where the mail is, and not in "Oak Hill" when the "Oak Hill Garden Club" is one of many.
    """
    unsure = [
        event for event in events if event.where and (not event.where.certain or event.where.role in candidates.LOOSE)
    ]
    if sum(event.where is None for event in events) * 2 <= len(events) or any(
        e.where and e not in unsure for e in events
    ):
        return
    for event in unsure:
        event.where = None
        event.doubts = (event.doubts - {"far_place", "passing_city"}) | {"several_cities"}


def believe_one_country(events: Sequence[Event]) -> None:
    """Take no row's city for one named in passing abroad where three and more rows are in one foreign country.

    The list is of that country's cities then, whatever country the language lets expect.
    """
    cities = {candidates.key_of(event.where) for event in events if event.where is not None}
    countries = {
        event.where.value.country if event.where is not None and isinstance(event.where.value, Place) else None
        for event in events
    }
    whole = len(cities) == len(events) >= _SEVERAL and len(countries) == 1 and None not in countries
    if whole and all(event.where is not None and event.where.certain for event in events):
        for event in events:
            event.doubts.discard("far_place")
