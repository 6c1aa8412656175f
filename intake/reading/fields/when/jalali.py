"""The Solar Hijri calendar of Iran and Afghanistan: its days as days of the Gregorian calendar.

Months are counted from 101 where both calendars' months are read, so that a month says which calendar is meant.
The leap years are those of the 33-year rule, which holds from 1799 to 2256.
"""

from __future__ import annotations

import datetime as dt

FIRST_MONTH = 101
YEARS = range(1300, 1500)
# 1 Farvardin 1403 was 20 March 2024.
_KNOWN, _KNOWN_YEAR = dt.date(2024, 3, 20), 1403


def _days_before(year: int) -> int:
    shifted = year + 1595
    return 365 * shifted + shifted // 33 * 8 + (shifted % 33 + 3) // 4


def gregorian(year: int, month: int, day: int) -> dt.date | None:
    """The day as a date; `month` counts from 101. None where there is no such day."""
    index = month - FIRST_MONTH
    if year not in YEARS or not 0 <= index < 12 or not 1 <= day <= (31 if index < 6 else 30):
        return None
    past = 31 * min(index, 6) + 30 * max(index - 6, 0)
    within = past + day - 1
    if within >= _days_before(year + 1) - _days_before(year):
        return None
    return _KNOWN + dt.timedelta(days=_days_before(year) - _days_before(_KNOWN_YEAR) + within)


def next_gregorian(month: int, day: int, start: dt.date) -> dt.date | None:
    """The first such day on or after `start`."""
    for year in range(start.year - 622, start.year - 613):
        found = gregorian(year, month, day)
        if found is not None and found >= start:
            return found
    return None
