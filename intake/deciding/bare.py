"""Hours and days so short that only a conversation gives them a meaning: "at 3", "the 9th".

In an announcement such a number may be anything, and reading leaves it alone. In a reply about an event of a known day
and hour it is the hour or the day that shall be.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from intake.deciding.wording import plain
from intake.reading.languages import language, tags
from intake.reading.proposal import Finding, When

_NUMBER = re.compile(r"(?<![\d.,:/#-])(\d{1,2})([^\W\d_]{1,3}|[.º°ª])?(?![\d/:-]|[.,]\d|\s*(?:%|[€$£]))")
_LONGEST = 200


@lru_cache(maxsize=64)
def _lists(tag: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The words before an hour, those before a day, and the endings of a day's number, in a language."""
    table = language(tag).table("when") if tag in tags() else {}
    at, on, endings = (
        {plain(word) or word for word in table.get(name, ())} for name in ("at", "on", "ordinal_endings")
    )
    return frozenset(at), frozenset(on), frozenset({*endings, "", ".", "º", "°"})


def find(text: str, start: int, languages: Iterable[str]) -> list[Finding]:
    """The bare hours and days of a piece of a reply that starts at offset `start` of the mail's text.

    They are those of the first language that has any. An hour has no more than "start" stated, a day no more than
    "day": its date is in January 2000.
    """
    if len(text) > _LONGEST:
        return []
    for tag in dict.fromkeys(languages):
        found = list(_in(tag, text, start))
        if found:
            return found
    return []


def _in(tag: str, text: str, start: int) -> Iterator[Finding]:
    at, on, endings = _lists(tag)
    for match in _NUMBER.finditer(text):
        number, ending = int(match[1]), plain(match[2] or "") or (match[2] or "")
        ahead = plain(text[max(0, match.start() - 30) : match.start()]).split()
        before = {" ".join(ahead[-count:]) for count in (1, 2, 3) if len(ahead) >= count}
        value: When | None = None
        if before & at and number <= 23 and not ending.strip("."):
            value = When(None, dt.time(number), stated=frozenset({"start"}))
        elif before & on and 1 <= number <= 31 and ending in endings:
            value = When(dt.date(2000, 1, number), stated=frozenset({"day"}))
        if value is not None:
            yield Finding("when", value, match[0], start + match.start(), start + match.end(), "text", "bare number")
