"""A small invented campaign in a folder of its own, with folders for doors, and mails to put into its inbox."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from intake.campaign import Campaign
from intake.config import load

NOW = dt.datetime(2027, 4, 1, 9, 30, tzinfo=dt.UTC)
CONTACT = "events@garden.example"
MIA = "mia@garden.example"

CONFIG = """
[campaign]
title = "Garden Days"
contact = "events@garden.example"
languages = ["en", "fr"]
timezone = "Europe/Paris"
url = "https://garden.example/"

[mailbox]
url = "{mailbox}"

[outgoing]
url = "folder:outbox"
from = "events@garden.example"
answers_per_hour = 50

[store]
url = "{store}"

[[maintainer]]
name = "Mia"
email = "mia@garden.example"
notify = "{notify}"

[[publish]]
url = "folder:site"
"""


def campaign_in(
    folder: Path,
    store: str = "sqlite:///intake.sqlite",
    mailbox: str = "folder:inbox",
    notify: str = "none",
    more: str = "",
) -> Campaign:
    """Write config.toml into the folder and load it."""
    folder.mkdir(exist_ok=True)
    (folder / "inbox").mkdir(exist_ok=True)
    path = folder / "config.toml"
    path.write_text(CONFIG.format(store=store, mailbox=mailbox, notify=notify) + more, encoding="utf-8")
    return load(path)


def mail(
    text: str,
    subject: str = "An event",
    sender: str = "Ana <ana@meadow.example>",
    mail_id: str | None = None,
    in_reply_to: str | None = None,
    sent: dt.datetime = NOW,
    **headers: str,
) -> bytes:
    """The bytes of a plain mail; ids are without angle brackets."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = sender
    letter["To"] = CONTACT
    letter["Subject"] = subject
    letter["Date"] = format_datetime(sent)
    if mail_id:
        letter["Message-ID"] = f"<{mail_id}>"
    if in_reply_to:
        letter["In-Reply-To"] = letter["References"] = f"<{in_reply_to}>"
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    return letter.as_bytes()


def announcement(number: int = 1, sender: str = "Ana <ana@meadow.example>", city: str = "Lyon, France") -> bytes:
    """A mail that announces an event without any doubt; each number gives another day and title."""
    day = dt.date(2027, 5, 1) + dt.timedelta(days=number)
    text = (
        f"Hello,\n\nTitle: Planting day number {number}\nDate: {day:%A, %-d %B %Y}\nTime: 2pm to 4pm\n"
        f"City: {city}\nLink: https://meadow.example/planting/{number}\n\nBest wishes,\nAna\n"
    )
    return mail(text, f"Planting day number {number}", sender, f"planting-{number}@meadow.example")


def deliver(folder: Path, name: str, raw: bytes) -> None:
    """Put a mail into the campaign's inbox, whole or not at all."""
    part = folder / "inbox" / f".{name}.part"
    part.write_bytes(raw)
    part.rename(folder / "inbox" / f"{name}.eml")
