"""Entry -> one small text per format: the row of a page, a VEVENT, an Atom entry, an item of JSON, a schema.org Event.

What was made is kept in the entry, so that an event that did not change is never rendered again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import Any

from markupsafe import escape

from render import cleaning, filters
from render.entries import Entry, day_after
from render.languages import Language
from render.templating import Templates

UP = "\x01"
"""Stands in a page's fragments for the way up to the site's root, which differs from page to page."""

_ICS_STATUS = {"scheduled": "CONFIRMED", "postponed": "TENTATIVE", "cancelled": "CANCELLED"}
_SCHEMA_STATUS = {
    "scheduled": "https://schema.org/EventScheduled",
    "postponed": "https://schema.org/EventPostponed",
    "cancelled": "https://schema.org/EventCancelled",
}
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def title_words(entry: Entry, language: Language) -> str:
    """The title, or words of the page's language where the organizer gave none."""
    return entry.title or language.strings["no_title"]


def by_words(entry: Entry, language: Language) -> str:
    """Who organizes it, in words, or ""."""
    return language.strings["by"].replace("{name}", entry.organizer) if entry.organizer else ""


def place_words(entry: Entry, language: Language) -> str:
    """Venue, city and country in one line."""
    city = _city_words(entry.city, entry.country, language)
    return f"{entry.venue}{language.strings['comma']}{city}" if entry.venue and city else entry.venue or city


@lru_cache(maxsize=32768)
def _city_words(city: str, country: str, language: Language) -> str:
    name = filters.country_name(country, language) if country else ""
    return f"{city}{language.strings['comma']}{name}" if city and name else city or name


def rows(
    templates: Templates, language: Language, wanted: Iterable[tuple[Entry, int]], *, coming: bool
) -> dict[tuple[str, int], bytes]:
    """The rows of a page by slug and number of the day. `coming` events have a calendar file of their own."""
    found: dict[tuple[str, int], bytes] = {}
    missing: list[tuple[Entry, int]] = []
    kind = (language.tag, coming)
    for entry, number in wanted:
        made = entry.made.get((kind, number))
        if made is None:
            missing.append((entry, number))
        else:
            found[entry.slug, number] = made
    values = [_row(entry, number, language, coming) for entry, number in missing]
    words = language.strings
    same = {"up": UP, "calendar": escape(words["calendar"]), "comma": escape(words["comma"])}
    texts = templates.render_each("entry.html", values, **same)
    for (entry, number), text in zip(missing, texts, strict=True):
        found[entry.slug, number] = entry.made[kind, number] = text.encode()
    return found


def _row(entry: Entry, number: int, language: Language, coming: bool) -> tuple[str, ...]:
    """The values of templates/site/entry.html for an event under the `number`th of its days, escaped."""
    event, words, safe = entry.event, language.strings, filters.xml_text
    time = until = note = ""
    anchor = f"e-{entry.slug}"
    if entry.last is entry.date:
        if event.start is not None:
            time = filters.clock(event.start, language)
            if event.end is not None:
                until = filters.clock(event.end, language)
    else:
        total = (entry.last - entry.date).days + 1
        if event.start is not None:
            time = filters.clock(event.start, language) if number == 1 else ""
            until = filters.clock(event.end, language) if event.end is not None and number == total else ""
        note = words["day_of"].replace("{n}", str(number)).replace("{total}", str(total))
        if number > 1:
            anchor += f".{number}"
    if event.online and not entry.city and event.timezone and time:
        note = f"{note} {event.timezone}".strip()  # nothing else says whose clock it is
    lang = ""
    if entry.lang and entry.title and filters.plain_language(entry.lang) != filters.plain_language(language.tag):
        lang = safe(entry.lang)
    link = href = ""
    if entry.link:
        href, link = safe(entry.link), safe(words["link"].replace("{host}", entry.host))
    return (
        anchor,
        event.status,
        event.start.isoformat("minutes") if time and event.start is not None else "",
        time,
        until,
        safe(entry.city) if entry.city else safe(words["online"]) if event.online else "",
        safe(filters.country_name(entry.country, language)) if entry.country else "",
        safe(title_words(entry, language)),
        lang,
        "" if event.status == "scheduled" else safe(words[event.status]),
        safe(note),
        safe(entry.venue),
        safe(by_words(entry, language)),
        href,
        link,
        f"event/{entry.slug}.ics" if coming and event.status != "cancelled" else "",
    )


def vevents(templates: Templates, language: Language, host: str, entries: Sequence[Entry]) -> None:
    """Put each entry's VEVENT, folded, into its `made` under "ics"."""
    missing = [entry for entry in entries if "ics" not in entry.made]
    texts = templates.render_each("event.ics", [_vevent(entry, language, host) for entry in missing])
    for entry, text in zip(missing, texts, strict=True):
        entry.made["ics"] = filters.ics_fold(text)


def _vevent(entry: Entry, language: Language, host: str) -> tuple[Any, ...]:
    """The values of templates/feeds/event.ics: UTC times, wall-clock times where the zone is unknown, or days."""
    event, safe = entry.event, filters.ics_text
    ends = ""
    if event.start is None:
        first, after = (day.isoformat().replace("-", "") for day in (entry.date, day_after(entry.last)))
        starts, ends = f";VALUE=DATE:{first}", f";VALUE=DATE:{after}"
    elif entry.begins is not None:
        starts = ":" + filters.utc_stamp(entry.begins)
        if entry.ends is not None:
            ends = ":" + filters.utc_stamp(entry.ends)
    else:
        starts = ":" + filters.floating_stamp(entry.local_start[:16])
        ends = ":" + filters.floating_stamp(entry.local_end[:16]) if entry.local_end else ""
    by = by_words(entry, language)
    about = "\n".join([part for part in (by, entry.link, *entry.links) if part]) if entry.links or by else entry.link
    title = safe(title_words(entry, language))
    return (
        f"{entry.slug}@{host}",
        entry.updated.replace("-", "").replace(":", "") + "Z",
        event.sequence,
        starts,
        ends,
        f"CANCELLED: {title}" if entry.cancelled else title,
        safe(place_words(entry, language)),
        "{:.5f};{:.5f}".format(*entry.coordinates) if entry.coordinates else "",
        safe(about),
        cleaning.ascii_link(entry.link),
        _ICS_STATUS[event.status],
        "TRANSPARENT" if event.start is None or entry.cancelled else "OPAQUE",
    )


def _feed_words(entry: Entry, language: Language) -> tuple[str, str]:
    """What Atom and JSON Feed say: the line a reader lists, and when, where and who in one short text."""
    event, words = entry.event, language.strings
    title = title_words(entry, language)
    day = filters.day_heading(entry.date, language, 0)
    mark = words[event.status] if event.status != "scheduled" else ""
    start = f"{mark} · {day}" if mark else day
    heading = f"{start} · {entry.city} · {title}" if entry.city else f"{start} · {title}"
    when = day
    if event.start is not None:
        when += f"{words['comma']}{filters.clock(event.start, language)}"
        if event.end is not None and entry.last is entry.date:
            when += f"–{filters.clock(event.end, language)}"
    if entry.last is not entry.date:
        when += f" – {filters.day_heading(entry.last, language, 0)}"
    where = place_words(entry, language) or (words["online"] if event.online else "")
    return heading, ". ".join([part for part in (mark, when, where, by_words(entry, language)) if part])


def feed_items(templates: Templates, language: Language, host: str, entries: Sequence[Entry]) -> None:
    """Put each entry's Atom entry and JSON item into its `made` under "atom" and "json".

    The id is a tag URI (RFC 4151) that lives as long as the event.
    """
    missing = [entry for entry in entries if "atom" not in entry.made]
    safe = filters.xml_text
    values = []
    for entry in missing:
        heading, text = _feed_words(entry, language)
        number, stamp = f"tag:{host},2020:event/{entry.slug}", f"{entry.updated}Z"
        values.append((number, safe(heading), stamp, safe(entry.link), safe(text)))
        entry.made["json"] = _json_item(entry, number, heading, text, stamp).encode()
    for entry, made in zip(missing, templates.render_each("entry.atom", values), strict=True):
        entry.made["atom"] = made.encode()


def _json_item(entry: Entry, number: str, heading: str, text: str, stamp: str) -> str:
    """One item, put together by hand from quoted strings: that takes a third of the time of a whole encoder."""
    start, status = entry.local_start, entry.event.status
    parts = [
        f'{{"id":{_quoted(number)},"title":{_quoted(heading)},"content_text":{_quoted(text)},"date_modified":"{stamp}"',
        f',"url":{_quoted(entry.link)}' if entry.link else "",
        f',"_event":{{"date":"{entry.date.isoformat()}","starts":"{start}","status":"{status}"',
    ]
    for key, value in (
        ("ends", entry.local_end),
        ("title", entry.title),
        ("city", entry.city),
        ("region", entry.region),
        ("country", entry.country),
        ("venue", entry.venue),
        ("organizer", entry.organizer),
    ):
        if value:
            parts.append(f',"{key}":{_quoted(value)}')
    if entry.links:
        parts.append(f',"links":{_json(entry.links)}')
    parts.append("}}")
    return "".join(parts)


def json_ld(entry: Entry, language: Language) -> bytes:
    """A script element with a schema.org Event: real UTC offset, status, place, organizer; "<" is written safely."""
    made = entry.made.get(("ld", language.tag))
    if made is None:
        text = _schema_event(entry, language).replace("<", "\\u003c")
        made = f'<script type="application/ld+json">{text}</script>\n'.encode()
        entry.made["ld", language.tag] = made
    return bytes(made)


def _schema_event(entry: Entry, language: Language) -> str:
    """JSON put together by hand, as in `_json_item`."""
    event = entry.event
    parts = [
        f'{{"@context":"https://schema.org","@type":"Event","name":{_quoted(title_words(entry, language))}',
        f',"startDate":"{entry.local_start}"',
        f',"endDate":"{entry.local_end}"' if entry.local_end else "",
        f',"eventStatus":"{_SCHEMA_STATUS[event.status]}"',
    ]
    link = f',"url":{_quoted(entry.link)}' if entry.link else ""
    if event.online and not entry.city:
        parts.append(',"eventAttendanceMode":"https://schema.org/OnlineEventAttendanceMode"')
        parts.append(f',"location":{{"@type":"VirtualLocation"{link}}}')
    else:
        name = entry.venue or entry.city or filters.country_name(entry.country, language)
        parts.append(f',"location":{{"@type":"Place","name":{_quoted(name)},"address":{{"@type":"PostalAddress"')
        for key, value in (
            ("addressLocality", entry.city),
            ("addressRegion", entry.region),
            ("addressCountry", entry.country),
        ):
            if value:
                parts.append(f',"{key}":{_quoted(value)}')
        parts.append("}}")
    parts.append(link)
    if entry.organizer:
        parts.append(f',"organizer":{{"@type":"Organization","name":{_quoted(entry.organizer)}}}')
    parts.append("}")
    return "".join(parts)
