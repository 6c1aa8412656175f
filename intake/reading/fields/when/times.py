"""Reads one time of day or a range of times, starting at a given unit."""

from __future__ import annotations

from dataclasses import dataclass

from intake.reading.fields.when.days import DASHES, has, near, suffix, value
from intake.reading.fields.when.tokens import Unit

ZONES = frozenset(
    {
        "utc", "gmt", "z", "cet", "cest", "mez", "mesz", "met", "bst", "ist", "wet", "west", "eet", "eest", "msk",
        "est", "edt", "et", "cst", "cdt", "ct", "mst", "mdt", "mt", "pst", "pdt", "pt", "akst", "akdt", "hst", "ast",
        "adt", "nst", "ndt", "brt", "art", "clt", "jst", "kst", "hkt", "sgt", "pkt", "wib", "aest", "aedt", "acst",
        "acdt", "awst", "nzst", "nzdt", "sast", "wat", "cat", "eat",
    }
)  # fmt: skip


@dataclass(slots=True)
class Time:
    """Minutes after midnight between two units. `half` is "am" or "pm" when the words say which half of the day."""

    start: int
    end: int
    minutes: int
    rule: str
    half: str | None = None
    strong: bool = True
    until: Time | None = None
    zone: str | None = None
    first: int = 0
    short: bool = False


def clock(us: list[Unit], i: int) -> Time | None:
    """The time or range of times that starts at this unit, words like `at` and `from` included."""
    j, introduced, clocked = _introduction(us, i)
    first = _point(us, j, introduced, clocked)
    if first is None:
        return None
    if us[first.end].glued and us[first.end].text in "%€$£" and us[first.end].text:
        return None
    first.first = j
    first.start = i if introduced or clocked else first.start
    _zone(us, first)
    last = _until(us, first, introduced)
    if last is not None:
        _share_halves(first, last)
        first.until = last
        first.end = last.end
        first.strong |= last.strong
    if first.rule == "7" and first.half is None and not (last is not None and last.strong):
        first.strong = any(has(unit, "at", "clock") and not unit.weak for unit in us[i:j])
    return first


def _introduction(us: list[Unit], i: int) -> tuple[int, bool, bool]:
    """Behind `at`, `um`, `from`, `kl.`, `alle ore`: (next unit, introduced at all, by a word for the clock)."""
    j, introduced, clocked = i, False, False
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
    return (i, False, False) if glued and len(us[j - 1].text) == 1 else (j, introduced, clocked)


def _point(us: list[Unit], i: int, introduced: bool, clocked: bool) -> Time | None:
    unit = us[i]
    if "daypart" in unit.roles and not has(unit, "on", "day"):
        # 午後6時, 오후 6시, الساعة مساء: the half of the day stands first
        j = i + 1
        while has(us[j], "at", "clock", "filler") and "number" not in us[j].roles and j < i + 4:
            j += 1
        if us[j].kind in "nw" and near(us[j]):
            time = _hour(us, j, True, clocked)
            if time is not None and time.rule != "7":
                apply_daypart(time, value(unit, "daypart"))
                time.start = i
                return time
        if "named" not in unit.roles:
            return None
    if "named" in unit.roles:
        if unit.weak and not introduced:
            return None
        minutes, end = _after_hour(us, i + 1, True)
        return Time(i, end, (value(unit, "named") + minutes) % 1440, "noon", half="set")
    time = _hour(us, i, introduced, clocked)
    if time is None:
        return None
    j = time.end
    if us[j].text == "," and has(us[j + 1], "daypart"):
        j += 1
    for _ in range(2):
        if has(us[j], "filler", "on") and has(us[j + 1], "daypart"):
            j += 1
    part = us[j].roles.get("daypart")
    if part is not None and near(us[j]) and not (us[j].weak and us[j].lines):
        apply_daypart(time, next(iter(part)))
        time.end = j + 1
        time.strong = True
    bare = time.rule == "7" and time.half is None
    if bare and us[i].value == 0 and not clocked:
        return None
    if bare and not (introduced and _is_bare_hour(us, i, time.end, clocked)) and not _opens_a_range(us, i, time.end):
        return None
    time.end = suffix(us, time.end)
    return time


def _opens_a_range(us: list[Unit], i: int, j: int) -> bool:
    """Whether a dash and a marked hour follow a bare hour: `6-8pm`, `10 - 14 Uhr`, `18 bis 20 Uhr`."""
    if not (us[j].text in DASHES or has(us[j], "to")) or us[j].lines or us[j + 1].kind != "n" or us[j + 1].lines:
        return False
    if has(us[j], "at") and i and has(us[i - 1], "weekday", "on") and not has(us[i - 1], "from"):
        return False  # "samedi 16 à 18h" is the sixteenth
    if len(us[j + 1].text) > 2 or us[j + 1].value > 24:
        return False
    after = us[j + 2]
    if after.text in ".:hH" and after.glued and us[j + 3].kind == "n" and us[j + 3].glued and len(us[j + 3].text) == 2:
        return after.text != "." or has(us[j + 4], "hour", "daypart")
    return has(after, "hour", "daypart") and near(after) and not has(after, "ordinal_endings")


def _is_bare_hour(us: list[Unit], i: int, j: int, clocked: bool) -> bool:
    """Whether `at 7`, `kl. 18` is a time and not `at 7 Main Street` or `at 7.5 %`."""
    if clocked:
        return not (us[j].glued and us[j].text in "%€$£°" and us[j].text)
    after = us[j]
    if after.glued and (
        after.kind in "nxw"
        or after.text in "%€$£°/+"
        or (after.text == "." and us[j + 1].glued and us[j + 1].kind == "n")
    ):
        return False
    return (
        after.kind in "ep"
        or after.lines > 0
        or (after.text.isupper() and after.text.lower() in ZONES)
        or has(after, "on", "to", "and", "at", "weekday", "day", "in", "from", "until", "filler", "of")
    )


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


def _hour_value(unit: Unit) -> int | None:
    if unit.kind == "n":
        return unit.value if len(unit.text) <= 2 and unit.value <= 24 else None
    if "number" in unit.roles:
        hour: int = value(unit, "number")
        return hour if hour <= 24 else None
    return None


def _is_article(us: list[Unit], i: int) -> bool:
    """Whether the word is an article rather than a one o'clock (`um ein`, but `um ein Uhr`)."""
    return bool(us[i].weak) and "number" in us[i].roles and not has(us[i + 1], "hour")


def _number(unit: Unit) -> int | None:
    if unit.kind == "n":
        return unit.value if len(unit.text) <= 2 and 0 <= unit.value < 60 else None
    if "number" in unit.roles:
        number: int = value(unit, "number")
        return number if number < 60 else None
    return None


def _hour(us: list[Unit], i: int, introduced: bool, clocked: bool) -> Time | None:
    unit = us[i]
    return _spoken_before(us, i) or (
        _digits(us, i, introduced, clocked) if unit.kind == "n" else _spoken(us, i, introduced)
    )


def _spoken_before(us: list[Unit], i: int) -> Time | None:
    """`half past seven`, `halb acht`, `quarter to six`, `fünf vor halb acht`, `tien over half acht`."""
    unit = us[i]
    shift, j = 0, i
    if "before_hour" not in unit.roles:
        number = _number(unit)
        if number is None or unit.glued or (number % 5 and unit.kind == "w" and not has(us[i + 1], "minute")):
            return None
        j = i + 1
        if has(us[j], "minute"):
            j += 1
        if "past" in us[j].roles:
            shift = number
        elif "before" in us[j].roles:
            # "3 to 5pm" is a range, "twenty to five" and "10 minutes to 5" are not
            if "to" in us[j].roles and unit.kind == "n" and unit.value < 13 and j == i + 1:
                return None
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
    while has(us[j], "filler", "clock") and j < i + 5:
        j += 1
    if "named" in us[j].roles:
        return Time(i, j + 1, (value(us[j], "named") + shift) % 1440, "half past seven", half="set")
    hour = _hour_value(us[j])
    if (
        hour is None
        or _is_article(us, j)
        or not near(us[j])
        or (
            us[j].kind == "n"
            and us[j + 1].text in "./:-%€$"
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


def _spoken(us: list[Unit], i: int, introduced: bool) -> Time | None:
    """`seven o'clock`, `sept heures et demie`, `siete y media`, `sete e meia`, `at seven`."""
    hour = _hour_value(us[i])
    if hour is None or _is_article(us, i):
        return None
    j = i + 1
    strong = False
    if has(us[j], "hour") and near(us[j]):
        j += 1
        strong = True
    minutes, end = _after_hour(us, j, introduced or strong)
    if end > j:
        return Time(i, end, (hour * 60 + minutes) % 1440, "siete y media")
    if strong:
        return Time(i, j, hour % 24 * 60, "seven o'clock")
    if introduced or has(us[j], "daypart"):
        number = _number(us[j]) if us[j].kind == "w" and near(us[j]) else None
        if number is not None and number >= 10:
            more = _number(us[j + 1]) if us[j + 1].kind == "w" and number % 10 == 0 else None
            return Time(i, j + 1 + (more is not None), hour * 60 + number + (more or 0), "seven thirty")
        return Time(i, j, hour % 24 * 60, "7")
    return None


def _after_hour(us: list[Unit], j: int, marked: bool) -> tuple[int, int]:
    """(minutes, next unit) of `y media`, `et quart`, `moins le quart`, `menos diez`, `y diez` behind an hour."""
    unit = us[j]
    if not near(unit):
        return 0, j
    if "after_hour" in unit.roles:
        return value(unit, "after_hour"), j + 1
    if marked:
        sign = 1 if "plus" in unit.roles else -1 if "minus" in unit.roles else 0
        k = j + (sign != 0)
        number = _number(us[k])
        if (
            number is not None
            and (sign or us[k].kind == "w")
            and near(us[k])
            and (not us[k].glued or us[k].text > "\u3000")
        ):
            more = _number(us[k + 1]) if us[k + 1].kind == "w" and number in (20, 30, 40, 50) else None
            k += 1 + (more is not None)
            if has(us[k], "minute"):
                k += 1
            elif us[k - 1].kind == "n" or (us[k].kind in "nx" and us[k].lines == 0):
                return 0, j
            return (sign or 1) * (number + (more or 0)), k
    return 0, j


def _digits(us: list[Unit], i: int, introduced: bool, clocked: bool) -> Time | None:
    unit, mark = us[i], us[i + 1]
    before = us[i - 1] if i else us[-1]
    if (
        unit.glued
        and i
        and (
            (before.kind == "x" and before.text not in "Tt")
            or before.text in "/_$€£#+=&%\\"
            or (before.text in ".:," and us[i - 2].kind == "n")
        )
    ):
        return None
    size = len(unit.text)
    if size in (3, 4) and unit.value // 100 < 24 and unit.value % 100 < 60:
        return _four(us, i, clocked)
    hour = _hour_value(unit)
    if hour is None:
        return None
    if mark.glued or (mark.text in (":", "：") and us[i + 2].kind == "n"):
        time = _marked(us, i, hour, introduced, clocked)
        if time is not None:
            return time
    j = i + 1
    if has(mark, "hour") and near(mark) and not (mark.lines and not mark.glued) and (mark.glued or mark.text != "时"):
        return _hour_word(us, i, hour)
    minutes, end = _after_hour(us, j, False)
    if end > j and hour <= 12:
        return Time(i, end, (hour * 60 + minutes) % 1440, "siete y media")
    if introduced and not mark.glued and len(mark.text) == 2 and 9 < mark.value < 60 and mark.lines == 0:
        if us[j + 1].kind == "e" or us[j + 1].text in ",.;)" or us[j + 1].lines or has(us[j + 1], "daypart"):
            return Time(i, j + 1, hour % 24 * 60 + mark.value, "7 30")
    return Time(i, j, hour % 24 * 60, "7", strong=False)


def _four(us: list[Unit], i: int, clocked: bool) -> Time | None:
    """`1930 hrs`, `kl 1930`, `1830 Uhr`, `730pm`."""
    unit, after = us[i], us[i + 1]
    minutes = unit.value // 100 * 60 + unit.value % 100
    if has(after, "hour") and near(after):
        return Time(i, i + 2, minutes, "1930 hrs")
    if has(after, "daypart") and next(iter(after.roles["daypart"])) in ("am", "pm") and after.lines == 0:
        return Time(i, i + 1, minutes, "730pm")
    return Time(i, i + 1, minutes, "1930 hrs") if clocked and len(unit.text) == 4 else None


def _marked(us: list[Unit], i: int, hour: int, introduced: bool, clocked: bool) -> Time | None:
    """`18:30`, `18h30`, `18.30`, `18:30:00`, `18,30`."""
    mark, minute = us[i + 1], us[i + 2]
    text = mark.text
    if minute.kind != "n" or len(minute.text) != 2 or minute.value > 59 or minute.lines:
        return None
    if text in (":", "：") or (text in "hHuUgG" and mark.glued and minute.glued):
        if not minute.glued and text != "：" and not (not mark.glued or introduced):
            return None
        j = i + 3
        if us[j].text == ":" and us[j].glued and us[j + 1].glued and us[j + 1].kind == "n" and len(us[j + 1].text) == 2:
            j += 2
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
        if us[j].glued and us[j].text in ("a", "p") and not us[j + 1].glued:
            apply_daypart(time, us[j].text + "m")
            time.end = j + 1
        return time
    if text in (".", ",", "٫", "·") and mark.glued and minute.glued and hour < 24:
        j = i + 3
        if us[j].glued and (
            (us[j].text in "%€$£°" and us[j].text)
            or (us[j].text in ".,/-" and us[j + 1].kind == "n" and us[j + 1].glued and not _is_time_range(us, j))
        ):
            return None
        strong = False
        if has(us[j], "hour") and us[j].lines == 0:
            j += 1
            strong = True
        elif has(us[j], "daypart") and us[j].lines == 0:
            strong = True
        if text == "," and not (strong or clocked):
            return None
        return Time(i, j, hour * 60 + minute.value, "18.30", strong=strong or clocked)
    return None


def _is_time_range(us: list[Unit], j: int) -> bool:
    return (
        us[j].text in DASHES
        and us[j + 1].kind == "n"
        and us[j + 2].text in (".", ":")
        and us[j + 3].kind == "n"
        and len(us[j + 3].text) == 2
    )


def _hour_word(us: list[Unit], i: int, hour: int) -> Time | None:
    """`18 Uhr`, `18 h 30`, `18 heures 30`, `6時30分`, `6시 30분`, `7 o'clock`."""
    j = i + 2
    if us[j].text == "." and us[j].glued and len(us[j - 1].text) <= 4 and us[j + 1].kind == "n" and not us[j + 1].lines:
        pass
    minutes, end = _after_hour(us, j, True)
    if end > j:
        return Time(i, end, (hour * 60 + minutes) % 1440, "18 Uhr")
    minute = us[j]
    if minute.kind == "n" and len(minute.text) == 2 and minute.value < 60 and minute.lines == 0:
        after = us[j + 1]
        if has(after, "minute") and near(after):
            return Time(i, j + 2, hour % 24 * 60 + minute.value, "18 Uhr")
        if not (after.glued and after.text in ".:/-h" and after.text) and not has(
            after, "month", "unit", "hour", "of", "month_words"
        ):
            return Time(i, j + 1, hour % 24 * 60 + minute.value, "18 Uhr")
    if minute.kind == "n" and len(minute.text) == 1 and has(us[j + 1], "minute"):
        return Time(i, j + 2, hour % 24 * 60 + minute.value, "18 Uhr")
    return Time(i, j, hour % 24 * 60, "18 Uhr")


def _zone(us: list[Unit], time: Time) -> None:
    """Take a zone's abbreviation after the time (`17:00 UTC`, `(CEST)`, `UTC+2`) into its span."""
    j = time.end
    opened = us[j].text == "("
    j += opened
    unit = us[j]
    if unit.lines or unit.kind not in "xw" or unit.text.lower() not in ZONES or not (unit.text.isupper() or opened):
        if (
            time.rule in ("18:30",)
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
    if us[j].text in ("+", "-") and us[j].glued and us[j + 1].kind == "n" and us[j + 1].glued:
        j += 2
        if us[j].text == ":" and us[j + 1].kind == "n":
            j += 2
    if opened:
        if us[j].text != ")":
            return
        j += 1
    time.zone = unit.text.upper()
    time.end = j


def _until(us: list[Unit], first: Time, introduced: bool) -> Time | None:
    """The end of a range: ` - 20:00`, ` bis 20 Uhr`, ` à 20h`, `to 8pm`."""
    j = first.end
    unit = us[j]
    if unit.text == "." and unit.glued and has(us[j - 1], "hour", "daypart"):
        j += 1
        unit = us[j]
    if not near(unit) or not (
        unit.text in DASHES
        or has(unit, "to", "until")
        or (introduced and has(unit, "and") and has(us[first.start], "from"))
    ):
        return None
    j += 1
    for _ in range(3):
        if (has(us[j], "clock", "filler", "at", "on") and near(us[j])) or (us[j].text == "." and us[j].glued):
            j += 1
    last = _point(us, j, True, True) if us[j].kind in "nw" and near(us[j]) else None
    if last is None or (last.rule in ("7", "18.30") and not _ends_a_range(us, last)):
        return None
    bare = first.rule == "7" and first.half is None and last.rule == "7" and last.half is None
    if bare and not _is_bare_hour(us, j, last.end, False):
        return None
    _zone(us, last)
    return last


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
    elif first.half is None and last.half is None and last.short and first.minutes < noon + 60:
        if last.minutes < first.minutes < last.minutes + noon:
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
