"""Puts what two mails say of one event together, and says where they differ."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from intake.deciding.details import FIELDS, differences, end_after
from intake.deciding.draft import Details

PLACE = ("city", "region", "country", "coordinates", "timezone", "online")
"""The details that only make sense together."""
MOST_LINKS = 50
"""So many further links an event keeps, however many mails about it bring new ones."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Two details made one. `changed` names what is now other than in the base, `conflicts` where both had a say."""

    details: Details
    changed: tuple[str, ...]
    conflicts: tuple[str, ...]


def revised(base: Details, said: Details) -> Merged:
    """The base with everything that was said later: a change, a completion, a correction.

    What the later mail does not say stays; a span of days of which the first is moved stays as long as it was. A
    new city takes region, country and zone along and drops the old venue; a new link keeps the old one among the
    further links; the language follows the title.
    """
    values: dict[str, object] = {}
    for name in ("date", "start", "end_date", "end", "title", "venue", "link", "organizer"):
        if getattr(said, name) is not None:
            values[name] = getattr(said, name)
    if said.title is not None:
        values["language"] = said.language or base.language
    if said.date is not None and said.end_date is None and base.end_date is not None:
        # A span of days moves as a whole.
        values["end_date"] = said.date + (base.end_date - base.date) if base.date else None
    if said.start is not None and said.end is None:
        values["end"] = end_after(said.start, base.end, base.start)
    if said.city is not None or said.online:
        values.update({name: getattr(said, name) for name in PLACE})
        if said.venue is None and _elsewhere(base, said):
            values["venue"] = None
    values["links"] = _links(str(values.get("link") or base.link or ""), said, base)
    values["postponed"] = said.postponed or (base.postponed and said.date is None)
    details = replace(base, **values)  # type: ignore[arg-type]
    return Merged(details, differences(base, details), _conflicts(base, said))


def joined(base: Details, other: Details, take: Collection[str] = ()) -> Merged:
    """The base with what it lacks filled in from the other, for two mails about one event.

    Where both say something the base's word stays, unless the field is named in `take`. Nothing that either
    knew and the other did not is lost, so both ways round give the same but for the `conflicts`; an end goes with its
    start, and the language with the title.
    """
    values: dict[str, object] = {}
    for name in ("title", "venue", "link", "organizer"):
        if getattr(other, name) is not None and (getattr(base, name) is None or name in take):
            values[name] = getattr(other, name)
    if "title" in values:
        values["language"] = other.language
    if other.date is not None and (base.date is None or "date" in take):
        values |= {"date": other.date, "end_date": other.end_date}
    elif other.date == base.date and base.end_date is None:
        values["end_date"] = other.end_date
    if other.start is not None and (base.start is None or "start" in take):
        values |= {"start": other.start, "end": other.end or (base.end if base.start in (None, other.start) else None)}
    elif other.start == base.start and base.end is None:
        values["end"] = other.end
    for name in ("end_date", "end"):
        if name in take:
            values[name] = getattr(other, name)
    nowhere = base.city is None and not base.online
    if (other.city is not None or other.online) and (nowhere or "city" in take or "online" in take):
        values |= {name: getattr(other, name) for name in PLACE}
    elif other.city == base.city and other.country in (base.country, None):
        values |= {name: getattr(base, name) or getattr(other, name) for name in PLACE}
    values["links"] = _links(str(values.get("link") or base.link or ""), base, other)
    details = replace(base, **values)  # type: ignore[arg-type]
    return Merged(details, differences(base, details), _conflicts(base, other))


def _conflicts(a: Details, b: Details) -> tuple[str, ...]:
    """The fields of which both say something, and not the same."""
    skip = ("links", "language", "coordinates", "region", "timezone", "postponed", "online")
    return tuple(
        name
        for name in FIELDS
        if name not in skip
        and getattr(a, name) is not None
        and getattr(b, name) is not None
        and getattr(a, name) != getattr(b, name)
    )


def _elsewhere(a: Details, b: Details) -> bool:
    return a.online != b.online or (a.city is not None and (a.city, a.country) != (b.city, b.country or a.country))


def _links(link: str, first: Details, second: Details) -> tuple[str, ...]:
    """The further links of both in order, once each, without the link itself: `MOST_LINKS` of them."""
    every = (*filter(None, (first.link,)), *first.links, *filter(None, (second.link,)), *second.links)
    return tuple(url for url in dict.fromkeys(every) if url != link)[:MOST_LINKS]
