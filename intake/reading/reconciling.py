"""Events that a mail carries as data (calendar parts, schema.org), completed by what its prose says of them.

Data outranks prose in what it states; the link, the city or a title that it lacks comes from the prose.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from intake.reading.attachments import Structured, location_passage
from intake.reading.entitling import title
from intake.reading.fields import where
from intake.reading.gathering import Event, Material, organizer, set_link
from intake.reading.proposal import Field, Finding, Passage, Place, When

_FIELDS: tuple[Field, ...] = ("when", "where", "link", "title", "venue", "organizer")


def reconcile(
    structured: Sequence[Structured], told: Sequence[Event], material: Material, languages: tuple[str, ...]
) -> list[tuple[Event, bool]]:
    """Each event of the data with whether it is cancelled, then those that only the prose lists."""
    events: list[tuple[Event, bool]] = []
    matched: set[int] = set()
    for one in structured:
        event = _of(one, material, languages)
        twin = _twin(event, told)
        if twin is not None:
            matched.add(id(twin))
            _complete(event, twin)
        if event.link is None and len(structured) == 1:
            set_link(event, material.links)
        event.organizer = event.organizer or organizer(material)
        event.title = event.title or title(material)
        _local(event, one.timezone)
        if event.when is not None or event.where is not None:
            events.append((event, one.cancelled))
    days = {_day(event) for event, _ in events}
    for event in told:
        if id(event) not in matched and event.role == "row" and _day(event) not in days:
            events.append((event, False))
    return events


def _of(one: Structured, material: Material, languages: tuple[str, ...]) -> Event:
    event = Event(role="data")
    for name in _FIELDS:
        if name in one.findings:
            setattr(event, name, one.findings[name])
    if event.where is None:
        event.where = _place(one, material, languages)
    return event


def _place(one: Structured, material: Material, languages: tuple[str, ...]) -> Finding | None:
    if one.online and not one.location:
        return Finding("where", Place(None, online=True), "", 0, 0, one.part, "an online event's data", score=10.0)
    passage = location_passage(one, languages)
    if one.city:
        passage = Passage(", ".join(part for part in (one.city, one.country) if part), one.part, 0, "body", languages)
    if passage is None:
        return None
    evidence = where.survey([passage], material.message, material.context)
    found = [
        finding
        for finding in where.find(passage, material.context, evidence)
        if isinstance(finding.value, Place) and (finding.value.city or finding.value.online)
    ]
    return max(found, key=lambda finding: (finding.score, -finding.start), default=None)


def _day(event: Event) -> dt.date | None:
    return event.when.value.date if event.when and isinstance(event.when.value, When) else None


def _twin(event: Event, told: Sequence[Event]) -> Event | None:
    """The event of the prose that speaks of the same: the same day, or the only one there is."""
    same = [other for other in told if _day(other) == _day(event)]
    if same:
        return same[0]
    return told[0] if len(told) == 1 else None


def _complete(event: Event, twin: Event) -> None:
    for name in _FIELDS:
        if getattr(event, name) is None:
            setattr(event, name, getattr(twin, name))
    event.line = twin.line
    mine, theirs = event.when, twin.when
    if mine is None or theirs is None or not isinstance(mine.value, When) or not isinstance(theirs.value, When):
        return
    if mine.value.date != theirs.value.date:
        event.doubts.add("calendar_differs")
        event.others["when"] = (theirs,)
    elif mine.value.start is None and theirs.value.start is not None:
        event.timed_by(twin.time or theirs)


def _local(event: Event, zone: str | None) -> None:
    """Bring times that the data gives in another zone ("...Z") to the wall clock of the event's place.

    An online event, which has no place, keeps the data's zone.
    """
    place = event.where.value if event.where else None
    if event.where is not None and isinstance(place, Place) and place.online and place.timezone is None and zone:
        event.where = replace(event.where, value=replace(place, timezone=zone))
        return
    if event.when is None or zone is None or not isinstance(place, Place) or place.timezone in (None, zone):
        return
    when = event.when.value
    if not isinstance(when, When) or when.date is None or when.start is None:
        return
    try:
        theirs, ours = ZoneInfo(zone), ZoneInfo(place.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return
    start = dt.datetime.combine(when.date, when.start, theirs).astimezone(ours)
    value = replace(when, date=start.date(), start=start.time())
    if when.end is not None:
        end = dt.datetime.combine(when.end_date or when.date, when.end, theirs).astimezone(ours)
        value = replace(value, end=end.time(), end_date=end.date() if end.date() > start.date() else None)
    event.when = replace(event.when, value=value)
