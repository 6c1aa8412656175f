"""Decisions as data: what shall happen. Only the store applies them, in one transaction with their mails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from intake.deciding.draft import Details, Draft, Duplicate
from intake.reading.proposal import About, Problem, Proposal
from render.event import Event


@dataclass(frozen=True, slots=True)
class Ignore:
    """The message needs nothing; `reason` goes into the log and `intake messages`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Hold:
    """The message waits for a person's eyes; its raw bytes are kept and `reason` says what is wrong."""

    reason: str


@dataclass(frozen=True, slots=True)
class Propose:
    """Put a new waiting draft on the shelf."""

    proposal: Proposal
    details: Details
    about: About = "new"
    event_id: str | None = None
    previous: Details | None = None
    problems: tuple[Problem, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    replaces: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Supersede:
    """A waiting draft gives way to the one proposed beside this decision (same message)."""

    draft_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Publish:
    """A draft is confirmed as a new event. `event.id` is "" and given by the store."""

    draft_id: int
    version: int
    event: Event


@dataclass(frozen=True, slots=True)
class Revise:
    """An event gets new values. `draft_id` is None when a maintainer edits an event without a draft.

    The store raises `sequence` when day, time, place or status differ from what it holds, and sets `updated`.
    """

    event: Event
    draft_id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    """An event stays on the list, marked as cancelled."""

    event: Event
    draft_id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """An event leaves the list altogether; the store remembers it, so that an undo brings it back."""

    event_id: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """A draft is rejected; `why` reaches the sender when it is not empty."""

    draft_id: int
    version: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A waiting draft gets values by hand; `edits` are the texts as typed, `details` the result."""

    draft_id: int
    version: int
    edits: Mapping[str, str]
    details: Details
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail of ours, by the name of its template in templates/mail; `deciding` chooses, `notes` writes it.

    `in_reply_to` and `references` are Message-IDs without angle brackets. `token_for` names what an answer to
    it may act on: "draft" for a maintainer's notice, None for organizers.
    """

    to: str
    template: str
    language: str
    values: Mapping[str, object] = field(default_factory=dict)
    subject: str = ""
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    token_for: Literal["draft"] | None = None
    message_id: str | None = None


Decision = Ignore | Hold | Propose | Supersede | Publish | Revise | Cancel | Withdraw | Refuse | Edit | Reply


@dataclass(frozen=True, slots=True)
class Known:
    """What deciding may know of the shelf: handed in, never looked up.

    `drafts` are the waiting drafts and those of the message's thread; `events` the published ones not long
    past; `submitters` maps an event's id to the addresses of the people whose mails made it; `sent_ids` maps
    the Message-IDs of our own mails to the drafts or events (`draft:7`, `event:abc`) they spoke of; `tokens`
    maps a maintainer's notice token to its draft ids; `answers_lately` counts our answers to the
    sender within the last hour. `addresses` are our own.
    """

    drafts: tuple[Draft, ...] = ()
    events: tuple[Event, ...] = ()
    submitters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sent_ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tokens: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    answers_lately: int = 0
    addresses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Command:
    """What a person told us to do, from the web page, a mail or the command line alike.

    `verb` is one of: confirm, reject, edit, cancel, withdraw, merge. `draft_id` or `event_id` names the thing,
    `values` the fields for edit and merge (field name -> text), `why` a reason, `who` the maintainer's address or
    "command line". `version` is the draft's version that the person saw, None when not known.
    """

    verb: Literal["confirm", "reject", "edit", "cancel", "withdraw", "merge"]
    who: str
    draft_id: int | None = None
    event_id: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    version: int | None = None
    at: datetime | None = None


class Impossible(ValueError):  # noqa: N818 - named for the answer a person gets
    """A command that cannot be carried out; the text says why and what to do instead."""
