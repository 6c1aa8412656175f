"""A row of a list; rows made right: joined with the day that heads them, cut apart by day or hour, less headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from intake.reading.candidates import key_of
from intake.reading.dating import Mention
from intake.reading.layout import Line
from intake.reading.leads import BARE
from intake.reading.proposal import Finding, When

__all__ = ["Row", "by_day", "by_entry", "by_hour", "has_day_and_hour", "joined", "without_headings", "without_period"]

_NO_LEAD = 2
_PERIOD = 7  # days
_PARTED = re.compile(r"\s*[:：|]\s*\w|\s[–—-]\s\w")


@dataclass(slots=True)
class Row:
    """One event's lines in a list, and the headings that give it a day or a city.

    `nameless` marks a row among rows by city whose place is not known: it has none, and not that of the mail. `apart`
    marks one of several in a city, which their venues tell apart.
    """

    lines: list[Line]
    lead: str
    city: Finding | None = None
    date: Mention | None = None
    date_heading: Mention | None = None
    hour_heading: Mention | None = None
    city_heading: Finding | None = None
    title_line: Line | None = None
    nameless: bool = False
    apart: bool = False


def joined(rows: Sequence[Row]) -> list[Row]:
    """Rows by day, each joined with the day that heads it: "TUESDAY 9 JANUARY", and below it "9 January, 6 pm"."""
    kept: list[Row] = []
    for row in rows:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.date is not None
            and row.date is not None
            and last.date.value.date == row.date.value.date
            and row.date.value.start is not None
            and last.lines[0].residue() <= BARE
            and not any(line.timed for line in last.lines)
            and not (last.lines[0].cities and row.lines[0].cities)
        ):
            kept[-1] = replace(row, lines=[*last.lines, *row.lines])
        else:
            kept.append(row)
    return kept


def by_day(row: Row, dated: Mapping[int, Sequence[Mention]]) -> list[Row]:
    """A row a day, where a city stands alone over two or more lines that each have a day and a time."""
    first, *below = row.lines
    days = [line for line in below if has_day_and_hour(dated.get(line.number, ()))]
    if first.timed or first.residue() > BARE or len(days) < 2:
        return [row]
    starts = [line.number for line in days] + [below[-1].number + 1]
    return [
        replace(row, lines=[line for line in below if start <= line.number < end]) for start, end in pairwise(starts)
    ]


def by_entry(rows: Sequence[Row], dated: Mapping[int, Sequence[Mention]], venues: Mapping[int, str]) -> list[Row]:
    """Rows by city, where several entries stand below a city alone on its line a row for each of them.

    "Leeds:", and below it "Reading - Mill House - 1 pm" and "Swap - Corn Hall - noon". Entries name a venue each, and
    an hour behind it; hours that rise from line to line are rather those of one event that moves on.
    """
    kept: list[Row] = []
    at = 0
    while at < len(rows):
        heading = rows[at]
        group = [heading]
        while _heads(heading) and at + len(group) < len(rows) and _is_below(heading, rows[at + len(group)]):
            group.append(rows[at + len(group)])
        at += len(group)
        below = [line for row in group for line in row.lines][1:]
        starts = [line for line in below if line.number in venues and _hour_behind_words(dated.get(line.number, ()))]
        if not _heads(heading) or not _are_several(starts, dated, venues):
            kept += group
            continue
        numbers = [below[0].number, *(line.number for line in starts[1:]), below[-1].number + 1]
        for first, end in pairwise(numbers):
            lines = [line for line in below if first <= line.number < end]
            kept.append(replace(heading, lines=lines, apart=True))
    return kept


def _heads(row: Row) -> bool:
    """Whether a row begins with its city alone on a line."""
    first = row.lines[0]
    return row.city is not None and not first.whens and not first.bullet and first.residue() <= BARE


def _is_below(heading: Row, row: Row) -> bool:
    """Whether a row tells more than the city that the heading above names, and that city."""
    return not _heads(row) and key_of(row.city) == key_of(heading.city) and row.date_heading is heading.date_heading


def _hour_behind_words(mentions: Sequence[Mention]) -> bool:
    """Whether a line names one hour and no day, and does not begin with it."""
    if len(mentions) != 1 or not mentions[0].usable or mentions[0].doors or mentions[0].line is None:
        return False
    (hour,) = mentions
    return (
        hour.value.date is None and hour.value.start is not None and hour.found.start - mentions[0].line.body > _NO_LEAD
    )


def _are_several(lines: Sequence[Line], dated: Mapping[int, Sequence[Mention]], venues: Mapping[int, str]) -> bool:
    """Whether lines are events of their own: each at another venue, and not each at a later hour than the one above."""
    hours = [mention.value.start for line in lines for mention in dated.get(line.number, ()) if mention.value.start]
    elsewhere = len({venues[line.number] for line in lines}) == len(lines)
    return len(lines) > 1 and elsewhere and any(two <= one for one, two in pairwise(hours))


def by_hour(row: Row) -> list[Row]:
    """A row an hour, where lines below the day begin with an hour and name a city, and so does the day's line.

    As in a table that gives each day once.
    """
    first, *below = row.lines
    hours = [line for line in below if _begins_with_hour(line)]
    if not hours or not (first.timed and first.cities):
        return [row]
    starts = [line.number for line in hours] + [below[-1].number + 1]
    told = [replace(row, lines=[line for line in row.lines if line.number < starts[0]])]
    for start, end in pairwise(starts):
        lines = [line for line in below if start <= line.number < end]
        told.append(replace(row, lines=lines, date=None, date_heading=row.date, title_line=None))
    return told


def _begins_with_hour(line: Line) -> bool:
    """Whether a line begins with an hour, without a day, and names a city."""
    if not line.cities or not line.whens or line.dates:
        return False
    value = line.whens[0].value
    return isinstance(value, When) and value.start is not None and line.whens[0].start - line.body <= _NO_LEAD


def has_day_and_hour(mentions: Sequence[Mention]) -> bool:
    usable = [one for one in mentions if one.usable and not one.doors]
    return any(one.value.date for one in usable) and any(one.value.start for one in usable)


def without_period(rows: Sequence[Row]) -> list[Row]:
    """Rows by day less a first one that only says from when to when the others are: "Where to meet, 2 to 31 May"."""
    first, *others = rows
    when = first.date.value if first.date is not None else None
    if when is None or when.date is None or when.end_date is None or (when.end_date - when.date).days < _PERIOD:
        return list(rows)
    if any(line.cities or line.links or line.timed for line in first.lines):
        return list(rows)
    days = [row.date.value.date for row in others if row.date is not None and row.date.value.date is not None]
    within = len(days) > 1 and all(when.date <= day <= when.end_date for day in days)
    return others if within else list(rows)


def _says_more(row: Row) -> bool:
    """Whether a sign parts a row's city from a word, though that may be a city's name, too: "York - Minster"."""
    line = row.lines[0]
    return row.city is not None and _PARTED.match(line.text, row.city.end - line.start) is not None


def without_headings(rows: Sequence[Row]) -> list[Row]:
    """Rows by city less the names that stand alone over the next row, where the others say more: regions, day parts.

    One with the same bullet as the others, or with no row of its day below it, is an entry that says no more.
    """
    alone = [row for row in rows if len(row.lines) == 1 and row.lines[0].residue() <= BARE and not row.lines[0].timed]
    alone = [row for row in alone if not row.lines[0].links and not row.lines[0].whens and not _says_more(row)]
    if len(alone) * 2 >= len(rows):
        return list(rows)
    bullets = {row.lines[0].bullet for row in rows if row not in alone}
    kept: list[Row] = []
    for number, row in enumerate(rows):
        following = rows[number + 1] if number + 1 < len(rows) else None
        heads = following is not None and following not in alone and following.date_heading is row.date_heading
        entry = bool(row.lines[0].bullet) and row.lines[0].bullet in bullets
        if row not in alone or entry or not heads:
            kept.append(row)
    return kept
