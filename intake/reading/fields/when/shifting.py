"""Reads by how much something is moved: `half an hour earlier`, `eine Stunde später`, `two days later`, `1時間遅く`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from intake.reading.fields.when.numeric import is_cue
from intake.reading.fields.when.parts import has, near, value
from intake.reading.fields.when.tokens import END, Unit, units

# Units of a text that are looked through; who moves an event says so in a few words.
_MOST = 2000
# Between an amount and its direction at most so many small words stand: `by two hours to a later time`.
_BETWEEN = 3
_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much, negative for earlier, and the words that say so: `text[start:end]`."""

    by: dt.timedelta
    start: int
    end: int


def shift(text: str, languages: tuple[str, ...]) -> Shift | None:
    """The first amount of time with a word for earlier or later beside it, or None.

    Read in the first three of the languages; an amount of more than a year is none, and where doors open half an hour
    earlier nothing is moved. Linear in the text.
    """
    us = units(text, languages[:3])[:_MOST]
    if any(is_cue(unit, "doors") for unit in us):
        return None
    us.extend([END] * 8)
    for i, unit in enumerate(us[:-8]):
        if not has(unit, "earlier", "later"):
            continue
        found = _before(us, i) or _behind(us, i)
        if found is None:
            continue
        start, end, minutes = found
        if 0 < minutes <= 366 * _MINUTES_A_DAY:
            by = dt.timedelta(minutes=minutes if has(unit, "later") else -minutes)
            return Shift(by, us[min(start, i)].start, us[max(end - 1, i)].end)
    return None


def _before(us: list[Unit], i: int) -> tuple[int, int, int] | None:
    """(first unit, next unit, minutes) of the amount that ends before this word."""
    for j in range(i - 1, max(i - 8, -1), -1):
        found = _amount(us, j)
        if found is not None and found[0] <= i and all(_is_small(unit) for unit in us[found[0] : i]):
            longer = _amount(us, j - 1) if j else None
            if longer is not None and longer[0] == found[0]:
                return j - 1, *longer
            return j, *found
    return None


def _behind(us: list[Unit], i: int) -> tuple[int, int, int] | None:
    """The same of the amount that follows: `brought forward by half an hour`, `提前半小时`."""
    j = i + 1
    while j <= i + _BETWEEN:
        found = _amount(us, j)
        if found is not None:
            return j, *found
        if not _is_small(us[j]):
            return None
        j += 1
    return None


def _is_small(unit: Unit) -> bool:
    return (
        unit.lines == 0 and unit.kind == "w" and not has(unit, "day", "weekday", "month", "named", "earlier", "later")
    )


def _amount(us: list[Unit], j: int) -> tuple[int, int] | None:
    """(next unit, minutes) of `half an hour`, `90 minutes`, `two days`."""
    unit = us[j]
    if "spans" in unit.roles:
        return j + 1, value(unit, "spans")
    number = unit.value if unit.kind == "n" else value(unit, "number") if "number" in unit.roles else None
    if number is None or not 0 < number < 1000 or not near(us[j + 1]):
        return None
    measure = us[j + 1]
    if "span_units" in measure.roles:
        return j + 2, number * value(measure, "span_units")
    days = {"day": 1, "week": 7}.get(value(measure, "unit")) if "unit" in measure.roles else None
    return None if days is None else (j + 2, number * days * _MINUTES_A_DAY)
