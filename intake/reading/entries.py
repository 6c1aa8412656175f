"""Cuts a text into lines, and a line that holds the entries of a list into these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from intake.reading.proposal import Finding, Passage, Place

__all__ = ["cities_of", "entries"]

_MARKER = re.compile(r"(?:^\s*|\s)([•●▪◦‣►➤✔]|\(\d{1,3}\))(?=\s)")
# What parts entries that each begin with a city, and what stands behind the city.
_SIGNS = "|;•·●▪◦‖/"
_BEHIND_CITY = re.compile(r"\s{0,3}(?:[:：]|[-–—](?=\s))\s{0,3}\w")
_BEFORE_CITY = " \t*_\u00a0"
_LEAST = 3


def cities_of(passage: Passage, findings: Sequence[Finding]) -> dict[int, int]:
    """Where the cities begin that are named in a passage, and where they end."""
    return {
        one.start - passage.start: one.end - passage.start
        for one in findings
        if one.field == "where" and one.part == passage.part and isinstance(one.value, Place) and one.value.city
    }


def entries(text: str, cities: Mapping[int, int]) -> Iterator[str]:
    """The lines of a text, of which one that begins with a bullet and holds more of its kind is a line for each.

    So is one of entries that each begin with a city: "Leeds: City Square | York: the Minster | Hull: the station".
    One sign is left out between two of what is given. `cities` are those of `cities_of`.
    """
    begin = 0
    for line in text.split("\n"):
        offset, begin = begin, begin + len(line) + 1
        first = _MARKER.match(line)
        if first is None:
            yield from _by_city(line, offset, cities) if cities else (line,)
            continue
        at = 0
        for marker in _MARKER.finditer(line, first.end()):
            if (marker[1] == first[1]) if first[1][0] != "(" else (marker[1][0] == "("):
                yield line[at : marker.start()]
                at = marker.start() + 1
        yield line[at:]


def _by_city(line: str, offset: int, cities: Mapping[int, int]) -> Iterable[str]:
    """A line cut at the sign that parts its entries, where two of three of them begin with a city and go on.

    `offset` is that of the line in the text.
    """
    for sign in _SIGNS:
        if line.count(sign) < _LEAST - 1:
            continue
        parts = line.split(sign)
        told = at = 0
        for part in parts:
            start = offset + at + len(part) - len(part.lstrip(_BEFORE_CITY))
            at += len(part) + 1
            end = cities.get(start)
            told += end is not None and _BEHIND_CITY.match(line, end - offset) is not None
        if told >= _LEAST and told * 3 >= len(parts) * 2:
            return parts
    return (line,)
