"""Events told section by section, as newsletters do: each with its heading, its day and hour, its place and its link.

Sections that name no coming day with an hour are no events: reports, calls, tips for reading.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from intake.reading import candidates, placing
from intake.reading.dating import Mention
from intake.reading.fields import title as titles
from intake.reading.gathering import Event, Material, best_near, set_link, set_place
from intake.reading.layout import Line
from intake.reading.leads import BARE
from intake.reading.proposal import Finding

__all__ = ["sections"]

_LONGEST_HEADING = 70
_SHORTEST_HEADING = 4
_SHORTEST_WORD = 2
_FEW_WORDS = 3
_BELOW = 5  # lines below a day in which its hour stands
_MOST = 60
_NO_HEADING = (".", ",", ":", ";", "：")


@dataclass(slots=True, eq=False)
class _Section:
    """The lines below a heading, or a paragraph without one."""

    heading: Line | None
    lines: list[Line] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)


def sections(material: Material, main: Event) -> list[Event]:
    """An event for each section that tells a day and an hour of its own; none unless two and more do, on other days."""
    kept = _sections(material)
    telling = [section for section in kept if _tells(material, section)][:_MOST]
    days = {_best(section).value.date for section in telling}
    if len(telling) < 2 or len(days) < len(telling) or _programme(material, days):
        return []
    if any(cue.key == "business" for section in telling for line in section.lines for cue in line.cues):
        return []
    headed = [section for section in telling if section.heading is not None]
    if len(headed) * 2 < len(telling) and not all(_names_a_place(section) for section in telling):
        return []
    owners = [section for section in kept if section in telling or section.heading is not None]
    taken = {line.number for section in owners for line in section.lines}
    return [_event(material, main, section, taken) for section in telling]


def _sections(material: Material) -> list[_Section]:
    """The sections of the body; a heading holds for all paragraphs up to the next one."""
    found: list[_Section] = []
    lines = [line for line in material.layout.lines if line.part != "subject"]
    rules = set(material.layout.rules)
    current: _Section | None = None
    for place, line in enumerate(lines):
        if line.number in rules:
            continue
        above = lines[place - 1] if place else None
        opens = line.blank_before or above is None or above.number in rules
        below = next((other for other in lines[place + 1 : place + 3] if other.number not in rules), None)
        if opens and below is not None and _is_heading(line):
            current = _Section(line, [line])
            found.append(current)
            continue
        if current is None or (opens and current.heading is None):
            current = _Section(None)
            found.append(current)
        current.lines.append(line)
    owner = {line.number: section for section in found for line in section.lines}
    for mention in material.judged:
        section = owner.get(mention.line.number) if mention.line is not None else None
        if section is not None:
            section.mentions.append(mention)
    return found


def _is_heading(line: Line) -> bool:
    """Whether a line reads like a heading: short, no sentence, no label, more than a day or a place."""
    text = line.text.strip(" *_#=")
    if not _SHORTEST_HEADING <= len(text) <= _LONGEST_HEADING or text.endswith(_NO_HEADING):
        return False
    if line.label_alone and "title" not in line.label:
        return False  # "When", over the day
    if line.timed or "://" in text or (line.links and _leads_on(line, text)):
        return False
    marked = line.text.lstrip().startswith("#") or text.isupper()
    named = line.dates or line.wheres
    return line.residue() > (BARE if named and not (marked and not line.dates) else -1 if marked else _SHORTEST_WORD)


def _leads_on(line: Line, text: str) -> bool:
    """Whether a linked line says no more than "Read more" or "Tickets"."""
    return len(text.split()) <= _FEW_WORDS or bool(line.label) or any(cue.key == "pointer" for cue in line.cues)


def _is_day(mention: Mention) -> bool:
    return mention.usable and mention.weight > 0 and mention.value.date is not None and "day" in mention.value.stated


def _best(section: _Section) -> Mention:
    """The day of a section: one with an hour, and of these the one for which most speaks."""
    return max(
        (one for one in section.mentions if _is_day(one)),
        key=lambda one: (one.value.start is not None and not one.doors, one.weight, -one.found.start),
    )


def _hours(section: _Section, day: Mention) -> list[Mention]:
    """The hours that stand with a day: in its words, on its line or the one before, or not far below."""
    return [
        one
        for one in section.mentions
        if one.usable
        and one.value.start is not None
        and one.line is not None
        and day.line is not None
        and -1 <= one.line.number - day.line.number <= _BELOW
    ]


def _tells(material: Material, section: _Section) -> bool:
    """Whether a section announces: a day and an hour, and a heading, a word for a meeting, or a place."""
    days = [one for one in section.mentions if _is_day(one)]
    if not days or not _hours(section, _best(section)):
        return False
    if section.heading is not None or _names_a_place(section):
        return True
    return any(cue.key == "event" for one in days for cue in material.layout.cues_around(one.found))


def _names_a_place(section: _Section) -> bool:
    return any(candidates.is_meant(city) for line in section.lines for city in line.cities)


def _programme(material: Material, days: Iterable[dt.date | None]) -> bool:
    """Whether a range of days that the mail names holds several of the days: they are one event's."""
    spans = [
        (one.value.date, one.value.end_date)
        for one in material.judged
        if one.usable and one.value.date is not None and one.value.end_date is not None
    ]
    dated = [day for day in days if day is not None]
    return any(sum(first <= day <= last for day in dated) > 1 for first, last in spans[:_MOST])


def _event(material: Material, main: Event, section: _Section, taken: set[int]) -> Event:
    best = _best(section)
    days = [one for one in section.mentions if _is_day(one) and one.value.date == best.value.date]
    event = Event(when=best.found, role="section", line=best.line, organizer=main.organizer)
    if any(_is_day(one) and one.value.date != best.value.date for one in section.mentions):
        event.doubts.add("several_dates")
    about = list(days)
    if best.value.start is None:
        hour = _hour(section, best)
        event.timed_by(hour.found)
        about.append(hour)
    own = [city for line in section.lines for city in line.wheres]
    layout = material.layout
    places = placing.rank(layout, own, about, [], material.passages, material.venues, material.message.sender_name)
    if not any((one.place.city or one.place.online) and one.weight > 0 for one in places):
        loose = [found for found in material.wheres if _outside(material, found, taken)]
        places = placing.rank(
            layout, loose, about, material.judged, material.passages, material.venues, material.message.sender_name
        )
    set_place(event, places)
    set_link(event, [link for line in section.lines for link in line.links], layout)
    if event.link is None:
        set_link(event, [link for link in material.links if _outside(material, link, taken)], layout)
    event.venue = best_near(layout, [one for line in section.lines for one in material.venues_of(line)], event)
    event.title = _title(section) or main.title
    if any(one.repeats for one in days):
        event.doubts.add("repeats")
    return event


def _hour(section: _Section, day: Mention) -> Mention:
    """The hour told first behind the day, else the section's first; one at which only doors open where no other is."""
    hours = _hours(section, day)
    hours = [one for one in hours if not one.doors] or hours
    starts = [one.found.start for one in hours]
    behind = bisect_right(starts, day.found.start) if starts == sorted(starts) else 0
    return hours[behind] if behind < len(hours) else hours[0]


def _outside(material: Material, found: Finding, taken: set[int]) -> bool:
    line = material.layout.line_of(found)
    return line is None or line.number not in taken


def _title(section: _Section) -> Finding | None:
    line = section.heading
    if line is None:
        return None
    spans = [(found.start, found.end) for found in line.whens]
    return titles.of_line(line.text[line.body - line.start :], line.part, line.body, spans, "the section's heading")
