"""How values are written in each format: days and times in words, iCalendar and XML text. Pure."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from babel.dates import format_date, format_time

from render.languages import Language


@lru_cache(maxsize=32768)
def day_heading(day: dt.date, language: Language, this_year: int) -> str:
    """A day in the page's language ("Friday, 7 April"), with its year when that is not `this_year`."""
    pattern = language.day if day.year == this_year else language.day_year
    return format_date(day, pattern, language.locale)


@lru_cache(maxsize=4096)
def month_heading(year: int, month: int, language: Language) -> str:
    """A month and its year in the page's language ("April 2027")."""
    return format_date(dt.date(year, month, 1), language.month, language.locale)


@lru_cache(maxsize=4096)
def date_words(day: dt.date, language: Language) -> str:
    """A date in the page's language ("7 April 2027")."""
    return format_date(day, language.date, language.locale)


@lru_cache(maxsize=16384)
def clock(time: dt.time, language: Language) -> str:
    """A time of day on the 24-hour clock, or as the language's file wants it ("18:00", "18.00")."""
    return format_time(time, language.time, locale=language.locale)


@lru_cache(maxsize=8192)
def country_name(code: str, language: Language) -> str:
    """A country's name in the page's language; the code itself when CLDR has none."""
    return str(language.locale.territories.get(code.upper(), code))


_ICS_SPECIAL = re.compile(r"[\\;,\n]")
_ICS_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@lru_cache(maxsize=32768)
def ics_text(value: str) -> str:
    """A TEXT value of iCalendar with its special characters escaped (RFC 5545, 3.3.11)."""
    if not _ICS_SPECIAL.search(value):
        return value
    return _ICS_SPECIAL.sub(lambda found: _ICS_ESCAPES[found[0]], value)


def ics_fold(text: str) -> bytes:
    """Content lines as they travel: each ended by CRLF and folded so that none is over 75 octets (RFC 5545, 3.1).

    A fold never splits a character's UTF-8 octets. Empty lines, which templates leave behind, are dropped.
    """
    lines = text.split("\n")
    if text.isascii() and len(max(lines, key=len)) <= 75 and "" not in lines[:-1]:
        return "\r\n".join(lines).encode()
    folded = []
    for line in lines:
        octets = line.strip("\r\n").encode()
        if octets:
            folded.append(octets if len(octets) <= 75 else _folded(octets))
    folded.append(b"")
    return b"\r\n".join(folded)


def _folded(octets: bytes) -> bytes:
    pieces, start, room = [], 0, 75
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, 74
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces)


_XML_SPECIAL = re.compile(r"[&<>\"']")
_XML_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}


@lru_cache(maxsize=32768)
def xml_text(value: str) -> str:
    """Text or attribute value of XML 1.0, escaped; control characters must be gone already."""
    if not _XML_SPECIAL.search(value):
        return value
    return _XML_SPECIAL.sub(lambda found: _XML_ESCAPES[found[0]], value)


def utc_stamp(moment: dt.datetime) -> str:
    """A UTC DATE-TIME of iCalendar ("20270407T160000Z")."""
    return moment.isoformat()[:19].replace("-", "").replace(":", "") + "Z"


def floating_stamp(local: str) -> str:
    """A wall-clock DATE-TIME of iCalendar from ISO 8601 without an offset ("2027-04-07T18:00" -> "20270407T180000")."""
    return local.replace("-", "").replace(":", "") + "00"


@lru_cache(maxsize=1024)
def plain_language(tag: str) -> str:
    """A BCP 47 tag's language without script and region ("pt-BR" -> "pt")."""
    return tag.lower().partition("-")[0]


@lru_cache(maxsize=8192)
def sorting(name: str) -> str:
    """A key that sorts names without regard to case and accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(char))
