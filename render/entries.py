"""Event -> what the templates need: cleaned once, with its instants and slugs; then, per language, its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from render import cleaning, filters
from render.event import Event
from render.languages import Language

LISTED_DAYS = 62
"""A longer event is listed under this many of its days, the nearest ones, so that one mistake cannot fill the page."""

_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Entry:
    """One event, cleaned for publication and the same in every language of the page.

    `begins` and `ends` are UTC instants, or None for an all-day event or where the time zone is not known; then
    `floating` holds the wall-clock times. `offset` is the real UTC offset at the start ("+02:00"). `ends` of an
    all-day event is left to `after`, the first day after it (iCalendar's exclusive DTEND).
    """

    event: Event
    slug: str
    uid: str
    title: str
    city: str
    region: str
    country: str
    venue: str
    organizer: str
    link: str | None
    links: tuple[str, ...]
    host: str
    lang: str
    date: dt.date
    last: dt.date
    after: dt.date
    begins: dt.datetime | None
    ends: dt.datetime | None
    local_start: str
    local_end: str
    order: tuple[Any, ...]
    place: tuple[str, str] = ("", "")

    @property
    def cancelled(self) -> bool:
        return self.event.status == "cancelled"


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError's and ValueError's child on some versions
        return None
    except KeyError:
        return None


def _instant(day: dt.date, time: dt.time, zone: ZoneInfo | None) -> tuple[dt.datetime | None, str]:
    """The UTC instant of a wall-clock time, and its ISO form with the real offset."""
    local = dt.datetime.combine(day, time, tzinfo=zone)
    if zone is None:
        return None, local.isoformat(timespec="minutes")
    return local.astimezone(dt.UTC), local.isoformat(timespec="minutes")


def entry(event: Event, host: str) -> Entry:
    """Clean one event. `host` is the domain of its iCalendar UID."""
    clean = cleaning.text
    date, last = event.date, max(event.last_day, event.date)
    link = cleaning.link(event.link)
    links = tuple(dict.fromkeys(url for raw in event.links if (url := cleaning.link(raw)) and url != link))
    if link is None and links:
        link, links = links[0], links[1:]
    begins = ends = None
    local_start, local_end = date.isoformat(), ""
    if event.start is not None:
        zone = _zone(event.timezone) if event.timezone else None
        begins, local_start = _instant(date, event.start, zone)
        if event.end is not None:
            late = last + _DAY if last == date and event.end <= event.start else last
            ends, local_end = _instant(late, event.end, zone)
        elif last > date:
            ends, local_end = _instant(last + _DAY, dt.time(0), zone)
    elif last > date:
        local_end = last.isoformat()
    title, city = clean(event.title), clean(event.city)
    slug = cleaning.id_slug(event.id)
    return Entry(
        event=event,
        slug=slug,
        uid=f"{event.id if event.id == slug else slug}@{host}",
        title=title,
        city=city,
        region=clean(event.region),
        country=(event.country or "").upper() if (event.country or "").isalpha() else "",
        venue=clean(event.venue),
        organizer=clean(event.organizer),
        link=link,
        links=links,
        host=cleaning.shown_host(link) if link else "",
        lang=clean(event.language),
        date=date,
        last=last,
        after=last + _DAY,
        begins=begins,
        ends=ends,
        local_start=local_start,
        local_end=local_end,
        order=(event.start or dt.time(0), city, title, event.id),
    )


@dataclass(slots=True)
class Row:
    """One event under one of its days, in one language: the values of templates/site/entry.html."""

    anchor: str
    machine: str
    time: str
    until: str
    city: str
    country: str
    title: str
    lang: str
    venue: str
    organizer: str
    link: str | None
    link_words: str
    ics: str
    status: str
    mark: str
    note: str


def days(entry: Entry, today: dt.date, past: bool) -> Sequence[tuple[dt.date, int]]:
    """The days an event is listed under, each with its number from 1: those before `today`, or the others."""
    if entry.last == entry.date:
        return ((entry.date, 1),) if (entry.date < today) == past else ()
    if past:
        end = min(entry.last, today - _DAY)
        first = max(entry.date, end - (LISTED_DAYS - 1) * _DAY)
    else:
        first = max(entry.date, today)
        end = min(entry.last, first + (LISTED_DAYS - 1) * _DAY)
    span = (end - first).days + 1
    skipped = (first - entry.date).days
    return [(first + number * _DAY, skipped + number + 1) for number in range(span)]


def title_words(entry: Entry, language: Language) -> str:
    """The title, or words of the page's language where the organizer gave none."""
    if entry.title:
        return entry.title
    words = language.strings
    return words["no_title"].replace("{city}", entry.city) if entry.city else words["no_title_no_city"]


def row(entry: Entry, number: int, language: Language, coming: bool) -> Row:
    """An event under the `number`th of its days. `coming` events have a calendar file of their own."""
    event, words = entry.event, language.strings
    total = (entry.last - entry.date).days + 1
    time = until = note = ""
    if event.start is not None and number == 1:
        time = filters.clock(event.start, language)
    if event.start is not None and event.end is not None and number == total:
        until = filters.clock(event.end, language)
    if total > 1:
        note = words["day_of"].replace("{n}", str(number)).replace("{total}", str(total))
    elsewhere = words["online"] if event.online and not entry.city else ""
    own = entry.lang and entry.lang.lower().partition("-")[0] != language.tag.lower().partition("-")[0]
    return Row(
        anchor=f"e-{entry.slug}" if number == 1 else f"e-{entry.slug}.{number}",
        machine=entry.local_start if number == 1 else (entry.date + (number - 1) * _DAY).isoformat(),
        time=time,
        until=until,
        city=entry.city or elsewhere,
        country=filters.country_name(entry.country, language) if entry.country else "",
        title=title_words(entry, language),
        lang=entry.lang if own and entry.title else "",
        venue=entry.venue,
        organizer=words["by"].replace("{name}", entry.organizer) if entry.organizer else "",
        link=entry.link,
        link_words=words["link"].replace("{host}", entry.host) if entry.link else "",
        ics=f"event/{entry.slug}.ics" if coming and not entry.cancelled else "",
        status=event.status,
        mark="" if event.status == "scheduled" else words[event.status],
        note=note,
    )
