"""Which drafts and events a mail's thread is about, and how they stand now."""

from __future__ import annotations

from intake.deciding.conversation import Subject
from intake.deciding.decision import Known
from intake.deciding.details import of_event
from intake.deciding.draft import Draft
from intake.reading.message import Message
from render.event import Event


def subjects(message: Message, known: Known) -> tuple[Subject, ...]:
    """What a reply speaks of, in the numbering of the mail of ours that it answers; () when it is no reply to us.

    The nearest of the mails in its thread counts: one of ours by what it spoke of, an organizer's by its drafts.
    """
    for name in message.thread:
        if name in known.sent_ids:
            found = [_standing(one, message, known) for one in known.sent_ids[name]]
        else:
            drafts = sorted((one for one in known.drafts if one.mail_id == name), key=lambda one: (one.id,))
            found = [_standing(f"draft:{draft.id}", message, known) for draft in drafts]
        there = _once([one for one in found if one is not None])
        if there:
            return there
    return ()


def roots(message: Message, known: Known) -> tuple[str, ...]:
    """The ids of the conversation's first mails that the message's own thread may leave out, oldest first."""
    named = {one for name in message.thread for one in known.sent_ids.get(name, ())}
    ids = {int(one.removeprefix("draft:")) for one in named if one.startswith("draft:")}
    events = {one.removeprefix("event:") for one in named if one.startswith("event:")}
    drafts = [draft for draft in known.drafts if draft.id in ids or draft.event_id in events]
    found: list[str] = []
    for draft in sorted(drafts, key=lambda one: one.id):
        if not draft.sender or draft.sender.casefold() == message.sender.casefold():
            found += [*reversed(draft.thread), *([draft.mail_id] if draft.mail_id else [])]
    return tuple(dict.fromkeys(found))


def current(draft: Draft, known: Known) -> Draft:
    """The draft, or the one that replaced it, and so on."""
    for _ in range(len(known.drafts)):
        newer = next((one for one in known.drafts if draft.id in one.replaces), None)
        if newer is None:
            break
        draft = newer
    return draft


def waiting_of(thing: Draft | Event, sender: str, known: Known) -> Draft | None:
    """The waiting draft in which this sender's newest word on the thing stands, or None."""
    own = [
        draft for draft in known.drafts if draft.status == "waiting" and draft.sender.casefold() == sender.casefold()
    ]
    if isinstance(thing, Draft):
        if thing.status == "waiting" and thing.sender.casefold() == sender.casefold():
            return thing
        own = [draft for draft in own if draft.about != "new" and _beside(draft, thing)]
    else:
        own = [draft for draft in own if draft.event_id == thing.id]
    return max(own, key=lambda draft: draft.id, default=None)


def _beside(draft: Draft, target: Draft) -> bool:
    """Whether a draft is another person's word on a waiting draft."""
    return any(one.kind == "draft" and one.id == str(target.id) for one in draft.duplicates[:1])


def _standing(name: str, message: Message, known: Known) -> Subject | None:
    kind, _, key = name.partition(":")
    thing: Draft | Event | None = known.event(key) if kind == "event" else None
    if kind == "draft" and (draft := known.draft(int(key))) is not None:
        draft = current(draft, known)
        beside = next((known.draft(int(one.id)) for one in draft.duplicates[:1] if one.kind == "draft"), None)
        if draft.event_id is not None:
            thing = known.event(draft.event_id)
        elif draft.about != "new" and beside is not None:
            thing = known.event(beside.event_id) or current(beside, known)
        elif draft.status == "waiting":
            thing = draft
    if thing is None or (isinstance(thing, Draft) and thing.status != "waiting"):
        return None
    own = waiting_of(thing, message.sender, known)
    return Subject(thing, own.details if own else thing.details if isinstance(thing, Draft) else of_event(thing))


def _once(found: list[Subject]) -> tuple[Subject, ...]:
    seen: dict[tuple[str, str], Subject] = {}
    for one in found:
        seen.setdefault((type(one.thing).__name__, str(one.thing.id)), one)
    return tuple(seen.values())
