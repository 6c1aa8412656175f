"""Reads one point of the clock: in digits here, in words by `spoken`; and tells prices and durations from times."""

from __future__ import annotations

from intake.reading import cues
from intake.reading.fields.when.amounts import counts, is_decimal
from intake.reading.fields.when.dashed import dashed_minutes
from intake.reading.fields.when.parts import DASHES, has, leads_to_an_hour, near, suffix, value
from intake.reading.fields.when.spoken import Time, after_hour, apply_daypart, hour_value, spoken, spoken_before
from intake.reading.fields.when.tokens import Unit
from intake.reading.fields.when.zones import ZONES

_LONGEST_WORK = 8
_QUARTERS = frozenset((0, 15, 30, 45))


def point(us: list[Unit], i: int, introduced: bool, clocked: bool) -> Time | None:
    """The time at this unit: in digits or words, with the half of the day before or behind it.

    `introduced` says that a word such as `at` stands before, `clocked` that it speaks of the clock (`kl.`, `alle ore`).
    """
    unit = us[i]
    if "daypart" in unit.roles and not has(unit, "on", "day", "weekday"):
        time = _half_first(us, i, clocked)
        if time is not None or "named" not in unit.roles:
            return time
    if "named" in unit.roles:
        if (unit.weak and not introduced) or _is_the_south(us, i):
            return None
        minutes, end = after_hour(us, i + 1, True)
        return Time(i, end, (value(unit, "named") + minutes) % 1440, "noon", half="set")
    time = _hour(us, i, introduced, clocked)
    if time is None:
        return None
    _half_behind(us, time)
    bare = time.rule == "7" and time.half is None
    if bare and ((us[i].value == 0 and not clocked) or _puts_off(us, i, time.end)):
        return None
    if bare and not (introduced and is_bare_hour(us, i, time.end, clocked)) and not opens_a_range(us, i, time.end):
        return None
    end = suffix(us, time.end)
    time.strong |= end > time.end
    time.end = end
    return time


def _is_the_south(us: list[Unit], i: int) -> bool:
    """Whether the word for noon is a name of the south: "Canal du Midi", "Amministrazioni del Mezzogiorno"."""
    capital = i > 0 and us[i].text[:1].isupper() and us[i].lines == 0
    return capital and has(us[i - 1], "of") and not any("de" in tags for tags in us[i].roles["named"].values())


def _puts_off(us: list[Unit], i: int, j: int) -> bool:
    """Whether a bare number is the day from which one is put off to another: "с 12 на 19 апреля"."""
    if i == 0 or not has(us[i - 1], "from") or us[j].lines or us[j + 1].kind != "n" or not has(us[j + 2], "month"):
        return False
    return any(_ONTO.intersection(tags) for tags in us[j].roles.get("on", {}).values())


def _half_first(us: list[Unit], i: int, clocked: bool) -> Time | None:
    """`午後6時`, `오후 6시`, `in the evening at eight`: the half of the day stands first."""
    j = i + 1
    while _leads_on(us[j]) and "number" not in us[j].roles and j < i + 4:
        j += 1
    time = _hour(us, j, True, clocked) if us[j].kind in "nw" and near(us[j]) else None
    if time is not None and time.rule == "7" and us[j].kind == "w" and us[j].text > "\u3000":
        return None  # "晚的一个"
    if time is None or (time.rule == "7" and j == i + 1 and not _is_told(us, i, time)):
        return None
    time.end = suffix(us, time.end)
    apply_daypart(time, value(us[i], "daypart"))
    time.start, time.strong = i, True
    return time


def _is_told(us: list[Unit], i: int, time: Time) -> bool:
    """Whether a bare number behind a half of the day is its hour: `sabah 9'da`, `15 Mayıs akşam 7`."""
    j = time.end
    in_case = suffix(us, j) > j and not has(us[j + 1], "ordinal_endings")
    return in_case or (_is_after_day(us, i) and time.minutes > 0 and is_bare_hour(us, i + 1, j, False))


def _half_behind(us: list[Unit], time: Time) -> None:
    """Take `pm`, `in the evening`, `noon` behind the hour into the time."""
    j = time.end
    if us[j].text == "," and has(us[j + 1], "daypart"):
        j += 1
    for _ in range(2):
        if has(us[j], "filler", "on") and has(us[j + 1], "daypart"):
            j += 1
    unit = us[j]
    if "named" in unit.roles and unit.lines == 0 and (named := value(unit, "named")) % 720 <= time.minutes % 720 < 180:
        if time.minutes % 720 == 0 or named == 720:  # "12 Uhr mittags", "halb eins mittags"
            time.minutes, time.half, time.end = named + time.minutes % 720, "set", j + 1
    elif "daypart" in unit.roles and near(unit) and not (unit.weak and unit.lines) and not _is_german_am(us, j):
        apply_daypart(time, value(unit, "daypart"))
        time.end, time.strong = j + 1, True


def _is_german_am(us: list[Unit], j: int) -> bool:
    """Whether "am" is no time of the morning: behind "Uhr" or a number of another language than English in words.

    `um 3 Uhr am Markt`, `um sechs am Brunnen`.
    """
    before = us[j - 1]
    if us[j].text != "am" or before.kind != "w":
        return False
    counted = before.roles.get("number")
    return has(before, "hour") or (counted is not None and not any("en" in tags for tags in counted.values()))


def _leads_on(unit: Unit) -> bool:
    """Whether the word may stand between the half of the day and its hour: `in the evening at eight`."""
    return has(unit, "at", "clock") or (has(unit, "filler") and unit.text > "\u3000")


def _is_arrow(us: list[Unit], i: int) -> bool:
    """Whether the sign at `i` is the head of an arrow between two blanks: `Town Hall -> 10:00`, `Lyon >> 18h30`."""
    shaft = us[i - 1]
    return i > 0 and us[i].text == ">" and us[i].glued and shaft.text in ("-", "=", ">", "–") and not us[i + 1].glued


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


def opens_a_range(us: list[Unit], i: int, j: int) -> bool:
    """Whether a dash and a marked hour follow a bare hour: `6-8pm`, `10 - 14 Uhr`, `18 bis 20 Uhr`."""
    between = has(us[j], "and") and has(us[j + 3], "between_behind")  # "18 és 20 óra között"
    if not (us[j].text in DASHES or has(us[j], "to") or between) or us[j].lines or us[j + 1].lines:
        return False
    if us[i].kind == "n" and has(us[j + 1], "named") and not us[j + 1].weak:
        return 6 <= us[i].value <= 23  # "10-noon"
    if us[j + 1].kind != "n":
        return False
    if has(us[j], "at") and i and has(us[i - 1], "weekday", "on") and not has(us[i - 1], "from"):
        return False  # "samedi 16 à 18h" is the sixteenth
    if len(us[j + 1].text) > 2 or us[j + 1].value > 24:
        return False
    after = us[j + 2]
    if after.text in ".:hH" and after.glued and us[j + 3].kind == "n" and us[j + 3].glued and len(us[j + 3].text) == 2:
        return after.text != "." or has(us[j + 4], "hour", "daypart")
    return has(after, "hour", "daypart") and near(after) and not has(after, "ordinal_endings")


def is_bare_hour(us: list[Unit], i: int, j: int, clocked: bool) -> bool:
    """Whether `at 7`, `kl. 18` is a time and not `at 7 Main Street` or `at 7.5 %`."""
    after = us[j]
    if clocked:
        dated = after.text in "./-" and us[j + 1].kind == "n" and us[j + 2].text == after.text and us[j + 3].kind == "n"
        if dated and all(unit.glued for unit in us[j : j + 4]):
            return False  # "date and time: 18.04.2026"
        return not (after.glued and (after.text in "%€$£°" or (after.kind == "x" and after.text.isascii())))
    if after.glued and (
        after.kind in "nxw"
        or after.text in "%€$£°/+"
        or (after.text == "." and us[j + 1].glued and us[j + 1].kind == "n")
    ):
        return False
    if counts(us, i, j):
        return False
    return (
        after.kind in "ep"
        or after.lines > 0
        or (after.text.isupper() and after.text.lower() in ZONES)
        or has(after, "on", "to", "and", "at", "weekday", "day", "in", "from", "until", "filler", "of")
        or ("named" in after.roles and " " in after.text)  # "dalle 10 a mezzogiorno"
        or begins_a_row(us, i, j)
    )


def begins_a_row(us: list[Unit], i: int, j: int) -> bool:
    """Whether a line begins with `h` and a number, and a capital follows: `h 21 Arezzo`."""
    sign, after = us[i - 1] if i else us[-1], us[j]
    row = sign.text.lower() in ("h", "h.") and (sign.lines > 0 or i == 1)
    return row and after.kind == "x" and not after.lines and after.text[:1].isupper()


def _hour(us: list[Unit], i: int, introduced: bool, clocked: bool) -> Time | None:
    unit = us[i]
    return spoken_before(us, i) or (
        digits_of_clock(us, i, introduced, clocked) if unit.kind == "n" else spoken(us, i, introduced)
    )


def digits_of_clock(us: list[Unit], i: int, introduced: bool, clocked: bool) -> Time | None:
    """The time that starts with this number: `18:30`, `18h30`, `19 Uhr`, `7` where something introduces it."""
    unit, mark = us[i], us[i + 1]
    before = us[i - 1] if i else us[-1]
    if (
        unit.glued
        and i
        and (
            (before.kind == "x" and before.text not in "Tt")
            or (before.text in "/_$€£#+=&%\\" and not _is_behind_a_slash(us, i))
            or (before.text in ".:," and us[i - 2].kind == "n")
        )
    ):
        return None
    if i and before.text in "=<>" and not _is_arrow(us, i - 1):
        return None
    if is_decimal(us, i):
        return None
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
            and not _is_after_day(us, i)
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
    then = us[j + 1]
    if minute and (then.kind == "e" or then.text in ",.;)" or then.lines or has(then, "daypart")):
        return Time(i, j + 1, hour % 24 * 60 + mark.value, "7 30")
    return Time(i, j, hour % 24 * 60, "7", strong=False)


# Languages whose word "on" stands between the day put off and the new one.
_ONTO = frozenset({"ru", "uk", "pl"})


def _is_after_day(us: list[Unit], i: int) -> bool:
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
        if text == "." and us[j].text == "." and _are_seconds(us, j) and (clocked or _is_after_day(us, i)):
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
        if not goes_on and not has(after, "month", "unit", "hour", "of", "month_words"):
            return Time(i, j + 1, hour % 24 * 60 + minute.value, "18 Uhr")
    if minute.kind == "n" and len(minute.text) == 1 and has(us[j + 1], "minute"):
        return Time(i, j + 2, hour % 24 * 60 + minute.value, "18 Uhr")
    if minute.kind == "n" and minute.glued and us[i + 1].text in ("h", "H"):
        return None  # "22H2"
    return Time(i, j, hour % 24 * 60, "18 Uhr")
