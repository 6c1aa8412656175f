"""Feasts whose day goes with Easter: so many days before or after it, in the Western or the Orthodox church.

In place of a month such a day has a number that says which Easter is counted from, as months from 101 mean another
calendar.
"""

from __future__ import annotations

import datetime as dt

from dateutil import easter

WESTERN, ORTHODOX = 201, 202


def movable(counted_from: int, days: int, year: int) -> dt.date:
    """The day so many days after Easter of that year (before it when negative)."""
    method = easter.EASTER_ORTHODOX if counted_from == ORTHODOX else easter.EASTER_WESTERN
    sunday: dt.date = easter.easter(year, method)
    return sunday + dt.timedelta(days=days)


def next_movable(counted_from: int, days: int, start: dt.date) -> dt.date:
    """The first such day on or after `start`."""
    this_year = movable(counted_from, days, start.year)
    return this_year if this_year >= start else movable(counted_from, days, start.year + 1)
