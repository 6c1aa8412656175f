"""Puts each proposal and each word of a reply in its place: a new draft, a change of something known, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from intake.deciding import matching
from intake.deciding.answers import QUESTIONS
from intake.deciding.comparing import fold, kilometres
from intake.deciding.conversation import Said
from intake.deciding.decision import Known, Propose, Supersede
from intake.deciding.details import differences, of, of_event, settled, shifted
from intake.deciding.draft import Details, Draft, Duplicate
from intake.deciding.merging import revised
from intake.deciding.ownership import forged, owns
from intake.deciding.screened import Screened
from intake.deciding.settings import Settings
from intake.deciding.threads import Subject, waiting_of
from intake.deciding.wording import wording
from intake.reading import cues
from intake.reading.fields.when import shift
from intake.reading.message import Message
from intake.reading.proposal import About, Field, Problem, Proposal, Reading
from render.event import Event

_FORGED = Problem("forged", "Our mail server does not believe that the sender's address is true.")


@dataclass(slots=True)
class Outcome:
    """A message with what is known beside it, and what it leads to, gathered proposal by proposal.

    `known_already` are ("event:abc" or "draft:7", its details) of which the message says nothing new; `roots` the
    ids of the conversation's first mails. `language` is the conversation's, or the message's own.
    """

    message: Message
    words: Screened
    reading: Reading
    known: Known
    settings: Settings
    answerable: bool
    roots: tuple[str, ...] = ()
    language: str | None = None
    proposed: list[Propose] = field(default_factory=list)
    superseded: list[Supersede] = field(default_factory=list)
    known_already: list[tuple[str, Details]] = field(default_factory=list)
    held: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing has come of the message yet."""
        return not (self.proposed or self.known_already or self.held)


def days_of(reading: Reading) -> tuple[tuple[dt.date, dt.date], ...] | None:
    """The first and last days of what a mail announces: a waiting draft of other days is none of it. None where one of
    its proposals may speak of an event on any day."""
    found = []
    for proposal in reading.proposals:
        details = of(proposal)
        if proposal.about != "new" or details.date is None:
            return None
        found.append((details.date, details.end_date or details.date))
    return tuple(found)


def weigh(proposal: Proposal, outcome: Outcome, thread: bool = True) -> None:
    """A proposal of a mail that is no reply to us, or with `thread` False a new event in an old thread."""
    message, known = outcome.message, outcome.known
    details = of(proposal)
    title = proposal.chosen.get("title")
    if not thread and title is not None and title.part == "subject":
        details = replace(details, title=None)  # the old thread's subject is not the new event's title
    ids = frozenset(name for name in (message.message_id, *message.thread) if name) if thread else frozenset[str]()
    side = matching.Side(details, proposal.about, message.sender.casefold(), ids)
    gone = {one.draft_id for one in outcome.superseded}
    drafts = [
        draft
        for draft in known.drafts
        if draft.status == "waiting"
        and draft.about == "new"
        and draft.message_id != message.id
        and draft.id not in gone
    ]
    # Of thousands of events few take place within the days that a new one does.
    begins, ends = dt.date.min, dt.date.max
    if proposal.about == "new" and details.date is not None:
        begins, ends = details.date, details.end_date or details.date
    events = [
        (event, of_event(event))
        for event in known.events
        if event.status != "cancelled" and event.last_day >= begins and event.date <= ends
    ]
    alike = matching.duplicates(side, drafts, events)
    target = _thing(alike[0], known) if alike else None
    mine = target is not None and owns(message, target, known, outcome.settings)
    if proposal.about == "new":
        before = _standing(target, message, known) if target is not None else None
        if before is not None and target is not None and mine and _surely(alike[0], before, details):
            _change(proposal, revised(before, details).details, target, alike, outcome)
        else:
            _propose(proposal, details, alike, outcome)
    elif target is not None:
        standing, news = _standing(target, message, known), _news(proposal)
        after = revised(standing, news).details
        if news.start is None and news.date in (None, standing.date):
            by = shift(outcome.words.own, tuple(filter(None, (outcome.reading.language,))))
            after = shifted(standing, by.by, after) if by is not None else after
        _change(proposal, after, target, alike, outcome)
    elif proposal.about == "cancel":
        outcome.held.append("a cancellation, but no such event is known")
    else:
        problem = Problem("no_target", "It speaks of a change, but no such event is known.")
        _propose(proposal, details, (), outcome, (problem,))


def _surely(best: Duplicate, before: Details, after: Details) -> bool:
    """Whether a sender's second mail may replace the first unasked: surely alike, and day and place known of both."""
    whole = all(one.date is not None and (one.city or one.online) for one in (before, after))
    return whole and best.score >= matching.SURE


def is_new(proposal: Proposal, about: Sequence[Subject], outcome: Outcome) -> bool:
    """Whether a proposal in a reply is an event of its own: another day and another city than those of the thread.

    Where the reply says that it speaks of one more event, another day or another city is enough.
    """
    details = of(proposal)
    where = proposal.chosen.get("where")
    if proposal.about != "new" or details.date is None or where is None or where.part in ("sender", "subject"):
        return False
    text = outcome.words.own
    tags = tuple(tag for tag in (outcome.reading.language, *outcome.settings.languages[:1]) if tag)
    another = wording(tags).has("another", text)
    # Where no more is named than a weekday or a name that may be a city, it is the known event that is spoken of.
    whole = bool({"day", "month"} <= proposal.when().stated) and where.certain
    changing = {"moved", "postponed", "correction"} & {cue.key for cue in cues.find(text, tags)}
    if not another and (changing or not whole):
        return False
    for subject in about:
        same_day = subject.details.date == details.date or subject.details.date is None
        if subject.details.online or details.online:
            same_place = subject.details.online == details.online
        else:
            same_place = subject.details.city is None or _same_place(subject.details, details)
        if (same_day and same_place) or (not another and (same_day or same_place)):
            return False
    return True


def _news(proposal: Proposal) -> Details:
    """What a change says: a title that is only the mail's subject, or an organizer its sender's name, is no news."""
    shown = {name for name, found in proposal.chosen.items() if found.part in ("sender", "subject")}
    details = of(proposal)
    return replace(
        details,
        organizer=None if "organizer" in shown else details.organizer,
        title=None if "title" in shown else details.title,
    )


def put(proposal: Proposal, about: Sequence[Subject], outcome: Outcome) -> None:
    """A proposal of a reply, given to the subject it resembles most."""
    details = _news(proposal)
    side = matching.Side(details, "change", "", frozenset())
    best = max(about, key=lambda one: matching.compare(side, matching.Side(one.details)).score)
    _change(proposal, revised(best.details, details).details, best.thing, (), outcome)


def put_said(said: Said, ordinal: int, outcome: Outcome) -> None:
    """What a reply says of one subject."""
    about: About = "cancel" if said.cancel else "change"
    message = outcome.message
    proposal = Proposal(
        message.message_id or message.id,
        ordinal,
        about,
        said.findings,
        problems=(*said.problems, *outcome.reading.problems),
        language=outcome.language,
    )
    _change(proposal, said.details, said.subject.thing, (), outcome, said.agrees, frozenset(said.repeated))


def _change(
    proposal: Proposal,
    after: Details,
    target: Draft | Event,
    alike: tuple[Duplicate, ...],
    outcome: Outcome,
    agrees: bool = False,
    repeated: frozenset[Field] = frozenset(),
) -> None:
    """A change or cancellation of something known: by its sender it replaces what waits, by others it stands beside."""
    message, known = outcome.message, outcome.known
    mine = owns(message, target, known, outcome.settings)
    before = target.details if isinstance(target, Draft) else of_event(target)
    # Who is not who they seem replaces nothing, not even a word of the one they seem to be.
    latest = None if forged(message, outcome.settings) else waiting_of(target, message.sender, known)
    start = latest.details if latest else before
    cancel = proposal.about == "cancel"
    if cancel:
        after = start
    changed = differences(start, after)
    carried = latest.problems if latest else ()
    answered = {one for one in carried if one.code in QUESTIONS and (agrees or one.field in repeated)}
    if mine and not cancel and not changed and not agrees and not answered:
        name = f"event:{target.id}" if isinstance(target, Event) else f"draft:{target.id}"
        outcome.known_already.append((name, start))
        return
    carried = tuple(one for one in carried if one not in answered)
    gone = ("duplicate", "other_address", "which_event")
    kept = [one for one in settled(carried, changed, after) if one.code not in gone]
    told = {"no_date", "no_city", "no_time"}  # what is changed tells it
    if (after.city, after.country) == (before.city, before.country):
        told.add("ambiguous_city")
    said = [one for one in proposal.problems if one.code not in told and one not in kept]
    if cancel:
        kept = []
    if not mine:
        name = f"event {target.id}" if isinstance(target, Event) else f"draft {target.id}"
        text = f"It came from another address than {name}, which it would change."
        said.append(Problem("other_sender", text, named=(before.title or name, message.sender)))
        if isinstance(target, Draft) and not any(one.id == str(target.id) for one in alike[:1]):
            alike = (Duplicate("draft", str(target.id), 1.0, (matching.IN_THREAD,)),)
    if forged(message, outcome.settings):
        said.append(_FORGED)
    about: About = "cancel" if cancel else "change"
    if mine and isinstance(target, Draft) and not cancel:
        about = "new"
    if latest is not None:
        outcome.superseded.append(Supersede(latest.id, latest.version))
        outcome.roots = tuple(dict.fromkeys((*outcome.roots, *([latest.mail_id] if latest.mail_id else []))))
    base = _base(proposal, after, outcome)
    outcome.proposed.append(
        replace(
            base,
            about=about,
            event_id=target.id if isinstance(target, Event) else None,
            previous=before,
            problems=(*kept, *said),
            duplicates=alike if not mine else (),
            replaces=(latest.id,) if latest else (),
            edits=_still(latest, changed),
            thread=_longer(base.thread, latest),
            language=outcome.language or (latest.language if latest else None),
        )
    )


def _propose(
    proposal: Proposal,
    details: Details,
    alike: tuple[Duplicate, ...],
    outcome: Outcome,
    more: tuple[Problem, ...] = (),
) -> None:
    problems = [*proposal.problems, *more]
    if alike:
        problems.append(matching.alike(alike[0], _called(_thing(alike[0], outcome.known))))
    if forged(outcome.message, outcome.settings):
        problems.append(_FORGED)
    base = _base(proposal, details, outcome)
    outcome.proposed.append(replace(base, duplicates=alike, problems=tuple(problems)))


def _base(proposal: Proposal, details: Details, outcome: Outcome) -> Propose:
    return Propose(
        proposal,
        details,
        thread=outcome.message.thread,
        language=proposal.language or outcome.language,
        answerable=outcome.answerable,
    )


def _standing(target: Draft | Event, message: Message, known: Known) -> Details:
    latest = waiting_of(target, message.sender, known)
    if latest is not None:
        return latest.details
    return target.details if isinstance(target, Draft) else of_event(target)


def _still(latest: Draft | None, changed: Sequence[str]) -> dict[str, str]:
    """What a maintainer had set by hand in the draft that is replaced, less what the sender says anew."""
    return {name: text for name, text in latest.edits.items() if name not in changed} if latest else {}


def _longer(thread: tuple[str, ...], latest: Draft | None) -> tuple[str, ...]:
    if latest is None:
        return thread
    own = (latest.mail_id,) if latest.mail_id else ()
    return tuple(dict.fromkeys((*thread, *own, *latest.thread)))


def _called(thing: Draft | Event | None) -> tuple[str, ...]:
    """What a person knows a draft or event by: its title, city and day."""
    return matching.called(thing.details if isinstance(thing, Draft) else of_event(thing)) if thing is not None else ()


def _thing(duplicate: Duplicate, known: Known) -> Draft | Event | None:
    return known.draft(int(duplicate.id)) if duplicate.kind == "draft" else known.event(duplicate.id)


def _same_place(a: Details, b: Details) -> bool:
    if fold(a.city or "") == fold(b.city or "") and a.country in (b.country, None):
        return True
    apart = kilometres(a.coordinates, b.coordinates)
    return apart is not None and apart <= matching.SAME_POINT
