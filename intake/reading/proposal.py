"""The nouns of reading: what was found in a message, where, how surely, and what is doubtful about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from intake.reading.message import Anchor, Message

__all__ = [
    "About",
    "Context",
    "Field",
    "Finding",
    "Kind",
    "Link",
    "Message",
    "Passage",
    "Place",
    "Problem",
    "Proposal",
    "Reading",
    "Role",
    "Value",
    "When",
    "covered",
]

Field = Literal["when", "time", "where", "link", "title", "venue", "organizer"]
Role = Literal[
    "event", "deadline", "past", "sent", "doors", "end", "series", "abroad", "listed", "part", "topic", "meeting"
]
About = Literal["new", "change", "cancel"]
Kind = Literal["submission", "change", "cancellation", "question", "automatic", "other"]


@dataclass(frozen=True, slots=True)
class When:
    """A day or days, with or without times; wall-clock times local to the event's place.

    `end_date` is inclusive and None for a single day. `stated` names the parts that the words state; every
    other part that has a value was implied: "year", "month", "day", "start", "end", "end_date", "weekday".
    A time on its own has `date` None and is merged with a day by grouping. `zone` is the time zone (IANA name) that
    stands behind the hour, which counts where no place has one.
    """

    date: dt.date | None
    start: dt.time | None = None
    end_date: dt.date | None = None
    end: dt.time | None = None
    stated: frozenset[str] = frozenset()
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A populated place, or a name that the index does not know (`known` False; then only what was said).

    `country` is ISO 3166-1 alpha-2, `region` the English name of the first-level division, coordinates are in
    degrees, `timezone` is an IANA name. A whole country or region has `city` None. An online event has
    `online` True and beside that only the `timezone` stated.
    """

    city: str | None
    region: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    timezone: str | None = None
    population: int = 0
    known: bool = True
    online: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A web address as it will be published (unwrapped, without tracking), and what kind of page it seems.

    `kind`: "event" (a page or post of one event), "post" (a social post), "form" (sign-up), "page",
    "home" (a site's root or a group's profile), "file", "map", "call" (video), "other".
    """

    url: str
    kind: str
    text: str | None = None


Value = When | Place | Link | str


@dataclass(frozen=True, slots=True)
class Finding:
    """One value found in one part of a message.

    `words` is the exact text the value came from, `part[start:end]`; `part` is "subject", "text", "attached" (a
    message attached whole), "calendar" or "schema" (offsets are characters of `Message.subject`, `Message.text` or
    the part's text). `certain` is False when something was implied or the finder doubts it, and `note` then says
    what in a few words. `rule` names the rule that found it, by the phrase it reads. `score` orders rival
    findings of one field, higher is better; `others` are the values that the same words may also mean.
    `role` is what the words around a day or time say it is: "event" (a label such as "When:"), "deadline",
    "past", "sent", "doors" (doors open, before the start), "end" (of the event) or "series" (of a repeating
    event); of a place "abroad" when all else in the message points to other countries, "listed" when it begins a
    line of a list, "part" of a building's name, "topic" of what people meet about,
    "meeting" of where they meet first; None when they say nothing.
    """

    field: Field
    value: Value
    words: str
    start: int
    end: int
    part: str
    rule: str
    certain: bool = True
    note: str | None = None
    score: float = 0.0
    others: tuple[Value, ...] = ()
    role: Role | None = None


def covered(findings: Iterable[Finding], longest: int) -> dict[str, set[int]]:
    """The offsets of each part that findings cover, of one that is longer its first `longest`."""
    offsets: dict[str, set[int]] = {}
    for found in findings:
        offsets.setdefault(found.part, set()).update(range(found.start, min(found.end, found.start + longest)))
    return offsets


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a maintainer should look at before confirming. `code` is stable, `text` plain English.

    `named` is what it is about in particular, for people who read it in another language: names and words of the
    mail as they are, days, hours and spans in their ISO 8601 form (2027-05-01, 14:30, 2027-05-01/2027-05-03).
    """

    code: str
    text: str
    field: Field | None = None
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What reading may know beside the message itself.

    `now` is the time the message was sent (or received where it carries none), with a zone; days without a
    year are meant relative to it. `languages` are the campaign's, as hints only; None means all. `countries`
    are ISO codes to prefer, or None. `window` is the campaign's first and last day, where it has one. `own`
    are the campaign's own addresses and `own_links` its own hosts, which are never an event's link.
    """

    now: dt.datetime
    languages: tuple[str, ...] | None = None
    countries: tuple[str, ...] | None = None
    window: tuple[dt.date, dt.date] | None = None
    own: frozenset[str] = frozenset()
    own_links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one part of a message: `text` is `part[start:start + len(text)]`.

    `role` is "subject", "body", "forwarded" (a mail that the sender passed on), "quoted" or "signature".
    `languages` are the tags found for it, best first. `links` are the HTML links that stand in it, with offsets of
    the part.
    """

    text: str
    part: str
    start: int
    role: str
    languages: tuple[str, ...] = ()
    links: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One event as a message proposes it: a finding for each field that was found, and the rivals not chosen.

    `chosen["when"]` holds day and time; where the time's words stand away from the day's, `chosen["time"]` is the
    finding it was taken from, as evidence.

    `ordinal` counts the message's events from 1. `others` are the alternatives a maintainer may choose with
    one click. `language` is the tag of the words it came from.
    """

    message_id: str
    ordinal: int
    about: About
    chosen: Mapping[Field, Finding]
    others: Mapping[Field, tuple[Finding, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    language: str | None = None

    def when(self) -> When:
        """The chosen day and time, or an empty When."""
        found = self.chosen.get("when")
        return found.value if found and isinstance(found.value, When) else When(None)

    def where(self) -> Place | None:
        """The chosen place, or None."""
        found = self.chosen.get("where")
        return found.value if found and isinstance(found.value, Place) else None

    def link(self) -> Link | None:
        """The chosen link, or None."""
        found = self.chosen.get("link")
        return found.value if found and isinstance(found.value, Link) else None

    def words(self, name: Literal["title", "venue", "organizer"]) -> str | None:
        """The chosen title, venue or organizer, or None."""
        found = self.chosen.get(name)
        return found.value if found and isinstance(found.value, str) else None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message says: its kind, language, and a proposal for each event. `reason` says why this kind.

    `problems` are those of the message as a whole, and stand in each proposal, too. `unsure` says that it names a day
    and an hour to come, of which nothing tells that people are to meet then, or that it leaves all to a picture or
    file: a person had better look.
    """

    kind: Kind
    proposals: tuple[Proposal, ...] = ()
    language: str | None = None
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    unsure: bool = False
