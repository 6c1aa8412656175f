"""The token file: what each sign-in gave, readable by its owner alone, changed by one program at a time."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from intake.mail.mailbox import Refused

_EARLY = 120.0
"""Seconds before its end at which a token counts as stale: clocks differ, and logins take time."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in gave. `ends` is when `access` does, in seconds since 1970 (UTC), where the server said so."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    ends: float | None = None

    def fresh(self, now: float) -> bool:
        """Whether `access` can be used at `now` (seconds since 1970) and a little longer."""
        return bool(self.access) and (self.ends is None or now < self.ends - _EARLY)


class TokenFile:
    """A JSON file: name of a sign-in -> tokens."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self, name: str) -> Tokens | None:
        """The tokens kept under a name. Raises `Refused` when the file is not private or cannot be read."""
        found = self._all().get(name)
        try:
            return Tokens(**found) if found else None
        except TypeError:
            raise self._damaged() from None

    def keep(self, name: str, tokens: Tokens) -> None:
        """Put tokens into the file, whole or not at all. Raises `Refused` when it cannot be written."""
        everything = {**self._all(), name: asdict(tokens)}
        part = None
        try:
            # mkstemp makes the file for its owner alone before there is anything in it.
            descriptor, part = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(everything, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, self.path)
        except OSError as error:
            if part is not None:
                with contextlib.suppress(OSError):
                    os.unlink(part)
            raise Refused(
                f"{self.path}: tokens cannot be kept there: {error.strerror}; make the folder writable for this user"
            ) from None

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """While the block lasts no other program of ours changes the file: a refresh token may serve only once."""
        try:
            lock = os.open(self.path.parent, os.O_RDONLY)
        except OSError as error:
            raise Refused(f"{self.path.parent}: {error.strerror}; the tokens are kept there") from None
        try:
            with contextlib.suppress(OSError):  # some network file systems lock no folders
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _all(self) -> dict[str, dict[str, Any]]:
        try:
            with self.path.open(encoding="utf-8") as file:
                if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                    raise Refused(f"{self.path}: others may read these tokens; run: chmod 600 {self.path}")
                found = json.load(file)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise Refused(
                f"{self.path}: cannot be read: {error.strerror}; it belongs to who ran `intake login`"
            ) from None
        except ValueError:
            raise self._damaged() from None
        if not isinstance(found, dict):
            raise self._damaged()
        return found

    def _damaged(self) -> Refused:
        return Refused(f"{self.path}: is damaged; remove it and run `intake login` again")
