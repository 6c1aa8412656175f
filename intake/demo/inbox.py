"""The sample inbox: texts with relative days -> mails as a mail program would have sent them.

A file in `mails/` has header lines, an empty line and a body; `.html` files are HTML mails. Days stand in braces:
`{sat:EEEE d MMMM:fr}` is the Saturday of the demo's weekend in French (a CLDR date pattern and a locale), `{-3}` in
a Date line is three days before today. `Attach:` names a file to send along, `Wave: 2` a mail that answers ours.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from importlib import resources

from babel.dates import format_date

DOMAIN = "demo.example"
CONTACT = "events@river-days.example"
_DAY = re.compile(
    r"\{(?P<name>mon|tue|wed|thu|fri|sat|sun)?(?P<days>[+-]\d+)?(?::(?P<pattern>[^:{}]+):(?P<tag>\w+))?\}"
)
_NAMES = {"mon": -4, "tue": -3, "wed": -2, "thu": -1, "fri": 0, "sat": 1, "sun": 2}


@dataclass(frozen=True, slots=True)
class Sample:
    """One mail of the sample inbox: its file's name, its bytes (RFC 5322, CRLF), and the wave it arrives in."""

    name: str
    raw: bytes
    wave: int


def weekend(today: dt.date) -> dt.date:
    """The Friday the sample campaign is about: the first one at least ten days after `today`."""
    day = today + dt.timedelta(days=10)
    return day + dt.timedelta(days=(4 - day.weekday()) % 7)


def inbox(today: dt.date) -> tuple[Sample, ...]:
    """All mails of the sample inbox, dated relative to `today`, in the order they came."""
    folder = resources.files("intake.demo") / "mails"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith((".txt", ".html")))
    return tuple(_sample(name, today) for name in names)


def _text(name: str, today: dt.date) -> str:
    text = (resources.files("intake.demo") / "mails" / name).read_text(encoding="utf-8")
    friday = weekend(today)

    def day(match: re.Match[str]) -> str:
        start = friday + dt.timedelta(days=_NAMES[match["name"]]) if match["name"] else today
        found = start + dt.timedelta(days=int(match["days"] or 0))
        if match["pattern"] is None:
            return found.isoformat()
        return format_date(found, match["pattern"], locale=match["tag"])

    return _DAY.sub(day, text)


def _sample(name: str, today: dt.date) -> Sample:
    head, _, body = _text(name, today).partition("\n\n")
    given = dict(line.split(": ", 1) for line in head.splitlines())
    message = EmailMessage(policy=SMTP)
    display, _, address = given["From"].rpartition(" <")
    message["From"] = f'"{display.strip(chr(34))}" <{address}'
    message["To"] = CONTACT
    message["Subject"] = given["Subject"]
    message["Date"] = dt.datetime.strptime(given["Date"], "%Y-%m-%d %H:%M %z")
    stem = name.partition(".")[0]
    message["Message-ID"] = f"<{stem}@{DOMAIN}>"
    if answered := given.get("In-Reply-To"):
        message["In-Reply-To"] = message["References"] = f"<{answered}@{DOMAIN}>"
    for header in ("Auto-Submitted", "Return-Path"):
        if header in given:
            message[header] = given[header]
    message.set_content(body, subtype="html" if name.endswith(".html") else "plain")
    if attached := given.get("Attach"):
        calendar = _text(attached, today).replace("\n", "\r\n")
        message.make_mixed(boundary=f"part-of-{stem}")
        message.add_attachment(calendar, subtype="calendar", filename="event.ics", params={"method": "PUBLISH"})
    return Sample(stem, message.as_bytes(), int(given.get("Wave", "1")))
