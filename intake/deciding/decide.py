"""The one entrance of this room: a message and what was read in it -> what shall happen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from intake.deciding import answers, matching, screening
from intake.deciding.carrying import carry_out
from intake.deciding.decision import Decision, Entry, Hold, Ignore, Known, Propose, Reply, Supersede
from intake.deciding.details import of, of_event, settled
from intake.deciding.draft import Details, Draft, Duplicate
from intake.deciding.merging import revised
from intake.deciding.ownership import owns
from intake.deciding.settings import Settings
from intake.reading.message import Message
from intake.reading.proposal import Problem, Proposal, Reading
from render.event import Event

__all__ = ["carry_out", "decide"]


@dataclass(slots=True)
class Outcome:
    """What one message leads to, gathered proposal by proposal."""

    proposed: list[Propose] = field(default_factory=list)
    superseded: list[Supersede] = field(default_factory=list)
    known_already: list[tuple[str, Details]] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    roots: list[str] = field(default_factory=list)


def decide(message: Message, reading: Reading, known: Known, settings: Settings, now: dt.datetime) -> list[Decision]:
    """What a message that passed screening leads to; `now` is a UTC time.

    The list ends with our mails: one answer to the sender where one may be sent, and the maintainers' notices.
    """
    if reading.kind == "automatic":
        return [Ignore(reading.reason or "automatic mail")]
    answerable = screening.may_answer(message)
    if not reading.proposals:
        return _without_proposals(message, reading, known, settings, answerable)
    outcome = Outcome()
    for proposal in reading.proposals:
        _weigh(proposal, message, known, settings, outcome, answerable)
    return _told(outcome, message, reading, known, settings, answerable)


def _without_proposals(
    message: Message, reading: Reading, known: Known, settings: Settings, answerable: bool
) -> list[Decision]:
    if reading.kind == "other":
        return [Ignore(reading.reason or "no event in it")]
    held = Hold(reading.reason or f"a {reading.kind} that names no event")
    return [held, *_answer("question", message, reading, known, settings, answerable)]


def _weigh(
    proposal: Proposal, message: Message, known: Known, settings: Settings, outcome: Outcome, answerable: bool
) -> None:
    """Put one proposal in its place: a new draft, a change of something known, or nothing new."""
    details = of(proposal)
    ids = frozenset(name for name in (message.message_id, *message.thread) if name)
    side = matching.Side(details, proposal.about, message.sender.casefold(), ids)
    waiting = [draft for draft in known.drafts if draft.status == "waiting" and draft.message_id != message.id]
    open_drafts = [draft for draft in waiting if draft.event_id is None]
    events = [(event, of_event(event)) for event in known.events if event.status != "cancelled"]
    common = frozenset[str]()
    alike = matching.duplicates(side, open_drafts, events, common)
    best = next(iter(alike), None)
    target = _thing(best, known) if best else None
    mine = target is not None and owns(message, target, known, settings)
    base = Propose(
        proposal,
        details,
        about="new",
        problems=proposal.problems,
        thread=message.thread,
        language=proposal.language or reading_language(proposal, message),
        answerable=answerable,
    )
    if proposal.about == "new" and not (mine and best and best.score >= matching.SURE):
        outcome.proposed.append(replace(base, duplicates=alike, problems=(*base.problems, *_same_as(alike))))
    elif target is None:
        if proposal.about == "cancel":
            outcome.held.append("a cancellation, but no such event is known")
        else:
            problem = Problem("no_target", "it speaks of a change, but no such event is known")
            outcome.proposed.append(replace(base, problems=(*base.problems, problem)))
    else:
        propose_change(base, details, target, alike, mine, known, outcome)


def propose_change(
    base: Propose,
    said: Details,
    target: Draft | Event,
    alike: tuple[Duplicate, ...],
    mine: bool,
    known: Known,
    outcome: Outcome,
) -> None:
    """A change or cancellation of something known: by its sender it replaces what waits, by others it stands beside."""
    about = base.proposal.about
    before = target.details if isinstance(target, Draft) else of_event(target)
    waiting = _waiting_for(target, known) if mine else []
    latest = waiting[-1] if waiting else None
    start = latest.details if latest else before
    merged = revised(start, said)
    after = start if about == "cancel" else merged.details
    problems = settled(latest.problems if latest else (), frozenset(merged.changed), after)
    problems = tuple(one for one in problems if one.code != "duplicate")
    own = tuple(one for one in base.problems if one.code not in ("no_date", "no_city") and one not in problems)
    event_id = target.id if isinstance(target, Event) else None
    if not mine:
        name = f"event {target.id}" if isinstance(target, Event) else f"draft {target.id}"
        own = (*own, Problem("other_sender", f"sent from another address than {name}, which it would change"))
    elif about != "cancel" and not merged.changed:
        outcome.known_already.append((f"event:{event_id}" if event_id else f"draft:{_number(target)}", start))
        return
    outcome.superseded += [Supersede(draft.id, draft.version) for draft in waiting]
    kind = about if about == "cancel" else "change" if event_id or not mine else "new"
    outcome.proposed.append(
        replace(
            base,
            details=after,
            about=kind,
            event_id=event_id,
            previous=before,
            problems=(*problems, *own),
            duplicates=() if mine else alike,
            replaces=tuple(draft.id for draft in waiting),
            edits=latest.edits if latest else {},
            thread=_longer(base.thread, latest),
        )
    )
    outcome.roots += [latest.mail_id] if latest and latest.mail_id else []


def _number(target: Draft | Event) -> str:
    return str(target.id)


def _waiting_for(target: Draft | Event, known: Known) -> list[Draft]:
    """The waiting drafts that a new word on this thing replaces, the oldest first."""
    if isinstance(target, Draft):
        return [target] if target.status == "waiting" else []
    drafts = [one for one in known.drafts if one.status == "waiting" and one.event_id == target.id]
    kept = [one for one in drafts if not any(problem.code == "other_sender" for problem in one.problems)]
    return sorted(kept, key=lambda one: one.id)


def _longer(thread: tuple[str, ...], latest: Draft | None) -> tuple[str, ...]:
    if latest is None:
        return thread
    own = (latest.mail_id,) if latest.mail_id else ()
    return tuple(dict.fromkeys((*thread, *own, *latest.thread)))


def _thing(duplicate: Duplicate, known: Known) -> Draft | Event | None:
    return known.draft(int(duplicate.id)) if duplicate.kind == "draft" else known.event(duplicate.id)


def _same_as(alike: Sequence[Duplicate]) -> tuple[Problem, ...]:
    """The problem that a draft may be known already, naming the likeliest."""
    if not alike:
        return ()
    one = alike[0]
    return (Problem("duplicate", f"may be the same as {one.kind} {one.id}: {', '.join(one.reasons)}"),)


def reading_language(proposal: Proposal, message: Message) -> str | None:
    """The language of a proposal's own words."""
    return proposal.language


def _answer(
    template: str,
    message: Message,
    reading: Reading,
    known: Known,
    settings: Settings,
    answerable: bool,
    outcome: Outcome | None = None,
) -> list[Reply]:
    """The one answer to the sender, or none: RFC 3834 and our own limit decide."""
    if not answerable or known.answers_lately >= settings.answers_per_hour:
        return []
    outcome = outcome or Outcome()
    entries = [answers.entry_of(one) for one in outcome.proposed]
    names = [f"new:{number}" for number in range(len(entries))]
    if template == "known":
        entries = [Entry(details) for _, details in outcome.known_already]
        names = [name for name, _ in outcome.known_already]
    return [answers.to_sender(template, message, reading, entries, names, outcome.roots)]


def _told(
    outcome: Outcome, message: Message, reading: Reading, known: Known, settings: Settings, answerable: bool
) -> list[Decision]:
    """The outcome as decisions, with the mails it causes."""
    if outcome.proposed:
        return [
            *outcome.superseded,
            *outcome.proposed,
            *_answer("received", message, reading, known, settings, answerable, outcome),
            *answers.notices(message, reading, outcome.proposed, settings),
        ]
    if outcome.held:
        return [
            Hold("; ".join(dict.fromkeys(outcome.held))),
            *_answer("question", message, reading, known, settings, answerable),
        ]
    names = ", ".join(name.replace(":", " ") for name, _ in outcome.known_already)
    return [
        Ignore(f"says nothing new about {names}"),
        *_answer("known", message, reading, known, settings, answerable, outcome),
    ]
