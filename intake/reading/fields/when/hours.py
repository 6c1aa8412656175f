"""Reads one point of the clock with the half of its day: in digits by `clock_digits`, in words by `spoken`."""

from __future__ import annotations

from intake.reading.fields.when.amounts import counts
from intake.reading.fields.when.clock_digits import digits_of_clock, is_after_day
from intake.reading.fields.when.lexicon import languages_with
from intake.reading.fields.when.parts import DASHES, has, near, opens_a_date, suffix, value
from intake.reading.fields.when.spoken import Time, after_hour, apply_daypart, spoken, spoken_before
from intake.reading.fields.when.tokens import Unit
from intake.reading.fields.when.zones import ZONES


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
        if (unit.weak and not introduced) or _is_the_south(us, i) or _is_of_a_compound(us, i):
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


def _is_of_a_compound(us: list[Unit], i: int) -> bool:
    """Whether a dash joins the word for noon to a name before it or a number behind it: "Open-Data-Mittag"."""
    before, after = us[i - 1] if i else us[-1], us[i + 1]
    joined = i > 1 and us[i].glued and before.glued and before.text in DASHES and us[i - 2].kind in "wx"
    joined = joined and not has(us[i - 2], "weekday", "day")  # "Samstag-Mittag"
    numbered = after.text in DASHES and after.glued and us[i + 2].glued and us[i + 2].kind == "n"
    return joined or (numbered and len(us[i + 2].text) == 4)


def _puts_off(us: list[Unit], i: int, j: int) -> bool:
    """Whether a bare number is the day from which one is put off to another: "с 12 на 19 апреля"."""
    if i == 0 or not has(us[i - 1], "from") or us[j].lines or us[j + 1].kind != "n" or not has(us[j + 2], "month"):
        return False
    return any(languages_with("on_puts_off") & tags for tags in us[j].roles.get("on", {}).values())


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
    after_day = is_after_day(us, i) or (
        i > 0 and (us[i - 1].text in (",", ":") or has(us[i - 1], "ordinal_endings", "clock"))
    )
    return in_case or (after_day and time.minutes > 0 and is_bare_hour(us, i + 1, j, False))


def _half_behind(us: list[Unit], time: Time) -> None:
    """Take `pm`, `in the evening`, `noon` behind the hour into the time."""
    j = time.end
    if not us[j].roles and us[j].text != ",":
        return
    if us[j].text == "," and has(us[j + 1], "daypart"):
        j += 1
    for _ in range(2):
        if has(us[j], "filler", "on") and has(us[j + 1], "daypart"):
            j += 1
    unit = us[j]
    if "named" in unit.roles and unit.lines == 0 and (named := value(unit, "named")) % 720 <= time.minutes % 720 < 180:
        if time.minutes % 720 == 0 or named == 720:  # "12 Uhr mittags", "halb eins mittags"
            time.minutes, time.half, time.end = named + time.minutes % 720, "set", j + 1
    elif "daypart" in unit.roles and near(unit) and not (unit.weak and unit.lines) and not _is_preposition(us, j):
        apply_daypart(time, value(unit, "daypart"))
        time.end, time.strong = j + 1, True


def _is_preposition(us: list[Unit], j: int) -> bool:
    """Whether "am" is the German "at the" and no time of the morning: `um 12 am Markt`, `Hauptstr. 8 am Freitag`.

    It is none where it is glued to the hour, in capitals or the last word. Behind "Uhr" or a number of another
    language than English in words it always is.
    """
    before, after = us[j - 1], us[j + 1]
    if us[j].text != "am":
        return False
    if before.kind == "w":
        counted = before.roles.get("number")
        return has(before, "hour") or (counted is not None and not any("en" in tags for tags in counted.values()))
    return has(us[j], "on") and not us[j].glued and after.kind != "p" and not after.lines and after.kind != "e"


def _leads_on(unit: Unit) -> bool:
    """Whether the word may stand between the half of the day and its hour: `in the evening at eight`."""
    return has(unit, "at", "clock") or (has(unit, "filler") and unit.text > "\u3000")


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
        or has(after, "on", "to", "and", "at", "weekday", "day", "in", "from", "until", "filler", "of", "beside")
        or ("named" in after.roles and " " in after.text)  # "dalle 10 a mezzogiorno"
        or _is_a_place(after)
        or has(after, "this", "next")
        or (after.kind == "n" and not after.lines and opens_a_date(us, j))
        or begins_a_row(us, i, j)
        or _follows_a_day(us, i)
    )


def _follows_a_day(us: list[Unit], i: int) -> bool:
    """Whether a day stands right before the word for the hour: `domani alle 10 abbiamo`, `il 5 maggio alle 18 si va`.

    The English "at" may lead to a house or to what is counted: "Tuesday at 7 Mill Lane", "tomorrow at 10 places".
    """
    if i < 2 or "at" not in us[i - 1].roles or us[i - 1].weak or us[i].lines or us[i].value > 24:
        return False
    led = set().union(*us[i - 1].roles["at"].values()) - languages_with("at_leads_elsewhere")
    before = us[i - 2] if us[i - 2].text != "," or i < 3 else us[i - 3]
    return bool(led) and has(before, "day", "weekday", "month")


def _is_a_place(unit: Unit) -> bool:
    """Whether the word is one for a street or room, in a language that writes its number behind: `alle 18 Sala 2`."""
    cues = unit.roles.get("cue", {})
    return any(bool(cues[cue] - languages_with("house_first")) for cue in ("roads", "rooms") if cue in cues)


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
