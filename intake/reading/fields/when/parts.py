"""Reads the parts of a date (a day of the month, month, year, weekday) that start at a given unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from intake.reading.fields.when.jalali import YEARS
from intake.reading.fields.when.tokens import ROMAN, Unit

Tags = frozenset[str]


DASHES = frozenset("-–—‐‑‒―~〜～→")


QUOTES = frozenset("'’ʼ`´")


@dataclass(slots=True)
class Hints:
    """What is known about the language: tags best first, the order of numbers, and whether that order is sure.

    `dotted` says that `3.5` may be a day; `dashed` is the order of two-digit numbers joined by dashes.
    """

    tags: tuple[str, ...]
    order: str
    order_is_sure: bool
    dotted: bool = False
    dashed: str = ""


@dataclass(slots=True)
class Day:
    """One day as written; a part that is not stated is None.

    `weekday` are the weekdays its word may mean, each with the languages in which it does. `offset` counts days
    and `months` months from today. `which` is 0 for this, 1 for the next and -1 for the last such weekday, `weeks`
    the same for the weekday of a week. `nth` is the place of the weekday in its month, -1 for the last. `swapped`
    says that day and month, in digits, may be meant the other way round. `said` are the days from today by which it is
    called besides: 1 for `tomorrow, 5 May`.
    """

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
    said: int | None = None


@dataclass(slots=True)
class Days:
    """Days read from the unit `start` up to `end`; `is_range` says that the two are the ends of a range.

    `rule` names the rule by a phrase it reads. `weak` days are made of what may be an ordinary word or number.
    """

    start: int
    end: int
    days: list[Day]
    rule: str
    is_range: bool = False
    weak: bool = False


def has(unit: Unit, *roles: str) -> bool:
    """Whether the unit is a word that may have one of the roles."""
    known = unit.roles
    if known:
        for role in roles:
            if role in known:
                return True
    return False


def is_cut_short(name: Unit, us: list[Unit], j: int) -> bool:
    """Whether a name of a month or weekday before `j` is cut short and an ordinary word as well: `set` without a dot.

    A full stop at the end of the sentence is no such dot.
    """
    if "cut" not in name.roles or not name.weak or not name.text.islower():
        return False
    return us[j - 1].text != "." or us[j].kind == "e" or us[j].lines > 0 or us[j].text[:1].isupper()


def value(unit: Unit, role: str) -> Any:
    """The first value of the unit's word in that role."""
    return next(iter(unit.roles[role]))


def near(unit: Unit) -> bool:
    """Whether the unit stands on the same line as the one before it, or right on the next."""
    return unit.lines <= 1


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
            if after.text == "." and us[j + 1].glued and has(us[j + 1], "ordinal_endings"):
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
        if "month" in us[i + 1].roles and not unit.weak and _counts_days(unit, us[i + 1]):
            return i + 1, value(unit, "number"), False
    return None


def _counts_days(number: Unit, name: Unit) -> bool:
    """Whether a number in words counts the days of the month behind it: `vingt-quatre mai`, and not `three May`."""
    speak = number.roles["number"][value(number, "number")] & name.roles["month"][value(name, "month")]
    return bool(speak - {"en"})


def roman_month(us: list[Unit], i: int) -> tuple[int, int, int] | None:
    """(next unit, month, year) of a month as a Roman numeral, which only its year tells from a letter: `V 2024`."""
    number = ROMAN.get(us[i].text)
    if number is None or not near(us[i]):
        return None
    j, full = year_after(us, i + 1)
    return None if full is None else (j, number, full)


def month(us: list[Unit], i: int) -> tuple[int, int, Unit] | None:
    """(next unit, month, its word) of a month's name with its dot or suffix, or of `5月`."""
    unit = us[i]
    if "month" in unit.roles:
        j = i + 1
        if (
            us[j].text == "."
            and us[j].glued
            and (len(unit.text) <= 5 or (us[j + 1].kind == "n" and not us[j + 1].lines))
        ):
            j += 1
        number = value(unit, "month")
        if us[j].text == "/" and us[j].glued and number in us[j + 1].roles.get("month", ()):
            j += 2  # the month by two names: "أغسطس/آب"
        return suffix(us, j), number, unit
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


_TIME_SIGNS = frozenset(":：hH.")


def year(us: list[Unit], i: int, *, two: bool = True, first: bool = False) -> tuple[int, int] | None:
    """(next unit, year) of `2024`, `'24`, `24`, `2024 г.`, `2024年`; of two digits only with `two` or an apostrophe.

    Below an empty line only with `first`, where no day stands before it.
    """
    spelt = _spelt_year(us, i)
    if spelt is not None:
        return i + 5, spelt
    if "era" in us[i].roles:
        return _year_of_era(us, i)
    short = us[i].text in QUOTES and us[i + 1].glued
    j = i + 1 if short else i
    unit = us[j]
    if unit.kind != "n" or (unit.lines > 1 and not (short or first)):
        return None
    size = len(unit.text)
    if size == 4 and 1900 <= unit.value <= 2199 and not short:
        if _is_clock_time(us, j):
            return None
    elif size != 2 or not (short or (two and not _is_counted(us, j))):
        return None
    full = unit.value if size == 4 else century(unit.value)
    j += 1
    if has(us[j], "year_words") and near(us[j]):
        j += 1
        if us[j].text == "." and us[j].glued:
            j += 1
    elif us[j].text == "-" and us[j].glued and us[j + 1].glued and has(us[j + 1], "ordinal_endings", "suffixes"):
        j += 2
    return suffix(us, j), full


def jalali_year(us: list[Unit], j: int) -> tuple[int, int | None]:
    """Behind a year of the Solar Hijri calendar that follows its month; (j, None) without one."""
    k = j
    while has(us[k], "of", "filler") and k < j + 2:
        k += 1
    if us[k].kind == "n" and us[k].value in YEARS and near(us[k]):
        return k + 1, us[k].value
    return j, None


def _is_clock_time(us: list[Unit], j: int) -> bool:
    """Whether four digits are a time: `2014 Uhr`, and not the year of `2014 ore 18`."""
    after = us[j + 1]
    if after.glued and after.text == ":" and us[j + 2].kind == "n":
        return True
    spelt = not after.glued and has(after, "hour") and us[j].value % 100 < 60
    return spelt and not (us[j + 2].kind == "n" or us[j + 2].text in ":：") and not has(after, "year_words")


def _is_counted(us: list[Unit], j: int) -> bool:
    """Whether two digits behind a month belong to what follows them: `3 May 18:30`, `3. Mai 18 Uhr`, `5 May - 10 %`."""
    after = us[j + 1]
    if after.text in _TIME_SIGNS and us[j + 2].kind == "n" and us[j + 2].glued:
        return True
    if near(after) and has(after, "hour", "daypart", "unit", "after_hour", "month", "month_words", "street_after"):
        return True
    if has(after, "to", "and") and us[j].value < 24 and near(us[j + 2]):
        until = us[j + 2]
        if has(until, "named") or (until.kind == "n" and has(us[j + 3], "hour", "daypart") and near(us[j + 3])):
            return True  # "4 May 10 to 4pm"
    return (after.kind == "x" and after.glued) or after.text in DASHES or after.text in "%€$£:°"


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


def _year_of_era(us: list[Unit], i: int) -> tuple[int, int] | None:
    """(next unit, year) of `令和6年`, `平成元年`, `民國113年`: `eras` hold the year before their first."""
    unit, j = us[i + 1], i + 2
    if unit.text == "元":
        count = 1
    elif unit.kind == "n" and 1 <= unit.value < 200:
        count = unit.value
    elif "number" in unit.roles:
        count = value(unit, "number")
    else:
        return None
    if not has(us[j], "year_words"):
        return None
    return j + 1, value(us[i], "era") + count


def century(two: int) -> int:
    """The year that two digits mean: 1970 to 2069."""
    return 2000 + two if two < 70 else 1900 + two


def _is_long_past(us: list[Unit], k: int, joined: bool) -> bool:
    """Whether four digits behind a day and month are a year before 1900 and no time: `14 juillet 1789`.

    `joined` says that a comma or a word such as `of` leads to them.
    """
    unit = us[k]
    if unit.kind != "n" or len(unit.text) != 4 or not 1000 <= unit.value < 1900 or unit.lines:
        return False
    clock = unit.value % 100 < 60 and unit.value % 5 == 0 and not joined
    after = us[k + 1]
    return not clock and not has(after, "hour", "to", "daypart") and after.text not in DASHES and after.text != ":"


def year_after(us: list[Unit], j: int, *, dashed: bool = True) -> tuple[int, int | None]:
    """Behind a year that follows a month or day, over `,` `de` `of` `-` `/` and the like; (j, None) without one."""
    k = j
    for _ in range(2):
        if _is_long_past(us, k, k > j):
            return k + 1, us[k].value
        got = year(us, k, two=k == j or (dashed and us[k - 1].text in "/-‑"))
        if got is not None:
            return got
        text = us[k].text
        if (text in (",", "/", ".", "،", "-", "‑") and (text != "-" or us[k].glued)) or has(us[k], "of", "filler"):
            k += 1
        else:
            break
    return j, None


def weekday(us: list[Unit], i: int) -> tuple[int, dict[int, Tags]] | None:
    """(next unit, {weekday: tags}) of a weekday's name with its dot, comma or suffix."""
    unit = us[i]
    days = unit.roles.get("weekday")
    if days is None:
        return None
    j = i + 1
    if unit.text > "\u3000" and len(unit.text) == 1 and us[j].glued and us[j].text > "\u3040" and us[j].text.isalnum():
        return None  # one letter of a longer word
    if unit.text > "\u3000" and len(unit.text) == 1 and unit.glued and i:
        before = us[i - 1]
        if before.text > "\u3040" and before.text.isalnum() and not has(before, "day_words", "filler"):
            return None  # its last letter
    if us[j].text == "." and us[j].glued:
        j += 1
    elif us[j].text in QUOTES and us[j].glued and not us[j + 1].glued:
        j += 1  # an accent typed as an apostrophe: "mercoledi' 15"
    return suffix(us, j), days


_BESIDE_WEEKDAY = ("on", "filler", "of", "day_words", "daypart")


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
        if unit.text in ",،、，/-–—.(:|•·" or has(unit, *_BESIDE_WEEKDAY) or unit.text == ")":
            j += 1
        else:
            break
    return j, days


def weekday_after(us: list[Unit], j: int) -> tuple[int, dict[int, Tags] | None]:
    """Behind a weekday that follows its day, in brackets or not; (j, None) without one or where it opens a new date."""
    k = j
    while us[k].text in (",", "(", "（", "-", "–", "、", "[", "，") and k < j + 2:
        k += 1
    if not near(us[k]) or "weekday" not in us[k].roles:
        return j, None
    unit = us[k]
    if unit.weak and k == j and us[j].lines:
        return j, None
    got = weekday(us, k)
    if got is None:
        return j, None
    end, days = got
    dashed = any(between.text in DASHES for between in us[j:k])
    if dashed and (us[end].kind == "n" or (us[end].text in ",،、，" and us[end + 1].kind == "n")):
        return j, None  # "Sa., 6. – Mo., 8. April"
    if unit.weak and k == j and us[end].kind == "x" and us[end - 1].text != "." and us[end].lines == 0:
        return j, None  # "3/4 di litro"
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
    digits = us[j].text in "./" and us[j].glued and (us[j + 1].kind != "n" or us[j + 1].value <= 12)
    return digits or month(us, j) is not None


def starts_a_time(us: list[Unit], i: int) -> bool:
    """Whether the number here is a time of day (`7pm`, `7:30`, `18h`, `19 Uhr`)."""
    after = us[i + 1]
    if after.text in (":", "："):
        return after.glued and us[i + 2].kind == "n" and us[i + 2].glued
    if "daypart" in after.roles:
        return next(iter(after.roles["daypart"])) in ("am", "pm") and near(after)
    return (
        has(after, "hour") and near(after) and "ordinal_endings" not in after.roles and not leads_to_an_hour(us, i + 1)
    )


def leads_to_an_hour(us: list[Unit], i: int) -> bool:
    """Whether a word that stands before and behind hours stands before one here: `domenica 27 ore 10`."""
    then = us[i + 1]
    return has(us[i], "clock") and not us[i].glued and then.kind == "n" and not then.lines
