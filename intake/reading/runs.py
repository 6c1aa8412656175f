"""The cities and days of lines that are rows only because others like them stand with them, as in a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from intake.reading.candidates import inferred, key_of
from intake.reading.dating import Mention
from intake.reading.layout import Line
from intake.reading.leads import (
    BARE,
    COLUMN,
    LONGEST_ROW,
    NO_WORD,
    SHORT_ROW,
    SMALL_WORD,
    beside_times,
    is_a_street,
)
from intake.reading.proposal import Finding, Place

# What may part a city from the venue behind it.
_PARTED = re.compile(r"\s*[:：|/(,·•–—-]\s*\w")
_CODE = re.compile(r"^,? ?\(?[A-Z]{2,3}\)?")  # "(UK)", ", NL"
_PARTS = frozenset("-–—|")
_HEADLINE = 40
# A city that a row names as its own may be abroad.
_OWN = (None, "abroad")
# So many lines away the rows beside a line are looked for.
_NEAR = 2
# So many cells at the end of a row may be empty.
_EMPTY_CELLS = 2
_LONGEST_ENTRY = 700
_PARTING = re.compile(r"\s*([-–—:|·•]{1,5})\s")


def with_venues(body: Sequence[Line], venues: Mapping[int, str]) -> dict[int, Finding]:
    """The cities that begin short lines with no day or hour and are followed by a venue: "Leeds - City Museum".

    Three and more different ones in lines that stand together, of which half begin so and have a known venue.
    """
    found: dict[int, Finding] = {}
    together: dict[int, Finding] = {}
    length = 0
    for place, line in enumerate(body):
        row = not (line.whens or line.label) and line.length <= SHORT_ROW
        if not row or (place and line.blank_before and not body[place - 1].blank_before):
            together, length = {}, 0
        if not row:
            continue
        length += 1
        first = line.cities[0] if line.cities and line.cities[0].start == line.body else None
        if first is None or inferred(first):
            continue
        parting = _PARTED.match(line.text, first.end - line.start)
        if parting or (line.number in venues and SMALL_WORD.match(line.text, first.end - line.start)):
            together[line.number] = first
        housed = sum(number in venues for number in together)
        if len({key_of(city) for city in together.values()}) >= COLUMN and min(housed, len(together)) * 2 >= length:
            found |= together
    return found


def columns(body: Sequence[Line]) -> dict[int, Finding]:
    """The cities that begin short lines with a time ("Leeds City Square 2pm") where three and more stand together."""
    found: dict[int, Finding] = {}
    longest = together = 0
    for line in body:
        first = line.cities[0] if line.cities and line.timed and line.length <= SHORT_ROW else None
        if first is None or inferred(first) or any(sign.isalnum() for sign in beside_times(line, first.start)):
            together = 0
            continue
        together = 1 if line.blank_before else together + 1
        longest = max(longest, together)
        found[line.number] = first
    return found if longest >= COLUMN else {}


def behind_houses(body: Sequence[Line]) -> dict[int, Finding]:
    """The cities of short lines with an hour behind a venue and its city: "Town Hall, Leeds: 5 pm".

    Three and more that stand together, in different cities.
    """
    found: dict[int, Finding] = {}
    together: dict[int, Finding] = {}
    for line in body:
        city = _between_house_and_hour(line) if line.length <= SHORT_ROW else None
        if city is None or line.blank_before:
            together = {}
        if city is not None:
            together[line.number] = city
            if len({key_of(one) for one in together.values()}) >= COLUMN:
                found |= together
    return found


def closed_by_cities(body: Sequence[Line], dates: Mapping[int, Mention]) -> dict[int, Finding]:
    """The cities that end points below days alone on their lines: "- Loom talks – Threads, Leeds (UK)".

    Three and more in different cities, and nearly all points there are. `dates` are the days that lines begin with.
    """
    found: dict[int, Finding] = {}
    points = 0
    headed = False
    for line in body:
        if line.number in dates and not line.cities and not line.links and line.residue() <= BARE:
            headed = True
        elif line.bullet and headed:
            points += 1
            if (city := _closing_city(line)) is not None:
                found[line.number] = city
    several = len({key_of(city) for city in found.values()}) >= COLUMN
    return found if several and len(found) * 5 >= points * 4 else {}


def _closing_city(line: Line) -> Finding | None:
    """The city with which a line without a day ends, parted by a comma or dash from the words before it."""
    city = next((one for one in reversed(line.cities) if one.role is None and not inferred(one)), None)
    if city is None or line.dates:
        return None
    before = line.text[line.body - line.start : city.start - line.start].rstrip()
    behind = _CODE.sub("", line.text[city.end - line.start :])
    parted = len(before) > NO_WORD and before.endswith((",", "-", "–", "—", "|"))
    return city if parted and not any(map(str.isalpha, behind)) else None


def _between_house_and_hour(line: Line) -> Finding | None:
    """The city that ends the words of a line before its hour, parted from a venue before it by a comma or dash."""
    if line.dates or line.label or len(line.whens) != 1 or not line.timed:
        return None
    hour = line.whens[0].start
    city = next((one for one in reversed(line.cities) if one.end <= hour), None)
    if city is None or inferred(city):
        return None
    before = line.text[line.body - line.start : city.start - line.start].rstrip()
    behind = line.text[city.end - line.start : hour - line.start]
    return city if before.endswith((",", "-", "–", "—", "|")) and not any(map(str.isalnum, behind)) else None


def capitals(body: Sequence[Line]) -> dict[int, Finding]:
    """The cities in capitals that begin lines which go on in small letters: "LEEDS at the town hall, 5 May".

    Three and more different ones; their day and hour may stand on the lines below.
    """
    found = {
        line.number: line.cities[0]
        for line in body
        if line.cities and line.cities[0].start == line.body and _in_capitals(line, line.cities[0])
    }
    return found if len({key_of(city) for city in found.values()}) >= COLUMN else {}


def _in_capitals(line: Line, city: Finding) -> bool:
    words = city.words
    return len(words) > NO_WORD and words.isupper() and words != words.lower() and not line.text.isupper()


def tabled(body: Sequence[Line]) -> dict[int, Finding]:
    """The cities of a table's rows: two and more lines of as many cells, each with a day and a city in one column.

    The last cells of a row between two such may be empty.
    """
    columns_: dict[tuple[int, int], dict[int, Finding]] = {}
    for line in body:
        if not line.dates or not line.cell(line.end):
            continue
        named = (one for one in line.cities if one.certain and one.role in _OWN and not inferred(one))
        city = next((one for one in named if not is_a_street(line, one)), None)
        if city is not None:
            columns_.setdefault((line.cell(line.end), line.cell(city.start)), {})[line.number] = city
    for (cells, column), own in columns_.items():
        for number, city in list(own.items()):
            for longer in range(cells + 1, cells + 1 + _EMPTY_CELLS):
                others = columns_.get((longer, column), {})
                if number - 1 in others or number + 1 in others:
                    others[number] = city
    return {
        number: city
        for own in columns_.values()
        if len({key_of(one) for one in own.values()}) > 1
        for number, city in own.items()
    }


def beside_dated(
    body: Sequence[Line], rows: Sequence[Line], cities: Mapping[int, Finding], by_line: Mapping[int, Sequence[Mention]]
) -> dict[int, Finding]:
    """The cities of lines that stand among rows by city, each with a day of its own, and have day and city as these do.

    "6 pm - 5 May - Leeds - Mill", "6 May - York - Town Hall", "7 pm - 8 May - Hull - Dome": the second has no hour.
    `rows` are the lines that begin a row, `cities` their cities.
    """
    first = {line.number: line for line in rows}
    if len(rows) < 2 or not all(line.dates for line in rows):
        return {}
    found: dict[int, Finding] = {}
    for line in body:
        near = [first[at] for at in range(line.number - _NEAR, line.number + _NEAR + 1) if at in first]
        if line.number in first or len(near) < 2 or not line.dates or line.label or line.length > LONGEST_ROW:
            continue
        named = [city for city in line.cities if city.certain and city.role in _OWN and not inferred(city)]
        named = [city for city in named if not is_a_street(line, city)]
        held = {key_of(cities[row.number]) for row in near}
        alike = all(row.bullet == line.bullet and row.indent == line.indent for row in near)
        usable = any(one.usable and "day" in one.value.stated for one in by_line.get(line.number, ()))
        if alike and usable and named and held.isdisjoint(map(key_of, named)):
            found[line.number] = named[0]
    return found


def bulleted(body: Sequence[Line]) -> dict[int, Finding]:
    """The cities of bullets that each tell a meeting and its hour in one city: "• Tuesday at 5 pm we meet in Leeds".

    Three and more in different cities, with a day or a word for a meeting each, since the stops of a tour have only
    hours; or the city stands alone between dashes: "• town hall - Leeds - 5 pm".
    """
    timed = [line for line in body if line.bullet and line.timed]
    found: dict[int, Finding] = {}
    named: set[tuple[str | None, str | None]] = set()
    for line in timed:
        cities = [city for city in line.cities if city.certain and city.role is None and not inferred(city)]
        keys = {(place.city, place.country) for city in cities if isinstance(place := city.value, Place)}
        told = bool(line.dates) or any(
            cue.key in ("event", "starts") and cue.end - cue.start > NO_WORD for cue in line.cues
        )
        celled = next((city for city in cities if _is_a_cell(line, city)), None)
        if len(keys) == 1 and (told or celled is not None):
            found[line.number] = celled or cities[0]
            named |= keys
    return found if len(named) >= COLUMN and len(found) * 4 >= len(timed) * 3 else {}


def _is_a_cell(line: Line, city: Finding) -> bool:
    """Whether a city stands alone between two dashes or bars of its line."""
    before, after = line.text[: city.start - line.start].rstrip(), line.text[city.end - line.start :].lstrip()
    return before[-1:] in _PARTS and after[:1] in _PARTS and len(before) > NO_WORD


def pointed(body: Sequence[Line], by_line: Mapping[int, Sequence[Mention]]) -> dict[int, Mention]:
    """The days of points that each give a name, one day in full and one city: "• Loam Days, 1-2 June 2026, Athens".

    Three and more that stand together, on different days, with headlines between them or not; day and city may stand
    on the line below the point's first.
    """
    found: dict[int, Mention] = {}
    pending: dict[int, Mention] = {}
    together: set[object] = set()
    for place, line in enumerate(body):
        if together and not line.bullet and not line.blank_before and line.indent > body[place - 1].indent:
            continue  # it goes on with the point above
        day = _day_and_city(line, by_line) if line.bullet else None
        if day is None and line.bullet and not by_line.get(line.number) and place + 1 < len(body):
            below = body[place + 1]
            goes_on = not below.bullet and not below.blank_before and below.indent > line.indent
            day = _day_and_city(below, by_line) if goes_on else None
        if day is None:
            if not _is_a_headline(line):
                together, pending = set(), {}
            continue
        together.add(day.value.date)
        pending[line.number] = day
        if len(together) >= COLUMN:
            found |= pending
            pending = {}
    return found


def _is_a_headline(line: Line) -> bool:
    """Whether a line stands below an empty one with a few words, as a part of the world over its events does."""
    text = line.text.strip()
    short = len(text) <= _HEADLINE and not text.endswith((".", ",", ";"))
    point = line.bullet and not text.startswith("**")  # "**Europe**" is bold
    return short and line.blank_before and not (point or line.whens or line.links or line.label)


def closing(body: Sequence[Line], by_line: Mapping[int, Sequence[Mention]]) -> dict[int, Mention]:
    """The days of lines that each give a name and end with one day and its hour: "Elm Club, Mill Lane 5 May 2-4 pm".

    Three and more that stand together, on different days or at different hours.
    """
    found: dict[int, Mention] = {}
    pending: dict[int, Mention] = {}
    together = 0
    times: set[tuple[object, object]] = set()
    for place, line in enumerate(body):
        parted = not place or (line.blank_before and not body[place - 1].blank_before)
        day = _day_at_the_end(line, by_line.get(line.number, ()))
        if parted or day is None:
            together, pending, times = 0, {}, set()
        if day is not None:
            together += 1
            pending[line.number] = day
            times |= {(one.value.date, one.value.start) for one in by_line.get(line.number, ())}
            if together >= COLUMN and len(times) > 1:
                found |= pending
                pending = {}
    return found


def alike(
    body: Sequence[Line], by_line: Mapping[int, Sequence[Mention]], dates: Mapping[int, Mention]
) -> dict[int, Mention]:
    """The days that begin lines too long for a row, where the same sign parts them as on two and more rows.

    "5.6. --- Mill House. Reading. 8 pm", and one below it that goes on to tell what is read.
    """
    found: dict[int, Mention] = {}
    signs: Counter[str] = Counter()
    for line in body:
        short = line.number in dates
        day = dates[line.number] if short else next(iter(by_line.get(line.number, ())), None)
        if day is None or day.value.date is None or day.found.start != line.body or not day.usable:
            continue
        parting = _PARTING.match(line.text, day.found.end - line.start)
        if parting is None:
            continue
        signs[parting[1]] += short
        if LONGEST_ROW < line.length <= _LONGEST_ENTRY and not short and not line.label:
            found[line.number] = day
    return {
        number: day
        for number, day in found.items()
        if day.line is not None
        and (sign := _PARTING.match(day.line.text, day.found.end - day.line.start))
        and signs[sign[1]] > 1
    }


def _day_at_the_end(line: Line, mentions: Sequence[Mention]) -> Mention | None:
    """The day with which a short line ends, an hour before or behind it."""
    days = [mention for mention in mentions if mention.value.date is not None]
    if len(days) != 1 or not line.timed or line.label or line.length > LONGEST_ROW:
        return None
    if not all(mention.usable for mention in mentions) or "day" not in days[0].value.stated:
        return None
    last = max(mention.found.end for mention in mentions)
    behind = sum(sign.isalnum() for sign in line.text[last - line.start :])
    return days[0] if behind <= NO_WORD else None


def _day_and_city(line: Line, by_line: Mapping[int, Sequence[Mention]]) -> Mention | None:
    """The day in full of a line that names one day and one city and is no longer than a row."""
    days = [mention for mention in by_line.get(line.number, ()) if mention.value.date is not None]
    cities = {key_of(city) for city in line.cities if city.certain and not inferred(city)}
    full = len(days) == 1 and days[0].usable and {"day", "month"} <= days[0].value.stated
    return days[0] if full and len(cities) == 1 and line.length <= LONGEST_ROW else None
