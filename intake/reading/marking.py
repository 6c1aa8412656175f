"""What the days a mail names say of each other: deadlines told again, a quoted title, a feast's name, a dateline."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from intake.reading import cues, limits
from intake.reading.cues import Cue
from intake.reading.fields.when import NAMED_DAY, NTH_OF_MONTH
from intake.reading.fields.where.vocabulary import everything
from intake.reading.layout import CELL_END, Layout, Line
from intake.reading.places.folding import fold
from intake.reading.proposal import Context

if TYPE_CHECKING:
    from intake.reading.dating import Mention

__all__ = ["CLOSING_MARKS", "OPENING_MARKS", "is_quoted", "mark_each_other"]

_TOP = 8
OPENING_MARKS, CLOSING_MARKS = frozenset('"“„«»‘『「'), frozenset('"”“»«’』」')
_FEW_LETTERS = 12
_LONGEST_ROW = 200
_ROWS = 3
_TELLING = frozenset(("date", "time", "place"))
_DUE = frozenset(("deadline", "papers"))
# Characters of a quotation, and what an hour within it counts less.
_LONGEST_QUOTATION, _QUOTED = 300, 2.5
# So many characters of a list of days tell whether "or" joins them.
_REACH = 160
# All marks of quotations but the one that stands for an apostrophe, and what parts paragraphs.
_MARKS = re.compile(
    r"\n[ \t]*\n|(?<!\w)’|’(?!\w)|[" + re.escape("".join(sorted((OPENING_MARKS | CLOSING_MARKS) - {"’"}))) + "]"
)
_HOUSE = 16
# So many points of a list that are deadlines make it a list of deadlines.
_POINTS = 2
# So many deadlines, two of three days at least, make a mail a timetable of a procedure.
_MANY = 3
# So early in the line below a day stands what is due on it.
_EARLY = 30
# So many feasts that stand alone on their lines head a list each.
_HEADINGS = 2
# A day in short numbers that is farther ahead is none; how far before its day "perhaps" may stand.
_AHEAD, _CLOSE = 400, 14
_VERSION = re.compile(r"\d\d?\.\d\d?\.\d\d?")
_OR = cues.entries("or")


def mark_each_other(judged: Sequence[Mention], layout: Layout, context: Context) -> None:
    """Say against mentions what the others show them to be, or take it back: see `Mention.against`."""
    _columns(judged, layout)
    _deadlines(judged, layout)
    _titles(judged, layout)
    _quoted_hours(judged, layout)
    limits.mark(judged, layout)
    _houses(judged, layout)
    _feasts(judged, layout)
    _usual(judged)
    _datelines(judged, context)
    _versions(judged, context)
    _undecided(judged, layout)
    _today(judged)
    _invited(judged, layout)


def _invited(judged: Sequence[Mention], layout: Layout) -> None:
    """Believe a question that says day and hour where the rest of the mail tells of the meeting and asks nothing.

    "Who comes along on Tuesday 14 April at 9 am? We meet at the mill."
    """
    asked = [mention for mention in judged if mention.against == {"question"} and mention.value.date is not None]
    if not asked or any(mention.usable and mention.value.date is not None for mention in judged):
        return
    told: dict[str, list[int]] = {}
    for part in {mention.found.part for mention in asked}:
        said = layout.cues_in(part, 0, len(layout.texts[part]))
        if not any(cue.key == "question" for cue in said):
            told[part] = [cue.start for cue in said if cue.key == "event"]
    for mention in asked:
        starts = told.get(mention.found.part, [])
        first, end = layout.sentence(mention.found.part, mention.found.start)
        elsewhere = len(starts) > bisect_left(starts, end) - bisect_left(starts, first)
        if elsewhere and {"day", "start"} <= mention.value.stated:
            mention.against.discard("question")


def _today(judged: Sequence[Mention]) -> None:
    """Believe a text that begins with "today" and names an hour further on: "Today we call to seven squares".

    Or one that names today, no other day, and hours in lines that have a city each.
    """
    hours = [mention for mention in judged if mention.usable and mention.value.date is None and mention.value.start]
    if not hours:
        return
    rows = {mention.line.number for mention in hours if mention.line is not None and mention.line.cities}
    listed = len(rows) >= _ROWS and not any(mention.usable and mention.value.date for mention in judged)
    for mention in judged:
        line = mention.line
        if listed and line is not None and line.part != "subject" and not line.label:
            mention.against.discard("sent")
        if line is None or "day" in mention.value.stated:
            continue  # "Date: Mon, 10 Mar 2014 09:20" heads a mail
        if mention.found.start == line.body and line.number <= 1 and line.part != "subject":
            mention.against.discard("sent")


def _columns(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark the days of a table whose head says that a column tells deadlines; all, where no column tells when."""
    dated: dict[int, list[Mention]] = {}
    for mention in judged:
        line = mention.line
        if line is not None and mention.value.date is not None and _is_row(line):
            dated.setdefault(line.number, []).append(mention)
    due: set[int] = set()
    every = False
    for line in layout.lines if dated else ():
        if line.blank_before:
            due, every = set(), False
        if line.number not in dated and _is_row(line):
            due = {line.cell(cue.start) for cue in line.cues if cue.key in _DUE}
            every = not any(_TELLING & set(cues.label(cell.strip(" *"))) for cell in CELL_END.split(line.text))
        elif due:
            for mention in dated.get(line.number, ()):
                if every or line.cell(mention.found.start) in due:
                    mention.against.add("deadline")


def _is_row(line: Line) -> bool:
    return len(line.text) <= _LONGEST_ROW and CELL_END.search(line.text.strip()) is not None


def _deadlines(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark what the others show to be a deadline: the same day told again, a point among points, a step among steps."""
    _headings(judged, layout)
    due = {mention.value.date for mention in judged if "deadline" in mention.against and mention.value.date}
    if not due:
        return
    for mention in judged:
        if mention.value.date in due and mention.found.role == "deadline" and mention.value.date is not None:
            mention.against.add("deadline")
    _points(judged, layout)
    _steps(judged, layout)


def _headings(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark a day alone on its line over one that begins with a word for a deadline: "25 July", "Final papers due"."""
    for mention in judged:
        line = mention.line
        if line is None or mention.value.date is None or mention.value.start is not None or line.part == "subject":
            continue
        if line.residue() > _FEW_LETTERS or line.number + 1 >= len(layout.lines) or line.cities:
            continue
        if any(one.end > line.end for one in line.whens):
            continue  # its hours go on in the line below
        below = layout.lines[line.number + 1]
        if below.part == line.part and not below.whens and not below.cities:
            early = [cue.key for cue in below.cues if cue.start - below.body <= _EARLY and cue.key in (*_DUE, "event")]
            if early[:1] and early[0] in _DUE:
                mention.against.add("deadline")


def _points(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark a point among points of deadlines."""
    points = [one for one in judged if one.value.date and one.line is not None and _begins(one, one.line)]
    ends = sum("deadline" in mention.against for mention in points)
    if ends < _POINTS or 2 * ends <= len(points):
        return
    for mention in points:
        line = mention.line
        if line is None or mention.value.start is not None or line.cities:
            continue
        if not any(cue.key in ("event", "starts") for cue in _cues_of(line, layout)):
            mention.against.add("deadline")


def _cues_of(line: Line, layout: Layout) -> list[Cue]:
    """The cues of a day's line, and of the one below where the day stands alone."""
    alone = line.residue() <= _FEW_LETTERS and line.number + 1 < len(layout.lines)
    return layout.cues_in(line.part, line.start, layout.lines[line.number + 1].end if alone else line.end)


def _begins(mention: Mention, line: Line) -> bool:
    """Whether a day is, or begins, a point of a list: "- abstracts: 1 May", "1 May: abstracts"."""
    return line.bullet or (line.part != "subject" and not line.wrapped and mention.found.start <= line.body)


def _steps(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark the steps of a procedure among many deadlines: "Workshop proposal submission", "sessions are finalized"."""
    dated = [one for one in judged if one.value.date and one.line is not None and one.line.part != "subject"]
    ends = sum("deadline" in mention.against for mention in dated)
    if ends < _MANY or 3 * ends <= 2 * len(dated):
        return
    for mention in dated:
        line = mention.line
        if line is None or mention.value.start is not None or line.cities:
            continue
        if any(cue.key == "steps" for cue in _cues_of(line, layout)):
            mention.against.add("deadline")


def _titles(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark a relative day that a quotation consists of, and that word elsewhere: the film "Tomorrow"."""
    named: set[str] = set()
    for mention in judged:
        found, text = mention.found, layout.texts.get(mention.found.part, "")
        quoted = (
            text[found.start - 1 : found.start] in OPENING_MARKS and text[found.end : found.end + 1] in CLOSING_MARKS
        )
        if quoted and found.start and "day" not in mention.value.stated and mention.value.start is None:
            named.add(found.words)
    for mention in judged:
        if mention.found.words in named:
            mention.against.add("name")


def _quoted_hours(judged: Sequence[Mention], layout: Layout) -> None:
    """Make little of hours within a quotation where others stand: "Thirty years of 8:30 classes" begins at four."""
    hours = [mention for mention in judged if mention.value.date is None and mention.value.start is not None]
    within = []
    for mention in hours if len(hours) > 1 else ():
        found = mention.found
        if is_quoted(layout, found.part, found.start, found.end):
            within.append(mention)
    for mention in within if len(within) < len(hours) else ():
        mention.weight -= _QUOTED


def is_quoted(layout: Layout, part: str, start: int, end: int) -> bool:
    """Whether what stands there is within a quotation: marks open before it and close behind it, in its paragraph."""
    opens, closes = _quotations(layout.texts.get(part, ""))
    place = bisect_left(opens, start) - 1
    return place >= 0 and end <= closes[place]


@lru_cache(maxsize=4)
def _quotations(text: str) -> tuple[list[int], list[int]]:
    """Where the quotations of a text open and close; one that runs on into another paragraph is none."""
    opens: list[int] = []
    closes: list[int] = []
    opened: int | None = None
    for mark in _MARKS.finditer(text):
        sign = mark[0]
        if sign[0] == "\n":
            opened = None
        elif sign in "„「『" or (opened is None and sign not in "”」』"):
            opened = mark.end()  # "“" closes in German, "»" opens
        elif opened is not None:
            if mark.start() - opened <= _LONGEST_QUOTATION:
                opens.append(opened)
                closes.append(mark.start())
            opened = None
    return opens, closes


def _houses(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark a weekday that a house is called after: "restaurant Zondag", "Café Freitag"."""
    for mention in judged:
        found, value = mention.found, mention.value
        if value.stated != {"weekday"} or value.start is not None:
            continue
        before = layout.texts.get(found.part, "")[max(0, found.start - _HOUSE) : found.start]
        word = before.split()[-1:] if before.endswith(" ") else []
        if word and fold(word[0]) in everything().premises:
            mention.against.add("name")


def _feasts(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark days that only a feast's name says, unless a meeting is named beside one, with an hour and no other day.

    "May Day rally, 2 pm" is on 1 May; "happy New Year's Day" and "our May Day report" announce nothing. Several that
    head lines with hours ("Good Friday:", "Easter Monday:") are the days of a list.
    """
    named = [mention for mention in judged if NAMED_DAY in (mention.found.note or "")]
    if not named:
        return
    heads = {one.value.date for one in named if one.line is not None and one.line.residue() <= _FEW_LETTERS}
    dated = any(mention.usable and mention.value.date and mention not in named for mention in judged)
    timed = any(mention.usable and mention.value.start is not None for mention in judged)
    told = any(cue.key == "event" for mention in named for cue in layout.cues_around(mention.found))
    if not timed or (len(heads) < _HEADINGS and (dated or not told)):
        for mention in named:
            mention.against.add("feast")


def _usual(judged: Sequence[Mention]) -> None:
    """Mark the day of the month on which a group usually meets, where the mail gives a day in full.

    "Not on the last Saturday of the month as usual, but on Saturday, 2 December."
    """
    full = {"weekday", "day", "month"}
    days = {one.value.date for one in judged if one.usable and one.value.date and full <= one.value.stated}
    weekdays = {day.weekday() for day in days}
    for mention in judged:
        day = mention.value.date
        if mention.found.rule == NTH_OF_MONTH and day and day not in days and day.weekday() in weekdays:
            mention.against.add("usual")


def _versions(judged: Sequence[Mention], context: Context) -> None:
    """Mark three short numbers that would be a day years ahead: "cups 1.1.18" in 2003."""
    for mention in judged:
        day = mention.value.date
        if day is not None and (day - context.now.date()).days > _AHEAD and _VERSION.fullmatch(mention.found.words):
            mention.against.add("version")


def _undecided(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark days that a mail leaves open, more than one beside a "perhaps": "possibly Saturday 7 or Saturday 14"."""
    by_sentence: dict[tuple[str, int], list[Mention]] = {}
    for mention in judged:
        if mention.usable and mention.value.date is not None:
            start, _ = layout.sentence(mention.found.part, mention.found.start)
            by_sentence.setdefault((mention.found.part, start), []).append(mention)
    for (part, _), named in by_sentence.items():
        if len({mention.value.date for mention in named}) < 2:
            continue
        first, last = named[0].found, named[-1].found
        said = cues.words(layout.texts[part][first.start : last.end][:_REACH])
        perhaps = any(
            cue.key == "perhaps" and 0 <= first.start - cue.end <= _CLOSE
            for cue in layout.cues_in(part, first.start - 3 * _CLOSE, first.start)
        )
        if perhaps and any(word in _OR for word in said):
            for mention in named:
                mention.against.add("undecided")


def _datelines(judged: Sequence[Mention], context: Context) -> None:
    """Mark "Leeds, 7 April" over a press release, where that is the day of sending and other days follow."""
    today = context.now.date()
    if any(mention.usable and mention.value.date and mention.value.date > today for mention in judged):
        for mention in judged:
            line, value = mention.line, mention.value
            if value.date != today or value.start is not None or line is None or line.part == "subject":
                continue
            if line.number <= _TOP and line.cities and not line.bullet and line.residue() <= _FEW_LETTERS:
                mention.against.add("sent")
