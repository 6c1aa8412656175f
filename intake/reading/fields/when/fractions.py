"""Decides whether `3.5` or `3/5` without a year is a day and no fraction, score or hour: by what stands around it."""

from __future__ import annotations

from itertools import chain, pairwise

from intake.reading.fields.when.clock import clock
from intake.reading.fields.when.numeric import digits
from intake.reading.fields.when.parts import DASHES, Days, Hints, has, near
from intake.reading.fields.when.spans import set_off
from intake.reading.fields.when.tokens import Unit


def are_no_fractions(first: Days, last: Days) -> bool:
    """Whether two days in digits hold a number above twelve, and run forward: `1/2 - 3/4` may be cups of flour."""
    one, two = first.days[0], last.days[-1]
    if None in (one.day, one.month, two.day, two.month):
        return False
    forward = (one.month, one.day) < (two.month, two.day)
    return forward and max(one.day or 0, two.day or 0) > 12


# So many rows show that what each has is a day; what an address begins with.
_ROWS, _LINKS = 3, frozenset(("http", "https", "www"))
# How far a row of a list is looked through for its time.
_ROW = 16


# What may stand between a day and the name of its row; the largest number of common fractions; what marks are out of;
# the most days between rows of a list.
_BEHIND_A_DAY, _A_FRACTION, _MARKS, _CLOSE = frozenset(":-–—|"), 8, (5, 10), 62


def _heads_a_row(us: list[Unit], day: Days, hints: Hints) -> bool:
    """Whether the row that begins with the day goes on with a name and has a time: `4/9 Kalmar, Torget kl. 10`."""
    i, j = day.start, day.end
    if i and not us[i].lines:
        return False
    if us[j].text in _BEHIND_A_DAY and not us[j].lines:
        j += 1  # "9/12: Town Library, 7 pm"
    elif us[j].glued:
        return False
    if us[j].lines or not us[j].text[:1].isupper():
        return False
    for k in range(j + 1, j + _ROW):
        if us[k].kind == "e" or us[k].lines:
            return _is_one_of_rows(us, day, k, hints)
        time = clock(us, k) if us[k].roles or us[k].kind == "n" else None
        if time is not None and time.strong:
            return True
    return False


def _is_one_of_rows(us: list[Unit], day: Days, end: int, hints: Hints) -> bool:
    """Whether the row above or the one that begins at `end` has a day close by, too: `9/10 Denver`, `9/12 Omaha`.

    Fractions are seldom of numbers above eight, and marks are out of five or ten.
    """
    i = day.start
    above = next((k for k in range(i - 1, max(i - _ROW, -1), -1) if us[k].lines or k == 0), None)
    for at in (above, end):
        if at is None or us[at].kind != "n" or us[at + 2].kind != "n":
            continue
        other = digits(us, at, hints)
        if other is None or other.rule != day.rule or us[other.end].glued:
            continue
        marks = us[i + 2].value in _MARKS and us[i + 2].value == us[at + 2].value
        large = max(us[k].value for k in (i, i + 2, at, at + 2)) > _A_FRACTION
        apart = abs(_place_in_year(other) - _place_in_year(day))
        if large and not marks and 0 < apart <= _CLOSE and (at == end) == (_place_in_year(other) > _place_in_year(day)):
            return True
    return False


def days_of_rows(us: list[Unit], hints: Hints) -> frozenset[int]:
    """Where `15/11` is a day because three and more lines each have one, set off from a name, and these run forward.

    "1. 15/11 | Kalmar", "2. 16/11 | Umeå", "3. 22/11 | Boden"; the numbers tell the units that the days begin at.
    """
    rows: dict[int, list[Days]] = {}
    number = 0
    for k, unit in enumerate(us):
        number += unit.lines
        if unit.text != "/" or not unit.glued or not k or us[k - 1].kind != "n" or us[k + 1].kind != "n":
            continue
        day = digits(us, k - 1, hints)
        if day is not None and day.rule == "3/5" and _is_set_off(us, day):
            rows.setdefault(number, []).append(day)
    days = [own[0] for own in rows.values() if len(own) == 1]
    if len(days) < _ROWS or len(days) < len(rows):
        return frozenset()
    places = [_place_in_year(day) for day in days]
    numbers = [(us[day.start].value, us[day.start + 2].value) for day in days]
    forward = all(0 <= two - one <= _CLOSE for one, two in pairwise(places)) and places[0] < places[-1]
    marks = len({second for _, second in numbers} & set(_MARKS)) == 1 and all(one <= two for one, two in numbers)
    large = max(map(max, numbers)) > _A_FRACTION
    return frozenset(day.start for day in days) if forward and large and not marks else frozenset()


def _is_set_off(us: list[Unit], day: Days) -> bool:
    """Whether a day begins its line or point, or stands between signs and hours, or ends its line but for a link."""
    before, after = us[day.start - 1], us[day.end]
    opens = day.start == 0 or us[day.start].lines > 0 or before.text in ("*", "_")
    opens = opens or (not us[day.start].glued and (before.kind in "pn" or has(before, "hour", "daypart")))
    closes = after.kind in "ep" or after.lines > 0 or after.text in _LINKS
    closes = closes or (not after.glued and after.text[:1].isupper())
    return opens and closes and not (after.glued and us[day.end + 1].glued and us[day.end + 1].kind == "n")


def _place_in_year(days: Days) -> int:
    """About how many days into the year a day of a month is."""
    return 31 * (days.days[0].month or 0) + (days.days[0].day or 0)


def _is_an_entry(us: list[Unit], day: Days) -> bool:
    """Whether nothing but signs stand around a day near an hour: `Torget 3 | 15/11 | kl. 18`."""
    i, j = day.start, day.end
    if max(us[i].value, us[i + 2].value) <= _A_FRACTION and len(us[i].text) == 1:
        return False
    return set_off(us, i, j) and any(
        (time := clock(us, k)) is not None and (time.strong or time.start < time.first)
        for k in chain(range(i - 1, max(i - _ROW, -1), -1), range(j, min(j + _ROW, len(us) - 8)))
        if us[k].kind == "n" or has(us[k], "clock", "from", "at")
    )


def _heads_rows(us: list[Unit], day: Days) -> bool:
    """Whether dotted numbers and a colon alone on their line stand over a row with a time: `12.01:` over `Kyiv, 12:00`.

    The day's heading and not the hour of a programme, since the row has an hour of its own.
    """
    i, j = day.start, day.end
    alone = us[j].text == ":" and us[j].glued and us[j + 1].lines > 0 and (i == 0 or us[i].lines > 0)
    if not alone or us[j + 1].kind == "e":
        return False
    for k in range(j + 1, j + 1 + _ROW):
        if us[k].kind == "e" or (us[k].lines and k > j + 1):
            return False
        time = clock(us, k) if us[k].roles or us[k].kind == "n" else None
        if time is not None and time.strong:
            return True
    return False


def may_be_a_day(us: list[Unit], day: Days, hints: Hints) -> bool:
    """Whether `3.5` or `3/5` without a closing dot or year is a day: something around it must say so."""
    i, j = day.start, day.end
    before, after = us[i - 1] if i else us[-1], us[j]
    if after.kind == "e" and i == 0:
        return True
    if (
        has(before, "on", "from", "until")
        and near(us[i])
        and not (after.kind == "x" and after.lines == 0 and not hints.dotted)
    ):
        return True
    if clock(us, j + (after.text in ",-–|")) is not None and near(after):
        return True
    if _is_an_entry(us, day) or _heads_a_row(us, day, hints) or (hints.dotted and _heads_rows(us, day)):
        return True
    if (after.text in DASHES or has(after, "to")) and us[j + 1].kind == "n" and near(us[j + 1]):
        last = digits(us, j + 1, hints)
        if last is not None and (not last.weak or (hints.order_is_sure and are_no_fractions(day, last))):
            return True  # "15/5-17/5 2024", "15/5 - 17/5"
    return day.days[-1].weekday is not None or (before.text in "([" and after.text in ")]")
