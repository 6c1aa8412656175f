"""Bytes -> Message: the only import of mailparser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class Unreadable(ValueError):  # noqa: N818 - named for what the message is
    """A message that cannot be read; its text says why, in words for a maintainer."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link in the message's `text`: its address as written, its own text, and where that text stands."""

    url: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """One MIME leaf other than the chosen bodies; `content` is decoded bytes, `text` the decoded text of text/*."""

    content_type: str
    filename: str | None
    content: bytes
    text: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A mail as the rest of the program sees it; every text is decoded, without NUL, with LF line ends.

    `id` is the SHA-256 (hex) of the raw bytes. `message_id` is the first Message-ID without angle brackets,
    or None. `thread` are the ids of In-Reply-To and References, nearest first. `sender` is the From
    addr-spec, lower-cased domain, "" when there is none; `sender_name` its display name. `reply_to` is the
    Reply-To addr-spec where it differs. `to` are all To and Cc addr-specs. `sent` is the Date header with its
    zone; `received` the newest Received date, else `sent`. `text` is the plain body, else the HTML's text;
    `html` the HTML body as written; `links` the anchors of `text`. `automatic` holds the headers that
    mark automatic or bulk mail, as (name lower-cased, value); `authenticated` is the verdict of each
    Authentication-Results header as (authserv-id, method, result), newest first. `attached` are messages
    attached whole (message/rfc822), as raw bytes.
    """

    id: str
    message_id: str | None
    thread: tuple[str, ...]
    sender: str
    sender_name: str
    reply_to: str | None
    to: tuple[str, ...]
    sent: datetime | None
    received: datetime | None
    subject: str
    text: str
    html: str | None
    links: tuple[Anchor, ...]
    parts: tuple[Part, ...]
    automatic: tuple[tuple[str, str], ...]
    authenticated: tuple[tuple[str, str, str], ...]
    envelope_sender: str | None = None
    content_type: str = "text/plain"
    attached: tuple[bytes, ...] = ()
    size: int = 0
