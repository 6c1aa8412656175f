"""The MIME tree -> what a person sees: one text with its links, the HTML as written, and the parts beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from intake.reading import html as pages
from intake.reading.charsets import clean, decode
from intake.reading.headers import words
from intake.reading.mime import Node, payload

__all__ = ["Body", "charset", "find"]

_LONGEST_SOURCE = 3_000_000
"""Characters of all text parts that are read; no person writes more, and a page of hostile markup may be that long."""
_LONGEST = 1_000_000
"""Characters of the whole text; what follows is left out."""

_MOST_LINKS = 5_000
_TAGS = re.compile(r"<[^<>]{0,400}>")
_CALENDAR = {"text/calendar", "application/ics", "text/x-vcalendar"}
_LOOK_AT_HTML = re.compile(
    r"(?i)\bhtml\b|this (?:e-?mail|message) (?:requires|contains|is)|your (?:e-?mail|mail) (?:client|program|reader)|"
    r"view (?:this|the|it) (?:e-?mail|message|online|in (?:your|a) browser)|online (?:ansehen|lesen|anzeigen)"
)
_META = re.compile(rb"(?i)<meta\s[^<>]{0,200}\bcharset\s*=\s*[\"']?([a-z0-9_:.-]{1,40})")
_META_WITHIN = 4096
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"\w{2,}")


@dataclass(slots=True)
class Body:
    """What `Message` takes over; links are (address, words, start, end) in `text`."""

    text: str = ""
    html: str | None = None
    links: list[tuple[str, str, int, int]] = field(default_factory=list)
    parts: list[tuple[str, str | None, bytes, str | None, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    attached: tuple[bytes, ...] = ()
    taken: int = 0  # characters of source
    marks: int = 0  # tags of pages


@dataclass(slots=True)
class _Piece:
    """One displayed stretch: as plain text, as HTML, or (multipart/alternative) both."""

    plain: str | None = None
    html: str | None = None


def charset(node: Node) -> str | None:
    """The first charset that a text part declares, other than the ones that say nothing."""
    said = node.parameter("charset")
    if said and node.content_type.startswith("text/") and said.lower() not in ("us-ascii", "utf-8"):
        return said
    for child in node.children:
        if found := charset(child):
            return found
    return None


def find(tree: Node, hint: str | None) -> Body:
    """The body of the whole message."""
    body, attached = Body(), list[bytes]()
    pieces = _pieces(tree, body, attached, hint, top=True)
    if not any((piece.plain or piece.html or "").strip() for piece in pieces) and body.parts:
        pieces += [_Piece(plain=part[3]) for part in body.parts if part[0] == "text/plain" and part[3]][:1]
        if not pieces:
            pieces += [_Piece(html=part[3]) for part in body.parts if part[0] == "text/html" and part[3]][:1]
    body.attached = tuple(attached)
    sources = [piece.html for piece in pieces if piece.html]
    body.html = "\n".join(sources) or None
    for piece in pieces:
        if len(body.text) > _LONGEST:
            break
        _add(body, piece, len(pieces) <= 8)
    body.text = body.text[:_LONGEST] if body.text.strip() else ""
    body.links = [link for link in body.links[:_MOST_LINKS] if link[3] <= len(body.text)]
    return body


def _pieces(node: Node, body: Body, attached: list[bytes], hint: str | None, top: bool = False) -> list[_Piece]:
    if node.children:
        inner = [_pieces(child, body, attached, hint) for child in node.children]
        if node.content_type == "multipart/alternative":
            return _alternatives(inner)
        return [piece for pieces in inner for piece in pieces]
    kind = node.content_type
    if kind in ("message/rfc822", "message/global"):
        inner_raw = payload(node)
        if inner_raw.strip():
            attached.append(inner_raw)
        return []
    if _shown(node, top):
        text = _text(
            node, hint, min(_LONGEST_SOURCE if kind == "text/html" else _LONGEST, _LONGEST_SOURCE - body.taken)
        )
        body.taken += len(text)
        if kind == "text/html" or (
            top and kind == "text/plain" and text.lstrip()[:15].lower().startswith(("<!doctype html", "<html"))
        ):
            return [_Piece(html=text)]
        if kind in ("text/enriched", "text/richtext"):
            text = _TAGS.sub("", text.replace("<<", "<\u200b").replace("<nl>", "\n")).replace("\u200b", "")
        return [_Piece(plain=_flowed(node, text))]
    _keep(node, body, hint)
    return []


def _shown(node: Node, top: bool) -> bool:
    """Whether a leaf is text that a mail program shows, rather than a file beside it."""
    if node.content_type not in ("text/plain", "text/html", "text/enriched", "text/richtext"):
        return top and node.content_type.startswith("text/") and node.content_type not in _CALENDAR
    disposition = node.disposition
    if disposition == "attachment":
        return False
    named = node.parameter("filename", "Content-Disposition") or node.parameter("name")
    return top or disposition == "inline" or not named


def _text(node: Node, hint: str | None, most: int) -> str:
    """The first `most` characters of a text part."""
    if most <= 0:
        return ""
    content = payload(node, 4 * most)
    label = node.parameter("charset")
    if label is None and node.content_type == "text/html" and (named := _META.search(content[:_META_WITHIN])):
        label = named.group(1).decode("ascii")
    return clean(decode(content, label, hint)[:most])


def _flowed(node: Node, text: str) -> str:
    """format=flowed undone (RFC 3676): soft line breaks joined, stuffed spaces removed, quote marks kept."""
    if (node.parameter("format") or "").strip().lower() != "flowed":
        return text
    deletes = (node.parameter("delsp") or "").strip().lower() == "yes"
    lines: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        rest = rest[1:] if rest.startswith(" ") else rest
        soft = rest.endswith(" ") and rest != "-- "
        if soft and deletes:
            rest = rest[:-1]
        if open_depth == depth and lines and rest != "-- ":
            lines[-1] += rest
        else:
            lines.append((">" * depth + " " if depth else "") + rest)
        open_depth = depth if soft else -1
    return "\n".join(lines)


def _alternatives(inner: list[list[_Piece]]) -> list[_Piece]:
    """The children of multipart/alternative say the same: the best plain one and the best HTML one make a piece."""
    plain = next(
        (part for part in reversed(inner) if part and all(p.plain is not None and p.html is None for p in part)), None
    )
    rich = next((part for part in reversed(inner) if any(p.html is not None for p in part)), None)
    if rich is None:
        return plain or []
    if plain is None:
        return rich
    return [
        _Piece(
            plain="\n".join(piece.plain or "" for piece in plain),
            html="\n".join(piece.html or "" for piece in rich if piece.html is not None),
        )
    ]


def _keep(node: Node, body: Body, hint: str | None) -> None:
    """A part beside the text. Only what may hold words is decoded; pictures and files keep their type and name."""
    kind = node.content_type
    name = node.parameter("filename", "Content-Disposition") or node.parameter("name")
    filename = words(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), hint)[:255] if name else None
    content, text = b"", None
    calendar = kind in _CALENDAR or bool(filename and filename.lower().endswith((".ics", ".vcs")))
    if (calendar or kind.startswith(("text/", "message/"))) and node.end - node.start <= 4_000_000:
        content = payload(node)
        text = clean(decode(content, node.parameter("charset"), hint))
    said = tuple(
        (word, value[:200])
        for word in ("method", "charset", "component")
        if (value := node.parameter(word)) is not None
    )
    body.parts.append(("text/calendar" if calendar else kind, filename, content, text, said))


def _add(body: Body, piece: _Piece, few: bool) -> None:
    plain = piece.plain
    if piece.html is None:
        _append(body, plain or "", [], few)
        return
    text, links = pages.to_text(piece.html) if body.marks <= pages.MOST_MARKS else ("", [])
    body.marks += piece.html.count("<")
    if plain is None or _says_nothing(plain, text):
        _append(body, text, links, few)
    else:
        _append(body, plain, _placed(links, plain), few)


def _says_nothing(plain: str, text: str) -> bool:
    """Whether the plain part is empty, or only says that there is an HTML one."""
    if not plain.strip():
        return bool(text.strip())
    if len(plain) < 600 and len(text) > 2 * len(plain) and _LOOK_AT_HTML.search(plain):
        return True
    # A sentence without a single number, over a page that holds the table of days.
    if len(plain) < 400 and len(text) > 1.5 * len(plain) and not _DIGIT.search(plain) and _DIGIT.search(text):
        return True
    # Markup sent as the plain part.
    return plain.lstrip()[:15].lower().startswith(("<!doctype html", "<html")) and bool(text.strip())


def _append(body: Body, text: str, links: list[tuple[str, str, int, int]], few: bool) -> None:
    if not text.strip():
        return
    if body.text:
        # Bad mail programs send the same text twice side by side, once plain and once as HTML.
        if few and _same(body.text, text):
            return
        body.text = body.text.rstrip("\n") + "\n\n"
    shift = len(body.text)
    body.text += text
    body.links.extend((url, said, start + shift, end + shift) for url, said, start, end in links)


def _same(one: str, other: str) -> bool:
    known = set(_LETTERS.findall(one.lower()))
    new = set(_LETTERS.findall(other.lower()))
    return bool(new) and len(new - known) * 20 <= len(new)


def _placed(links: list[tuple[str, str, int, int]], plain: str) -> list[tuple[str, str, int, int]]:
    """The HTML's links at the words of the plain text that they stand on; where those are missing, after the last."""
    placed: list[tuple[str, str, int, int]] = []
    at = 0
    for url, said, _, _ in links:
        start = plain.find(said, at) if said else -1
        if start < 0 and said and len(placed) < 500:
            start = plain.find(said)
        if start >= 0:
            placed.append((url, said, start, start + len(said)))
            at = max(at, start + len(said))
        else:
            placed.append((url, said, at, at))
    return placed
