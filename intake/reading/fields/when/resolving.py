"""Turns what was read into dates: the missing year, weekdays and relative days against the context's now."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field, replace

from intake.reading.fields.when.easter import WESTERN, movable, next_movable
from intake.reading.fields.when.jalali import FIRST_MONTH, gregorian, next_gregorian
from intake.reading.fields.when.numeric import valid
from intake.reading.fields.when.parts import Day, Hints
from intake.reading.proposal import Context

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NEAR = 120  # days ahead within which a day under last year's number is to come


@dataclass(slots=True)
class Resolved:
    """A date, the parts that were stated, what was implied or doubtful, and other dates the words may mean."""

    date: dt.date
    stated: set[str]
    notes: list[str] = field(default_factory=list)
    others: list[dt.date] = field(default_factory=list)
    contradiction: bool = False


def resolve(day: Day, context: Context, hints: Hints) -> Resolved | None:
    """The date a day means, or None when there is none (31 April, or a weekday alone in no year)."""
    today = context.now.date()
    if day.day is not None and day.month is not None:
        if day.month < FIRST_MONTH:
            return _calendar(day, context, hints)
        return _movable(day, context, hints) if day.month >= WESTERN else _jalali(day, context, hints)
    if day.day is not None:
        return _day_of_month(day, today, hints)
    if day.nth is not None and day.month is not None:
        return _nth_weekday(day, today, hints)
    if day.nth is not None:
        return _nth_of_month(day, today, hints)
    if day.offset is not None:
        return _offset(day, today, hints)
    if day.weekday:
        return _weekday(day, today, hints)
    return None


def weekday_of(day: Day, hints: Hints, fits: int | None = None) -> int | None:
    """The weekday a word means: the one that fits where it may mean several, else that of the best language."""
    if not day.weekday:
        return None
    if fits is not None and fits in day.weekday and (len(day.weekday) == 1 or _spoken(day.weekday[fits], hints)):
        return fits
    ranked = sorted(
        day.weekday.items(),
        key=lambda item: min((hints.tags.index(tag) for tag in item[1] if tag in hints.tags), default=99),
    )
    return ranked[0][0]


def _spoken(tags: frozenset[str], hints: Hints) -> bool:
    return not hints.tags or any(tag in hints.tags[:3] for tag in tags)


def _calendar(day: Day, context: Context, hints: Hints) -> Resolved | None:
    assert day.month is not None
    assert day.day is not None
    today = context.now.date()
    stated = {"month", "day"}
    if day.year is not None:
        if not valid(day.year, day.month, day.day):
            return None
        date = dt.date(day.year, day.month, day.day)
        found = Resolved(date, stated | {"year"})
        if day.swapped and valid(day.year, day.day, day.month):
            turned = dt.date(day.year, day.day, day.month)
            # What is announced is to come: read in the order of another country where only that one is.
            found.date, turned = (turned, found.date) if found.date < today <= turned else (found.date, turned)
            found.others.append(turned)
    else:
        if not valid(None, day.month, day.day):
            return None
        found = _without_year(day, context, hints, stated)
        if day.swapped:
            other = _without_year(Day(None, day.day, day.month, day.weekday), context, hints, set())
            found.others.append(other.date)
    if day.weekday:
        found.stated.add("weekday")
        named = weekday_of(day, hints, found.date.weekday())
        swapped = next((other for other in found.others if other.weekday() == named), None)
        if named != found.date.weekday() and swapped is not None:
            found.date, found.others = swapped, []
        elif named is not None and named != found.date.weekday():
            found.contradiction = True
            found.notes.append(
                f"{found.date.isoformat()} is a {WEEKDAYS[found.date.weekday()]}, not a {WEEKDAYS[named]}"
            )
            found.others.extend(_dates_with(found.date, named, today))
            _rather_to_come(found, today)
        elif found.others:
            found.others = []
    if day.said is not None:
        _rather_said(found, day, today + dt.timedelta(days=day.said), hints)
    if found.others and not found.contradiction:
        found.notes.append(f"day and month may be meant the other way round ({found.others[0].isoformat()})")
    return found


def _rather_to_come(found: Resolved, today: dt.date) -> None:
    """Take a day gone by for the same day of a near year, where its weekday says so: last year's number is a slip."""
    written = found.date
    meant = next((other for other in found.others if (other.day, other.month) == (written.day, written.month)), None)
    if written < today and meant is not None and 0 <= (meant - today).days <= _NEAR:
        found.date, found.others = meant, [written, *(other for other in found.others if other != meant)]


def _rather_said(found: Resolved, day: Day, said: dt.date, hints: Hints) -> None:
    """Take "tomorrow" for the day meant where month or year beside it are slips: day of the month or weekday agree."""
    if found.date == said or (day.day != said.day and not day.weekday):
        return
    if day.weekday and weekday_of(day, hints, said.weekday()) != said.weekday():
        return
    found.notes = [f"{found.date.isoformat()} is written, not a day so near as {said.isoformat()}, which is meant"]
    found.others = [found.date]
    found.date, found.contradiction = said, True
    found.stated -= {"year"}


def _movable(day: Day, context: Context, hints: Hints) -> Resolved | None:
    """A feast's day by the Easter of its year, which is the coming one where none is said."""
    assert day.month is not None
    assert day.day is not None
    today = context.now.date()
    if day.year is None:
        return _with_the_year(day, next_movable(day.month, day.day, today), context, hints)
    date = movable(day.month, day.day, day.year)
    return _calendar(replace(day, month=date.month, day=date.day), context, hints)


def _jalali(day: Day, context: Context, hints: Hints) -> Resolved | None:
    """A day of the Solar Hijri calendar, checked against its weekday like any other."""
    assert day.month is not None
    assert day.day is not None
    today = context.now.date()
    stated = None if day.year is None else gregorian(day.year, day.month, day.day)
    date = next_gregorian(day.month, day.day, today) if day.year is None else stated
    if date is None:
        return None
    if day.year is None:
        return _with_the_year(day, date, context, hints)
    return _calendar(replace(day, year=date.year, month=date.month, day=date.day), context, hints)


def _with_the_year(day: Day, date: dt.date, context: Context, hints: Hints) -> Resolved | None:
    found = _calendar(replace(day, year=date.year, month=date.month, day=date.day), context, hints)
    if found is not None:
        found.stated.discard("year")
        found.notes.append(f"year {date.year} taken from the mail's date")
    return found


def _next(month: int, day: int, start: dt.date) -> dt.date:
    """The first such day on or after `start`."""
    for year in range(start.year, start.year + 9):
        if valid(year, month, day) and dt.date(year, month, day) >= start:
            return dt.date(year, month, day)
    return dt.date(start.year, month, min(day, 28))


def _without_year(day: Day, context: Context, hints: Hints, stated: set[str]) -> Resolved:
    assert day.month is not None
    assert day.day is not None
    today = context.now.date()
    coming = _next(day.month, day.day, today)
    note = f"year {coming.year} taken from the mail's date"
    if context.window is not None:
        inside = _next(day.month, day.day, context.window[0])
        if inside <= context.window[1]:
            coming, note = inside, f"year {inside.year} taken from the campaign's days"
    if (coming - today).days > 300:
        past = dt.date(coming.year - 1, day.month, day.day) if valid(coming.year - 1, day.month, day.day) else None
        fits = past is not None and (today - past).days <= 31 and (not day.weekday or past.weekday() in day.weekday)
        if past is not None and fits and context.window is None:
            return Resolved(past, stated, [f"year {past.year} taken from the mail's date; the day is past"], [coming])
    if day.weekday:
        years = [coming.year, *(year for year in (coming.year + 1, coming.year - 1) if abs(year - today.year) <= 1)]
        fitting = [
            dt.date(year, day.month, day.day)
            for year in years
            if valid(year, day.month, day.day)
            and weekday_of(day, hints, dt.date(year, day.month, day.day).weekday())
            == dt.date(year, day.month, day.day).weekday()
        ]
        if fitting and fitting[0] != coming:
            date = fitting[0]
            return Resolved(date, stated, [f"year {date.year} taken from the weekday"], [coming])
    return Resolved(coming, stated, [note])


def _dates_with(date: dt.date, weekday: int, today: dt.date) -> list[dt.date]:
    """Dates that the sender may have meant: the same day in a near year, or the named weekday in the same week."""
    found = []
    for year in (date.year - 1, date.year + 1):
        if valid(year, date.month, date.day):
            other = dt.date(year, date.month, date.day)
            if other.weekday() == weekday and other >= today - dt.timedelta(days=31):
                found.append(other)
    shift = (weekday - date.weekday() + 3) % 7 - 3
    near = date.toordinal() + shift
    return [*found, dt.date.fromordinal(near)] if near >= 1 else found


def _day_of_month(day: Day, today: dt.date, hints: Hints) -> Resolved | None:
    """`Friday 13`, `the 24th`: the next such day; with a weekday, the next that is one."""
    assert day.day is not None
    year, month = today.year, today.month
    for _ in range(14):
        if valid(year, month, day.day):
            date = dt.date(year, month, day.day)
            if date >= today and (not day.weekday or weekday_of(day, hints, date.weekday()) == date.weekday()):
                stated = {"day", "weekday"} if day.weekday else {"day"}
                return Resolved(date, stated, [f"month {date.month} taken from the mail's date"])
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return None


def _nth_weekday(day: Day, today: dt.date, hints: Hints) -> Resolved | None:
    """`first Tuesday in October`: of the year stated, else the next one that is not past."""
    assert day.month is not None
    assert day.nth is not None
    named = weekday_of(day, hints)
    if named is None:
        return None
    for full in (day.year,) if day.year else (today.year, today.year + 1):
        length = calendar.monthrange(full, day.month)[1]
        days = [one for one in range(1, length + 1) if dt.date(full, day.month, one).weekday() == named]
        index = day.nth if day.nth < 0 else day.nth - 1
        if index >= len(days):
            continue
        date = dt.date(full, day.month, days[index])
        if day.year or date >= today:
            stated = {"weekday", "month", "day"} | ({"year"} if day.year else set())
            return Resolved(date, stated, [] if day.year else [f"year {full} taken from the mail's date"])
    return None


def _nth_of_month(day: Day, today: dt.date, hints: Hints) -> Resolved | None:
    """`last Friday of the month`: of the month of the mail or, where that is past, of the next one."""
    for months in (0, 1):
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        found = _nth_weekday(replace(day, year=year, month=month + 1), today, hints)
        if found is not None and found.date >= today:
            return Resolved(found.date, {"weekday", "day"}, ["counted from the mail's date"])
    return None


def _offset(day: Day, today: dt.date, hints: Hints) -> Resolved | None:
    assert day.offset is not None
    ordinal = today.toordinal() + day.offset
    if not 1 <= ordinal < dt.date.max.toordinal() - 40000:
        return None
    date = dt.date.fromordinal(ordinal)
    if day.months:
        total = date.year * 12 + date.month - 1 + day.months
        year, month = divmod(total, 12)
        if not 1 <= year <= 9000:
            return None
        date = dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))
    found = Resolved(date, set(), ["counted from the mail's date"])
    if day.weekday:
        found.stated.add("weekday")
        named = weekday_of(day, hints, date.weekday())
        if named is not None and named != date.weekday():
            found.contradiction = True
            found.notes.append(f"{date.isoformat()} is a {WEEKDAYS[date.weekday()]}, not a {WEEKDAYS[named]}")
            found.others.extend(_dates_with(date, named, today))
    return found


def _weekday(day: Day, today: dt.date, hints: Hints) -> Resolved | None:
    named = weekday_of(day, hints)
    if named is None:
        return None
    if day.weeks is not None:
        monday = today.toordinal() - today.weekday() + 7 * day.weeks
        date = dt.date.fromordinal(monday + named)
    else:
        ahead = (named - today.weekday()) % 7
        if day.which == -1:
            ahead = ahead - 7
        elif day.which == 1:
            ahead = ahead or 7
        date = dt.date.fromordinal(today.toordinal() + ahead)
    found = Resolved(date, {"weekday"}, ["counted from the mail's date"])
    if day.which == 1 and (named - today.weekday()) % 7 and named > today.weekday():
        found.others.append(date + dt.timedelta(days=7))
    return found
