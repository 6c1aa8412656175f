"""Reads a time of day or a range of times, with the words that introduce it and its zone."""

from __future__ import annotations

from intake.reading.fields.when.amounts import is_price
from intake.reading.fields.when.hours import begins_a_row, is_bare_hour, point
from intake.reading.fields.when.numeric import is_cue
from intake.reading.fields.when.parts import DASHES, has, near, opens_a_date
from intake.reading.fields.when.spans import set_off
from intake.reading.fields.when.spoken import Time
from intake.reading.fields.when.tokens import Unit
from intake.reading.fields.when.zones import ZONES, zone_of

TIME_ROLES = frozenset({"clock", "at", "from", "daypart", "named", "before_hour", "number"})
"""What a word is with which a time may begin."""

# Nobody invites earlier.
_OPENING = 7 * 60
# What an address begins with.
_LINKS = frozenset(("http", "https"))
_QUARTERS = frozenset(("00", "15", "30", "45"))


def clock(us: list[Unit], i: int) -> Time | None:
    """The time or range of times that starts at this unit, words like `at` and `from` included."""
    j, introduced, clocked = _introduction(us, i)
    if j > i and us[j].lines and us[j].kind == "n" and opens_a_date(us, j):
        return None  # the head of a table's column over the day that begins its next row: "Time", "15 May"
    first = point(us, j, introduced, clocked)
    if first is None:
        return None
    if is_price(us, j, first.end):
        return None
    first.first = j
    first.start = i if introduced or clocked else first.start
    _zone(us, first)
    last = _until(us, first, introduced)
    # "from 11-3": nothing but hours is counted downwards.
    downwards = introduced and last is not None and _past_noon(first, last)
    if last is not None:
        _share_halves(first, last)
        if is_price(us, j, last.end):
            return None
        first.until = last
        first.zone = first.zone or last.zone
        first.end = last.end
        first.strong |= last.strong
    if first.rule == "7" and first.half is None and not (last is not None and last.strong):
        first.strong = any(has(unit, "at", "clock") and not unit.weak for unit in us[i:j])
        first.strong |= downwards or _is_a_shift(us, i, first) or _is_set_off(us, i, first.end)
        first.strong |= introduced and last is None and _is_a_cell(us, i, first)
    return first


def _is_a_shift(us: list[Unit], i: int, first: Time) -> bool:
    """Whether two bare hours by day are all that an entry says: `| from 18 to 20 |`, `dalle 18 alle 20,`."""
    last = first.until
    if last is None or last.rule != "7" or not has(us[i], "from") or not _OPENING <= first.minutes < last.minutes:
        return False
    led, after = us[last.start - 1], us[first.end]
    closes = after.text == "." and after.glued and not us[first.end + 1].glued
    hours = has(led, "at") and not has(led, "to")  # "tra le 18 e le 20", and not "from 8 to 12" years
    return set_off(us, i, first.end) or (hours and (closes or us[first.end].kind == "e"))


def _is_a_cell(us: list[Unit], i: int, first: Time) -> bool:
    """Whether a bare hour by day behind a word is all that an entry of a row says beside a day or link.

    `alle 18 | 15 novembre`, `15 novembre | alle 18 https://...`.
    """
    j = first.end + (us[first.end].text == "|")
    opened = set_off(us, i, len(us) - 1)  # whatever closes it
    barred = i > 0 and us[i - 1].text == "|" and (us[j].text in _LINKS or set_off(us, i, first.end))
    return first.minutes >= _OPENING and opened and (barred or opens_a_date(us, j))


def _is_set_off(us: list[Unit], i: int, end: int) -> bool:
    """Whether an hour stands alone between a dash, comma or name and the end of its line, or begins one: `Bari - h 18`.

    Behind a name it is one by day: `Piazza Roma h. 18`.
    """
    before, after = us[i - 1] if i else us[-1], us[end]
    if us[i].text.lower() not in ("h", "h."):
        return False
    if begins_a_row(us, i + 1, end):
        return True
    closes = after.text == "." and after.glued and not us[end + 1].glued
    ends = closes or after.kind == "e" or after.lines > 0 or after.text in (",", ";", "(", ")")
    earliest = 7 if before.text[:1].isupper() else 13
    behind_a_name = before.kind in "xw" and earliest <= us[end - 1].value < 24
    return ends and (before.text in DASHES or before.text == "," or behind_a_name)


def _introduction(us: list[Unit], i: int) -> tuple[int, bool, bool]:
    """Behind `at`, `um`, `from`, `kl.`, `alle ore`: (next unit, introduced at all, by a word for the clock)."""
    j, introduced, clocked = i, False, False
    if us[i].kind == "n":
        return j, introduced, clocked
    for _ in range(4):
        unit = us[j]
        if j > i and not near(unit):
            break
        if "clock" in unit.roles and not unit.weak:
            introduced = clocked = True
        elif has(unit, "at", "from") and unit.text != "-":
            introduced = True
        elif not (introduced and ((unit.text in ".:" and unit.text and unit.glued) or has(unit, "filler"))):
            break
        j += 1
    glued = introduced and us[j].glued and us[j - 1].text.isascii() and us[j - 1].text.isalpha()
    return (
        (i, False, False) if glued and len(us[j - 1].text) == 1 and us[j - 1].text != "h" else (j, introduced, clocked)
    )


def _zone(us: list[Unit], time: Time) -> None:
    """Take a zone's abbreviation after the time (`17:00 UTC`, `(CEST)`, `UTC+2`) into its span."""
    j = time.end
    opened = us[j].text == "("
    j += opened
    unit = us[j]
    if unit.lines or unit.kind not in "xw" or unit.text.lower() not in ZONES or not (unit.text.isupper() or opened):
        seconds = us[j - 2].text == ":" and us[j - 4].text == ":" and j >= 4
        if (
            (unit.text == "+" or seconds)
            and time.rule in ("18:30",)
            and unit.text in ("+", "-", "−")
            and unit.glued
            and us[j + 1].kind == "n"
            and us[j + 1].glued
        ):
            size = len(us[j + 1].text)
            if size == 4 and us[j + 1].value <= 1400:
                time.end = j + 2
            elif (
                size == 2
                and us[j + 2].text == ":"
                and us[j + 3].kind == "n"
                and len(us[j + 3].text) == 2
                and us[j + 1].value <= 14
                and us[j + 4].text != ":"
            ):
                time.end = j + 4
        return
    j += 1
    hours = 0
    if us[j].text in ("+", "-") and us[j].glued and us[j + 1].kind == "n" and us[j + 1].glued:
        hours = us[j + 1].value * (1 if us[j].text == "+" else -1)
        j += 2
        if us[j].text == ":" and us[j + 1].kind == "n":
            j += 2
    time.zone = zone_of(unit.text, hours)
    if opened:
        if us[j].text != ")":
            return
        j += 1
    time.end = j


def _until(us: list[Unit], first: Time, introduced: bool) -> Time | None:
    """The end of a range: ` - 20:00`, ` bis 20 Uhr`, ` à 20h`, `to 8pm`."""
    j = first.end
    unit = us[j]
    if unit.kind in "xe":
        return None  # a word of no meaning, or the end of the text
    if unit.text == "." and unit.glued and has(us[j - 1], "hour", "daypart"):
        j += 1
        unit = us[j]
    if unit.text == "," and has(us[j + 1], "until") and not has(us[j + 1], "at"):
        j += 1  # "dès 10 h, jusqu'à 17 h"
        unit = us[j]
    told = _end_is_told(us, j)  # "starts at 7:00, ends 9:00"
    if told > j:
        j, unit = told, us[told]
    if unit.kind == "n" and near(unit) and has(us[j - 1], "from_endings") and us[j - 1].glued:
        last = point(us, j, True, True)  # "18:00'den 20:00'ye kadar"
        if last is not None and (has(us[last.end], "to_behind") or has(us[last.end - 1], "to_behind")):
            last.end += has(us[last.end], "to_behind")
            return last
        return None
    between = introduced and any(has(word, "from") for word in us[first.start : first.first])
    noon = between and has(unit, "named")
    if not near(unit) or not (
        unit.text in DASHES
        or has(unit, "to", "until")
        or (between and has(unit, "and") and us[first.first].kind == "n")
        or (has(unit, "and") and has(us[j + 3], "between_behind"))
        or (told == j and is_cue(unit, "end"))
        or _slashed(us, first)
        or noon
    ):
        return None
    j += not noon  # "dalle 10 a mezzogiorno" is one word less
    while us[j].text in DASHES and us[j].glued:
        j += 1
    for _ in range(3):
        if (has(us[j], "clock", "filler", "at", "on") and near(us[j])) or (us[j].text == "." and us[j].glued):
            j += 1
    last = point(us, j, True, True) if us[j].kind in "nw" and near(us[j]) and not opens_a_date(us, j) else None
    if last is not None and last.rule == "18.30" and last.minutes <= first.minutes:
        closed = us[last.end].text == "." and us[last.end].glued and not us[last.end - 1].roles
        if closed or first.rule != last.rule or last.minutes % 5:
            return None  # "18:00 - 15.11."
    if last is not None and first.rule == "18.30" and not first.strong and first.minutes % 5:
        return None  # "15.11 - 18:00"
    if last is None or (last.rule in ("7", "18.30") and last.half is None and not _ends_a_range(us, last)):
        return None
    bare = first.rule == "7" and first.half is None and last.rule == "7" and last.half is None
    if bare and not is_bare_hour(us, j, last.end, False):
        return None
    _zone(us, last)
    if unit.text == "/" and last.minutes <= first.minutes:
        return None
    last.end += has(us[last.end], "between_behind", "to_behind")
    return last


def _end_is_told(us: list[Unit], j: int) -> int:
    """The unit of a word such as `ends` that stands right here or behind a comma; else `j`."""
    k = j + (us[j].text in (",", ";", "|", "–", "-"))
    return k if is_cue(us[k], "end") and near(us[k]) and us[k].lines == 0 else j


def _slashed(us: list[Unit], first: Time) -> bool:
    """Whether a slash may lead from one time to the next: `18h/20h`, `14.30/17.00`, and not `18:00 CET / 12:00 EST`."""
    j = first.end
    if us[j].text != "/" or us[j + 1].kind != "n" or us[j].glued != us[j + 1].glued:
        return False
    if first.rule == "18.30" and us[j - 1].text in _QUARTERS and us[j + 2].text == "." and us[j + 3].text in _QUARTERS:
        return us[j].glued  # "14.30/17.30"
    return has(us[j - 1], "hour") or (us[j - 1].kind == "n" and (first.rule == "18:30" or first.strong))


def _past_noon(first: Time, last: Time) -> bool:
    """Whether two bare hours run from the morning over noon: `11-3`, `from 10 to 2`."""
    morning = first.rule == "7" and first.half is None and 8 * 60 <= first.minutes <= 12 * 60
    return morning and last.rule == "7" and last.half is None and 0 < last.minutes <= 7 * 60


def _runs_over_noon(first: Time, last: Time) -> bool:
    """Whether a bare hour of the afternoon ends what begins in the morning: `from 11:30 until 1`."""
    morning = first.half is None and first.rule == "18:30" and 8 * 60 <= first.minutes < 13 * 60
    return morning and last.rule == "7" and last.half is None and 0 < last.minutes <= 7 * 60 and not last.padded


def _ends_a_range(us: list[Unit], last: Time) -> bool:
    after = us[last.end]
    return not (
        after.glued and (after.kind in "nx" or (after.text in "./:%€$" and us[last.end + 1].glued))
    ) and not has(after, "month", "month_words", "unit")


def _share_halves(first: Time, last: Time) -> None:
    """`3:30 - 5:00 PM` is 15:30-17:00 and `11 - 1pm` 11:00-13:00: the half said once counts for both where it fits."""
    noon = 12 * 60
    if first.half is None and last.half == "pm" and first.minutes < noon:
        later = first.minutes + noon
        if later < last.minutes:
            first.minutes, first.half = later, "pm"
    elif first.half is None and last.half == "am" and noon <= first.minutes < noon + 60:
        first.minutes -= noon
    elif first.half == "set" and first.minutes == noon and last.half is None and last.minutes < noon:
        last.minutes += noon
    elif first.half is None and last.half is None and last.short and first.minutes < noon + 60:
        if last.minutes < first.minutes < last.minutes + noon:
            last.minutes += noon
    elif _past_noon(first, last) or _runs_over_noon(first, last):
        last.minutes += noon
    elif (
        last.half is None
        and last.minutes < noon
        and (
            (first.half == "pm" and last.minutes + noon > first.minutes)
            or (first.half == "am" and last.minutes < first.minutes)
        )
    ):
        last.minutes += noon
        last.half = "pm"
