"""Mails going out: SMTP (RFC 5321) or a folder that keeps them; the only import of smtplib.

`send` comes back when the mail was taken over by the server. Else it raises one of two: `NotYet` (try again later;
the mail is not to blame) or `Never` (this mail to this address will not be taken, a person should see why).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import smtplib
import ssl
import tempfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from intake import campaign
from intake.mail.address import ServerAddress, later, server_address, why_not_connected
from intake.mail.folder import path_of
from intake.mail.mailbox import MailProblem, Refused, Unreachable, WrongAddress
from intake.mail.oauth.bearer import MECHANISMS, Bearer, conversation
from intake.mail.password import Password, read_password

SECONDS = 30.0
_ADDRESS = re.compile(r"[^\s<>(),;:\"\[\]\\@]+@[^\s<>(),;:\"\\@]+")
_MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(\S+)")
_LOGIN_CODES = (454, 530, 534, 535, 538)


class NotYet(Unreachable):
    """The mail could not be handed over now; try again later with the same Message-ID.

    `maybe_sent` is true in the one case SMTP cannot exclude: the connection broke after the whole mail was given and
    before the server said that it has it (RFC 5321, 4.5.3.2.6).
    """

    def __init__(self, text: str, maybe_sent: bool = False) -> None:
        super().__init__(text)
        self.maybe_sent = maybe_sent


class Never(MailProblem):
    """The server will not take this mail to this address. Trying again would not help."""

    transient = False


class Outbox(Protocol):
    """A door through which mails go out. One thread uses it at a time; opening it does not connect.

    Use it as a context manager around several sends: they share a connection, which `close` ends.
    """

    name: str

    def send(self, letter: EmailMessage | bytes, to: str, envelope_sender: str = "") -> None:
        """Hand over one mail for one recipient.

        `to` and `envelope_sender` are bare addresses; an empty envelope sender is the null sender `<>` of RFC 3834,
        to which nothing bounces. Raises `NotYet` or `Never`; raises `Refused` when the server wants something changed
        in the configuration (login, certificate): all mails stay, and are sent when it is mended.
        """
        ...

    def check(self) -> str:
        """Connect and log in, send nothing, and say in one line what was found. Raises `NotYet` or `Refused`."""
        ...

    def close(self) -> None:
        """End the connection; never raises."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def _wire_form(letter: EmailMessage | bytes) -> bytes:
    """The mail with CR LF line ends, folded as its own policy says: another would break long Message-IDs."""
    raw = letter if isinstance(letter, bytes) else letter.as_bytes()
    return re.sub(rb"\r\n|\r|\n", b"\r\n", raw)


def _checked(to: str) -> str:
    if not _ADDRESS.fullmatch(to) or len(to) > 320:
        raise Never("the recipient's address is not one that mail can be sent to")
    return to


class SmtpOutbox:
    """Implements `Outbox` over SMTP with TLS from the start, STARTTLS, or (loopback only) plain."""

    def __init__(self, address: ServerAddress, proof: Password | Bearer | None) -> None:
        self.address = address
        self.name = f"outgoing mail at {address.host}"
        self._proof = proof
        self._smtp: smtplib.SMTP | None = None

    def send(self, letter: EmailMessage | bytes, to: str, envelope_sender: str = "") -> None:
        """See `Outbox`."""
        raw = _wire_form(letter)
        _checked(to)
        if envelope_sender:
            _checked(envelope_sender)
        try:
            smtp = self._ready()
            self._transact(smtp, raw, to, envelope_sender)
        except MailProblem:
            raise
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.close()
            raise self._not_yet(error) from None

    def check(self) -> str:
        """See `Outbox`."""
        smtp = self._ready()
        how = {"tls": "TLS", "starttls": "STARTTLS", "none": "unencrypted on this machine"}[self.address.encryption]
        who = f"logged in as {self.address.user}" if self.address.user else "no login"
        has = [name for name in ("SIZE", "8BITMIME", "SMTPUTF8", "PIPELINING") if smtp.has_extn(name)]
        return f"{self.address.host}: answers ({how}, {who}); the server has {', '.join(has) or 'no extensions'}"

    def close(self) -> None:
        """See `Outbox`."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if smtp.sock is not None:
                    smtp.sock.settimeout(3)
                smtp.quit()
            smtp.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ready(self) -> smtplib.SMTP:
        """A connection that answers: a server may have closed an old one while nothing was sent."""
        if self._smtp is not None:
            try:
                if self._smtp.rset()[0] == 250:
                    return self._smtp
            except (OSError, smtplib.SMTPException):
                pass
            self.close()
        try:
            self._smtp = smtp = self._connect()
            self._log_in(smtp)
        except MailProblem:
            self.close()
            raise
        except ssl.SSLCertVerificationError as error:
            self.close()
            why = " ".join(str(error.verify_message or error.reason or "").split())
            raise Refused(
                f"{self.name}: the server's certificate is not valid ({why}); use the host name the certificate is "
                "for, or add its authority to this machine"
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise self._not_yet(error) from None
        return smtp

    def _connect(self) -> smtplib.SMTP:
        tls = ssl.create_default_context()
        # The name in EHLO is of no use to the server, and the default would tell this machine's.
        host, port, ourselves = self.address.host, self.address.port, "[127.0.0.1]"
        smtp: smtplib.SMTP
        if self.address.encryption == "tls":
            smtp = smtplib.SMTP_SSL(host, port, local_hostname=ourselves, timeout=SECONDS, context=tls)
        else:
            smtp = smtplib.SMTP(host, port, local_hostname=ourselves, timeout=SECONDS)
        try:
            smtp.ehlo_or_helo_if_needed()
            if self.address.encryption == "starttls":
                if not smtp.has_extn("starttls"):
                    raise Refused(f"{self.name}: the server offers no STARTTLS; write smtps://... if it has TLS")
                smtp.starttls(context=tls)
                smtp.ehlo()
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        if self.address.user is None or self._proof is None:
            return
        if isinstance(self._proof, Bearer):
            self._sign_in(smtp, self._proof)
            return
        try:
            smtp.login(self.address.user, self._proof.reveal())
        except smtplib.SMTPAuthenticationError as error:
            said = self._no_login(error)
            raise Refused(
                f"{self.name}: login refused for {self.address.user!r}: {said}; check the user in outgoing.url and the "
                "password"
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise Refused(
                f"{self.name}: the server knows no login here; leave the user out of outgoing.url or use smtps://"
            ) from None
        except UnicodeEncodeError:
            raise Refused(f"{self.name}: the server takes only ASCII passwords; choose one without accents") from None

    def _no_login(self, error: smtplib.SMTPAuthenticationError) -> str:
        """What the server said to a login it refused. Raises `NotYet` when it may take it later."""
        if error.smtp_code in range(400, 500):
            raise self._not_yet(error) from None
        return self._said(error.smtp_code, error.smtp_error)

    def _sign_in(self, smtp: smtplib.SMTP, bearer: Bearer) -> None:
        """Log in with a token; one that the server does not take is replaced once: it may have been revoked early."""
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        mechanism = next((name for name in MECHANISMS if name in offered), None)
        if mechanism is None:
            raise Refused(
                f"{self.name}: the server takes no sign-in with OAuth 2; use a password in place of outgoing.oauth"
            )
        try:
            token = bearer.token()
            for last in (False, True):
                try:
                    smtp.auth(mechanism, conversation(mechanism, self.address, token))  # type: ignore[arg-type]
                    return
                except smtplib.SMTPAuthenticationError as error:
                    said = self._no_login(error)
                    if last:
                        raise Refused(
                            f"{self.name}: login refused for {self.address.user!r}: {said}; sign in as this user with "
                            "`intake login`, and see that SMTP is allowed for the account"
                        ) from None
                    token = bearer.token(refused=token)
        except NotYet:
            raise
        except Unreachable as problem:
            raise NotYet(str(problem)) from None

    def _transact(self, smtp: smtplib.SMTP, raw: bytes, to: str, envelope_sender: str) -> None:
        options = []
        if smtp.has_extn("size"):
            options.append(f"size={len(raw)}")
        if not raw.isascii():
            if not smtp.has_extn("8bitmime"):
                raise Never(f"{self.name}: the server takes only 7-bit mails and this one is not")
            options.append("body=8bitmime")
        if not (to + envelope_sender).isascii():
            if not smtp.has_extn("smtputf8"):
                raise Never(f"{self.name}: the server cannot send to addresses with letters outside ASCII")
            options.append("smtputf8")
        self._answer(*smtp.mail(envelope_sender, options), "the sender")
        self._answer(*smtp.rcpt(to), "the recipient")
        code, said = smtp.docmd("DATA")
        if code != 354:
            self._answer(code, said, "the mail")
        try:
            assert smtp.sock is not None
            smtp.send(re.sub(rb"(?m)^\.", b"..", raw).removesuffix(b"\r\n") + b"\r\n.\r\n")
            code, said = smtp.getreply()
        except (OSError, smtplib.SMTPException):
            self.close()
            raise NotYet(
                f"{self.name}: the connection broke after the mail was given and before the server said it has it; it "
                "is sent again with the same Message-ID",
                maybe_sent=True,
            ) from None
        self._answer(code, said, "the mail")

    def _answer(self, code: int, said: bytes, about: str) -> None:
        """Come back for 2xx; sort every other answer into "not yet" and "never"."""
        if code // 100 == 2:
            return
        if code == 421 or code < 400:
            self.close()
        if code in _LOGIN_CODES:
            self.close()
            raise Refused(
                f"{self.name}: a login is needed: {self._said(code, said)}; mend outgoing.url and its password"
            )
        line = f"{self.name}: the server did not take {about}: {self._said(code, said)}"
        if code // 100 == 5:
            raise Never(line)
        raise NotYet(line)

    def _said(self, code: int, said: bytes | str) -> str:
        """A server's answer as one line without the password and without addresses, which servers like to repeat."""
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
        text = re.sub(r"[^\s<>]{1,200}@[^\s<>]{1,200}", "(address)", text[:500])
        return f"{code} {self._proof.hide_in(text) if self._proof else text}"[:200]

    def _not_yet(self, error: Exception) -> NotYet:
        if isinstance(error, smtplib.SMTPResponseException):
            return NotYet(f"{self.name}: not now: {self._said(error.smtp_code, error.smtp_error)}; it is tried again")
        if isinstance(error, TimeoutError):
            return NotYet(f"{self.name}: the server did not answer in time; {later('outgoing.url')}")
        return NotYet(f"{self.name}: no connection ({why_not_connected(error)}); {later('outgoing.url')}")


class FolderOutbox:
    """Implements `Outbox` by writing each mail to a file of its own, named by the time (UTC), whole or not at all.

    The envelope stands in front of the mail, as delivery would have put it: Return-Path and Delivered-To. A mail that
    was written before (the same Message-ID to the same address) is not written again.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"outgoing folder {folder}"
        self._keys: set[str] = set()
        self._changed = -1

    def send(self, letter: EmailMessage | bytes, to: str, envelope_sender: str = "") -> None:
        """See `Outbox`."""
        envelope = f"Return-Path: <{envelope_sender and _checked(envelope_sender)}>\r\nDelivered-To: {_checked(to)}\r\n"
        raw = _wire_form(letter)
        found = _MESSAGE_ID.search(raw.partition(b"\r\n\r\n")[0])
        key = hashlib.sha256(to.encode() + b"\n" + (found[1] if found else raw)).hexdigest()[:16]
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if key in self._written():
                return
            descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=self.folder)
            with os.fdopen(descriptor, "wb") as file:
                file.write(envelope.encode() + raw)
                file.flush()
                os.fsync(file.fileno())
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
            os.replace(name, self.folder / f"{stamp}-{key}.eml")
            self._keys.add(key)
            self._changed = self.folder.stat().st_mtime_ns
        except OSError as error:
            raise NotYet(f"{self.name}: cannot write there: {error.strerror}; it is tried again") from None

    def _written(self) -> set[str]:
        """What the names of the folder's mails end with; it is looked through again only where others changed it."""
        changed = self.folder.stat().st_mtime_ns
        if changed != self._changed:
            names = os.listdir(self.folder)
            self._keys = {name.removesuffix(".eml").rpartition("-")[2] for name in names if name.endswith(".eml")}
            self._changed = changed
        return self._keys

    def check(self) -> str:
        """See `Outbox`."""
        folder = self.folder if self.folder.exists() else self.folder.parent
        if not os.access(folder, os.W_OK):
            raise Refused(f"{self.name}: not writable for this user; make it writable or mend outgoing.url")
        return f"{self.name}: mails are kept there, one file each, and not sent"

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_outbox(outgoing: campaign.Outgoing, password: Password | None = None) -> Outbox:
    """Give the outbox behind an address, without connecting yet.

    `password` is read from `password_env` or `password_file` when it is not given and the url names a user. Raises
    `WrongAddress` and `NoPassword`.
    """
    scheme = outgoing.url.partition(":")[0].lower()
    if scheme == "folder":
        return FolderOutbox(path_of(outgoing.url, "outgoing.url"))
    if scheme not in ("smtps", "smtp+starttls", "smtp"):
        raise WrongAddress(
            f"outgoing.url: no such scheme {scheme + ':'!r} (have: smtps://, smtp+starttls://, smtp:// on this machine "
            "only, folder:PATH)"
        )
    address = server_address(outgoing.url, "smtp", "outgoing.url")
    proof: Password | Bearer | None = password
    if address.user is not None and proof is None:
        if outgoing.oauth is not None:
            proof = Bearer(outgoing.oauth, address.user, "outgoing")
        else:
            proof = read_password(outgoing.password_env, outgoing.password_file, "outgoing")
    return SmtpOutbox(address, proof)
