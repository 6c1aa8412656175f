"""What a mailbox is: fetch_new, file_away, watch. The scheme of its address names the file that knows how.

The order that loses nothing and doubles nothing is the caller's (`intake.jobs.collect`):

    with open_mailbox(campaign.mailbox) as mailbox:
        for batch in mailbox.fetch_new(cursor):          # 1 read, without marking anything on the server
            store.keep_raw(batch.arrivals, batch.cursor)  # 2 keep the bytes and the cursor in one transaction, commit
            mailbox.file_away(batch)                      # 3 only then move them out of the inbox

A crash between 2 and 3 leaves mails in the inbox that are kept already: the next `fetch_new` gives a batch without
arrivals for them, and the same three lines file them away. Where the cursor cannot say (UIDVALIDITY changed, a folder
without UIDs, two workers at once) a message is offered a second time: the store keeps it once, by its SHA-256.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit

from intake import campaign
from intake.mail.password import Password, read_password


class MailProblem(Exception):  # noqa: N818 - named for what happened
    """Something is wrong at a door. Its text is one line: the server or path, the folder, and what to do.

    `transient` says whether trying again later may help without anybody changing anything.
    """

    transient = True


class Unreachable(MailProblem):
    """The server cannot be reached, the connection broke, stalled, or what came made no sense: try again later."""


class NotGiven(Unreachable):
    """Some mails could not be fetched: at them the connection breaks each time. All others were given. They are tried
    again later, less and less often; report the line once and go on."""


class Refused(MailProblem):
    """The server answered and said no (login, inbox missing, no encryption): a person has to change something."""

    transient = False


class NotFiled(MailProblem):
    """Mails are kept but could not be moved to the processed folder (read-only, full). They stay in the inbox and are
    not taken again; filing is tried again later. Report the line once and go on with the next batch."""


class WrongAddress(MailProblem, ValueError):  # noqa: N818
    """The url of a mailbox or of outgoing mail cannot be used; the text says what to write instead."""

    transient = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as the mailbox gave it.

    `raw` are its bytes as they are on the server. `received` is when the mailbox got it (aware, UTC), never later
    than now. `problem` is None for a whole message; else the reason why `raw` holds only the headers (larger than
    the mailbox's `max_size`; the server did not give the body): such a message is to be held with this reason.
    `size` is the full size in bytes.
    """

    raw: bytes
    received: datetime
    size: int
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Some messages, oldest first (at most a few hundred, or about 8 MB unless a single one is larger).

    `cursor` is to be kept in the same transaction as the arrivals and handed to the next `fetch_new`. `places` says
    to `file_away` which messages these are; it may name more than `arrivals` holds (kept earlier, not yet filed).
    """

    arrivals: tuple[Arrival, ...]
    cursor: str
    places: tuple[str, ...] = ()


class Mailbox(Protocol):
    """A door through which mails come in. One thread uses it at a time. Opening it does not connect."""

    name: str
    """What the mailbox is called in logs and messages: "INBOX at imap.example.org", never with a password."""

    def fetch_new(self, cursor: str | None) -> Iterator[Batch]:
        """Give the messages that came after `cursor` (None or "": everything), batch by batch, changing nothing.

        The text of a cursor is this mailbox's own business. A batch is read when it is asked for, so that
        memory stays flat. A connection that breaks is made anew a few times before `Unreachable` is raised; batches
        already given stay good. Raises `Unreachable` or `Refused`, and at the end `NotGiven`.
        """
        ...

    def file_away(self, batch: Batch) -> None:
        """Move the messages of a batch to the processed folder. Call it only after the batch is committed.

        May be called again with the same batch. Raises `NotFiled` (they stay where they are and are not offered
        as new again), `Unreachable` or `Refused`.
        """
        ...

    def watch(self, stop: threading.Event) -> None:
        """Come back as soon as there may be new mail, at the latest after the mailbox's `poll` seconds, or within a
        second when `stop` is set. Raises `Unreachable` or `Refused`."""
        ...

    def check(self) -> str:
        """Connect, look, change nothing, and say in one line what was found. Raises as `fetch_new`."""
        ...

    def close(self) -> None:
        """Let go of the connection and of locks; never raises. Using the mailbox afterwards opens it again."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


# scheme -> the module in this folder that opens it
SCHEMES = {
    "imaps": "imap",
    "imap+starttls": "imap",
    "imap": "imap",
    "maildir": "maildir",
    "folder": "folder",
    "mbox": "mbox",
}


def open_mailbox(mailbox: campaign.Mailbox, password: Password | None = None) -> Mailbox:
    """Give the mailbox behind an address, without connecting yet.

    `password` is read from `password_env` or `password_file` when it is not given and the scheme needs one that no
    OAuth 2 sign-in stands for. Raises `WrongAddress` for a url that cannot be used and `NoPassword` when there is none.
    """
    scheme = urlsplit(mailbox.url).scheme if "://" in mailbox.url else mailbox.url.partition(":")[0].lower()
    if scheme not in SCHEMES:
        raise WrongAddress(
            f"mailbox.url: no such scheme {scheme + ':'!r} (have: imaps://, imap+starttls://, imap:// on this "
            "machine only, maildir:PATH, folder:PATH, mbox:PATH)"
        )
    if SCHEMES[scheme] == "imap" and password is None and mailbox.oauth is None:
        password = read_password(mailbox.password_env, mailbox.password_file, "mailbox")
    opened: Mailbox = importlib.import_module(f"intake.mail.{SCHEMES[scheme]}").open_mailbox(mailbox, password)
    return opened
