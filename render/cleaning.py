"""What may leave the house: text without control characters, links without tricks, names that are slugs.

Everything here takes what a stranger wrote and gives back what is safe to publish in any format; escaping for
HTML, XML, iCalendar or JSON is the format's own business and comes after.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urlsplit

import idna
from anyascii import anyascii

_SPACES = re.compile(r"\s+")
# Format characters that scripts and emoji need; every other one (bidi controls, tags, zero-width space) goes.
_KEPT_FORMAT = {"\u200c", "\u200d", "\u00ad"}
_SPACE_LIKE = {"\t", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"}


def text(value: str | None) -> str:
    """One line of text: no control characters, bidi controls, surrogates or noncharacters; white space is one space."""
    if not value:
        return ""
    if value.isprintable() and "  " not in value and value[0] != " " and value[-1] != " ":
        return value
    kept = []
    for char in value:
        if char in _SPACE_LIKE:
            kept.append(" ")
            continue
        category = unicodedata.category(char)
        if category in ("Cc", "Cs", "Cn") or (category == "Cf" and char not in _KEPT_FORMAT):
            continue
        kept.append(char)
    return _SPACES.sub(" ", "".join(kept)).strip()


_PLAIN_LINK = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:/[A-Za-z0-9/._~!$&()*+,;=:@%?#-]*)?\Z")
_PLAIN_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+\Z")
# The characters of RFC 3986, and "%" so that what is encoded already stays as it is.
_URL_SAFE = "/?#[]!$&()*+,;=:@~%-._"
_UNWISE_IN_HOST = re.compile(r"[\s<>\"'\\^`{|}%@/?#]")


def link(url: str | None) -> str | None:
    """The address as it may be published, or None when it may not.

    Only http, https and mailto; user information is taken out; a host of mixed scripts is written in punycode
    (RFC 5891); characters outside RFC 3986 are percent-encoded, letters of other scripts in the path stay.
    """
    if not url:
        return None
    if _PLAIN_LINK.match(url):
        return url
    return _link(url)


@lru_cache(maxsize=4096)
def _link(url: str) -> str | None:
    url = "".join(char for char in url.strip() if char not in "\t\r\n")  # as browsers do (WHATWG URL, 4.4)
    scheme, colon, rest = url.partition(":")
    scheme = scheme.lower()
    if scheme == "mailto" and colon:
        address = rest.partition("?")[0]
        return f"mailto:{address}" if _PLAIN_MAIL.match(address) else None
    if scheme not in ("http", "https") or not colon:
        return None
    rest = rest.replace("\\", "/").lstrip("/")  # browsers take a backslash for a slash
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        port = parts.port
    except ValueError:
        return None
    name = host(parts.hostname)
    if name is None:
        return None
    address = f"{scheme}://{name}" + (f":{port}" if port is not None else "")
    path = parts.path or ""
    return (
        address
        + _percent(path)
        + (f"?{_percent(parts.query)}" if parts.query else "")
        + (f"#{_percent(parts.fragment)}" if parts.fragment else "")
    )


def _percent(part: str) -> str:
    return "".join(
        char if char.isalnum() or (char > "\x7f" and unicodedata.category(char)[0] == "M") else quote(char, _URL_SAFE)
        for char in part
        if unicodedata.category(char) not in ("Cs", "Cn", "Cc", "Cf")
    )


def ascii_link(url: str) -> str:
    """The address with every character in ASCII, as iCalendar's URI values want it (RFC 5545, 3.3.13; RFC 3986)."""
    if url.isascii():
        return url
    scheme, _, rest = url.partition("://")
    authority, slash, tail = rest.partition("/")
    name, colon, port = authority.partition(":")
    return f"{scheme}://{_puny(name) or name}{colon}{port}{slash}{quote(tail, _URL_SAFE)}"


def host(name: str | None) -> str | None:
    """A host name as it may be shown: lower case, in punycode when its letters are of more than one script."""
    if not name or _UNWISE_IN_HOST.search(name):
        return None
    if ":" in name:
        return f"[{name}]" if re.fullmatch(r"[0-9a-fA-F:.]+", name) else None
    encoded = _puny(name)
    if encoded is None:
        return None
    try:
        shown = idna.decode(encoded) if "xn--" in encoded else encoded
    except idna.IDNAError:
        return encoded
    return encoded if len(_scripts(shown)) > 1 else shown


def _puny(name: str) -> str | None:
    name = name.rstrip(".")
    if name.isascii():
        return name.lower() if re.fullmatch(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?", name) else None
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return None


_TOGETHER = (frozenset({"CJK", "HIRAGANA", "KATAKANA"}), frozenset({"CJK", "HANGUL"}), frozenset({"CJK", "BOPOMOFO"}))


def _scripts(name: str) -> set[str]:
    """The scripts of the letters in a name; those that one writing system uses together count as one."""
    scripts = {unicodedata.name(char, "?").split(" ")[0].split("-")[0] for char in name if char.isalpha()}
    return {"CJK"} if any(scripts <= together for together in _TOGETHER) and scripts else scripts


def shown_host(url: str) -> str:
    """The words that name where a published link leads: its host without "www."; a mailto's address."""
    if url.startswith("mailto:"):
        return url[7:]
    name = url.partition("://")[2].partition("/")[0].partition("?")[0].partition("#")[0]
    return name.removeprefix("www.")


@lru_cache(maxsize=65536)
def slug(value: str) -> str:
    """ASCII letters and digits joined by single hyphens, at most 60; "" when nothing is left."""
    folded = value if value.isascii() else anyascii(unicodedata.normalize("NFKC", value))
    return re.sub(r"[^a-z0-9]+", "-", folded.lower()).strip("-")[:60].strip("-")


@lru_cache(maxsize=65536)
def id_slug(value: str) -> str:
    """A slug that differs wherever the ids differ: the id itself when it is one, else with part of its hash."""
    short = slug(value)
    if short and short == value:
        return short
    return f"{short[:40].strip('-')}-{hashlib.sha256(value.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}".lstrip(
        "-"
    )
