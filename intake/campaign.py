"""The nouns of configuration: a campaign and the doors, people and places that serve it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from render.site import Site


@dataclass(frozen=True, slots=True)
class SignIn:
    """Signing in with OAuth 2 in place of a password. `provider` is a name in intake/providers.toml or the path of a
    .toml file; `secret_env` or `secret_file` hold the client's secret, if it has one; `tokens` is the file in which
    `intake login` keeps what the sign-in gave.
    """

    provider: str
    client_id: str
    tokens: Path
    secret_env: str | None = None
    secret_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where mails come from. `url` is one of imaps://, imap+starttls://, imap:// (loopback), maildir:, folder:, mbox:.

    `password` is read from `password_env` or `password_file` when the mailbox is opened, never kept in a repr.
    `poll` is in seconds; `idle` asks for IMAP IDLE where the server has it; `processed` is the folder mails are
    moved to. What passes `max_size` or `max_headers` (bytes), `max_parts` or `max_depth` (parts within parts) is held.
    """

    url: str
    password_env: str | None = None
    password_file: Path | None = None
    poll: int = 60
    idle: bool = True
    processed: str = "Processed"
    max_size: int = 25_000_000
    max_headers: int = 128_000
    max_parts: int = 1_000
    max_depth: int = 50
    authserv_id: str | None = None
    oauth: SignIn | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Where mails go out. `url` is smtps://, smtp+starttls://, smtp:// (loopback) or folder:PATH."""

    url: str
    sender: str
    password_env: str | None = None
    password_file: Path | None = None
    answers_per_hour: int = 5
    oauth: SignIn | None = None


@dataclass(frozen=True, slots=True)
class Maintainer:
    """A person who may confirm. `languages` are tags, the best first; `notify` is "each", "digest" or "none"."""

    name: str
    email: str
    languages: tuple[str, ...] = ("en",)
    notify: str = "each"


@dataclass(frozen=True, slots=True)
class ReviewPages:
    """Where the review pages listen ("127.0.0.1:8080") and the address people reach them under."""

    listen: str | None = None
    public_url: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One place the site is published to; `url`'s scheme names the file in render/targets. Options are its own."""

    url: str
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Campaign:
    """Everything config.toml says. `starts` and `ends` are the first and last day events are expected on."""

    site: Site
    mailbox: Mailbox | None
    outgoing: Outgoing | None
    store_url: str
    review: ReviewPages
    maintainers: tuple[Maintainer, ...]
    publish: tuple[Target, ...]
    starts: date | None = None
    ends: date | None = None
    countries: tuple[str, ...] = ()
    purge_after_days: int = 90
    theme_folder: Path | None = None
