"""Reads two bare hours right behind a date: `5 May, 18-20`, and by a clock of twelve `19 March 11-4`."""

from __future__ import annotations

from intake.reading.fields.when.lexicon import languages_with
from intake.reading.fields.when.parts import DASHES, Hints, has
from intake.reading.fields.when.spans import Span
from intake.reading.fields.when.spoken import Time
from intake.reading.fields.when.tokens import Unit

__all__ = ["hours_behind_a_date"]

# Minutes of half a day, and the hour before which a bare one of the afternoon is meant.
_NOON, _EARLY = 12 * 60, 8


def hours_behind_a_date(us: list[Unit], i: int, hints: Hints, before: Span | None) -> Time | None:
    """`18-20`, `6-7.30` right behind a date that has no time; where one counts to twelve, `11-4` and `2-5` as well."""
    if before is None or before.days is None or before.time is not None or i - before.end > 1 or us[i].lines:
        return None
    first, dash, last, after = us[i : i + 4]
    if dash.text not in DASHES or last.lines or not all(_is_short(unit) for unit in (first, last)):
        return None
    forward = 6 <= first.value < last.value <= 24
    later = 0 if forward else _NOON if _runs_over_noon(before, first, last, hints) else None
    between = ",|·" if forward else ",|·(:"
    if later is None or (before.end < i and us[before.end].text not in between):
        return None
    end, minutes = i + 3, 0
    if after.text in (".", ":") and after.glued and us[i + 4].glued and us[i + 4].text in ("15", "30", "45"):
        end, minutes = i + 5, us[i + 4].value
    after = us[end]
    ends = after.kind == "e" or after.lines or after.text in ",;)|" or has(after, "at", "in", "on", "filler")
    ends = ends or (bool(later) and after.text == ".")
    if not ends or (after.glued and us[end + 1].glued and us[end + 1].kind in "nwx"):
        return None
    until = Time(i + 2, end, last.value % 24 * 60 + minutes + later, "7")
    presumed = bool(later) and first.value < _EARLY
    begins = first.value * 60 + later * presumed
    return Time(i, end, begins, "18-20", until=until, first=i, presumed=presumed)


def _is_short(unit: Unit) -> bool:
    return unit.kind == "n" and len(unit.text) <= 2


def _runs_over_noon(before: Span, first: Unit, last: Unit, hints: Hints) -> bool:
    """Whether two bare hours behind a day in full are of a clock of twelve: `19 March 11-4`, `Sunday 5 May, 2-5`.

    Two of the afternoon stand behind a weekday; behind a day alone they may be a score.
    """
    days = before.days.days if before.days is not None else []
    if len(days) != 1 or days[0].day is None or not languages_with("twelve_hours").intersection(hints.tags[:1]):
        return False
    over = _EARLY <= first.value <= 12 and 1 <= last.value <= 6
    return over or (days[0].weekday is not None and 1 <= first.value < last.value <= 6)
