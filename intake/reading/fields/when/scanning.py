"""Goes through the units of a text once and reads the longest day or time at each."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from intake.reading.fields.when.bare_hours import hours_behind_a_date
from intake.reading.fields.when.clock import TIME_ROLES, clock
from intake.reading.fields.when.columns import in_column
from intake.reading.fields.when.days import day_month, month_day, year_first
from intake.reading.fields.when.fractions import are_no_fractions, days_of_rows, may_be_a_day
from intake.reading.fields.when.lexicon import languages_with
from intake.reading.fields.when.merging import join
from intake.reading.fields.when.names import is_persons
from intake.reading.fields.when.numeric import digits
from intake.reading.fields.when.parts import DASHES, Days, Hints, has, weekday_after, weekday_before
from intake.reading.fields.when.relative import (
    FEAST,
    amount_then,
    bare_day,
    feast,
    nth_weekday,
    relative,
    weekday_and_day,
)
from intake.reading.fields.when.spans import Span
from intake.reading.fields.when.spoken import Time
from intake.reading.fields.when.standing import is_street, kept, opens_a_street
from intake.reading.fields.when.tokens import Unit

Rule = Callable[[list[Unit], int], Days | None]

# Numbers and known words tried in one text: more than the densest mail of 50 kB has; a hostile one costs little.
_MOST = 6000
_HEADINGS = 2


def scan(us: list[Unit], hints: Hints) -> list[Span]:
    """The days and times of a text in order, joined where only words and signs that connect stand between."""
    found: list[Span] = []
    i, count, tried = 0, len(us) - 8, 0
    listed = days_of_rows(us, hints)
    while i < count:
        unit = us[i]
        span = None
        if unit.kind == "n" or unit.roles:
            tried += 1
            if tried > _MOST:
                break
            if unit.kind == "n" or not _STARTING.isdisjoint(unit.roles):
                span = in_column(us, i, hints, found) or _at(us, i, hints, found[-1] if found else None, listed)
        if span is None:
            i += 1
            continue
        found.append(span)
        i = max(span.end, i + 1)
    days = [span for span in found if not (is_street(us, span) or is_persons(us, span))]
    others = [span for span in days if not opens_a_street(us, span)]
    if any(span.days for span in others) or not any(span.time for span in others):
        days = others  # the only day beside an hour is one: "15 November Plaza Mayor, 18:00"
    return kept(us, join(us, _without_feasts(us, days, hints)), hints)


def _without_feasts(us: list[Unit], spans: list[Span], hints: Hints) -> list[Span]:
    """The spans less the days that only a feast's name says, where a text names any day otherwise.

    Several that each stand alone on their line are headings: "Good Friday:", "Easter Monday:".
    """
    named = [span for span in spans if span.days is not None and span.days.rule == FEAST]
    others = [span for span in spans if span.days is not None and span not in named] if named else []
    if not kept(us, others, hints):
        return spans
    headings = [span for span in named if _is_a_line(us, span)]
    gone = [span for span in named if len(headings) < _HEADINGS or span not in headings]
    return [span for span in spans if span not in gone]


def _is_a_line(us: list[Unit], span: Span) -> bool:
    """Whether nothing but a colon stands beside a span on its line."""
    behind = us[span.end + 1] if us[span.end].text == ":" else us[span.end]
    return (span.start == 0 or us[span.start].lines > 0) and (behind.lines > 0 or not behind.text)


def _at(us: list[Unit], i: int, hints: Hints, before: Span | None, listed: frozenset[int]) -> Span | None:
    unit, glued_to = us[i], us[i - 1]
    if unit.kind == "n" and unit.glued and i and _is_code(glued_to):
        return None
    if _numbers_a_line(us, i, hints):
        return None
    time = clock(us, i) or hours_behind_a_date(us, i, hints, before)
    if time is not None and time.first == time.start == i and _is_no_day(us, i, time):
        return Span(i, time.end, time=time)
    if time is not None and hints.dotted and _runs_over_days(us, i, time):
        time = None
    day = _likely_day(us, i, hints, before, time, listed)
    if day is None and time is not None and time.first > i:
        # "vom 3. bis 5. Mai" and "dal 18 al 22": the word that introduces may introduce a day.
        later = _likely_day(us, time.first, hints, before, time, listed)
        clocked = any("clock" in word.roles and not word.weak for word in us[i : time.first])
        dated = later is not None and later.end > time.end and later.days[0].year is not None  # "AIKA", "12.10.2024"
        day = later if later is not None and later.end >= time.end and (dated or not clocked) else None
    if day is not None and day.rule == "the 24th" and day.weak and time is not None and _is_behind_a_day(i, before):
        day = None  # "απόψε στις 9"
    if day is not None and (time is None or day.end >= time.end or not time.strong):
        return Span(day.start, day.end, days=day)
    if time is not None:
        return Span(time.start, time.end, time=time)
    return None


def _numbers_a_line(us: list[Unit], i: int, hints: Hints) -> bool:
    """Whether a number only counts its line, in a language that writes the day behind the month: `1. április 26.`"""
    if hints.order != "YMD" or us[i].kind != "n":
        return False
    dotted = us[i + 1].text == "." and us[i + 1].glued
    return dotted and (i == 0 or us[i].lines > 0) and has(us[i + 2], "month")


def _is_no_day(us: list[Unit], i: int, time: Time) -> bool:
    """Whether a number is written as no day of the month ever is: `18:30`, `5pm`."""
    return time.rule == "18:30" or (time.half in ("am", "pm") and us[i + 1].glued and "daypart" in us[i + 1].roles)


def _is_behind_a_day(i: int, before: Span | None) -> bool:
    return before is not None and before.end == i and before.days is not None and before.time is None


def _is_code(unit: Unit) -> bool:
    """Whether a number glued to this word is part of a name or version (`v5`, `SOCKS5`), not `Feb13` or `T18:00`."""
    if not unit.text.isascii() or not unit.text.isalpha() or unit.text in "Tt":
        return False
    if len(unit.text) == 1:
        return unit.text not in "hH"
    return unit.kind == "x" or not has(unit, "month", "weekday", "clock", "at")


def _likely_day(
    us: list[Unit], i: int, hints: Hints, before: Span | None, time: Time | None, listed: frozenset[int]
) -> Days | None:
    """The day that starts here, unless `3.5` or `3/5` is rather a time, a fraction or a version.

    `listed` are the units at which the days of rows begin (`days_of_rows`).
    """
    day = _day_at(us, i, hints)
    if day is None or day.rule not in ("3.5", "3/5"):
        return day
    behind_date = before is not None and before.days is not None and i - before.end <= 2
    timed = time is not None and ((time.strong and time.end > day.end) or (behind_date and time.rule == "18.30"))
    if time is not None and time.rule == "18.30" and time.end == day.end and day.start and day.rule == "3.5":
        timed |= has(us[day.start - 1], "at") and not us[day.start].lines and _only_of_hours(us[day.start - 1])
    if time is not None and time.rule == "18:30" and time.start < day.start and us[day.start + 1].text in DASHES:
        timed |= time.strong and time.end == day.end  # "в 10-30"
    if timed:
        return None
    if day.start in listed:
        return day
    return day if may_be_a_day(us, day, hints) or _ends_a_range(us, day, before) else None


def _runs_over_days(us: list[Unit], i: int, time: Time) -> bool:
    """Whether a range of dotted numbers is one of days: `05.05 bis 08.05.` ends with a dot, and on no quarter."""
    until = time.until
    if until is None or time.first != i or {time.rule, until.rule} != {"18.30"}:
        return False
    closed = us[until.end].text == "." and us[until.end].glued and not us[until.end - 1].roles
    return closed and time.minutes % 15 != 0 and until.minutes % 15 != 0


def _only_of_hours(unit: Unit) -> bool:
    """Whether a word for "at" stands before dotted hours and no days: "в 11.10"."""
    return any(languages_with("at_is_of_hours") & tags for tags in unit.roles["at"].values())


def _ends_a_range(us: list[Unit], day: Days, before: Span | None) -> bool:
    """Whether a dash or word leads from another day to this one: `4/19-4/21`."""
    if before is None or before.days is None or before.end != day.start - 1 or us[day.start].lines:
        return False
    leads = us[before.end].text in DASHES or has(us[before.end], "to")
    return leads and (before.days.days[0].weekday is not None or are_no_fractions(before.days, day))


def _day_at(us: list[Unit], i: int, hints: Hints) -> Days | None:
    """The longest reading of a day that starts at this unit; the earlier rule where two are equally long."""
    unit = us[i]
    rules: tuple[Rule, ...]
    best = None
    if unit.kind == "n":
        best = digits(us, i, hints)
        if best is not None and not best.weak:
            rules = ()
        elif has(us[i + 1], "month_words"):
            rules = (*_NUMBER_RULES, month_day)
        else:
            rules = _NUMBER_RULES
    elif "weekday" in unit.roles:
        best = _weekday_and_digits(us, i, hints)
        rules = _WEEKDAY_RULES
    elif _WORD_ROLES.isdisjoint(unit.roles) or (unit.weak and "number" in unit.roles and not _counts(us[i + 1])):
        return None
    else:
        rules = _word_rules(tuple(unit.roles))
    for rule in rules:
        found = rule(us, i)
        if found is not None and (best is None or found.end > best.end):
            best = found
    if best is not None and best.days[-1].weekday is None and best.days[-1].month is not None:
        best.end, best.days[-1].weekday = weekday_after(us, best.end)
    return best


def _counts(after: Unit) -> bool:
    """Whether the word behind an article may make it a number: `a week ago`, `one of May`."""
    return bool(after.roles) and not _BEHIND_NUMBERS.isdisjoint(after.roles)


_BEHIND_NUMBERS = frozenset(
    {"month", "of", "unit", "day_words", "month_words", "year_words", "weekday", "number", "filler", "on", "ordinal"}
)


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
    ("era", year_first),
    ("feast", feast),
    ("easter", feast),
    ("orthodox_easter", feast),
    ("day", relative),
    ("weekend", relative),
    ("this", relative),
    ("this_week", relative),
    ("next_week", relative),
    ("last_week", relative),
    ("next", relative),
    ("last", relative),
    ("in", relative),
    ("unit", relative),
    ("number", amount_then),
    ("number", day_month),
    ("number", month_day),
    ("number", year_first),
)


_WORD_ROLES = frozenset(role for role, _ in _WORD_RULES)
# A word of no such role begins neither a day nor a time.
_STARTING = _WORD_ROLES | {"weekday"} | TIME_ROLES


@lru_cache(maxsize=4096)
def _word_rules(roles: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules to try at a word of these roles, each once."""
    return tuple(dict.fromkeys(rule for role, rule in _WORD_RULES if role in roles))


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
