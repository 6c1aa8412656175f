"""An mbox file as a mailbox: read from where the last reading ended, and never changed."""

from __future__ import annotations

import calendar
import fcntl
import hashlib
import os
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Self

from intake import campaign
from intake.mail.arrivals import BATCH_BYTES, BATCH_MESSAGES, headers_of, received_at, too_large
from intake.mail.folder import path_of
from intake.mail.mailbox import Arrival, Batch, Refused, Unreachable
from intake.mail.password import Password

_HEADER = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")
_TIME = re.compile(rb"(\w{3}) +(\d{1,2}) +(\d\d):(\d\d)(?::(\d\d))?(?: [A-Z]{2,4})? +(\d{4})")
_MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")
_TAIL = 4096
PATIENCE = 50
"""Tenths of a second to wait for somebody else's lock."""
_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of an mbox: its bytes (only the headers when it is larger than the limit), its full size, when it
    came (POSIX seconds, None where the From line has no time) and the offset at which the next one begins."""

    raw: bytes
    size: int
    received: float | None
    end: int


def entries(file: BinaryIO, start: int, limit: int) -> Iterator[Entry]:
    """Read the messages of an mbox from the offset `start` on, one after the other, in linear time.

    A message begins with a "From " line at the start or after an empty line, when a header field follows it and it
    has a time (unless the first From line of the file has none either). One ">" is taken from ">From " lines (the
    mboxrd form). At most `limit` bytes of a message are held in memory.
    """
    file.seek(start)
    from_line = file.readline(_LINE)
    while from_line and not from_line.startswith(b"From "):
        from_line = file.readline(_LINE)
    timed = _TIME.search(from_line) is not None
    following = file.readline(_LINE)
    while from_line:
        kept: list[bytes] = []
        size = 0
        previous = b"\n"
        next_from = b""
        line = following
        while line:
            following = file.readline(_LINE)
            if (
                line.startswith(b"From ")
                and not previous.strip(b"\r\n")
                and _HEADER.match(following)
                and (not timed or _TIME.search(line))
            ):
                next_from = line
                break
            previous = line
            plain = line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(b"From ") else line
            size += len(plain)
            if size <= limit + 2 or size - len(plain) < 200_000:
                kept.append(plain)
            line = following
        end = file.tell() - len(next_from) - len(following) if next_from else file.tell()
        raw = b"".join(kept)
        # The empty line that separates messages is not the message's.
        gap = len(previous) if size > len(previous) and not previous.strip(b"\r\n") else 0
        size -= gap
        raw = raw[: len(raw) - gap] if size <= limit else headers_of(raw)
        if raw.strip():
            yield Entry(raw, size, _time_of(from_line), end)
        from_line = next_from


def _time_of(from_line: bytes) -> float | None:
    """The time on a From line, which by custom is UTC."""
    found = _TIME.search(from_line)
    if found is None or found[1] not in _MONTHS:
        return None
    month, day, hour, minute, second, year = found.groups(b"0")
    try:
        return calendar.timegm(
            (int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), 0, 0, 0)
        )
    except (ValueError, OverflowError):
        return None


class MboxMailbox:
    """An mbox file. Implements `intake.mail.mailbox.Mailbox`.

    The cursor is "OFFSET DIGEST": how far the file was read and the SHA-256 of the 4 kB before that. When the file no
    longer fits (compacted, replaced) it is read from the start again; the store keeps each message once.
    """

    def __init__(self, mailbox: campaign.Mailbox) -> None:
        self.path = path_of(mailbox.url)
        self.name = f"mbox:{self.path}"
        self.limit = mailbox.max_size
        self.poll = mailbox.poll
        self.quick = mailbox.idle

    def fetch_new(self, cursor: str | None) -> Iterator[Batch]:
        """See `intake.mail.mailbox.Mailbox`. The file is locked for reading while a batch is read, not in between."""
        while True:
            with self._open() as file:
                start = self._start(file, cursor)
                written = os.fstat(file.fileno()).st_mtime
                arrivals: list[Arrival] = []
                weight = 0
                end = start
                for entry in entries(file, start, self.limit):
                    problem = too_large(entry.size, self.limit) if entry.size > self.limit else None
                    received = received_at(written if entry.received is None else entry.received)
                    arrivals.append(Arrival(entry.raw, received, entry.size, problem))
                    end, weight = entry.end, weight + len(entry.raw)
                    if len(arrivals) >= BATCH_MESSAGES or weight >= BATCH_BYTES:
                        break
                if not arrivals:
                    return
                cursor = f"{end} {self._digest(file, end)}"
            yield Batch(tuple(arrivals), cursor)

    def file_away(self, batch: Batch) -> None:
        """An mbox is left as it is; the cursor says what was taken."""

    def watch(self, stop: threading.Event) -> None:
        """See `intake.mail.mailbox.Mailbox`. A file that grows is noticed within a second."""
        deadline = time.monotonic() + self.poll
        before = self._look()
        while (left := deadline - time.monotonic()) > 0 and not stop.wait(min(left, 1.0 if self.quick else left)):
            if self._look() != before:
                return

    def check(self) -> str:
        """See `intake.mail.mailbox.Mailbox`."""
        with self._open() as file:
            size = os.fstat(file.fileno()).st_size
        return f"{self.name}: {size / 1e6:.1f} MB, is read without being changed"

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> BinaryIO:
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            raise Refused(f"{self.name}: there is no such file; create it or mend mailbox.url") from None
        except OSError as error:
            raise Refused(f"{self.name}: cannot be read: {error.strerror}") from None
        for _ in range(PATIENCE):
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.1)
            except OSError:
                return file  # a file system without locks
            else:
                return file
        file.close()
        raise Unreachable(f"{self.name}: locked by another program; it is tried again later")

    def _start(self, file: BinaryIO, cursor: str | None) -> int:
        if not cursor:
            return 0
        try:
            words = cursor.split(" ")
            offset, digest = int(words[0]), words[1]
        except (ValueError, IndexError):
            return 0
        if offset > os.fstat(file.fileno()).st_size or self._digest(file, offset) != digest:
            return 0
        return offset

    def _digest(self, file: BinaryIO, offset: int) -> str:
        file.seek(max(0, offset - _TAIL))
        return hashlib.sha256(file.read(min(offset, _TAIL))).hexdigest()[:32]

    def _look(self) -> tuple[int, int] | None:
        try:
            seen = self.path.stat()
        except OSError:
            return None
        return seen.st_size, seen.st_mtime_ns


def open_mailbox(mailbox: campaign.Mailbox, password: Password | None) -> MboxMailbox:
    """Give the mailbox at `mbox:PATH`; nothing is read yet."""
    return MboxMailbox(mailbox)
