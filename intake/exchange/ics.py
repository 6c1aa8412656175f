"""iCalendar (RFC 5545): calendars are read like one that came attached to a mail, and written like the page's feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache

from intake.exchange import Entries, Reads
from intake.exchange._words import entries_of
from render.event import Event
from render.site import Site

SUFFIXES = ("ics", "ical", "ifb")
OURS = b"PRODID:-//event-intake//"
"""What a calendar says that was written here, where an event without a title has a word for one."""


def read(data: bytes, now: dt.datetime, reader: Reads) -> Entries:
    """The VEVENTs, a repeating one as its next days."""
    if b"BEGIN:VCALENDAR" not in data[:4096].upper():
        raise ValueError("no iCalendar file: it does not begin with BEGIN:VCALENDAR")
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = now
    mail.set_content("calendar")
    mail.add_attachment(data, maintype="text", subtype="calendar", filename="list.ics")
    ours = OURS in data
    for number, values in entries_of(mail.as_bytes(), now, reader):
        if ours and isinstance(values, dict) and values["title"] in _untitled():
            values = {**values, "title": None}
        yield number, values


@cache
def _untitled() -> frozenset[str]:
    from render.languages import language, tags

    return frozenset(language(tag).strings["no_title"] for tag in tags())


def write(site: Site, events: Sequence[Event]) -> bytes:
    """All events, the past ones too, as the page's own feed has them."""
    from render.build import build

    first = min((event.date for event in events), default=dt.date(2000, 1, 1))
    return build(site, events, first)["events.ics"]
