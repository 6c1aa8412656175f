"""Events told in running text, each city with its hour: in one sentence, or paragraph by paragraph."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from intake.reading import candidates, cues, dating
from intake.reading.cutting import Row
from intake.reading.further import in_city
from intake.reading.gathering import Event, Material
from intake.reading.layout import Line
from intake.reading.places import distance
from intake.reading.proposal import Finding, Place, When

Pair = tuple[Finding, dating.Mention]

_NEAR_CITY = 140
_MOST_EXTRAS = 40
# So many cities that each have their hour are a list, and no cities of one event.
_CLEAR = 3
_AT_ONCE = 3
_TOWN = 50_000
_FASTEST, _BY_ROAD = 150, 80  # kilometres an hour
_SHORT_GAP = 36
_SHORT_LEAD = 8
_STOP = re.compile(r"[.!?]\s+\W*[^\W\d_a-z]")
_AND = cues.entries("and")


def in_sentence(material: Material, main: Event) -> list[Event]:
    """Events of one sentence that names each city with its time: "in Leeds (City Square, 1pm) and York (2pm)"."""
    by_line: dict[int, list[dating.Mention]] = {}
    dated: dict[int, list[dating.Mention]] = {}
    for mention in material.judged:
        if mention.line is not None and _is_hour(mention):
            by_line.setdefault(mention.line.number, []).append(mention)
        if mention.line is not None and mention.usable and mention.value.date is not None:
            dated.setdefault(mention.line.number, []).append(mention)
    for line in material.layout.lines:
        pairs = city_hours(line, by_line.get(line.number, ()))
        if len(pairs) < 2:
            continue
        told = _cities_told(material, by_line)
        if len(told) >= max(len(pairs) + 1, _CLEAR) and {candidates.key_of(city) for city, _ in pairs} <= told.keys():
            break  # other paragraphs tell of more
        events = []
        for city, time in pairs:
            event = in_city(material, main, city, line)
            if len(pairs) >= _CLEAR:
                event.doubts.discard("several_cities")
            own = [day for day in dated.get(line.number, ()) if day.found.start < time.found.start]
            if own and time.value.date is None:
                event.when = own[-1].found
            _at(event, time)
            events.append(event)
        return events
    return _by_paragraph(material, main, by_line)


def cities_in_row(
    material: Material, row: Row, event: Event, by_line: Mapping[int, Sequence[dating.Mention]]
) -> list[Event]:
    """The event of a row by city again for each further city with an hour: "Turin, 9.30; Novara, 9; Asti, 10".

    A comma parts them where each hour stands right behind its city: "Vienna 5pm, Graz 6pm".
    """
    line = row.lines[0]
    times = [time for time in by_line.get(line.number, ()) if time.usable and time.value.start and not time.doors]
    pairs = city_hours(line, times) if row.lead == "city" and len(times) > 1 else []
    if not pairs or pairs[0][0] is not row.city:
        return []
    events = []
    for (_, before), (city, time) in pairwise(pairs):
        gap = line.text[before.found.end - line.start : city.start - line.start]
        if ";" not in gap and (gap.strip() != "," or not _opens_before(line, city, time.found.start)):
            break
        further = replace(event, where=city, venue=None, time=None, others={}, doubts=set(event.doubts))
        _at(further, time)
        events.append(further)
    return events


def city_hours(line: Line, times: Sequence[dating.Mention]) -> list[Pair]:
    """The cities of a line that each have their hour, before or behind it; none unless they are all different."""
    times = times[:_MOST_EXTRAS]
    if len(times) < 2 or len(line.cities) < 2:
        return []  # no two cities, each with an hour of its own
    pairs = _cities_first(line, times)
    if len(pairs) < 2:
        pairs = _hours_first(line, times)
    different = {candidates.key(city.value) for city, _ in pairs if isinstance(city.value, Place)}
    return pairs if len(different) == len(pairs) else []


def _cities_first(line: Line, times: Sequence[dating.Mention]) -> list[Pair]:
    """ "in Leeds at 1 pm and in York at 2 pm"."""
    pairs: list[Pair] = []
    for number, time in enumerate(times):
        since = times[number - 1].found.end if number else line.start
        cities = [city for city in line.cities if since <= city.start and city.end <= time.found.start]
        cities = [city for city in cities if not candidates.inferred(city)]
        cities = [city for city in cities if not _in_brackets(line, city)] or cities
        cities = [city for city in cities if _opens_before(line, city, time.found.start)] or cities
        if not cities or time.found.start - cities[0].end > _NEAR_CITY:
            break
        if number and not _goes_on(line, since, cities[0].start):
            break
        pairs.append((cities[0], time))
    return pairs


def _in_brackets(line: Line, city: Finding) -> bool:
    """Whether a city stands within brackets, as squares do: "Leeds (2 pm, from York Street), Hull (3 pm)"."""
    at = city.start - line.start
    return line.text.rfind("(", 0, at) > line.text.rfind(")", 0, at)


def _hours_first(line: Line, times: Sequence[dating.Mention]) -> list[Pair]:
    """ "at 1 pm in Leeds and at 2 pm in York", "1 pm (Leeds and Hull), 2 pm (York)"."""
    pairs: list[Pair] = []
    last = line.start
    for number, time in enumerate(times):
        until = times[number + 1].found.start if number + 1 < len(times) else line.end
        first = next((city for city in line.cities if time.found.end <= city.start < until), None)
        if first is None or candidates.inferred(first) or not _right_behind(line, time.found.end, first.start):
            break
        if number and not _goes_on(line, last, time.found.start):
            break
        run = line.run(first)
        cities = [city for city in run[run.index(first) :] if city.start < until]
        pairs += [(city, time) for city in cities]
        last = cities[-1].end
    return pairs if len({id(time) for _, time in pairs}) > 1 else []


def _right_behind(line: Line, end: int, start: int) -> bool:
    """Whether a bracket or one short word stands between an hour and its city."""
    gap = line.text[end - line.start : start - line.start]
    return len(gap) <= _AT_ONCE * 2 and not any(sign.isdigit() or sign in ",;.:–—-/" for sign in gap)


def _goes_on(line: Line, end: int, start: int) -> bool:
    """Whether a comma, a bracket or "and" parts what stands between one pair and the next."""
    gap = line.text[end - line.start : start - line.start]
    parted = any(sign in gap for sign in ",;)、，") or bool(_AND & set(cues.words(gap)))
    return len(gap) <= _SHORT_GAP * 3 and parted


def _at(event: Event, time: dating.Mention) -> None:
    """Give an event the hour told for it, and the day where that has one of its own."""
    if time.value.date is not None:
        event.when, event.time = time.found, None
    else:
        event.timed_by(time.found)


def _opens_before(line: Line, city: Finding, start: int) -> bool:
    """Whether nothing but a bracket stands between a city and its hour: "Leipzig (6 pm, Albertina), München (3 pm"."""
    gap = line.text[city.end - line.start : start - line.start]
    return len(gap) <= _AT_ONCE and not any(sign.isalnum() for sign in gap)


def _by_paragraph(material: Material, main: Event, by_line: Mapping[int, Sequence[dating.Mention]]) -> list[Event]:
    """The events of running text in which three and more cities are told with their hour.

    In one sentence, or the paragraph begins with the city and tells the hour further down.
    """
    days: dict[int, list[dating.Mention]] = {}
    for mention in material.judged:
        if mention.line is not None and mention.usable and mention.value.date is not None:
            days.setdefault(mention.line.paragraph, []).append(mention)
    told = _cities_told(material, by_line)
    if (len(told) < _CLEAR and not _nobody_is_at_both(material, list(told.values()))) or len(told) > _MOST_EXTRAS:
        return []
    own_days = {line.paragraph for _, _, line in told.values()}
    if main.line is not None and main.line.paragraph in own_days:
        common = dating.days([day for day in material.judged if day.line and day.line.paragraph not in own_days])
        main = replace(main, when=common[0].best.found) if common else main
    events = []
    for city, time, line in told.values():
        event = in_city(material, main, city, line)
        own = [day for day in days.get(line.paragraph, ()) if day.found.start < time.found.start]
        if own and time.value.date is None:
            event.when = own[-1].found
        elif event.when is not None and isinstance(event.when.value, When):
            # A weekend's range holds for all together.
            event.when = replace(event.when, value=replace(event.when.value, end_date=None))
        _at(event, time)
        events.append(event)
    return [*events, *_listed_beside(material, main, told)]


def _nobody_is_at_both(material: Material, told: Sequence[tuple[Finding, dating.Mention, Line]]) -> bool:
    """Whether two cities are so far apart that nobody gets from one to the other between their hours.

    Where each begins a sentence that tells its hour, not even on a good road.
    """
    if len(told) != 2:
        return False
    (one, first, _), (other, second, _) = told
    if not isinstance(one.value, Place) or not isinstance(other.value, Place):
        return False
    days = {first.value.date, second.value.date} - {None}
    if one.value.country != other.value.country or min(one.value.population, other.value.population) < _TOWN:
        return False  # a city told in two languages, or a word that is a small town's name
    if len(days) > 1 or first.value.start is None or second.value.start is None:
        return False
    hours = abs(first.value.start.hour - second.value.start.hour) + 0.5
    alike = all(_begins_its_sentence(material, city, hour) for city, hour, _ in told)
    return (_BY_ROAD if alike else _FASTEST) * hours < distance(one.value, other.value) < math.inf


def _listed_beside(
    material: Material, main: Event, told: Mapping[tuple[object, ...], tuple[Finding, dating.Mention, Line]]
) -> list[Event]:
    """The event in the cities that a label lists with those told ("Where: Leeds, York"), if no hour is told there."""
    events: list[Event] = []
    for line in material.layout.lines:
        run = line.run(line.cities[0]) if "place" in line.label and line.cities else []
        if len(run) < _CLEAR or sum(candidates.key_of(city) in told for city in run) < 2:
            continue
        for city in run[:_MOST_EXTRAS]:
            if (
                candidates.key_of(city) in told
                or not candidates.is_meant(city)
                or main.when is None
                or not isinstance(main.when.value, When)
            ):
                continue
            event = in_city(material, main, city, line)
            if event.time is None or event.time is main.time:
                event.time, event.when = None, replace(main.when, value=replace(main.when.value, start=None, end=None))
            events.append(event)
    return events


def _cities_told(
    material: Material, by_line: Mapping[int, Sequence[dating.Mention]]
) -> dict[tuple[object, ...], tuple[Finding, dating.Mention, Line]]:
    """The cities of running text with the hour and line that tell of each."""
    paragraphs: dict[int, list[Line]] = {}
    for line in material.layout.lines:
        if line.part != "subject" and not line.label and not line.bullet:
            paragraphs.setdefault(line.paragraph, []).append(line)
    told: dict[tuple[object, ...], tuple[Finding, dating.Mention, Line]] = {}
    for lines in paragraphs.values():
        times = [time for line in lines for time in by_line.get(line.number, ())][:_MOST_EXTRAS]
        cities = [city for line in lines for city in line.cities if times and candidates.is_meant(city)]
        for city, time in _of_sentences(material, cities, times) or _of_paragraph(cities, times):
            if isinstance(city.value, Place) and time.line is not None:
                told.setdefault(candidates.key(city.value), (city, time, time.line))
    return told


def in_running_text(material: Material, rows: Sequence[Row], by_line: Mapping[int, Sequence[dating.Mention]]) -> bool:
    """Whether what looks like rows by city is running text that tells of more cities, several of them in one line.

    "In Leeds, it is at 12. ... In York it will be at 1, in Hull, too, at 2."
    """
    if any(row.lead != "city" or row.lines[0].bullet or row.lines[0].label or row.lines[0].links for row in rows):
        return False
    timed = {number: [one for one in own if _is_hour(one)] for number, own in by_line.items()}
    told = _cities_told(material, timed)
    named = {candidates.key(row.city.value) for row in rows if row.city and isinstance(row.city.value, Place)}
    held = [line.number for _, _, line in told.values()]
    several = any(held.count(row.lines[0].number) > 1 for row in rows)
    return several and max(_CLEAR, len(rows)) < len(told) and named <= told.keys()


def _is_hour(mention: dating.Mention) -> bool:
    return mention.usable and mention.value.start is not None and not mention.doors


def _of_sentences(material: Material, cities: Sequence[Finding], times: Sequence[dating.Mention]) -> list[Pair]:
    """The first city and hour of each sentence that names both; all of one that names three in turn, or joins two."""
    pairs: list[Pair] = []
    sentences: dict[tuple[int, int], list[dating.Mention]] = {}
    for time in times:
        sentences.setdefault(material.layout.sentence(time.found.part, time.found.start), []).append(time)
    for (start, end), hours in sentences.items():
        named = [city for city in cities if start <= city.start < end]
        several = _in_turn(start, named, hours)
        if len(several) >= _CLEAR or _joins(several):
            pairs += several
        elif named:
            pairs.append((named[0], _hour_of(material, named[0], hours)))
        elif (before := _named_before(material, cities, times, hours[0])) is not None:
            pairs.append((before, hours[0]))
    # Only beside cities told in one sentence with their hours is one told in the sentence before its hour.
    return pairs if any(_in_one_sentence(material, *pair) for pair in pairs) else []


def _in_one_sentence(material: Material, city: Finding, hour: dating.Mention) -> bool:
    start, end = material.layout.sentence(hour.found.part, hour.found.start)
    return start <= city.start < end


def _begins_its_sentence(material: Material, city: Finding, hour: dating.Mention) -> bool:
    start, _ = material.layout.sentence(city.part, city.start)
    lead = material.layout.texts[city.part][start : city.start].strip()
    return len(lead) <= _SHORT_LEAD and _in_one_sentence(material, city, hour)


def _hour_of(material: Material, city: Finding, hours: Sequence[dating.Mention]) -> dating.Mention:
    """The hour that goes with the one city of a sentence: the first, or the first behind the city where a stop parts
    that from the hours before: "... is here at 6.30 p.m. And Leeds begins at 8".
    """
    first = hours[0]
    if first.found.start > city.start:
        return first
    between = material.layout.texts[city.part][first.found.end - 1 : city.start]
    behind = next((hour for hour in hours if hour.found.start > city.start), None)
    return behind if behind is not None and _STOP.search(between) else first


def _named_before(
    material: Material, cities: Sequence[Finding], times: Sequence[dating.Mention], hour: dating.Mention
) -> Finding | None:
    """The city with which a sentence before an hour begins, if neither stands since: "In Leeds we ... There, at 5"."""
    before = [city for city in cities if city.start < hour.found.start]
    if not before or hour.found.start - before[-1].end > _NEAR_CITY * 2:
        return None
    city = before[-1]
    begin = material.layout.sentence(city.part, city.start)[0]
    lead = material.layout.texts[city.part][begin : city.start].strip()
    timed = any(city.end <= time.found.start < hour.found.start for time in times)
    return None if timed or len(lead) > _SHORT_LEAD else city


def _joins(pairs: Sequence[Pair]) -> bool:
    """Whether a comma or "and" joins two cities with their hours: "in Lyon at 2 pm, and in Lille at 3 pm"."""
    if len(pairs) != 2 or pairs[0][1].line is None:
        return False
    (_, hour), (city, _) = pairs
    return pairs[0][1].line is pairs[1][1].line and _goes_on(pairs[0][1].line, hour.found.end, city.start)


def _in_turn(start: int, cities: Sequence[Finding], times: Sequence[dating.Mention]) -> list[Pair]:
    """The cities with the hour behind each: "in Lyon (main square) at 2 pm, in Lille (theatre) at 3 pm"."""
    pairs: list[Pair] = []
    for time in times:
        between = (city for city in cities if start <= city.start and city.end <= time.found.start)
        city = next(between, None)
        if city is not None and time.found.start - city.end <= _NEAR_CITY:
            pairs.append((city, time))
        start = time.found.end
    return pairs


def _of_paragraph(cities: Sequence[Finding], times: Sequence[dating.Mention]) -> list[Pair]:
    """The first city of a paragraph and the first hour behind it."""
    behind = [time for time in times if cities and time.found.start > cities[0].start]
    return [(cities[0], behind[0])] if behind else []
