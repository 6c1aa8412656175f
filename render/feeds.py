"""The feeds of a list, put together from its entries: iCalendar (RFC 5545), Atom (RFC 4287), JSON Feed 1.1."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from render import cleaning, filters
from render.entries import Entry
from render.languages import Language
from render.site import Site
from render.templating import Templates


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself. `home` is the site's absolute address, or "" when it is not known."""

    id: str
    name: str
    author: str
    updated: str
    home: str
    folder: str

    def address(self, name: str) -> str:
        """The public address of a file beside the list's page."""
        return f"{self.home}{self.folder}{name}" if self.home else ""


def feed_of(site: Site, folder: str, name: str, entries: Sequence[Entry], today: dt.date) -> Feed:
    """A list's feed: its time of change is that of its newest entry, or the day itself when it has none."""
    newest = max([entry.updated for entry in entries], default=f"{today.isoformat()}T00:00:00")
    return Feed(
        id=f"tag:{site.host},2020:list/{folder}",
        name=name,
        author=cleaning.text(site.title),
        updated=f"{newest}Z",
        home=site.url or "",
        folder=folder,
    )


def calendar_head(templates: Templates, name: str) -> bytes:
    """What comes before the first VEVENT; without a name it is the calendar of one event to take away."""
    return filters.ics_fold(templates.render("events.ics", name=filters.ics_text(name)))


def calendar(head: bytes, entries: Sequence[Entry]) -> bytes:
    """A whole VCALENDAR."""
    return b"".join([head, *[entry.made["ics"] for entry in entries], b"END:VCALENDAR\r\n"])


def atom(templates: Templates, feed: Feed, language: Language, entries: Sequence[Entry]) -> bytes:
    """A whole Atom feed."""
    head = templates.render(
        "feed.atom", feed=feed, lang=language.tag, own=feed.address("feed.atom"), page=feed.address("")
    )
    return b"".join([head.encode(), b"\n", *[entry.made["atom"] for entry in entries], b"</feed>\n"])


def json_feed(feed: Feed, language: Language, entries: Sequence[Entry]) -> bytes:
    """A whole JSON Feed 1.1."""
    head: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.name,
        "language": language.tag,
        "authors": [{"name": feed.author}],
    }
    if feed.home:
        head |= {"home_page_url": feed.address(""), "feed_url": feed.address("feed.json")}
    start = json.dumps(head, ensure_ascii=False, separators=(",", ":"))[:-1].encode()
    return b"".join([start, b',"items":[\n', b",\n".join([entry.made["json"] for entry in entries]), b"\n]}\n"])
