"""Tells maintainers of what waits: a digest, drafts whose day comes near, and mails that are held."""

from __future__ import annotations

import datetime as dt

from intake.campaign import Campaign
from intake.deciding import reminders
from intake.deciding.decision import Reply
from intake.deciding.settings import Settings
from intake.store import BOT, Store, Transaction

TEMPLATE = "waiting"
TOLD = "held.told"
"""The fact that keeps which held messages each maintainer was told of, by address and number."""


def remind(store: Store, campaign: Campaign, now: dt.datetime) -> int:
    """Write the reminders that are due, to be sent with our other mails; returns how many. Raises Unavailable."""
    settings = Settings.of(campaign)
    if campaign.outgoing is None or all(person.notify == "none" for person in settings.maintainers):
        return 0
    with store.writes() as writing:
        replies = reminders.remind(store.drafts(), settings, now, writing.told(TEMPLATE))
        about_held = _about_held(writing, settings, now)
        writing.apply([*replies, *about_held], None, BOT, now)
    return len(replies) + len(about_held)


def _about_held(writing: Transaction, settings: Settings, now: dt.datetime) -> list[Reply]:
    """The mails about held messages that are due; what they speak of is kept, so that it is told once."""
    messages = writing.held()
    before: dict[str, list[int]] = writing.fact(TOLD) or {}
    if not messages and not before:
        return []
    mails = reminders.held(messages, before, settings, now, writing.told("held"))
    still = {number for number, _ in messages}
    now_listed = {person.email for person in settings.maintainers}
    kept = {who: numbers for who, numbers in before.items() if who in now_listed}
    after = {who: [number for number in numbers if number in still] for who, numbers in kept.items()}
    for reply, numbers in mails:
        after[reply.to] = sorted({*after.get(reply.to, ()), *numbers})
    if after != before:
        writing.keep_fact(TOLD, after, now)
    return [reply for reply, _ in mails]
