"""Mails of a few words, and what is read from them when they are sent."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

from intake.reading.message import read
from intake.reading.proposal import Context, Reading
from intake.reading.propose import propose

SENT = dt.datetime(2026, 4, 7, 10, tzinfo=dt.UTC)
"""A Tuesday."""


def reading(
    subject: str, body: str, sent: dt.datetime = SENT, sender: str = "Post <post@example.org>", **headers: str
) -> Reading:
    """The reading of a plain mail; `headers` are further ones, with underscores for hyphens."""
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = subject, sender, sent
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return propose(read(message.as_bytes()), Context(now=sent))
