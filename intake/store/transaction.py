"""A writing transaction: what it changes is there altogether or not at all."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, insert, select

from intake.deciding.decision import Command, Decision, Known
from intake.reading.message import Message
from intake.store import facts, history, inbox, outgoing, persons
from intake.store import known as knowing
from intake.store.applying import Applied, apply
from intake.store.changing import Hand, event_columns
from intake.store.engine import StoreProblem, meaning
from intake.store.inbox import Kept, Unread
from intake.store.persons import Removed
from intake.store.shelf import Shelf, Snapshot
from intake.store.tables import events, log
from intake.store.undoing import Undone, undo
from intake.store.waiting import Days
from intake.store.wire import EVENT
from render.event import Event

BOT = "intake"
"""Who the log names for what the program did by itself; anybody else is a person, whose decisions can be undone."""

FAILURES = 3
"""After so many failures to read or decide on it, a message is held."""


class Transaction:
    """What may be done within one transaction that writes. Times are given; names of people too."""

    def __init__(self, connection: Connection, shelf: Shelf, snapshot: Snapshot, domain: str, name: str) -> None:
        self.connection = connection
        self._shelf = shelf
        self._snapshot = snapshot
        self._domain = domain
        self._name = name
        self._begun: dict[str, Kept] = {}
        self.looked = False
        """Whether the store's snapshot has seen this transaction from within: it must not outlive its rollback."""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Do something of which, when it raises, nothing is left, while the rest of the transaction stays good.

        What the database itself cannot do now comes out as Unavailable, and ends the whole transaction.
        """
        try:
            with meaning(self._name), self.connection.begin_nested():
                yield
        except BaseException:
            self._begun.clear()
            if self.looked:
                self._snapshot.drop()
                self.looked = False
            raise

    def known(
        self,
        message: Message,
        now: dt.datetime,
        tokens: Iterable[str] = (),
        addresses: frozenset[str] = frozenset(),
        days: Days | None = None,
    ) -> Known:
        """What deciding may know when it looks at `message`; `tokens` are words in it that may be tokens of ours,
        `days` those of the events that it tells of (None: any day)."""
        if not self.looked:
            self.looked = True
            self._snapshot.look(self.connection, now.astimezone(dt.UTC).date())
        return knowing.known(self.connection, self._shelf, self._snapshot, message, tokens, now, addresses, days)

    def known_of(self, command: Command, now: dt.datetime, addresses: frozenset[str] = frozenset()) -> Known:
        """What deciding may know when it carries out `command`."""
        return knowing.known_of(self.connection, self._shelf, command, now, addresses)

    def describe(self, message: Message) -> None:
        """Write down the sender, subject and thread of a kept message that has been read."""
        number = inbox.number_of(self.connection, message.id)
        if number is None:
            raise StoreProblem(f"there is no message {message.id}; keep_raw comes first")
        inbox.describe(self.connection, number, message)

    def begin(self, unread: Unread, message: Message) -> None:
        """Write down the thread of a message taken for reading; sender and subject follow with its fate (`apply`)."""
        self._begun[unread.id] = inbox.begin(self.connection, unread, message)

    def apply(
        self,
        decisions: Sequence[Decision],
        message_id: str | None,
        who: str,
        now: dt.datetime,
        batch: str | None = None,
        because_of: str | None = None,
    ) -> Applied:
        """Apply decisions taken on a message (its SHA-256; None for a command) by `who`, in this transaction.

        Decisions that share a `batch` are undone at once. `because_of` is the SHA-256 of the mail that a command
        came in, for the log. Raises Stale.
        """
        message = self.message(message_id) if message_id else None
        return apply(self.hand(who, now, batch, message_id or because_of), decisions, message, self._domain)

    def undo(self, who: str, now: dt.datetime, batch: str | None = None, by: str | None = None) -> Undone:
        """Take the last batch of decisions back, or the one named, or the last one that `by` made. Raises Stale."""
        return undo(self.hand(who, now), batch, by)

    def told(self, template: str) -> dict[str, dt.datetime]:
        """When each address was last written a mail of this template."""
        return outgoing.last_by_recipient(self.connection, template)

    def held(self) -> list[tuple[int, str]]:
        """Number and reason of every message that is held, in the order they came."""
        return inbox.held(self.connection)

    def fact(self, name: str) -> Any:
        """The small fact kept under a name, None when there is none."""
        return facts.fact(self.connection, name)

    def failed(self, message_id: str, reason: str) -> bool:
        """Count a failure of a message; says whether it is held now, which it is after three."""
        number = inbox.number_of(self.connection, message_id)
        return number is not None and inbox.failed(self.connection, number, reason, FAILURES)

    def settle(self, message_id: str, fate: str, reason: str) -> None:
        """Give a message its fate without a decision on it."""
        number = inbox.number_of(self.connection, message_id)
        if number is not None:
            inbox.settle(self.connection, number, fate, reason)

    def message(self, message_id: str) -> Kept:
        """The kept message with this SHA-256."""
        if message_id in self._begun:
            return self._begun[message_id]
        found = next(inbox.listed(self.connection, message_id=message_id), None)
        if found is None:
            raise StoreProblem(f"there is no message {message_id}")
        return found

    def bring_in(self, given: Sequence[Event], who: str, now: dt.datetime) -> tuple[int, int]:
        """Put events on the list as they are, one batch; an id that is there already is revised.

        Returns how many are new and how many were there.
        """
        hand = self.hand(who, now)
        known: set[str] = set()
        for start in range(0, len(given), 500):
            names = [event.id for event in given[start : start + 500]]
            known |= set(self.connection.execute(select(events.c.id).where(events.c.id.in_(names))).scalars())
        new: dict[str, Event] = {}
        for event in given:
            if event.id not in known:
                new[event.id] = event
                continue
            before, listed = hand.event(event.id)
            after = hand.change_event(event)
            if after is not before:
                hand.write("import", event=(before if listed else None, after))
        empty = json.dumps({"draft": None, "event": None})
        row: dict[str, Any] = {"at": now, "batch": hand.batch, "who": who, "what": "import", "by_person": True}
        some = list(new.values())
        for start in range(0, len(some), 500):
            part = some[start : start + 500]
            self.connection.execute(insert(events), [event_columns(event) for event in part])
            lines = [
                {
                    **row,
                    "event_id": event.id,
                    "before": empty,
                    "after": json.dumps(
                        {"draft": None, "event": EVENT.dump_python(event, mode="json")}, ensure_ascii=False
                    ),
                }
                for event in part
            ]
            self.connection.execute(insert(log), lines)
        self._snapshot.drop()
        self.looked = False
        return len(new), len(given) - len(new)

    def expire(self, today: dt.date, now: dt.datetime) -> int:
        """Let waiting drafts expire whose day is well past; returns how many."""
        return persons.expire(self.hand(BOT, now), today)

    def purge(self, keep_since: dt.date, now: dt.datetime) -> Removed:
        """Remove mails and addresses that are not needed since before that day; see `persons.purge`."""
        return persons.purge(self.hand(BOT, now), keep_since)

    def forget(self, address: str, who: str, now: dt.datetime) -> Removed:
        """Remove a person; see `persons.forget`."""
        return persons.forget(dataclasses.replace(self.hand(who, now), by_person=False), address)

    def keep_fact(self, name: str, value: Any, now: dt.datetime) -> None:
        """Keep a small fact (plain JSON) under a name."""
        facts.keep_fact(self.connection, name, value, now)

    def revision(self) -> int:
        """A number that rises with every change of the list of events."""
        return history.revision(self.connection)

    def hand(self, who: str, now: dt.datetime, batch: str | None = None, message_id: str | None = None) -> Hand:
        """The hand that writes in `who`'s name."""
        return Hand(
            connection=self.connection,
            shelf=self._shelf,
            who=who,
            now=now,
            batch=batch or secrets.token_hex(8),
            by_person=who != BOT,
            message=message_id,
            snapshot=self._snapshot if self.looked else None,
        )
