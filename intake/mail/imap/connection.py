"""A connection to an IMAP server: verified, logged in, the inbox selected, with a time limit on everything."""

from __future__ import annotations

import contextlib
import imaplib
import logging
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import imapclient
from imapclient.exceptions import IMAPClientError, IMAPClientReadOnlyError, LoginError

from intake.mail.address import ServerAddress, later, why_not_connected
from intake.mail.mailbox import MailProblem, NotFiled, Refused, Unreachable
from intake.mail.oauth.bearer import MECHANISMS, Bearer, conversation, reason
from intake.mail.password import Password

# imapclient logs the lines of the protocol, and so people's mails, at DEBUG.
logging.getLogger("imapclient").setLevel(logging.WARNING)

CONNECT_SECONDS = 10.0
LATE = (1.0, 1.0, 4.5)
"""Some servers look up who calls before they greet: `CONNECT_SECONDS` times this much, at one attempt after another."""
READ_SECONDS = 30.0
GOODBYE_SECONDS = 2.0
# Response codes (RFC 5530) of a server that is busy rather than unwilling.
_BUSY = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")


class OddAnswerError(Exception):
    """An answer that does not fit the question: something between us and the server garbles."""


@dataclass(slots=True)
class Session:
    """A connection that is logged in, with the inbox as it was when it was last selected.

    `listed` says whether the whole inbox was looked at under this `validity`, `looked` what UIDNEXT was when it was
    last looked for new mail; `processed` is the full name of the folder mails are moved to, once it is known to exist;
    `idles` turns False when the server says no to IDLE.
    """

    client: Any
    validity: int = 0
    exists: int = 0
    uidnext: int | None = None
    read_only: bool = False
    listed: bool = False
    looked: int | None = None
    processed: str | None = None
    idles: bool = True


class Connection:
    """Makes a session when there is none and ends it when anything goes wrong."""

    def __init__(self, address: ServerAddress, proof: Password | Bearer) -> None:
        self.address = address
        self.folder = address.folder or "INBOX"
        self.name = f"{self.folder} at {address.host}"
        self._proof = proof
        self.session: Session | None = None
        self._late = 0

    def ready(self) -> Session:
        """The session: the one there is, or a new one. Raises `Unreachable` or `Refused`."""
        if self.session is None:
            with self.guard():
                # Set at once, so that the guard closes it whatever happens below.
                self.session = session = Session(self._connect())
                self._encrypt(session.client)
                self._log_in(session.client)
                self.select(session)
        return self.session

    @contextlib.contextmanager
    def guard(self) -> Iterator[None]:
        """Turn whatever goes wrong on the wire into one line, and let go of the connection."""
        try:
            yield
        except NotFiled:
            raise
        except Exception as error:
            self.drop()
            raise self._problem(error) from None
        except BaseException:
            self.drop()
            raise

    def drop(self) -> None:
        """End the connection without a word."""
        session, self.session = self.session, None
        if session is not None:
            with contextlib.suppress(Exception):
                session.client.shutdown()

    def close(self) -> None:
        """Log out if the server still listens."""
        if self.session is not None:
            with contextlib.suppress(Exception):
                self.session.client.socket().settimeout(GOODBYE_SECONDS)
                self.session.client.logout()
        self.drop()

    def select(self, session: Session) -> None:
        """Open the inbox anew and note what is in it. A new UIDVALIDITY makes what was known of it void."""
        session.read_only = False
        try:
            info = session.client.select_folder(self.folder)
        except IMAPClientReadOnlyError:
            info = session.client.select_folder(self.folder, readonly=True)
            session.read_only = True
        except IMAPClientError as error:
            if isinstance(error, imaplib.IMAP4.abort):
                raise
            said = self.said(error)
            if session.validity:
                # It could be opened before: somebody removed or replaced it under us, and a new session sees it anew.
                raise Unreachable(f"{self.name}: the folder was lost: {said}; it is opened again") from None
            raise Refused(
                f"{self.name}: cannot open the folder {self.folder!r}: {said}; mend mailbox.url{_folders_of(session)}"
            ) from None
        validity = int(info.get(b"UIDVALIDITY", 0))
        session.listed = session.listed and validity == session.validity
        session.validity = validity
        session.exists = int(info[b"EXISTS"])
        session.uidnext = int(info[b"UIDNEXT"]) if b"UIDNEXT" in info else None

    def said(self, error: Exception) -> str:
        """What a server said, in one short line without the password or token."""
        line = " ".join("".join(char if char.isprintable() else " " for char in str(error)).split())
        return self._proof.hide_in(line)[:200]

    def _problem(self, error: Exception) -> MailProblem:
        if isinstance(error, MailProblem):
            return error
        if isinstance(error, ssl.SSLCertVerificationError):
            why = " ".join(str(error.verify_message or error.reason or "").split())
            return Refused(
                f"{self.name}: the server's certificate is not valid ({why}); use the host name that it is for, or add "
                "its authority to this machine"
            )
        if isinstance(error, TimeoutError):
            return Unreachable(f"{self.name}: the server did not answer in time; {later('mailbox.url')}")
        if isinstance(error, imaplib.IMAP4.abort):
            return Unreachable(f"{self.name}: the connection was cut; {later('mailbox.url')}")
        if isinstance(error, imaplib.IMAP4.error):
            return Unreachable(f"{self.name}: the server refused a command: {self.said(error)}; it is tried again")
        if isinstance(error, OSError):
            return Unreachable(f"{self.name}: no connection ({why_not_connected(error)}); {later('mailbox.url')}")
        # Garbled answers make the parsers raise anything.
        return Unreachable(f"{self.name}: an answer made no sense ({type(error).__name__}); it is asked again")

    def _connect(self) -> Any:
        try:
            client = imapclient.IMAPClient(
                self.address.host,
                self.address.port,
                ssl=self.address.encryption == "tls",
                ssl_context=ssl.create_default_context() if self.address.encryption == "tls" else None,
                timeout=imapclient.SocketTimeout(CONNECT_SECONDS * LATE[self._late], READ_SECONDS),
            )
        except TimeoutError:
            self._late = min(self._late + 1, len(LATE) - 1)
            raise
        client.normalise_times = False
        client._imap.debug = 0  # imapclient lets imaplib format each line for its log, mails and passwords among them
        return client

    def _encrypt(self, client: Any) -> None:
        if self.address.encryption == "starttls":
            if not client.has_capability("STARTTLS"):
                raise Refused(f"{self.name}: the server offers no STARTTLS; write imaps://... if it has TLS")
            client.starttls(ssl.create_default_context())

    def _log_in(self, client: Any) -> None:
        if isinstance(self._proof, Bearer):
            self._sign_in(client, self._proof)
            return
        user = self.address.user or ""
        try:
            if client.has_capability("AUTH=PLAIN"):
                client.plain_login(user, self._proof.reveal())
            elif client.has_capability("LOGINDISABLED"):
                raise Refused(f"{self.name}: the server lets nobody log in over this connection; use imaps://")
            else:
                client.login(user, self._proof.reveal())
        except LoginError as error:
            said = self._no_login(error)
            raise Refused(
                f"{self.name}: login refused for {user!r}: {said}; check the user in mailbox.url and the password"
            ) from None
        except UnicodeEncodeError:
            raise Refused(f"{self.name}: the server takes only ASCII passwords; choose one without accents") from None

    def _no_login(self, error: LoginError) -> str:
        """What the server said to a login it refused. Raises `Unreachable` when it is busy or cut the connection."""
        said = self.said(error)
        if isinstance(error.__context__, imaplib.IMAP4.abort):
            raise Unreachable(f"{self.name}: the connection was cut during the login; it is tried again") from None
        if "command error: BAD" in said or any(code in said.upper() for code in _BUSY):
            raise Unreachable(f"{self.name}: the server takes no login just now: {said}") from None
        return said

    def _sign_in(self, client: Any, bearer: Bearer) -> None:
        """Log in with a token; one that the server does not take is replaced once: it may have been revoked early."""
        mechanism = next((name for name in MECHANISMS if client.has_capability(f"AUTH={name}")), None)
        if mechanism is None:
            raise Refused(
                f"{self.name}: the server takes no sign-in with OAuth 2; use a password in place of mailbox.oauth"
            )
        token = bearer.token()
        for last in (False, True):
            words = conversation(mechanism, self.address, token)
            challenges: list[str] = []

            def answer(challenge: bytes, words: Any = words, challenges: list[str] = challenges) -> str:
                challenges.append(challenge.decode("utf-8", "replace"))
                return str(words(challenge))

            try:
                client.sasl_login(mechanism, answer)
                return
            except LoginError as error:
                said = self._no_login(error)
                if last:
                    details = self.said(ValueError(reason(challenges[-1]))) if len(challenges) > 1 else ""
                    raise Refused(
                        f"{self.name}: login refused for {self.address.user!r}: {said} {details}".rstrip()
                        + "; sign in as this user with `intake login`, and see that IMAP is allowed for the account"
                    ) from None
                token = bearer.token(refused=token)


def _folders_of(session: Session) -> str:
    """The folders that there are, for who mistyped one."""
    found = session.client.list_folders()
    names = [" ".join(str(name).split()) for flags, _, name in found if b"\\Noselect" not in flags]
    return f" (have: {', '.join(names[:20])})" if names else ""
