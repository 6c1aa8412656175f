"""Scans units for days and times and joins those that belong together: a date and its time, two ends of a range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from intake.reading.fields.when.clock import clock
from intake.reading.fields.when.days import day_month, month_day, year_first
from intake.reading.fields.when.numeric import digits, is_cue
from intake.reading.fields.when.parts import DASHES, Days, Hints, has, near, weekday_after, weekday_before
from intake.reading.fields.when.relative import amount_then, bare_day, nth_weekday, relative, weekday_and_day
from intake.reading.fields.when.spoken import Time, apply_daypart
from intake.reading.fields.when.tokens import Unit


@dataclass(slots=True)
class Span:
    """Days with a time, days alone or a time alone, between two units."""

    start: int
    end: int
    days: Days | None = None
    time: Time | None = None


# Numbers and known words tried in one text: more than the densest mail of 50 kB has; a hostile one costs little.
_MOST = 6000


def scan(us: list[Unit], hints: Hints) -> list[Span]:
    """The days and times of a text in order, joined where only words and signs that connect stand between."""
    found: list[Span] = []
    i, count, tried = 0, len(us) - 8, 0
    while i < count:
        unit = us[i]
        span = None
        if unit.kind == "n" or unit.roles:
            tried += 1
            if tried > _MOST:
                break
            span = _at(us, i, hints, found[-1] if found else None)
        if span is None:
            i += 1
            continue
        found.append(span)
        i = max(span.end, i + 1)
    return _kept(us, _join(us, found), hints)


def _at(us: list[Unit], i: int, hints: Hints, before: Span | None) -> Span | None:
    unit, glued_to = us[i], us[i - 1]
    if unit.kind == "n" and unit.glued and i and _is_code(glued_to):
        return None
    time = clock(us, i) or _hours_behind_a_date(us, i, before)
    day = _likely_day(us, i, hints, before, time)
    if day is None and time is not None and time.first > i:
        # "vom 3. bis 5. Mai" and "dal 18 al 22": the word that introduces may introduce a day.
        later = _likely_day(us, time.first, hints, before, time)
        clocked = any("clock" in word.roles and not word.weak for word in us[i : time.first])
        day = later if later is not None and later.end >= time.end and not clocked else None
    if day is not None and (time is None or day.end >= time.end or not time.strong):
        return Span(day.start, day.end, days=day)
    if time is not None:
        return Span(time.start, time.end, time=time)
    return None


def _hours_behind_a_date(us: list[Unit], i: int, before: Span | None) -> Time | None:
    """`18-20` right behind a date that has no time."""
    if before is None or before.days is None or before.time is not None or i - before.end > 1 or us[i].lines:
        return None
    if before.end < i and us[before.end].text not in (",", "|", "·"):
        return None
    first, dash, last, after = us[i : i + 4]
    hours = all(unit.kind == "n" and len(unit.text) <= 2 and 6 <= unit.value <= 24 for unit in (first, last))
    if not hours or dash.text not in DASHES or first.value >= last.value or last.lines:
        return None
    if not (after.kind == "e" or after.lines or after.text in ",;)|") or (after.glued and us[i + 4].glued):
        return None
    until = Time(i + 2, i + 3, last.value % 24 * 60, "7")
    return Time(i, i + 3, first.value * 60, "18-20", until=until, first=i)


def _is_code(unit: Unit) -> bool:
    """Whether a number glued to this word is part of a name or version (`v5`, `SOCKS5`), not `Feb13` or `T18:00`."""
    if not unit.text.isascii() or not unit.text.isalpha() or unit.text in "Tt":
        return False
    if len(unit.text) == 1:
        return unit.text not in "hH"
    return unit.kind == "x" or not has(unit, "month", "weekday", "clock", "at")


def _likely_day(us: list[Unit], i: int, hints: Hints, before: Span | None, time: Time | None) -> Days | None:
    """The day that starts here, unless `3.5` or `3/5` is rather a time, a fraction or a version."""
    day = _day_at(us, i, hints)
    if day is None or day.rule not in ("3.5", "3/5"):
        return day
    behind_date = before is not None and before.days is not None and i - before.end <= 2
    timed = time is not None and ((time.strong and time.end > day.end) or (behind_date and time.rule == "18.30"))
    return None if timed or not _may_be_a_day(us, day, hints) else day


def _day_at(us: list[Unit], i: int, hints: Hints) -> Days | None:
    """The longest reading of a day that starts at this unit; the earlier rule where two are equally long."""
    unit = us[i]
    rules: tuple[Callable[[list[Unit], int], Days | None], ...]
    best = None
    if unit.kind == "n":
        best = digits(us, i, hints)
        rules = _NUMBER_RULES if not has(us[i + 1], "month_words") else (*_NUMBER_RULES, month_day)
    elif "weekday" in unit.roles:
        best = _weekday_and_digits(us, i, hints)
        rules = _WEEKDAY_RULES
    else:
        rules = tuple(rule for role, rule in _WORD_RULES if role in unit.roles)
    for rule in rules:
        found = rule(us, i)
        if found is not None and (best is None or found.end > best.end):
            best = found
    if best is not None and best.days[-1].weekday is None and best.days[-1].month is not None:
        best.end, best.days[-1].weekday = weekday_after(us, best.end)
    return best


_NUMBER_RULES = (
    year_first,
    day_month,
    nth_weekday,
    amount_then,
    bare_day,
)
_WEEKDAY_RULES = (day_month, month_day, weekday_and_day, relative)
_WORD_RULES = (
    ("month", month_day),
    ("ordinal", day_month),
    ("ordinal", nth_weekday),
    ("last", nth_weekday),
    ("day", relative),
    ("this", relative),
    ("this_week", relative),
    ("next_week", relative),
    ("last_week", relative),
    ("next", relative),
    ("last", relative),
    ("in", relative),
    ("number", amount_then),
    ("number", day_month),
    ("number", month_day),
    ("number", year_first),
)


def _weekday_and_digits(us: list[Unit], i: int, hints: Hints) -> Days | None:
    got = weekday_before(us, i)
    if got is None or us[got[0]].kind != "n":
        return None
    j, named = got
    found = digits(us, j, hints)
    if found is None or (found.rule == "3.5" and us[j].lines):
        return None
    found.start = i
    found.days[0].weekday = named
    found.weak = False
    if found.rule in ("3.5", "3/5"):
        if us[i].weak and not hints.tags:
            return None
        found.rule = "Sat 3.5"
    return found


def _may_be_a_day(us: list[Unit], day: Days, hints: Hints) -> bool:
    """Whether `3.5` or `3/5` without a closing dot or year is a day: something around it must say so."""
    i, j = day.start, day.end
    before, after = us[i - 1] if i else us[-1], us[j]
    if after.kind == "e" and i == 0:
        return True
    if (
        has(before, "on", "from", "until")
        and near(us[i])
        and not (after.kind == "x" and after.lines == 0 and not hints.dotted)
    ):
        return True
    if clock(us, j + (after.text in ",-–|")) is not None and near(after):
        return True
    return day.days[-1].weekday is not None or (before.text in "([" and after.text in ")]")


_ANOTHER_NAME = frozenset({"Friday", "next Friday", "tomorrow", "next week Friday", "Friday next week"})


def _join(us: list[Unit], spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last is not None and _connected(us, last, span):
            _merge(us, last, span)
        elif last is not None and _says_again(us, last, span):
            span.start = last.start
            joined[-1] = span
        elif last is not None and _is_range(us, last, span):
            _merge_range(last, span)
        else:
            joined.append(span)
    return joined


_CONNECT = frozenset(",;|@–—-/:.·•()[]،、，：（）~*>") | DASHES


def _connected(us: list[Unit], one: Span, two: Span) -> bool:
    """Whether a date and a time, or two dates of a range, belong together by what stands between them."""
    gap = us[one.end : two.start]
    if len(gap) > 6:
        return False
    lines = sum(unit.lines for unit in gap) + us[two.start].lines
    kinds = (one.days is not None, one.time is not None, two.days is not None, two.time is not None)
    if kinds not in ((True, False, False, True), (False, True, True, False)):
        return False
    # A time at the end of a row belongs to its own row, not to the day that begins the next.
    if kinds[1] and lines and one.start and not us[one.start].lines:
        return False
    labelled = not gap or any(has(unit, "cue") for unit in gap)
    return lines <= 2 and all(_connects(unit) for unit in gap) and (lines < 2 or labelled)


def _connects(unit: Unit) -> bool:
    return (
        unit.text in _CONNECT
        or (unit.text in "Tt" and unit.glued)
        or has(unit, "at", "clock", "from", "on", "in", "filler", "and", "daypart", "of")
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
    closed = us[two.end].text == ")" and any(unit.text == "(" for unit in gap) and two.time is None
    two.end += closed
    return True


def _is_range(us: list[Unit], one: Span, two: Span) -> bool:
    """Whether a dash or a word for `until` is all that stands between two single days."""
    if one.days is None or two.days is None or len(one.days.days) != 1 or len(two.days.days) != 1:
        return False
    gap = us[one.end : two.start]
    if not 1 <= len(gap) <= 4 or any(unit.lines > 1 for unit in (*gap, us[two.start])):
        return False
    if not (gap[0].text in DASHES or any(has(unit, "to", "until") for unit in gap)):
        return False
    return all(
        unit.text in DASHES or unit.text == "," or has(unit, "to", "until", "on", "filler", "at", "from")
        for unit in gap
    )


def _merge_range(one: Span, two: Span) -> None:
    assert one.days is not None
    assert two.days is not None
    first, last = one.days.days[0], two.days.days[0]
    if first.year is None and last.year is not None and first.month is not None and last.month is not None:
        first.year = last.year - (first.month > last.month)
    one.days = replace(one.days, days=[first, last], is_range=True, end=two.days.end, weak=False)
    one.end = two.end
    if two.time is not None:
        if one.time is None:
            one.time = two.time
        else:
            one.time.until = two.time


def _merge(us: list[Unit], one: Span, two: Span) -> None:
    gap = us[one.end : two.start]
    one.end = two.end
    one.days = one.days or two.days
    one.time = one.time or two.time
    days, time = one.days, one.time
    if days is None or time is None:
        return
    if time.half is None:
        for unit in [*us[days.start : days.end], *gap]:
            part = unit.roles.get("daypart")
            if part and not has(unit, "on"):
                apply_daypart(time, next(iter(part)))
                break
    unit = us[one.end]
    ctime = unit.kind == "n" and len(unit.text) == 4 and 1900 <= unit.value <= 2199 and time.end == one.end
    if ctime and unit.lines == 0 and all(day.year is None and day.month is not None for day in days.days):
        for day in days.days:
            day.year = unit.value
        one.end += 1


# Readings that an ordinary word may give rise to; weak ones count only with a time beside them or alone.
_RELATIVE = frozenset({"Friday", "tomorrow", "the 24th", "Friday the 13th"})


def _kept(us: list[Unit], spans: list[Span], hints: Hints) -> list[Span]:
    """Without what is too weak to stand alone: `18.30` with nothing around it, an ordinary word that is also a day."""
    english = hints.tags[:1] in ((), ("en",))
    return [span for span in spans if _stands(us, span, alone=stands_alone(us, span), english=english)]


def stands_alone(us: list[Unit], span: Span) -> bool:
    """Whether nothing but signs and small words stands before and behind, at most eight of them."""
    start, end, count = span.start, span.end, len(us) - 8
    if start > 8 or count - end > 8:
        return False
    before = all(unit.kind == "p" or has(unit, "on", "filler") for unit in us[:start])
    return before and all(unit.kind == "p" or (unit.text > "\u3000" and has(unit, "filler")) for unit in us[end:count])


def _is_small(unit: Unit) -> bool:
    """Whether the word may stand between `rue` and its date, as `du` and `des` do."""
    return has(unit, "on", "of", "filler") or (unit.kind == "x" and len(unit.text) < 4 and not unit.text.isdecimal())


def _is_street(us: list[Unit], span: Span) -> bool:
    """Whether the day is part of a place's name: `Straße des 17. Juni`, `Calle 2 de Mayo`, `18th of March Square`."""
    if span.days is None or span.time is not None or any(day.weekday for day in span.days.days):
        return False
    i = span.start - 1
    while i > span.start - 4 and i >= 0 and not us[i + 1].lines and _is_small(us[i]):
        i -= 1
    if i >= 0 and not us[i + 1].lines and is_cue(us[i], "street_before"):
        return True
    if i >= 1 and us[i].text == "." and us[i].glued and is_cue(us[i - 1], "street_before"):
        return True
    j = span.end
    if us[j].kind == "x" and us[j].lines == 0 and not is_cue(us[j], "street_after"):
        j += 1
    then = us[j + 1]
    named = us[j].lines == 0 and is_cue(us[j], "street_after")
    return named and (then.kind in "epn" or then.lines > 0 or not then.text[:1].isupper())


def _stands(us: list[Unit], span: Span, *, alone: bool, english: bool) -> bool:
    if _is_street(us, span):
        return False
    if span.time is None:
        weak = span.days is not None and span.days.weak and span.days.rule in _RELATIVE
        return alone or not weak
    weak_time = not span.time.strong and span.time.rule == "7"
    if not span.time.strong and span.days is not None and span.days.weak and span.days.rule in _RELATIVE:
        return alone
    if weak_time and (span.days is None or (span.days.weak and span.days.rule in _RELATIVE)):
        return alone
    bare = span.days is None and not span.time.strong and span.time.rule == "18.30"
    own_line = us[span.start].lines > 0 and us[span.end].lines > 0 and not alone
    return (
        not bare
        or own_line
        or has(us[span.start], "at", "from", "clock")
        or (alone and not english and span.start == 0 and span.time.minutes % 5 == 0)
    )
