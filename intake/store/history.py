"""The log, for people: who did what, when, from which mail, before and after."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from intake.store.tables import events, log

NO_DECISIONS = ("undo", "expire", "purge", "import")
"""What stands in the log and cannot be taken back."""
_QUIET = {"id", "sequence", "updated", "decided_by", "decided_at", "why", "replaces"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field's value before and after, as plain JSON values; None for "none"."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the log. `what` is the step taken ("propose", "confirm", "edit", ..., "undo"), `message` the
    SHA-256 of the mail it came from, `note` a reason or other words; `undone` says that it was taken back since."""

    id: int
    at: dt.datetime
    who: str
    what: str
    draft_id: int | None
    event_id: str | None
    message: str | None
    note: str
    changes: tuple[Change, ...]
    undone: bool
    batch: str


def entries(
    connection: Connection,
    most: int | None = None,
    draft_id: int | None = None,
    event_id: str | None = None,
    before: int | None = None,
) -> Iterator[LogEntry]:
    """The log, newest first: at most `most` lines, of one draft or event, with ids below `before`."""
    query = select(log).order_by(log.c.id.desc())
    if draft_id is not None:
        query = query.where(log.c.draft_id == draft_id)
    if event_id is not None:
        query = query.where(log.c.event_id == event_id)
    if before is not None:
        query = query.where(log.c.id < before)
    if most is not None:
        query = query.limit(most)
    for row in connection.execute(query):
        yield LogEntry(
            row.id,
            row.at,
            row.who,
            row.what,
            row.draft_id,
            row.event_id,
            row.message,
            row.note,
            tuple(_changes(row)),
            row.undone,
            row.batch,
        )


def _changes(row: Row[Any]) -> Iterator[Change]:
    before = json.loads(row.before) if row.before else {}
    after = json.loads(row.after) if row.after else {}
    for kind in ("draft", "event"):
        old, new = before.get(kind) or {}, after.get(kind) or {}
        if kind == "event" and bool(old) != bool(new):
            yield Change("event.listed", bool(old), bool(new))
        old, new = {**old, **(old.get("details") or {})}, {**new, **(new.get("details") or {})}
        for name in dict.fromkeys((*old, *new)):
            if name in _QUIET or name == "details" or old.get(name) == new.get(name):
                continue
            if not old and new.get(name) in (None, [], {}, False):
                continue
            yield Change(f"{kind}.{name}", old.get(name), new.get(name))


def at_once(connection: Connection, batches: Iterable[str]) -> dict[str, int]:
    """By batch, how many decisions were taken at once and would be taken back at once."""
    query = (
        select(log.c.batch, func.count())
        .where(log.c.batch.in_(set(batches)), log.c.by_person.is_(True), log.c.undone.is_(False))
        .where(log.c.what.not_in(NO_DECISIONS))
        .group_by(log.c.batch)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def revision(connection: Connection) -> int:
    """A number that rises with every change of the list of events."""
    query = (
        select(log.c.id)
        .where(log.c.event_id.is_not(None), log.c.what.not_in(("propose", "join")))
        .order_by(log.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar() or 0


def taken_off(connection: Connection, since: int) -> int:
    """How many events that are not on the list now were taken off it after that revision."""
    query = (
        select(func.count(log.c.event_id.distinct()))
        .join(events, events.c.id == log.c.event_id)
        .where(log.c.id > since, events.c.withdrawn.is_(True))
    )
    return connection.execute(query).scalar_one()
