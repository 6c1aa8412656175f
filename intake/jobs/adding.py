"""Takes text in that came by other ways than mail, and treats it like one."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from intake.campaign import Campaign
from intake.jobs.working import Reads, work
from intake.store import Store, Unavailable

BY_HAND = "by hand"
"""The name of the mailbox that such texts are kept under."""
PATIENCE = 5.0
"""Seconds to wait for another program that works on the store."""


def add(
    store: Store, campaign: Campaign, text: str, who: str, now: dt.datetime, reader: Reads | None = None
) -> tuple[int, ...]:
    """Keep `text` as a message of our own making, without a sender, and read it; returns the drafts it led to.

    The same text twice is two messages when some time has passed, as `now` stands in them. While another program
    works on the store, that one will read it, and no drafts are returned. Raises Unavailable.
    """
    raw = message_of(text, now)
    new = store.keep_raw(BY_HAND, [(raw, now, None)], None, now)
    try:
        work(store, campaign, now, reader, wait=PATIENCE)
    except Unavailable:
        return ()  # kept, and read by the program that is at work
    return tuple(draft.id for message_id in new for draft in store.drafts_of(message_id))


def message_of(text: str, now: dt.datetime) -> bytes:
    """The text as the bytes of a mail without sender."""
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = format_datetime(now)
    mail["X-Intake"] = "added by hand"
    mail.set_content(text.replace("\r\n", "\n"), cte="base64")
    return mail.as_bytes()
