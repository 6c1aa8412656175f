"""What is handed out to be worked on: unread messages, and mails that are to be sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from intake.store import inbox, outgoing
from intake.store.database import Database
from intake.store.engine import DECIDING, lock
from intake.store.inbox import Unread
from intake.store.outgoing import Due
from intake.store.transaction import Transaction


class Taken:
    """Unread messages taken for reading, and the transaction that says what became of them."""

    def __init__(self, store: Database, messages: list[Unread], writing: Transaction | None) -> None:
        self._store = store
        self._writing = writing
        self._raws: dict[int, bytes] | None = None
        self.messages = messages

    def raw(self, unread: Unread) -> bytes:
        """The bytes of one of them, once; they are let go of then."""
        if self._raws is None:
            numbers = [one.number for one in self.messages]
            if self._writing is not None:
                self._raws = inbox.raws_of(self._writing.connection, numbers)
            else:
                with self._store.reads() as connection:
                    self._raws = inbox.raws_of(connection, numbers)
        return self._raws.pop(unread.number)

    @contextmanager
    def deciding(self) -> Iterator[Transaction]:
        """The transaction for what is decided on them; to be entered once."""
        if self._writing is None:
            with self._store.writes() as writing:
                yield writing
            return
        lock(self._writing.connection, DECIDING)
        yield self._writing


class Sending:
    """One mail that is being sent; say `sent` or `failed` before the end."""

    def __init__(self, store: Database, due: Due, writing: Transaction | None) -> None:
        self._store = store
        self._writing = writing
        self.due = due

    def sent(self, now: dt.datetime) -> None:
        """It is out."""
        with self._transaction() as writing:
            outgoing.sent(writing.connection, self.due.id, now)

    def failed(self, error: str, permanent: bool, now: dt.datetime) -> None:
        """It is not out, because of `error`; a permanent failure is not tried again."""
        with self._transaction() as writing:
            outgoing.not_sent(writing.connection, self.due.id, error, permanent, now)

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        if self._writing is not None:
            yield self._writing
            return
        with self._store.writes(deciding=False) as writing:
            yield writing
