"""Which of the lines that begin with a city or a day begin the rows of a list, and which only tell of one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from intake.reading.dating import Mention
from intake.reading.layout import Line
from intake.reading.leads import BARE, COLUMN, HEADING_REST, leads_on
from intake.reading.proposal import Finding, Place, When

__all__ = ["LONGEST_SECTION", "begins_with_hour", "names_one_day", "over_hours", "rows_by_city", "rows_by_day"]

LONGEST_SECTION = 40
"""Lines below a heading up to which a row may belong to it."""
_LONGEST_EVENT = dt.timedelta(days=14)


def _city_key(found: Finding) -> tuple[str | None, str | None]:
    place = found.value
    return (place.city, place.country) if isinstance(place, Place) else (None, None)


def rows_by_city(
    body: Sequence[Line],
    cities: Mapping[int, Finding],
    by_line: Mapping[int, Sequence[Mention]],
    headings: Sequence[int],
    hours: Collection[int] = (),
) -> list[Line]:
    """The lines that begin rows by city, none where the mail lists no cities.

    `cities` are those that lines begin with, `headings` the lines on which a day stands alone and `hours` those on
    which an hour does.
    """
    rows = [line for line in body if line.number in cities]
    labelled = [line for line in rows if "place" in line.label]
    if len(labelled) >= 2:  # "City: Leeds"; a name alone between them heads a region
        rows = [line for line in rows if line.label or line.residue() > BARE]
    rows = _less_venues(body, rows, cities)
    if len({_city_key(cities[line.number]) for line in rows}) < 2:
        return []
    if rows[0].number - 1 in hours:
        return rows  # each hour heads the rows below it
    timed: set[int] = set()
    numbers = [line.number for line in rows]
    for place, line in enumerate(rows):
        until = numbers[place + 1] if place + 1 < len(rows) else line.number + 6
        own = [
            mention for number in range(line.number, min(until, line.number + 8)) for mention in by_line.get(number, ())
        ]
        if line.continued or any(mention.usable for mention in own):
            timed.add(line.number)
    if len(timed) >= 2 and len(timed) * 2 >= len(rows):
        return [line for line in rows if line.number in timed or not _only_sounds_like_one(line, cities)]
    headed = [line for line in rows if any(number < line.number for number in headings[:1])]
    if (len(headed) >= 2 and all(line.bullet for line in headed)) or len(headed) >= 3:
        return headed
    bare = [line for line in rows if line.residue() <= 6]
    if len(bare) >= 3:
        return bare
    # "Leeds: town hall" below a text that names one day, wherever in it.
    led = [line for line in rows if leads_on(line, cities[line.number])]
    return led if len(led) >= 3 and names_one_day(by_line) else []


def names_one_day(by_line: Mapping[int, Sequence[Mention]]) -> bool:
    """Whether the days that lines name, and nothing speaks against, are one."""
    return len({mention.value.date for own in by_line.values() for mention in own if mention.usable} - {None}) == 1


def _less_venues(body: Sequence[Line], rows: Sequence[Line], cities: Mapping[int, Finding]) -> list[Line]:
    """The rows less the venues below a city that are called like places: squares of that name, and the city's own.

    "Leeds", and below it "10:00 - Mill Park", "10:00 - Leeds town hall"; "York", and below it "11:00 - Selby Square".
    What is called like a place and nothing else, "11:00 - Selby", is a venue where more of them are clearly ones.
    """
    later = {line.number for line in rows if begins_with_hour(line, cities[line.number]) or _is_a_square(line, cities)}
    if not later:
        return list(rows)
    heads = {line.number for line in rows if line.number not in later and not line.timed}
    named: set[int] = set()
    squares: dict[int, set[int]] = {}
    venues = 0
    head: Line | None = None
    for line in body:
        if line.number in heads:
            head = line
        elif line.blank_before:
            head = None
        elif head is not None and line.number in later:
            city, other = cities[line.number], cities[head.number]
            if _city_key(city) == _city_key(other) or (city.role == "part" and other.certain):
                squares.setdefault(head.number, set()).add(line.number)
            else:
                named.add(line.number)
        elif head is not None and begins_with_hour(line):
            venues += 1
    alone = {number for own in squares.values() if len(own) == 1 for number in own}
    inside = named | alone if venues + len(alone) > len(named) else alone
    return [line for line in rows if line.number not in inside]


def _only_sounds_like_one(line: Line, cities: Mapping[int, Finding]) -> bool:
    """Whether a line goes on behind a name that no place is known by: "Canadian Book Fund" below a list's last row."""
    place = cities[line.number].value
    return isinstance(place, Place) and not place.known and line.residue() > BARE


def _is_a_square(line: Line, cities: Mapping[int, Finding]) -> bool:
    """Whether a line begins with a place that is only a part of a name, and tells an hour: "Selby Square, 2pm"."""
    return line.timed and cities[line.number].role == "part"


def begins_with_hour(line: Line, city: Finding | None = None) -> bool:
    """Whether a line begins with a time of day, before a city where one is given."""
    first = line.whens[0] if line.whens else None
    if first is None or not isinstance(first.value, When) or first.value.date is not None:
        return False
    return first.start <= line.body + 1 and (city is None or first.start < city.start)


def rows_by_day(
    body: Sequence[Line],
    dates: Mapping[int, Mention],
    by_line: Mapping[int, Sequence[Mention]],
    venues: Mapping[int, str],
) -> list[Line]:
    """The lines that begin rows by day, none where the days are those of one event's programme.

    `dates` are those that lines begin with and `venues` the venues named in the lines.
    """
    rows = [line for line in body if line.number in dates]
    rows = [line for line in rows if not _holds_others(line, rows, dates)]
    days = {dates[line.number].value.date for line in rows}
    cities = {_city_key(line.cities[0]) for line in rows if line.cities}
    labelled = {dates[line.number].value.start for line in rows if "date" in line.label}
    if len(days) < 2 and len(cities) < 2 and len(labelled - {None}) < 2 and not _hours_of_one_day(rows, dates):
        return []
    named = [mention.value for own in by_line.values() for mention in own]
    programme = _programme(named, {mention.value.date for mention in dates.values() if mention.value.date})
    programme = programme or _hours_of_days(body, rows, dates)
    if len(cities) < 2 and programme and not _each_elsewhere(rows, venues):
        return []
    return rows


def over_hours(body: Sequence[Line], by_line: Mapping[int, Sequence[Mention]]) -> dict[int, Mention]:
    """The days that begin paragraphs of text over two and more lines that each begin with an hour.

    "On 5 May all is about seeds ...", "3 pm: Sowing", "4 pm: Keeping": two and more such days that do not follow each
    other, as those of one event would.
    """
    found: dict[int, Mention] = {}
    for line, *below in zip(body, body[1:], body[2:], strict=False):
        day = next(iter(by_line.get(line.number, ())), None)
        if day is None or day.value.date is None or line.timed or line.residue() <= HEADING_REST or line.label:
            continue
        before = line.text[line.body - line.start : day.found.start - line.start]
        full = day.usable and day.value.end_date is None and "day" in day.value.stated
        if full and sum(map(str.isalpha, before)) <= BARE and all(begins_with_hour(one) for one in below):
            found[line.number] = day
    days = [mention.value.date for mention in found.values() if mention.value.date is not None]
    apart = all(two - one > dt.timedelta(days=1) for one, two in pairwise(days))
    return found if len(found) > 1 and apart else {}


def _hours_of_one_day(rows: Sequence[Line], dates: Mapping[int, Mention]) -> bool:
    """Whether the lines that begin with a day all give it in full with an hour of its own and stand over other text."""
    hours = {dates[line.number].value.start for line in rows}
    apart = all(two.number - one.number > 1 for one, two in pairwise(rows))
    return (
        len(hours - {None}) == len(rows) > 1
        and apart
        and all("day" in dates[line.number].value.stated and line.residue() <= HEADING_REST for line in rows)
    )


def _holds_others(line: Line, rows: Sequence[Line], dates: Mapping[int, Mention]) -> bool:
    """Whether a line of text tells the days that two and more rows below it name: "On 4 and 5 May we ..."."""
    value = dates[line.number].value
    if value.date is None or value.end_date is None or line.cities or line.timed or line.residue() <= HEADING_REST:
        return False
    first, last = value.date, value.end_date
    below = [dates[row.number].value for row in rows if row.number > line.number][:LONGEST_SECTION]
    return sum(one.end_date is None and one.date is not None and first <= one.date <= last for one in below) >= 2


def _each_elsewhere(rows: Sequence[Line], venues: Mapping[int, str]) -> bool:
    """Whether three and more rows each have a venue of their own: a week's events, not one event's programme."""
    ends = [line.number for line in rows[1:]] + [rows[-1].number + LONGEST_SECTION]
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
    hours = {line.number for line in body if begins_with_hour(line) or line.continued}
    ends = [line.number for line in rows[1:]] + [body[-1].number + 1]
    return all(
        line.residue() <= BARE and len(hours.intersection(range(line.number + 1, end))) >= 2
        for line, end in zip(rows, ends, strict=True)
    )
