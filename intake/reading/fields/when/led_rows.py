"""Dotted hours that begin the rows of a list: `18.30 - Leeds: Mill`, `17.00 York, Market Square`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from intake.reading.proposal import Finding, Passage, When

# A point or none, the hour, and a word behind a blank, a dash or a colon.
_ROW = re.compile(
    r"^[ \t]*(?:[-*•·▪●–►→][ \t]*)?(\d{1,2})\.(\d{2})(?=(?:[ \t]+|[ \t]*[-–—:|][ \t]*)[^\W\d_])", re.MULTILINE
)
_FEWEST = 3
_FIRST = 6  # no meeting begins before six, and chapters are numbered from one
_STEP = 5  # minutes
_MONTHS = 12


def hours(passage: Passage, found: Sequence[Finding]) -> list[Finding]:
    """The hours of three rows and more that nothing else was found in, where none but hours can be meant by all.

    Numbers of chapters, prices and days of months are none: every one is an hour from six on with minutes in fives,
    and at least half could be no day.
    """
    rows = list(_ROW.finditer(passage.text))
    if len(rows) < _FEWEST:
        return []
    clocks = [(int(row[1]), int(row[2])) for row in rows]
    if not all(_FIRST <= hour <= 23 and minute < 60 and minute % _STEP == 0 for hour, minute in clocks):
        return []
    if sum(minute == 0 or minute > _MONTHS for _, minute in clocks) * 2 < len(clocks):
        return []
    taken = [(one.start, one.end) for one in found if isinstance(one.value, When)]
    hours = [_finding(passage, row) for row in rows]
    return [one for one in hours if not any(first < one.end and one.start < last for first, last in taken)]


def _finding(passage: Passage, row: re.Match[str]) -> Finding:
    start, end = row.start(1), row.end(2)
    value = When(None, start=dt.time(int(row[1]), int(row[2])), stated=frozenset({"start"}))
    return Finding(
        "when", value, passage.text[start:end], passage.start + start, passage.start + end, passage.part,
        "an hour that begins a row", score=1.0,
    )  # fmt: skip
