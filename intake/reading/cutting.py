"""A row of a list; rows made right: joined with the day that heads them, cut apart by day or hour, less headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from intake.reading.dating import Mention
from intake.reading.layout import Line
from intake.reading.leads import BARE
from intake.reading.proposal import Finding, When

__all__ = ["Row", "by_day", "by_hour", "has_day_and_hour", "joined", "without_headings"]

_NO_LEAD = 2


@dataclass(slots=True)
class Row:
    """One event's lines in a list, and the headings that give it a day or a city.

    `nameless` marks a row among rows by city whose place is not known: it has none, and not that of the mail.
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


def without_headings(rows: Sequence[Row]) -> list[Row]:
    """Rows by city less the names that stand alone over the next row, where the others say more: regions, day parts.

    One with the same bullet as the others, or with no row of its day below it, is an entry that says no more.
    """
    alone = [row for row in rows if len(row.lines) == 1 and row.lines[0].residue() <= BARE and not row.lines[0].timed]
    alone = [row for row in alone if not row.lines[0].links and not row.lines[0].whens]
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
