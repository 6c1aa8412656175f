"""Reads days written in digits alone: ISO 8601, `3.5.2024`, `03/05/24`, `3.5.`, `3.-5.5.`, `20240503`."""

from __future__ import annotations

import calendar
from functools import lru_cache

from intake.reading.fields.when.amounts import CURRENCIES, measures
from intake.reading.fields.when.jalali import FIRST_MONTH, YEARS
from intake.reading.fields.when.lexicon import languages_with
from intake.reading.fields.when.parts import DASHES, QUOTES, Day, Days, Hints, has, suffix
from intake.reading.fields.when.tokens import Unit
from intake.reading.fields.when.years import century

_SIGNS = {".": ".", "/": "/", "-": "-", "‐": "-", "‑": "-", "–": "-", "−": "-", "．": ".", "／": "/", "٫": "."}


# What may stand between the numbers of a date or list of days.
_JOINING = frozenset(_SIGNS) | frozenset("+&,")


def valid(year: int | None, month: int, day: int) -> bool:
    """Whether there is such a day (29 February counts when the year is not known)."""
    return 1 <= month <= 12 and 1 <= day <= _length(year or 2024, month)


@lru_cache(maxsize=4096)
def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def digits(us: list[Unit], i: int, hints: Hints) -> Days | None:
    """The day or days in digits that start at this unit."""
    unit, after = us[i], us[i + 1]
    if unit.kind != "n" or unit.value < 0:
        return None
    if after.text in ("º", "°") and after.glued and us[i + 2].text == "/":  # "1º/06/2024"
        found = _three([unit, *us[i + 2 : i + 16]], 0, hints)
        return None if found is None else Days(i, i + 1 + found.end, found.days, found.rule)
    joined = after.text in _JOINING or after.text in DASHES or (bool(after.roles) and has(after, "to", "and"))
    if (not joined and len(unit.text) != 8) or _is_inside_a_number(us, i):
        return None
    return (
        _compact(us, i)
        or _year_first(us, i, hints)
        or _short_range(us, i, hints)
        or _three(us, i, hints)
        or _two(us, i, hints)
    )


def _is_inside_a_number(us: list[Unit], i: int) -> bool:
    """Whether a longer number, version, price or address goes on to the left."""
    if i == 0:
        return False
    before, unit = us[i - 1], us[i]
    k = i - 1
    while k > i - 3 and k >= 0 and (us[k].text in ".:#" or has(us[k], "to")):
        k -= 1
    if k >= 0 and is_counted(us[k]) and us[k + 1].lines == 0:
        return True
    if unit.glued and before.kind == "x" and before.text[-1].isascii():
        return True
    house = us[i + 1].text in DASHES and len(unit.text) < 4 and before.text > "\u3040" and before.text.isalnum()
    if unit.glued and house and not has(before, "to", "year_words", "on", "weekday"):
        return True  # "西新宿9-16-22"
    if unit.glued and before.text in "$€£¥₹#§_\\=@&%" and before.text:
        return True
    if unit.glued and before.text in (".", "/", "-", "+", ",", ":", "–"):
        if i < 2 or not before.glued or _ends_a_range(us, i):
            return False
        left = us[i - 2]
        named = (left.kind == "x" and left.text.isascii()) or is_cue(left, "counted")  # "Apache/2.4.57"
        return left.kind == "n" or (named and before.text not in "–,")
    if before.text == "~" and i > 1 and (us[i - 2].kind == "n" or us[i - 2].text[-1] in ".)）"):
        return False  # "5. 15. ~ 5. 17."
    if before.text in ("=", "~") or (before.text == ">" and i > 1 and us[i - 2].text == "="):
        return True
    return before.text.lower() in CURRENCIES or before.text in ("§", "№", "+")


def _ends_a_range(us: list[Unit], i: int) -> bool:
    """Whether a range of two days in digits goes on here: `15/5-17/5`, `2024-09-20/2024-09-22`."""
    sign, mark = us[i - 1].text, us[i + 1].text
    if i < 4 or us[i - 3].text != mark or us[i + 2].kind != "n" or us[i - 4].kind != "n":
        return False
    return (sign in DASHES and mark in "/.") or (sign == "/" and mark == "-" and len(us[i].text) == 4)


def is_cue(unit: Unit, cue: str) -> bool:
    """Whether the word is a cue of that kind."""
    cues = unit.roles.get("cue")
    return cues is not None and cue in cues


def is_counted(unit: Unit) -> bool:
    """Whether the word says what the number behind it counts: `version 2.10`, `price 12.50`, `won 3-1`."""
    return is_cue(unit, "counted") or is_cue(unit, "amounts")


def _goes_on(us: list[Unit], j: int) -> bool:
    """Whether a longer number, version or unit goes on to the right."""
    after, then = us[j], us[j + 1]
    if not after.glued:
        return after.text.lower() in measures() and after.lines == 0
    if after.text in ("%", "€", "$", "£", "@", "_", "=", "#", "\\", "+", "°"):
        return True
    if after.text in (".", "/", "-", ",", ":") and then.glued and then.kind == "n":
        return True
    if after.text in ("/", "_") and then.glued and then.kind in "xw":
        return True
    if after.text == "-" and then.glued and then.kind == "x" and then.text.isascii():
        return True
    return after.kind == "x" and after.text[0].isascii() and after.text not in ("T", "t")


def _is_behind_a_name(us: list[Unit], i: int) -> bool:
    """Whether a word in capitals that says nothing about days stands right before, as in an address or version."""
    before = us[i - 1]
    named = before.kind == "x" or is_cue(before, "street_after")
    return i > 0 and not us[i].lines and named and before.text[:1].isupper()


def _compact(us: list[Unit], i: int) -> Days | None:
    text = us[i].text
    if len(text) != 8:
        return None
    full, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    after = us[i + 1]
    followed = after.glued and after.text == "T" and us[i + 2].kind == "n"
    alone = i == 0 and after.kind == "e"
    if not 1950 <= full <= 2100 or not valid(full, month, day) or not (followed or alone):
        return None
    return Days(i, i + 1, [Day(full, month, day)], "20240503")


def _sign(us: list[Unit], j: int) -> str | None:
    """The sign between two numbers: `.`, `/` or `-`; spaces may follow a dot."""
    unit = us[j]
    sign = _SIGNS.get(unit.text)
    if sign is None or us[j + 1].kind != "n" or us[j + 1].lines:
        return None
    if (
        (unit.glued and us[j + 1].glued)
        or (sign == "." and unit.glued)
        or (sign == "/" and not unit.glued and not us[j + 1].glued)
    ):
        return sign
    return None


def _year_first(us: list[Unit], i: int, hints: Hints) -> Days | None:
    jalali = us[i].value in YEARS and hints.tags[:1] == ("fa",)
    if len(us[i].text) != 4 or not (1900 <= us[i].value <= 2199 or jalali):
        return None
    sign = _sign(us, i + 1)
    if sign is None or _sign(us, i + 3) != sign:
        return None
    month, day = us[i + 2].value, us[i + 4].value
    if len(us[i + 2].text) > 2 or len(us[i + 4].text) > 2:
        return None
    if jalali:
        month += FIRST_MONTH - 1
    elif not valid(us[i].value, month, day):
        if not valid(us[i].value, day, month):
            return None
        month, day = day, month
    bare = len(us[i + 2].text) == 1 or len(us[i + 4].text) == 1
    if sign == "." and bare and hints.order != "YMD" and _is_behind_a_name(us, i):
        return None  # "IDEA 2023.3.2"
    j = i + 5
    interval = us[j].text == "/" and us[j + 1].kind == "n" and len(us[j + 1].text) == 4
    if _goes_on(us, j) and us[j].text not in (":", ",", "-") and not interval:
        return None
    if us[j].text == "." and us[j].glued:
        j += 1
    if us[j].text == "-" and us[j].glued and has(us[j + 1], "ordinal_endings", "suffixes"):
        j += 2
    return Days(i, j, [Day(us[i].value, month, day)], "2024-05-03")


def _month_and_day(
    first: int, second: int, sign: str, full: int | None, hints: Hints, *, swaps: bool = False
) -> tuple[int, int, bool] | None:
    """(month, day, may be swapped) of two numbers in the order of the language, or None.

    With dots the day comes first everywhere, but for `swaps`, where a year in full shows a date: `4.20.2024`.
    """
    month_first = (sign != "." and hints.order == "MDY") or (full is None and hints.order == "YMD")
    one, two = ((first, second), (second, first)) if month_first else ((second, first), (first, second))
    other = valid(full, *two)
    if valid(full, *one):
        doubtful = other and first != second and sign != "." and not hints.order_is_sure
        return one[0], one[1], doubtful
    if other and (sign != "." or swaps):
        return two[0], two[1], False
    return None


def _three(us: list[Unit], i: int, hints: Hints) -> Days | None:
    first, sign = us[i], _sign(us, i + 1)
    if sign is None or len(first.text) > 2 or len(us[i + 2].text) > 2:
        return None
    last = us[i + 4]
    j = i + 5
    if us[i + 3].text == us[i + 1].text and last.glued and last.text in QUOTES:
        last, j = us[i + 5], i + 6  # "6-4-'24"
        apostrophe = last.kind == "n" and last.glued and len(last.text) == 2
    else:
        apostrophe = us[i + 3].glued and us[i + 3].text in "'’" and last.kind == "n"
    if _sign(us, i + 3) != sign and not apostrophe:
        return None
    if sign == "/" and hints.dotted and len(last.text) == 2 and _is_behind_a_name(us, i):
        return None  # "Neubaugasse 12/3/10"
    if len(last.text) == 4 and 1900 <= last.value <= 2199:
        full = last.value
    elif len(last.text) == 2:
        full = century(last.value)
        if sign == "." and not last.glued and (_is_hour(us, i + 4) or _is_range(us, j)):
            return None
    else:
        return None
    got = _month_and_day(first.value, us[i + 2].value, sign, full, hints, swaps=len(last.text) == 4)
    year_first = len(first.text) == len(us[i + 2].text) == len(last.text) == 2
    if got is None and year_first and valid(century(first.value), us[i + 2].value, last.value):
        full = century(first.value)
        got = (us[i + 2].value, last.value, False)
    if got is None or (
        _goes_on(us, j)
        and not (us[j].text in "-," and len(last.text) == 4)
        and not (_is_range(us, j) and sign != "-" and us[j + 2].text in "./")
    ):
        return None
    if (
        (hints.dashed if sign == "-" else hints.order) == "YMD"
        and len(last.text) == 2
        and valid(century(first.value), us[i + 2].value, last.value)
    ):
        full, got = century(first.value), (us[i + 2].value, last.value, False)
    month, day, swapped = got
    if us[j].text == "." and us[j].glued and us[j + 1].kind == "n":
        return None
    if (us[j].glued and has(us[j], "year_words")) or (has(us[j], "year_words") and us[j].lines == 0):
        j += 1
    if us[j].text == "-" and us[j].glued and us[j + 1].glued and has(us[j + 1], "ordinal_endings", "suffixes"):
        j += 2
    return Days(i, suffix(us, j), [Day(full, month, day, swapped=swapped)], "3.5.2024")


def _is_range(us: list[Unit], j: int) -> bool:
    return us[j].text in DASHES and us[j + 1].kind == "n"


def _is_hour(us: list[Unit], i: int) -> bool:
    after = us[i + 1]
    return has(after, "hour", "daypart") or (
        after.text in (":", ".", "h") and us[i + 2].kind == "n" and us[i + 2].glued
    )


def _is_led_to(us: list[Unit], i: int) -> bool:
    """Whether a weekday or a word before days leads to two single digits joined by a dash, which may be a result."""
    before = us[i - 1] if i else us[-1]
    leads = before.roles.get("on", {})
    return has(before, "weekday") or any(languages_with("single_dashes") & tags for tags in leads.values())


def _two(us: list[Unit], i: int, hints: Hints) -> Days | None:
    """`3.5.`, `24.12.`, `03/05`; the caller decides by the words around whether this is a day at all."""
    first, second = us[i], us[i + 2]
    sign = _sign(us, i + 1)
    if (first.value, second.value) == (24, 7) or (
        sign == "-" and len(first.text) + len(second.text) < 3 and not _is_led_to(us, i)
    ):
        return None
    if (
        sign is None
        or (sign == "-" and hints.order != "DMY")
        or len(first.text) > 2
        or len(second.text) > 2
        or (sign != "." and not second.glued)
    ):
        return None
    got = _month_and_day(first.value, second.value, sign, None, hints)
    j = i + 3
    if got is None:
        return None
    year_behind = us[j].kind == "n" and len(us[j].text) == 4 and 1990 <= us[j].value <= 2099 and us[j].lines == 0
    if year_behind and not us[j].glued and sign == "/" and not _is_hour(us, j):
        return Days(i, j + 1, [Day(us[j].value, got[0], got[1], swapped=got[2])], "3.5.2024")
    dashed = us[j].text == "-" and us[j].glued and us[j + 1].kind == "n" and us[j + 1].glued
    if dashed and sign == "/" and not us[j + 2].glued and hints.order_is_sure:
        last = us[j + 1]  # "6/4-24"
        if len(last.text) == 2 or (len(last.text) == 4 and 1990 <= last.value <= 2099):
            full = last.value if len(last.text) == 4 else century(last.value)
            return Days(i, j + 2, [Day(full, got[0], got[1], swapped=got[2])], "3.5.2024")
    closed = us[j].text == "." and us[j].glued
    if closed and us[j + 1].glued and (us[j + 1].kind in "nx" or (us[j + 1].text in DASHES and us[j + 2].kind != "n")):
        return None  # "1.10.30", "1.10.tar", "10.5.- CHF"
    if closed:
        j += 1
    elif _goes_on(us, j) and not _is_range(us, j):
        return None
    month, day, swapped = got
    kind = "3.5." if closed else "3.5" if sign == "." else "3/5"
    return Days(i, suffix(us, j), [Day(None, month, day, swapped=swapped)], kind, weak=not closed)


def _short_range(us: list[Unit], i: int, hints: Hints) -> Days | None:
    """`3.-5.5.2024`, `3./4.5.`, `14 - 16.04.2024`, `3. und 4.5.`: the first day has no month of its own."""
    if not 1 <= us[i].value <= 31 or len(us[i].text) > 2:
        return None
    days = [us[i].value]
    j = i + 1
    ranged = False
    for _ in range(8):
        dot = us[j].text == "." and us[j].glued
        k = j + dot
        sep = us[k]
        if sep.lines or not sep.text:
            return None
        if sep.text in DASHES or has(sep, "to"):
            ranged = True
        elif not (sep.text in ("/", "+", "&", ",") or has(sep, "and")) or not (dot or sep.text in "+&"):
            return None
        k += 1
        if us[k].kind != "n" or len(us[k].text) > 2 or us[k].lines:
            return None
        last = _three(us, k, hints) or _two(us, k, hints)
        if last is not None:
            slashed = us[k + 1].text == "/" and (dot or (ranged and (last.rule == "3.5.2024" or hints.order_is_sure)))
            if us[k + 1].text != "." and not slashed:
                return None
            end = last.days[0]
            if not (dot or slashed or last.rule in ("3.5.", "3.5.2024")) or not all(
                1 <= day <= (end.day or 0) for day in days
            ):
                return None
            before = [Day(end.year, end.month, day) for day in days]
            return Days(i, last.end, [*before, end], "3.-5.5.", ranged and len(before) == 1)
        days.append(us[k].value)
        j = k + 1
    return None
