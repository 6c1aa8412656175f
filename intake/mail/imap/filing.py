"""Moving kept messages from the inbox to the processed folder, which is found or made under the server's own rules."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator

from imapclient.exceptions import IMAPClientError

from intake.mail.cursor import ranges, text_of
from intake.mail.imap.connection import Connection, Session
from intake.mail.mailbox import NotFiled

FILING = 2000
"""UIDs in one command: a slow server has to be done with it within the time limit of a connection."""
LONGEST_SET = 8000
"""Characters of a set of UIDs in one command (RFC 7162, 4, asks clients for lines of at most 8192)."""


class Filing:
    """Moves messages to the folder `processed` of the configuration."""

    def __init__(self, connection: Connection, processed: str) -> None:
        self._connection = connection
        self._processed = processed

    def file(self, session: Session, uids: list[int]) -> bool:
        """Move these UIDs; those no longer there are no trouble. Raises `NotFiled` when the server says no.

        False when they had to stay in the inbox, copied and marked as deleted.
        """
        gone = True
        if session.read_only:
            raise self._not_filed("the inbox is read-only")
        for some in portions(uids):
            self.make(session)
            try:
                gone = self._move_what_is_there(session, some)
            except IMAPClientError as error:
                _only_a_no(error)
                # Perhaps the folder was removed while we were connected: then it is made anew, once.
                session.processed = None
                if self.target(session)[1]:
                    raise self._not_filed(self._connection.said(error)) from None
                self.make(session)
                try:
                    gone = self._move(session, some)
                except IMAPClientError as again:
                    _only_a_no(again)
                    raise self._not_filed(self._connection.said(again)) from None
        return gone

    def begin(self, session: Session, uids: list[int]) -> str | None:
        """Ask for these UIDs to be moved without waiting for the answer; gives what `end` needs, None where it cannot
        be done this way (no MOVE, the folder not known yet). Servers work meanwhile (RFC 3501, 5.5: by UID only)."""
        client = session.client
        if session.processed is None or session.read_only or not client.has_capability("MOVE"):
            return None
        which = text_of(ranges(uids)).replace("-", ":")
        if len(which) > LONGEST_SET:
            return None
        tag: str = client._imap._command("UID", "MOVE", which, client._normalise_folder(session.processed))
        return tag

    def answered(self, session: Session, tag: str) -> bool:
        """Whether the answer to `begin` has been read, before or after that to another command."""
        return session.client._imap.tagged_commands.get(tag) is not None

    def end(self, session: Session, tag: str) -> bool:
        """Wait for the answer to `begin`; whether the messages were moved."""
        return bool(session.client._imap._command_complete("UID", tag)[0] == "OK")

    def target(self, session: Session) -> tuple[str, bool]:
        """The processed folder by its full name on this server, and whether it exists.

        Servers differ in the separator ("/" or ".") and in where personal folders live ("" or "INBOX."), RFC 2342.
        """
        client = session.client
        prefix, separator = "", ""
        personal = client.namespace().personal if client.has_capability("NAMESPACE") else None
        if personal:
            prefix, separator = personal[0][0] or "", personal[0][1] or ""
        else:
            root = client.list_folders("", "")
            separator = root[0][1].decode() if root and root[0][1] else ""
        name = self._processed.replace("/", separator) if separator else self._processed
        candidates = [name] if name.startswith(prefix) else [prefix + name, name]
        for candidate in candidates:
            if any(found == candidate for _, _, found in client.list_folders("", candidate)):
                return candidate, True
        return candidates[0], False

    def make(self, session: Session) -> None:
        """See to it that there is a processed folder. Raises `NotFiled` where it cannot be made."""
        if session.processed is not None:
            return
        target, exists = self.target(session)
        if not exists:
            try:
                session.client.create_folder(target)
            except IMAPClientError as error:
                _only_a_no(error)
                if not self.target(session)[1]:
                    raise self._not_filed(f"it cannot be created: {self._connection.said(error)}") from None
            try:
                session.client.subscribe_folder(target)
            except IMAPClientError as error:
                _only_a_no(error)  # only for the eye of mail programs
        session.processed = target

    def _move(self, session: Session, uids: list[int]) -> bool:
        """MOVE; without it COPY, \\Deleted and UID EXPUNGE of these very messages. Without UIDPLUS they stay, marked
        as deleted, because a plain EXPUNGE would also remove what other people have marked."""
        client = session.client
        if client.has_capability("MOVE"):
            client.move(text_of(ranges(uids)).replace("-", ":"), session.processed)
            return True
        flags = client.fetch(uids, ["FLAGS"])
        here = [uid for uid in uids if uid in flags]
        unmarked = [uid for uid in here if b"\\Deleted" not in flags[uid].get(b"FLAGS", ())]
        if unmarked:
            client.copy(unmarked, session.processed)
            client.add_flags(unmarked, [b"\\Deleted"], silent=True)
        if here and client.has_capability("UIDPLUS"):
            client.uid_expunge(here)
        return bool(client.has_capability("UIDPLUS"))

    def _move_what_is_there(self, session: Session, uids: list[int]) -> bool:
        """As `_move`, although somebody else may just have removed some of the messages."""
        try:
            return self._move(session, uids)
        except IMAPClientError as error:
            if "EXPUNGEISSUED" not in str(error).upper():  # RFC 5530: once told of it, the server moves the others
                raise
            session.client.noop()
            return self._move(session, uids)

    def _not_filed(self, why: str) -> NotFiled:
        return NotFiled(
            f"{self._connection.name}: cannot move mails to the folder {self._processed!r} ({why}); they are kept, "
            "stay in the inbox and are not taken again; mend the folder, its rights or its quota"
        )


def portions(uids: list[int]) -> Iterator[list[int]]:
    """The UIDs in lists that one command can name."""
    for at in range(0, len(uids), FILING):
        some = uids[at : at + FILING]
        # Each UID has at most 10 digits and a comma; only where they do not follow one another it comes to that.
        step = len(some) if len(text_of(ranges(some))) <= LONGEST_SET else LONGEST_SET // 11
        yield from (some[start : start + step] for start in range(0, len(some), step))


def _only_a_no(error: IMAPClientError) -> None:
    """Go on only when the server said no; a broken connection is not the folder's fault."""
    if isinstance(error, imaplib.IMAP4.abort):
        raise error
