"""The event of one row of a list: its day, hour, city, link, venue and title, from the row and what heads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from intake.reading import candidates
from intake.reading.cutting import Row
from intake.reading.dating import Mention
from intake.reading.entitling import row_title
from intake.reading.fields.where import BESIDE
from intake.reading.gathering import Event, Material, set_link
from intake.reading.leads import BARE, LONGEST_ROW, is_a_street
from intake.reading.proposal import Finding

__all__ = ["row_event"]

_ABOUT_AS_SURE = 0.6
_NESTED = 0.3
_SHORT_LINE = 70
_NO_PLACE = frozenset(("abroad", "topic"))


def row_event(
    material: Material,
    row: Row,
    by_line: Mapping[int, Sequence[Mention]],
    shared_day: Mention | None,
    shared_time: Mention | None,
) -> Event | None:
    """The event of a row, or None where nothing says when it is or its day is gone by.

    `shared_day` and `shared_time` are those that the text beside the list gives for all of its rows.
    """
    own = [mention for line in row.lines for mention in by_line.get(line.number, ())]
    usable = [mention for mention in own if mention.usable]
    event = Event(role="row", line=row.lines[0], apart=row.apart)
    heading = row.date_heading or shared_day
    dated = row.date or max(
        (m for m in usable if m.value.date and not (heading and _in_passing(material, row, m))),
        key=lambda m: m.weight,
        default=None,
    )
    timed = heading is not None and row.lead == "city" and row.lines[0].timed  # what follows may tell of another day
    if dated is None and any(
        m.value.date and "past" in m.against and not (timed and m.line is not row.lines[0])
        for m in own
        if not (heading is not None and _in_prose_below(row, m))
    ):
        return None
    if dated is None:
        dated = heading
        event.shared.add("when")
    if dated is None:
        return None
    if "when" not in event.shared and dated.value.start is None:
        day = dated.value.date  # "Wednesday News" over "13 March, 6pm"
        dated = next((m for m in usable if m.value.date == day and m.value.start is not None), dated)
    event.when = dated.found
    if dated.value.start is None or "when" in event.shared:
        hours = [m for m in usable if m.value.date is None and m.value.start is not None]
        if "when" not in event.shared and dated is not row.date:  # "5 pm. On the day before, 7 May, at 8 pm"
            hours.sort(key=lambda one: one.found.start < dated.found.end)
        time = next(iter(hours), None)
        said = dated.value.start if dated.line is not None and dated.found.end <= dated.line.end else None
        if time is not None and "when" in event.shared and said not in (None, time.value.start):
            event.doubts.add("inferred_time")
        time = time or row.hour_heading
        if time is None and dated.value.start is None and shared_time is not None:
            time = shared_time
            event.doubts.add("inferred_time")
        if time is not None:
            event.timed_by(time.found)
        elif dated.value.start is not None and "when" in event.shared and not row.lines[0].continued:
            event.doubts.add("inferred_time")
    if any(m.repeats for m in usable):
        event.doubts.add("repeats")
    cities = [found for line in row.lines for found in line.cities]
    event.where = _own_city(row, cities) or _head_or_deep_city(row, cities)
    if (below := _below_its_name(row, event.where)) is not None:
        event.where = below
    if event.where is not None and event.where.role in _NO_PLACE:
        event.doubts.add("far_place" if event.where.role == "abroad" else "passing_city")
    if len({m.value.date for m in usable if m.value.date}) > 1 and len({candidates.key_of(one) for one in cities}) > 1:
        event.doubts.add("several_cities")  # each of its days may have its own
    first = row.lines[0]
    links = [
        replace(found, score=found.score + _NESTED) if line.bullet and line.indent > first.indent else found
        for line in row.lines
        for found in line.links
    ]
    set_link(event, links)
    inside = [found for line in row.lines for found in material.venues_of(line)]
    event.venue = max(inside, key=lambda found: (found.score, any(map(str.isdigit, found.words))), default=None)
    event.title = row_title(material, row, event)
    return event


def _in_prose_below(row: Row, mention: Mention) -> bool:
    """Whether a day stands in a paragraph below a row by city, which tells of all rows: "The first was on 4 April"."""
    line = mention.line
    below = line is not None and line is not row.lines[0] and line.blank_before
    return below and row.lead == "city" and line is not None and line.length > LONGEST_ROW


def _in_passing(material: Material, row: Row, mention: Mention) -> bool:
    """Whether a day without year, weekday and time stands behind the row's first sentence: "as on 25 April"."""
    if mention.value.start is not None or {"year", "weekday"} & mention.value.stated:
        return False
    first = row.lines[0]
    return mention.line is first and material.layout.sentence(first.part, mention.found.start)[0] > first.start


def _own_city(row: Row, cities: Sequence[Finding]) -> Finding | None:
    """The city a row begins with; the one named behind it where the first is of another country, as regions are."""
    if row.city is None or row.city.role != "abroad":
        return row.city
    return next((one for one in cities if one.certain and one.role is None and not candidates.inferred(one)), row.city)


def _head_or_deep_city(row: Row, cities: Sequence[Finding]) -> Finding | None:
    """The city of a row by date: its head line's, its heading's, or the one below, which a far one yields to."""
    head = _row_city(row, cities)
    if head is None or head.role not in _NO_PLACE:
        return head or row.city_heading or _deep_city(row)
    deep = _deep_city(row)
    return deep if deep is not None and deep.certain and deep.role is None else head


def _row_city(row: Row, cities: Sequence[Finding]) -> Finding | None:
    """The city of a row by date: the first of its head line, or its day's, that is about as sure as the best."""
    line = row.date.line if row.date is not None and row.date.line in row.lines[1:2] else row.lines[0]
    end = line.end if line.length <= LONGEST_ROW else line.start + LONGEST_ROW
    head = [found for found in cities if line.start <= found.start <= end]
    head = [found for found in head if not candidates.inferred(found)] or head
    head = [found for found in head if not is_a_street(line, found)] or head
    head = [found for found in head if found.role not in _NO_PLACE] or head
    best = max((found.score for found in head), default=0.0)
    return next((found for found in head if found.score >= _ABOUT_AS_SURE * best), None)


def _below_its_name(row: Row, named: Finding | None) -> Finding | None:
    """The city with its country that begins the line below the name of an event by day, where that names a city alone.

    "9 May  A visit to the Osaka seed house", "  Ghent, Belgium, by Loam Friends".
    """
    below = row.lines[1] if len(row.lines) > 1 else None
    if below is None or named is None or row.city is not None or named.rule == BESIDE or named is row.city_heading:
        return None
    return next((one for one in below.cities[:1] if one.rule == BESIDE and one.start == below.body), None)


def _deep_city(row: Row) -> Finding | None:
    """A city named below a row's head line, where it stands as an address, with the hour or a label, not in a story.

    Or in the line right below, where the day stands alone on its own.
    """
    alone = row.lines[0].residue() <= BARE
    lines = [
        line
        for number, line in enumerate(row.lines[1:])
        if line.label
        or "place" in line.signs
        or line.timed  # "Meeting point: 4 pm at the car park in Leeds, at the end of the village"
        or line.length < _SHORT_LINE
        or line.residue() <= 24
        or (alone and not number)
    ]
    cities = [found for line in lines for found in line.cities]
    named = [found for found in cities if not candidates.inferred(found)] or cities
    return max(named, key=lambda one: (one.certain, one.rule == BESIDE, one.score, -one.start), default=None)
