"""Reply -> the mail it becomes: its words from templates/mail/<language>/<template>.txt, its headers by RFC 3834."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from typing import Any

from babel import Locale, dates
from jinja2 import Environment, FunctionLoader, StrictUndefined

from intake.deciding.decision import Entry, Reply
from intake.deciding.draft import Details
from intake.mail import shipped, telling
from intake.mail.telling import locale
from intake.reading.subjects import without_answers

_BODY = policy.SMTP.clone(cte_type="7bit")


class _Wire(policy.EmailPolicy):
    """Leaves ASCII as it is: folded at 78 characters a long id would become an encoded word, which nobody can match."""

    def fold(self, name: str, value: str) -> str:
        """A header with its folds."""
        longest = 900 if str(value).isascii() else 76
        return str(_BODY.clone(utf8=self.utf8, max_line_length=longest).fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        """A header with its folds, as bytes."""
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii", "surrogateescape")


_HEADERS = _Wire(linesep="\r\n", cte_type="7bit")
_TOKEN = re.compile(r"\[#[A-Za-z0-9_-]{16,64}\]")
_ID = re.compile(r"(?!.*=\?)[!-;=?-~]{1,500}")
"""A Message-ID that may be named in a header; see `_header` for what must not stand in it."""
MOST_REFERENCES = 20
"""Message-IDs a References header of ours has at most: the first, and the newest."""


MOST_REASON = 300
"""Characters of why a mail is held that our mail shows at most."""
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_TEXTS = ("venue", "link", "title", "organizer")


def _nowhere(name: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Desk:
    """From whom our mails come and what they may point at.

    `sender` is the address we write from, `contact` the one people write to. `title` is the campaign's name,
    `page` its public address or None, `review` the review pages' address or None. `languages` are the
    campaign's, its own first. `address` gives the public address of an event's entry by the event's id, or None.
    """

    sender: str
    title: str
    contact: str = ""
    page: str | None = None
    review: str | None = None
    languages: tuple[str, ...] = ("en",)
    address: Callable[[str], str | None] = field(default=_nowhere)


@dataclass(frozen=True, slots=True)
class Shown:
    """One event as a template sees it; every text is plain, "" where there is nothing to say.

    `lines` are (name, text) of what is known and `changes` (name, before, after) of what differs; the names are those
    of the language's labels. `questions` are whole sentences. `address` is the public entry's, `review` the
    draft's page, `name` what the event is called in `Reply.speaks_of`.
    """

    number: int
    about: str
    lines: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, str, str], ...]
    questions: tuple[str, ...]
    problems: tuple[str, ...]
    postponed: bool
    address: str
    review: str
    name: str


def language_of(reply: Reply, desk: Desk) -> str:
    """The language a mail is written in: the reply's, else the campaign's, else English; of those that have it."""
    for tag in (reply.language, *desk.languages, "en"):
        for one in dict.fromkeys((tag, tag.replace("_", "-").partition("-")[0])):
            if one in shipped.languages() and f"{reply.template}.txt" in shipped.names(one):
                return one
    return "en"


def write(reply: Reply, desk: Desk, message_id: str, date: dt.datetime, token: str | None = None) -> EmailMessage:
    """The mail, ready to be sent: one recipient, one text/plain part, thread headers, Auto-Submitted.

    `message_id` is without angle brackets; `date` is aware. `token` is what an answer to a maintainer's notice must
    carry. Raises ValueError naming the template when there is none of that name.
    """
    language = language_of(reply, desk)
    subject, body = _texts(reply, desk, language, token)
    mail = EmailMessage(policy=_BODY)
    mail["From"] = Address(_header(desk.title), addr_spec=_address(desk.sender))
    mail["To"] = _address(reply.to)
    mail["Subject"] = _header(subject)
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = f"<{message_id}>"
    if desk.contact and desk.contact.casefold() != desk.sender.casefold():
        mail["Reply-To"] = _address(desk.contact)
    if reply.in_reply_to and _ID.fullmatch(reply.in_reply_to):
        mail["In-Reply-To"] = f"<{reply.in_reply_to}>"
    ids = [one for one in reply.references if _ID.fullmatch(one)]
    if len(ids) > MOST_REFERENCES:
        ids = [ids[0], *ids[-MOST_REFERENCES + 1 :]]
    if ids:
        mail["References"] = " ".join(f"<{one}>" for one in ids)
    mail["Auto-Submitted"] = "auto-replied" if reply.in_reply_to or reply.subject else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(body)
    mail["Content-Language"] = language
    if broken := [name for name, value in mail.items() if set(value) & {"\r", "\n"}]:
        raise ValueError(f"the header {broken[0]} would have a line break in it")
    mail.policy = _HEADERS if reply.to.isascii() else _HEADERS.clone(utf8=True)
    return mail


def _header(text: str) -> str:
    """The text for a header. The library decodes what looks like an encoded word (RFC 2047) in a text that it is given,
    line breaks and all, and writes those out as they are: a stranger's title could become a header of its own."""
    return _one_line(text).replace("=?", "= ?")


def _address(address: str) -> str:
    """An address on one line, its domain in ASCII form (RFC 5890)."""
    local, _, domain = _one_line(address).rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return f"{local}@{domain}"


def _texts(reply: Reply, desk: Desk, language: str, token: str | None) -> tuple[str, str]:
    name = f"{language}/{reply.template}.txt"
    if shipped.text(name) is None:
        raise ValueError(f"templates/mail/{name}: there is no such mail (have: {', '.join(shipped.names(language))})")
    events = [_shown(entry, number, reply, desk, language) for number, entry in enumerate(reply.entries, 1)]
    given = dict(reply.values)
    if "text" in given:
        given["quoted"] = "\n".join(f"> {_one_line(line)}" for line in str(given["text"]).split("\n"))
    if "errors" in given:
        given["errors"] = [_one_line(telling.sentence(str(one), language)) for one in given["errors"]]  # type: ignore[attr-defined]
    if "reasons" in given:
        told = [(_one_line(telling.reason(str(why), language))[:MOST_REASON], count) for why, count in given["reasons"]]  # type: ignore[attr-defined]
        given["reasons"] = told
    values = {
        "why": "",
        "more": 0,
        "summary": _summary(reply, language),
        **given,
        "events": events,
        "campaign": _one_line(desk.title),
        "page": desk.page or "",
        "review": desk.review or "",
        "contact": desk.contact or desk.sender,
        "token": token or "",
        "w": shipped.words(language),
    }
    text = _environment().get_template(name).render(values)
    head, _, body = text.strip().partition("\n\n")
    subject = _one_line(head.removeprefix("Subject:"))
    if reply.subject:
        subject = "Re: " + _TOKEN.sub("", without_answers(_one_line(reply.subject))).strip()[:300]
    if token:
        subject = f"{subject} [#{token}]"
    body = re.sub(r"[ \t]+\n", "\n", body)
    return subject, re.sub(r"\n{3,}", "\n\n", body).rstrip().lstrip("\n") + "\n"


def _summary(reply: Reply, language: str) -> str:
    """The first event in a few words, for a subject."""
    if not reply.entries:
        return ""
    details = reply.entries[0].details
    here = locale(language, details.country)
    parts = [
        dates.format_date(details.date, "medium", here) if details.date else "",
        details.city or "",
        details.title or "",
    ]
    return _one_line(", ".join(part for part in parts if part))[:120]


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(shipped.text),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - the mails are plain text
    )


def _shown(entry: Entry, number: int, reply: Reply, desk: Desk, language: str) -> Shown:
    details, words = entry.details, shipped.words(language)
    here = locale(language, details.country)
    name = reply.speaks_of[number - 1] if number <= len(reply.speaks_of) else ""
    kind, _, key = name.partition(":")
    facts = {
        "title": _one_line(details.title or ""),
        "day": day(details, here),
        "time": time(details, here),
        "where": where(details, here, words),
        "venue": _one_line(details.venue or ""),
        "link": _one_line(details.link or ""),
        "organizer": _one_line(details.organizer or ""),
    }
    asked = words["questions"]
    values = {
        **facts,
        "said": _one_line(entry.said),
        "choices": "; ".join(_one_line(one) for one in entry.choices),
        "days": "; ".join(dates.format_date(one, "full", here) for one in entry.days),
    }
    codes = dict.fromkeys(problem.code for problem in entry.problems if problem.code in asked)
    review = f"{desk.review.rstrip('/')}/drafts/{key}" if desk.review and kind == "draft" else ""
    return Shown(
        number=number,
        about=entry.about,
        lines=tuple((label, text) for label, text in facts.items() if text),
        changes=_changes(entry.previous, details, here, words) if entry.previous else (),
        questions=tuple(asked[code].format_map(values) for code in codes),
        problems=tuple(_one_line(telling.problem(one, language)) for one in entry.problems),
        postponed=details.postponed,
        address=(desk.address(key) or "") if kind == "event" else "",
        review=review,
        name=name,
    )


def _changes(old: Details, new: Details, here: Locale, words: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """(label, before, after) for what differs; the parts of day, time and place count as one each."""
    pairs = [
        ("day", day(old, here), day(new, here)),
        ("time", time(old, here), time(new, here)),
        ("where", where(old, here, words), where(new, here, words)),
        *((name, _one_line(getattr(old, name) or ""), _one_line(getattr(new, name) or "")) for name in _TEXTS),
    ]
    return tuple((label, before, after) for label, before, after in pairs if before != after)


def day(details: Details, here: Locale) -> str:
    """The day or days in words, with the weekday and the year; "" when there is none."""
    if details.date is None:
        return ""
    first = dates.format_date(details.date, "full", here)
    if details.end_date is None or details.end_date <= details.date:
        return first
    return f"{first} – {dates.format_date(details.end_date, 'full', here)}"


def time(details: Details, here: Locale) -> str:
    """The hour, and the end where it is known, as the language writes them; "" when there is none."""
    if details.start is None:
        return ""
    start = dates.format_time(details.start, "short", locale=here)
    text = f"{start} – {dates.format_time(details.end, 'short', locale=here)}" if details.end else start
    return text.replace("\u202f", " ").replace("\xa0", " ")


def where(details: Details, here: Locale, words: Mapping[str, Any]) -> str:
    """City and country in the mail's language, the word for an online event, or ""."""
    if details.online:
        return str(words["online"])
    country = here.territories.get(details.country or "", details.country or "")
    parts = [details.city or details.region or "", country]
    return str(words["comma"]).join(_one_line(part) for part in parts if part)


def _one_line(text: str) -> str:
    """The text without line breaks and control characters, so that it cannot become a header or a line of its own."""
    plain = (
        "" if char in _BIDI else " " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text
    )
    return " ".join("".join(plain).split())
