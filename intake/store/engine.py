"""Opens the database behind a store url, and turns the database's errors into the store's own."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError

WAIT = 15.0
"""Seconds a statement waits for another process's lock, and a connection for its server."""

DECIDING = 0x1E7A_4B01
PUBLISHING = 0x1E7A_4B02
MIGRATING = 0x1E7A_4B03
"""Names of PostgreSQL advisory locks (they are per database)."""


class StoreProblem(Exception):  # noqa: N818 - named for what a person is told
    """Something is wrong with the store; the text is one line that names it and says what to do."""


class Unavailable(StoreProblem):
    """The database cannot be used now (locked, full, out of reach). Nothing was changed; try again later."""


class Unusable(StoreProblem):
    """The database is corrupt, newer than this program or not ours: a person has to do something."""


def parse(url: str) -> URL:
    """The store's address. Raises Unusable for one that cannot be used; the text shows no password."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise Unusable('store.url: no address; write "sqlite:///intake.sqlite" or "postgresql://..."') from None
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise Unusable(f'store.url: no such kind "{parsed.drivername}" (have: sqlite:///PATH, postgresql://...)')
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise Unusable('store.url: a database in memory keeps nothing; write "sqlite:///intake.sqlite"')
    return parsed


def file_of(url: URL) -> Path | None:
    """The SQLite file of the address, None for another kind."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def connect(url: URL) -> Engine:
    """An engine for the address: SQLite in WAL with full synchronisation, or PostgreSQL.

    No error shows the values of a statement, which may be people's.
    A new SQLite file is readable by its owner only, for it holds people's mails. Raises Unusable.
    """
    if url.get_backend_name() == "sqlite":
        path = file_of(url)
        if path is not None:
            _owners_only(path)
        engine = create_engine(url, connect_args={"timeout": WAIT, "check_same_thread": False}, hide_parameters=True)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        return create_engine(
            url,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={
                "connect_timeout": int(WAIT),
                "keepalives_idle": 30,
                "keepalives_interval": 10,
                "keepalives_count": 3,
                "application_name": "event-intake",
            },
        )
    except (NoSuchModuleError, ModuleNotFoundError):
        raise Unusable(
            'store.url: PostgreSQL needs the package psycopg: pip install "event-intake[postgres]"'
        ) from None


def _owners_only(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise Unusable(
            f"store.url: {path} cannot be opened: {error.strerror}; choose a folder you may write to"
        ) from None


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver would begin too late
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {int(WAIT * 1000)}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # what is purged is to be gone from the file, too
    cursor.execute("PRAGMA journal_size_limit = 67108864")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that will write takes the write lock at once; upgrading a read lock later can fail at any time.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def lock(connection: Connection, name: int) -> None:
    """Wait until no other transaction holds the lock `name`; hold it to the end of this one.

    In SQLite a writing transaction excludes all others already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": name})


# What the databases say, and what it means for a person. First match counts.
_MEANINGS = (
    ("database or disk is full", "the disk is full; make room"),
    ("no space left on device", "the disk is full; make room"),
    ("disk full", "the disk is full; make room"),
    ("database is locked", "another program holds it locked"),
    ("readonly database", "it may not be written; check the file's and folder's permissions"),
    ("unable to open database", "the file cannot be opened; check its folder and permissions"),
    ("disk i/o error", "the disk reports an error, as a full one does; see `df -h`, and make room"),
    ("deadlock detected", "two transactions met"),
    ("no such savepoint", "the transaction was lost"),
    ("no transaction is active", "the transaction was lost"),
)
_CORRUPT = ("file is not a database", "database disk image is malformed", "malformed database schema")


@contextmanager
def meaning(where: str) -> Iterator[None]:
    """Turn the database's errors within into Unavailable or Unusable, in one line without values or passwords."""
    try:
        yield
    except DBAPIError as error:
        said = " ".join(str(error.orig).split())
        lower = said.lower()
        if any(words in lower for words in _CORRUPT):
            raise Unusable(
                f"{where}: the file is damaged or no database of ours; put back your last backup "
                "(`intake backup` makes them), or name another file in store.url"
            ) from None
        for words, what in _MEANINGS:
            if words in lower:
                raise Unavailable(f"{where}: {what}; nothing was changed, and a running worker tries again") from None
        # SQLite calls a wrong statement operational, too; PostgreSQL what its connection or server suffers.
        suffered = isinstance(error, OperationalError | InterfaceError) and not isinstance(error.orig, sqlite3.Error)
        if error.connection_invalidated or suffered:
            raise Unavailable(f"{where}: cannot be reached: {said.splitlines()[0][:200]}") from None
        raise
