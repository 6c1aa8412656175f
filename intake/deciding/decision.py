"""Decisions as data: what shall happen. Only the store applies them, in one transaction with their mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
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
    """Put a new waiting draft on the shelf; its fields are those of `Draft` with the same names.

    `thread` is the message's own, with the ids added that deciding knows of: nearest first.
    """

    proposal: Proposal
    details: Details
    about: About = "new"
    event_id: str | None = None
    previous: Details | None = None
    problems: tuple[Problem, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    replaces: tuple[int, ...] = ()
    edits: Mapping[str, str] = field(default_factory=dict)
    thread: tuple[str, ...] = ()
    language: str | None = None
    answerable: bool = False


@dataclass(frozen=True, slots=True)
class Supersede:
    """A waiting draft gives way to the one proposed beside this decision (same message)."""

    draft_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Publish:
    """A draft is confirmed as a new event. `event.id` is "" and given by the store.

    `draft_id` and `version` are None for an event that a maintainer added by hand.
    """

    draft_id: int | None
    version: int | None
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
class Join:
    """A draft turns out to speak of another draft or event: its mail becomes a further source of that one.

    The draft is superseded; exactly one of `into_draft` and `into_event` is set. What changes by it in the
    other comes as an `Edit` or `Revise` beside this decision. From then on the draft's sender counts among the
    event's submitters, and its thread leads to the other.
    """

    draft_id: int
    version: int
    into_draft: int | None = None
    into_event: str | None = None


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

    `in_reply_to` and `references` are Message-IDs without angle brackets. `speaks_of` names the drafts and events
    it is about, in the order of its numbering: "draft:7", "event:abc", and before they have an id "new:0" (the
    first `Propose` of the same list) and "publish:0" (the first `Publish`), which `named` replaces.
    `token_for` is "draft" for a maintainer's notice: an answer to it may act on the drafts it speaks of, by a
    token of its own; None for organizers. `entries` are the events as the mail shows them, one for each in
    `speaks_of`; `problems`, where there are any, what is missing or doubtful of each.
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
    speaks_of: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in a mail of ours: as it is or would be, as it was (for a change), and what is doubtful.

    `said` are the words its day was read from, `choices` the other places that may be meant, `days` the other days.
    """

    details: Details
    previous: Details | None = None
    problems: tuple[Problem, ...] = ()
    about: About = "new"
    said: str = ""
    choices: tuple[str, ...] = ()
    days: tuple[date, ...] = ()


def named(reply: Reply, drafts: Sequence[int], events: Sequence[str]) -> Reply:
    """The reply with "new:N" and "publish:N" replaced by the ids that the store gave to the N-th of each."""

    def name(one: str) -> str:
        kind, _, number = one.partition(":")
        if kind == "new":
            return f"draft:{drafts[int(number)]}"
        return f"event:{events[int(number)]}" if kind == "publish" else one

    return replace(reply, speaks_of=tuple(name(one) for one in reply.speaks_of))


Decision = Ignore | Hold | Propose | Supersede | Publish | Revise | Cancel | Withdraw | Join | Refuse | Edit | Reply


@dataclass(frozen=True, slots=True)
class Known:
    """What deciding may know of the shelf: handed in, never looked up.

    `drafts` are the waiting drafts that the message may be about (their `proposal` without its findings): those of its
    sender and those whose event may be one of its own (`decide.days_of`); further those of its thread, those its tokens
    name and those that replaced them; `events` the published ones not long past; `submitters` maps an event's
    id to the addresses of the people whose mails made it; `sent_ids` maps the Message-IDs of our own mails to the
    drafts or events (`draft:7`, `event:abc`) they spoke of; `tokens` maps each notice token found in the message
    (`screened.tokens`) that the store knows to its draft ids, in the notice's numbering; `answers_lately` counts our
    answers to the sender within the last hour, `answers_today` within the last day. `addresses` are our own.
    `carried_out` says whether a maintainer's answer of the message's Message-ID has been carried out before.
    """

    drafts: tuple[Draft, ...] = ()
    events: tuple[Event, ...] = ()
    submitters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sent_ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tokens: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    answers_lately: int = 0
    answers_today: int = 0
    addresses: frozenset[str] = frozenset()
    carried_out: bool = False

    def draft(self, number: int | None) -> Draft | None:
        """The draft of that id, or None."""
        return next((draft for draft in self.drafts if draft.id == number), None)

    def event(self, name: str | None) -> Event | None:
        """The event of that id, or None."""
        return next((event for event in self.events if event.id == name), None)


Verb = Literal["confirm", "reject", "edit", "cancel", "postpone", "withdraw", "merge", "add"]


@dataclass(frozen=True, slots=True)
class Command:
    """What a person told us to do, from the web page, a mail or the command line alike.

    `draft_id` or `event_id` names the thing; `version` is the draft's version that the person saw, None when not
    known. `values` are field name -> text. `why` is a reason, `who` the maintainer's address or "command line".

    confirm and reject take a draft; edit a draft or an event; cancel, postpone and withdraw an event; merge a
    draft into `into_draft` or `into_event` (`values` name the fields to take from the draft, with "" as
    text, besides those that the other lacks); add makes and publishes an event of `values`.
    """

    verb: Verb
    who: str
    draft_id: int | None = None
    event_id: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    version: int | None = None
    at: datetime | None = None
    into_draft: int | None = None
    into_event: str | None = None


class Impossible(ValueError):  # noqa: N818 - named for the answer a person gets
    """A command that cannot be carried out; the text says why and what to do instead."""
