"""Our mails as decisions: to whom, in which thread, with which events; their words are notes' business (RFC 3834)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from intake.campaign import Maintainer
from intake.deciding.decision import Entry, Known, Propose, Reply
from intake.deciding.details import of, of_event
from intake.deciding.draft import Draft
from intake.deciding.matching import IN_THREAD
from intake.deciding.settings import Settings
from intake.reading.message import Message
from intake.reading.proposal import Place, Problem, When
from render.event import Event

MOST_QUOTED = 20_000
"""Characters of a mail's text that a maintainer's notice shows at most."""
MOST_CHOICES = 4
"""How many other cities or days a question to an organizer names."""

QUESTIONS = frozenset(
    {
        "no_date", "no_time", "no_city", "weekday_contradicts", "ambiguous_day_month", "several_dates", "past",
        "named_day", "implied_year", "ambiguous_city", "unknown_city", "several_cities", "inferred_city", "far_place",
        "no_zone", "passing_city", "which_event", "several_times",
    }
)  # fmt: skip
"""The problems that the organizer is asked about; each has its words in every language of our mails."""


def chain(message: Message, roots: Iterable[str] = ()) -> tuple[str, ...]:
    """The References of an answer to `message`: oldest first, ending with its own id (RFC 5322, 3.6.4).

    `roots` are ids of earlier mails of the conversation that the message itself may not name.
    """
    ids = (*roots, *reversed(message.thread), *([message.message_id] if message.message_id else []))
    return tuple(dict.fromkeys(ids))


def to_sender(
    template: str,
    message: Message,
    language: str | None,
    entries: Sequence[Entry] = (),
    speaks_of: Sequence[str] = (),
    roots: Iterable[str] = (),
    values: Mapping[str, object] | None = None,
) -> Reply:
    """The answer to a mail just read: to its sender alone, in its language and its thread."""
    return Reply(
        to=message.sender,
        template=template,
        language=language or "",
        values=dict(values or {}),
        subject=message.subject,
        in_reply_to=message.message_id,
        references=chain(message, roots),
        speaks_of=tuple(speaks_of),
        entries=tuple(entries),
    )


def to_submitter(template: str, draft: Draft, entry: Entry, speaks_of: str, why: str = "") -> list[Reply]:
    """The mail to a draft's sender once a person decided: none when its sender may not be written to."""
    if not draft.answerable or not draft.sender:
        return []
    own = [draft.mail_id] if draft.mail_id else []
    if speaks_of.startswith("draft:"):
        entry = as_seen_by_sender(entry, draft)
    return [
        Reply(
            to=draft.sender,
            template=template,
            language=draft.language or draft.details.language or "",
            values={"why": why},
            subject=draft.subject,
            in_reply_to=draft.mail_id,
            references=tuple(dict.fromkeys((*reversed(draft.thread), *own))),
            speaks_of=(speaks_of,),
            entries=(entry,),
        )
    ]


def as_seen_by_sender(entry: Entry, one: Propose | Draft) -> Entry:
    """The entry less what its sender does not know: of another person's draft, which nobody has confirmed, only what
    they said of it themselves. Who writes in its thread has the mails that show it.
    """
    of_others = one.event_id is None and any(problem.code == "other_sender" for problem in one.problems)
    if not of_others or any(IN_THREAD in duplicate.reasons for duplicate in one.duplicates):
        return entry
    return replace(entry, details=of(one.proposal), previous=None)


def to_submitters(template: str, event: Event, previous: Event | None, known: Known, why: str = "") -> list[Reply]:
    """One mail to each person whose mail made the event, in the thread of the newest of their mails."""
    newest: dict[str, Draft] = {}
    for draft in sorted(known.drafts, key=lambda one: (one.received, one.id)):
        if draft.event_id == event.id and draft.status in ("confirmed", "superseded"):
            newest[draft.sender.casefold()] = draft
    entry = Entry(of_event(event), of_event(previous) if previous else None)
    return [
        reply for draft in newest.values() for reply in to_submitter(template, draft, entry, f"event:{event.id}", why)
    ]


def gathered(replies: Iterable[Reply]) -> list[Reply]:
    """What was decided at once as few mails: those of one kind to one person in one thread become one, numbered.

    Refusals for different reasons stay apart. What befell one event twice is told once, from first to last.
    """
    found: dict[tuple[object, ...], Reply] = {}
    for reply in replies:
        kind = reply.speaks_of[0].partition(":")[0] if reply.speaks_of else ""
        about = {"new" if entry.about == "new" else "other" for entry in reply.entries}
        words = tuple(sorted((name, repr(value)) for name, value in reply.values.items()))
        thread = (reply.in_reply_to, reply.subject, reply.references, reply.token_for, reply.language)
        key = (reply.to.casefold(), reply.template, thread, kind, tuple(sorted(about)), words)
        first = found.get(key)
        found[key] = reply if first is None or len(reply.entries) != len(reply.speaks_of) else _joined(first, reply)
    return list(found.values())


def _joined(first: Reply, second: Reply) -> Reply:
    entries = dict(zip(first.speaks_of, first.entries, strict=True))
    for name, entry in zip(second.speaks_of, second.entries, strict=True):
        before = entries.get(name)
        entries[name] = entry if before is None else replace(entry, previous=before.previous)
    return replace(first, speaks_of=tuple(entries), entries=tuple(entries.values()))


def notices(message: Message, proposed: Sequence[Propose], settings: Settings) -> list[Reply]:
    """A mail to each maintainer who wants one for every new mail: all its drafts, numbered, and the original text."""
    if not proposed:
        return []
    values = {"text": message.text[:MOST_QUOTED], "who": message.sender, "about": message.subject}
    return [
        notice(
            "notice",
            maintainer,
            [entry_of(one) for one in proposed],
            [f"new:{n}" for n in range(len(proposed))],
            values,
        )
        for maintainer in settings.maintainers
        if maintainer.notify == "each" and maintainer.email
    ]


def notice(
    template: str,
    maintainer: Maintainer,
    entries: Sequence[Entry],
    speaks_of: Sequence[str],
    values: Mapping[str, object] | None = None,
) -> Reply:
    """A mail to a maintainer whose answer may act on the drafts it speaks of."""
    return Reply(
        to=maintainer.email,
        template=template,
        language=maintainer.languages[0] if maintainer.languages else "",
        values={"name": maintainer.name, **(values or {})},
        token_for="draft",  # noqa: S106 - names what an answer may act on
        speaks_of=tuple(speaks_of),
        entries=tuple(entries),
    )


def entry_of(proposed: Propose) -> Entry:
    """What a new draft looks like in a mail."""
    when = proposed.proposal.chosen.get("when")
    places = [one.value for one in proposed.proposal.others.get("where", ()) if isinstance(one.value, Place)]
    where = proposed.proposal.chosen.get("where")
    places += [one for one in (where.others if where else ()) if isinstance(one, Place)]
    cities = [", ".join(filter(None, (one.city, one.region, one.country))) for one in places if one.city]
    whens = [one.value for one in proposed.proposal.others.get("when", ()) if isinstance(one.value, When)]
    whens += [one for one in (when.others if when else ()) if isinstance(one, When)]
    days = [one.date for one in whens if one.date and one.date != proposed.details.date]
    return Entry(
        proposed.details,
        proposed.previous,
        proposed.problems,
        proposed.about,
        when.words if when else _day_as_said(proposed.problems),
        tuple(dict.fromkeys(cities))[:MOST_CHOICES],
        tuple(dict.fromkeys(days))[:MOST_CHOICES],
    )


def _day_as_said(problems: Iterable[Problem]) -> str:
    """The words of an earlier mail's day that is still in doubt; "" when there is none."""
    in_doubt = (one for one in problems if one.code in ("weekday_contradicts", "ambiguous_day_month"))
    return next((one.named[0] for one in in_doubt if one.named), "")
