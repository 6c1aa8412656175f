"""Event -> Entry: cleaned for publication once, with its instants, days and slugs; the same in every language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from render import cleaning
from render.event import Event

LISTED_DAYS = 62
"""A longer event is listed under this many of its days, the nearest ones, so that one mistake cannot fill the page."""

_DAY = dt.timedelta(days=1)
_MIDNIGHT = dt.time(0)


@dataclass(slots=True, eq=False)
class Entry:
    """One event, cleaned for publication.

    `begins` and `ends` are its instants in UTC, None where there is no time or the time zone is not known;
    `local_start` and `local_end` are the same in ISO 8601 at the place, with the real offset where it is known,
    or a bare date for an all-day event ("" for no end). `order` is its place within a day. `link` and `links` are
    safe to publish, `host` names where `link` leads. `updated` is the UTC time of the last revision without its
    zone ("2027-04-07T16:00:00"). `made` keeps what was rendered from it, by format and
    language.
    """

    event: Event
    slug: str
    title: str
    city: str
    region: str
    country: str
    venue: str
    organizer: str
    link: str
    links: tuple[str, ...]
    host: str
    lang: str
    date: dt.date
    last: dt.date
    begins: dt.datetime | None
    ends: dt.datetime | None
    local_start: str
    local_end: str
    order: tuple[Any, ...]
    updated: str
    coordinates: tuple[float, float] | None
    made: dict[Any, Any] = field(default_factory=dict)

    @property
    def cancelled(self) -> bool:
        """Whether the event will not take place."""
        return self.event.status == "cancelled"


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError, a name that is no path, a folder
        return None


def day_after(day: dt.date) -> dt.date:
    """The next day; the last day there is stays."""
    return day + _DAY if day < dt.date.max else day


def _instant(local: dt.datetime) -> dt.datetime | None:
    """A place's time as UTC, or None where its zone is not known or the calendar ends."""
    if local.tzinfo is None:
        return None
    try:
        return local.astimezone(dt.UTC)
    except OverflowError:
        return None


def _on_earth(coordinates: tuple[float, float] | None) -> tuple[float, float] | None:
    """Latitude and longitude, when they are such."""
    if coordinates is None or not (-90 <= coordinates[0] <= 90 and -180 <= coordinates[1] <= 180):
        return None
    return coordinates


def utc(moment: dt.datetime) -> dt.datetime:
    """A time in UTC; one without a zone is UTC already."""
    return moment if moment.tzinfo is None or moment.tzinfo is dt.UTC else moment.astimezone(dt.UTC)


def entry(event: Event) -> Entry:
    """Clean one event."""
    clean = cleaning.text
    date = event.date
    last = event.end_date if event.end_date is not None and event.end_date > date else date
    link = cleaning.link(event.link) or ""
    links: tuple[str, ...] = ()
    if event.links:
        links = tuple(dict.fromkeys(url for raw in event.links if (url := cleaning.link(raw)) and url != link))
        if not link and links:
            link, links = links[0], links[1:]
    begins = ends = None
    local_start, local_end = date.isoformat(), ""
    start, end = event.start, event.end
    if start is not None:
        zone = _zone(event.timezone) if event.timezone else None
        local = dt.datetime.combine(date, start, zone)
        local_start = local.isoformat(timespec="minutes")
        begins = _instant(local)
        closing = None
        if end is not None:
            closing = dt.datetime.combine(day_after(last) if last == date and end <= start else last, end, zone)
        elif last > date:
            closing = dt.datetime.combine(day_after(last), _MIDNIGHT, zone)
        if closing is not None:
            local_end = closing.isoformat(timespec="minutes")
            ends = _instant(closing)
    elif last > date:
        local_end = last.isoformat()
    title, city = clean(event.title), clean(event.city)
    country = event.country or ""
    return Entry(
        event=event,
        slug=cleaning.id_slug(event.id),
        title=title,
        city=city,
        region=clean(event.region),
        country=country.upper() if len(country) == 2 and country.isascii() and country.isalpha() else "",
        venue=clean(event.venue),
        organizer=clean(event.organizer),
        link=link,
        links=links,
        host=cleaning.shown_host(link) if link else "",
        lang=clean(event.language),
        date=date,
        last=last,
        begins=begins,
        ends=ends,
        local_start=local_start,
        local_end=local_end,
        order=(start or _MIDNIGHT, city, title, event.id),
        updated=utc(event.updated).isoformat()[:19],
        coordinates=_on_earth(event.coordinates),
    )


def days(entry: Entry, today: dt.date, *, past: bool) -> Sequence[tuple[dt.date, int]]:
    """The days an event is listed under, each with its number from 1: those before `today`, or the others."""
    if entry.last == entry.date:
        return ((entry.date, 1),) if (entry.date < today) == past else ()
    # Counted in days since the first there is, so that neither end of the calendar is a special case.
    first, last, now = entry.date.toordinal(), entry.last.toordinal(), today.toordinal()
    if past:
        end = min(last, now - 1)
        start = max(first, end - LISTED_DAYS + 1)
    else:
        start = max(first, now)
        end = min(last, start + LISTED_DAYS - 1)
    return [(dt.date.fromordinal(day), day - first + 1) for day in range(start, end + 1)]
