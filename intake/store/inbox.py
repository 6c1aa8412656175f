"""Raw messages: kept once by their bytes, handed out for reading, given their fate."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Executable,
    LargeBinary,
    Row,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from intake.reading.message import Message
from intake.store.tables import drafts, mailboxes, messages, raws, threads
from intake.store.wire import writable

MOST_THREAD = 100
"""How many Message-IDs of one message are remembered; a hostile References header holds thousands."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A message that waits to be read. `id` is the SHA-256 of its bytes; `received` is when the mailbox got it."""

    number: int
    id: str
    size: int
    attempts: int
    received: dt.datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as `intake messages` shows it; `mail_id` is its Message-ID header.

    `state` is "unread", "done" or "held"; `fate` None while unread, else "drafted", "held", "ignored" or "answer",
    and `reason` says why. Times are UTC.
    """

    number: int
    id: str
    state: str
    fate: str | None
    reason: str
    mail_id: str | None
    sender: str
    subject: str
    received: dt.datetime
    size: int
    drafts: tuple[int, ...]
    purged: dt.datetime | None = None


def _keeping(insert: Callable[[Table], Any]) -> tuple[Executable, Executable, Executable]:
    """Statements in one database's dialect: keep messages, their bytes, and hold those with a problem.

    What is alike in all of them is written out, for each parameter of each row costs time. Another worker may keep the
    same bytes at this moment: then its row counts, and ours is none.
    """
    written = {"state": "'unread'", "attempts": "0", "reason": "''", "sender": "''", "subject": "''"}
    alike: dict[str, Any] = {name: literal_column(value) for name, value in written.items()}
    number = select(messages.c.number, bindparam("its_raw", type_=LargeBinary)).where(
        messages.c.id == bindparam("its_id")
    )
    return (
        insert(messages).values(alike).on_conflict_do_nothing(),
        insert(raws).from_select(["message", "raw"], number).on_conflict_do_nothing(),
        update(messages)
        .where(messages.c.id == bindparam("its_id"), messages.c.state == "unread")
        .values(state="held", fate="held", reason=bindparam("its_reason")),
    )


_KEEP = {False: _keeping(sqlite.insert), True: _keeping(postgresql.insert)}


def keep(
    connection: Connection, arrivals: Sequence[tuple[bytes, dt.datetime, str | None]], now: dt.datetime
) -> list[str]:
    """Keep (raw bytes, time received, problem or None); bytes that are here already are not kept again.

    A message with a problem is held with it. Returns the ids of the new ones.
    """
    given: dict[str, tuple[bytes, dt.datetime, str | None]] = {}
    for raw, received, problem in arrivals:
        given.setdefault(hashlib.sha256(raw).hexdigest(), (raw, received, problem))
    known = _known(connection, list(given))
    new = [name for name in given if name not in known]
    if not new:
        return []
    insertion, bodies, hold = _KEEP[connection.dialect.name == "postgresql"]
    rows = [{"id": name, "size": len(given[name][0]), "kept": now, "received": given[name][1]} for name in new]
    connection.execute(insertion, rows)
    connection.execute(bodies, [{"its_id": name, "its_raw": given[name][0]} for name in new])
    if problems := [{"its_id": name, "its_reason": why} for name in new if (why := given[name][2])]:
        connection.execute(hold, problems)
    return new


def _known(connection: Connection, names: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(names), 500):
        query = select(messages.c.id).where(messages.c.id.in_(names[start : start + 500]))
        found.update(connection.execute(query).scalars())
    return found


def cursor(connection: Connection, mailbox: str) -> str | None:
    """How far this mailbox has been taken in, None for one that was never looked into."""
    return connection.execute(select(mailboxes.c.cursor).where(mailboxes.c.key == mailbox)).scalar()


def keep_cursor(connection: Connection, mailbox: str, text: str, now: dt.datetime) -> None:
    """Remember how far this mailbox has been taken in."""
    # Two workers may look into a new mailbox at once: the later one wins, neither fails.
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    given = dialect.insert(mailboxes).values(key=mailbox, cursor=text, at=now)
    newer = {"cursor": given.excluded.cursor, "at": given.excluded.at}
    connection.execute(given.on_conflict_do_update(index_elements=["key"], set_=newer))


def unread(connection: Connection, most: int, size: int, but: Collection[int] = ()) -> list[Unread]:
    """The next messages to read: those that failed less often first, then the oldest; `size` bytes in all, or one.

    Leaves out the numbers in `but`. In PostgreSQL their rows are locked to the end of the transaction, and rows that
    others locked are left to them.
    """
    query = (
        select(messages.c.number, messages.c.id, messages.c.size, messages.c.attempts, messages.c.received)
        .where(messages.c.state == "unread", messages.c.number.not_in(but))
        .order_by(messages.c.attempts, messages.c.number)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    found: list[Unread] = []
    total = 0
    for row in connection.execute(query):
        total += row.size
        if found and total > size:
            break
        found.append(Unread(row.number, row.id, row.size, row.attempts, row.received))
    return found


def raw(connection: Connection, number: int) -> bytes | None:
    """The bytes of a message, None when they have been purged."""
    return connection.execute(select(raws.c.raw).where(raws.c.message == number)).scalar()


def raws_of(connection: Connection, numbers: Sequence[int]) -> dict[int, bytes]:
    """The bytes of these messages, empty for those that have none."""
    query = select(raws.c.message, raws.c.raw).where(raws.c.message.in_(numbers))
    return {**dict.fromkeys(numbers, b""), **{row.message: row.raw for row in connection.execute(query)}}


def number_of(connection: Connection, message_id: str) -> int | None:
    """The number of the message with this SHA-256."""
    return connection.execute(select(messages.c.number).where(messages.c.id == message_id)).scalar()


def describe(connection: Connection, number: int, message: Message) -> None:
    """Write down what lists and threads need to know of a message that has been read."""
    values: dict[str, object] = {
        "mail_id": writable(message.message_id) if message.message_id else None,
        "sender": writable(message.sender),
        "subject": writable(message.subject),
    }
    connection.execute(update(messages).where(messages.c.number == number).values(values))
    ids = dict.fromkeys(writable(one) for one in (message.message_id, *message.thread[:MOST_THREAD]) if one)
    known = set(connection.execute(select(threads.c.mail_id).where(threads.c.message == number)).scalars())
    if rows := [{"mail_id": one, "message": number} for one in ids if one not in known]:
        connection.execute(insert(threads), rows)


def begin(connection: Connection, unread: Unread, message: Message) -> Kept:
    """Write down the thread of a message that has been read; what else it says is written with its fate."""
    ids = dict.fromkeys(writable(one) for one in (message.message_id, *message.thread[:MOST_THREAD]) if one)
    if ids:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        rows = [{"mail_id": one, "message": unread.number} for one in ids]
        connection.execute(dialect.insert(threads).on_conflict_do_nothing(), rows)
    return Kept(
        number=unread.number,
        id=unread.id,
        state="unread",
        fate=None,
        reason="",
        mail_id=writable(message.message_id) if message.message_id else None,
        sender=writable(message.sender),
        subject=writable(message.subject),
        received=unread.received,
        size=unread.size,
        drafts=(),
    )


_SETTLE = (
    update(messages)
    .where(messages.c.number == bindparam("its_number"))
    .values(state=bindparam("state"), fate=bindparam("fate"), reason=bindparam("reason"))
)
_SETTLE_READ = _SETTLE.values(mail_id=bindparam("mail_id"), sender=bindparam("sender"), subject=bindparam("subject"))


def settle(connection: Connection, number: int, fate: str, reason: str, read: Kept | None = None) -> None:
    """Give a message its fate: "drafted", "ignored", "answer" or "held", with what was read in it."""
    state = "held" if fate == "held" else "done"
    values = {"its_number": number, "state": state, "fate": fate, "reason": writable(reason)}
    if read is None:
        connection.execute(_SETTLE, values)
        return
    values |= {"mail_id": read.mail_id, "sender": read.sender, "subject": read.subject}
    connection.execute(_SETTLE_READ, values)


def failed(connection: Connection, number: int, reason: str, most: int) -> bool:
    """Count a failure; after `most` of them the message is held with the reason. Says whether it is held now."""
    attempts = connection.execute(
        update(messages)
        .where(messages.c.number == number)
        .values(attempts=messages.c.attempts + 1, reason=writable(reason))
        .returning(messages.c.attempts)
    ).scalar_one()
    if attempts < most:
        return False
    settle(connection, number, "held", reason)
    return True


def again(connection: Connection, number: int) -> None:
    """Let a message that is held, or that nothing came of, be read once more, as if it had just come."""
    connection.execute(
        update(messages)
        .where(messages.c.number == number, messages.c.fate.in_(("held", "ignored")))
        .values(state="unread", fate=None, reason="", attempts=0)
    )


def set_aside(connection: Connection, number: int, who: str) -> bool:
    """Count a held message as done with; says whether it was held."""
    done = {"state": "done", "fate": "ignored", "reason": writable(f"set aside by {who}")}
    held = messages.c.number == number, messages.c.state == "held"
    return connection.execute(update(messages).where(*held).values(done)).rowcount == 1


def held(connection: Connection) -> list[tuple[int, str]]:
    """Number and reason of every message that is held, in the order they came."""
    query = select(messages.c.number, messages.c.reason).where(messages.c.state == "held").order_by(messages.c.number)
    return [(row.number, row.reason) for row in connection.execute(query)]


def listed(connection: Connection, fate: str | None = None, message_id: str | None = None) -> Iterator[Kept]:
    """All messages in the order they came, with the drafts each led to; `fate` keeps only those of one fate."""
    query = select(messages).order_by(messages.c.number)
    made = select(drafts.c.message, drafts.c.id).where(drafts.c.message.is_not(None)).order_by(drafts.c.id)
    if fate is not None:
        query = query.where(messages.c.fate == fate)
    if message_id is not None:
        query = query.where(messages.c.id == message_id)
        number = select(messages.c.number).where(messages.c.id == message_id).scalar_subquery()
        made = made.where(drafts.c.message == number)
    led: dict[int, list[int]] = {}
    for number, draft in connection.execute(made):
        led.setdefault(number, []).append(draft)
    for row in connection.execute(query):
        yield _kept(row, led.get(row.number, ()))


def _kept(row: Row[tuple[object, ...]], led: Sequence[int]) -> Kept:
    return Kept(
        row.number,
        row.id,
        row.state,
        row.fate,
        row.reason,
        row.mail_id,
        row.sender,
        row.subject,
        row.received or row.kept,
        row.size,
        tuple(led),
        row.purged,
    )


def counts(connection: Connection) -> dict[str, int]:
    """How many messages there are in each state."""
    query = select(messages.c.state, func.count().label("number")).group_by(messages.c.state)
    return {row.state: row.number for row in connection.execute(query)}


def oldest_unread(connection: Connection) -> dt.datetime | None:
    """When the mail was kept that has waited longest to be read."""
    query = select(messages.c.kept).where(messages.c.state == "unread").order_by(messages.c.number).limit(1)
    return connection.execute(query).scalar()


def forget_raw(connection: Connection, numbers: Sequence[int], now: dt.datetime) -> None:
    """Remove the bytes, sender, subject and thread of these messages; their row says that they were here."""
    connection.execute(delete(raws).where(raws.c.message.in_(numbers)))
    connection.execute(delete(threads).where(threads.c.message.in_(numbers)))
    connection.execute(
        update(messages).where(messages.c.number.in_(numbers)).values(sender="", subject="", mail_id=None, purged=now)
    )
