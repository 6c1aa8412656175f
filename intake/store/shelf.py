"""Drafts and events as they stand on the shelf: written as rows, read back as nouns, kept in memory while unchanged."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Row, Select, func, select

from intake.deciding.draft import Draft
from intake.store.tables import drafts, events, log, sources
from intake.store.waiting import Waiting
from intake.store.wire import DRAFT, EVENT
from render.event import Event

RECENT = dt.timedelta(days=30)
"""How long after its last day an event is still known to deciding."""

MOST_DRAFTS, MOST_EVENTS = 2_000, 20_000
"""How many are remembered as nouns; a draft with its evidence takes about 6 kB, an event 2."""

Noun = TypeVar("Noun")


class Remembered(Generic[Noun]):
    """Nouns read from JSON, remembered under their key as long as the JSON is the same text."""

    def __init__(self, read: Callable[[Any, str], Noun], most: int) -> None:
        self._read = read
        self._most = most
        self._known: dict[Any, tuple[str, Noun]] = {}

    def read(self, key: Any, body: str) -> Noun:
        """The noun that `body` says."""
        known = self._known.get(key)
        if known is not None and known[0] == body:
            return known[1]
        noun = self._read(key, body)
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[key] = (body, noun)
        return noun


def _draft(number: int, body: str) -> Draft:
    # The first body of a draft is written before the database has given its id.
    found = DRAFT.validate_json(body)
    return found if found.id == number else dataclasses.replace(found, id=number)


def _event(_name: str, body: str) -> Event:
    return EVENT.validate_json(body)


class Shelf:
    """Reads drafts and events. One per store; safe for several threads, for what it remembers is checked by text."""

    def __init__(self) -> None:
        self._drafts = Remembered(_draft, MOST_DRAFTS)
        self._events = Remembered(_event, MOST_EVENTS)

    def draft(self, row: Row[Any]) -> Draft:
        """The draft in a row of `drafts`."""
        return self._drafts.read(row.id, row.body)

    def event(self, row: Row[Any]) -> Event:
        """The event in a row of `events`."""
        return self._events.read(row.id, row.body)

    def drafts(self, connection: Connection, query: Select[Any]) -> list[Draft]:
        """The drafts a query over whole rows finds."""
        return [self.draft(row) for row in connection.execute(query)]

    def drafts_by_id(self, connection: Connection, ids: Iterable[int]) -> list[Draft]:
        """The drafts with these ids that exist, in order of id."""
        found: list[Draft] = []
        for some in chunks(sorted(set(ids))):
            found += self.drafts(connection, select(drafts).where(drafts.c.id.in_(some)).order_by(drafts.c.id))
        return found

    def events_by_id(self, connection: Connection, ids: Iterable[str]) -> list[Event]:
        """The events with these ids, withdrawn ones too, in order of id."""
        found: list[Event] = []
        for some in chunks(sorted(set(ids))):
            query = select(events).where(events.c.id.in_(some)).order_by(events.c.id)
            found += [self.event(row) for row in connection.execute(query)]
        return found

    def listed(self, connection: Connection, since: dt.date | None = None) -> list[Event]:
        """The events on the list, by day; from `since` on, or all."""
        query = select(events).where(events.c.withdrawn.is_(False)).order_by(events.c.day, events.c.id)
        if since is not None:
            query = query.where(events.c.last_day >= since)
        return [self.event(row) for row in connection.execute(query)]


class Snapshot:
    """The waiting drafts without their evidence, the events and their submitters, followed through the log.

    Every change of a draft or event writes a line of the log, and writers follow one another: what changed since
    the last look is what the newer lines name. Within a transaction that has looked, whoever changes something says
    so with `put_draft`, `put_event` and `put_senders`. `drop` it when such a transaction is rolled back, even partly.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.drop()

    def drop(self) -> None:
        """Forget everything; the next look reads anew."""
        self._seen: int | None = None
        self._since: dt.date | None = None
        self.waiting = Waiting()
        self._events: dict[str, Event] = {}
        self._submitters: dict[str, frozenset[str]] = {}
        self._listed: tuple[Event, ...] | None = None

    def look(self, connection: Connection, today: dt.date) -> None:
        """Bring it up to date with what others have changed."""
        newest = connection.execute(_NEWEST).scalar() or 0
        since = today - RECENT
        if self._seen is None or self._since != since or newest < self._seen or newest - self._seen > 2_000:
            self._read_all(connection, since)
        elif newest > self._seen:
            changed = connection.execute(
                select(log.c.draft_id, log.c.event_id, log.c.what).where(log.c.id > self._seen)
            ).all()
            if any(row.what == "purge" for row in changed):
                self._read_all(connection, since)
            else:
                self._follow(
                    connection,
                    {row.draft_id for row in changed if row.draft_id is not None},
                    {row.event_id for row in changed if row.event_id is not None},
                )
        self._seen = newest

    def listed(self) -> tuple[Event, ...]:
        """The events on the list that are not long past."""
        if self._listed is None:
            self._listed = tuple(self._events.values())
        return self._listed

    def submitters(self) -> Mapping[str, frozenset[str]]:
        """The senders of each event."""
        return self._submitters

    def noticed(self, line: int) -> None:
        """The log has this line now, and what it says has been put here."""
        self._seen = line

    def put_draft(self, draft: Draft) -> None:
        """A draft is as it is now."""
        if draft.status == "waiting":
            self.waiting.put(draft)
        else:
            self.waiting.remove(draft.id)

    def put_event(self, event: Event, listed: bool) -> None:
        """An event is as it is now, on the list or off it."""
        self._listed = None
        if listed and (self._since is None or event.last_day >= self._since):
            self._events[event.id] = event
        else:
            self._events.pop(event.id, None)

    def put_senders(self, event_id: str, senders: frozenset[str]) -> None:
        """An event has these senders now."""
        self._submitters = {**self._submitters, event_id: senders}

    def _read_all(self, connection: Connection, since: dt.date) -> None:
        self.drop()
        self._since = since
        waiting = select(drafts).where(drafts.c.status == "waiting").order_by(drafts.c.id)
        for row in connection.execute(waiting):
            self.waiting.put(_draft(row.id, row.body))
        self._events = {event.id: event for event in self._shelf.listed(connection, since)}
        self._submitters = senders_of(connection, None)

    def _follow(self, connection: Connection, draft_ids: set[int], event_ids: set[str]) -> None:
        for draft in self._shelf.drafts_by_id(connection, draft_ids):
            self.put_draft(draft)
        for some in chunks(sorted(event_ids)):
            for row in connection.execute(select(events).where(events.c.id.in_(some))):
                self.put_event(self._shelf.event(row), not row.withdrawn)
        if event_ids:
            self._submitters = {**self._submitters, **senders_of(connection, sorted(event_ids))}


_NEWEST = select(func.max(log.c.id))


def senders_of(connection: Connection, event_ids: Sequence[str] | None) -> dict[str, frozenset[str]]:
    """The senders of each of these events, or of all."""
    found: dict[str, set[str]] = {}
    if event_ids is None:
        rows = list(connection.execute(select(sources.c.event_id, sources.c.sender)))
    else:
        rows = []
        for some in chunks(event_ids):
            found.update((name, set()) for name in some)
            rows += connection.execute(
                select(sources.c.event_id, sources.c.sender).where(sources.c.event_id.in_(some))
            ).all()
    for name, sender in rows:
        if sender:
            found.setdefault(name, set()).add(sender)
    return {name: frozenset(senders) for name, senders in found.items()}


Id = TypeVar("Id", int, str)


def chunks(ids: Sequence[Id], size: int = 500) -> Iterable[Sequence[Id]]:
    """The ids in pieces that a statement can hold."""
    return (ids[start : start + size] for start in range(0, len(ids), size))
