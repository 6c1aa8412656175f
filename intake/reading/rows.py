"""Finds the list in a mail that announces several events: lines that each begin with a city or with a day.

A row may take its day from a heading above ("Saturday 2 October"), its city from a heading, and runs over the
nested or following lines up to the next row.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from intake.reading.cutting import Row, by_day, by_hour, has_day_and_hour, joined, without_headings
from intake.reading.dating import Mention
from intake.reading.layout import Layout, Line
from intake.reading.leads import (
    BARE,
    COLUMN,
    HEADING_REST,
    LONGEST_ROW,
    bulleted,
    capitals,
    city_lead,
    columns,
    date_lead,
    hour_alone,
    is_heading,
    pointed,
    tabled,
)
from intake.reading.proposal import Finding, Place, When

_HEADING = 90
_LONGEST_SECTION = 40
_FAR = 1 << 30
_REMARK = re.compile(r"\([^()\n]{1,60}\)\W*$")
_LEADS_ON = re.compile(r"\s*[:：]\s*\w")
_LONGEST_EVENT = dt.timedelta(days=14)
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
    for led in (bulleted(body), capitals(body)):
        cities |= {number: city for number, city in led.items() if number not in cities}
    dates = {line.number: date for line in body if (date := date_lead(line, by_line.get(line.number, ()))) is not None}
    dates |= {number: date for number, date in pointed(body, by_line).items() if number not in dates}
    cities |= {n: city for n, city in tabled(body).items() if n not in cities and n not in dates}
    headings = [number for number, mention in dates.items() if is_heading(mention)]
    city_rows = _city_rows(body, cities, by_line, headings, hours)
    date_rows = _date_rows(body, dates, by_line, venues or {})
    if city_rows and date_rows and _cities_under_days(city_rows, date_rows):
        by_city = True
    elif city_rows and date_rows:
        first = min(city_rows[0].number, date_rows[0].number)
        by_city = len(city_rows) > len(date_rows) or (len(city_rows) == len(date_rows) and first == city_rows[0].number)
        if by_city and _days_under_cities(city_rows, date_rows):
            by_city = False
    else:
        by_city = bool(city_rows)
    starters = city_rows if by_city else date_rows
    if not starters:
        return Listing()
    return _gather(body, starters[:MOST_ROWS], cities, dates, by_line, by_city, hours)


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


def _cities_under_days(city_rows: Sequence[Line], date_rows: Sequence[Line]) -> bool:
    """Whether a day stands as a heading over two or more rows by city."""
    days = [line.number for line in date_rows if line.residue() <= BARE and not line.cities]
    return any(sum(start < line.number < end for line in city_rows) >= 2 for start, end in pairwise([*days, _FAR]))


def _days_under_cities(city_rows: Sequence[Line], date_rows: Sequence[Line]) -> bool:
    """Whether a city stands as a heading over two or more rows by day of its own."""
    numbers = [line.number for line in city_rows if line.residue() <= BARE]
    days = [line.number for line in date_rows]
    every = sorted(line.number for line in city_rows)
    for number in numbers:
        after = bisect_right(every, number)
        until = min(every[after] if after < len(every) else number + _LONGEST_SECTION, number + _LONGEST_SECTION)
        if bisect_left(days, until) - bisect_right(days, number) >= 2:
            return True
    return False


def _city_key(found: Finding) -> tuple[str | None, str | None]:
    place = found.value
    return (place.city, place.country) if isinstance(place, Place) else (None, None)


def _city_rows(
    body: Sequence[Line],
    cities: Mapping[int, Finding],
    by_line: Mapping[int, Sequence[Mention]],
    headings: Sequence[int],
    hours: Collection[int] = (),
) -> list[Line]:
    rows = [line for line in body if line.number in cities]
    labelled = [line for line in rows if "place" in line.label]
    if len(labelled) >= 2:  # "City: Leeds"; a name alone between them heads a region
        rows = [line for line in rows if line.label or line.residue() > BARE]
    rows = _less_venues(body, rows, cities)
    if len({_city_key(cities[line.number]) for line in rows}) < 2:
        return []
    if rows[0].number - 1 in hours:
        return rows  # each hour heads the rows below it
    timed = 0
    numbers = [line.number for line in rows]
    for place, line in enumerate(rows):
        until = numbers[place + 1] if place + 1 < len(rows) else line.number + 6
        own = [
            mention for number in range(line.number, min(until, line.number + 8)) for mention in by_line.get(number, ())
        ]
        timed += line.continued or any(mention.usable for mention in own)
    if timed >= 2 and timed * 2 >= len(rows):
        return rows
    headed = [line for line in rows if any(number < line.number for number in headings[:1])]
    if (len(headed) >= 2 and all(line.bullet for line in headed)) or len(headed) >= 3:
        return headed
    bare = [line for line in rows if line.residue() <= 6]
    if len(bare) >= 3:
        return bare
    # "Leeds: town hall" below a text that names one day, wherever in it.
    days = {mention.value.date for own in by_line.values() for mention in own if mention.usable} - {None}
    led = [line for line in rows if _LEADS_ON.match(line.text, cities[line.number].end - line.start)]
    return led if len(led) >= 3 and len(days) == 1 else []


def _less_venues(body: Sequence[Line], rows: Sequence[Line], cities: Mapping[int, Finding]) -> list[Line]:
    """The rows less what stands behind the hour below a city, where other cities have their venues there.

    "Leeds", and below it "10:00 - Mill Park"; "York", and below it "11:00 - Selby".
    """
    later = {line.number for line in rows if _begins_with_hour(line, cities[line.number])}
    if not later:
        return list(rows)
    heads = {line.number for line in rows if line.number not in later and not line.timed}
    inside: set[int] = set()
    venues = 0
    headed = False
    for line in body:
        if line.number in heads:
            headed = True
        elif line.blank_before:
            headed = False
        elif headed and line.number in later:
            inside.add(line.number)
        elif headed and _begins_with_hour(line, None):
            venues += 1
    return [line for line in rows if line.number not in inside or venues <= len(inside)]


def _begins_with_hour(line: Line, city: Finding | None) -> bool:
    """Whether a line begins with a time of day, before a city where one is given."""
    first = line.whens[0] if line.whens else None
    if first is None or not isinstance(first.value, When) or first.value.date is not None:
        return False
    return first.start <= line.body + 1 and (city is None or first.start < city.start)


def _date_rows(
    body: Sequence[Line],
    dates: Mapping[int, Mention],
    by_line: Mapping[int, Sequence[Mention]],
    venues: Mapping[int, str],
) -> list[Line]:
    rows = [line for line in body if line.number in dates]
    rows = [line for line in rows if not _holds_others(line, rows, dates)]
    days = {dates[line.number].value.date for line in rows}
    cities = {_city_key(line.cities[0]) for line in rows if line.cities}
    labelled = {dates[line.number].value.start for line in rows if "date" in line.label}
    if len(days) < 2 and len(cities) < 2 and len(labelled - {None}) < 2:
        return []
    named = [mention.value for own in by_line.values() for mention in own]
    programme = _programme(named, {mention.value.date for mention in dates.values() if mention.value.date})
    programme = programme or _hours_of_days(body, rows, dates)
    if len(cities) < 2 and programme and not _each_elsewhere(rows, venues):
        return []
    return rows


def _holds_others(line: Line, rows: Sequence[Line], dates: Mapping[int, Mention]) -> bool:
    """Whether a line of text tells the days that two and more rows below it name: "On 4 and 5 May we ..."."""
    value = dates[line.number].value
    if value.date is None or value.end_date is None or line.cities or line.timed or line.residue() <= HEADING_REST:
        return False
    first, last = value.date, value.end_date
    below = [dates[row.number].value for row in rows if row.number > line.number][:_LONGEST_SECTION]
    return sum(one.end_date is None and one.date is not None and first <= one.date <= last for one in below) >= 2


def _each_elsewhere(rows: Sequence[Line], venues: Mapping[int, str]) -> bool:
    """Whether three and more rows each have a venue of their own: a week's events, not one event's programme."""
    ends = [line.number for line in rows[1:]] + [rows[-1].number + _LONGEST_SECTION]
    held: list[str] = []
    for line, end in zip(rows, ends, strict=True):
        held += [words for number in range(line.number, end) if (words := venues.get(number))][:1]
    return len(held) >= COLUMN and len(set(held)) == len(held)


def _programme(spans: Sequence[When], days: set[dt.date]) -> bool:
    """Whether one range of days holds all the others: the days of one event's programme."""
    first, last = min(days), max(days)
    return first < last and any(
        value.date
        and value.end_date
        and value.date <= first
        and last <= value.end_date
        and value.end_date - value.date <= _LONGEST_EVENT
        for value in spans
    )


def _hours_of_days(body: Sequence[Line], rows: Sequence[Line], dates: Mapping[int, Mention]) -> bool:
    """Whether days that follow each other stand alone on their lines, each over two and more hours: a weekend's."""
    days = [date for line in rows if (date := dates[line.number].value.date) is not None]
    if len(rows) < 2 or any(two - one != dt.timedelta(days=1) for one, two in pairwise(days)):
        return False
    hours = {line.number for line in body if _begins_with_hour(line, None) or line.continued}
    ends = [line.number for line in rows[1:]] + [body[-1].number + 1]
    return all(
        line.residue() <= BARE and len(hours.intersection(range(line.number + 1, end))) >= 2
        for line, end in zip(rows, ends, strict=True)
    )


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
    hours: Collection[int] = (),
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
            row = Row([line], "city", nameless=True)
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
        result.rows = [part for row in without_headings(result.rows) for part in by_day(row, dates_in)]
    else:
        result.rows = [part for row in joined(result.rows) for part in by_hour(row)]
        _title_lines(result, body)
    return result


def _starts_next(body: Sequence[Line], place: int, starting: set[int]) -> bool:
    """Whether the line below begins a row, so that a day here heads it and does not complete the row above."""
    return place + 1 < len(body) and body[place + 1].number in starting


def _completes(row: Row | None, line: Line, mention: Mention) -> bool:
    """Whether a day with its hour stands right below a row that has none."""
    if row is None or line.blank_before or mention.value.start is None:
        return False
    return not any(one.dates or one.timed for one in row.lines)


def _unnamed(row: Row, line: Line, dated: Mapping[int, Sequence[Mention]]) -> bool:
    """Whether a line has a day and time of its own like the row above it, and only its place is not known."""
    first = row.lines[0]
    if (line.blank_before and not first.blank_before) or line.bullet != first.bullet or len(line.text) > LONGEST_ROW:
        return False
    return all(
        any(mention.usable and mention.value.date and mention.value.start for mention in dated.get(one.number, ()))
        for one in (first, line)
    )


def _ends(row: Row, line: Line, content: bool, body: Sequence[Line], place: int) -> bool:
    if line.bullet and not row.lines[0].bullet and not any(one.timed for one in row.lines):
        return False
    if line.indent > row.lines[0].indent and line.bullet:
        return False
    if len(row.lines) >= 12:
        return True
    if not line.blank_before:
        beside = line.bullet and row.lines[0].bullet and line.indent <= row.lines[0].indent
        return beside and not _is_below(row, line)
    return content


def _is_below(row: Row, line: Line) -> bool:
    """Whether a point that stands like the city's own tells of it: "- Leeds: rally", "- from 1 pm", "- at the Dome"."""
    if row.lead != "city" or line.dates or line.cities:
        return False
    return any(one.bullet for one in row.lines[1:]) or (line.timed and not row.lines[0].timed)


def _runs_on(result: Listing) -> bool:
    """Whether the second row of a list follows the first without an empty line between them."""
    return len(result.rows) > 1 and not result.rows[1].lines[0].blank_before


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
        if first.blank_before and below is not None and not below.blank_before:
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
