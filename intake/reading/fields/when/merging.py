"""Joins what belongs together: a date and its time, two ends of a range, two names of one day."""

from __future__ import annotations

from dataclasses import replace

from intake.reading.fields.when.names import says_is
from intake.reading.fields.when.numeric import is_cue
from intake.reading.fields.when.parts import DASHES, Day, has
from intake.reading.fields.when.spans import Span
from intake.reading.fields.when.spoken import apply_daypart
from intake.reading.fields.when.tokens import Unit
from intake.reading.fields.when.zones import ZONES

# Units before a day in which its line begins.
_LONGEST_LEAD = 16
# Units between a day and the hour told with it further on: its city, a square.
_STOP = 8
# Units of a clause that only tells the weekday.
_CLAUSE = 5
_OPENS, _ENDS = frozenset(",(–—-،"), frozenset(".;,")
_ANOTHER_NAME = frozenset({"Friday", "next Friday", "tomorrow", "next week Friday", "Friday next week"})


def join(us: list[Unit], spans: list[Span]) -> list[Span]:
    """The spans of a text, those joined where only words and signs that connect stand between."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if len(joined) > 1 and _hour_of_a_stop(us, joined[-2], joined[-1], span):
            joined.append(span)
        elif last is not None and _connected(us, last, span):
            last.doors = span.time is not None and any(is_cue(unit, "doors") for unit in us[last.end : span.time.first])
            _merge(us, last, span)
        elif last is not None and _is_said_to_be(us, last, span):
            _merge(us, last, span)
        elif last is not None and last.time is not None and _ends_then(us, last, span):
            last.time.until, last.end = span.time, span.end
        elif last is not None and last.doors and _begins_then(us, last, span):
            last.time, last.end, last.doors = span.time, span.end, False
        elif last is not None and (_says_again(us, last, span) or _names_each(us, last, span)):
            span.start = last.start
            joined[-1] = span
        elif last is not None and _is_range(us, last, span):
            _merge_range(last, span)
        else:
            joined.append(span)
    return joined


def _hour_of_a_stop(us: list[Unit], day: Span, hour: Span, then: Span) -> bool:
    """Whether an hour closes what a day before it began, and a comma or "and" leads to the next day.

    "11 May Leeds 8 pm, 12 May York 9 pm", "on 11 May in Leeds at 8 pm and on 12 May in York".
    """
    if day.days is None or day.time is not None or hour.days is not None or then.days is None or then.time is not None:
        return False
    if "Friday" in (day.days.rule, then.days.rule) or hour.start - day.end > _STOP:
        return False
    if any(unit.lines for unit in us[day.end : then.start + 1]):
        return False
    gap = us[hour.end : then.start]
    return bool(gap) and any(unit.text in ",;" or has(unit, "and") for unit in gap)


def _begins_then(us: list[Unit], one: Span, two: Span) -> bool:
    """Whether the time when it begins follows that when the doors open: `24 May, doors 6 pm, start 7 pm`."""
    if two.days is not None or two.time is None:
        return False
    gap = us[one.end : two.time.first]
    if not 1 <= len(gap) <= 5 or any(unit.lines for unit in (*gap, us[two.time.first])):
        return False
    if any(is_cue(unit, "end") for unit in gap):
        return False
    named = len(gap) <= 3 and gap[0].text in ",;/|–-" and gap[-1].kind == "x" and not gap[-1].glued
    if named and all(_connects(unit) for unit in gap[:-1]):
        return True  # "doors 6.15, lecture 6.30"
    return any(is_cue(unit, "event") for unit in gap) and all(_connects(unit) for unit in gap)


def _is_said_to_be(us: list[Unit], one: Span, two: Span) -> bool:
    """Whether the weekday of a day is told in a clause behind it: `12 May, which is a Sunday, 1 pm`."""
    if one.days is None or two.days is None or one.time is not None:
        return False
    is_told = two.days.rule == "next Friday" and says_is(us[two.start])  # "12 мая, это воскресенье"
    if not is_told and two.days.rule != "Friday":
        return False
    gap, day = us[one.end : two.start], one.days.days[0]
    if not 1 <= len(gap) <= _CLAUSE or len(one.days.days) > 1 or day.month is None or day.weekday is not None:
        return False
    if gap[0].text not in _OPENS or any(unit.lines or unit.text in _ENDS for unit in (*gap[1:], us[two.start])):
        return False
    if not is_told and not any(says_is(unit) or (unit.text == "s" and unit.glued) for unit in gap):
        return False
    day.weekday = two.days.days[0].weekday
    return True


def _ends_then(us: list[Unit], one: Span, two: Span) -> bool:
    """Whether a later hour in the same sentence tells of the end: `from 7 until we are thrown out at 9`.

    "13 Uhr bis open end (vermutlich gegen 18 Uhr)".
    """
    first, last = one.time, two.time
    if first is None or last is None or first.until is not None or last.until is not None or two.days is not None:
        return False
    gap = us[one.end : two.start]
    if not 2 <= len(gap) <= _STOP or not has(gap[0], "until") or last.minutes <= first.minutes:
        return False
    return not any(unit.lines > 1 or unit.text in ",;.!?" or has(unit, "and") for unit in (*gap, us[two.start]))


_CONNECT = frozenset(",;|@–—-/:.·•()[]،、，：（）~*>") | DASHES


def _connected(us: list[Unit], one: Span, two: Span) -> bool:
    """Whether a date and a time, or two dates of a range, belong together by what stands between them."""
    gap = us[one.end : two.start]
    if len(gap) > 6:
        return False
    if one.days is None and _ends_a_sentence(us, one.end, two.start):
        return False  # "... at 6 pm). On Wednesday"
    lines = sum(unit.lines for unit in gap) + us[two.start].lines
    kinds = (one.days is not None, one.time is not None, two.days is not None, two.time is not None)
    if kinds not in ((True, False, False, True), (False, True, True, False)):
        return False
    days = one.days or two.days
    weekday = days is not None and days.weak and days.rule == "Friday"
    if weekday and any(has(unit, "and") or unit.text in "()" for unit in gap):
        return False  # "arrive at 7 pm and do one more", "(gegen 16.30 Uhr), wo"
    if weekday and kinds[1] and lines and (lines > 1 or us[two.end].text in ":?"):
        return False  # "19 Uhr", and a paragraph below "Wo?"
    # A time at the end of a row belongs to its own row, not to the day that begins the next.
    if kinds[1] and lines and one.start and not us[one.start].lines and not _leads_over(gap, lines):
        return False
    then = us[two.end]
    if kinds[0] and lines == 2 and then.kind == "x" and not then.lines and then.text[:1].isupper():
        return False  # a heading over "18:30 Leeds", "19:00 York"
    labelled = not gap or any(has(unit, "cue") for unit in gap)
    return lines <= 2 and all(_connects(unit) for unit in gap) and (lines < 2 or labelled)


def _leads_over(gap: list[Unit], lines: int) -> bool:
    """Whether a comma or a word such as "on" ends the line of the hour, so that the day below goes with it."""
    last = gap[-1] if gap else None
    return last is not None and lines == 1 and not last.lines and (last.text == "," or has(last, "on"))


def _ends_a_sentence(us: list[Unit], first: int, last: int) -> bool:
    """Whether a full stop, a space and a capital stand between two units."""
    return any(us[i].text == "." and not us[i + 1].glued and us[i + 1].text[0].isupper() for i in range(first, last))


def _connects(unit: Unit) -> bool:
    return (
        unit.text in _CONNECT
        or (unit.text in "Tt" and unit.glued)
        or (unit.text.isupper() and unit.text.lower() in ZONES)
        or has(unit, "at", "clock", "from", "on", "in", "filler", "and", "daypart", "of", "next", "this")
        or _is_time_label(unit)
    )


def _is_time_label(unit: Unit) -> bool:
    cues = unit.roles.get("cue")
    return cues is not None and any(cue in cues for cue in ("time_label", "event", "doors"))


def _says_again(us: list[Unit], one: Span, two: Span) -> bool:
    """Whether `this Friday` or `tomorrow` is only another name of the day behind it: `this Friday (28 April)`."""
    if one.days is None or two.days is None or one.time is not None or one.days.rule not in _ANOTHER_NAME:
        return False
    gap = us[one.end : two.start]
    if len(gap) > 2 or any(unit.lines or not (unit.text in "(,:–-" or has(unit, "on", "filler")) for unit in gap):
        return False
    first, named = two.days.days[0], one.days.days[0].weekday
    if first.month is None or us[two.start].lines or (named and first.weekday and named.keys() != first.weekday.keys()):
        return False
    first.weekday = first.weekday or named
    first.said = one.days.days[0].offset if one.days.rule == "tomorrow" else None
    closed = us[two.end].text == ")" and any(unit.text == "(" for unit in gap) and two.time is None
    two.end += closed
    return True


def _names_each(us: list[Unit], one: Span, two: Span) -> bool:
    """Whether two weekdays stand before their two days: `Sa/So 4./5. Mai`, `Fr-So 3.-5.5.`."""
    if one.days is None or two.days is None or one.days.rule != "Friday" or len(two.days.days) < 2:
        return False
    gap = us[one.end : two.start]
    if one.time is not None or not 1 <= len(gap) <= 2 or any(unit.lines for unit in (*gap, us[two.start])):
        return False
    first, last = two.days.days[0], two.days.days[-1]
    if first.weekday is None or last.weekday is not None:
        return False
    if not all(unit.text in "/&+,-–" or has(unit, "and", "to") for unit in gap):
        return False
    first.weekday, last.weekday = one.days.days[0].weekday, first.weekday
    return True


def _is_range(us: list[Unit], one: Span, two: Span) -> bool:
    """Whether a dash or a word for `until` is all that stands between two single days."""
    if one.days is None or two.days is None or len(one.days.days) != 1 or len(two.days.days) != 1:
        return False
    gap = us[one.end : two.start]
    if not gap and has(us[one.end - 1], "from_endings") and not us[two.start].lines:
        two.end += has(us[two.end], "to_behind")  # "15 Mayıs'tan 17 Mayıs'a kadar"
        return True
    if not 1 <= len(gap) <= 4 or any(unit.lines > 1 for unit in (*gap, us[two.start])):
        return False
    if gap[0].text in DASHES and gap[0].lines and _is_a_point(us, one):
        return False
    slash = len(gap) == 1 and gap[0].text == "/" and {one.days.rule, two.days.rule} == {"2024-05-03"}
    between = (
        has(gap[0], "and") and one.start > 0 and any(has(unit, "between") for unit in us[one.start - 1 : one.start + 1])
    )
    if not (gap[0].text in DASHES or any(has(unit, "to", "until") for unit in gap) or slash or between):
        return False
    if one.days.weak and not _in_one_language(one.days.days[0], two.days.days[0]):
        return False  # "MA - Sat, May 8" is no Monday to Saturday
    return all(
        unit.text in DASHES
        or unit.text == ","
        or (slash or between)
        or has(unit, "to", "until", "on", "filler", "at", "from")
        for unit in gap
    )


def _is_a_point(us: list[Unit], span: Span) -> bool:
    """Whether the line of a day begins with a dash, so that one below begins the next point: "- 6 May", "- 3 June"."""
    first = span.start
    while first > 0 and not us[first].lines and span.start - first < _LONGEST_LEAD:
        first -= 1
    return us[first].text in DASHES


def _in_one_language(one: Day, two: Day) -> bool:
    """Whether the weekdays of both days are words of one language; days without a weekday may be of any."""
    if not one.weekday or not two.weekday:
        return True
    return bool(frozenset().union(*one.weekday.values()) & frozenset().union(*two.weekday.values()))


def _merge_range(one: Span, two: Span) -> None:
    assert one.days is not None
    assert two.days is not None
    first, last = one.days.days[0], two.days.days[0]
    if first.year is None and last.year is not None and first.month is not None and last.month is not None:
        first.year = last.year - (first.month > last.month)
    if first.month is None and first.day is not None and last.month is not None and first.day <= (last.day or 0):
        first.month, first.year = last.month, last.year  # "pi 14. – ne 16. 2. 2025"
    one.days = replace(one.days, days=[first, last], is_range=True, end=two.days.end, weak=False)
    one.end = two.end
    if two.time is not None:
        if one.time is None:
            one.time = two.time
        else:
            one.time.until = two.time


def _is_only_a_day(unit: Unit) -> bool:
    """Whether a word names a day in one language and a daypart in another: `morgen` in German and Danish."""
    days, parts = unit.roles.get("day"), unit.roles.get("daypart")
    if not days or not parts:
        return False
    return not frozenset().union(*days.values()) & frozenset().union(*parts.values())


def _merge(us: list[Unit], one: Span, two: Span) -> None:
    gap = us[one.end : two.start]
    one.end = two.end
    one.days = one.days or two.days
    one.time = one.time or two.time
    days, time = one.days, one.time
    if days is None or time is None:
        return
    if time.half is None:
        before = us[days.start - 1 : days.start] if days.start and not us[days.start].lines else []
        for unit in [*before, *us[days.start : days.end], *gap]:
            part = unit.roles.get("daypart")
            era = unit.glued and has(unit, "year_words")  # "2024م" says how years are counted
            if part and not era and not has(unit, "on") and not _is_only_a_day(unit):
                apply_daypart(time, next(iter(part)))
                break
    unit = us[one.end]
    ctime = unit.kind == "n" and len(unit.text) == 4 and 1900 <= unit.value <= 2199 and time.end == one.end
    if ctime and unit.lines == 0 and all(day.year is None and day.month is not None for day in days.days):
        for day in days.days:
            day.year = unit.value
        one.end += 1
