"""How the program is: what a watching person or program wants to know, without anybody's data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from intake.amounts import amount
from intake.campaign import Campaign
from intake.jobs.collecting import LAST_POLL
from intake.store import Store
from render.publish import without_password

MOST_POLLS_MISSED = 5
"""So many polls of the mailbox may fail before the program counts as unwell."""
LONGEST_UNREAD = dt.timedelta(minutes=15)
"""How long a mail may wait to be read."""


@dataclass(frozen=True, slots=True)
class Health:
    """`problems` is empty while all is well. Times are UTC; `oldest_unread` is when the mail came that waits longest.

    `drafts` and `messages` count by status and state, `mails` our own by state; `failed_targets` are called by their
    place in the configuration ("publish number 1"), as their urls name machines and accounts.
    """

    last_poll: dt.datetime | None
    oldest_unread: dt.datetime | None
    drafts: dict[str, int]
    messages: dict[str, int]
    mails: dict[str, int]
    failed_targets: tuple[str, ...]
    events: int
    problems: tuple[str, ...]


def health(store: Store, campaign: Campaign, now: dt.datetime) -> Health:
    """How the program is at this moment. Raises Unavailable when the store itself is not well."""
    counted = store.counted()
    polled = store.facts(LAST_POLL).get(LAST_POLL)
    undelivered = {receipt.target for receipt in store.receipts() if not receipt.delivered}
    failed = tuple(
        f"publish number {number}"
        for number, target in enumerate(campaign.publish, 1)
        if without_password(target.url) in undelivered
    )
    problems = [f"not published to {target}" for target in failed]
    if campaign.mailbox is not None:
        patience = dt.timedelta(seconds=campaign.mailbox.poll * MOST_POLLS_MISSED + 60)
        if polled is None:
            problems.append("the mailbox has not been looked into yet")
        elif now - polled[1] > patience:
            problems.append(f"the mailbox was last looked into at {polled[1]:%Y-%m-%d %H:%M} UTC")
    oldest = counted.oldest_unread
    if oldest is not None and now - oldest > LONGEST_UNREAD:
        problems.append(f"a mail has waited to be read since {oldest:%Y-%m-%d %H:%M} UTC")
    if counted.mails.get("failed"):
        problems.append(amount(counted.mails["failed"], "mail of ours was refused", "mails of ours were refused"))
    return Health(
        polled[1] if polled else None,
        oldest,
        counted.drafts,
        counted.messages,
        counted.mails,
        failed,
        counted.events,
        tuple(problems),
    )
