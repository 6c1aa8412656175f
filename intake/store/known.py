"""Gathers what deciding may know of the shelf about one message or command."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select

from intake.deciding.decision import Command, Known
from intake.deciding.draft import Draft
from intake.reading.message import Message
from intake.store import outgoing
from intake.store.inbox import MOST_THREAD
from intake.store.shelf import Shelf, Snapshot, senders_of
from intake.store.tables import drafts, messages, threads
from intake.store.tables import events as event_table
from intake.store.waiting import Days
from intake.store.wire import writable

MOST_DRAFTS = 500
"""How many drafts of one event or thread are looked at."""

MOST_STEPS = 20
"""How far a chain of drafts that replaced one another is followed."""


def known(
    connection: Connection,
    shelf: Shelf,
    snapshot: Snapshot,
    message: Message,
    found_tokens: Iterable[str],
    now: dt.datetime,
    addresses: frozenset[str] = frozenset(),
    days: Days | None = None,
) -> Known:
    """What deciding may know when it looks at `message`; `found_tokens` are the words in it that may be tokens, `days`
    those on which the events of drafts may take place that it is compared with (None: on any day).

    `snapshot` is up to date with the transaction.
    """
    events = snapshot.listed()
    thread = [writable(one) for one in message.thread[:MOST_THREAD] if one]
    acts_on = outgoing.acts_on(connection, found_tokens)
    sent_ids = outgoing.speaks_of(connection, thread)
    named = {number for ids in acts_on.values() for number in ids}
    spoken = {one for of in sent_ids.values() for one in of}
    named |= {int(one.removeprefix("draft:")) for one in spoken if one.startswith("draft:")}
    ours = [*thread, writable(message.message_id)] if message.message_id else thread
    if ours:
        named |= set(connection.execute(_OF_THREAD, {"ids": ours}).scalars())
    older = _with_those_that_replaced_them(connection, shelf, named) if named else []
    wanted = {one.removeprefix("event:") for one in spoken if one.startswith("event:")}
    wanted |= {draft.event_id for draft in older if draft.event_id}
    further = wanted - {event.id for event in events} if wanted else wanted
    if further:
        extra = [event for event in shelf.events_by_id(connection, further) if _on_the_list(connection, event.id)]
        events = (*events, *extra)
    named |= {draft.id for draft in older} | snapshot.waiting.of(message.sender, wanted, days)
    waiting = snapshot.waiting.drafts(named)
    beside = [int(one.id) for draft in (*waiting, *older) for one in draft.duplicates[:1] if one.kind == "draft"]
    if set(beside) - named:
        waiting = snapshot.waiting.drafts(named.union(beside))
    hour, day = outgoing.lately(connection, message.sender, now) if message.sender else (0, 0)
    return Known(
        drafts=(*waiting, *(draft for draft in older if draft.status != "waiting")),
        events=events,
        submitters=snapshot.submitters(),
        sent_ids=sent_ids,
        tokens=acts_on,
        answers_lately=hour,
        answers_today=day,
        addresses=addresses,
        carried_out=bool(acts_on and message.message_id) and _carried_out(connection, message),
    )


def _carried_out(connection: Connection, message: Message) -> bool:
    """Whether an answer with the message's Message-ID was carried out: one sent on anew has other bytes on its way."""
    query = select(messages.c.number).where(
        messages.c.mail_id == writable(message.message_id or ""),
        messages.c.fate == "answer",
        messages.c.id != message.id,
    )
    return connection.execute(query.limit(1)).first() is not None


_OF_THREAD = (
    select(drafts.c.id)
    .join(threads, threads.c.message == drafts.c.message)
    .where(threads.c.mail_id.in_(bindparam("ids", expanding=True)))
    .limit(MOST_DRAFTS)
)


def known_of(
    connection: Connection,
    shelf: Shelf,
    command: Command,
    now: dt.datetime,
    addresses: frozenset[str] = frozenset(),
) -> Known:
    """What deciding may know when it carries out `command`.

    The drafts and events it names, those they may be duplicates of, and the drafts that made the events.
    """
    ids = {number for number in (command.draft_id, command.into_draft) if number is not None}
    found = shelf.drafts_by_id(connection, ids)
    names = {name for name in (command.event_id, command.into_event) if name is not None}
    alike = [one for draft in found for one in draft.duplicates]
    names |= {one.id for one in alike if one.kind == "event"}
    ids |= {int(one.id) for one in alike if one.kind == "draft"}
    found = _with_those_that_replaced_them(connection, shelf, ids)
    names |= {draft.event_id for draft in found if draft.event_id}
    events = [event for event in shelf.events_by_id(connection, names) if _on_the_list(connection, event.id)]
    if names:
        made = select(drafts.c.id).where(drafts.c.event_id.in_(names)).limit(MOST_DRAFTS)
        further = set(connection.execute(made).scalars()) - {draft.id for draft in found}
        found += shelf.drafts_by_id(connection, further)
    return Known(
        drafts=tuple(found),
        events=tuple(events),
        submitters=senders_of(connection, [event.id for event in events]),
        addresses=addresses,
    )


def _on_the_list(connection: Connection, name: str) -> bool:
    query = select(event_table.c.id).where(event_table.c.id == name, event_table.c.withdrawn.is_(False))
    return connection.execute(query).first() is not None


def _with_those_that_replaced_them(connection: Connection, shelf: Shelf, ids: set[int]) -> list[Draft]:
    found: set[int] = set()
    ask = set(ids)
    for _ in range(MOST_STEPS):
        if not ask:
            break
        found |= ask
        query = select(drafts.c.replaced_by).where(drafts.c.id.in_(ask), drafts.c.replaced_by.is_not(None))
        ask = set(connection.execute(query).scalars()) - found
    return shelf.drafts_by_id(connection, found) if found else []
