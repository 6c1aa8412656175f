"""One database, opened: its transactions, and the locks by which several programs share it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, text

from intake.store import locks, schema
from intake.store.engine import DECIDING, PUBLISHING, Unavailable, Unusable, connect, file_of, lock, meaning, parse
from intake.store.shelf import Shelf, Snapshot
from intake.store.transaction import Transaction

WORK_WAIT = 120.0
"""Seconds a program waits for another one that works on the same SQLite file."""


class Database:
    """An open database. Safe for several threads; several programs may use one database at the same time.

    All methods raise Unavailable when the database cannot be used now, with nothing changed.
    """

    def __init__(self, engine: Engine, name: str, domain: str) -> None:
        self._engine = engine
        self.name = name
        self._domain = domain
        self._file = file_of(engine.url)
        self._shelf = Shelf()
        self._snapshot = Snapshot(self._shelf)
        self._one_writer = threading.RLock()

    @classmethod
    def open(cls, url: str, domain: str = "localhost") -> Self:
        """Open the database behind `url` ("sqlite:///PATH" or "postgresql://..."), creating or upgrading its tables.

        `domain` stands in the Message-IDs of our mails. A SQLite file is copied before an upgrade. Raises
        Unusable for a database that is damaged, foreign or newer than this program, and Unavailable.
        """
        parsed = parse(url)
        file = file_of(parsed)
        name = f"store {file}" if file else f"store {parsed.render_as_string(hide_password=True)}"
        with meaning(name):
            engine = connect(parsed)
            try:
                schema.bring_up(engine)
            except BaseException:
                engine.dispose()
                raise
        return cls(engine, name, domain)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def reads(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with meaning(self.name), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writes(self, deciding: bool = True) -> Iterator[Transaction]:
        """A transaction that writes; committed at the end, rolled back when something is raised within.

        With `deciding`, which changes of drafts and events need, such transactions follow one another.
        """
        with ExitStack() as stack:
            stack.enter_context(meaning(self.name))
            if self._file:
                stack.enter_context(self._one_writer)
            connection = stack.enter_context(self._engine.connect().execution_options(writes=True))
            writing = Transaction(connection, self._shelf, self._snapshot, self._domain, self.name)
            try:
                with connection.begin():
                    if deciding:
                        lock(connection, DECIDING)
                    yield writing
            except BaseException:
                if writing.looked:
                    self._snapshot.drop()  # what it saw of this transaction never happened
                raise

    @contextmanager
    def working(self, wait: float = WORK_WAIT) -> Iterator[None]:
        """Be the only program that reads this SQLite file's mails; in PostgreSQL rows are locked one by one instead.

        Raises Unavailable when another program is still at it after `wait` seconds.
        """
        with self._alone("work", wait, "another `intake` works on it"):
            yield

    @contextmanager
    def sending(self, wait: float = WORK_WAIT) -> Iterator[None]:
        """Be the only program that sends the mails of this SQLite file; as `working`, which goes on meanwhile."""
        with self._alone("send", wait, "another `intake` sends its mails"):
            yield

    @contextmanager
    def _alone(self, suffix: str, wait: float, words: str) -> Iterator[None]:
        if self._file is None:
            yield
            return
        with locks.held(self._beside(suffix), wait, f"{self.name}: {words}; wait for it to finish, or stop it"):
            yield

    @contextmanager
    def only_worker(self) -> Iterator[None]:
        """Be the only `intake run` on this SQLite file. Raises Unavailable when there is another one."""
        if self._file is None:
            yield
            return
        words = (
            f"{self.name}: another `intake run` is at work on this file; stop it first, or use PostgreSQL, which "
            "several workers can share"
        )
        with locks.held(self._beside("worker"), 0.0, words):
            yield

    def _beside(self, suffix: str) -> Path:
        assert self._file is not None
        return self._file.with_name(f"{self._file.name}.{suffix}")

    @contextmanager
    def publishing(self) -> Iterator[bool]:
        """Be the only one that publishes; gives False when somebody else is at it."""
        if self._file is None:
            with meaning(self.name), self._engine.connect() as connection, connection.begin():
                mine = connection.execute(text("SELECT pg_try_advisory_xact_lock(:n)"), {"n": PUBLISHING}).scalar()
                yield bool(mine)
            return
        with ExitStack() as stack:
            try:
                stack.enter_context(locks.held(self._beside("publish"), 0.0, ""))
                mine = True
            except Unavailable:
                mine = False
            yield bool(mine)

    def clean_up(self) -> None:
        """Bring what was removed out of SQLite's write-ahead log, too."""
        if self._file is not None:
            with meaning(self.name), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def backup(self, to: Path) -> None:
        """Copy a SQLite store while it is used, whole and checked. Raises Unusable for PostgreSQL, which has its own
        tools."""
        if self._file is None:
            raise Unusable(f"{self.name}: back up PostgreSQL with pg_dump, and put it back with pg_restore")
        try:
            schema.copy(self._file, to)
        except (OSError, sqlite3.Error) as error:
            raise Unavailable(f"{to} cannot be written: {error}") from None
