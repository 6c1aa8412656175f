"""A sign-in as a door uses it: an access token that is fresh, and the words in which IMAP and SMTP want it."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable

from intake.campaign import SignIn
from intake.mail.address import ServerAddress
from intake.mail.mailbox import Refused
from intake.mail.oauth.asking import Denied, Registration, refreshed
from intake.mail.oauth.provider import NoProvider, provider
from intake.mail.oauth.tokens import TokenFile, Tokens
from intake.mail.password import NoPassword, Password, read_password

MECHANISMS = ("OAUTHBEARER", "XOAUTH2")
"""The standard (RFC 7628), then what Google and Microsoft made before it."""


def registration_of(sign_in: SignIn, section: str) -> Registration:
    """How the provider knows us. `section` of the configuration is named in errors. Raises `Refused`."""
    try:
        known = provider(sign_in.provider)
    except NoProvider as error:
        raise Refused(f"{section}.oauth: {error}") from None
    secret = None
    if sign_in.secret_env or sign_in.secret_file:
        try:
            secret = read_password(sign_in.secret_env, sign_in.secret_file, section, "client_secret")
        except NoPassword as error:
            raise Refused(str(error)) from None
    return Registration(known, sign_in.client_id, secret)


class Bearer:
    """The sign-in of one user. Its repr shows no token."""

    def __init__(self, sign_in: SignIn, user: str, section: str, clock: Callable[[], float] = time.time) -> None:
        self._sign_in, self._section, self._clock = sign_in, section, clock
        self.user = user
        self._file = TokenFile(sign_in.tokens)
        self._seen: list[Password] = []

    @property
    def name(self) -> str:
        """Under which the token file keeps this sign-in: one for each server, client and user."""
        return f"{registration_of(self._sign_in, self._section).provider.token} {self._sign_in.client_id} {self.user}"

    def keep(self, tokens: Tokens) -> None:
        """Keep what a person's sign-in gave. Raises `Refused`."""
        with self._file.alone():
            self._file.keep(self.name, tokens)

    def token(self, refused: Password | None = None) -> Password:
        """A fresh access token; another one than `refused`, which a server did not take.

        Raises `Refused` when a person has to sign in, `Unreachable` when the provider does not answer.
        """
        name = self.name
        kept = self._file.get(name)
        if kept is None:
            raise Refused(f"{self._section}: nobody has signed in as {self.user}; run `intake login`")
        if not self._usable(kept, refused):
            with self._file.alone():
                kept = self._file.get(name) or kept  # another program may have been faster
                if not self._usable(kept, refused):
                    kept = self._refreshed(kept)
                    self._file.keep(name, kept)
        word = Password(kept.access)
        self._seen = [*self._seen[-1:], word]
        return word

    def hide_in(self, text: str) -> str:
        """`text` without the tokens: servers echo what they are sent."""
        for word in self._seen:
            text = word.hide_in(text)
        return text

    def _usable(self, kept: Tokens, refused: Password | None) -> bool:
        return kept.fresh(self._clock()) and (refused is None or kept.access != refused.reveal())

    def _refreshed(self, kept: Tokens) -> Tokens:
        if not kept.refresh:
            raise Refused(f"{self._section}: the sign-in of {self.user} has ended; run `intake login` again")
        registration = registration_of(self._sign_in, self._section)
        try:
            return refreshed(registration, kept)
        except Denied as denied:
            raise Refused(
                f"{self._section}: {registration.provider.name} gives no new token ({denied.code}); run `intake login` "
                "again, and check client_id and client_secret if that does not help"
            ) from None


def conversation(mechanism: str, address: ServerAddress, token: Password) -> Callable[[bytes | None], str]:
    """What to answer to each challenge of a login: first the token, then the empty word that lets a server say no."""
    user = address.user or ""
    bearer = f"auth=Bearer {token.reveal()}\x01\x01"
    if mechanism == "XOAUTH2":
        first, then = f"user={user}\x01{bearer}", ""
    else:
        name = user.replace("=", "=3D").replace(",", "=2C")
        first, then = f"n,a={name},\x01host={address.host}\x01port={address.port}\x01{bearer}", "\x01"
    words = iter((first,))

    def answer(challenge: bytes | None = None) -> str:
        return next(words, then)

    return answer


def reason(challenge: str) -> str:
    """What a server's "no" says once its Base64 is read (RFC 7628, 3.2.2); the text itself when it is none."""
    try:
        return base64.b64decode(challenge, validate=True).decode("utf-8", "replace")
    except ValueError:
        return challenge
