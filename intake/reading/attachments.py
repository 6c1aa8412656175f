"""Events that a mail carries as data: text/calendar parts (RFC 5545, 5546) and schema.org in its HTML.

They outrank prose: somebody's program meant exactly this. What is odd in them is never raised: in a calendar, which
a sender attached on purpose, it is named as unread; in the data of a page, which its program added, it is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from intake.reading import calendars, schema
from intake.reading.passages import newest
from intake.reading.proposal import Context, Field, Finding, Link, Message, Passage, When

__all__ = ["Carried", "Structured", "find", "only_shown"]

_SCORE = 10.0
_MOST = 50
_A_WORD_WITH_IT = 150  # characters: "Please see the poster attached. Best, Ann"
# Kinds of files that hold words nobody here reads.
_SHOWN = re.compile(r"image/(?!svg)|application/(?:pdf|msword|rtf|vnd\.(?:openxmlformats|oasis|ms-))")
# A calendar pasted into the text.
_CALENDAR = re.compile(r"^BEGIN:VCALENDAR\b.{1,100000}?^END:VCALENDAR", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Structured:
    """One event as data says it.

    `findings` has at most one finding a field, part "calendar" or "schema", score 10, offsets 0 where the value
    does not stand in the part as such. A time is local to `timezone` (IANA name); None means that the data names no
    zone, so that it is the place's own. `location` is the place as written, for the finders of cities: give it to
    them as a Passage of `part`, starting at `location_start`. `city` and `country` are set where the data names them
    apart. `cancelled` is METHOD:CANCEL, STATUS:CANCELLED or EventCancelled. `uid` joins what speaks of one event.
    A repeating event comes as several, each with its own day.
    """

    part: str
    findings: dict[Field, Finding] = field(default_factory=dict)
    timezone: str | None = None
    location: str | None = None
    location_start: int = 0
    city: str | None = None
    country: str | None = None
    coordinates: tuple[float, float] | None = None
    online: bool = False
    cancelled: bool = False
    uid: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """The events that a mail carries as data, and `unread`: why a calendar, or an event of it, could not be read."""

    events: tuple[Structured, ...] = ()
    unread: tuple[str, ...] = ()


def only_shown(message: Message) -> bool:
    """Whether a mail has a picture, PDF or office file and hardly a word beside it: a poster may announce an event."""
    shown = any(_SHOWN.match(part.content_type) for part in message.parts)
    return shown and len(newest(message.text).strip()) <= _A_WORD_WITH_IT


def find(message: Message, context: Context) -> Carried:
    """The events in the message's calendar parts and HTML, calendar first, at most 50, none twice."""
    found: list[Structured] = []
    unread: list[str] = []
    left = 2 * calendars.LONGEST
    for part in message.parts:
        if part.content_type != "text/calendar":
            continue
        if part.text is None:
            unread.append("it is larger than 4 MB")
            continue
        left -= len(part.text) + 1000  # reading an empty one takes time, too
        if left < 0 or len(found) >= _MOST:
            unread.append("there are more calendars than are read of one mail")
            break
        said = calendars.read(part.text, dict(part.parameters).get("method", ""), context.now)
        found += [_structured("calendar", part.text, event) for event in said.events]
        unread += said.unread
    written = _CALENDAR.search(message.text)
    if written is not None and not found and not unread:
        said = calendars.read(written[0], "", context.now)
        found += [_structured("calendar", written[0], event) for event in said.events]
    if message.html:
        found += [_structured("schema", message.html, said) for said in schema.events(message.html)]
    seen: set[object] = set()
    kept: list[Structured] = []
    for event in found:
        when, title = event.findings.get("when"), event.findings.get("title")
        key = (when.value if when else None, str(title.value).casefold() if title else None)
        if event.findings and key not in seen:
            seen.add(key)
            kept.append(event)
    return Carried(tuple(kept[:_MOST]), tuple(dict.fromkeys(unread)))


def location_passage(event: Structured, languages: tuple[str, ...] = ()) -> Passage | None:
    """The event's place as a passage for `fields.where.find`, or None when it names none."""
    if not event.location:
        return None
    return Passage(event.location, event.part, event.location_start, "body", languages)


def _structured(part: str, source: str, said: calendars.Said) -> Structured:
    findings: dict[Field, Finding] = {}
    rule = "VEVENT" if part == "calendar" else "schema.org Event"

    def put(name: Field, value: When | Link | str, words: str) -> None:
        start = source.find(words) if words else -1
        start, end = (start, start + len(words)) if start >= 0 else (0, 0)
        findings[name] = Finding(name, value, source[start:end] or words, start, end, part, rule, score=_SCORE)

    if said.date is not None:
        stated = {"year", "month", "day"} | {name for name in ("start", "end", "end_date") if getattr(said, name)}
        put("when", When(said.date, said.start, said.end_date, said.end, frozenset(stated)), said.when_words)
    if said.title:
        put("title", said.title, said.title)
    if said.link:
        put("link", Link(said.link, said.link_kind), said.link)
    if said.venue:
        put("venue", said.venue, said.venue)
    if said.organizer:
        put("organizer", said.organizer, said.organizer)
    start = source.find(said.location) if said.location else -1
    return Structured(
        part, findings, said.timezone, said.location, max(start, 0), said.city, said.country, said.coordinates,
        said.online, said.cancelled, said.uid, said.description,
    )  # fmt: skip
