"""The inbox as `intake.mail.mailbox.Mailbox`: what is new in batches, filing, waiting; one connection, made anew."""

from __future__ import annotations

import contextlib
import imaplib
import threading
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from imapclient.exceptions import IMAPClientError

from intake import campaign
from intake.amounts import amount
from intake.mail.address import ServerAddress
from intake.mail.arrivals import BATCH_BYTES, BATCH_MESSAGES, in_batches
from intake.mail.cursor import Cursor, members, ranges, ranges_in, text_of
from intake.mail.imap.connection import Connection, Session
from intake.mail.imap.filing import FILING, Filing
from intake.mail.imap.idling import IdleRefusedError, wait_for_mail
from intake.mail.imap.reading import Reader, list_inbox
from intake.mail.imap.resting import Resting
from intake.mail.mailbox import Batch, MailProblem, NotFiled, NotGiven, Refused, Unreachable
from intake.mail.oauth.bearer import Bearer
from intake.mail.password import Password

SETBACKS = 4
"""How often in a row the connection may break before it is left to the caller to try again later."""
FILE_AGAIN_SECONDS = 600.0
MOVES = 25
"""Into about so many commands the filing of a full inbox is gathered: for each of them some servers go through all
that lies in it."""
LARGEST_FILING, SOON = 8000, 3.0
"""A server that let us wait for no longer than so many seconds gets the double with the next one, up to this many."""
AHEAD = 16
"""So many batches of small messages, or twice `BATCH_BYTES`, are asked for ahead: work for while the server moves."""


class ImapMailbox:
    """Implements `intake.mail.mailbox.Mailbox`; its cursor is an `intake.mail.cursor.Cursor` as text."""

    def __init__(self, mailbox: campaign.Mailbox, address: ServerAddress, proof: Password | Bearer) -> None:
        self._connection = Connection(address, proof)
        self.name = self._connection.name
        self._limit = mailbox.max_size
        self._poll = mailbox.poll
        self._idle = mailbox.idle
        self._processed = mailbox.processed
        self._reader = Reader(self._connection, mailbox.max_size)
        self._filing = Filing(self._connection, mailbox.processed)
        self._resting = Resting()
        self._filed: set[int] = set()
        self._file_after: float | None = None
        # While more batches come, filing lags behind: what is kept is gathered, and the command is sent before a batch
        # is given out, so that the server moves while the caller commits. What is lost on the way is in the cursor, as
        # kept and not filed.
        self._more = False
        self._together = BATCH_MESSAGES
        self._later: tuple[Session, list[int]] | None = None
        self._asked: tuple[Session, str, list[int]] | None = None
        self._waited = 0.0

    def fetch_new(self, cursor: str | None) -> Iterator[Batch]:
        """See `intake.mail.mailbox.Mailbox`."""
        if self._later or self._asked or self._reader.asked(self._connection.session):
            self._connection.drop()  # left by a caller that stopped early: a new session finds them in the inbox
        self._later = self._asked = None
        try:
            yield from self._batches(Cursor.read(cursor))
        finally:
            self._more = False

    def _batches(self, known: Cursor) -> Iterator[Batch]:
        setbacks = 0
        smaller = 1
        put_off: set[int] = set()
        while True:
            try:
                known, leftovers, new = self._take_stock(known)
            except Unreachable:
                setbacks += 1
                if setbacks >= SETBACKS:
                    raise
                time.sleep(0.2 * (setbacks - 1))
                continue
            self._more = False
            if leftovers:
                yield Batch((), str(known), (_place(known.validity, leftovers),))
            wanted = [one for one in new if one[0] not in put_off and not self._resting.rests(known.validity, one[0])]
            groups = list(in_batches((one, min(one[1], self._limit) * smaller) for one in wanted))
            self._together = min(max(BATCH_MESSAGES, len(new) // MOVES), FILING)
            for number, group in enumerate(groups, 1):
                try:
                    session = self._connection.ready()
                    if session.validity != known.validity:
                        break
                    with self._connection.guard(), self._waiting():
                        taken = self._reader.take(session, dict(group))
                except Unreachable:
                    setbacks += 1
                    smaller = min(smaller * 8, 1 << 24)
                    if len(group) == 1 and setbacks >= SETBACKS:
                        # This message may be what breaks the connection: the others go first.
                        put_off.add(group[0][0])
                    elif setbacks >= 2 * SETBACKS:
                        raise
                    break
                setbacks, smaller = 0, max(smaller // 2, 1)
                known = known.with_taken(taken, self._filed, put_off.union(self._resting.uids()) - taken.keys())
                self._filed.clear()
                self._resting.remove(known.validity, taken)
                self._more = number < len(groups)
                self._ask_ahead(session, known.validity, groups[number : number + AHEAD])
                yield Batch(tuple(taken.values()), str(known), (_place(known.validity, list(taken)),))
            else:
                self._resting.add(known.validity, put_off)
                if resting := self._resting.uids():
                    named = ", ".join(map(str, resting[:10]))
                    raise NotGiven(
                        f"{self.name}: {amount(len(resting), 'mail')} cannot be fetched, as the connection breaks each "
                        f"time (UID {named}); all others are taken; see the server's log, or move it out of the inbox"
                    )
                return

    def file_away(self, batch: Batch) -> None:
        """See `intake.mail.mailbox.Mailbox`. After a refusal it rests for ten minutes, so that one line tells it."""
        if not self._processed or (self._file_after is not None and time.monotonic() < self._file_after):
            return
        for place in batch.places:
            validity, _, uids = place.partition(":")
            numbers = members(ranges_in(uids))
            try:
                self._end_asked(wait=not self._more)
                numbers = self._gathered() + numbers
                session = self._connection.session
                in_time = self._more and (self._asked is not None or len(numbers) < 2 * self._together)
                if in_time and session is not None and session.validity == int(validity) and not session.read_only:
                    with self._connection.guard():
                        self._filing.make(session)
                    self._later = session, numbers
                else:
                    self._file(int(validity), numbers)
            except NotFiled:
                self._file_after = time.monotonic() + FILE_AGAIN_SECONDS
                raise
            except Unreachable:
                self._file(int(validity), numbers)  # on a new connection
        self._file_after = None

    def watch(self, stop: threading.Event) -> None:
        """See `intake.mail.mailbox.Mailbox`."""
        session = self._connection.ready()
        with self._connection.guard():
            self._connection.select(session)  # tells what came since it was last looked, also during our own commands
            if not session.listed or session.uidnext != session.looked or self._resting.due() <= 0:
                return
            seconds = min(self._poll, max(self._resting.due(), 0.0))
            if session.idles and self._idle and session.client.has_capability("IDLE"):
                try:
                    wait_for_mail(session, seconds, stop)
                    return
                except IdleRefusedError:
                    session.idles = False
        stop.wait(seconds)

    def check(self) -> str:
        """See `intake.mail.mailbox.Mailbox`."""
        session = self._connection.ready()
        with self._connection.guard():
            has = [name for name in ("IDLE", "MOVE", "UIDPLUS") if session.client.has_capability(name)]
            target, exists = self._filing.target(session) if self._processed else ("", True)
            count = len(session.client.list_folders())
            room = _room(session, self._connection.folder)
        if session.read_only and self._processed:
            raise Refused(f"{self.name}: the inbox is read-only, so mails cannot be moved to {self._processed!r}")
        where = f"files into {target}{'' if exists else ' (will be created)'}" if target else "leaves mails there"
        mails = amount(session.exists, "message") + " waiting"
        folders = amount(count, "folder")
        able = ", ".join(has) or "neither IDLE, MOVE nor UIDPLUS"
        return f"{self.name}: {mails}; {where}; {folders}{room}; the server has {able}"

    def close(self) -> None:
        """See `intake.mail.mailbox.Mailbox`."""
        with contextlib.suppress(MailProblem):
            self._settle()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _take_stock(self, known: Cursor) -> tuple[Cursor, list[int], list[tuple[int, int]]]:
        """Look what lies in the inbox: the cursor brought up to date, UIDs kept but not filed, and (UID, size) of the
        messages to read, ascending. A new connection looks at everything, later looks only at what is newer."""
        fresh = self._connection.session is None
        session = self._connection.ready()
        with self._connection.guard():
            if not fresh:
                self._connection.select(session)
            if known.validity != session.validity or not session.validity:
                known = Cursor(session.validity)
            elif session.uidnext is not None and session.uidnext <= known.last:
                known = Cursor(session.validity)  # UIDs begin anew under the old UIDVALIDITY: a restored mailbox
                session.listed = False
            everything = not session.listed or self._resting.due() <= 0
            present = list_inbox(session, 0 if everything else known.last)
            session.listed, session.looked = True, session.uidnext
        if everything:
            self._resting.among(session, (uid for uid, _ in present))
            known = known.among(uid for uid, _ in present)
            self._filed.clear()
            return known, members(known.unfiled), [(uid, size) for uid, size in present if not known.knows(uid)]
        known = known.with_taken((), self._filed)
        self._filed.clear()
        again = self._file_after is not None and time.monotonic() >= self._file_after
        return known, members(known.unfiled) if again else [], present

    def _ask_ahead(self, session: Session, validity: int, following: list[list[tuple[int, int]]]) -> None:
        """Let the server work while the caller keeps a batch: file what was kept before, and send the next ones."""
        if session is not self._connection.session or session.validity != validity:
            return
        # A connection that breaks now costs nothing of what came over it; who waits for the answer makes a new one.
        with contextlib.suppress(Unreachable), self._connection.guard():
            self._ask_to_file(session)
            # Without MOVE filing asks for flags, and imaplib does not tell the answers of two FETCH apart.
            if not session.client.has_capability("MOVE"):
                return
            weight = 0
            for at, group in enumerate(following):
                weight += sum(size for _, size in group)
                if at and weight > 2 * BATCH_BYTES:
                    break
                if at >= self._reader.asked(session):
                    self._reader.ask(session, dict(group))

    def _ask_to_file(self, session: Session) -> None:
        """Send the command that files what was committed, once it is enough, and leave the answer for `_end_asked`."""
        enough = self._later is not None and len(self._later[1]) >= self._together
        if enough and self._asked is None and self._later is not None and self._later[0] is session:
            uids = self._later[1]
            tag = self._filing.begin(session, uids)
            if tag is not None:
                self._later, self._asked, self._waited = None, (session, tag, uids), 0.0

    def _settle(self) -> None:
        """See to it that what was to be filed later is filed, or known not to be."""
        self._end_asked()
        later = self._later
        if uids := self._gathered():
            assert later is not None
            self._file(later[0].validity, uids)

    def _gathered(self) -> list[int]:
        """What was to be filed later over this connection; what was over another is found in the inbox again."""
        later, self._later = self._later, None
        return later[1] if later is not None and later[0] is self._connection.session else []

    def _end_asked(self, wait: bool = True) -> None:
        """Take note of the answer to the command that was sent last; without `wait` only if it is there already."""
        if self._asked is None or (not wait and self._on_its_way(*self._asked[:2])):
            return
        asked, self._asked = self._asked, None
        if asked[0] is self._connection.session:
            session, tag, uids = asked
            with self._connection.guard(), self._waiting():
                self._reader.gather(session)
                moved = self._filing.end(session, tag)
            if moved:
                self._filed.update(uids)
                if self._waited < SOON:
                    self._together = min(2 * self._together, LARGEST_FILING)
            else:
                self._file(session.validity, uids)

    @contextlib.contextmanager
    def _waiting(self) -> Iterator[None]:
        """Note how long one answer lets us wait; the server may have to move before it gives that to a FETCH."""
        began = time.monotonic()
        yield
        self._waited = max(self._waited, time.monotonic() - began)

    def _on_its_way(self, session: Session, tag: str) -> bool:
        return session is self._connection.session and not self._filing.answered(session, tag)

    def _file(self, validity: int, uids: list[int]) -> None:
        session = self._connection.ready()
        # Under another UIDVALIDITY these numbers mean other messages; ours are read again and filed then.
        if session.validity == validity:
            with self._connection.guard():
                self._reader.gather(session)
                gone = self._filing.file(session, uids)
            if gone:
                self._filed.update(uids)


def _room(session: Session, folder: str) -> str:
    """How full the mailbox is, where the server has quotas (RFC 9208) and tells: "; 12 % of 1.0 GB used"."""
    if not session.client.has_capability("QUOTA"):
        return ""
    try:
        quotas = session.client.get_quota_root(folder)[1]
    except IMAPClientError as error:
        if isinstance(error, imaplib.IMAP4.abort):
            raise
        return ""
    kept = [one for one in quotas if one.resource in ("STORAGE", b"STORAGE") and one.limit > 0]
    if not kept:
        return ""
    fullest = max(kept, key=lambda one: one.usage / one.limit)
    share = 100 * fullest.usage // fullest.limit
    size = fullest.limit / 1024  # the unit of the protocol is 1024 bytes
    shown = f"{size / 1024:.1f} GB" if size >= 1024 else f"{size:.0f} MB"
    return f"; {share} % of {shown} used" + (": make room, or mails will be refused" if share >= 90 else "")


def _place(validity: int, uids: Sequence[int]) -> str:
    return f"{validity}:{text_of(ranges(uids))}"
