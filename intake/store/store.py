"""The store: opens the database and gives transactions; everything that is kept is reached through here."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, select

from intake.deciding.decision import Command, Decision, Known
from intake.deciding.draft import Draft, DraftStatus
from intake.deciding.matching import both_ways
from intake.reading.message import Message
from intake.store import facts, history, inbox, outgoing, persons
from intake.store.applying import Applied
from intake.store.database import Database
from intake.store.handing_out import Sending, Taken
from intake.store.history import LogEntry
from intake.store.inbox import Kept
from intake.store.outgoing import Mail
from intake.store.persons import Removed
from intake.store.tables import drafts, events, sources
from intake.store.undoing import Undone
from render.event import Event
from render.publish import Receipt

BATCH = 16
BATCH_BYTES = 8_000_000
"""How many messages, and how many bytes of them, are taken for reading at once: as many as the reader reads ahead, so
that it never waits while a batch is committed."""


RECEIPT: TypeAdapter[Receipt] = TypeAdapter(Receipt)
RECEIPTS = "receipt "
"""With what the names of the facts begin that are receipts."""


@dataclasses.dataclass(frozen=True, slots=True)
class Counted:
    """How many drafts (by status), messages (by state), mails of ours (by state) and listed events there are.

    `oldest_unread` is when the message was kept that has waited longest to be read.
    """

    drafts: dict[str, int]
    messages: dict[str, int]
    mails: dict[str, int]
    events: int
    oldest_unread: dt.datetime | None


class Store(Database):
    """Everything that is kept, in one database. `writes` gives a transaction; `apply`, `undo` and the other
    methods that change something are each one transaction of their own. All raise Unavailable when the database
    cannot be used now, with nothing changed.
    """

    # messages

    def keep_raw(
        self,
        mailbox: str,
        arrivals: Iterable[tuple[bytes, dt.datetime, str | None]],
        cursor: str | None,
        now: dt.datetime,
    ) -> list[str]:
        """Keep (raw bytes, time received, problem or None) and how far `mailbox` has been taken in; returns new ids.

        The same bytes are kept once. A message with a problem is held with it.
        """
        with self.writes(deciding=False) as writing:
            new = inbox.keep(writing.connection, list(arrivals), now)
            if cursor is not None:
                inbox.keep_cursor(writing.connection, mailbox, cursor, now)
        return new

    def cursor(self, mailbox: str) -> str | None:
        """How far a mailbox has been taken in."""
        with self.reads() as connection:
            return inbox.cursor(connection, mailbox)

    @contextmanager
    def unread(self, most: int = BATCH, size: int = BATCH_BYTES, but: Collection[int] = ()) -> Iterator[Taken]:
        """Take the next unread messages, less those numbered in `but`, which the caller holds already.

        What is done with them goes into one transaction, `Taken.deciding`.

        In PostgreSQL they stay locked meanwhile; the lock of a program that dies is gone at once. In SQLite
        `working` keeps others away.
        """
        if self._file is None:
            with self.writes(deciding=False) as writing:
                yield Taken(self, inbox.unread(writing.connection, most, size, but), writing)
            return
        with self.reads() as connection:
            found = inbox.unread(connection, most, size, but)
        yield Taken(self, found, None)

    def raw(self, message_id: str) -> bytes | None:
        """The bytes of the message with this SHA-256, None when there is none or they have been purged."""
        with self.reads() as connection:
            number = inbox.number_of(connection, message_id)
            return None if number is None else inbox.raw(connection, number)

    def messages(self, fate: str | None = None) -> list[Kept]:
        """All messages in the order they came, or those of one fate."""
        with self.reads() as connection:
            return list(inbox.listed(connection, fate))

    def message(self, message_id: str) -> Kept | None:
        """The message with this SHA-256."""
        with self.reads() as connection:
            return next(inbox.listed(connection, message_id=message_id), None)

    def read_again(self, message_id: str) -> None:
        """Let a held message be read once more; one that anything came of stays as it is."""
        with self.writes(deciding=False) as writing:
            number = inbox.number_of(writing.connection, message_id)
            if number is not None:
                inbox.again(writing.connection, number)

    def set_aside(self, message_id: str, who: str) -> bool:
        """Say that nothing remains to be done about a held message; False when it is not held."""
        with self.writes(deciding=False) as writing:
            number = inbox.number_of(writing.connection, message_id)
            return number is not None and inbox.set_aside(writing.connection, number, who)

    # drafts and events

    def drafts(self, status: DraftStatus | None = "waiting") -> list[Draft]:
        """Drafts by id: those of one status, or all with None; the duplicates of waiting ones as they stand now."""
        query = select(drafts).order_by(drafts.c.id)
        if status is not None:
            query = query.where(drafts.c.status == status)
        with self.reads() as connection:
            return self._as_they_stand(connection, self._shelf.drafts(connection, query))

    def draft(self, number: int) -> Draft | None:
        """The draft of that id, as `drafts` has it: a waiting one knows the later ones that resemble it, too."""
        with self.reads() as connection:
            found = self._shelf.drafts_by_id(connection, [number])
            if found and found[0].status == "waiting":
                waiting = select(drafts).where(drafts.c.status == "waiting").order_by(drafts.c.id)
                found = self._shelf.drafts(connection, waiting)
            standing = self._as_they_stand(connection, found)
            return next((draft for draft in standing if draft.id == number), None)

    def drafts_by_id(self, numbers: Iterable[int]) -> dict[int, Draft]:
        """The drafts with these ids that exist, with the duplicates that were seen when each was proposed."""
        with self.reads() as connection:
            return {draft.id: draft for draft in self._shelf.drafts_by_id(connection, numbers)}

    def _as_they_stand(self, connection: Connection, found: list[Draft]) -> list[Draft]:
        """The drafts with their duplicates resolved: a pair of a draft that was confirmed since is one of its event."""
        named = {int(one.id) for draft in found for one in draft.duplicates if one.kind == "draft"}
        others = self._shelf.drafts_by_id(connection, named - {draft.id for draft in found}) if named else []
        every = {draft.id: draft for draft in (*others, *found)}
        became = {str(one.id): one.event_id for one in every.values() if one.status == "confirmed" and one.event_id}
        return both_ways(found, became, {str(one.id) for one in others if one.status == "waiting"})

    def drafts_of(self, message_id: str) -> list[Draft]:
        """The drafts that the message with this SHA-256 led to, by id."""
        with self.reads() as connection:
            number = inbox.number_of(connection, message_id)
            query = select(drafts).where(drafts.c.message == number).order_by(drafts.c.id)
            return [] if number is None else self._shelf.drafts(connection, query)

    def counts(self) -> dict[str, int]:
        """How many drafts there are in each status."""
        query = select(drafts.c.status, func.count().label("number")).group_by(drafts.c.status)
        with self.reads() as connection:
            return {row.status: row.number for row in connection.execute(query)}

    def held(self) -> int:
        """How many messages are held for a person to look at."""
        with self.reads() as connection:
            return inbox.counts(connection).get("held", 0)

    def counted(self) -> Counted:
        """How much of everything there is, at one moment."""
        status = select(drafts.c.status, func.count().label("number")).group_by(drafts.c.status)
        listed = select(func.count()).select_from(events).where(events.c.withdrawn.is_(False))
        with self.reads() as connection:
            return Counted(
                {row.status: row.number for row in connection.execute(status)},
                inbox.counts(connection),
                outgoing.counts(connection),
                connection.execute(listed).scalar_one(),
                inbox.oldest_unread(connection),
            )

    def events(self, since: dt.date | None = None) -> list[Event]:
        """The events on the list, by day: all, or those whose last day is not before `since`."""
        with self.reads() as connection:
            return self._shelf.listed(connection, since)

    def event(self, name: str) -> Event | None:
        """The event of that id, withdrawn or not."""
        with self.reads() as connection:
            return next(iter(self._shelf.events_by_id(connection, [name])), None)

    def known(
        self,
        message: Message,
        now: dt.datetime,
        tokens: Iterable[str] = (),
        addresses: frozenset[str] = frozenset(),
    ) -> Known:
        """What deciding may know about a message: see `intake.deciding.decision.Known`."""
        with self.writes() as writing:
            return writing.known(message, now, tokens, addresses)

    def known_of(self, command: Command, now: dt.datetime, addresses: frozenset[str] = frozenset()) -> Known:
        """What deciding may know about a command: the drafts and events it names."""
        with self.writes() as writing:
            return writing.known_of(command, now, addresses)

    def apply(
        self,
        decisions: Sequence[Decision],
        message_id: str | None,
        who: str,
        now: dt.datetime,
        batch: str | None = None,
    ) -> Applied:
        """Apply decisions in one transaction with the mails they cause; see `Transaction.apply`. Raises Stale."""
        with self.writes() as writing:
            return writing.apply(decisions, message_id, who, now, batch)

    def undo(self, who: str, now: dt.datetime, batch: str | None = None, by: str | None = None) -> Undone:
        """Take the last decision back, with all that was decided at once with it. Raises Stale, NothingToUndo."""
        with self.writes() as writing:
            return writing.undo(who, now, batch, by)

    def sources(self, event_id: str) -> list[Draft]:
        """The drafts whose mails made an event, by id."""
        query = select(drafts).join(sources, sources.c.draft_id == drafts.c.id).where(sources.c.event_id == event_id)
        with self.reads() as connection:
            return self._shelf.drafts(connection, query.order_by(drafts.c.id))

    def log(
        self,
        most: int | None = None,
        draft_id: int | None = None,
        event_id: str | None = None,
        before: int | None = None,
    ) -> list[LogEntry]:
        """The log, newest first."""
        with self.reads() as connection:
            return list(history.entries(connection, most, draft_id, event_id, before))

    def at_once(self, batches: Iterable[str]) -> dict[str, int]:
        """By batch of the log, how many decisions were taken at once and would be taken back at once."""
        with self.reads() as connection:
            return history.at_once(connection, batches)

    # our own mails

    @contextmanager
    def next_mail(self, now: dt.datetime, unpublished: bool = False) -> Iterator[Sending | None]:
        """The next mail that is due, to be sent within; None when there is none.

        While the page is `unpublished`, mails that say what stands on it wait, an hour at most.
        """
        if self._file is None:
            with self.writes(deciding=False) as writing:
                due = outgoing.due(writing.connection, now, unpublished)
                yield Sending(self, due, writing) if due else None
            return
        with self.reads() as connection:
            due = outgoing.due(connection, now, unpublished)
        yield Sending(self, due, None) if due else None

    def has_due_mail(self, now: dt.datetime, unpublished: bool = False) -> bool:
        """Whether a mail of ours is to be sent now; see `next_mail`."""
        with self.reads() as connection:
            return outgoing.is_due(connection, now, unpublished)

    def mails(self, state: str | None = None) -> list[Mail]:
        """Our own mails, oldest first: all, or those waiting, sent, failed or withdrawn."""
        with self.reads() as connection:
            return outgoing.listed(connection, state)

    def troubled_mails(self) -> list[Mail]:
        """Our mails that were refused for good, and those that wait after a failure; oldest first."""
        with self.reads() as connection:
            return outgoing.troubled(connection)

    def refused_mails(self) -> list[Mail]:
        """Our mails to senders that were refused for good, oldest first."""
        with self.reads() as connection:
            return outgoing.refused(connection)

    # people

    def purge(self, keep_since: dt.date, today: dt.date, now: dt.datetime) -> Removed:
        """Let old drafts expire, and remove mails and addresses not needed since before `keep_since`."""
        with self.writes() as writing:
            expired = writing.expire(today, now)
            removed = writing.purge(keep_since, now)
        if removed:
            self.clean_up()
        return dataclasses.replace(removed, expired=expired)

    def forget(self, address: str, who: str, now: dt.datetime) -> Removed:
        """Remove what is held about a person; see `persons.forget`."""
        with self.writes() as writing:
            removed = writing.forget(address, who, now)
        self.clean_up()
        return removed

    def held_about(self, address: str) -> list[dict[str, Any]]:
        """Everything that is held about an address, as plain JSON objects, each with its "kind"."""
        with self.reads() as connection:
            return list(persons.held_about(connection, self._shelf, address))

    # publishing and facts

    def revision(self) -> int:
        """A number that rises with every change of the list of events."""
        with self.reads() as connection:
            return history.revision(connection)

    def taken_off(self, since: int) -> int:
        """How many events people took off the list after that revision, by an undo or a withdrawal."""
        with self.reads() as connection:
            return history.taken_off(connection, since)

    def receipts(self) -> list[Receipt]:
        """What each target said the last time."""
        return [RECEIPT.validate_python(value) for value, _ in self.facts(RECEIPTS).values()]

    def keep_receipts(self, receipts: Iterable[Receipt], now: dt.datetime) -> None:
        """Keep what the targets said, in place of what they said before."""
        with self.writes(deciding=False) as writing:
            for receipt in receipts:
                writing.keep_fact(RECEIPTS + receipt.target, RECEIPT.dump_python(receipt, mode="json"), now)

    def fact(self, name: str) -> Any:
        """The small fact kept under a name, None when there is none."""
        with self.reads() as connection:
            return facts.fact(connection, name)

    def facts(self, prefix: str) -> dict[str, tuple[Any, dt.datetime]]:
        """The facts whose names start with `prefix`, with the times they were kept."""
        with self.reads() as connection:
            return facts.facts_like(connection, prefix)

    def keep_fact(self, name: str, value: Any, now: dt.datetime) -> None:
        """Keep a small fact (plain JSON) under a name."""
        with self.writes(deciding=False) as writing:
            writing.keep_fact(name, value, now)
