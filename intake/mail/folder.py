"""A folder of .eml files as a mailbox: each new file is taken once, in the order of names, and moved to a subfolder."""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from intake import campaign
from intake.amounts import amount
from intake.mail.arrivals import HEADER_BYTES, headers_of, in_batches, received_at, too_large
from intake.mail.mailbox import Arrival, Batch, NotFiled, Refused, Unreachable, WrongAddress
from intake.mail.password import Password


def path_of(url: str, option: str = "mailbox.url") -> Path:
    """The path in `folder:PATH`, `maildir:PATH` or `mbox:PATH`; a leading ~ is the home folder."""
    scheme, _, rest = url.partition(":")
    if rest.startswith("//"):
        rest = rest[2:]
    if not rest:
        raise WrongAddress(f"{option}: {url!r} names no path; write {scheme}:PATH")
    return Path(rest).expanduser()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits in the inbox, as it looked when it was listed. A file that changed since is another one."""

    path: Path
    size: int
    modified: int
    inode: int

    @classmethod
    def at(cls, path: Path) -> Waiting | None:
        """The regular file at `path`, None when there is none (any more)."""
        try:
            seen = path.stat()
        except OSError:
            return None
        return cls(path, seen.st_size, seen.st_mtime_ns, seen.st_ino) if stat.S_ISREG(seen.st_mode) else None

    @property
    def place(self) -> str:
        return f"{self.size}:{self.modified}:{self.inode}:{self.path}"

    @classmethod
    def from_place(cls, place: str) -> Waiting:
        size, modified, inode, path = place.split(":", 3)
        return cls(Path(path), int(size), int(modified), int(inode))


class FolderMailbox:
    """A folder of files, one message each. Implements `intake.mail.mailbox.Mailbox`; its cursor is always ""."""

    scheme = "folder"

    def __init__(self, mailbox: campaign.Mailbox) -> None:
        self.root = path_of(mailbox.url)
        self.name = f"{self.scheme}:{self.root}"
        self.limit = mailbox.max_size
        self.poll = mailbox.poll
        self.quick = mailbox.idle
        self.processed = mailbox.processed
        self._taken: set[str] = set()  # kept, but still in the inbox because it could not be filed away
        self._seen: object = None

    # What a folder of .eml and a Maildir differ in.

    def inboxes(self) -> tuple[Path, ...]:
        """The folders in which new messages appear."""
        return (self.root,)

    def is_message(self, path: Path) -> bool:
        """Whether a file of this name is a message."""
        return path.suffix.lower() == ".eml" and not path.name.startswith(".")

    def filed(self, path: Path) -> Path:
        """Where a message belongs once it is kept."""
        return self.root / self.processed / path.name

    def received(self, waiting: Waiting) -> float:
        """When a message came, in POSIX seconds."""
        return waiting.modified / 1e9

    # The protocol.

    def fetch_new(self, cursor: str | None) -> Iterator[Batch]:
        """See `intake.mail.mailbox.Mailbox`. Files that cannot be read are left and named after all others."""
        unreadable: list[str] = []
        for group in in_batches((one, min(one.size, self.limit)) for one in self._waiting()):
            arrivals, places = [], []
            for waiting in group:
                if waiting.place not in self._taken:
                    try:
                        arrivals.append(self._read(waiting))
                    except FileNotFoundError:
                        continue
                    except OSError as error:
                        unreadable.append(f"{waiting.path.name} ({error.strerror})")
                        continue
                places.append(waiting.place)
            yield Batch(tuple(arrivals), "", tuple(places))
        if unreadable:
            more = f" and {len(unreadable) - 3} more" if len(unreadable) > 3 else ""
            raise Unreachable(f"{self.name}: cannot read {', '.join(unreadable[:3])}{more}; let this user read them")

    def file_away(self, batch: Batch) -> None:
        """See `intake.mail.mailbox.Mailbox`. A file that was changed after it was read stays and is read again."""
        self._taken.update(batch.places)
        if not self.processed:
            return
        for place in batch.places:
            waiting = Waiting.from_place(place)
            if Waiting.at(waiting.path) == waiting:
                try:
                    self._move(waiting.path, self.filed(waiting.path))
                except OSError as error:
                    raise NotFiled(
                        f"{self.name}: cannot move mails to {self.processed!r} ({error.strerror}); they stay where "
                        "they are and are not taken again; make that folder writable"
                    ) from None
            self._taken.discard(place)

    def watch(self, stop: threading.Event) -> None:
        """See `intake.mail.mailbox.Mailbox`. A file that is added is noticed within a second."""
        deadline = time.monotonic() + self.poll
        before = self._look()
        while (left := deadline - time.monotonic()) > 0 and not stop.wait(min(left, 1.0 if self.quick else left)):
            if self._look() != before:
                return

    def check(self) -> str:
        """See `intake.mail.mailbox.Mailbox`."""
        count = sum(1 for _ in self._waiting())
        where = f"files into {self.filed(Path('x')).parent}" if self.processed else "leaves them where they are"
        if not os.access(self.root, os.W_OK) and self.processed:
            raise Refused(f"{self.name}: not writable for this user, so mails cannot be moved to {self.processed!r}")
        return f"{self.name}: {amount(count, 'message')} waiting; {where}"

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _waiting(self) -> Iterator[Waiting]:
        found: list[Path] = []
        for inbox in self.inboxes():
            try:
                with os.scandir(inbox) as entries:
                    found += [path for entry in entries if self.is_message(path := Path(entry.path))]
            except FileNotFoundError:
                raise Refused(f"{self.name}: there is no folder {inbox}; create it or mend mailbox.url") from None
            except OSError as error:
                raise Refused(f"{self.name}: cannot look into {inbox}: {error.strerror}") from None
        for path in sorted(found, key=lambda path: (path.name, path)):
            if (waiting := Waiting.at(path)) is not None:
                yield waiting

    def _read(self, waiting: Waiting) -> Arrival:
        received = received_at(self.received(waiting))
        if waiting.size > self.limit:
            with waiting.path.open("rb") as file:
                start = headers_of(file.read(HEADER_BYTES))
            return Arrival(start, received, waiting.size, too_large(waiting.size, self.limit))
        return Arrival(raw := waiting.path.read_bytes(), received, len(raw))

    def _move(self, source: Path, target: Path) -> None:
        """Move without ever replacing another file: a name that is taken gets a number."""
        self.prepare(target.parent)
        free, number = target, 1
        while True:
            try:
                os.link(source, free)
                source.unlink()
                return
            except FileExistsError:
                free, number = target.with_name(f"{target.stem}-{number}{target.suffix}"), number + 1
            except FileNotFoundError:
                if not source.exists():
                    return  # another worker was quicker
                raise
            except PermissionError:
                if free.exists():
                    raise
                source.rename(free)  # a file system without hard links
                return

    def prepare(self, folder: Path) -> None:
        """Make the folder that messages are filed in."""
        folder.mkdir(parents=True, exist_ok=True)

    def _look(self) -> tuple[int, ...]:
        """Something that changes when a file is added."""
        try:
            return tuple(inbox.stat().st_mtime_ns for inbox in self.inboxes())
        except OSError:
            return ()


def open_mailbox(mailbox: campaign.Mailbox, password: Password | None) -> FolderMailbox:
    """Give the mailbox at `folder:PATH`; nothing is read yet."""
    return FolderMailbox(mailbox)
