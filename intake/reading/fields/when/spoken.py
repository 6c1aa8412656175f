"""Reads times in words: `half past seven`, `halb acht`, `siete y media`, `sept heures et demie`, `seven o'clock`."""

from __future__ import annotations

from dataclasses import dataclass

from intake.reading.fields.when.amounts import measures
from intake.reading.fields.when.parts import DASHES, has, near, value
from intake.reading.fields.when.tokens import Unit


@dataclass(slots=True)
class Time:
    """`minutes` after midnight, read from the unit `start` up to `end`; the hour itself stands at `first`.

    `half` is "am" or "pm" when the words say which half of the day, "set" for noon and midnight. A time that is not
    `strong` needs something beside it, such as a date. `until` is the end of a range. `short` is an hour of one
    digit, `padded` one with a leading zero; `presumed` says that the afternoon was taken as meant,
    `doubtful` that the morning may be; `zone` is the time zone stated (IANA).
    """

    start: int
    end: int
    minutes: int
    rule: str
    half: str | None = None
    strong: bool = True
    until: Time | None = None
    first: int = 0
    short: bool = False
    padded: bool = False
    presumed: bool = False
    doubtful: bool = False
    zone: str | None = None


# "am", "p.m.": longer words name a part of the day, which may be a noun; several words ("da tarde") do not.
_LONGEST_HALF = 4
# So many hours in words are rather how long something lasts than when it begins.
_LONGEST_STAY = 6


def apply_daypart(time: Time, part: str) -> None:
    """Move the time into the half of the day that the words name."""
    hour, minute = divmod(time.minutes, 60)
    if hour > 12 or time.half == "set":
        time.half = time.half or "pm"
        return
    if part in ("pm", "afternoon", "evening") or (part == "night" and 6 <= hour < 12):
        hour = hour if hour == 12 and part != "evening" else hour % 12 + 12
        time.half = "pm"
    elif part in ("am", "morning", "night"):
        hour = 0 if hour == 12 and part != "morning" else hour
        time.half = "am"
    time.minutes = hour % 24 * 60 + minute


def hour_value(unit: Unit) -> int | None:
    """The hour that a number or number word names, 0 to 24, or None."""
    if unit.kind == "n":
        return unit.value if len(unit.text) <= 2 and unit.value <= 24 else None
    if "number" in unit.roles:
        hour: int = value(unit, "number")
        return hour if hour <= 24 else None
    return None


def _is_article(us: list[Unit], i: int) -> bool:
    """Whether the word is an article or counts rather than a one o'clock (`um ein`, `one evening`, but `one pm`)."""
    unit = us[i]
    if unit.kind != "w" or "number" not in unit.roles or value(unit, "number") != 1:
        return False
    j = i + 1 + has(us[i + 1], "after_hour")
    led = i > 0 and has(us[i - 1], "before_hour", "at", "clock", "past", "before", "filler")
    short = len(us[j].text) <= _LONGEST_HALF and not _is_an_evening(us[j])
    half = has(us[j], "daypart") and (led or j > i + 1 or short or " " in us[j].text)
    return (bool(unit.weak) or _is_an_evening(us[j])) and not half and not has(us[j], "hour", "named")


def _is_an_evening(unit: Unit) -> bool:
    """Whether the word is a noun for a part of the day, which may be counted: `evening`, `soir`, not `pm`."""
    return has(unit, "daypart") and " " not in unit.text and value(unit, "daypart") not in ("am", "pm")


def _number(unit: Unit) -> int | None:
    if unit.kind == "n":
        return unit.value if len(unit.text) <= 2 and 0 <= unit.value < 60 else None
    if "number" in unit.roles:
        number: int = value(unit, "number")
        return number if number < 60 else None
    return None


def _counts_things(us: list[Unit], i: int, j: int) -> bool:
    """Whether a noun stands behind two numbers in words, and no word for the clock before them."""
    then = us[j + 1]
    return then.kind == "x" and not then.lines and not (i > 0 and has(us[i - 1], "at", "clock", "from", "until"))


def spoken_before(us: list[Unit], i: int) -> Time | None:
    """`half past seven`, `halb acht`, `quarter to six`, `fünf vor halb acht`, `tien over half acht`."""
    unit = us[i]
    shift, j = 0, i
    if "before_hour" not in unit.roles:
        if not us[i + 1].roles:
            return None
        number = _number(unit)
        if number is None or unit.glued or (number % 5 and not has(us[i + 1], "minute")):
            return None
        j = i + 1
        if has(us[j], "minute"):
            j += 1
        if "past" in us[j].roles:
            shift = number
        elif "before" in us[j].roles:
            # "3 to 5pm" and "10 to noon" are ranges, "twenty to five" and "10 minutes to 5" are not
            hours = unit.kind == "n" and (us[j + 1].kind == "n" or has(us[j + 1], "named"))
            if "to" in us[j].roles and hours and unit.value < 13 and j == i + 1:
                return None
            if "to" in us[j].roles and _counts_things(us, i, j + 1):
                return None  # "five to six more chairs"
            shift = -number
        else:
            return None
        j += 1
        if "before_hour" in us[j].roles:
            shift += value(us[j], "before_hour")
            j += 1
    else:
        shift = value(unit, "before_hour")
        j += 1
    while has(us[j], "filler", "clock") and not has(us[j], "of") and j < i + 5:
        j += 1
    if "named" in us[j].roles:
        return Time(i, j + 1, (value(us[j], "named") + shift) % 1440, "half past seven", half="set")
    hour = hour_value(us[j])
    if (
        hour is None
        or _is_article(us, j)
        or not near(us[j])
        or (
            us[j].kind == "n"
            and us[j + 1].text in ",./:-%€$"
            and us[j + 1].glued
            and us[j + 2].kind == "n"
            and us[j + 2].glued
            and us[j + 1].text
        )
    ):
        return None
    j += 1
    if has(us[j], "hour") and near(us[j]):
        j += 1
    return Time(i, j, (hour * 60 + shift) % 1440, "half past seven")


def _is_decimal(us: list[Unit], j: int) -> bool:
    """Whether the word for the hour is a decimal point: `八点五` is 8.5, `八点五分` and `八点一起` are times."""
    k = j
    while us[k].glued and us[k].kind == "w" and (_number(us[k]) or 60) < 10:
        k += 1
    return us[j - 1].text in ("点", "點") and k > j and (us[k].kind in "ep" or k > j + 1)  # "三点二五" is 3.25


# What is written together with the Korean word for an hour and is no part of a longer word.
_HOUR_PARTICLES = frozenset("에부까경쯤정반로의이가은는를와과도")


def spoken(us: list[Unit], i: int, introduced: bool) -> Time | None:
    """`seven o'clock`, `sept heures et demie`, `siete y media`, `sete e meia`, `at seven`."""
    hour = hour_value(us[i])
    if hour is None or _is_article(us, i):
        return None
    j = i + 1
    strong = False
    if has(us[j], "hour") and near(us[j]):
        j += 1
        strong = True
    if us[i].text > "\u3000" and not (strong or introduced):
        return None  # "一半" is a half
    minutes, end = after_hour(us, j, introduced or strong or i == 0)
    if strong and _is_decimal(us, j):
        return None
    if end > j:
        counted = not us[end].lines and (has(us[end], "unit") or us[end].text.lower() in measures())
        return None if counted else Time(i, end, (hour * 60 + minutes) % 1440, "siete y media")  # "altı buçuk yaşında"
    if strong:
        if us[j].glued and us[j].text > "\uac00" and us[j].kind == "x" and us[j].text not in _HOUR_PARTICLES:
            return None  # "한 시스템"
        if i > 0 and hour <= _LONGEST_STAY and us[i].kind == "w" and has(us[j - 1], "lengths") and not introduced:
            return None  # "dura due ore" lasts, "alle due ore" does not
        return Time(i, j, hour % 24 * 60, "seven o'clock")
    k = j + (us[i].kind == "w" and us[j].text in DASHES and us[j].glued and us[j + 1].glued)  # "four-thirty"
    half_said = any(has(unit, "daypart") for unit in us[j + 1 : k + 4])
    if introduced or has(us[j], "daypart") or (half_said and _number(us[k]) is not None):
        number = _number(us[k]) if us[k].kind == "w" and near(us[k]) else None
        if number is not None and number >= 10:
            more = _number(us[k + 1]) if us[k + 1].kind == "w" and number % 10 == 0 else None
            return Time(i, k + 1 + (more is not None), hour * 60 + number + (more or 0), "seven thirty")
        return Time(i, j, hour % 24 * 60, "7")
    return None


def after_hour(us: list[Unit], j: int, marked: bool) -> tuple[int, int]:
    """(minutes, next unit) of `y media`, `et quart`, `moins le quart`, `menos diez`, `y diez` behind an hour.

    `marked` says that something else shows the hour to be one, as `a las` and `heures` do.
    """
    unit = us[j]
    if unit.kind in "xpe" or not near(unit):
        return 0, j
    if "after_hour" in unit.roles:
        return value(unit, "after_hour"), j + 1
    sign = 1 if "plus" in unit.roles else -1 if "minus" in unit.roles else 0
    k = j + (sign != 0)
    number = _number(us[k])
    if number is None or us[k].weak or not (sign or us[k].kind == "w") or not near(us[k]):
        return 0, j
    if us[k].glued and us[k].text < "\u3000":
        return 0, j
    more = _number(us[k + 1]) if us[k + 1].kind == "w" and number in (20, 30, 40, 50) else None
    digits = us[k].kind == "n"
    k += 1 + (more is not None)
    ends = us[k].kind in "ep" or us[k].lines > 0 or has(us[k], "daypart", "on", "until", "to")
    if has(us[k], "minute"):
        k += 1
    elif not ends or (digits and (us[k].glued or len(us[k - 1].text) != 2)):
        return 0, j
    minutes = number + (more or 0)
    if not marked and (minutes % 5 or sign != -1 or digits):
        return 0, j
    return (sign or 1) * minutes, k
