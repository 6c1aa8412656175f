"""A draft: one proposed event on its way to a maintainer's decision, and the steps it may take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from intake.reading.proposal import About, Problem, Proposal

DraftStatus = Literal["waiting", "confirmed", "rejected", "superseded", "expired"]

STEPS: Mapping[DraftStatus, frozenset[DraftStatus]] = {
    "waiting": frozenset({"confirmed", "rejected", "superseded", "expired"}),
    "confirmed": frozenset({"waiting"}),
    "rejected": frozenset({"waiting"}),
    "superseded": frozenset({"waiting"}),
    "expired": frozenset({"waiting"}),
}
"""The allowed steps; every way back to waiting is an undo."""


@dataclass(frozen=True, slots=True)
class Details:
    """The public fields of an event while it is still being decided: those of `Event` less id and status.

    Units and meanings are those of `render.event.Event`; `postponed` says that it shall not take place on its day
    and no new day is known.
    """

    date: dt.date | None = None
    start: dt.time | None = None
    end_date: dt.date | None = None
    end: dt.time | None = None
    timezone: str | None = None
    title: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    coordinates: tuple[float, float] | None = None
    venue: str | None = None
    link: str | None = None
    links: tuple[str, ...] = ()
    organizer: str | None = None
    online: bool = False
    language: str | None = None
    postponed: bool = False


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another draft or event that a draft may speak of: how sure (0 to 1) and why, in plain words."""

    kind: Literal["draft", "event"]
    id: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal on the shelf. `details` are the values as they would be published, edits included.

    `edits` maps the fields a person set by hand to the text they gave. `problems` are those still open: the
    proposal's less what the edits settled, plus what deciding added. `event_id` is set on confirmed, change
    and cancel drafts. `previous` are the details it would change: the event's for a change or cancellation, the
    replaced draft's where a reply came before confirmation. `replaces` are the drafts this one superseded.
    `version` grows with every change, so that two decisions cannot both take effect. `sender` is the bare
    address, "" for a draft typed in by a maintainer; times are UTC. `message_id` is `Message.id` (the SHA-256)
    of the mail it came from, `mail_id` that mail's Message-ID header and `thread` the ids of its In-Reply-To and
    References, nearest first, all without angle brackets. `answerable` says that its sender may be written to:
    the mail was from a person, and not forged (RFC 3834).
    """

    id: int
    message_id: str
    proposal: Proposal
    details: Details
    about: About
    status: DraftStatus
    sender: str
    received: dt.datetime
    created: dt.datetime
    version: int = 1
    event_id: str | None = None
    edits: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    previous: Details | None = None
    replaces: tuple[int, ...] = ()
    language: str | None = None
    thread: tuple[str, ...] = ()
    decided_by: str | None = None
    decided_at: dt.datetime | None = None
    why: str | None = None
    subject: str = ""
    answerable: bool = False
    mail_id: str | None = None


UNDATED_AFTER = dt.timedelta(days=7)


def urgency(draft: Draft) -> tuple[dt.date, dt.datetime, int]:
    """The order in which drafts are decided: the soonest event, then the oldest mail; without a day as in a week."""
    return (draft.details.date or draft.received.date() + UNDATED_AFTER, draft.received, draft.id)
