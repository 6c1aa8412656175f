"""A kept mail and what was confirmed of it -> a test case that names nobody. Pure."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP

from intake.deciding.draft import Details, Draft
from intake.reading.message import Message

_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_NUMBER = re.compile(r"(?<![\w/.:-])(?:\+|00|0)[\d ()/-]{5,24}\d(?![\w/.:-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b")


def anonymous_text(text: str, names: tuple[str, ...] = ()) -> str:
    """The text with addresses, telephone and account numbers, and `names`, replaced by invented ones.

    What cannot be known to be a person's name stays: somebody has to read the result before it is shared.
    """
    text = _ADDRESS.sub("person@group.example", text)
    text = _IBAN.sub("XX00 0000 0000 0000 0000", text)
    text = _NUMBER.sub(lambda found: re.sub(r"\d", "0", found[0]), text)
    parts = {part for name in names for part in (name, *name.split())}
    for part in sorted(parts, key=lambda one: (-len(one), one)):
        if len(part) > 2:
            text = re.sub(rf"(?<![\w./-]){re.escape(part)}(?![\w/-])", "Robin", text, flags=re.IGNORECASE)
    return text


def case_mail(message: Message) -> bytes:
    """The mail of a test case: the same words and day, without anybody's name or address."""
    names = (message.sender_name,) if message.sender_name else ()
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Robin <person@group.example>"
    mail["To"] = "events@campaign.example"
    mail["Subject"] = " ".join(anonymous_text(message.subject, names).split())
    if message.sent is not None:
        mail["Date"] = message.sent.replace(second=0, microsecond=0)
    mail["Message-ID"] = "<case@group.example>"
    mail.set_content(anonymous_text(message.text, names), cte="8bit")
    return mail.as_bytes()


def case_expectation(kind: str, drafts: list[Draft], sender_name: str) -> str:
    """The expected.toml of a test case: what people made of each draft of the mail."""
    names = (sender_name,) if sender_name else ()
    lines = [f'kind = "{kind}"']
    for draft in drafts:
        details = _anonymous(draft.details, names)
        lines += ["", "[[event]]", f'about = "{draft.about}"']
        values: dict[str, object] = {
            "date": details.date,
            "start": details.start,
            "end_date": details.end_date,
            "end": details.end,
            "city": details.city,
            "country": details.country,
            "online": details.online or None,
            "link": details.link,
            "title": details.title,
            "venue": details.venue,
            "organizer": details.organizer,
        }
        for name, value in values.items():
            if isinstance(value, dt.date | dt.time):
                lines.append(f"{name} = {value.isoformat()}")
            elif value is not None:
                lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
        codes = [problem.code for problem in draft.proposal.problems]
        lines.append(f"problems = {json.dumps(codes)}")
    return "\n".join(lines) + "\n"


def _anonymous(details: Details, names: tuple[str, ...]) -> Details:
    organizer = anonymous_text(details.organizer, names) if details.organizer else None
    title = anonymous_text(details.title, names) if details.title else None
    return replace(details, organizer=organizer, title=title)
