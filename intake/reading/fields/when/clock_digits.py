"""Reads one point of the clock in digits, `18:30`, `18h30`, `19 Uhr`; tells prices and durations from times."""

from __future__ import annotations

from intake.reading import cues
from intake.reading.fields.when.amounts import is_decimal
from intake.reading.fields.when.dashed import dashed_minutes
from intake.reading.fields.when.parts import DASHES, has, leads_to_an_hour, near, opens_a_date, value
from intake.reading.fields.when.spoken import Time, after_hour, apply_daypart, hour_value
from intake.reading.fields.when.tokens import Unit

_LONGEST_WORK = 8
_LONGEST_HOUR = 2
# So many numbers, words and signs an hour or a range of hours in brackets has.
_BRACKETED = 14
_QUARTERS = frozenset((0, 15, 30, 45))


def _is_arrow(us: list[Unit], i: int) -> bool:
    """Whether the sign at `i` is the head of an arrow between two blanks: `Town Hall -> 10:00`, `Lyon >> 18h30`."""
    shaft = us[i - 1]
    return i > 0 and us[i].text == ">" and us[i].glued and shaft.text in ("-", "=", ">", "–") and not us[i + 1].glued


def _is_between_angles(us: list[Unit], i: int) -> bool:
    """Whether angle brackets hold nothing but what begins with this number: `Time: <3:30>`, `<3:30 - 5:00 PM>`."""
    if us[i - 1].text != "<" or not us[i].glued or (i > 1 and us[i - 1].glued and us[i - 2].kind != "p"):
        return False
    for unit in us[i : i + _BRACKETED]:
        if unit.lines or unit.text in "<=/@":
            return False
        if unit.text == ">":
            return True
    return False


def _is_behind_a_slash(us: list[Unit], i: int) -> bool:
    """Whether a slash sets a second time off from a first: `18h30/20h`."""
    if us[i - 1].text != "/" or i < 2:
        return False
    minutes = us[i + 1].text == ":" and us[i + 1].glued and len(us[i + 2].text) == 2 and len(us[i].text) == 2
    if us[i - 2].kind in "wx" and us[i - 2].text.isalpha() and minutes and not us[i + 3].glued:
        return True  # "Market Square/20:00"
    if i < 4:
        return False
    hours = has(us[i - 2], "hour") or (us[i - 3].text in ":.hH" and us[i - 4].kind == "n")
    return hours and us[i + 1].glued and (us[i + 1].text in ":." or has(us[i + 1], "hour"))


def _is_an_hour(us: list[Unit], i: int) -> bool:
    """Whether a word for the hour or a colon with minutes follows a number: `均为18点`, `均为18:00`."""
    mark, minutes = us[i + 1], us[i + 2]
    return has(mark, "hour") or (mark.text in ":：" and minutes.kind == "n" and len(minutes.text) == 2)


def digits_of_clock(us: list[Unit], i: int, introduced: bool, clocked: bool) -> Time | None:
    """The time that starts with this number: `18:30`, `18h30`, `19 Uhr`, `7` where something introduces it."""
    unit, mark = us[i], us[i + 1]
    before = us[i - 1] if i else us[-1]
    if (
        unit.glued
        and i
        and (
            (before.kind == "x" and before.text not in "Tt" and not (before.text > "\u3000" and _is_an_hour(us, i)))
            or (before.text in "/_$€£#+=&%\\" and not _is_behind_a_slash(us, i))
            or (before.text in ".:," and (us[i - 2].kind == "n" or us[i - 2].text == ":"))
        )
    ):
        return None
    if i and before.text in "=<>" and not _is_arrow(us, i - 1) and not _is_between_angles(us, i):
        return None
    if is_decimal(us, i):
        return None
    if has(mark, "year_words") and mark.glued and len(unit.text) > _LONGEST_HOUR:
        return None  # "19时30分 - 2019年5月3日"
    size = len(unit.text)
    if size == 6 and unit.glued and before.text in "Tt" and unit.value // 10000 < 24 and unit.value // 100 % 100 < 60:
        zulu = us[i + 1].glued and us[i + 1].text in "Zz"
        return Time(i, i + 1 + zulu, unit.value // 10000 * 60 + unit.value // 100 % 100, "18:30")
    if size in (3, 4) and unit.value // 100 < 24 and unit.value % 100 < 60:
        return _four(us, i, clocked)
    hour = hour_value(unit)
    if hour is None:
        return None
    if mark.glued or (mark.text in (":", "：") and us[i + 2].kind == "n"):
        time = _marked(us, i, hour, introduced, clocked)
        if time is not None:
            return time
    told = _ordinal_hour(us, i, hour) if introduced else None
    if told is not None:
        return told
    j = i + 1
    then = us[i + 2]
    if mark.text in DASHES and mark.glued and then.glued:
        if has(then, "hour"):  # "6-kor"
            return Time(i, i + 3, hour % 24 * 60, "18 Uhr")
        dashed = dashed_minutes(us, i, hour, introduced)
        if dashed is not None:
            return Time(i, i + 3, hour % 24 * 60 + dashed, "18:30")
    if mark.text.lower() in ("hours", "hrs", "hr") and not (introduced and hour > _LONGEST_WORK):
        return None  # "about 3 hours" last, "1800 hours" and "at 18 hours" do not
    if leads_to_an_hour(us, i + 1) and (has(before, "weekday") or _is_written_out(us, i + 2)):
        return None  # "sabato 12 ore 18", "via Dante 10 ore 17.30"
    if has(mark, "hour") and near(mark) and not (mark.lines and not mark.glued) and (mark.glued or mark.text != "时"):
        time = _hour_word(us, i, hour)
        lasts = time is not None and time.end == i + 2
        if (
            time is not None
            and lasts
            and has(mark, "lengths")
            and not introduced
            and (hour <= 8 or hour == 24)
            and not is_after_day(us, i)
        ):
            after = us[time.end]
            if after.kind == "n" and len(after.text) == 2:
                after = us[time.end + 1]  # "3 h 30 de route"
            if hour == 24 or ((after.kind == "x" or has(after, "of", "filler")) and after.lines == 0):
                return None  # "3 h de route"
        return time
    if introduced and mark.glued and mark.text in ("a", "p") and not us[i + 2].glued:
        half = Time(i, i + 2, hour * 60, "7")
        apply_daypart(half, mark.text + "m")
        return half  # "@ 4p"
    asked = introduced and has(before, "at", "clock") and not has(before, "from")
    minutes, end = after_hour(us, j, asked)
    if end > j and (hour <= 12 or asked):
        return Time(i, end, (hour * 60 + minutes) % 1440, "siete y media")
    minute = introduced and not mark.glued and len(mark.text) == 2 and 9 < mark.value < 60 and mark.lines == 0
    minute = minute and not _is_of_a_date(us, j)
    then = us[j + 1]
    if minute and (then.kind == "e" or then.text in ",.;)" or then.lines or has(then, "daypart")):
        return Time(i, j + 1, hour % 24 * 60 + mark.value, "7 30")
    return Time(i, j, hour % 24 * 60, "7", strong=False)


def _ordinal_hour(us: list[Unit], i: int, hour: int) -> Time | None:
    """`о 10-й ранку`, `o 18-tej`, `v 10. hodině`: the hour as an ordinal, where its end or more of the time follows."""
    j = i + 1
    if us[j].text == "." and us[j].glued:
        told = us[j + 1]
        return Time(i, j + 2, hour % 24 * 60, "18 Uhr") if has(told, "hour") and _goes_on(told) else None
    j += us[j].text in DASHES and us[j].glued
    if not has(us[j], "hour_endings") or not us[j].glued:
        return None
    j += 1
    after = us[j]
    if has(after, "hour") and not after.lines:
        return Time(i, j + 1, hour % 24 * 60, "18 Uhr")
    ends = after.kind in "ep" or after.lines > 0 or has(after, "daypart", "on", "in", "to", "until", "and", "beside")
    return Time(i, j, hour % 24 * 60, "18 Uhr") if ends else None


def _goes_on(unit: Unit) -> bool:
    """Whether a small word follows a full stop in the same line, which therefore ends no sentence."""
    return not unit.glued and not unit.lines and unit.text.islower() and len(unit.text) > 1


def is_after_day(us: list[Unit], i: int) -> bool:
    """Whether a year, month or weekday stands right before, so that `2h` is a time and no duration."""
    before = us[i - 1] if i else us[-1]
    return has(before, "weekday", "month", "day") or (before.kind == "n" and len(before.text) == 4)


def _four(us: list[Unit], i: int, clocked: bool) -> Time | None:
    """`1930 hrs`, `kl 1930`, `1830 Uhr`, `730pm`, `1400-1545`."""
    unit, after = us[i], us[i + 1]
    minutes = unit.value // 100 * 60 + unit.value % 100
    if has(after, "hour") and near(after) and us[i + 2].kind != "n" and us[i + 2].text not in (":", "："):
        return Time(i, i + 2, minutes, "1930 hrs")
    halved = has(after, "daypart") and not has(after, "on") and value(after, "daypart") in ("am", "pm")
    if halved and after.lines == 0 and (after.glued or not 1900 <= unit.value < 2100):
        return Time(i, i + 1, minutes, "730pm")
    counts = len(unit.text) == 4 and (clocked or _runs_to_four(us, i) or _is_labelled(us, i))
    return Time(i, i + 1, minutes, "1930 hrs") if counts else None


def _is_labelled(us: list[Unit], i: int) -> bool:
    """Whether a label for the hour stands before four digits that end their line: `Time: 1530`."""
    before, after = us[i - 1] if i else us[-1], us[i + 1]
    if us[i].lines or not before.text.endswith(":") or not (after.kind == "e" or after.lines):
        return False
    return "time" in cues.label(before.text if len(before.text) > 1 else us[max(i - 2, 0)].text)


def _runs_to_four(us: list[Unit], i: int) -> bool:
    """Whether a dash and a later hour in four digits follow: `1700-1800 hours`, `1400-1545`; years run on, too."""
    first, dash, last, after = us[i], us[i + 1], us[i + 2], us[i + 3]
    if dash.text not in DASHES or not (dash.glued and last.glued) or last.kind != "n" or len(last.text) != 4:
        return False
    if not first.value < last.value <= 2400 or last.value % 100 > 59:
        return False
    if has(after, "hour") and near(after):
        return True
    quarters = first.value % 100 in _QUARTERS and last.value % 100 in _QUARTERS
    years = 1700 <= first.value < 2100 and 1700 <= last.value < 2100
    return quarters and not years and first.value >= 600 and (after.kind in "ep" or after.lines > 0)


def _marked(us: list[Unit], i: int, hour: int, introduced: bool, clocked: bool) -> Time | None:
    """`18:30`, `18h30`, `18.30`, `18:30:00`, `18,30`."""
    mark, minute = us[i + 1], us[i + 2]
    text = mark.text
    if text in ("h", "H") and minute.text == ":" and minute.glued and us[i + 3].glued and len(us[i + 3].text) == 2:
        time = Time(i, i + 4, hour * 60 + us[i + 3].value, "18:30")  # "8h:30"
        return time if us[i + 3].kind == "n" and us[i + 3].value < 60 else None
    if minute.kind != "n" or len(minute.text) != 2 or minute.value > 59 or minute.lines:
        return None
    if text == ":" and not mark.glued and us[i + 3].glued and us[i + 3].text in ("h", "H"):
        return None  # "12 : 14h30"
    if text in (":", "：") or (text in "hHuUgG" and mark.glued and minute.glued):
        if not minute.glued and text != "：" and not (not mark.glued or introduced):
            return None
        j = i + 3
        if us[j].text == ":" and us[j].glued and us[j + 1].glued and us[j + 1].kind == "n" and len(us[j + 1].text) == 2:
            j += 2
            if us[j].text == ":" and us[j].glued:
                return None
            if us[j].text in ".," and us[j].glued and us[j + 1].kind == "n" and us[j + 1].glued:
                j += 2
        elif us[j].text == ":" and us[j].glued and us[j + 1].glued and us[j + 1].kind in "nx":
            return None
        if us[j].glued and us[j].kind == "n":
            return None
        if us[j].text in "." and us[j].glued and us[j + 1].glued and us[j + 1].kind == "n":
            return None
        if has(us[j], "hour") and near(us[j]) and not us[j].lines:
            j += 1
        time = Time(i, j, (hour * 60 + minute.value) % 1440, "18:30", short=len(us[i].text) == 1)
        time.padded = us[i].text.startswith("0")
        if us[j].glued and us[j].text in ("a", "p") and not us[j + 1].glued:
            apply_daypart(time, us[j].text + "m")
            time.end = j + 1
        return time
    if text in (".", ",", "٫", "·") and mark.glued and minute.glued and hour < 24:
        j = i + 3
        if text == "." and us[j].text == "." and _are_seconds(us, j) and (clocked or is_after_day(us, i)):
            return Time(i, j + 2, hour * 60 + minute.value, "18:30")  # "14.30.00"
        if us[j].glued and (
            (us[j].text in "%€$£°" and us[j].text)
            or (us[j].text in ".,/-" and us[j + 1].kind == "n" and us[j + 1].glued and not _is_time_range(us, j))
            or (us[j].text == "." and us[j + 1].glued and us[j + 1].text in ("x", "X"))
        ):
            return None
        strong = False
        if has(us[j], "hour") and us[j].lines == 0:
            j += 1
            strong = True
        elif has(us[j], "daypart") and us[j].lines == 0:
            strong = True
        if text == "," and not (strong or clocked or (introduced and minute.value % 5 == 0 and _is_led(us, i, j))):
            return None
        padded = us[i].text.startswith("0")
        return Time(i, j, hour * 60 + minute.value, "18.30", strong=strong or clocked, padded=padded)
    return None


def _is_led(us: list[Unit], i: int, j: int) -> bool:
    """Whether a word such as `at`, or one such as `from` and a range, shows a decimal number to be an hour."""
    before = us[i - 1] if i else us[-1]
    ranged = us[j].text in DASHES or has(us[j], "to", "until")
    return ranged or not has(before, "from") or has(before, "at")


def _is_of_a_date(us: list[Unit], i: int) -> bool:
    """Whether a day begins at this number: `15.11.` and `15. May` behind `18 Uhr` are no minutes."""
    dotted = us[i + 1].text in (".", "/") and us[i + 1].glued and us[i + 2].glued and us[i + 2].kind == "n"
    return dotted or opens_a_date(us, i)


def _is_written_out(us: list[Unit], i: int) -> bool:
    """Whether an hour with its minutes stands here, so that the number before its word is none: `10 godz. 17:00`."""
    mark, minute = us[i + 1], us[i + 2]
    return mark.text in (":", ".") and mark.glued and minute.glued and minute.kind == "n" and len(minute.text) == 2


def _are_seconds(us: list[Unit], j: int) -> bool:
    """Whether a sign and two digits below 60 stand here, and no longer number."""
    second = us[j + 1]
    if not (us[j].glued and second.glued and second.kind == "n" and len(second.text) == 2 and second.value < 60):
        return False
    return not (us[j + 2].glued and (us[j + 2].kind == "n" or us[j + 3].kind == "n"))


def _is_time_range(us: list[Unit], j: int) -> bool:
    """Whether a sign and another time stand here: `-20.00`, `/11.00`, or `-17` and nothing more."""
    last, mark = us[j + 1], us[j + 2]
    if us[j].text not in DASHES and us[j].text != "/":
        return False
    if mark.text in (".", ":") and us[j + 3].kind == "n":
        return len(us[j + 3].text) == 2
    return us[j].text != "/" and len(last.text) <= 2 and last.value <= 24 and not (mark.glued and mark.kind in "nx")


def _hour_word(us: list[Unit], i: int, hour: int) -> Time | None:
    """`18 Uhr`, `18 h 30`, `18 heures 30`, `6時30分`, `6시 30분`, `7 o'clock`."""
    j = i + 2
    minutes, end = after_hour(us, j, True)
    if end > j:
        return Time(i, end, (hour * 60 + minutes) % 1440, "18 Uhr")
    minute = us[j]
    if minute.kind == "n" and len(minute.text) == 2 and minute.value < 60 and minute.lines == 0:
        after = us[j + 1]
        if has(after, "minute") and near(after):
            return Time(i, j + 2, hour % 24 * 60 + minute.value, "18 Uhr")
        goes_on = after.glued and after.text in (".", ":", "/", "-", "h") and us[j + 2].glued
        if not goes_on and not _is_of_a_date(us, j) and not has(after, "month", "unit", "hour", "of", "month_words"):
            return Time(i, j + 1, hour % 24 * 60 + minute.value, "18 Uhr")
    if minute.kind == "n" and len(minute.text) == 1 and has(us[j + 1], "minute"):
        return Time(i, j + 2, hour % 24 * 60 + minute.value, "18 Uhr")
    if minute.kind == "n" and minute.glued and us[i + 1].text in ("h", "H"):
        return None  # "22H2"
    return Time(i, j, hour % 24 * 60, "18 Uhr")
