"""A web page with a list of days and cities, such as was kept by hand before: read like a mail that has such a list."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from email.policy import SMTP

from intake.exchange import Entries, Reads
from intake.exchange._words import entries_of

SUFFIXES = ("html", "htm")


def read(data: bytes, now: dt.datetime, reader: Reads) -> Entries:
    """The entries below the page's days. A day without a year is the next such day after `now`."""
    text = data.decode("utf-8-sig", "replace")
    if "<" not in text:
        raise ValueError("no HTML: there is no tag in it")
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = now
    mail.set_content(text, subtype="html")
    yield from entries_of(mail.as_bytes(), now, reader)
