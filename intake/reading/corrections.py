"""What a mail changes of an event announced before: it is off, or an answer corrects it."""

from __future__ import annotations

from intake.reading import candidates, dating
from intake.reading.entitling import title
from intake.reading.gathering import Event, Material, organizer
from intake.reading.proposal import Finding, Place
from intake.reading.timing import event_on

__all__ = ["called_off", "corrected"]

_OPENING = 600
_MOST_MENTIONS = 40


def called_off(material: Material) -> Event | None:
    """The event that a mail calls off while it announces another, or None."""
    gone = frozenset(("cancelled", "past"))
    days = [
        day
        for day in dating.days(material.judged, gone)
        if any("cancelled" in mention.against for mention in day.mentions)
    ]
    if not days:
        return None
    event, _ = event_on(material, days[0], gone)
    event.where = _city_beside(material, days[0]) or event.where
    event.title = title(material)
    event.organizer = organizer(material)
    return event


def _city_beside(material: Material, day: dating.Day) -> Finding | None:
    """The one city in the sentence that calls a day off, where other rows of that day may name others."""
    for mention in day.mentions[:_MOST_MENTIONS]:
        if mention.line is not None and "cancelled" in mention.against:
            start, end = material.layout.sentence(mention.found.part, mention.found.start)
            cities = [city for city in mention.line.cities if start <= city.start < end and city.certain]
            if len({candidates.key_of(city) for city in cities}) == 1:
                return cities[0]
    return None


def corrected(material: Material) -> Event | None:
    """What an answer changes without naming the day again: "we start at 3pm, not 2pm", "new place: ..."."""
    layout = material.layout
    said = [
        cue
        for part, text in layout.texts.items()
        for cue in layout.cues_in(part, 0, min(len(text), _OPENING))
        if cue.key in ("correction", "moved", "postponed")
    ]
    times = [
        mention
        for mention in material.judged
        if mention.usable
        and mention.value.date is None
        and not any(
            cue.key == "instead" and -1 <= mention.found.start - cue.end <= 3
            for cue in layout.cues_in(mention.found.part, mention.found.start - 20, mention.found.start + 1)
        )
    ]
    places = [
        found for found in material.wheres
        if (line := layout.line_of(found)) is not None and line.part != "subject" and found.certain
        and isinstance(found.value, Place) and found.value.city and "place" in line.label
    ]  # fmt: skip
    if not said or not (times or places):
        return None
    event = Event(role="answer", when=times[0].found if times else None, where=places[0] if places else None)
    event.organizer = organizer(material)
    return event
