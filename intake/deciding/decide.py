"""The one entrance of this room: a message and what was read in it -> what shall happen."""

from __future__ import annotations

import datetime as dt

from intake.deciding import answers
from intake.deciding.carrying import carry_out
from intake.deciding.conversation import SHORT, hear
from intake.deciding.decision import (
    Decision,
    Entry,
    Hold,
    Ignore,
    Known,
    Propose,
    Reply,
)
from intake.deciding.draft import Draft
from intake.deciding.ownership import forged
from intake.deciding.screened import Screened, screened
from intake.deciding.settings import Settings
from intake.deciding.threads import Thread, language_of, roots, thread_of
from intake.deciding.weighing import Outcome, days_of, is_new, put, put_said, weigh
from intake.reading.message import Message
from intake.reading.proposal import Reading

__all__ = ["carry_out", "days_of", "decide"]

LONG_REPLY = 600
"""Characters from which a reply with whole events in it is read as an announcement, not as a few words on one."""


MOST_ANSWERS = 25
"""Mails of ours in one thread from which on it gets no more automatic ones."""


def decide(
    message: Message,
    reading: Reading,
    known: Known,
    settings: Settings,
    now: dt.datetime,
    words: Screened | None = None,
) -> list[Decision]:
    """What a message that passed screening, and answers no maintainer's notice, leads to; `now` is a UTC time.

    `words` is what screening made of it, looked up here where it is not given. The list ends with our mails: one
    answer to the sender where one may be sent, and the maintainers' notices.
    """
    if reading.kind == "automatic":
        return [Ignore(reading.reason or "automatic mail")]
    words = words or screened(message)
    answerable = words.silent is None and not forged(message, settings)
    outcome = Outcome(message, words, reading, known, settings, answerable, roots(message, known), reading.language)
    thread = thread_of(message, known)
    if thread is not None:
        if len(words.own) <= SHORT:  # a few words do not show their language, the conversation does
            outcome.language = language_of(thread) or reading.language
        return _replied(thread, outcome, now)
    for proposal in reading.proposals:
        weigh(proposal, outcome)
    if reading.proposals:
        return _told(outcome)
    if reading.problems:
        return [Hold(_troubles(reading)), *_answer("question", outcome)]
    if reading.kind == "other" and not reading.unsure:
        return [Ignore(reading.reason or "no event in it")]
    return [Hold(reading.reason or f"a {reading.kind} that names no event"), *_answer("question", outcome)]


def _replied(thread: Thread, outcome: Outcome, now: dt.datetime) -> list[Decision]:
    """A reply in a thread of ours: its newest words against what they speak of, and new events beside them."""
    message, words, reading, about = outcome.message, outcome.words, outcome.reading, thread.all
    if words.automatic is not None:  # "I am away until Friday" moves no event to Friday
        return [Hold(f"a reply about {_names(thread)} that was not understood")]
    fresh = [proposal for proposal in reading.proposals if is_new(proposal, about, outcome)]
    rest = [proposal for proposal in reading.proposals if proposal not in fresh]
    for proposal in fresh:
        weigh(proposal, outcome, thread=False)
    away = frozenset(
        finding.start for proposal in fresh for finding in proposal.chosen.values() if finding.part == "text"
    )
    whole = [proposal for proposal in rest if proposal.when().date and proposal.where()]
    if whole and (len(words.own) > LONG_REPLY or len(whole) > 1):
        for proposal in whole:
            put(proposal, about, outcome)
        return _told(outcome)
    heard = hear(message, words, reading, thread, outcome.settings, now, away)
    for number, said in enumerate(heard.said, start=len(fresh) + 1):
        put_said(said, number, outcome)
    if outcome.empty and not (heard.idle or heard.unclear):
        for proposal in rest:
            put(proposal, about, outcome)
    if outcome.empty:
        names = _names(thread)
        if reading.problems:
            return [Hold(f"a reply about {names}. {_troubles(reading)}"), *_answer("question", outcome)]
        if heard.idle:
            return [Ignore(f"a reply that changes nothing about {names}")]
        why = "does not say which of them it means" if heard.unclear else "was not understood"
        return [Hold(f"a reply about {names} that {why}"), *_answer("question", outcome)]
    return _told(outcome)


def _names(thread: Thread) -> str:
    return ", ".join(f"{'draft' if isinstance(one.thing, Draft) else 'event'} {one.thing.id}" for one in thread.near)


def _answer(template: str, outcome: Outcome) -> list[Reply]:
    """The one answer to the sender, or none: RFC 3834 and our own limits decide.

    Who writes on after we said that a person will read it is not told so again and again: it may be a machine.
    """
    known, limit = outcome.known, outcome.settings.answers_per_hour
    if not outcome.answerable or known.answers_lately >= limit:
        return []
    ours = sum(1 for name in outcome.message.thread if name in known.sent_ids)
    if ours >= MOST_ANSWERS or (template == "question" and (ours > 1 or known.answers_today >= limit)):
        return []
    entries = [answers.as_seen_by_sender(answers.entry_of(one), one) for one in outcome.proposed]
    names = [f"new:{number}" for number in range(len(entries))]
    if template == "known":
        entries = [Entry(details) for _, details in outcome.known_already]
        names = [name for name, _ in outcome.known_already]
    return [answers.to_sender(template, outcome.message, outcome.language, entries, names, outcome.roots)]


def _troubles(reading: Reading) -> str:
    return " ".join(problem.text for problem in reading.problems)


def _told(outcome: Outcome) -> list[Decision]:
    """The outcome as decisions, with the mails it causes."""
    if outcome.proposed:
        proposed: list[Propose] = outcome.proposed
        return [
            *outcome.superseded,
            *proposed,
            *_answer("received", outcome),
            *answers.notices(outcome.message, proposed, outcome.settings),
        ]
    if outcome.held or outcome.reading.problems:
        reason = "; ".join(filter(None, (*dict.fromkeys(outcome.held), _troubles(outcome.reading))))
        return [Hold(reason), *_answer("question", outcome)]
    names = ", ".join(name.replace(":", " ") for name, _ in outcome.known_already)
    return [Ignore(f"says nothing new about {names}"), *_answer("known", outcome)]
