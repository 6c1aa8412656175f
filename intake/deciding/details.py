"""Details: made of a proposal, turned into an Event and back, and compared field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import fields, replace

from intake.deciding.draft import Details
from intake.reading.checks import problem
from intake.reading.proposal import Field, Link, Place, Problem, Proposal
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
"""Which field of reading each detail belongs to."""

_OF_DAY = frozenset({"date", "end_date"})
_OF_PLACE = frozenset({"city", "online", "country"})
SETTLED_BY: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "named_day",
            "implied_year",
            "weekday_contradicts",
            "ambiguous_day_month",
            "past",
            "far_ahead",
            "outside_window",
        ),
        _OF_DAY,
    ),
    **dict.fromkeys(("several_dates", "repeats", "calendar_differs"), _OF_DAY),
    "no_zone": frozenset({"timezone"}),
    **dict.fromkeys(("no_time", "inferred_time", "several_times"), frozenset({"start"})),
    **dict.fromkeys(
        ("unknown_city", "ambiguous_city", "several_cities", "inferred_city", "far_place", "passing_city"), _OF_PLACE
    ),
}
"""Which details settle a problem when they are set on purpose; other problems go with any detail of their field."""


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


def shifted(before: Details, by: dt.timedelta, details: Details | None = None) -> Details:
    """`details` (else `before`) with the day or hour that `before` had moved by so much.

    Whole days move the day, less the start; what would cross midnight, or is not known, stays as it is.
    """
    details = details or before
    if by % dt.timedelta(days=1) == dt.timedelta():
        last = before.end_date + by if before.end_date else None
        return details if before.date is None else replace(details, date=before.date + by, end_date=last)
    if before.start is None:
        return details
    known = dt.datetime.combine(dt.date(2000, 1, 2), before.start)
    if (known + by).date() != known.date():
        return details
    start = (known + by).time()
    return replace(details, start=start, end=end_after(start, before.end, before.start))


def differences(old: Details, new: Details) -> tuple[str, ...]:
    """The names of the details that differ, in the order of `Details`."""
    return tuple(name for name in FIELDS if getattr(old, name) != getattr(new, name))


def missing(details: Details) -> tuple[Problem, ...]:
    """What an entry cannot do without, as problems: a date, and a city or that it is online."""
    codes = []
    if details.date is None:
        codes.append("no_date")
    if details.city is None and not details.online:
        codes.append("no_city")
    return tuple(problem(code) for code in codes)


def settled(problems: Iterable[Problem], touched: Collection[str], details: Details) -> tuple[Problem, ...]:
    """The problems still open once the details named in `touched` were set on purpose; what is missing comes first."""
    still = []
    for one in problems:
        if one.code in ("no_date", "no_city") or (one.code == "no_time" and details.start is not None):
            continue
        of_field = {name for name, field in CLEARED_BY.items() if field == one.field}
        if not SETTLED_BY.get(one.code, of_field) & set(touched):
            still.append(one)
    return tuple(dict.fromkeys((*missing(details), *still)))
