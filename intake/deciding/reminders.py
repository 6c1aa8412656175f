"""What maintainers are told of on a schedule: a digest of new drafts, and drafts whose day comes near."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from intake.deciding import answers
from intake.deciding.decision import Entry, Reply
from intake.deciding.draft import Draft
from intake.deciding.settings import Settings

SOON = dt.timedelta(days=3)
"""How near a draft's day must be for a reminder."""
PATIENCE = dt.timedelta(hours=6)
"""How long a draft waits before anybody is reminded of it."""
DAILY = dt.timedelta(hours=20)
"""The least time between two such mails to one person; less than a day, so that they keep their hour."""
MOST = 30
"""Drafts one mail shows at most, the most urgent first."""


def remind(
    drafts: Iterable[Draft], settings: Settings, now: dt.datetime, told: Mapping[str, dt.datetime]
) -> list[Reply]:
    """The mails due now; `drafts` are the waiting ones, `told` when each maintainer (by address) last got one.

    Who wants each draft at once is only reminded of those whose day comes near; who wants a digest gets the new
    ones once a day. Nobody gets more than one such mail a day, and who wants none gets none. `now` is a UTC time.
    """
    waiting = sorted(drafts, key=lambda draft: (draft.details.date or dt.date.max, draft.received, draft.id))
    near = [draft for draft in waiting if _near(draft, now) and now - draft.created >= PATIENCE]
    mails = []
    for maintainer in settings.maintainers:
        last = told.get(maintainer.email)
        if maintainer.notify == "none" or (last is not None and now - last < DAILY):
            continue
        new = [draft for draft in waiting if last is None or draft.created > last]
        digest = maintainer.notify == "digest" and bool(new)
        due = waiting if digest else near
        shown = due[:MOST]
        if shown:
            entries = [Entry(one.details, one.previous, one.problems, one.about) for one in shown]
            names = [f"draft:{one.id}" for one in shown]
            values = {"soon": not digest or all(one in near for one in shown), "more": len(due) - len(shown)}
            mails.append(answers.notice("waiting", maintainer, entries, names, values))
    return mails


def _near(draft: Draft, now: dt.datetime) -> bool:
    day = draft.details.date
    return day is not None and dt.timedelta(0) <= day - now.date() <= SOON
