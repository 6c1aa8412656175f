"""The entrance: a passage's days and times as Findings, with what was stated, implied and doubtful."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from intake.reading.fields.when import led_rows, tables
from intake.reading.fields.when.afternoon import presume_afternoons
from intake.reading.fields.when.cues import role_of
from intake.reading.fields.when.houses import set_aside_houses
from intake.reading.fields.when.lexicon import languages_with, lexicon
from intake.reading.fields.when.names import without_names
from intake.reading.fields.when.parts import Hints
from intake.reading.fields.when.relative import FEAST
from intake.reading.fields.when.resolving import Resolved, resolve
from intake.reading.fields.when.scanning import scan
from intake.reading.fields.when.spans import Span
from intake.reading.fields.when.spoken import Time
from intake.reading.fields.when.tokens import Unit, units
from intake.reading.fields.when.tongues import SHORT, tongues
from intake.reading.languages.guess import guess
from intake.reading.proposal import Context, Finding, Passage, When

# Where English is written with the month first, and where days come first.
MONTH_FIRST = frozenset({"US", "PH", "FM", "MH", "PW", "GU", "AS", "PR", "CA"})


NAMED_DAY = "the day of the feast"
"""The note of a day that only the name of its feast says."""
PRESUMED_EVENING = "the evening taken as meant"
"""The note of an hour between seven and eight that may as well be one of the morning."""


def find(passage: Passage, context: Context) -> list[Finding]:
    """Every plausible day and time of the passage, in the order of the text; offsets are those of the part.

    A date and a time that the words connect are one Finding; a time without a day has `date` None. Several
    days that share a month are a Finding each. Linear in the passage's length; never raises.
    """
    if not 1000 <= context.now.year <= 9000:
        context = replace(context, now=context.now.replace(year=min(max(context.now.year, 1000), 9000), day=1))
    hints = _hints(passage, context)
    us = units(passage.text, hints.tags[:3])
    set_aside_houses(us, hints.tags[:3])
    found: list[Finding] = []
    spans = without_names(us, scan(us, hints), hints, passage.text)
    presume_afternoons(us, spans, hints)
    for span in spans:
        found.extend(_findings(us, span, passage, context, hints))
    in_cells = tables.hours(passage, found)
    in_cells += led_rows.hours(passage, [*found, *in_cells])
    return sorted([*found, *in_cells], key=lambda one: one.start) if in_cells else found


def _hints(passage: Passage, context: Context) -> Hints:
    tags = passage.languages or _languages_of(passage.text) or (context.languages or ())
    words = lexicon()
    order = words.order.get(tags[0], "DMY") if tags else "DMY"
    by_country = not languages_with("order_by_country").isdisjoint(tags[:1])
    sure = bool(tags) and not by_country
    if by_country:
        order, sure = _order_by_country(context)
    dashed = words.dashed.get(tags[0], order) if tags else order
    return Hints(tuple(tags), order, sure, bool(tags) and tags[0] in words.dotted, dashed)


def _languages_of(text: str) -> tuple[str, ...]:
    return tongues(text) if len(text) <= SHORT else guess(text)


def _order_by_country(context: Context) -> tuple[str, bool]:
    """(order, whether it is sure) of numbers in English: by the countries, else by the zone the mail was sent from."""
    if context.countries:
        first = [country in MONTH_FIRST for country in context.countries]
        return ("MDY" if first[0] else "DMY"), len(set(first)) == 1
    hours = (context.now.utcoffset() or dt.timedelta()) / dt.timedelta(hours=1)
    if -11 <= hours <= -4 or hours == 0:
        return "MDY", False
    return "DMY", False


def _clock(minutes: int) -> dt.time:
    return dt.time(minutes // 60 % 24, minutes % 60)


def _findings(us: list[Unit], span: Span, passage: Passage, context: Context, hints: Hints) -> list[Finding]:
    start, end = us[span.start].start, us[span.end - 1].end
    time = span.time
    if span.days is None:
        value = _when(None, None, time)
        notes = [PRESUMED_EVENING] if time is not None and time.doubtful else []
        return [_finding(us, span, passage, value, notes, [], start, end, time.rule if time else "")]
    resolved = []
    for day in span.days.days:
        got = resolve(day, context, hints)
        if got is None:
            return []
        if span.days.rule == FEAST:
            got.notes.append(NAMED_DAY)
            got.stated -= {"day", "month"}
        resolved.append(got)
    if span.days.is_range and len(resolved) == 2:
        first, last = resolved
        if last.date < first.date and "year" not in last.stated:
            later = resolve(span.days.days[1], replace(context, now=_noon(first.date, context), window=None), hints)
            last = later or last
        value = _when(first, last, time)
        return [
            _finding(us, span, passage, value, first.notes + last.notes, first.others, start, end, span.days.rule, time)
        ]
    return [
        _finding(us, span, passage, _when(one, None, time), one.notes, one.others, start, end, span.days.rule, time)
        for one in resolved
    ]


def _noon(date: dt.date, context: Context) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(12), context.now.tzinfo)


def _when(first: Resolved | None, last: Resolved | None, time: Time | None) -> When:
    stated = set(first.stated) if first else set()
    end_date = None
    if last is not None and first is not None and last.date > first.date:
        end_date = last.date
        stated.add("end_date")
    if time is not None:
        stated.add("start")
    until = time.until if time else None
    if until is not None:
        stated.add("end")
    return When(
        first.date if first else None,
        _clock(time.minutes) if time else None,
        end_date,
        _clock(until.minutes) if until else None,
        frozenset(stated),
        time.zone if time else None,
    )


def _finding(
    us: list[Unit],
    span: Span,
    passage: Passage,
    value: When,
    notes: list[str],
    others: list[dt.date],
    start: int,
    end: int,
    rule: str,
    time: Time | None = None,
) -> Finding:
    role, score = role_of(us, span, value)
    if time is not None and time.presumed and value.start is not None:
        notes = [*notes, PRESUMED_EVENING if time.doubtful else "the afternoon taken as meant"]
    return Finding(
        field="when",
        value=value,
        words=passage.text[start:end],
        start=passage.start + start,
        end=passage.start + end,
        part=passage.part,
        rule=rule if time is None else f"{rule}, {time.rule}",
        certain=not notes,
        note="; ".join(notes) or None,
        score=score,
        others=tuple(When(other, value.start, None, value.end, value.stated) for other in others),
        role=role,
    )
