"""Brings a database to the tables this program knows, by alembic, keeping a copy of what was there before a change:
of a SQLite file beside it, of PostgreSQL's tables in a schema of the same database.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from intake.store.engine import MIGRATING, Unusable, file_of, lock

NEWEST = "0001"
"""The revision the tables of tables.py belong to; a test compares it with the migrations there are."""


def revision(connection: Connection) -> str | None:
    """The revision the database stands at, None for an empty one. Raises Unusable for a foreign one."""
    names = set(inspect(connection).get_table_names())
    if not names:
        return None
    if "alembic_version" not in names:
        raise Unusable("store.url: this database holds other tables than ours and is left alone; name an empty one")
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def bring_up(engine: Engine) -> None:
    """Create or upgrade the tables. Raises Unusable for a database that is newer than this program or not ours."""
    with engine.connect() as connection:
        found = revision(connection)
    if found == NEWEST:
        return
    if found is not None and found > NEWEST:
        raise Unusable(
            f"store.url: the database was written by a newer version of this program (schema {found}, this version "
            f"knows {NEWEST}); install that version, or put back the backup made before the upgrade"
        )
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        lock(connection, MIGRATING)
        found = revision(connection)
        if found == NEWEST:
            return  # another process did it while we waited
        path = file_of(engine.url)
        if found is not None and path is not None:
            # Within the lock: a second process must not copy what this one has changed over the copy of before.
            copy(path, path.with_name(f"{path.name}.before-{NEWEST}"))
        elif found is not None:
            _set_aside(connection, f"before_{NEWEST}")
        _upgrade(connection)


def _set_aside(connection: Connection, schema: str) -> None:
    """Copy the tables into a schema of the same database, in the transaction of the upgrade itself.

    Raises Unusable where the database's owner lets us make no schema.
    """
    names = inspect(connection).get_table_names()
    quote = connection.dialect.identifier_preparer.quote
    try:
        with connection.begin_nested():
            connection.execute(text(f"CREATE SCHEMA {quote(schema)}"))
            for name in names:
                connection.execute(text(f"CREATE TABLE {quote(schema)}.{quote(name)} AS TABLE {quote(name)}"))
    except DBAPIError as error:
        raise Unusable(
            f"store.url: the tables cannot be copied into the schema {schema} before the upgrade ({error.orig}); run "
            f"pg_dump, drop a schema of that name, and let our user make one: GRANT CREATE ON DATABASE ... TO ..."
        ) from None


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def copy(path: Path, to: Path) -> None:
    """Copy a SQLite database while others use it, whole and checked; `to` appears only when it is complete.

    Raises Unusable when the copy fails its check, OSError and sqlite3.Error when it cannot be written.
    """
    unfinished = to.with_name(to.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(0o600)
    source = sqlite3.connect(path, timeout=15)
    target = sqlite3.connect(unfinished)
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
        if (answer := target.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
            raise Unusable(f"{path}: the database is damaged ({answer}); put back your last backup")
    finally:
        source.close()
        target.close()
    unfinished.replace(to)
