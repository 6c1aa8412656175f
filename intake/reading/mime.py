"""Bytes -> the tree of a mail's MIME parts (RFC 2045, 2046), nothing decoded yet; linear, with limits checked first.

The standard parser tests each line against every open boundary and copies all of it; a mail of 25 MB would take
seconds. This looks for each boundary as bytes and leaves attachments where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message as Headers
from email.parser import BytesParser
from email.policy import compat32

from intake.reading import transfer
from intake.reading.charsets import codec

__all__ = ["Limits", "Node", "TooBig", "parse", "payload"]

_MOST_BEFORE = 100
"""Lines in front of the headers."""

_FIELD = re.compile(rb"(?:[!-9;-~]+[ \t]*:|[ \t]+[^ \t\r\n])[^\r\n]*(?:\r\n|\n|\r|\Z)")
_BLANK = re.compile(rb"[ \t]*(?:\r\n|\n|\r|\Z)")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_MBOX = re.compile(rb">?From [ \t]*[^\s:]")
_DOUBLED = re.compile(rb"[^\r\n]*\r\r\n")
_KNOWN = re.compile(
    rb"(?i)(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received|return-path|reply-to|"
    rb"x-[a-z-]+|list-[a-z-]+|dkim-signature|references|in-reply-to)[ \t]*:"
)
_SPACED = re.compile(rb"(?m)^([!-9;-~]+)[ \t]+:")
_DELIMITER = re.compile(rb"(?:^|[\r\n])--(-*[^\s-][^\r\n]{1,70})(?=[\r\n])")
_END = re.compile(rb"(--)?[ \t]*(?=\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a message may have at most, checked before anything in it is decoded: bytes in all, bytes of headers in any
    one part, parts, and parts within one another."""

    size: int = 25_000_000
    headers: int = 128_000
    parts: int = 1_000
    depth: int = 50


_USUAL = Limits()


class TooBig(ValueError):  # noqa: N818 - named for what the message is
    """The message exceeds a limit; the text says which."""


@dataclass(slots=True)
class Node:
    """One MIME entity: its headers, lower-cased type, and either children (multipart) or where its body stands."""

    headers: Headers
    content_type: str
    raw: bytes
    start: int
    end: int
    children: list[Node] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        """The undecoded body, copied when asked for."""
        return self.raw[self.start : self.end]

    @property
    def disposition(self) -> str:
        """inline, attachment, another word, or "" when not said."""
        value = str(self.headers.get("Content-Disposition") or "")
        return value.split(";", 1)[0].strip().lower()

    def parameter(self, name: str, header: str = "Content-Type") -> str | None:
        """A parameter of a header, RFC 2231 and quotes undone, or None."""
        said = self.headers.get(header)
        if said is None or name not in str(said).lower():
            return None
        try:
            value = self.headers.get_param(name, None, header)
        except (ValueError, LookupError, IndexError, TypeError, AttributeError):
            return None
        if isinstance(value, tuple):
            charset, _, text = value
            raw = str(text).encode("latin-1", "replace")
            return raw.decode(codec(charset or "") or "utf-8", "replace")
        return value if isinstance(value, str) else None


def parse(raw: bytes, limits: Limits = _USUAL) -> Node:
    """The tree of a whole message. Raises TooBig when a limit is passed."""
    if len(raw) > limits.size:
        raise TooBig(f"the message has {len(raw):,} bytes, the limit is {limits.size:,}")
    if _DOUBLED.match(raw):
        raw = raw.replace(b"\r\r\n", b"\r\n")
    start = _skip_envelope(raw)
    counter = [0]
    return _entity(raw, start, len(raw), 0, counter, "text/plain", limits)


def _skip_envelope(raw: bytes) -> int:
    """Past a byte order mark, blank lines, mbox "From " lines and one line of something else before the headers."""
    at = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    for _ in range(_MOST_BEFORE):
        line = (_LINE if _MBOX.match(raw, at) else _BLANK).match(raw, at)
        if line is None or line.end() == at:
            break
        at = line.end()
    if _FIELD.match(raw, at) is None and (line := _LINE.match(raw, at)) is not None and _KNOWN.match(raw, line.end()):
        return line.end()
    return at


def _headers_end(raw: bytes, start: int, end: int, most: int) -> tuple[int, int, list[tuple[int, int]]]:
    """Where the header lines end, where the body starts, and the header lines' spans."""
    at = start
    lines: list[tuple[int, int]] = []
    limit = min(end, start + most + 1)
    while at < end:
        if at >= limit:
            raise TooBig(f"the headers have more than {most:,} bytes")
        blank = _BLANK.match(raw, at, end)
        if blank is not None and blank.end() > at:
            return at, blank.end(), lines
        line = _FIELD.match(raw, at, end)
        if line is None:
            # A line that is no header: a header broken without its indent if known headers follow, else the body.
            line = _LINE.match(raw, at, min(end, limit))
            following = line.end() if line else end
            if not lines or not (raw[at : at + 5] == b">From" or _KNOWN.match(raw, following, end)):
                return at, at, lines
            if raw[at : at + 5] != b">From":
                lines.append((at, -following))
            at = following
            continue
        lines.append((at, line.end()))
        at = line.end()
    if at > limit:
        raise TooBig(f"the headers have more than {most:,} bytes")
    return at, at, lines


def _entity(raw: bytes, start: int, end: int, depth: int, counter: list[int], default: str, limits: Limits) -> Node:
    counter[0] += 1
    if counter[0] > limits.parts:
        raise TooBig(f"the message has more than {limits.parts:,} parts")
    if depth > limits.depth:
        raise TooBig(f"the message's parts are nested more than {limits.depth} deep")
    _, body, lines = _headers_end(raw, start, end, limits.headers)
    block = b"".join(raw[a:b] if b > 0 else b" " + raw[a:-b] for a, b in lines)
    # "Subject :" is what RFC 822 allowed and RFC 5322, 4.5, still asks to read.
    block = _SPACED.sub(rb"\1:", block.replace(b"\0", b""))
    headers = BytesParser(policy=compat32).parsebytes(block + b"\n", headersonly=True)
    kind = _content_type(headers, default)
    node = Node(headers, kind, raw, body, end)
    if kind.startswith("multipart/"):
        spans, node.end = _delimited(node, limits.parts) or ([], end)
        if spans:
            inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
            node.children = [_entity(raw, a, b, depth + 1, counter, inner, limits) for a, b in spans]
            return node
        node.content_type = "text/plain"
    return node


def _content_type(headers: Headers, default: str) -> str:
    value = headers.get("Content-Type")
    if value is None:
        return default
    kind = str(value).split(";", 1)[0].strip().strip("\"'").lower()
    if kind == "text":
        return "text/plain"
    if kind.count("/") != 1 or not all(kind.split("/")) or " " in kind or not kind.isascii() or len(kind) > 120:
        return "text/plain"
    return kind


def _delimited(node: Node, most: int) -> tuple[list[tuple[int, int]], int] | None:
    """The spans of a multipart's parts and where the first delimiter stands, or None when there is no delimiter."""
    for boundary in _boundaries(node):
        spans, first = _between(node.raw, node.start, node.end, boundary, most)
        if first < node.end:
            return spans, first
    return None


def _boundaries(node: Node) -> Iterator[bytes]:
    """What may be the boundary: the parameter, it without its apostrophes, what the body itself shows."""
    said = (node.parameter("boundary") or "").strip("\r\n").rstrip()
    for words in dict.fromkeys((said, said.strip("'"))):
        if words:
            try:
                yield words.encode("ascii", "surrogateescape")
            except UnicodeEncodeError:
                yield words.encode("utf-8", "replace")
    # The parameter is missing or does not fit: the first line that opens with two hyphens and comes again is meant.
    first = _DELIMITER.search(node.raw, max(0, node.start - 1), min(node.end, node.start + 2000))
    if first is not None:
        guess = first.group(1).rstrip()
        if node.raw.find(b"\n--" + guess + b"--", node.start, node.end) >= 0:
            yield guess


def _between(raw: bytes, start: int, end: int, boundary: bytes, most: int) -> tuple[list[tuple[int, int]], int]:
    """The spans between delimiter lines, and where the first such line stands; a missing closing one ends at `end`."""
    delimiter, spans, opened, at, first = b"--" + boundary, list[tuple[int, int]](), -1, start, end
    while True:
        at = raw.find(delimiter, at, end)
        if at < 0:
            break
        after = _END.match(raw, at + len(delimiter), end)
        if after is None or not (at == start or raw[at - 1] in b"\r\n"):
            at += len(delimiter)
            continue
        first = min(first, at)
        if opened >= 0:
            stop = at - 1 if raw[at - 1] in b"\r\n" else at
            if raw[stop - 1 : stop + 1] == b"\r\n":
                stop -= 1
            spans.append((opened, max(opened, stop)))
            if len(spans) > most:
                raise TooBig(f"the message has more than {most:,} parts")
        if after.group(1):
            return spans, first
        opened = after.end()
        opened += 2 if raw[opened : opened + 2] == b"\r\n" else 1
        opened, at = min(opened, end), after.end()
    if opened >= 0:
        # A closing delimiter that some program put right after the last words.
        glued = raw.rfind(delimiter + b"--", opened, end)
        spans.append((opened, glued if glued >= 0 else end))
    return spans, first


def payload(node: Node, most: int | None = None) -> bytes:
    """The node's body, or its first `most` bytes, with its Content-Transfer-Encoding undone as far as it can be. Never
    raises."""
    body = node.body if most is None else node.raw[node.start : min(node.end, node.start + most)]
    encoding = node.headers.get("Content-Transfer-Encoding")
    return transfer.decoded(body, str(encoding)) if encoding is not None else body
