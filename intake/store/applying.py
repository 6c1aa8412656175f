"""Applies decisions: the one place where a draft or event changes because somebody decided so."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, update

from intake.deciding.decision import (
    Cancel,
    Decision,
    Edit,
    Hold,
    Ignore,
    Join,
    Propose,
    Publish,
    Refuse,
    Reply,
    Revise,
    Supersede,
    Withdraw,
    named,
)
from intake.deciding.draft import STEPS, Draft, DraftStatus, Duplicate
from intake.deciding.matching import surest
from intake.store import inbox, outgoing
from intake.store.changing import Hand, Stale
from intake.store.inbox import Kept
from intake.store.tables import drafts
from render.event import Event

_PAST = {"confirmed": "confirmed", "rejected": "rejected", "superseded": "replaced", "expired": "past"}


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a list of decisions: the drafts and events touched, each once, in the order of the decisions.

    `batch` names what is undone at once; `mails` are the Message-IDs of our mails that now wait to be sent. `fate` is
    what became of the message they were taken on, `reason` why; both "" where there was none. `published` are the ids
    that new events were given, in the order of their `Publish`.
    """

    batch: str
    drafts: tuple[int, ...] = ()
    events: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    fate: str = ""
    reason: str = ""
    published: tuple[str, ...] = ()


@dataclass(slots=True)
class _So_far:  # noqa: N801 - private
    """What the decisions of one list have led to until now."""

    seen: dict[int, int] = field(default_factory=dict)
    proposed: list[int] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    drafts: dict[int, None] = field(default_factory=dict)
    events: dict[str, None] = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)


def apply(hand: Hand, decisions: Sequence[Decision], message: Kept | None, domain: str) -> Applied:
    """Apply the decisions in their order, mails last. Raises Stale when a draft is not what was decided on.

    Versions are those the drafts had before the first decision of the list, so that an edit and a confirmation
    may stand side by side. `domain` stands in the Message-IDs of our mails.
    """
    so_far = _So_far()
    for decision in decisions:
        if not isinstance(decision, Ignore | Hold | Reply):
            _change(hand, decision, message, so_far)
    for decision in decisions:
        if isinstance(decision, Reply):
            reply = named(decision, so_far.proposed, so_far.published)
            mail = outgoing.write(hand, reply, domain)
            if mail is not None:
                so_far.mails.append(mail)
    fate = reason = ""
    if message is not None:
        fate, reason = fate_of(decisions)
        inbox.settle(hand.connection, message.number, fate, reason, message)
    touched = tuple(so_far.drafts), tuple(so_far.events)
    return Applied(hand.batch, *touched, tuple(so_far.mails), fate, reason, tuple(so_far.published))


def fate_of(decisions: Sequence[Decision]) -> tuple[str, str]:
    """What becomes of the message that these decisions were taken on, and why."""
    for decision in decisions:
        if isinstance(decision, Hold):
            return "held", decision.reason
    ignored = next((decision.reason for decision in decisions if isinstance(decision, Ignore)), "")
    if any(isinstance(decision, Propose) for decision in decisions):
        return "drafted", ignored
    if any(not isinstance(decision, Ignore | Reply) for decision in decisions):
        return "answer", ignored
    return "ignored", ignored


def _change(hand: Hand, decision: Decision, message: Kept | None, so_far: _So_far) -> None:
    match decision:
        case Propose():
            _propose(hand, decision, message, so_far)
        case Supersede(number, version):
            _step(hand, so_far, number, version, "superseded", "supersede")
        case Publish(None, _, event):
            event = hand.put_event(event)
            so_far.published.append(event.id)
            so_far.events[event.id] = None
            hand.write("add", event=(None, event))
        case Publish(number, version, event) if number is not None:
            draft = _open(hand, so_far, number, version, "confirmed")
            former = hand.connection.execute(select(drafts.c.former_event).where(drafts.c.id == number)).scalar()
            event = hand.put_event(event, former)
            so_far.published.append(event.id)
            _confirm(hand, so_far, draft, None, event, "confirm")
        case Revise(event, number, version) | Cancel(event, number, version):
            what = "cancel" if isinstance(decision, Cancel) else "revise"
            changed = None if number is None else _open(hand, so_far, number, version, "confirmed")
            before, listed = hand.event(event.id)
            event = hand.change_event(event)
            if changed is None:
                so_far.events[event.id] = None
                hand.write(what, event=(before if listed else None, event))
            else:
                _confirm(hand, so_far, changed, before if listed else None, event, what)
        case Withdraw(name):
            before, listed = hand.event(name)
            if not listed:
                raise Stale(f"event {name} is not on the list any more", event_id=name)
            hand.withdraw_event(name)
            so_far.events[name] = None
            hand.write("withdraw", event=(before, None))
        case Join():
            _join(hand, decision, so_far)
        case Refuse(number, version, why):
            _step(hand, so_far, number, version, "rejected", "reject", why)
        case Edit(number, version, edits, details, problems):
            before_edit = _open(hand, so_far, number, version, None)
            after = dataclasses.replace(
                before_edit,
                edits=dict(edits),
                details=details,
                problems=tuple(problems),
                version=before_edit.version + 1,
            )
            hand.change_draft(before_edit, after)
            so_far.drafts[number] = None
            hand.write("edit", draft=(before_edit, after))


def _open(hand: Hand, so_far: _So_far, number: int, version: int | None, to: DraftStatus | None) -> Draft:
    """The draft, if it still is what was decided on and may take the step."""
    draft = hand.draft(number)
    first = so_far.seen.setdefault(number, draft.version)
    if version is not None and version != first:
        by = f" by {draft.decided_by}" if draft.decided_by and draft.decided_by != "intake" else ""
        raise Stale(
            f"draft {number} has changed since you saw it{by} (it is {_state_of(draft)}); look at it again",
            draft_id=number,
        )
    if draft.status != "waiting" or (to is not None and to not in STEPS[draft.status]):
        raise Stale(f"draft {number} is {_state_of(draft)} and waits no more", draft_id=number)
    return draft


def _state_of(draft: Draft) -> str:
    return _PAST.get(draft.status, draft.status)


def _step(hand: Hand, so_far: _So_far, number: int, version: int, to: DraftStatus, what: str, why: str = "") -> None:
    before = _open(hand, so_far, number, version, to)
    after = dataclasses.replace(
        before,
        status=to,
        version=before.version + 1,
        decided_by=hand.who,
        decided_at=hand.now,
        why=why or None,
    )
    hand.change_draft(before, after)
    so_far.drafts[number] = None
    hand.write(what, draft=(before, after), note=why)


def _confirm(hand: Hand, so_far: _So_far, before: Draft, old: Event | None, event: Event, what: str) -> None:

    after = dataclasses.replace(
        before,
        status="confirmed",
        event_id=event.id,
        version=before.version + 1,
        decided_by=hand.who,
        decided_at=hand.now,
    )
    hand.change_draft(before, after)
    hand.add_sources(event.id, after)
    so_far.drafts[before.id] = None
    so_far.events[event.id] = None
    hand.write(what, draft=(before, after), event=(old, event))


def _propose(hand: Hand, decision: Propose, message: Kept | None, so_far: _So_far) -> None:
    draft = Draft(
        id=0,
        message_id=message.id if message else "",
        proposal=decision.proposal,
        details=decision.details,
        about=decision.about,
        status="waiting",
        sender=message.sender if message else "",
        received=message.received if message else hand.now,
        created=hand.now,
        event_id=decision.event_id,
        edits=dict(decision.edits),
        problems=tuple(decision.problems),
        duplicates=tuple(decision.duplicates),
        previous=decision.previous,
        replaces=tuple(decision.replaces),
        language=decision.language,
        thread=tuple(decision.thread),
        subject=message.subject if message else "",
        answerable=decision.answerable,
        mail_id=message.mail_id if message else None,
    )
    number = hand.put_draft(draft, message.number if message else None)
    if decision.replaces:
        hand.connection.execute(update(drafts).where(drafts.c.id.in_(decision.replaces)).values(replaced_by=number))
    for one in decision.duplicates if decision.about == "new" else ():
        _noted_at_the_other(hand, one, number)
    so_far.proposed.append(number)
    so_far.drafts[number] = None
    hand.write("propose", draft=(None, dataclasses.replace(draft, id=number)), event_id=decision.event_id)


def _noted_at_the_other(hand: Hand, one: Duplicate, number: int) -> None:
    """Keep a pair at its earlier draft, too, which may be the one that still waits when the later is on the list.

    What was decided on that draft stays as it was seen: this is no change that a person has to look at first.
    """
    other = hand.draft(int(one.id)) if one.kind == "draft" else None
    if other is not None and other.status == "waiting" and other.about == "new":
        both = (*other.duplicates, dataclasses.replace(one, id=str(number)))
        hand.change_draft(other, dataclasses.replace(other, duplicates=surest(both)))


def _join(hand: Hand, decision: Join, so_far: _So_far) -> None:
    before = _open(hand, so_far, decision.draft_id, decision.version, "superseded")
    after = dataclasses.replace(
        before,
        status="superseded",
        version=before.version + 1,
        event_id=decision.into_event or before.event_id,
        decided_by=hand.who,
        decided_at=hand.now,
    )
    hand.change_draft(before, after, replaced_by=decision.into_draft)
    so_far.drafts[before.id] = None
    if decision.into_event is not None:
        hand.event(decision.into_event)
        hand.add_sources(decision.into_event, after)
        hand.write("join", draft=(before, after), event_id=decision.into_event, note=f"event {decision.into_event}")
        return
    assert decision.into_draft is not None, "a Join names a draft or an event"
    other = _open(hand, so_far, decision.into_draft, None, None)
    joined = dataclasses.replace(other, replaces=(*other.replaces, before.id), version=other.version + 1)
    hand.change_draft(other, joined)
    so_far.drafts[other.id] = None
    hand.write("join", draft=(before, after), note=f"draft {other.id}")
    hand.write("join", draft=(other, joined), note=f"draft {before.id}")
