"""Reminds maintainers of what waits: a digest, and drafts whose day comes near."""

from __future__ import annotations

import datetime as dt

from intake.campaign import Campaign
from intake.deciding import reminders
from intake.deciding.settings import Settings
from intake.store import BOT, Store

TEMPLATE = "waiting"


def remind(store: Store, campaign: Campaign, now: dt.datetime) -> int:
    """Write the reminders that are due, to be sent with our other mails; returns how many. Raises Unavailable."""
    settings = Settings.of(campaign)
    if campaign.outgoing is None or all(person.notify == "none" for person in settings.maintainers):
        return 0
    with store.writes() as writing:
        replies = reminders.remind(store.drafts(), settings, now, writing.told(TEMPLATE))
        writing.apply(list(replies), None, BOT, now)
    return len(replies)
