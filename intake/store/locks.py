"""Locks between programs on one SQLite file. PostgreSQL has its own; a lock ends with the program that held it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intake.store.engine import Unavailable


@contextmanager
def held(path: Path, wait: float, words: str) -> Iterator[None]:
    """Hold the lock file at `path`, waiting at most `wait` seconds for it. Raises Unavailable with `words`."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable(f"{path} cannot be opened: {error.strerror}") from None
    try:
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise Unavailable(words) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(file)
