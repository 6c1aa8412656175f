"""Reads the parts of a date that start at a given unit: a day of the month, a month, a weekday; years by `years`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from intake.reading.fields.when.lexicon import languages_with
from intake.reading.fields.when.tokens import Unit

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
    return bool(known) and not known.keys().isdisjoint(roles)


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
    return bool(speak - languages_with("spelt_numbers_count"))


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
    bracketed = unit.text[0] in "(（"  # "(日)" is one word
    if (
        unit.weak
        and k == j
        and not bracketed
        and us[end].kind == "x"
        and us[end - 1].text != "."
        and us[end].lines == 0
    ):
        return j, None  # "3/4 di litro"
    if "month" in unit.roles or (
        us[end].kind == "n" and k > j and us[end - 1].text not in ")]）" and _opens_a_date(us, end)
    ):
        return j, None
    if us[k - 1].text in ("(", "（", "[") and us[end].text in (")", "）", "]"):
        end += 1
    return end, days


def opens_a_date(us: list[Unit], i: int) -> bool:
    """Whether a day of a month begins at this number, and neither an hour nor a weekday before it takes it."""
    if len(us[i].text) == 4:
        sign = us[i + 1].text
        return sign in ("-", ".", "/") and us[i + 1].glued and us[i + 2].kind == "n" and us[i + 3].text == sign
    got = day_of_month(us, i)
    if got is None:
        return False
    j = got[0]
    if us[i + 1].text in ("/", ".") and us[i + 1].glued and us[i + 2].kind == "n" and us[i + 2].value <= 12:
        then = us[i + 3]
        return then.glued and then.text == us[i + 1].text and (then.text == "." or us[i + 4].kind == "n")
    while has(us[j], "of", "filler") and j < got[0] + 2:
        j += 1
    return month(us, j) is not None


def _opens_a_date(us: list[Unit], i: int) -> bool:
    """Whether a new date begins at this number, so that a weekday before it belongs to that one."""
    got = day_of_month(us, i)
    if got is None:
        return False
    j = got[0]
    digits = us[j].text in "./" and us[j].glued and (us[j + 1].kind != "n" or 1 <= us[j + 1].value <= 12)
    return digits or opens_a_date(us, i)


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
