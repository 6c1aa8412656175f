"""Which drafts and events a mail's thread is about, and how they stand now."""

from __future__ import annotations

from dataclasses import dataclass

from intake.deciding.decision import Known
from intake.deciding.details import of_event
from intake.deciding.draft import Details, Draft
from intake.reading.message import Message
from render.event import Event


@dataclass(frozen=True, slots=True)
class Subject:
    """Something a reply may speak of, and how it stands: with the changes that wait already."""

    thing: Draft | Event
    details: Details


@dataclass(frozen=True, slots=True)
class Thread:
    """What a thread is about: the subjects of each of its mails, the nearest first, in that mail's numbering.

    None stands for what is neither waiting nor on the list any more.
    """

    mails: tuple[tuple[Subject | None, ...], ...]

    @property
    def near(self) -> tuple[Subject, ...]:
        """The subjects of the mail that is answered."""
        return _once([one for one in self.mails[0] if one is not None])

    @property
    def all(self) -> tuple[Subject, ...]:
        """All subjects of the thread, each once, the nearest first."""
        return _once([one for mail in self.mails for one in mail if one is not None])

    def numbered(self, number: int) -> Subject | None:
        """The subject of that number, in the nearest mail that counts so far."""
        return next((mail[number - 1] for mail in self.mails if len(mail) >= number), None)


def thread_of(message: Message, known: Known) -> Thread | None:
    """What a reply speaks of; None when it is no reply to us, or to nothing that still stands.

    A mail of ours counts by what it spoke of, an organizer's by its drafts.
    """
    mails = []
    for name in message.thread:
        if name in known.sent_ids:
            found = [_standing(one, message, known) for one in known.sent_ids[name]]
        else:
            drafts = sorted((one for one in known.drafts if one.mail_id == name), key=lambda one: one.id)
            found = [_standing(f"draft:{draft.id}", message, known) for draft in drafts]
        # Numbers are the mail's: what does not stand any more keeps its place until the end.
        while found and found[-1] is None:
            found.pop()
        if any(found):
            mails.append(tuple(found))
    return Thread(tuple(mails)) if mails else None


def language_of(thread: Thread) -> str | None:
    """The language the conversation was begun in, as far as its drafts know."""
    things = [one.thing for one in thread.all]
    return next((thing.language for thing in things if thing.language), None)


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
