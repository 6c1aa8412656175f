"""Days in a column that runs of blanks or tabs set off: below `Leeds     3.5., 6 pm` is `York     10.5` one, too."""

from __future__ import annotations

from collections.abc import Sequence

from intake.reading.fields.when.clock import clock
from intake.reading.fields.when.numeric import digits
from intake.reading.fields.when.parts import Hints
from intake.reading.fields.when.spans import Span
from intake.reading.fields.when.tokens import Unit

_BLANKS = 3
_LINES = 3  # line ends between two rows, empty lines among them
_ROWS = 200  # units from one row's day to the next row's
_SPANS = 3  # days and hours of the row above that are looked at


def in_column(us: list[Unit], i: int, hints: Hints, found: Sequence[Span]) -> Span | None:
    """The day that two bare numbers are behind a run of blanks, where a day stands so on the row above."""
    if us[i].kind != "n" or not found or not _is_set_off(us, i):
        return None
    above = next((span for span in reversed(found[-_SPANS:]) if span.days is not None), None)
    if above is None or i - above.start > _ROWS or not _is_set_off(us, above.start):
        return None
    if not 1 <= sum(unit.lines for unit in us[above.start + 1 : i + 1]) <= _LINES:
        return None
    time = clock(us, i)
    day = digits(us, i, hints) if time is None or not time.strong else None
    if day is None or day.rule not in ("3.5", "3/5") or above.days is None or above.days.rule[:3] != day.rule:
        return None
    return Span(day.start, day.end, days=day)


def _is_set_off(us: list[Unit], i: int) -> bool:
    """Whether a run of blanks stands between a unit and the one before it on its line."""
    return i > 0 and not us[i].lines and us[i].start - us[i - 1].end >= _BLANKS
