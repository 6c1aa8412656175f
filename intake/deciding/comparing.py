"""What two texts, pages or points have in common, whatever they are part of."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache, lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from intake.reading.languages import language, tags

_PREFIX = 5  # letters two words must share to count as forms of one word
_NOT_A_PAGE = {"lang", "language", "hl", "locale", "ref", "source", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid"}


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text without case, accents and punctuation, its words one space apart."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", plain.replace("ß", "ss").replace("ø", "o").replace("ł", "l")))


@lru_cache(maxsize=8192)
def words(text: str) -> frozenset[str]:
    """The words of a text that tell it from others: folded, those of more than three letters, and numbers.

    Scripts written without spaces give pairs of characters.
    """
    found: set[str] = set()
    for word in fold(text).split():
        if any(
            "\u2e80" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7ff" or "\u1100" <= char <= "\u11ff"
            for char in word
        ):
            found |= {word[at : at + 2] for at in range(max(1, len(word) - 1))}
        elif len(word) > 3 or word.isdigit():
            found.add(word)
    return frozenset(found)


def overlap(mine: frozenset[str], yours: frozenset[str]) -> float:
    """The share of words in common (0 to 1), forms of one word counted as one; a single word counts half.

    That both say "for" or "with" is nothing in common.
    """
    fewer, more = sorted((mine, yours), key=lambda group: (len(group), sorted(group)))
    if not fewer:
        return 0.0
    stems = {word[:_PREFIX] for word in more}
    said = fewer - _filler()
    shared = sum(1 for word in said if word in more or word[:_PREFIX] in stems)
    size = (len(fewer) + min(len(more), 2 * len(fewer))) / 2
    return min(1.0, shared / max(size, 2.0))


@cache
def _filler() -> frozenset[str]:
    """The commonest words of every language, folded."""
    return frozenset(fold(word) for tag in tags() for word in language(tag).table("guess").get("words", "").split())


@lru_cache(maxsize=8192)
def canonical(url: str) -> str | None:
    """What two addresses of one page have in common: host and path without "www.", scheme, language or anchor.

    A site's root gives the bare host, without a slash. None for what is no web address.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").casefold()
    except ValueError:
        return None
    if not host:
        return None
    for prefix in ("www.", "m.", "mobile."):
        host = host.removeprefix(prefix)
    steps = [step for step in parts.path.split("/") if step]
    if steps and re.fullmatch(r"[a-z]{2}(?:[-_][A-Za-z]{2})?", steps[0]):
        steps = steps[1:]
    asked = [
        (name, value)
        for name, value in parse_qsl(parts.query)
        if name.casefold() not in _NOT_A_PAGE and not name.casefold().startswith("utm_")
    ]
    query = "?" + urlencode(sorted(asked)) if asked else ""
    return "/".join([host, *steps]) + ("/" + query if query else "")


def marks(page: str) -> set[str]:
    """Numbers of at least four digits in an address: ids that stay when the title in it is translated."""
    return {number for number in re.findall(r"\d{4,}", page) if not re.fullmatch(r"20\d\d", number)}


def kilometres(a: tuple[float, float] | None, b: tuple[float, float] | None) -> float | None:
    """The great-circle distance of two (latitude, longitude) in degrees; None where one is not known."""
    if a is None or b is None:
        return None
    (lat1, lon1), (lat2, lon2) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(half)))
