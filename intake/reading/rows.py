"""Finds the list in a mail that announces several events: lines that each begin with a city or with a day.

A row may take its day from a heading above ("Saturday 2 October"), its city from a heading, and runs over the
nested or following lines up to the next row.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from intake.reading.blocks import blocks_under_days
from intake.reading.cutting import (
    Row,
    by_day,
    by_entry,
    by_hour,
    has_day_and_hour,
    joined,
    without_headings,
    without_period,
)
from intake.reading.dating import Mention
from intake.reading.labels_above import take_labels_above
from intake.reading.layout import Layout, Line
from intake.reading.leads import BARE, HEADING_REST, LONGEST_ROW, city_lead, date_lead, hour_alone, is_heading
from intake.reading.proposal import Finding
from intake.reading.runs import (
    alike,
    behind_houses,
    beside_dated,
    bulleted,
    capitals,
    closed_by_cities,
    closing,
    columns,
    pointed,
    tabled,
    with_venues,
)
from intake.reading.starters import (
    LONGEST_SECTION,
    begins_with_hour,
    names_one_day,
    over_hours,
    rows_by_city,
    rows_by_day,
)

_HEADING = 90
_FAR = 1 << 30
_NO_WORD = 2
_REMARK = re.compile(r"\([^()\n]{1,60}\)\W*$")
MOST_ROWS = 400


@dataclass(slots=True)
class Listing:
    """The rows of a mail's list and the numbers of all lines that belong to it, headings included."""

    rows: list[Row] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)


def listing(
    layout: Layout, by_line: Mapping[int, Sequence[Mention]], venues: Mapping[int, str] | None = None
) -> Listing:
    """The list a mail consists of, with no rows when it announces one event.

    `by_line` are the days and times and `venues` the venues named in the lines, by their numbers.
    """
    body = [line for line in layout.lines if line.part != "subject"]
    hours, below = _hours(body, by_line)
    cities = {line.number: city for line in body if (city := city_lead(line, line.number in below)) is not None}
    cities |= {number: city for number, city in columns(body).items() if number not in cities}
    for led in (bulleted(body), capitals(body), behind_houses(body)):
        cities |= {number: city for number, city in led.items() if number not in cities}
    dates = {line.number: date for line in body if (date := date_lead(line, by_line.get(line.number, ()))) is not None}
    for dated in (pointed(body, by_line), closing(body, by_line)):
        dates |= {number: date for number, date in dated.items() if number not in dates}
    dates |= alike(body, by_line, dates) | over_hours(body, by_line)
    if blocks := blocks_under_days(body, dates)[:MOST_ROWS]:
        numbers = {row.date_heading.line.number for row in blocks if row.date_heading and row.date_heading.line}
        return Listing(blocks, numbers | {line.number for row in blocks for line in row.lines})
    cities |= {n: city for n, city in tabled(body).items() if n not in cities and n not in dates}
    cities |= {n: city for n, city in closed_by_cities(body, dates).items() if n not in dates}
    headings = [number for number, mention in dates.items() if is_heading(mention)]
    city_rows = rows_by_city(body, cities, by_line, headings, hours)
    date_rows = rows_by_day(body, dates, by_line, venues or {})
    if city_rows and date_rows and _days_open_blocks(body, cities, date_rows):
        by_city = False
    elif city_rows and date_rows and _cities_under_days(city_rows, date_rows):
        by_city = True
    elif city_rows and date_rows:
        first = min(city_rows[0].number, date_rows[0].number)
        by_city = len(city_rows) > len(date_rows) or (len(city_rows) == len(date_rows) and first == city_rows[0].number)
        if by_city and _days_under_cities(city_rows, date_rows):
            by_city = False
    else:
        by_city = bool(city_rows)
    if not city_rows and not date_rows and names_one_day(by_line):
        housed = with_venues(body, venues or {})
        city_rows, by_city = [line for line in body if line.number in housed], bool(housed)
        cities |= housed
    if by_city and (further := beside_dated(body, city_rows, cities, by_line)):
        cities |= further
        held = {line.number for line in city_rows} | further.keys()
        city_rows = [line for line in body if line.number in held]
    starters = city_rows if by_city else date_rows
    if not starters:
        return Listing()
    return _gather(body, starters[:MOST_ROWS], cities, dates, by_line, by_city, hours, venues or {})


def _hours(body: Sequence[Line], by_line: Mapping[int, Sequence[Mention]]) -> tuple[set[int], set[int]]:
    """The numbers of the lines on which an hour stands alone, and of those that follow below without an empty line."""
    hours: set[int] = set()
    below: set[int] = set()
    for line in body:
        if hour_alone(line, by_line.get(line.number, ())):
            hours.add(line.number)
        elif not line.blank_before and (line.number - 1 in hours or line.number - 1 in below):
            below.add(line.number)
    return hours, below


def _days_open_blocks(body: Sequence[Line], cities: Mapping[int, Finding], date_rows: Sequence[Line]) -> bool:
    """Whether each day opens a block that ends with an empty line, and one city stands below it there, without an hour.

    What may be a city above it is a house: "Friday, 3 May, 6 pm", "Hastings Books", "Denton, TX".
    """
    days = {line.number for line in date_rows}
    held: dict[int, list[Line]] = {}
    block = -1
    for line in body:
        if line.number in days:
            if not line.blank_before:
                return False
            block = line.number
        elif line.blank_before:
            block = -1
        if line.number not in cities or line.number in days:
            continue
        if block >= 0:
            held.setdefault(block, []).append(line)
        elif line.number > date_rows[0].number:
            return False
    return len(held) > 1 and all(_is_one_city(lines, cities) for lines in held.values())


def _is_one_city(lines: Sequence[Line], cities: Mapping[int, Finding]) -> bool:
    """Whether of the cities of lines without hours one is meant: the last, which stands alone below houses' names."""
    if any(line.timed for line in lines):
        return False
    *above, last = lines
    return not above or (
        last.residue() <= BARE and not any(cities[line.number].certain and line.residue() <= _NO_WORD for line in above)
    )


def _cities_under_days(city_rows: Sequence[Line], date_rows: Sequence[Line]) -> bool:
    """Whether a day stands as a heading over two or more rows by city."""
    days = [line.number for line in date_rows if line.residue() <= BARE and not line.cities]
    cities = sorted(line.number for line in city_rows)
    return any(bisect_left(cities, end) - bisect_right(cities, start) >= 2 for start, end in pairwise([*days, _FAR]))


def _days_under_cities(city_rows: Sequence[Line], date_rows: Sequence[Line]) -> bool:
    """Whether a city stands as a heading over two or more rows by day of its own."""
    numbers = [line.number for line in city_rows if line.residue() <= BARE]
    days = [line.number for line in date_rows]
    every = sorted(line.number for line in city_rows)
    for number in numbers:
        after = bisect_right(every, number)
        until = min(every[after] if after < len(every) else number + LONGEST_SECTION, number + LONGEST_SECTION)
        if bisect_left(days, until) - bisect_right(days, number) >= 2:
            return True
    return False


def _heading_date(line: Line, dates: Mapping[int, Mention]) -> Mention | None:
    mention = dates.get(line.number)
    if mention is None or line.cities:
        return None
    remark = _REMARK.search(line.text, mention.found.end - line.start)  # "SATURDAY 25 MAY (more to come)"
    beside = line.residue() - (sum(map(str.isalpha, remark[0])) if remark else 0)
    return mention if beside <= HEADING_REST or line.text.rstrip().endswith(":") else None


def _gather(
    body: Sequence[Line],
    starters: Sequence[Line],
    cities: Mapping[int, Finding],
    dates: Mapping[int, Mention],
    dates_in: Mapping[int, Sequence[Mention]],
    by_city: bool,
    hours: Collection[int],
    venues: Mapping[int, str],
) -> Listing:
    result = Listing()
    starting = {line.number for line in starters}
    row: Row | None = None
    heading_date: Mention | None = None
    heading_city: Finding | None = None
    heading_hour: Mention | None = None
    hours_head = by_city and starters[0].number - 1 in hours
    content = False
    for place, line in enumerate(body):
        if line.number in starting:
            row = Row(
                [line], "city" if by_city else "date",
                date_heading=heading_date, hour_heading=heading_hour, city_heading=heading_city,
            )  # fmt: skip
            if by_city:
                row.city = cities[line.number]
            else:
                row.date = dates[line.number]
            result.rows.append(row)
            result.taken.add(line.number)
            content = bool(line.whens) or line.residue() > 20
            continue
        if hours_head and line.number in hours and line.number not in dates:
            heading_hour, row = next(iter(dates_in.get(line.number, ())), heading_hour), None
            result.taken.add(line.number)
            continue
        if (
            by_city
            and (mention := _heading_date(line, dates)) is not None
            and (hours_head or not _completes(row, line, mention))
            and (
                row is None
                or content
                or hours_head
                or (mention.value.start is None and _starts_next(body, place, starting))
            )
        ):
            heading_date, row = mention, None
            heading_hour = mention if hours_head and mention.value.start is not None else None
            if any(number > line.number for number in starting):
                result.taken.add(line.number)
            continue
        heads = row is None or heading_city is not None
        if not by_city and heads and not line.label and line.number in cities and line.residue() <= BARE:
            heading_city, row = cities[line.number], None
            result.taken.add(line.number)
            continue
        if row is None:
            continue
        if by_city and _unnamed(row, line, dates_in):
            row = Row([line], "city", date_heading=heading_date, hour_heading=heading_hour, nameless=True)
            result.rows.append(row)
            result.taken.add(line.number)
            continue
        further = by_city and line.number in dates and row.lines[0].residue() <= BARE
        if not (further and has_day_and_hour(dates_in.get(line.number, ()))) and _ends(row, line, content, body, place):
            row = None
            continue
        row.lines.append(line)
        result.taken.add(line.number)
        content = content or bool(line.whens)
    if by_city:
        rows = by_entry(without_headings(result.rows), dates_in, venues)
        result.rows = [part for row in rows for part in by_day(row, dates_in)]
    else:
        result.rows = [part for row in without_period(joined(result.rows)) for part in by_hour(row)]
        _title_lines(result, body)
        take_labels_above(result.rows, result.taken, body)
    return result


def _starts_next(body: Sequence[Line], place: int, starting: set[int]) -> bool:
    """Whether the line below begins a row, so that a day here heads it and does not complete the row above."""
    if place + 1 >= len(body) or body[place + 1].number not in starting:
        return False
    return (
        body[place].blank_before or not body[place + 1].blank_before
    )  # an empty line only below it parts it from that


def _completes(row: Row | None, line: Line, mention: Mention) -> bool:
    """Whether a day with its hour stands right below a row that has none."""
    if row is None or line.blank_before or mention.value.start is None:
        return False
    return not any(one.dates or one.timed for one in row.lines)


def _unnamed(row: Row, line: Line, dated: Mapping[int, Sequence[Mention]]) -> bool:
    """Whether a line has a day and time of its own like the row above it, and only its place is not known.

    So is what stands between two signs as the entry before it does.
    """
    first = row.lines[0]
    if line.entry and first.entry and not line.blank_before:
        return True
    if (line.blank_before and not first.blank_before) or line.bullet != first.bullet or line.length > LONGEST_ROW:
        return False
    return all(
        any(mention.usable and mention.value.date and mention.value.start for mention in dated.get(one.number, ()))
        for one in (first, line)
    )


def _ends(row: Row, line: Line, content: bool, body: Sequence[Line], place: int) -> bool:
    if row.lines[0].entry:
        return True
    if line.bullet and not row.lines[0].bullet and not any(one.timed for one in row.lines):
        return False
    if line.indent > row.lines[0].indent and line.bullet:
        return False
    if len(row.lines) >= 12:
        return True
    if not line.blank_before:
        beside = line.bullet and row.lines[0].bullet and line.indent <= row.lines[0].indent
        return beside and not _is_below(row, line)
    if row.lead == "date" and begins_with_hour(line) and not any(one.timed for one in row.lines):
        return False  # the hours of its day's programme
    return content


def _is_below(row: Row, line: Line) -> bool:
    """Whether a point that stands like the city's own tells of it: "- Leeds: rally", "- from 1 pm", "- at the Dome"."""
    if row.lead != "city" or line.dates or line.cities:
        return False
    return any(one.bullet for one in row.lines[1:]) or (line.timed and not row.lines[0].timed)


def _runs_on(result: Listing) -> bool:
    """Whether the second row of a list follows the first without an empty line between them."""
    return len(result.rows) > 1 and not result.rows[1].lines[0].blank_before


def _opens(row: Row) -> bool:
    """Whether a row's day stands below an empty line and right over its text, so that none of it is above the day."""
    first, *below = row.lines
    return first.blank_before and bool(below) and not below[0].blank_before


def _title_lines(result: Listing, body: Sequence[Line]) -> None:
    """Give each row by date the heading that stands above its day, where the list is written that way."""
    places = {line.number: place for place, line in enumerate(body)}
    owner = {id(line): row for row in result.rows for line in row.lines[1:]}
    for row in result.rows:
        first = row.lines[0]
        if first.bullet or first.residue() > 40:
            continue
        place = places[first.number]
        above = body[place - 1] if place else None
        below = row.lines[1] if len(row.lines) > 1 else None
        if above is None or above.whens or above.label or above.bullet or len(above.text.strip()) > _HEADING:
            continue
        if (first.blank_before or _opens(result.rows[0])) and below is not None and not below.blank_before:
            continue
        if above.text.rstrip().endswith(".") or (above.text.rstrip().endswith((",", ":")) and not first.blank_before):
            continue
        if above.text.rstrip().endswith(":") and row is result.rows[0] and _runs_on(result):
            continue  # it heads the whole list
        row.title_line = above
        other = owner.get(id(above))
        if other is not None and other is not row:
            other.lines.remove(above)
        result.taken.add(above.number)
