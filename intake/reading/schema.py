"""schema.org Event data in an HTML mail, as JSON-LD or microdata -> events. Linear; what does not fit is left out."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from intake.reading.calendars import Said
from intake.reading.html import Tag, tokens
from intake.reading.links import canonical, kind_of

__all__ = ["events"]

_LONGEST = 200_000
_MOST = 30
_MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?")
_FESTIVE = {"Festival", "Hackathon", "CourseInstance", "PublicationEvent"}
_HOLDERS = ("@graph", "reservationFor", "mainEntity", "itemListElement", "item", "event", "events", "subEvent")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}


def events(html: str) -> Iterator[Said]:
    """The events that JSON-LD scripts and microdata name, in the order of the page, at most 30."""
    lowered = html[:2_000_000].lower()
    if "schema.org" not in lowered:
        return
    page = tokens(html)
    count = 0
    for item in [*_scripts(page), *(_microdata(page) if "itemscope" in lowered else ())]:
        said = _said(item)
        if said is not None and count < _MOST:
            count += 1
            yield said


def _scripts(page: list[Tag | str]) -> Iterator[dict[str, Any]]:
    for at, token in enumerate(page[:-1]):
        following = page[at + 1]
        if isinstance(token, Tag) and token.name == "script" and not token.closing and isinstance(following, str):
            if "ld+json" not in token.attributes.get("type", "").lower() or len(following) > _LONGEST:
                continue
            try:
                data = json.loads(following.strip().removeprefix("<!--").removesuffix("-->"))
            except (ValueError, RecursionError):
                continue
            yield from _items(data)


def _items(data: Any) -> Iterator[dict[str, Any]]:
    """The Event objects in JSON-LD: alone, in lists, in @graph, or what a reservation is for."""
    waiting = deque([data])
    for _ in range(500):
        if not waiting:
            return
        item = waiting.popleft()
        if isinstance(item, list):
            waiting.extendleft(reversed(item[:200]))
        elif isinstance(item, dict) and _is_event(item.get("@type")):
            yield item
        elif isinstance(item, dict):
            waiting.extendleft(item[key] for key in reversed(_HOLDERS) if key in item)


def _is_event(kind: Any) -> bool:
    names = kind if isinstance(kind, list) else [kind]
    words = [str(name).rpartition("/")[2] for name in names]
    return any(word.endswith("Event") or word in _FESTIVE for word in words)


def _microdata(page: list[Tag | str]) -> list[dict[str, Any]]:
    """Items of itemtype .../Event, nested items as objects (HTML, 5.2 Microdata)."""
    open_tags: list[_Open] = []
    listening: list[list[str]] = []
    items: list[dict[str, Any]] = []
    for token in page:
        if isinstance(token, str):
            for words in listening[-3:]:
                if len(words) < 50:
                    words.append(token[:500])
            continue
        if token.closing:
            if any(one.name == token.name for one in open_tags[-20:]):
                while open_tags and _close(open_tags.pop(), listening) != token.name:
                    pass
            continue
        owner = open_tags[-1].inner if open_tags else None
        _open(token, owner, open_tags, listening, items)
    return items


class _Open(NamedTuple):
    """An open element: `inner` is the item its children describe, `words` the text its own property gathers."""

    name: str
    inner: dict[str, Any] | None
    owner: dict[str, Any] | None
    prop: str
    words: list[str] | None


def _open(
    token: Tag,
    owner: dict[str, Any] | None,
    open_tags: list[_Open],
    listening: list[list[str]],
    items: list[dict[str, Any]],
) -> None:
    attributes = token.attributes
    inner = owner
    words: list[str] | None = None
    prop = attributes.get("itemprop", "").split(" ")[0]
    if "itemscope" in attributes:
        inner = {"@type": attributes.get("itemtype", "")}
        if prop and owner is not None:
            owner.setdefault(prop, inner)
        elif _is_event(inner["@type"]) and len(items) < _MOST:
            items.append(inner)
    elif prop and owner is not None:
        value = next((attributes[key] for key in ("content", "datetime", "href", "src") if key in attributes), None)
        if value is not None:
            owner.setdefault(prop, value)
        elif token.name not in _VOID:
            words = []
    if token.name not in _VOID and len(open_tags) < 5000:
        open_tags.append(_Open(token.name, inner, owner, prop, words))
        if words is not None:
            listening.append(words)


def _close(closed: _Open, listening: list[list[str]]) -> str:
    if closed.words is not None:
        listening.pop()
        if closed.owner is not None:
            closed.owner.setdefault(closed.prop, " ".join("".join(closed.words).split()))
    return closed.name


def _said(item: dict[str, Any]) -> Said | None:
    start, end = _moment(item.get("startDate")), _moment(item.get("endDate"))
    title = _words(item.get("name"))
    if start is None and title is None:
        return None
    location, city, country, venue, online = _place(item.get("location"))
    mode = str(item.get("eventAttendanceMode", ""))
    url = canonical(_words(item.get("url")) or "")
    status = str(item.get("eventStatus", ""))
    day, time = start if start else (None, None)
    last, until = end if end else (None, None)
    if day and last and last == day + dt.timedelta(days=1) and time and until and until <= dt.time(6):
        last = day
    return Said(
        date=day,
        start=time,
        end_date=last if day and last and day < last < day + dt.timedelta(days=400) else None,
        end=until if time and (until != time or last != day) else None,
        when_words=str(item.get("startDate") or "")[:40],
        title=title,
        link=url,
        link_kind=kind_of(url) if url else "page",
        venue=venue,
        location=location,
        city=city,
        country=country,
        online=online or mode.endswith("OnlineEventAttendanceMode"),
        organizer=_name(item.get("organizer")),
        cancelled="cancel" in status.lower(),
        uid=_words(item.get("@id") or item.get("identifier")),
        description=_words(item.get("description")),
    )


def _moment(value: Any) -> tuple[dt.date, dt.time | None] | None:
    """Day and wall-clock time of an ISO 8601 value; the offset only says which clock, so it is not applied."""
    match = _MOMENT.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        day = dt.date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
        time = dt.time(int(match.group(4)), int(match.group(5))) if match.group(4) else None
    except ValueError:
        return None
    return day, time


def _words(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("@id") or value.get("value")
    return " ".join(str(value).split())[:500] or None if isinstance(value, str | int) else None


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return _words(value.get("name")) if isinstance(value, dict) else _words(value)


def _place(value: Any) -> tuple[str | None, str | None, str | None, str | None, bool]:
    """Place as one line, city, country, venue, and whether it is online."""
    if isinstance(value, list):
        real = [one for one in value if not (isinstance(one, dict) and "Virtual" in str(one.get("@type")))]
        value = (real or value)[0] if value else None
    if isinstance(value, str):
        return _words(value), None, None, None, False
    if not isinstance(value, dict):
        return None, None, None, None, False
    if "Virtual" in str(value.get("@type")):
        return None, None, None, None, True
    name, address = _words(value.get("name")), value.get("address")
    if isinstance(address, list):
        address = address[0] if address else None
    if not isinstance(address, dict):
        return ", ".join(part for part in (name, _words(address)) if part) or None, None, None, name, False
    country = address.get("addressCountry")
    country = _name(country)
    parts = [
        name,
        *(_words(address.get(key)) for key in ("streetAddress", "postalCode", "addressLocality", "addressRegion")),
        country,
    ]
    line = ", ".join(dict.fromkeys(part for part in parts if part))
    return line or None, _words(address.get("addressLocality")), country, name, False
