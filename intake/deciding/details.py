"""Details: made of a proposal, turned into an Event and back, and compared field by field."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

from intake.deciding.draft import Details
from intake.reading.proposal import Field, Finding, Link, Place, Problem, Proposal
from render.event import Event

FIELDS = tuple(field.name for field in fields(Details))

CLEARED_BY: dict[str, Field] = {
    "date": "when",
    "start": "when",
    "end_date": "when",
    "end": "when",
    "timezone": "where",
    "city": "where",
    "region": "where",
    "country": "where",
    "online": "where",
    "coordinates": "where",
    "venue": "venue",
    "link": "link",
    "links": "link",
    "title": "title",
    "organizer": "organizer",
}
"""Which field of reading each detail belongs to: an edit of it settles that field's problems."""


def of(proposal: Proposal) -> Details:
    """The details a proposal says, and nothing it does not."""
    when, where, link = proposal.when(), proposal.where() or Place(None), proposal.link()
    others = [other.value for other in proposal.others.get("link", ()) if isinstance(other.value, Link)]
    links = dict.fromkeys(other.url for other in others if other.kind in ("event", "post", "form", "page"))
    if link is not None:
        links.pop(link.url, None)
    known = where.latitude is not None and where.longitude is not None
    return Details(
        date=when.date,
        start=when.start,
        end_date=when.end_date if when.end_date != when.date else None,
        end=when.end,
        timezone=where.timezone,
        title=proposal.words("title"),
        city=where.city,
        region=where.region,
        country=where.country,
        coordinates=(where.latitude, where.longitude) if known else None,  # type: ignore[arg-type]
        venue=proposal.words("venue"),
        link=link.url if link else None,
        links=tuple(links),
        organizer=proposal.words("organizer"),
        online=where.online,
        language=proposal.language,
    )


def of_event(event: Event) -> Details:
    """The details of a published event."""
    values = {name: getattr(event, name) for name in FIELDS if name != "postponed"}
    return Details(**values, postponed=event.status == "postponed")


def as_event(details: Details, now: dt.datetime, event: Event | None = None) -> Event:
    """The event with these details: a new one (its id "" until the store gives one), or `event` revised.

    `now` is a UTC time and becomes `updated`. Raises ValueError when there is no date, without which nothing
    can be listed.
    """
    if details.date is None:
        raise ValueError("it has no date")
    values = {name: getattr(details, name) for name in FIELDS if name != "postponed"}
    if values["end_date"] is not None and values["end_date"] <= details.date:
        values["end_date"] = None
    return Event(
        **values,
        id=event.id if event else "",
        status="postponed" if details.postponed else "scheduled",
        sequence=event.sequence if event else 0,
        updated=now,
    )


def moved(place: Place) -> dict[str, object]:
    """The details that change together when an event takes place somewhere else."""
    known = place.latitude is not None and place.longitude is not None
    return {
        "city": place.city,
        "region": place.region,
        "country": place.country,
        "coordinates": (place.latitude, place.longitude) if known else None,
        "timezone": place.timezone,
        "online": place.online,
    }


def end_after(start: dt.time, end: dt.time | None, before: dt.time | None) -> dt.time | None:
    """The end that stays when only the start is said anew: an end that the new start leaves behind is not known.

    `before` is the old start; an event that went past midnight still does.
    """
    if end is None or before is None or start == before:
        return end
    late = end <= before
    return end if late or end > start else None


def differences(old: Details, new: Details) -> tuple[str, ...]:
    """The names of the details that differ, in the order of `Details`."""
    return tuple(name for name in FIELDS if getattr(old, name) != getattr(new, name))


def missing(details: Details) -> tuple[Problem, ...]:
    """What an entry cannot do without, as problems: a date, and a city or that it is online."""
    problems = []
    if details.date is None:
        problems.append(Problem("no_date", "no date was found", "when"))
    if details.city is None and not details.online:
        problems.append(Problem("no_city", "no city was found", "where"))
    return tuple(problems)


def settled(problems: tuple[Problem, ...], touched: frozenset[str], details: Details) -> tuple[Problem, ...]:
    """The problems still open once the details named in `touched` were set on purpose.

    A problem of a field that was touched is settled; what is missing from the entry is always said.
    """
    fields_touched = {CLEARED_BY[name] for name in touched if name in CLEARED_BY}
    gone = {problem.code for problem in missing(Details())}
    still = [problem for problem in problems if problem.field not in fields_touched and problem.code not in gone]
    return (*missing(details), *still)


def finding_of(proposal: Proposal, name: str) -> Finding | None:
    """The finding that a detail came from, or None."""
    field = CLEARED_BY.get(name)
    return proposal.chosen.get(field) if field else None
