"""What maintainers are told of on a schedule: a digest of new drafts, drafts whose day comes near, held mails."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

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
HOURLY = dt.timedelta(minutes=50)
"""The least time between two mails about held messages to one person; the worker looks every hour."""
MOST_REASONS = 10
"""Reasons that such a mail shows at most, the most frequent first."""
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


def held(
    messages: Iterable[tuple[int, str]],
    known: Mapping[str, Collection[int]],
    settings: Settings,
    now: dt.datetime,
    told: Mapping[str, dt.datetime],
) -> list[tuple[Reply, tuple[int, ...]]]:
    """The mails due now about messages that are held, each with the numbers it speaks of: every one is told once.

    `messages` are number and reason, `known` the numbers each maintainer (by address) was told of, `told` when each
    last got such a mail. Who wants each draft at once gets one an hour at most, who wants a digest one a day, and who
    wants none gets none. `now` is a UTC time.
    """
    every = list(messages)
    mails = []
    for maintainer in settings.maintainers:
        last, least = told.get(maintainer.email), DAILY if maintainer.notify == "digest" else HOURLY
        if maintainer.notify == "none" or not maintainer.email or (last is not None and now - last < least):
            continue
        before = set(known.get(maintainer.email, ()))
        new = [(number, why) for number, why in every if number not in before]
        if not new:
            continue
        reasons = Counter(why for _, why in new).most_common()
        shown = reasons[:MOST_REASONS]
        values = {
            "name": maintainer.name,
            "number": len(new),
            "reasons": shown,
            "others": len(new) - sum(count for _, count in shown),
        }
        tongue = maintainer.languages[0] if maintainer.languages else ""
        mails.append((Reply(maintainer.email, "held", tongue, values), tuple(number for number, _ in new)))
    return mails


def _near(draft: Draft, now: dt.datetime) -> bool:
    day = draft.details.date
    return day is not None and dt.timedelta(0) <= day - now.date() <= SOON
