"""Which mails are set aside before they are read for events, and which are never answered: tables of questions.

Answering follows RFC 3834: better silent once too often than one loop. What is not answered may still be drafted.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable
from functools import cache
from importlib import resources

from intake.deciding.decision import Hold, Ignore
from intake.reading.message import Message
from intake.reading.passages import newest
from intake.reading.quotes import phrases, sort

__all__ = ["may_answer", "screen", "why_silent"]

_MAX_SIZE = 25_000_000
_NEAR = 20_000
_FOOT = 5_000
_OPENING = 350
"""Characters of what was written in which an automatic answer says so."""

# Words that make a longer local part a program's ("no-reply-events", "events+noreply").
_MACHINE_WORD = re.compile(
    r"(?:^|[._+=-])(?:no-?_?reply|do-?_?not-?_?reply|noreply|mailer-?daemon|bounces?"
    r"|auto-?(?:reply|responder|response|confirm|mailer)|postmaster|notifications?|unsubscribe|listserv|majordomo|mailman|newsletters?|alerts?)(?:$|[._+=-])"
    r"|noreply|donotreply|no-reply|^bounces?[+=-]|^(?:owner|request)-|-(?:owner|request|bounces?|daemon|admin|errors|outgoing|help|subscribe|confirm)$"
    r"|^(?:prvs|srs0|srs1|btv1)=|^msprvs"
)
_AFTER_RE = re.compile(
    r"(?i)^\s*(?:(?:re|aw|sv|vs|antw?|odp|r|res|ref|回复|答复|回覆|답장)\s*(?:\[\d+\])?\s*[:：]\s*)+"
)


@cache
def _known(key: str) -> tuple[str, ...]:
    """One list of automatic.toml."""
    text = resources.files("intake.deciding").joinpath("automatic.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)[key])


def screen(message: Message, own: Collection[str], max_size: int = _MAX_SIZE) -> Ignore | Hold | None:
    """Ignore or Hold for a message that is not to be read for events, with the reason; None for every other.

    `own` are our own addresses, `max_size` is in bytes. Newsletters and lists pass: they may announce an event.
    """
    for reason, asks in _IGNORED:
        if asks(message):
            return Ignore(reason)
    if message.sender and message.sender.lower() in {address.lower() for address in own}:
        return Ignore("it comes from our own address")
    if message.size > max_size:
        return Hold(f"it has {message.size:,} bytes; the limit is {max_size:,}")
    if _marked_spam(message):
        return Hold("the mail server takes it for spam")
    return None


def may_answer(message: Message) -> bool:
    """Whether a person may be at the other end, so that an answer can neither loop nor hit a stranger."""
    return why_silent(message) is None


def why_silent(message: Message) -> str | None:
    """Why this message must not be answered, in a few words, or None when it may be."""
    return next((reason for reason, asks in _SILENT if asks(message)), None)


def _values(message: Message, name: str) -> Iterable[str]:
    return (value.strip().lower() for header, value in message.automatic if header == name)


def _has(message: Message, *starts: str) -> bool:
    return any(header.startswith(starts) for header, _ in message.automatic)


def _submitted(message: Message) -> str:
    """The word of Auto-Submitted (RFC 3834, 5), "" or "no" for a person's mail."""
    return next((value.split(";")[0].strip() for value in _values(message, "auto-submitted")), "")


def _ours(message: Message) -> bool:
    return _has(message, "x-event-intake")


def _is_bounce(message: Message) -> bool:
    if message.content_type == "multipart/report" or message.content_type == "message/delivery-status":
        return True
    local = message.sender.partition("@")[0].lower()
    if local in ("mailer-daemon", "mailerdaemon", "mail-daemon", "maildaemon"):
        return True
    return message.envelope_sender == "" and _says_away(message) is not None


def _is_auto_reply(message: Message) -> bool:
    if _submitted(message).startswith("auto-replied") or _submitted(message).startswith("auto-notified"):
        return True
    return _has(message, *_known("replies"))


def _is_report(message: Message) -> bool:
    return any(value.startswith("multipart/report") for value in _values(message, "content-type"))


def _marked_spam(message: Message) -> bool:
    names = ("x-spam-flag", "x-spam", "x-spam-status")
    return any(value.startswith(("yes", "true")) for name in names for value in _values(message, name))


def _auto_submitted(message: Message) -> bool:
    return _submitted(message) not in ("", "no")


def _precedence(message: Message) -> bool:
    words = ("bulk", "list", "junk", "auto_reply", "auto-reply", "autoreply")
    return any(value.startswith(words) for name in ("precedence", "x-precedence") for value in _values(message, name))


def _suppresses(message: Message) -> bool:
    """X-Auto-Response-Suppress asks for no automatic answer ([MS-OXCMAIL]); "DR" and "RN" alone are about receipts."""
    return any(
        set(re.split(r"[,\s]+", value)) & {"all", "autoreply", "oof", "-1"}
        for value in _values(message, "x-auto-response-suppress")
    )


def _programs_header(message: Message) -> bool:
    return any(
        header.startswith(_known("headers")) and header != "x-auto-response-suppress" for header, _ in message.automatic
    )


def _programs_address(message: Message) -> bool:
    addresses = [message.sender, message.reply_to or "", message.envelope_sender or ""]
    # The Sender field of old mails often names the system they were written on; only a list's own address counts.
    lists = any(_MACHINE_WORD.search(_local(value)) for value in _values(message, "sender"))
    named = message.sender_name.lower().startswith(_known("names"))
    return lists or named or any(_is_machine(address) for address in addresses)


def _local(address: str) -> str:
    return address.lower().strip("<> ").partition("@")[0].rpartition("<")[2]


def _is_machine(address: str) -> bool:
    local = _local(address)
    return local in _known("addresses") or _MACHINE_WORD.search(local) is not None


def _no_address(message: Message) -> bool:
    local, at, host = message.sender.partition("@")
    return not (local and at and host)


def _mailer(message: Message) -> bool:
    values = [value for name in ("x-mailer", "user-agent") for value in _values(message, name)]
    return any(word in value for word in _known("mailers") for value in values)


def _programs_subject(message: Message) -> bool:
    return message.subject.lower().startswith(_known("subjects"))


def _offers_an_end(message: Message) -> bool:
    """Whether the foot of the mail (not of one quoted in it) says how to end a subscription, as bulk mail must."""
    lines = [line for line in sort(message.text[-_FOOT:]) if line.role in ("own", "signature") and line.text.strip()]
    foot = [line.text.lower() for line in lines[-25:] if len(line.text) < 300]
    words = phrases("ends_subscription")
    return any(
        any(word in line for word in words) and _is_instruction(line, following)
        for line, following in zip(foot, [*foot[1:], ""], strict=False)
    )


def _is_instruction(line: str, following: str) -> bool:
    """Whether a line about ending a subscription is one of a mail's foot, and no sentence of a letter."""
    return len(line.split()) <= 5 or any(mark in line + following for mark in ("http", "www.", "@", "to unsubscribe"))


def _forged(message: Message) -> bool:
    return any(method == "dmarc" and verdict == "fail" for _, method, verdict in message.authenticated) or (
        any(method == "spf" and verdict in ("fail", "hardfail") for _, method, verdict in message.authenticated)
        and not any(verdict == "pass" and method in ("dkim", "dmarc") for _, method, verdict in message.authenticated)
    )


def _calendar_answer(message: Message) -> bool:
    """A calendar program's "accepted" or "declined" (RFC 5546)."""
    answers = ("REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER")
    calendars = (dict(part.parameters) for part in message.parts if part.content_type == "text/calendar")
    return any(said.get("method", "").upper() in answers for said in calendars)


def _says_away(message: Message) -> str | None:
    """The words of an automatic answer in the subject, or at the start of what was written."""
    subject = message.subject.lower().replace("’", "'").strip()
    bare = subject.lstrip("[(*<!- ")
    person = _AFTER_RE.match(subject) is not None
    for phrase in phrases("away_subject"):
        word = phrase.removeprefix("*")
        if bare.startswith(word) and _stands_alone(bare, word):
            return word
        if phrase != word and (word in subject if not person else f"({word})" in subject or f"[{word}]" in subject):
            return word
    opening = " ".join(newest(message.text[:_NEAR])[: 3 * _OPENING].lower().replace("’", "'").split())[:_OPENING]
    return next((word for word in phrases("away_body") if word in opening), None)


def _stands_alone(subject: str, word: str) -> bool:
    """Whether a subject that starts with `word` means it as a notice: "Holiday: ..." but not "Holiday picnic"."""
    after = subject[len(word) :]
    if " " in word or not word[-1].isalnum() or len(word) > 12 or ord(word[0]) > 0x2E80:
        return not after[:1].isalpha() or ord(word[0]) > 0x2E80
    return after.lstrip()[:1] in ("", ":", "：", "-", "–", "]", ")", "!", ".", "|") or after.lstrip().startswith("re:")


# Read aloud: "It is ignored when ...".
_IGNORED: tuple[tuple[str, Callable[[Message], bool]], ...] = (
    ("it is one of our own mails", _ours),
    ("it is a delivery report", _is_bounce),
    ("it is an automatic reply", _is_auto_reply),
    ("it is a calendar program's answer", _calendar_answer),
)

# Read aloud: "It is not answered because ...".
_SILENT: tuple[tuple[str, Callable[[Message], bool]], ...] = (
    *_IGNORED,
    ("it has no sender's address", _no_address),
    ("its envelope has no sender, as bounces have", lambda message: message.envelope_sender == ""),
    ("its Auto-Submitted says that a program wrote it", _auto_submitted),
    ("its Precedence is that of bulk mail", _precedence),
    ("it asks for no automatic answer", _suppresses),
    ("a header of it is a program's or a mailing list's", _programs_header),
    ("its address is a program's", _programs_address),
    ("its mailer is a program for bulk mail", _mailer),
    ("its subject is a program's", _programs_subject),
    ("it says how to end a subscription, as bulk mail does", _offers_an_end),
    ("it is a report", _is_report),
    ("the mail server takes it for spam", _marked_spam),
    ("its sender may be forged", _forged),
    ("it says that it is automatic", lambda message: _says_away(message) is not None),
)
