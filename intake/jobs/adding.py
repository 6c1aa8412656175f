"""Takes text in that came by other ways than mail, and treats it like one."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from intake.campaign import Campaign
from intake.jobs.working import Reads, work
from intake.store import Store

BY_HAND = "by hand"
"""The name of the mailbox that such texts are kept under."""


def add(
    store: Store, campaign: Campaign, text: str, who: str, now: dt.datetime, reader: Reads | None = None
) -> tuple[int, ...]:
    """Keep `text` as a message of our own making, without a sender, and read it; returns the drafts it led to.

    The text's first line is its subject too when it is short. The same text twice is two messages when some time
    has passed, as `now` stands in them. Raises Unavailable.
    """
    raw = message_of(text, now)
    new = store.keep_raw(BY_HAND, [(raw, now, None)], None, now)
    work(store, campaign, now, reader)
    return tuple(draft.id for message_id in new for draft in store.drafts_of(message_id))


def message_of(text: str, now: dt.datetime) -> bytes:
    """The text as the bytes of a mail without sender."""
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = format_datetime(now)
    mail["X-Intake"] = "added by hand"
    mail.set_content(text.replace("\r\n", "\n"), cte="base64")
    return mail.as_bytes()
