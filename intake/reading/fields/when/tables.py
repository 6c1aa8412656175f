"""Hours in the cells of a table whose head says that a column tells them: `15.30` or `16` under "Time"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from intake.reading import cues
from intake.reading.proposal import Finding, Passage, When

_CLOCK = r"(\d{1,2})(?:[.:hH](\d{2})?)?"
_CELL = re.compile(rf"\s*{_CLOCK}(?:\s*[-–—]\s*{_CLOCK})?\s*")
_FEWEST = 2
_LONGEST_HEAD = 120


def hours(passage: Passage, found: Sequence[Finding]) -> list[Finding]:
    """The hours of a passage's tables that nothing else was found in; cells are parted by tabs or upright lines."""
    if "\t" not in passage.text and "|" not in passage.text:
        return []
    taken = [(one.start, one.end) for one in found if isinstance(one.value, When)]
    hours: list[Finding] = []
    column: int | None = None
    cells = at = 0
    for line in passage.text.split("\n"):
        sign = "\t" if "\t" in line else "|"
        row = line.split(sign)
        start, at = passage.start + at, at + len(line) + 1
        if len(row) < _FEWEST:
            column = column if not line.strip() or set(line) <= set("-=+ ") else None
            continue
        if column is None or len(row) != cells:
            column, cells = _time_column(row) if len(line) <= _LONGEST_HEAD else None, len(row)
            continue
        begin = start + sum(len(cell) + 1 for cell in row[:column])
        one = _hour(row[column], begin, passage.part)
        if one is not None and not any(first < one.end and one.start < last for first, last in taken):
            hours.append(one)
    return hours


def _time_column(row: Sequence[str]) -> int | None:
    """The column that the head of a table calls the time, where it names another field, too."""
    fields = [cues.label(cell.strip(" *")) for cell in row]
    if sum(bool(names) for names in fields) < _FEWEST:
        return None
    return next((place for place, names in enumerate(fields) if names[:1] == ("time",)), None)


def _hour(cell: str, begin: int, part: str) -> Finding | None:
    match = _CELL.fullmatch(cell)
    if match is None:
        return None
    clocks = [_clock(match[1], match[2]), _clock(match[3], match[4]) if match[3] else None]
    start, end = clocks
    if start is None:
        return None
    words = cell.strip()
    begin += cell.index(words)
    stated = frozenset({"start", "end"} if end is not None else {"start"})
    value = When(None, start=start, end=end, stated=stated)
    return Finding("when", value, words, begin, begin + len(words), part, "an hour in a table", score=1.0)


def _clock(hour: str, minute: str | None) -> dt.time | None:
    hours, minutes = int(hour), int(minute or 0)
    return dt.time(hours, minutes) if hours < 24 and minutes < 60 else None
