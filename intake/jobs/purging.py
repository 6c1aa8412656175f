"""Removes what need not be kept any longer."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from intake.campaign import Campaign
from intake.store import Removed, Store


def purge(store: Store, campaign: Campaign, now: dt.datetime) -> Removed:
    """Remove mails and addresses the campaign's number of days after the event; old waiting drafts expire.

    Raises Unavailable.
    """
    today = now.astimezone(ZoneInfo(campaign.site.timezone)).date()
    return store.purge(today - dt.timedelta(days=campaign.purge_after_days), today, now)
