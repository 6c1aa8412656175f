"""A real SMTP server (aiosmtpd) in a thread, plain, with STARTTLS or TLS, that can be told to refuse and to hang up."""

from __future__ import annotations

import base64
import contextlib
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.parts.certificates import Certificates
from tests.parts.dovecot import PASSWORD, free_port


@dataclass
class Post:
    """What the server has taken, and what it answers.

    `answers` maps "MAIL", "RCPT" or "DATA" to an answer it gives instead of taking the command; `hang_up` names a step
    at which it closes the connection instead: "MAIL", "RCPT", "DATA" (before it has taken the mail) or "TAKEN" (after
    it has, without saying so). `sessions` counts connections that said EHLO.
    """

    port: int = 0
    taken: list[Envelope] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hang_up: str | None = None
    sessions: int = 0
    encrypted: list[bool] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)
    bearer: Callable[[str, str], bool] | None = None

    def _step(self, server: SMTP, step: str) -> str | None:
        if self.hang_up == step:
            server.transport.abort()
        return self.answers.get(step)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.sessions += 1
        self.encrypted.append(session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None)
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (answer := self._step(server, "MAIL")) is not None:
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (answer := self._step(server, "RCPT")) is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if (answer := self._step(server, "DATA")) is not None:
            return answer
        if self.hang_up != "DATA":
            self.taken.append(envelope)
        self._step(server, "TAKEN")
        return "250 taken"


class _PostWithTokens(Post):
    """The same server that offers XOAUTH2, as developers.google.com/gmail/imap/xoauth2-protocol describes it."""

    async def auth_XOAUTH2(self, server: SMTP, words: list[str]) -> AuthResult:
        said = base64.b64decode(words[1]).decode()
        found = re.fullmatch("user=(.*)\x01auth=Bearer (.*)\x01\x01", said)
        assert found is not None, said
        self.logins.append(found[1].encode())
        assert self.bearer is not None
        if self.bearer(found[1], found[2]):
            return AuthResult(success=True)
        # The reason is a challenge, to which the client answers with an empty line.
        answer = await server.challenge_auth('{"status":"400","schemes":"Bearer"}')
        assert answer == b"", answer
        return AuthResult(success=False, handled=False)


@contextlib.contextmanager
def smtp_server(
    certificates: Certificates | None = None,
    starttls: bool = False,
    login: bool = False,
    bearer: Callable[[str, str], bool] | None = None,
) -> Iterator[Post]:
    """Run a server while the block lasts: TLS with `certificates`, or STARTTLS, or plain. With `login` only a client
    that gives the tests' password may send; with `bearer` only one whose user and OAuth 2 token it finds good."""
    post = _PostWithTokens(bearer=bearer) if bearer else Post()
    context = None
    if certificates is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificates.certificate, certificates.key)

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        post.logins.append(data.login)
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)

    options: dict[str, Any] = {"authenticator": authenticate, "auth_required": True} if login or bearer else {}
    if bearer:
        options["auth_exclude_mechanism"] = ["LOGIN", "PLAIN"]
    if login or bearer:
        options["auth_require_tls"] = starttls
    if starttls:
        options |= {"tls_context": context, "require_starttls": True}
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=None if starttls else context,
        enable_SMTPUTF8=True,
        **options,
    )
    post.port = controller.port
    controller.start()
    try:
        yield post
    finally:
        controller.stop(no_assert=True)
