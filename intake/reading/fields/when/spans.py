"""A stretch of units that says days, a time, or both; and whether it stands alone in its text."""

from __future__ import annotations

from dataclasses import dataclass

from intake.reading.fields.when.parts import DASHES, Days, has
from intake.reading.fields.when.spoken import Time
from intake.reading.fields.when.tokens import Unit


@dataclass(slots=True)
class Span:
    """Days with a time, days alone or a time alone, between two units; `doors` says that the time is when they open."""

    start: int
    end: int
    days: Days | None = None
    time: Time | None = None
    doors: bool = False


def stands_alone(us: list[Unit], span: Span) -> bool:
    """Whether nothing but signs and small words stands before and behind, at most eight of them."""
    start, end, count = span.start, span.end, len(us) - 8
    if start > 8 or count - end > 8:
        return False
    before = all(unit.kind == "p" or has(unit, "on", "filler") for unit in us[:start])
    return before and all(unit.kind == "p" or (unit.text > "\u3000" and has(unit, "filler")) for unit in us[end:count])


# Signs that stand between the entries of a row; a dash between two blanks is one as well.
_BETWEEN = frozenset(",;|·•()[]")


def set_off(us: list[Unit], i: int, j: int) -> bool:
    """Whether the units from `i` to before `j` are an entry of their own, between signs or the ends of their line."""
    before, after = us[i - 1] if i else us[-1], us[j]
    opens = i == 0 or us[i].lines > 0 or before.text in _BETWEEN or (before.text in DASHES and not us[i].glued)
    closes = after.kind == "e" or after.lines > 0 or after.text in _BETWEEN
    return opens and (closes or (after.text in DASHES and not after.glued))
