"""A kept mail and what was confirmed of it -> a test case that names nobody. Pure."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection, Sequence
from email.message import EmailMessage
from email.policy import SMTP

from intake.deciding import details as detailed
from intake.deciding.draft import Details, Draft
from intake.reading.html import to_text
from intake.reading.message import Message
from intake.reading.proposal import Problem, Reading

_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_NUMBER = re.compile(r"(?<![\w/.:#-])(?:\+|00|0)[\d ()/-]{5,24}\d(?![\w/.:-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b")
_NAMED = re.compile(r"(?<=;CN=)(?:\"[^\"]*\"|[^;:\r\n]*)")
_CALENDAR = "text/calendar"
# What a person sets by hand -> the values of expected.toml that change with it.
_WITH = {
    "city": ("city", "country", "online"),
    "region": ("city", "country", "online"),
    "country": ("city", "country", "online"),
    "online": ("city", "country", "online"),
}


def anonymous_text(text: str, names: tuple[str, ...] = (), public: Collection[str] = ()) -> str:
    """The text with addresses, telephone and account numbers, and `names`, replaced by invented ones.

    The words of `public` stay where they are parts of names: they are what the page says. What cannot be known to be a
    person's name stays as well: somebody has to read the result before it is shared.
    """
    text = _ADDRESS.sub("person@group.example", text)
    text = _IBAN.sub("XX00 0000 0000 0000 0000", text)
    text = _NUMBER.sub(lambda found: re.sub(r"\d", "0", found[0]), text)
    kept = {word.casefold() for words in public for word in re.findall(r"\w+", words)}
    parts = {part for name in names for part in name.split() if part.casefold() not in kept and not part.islower()}
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(_word(name), "Robin", text, flags=re.IGNORECASE)
    for part in sorted(parts, key=lambda one: (-len(one), one)):
        if len(part) > 2 or not part.isascii():
            text = re.sub(_word(part), "Robin", text)  # "Les" of a group's name, and not each "les"
    return text


def _word(name: str) -> str:
    """A pattern for a name as a word of its own; scripts without capitals may write words without spaces."""
    if not (name[:1].isupper() or name[:1].islower()):
        return re.escape(name)
    return rf"(?<![\w./-]){re.escape(name)}(?![\w/-])"


def case_mail(message: Message, drafts: Sequence[Draft]) -> bytes:
    """The mail of a test case: the same words, page, calendars and day, without anybody's name or address.

    `drafts` are those of the mail: what they say in public stays as it is.
    """
    names = (message.sender_name,) if message.sender_name else ()
    public = [
        word for draft in drafts for word in (draft.details.title, draft.details.venue, draft.details.city) if word
    ]

    def anonymous(text: str) -> str:
        return anonymous_text(text, names, public)

    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Robin <person@group.example>"
    mail["To"] = "events@campaign.example"
    mail["Subject"] = " ".join(anonymous(message.subject).split())
    if message.sent is not None:
        mail["Date"] = message.sent.replace(second=0, microsecond=0)
    mail["Message-ID"] = "<case@group.example>"
    if message.html is None:
        mail.set_content(anonymous(message.text), cte="8bit")
    elif to_text(message.html)[0].split() == message.text.split():
        mail.set_content(anonymous(message.html), subtype="html", cte="8bit")
    else:
        mail.set_content(anonymous(message.text), cte="8bit")
        mail.add_alternative(anonymous(message.html), subtype="html", cte="8bit")
    for part in message.parts:
        if part.content_type == _CALENDAR and part.text is not None:
            calendar = anonymous(_NAMED.sub("Robin", part.text))
            mail.add_attachment(calendar, subtype="calendar", cte="8bit", filename="event.ics")
    return mail.as_bytes()


def case_expectation(reading: Reading, drafts: Sequence[Draft]) -> str:
    """The expected.toml of a test case: what is read of its mail, with what people set by hand in its place.

    `reading` is that of the case's own mail, `drafts` are those of the mail it was made of.
    """
    lines = [f'kind = "{reading.kind}"']
    read = {proposal.ordinal: proposal for proposal in reading.proposals}
    by_hand = {draft.proposal.ordinal: draft for draft in drafts}
    for ordinal in sorted({*read, *(number for number, draft in by_hand.items() if draft.edits)}):
        proposal, draft = read.get(ordinal), by_hand.get(ordinal)
        values = _values(detailed.of(proposal)) if proposal is not None else _values(draft.details) if draft else {}
        problems: Sequence[Problem] = proposal.problems if proposal is not None else ()
        if draft is not None and draft.edits:
            confirmed = _values(draft.details)
            for name in draft.edits:
                values |= {one: confirmed.get(one) for one in _WITH.get(name, (name,)) if one in values}
            problems = detailed.settled(problems, set(draft.edits), draft.details)
        about = proposal.about if proposal is not None else draft.about if draft is not None else "new"
        lines += ["", "[[event]]", f'about = "{about}"']
        for name, value in values.items():
            if isinstance(value, dt.date | dt.time):
                lines.append(f"{name} = {value.isoformat()}")
            elif value is not None:
                lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
        lines.append(f"problems = {json.dumps([problem.code for problem in problems])}")
    return "\n".join(lines) + "\n"


def _values(details: Details) -> dict[str, object]:
    return {
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
