"""Header fields as strangers write them: encoded words (RFC 2047), addresses (RFC 5322), dates, message ids.

What the standards allow is read by mail-parser (see message.py); this reads what they do not. Nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from email.message import Message as Headers
from email.utils import parsedate_tz
from quopri import decodestring

from intake.reading import transfer
from intake.reading.charsets import clean, decode

__all__ = ["Fields", "addresses", "date", "ids", "words"]

_LONGEST = 16_000
_ENCODED = re.compile(
    r"=\?([A-Za-z0-9_.:$()+-]{1,60}(?:\*[A-Za-z0-9-]{0,20})?)\?([bBqQ])\?([^?\n]{0,4000}(?:\?(?!=)[^?\n]{0,200}){0,20})\?="
)
_FOLD = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:@\\]{1,200}@[^\s<>()\[\]\",;:@\\]{1,255}")
_QUOTED_LOCAL = re.compile(r'"((?:[^"\\\n]|\\.){1,200})"@([^\s<>()\[\]",;:@\\]{1,255})')
_BARE = re.compile(r"(?:([^<>@\n]{0,200}?)\s*<([\w.+-]{1,64})>|([\w.+-]{1,64})\s*(?:\(([^()]{0,200})\))?)")
# Names that may hold what looks like an address: quoted, but no quoted local part, and encoded words.
_NAMES = re.compile(r'"(?:[^"\\\n]|\\.){0,998}"(?!@)|=\?[^?\s]{1,60}\?[bBqQ]\?[^?]{0,998}\?=')
_ID = re.compile(r"<([^<>\s]{1,990})>")
_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)[ T]+(\d\d?):(\d\d)(?::(\d\d))?(?:\.\d+)?[ ]*(Z|[+-]\d\d:?\d\d)?")


class Fields:
    """A header block by lower-cased name; values are unfolded text with raw 8-bit bytes still escaped."""

    def __init__(self, headers: Headers, hint: str | None = None) -> None:
        self._values: dict[str, list[str]] = {}
        self._hint = hint
        for name, value in headers.raw_items():
            self._values.setdefault(name.strip().lower(), []).append(str(value))

    def all(self, name: str) -> list[str]:
        """Every value of a field, first to last, as text with encoded words left as they are."""
        return [self._unfolded(value) for value in self._raw(name)]

    def first(self, name: str) -> str:
        """The first value that is not blank, or ""."""
        return next((text for value in self._raw(name) if (text := self._unfolded(value))), "")

    def text(self, name: str) -> str:
        """The first value that is not blank as a person reads it, on one line."""
        return next((text for value in self._raw(name) if (text := words(value, self._hint))), "")

    def names(self) -> Iterable[str]:
        """The names there are."""
        return self._values

    def _unfolded(self, value: str) -> str:
        return _eight_bit(_FOLD.sub(" ", value[:_LONGEST]), self._hint).strip()

    def _raw(self, name: str) -> list[str]:
        return self._values.get(name, [])


def _eight_bit(value: str, hint: str | None) -> str:
    """The value with surrogate-escaped bytes decoded as the text they were meant to be."""
    if value.isascii():
        return value
    try:
        return decode(value.encode("ascii", "surrogateescape"), hint=hint)
    except UnicodeEncodeError:
        try:
            return decode(value.encode("utf-8", "surrogateescape"), hint=hint)
        except UnicodeEncodeError:
            return value.encode("utf-8", "replace").decode("utf-8")


def words(value: str, hint: str | None = None) -> str:
    """A header value for reading: encoded words decoded, letters split between words joined, no line breaks.

    Blank space between neighbouring encoded words vanishes (RFC 2047, 6.2); everything else keeps its spaces.
    """
    value = _FOLD.sub(" ", value[:_LONGEST])
    if "\x1b" in value:
        value = decode(value.encode("ascii", "surrogateescape"), "iso-2022-jp") if _asciiable(value) else value
    value = _eight_bit(value, hint)
    if "=?" not in value:
        return _one_line(value)
    pieces: list[str] = []
    pending = b""
    label: str | None = None
    at = 0
    for match in _ENCODED.finditer(value):
        between = value[at : match.start()]
        charset = match.group(1).split("*", 1)[0].lower()
        data = _word(match.group(2), match.group(3))
        if label is not None and (between.strip() or charset != label):
            pieces.append(decode(pending, label, hint))
            pending, label = b"", None
        if between.strip() or (not pieces and not pending):
            pieces.append(between)
        if label is None or not _restarts(charset):
            pending, label = pending + data, charset
        else:
            pieces.append(decode(pending, label, hint))
            pending = data
        at = match.end()
    if label is not None:
        pieces.append(decode(pending, label, hint))
    pieces.append(value[at:])
    return _one_line("".join(pieces))


def _asciiable(value: str) -> bool:
    try:
        value.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def _restarts(charset: str) -> bool:
    """Whether each encoded word of this charset is a text of its own, with its own shift state."""
    return charset.startswith(("iso-2022", "utf-7", "hz", "utf-16"))


def _word(encoding: str, data: str) -> bytes:
    if encoding in "qQ":
        raw = data.replace("_", " ").replace("\t", " ").encode("utf-8", "replace")
        return decodestring(raw, header=True) if b"=" in raw else raw
    return transfer.base64(data.replace("-", "+").replace("_", "/").encode("ascii", "ignore"))


def _one_line(text: str) -> str:
    return " ".join(clean(text).replace("\u2028", " ").replace("\x85", " ").split("\n")).strip()


def addresses(value: str, hint: str | None = None) -> list[tuple[str, str]]:
    """(name, address) pairs of a header that mail-parser refused: whatever stands round each address is its name.

    An address within a quoted or encoded name is part of the name, unless there is no other.
    """
    value = value.replace("[mailto:", "<").replace("mailto:", "")
    found = _addresses(value, _NAMES.sub(lambda name: " " * len(name.group()), value), hint)
    if not found:
        value = words(value, hint) if "=?" in value else value
        found = _addresses(value, value, hint)
    if not found and (bare := _BARE.fullmatch(value.strip())):
        # The local mail system's own mails: "MAILER-DAEMON", "Cron Daemon <root>", "root (Cron Daemon)".
        found.append((words(bare.group(1) or bare.group(4) or "", hint), bare.group(2) or bare.group(3)))
    return found


def _addresses(value: str, looked_at: str, hint: str | None) -> list[tuple[str, str]]:
    """The pairs of `value`, with the addresses that stand in `looked_at`, a text of the same length."""
    found: list[tuple[str, str]] = []
    at = 0
    matches = list(_ADDRESS.finditer(looked_at))[:1000]
    for number, match in enumerate(matches):
        following = matches[number + 1].start() if number + 1 < len(matches) else 0
        if value[following - 1 : following] == "<" and not set(looked_at[match.end() : following]) & set(",;>"):
            continue  # "ann@x.example via list <list@x.example>": the name of the one that follows
        local, _, host = match.group().rpartition("@")
        before = value[at : match.start()].strip(" \t,;<([")
        quoted = _QUOTED_LOCAL.match(value, max(0, value.rfind('"', 0, max(0, match.start() - 1))))
        if quoted and quoted.end() == match.end():
            local = quoted.group(1)
        name = words(before.lstrip(">)] ").strip().strip("\"'").strip(), hint)
        if not name and value[match.end() : match.end() + 2].lstrip().startswith("("):
            stop = value.find(")", match.end())
            name = words(value[match.end() : stop].strip(" ("), hint) if stop > 0 else ""
        found.append((name, f"{local}@{host.strip('.').lower()}"))
        at = match.end()
    return found


def date(value: str) -> datetime | None:
    """The time a Date header means, with its zone (UTC when it names none), or None; also asctime and ISO forms."""
    value = value.strip()[:200]
    iso = _ISO.match(value)
    try:
        if iso:
            year, month, day, hour, minute = (int(part) for part in iso.group(1, 2, 3, 4, 5))
            zone = iso.group(7) or "Z"
            offset = 0 if zone == "Z" else int(zone[1:3]) * 60 + int(zone[-2:])
            return datetime(
                year,
                month,
                day,
                hour,
                minute,
                int(iso.group(6) or 0),
                tzinfo=_zone(-offset if zone[0] == "-" else offset),
            )
        parsed = parsedate_tz(value)
        if parsed is None:
            return None
        return datetime(*parsed[:5], min(parsed[5], 59), tzinfo=_zone((parsed[9] or 0) // 60))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _zone(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes)) if abs(minutes) < 24 * 60 else timezone.utc  # noqa: UP017


def ids(value: str) -> list[str]:
    """The message ids of a Message-ID, In-Reply-To or References field, in order, without angle brackets."""
    found = _ID.findall(value)
    if not found and value.strip():
        bare = value.strip().split()[0].strip("<>")
        return [bare[:990]] if "@" in bare else []
    return found
