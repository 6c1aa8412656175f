"""Reads days that the mail's date completes: weekdays, `tomorrow`, `the 24th`, `first Tuesday in May`."""

from __future__ import annotations

from dataclasses import replace

from intake.reading.fields.when.easter import ORTHODOX, WESTERN
from intake.reading.fields.when.lexicon import languages_with
from intake.reading.fields.when.parts import (
    DASHES,
    Day,
    Days,
    day_of_month,
    has,
    is_cut_short,
    leads_to_an_hour,
    month,
    near,
    starts_a_time,
    suffix,
    value,
    weekday,
    weekday_after,
    weekday_before,
)
from intake.reading.fields.when.tokens import Unit
from intake.reading.fields.when.years import year_after


def nth_weekday(us: list[Unit], i: int) -> Days | None:
    """`first Tuesday in October`, `letzter Montag im März 2014`, `2nd Sunday of May`, `last Friday of the month`."""
    unit = us[i]
    j = i + 1
    if has(unit, "last"):
        nth = -1
    elif "ordinal" in unit.roles:
        nth = value(unit, "ordinal")
    else:
        got = day_of_month(us, i)
        if got is None or not got[2]:
            return None
        j, nth, _ = got
    named = us[j].roles.get("weekday")
    if named is None or nth > 5 or not near(us[j]):
        return None
    k = j + 1
    while has(us[k], "of", "on", "in", "filler") and not has(us[k], "unit") and k < j + 4:
        k += 1
    if k > j + 1 and has(us[k], "unit") and value(us[k], "unit") == "month":
        return Days(i, k + 1, [Day(None, None, None, named, nth=nth)], NTH_OF_MONTH)
    found = month(us, k)
    if found is None or k == j + 1:
        return None
    end, full = year_after(us, found[0])
    return Days(i, end, [Day(full, found[1], None, named, nth=nth)], "first Tuesday in October")


NTH_OF_MONTH = "last Friday of the month"
"""The rule of a day that only its weekday and place in the month say."""
FEAST = "May Day"
"""The rule of a day that only the name of its feast says."""


def feast(us: list[Unit], i: int) -> Days | None:
    """`May Day`, `New Year's Eve 2026`, `8M`, `Easter Monday`: a feast, on a fixed day or so many days from Easter."""
    name = us[i].text
    for role, counted_from in (("easter", WESTERN), ("orthodox_easter", ORTHODOX)):
        if has(us[i], role):
            end, full = year_after(us, i + 1)
            return Days(i, end, [Day(full, counted_from, value(us[i], role))], FEAST)
    if name[0].isdecimal() and (" " in name or not name[-1].isupper()):
        return None  # "8M" is a day, "8 m" is not
    month_, day = divmod(value(us[i], "feast"), 100)
    end, full = year_after(us, i + 1)
    return Days(i, end, [Day(full, month_, day)], FEAST)


def bare_day(us: list[Unit], i: int) -> Days | None:
    """`on the 24th`, `am 24.`, `31일`: only a day of some month, so it counts with a time or weekday beside it."""
    before = us[i - 1].roles.get("on") if i and near(us[i]) else None
    if us[i].kind != "n" or not (before or has(us[i + 1], "day_words")):
        return None
    got = day_of_month(us, i)
    if got is None:
        return None
    j, number, ordinal = got
    glued_script = "day_words" in us[j - 1].roles
    if not glued_script and not (
        before and (ordinal or languages_with("on_is_of_days") & before.get(True, frozenset()))
    ):
        return None
    if us[j].text in DASHES or (us[j].text in ".,:/" and us[j].glued and us[j + 1].kind == "n" and us[j + 1].glued):
        return None
    if us[j].kind in "nx" and us[j].lines == 0 and (us[j].glued or not glued_script):
        return None
    end, named = weekday_after(us, j)
    weak = named is None and not (glued_script and us[end].glued and us[end].text in _DAY_PARTICLES)
    return Days(i, end, [Day(day=number, weekday=named)], "the 24th", weak=weak)


# What follows a day of the month in Japanese and Korean, and no number of days.
_DAY_PARTICLES = frozenset({"に", "에", "(", "（", "夜", "朝"})


def weekday_and_day(us: list[Unit], i: int) -> Days | None:
    """`Friday the 13th`, `samedi 4`, `Samstag, den 4.`: the month is the next one that has such a day."""
    got = weekday_before(us, i)
    if got is None or us[got[0]].lines:
        return None
    j, named = got
    found = day_of_month(us, j)
    if found is None or starts_a_time(us, j) or has(us[j - 1], "clock"):
        return None
    k, number, ordinal = found
    after = us[k]
    if (after.glued and after.kind in "nx") or (
        after.text in ".:/-," and after.glued and us[k + 1].kind == "n" and us[k + 1].glued
    ):
        return None
    if not ordinal and (
        us[j - 1].text in DASHES
        or (has(after, "hour", "unit", "daypart") and not leads_to_an_hour(us, k))
        or (has(after, "to") and (has(us[j - 1], "from") or not has(after, "at")))  # "viernes de 10 a 18 horas"
        or after.text in DASHES
        or (after.text in "%€$£" and after.text)
    ):
        return None
    counts = after.kind == "x" and after.lines == 0
    if not ordinal and (counts or not any(named[day] & languages_with("bare_days") for day in named)):
        return None  # "Saturday 12 volunteers"
    return Days(i, k, [Day(day=number, weekday=named)], "Friday the 13th", weak=bool(us[i].weak))


# Words that mean a whole week: 来週, 다음주, 下 before a weekday.
_WEEKS = {"this_week": 0, "next_week": 1, "last_week": -1}


def relative(us: list[Unit], i: int) -> Days | None:
    """`tomorrow`, `this Saturday`, `next week Friday`, `in three days`, `Friday`."""
    unit = us[i]
    roles = unit.roles
    if not roles:
        return None
    if "day" in roles:
        days = value(unit, "day")
        if has(us[i + 1], "in") and near(us[i + 1]):
            amount = _amount(us, i + 2)
            if amount is not None:
                return Days(i, amount[0], [_later(amount[1], days)], "in three days")  # "heute in 14 Tagen"
        j, named = weekday_after(us, i + 1)
        return Days(i, suffix(us, j), [Day(offset=days, weekday=named)], "tomorrow", weak=bool(unit.weak))
    if "weekend" in roles:
        return _weekend(us, i, i, value(unit, "weekend"))
    if "weekday" in roles:
        j, named_days = weekday(us, i) or (i + 1, {})
        which = None
        k = j
        if us[j - 1].text == "." and us[j].text[:1].isupper():
            return Days(i, j, [Day(weekday=named_days)], "Friday", weak=bool(unit.weak) or "month" in roles)
        while has(us[k], "of", "on", "filler") and not has(us[k], "this") and k < j + 3:
            k += 1
        if not has(us[k], "next", "this", "last"):
            k = _week_word(us, k) or j
        if _week_word(us, k) == k:
            return Days(i, k + 2, [Day(weekday=named_days, weeks=_week(us[k + 1]))], "Friday next week")
        article = bool(unit.weak) and has(us[k], "this")  # "el mar está lejos"
        if has(us[k], "next", "this", "last") and near(us[k]) and not article:
            which = 1 if has(us[k], "next") else 0 if has(us[k], "this") else -1
            k += 1
            if _is_week(us[k]):
                return Days(i, k + 1, [Day(weekday=named_days, weeks=_week(us[k - 1]))], "Friday next week")
            return Days(i, k, [Day(weekday=named_days, which=which)], "next Friday")
        return Days(i, j, [Day(weekday=named_days)], "Friday", weak=bool(unit.weak) or "month" in roles)
    week = next((value for role, value in _WEEKS.items() if role in roles), None)
    if week is not None:
        j = i + 1
        while has(us[j], "filler", "on") and j < i + 3:
            j += 1
        if "weekend" in us[j].roles and near(us[j]):
            return _weekend(us, i, j, week)
        if "weekday" in us[j].roles and near(us[j]):
            k, named_days = weekday(us, j) or (j + 1, {})
            if named_days:
                return Days(i, k, [Day(weekday=named_days, weeks=week)], "next week Friday")
    if has(unit, "this", "next", "last"):
        which = 0 if has(unit, "this") else 1 if has(unit, "next") else -1
        j = i + 1
        while has(us[j], "this", "next", "filler", "on") and j < i + 3:
            which = 1 if has(us[j], "next") else which
            j += 1
        if "weekday" in us[j].roles and near(us[j]):
            k, named_days = weekday(us, j) or (j + 1, {})
            weak = is_cut_short(us[j], us, k)  # "ce jeu se joue à six"
            return Days(i, k, [Day(weekday=named_days, which=which)], "next Friday", weak=weak)
        if _is_week(us[j]) and near(us[j]):
            return _day_of_week(us, i, j + 1, max(which, _week(us[j - 1])))
        return None
    if _week_word(us, i) == i:
        return _day_of_week(us, i, i + 2, _week(us[i + 1]))
    if "in" in roles:
        amount = _amount(us, i + 1)
        if amount is not None:
            j, day = amount
            return Days(i, j, [day], "in three days", weak=bool(us[i + 1].weak))
    return None


def _weekend(us: list[Unit], i: int, j: int, week: int) -> Days:
    """Saturday and Sunday of this week or another: `this weekend`, `다음 주말`; the word stands at `j`."""
    tags = frozenset().union(*us[j].roles["weekend"].values())
    ends = [Day(weekday={day: tags}, weeks=week) for day in (5, 6)]
    return Days(i, suffix(us, j + 1), ends, "this weekend", is_range=True, weak=True)


def _is_week(unit: Unit) -> bool:
    return "unit" in unit.roles and value(unit, "unit") == "week"


def _week(said: Unit) -> int:
    """The week that a word beside "week" means: `coming week` is the next, though a `coming Friday` may be this."""
    return 1 if has(said, "next", "coming") else -1 if has(said, "last") else 0


def _day_of_week(us: list[Unit], i: int, j: int, weeks: int) -> Days | None:
    """The weekday that follows the words for a week, which begin at `i` and end before `j`: `next week on Friday`."""
    k = j
    while has(us[k], "on", "of", "filler") or us[k].text == ",":
        k += 1
    if "weekday" not in us[k].roles or not near(us[k]):
        return None
    end, named_days = weekday(us, k) or (k + 1, {})
    return Days(i, end, [Day(weekday=named_days, weeks=weeks)], "next week Friday")


def _week_word(us: list[Unit], k: int) -> int | None:
    """The unit of `week` in `semaine prochaine`, where the word for next follows; else None."""
    return k if _is_week(us[k]) and has(us[k + 1], "next", "coming", "last") and near(us[k]) else None


def _amount(us: list[Unit], i: int, sign: int = 1) -> tuple[int, Day] | None:
    if "unit" not in us[i + 1].roles:
        return None
    number = us[i].value if us[i].kind == "n" else value(us[i], "number") if "number" in us[i].roles else None
    if number is None or not 0 < number < 1000:
        return None
    unit = value(us[i + 1], "unit")
    if unit not in ("day", "week", "month", "year"):
        return None
    size = {"day": 1, "week": 7}.get(unit)
    if size is not None:
        return i + 2, Day(offset=sign * number * size)
    return i + 2, Day(offset=0, months=sign * number * (12 if unit == "year" else 1))


def _later(day: Day, days: int) -> Day:
    """The day as counted from another than today."""
    return replace(day, offset=(day.offset or 0) + days)


def amount_then(us: list[Unit], i: int) -> Days | None:
    """`three days ago`, `2 weeks from now`, `3일 후`."""
    got = _amount(us, i)
    if got is None:
        return None
    j, day = got
    if has(us[j], "hence"):
        return Days(i, j + 1, [day], "in three days")
    if has(us[j], "from") and "day" in us[j + 1].roles and near(us[j + 1]):
        return Days(i, j + 2, [_later(day, value(us[j + 1], "day"))], "in three days")  # "a week from tomorrow"
    if has(us[j], "ago"):
        back = Day(offset=-(day.offset or 0), months=-day.months)
        return Days(i, j + 1, [back], "three days ago")
    return None
