"""Names that are cells of a row beside one with a day or an hour: "our walk: Filey, Friday 15 May, 6 pm"."""

from __future__ import annotations

import re

from intake.reading.fields.where.buildings import is_a_building
from intake.reading.fields.where.hits import Hit
from intake.reading.fields.where.reader import Reader

__all__ = ["stands_beside_a_day"]

_REACH = 28  # characters beside the name in which a day or an hour is looked for
_BEGINS = re.compile(r"(?:[|•·\t;:：,，、]|[ \u00a0][-–—/]|[–—])[ \u00a0\t*_]*\Z")
_ENDS = re.compile(r"[*_]*(?:[|•·\t;:：,，、]|[ \u00a0][-–—/|(]|[–—]|\.?[ \t]*(?:\n|\Z))")


def stands_beside_a_day(reader: Reader, hit: Hit) -> bool:
    """Whether nothing else stands in the name's cell, and the cells beside it, on its line, give a day or an hour.

    Buildings' names are none, nor are streets before their number.
    """
    text = reader.scan.text
    if hit.how != "exact" or hit.within or not reader.dated:
        return False
    if hit.first < hit.last and is_a_building(reader.scan.tokens, hit, reader.own):
        return False
    line = max(text.rfind("\n", max(0, hit.start - _REACH), hit.start) + 1, hit.start - _REACH, 0)
    if not _BEGINS.search(text, line, hit.start) or not _ENDS.match(text, hit.end):
        return False
    end = text.find("\n", hit.end, hit.end + _REACH)
    last = end if end >= 0 else hit.end + _REACH
    at = reader.passage.start
    return any(at + offset in reader.dated for offset in (*range(line, hit.start), *range(hit.end, last)))
