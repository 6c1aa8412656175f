"""Lists written one below the other: lines that begin with a name and hold a time ("Bath Abbey Courtyard 2pm")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intake.reading.fields.where.scan import Hit, Scan
    from intake.reading.fields.where.vocabulary import Vocabulary

_TIME = re.compile(
    r"(?<![\d.,])\d{1,2}(?:[:.]\d{2}(?!\d)|[hH]\d{0,2}\b|\s?(?:am|pm|a\.m|p\.m|uhr|hs|hrs|horas|noon|óra|ч|時|点|點|시)(?!\w))"
    r"|\bkl\.? ?\d",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[^\w]*")
_LONGEST = 200
_LEAST = 3  # lines of a list
_SURE = 50_000  # a city of this size can only be meant as one
_MOST_MISSED = 1  # lines between that do not begin with a name


def columns(scan: Scan, own: Vocabulary) -> dict[int, list[Hit]]:
    """Number of a hit that begins a line of such a list -> all hits that do.

    A list has three lines or more, of which two begin with cities that nothing else is called like, and few that
    begin with no name.
    """
    starts = {hit.start: number for number, hit in enumerate(scan.hits) if hit.within != "road"}
    if len(starts) < _LEAST:
        return {}
    found: dict[int, list[Hit]] = {}
    block: list[int] = []
    missed = 0
    at = 0
    for line in scan.text.split("\n"):
        begin, at = at, at + len(line) + 1
        if not line.strip():
            continue
        mark = _MARKS.match(line)
        number = starts.get(begin + (mark.end() if mark else 0))
        if len(line) <= _LONGEST and _TIME.search(line):
            if number is not None:
                block.append(number)
                continue
            missed += 1
            if missed <= max(_MOST_MISSED, len(block) // 3):
                continue
        _close(scan, block, own, found)
        block, missed = [], 0
    _close(scan, block, own, found)
    return found


def _close(scan: Scan, block: list[int], own: Vocabulary, found: dict[int, list[Hit]]) -> None:
    hits = [scan.hits[number] for number in block]
    sure = {
        hit.name for hit in hits if hit.largest_city() >= _SURE and hit.how == "exact" and hit.name not in own.ordinary
    }
    if len(block) >= _LEAST and len(sure) >= 2:
        found.update(dict.fromkeys(block, hits))
