"""Which of the days a mail names are an event's: deadlines, the past, elections and dates of publication are not.

Pure weighing of what `fields.when` found by what stands around it; what speaks against it is in `objections`, and
what the days of a mail say of each other in `marking`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from intake.reading.cues import Cue
from intake.reading.layout import Layout, Line
from intake.reading.marking import CLOSING_MARKS, OPENING_MARKS, is_quoted, mark_each_other
from intake.reading.objections import (
    OF_A_MEETING,
    OF_THE_PAST,
    against_cues,
    against_role,
    against_time,
    is_beginning,
    repeats,
)
from intake.reading.proposal import Context, Finding, When
from intake.reading.quotes import header_kind
from intake.reading.reports import tell_of_the_past
from intake.reading.rereading import CONTRADICTS, read_again

_LABEL, _SUBJECT, _SIGN, _OWN_LINE, _TIME, _WEEKDAY, _EVENT = 3.0, 2.75, 3.0, 2.0, 1.5, 0.5, 1.0
_TITLE = re.compile(r"[ \u00a0]{0,2}[:：]\s")  # "Friday, 5 April, 7:30 pm: Who owns the city?"
_FAR_MORE = 2.0
_AS_LIKELY, _NEARLY = 0.8, 0.75
_YEAR, _NEAR = 365, 120
# Days gone by from which a weekday, and no year, tells of the coming one.
_LONG_PAST = 60
_FEW_LETTERS = 12
_WORKING_DAYS = dt.timedelta(days=3)
_MOST_SPANS = 50
TAIL = 200
"""Characters of a sentence that tell whether it asks; one without end is long."""
# Nothing begins a few minutes before midnight; deadlines end there.
_LAST_MINUTE = dt.time(23, 55)
# A semicolon asks in Greek.
_GREEK = re.compile("[\u0370-\u03ff]")
# Marks that open a title, with those that close it; and how far behind a question its title may close.
_PAIRS = (('"', '"'), ("«", "»"), ("„", "“”"), ("“", "”"), ("「", "」"), ("『", "』"))
_LONGEST_TITLE = 150
_UNKNOWN = re.compile(r"\s\?{2,}\s*$")
# So far behind a day the question of its sentence may begin that does not ask about it.
_TOLD = 60
# So many mentions and lines behind a day its beginning is looked for.
_NEXT = 6


@dataclass(slots=True, eq=False)
class Mention:
    """A day or time as one place of the mail names it, what speaks for its being an event's, and what against."""

    found: Finding
    value: When
    line: Line | None
    weight: float = 0.0
    against: set[str] = field(default_factory=set)
    repeats: bool = False
    doors: bool = False
    poured: bool = False
    """Whether something to eat or drink is all that begins then: "Coffee at 3:30"."""
    moved_from: dt.date | None = None
    """The day from which the sentence says that an event is put off to this one."""

    @property
    def usable(self) -> bool:
        """Whether nothing says that this is another thing than an event's day."""
        return not self.against


def mentions(layout: Layout, findings: Sequence[Finding], context: Context) -> list[Mention]:
    """All findings of `when` in the lines of the layout, judged, in the order of the mail."""
    judged = []
    for found in findings:
        if found.field != "when" or not isinstance(found.value, When):
            continue
        line = layout.line_of(found)
        if line is None:
            continue
        judged.append(_judge(found, found.value, line, layout, context))
    _with_their_hours(judged, layout)
    _with_a_beginning(judged, layout)
    tell_of_the_past(judged, layout, context)
    mark_each_other(judged, layout, context)
    return read_again(judged, layout, context.now.date())


def _with_their_hours(judged: Sequence[Mention], layout: Layout) -> None:
    """Give the only day of a sentence the weight of the hour that stands elsewhere in it."""
    by_sentence: dict[tuple[str, int], list[Mention]] = {}
    for mention in judged:
        start, _ = layout.sentence(mention.found.part, mention.found.start)
        by_sentence.setdefault((mention.found.part, start), []).append(mention)
    for group in by_sentence.values():
        days = [mention for mention in group if mention.value.date is not None]
        hours = [mention for mention in group if mention.value.date is None and mention.usable]
        if len(days) == 1 and hours and days[0].value.start is None:
            days[0].weight += _TIME


def _with_a_beginning(judged: Sequence[Mention], layout: Layout) -> None:
    """Take no weekday to be said in passing whose paragraph tells next when something begins.

    "On Thursday the mayor takes our letters. Everyone may speak. Doors at half past six, we begin at 7 pm."
    """
    for at, mention in enumerate(judged):
        if mention.against != {"aside"} or "weekday" not in mention.value.stated or mention.line is None:
            continue
        first = mention.line.number
        for other in judged[at + 1 : at + 1 + _NEXT]:
            if other.value.date is not None or other.line is None or not 0 <= other.line.number - first <= _NEXT:
                break
            if any(line.blank_before for line in layout.lines[first + 1 : other.line.number + 1]):
                break
            if is_beginning(other, layout):
                mention.against.discard("aside")
                break


def _judge(found: Finding, value: When, line: Line, layout: Layout, context: Context) -> Mention:
    today = context.now.date()
    around = layout.cues_around(found)
    said = {cue.key for cue in around}
    if said.isdisjoint(OF_THE_PAST):
        found = _next_year(found, value, today)
        value = found.value if isinstance(found.value, When) else value
    mention = Mention(found, value, line)
    start, end = layout.sentence(found.part, found.start)
    mention.weight = _weight(found, value, line, said)
    if value.date is not None and value.start is None and _hour_below(line, layout):
        mention.weight += _TIME
    against_role(mention, found, around, layout)
    against_cues(mention, found, line, around, layout, today)
    if {"weekday", "day", "start", "end"} <= value.stated and not line.label:
        mention.against.discard("deadline")  # nothing is due from 6 to 7:30 pm
    if value.start is not None and value.end is None and _ends_the_day(value.start, around):
        mention.against.add("deadline")
    text = layout.texts.get(found.part, "")
    tail = text[max(start, end - TAIL) : end]
    asking = (
        line.part != "subject"
        and not line.label
        and asks(tail)
        and not in_a_title(tail, text[end : end + _LONGEST_TITLE])
    )
    if asking and text.rfind("¿", found.end, end) - found.end > _TOLD:
        asking = False  # "On 5 May we cook in Hull, Leeds, and York: four pots, one doubt, ¿who owns the land?"
    titled = value.start is not None and _TITLE.match(text, found.end) is not None
    if asking and "request" not in said and not titled:
        mention.against.add("question")
    written = value.date is not None and value.date <= today and "year" in value.stated
    if (line.role == "forwarded" or written) and _heads_a_mail(line, layout, timed=value.start is not None):
        mention.against.add("sent")
    if value.date is not None:
        against_time(mention, value, today, around)
        named = {"day", "weekday", "start"} & value.stated
        if not named and line.part != "subject" and is_quoted(layout, found.part, found.start, found.end):
            mention.against.add("aside")  # "Can we ride today?" is what many ask
    if _is_of_the_sending(value, context.now):
        mention.against.add("sent")
    if _opening_hours(value):
        mention.against.add("opening hours")
    mention.repeats = value.end_date is None and repeats(found, around)
    return mention


def _is_of_the_sending(value: When, now: dt.datetime) -> bool:
    """Whether a day in figures and an hour of it had come when the mail was sent: a bulletin's "13-Sep-93 08:00"."""
    if value.date != now.date() or value.start is None or value.end is not None or "weekday" in value.stated:
        return False
    return {"day", "year", "start"} <= value.stated and value.start <= now.time()


def _ends_the_day(hour: dt.time, around: Sequence[Cue]) -> bool:
    """Whether an hour is the last of a day, and no meeting is named beside it: "until Wednesday at midnight"."""
    return hour >= _LAST_MINUTE or (hour == dt.time() and all(cue.key not in ("event", "place") for cue in around))


def _opening_hours(value: When) -> bool:
    """Whether a range of weekdays without a date has hours of its own: "Monday to Friday, 9 am to 6 pm"."""
    if value.date is None or value.end_date is None or value.start is None or value.end is None:
        return False
    return "day" not in value.stated and value.end_date - value.date >= _WORKING_DAYS


def _hour_below(line: Line, layout: Layout) -> bool:
    """Whether a day stands alone on its line and a time on the next one."""
    if line.part == "subject" or line.residue() > _FEW_LETTERS or line.number + 1 >= len(layout.lines):
        return False
    below = layout.lines[line.number + 1]
    return below.part == line.part and below.timed and not below.dates


def _heads_a_mail(line: Line, layout: Layout, *, timed: bool) -> bool:
    """Whether a line is the date of a forwarded mail's shown header: "From:" or "Subject:" stand beside it.

    Beside a date without an hour "Subject:" does, as over a memo: "From: 5 pm" may tell the hour.
    """
    if "date" not in header_kind(line.text):
        return False
    near = layout.lines[max(line.number - 3, 0) : line.number + 4]
    telling = frozenset({"from", "subject"} if timed or line.role == "forwarded" else {"subject"})
    return any(telling & header_kind(other.text) for other in near if other is not line)


def _next_year(found: Finding, value: When, today: dt.date) -> Finding:
    """A day without a year that only its weekday put into another year: the coming one, its weekday in doubt.

    "Friday 5 December", sent a fortnight before a Saturday 5 December, is a slip and no memory; nor is the day meant
    more than a year ahead on which the weekday would be right. The other value is the day so called in the same week.
    """
    day = value.date
    if day is None or "year" in value.stated or "weekday" not in value.stated:
        return found
    if (today - day).days < _LONG_PAST and (day - today).days <= _YEAR:
        return found
    for year in (today.year, today.year + 1):
        try:
            coming = day.replace(year=year)
        except ValueError:
            continue
        if coming >= today and (day < today or (coming - today).days <= _NEAR):
            said = f"{coming} is a {coming:%A}{CONTRADICTS}{day:%A}"
            beside = coming + dt.timedelta(days=(day.weekday() - coming.weekday() + 3) % 7 - 3)
            others = (replace(value, date=beside),)
            return replace(found, value=replace(value, date=coming), certain=False, note=said, others=others)
    return found


def _weight(found: Finding, value: When, line: Line, said: set[str]) -> float:
    weight = 1.0 + min(max(found.score, 0.0), 3.0) * 0.2
    if "date" in line.label or ("time" in line.label and (value.date is None or value.start is not None)):
        weight += _LABEL  # "Time: 5 pm" with the day on the next line, too
    if found.role == "event":
        weight += 1.0
    if line.part == "subject":
        weight += _SUBJECT
    if "date" in line.signs or ("time" in line.signs and value.date is None):
        weight += _SIGN
    if line.part != "subject" and not line.label and not (line.wrapped and found.start > line.body):
        residue = line.residue()
        weight += _OWN_LINE if residue <= 8 else _OWN_LINE / 2 if residue <= 24 else 0.0
    if value.start is not None and value.date is not None:
        weight += _TIME
    if "weekday" in value.stated:
        weight += _WEEKDAY
    if not said.isdisjoint(OF_A_MEETING):
        weight += _EVENT
    return weight


def asks(sentence: str) -> bool:
    """Whether a sentence ends with a question mark; one that stands for what is not known ("until ??") asks nothing."""
    tail = sentence[-TAIL:]
    end = (_UNKNOWN.sub("", tail) if "??" in tail else tail).rstrip(' \t\n"”»*)_')[-1:]
    return end in ("?", "؟", "？") or (end in (";", "\u037e") and _GREEK.search(sentence) is not None)


def in_a_title(sentence: str, after: str) -> bool:
    """Whether the question mark at the end belongs to a title between quotation marks: "Who owns the city?".

    Or to the first of its sentences: a talk, "Who owns the city? Land and its prices".
    """
    closing = (sentence.rstrip()[-1:] + after[:3].lstrip())[:2]
    if any(mark in CLOSING_MARKS for mark in closing):
        return any(mark in OPENING_MARKS for mark in sentence)
    return any(
        (sentence.count(opening) % 2 if opening in closings else sentence.rfind(opening) > _last(sentence, closings))
        and any(mark in after for mark in closings)
        for opening, closings in _PAIRS
    )


def _last(text: str, marks: str) -> int:
    return max(map(text.rfind, marks))


@dataclass(slots=True)
class Day:
    """All mentions of one day (or range), with their common weight."""

    date: dt.date
    mentions: list[Mention]
    weight: float = 0.0

    @property
    def best(self) -> Mention:
        """The mention that says most."""
        return max(self.mentions, key=lambda m: (m.weight, -m.found.start))


def days(judged: Sequence[Mention], barred: frozenset[str] = frozenset()) -> list[Day]:
    """The days of the mentions that nothing speaks against, the likeliest first.

    `barred` are reasons that do not count as being against: {"cancelled", "old", "past"} to learn what a
    cancellation speaks of.
    """
    found: dict[dt.date, Day] = {}
    for mention in judged:
        if mention.value.date is None or mention.against - barred:
            continue
        found.setdefault(mention.value.date, Day(mention.value.date, [])).mentions.append(mention)
    # "14 May" within "13-15 May" speaks of the same event.
    spans = [
        (mention.value.date, mention.value.end_date, day)
        for day in found.values()
        for mention in day.mentions
        if mention.value.date and mention.value.end_date
    ][:_MOST_SPANS]
    for first, last, whole in spans:
        for day in [day for day in found.values() if first < day.date <= last and day is not whole]:
            if _stands_out(day, whole):
                continue  # "DATE: 5 May", whose speaker is here from 4 to 6 May
            if whole.date in found:
                whole.mentions.extend(day.mentions)
                found.pop(day.date)
    for day in found.values():
        weights = sorted((mention.weight for mention in day.mentions), reverse=True)
        day.weight = weights[0] + 0.5 * min(sum(weights[1:]), 6.0)
    return sorted(found.values(), key=lambda day: (-day.weight, day.mentions[0].found.start))


def _stands_out(day: Day, whole: Day) -> bool:
    """Whether a day within a longer time is the event's, and not the longer time: a label or an hour tells it."""
    if _states_the_day(whole):
        return False
    hours = [mention.found.start for mention in day.mentions if mention.value.start is not None]
    timed = bool(hours)
    if timed and "day" not in whole.best.value.stated and min(hours) < whole.best.found.start:
        return True  # "on Thursday at 4. She is here from Wednesday to Friday"
    if "day" in day.best.value.stated and day.best.weight - whole.best.weight > _FAR_MORE:
        return True  # "Leeds: 14 May, City Square ... (rallies are held everywhere from 7 to 14 May)"
    return _states_the_day(day) or (timed and day.best.weight > whole.best.weight and whole.best.value.start is None)


def _states_the_day(day: Day) -> bool:
    """Whether the subject or a label names the day."""
    return any(m.line is not None and (m.line.part == "subject" or "date" in m.line.label) for m in day.mentions)


def first_in_a_row(days: Sequence[Day]) -> Day:
    """The likeliest day, or the day before it where that is about as likely: an event begins on its first day.

    One that is told only further on is not the first: "on 11 May ... The day before (10 May, 3 pm) she teaches".
    """
    told = {day.date: min(map(_place, day.mentions)) for day in days}
    first = _first_of_alike(days, told)
    for day in sorted(days[1:], key=lambda one: one.date, reverse=True):
        likely = day.date == first.date - dt.timedelta(days=1) and day.weight >= _AS_LIKELY * days[0].weight
        if likely and (told[day.date] <= told[first.date] or "day" not in first.best.value.stated):
            first = day
    return first


def _first_of_alike(days: Sequence[Day], told: Mapping[dt.date, tuple[int, int]]) -> Day:
    """The likeliest day, or the first one told in full that is about as likely: what is announced stands first."""
    first = days[0]
    said = first.best.value.stated
    for day in days[1:]:
        if day.weight < _NEARLY * days[0].weight or told[day.date] >= told[first.date]:
            continue
        parts = {"day", "start"} if {"weekday", "start"} & said else {"day", "weekday"}
        if any(parts <= mention.value.stated and not mention.repeats for mention in day.mentions):
            first, said = day, day.best.value.stated
    return first


def _place(mention: Mention) -> tuple[int, int]:
    """Where a mail names a day: its line, and the offset."""
    return mention.line.number if mention.line is not None else 0, mention.found.start


def with_time(found: Finding, time: Finding) -> Finding:
    """A finding of a day completed by a time that stands elsewhere in the mail; the words stay the day's."""
    day, clock = found.value, time.value
    assert isinstance(day, When)
    assert isinstance(clock, When)
    stated = day.stated | (clock.stated & {"start", "end"})
    value = replace(day, start=clock.start, end=clock.end, stated=stated, zone=clock.zone or day.zone)
    note = "; ".join(filter(None, (found.note, time.note))) or None
    return replace(found, value=value, rule=f"{found.rule}, {time.rule}", note=note)
