"""Writes one changed draft or event with its line in the log: the only hands that touch these two tables."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from intake.deciding.draft import Draft
from intake.store.engine import StoreProblem
from intake.store.shelf import Shelf, Snapshot, senders_of
from intake.store.tables import drafts, events, log, sources
from intake.store.wire import DRAFT, EVENT, draft_state, writable
from render.event import Event

ID_LENGTH = 10
"""The letters and digits of an event's id: few, since it stands twice in each entry of a feed."""

MOST_REPLACED = 200
"""How many drafts back a draft's history is followed."""

# A reader's calendar must notice these (RFC 5545, 3.8.7.4): time, place and status.
_NOTICED = (
    "date",
    "start",
    "end_date",
    "end",
    "timezone",
    "city",
    "region",
    "country",
    "venue",
    "online",
    "status",
)


class Stale(StoreProblem):
    """What was decided on has changed since it was seen; nothing was changed. `draft_id` or `event_id` names it."""

    def __init__(self, words: str, draft_id: int | None = None, event_id: str | None = None) -> None:
        super().__init__(words)
        self.draft_id = draft_id
        self.event_id = event_id


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes things now, in which batch, and on which message's behalf (its SHA-256)."""

    connection: Connection
    shelf: Shelf
    who: str
    now: dt.datetime
    batch: str
    by_person: bool
    message: str | None = None
    snapshot: Snapshot | None = None

    def draft(self, number: int) -> Draft:
        """The draft as it stands. Raises Stale when there is none."""
        found = self.shelf.drafts_by_id(self.connection, [number])
        if not found:
            raise Stale(f"there is no draft {number}; `intake drafts` lists those that wait", draft_id=number)
        return found[0]

    def event(self, name: str) -> tuple[Event, bool]:
        """The event as it stands, and whether it is on the list. Raises Stale when there never was one."""
        row = self.connection.execute(select(events).where(events.c.id == name)).first()
        if row is None:
            raise Stale(f"there is no event {name}", event_id=name)
        return self.shelf.event(row), not row.withdrawn

    def put_draft(self, draft: Draft, message: int | None) -> int:
        """Put a new draft on the shelf; returns its id."""
        values = {**_columns(draft), "message": message, "sender": writable(draft.sender)}
        number: int = self.connection.execute(_PUT_DRAFT, values).scalar_one()
        if self.snapshot is not None:
            self.snapshot.put_draft(dataclasses.replace(draft, id=number))
        return number

    def change_draft(self, before: Draft, after: Draft, replaced_by: int | None = None) -> None:
        """Write `after` in place of `before`. Raises Stale when somebody else was faster."""
        values = _columns(after)
        if after.status == "waiting":
            values["replaced_by"] = None
            if before.status == "confirmed" and before.about == "new":
                values["former_event"] = before.event_id
        elif replaced_by is not None:
            values["replaced_by"] = replaced_by
        done = self.connection.execute(
            update(drafts).where(drafts.c.id == before.id, drafts.c.version == before.version).values(values)
        ).rowcount
        if done != 1:
            raise Stale(f"draft {before.id} was just changed by somebody else; look at it again", draft_id=before.id)
        if self.snapshot is not None:
            self.snapshot.put_draft(after)

    def put_event(self, event: Event, former: str | None = None) -> Event:
        """Put an event on the list under a new id, or under the one it had before it was taken back."""
        old = self.event(former) if former else None
        if old is not None and not old[1]:
            event = dataclasses.replace(event, id=old[0].id, sequence=old[0].sequence + 1, updated=self.now)
            return self._write_event(event)
        event = dataclasses.replace(event, id=event.id or secrets.token_hex(ID_LENGTH // 2))
        self.connection.execute(insert(events).values(event_columns(event)))
        if self.snapshot is not None:
            self.snapshot.put_event(event, True)
        return event

    def _write_event(self, event: Event, listed: bool = True) -> Event:
        values = {**event_columns(event), "withdrawn": not listed}
        self.connection.execute(update(events).where(events.c.id == event.id).values(values))
        if self.snapshot is not None:
            self.snapshot.put_event(event, listed)
        return event

    def change_event(self, event: Event) -> Event:
        """Give an event new values; `sequence` rises when time, place or status changed. Returns it as written."""
        before, listed = self.event(event.id)
        same = dataclasses.replace(event, sequence=before.sequence, updated=before.updated) == before
        if same and listed:
            return before
        noticed = not listed or any(getattr(before, name) != getattr(event, name) for name in _NOTICED)
        return self._write_event(dataclasses.replace(event, sequence=before.sequence + noticed, updated=self.now))

    def withdraw_event(self, name: str) -> None:
        """Take an event off the list; it keeps its id, and its sequence rises."""
        before, _ = self.event(name)
        self._write_event(dataclasses.replace(before, sequence=before.sequence + 1, updated=self.now), listed=False)

    def restore_event(self, event: Event) -> Event:
        """Give an event earlier values back, on the list, with a higher sequence than it ever had."""
        current, _ = self.event(event.id)
        return self._write_event(dataclasses.replace(event, sequence=current.sequence + 1, updated=self.now))

    def add_sources(self, event_id: str, draft: Draft) -> None:
        """Count the senders of a draft, and of those it took the place of, among the event's."""
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        rows = [
            {"event_id": event_id, "draft_id": one.id, "sender": writable(one.sender)} for one in self.lineage(draft)
        ]
        self.connection.execute(dialect.insert(sources).on_conflict_do_nothing(), rows)
        self._senders_changed(event_id)

    def drop_sources(self, event_id: str, draft: Draft) -> None:
        """Undo `add_sources`."""
        ids = [one.id for one in self.lineage(draft)]
        self.connection.execute(delete(sources).where(sources.c.event_id == event_id, sources.c.draft_id.in_(ids)))
        self._senders_changed(event_id)

    def _senders_changed(self, event_id: str) -> None:
        if self.snapshot is not None:
            self.snapshot.put_senders(event_id, senders_of(self.connection, [event_id])[event_id])

    def lineage(self, draft: Draft) -> list[Draft]:
        """The draft and all those it took the place of, directly or not."""
        found = {draft.id: draft}
        ask = set(draft.replaces) - set(found)
        while ask and len(found) < MOST_REPLACED:
            older = self.shelf.drafts_by_id(self.connection, ask)
            found.update((one.id, one) for one in older)
            ask = {number for one in older for number in one.replaces} - set(found)
        return list(found.values())

    def write(
        self,
        what: str,
        draft: tuple[Draft | None, Draft | None] = (None, None),
        event: tuple[Event | None, Event | None] = (None, None),
        note: str = "",
        event_id: str | None = None,
    ) -> None:
        """Write a line of the log: what was done to the draft and the event, each as (before, after)."""
        some_draft, some_event = draft[1] or draft[0], event[1] or event[0]
        line: int = self.connection.execute(
            _WRITE,
            {
                "at": self.now,
                "batch": self.batch,
                "who": self.who,
                "what": what,
                "by_person": self.by_person,
                "draft_id": some_draft.id if some_draft else None,
                "event_id": event_id or (some_event.id if some_event else None),
                "message": self.message,
                "note": writable(note),
                "before": _state(draft[0], event[0]),
                "after": _state(draft[1], event[1]),
                "undone": False,
            },
        ).scalar_one()
        if self.snapshot is not None:
            self.snapshot.noticed(line)


_PUT_DRAFT = insert(drafts).returning(drafts.c.id)
_WRITE = insert(log).returning(log.c.id)


def _state(draft: Draft | None, event: Event | None) -> str:
    inner = draft_state(draft) if draft else "null"
    outer = EVENT.dump_json(event).decode() if event else "null"
    return f'{{"draft": {inner}, "event": {outer}}}'


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "status": draft.status,
        "version": draft.version,
        "event_id": draft.event_id,
        "day": draft.details.date,
        "last_day": draft.details.end_date or draft.details.date,
        "country": draft.details.country,
        "language": draft.language,
        "clean": not draft.problems,
        "body": DRAFT.dump_json(draft).decode(),
    }


def event_columns(event: Event) -> dict[str, Any]:
    """The row of an event that is on the list."""
    return {
        "id": event.id,
        "day": event.date,
        "last_day": event.last_day,
        "withdrawn": False,
        "sequence": event.sequence,
        "body": EVENT.dump_json(event).decode(),
    }
