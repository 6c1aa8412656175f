"""Events that one sentence tells as stops: each day with its cities, "in Leeds on 12 May and in York on 20 May"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from intake.reading import candidates, cues
from intake.reading.dating import Mention
from intake.reading.gathering import Event, Material, set_link
from intake.reading.layout import Line
from intake.reading.proposal import Finding, Place, When

__all__ = ["LIST", "stops"]

LIST = 3
"""So many stops are a list, and no journey or exhibition that goes from one day and city to another."""
_MOST = 40
_FAR = 120  # characters between a day and its city
_LEAD, _WORDS = 24, 3  # characters and words before the last of two stops, one of which is "and"
_AND = cues.entries("and")
_SOON = 12  # characters of a sentence before the day it begins with: "Le samedi"
_BEGINS = re.compile(r"[.;]\s+(?:\w{1,3}\s+)?$")
_REMARK = re.compile(r"\([^()\n]{0,80}\)")


@dataclass(slots=True, eq=False)
class _Stop:
    """A day of a sentence with its hour and its cities."""

    day: Mention
    cities: list[Finding] = field(default_factory=list)
    hour: Mention | None = None


def stops(material: Material, main: Event) -> list[Event]:
    """The events of the sentences that tell two and more days, each with its cities; none where no sentence does.

    The event itself is among them; where only another sentence tells its day, it comes first.
    """
    found = [stop for told_in in _sentences(material, 2) for stop in _stops(material, *told_in)]
    found = found or _sentence_by_sentence(material)
    told = [_event(material, main, stop, city) for stop in found for city in stop.cities]
    if not told:
        return []
    _share_hour(material, told)
    if len(told) < LIST:
        for event in told:
            event.doubts.add("several_dates")
    return told if main.day in {event.day for event in told} else [main, *told]


def _share_hour(material: Material, told: Sequence[Event]) -> None:
    """Give the one hour that the mail names to all events, if none has one of its own."""
    timed = [one for one in material.judged if one.usable and one.value.start is not None and not one.doors]
    if len({one.value.start for one in timed}) != 1 or any(map(_start, told)):
        return
    for event in told:
        event.timed_by(timed[0].found)


def _start(event: Event) -> dt.time | None:
    return event.when.value.start if event.when is not None and isinstance(event.when.value, When) else None


def _sentences(material: Material, least: int) -> list[tuple[list[Mention], int, int]]:
    """The days and hours of each sentence outside the subject that names so many days, and its bounds.

    A semicolon ends no sentence here: "in Leeds on 12 May; in York on 20 May".
    """
    told: dict[tuple[str, int], tuple[list[Mention], int, int]] = {}
    last: tuple[str, int, int] = ("", 0, 0)
    for mention in sorted(material.judged, key=lambda one: (one.found.part, one.found.start)):
        line, found = mention.line, mention.found
        if line is None or line.part == "subject" or line.label or not mention.usable:
            continue
        if last[0] != found.part or not last[1] <= found.start < last[2]:
            last = (found.part, *_bounds(material, found))
        told.setdefault(last[:2], ([], last[1], last[2]))[0].append(mention)
    return [
        (mentions, start, end)
        for mentions, start, end in told.values()
        if len(mentions) <= _MOST and len({one.value.date for one in mentions if one.value.date is not None}) >= least
    ]


def _bounds(material: Material, found: Finding) -> tuple[int, int]:
    layout, text = material.layout, material.layout.texts[found.part]
    start, end = layout.sentence(found.part, found.start)
    for _ in range(_MOST):
        if not text[start:end].rstrip().endswith(";") or end >= len(text):
            break
        end = layout.sentence(found.part, end)[1]
    return start, end


def _stops(material: Material, mentions: Sequence[Mention], start: int, end: int) -> list[_Stop]:
    """The stops of a sentence: its days all stand before their cities or all behind them."""
    first = mentions[0].line
    days = [mention for mention in mentions if mention.value.date is not None and "day" in mention.value.stated]
    if first is None or len(days) < 2:
        return []
    cities = [
        city
        for line in _lines(material, first, start, end)
        for city in line.cities
        if start <= city.start < end and _is_a_stop(city)
    ]
    if len({candidates.key_of(city) for city in cities}) < 2:
        return []
    text = material.layout.texts[first.part]
    found = _grouped(days, cities, text)
    if 0 < len(found) < LIST and not _coordinated(material, found, text):
        return []
    for hour in mentions:
        if hour.value.date is None and hour.value.start is not None and not hour.doors:
            before = [stop for stop in found if stop.day.found.start < hour.found.start]
            if before and before[-1].hour is None:
                before[-1].hour = hour
    return found


def _sentence_by_sentence(material: Material) -> list[_Stop]:
    """The stops of a paragraph whose sentences each begin with a day and name its hour and cities; none if one does."""
    by_paragraph: dict[int, list[_Stop]] = {}
    for mentions, start, end in _sentences(material, 1):
        day = mentions[0]
        if day.line is None or day.value.date is None or "day" not in day.value.stated or day.line.bullet:
            continue
        text = material.layout.texts[day.found.part]
        if (
            len({one.value.date for one in mentions if one.value.date}) > 1
            or len(text[start : day.found.start]) > _SOON
        ):
            continue
        cities = [
            city
            for line in _lines(material, day.line, start, end)
            for city in line.cities
            if day.found.end <= city.start < end and _is_a_stop(city)
        ]
        hours = [one for one in mentions if one.value.start is not None and not one.doors]
        stop = _Stop(day, cities, hours[0] if hours else None)
        if cities and hours and _joined(stop, False, text):
            by_paragraph.setdefault(day.line.paragraph, []).append(stop)
    return [
        stop
        for found in by_paragraph.values()
        if len({stop.day.value.date for stop in found}) == len(found) > 1 and _differ(found)
        for stop in found
    ]


def _differ(found: Sequence[_Stop]) -> bool:
    """Whether no two stops are in one city."""
    different = {candidates.key_of(city) for stop in found for city in stop.cities}
    return len(different) == sum(len(stop.cities) for stop in found)


def _lines(material: Material, line: Line, start: int, end: int) -> list[Line]:
    """The lines of a sentence, one of which is given."""
    lines = material.layout.lines
    first = last = line.number
    while first > 0 and lines[first - 1].part == line.part and lines[first - 1].end > start:
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].part == line.part and lines[last + 1].start < end:
        last += 1
    return lines[first : last + 1]


def _is_a_stop(city: Finding) -> bool:
    return not candidates.inferred(city) and city.role in (None, "meeting", "listed") and isinstance(city.value, Place)


def _grouped(days: Sequence[Mention], cities: Sequence[Finding], text: str) -> list[_Stop]:
    """Each day with the cities on its side, all before it or all behind it; none if a day or a city is left alone."""
    city_first = cities[0].start < days[0].found.start
    found = [_Stop(day) for day in days]
    for city in cities[:_MOST]:
        if city_first:
            own = next((stop for stop in found if stop.day.found.start >= city.end), None)
        else:
            own = next((stop for stop in reversed(found) if stop.day.found.end <= city.start), None)
        if own is None:
            return []
        own.cities.append(city)
    if not all(stop.cities and _joined(stop, city_first, text) for stop in found):
        return []
    return found if _differ(found) else []


def _joined(stop: _Stop, city_first: bool, text: str) -> bool:
    """Whether a day stands close to its cities, and these are enumerated."""
    first, last = stop.cities[0], stop.cities[-1]
    gap = stop.day.found.start - last.end if city_first else first.start - stop.day.found.end
    if gap > _FAR:
        return False
    for one, other in pairwise(stop.cities):
        between = _REMARK.sub("", text[one.end : min(other.start, one.end + _FAR)]).strip(" \t\n,;、，/·•")
        if between and not any(word in _AND for word in cues.words(between)[:1]):
            return False
    return True


def _coordinated(material: Material, found: Sequence[_Stop], text: str) -> bool:
    """Whether "and" or a semicolon leads to the last stop, or "also" stands in it: "... and on 16 May in York"."""
    day, city = found[-1].day.found, found[-1].cities[0]
    start = min(day.start, city.start)
    lead = text[max(0, start - _LEAD) : start]
    if any(word in _AND for word in cues.words(lead)[-_WORDS:]) or _BEGINS.search(lead):
        return True
    return any(cue.key == "also" for cue in material.layout.cues_in(day.part, start, max(day.start, city.start)))


def _event(material: Material, main: Event, stop: _Stop, city: Finding) -> Event:
    event = Event(
        when=stop.day.found, where=city, title=main.title, organizer=main.organizer,
        shared={"title"}, role="extra", line=stop.day.line,
    )  # fmt: skip
    if stop.hour is not None and stop.day.value.start is None:
        event.timed_by(stop.hour.found)
    set_link(event, material.links, material.layout)
    return event
