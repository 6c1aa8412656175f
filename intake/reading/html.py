"""HTML mail -> readable text with line structure, and its links with offsets in that text. Linear in any input.

Not a renderer: blocks become lines, table cells tabs, lists dashes, quotations "> ". Hidden text (the preheader of
newsletters, style, script) is left out.
"""

from __future__ import annotations

import re
from html import unescape as _unescape

__all__ = ["Tag", "to_text", "tokens"]

MOST_MARKS = 100_000
"""Tags of a page that are read; no person's page has a tenth of them."""
_OPENING = re.compile(r"<(?=[a-zA-Z/!?])")
_NAME = re.compile(r"/?[a-zA-Z][^\s/>]*")
# A tag's end, quotes respected only where HTML does: after an equals sign.
_TAG_END = re.compile(r"""(?:[^=>]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+>""")
_ATTRIBUTE = re.compile(r"""([^\s/>=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?+""")
_SPACE = re.compile(r"[ \t\n\r\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u00ad\u034f\u180e\u200b\u2060-\u2064\ufeff]+")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*[01](?:px|pt)?\s*(?:;|!|$)|max-height\s*:\s*0(?:px)?\s*(?:;|!|$)"
)
_RAW = {"script", "style", "title", "textarea", "xmp", "noembed", "iframe", "noframes"}
_DROPPED = {
    "script",
    "style",
    "head",
    "title",
    "template",
    "noembed",
    "iframe",
    "object",
    "svg",
    "math",
    "select",
    "nav",
    "noframes",
}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_PARAGRAPH = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "ul",
    "ol",
    "table",
    "pre",
    "dl",
    "hr",
    "form",
    "figure",
}
_LINE = _PARAGRAPH | {
    "div", "tr", "li", "br", "section", "article", "header", "footer", "address", "dt", "dd", "caption", "center",
    "body", "html", "tbody", "thead", "tfoot", "main", "nav", "aside", "fieldset", "legend", "details",
    "summary", "figcaption",
    "option", "marquee",
}  # fmt: skip


# The standard library makes a number of it, and Python refuses to make one of more than 4,300 digits.
_NO_LETTER = re.compile(r"&#0*+[0-9]{8,}+;?")


def unescape(text: str) -> str:
    """The text with its character references undone."""
    return _unescape(_NO_LETTER.sub("\ufffd", text) if "&#" in text else text)


class Tag:
    """One tag as it stands in the source: `name` lower-cased, `closing` for </x>, attributes read when asked for."""

    __slots__ = ("_attributes", "_source", "closing", "name")

    def __init__(self, name: str, closing: bool, source: str) -> None:
        self.name, self.closing, self._source = name, closing, source
        self._attributes: dict[str, str] | None = None

    @property
    def attributes(self) -> dict[str, str]:
        """Lower-cased names to unescaped values; the first of a repeated name counts."""
        if self._attributes is None:
            self._attributes = {}
            for match in _ATTRIBUTE.finditer(self._source):
                value = match.group(2) or match.group(3) or match.group(4) or ""
                self._attributes.setdefault(match.group(1).lower(), unescape(value) if "&" in value else value)
        return self._attributes


def tokens(html: str) -> list[Tag | str]:
    """The source as tags and text (entities undone; the text of <script> and <style> as it is), comments left out.

    What stands behind the first `MOST_MARKS` tags is left out, too.
    """
    found: list[Tag | str] = []
    at, size, careful = 0, len(html), True
    lowered: str | None = None
    endless: set[str] = set()
    for _ in range(MOST_MARKS):
        if at >= size:
            break
        tagged = _OPENING.search(html, at)
        if tagged is None:
            found.append(unescape(html[at:]))
            break
        opening = tagged.start()
        if opening > at:
            found.append(unescape(html[at:opening]))
        name = _NAME.match(html, opening + 1)
        if name is None:
            if html.startswith("<!--", opening):
                stop = html.find("-->", opening + 4)
                # An unclosed comment: browsers drop the rest; a mail's text is worth more, so only the mark goes.
                at = stop + 3 if stop >= 0 else opening + 4
                if stop < 0:
                    html = html[:opening] + html[opening:].replace("<!--", "    ")
                    lowered = None
            else:
                stop = html.find(">", opening)
                at = stop + 1 if stop >= 0 else size
            continue
        end = _TAG_END.match(html, name.end()) if careful else None
        stop = end.end() if end else html.find(">", name.end()) + 1
        if end is None:
            # Quotes that do not pair: from here on the next ">" ends a tag, so that no text is scanned twice.
            careful = False
            if stop == 0:
                found.append(unescape(html[opening:]))
                break
        word = name.group().lower()
        tag = Tag(word.lstrip("/"), word.startswith("/"), html[name.end() : stop - 1])
        found.append(tag)
        at = stop
        if tag.name in _RAW and not tag.closing and tag.name not in endless:
            if lowered is None:
                lowered = _ascii_lower(html)
            stop = lowered.find(f"</{tag.name}", at)
            if stop >= 0:
                found.append(html[at:stop])
                at = stop
            else:
                endless.add(tag.name)
    return found


def _ascii_lower(text: str) -> str:
    """Lower case that keeps every offset (str.lower may lengthen a text)."""
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


class _Writer:
    """Collects text, remembering how long it is, so that a link knows where it stands."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.breaks = 2
        self.space = False
        self.quotes = 0
        self.bullet = ""
        self.tab = False

    def break_line(self, count: int) -> None:
        """At least `count` line ends before the next text."""
        self.space = self.tab = False
        if count > self.breaks:
            self._put("\n" * (count - self.breaks))
            self.breaks = count

    def force_line(self) -> None:
        """One line end more (<br>), but never more than one blank line."""
        self.space = self.tab = False
        if self.breaks < 2:
            self._put("\n")
            self.breaks += 1

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def lead(self) -> None:
        """What stands before the next text: quote marks and a dash at a line's start, else the pending space."""
        if self.breaks:
            self._put("> " * min(self.quotes, 8) + self.bullet)
        elif self.tab:
            self._put("\t")
        elif self.space:
            self._put(" ")
        self.bullet, self.space, self.tab, self.breaks = "", False, False, 0

    def text(self, text: str, kept: bool) -> None:
        """Text of the page; blank space is folded unless `kept` (<pre>)."""
        text = text if text.isascii() else _INVISIBLE.sub("", text)
        if kept:
            for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
                if number:
                    self.force_line()
                if line.strip():
                    self.lead()
                    self._put(line.replace("\u00a0", " ").rstrip())
            return
        text = _SPACE.sub(" ", text)
        if not text:
            return
        if text.startswith(" ") and not self.breaks:
            self.space = True
        if (body := text.strip(" ")) != "":
            self.lead()
            self._put(body)
            self.space = text.endswith(" ")


def _is_hidden(tag: Tag) -> bool:
    attributes = tag.attributes
    if "hidden" in attributes and tag.name != "td":
        return True
    style = attributes.get("style")
    return (
        bool(style)
        and _HIDDEN.search((style or "")[:2000].lower()) is not None
        and tag.name not in ("body", "html", "td", "tr")
    )


def _alternative(tag: Tag, linked: bool) -> str:
    """An image's alt text where it says something: a linked picture's, or a sentence on a flyer."""
    attributes = tag.attributes
    alt = _SPACE.sub(" ", attributes.get("alt", "")).strip()
    if not alt or attributes.get("width") in ("0", "1") or attributes.get("height") in ("0", "1"):
        return ""
    if alt.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")):
        return ""
    return alt if linked or len(alt.split()) >= 4 else ""


def _is_quote(tag: Tag) -> bool:
    attributes = tag.attributes
    return tag.name == "blockquote" and (
        attributes.get("type", "").lower() == "cite"
        or "cite" in attributes
        or "quote" in attributes.get("class", "").lower()
    )


def to_text(html: str) -> tuple[str, list[tuple[str, str, int, int]]]:
    """The page's text, and its links in order as (address, words, start, end); offsets are those of that text."""
    out = _Writer()
    anchors: list[tuple[str, str, int, int]] = []
    hidden, depth, kept = "", 0, 0
    link: tuple[str, int] | None = None
    pictures: list[str] = []
    quotes: list[bool] = []

    def close_link() -> None:
        nonlocal link
        if link is None:
            return
        url, start = link
        if out.length == start and pictures:
            out.text(pictures[0], False)
        start = min(start, out.length)
        written = "".join(out.pieces[link_piece:])
        lead = len(written) - len(written.lstrip("\n\t >-"))
        start = min(start + lead, out.length)
        anchors.append((url, written[lead:].strip(), start, start + len(written[lead:].rstrip())))
        link = None

    link_piece = 0
    for token in tokens(html):
        if isinstance(token, str):
            if not depth:
                out.text(token, kept > 0)
            continue
        name = token.name
        if depth:
            if name == hidden:
                depth += -1 if token.closing else 1
            elif hidden == "head" and name == "body":
                depth = 0
            continue
        if name == "a":
            close_link()
            pictures = []
            if not token.closing and (url := token.attributes.get("href", "").strip()):
                if out.space and not out.breaks:
                    out.lead()
                link, link_piece = (url, out.length), len(out.pieces)
            continue
        if name == "img":
            if alt := _alternative(token, link is not None):
                if link is not None:
                    pictures.append(alt)
                else:
                    out.text(f" {alt} ", False)
            continue
        if not token.closing and name not in _VOID and (name in _DROPPED or _is_hidden(token)):
            hidden, depth = name, 1
            continue
        if name in ("td", "th"):
            if not out.breaks:
                out.tab = True
            continue
        if name not in _LINE:
            continue
        if name == "br":
            out.force_line()
            continue
        out.break_line(2 if name in _PARAGRAPH else 1)
        if name == "pre":
            kept = max(0, kept + (-1 if token.closing else 1))
        elif name == "li" and not token.closing:
            out.bullet = "- "
        elif name == "blockquote":
            if not token.closing:
                quotes.append(_is_quote(token))
                out.quotes += quotes[-1]
            elif quotes:
                out.quotes -= quotes.pop()
    close_link()
    text = "".join(out.pieces)
    return text.rstrip(), anchors
