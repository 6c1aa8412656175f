"""Bytes -> Message: the only import of mailparser."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mailparser.utils import get_addresses

from intake.reading import bodies, headers, mime
from intake.reading.headers import Fields
from intake.reading.mime import Limits

__all__ = ["Anchor", "Limits", "Message", "Part", "Unreadable", "read"]

_USUAL = Limits()


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
    may mark automatic or bulk mail, as (name lower-cased, value); `authenticated` is the verdict of each
    Authentication-Results header as (authserv-id, method, result), newest first, and `results` are those
    headers as they stand. `attached` are messages attached whole (message/rfc822), as raw bytes.
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
    results: tuple[str, ...] = ()


# Header fields kept for screening: those that mark a mail as made by a program or sent to many, and all of "X-...".
_AUTOMATIC = frozenset({
    "archived-at", "auto-reply", "auto-submitted", "content-type", "delivered-by-the-graces-of", "delivered-to",
    "errors-to", "feedback-id", "importance", "mailing-list", "precedence", "preference", "resent-from",
    "return-path", "rt-ticket", "sender", "thread-topic", "tls-report-domain", "user-agent",
})  # fmt: skip
_AUTOMATIC_STARTS = ("list-", "x-")
_LONG_WINDED = (
    "x-received", "x-ms-exchange-crosstenant", "x-ms-exchange-antispam", "x-ms-exchange-transport", "x-microsoft-",
    "x-google-dkim", "x-gm-", "x-forefront", "x-spam-report", "x-spam-checker", "x-virus", "x-antivirus", "x-ymail",
    "x-face", "x-sg-", "x-proofpoint", "x-ironport", "x-brightmail",
)  # fmt: skip
_MOST_KEPT = 60
# What most address headers hold, an address alone or behind a name of plain words, of which no two readings differ.
_PLAIN_MAILBOX = re.compile(
    r"(?:([a-z0-9]++(?: [a-z0-9]++)*+) (?=<))?(<)?([\w+-]++(?:\.[\w+-]++)*+@[a-z0-9-]++(?:\.[a-z0-9-]++)*+)(?(2)>)",
    re.ASCII | re.IGNORECASE,
)


def read(raw: bytes, limits: Limits = _USUAL) -> Message:
    """The message in raw bytes, however odd they are. Linear in their length.

    A text without any header is read as a body. Raises only `Unreadable`: for nothing at all, or for a message over
    the limits of size, headers, parts or nesting, which are checked before anything is decoded.
    """
    try:
        tree = mime.parse(raw, limits)
        return _message(raw, tree)
    except mime.TooBig as error:
        raise Unreadable(str(error)) from None
    except RecursionError:
        raise Unreadable("the message's structure is nested too deep") from None


def _message(raw: bytes, tree: mime.Node) -> Message:
    hint = bodies.charset(tree)
    fields = Fields(tree.headers, hint)
    if not raw.strip():
        raise Unreadable("the message is empty")
    sender_name, sender = _first_address(fields, "from", hint)
    if not sender:
        sender_name, sender = _first_address(fields, "sender", hint)
    _, reply_to = _first_address(fields, "reply-to", hint)
    body = bodies.find(tree, hint)
    sent = headers.date(fields.first("date"))
    received = next(
        (when for value in fields.all("received") if (when := headers.date(value.rpartition(";")[2]))), None
    )
    message_ids = headers.ids(fields.first("message-id"))
    paths = fields.all("return-path")
    return Message(
        id=hashlib.sha256(raw).hexdigest(),
        message_id=message_ids[0] if message_ids else None,
        thread=_thread(fields),
        sender=sender,
        sender_name=sender_name,
        reply_to=reply_to if reply_to and reply_to != sender else None,
        to=_recipients(fields, hint),
        sent=sent,
        received=received or sent,
        subject=fields.text("subject"),
        text=body.text,
        html=body.html,
        links=tuple(Anchor(*link) for link in body.links),
        parts=tuple(Part(*part) for part in body.parts),
        automatic=tuple(_automatic(fields)),
        authenticated=tuple(_verdicts(fields)),
        results=tuple(value[:4000] for value in fields.all("authentication-results")[:20]),
        envelope_sender=_envelope(paths[0]) if paths else None,
        content_type=tree.content_type,
        attached=body.attached,
        size=len(raw),
    )


def plain_mailbox(value: str) -> tuple[str, str] | None:
    """The name and address of a header that holds one mailbox without quotes or remarks; None for any other."""
    plain = _PLAIN_MAILBOX.fullmatch(value)
    return (plain[1] or "", plain[3]) if plain is not None else None


def _pairs(fields: Fields, name: str, hint: str | None) -> list[tuple[str, str]]:
    """The (name, address) pairs of one address header: as mail-parser reads it, else by our own more lenient reading.

    mail-parser is given address headers alone, never a body: on some bodies it raises (a multipart without its first
    boundary, a NUL in a charset), and those in 7-bit charsets it leaves undecoded.
    """
    value = fields.first(name)
    if not value:
        return []
    if (plain := plain_mailbox(value)) is not None:
        return [plain]
    found: list[tuple[str, str]] = []
    if value.isascii() and "=?" not in value and (";" not in value or ":" in value):
        try:
            found = [(str(word or ""), str(address)) for word, address in get_addresses(value) if "@" in str(address)]
        except Exception:  # whatever a stranger's header does to the library, our own reading remains
            found = []
    return found or headers.addresses(value, hint)


def _first_address(fields: Fields, name: str, hint: str | None) -> tuple[str, str]:
    for word, address in _pairs(fields, name, hint):
        return " ".join(word.split()), _lower_host(address)
    return "", ""


def _lower_host(address: str) -> str:
    address = address.strip() if address.strip().startswith('"') else "".join(address.split())
    local, at, host = address.rpartition("@")
    return f"{local}{at}{host.lower()}"


def _recipients(fields: Fields, hint: str | None) -> tuple[str, ...]:
    pairs = _pairs(fields, "to", hint) + _pairs(fields, "cc", hint)
    return tuple(dict.fromkeys(_lower_host(address) for _, address in pairs[:1000]))


def _thread(fields: Fields) -> tuple[str, ...]:
    nearest = [*headers.ids(fields.first("in-reply-to")), *reversed(headers.ids(fields.first("references")))]
    return tuple(dict.fromkeys(nearest))[:200]


def _envelope(value: str) -> str:
    """The Return-Path's address; "" is the null sender of bounces (RFC 5321, 4.5.5)."""
    return value.strip().strip("<>").strip().lower()[:320]


def _automatic(fields: Fields) -> Iterator[tuple[str, str]]:
    kept = 0
    for name in fields.names():
        said = name in _AUTOMATIC or (name.startswith(_AUTOMATIC_STARTS) and not name.startswith(_LONG_WINDED))
        if said and kept < _MOST_KEPT:
            kept += 1
            for value in fields.all(name)[:5]:
                yield name, value[:300]


def _verdicts(fields: Fields) -> Iterator[tuple[str, str, str]]:
    """(authserv-id, method, result) of each Authentication-Results field (RFC 8601), newest first."""
    for value in fields.all("authentication-results")[:20]:
        server, _, results = value[:4000].partition(";")
        server = server.split()[0].lower() if server.split() else ""
        for result in results.split(";"):
            method, equals, verdict = result.strip().partition("=")
            if equals and method.strip().replace("-", "").isalnum() and verdict.split():
                yield server, method.strip().lower(), verdict.split()[0].strip("(").lower()
