"""Days alone on their lines over blocks that each begin with an hour and name a city: a week of many meetings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from intake.reading.candidates import inferred, key_of
from intake.reading.cutting import Row
from intake.reading.dating import Mention
from intake.reading.layout import Line
from intake.reading.leads import BARE, COLUMN, HEADING_REST
from intake.reading.proposal import Finding
from intake.reading.starters import begins_with_hour

__all__ = ["blocks_under_days"]

_MOST_LINES = 12


def blocks_under_days(body: Sequence[Line], dates: Mapping[int, Mention]) -> list[Row]:
    """A row for each block of lines under a day, none unless three and more blocks are parted by empty lines.

    Two of three name a city below their hour, and these are not all one: a conference's programme is one event.
    `dates` are the days that lines begin with.
    """
    heads = [place for place, line in enumerate(body) if line.number in dates and _is_alone(line)]
    rows: list[Row] = []
    for head, end in pairwise([*heads, len(body)]):
        for lines in _blocks(body[head + 1 : end]):
            title = lines[0] if lines[0].residue() > BARE else None
            rows.append(Row(lines, "date", date_heading=dates[body[head].number], title_line=title))
    if len(rows) < COLUMN or sum(row.lines[0].blank_before for row in rows) < COLUMN - 1:
        return []
    if any(_heads_cities(row) for row in rows):
        return []  # "10:00" over "Leeds, City Square" and "York, Museum Gardens"
    named = {id(row): {key_of(city) for city in _cities_below(row)} for row in rows}
    placed = [keys for keys in named.values() if keys]
    if len(placed) * 3 < len(rows) * 2 or len(set[object]().union(*placed)) < COLUMN - 1:
        return []
    for row in rows:
        row.nameless = not named[id(row)]  # where the others have their cities, it is not in the mail's
    return rows


def _is_alone(line: Line) -> bool:
    return line.residue() <= HEADING_REST and not (line.cities or line.label or line.bullet or line.links)


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """The blocks below a day, each from an hour to an empty line; none where other words stand before the first."""
    blocks: list[list[Line]] = []
    ended = False
    for number, line in enumerate(lines):
        if begins_with_hour(line) or (not number and line.continued):
            if blocks and not line.blank_before:
                return []
            blocks.append([line])
            ended = False
        elif not blocks:
            return []
        elif ended or line.blank_before or len(blocks[-1]) == _MOST_LINES:
            ended = True
        else:
            blocks[-1].append(line)
    return blocks


def _heads_cities(row: Row) -> bool:
    """Whether an hour stands alone over two and more lines that begin with different cities."""
    first, *below = row.lines
    leads = {key_of(line.cities[0]) for line in below if line.cities and line.cities[0].start == line.body}
    return first.residue() <= BARE and len(leads) > 1


def _cities_below(row: Row) -> list[Finding]:
    """The cities that a row names for sure below its first line."""
    return [
        city
        for line in row.lines[1:]
        for city in line.cities
        if city.certain and city.role is None and not inferred(city)
    ]
