"""Reads one day, a list of days or a range of days that share a month, starting at a given unit."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from intake.reading.fields.when.tokens import Unit

Tags = frozenset[str]
DASHES = frozenset("-–—‐‑‒―~〜～")
QUOTES = frozenset("'’ʼ`´")


@dataclass(slots=True)
class Hints:
    """What is known about the language: tags best first, the order of numbers, and whether that order is sure."""

    tags: tuple[str, ...]
    order: str
    order_is_sure: bool
    dotted: bool = False


@dataclass(slots=True)
class Day:
    """One day as written: stated parts or None. `offset` counts days from now (or weeks via `weeks`)."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: dict[int, Tags] | None = None
    offset: int | None = None
    which: int | None = None
    weeks: int | None = None
    months: int = 0
    swapped: bool = False
    nth: int | None = None

    def numbers(self) -> bool:
        """Whether a day of the month is stated."""
        return self.day is not None


@dataclass(slots=True)
class Days:
    """Days read between two units: the first to last unit, the days, and whether two of them are a range."""

    start: int
    end: int
    days: list[Day]
    rule: str
    is_range: bool = False
    sure: bool = True
    weak: bool = False
    notes: list[str] = field(default_factory=list)


def has(unit: Unit, *roles: str) -> bool:
    """Whether the unit is a word that may have one of the roles."""
    known = unit.roles
    return bool(known) and any(role in known for role in roles)


def value(unit: Unit, role: str) -> Any:
    """The first value of the unit's word in that role."""
    return next(iter(unit.roles[role]))


def near(unit: Unit) -> bool:
    """Whether the unit stands on the same line as the one before it, or right on the next."""
    return unit.lines <= 1


# ------------------------------------------------------------------ parts


def day_of_month(us: list[Unit], i: int) -> tuple[int, int, bool] | None:
    """(next unit, day, whether marked as an ordinal) of `3`, `3.`, `3rd`, `1er`, `3-án`, `third`."""
    unit = us[i]
    if unit.kind == "n":
        if not 1 <= unit.value <= 31 or len(unit.text) > 2:
            return None
        j = i + 1
        after = us[j]
        if after.glued:
            if has(after, "ordinal_endings", "day_words"):
                return j + 1, unit.value, True
            if after.text in ("-", ":", "’", "'", "‑") and us[j + 1].glued and has(us[j + 1], "ordinal_endings"):
                return j + 2, unit.value, True
            if after.text in (".", "º", "°", "ª") and not (us[j + 1].glued and us[j + 1].kind == "n"):
                return j + 1, unit.value, True
        elif has(after, "day_words") and near(after):
            return j + 1, unit.value, True
        return j, unit.value, False
    if "ordinal" in unit.roles:
        return i + 1, value(unit, "ordinal"), True
    if "number" in unit.roles and value(unit, "number") <= 31:
        if has(us[i + 1], "day_words"):
            return i + 2, value(unit, "number"), True
        if has(us[i + 1], "of") and has(us[i + 2], "month"):
            return i + 1, value(unit, "number"), False
    return None


def month(us: list[Unit], i: int) -> tuple[int, int, Unit] | None:
    """(next unit, month, its word) of a month's name with its dot or suffix, or of `5月`."""
    unit = us[i]
    if "month" in unit.roles:
        j = i + 1
        if us[j].text == "." and us[j].glued and len(unit.text) <= 5:
            j += 1
        return suffix(us, j), value(unit, "month"), unit
    if unit.kind == "n" and 1 <= unit.value <= 12 and len(unit.text) <= 2 and has(us[i + 1], "month_words"):
        return i + 2, unit.value, us[i + 1]
    if "number" in unit.roles and has(us[i + 1], "month_words") and value(unit, "number") <= 12:
        return i + 2, value(unit, "number"), us[i + 1]
    return None


def suffix(us: list[Unit], j: int) -> int:
    """Behind a case ending set off by an apostrophe (Turkish `Mayıs'ta`)."""
    if us[j].text in QUOTES and us[j].glued and us[j + 1].glued and has(us[j + 1], "suffixes"):
        return j + 2
    return j


_TIME_SIGNS = frozenset(":hH.")


def year(us: list[Unit], i: int, *, two: bool = True) -> tuple[int, int] | None:
    """(next unit, year) of `2024`, `'24`, `24`, `2024 г.`, `2024年`."""
    j = i
    spelt = _spelt_year(us, i)
    if spelt is not None:
        return i + 5, spelt
    short = us[j].text in QUOTES and us[j + 1].glued
    if short:
        j += 1
    unit = us[j]
    if unit.kind != "n" or (unit.lines > 1 and not short):
        return None
    size = len(unit.text)
    if size == 4 and 1900 <= unit.value <= 2199 and not short:
        after = us[j + 1]
        if after.glued and after.text == ":" and us[j + 2].kind == "n":
            return None
        if not after.glued and has(after, "hour") and unit.value % 100 < 60 and not has(after, "year_words"):
            return None
    elif size == 2 and (short or two):
        after = us[j + 1]
        if (
            not short
            and (
                (after.text in _TIME_SIGNS and us[j + 2].kind == "n" and us[j + 2].glued)
                or (
                    has(after, "hour", "daypart", "unit", "after_hour", "month", "month_words", "street_after")
                    and near(after)
                )
                or (after.kind == "x" and after.glued)
                or after.text in DASHES
                or after.text in "%€$£:°"
            )
            and after.text
        ):
            return None
    else:
        return None
    full = unit.value if size == 4 else century(unit.value)
    j += 1
    if has(us[j], "year_words") and near(us[j]):
        j += 1
        if us[j].text == "." and us[j].glued:
            j += 1
    elif us[j].text in "-" and us[j].glued and us[j + 1].glued and has(us[j + 1], "ordinal_endings", "suffixes"):
        j += 2
    return suffix(us, j), full


_CJK_DIGITS = {
    char: digit
    for digit, chars in enumerate(("零〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}


def _spelt_year(us: list[Unit], i: int) -> int | None:
    """The year of `二〇二四年`."""
    if us[i].text not in _CJK_DIGITS or not has(us[i + 4], "year_words"):
        return None
    digits = [_CJK_DIGITS.get(unit.text) for unit in us[i : i + 4]]
    full = 0
    for digit in digits:
        if digit is None:
            return None
        full = full * 10 + digit
    return full if 1900 <= full <= 2199 else None


def century(two: int) -> int:
    """The year that two digits mean: 1970 to 2069."""
    return 2000 + two if two < 70 else 1900 + two


def _year_after(us: list[Unit], j: int, *, dashed: bool = True) -> tuple[int, int | None]:
    """Behind a year that follows a month or day, over `,` `de` `of` `-` `/` and the like; (j, None) without one."""
    k = j
    for _ in range(2):
        got = year(us, k, two=k == j or (dashed and us[k - 1].text in "/-‑"))
        if got is not None:
            return got
        text = us[k].text
        if (text in (",", "/", ".", "،", "-", "‑") and (text != "-" or us[k].glued)) or has(us[k], "of", "filler"):
            k += 1
        else:
            break
    return j, None


# ------------------------------------------------------------------ weekdays


def weekday(us: list[Unit], i: int) -> tuple[int, dict[int, Tags]] | None:
    """(next unit, {weekday: tags}) of a weekday's name with its dot, comma or suffix."""
    unit = us[i]
    days = unit.roles.get("weekday")
    if days is None:
        return None
    j = i + 1
    if us[j].text == "." and us[j].glued:
        j += 1
    return suffix(us, j), days


def weekday_before(us: list[Unit], i: int) -> tuple[int, dict[int, Tags]] | None:
    """A weekday and what may stand between it and the day's number."""
    got = weekday(us, i)
    if got is None:
        return None
    j, days = got
    for _ in range(3):
        unit = us[j]
        if unit.kind == "n" or "month" in unit.roles or not near(unit):
            break
        if unit.text in ",،、/-–—.(:|" or has(unit, "on", "filler", "of", "day_words") or unit.text == ")":
            j += 1
        else:
            break
    return j, days


def _weekday_after(us: list[Unit], j: int) -> tuple[int, dict[int, Tags] | None]:
    k = j
    while us[k].text in (",", "(", "（", "-", "–", "、", "[", "，") and us[k].text and k < j + 2:
        k += 1
    if not near(us[k]) or "weekday" not in us[k].roles:
        return j, None
    unit = us[k]
    if unit.weak and k == j and us[j].lines:
        return j, None
    got = weekday(us, k)
    assert got is not None
    end, days = got
    if "month" in unit.roles or (
        us[end].kind == "n" and k > j and us[end - 1].text not in ")]）" and _opens_a_date(us, end)
    ):
        return j, None
    if us[k - 1].text in ("(", "（", "[") and us[end].text in (")", "）", "]"):
        end += 1
    return end, days


def _opens_a_date(us: list[Unit], i: int) -> bool:
    """Whether a new date begins at this number, so that a weekday before it belongs to that one."""
    got = day_of_month(us, i)
    if got is None:
        return False
    j = got[0]
    while has(us[j], "of", "filler") and j < got[0] + 2:
        j += 1
    return month(us, j) is not None or (us[j].text in "./" and us[j].glued and us[j].text != "")


# ------------------------------------------------------------------ rules

SEPARATORS = frozenset(",/&+;") | DASHES


def _separator(us: list[Unit], j: int) -> tuple[int, bool] | None:
    """(next unit, whether it makes a range) of what stands between two days that share a month."""
    unit = us[j]
    if not near(unit):
        return None
    if unit.text in DASHES or has(unit, "to"):
        return j + 1, True
    if unit.text in SEPARATORS or has(unit, "and"):
        k = j + 1
        if has(us[k], "and"):
            k += 1
        return k, False
    return None


def day_month(us: list[Unit], i: int) -> Days | None:
    """`3 May 2024`, `Sat 3rd of May`, `14, 15 and 16 April`, `3.-5. Mai`, `vom 3. bis 5. Mai 2024`."""
    j = i
    days: list[Day] = []
    is_range = False
    for _ in range(12):
        before = weekday_before(us, j)
        named = None
        if before is not None:
            j, named = before
        got = day_of_month(us, j)
        if got is None:
            return None
        j, number, _ordinal = got
        days.append(Day(day=number, weekday=named))
        k = j
        for _ in range(3):
            if has(us[k], "of", "filler", "on") or (us[k].text in "-/.,‑ " and us[k].text and us[k].glued):
                k += 1
            else:
                break
        if near(us[k]):
            found = month(us, k)
            if found is not None:
                k, number, word = found
                if word.weak and not _month_is_meant(us, i, k, word):
                    return None
                j, full = _year_after(us, k)
                for day in days:
                    day.month, day.year = number, full
                if days[-1].weekday is None:
                    j, days[-1].weekday = _weekday_after(us, j)
                return Days(i, j, days, "3 May", is_range and len(days) == 2)
        # between days: a weekday may stand after the number ("4. (Sa) und 5. (So) Mai")
        j, after = _weekday_after(us, j)
        if after is not None:
            days[-1].weekday = after
        split = _separator(us, j)
        if split is None:
            return None
        j, ranged = split
        is_range |= ranged
        while has(us[j], "on") and near(us[j]):
            j += 1
    return None


def _month_is_meant(us: list[Unit], i: int, j: int, word: Unit) -> bool:
    """Whether an ordinary word that is also a month's name stands for the month."""
    if word.text[:1].isupper() or word.weak.isdisjoint({"en", "it"}) or i == 0:
        return True
    return us[j].kind in ("n", "e", "p") or us[i - 1].kind == "w"


def month_day(us: list[Unit], i: int) -> Days | None:
    """`May 3, 2024`, `Saturday, May 3rd`, `April 14-16`, `May the 3rd`, `5月3日`, `5월 3일`."""
    j = i
    named = None
    before = weekday_before(us, j)
    if before is not None and "month" not in us[i].roles:
        j, named = before
    found = month(us, j)
    if found is None:
        return None
    k, number, word = found
    glued_script = has(word, "month_words")
    while has(us[k], "on", "filler", "of") and k < found[0] + 2 and not glued_script:
        k += 1
    if us[k].text in ",-/" and us[k + 1].kind == "n" and (us[k].text == "," or us[k].glued):
        k += 1
    if not near(us[k]):
        return None
    got = day_of_month(us, k)
    if got is None or (us[k].kind == "n" and _starts_a_time(us, k)):
        return None
    if "ordinal" in us[k].roles and "en" not in us[k].roles["ordinal"][got[1]]:
        return None
    if word.weak and not _month_is_meant(us, j, got[0], word):
        return None
    j, day, ordinal = got
    if us[j - 1].text == "." and us[k].kind == "n" and not glued_script:
        ordinal = False
    days = [Day(day=day, month=number, weekday=named)]
    is_range = False
    for _ in range(12):
        end, full = _year_after(us, j, dashed=False)
        if full is not None:
            j = end
            for item in days:
                item.year = full
            break
        k, after = _weekday_after(us, j)
        split = _separator(us, k)
        if split is None:
            break
        k, ranged = split
        second = weekday_before(us, k)
        second_named = None
        if second is not None:
            k, second_named = second
        more = day_of_month(us, k)
        if more is None or _starts_a_time(us, k) or not near(us[k]):
            break
        if (month(us, more[0]) and not glued_script) or (has(us[more[0]], "of") and month(us, more[0] + 1)):
            break
        if us[k].kind == "n" and (us[more[0]].text in ("/", ".") and us[more[0]].glued and us[more[0] + 1].kind == "n"):
            break
        if glued_script and not more[2]:
            break
        if after is not None:
            days[-1].weekday = after
        if us[k - 1].text == "," and us[k].kind == "n" and not more[2] and not _lists_on(us, more[0]):
            break
        is_range |= ranged
        days.append(Day(day=more[1], month=number, weekday=second_named))
        j = more[0]
    if days[-1].weekday is None:
        j, days[-1].weekday = _weekday_after(us, j)
    return Days(i, j, days, "May 3", is_range and len(days) == 2, weak=bool(word.weak) and not ordinal)


def _lists_on(us: list[Unit], j: int) -> bool:
    """Whether a list of days goes on or ends here with its year, so that `May 3, 4` is two days."""
    return (
        _separator(us, j) is not None
        or _year_after(us, j)[1] is not None
        or us[j].kind in ("e", "p")
        or us[j].lines > 0
    )


def _starts_a_time(us: list[Unit], i: int) -> bool:
    """Whether the number here is a time of day (`7pm`, `7:30`, `18h`, `19 Uhr`)."""
    after = us[i + 1]
    if after.text in (":", "："):
        return after.glued and us[i + 2].kind == "n" and us[i + 2].glued
    if "daypart" in after.roles:
        return next(iter(after.roles["daypart"])) in ("am", "pm") and near(after)
    return has(after, "hour") and near(after) and "ordinal_endings" not in after.roles


def year_first(us: list[Unit], i: int) -> Days | None:
    """`2024 May 3`, `2024. május 3.`, `2024年5月3日`, `2024년 5월 3일`."""
    got = year(us, i, two=has(us[i + 1], "year_words") and us[i].kind == "n")
    if got is None:
        return None
    j, full = got
    while (us[j].text in (".", ",", "-", "/") and us[j].glued) or has(us[j], "of", "filler"):
        j += 1
        if j > got[0] + 2:
            return None
    if not near(us[j]):
        return None
    found = month_day(us, j)
    if found is None:
        named = day_month(us, j) if us[j].kind == "n" else None
        found = named
    if found is None or any(day.year is not None for day in found.days):
        return None
    return replace(found, start=i, days=[replace(day, year=full) for day in found.days], rule="2024 May 3", weak=False)


def nth_weekday(us: list[Unit], i: int) -> Days | None:
    """`first Tuesday in October`, `letzter Montag im März 2014`, `2nd Sunday of May`."""
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
    while has(us[k], "of", "on", "in", "filler") and k < j + 4:
        k += 1
    found = month(us, k)
    if found is None or k == j + 1:
        return None
    end, full = _year_after(us, found[0])
    return Days(i, end, [Day(full, found[1], None, named, nth=nth)], "first Tuesday in October", sure=False)


def bare_day(us: list[Unit], i: int) -> Days | None:
    """`on the 24th`, `am 24.`, `31일`: only a day of some month, so it counts with a time or weekday beside it."""
    got = day_of_month(us, i)
    if got is None or us[i].kind != "n":
        return None
    j, number, ordinal = got
    glued_script = "day_words" in us[j - 1].roles
    before = us[i - 1].roles.get("on") if i and near(us[i]) else None
    if not glued_script and not (
        before and (ordinal or _DAY_BARE & before.get(True, frozenset()) - {"en", "nl", "sv"})
    ):
        return None
    if us[j].text in DASHES or (us[j].text in ".,:/" and us[j].glued and us[j + 1].kind == "n" and us[j + 1].glued):
        return None
    if us[j].kind in "nx" and us[j].lines == 0 and (us[j].glued or not glued_script):
        return None
    end, named = _weekday_after(us, j)
    return Days(i, end, [Day(day=number, weekday=named)], "the 24th", sure=False, weak=named is None)


def weekday_and_day(us: list[Unit], i: int) -> Days | None:
    """`Friday the 13th`, `samedi 4`, `Samstag, den 4.`: the month is the next one that has such a day."""
    got = weekday_before(us, i)
    if got is None or us[got[0]].lines:
        return None
    j, named = got
    found = day_of_month(us, j)
    if found is None or _starts_a_time(us, j):
        return None
    k, number, ordinal = found
    after = us[k]
    if (after.glued and after.kind in "nx") or (
        after.text in ".:/-," and after.glued and us[k + 1].kind == "n" and us[k + 1].glued
    ):
        return None
    if not ordinal and (
        us[j - 1].text in DASHES
        or has(after, "hour", "unit", "daypart")
        or (has(after, "to") and not has(after, "at"))
        or after.text in DASHES
        or (after.text in "%€$£" and after.text)
    ):
        return None
    if not ordinal and not any(named[day] & _DAY_BARE for day in named):
        return None
    return Days(i, k, [Day(day=number, weekday=named)], "Friday the 13th", sure=False, weak=bool(us[i].weak))


# Languages that say "Friday 13" for the thirteenth without marking the number.
_DAY_BARE = frozenset({"fr", "es", "it", "pt", "ca", "ro", "nl", "en", "sv", "tr", "el"})


def relative(us: list[Unit], i: int) -> Days | None:
    """`tomorrow`, `this Saturday`, `next week Friday`, `in three days`, `Friday`."""
    unit = us[i]
    roles = unit.roles
    if not roles:
        return None
    if "day" in roles:
        days = value(unit, "day")
        j, named = _weekday_after(us, i + 1)
        return Days(i, suffix(us, j), [Day(offset=days, weekday=named)], "tomorrow", sure=False, weak=bool(unit.weak))
    if "weekday" in roles:
        j, named_days = weekday(us, i) or (i + 1, {})
        which = None
        k = j
        while has(us[k], "of", "on", "filler") and not has(us[k], "this") and k < j + 3:
            k += 1
        if not has(us[k], "next", "this", "last"):
            k = _week_word(us, k) or j
        if _week_word(us, k) == k:
            after = us[k + 1]
            which = 1 if has(after, "next") else -1 if has(after, "last") else 0
            return Days(i, k + 2, [Day(weekday=named_days, weeks=which)], "Friday next week", sure=False)
        if has(us[k], "next", "this", "last") and near(us[k]):
            which = 1 if has(us[k], "next") else 0 if has(us[k], "this") else -1
            k += 1
            if has(us[k], "unit") and value(us[k], "unit") == "week":
                return Days(i, k + 1, [Day(weekday=named_days, weeks=which)], "Friday next week", sure=False)
            return Days(i, k, [Day(weekday=named_days, which=which)], "next Friday", sure=False)
        return Days(i, j, [Day(weekday=named_days)], "Friday", sure=False, weak=bool(unit.weak) or "month" in roles)
    if has(unit, "this", "next", "last"):
        which = 0 if has(unit, "this") else 1 if has(unit, "next") else -1
        j = i + 1
        while has(us[j], "this", "next", "filler", "on") and j < i + 3:
            which = 1 if has(us[j], "next") else which
            j += 1
        if "weekday" in us[j].roles and near(us[j]):
            k, named_days = weekday(us, j) or (j + 1, {})
            return Days(i, k, [Day(weekday=named_days, which=which)], "next Friday", sure=False)
        if has(us[j], "unit") and value(us[j], "unit") == "week" and near(us[j]):
            k = j + 1
            while has(us[k], "on", "of", "filler") or us[k].text == ",":
                k += 1
            if "weekday" in us[k].roles and near(us[k]):
                end, named_days = weekday(us, k) or (k + 1, {})
                return Days(i, end, [Day(weekday=named_days, weeks=which)], "next week Friday", sure=False)
        return None
    if "in" in roles:
        amount = _amount(us, i + 1)
        if amount is not None:
            j, day = amount
            return Days(i, j, [day], "in three days", sure=False)
    return None


def _week_word(us: list[Unit], k: int) -> int | None:
    """The unit of `week` in `semaine prochaine`, where the word for next follows; else None."""
    is_week = "unit" in us[k].roles and value(us[k], "unit") == "week"
    return k if is_week and has(us[k + 1], "next", "last") and near(us[k]) else None


def _amount(us: list[Unit], i: int, sign: int = 1) -> tuple[int, Day] | None:
    number = us[i].value if us[i].kind == "n" else value(us[i], "number") if "number" in us[i].roles else None
    if number is None or not 0 < number < 1000 or "unit" not in us[i + 1].roles:
        return None
    unit = value(us[i + 1], "unit")
    if unit not in ("day", "week", "month", "year"):
        return None
    size = {"day": 1, "week": 7}.get(unit)
    if size is not None:
        return i + 2, Day(offset=sign * number * size)
    return i + 2, Day(offset=0, months=sign * number * (12 if unit == "year" else 1))


def amount_then(us: list[Unit], i: int) -> Days | None:
    """`three days ago`, `2 weeks from now`, `3일 후`."""
    got = _amount(us, i)
    if got is None:
        return None
    j, day = got
    if has(us[j], "hence"):
        return Days(i, j + 1, [day], "in three days", sure=False)
    if has(us[j], "ago"):
        back = Day(offset=-(day.offset or 0), months=-day.months)
        return Days(i, j + 1, [back], "three days ago", sure=False)
    return None
