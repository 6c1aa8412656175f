"""What the work was like: counts, the time from mail to confirmation, and what had to be corrected. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import quantiles

from intake.deciding.draft import Draft
from intake.store import Kept

UNKNOWN = "?"
"""The language of a draft whose mail told none."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: how many mails came and how many drafts were confirmed."""

    date: dt.date
    mails: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Report:
    """What `intake report` tells.

    `fates` counts mails, `statuses` drafts. `waited` are the quarters (25 %, 50 %, 75 %) of the seconds from a mail's
    arrival to its confirmation, None when nothing was confirmed; the page follows within the minute. `read` counts,
    by language, the drafts that people decided on, and `corrected` which of their fields they set by hand.
    `days` are all days from the first mail to the last, in UTC.
    """

    mails: int
    fates: Mapping[str, int]
    statuses: Mapping[str, int]
    waited: tuple[float, float, float] | None
    read: Mapping[str, int]
    corrected: Mapping[str, Mapping[str, int]]
    days: tuple[Day, ...]


def report(messages: Iterable[Kept], drafts: Iterable[Draft]) -> Report:
    """The report of these mails and drafts."""
    kept, every = list(messages), list(drafts)
    confirmed = [draft for draft in every if draft.status == "confirmed" and draft.decided_at is not None]
    waited = sorted(
        max(0.0, (draft.decided_at - draft.received).total_seconds()) for draft in confirmed if draft.decided_at
    )
    corrected: dict[str, Counter[str]] = {}
    read: Counter[str] = Counter()
    for draft in every:
        if draft.status in ("confirmed", "rejected"):
            language = draft.language or UNKNOWN
            read[language] += 1
            corrected.setdefault(language, Counter()).update(draft.edits.keys())
    return Report(
        mails=len(kept),
        fates=dict(Counter(one.fate or one.state for one in kept)),
        statuses=dict(Counter(draft.status for draft in every)),
        waited=_quarters(waited),
        read=dict(read.most_common()),
        corrected={language: dict(fields.most_common()) for language, fields in corrected.items()},
        days=_days(kept, confirmed),
    )


def _quarters(values: list[float]) -> tuple[float, float, float] | None:
    if not values:
        return None
    if len(values) == 1:
        return values[0], values[0], values[0]
    first, middle, last = quantiles(values, n=4, method="inclusive")
    return first, middle, last


def _days(kept: list[Kept], confirmed: list[Draft]) -> tuple[Day, ...]:
    mails = Counter(one.received.date() for one in kept)
    done = Counter(draft.decided_at.date() for draft in confirmed if draft.decided_at)
    seen = sorted({*mails, *done})
    if not seen:
        return ()
    span = (seen[-1] - seen[0]).days + 1
    every = (seen[0] + dt.timedelta(days=number) for number in range(span))
    return tuple(Day(day, mails[day], done[day]) for day in every)


def duration(seconds: float) -> str:
    """Seconds as people say them: "40 s", "12 min", "3 h", "2 days"."""
    for size, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
