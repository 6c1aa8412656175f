"""The feeds of a list: iCalendar (RFC 5545), Atom (RFC 4287), JSON Feed 1.1, and schema.org's Event as JSON-LD."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from render import cleaning, filters
from render.entries import Entry, title_words
from render.languages import Language
from render.site import Site
from render.templating import Templates


@dataclass(slots=True)
class IcsEvent:
    """The values of templates/feeds/event.ics; texts are escaped there, all else is ready."""

    uid: str
    updated: str
    sequence: int
    starts: str
    ends: str
    title: str
    location: str
    geo: str
    description: str
    url: str
    status: str
    transparency: str


@dataclass(slots=True)
class AtomEntry:
    """The values of templates/feeds/entry.atom."""

    id: str
    heading: str
    published: str
    updated: str
    url: str
    lang: str
    text: str


_ICS_STATUS = {"scheduled": "CONFIRMED", "postponed": "TENTATIVE", "cancelled": "CANCELLED"}
_SCHEMA_STATUS = {
    "scheduled": "https://schema.org/EventScheduled",
    "postponed": "https://schema.org/EventPostponed",
    "cancelled": "https://schema.org/EventCancelled",
}


def place_words(entry: Entry, language: Language) -> str:
    """Venue, city and country in one line."""
    country = filters.country_name(entry.country, language) if entry.country else ""
    return ", ".join(part for part in (entry.venue, entry.city, country) if part)


def utc(moment: dt.datetime) -> dt.datetime:
    """A time in UTC; one without a zone is UTC already."""
    return moment if moment.tzinfo is None else moment.astimezone(dt.UTC)


def ics_event(entry: Entry, language: Language) -> IcsEvent:
    """One VEVENT: in UTC, floating where the zone is not known, or all-day without a start."""
    event = entry.event
    if event.start is None:
        starts, ends = f"DTSTART;VALUE=DATE:{entry.date:%Y%m%d}", f"DTEND;VALUE=DATE:{entry.after:%Y%m%d}"
    else:
        starts = "DTSTART:" + (filters.utc_stamp(entry.begins) if entry.begins else _floating(entry.local_start))
        ends = ""
        if entry.local_end:
            ends = "DTEND:" + (filters.utc_stamp(entry.ends) if entry.ends else _floating(entry.local_end))
    words = [language.strings["by"].replace("{name}", entry.organizer)] if entry.organizer else []
    words += [url for url in (entry.link, *entry.links) if url]
    latitude_longitude = event.coordinates
    return IcsEvent(
        uid=entry.uid,
        updated=filters.utc_stamp(utc(event.updated)),
        sequence=event.sequence,
        starts=starts,
        ends=ends,
        title=title_words(entry, language),
        location=place_words(entry, language),
        geo=f"{latitude_longitude[0]:.5f};{latitude_longitude[1]:.5f}" if latitude_longitude else "",
        description="\n".join(words),
        url=cleaning.ascii_link(entry.link) if entry.link else "",
        status=_ICS_STATUS[event.status],
        transparency="TRANSPARENT" if event.start is None or entry.cancelled else "OPAQUE",
    )


def _floating(local: str) -> str:
    return local[:19].replace("-", "").replace(":", "") + "00"


def heading(entry: Entry, language: Language) -> str:
    """The line a feed reader lists: date, city and title."""
    day = filters.day_heading(entry.date, language, 0)
    return " · ".join(part for part in (day, entry.city, title_words(entry, language)) if part)


def summary(entry: Entry, language: Language) -> str:
    """The event in one short text: when, where, who."""
    event, words = entry.event, language.strings
    when = filters.day_heading(entry.date, language, 0)
    if event.start is not None:
        when += f", {filters.clock(event.start, language)}"
        if event.end is not None and entry.last == entry.date:
            when += f"–{filters.clock(event.end, language)}"
    if entry.last > entry.date:
        when += f" – {filters.day_heading(entry.last, language, 0)}"
    where = place_words(entry, language) or (words["online"] if event.online else "")
    by = words["by"].replace("{name}", entry.organizer) if entry.organizer else ""
    mark = words[event.status] if event.status != "scheduled" else ""
    return ". ".join(part for part in (mark, when, where, by) if part)


def atom_entry(entry: Entry, language: Language, host: str) -> AtomEntry:
    """One entry of the Atom feed; `id` is a tag URI (RFC 4151) that lives as long as the event."""
    stamp = filters.rfc3339(utc(entry.event.updated))
    mark = f"{language.strings[entry.event.status]}: " if entry.event.status != "scheduled" else ""
    return AtomEntry(
        id=f"tag:{host},2020:event/{entry.slug}",
        heading=mark + heading(entry, language),
        published=stamp,
        updated=stamp,
        url=entry.link or "",
        lang="",
        text=summary(entry, language),
    )


def json_item(entry: Entry, language: Language, host: str) -> str:
    """One item of the JSON Feed, serialized."""
    item: dict[str, Any] = {
        "id": f"tag:{host},2020:event/{entry.slug}",
        "title": heading(entry, language),
        "content_text": summary(entry, language),
        "date_modified": filters.rfc3339(utc(entry.event.updated)),
        "_event": {
            "date": entry.date.isoformat(),
            "starts": entry.local_start,
            "ends": entry.local_end or None,
            "status": entry.event.status,
            "city": entry.city or None,
            "country": entry.country or None,
            "venue": entry.venue or None,
            "organizer": entry.organizer or None,
        },
    }
    if entry.link:
        item["url"] = entry.link
    if entry.links:
        item["_event"]["links"] = list(entry.links)
    return json.dumps(item, ensure_ascii=False, separators=(",", ":"))


def json_ld(entry: Entry, language: Language) -> str:
    """One schema.org Event for a script element: real UTC offset, status, place, organizer; "<" is written safely."""
    event = entry.event
    data: dict[str, Any] = {
        "@type": "Event",
        "name": title_words(entry, language),
        "startDate": entry.local_start,
        "eventStatus": _SCHEMA_STATUS[event.status],
    }
    if entry.local_end:
        data["endDate"] = entry.local_end
    if event.online and not entry.city:
        data["eventAttendanceMode"] = "https://schema.org/OnlineEventAttendanceMode"
        data["location"] = {"@type": "VirtualLocation", **({"url": entry.link} if entry.link else {})}
    else:
        address: dict[str, str] = {"@type": "PostalAddress"}
        for key, value in (
            ("addressLocality", entry.city),
            ("addressRegion", entry.region),
            ("addressCountry", entry.country),
        ):
            if value:
                address[key] = value
        data["location"] = {"@type": "Place", "name": entry.venue or entry.city or entry.country, "address": address}
    if entry.link:
        data["url"] = entry.link
    if entry.organizer:
        data["organizer"] = {"@type": "Organization", "name": entry.organizer}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself. Addresses are absolute, or "" when the site's own is not known."""

    id: str
    name: str
    author: str
    updated: str
    home: str
    folder: str

    def address(self, name: str) -> str:
        """The public address of a file beside the list's page."""
        return f"{self.home}{self.folder}{name}" if self.home else ""


def calendar(templates: Templates, name: str, events: Sequence[str]) -> bytes:
    """A whole VCALENDAR from its folded VEVENTs; without a name it is one event to take away."""
    head = filters.ics_fold(templates.render("events.ics", feed={"name": name}))
    return "".join((head, *events, "END:VCALENDAR\r\n")).encode()


def atom(templates: Templates, feed: Feed, language: Language, entries: Sequence[str]) -> bytes:
    """A whole Atom feed from its rendered entries."""
    values = {
        "id": feed.id,
        "name": feed.name,
        "author": feed.author,
        "updated": feed.updated,
        "self": feed.address("feed.atom"),
        "page": feed.address(""),
    }
    head = templates.render("feed.atom", feed=values, lang=language.tag)
    return "".join((head, "\n", *entries, "</feed>\n")).encode()


def json_feed(feed: Feed, language: Language, items: Sequence[str]) -> bytes:
    """A whole JSON Feed 1.1 from its serialized items."""
    head: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.name,
        "language": language.tag,
        "authors": [{"name": feed.author}],
    }
    if feed.home:
        head |= {"home_page_url": feed.address(""), "feed_url": feed.address("feed.json")}
    start = json.dumps(head, ensure_ascii=False, separators=(",", ":"))[:-1]
    return f'{start},"items":[{",".join(items)}]}}\n'.encode()


def feed_of(site: Site, folder: str, name: str, entries: Sequence[Entry], today: dt.date) -> Feed:
    """A list's feed: its time of change is that of its newest entry, or the day itself when it has none."""
    newest = max((utc(entry.event.updated) for entry in entries), default=None)
    return Feed(
        id=f"tag:{site.host},2020:list/{folder}",
        name=name,
        author=cleaning.text(site.title),
        updated=filters.rfc3339(newest) if newest else f"{today.isoformat()}T00:00:00Z",
        home=site.url or "",
        folder=folder,
    )
