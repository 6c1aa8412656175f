"""Which of the days a mail names are an event's: deadlines, the past, elections and dates of publication are not.

Pure weighing of what `fields.when` found by what stands around it; a rule here is one reason for or against.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from intake.reading.cues import Cue
from intake.reading.layout import Layout, Line
from intake.reading.marking import CLOSING_MARKS, OPENING_MARKS, mark_each_other
from intake.reading.proposal import Context, Finding, When
from intake.reading.quotes import header_kind
from intake.reading.reports import tell_of_the_past
from intake.reading.rereading import CLOSE, CONTRADICTS, SHORT_CUE, read_again

_LABEL, _SUBJECT, _SIGN, _OWN_LINE, _TIME, _WEEKDAY, _EVENT = 3.0, 2.75, 3.0, 2.0, 1.5, 0.5, 1.0
# What cues say of the days beside them.
_OF_THE_PAST, _OF_A_MEETING = frozenset(("past", "thanks")), frozenset(("event", "starts"))
# Short function words ("until", "by", "bis") make a deadline only right before the day.
_DOORS = 45
# So far before its hour what is poured may stand: "Coffee: 3:45", "tea at 3:15"; what such an hour counts less.
_AT, _POURED = 5, 2.0
_LONG_PAST = 60
_LONG_AHEAD = 150
_FEW_LETTERS = 12
_OCCASION = 1.5
_CROWDED = 40
_SHORT_WORD = 5
_DAWN = dt.time(5)
_WORKING_DAYS = dt.timedelta(days=3)
_BESIDE = 20
_MOST_SPANS = 50
TAIL = 200
"""Characters of a sentence that tell whether it asks; one without end is long."""
_YEAR_ROUND = 275
_LAST_YEAR = 330
# Nothing begins a minute before midnight; deadlines end there.
_LAST_MINUTE = dt.time(23, 55)


# A semicolon asks in Greek.
_GREEK = re.compile("[\u0370-\u03ff]")
_UNKNOWN = re.compile(r"\s\?{2,}\s*$")


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
    tell_of_the_past(judged, layout, context)
    mark_each_other(judged, layout, context)
    return read_again(judged, layout, context.now.date())


def _judge(found: Finding, value: When, line: Line, layout: Layout, context: Context) -> Mention:
    today = context.now.date()
    around = layout.cues_around(found)
    said = {cue.key for cue in around}
    if said.isdisjoint(_OF_THE_PAST):
        found = _next_year(found, value, today)
        value = found.value if isinstance(found.value, When) else value
    mention = Mention(found, value, line)
    start, end = layout.sentence(found.part, found.start)
    mention.weight = _weight(found, value, line, said)
    if value.date is not None and value.start is None and _hour_below(line, layout):
        mention.weight += _TIME
    _against_role(mention, found, around, layout)
    _against_cues(mention, found, line, around, layout)
    if {"weekday", "day", "start", "end"} <= value.stated and not line.label:
        mention.against.discard("deadline")  # nothing is due from 6 to 7:30 pm
    if value.start is not None and value.end is None and _ends_the_day(value.start, around):
        mention.against.add("deadline")
    text = layout.texts.get(found.part, "")
    tail = text[max(start, end - TAIL) : end]
    asking = line.part != "subject" and not line.label and asks(tail) and not _quoted(tail, text[end : end + 3])
    if asking and "request" not in said:
        mention.against.add("question")
    written = value.date is not None and value.date <= today and "year" in value.stated
    if (line.role == "forwarded" or written) and _heads_a_mail(line, layout, timed=value.start is not None):
        mention.against.add("sent")
    if value.date is not None:
        _against_time(mention, value, today, around)
    if _opening_hours(value):
        mention.against.add("opening hours")
    mention.repeats = value.end_date is None and _repeats(found, around)
    return mention


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
    """A day without a year that only its weekday put into a year gone by: the coming one, its weekday in doubt.

    "Friday 5 December", sent a fortnight before a Saturday 5 December, is a slip and no memory.
    """
    day = value.date
    if day is None or "year" in value.stated or "weekday" not in value.stated or (today - day).days < _LONG_PAST:
        return found
    for year in (today.year, today.year + 1):
        try:
            coming = day.replace(year=year)
        except ValueError:
            continue
        if coming >= today:
            said = f"{coming} is a {coming:%A}{CONTRADICTS}{day:%A}"
            return replace(found, value=replace(value, date=coming), certain=False, note=said)
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
    if not said.isdisjoint(_OF_A_MEETING):
        weight += _EVENT
    return weight


def _against_role(mention: Mention, found: Finding, around: Sequence[Cue], layout: Layout) -> None:
    if found.role == "deadline":
        # The finder's word may stand behind the day or on the line above; the sentence must have one, too.
        said = [cue for cue in around if cue.key in ("deadline", "papers", "reply") and cue.start <= found.end + 1]
        dated = mention.value.date is not None
        if any(dated or found.start - cue.end <= 2 or not _until(mention, cue, layout) for cue in said):
            mention.against.add("deadline")
    elif mention.line is not None and "end" in mention.line.label and not {"date", "time"} & set(mention.line.label):
        mention.against.add("end")
    elif found.role == "sent" and mention.line is not None and mention.line.part == "subject":
        pass  # "UPDATED: seminar on 5 May" is no day of sending
    elif found.role == "sent" or (found.role == "past" and mention.value.date is not None):
        mention.against.add(found.role)  # "a las 18 h desde la plaza" is no hour gone by
    elif found.role == "doors":
        mention.doors = True
    elif (
        found.role == "end"
        and mention.value.date is not None
        and (_at_night(mention) or not any(cue.key == "event" for cue in around))
    ):
        mention.against.add("end")  # "the sale ends on Friday at 8 pm", "the event is over on Sunday at 3 am"
    elif found.role == "end":
        mention.weight -= 2.0


def _against_cues(mention: Mention, found: Finding, line: Line, around: Sequence[Cue], layout: Layout) -> None:
    occasions: set[int] = set()
    for cue in around:
        gap = found.start - cue.end
        inside = cue.start >= found.start and cue.end <= found.end
        between = layout.texts.get(found.part, "")[cue.end : found.start] if 0 <= gap <= CLOSE else ""
        close = 0 <= gap <= (CLOSE if mention.value.date is not None else 2) and "," not in between
        if cue.key == "deadline" and not inside and not _gives_a_reason(cue, around):
            if close or (not _until(mention, cue, layout) and _applies(cue, found, line, layout)):
                mention.against.add("deadline")
        elif cue.key == "papers":
            below = gap < -CLOSE and mention.value.start is not None  # "today at 2:00 in room 104; abstract below"
            if line.part == "subject" or (not below and _applies(cue, found, line, layout)):
                mention.against.add("deadline")
        elif cue.key == "published" and close and not inside and line.part != "subject":
            if not line.label and mention.value.start is None and cue.end - cue.start > 3:
                mention.against.add("sent")
        elif cue.key == "occasion":
            occasions.add(cue.start)  # one word, in however many languages it is one
        elif cue.key == "none" and mention.value.date is not None and _applies(cue, found, line, layout):
            mention.against.add("none")
        elif cue.key == "doors" and mention.value.start is not None and 0 <= gap <= _DOORS:
            nearer = any(cue.end <= other.start < found.start for other in line.whens[:_CROWDED])
            mention.doors |= not nearer
        elif cue.key == "refreshments" and mention.value.date is None:
            mention.weight -= _POURED if 0 <= gap <= _AT or 0 <= cue.start - found.end <= 1 else 0.0
        elif cue.key == "starts" and mention.value.start is not None:
            behind = 0 <= cue.start - found.end <= 2 and cue.end - cue.start > SHORT_CUE
            mention.weight += 1.0 if behind else 0.5 if 0 <= gap <= 4 else 0.0
    mention.weight -= _OCCASION * len(occasions)


def _gives_a_reason(cue: Cue, around: Sequence[Cue]) -> bool:
    """Whether the word for a deadline begins a phrase for a reason: "due to the storm"."""
    return any(other.key == "reason" and other.start == cue.start for other in around)


def _at_night(mention: Mention) -> bool:
    return mention.value.start is not None and mention.value.start < _DAWN


def _until(mention: Mention, cue: Cue, layout: Layout) -> bool:
    """Whether a cue is made of short words such as "until" and "hasta el", which speak of what follows them at once."""
    text = layout.texts.get(mention.found.part, "")
    line = mention.line
    leads = line is not None and mention.found.start == line.body and cue.end <= line.end
    if leads and text[cue.end : cue.end + 1] in (".", "\n", ""):
        return False  # "1 June: proposals are due."
    if cue.end - cue.start <= SHORT_CUE:
        return True
    words = text[cue.start : cue.end].split()
    return mention.value.date is None and all(len(word) <= _SHORT_WORD for word in words)


def _applies(cue: Cue, found: Finding, line: Line, layout: Layout) -> bool:
    """Whether a cue of the sentence speaks of this day: no other day stands between them or nearer to it."""
    gap = found.start - cue.end if found.start >= cue.end else cue.start - found.end
    if gap < 0:
        return False
    if cue.start >= found.end and any(0 <= other.start - cue.end <= CLOSE for other in line.whens[:_CROWDED]):
        return False  # "Thursday 18 September, 5 pm (last entry 7 pm)"
    if cue.start >= found.end and gap > CLOSE and isinstance(found.value, When) and found.value.date is None:
        return False  # "at 5 pm from the square to the river": what follows a time of day is another matter
    near = line.dates if len(line.whens) < _CROWDED else []
    for other in near:
        if other is found or (other.start, other.end) == (found.start, found.end):
            continue
        other_gap = other.start - cue.end if other.start >= cue.end else cue.start - other.end
        if 0 <= other_gap < gap and (other.start >= cue.end) == (found.start >= cue.end):
            return False
        if other_gap >= 0 and other.start >= cue.end > found.start:
            return False
    return gap < (90 if len(line.whens) < _CROWDED else 20)


def asks(sentence: str) -> bool:
    """Whether a sentence ends with a question mark; one that stands for what is not known ("until ??") asks nothing."""
    tail = sentence[-TAIL:]
    end = (_UNKNOWN.sub("", tail) if "??" in tail else tail).rstrip(' \t\n"”»*)_')[-1:]
    return end in ("?", "؟", "？") or (end in (";", "\u037e") and _GREEK.search(sentence) is not None)


def _quoted(sentence: str, after: str) -> bool:
    """Whether the question mark at the end belongs to a title between quotation marks: "Who owns the city?"."""
    closing = (sentence.rstrip()[-1:] + after.lstrip())[:2]
    return any(mark in CLOSING_MARKS for mark in closing) and any(mark in OPENING_MARKS for mark in sentence)


def _against_time(mention: Mention, value: When, today: dt.date, around: Sequence[Cue]) -> None:
    assert value.date is not None
    last = value.end_date or value.date
    around = [cue for cue in around if not (cue.start >= mention.found.start and cue.end <= mention.found.end)]
    said = {cue.key for cue in around}
    past_words = not said.isdisjoint(_OF_THE_PAST)
    ahead = (value.date - today).days
    if ahead > _LONG_AHEAD and not {"year", "weekday"} & value.stated:
        mention.weight -= 1.5  # rather a day gone by, or a name: "the movement of 20 February"
    if (
        last < today
        or (value.date < today and past_words)
        or ("year" not in value.stated and ahead > (_YEAR_ROUND if past_words else _LAST_YEAR))
    ):
        mention.against.add("past")
    elif past_words:
        mention.weight -= 1.5
        if "day" not in value.stated or (value.date == today and value.start is None):
            mention.against.add("past")
    line = mention.line
    placed = line is not None and (line.part == "subject" or bool(line.label) or line.residue() <= _FEW_LETTERS)
    if value.date < today and not placed:
        mention.against.add("running")
    held = not said.isdisjoint(_OF_A_MEETING) or _time_beside(mention)
    if (
        "day" not in value.stated
        and value.start is None
        and not placed
        and (not held or _repeats(mention.found, around))
    ):
        mention.against.add("aside")
    # An issue's or article's date, or "today" in a story: the day of sending, without a time or a meeting beside it.
    dated = "weekday" not in value.stated or {"day", "year"} <= value.stated
    bare = value.start is None and value.end_date is None and dated
    listed = line is not None and (bool(line.label) or ("day" in value.stated and bool(line.cities)))
    if value.date == today and bare and not listed and "event" not in said and not _time_beside(mention):
        mention.against.add("sent")


def _time_beside(mention: Mention) -> bool:
    """Whether a time stands close by on the same line: "Critical Mass tonight! 6 pm, South Bank"."""
    line, found = mention.line, mention.found
    if line is None or len(line.whens) > _CROWDED:
        return False
    return any(
        isinstance(other.value, When)
        and other.value.start is not None
        and -_BESIDE <= other.start - found.end <= _BESIDE
        for other in line.whens
    )


def _repeats(found: Finding, around: Sequence[Cue]) -> bool:
    stated = found.value.stated if isinstance(found.value, When) else frozenset()
    dated = isinstance(found.value, When) and found.value.date is not None  # "for all who come at 6 pm"
    return (found.role == "series" and dated and "month" not in stated) or any(
        cue.key == "repeats" and (-1 <= found.start - cue.end <= 3 or found.start <= cue.start < found.end + _BESIDE)
        for cue in around
    )


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
    return _states_the_day(day) or (timed and day.best.weight > whole.best.weight and whole.best.value.start is None)


def _states_the_day(day: Day) -> bool:
    """Whether the subject or a label names the day."""
    return any(m.line is not None and (m.line.part == "subject" or "date" in m.line.label) for m in day.mentions)


def with_time(found: Finding, time: Finding) -> Finding:
    """A finding of a day completed by a time that stands elsewhere in the mail; the words stay the day's."""
    day, clock = found.value, time.value
    assert isinstance(day, When)
    assert isinstance(clock, When)
    stated = day.stated | (clock.stated & {"start", "end"})
    value = replace(day, start=clock.start, end=clock.end, stated=stated, zone=clock.zone or day.zone)
    return replace(found, value=value, rule=f"{found.rule}, {time.rule}")
