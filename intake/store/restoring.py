"""Puts a backup of a SQLite store back in the store's place."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from intake.store import schema
from intake.store.engine import Unavailable, Unusable, file_of, parse
from intake.store.locks import held
from intake.store.store import RECEIPT, RECEIPTS, Store
from render.publish import UNCERTAIN, Receipt

__all__ = ["restore"]

_USERS = (
    ("worker", "`intake run` is at work on it"),
    ("work", "another `intake` works on it"),
    ("send", "another `intake` sends its mails"),
)
_LOGS = ("-wal", "-shm")


def restore(url: str, backup: Path, now: dt.datetime) -> Path | None:
    """Let the store at `url` be what `backup` holds; gives the file that the store of before now is, if there was one.

    The backup is copied, checked, and brought to this program's tables before anything is touched, and stands in its
    place in one step. SQLite's log of the store of before must not stay beside it: it would be read into the backup.
    The targets hold what was published since the backup was made: their newest receipts are taken over.
    Raises Unusable for a file that is no whole store of ours, and Unavailable while a worker runs or when a file cannot
    be written; the store is then as it was.
    """
    file = file_of(parse(url))
    if file is None:
        raise Unusable("store.url: PostgreSQL is put back with pg_restore")
    if not backup.is_file():
        raise Unusable(f"{backup}: there is no such file; `intake backup` makes them")
    if file.exists() and backup.samefile(file):
        raise Unusable(f"{backup} is the store itself; name a copy that `intake backup` made")
    fresh = file.with_name(f"{file.name}.restoring")
    former = file.with_name(f"{file.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
    with ExitStack() as stack:
        stack.callback(_remove, fresh)
        for suffix, what in _USERS:
            words = f"store {file}: {what}; stop it first"
            stack.enter_context(held(file.with_name(f"{file.name}.{suffix}"), 0.0, words))
        try:
            if not backup.stat().st_size:
                raise Unusable("the file is empty")
            schema.copy(backup, fresh)
            with Store.open(f"sqlite:///{fresh}") as store:
                store.keep_receipts(_receipts(file, store.receipts()), now)
            _set_aside(file, former)
            os.replace(fresh, file)
        except Unusable as error:
            raise Unusable(f"{backup} cannot be put back: {error}") from None
        except sqlite3.Error as error:
            raise Unusable(f"{backup}: this is no whole store ({error}); name another backup") from None
        except OSError as error:
            raise Unavailable(f"{file} cannot be replaced: {error.strerror or error}") from None
    return former if former.exists() else None


def _receipts(file: Path, known: list[Receipt]) -> list[Receipt]:
    """What the targets hold now by the store of before; where that cannot be read, nobody knows in which form they
    hold the files `known` from the backup."""
    newest: dict[str, Receipt] = {}
    if file.exists():
        with (
            contextlib.suppress(sqlite3.Error, ValueError),
            contextlib.closing(sqlite3.connect(file, timeout=5)) as connection,
        ):
            rows = connection.execute("SELECT value FROM facts WHERE name GLOB ?", (f"{RECEIPTS}*",))
            newest = {one.target: one for one in (RECEIPT.validate_json(value) for (value,) in rows)}
    unsure = (replace(one, files=dict.fromkeys(one.files, UNCERTAIN)) for one in known if one.target not in newest)
    return [*newest.values(), *unsure]


def _set_aside(file: Path, former: Path) -> None:
    """Give the store of before a second name, with all it holds in one file, and leave no log beside the first."""
    if not file.exists():
        return
    try:
        with contextlib.closing(sqlite3.connect(file, timeout=5)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        # It is damaged, which may be why it is replaced; what its log holds is kept beside it.
        for suffix in _LOGS:
            with contextlib.suppress(FileNotFoundError):
                shutil.copy2(f"{file}{suffix}", f"{former}{suffix}")
    os.link(file, former)
    for suffix in _LOGS:
        Path(f"{file}{suffix}").unlink(missing_ok=True)


def _remove(file: Path) -> None:
    for suffix in ("", ".unfinished", *_LOGS):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
