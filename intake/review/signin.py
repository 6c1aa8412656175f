"""Who is looking at the review pages: one-time addresses, sign-in links by mail, sessions, and limits on attempts.

Nothing here outlives the process but through the store: a restart ends all sessions, as notebooks do. Secrets are
kept as SHA-256 only and compared in constant time by looking the hash up.
"""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from dataclasses import dataclass, field
from hashlib import sha256

LINK_LIVES = dt.timedelta(minutes=15)
PRINTED_ADDRESS_LIVES = dt.timedelta(hours=24)
SESSION_LIVES = dt.timedelta(hours=12)
ATTEMPTS = 10
ATTEMPTS_WITHIN = dt.timedelta(minutes=10)
LINKS_AN_HOUR = 5
HOUR = dt.timedelta(hours=1)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in: `who` is the maintainer's address, `form_token` must come back with every POST."""

    who: str
    form_token: str
    until: dt.datetime


@dataclass(slots=True)
class Door:
    """Issues and takes back secrets; all its methods may be called from several threads at once.

    `now` is handed to every method: a UTC time.
    """

    _links: dict[str, tuple[str, dt.datetime]] = field(default_factory=dict)
    _sessions: dict[str, Session] = field(default_factory=dict)
    _attempts: dict[str, list[dt.datetime]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def link_for(self, who: str, now: dt.datetime, lives: dt.timedelta = LINK_LIVES) -> str:
        """A secret that signs `who` in, once, within `lives`."""
        secret = secrets.token_urlsafe(24)
        with self._lock:
            self._links = {key: value for key, value in self._links.items() if value[1] > now}
            self._links[_hash(secret)] = (who, now + lives)
        return secret

    def whose(self, secret: str, now: dt.datetime) -> str | None:
        """Whom the secret would sign in, without using it up; None when it is stale or unknown."""
        with self._lock:
            who, until = self._links.get(_hash(secret), (None, now))
        return who if until > now else None

    def enter(self, secret: str, now: dt.datetime) -> tuple[str, Session] | None:
        """Use a link's secret up and open a session: its cookie and the session; None when stale or unknown."""
        with self._lock:
            who, until = self._links.pop(_hash(secret), (None, now))
        if who is None or until <= now:
            return None
        cookie = secrets.token_urlsafe(32)
        session = Session(who, secrets.token_urlsafe(24), now + SESSION_LIVES)
        with self._lock:
            self._sessions = {key: value for key, value in self._sessions.items() if value.until > now}
            self._sessions[_hash(cookie)] = session
        return cookie, session

    def session(self, cookie: str, now: dt.datetime) -> Session | None:
        """The session of a cookie, None when there is none or it has expired."""
        with self._lock:
            session = self._sessions.get(_hash(cookie))
        return session if session is not None and session.until > now else None

    def leave(self, cookie: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_hash(cookie), None)

    def may_try(
        self, where: str, now: dt.datetime, most: int = ATTEMPTS, within: dt.timedelta = ATTEMPTS_WITHIN
    ) -> bool:
        """Count an attempt from `where` (an address of the network or of mail); False when there were too many."""
        with self._lock:
            if len(self._attempts) > 10_000:
                self._attempts = {key: times for key, times in self._attempts.items() if times[-1] > now - HOUR}
            recent = [at for at in self._attempts.get(where, []) if at > now - within]
            recent.append(now)
            self._attempts[where] = recent[-most - 1 :]
        return len(recent) <= most
