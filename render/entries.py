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
        begins = local.astimezone(dt.UTC) if zone is not None else None
        closing = None
        if end is not None:
            closing = dt.datetime.combine(last + _DAY if last == date and end <= start else last, end, zone)
        elif last > date:
            closing = dt.datetime.combine(last + _DAY, _MIDNIGHT, zone)
        if closing is not None:
            local_end = closing.isoformat(timespec="minutes")
            ends = closing.astimezone(dt.UTC) if zone is not None else None
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
    )


def days(entry: Entry, today: dt.date, *, past: bool) -> Sequence[tuple[dt.date, int]]:
    """The days an event is listed under, each with its number from 1: those before `today`, or the others."""
    if entry.last == entry.date:
        return ((entry.date, 1),) if (entry.date < today) == past else ()
    if past:
        end = min(entry.last, today - _DAY)
        first = max(entry.date, end - (LISTED_DAYS - 1) * _DAY)
    else:
        first = max(entry.date, today)
        end = min(entry.last, first + (LISTED_DAYS - 1) * _DAY)
    skipped = (first - entry.date).days
    return [(first + number * _DAY, skipped + number + 1) for number in range((end - first).days + 1)]
