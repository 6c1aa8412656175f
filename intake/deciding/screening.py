"""Which mails are set aside before they are read for events, and which are never answered: tables of questions.

Answering follows RFC 3834: better silent once too often than one loop. What is not answered may still be drafted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from intake.deciding.decision import Hold, Ignore
from intake.deciding.notices import answers_in_person, asks_of_us, asks_somebody, is_personal, says_automatic
from intake.deciding.programs import known
from intake.deciding.sounding import sounds_automatic
from intake.deciding.speakers import speaks_of_self
from intake.deciding.telltales import outweighs, signs_of_a_person
from intake.reading.lines import phrases
from intake.reading.message import Message
from intake.reading.passages import newest
from intake.reading.quotes import sort

__all__ = ["MAX_SIZE", "may_answer", "screen", "why_silent"]

MAX_SIZE = 25_000_000
"""Bytes of a mail where no mailbox is configured that says otherwise."""
_FOOT = 5_000
_A_LITTLE = 1
"""Signs of a person that do where only a field of the header speaks of programs."""
_A_PERSON = 3
"""Signs of a person that do where the address is one that programs have."""

# Words that make a longer local part a program's ("no-reply-events", "events+noreply").
_MACHINE_WORD = re.compile(
    r"(?:^|[._+=-])(?:no-?_?reply|do-?_?not-?_?reply|noreply|mailer-?daemon|bounces|bounce(?=[._+=-])"
    r"|auto-?(?:reply|responder|response|confirm|mailer)|postmaster|notifications?|unsubscribe|listserv|majordomo|mailman)(?:$|[._+=-])"
    r"|noreply|donotreply|no-reply|^bounces?[+=-]|-(?:accept|reject|tc|sc|uc|return)[-.]\d|^(?:owner|request)-|-(?:owner|request|bounces?|daemon|admin|errors|outgoing|help|subscribe|confirm)$"
    r"|^msprvs"
)

_TOPICS = ("x-thread", "x-spam", "x-topic", "x-subject", "x-original", "x-mailer", "x-ms-", "x-folder", "x-keywords")
_REPORTS = ("message/delivery-status", "message/disposition-notification", "message/feedback-report")
_DENIALS = ("no", "false", "0", "none", "off")
_ANSWERING = re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, known('answering')))})")
_HOUR = r"\d{1,2}(?:[:.h]\d\d)?\s?(?:[ap]m)?"
_MEETING = re.compile(
    rf"(?i)^[^:\n]{{3,30}}:.{{1,200}}?\b{_HOUR}\s?[-–]\s?{_HOUR}\s*\([A-Z0-9:+-]{{2,9}}\)\s*\([^()\n]+\)\s*$"
)
"""How calendars of the web write what is answered: "Accepted: Rehearsal @ Thu Jun 5, 2025 7pm - 8pm (CEST) (Ann)"."""
_REWRITTEN = re.compile(r"(?:srs[01][=+-].*[=]|prvs=[^=]*=|btv1==[^=]*==)([^=]+)$")


def screen(message: Message, own: Collection[str], max_size: int = MAX_SIZE) -> Ignore | Hold | None:
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
    for reason, asks in _SILENT:
        if found := asks(message):
            return f"{reason} {found}" if isinstance(found, str) else reason
    return None


def _values(message: Message, name: str) -> Iterable[str]:
    return (value.strip().lower() for header, value in message.automatic if header == name)


def _has(message: Message, *starts: str) -> bool:
    return any(
        header.startswith(starts) and value.strip().lower() not in _DENIALS for header, value in message.automatic
    )


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
    return message.envelope_sender == "" and says_automatic(message) is not None


def _is_auto_reply(message: Message) -> bool:
    if _submitted(message).startswith("auto-replied") or _submitted(message).startswith("auto-notified"):
        return True
    return _has(message, *known("replies")) or any("autorespond" in value for value in _values(message, "delivered-to"))


def _is_report(message: Message) -> bool:
    if any(value.startswith("multipart/report") for value in _values(message, "content-type")):
        return True
    attached = any(part.content_type in _REPORTS for part in message.parts)
    return attached and not _shows_a_report(message)


def _shows_a_report(message: Message) -> bool:
    """Whether a person passes a report on, with words of their own above it."""
    speaks = speaks_of_self(newest(message.text), message.subject, message.sender) or asks_somebody(message)
    return speaks and says_automatic(message) is None


def _marked_spam(message: Message) -> bool:
    names = ("x-spam-flag", "x-spam", "x-spam-status")
    return any(value.startswith(("yes", "true")) for name in names for value in _values(message, name))


def _auto_submitted(message: Message) -> bool:
    return _submitted(message) not in ("", "no")


def _precedence(message: Message) -> bool:
    words = ("bulk", "list", "junk", "auto_reply", "auto-reply", "autoreply")
    return any(
        value.startswith(words)
        for name in ("precedence", "x-precedence", "preference")
        for value in _values(message, name)
    )


def _suppresses(message: Message) -> bool:
    """X-Auto-Response-Suppress asks for no automatic answer ([MS-OXCMAIL]); "DR" and "RN" alone are about receipts.

    Some servers write it into all that passes: what a person asks or announces is answered all the same.
    """
    asked = {word for value in _values(message, "x-auto-response-suppress") for word in re.split(r"[,\s]+", value)}
    if asked & {"all", "-1"}:
        return not is_personal(message)
    if not asked & {"autoreply", "oof"}:
        return False
    speaks = is_personal(message) or answers_in_person(message) or signs_of_a_person(message) >= _A_LITTLE
    return not speaks or says_automatic(message) is not None


def _programs_header(message: Message) -> bool:
    return any(
        header.startswith(known("headers"))
        and header != "x-auto-response-suppress"
        and not value.lower().endswith(known("mailbox_feedback"))
        and value.strip().lower() not in _DENIALS
        for header, value in message.automatic
    )


def _answering_header(message: Message) -> bool:
    """Whether some X- field names a program that answers, or the sender's own address as the mark against a loop."""
    return any(
        (header == "x-loop" and "@" in message.sender and message.sender.lower() in value.lower())
        or (header.startswith("x-") and header != "x-auto-response-suppress" and _ANSWERING.search(value.lower()))
        for header, value in message.automatic
        if not header.startswith(_TOPICS)
    )


def _programs_address(message: Message) -> bool:
    addresses = [message.sender, message.reply_to or "", message.envelope_sender or ""]
    # The Sender field of old mails often names the system they were written on; only a list's own address counts.
    lists = any(_MACHINE_WORD.search(_local(value)) for value in _values(message, "sender"))
    if lists or any(_is_machine(address) for address in addresses):
        return True
    named = message.sender_name.lower().startswith(known("names"))
    if named and not is_personal(message):
        return True
    if not any(map(_is_role, addresses)) or asks_of_us(message):
        return False
    # A person may have such an address; one beside the sender's is of a program that sends for many.
    behind = any(map(_is_role, (address for address in addresses[1:] if address.lower() != message.sender.lower())))
    few = _A_PERSON - (_local(message.sender) in known("keepers"))
    return behind or signs_of_a_person(message) < few or says_automatic(message) is not None


def _is_role(address: str) -> bool:
    return _local(address).partition("+")[0] in known("roles")


def _local(address: str) -> str:
    """What stands before the @, lower-cased; of an address that a forwarder rewrote (SRS, BATV), the original's."""
    local = address.lower().strip("<> ").partition("@")[0].rpartition("<")[2]
    if wrapped := _REWRITTEN.match(local):
        return wrapped.group(1)
    return local


def _is_machine(address: str) -> bool:
    local = _local(address)
    return (
        local in known("addresses")
        or local.partition("+")[0] in known("addresses")
        or local.startswith("microsoftexchange")
        or _MACHINE_WORD.search(local) is not None
    )


def _no_address(message: Message) -> bool:
    local, at, host = message.sender.partition("@")
    return not (local and at and host) or "=?" in message.sender  # encoded words make no address (RFC 2047, 5)


def _mailer(message: Message) -> bool:
    values = [value for name in ("x-mailer", "user-agent") for value in _values(message, name)]
    if any(_at_word(word, value) for word in known("mailers") for value in values):
        return True
    form = any(word in value for word in known("form_mailers") for value in values)
    return form and not _filled_in(message) and not (asks_somebody(message) and signs_of_a_person(message) > _A_PERSON)


def _at_word(word: str, value: str) -> bool:
    """Whether a word of the value starts so: "cron" but not "synchronised"."""
    return re.search(rf"(?<![a-z]){re.escape(word)}", value) is not None


def _filled_in(message: Message) -> bool:
    """Whether a form sent this for a person, who wrote the address or the name it comes from into it."""
    written = message.text[:_FOOT].lower()
    if message.sender.lower() in written or (message.reply_to and message.reply_to.lower() in written):
        return True
    name = " ".join(message.sender_name.lower().split())
    lines = (line.rpartition(":")[2].strip(" *\t,.-") for line in written.splitlines())
    return " " in name and any(line == name for line in lines)


def _programs_subject(message: Message) -> bool:
    return message.subject.lower().startswith(known("subjects")) and not asks_of_us(message)


def _offers_an_end(message: Message) -> bool:
    """Whether the foot of the mail (not of one quoted in it) says how to end a subscription, as bulk mail must."""
    lines = [line for line in sort(message.text[-_FOOT:]) if line.role in ("own", "signature") and line.text.strip()]
    foot = [line.text.lower() for line in lines[-25:] if len(line.text) < 300]
    below = "\n".join(foot)
    words = [word for word in phrases("ends_subscription") if word in below]
    return bool(words) and any(
        any(word in line for word in words) and _is_instruction(line, following)
        for line, following in zip(foot, [*foot[1:], ""], strict=False)
    )


def _is_instruction(line: str, following: str) -> bool:
    """Whether a line about ending a subscription is one of a mail's foot, and no sentence of a letter."""
    marks = ("http", "www.", "@")
    return (
        len(line.split()) <= 5 or line.startswith("to unsubscribe") or any(mark in line + following for mark in marks)
    )


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


def _calendar_subject(message: Message) -> bool:
    """The subject of a web calendar's answer; an invitation has such a one, too, and may be sent to have it listed."""
    subject = message.subject.lower()
    return _MEETING.match(subject) is not None and not subject.startswith(known("invites"))


# Read aloud: "It is ignored when ...".
_IGNORED: tuple[tuple[str, Callable[[Message], bool]], ...] = (
    ("it is one of our own mails", _ours),
    ("it is a delivery report", _is_bounce),
    ("it is an automatic reply", _is_auto_reply),
    ("it is a calendar program's answer", _calendar_answer),
)

# Read aloud: "It is not answered because ...".
_SILENT: tuple[tuple[str, Callable[[Message], bool | str | None]], ...] = (
    *_IGNORED,
    ("it has no sender's address", _no_address),
    ("its envelope has no sender, as bounces have", lambda message: message.envelope_sender == ""),
    ("its Auto-Submitted says that a program wrote it", _auto_submitted),
    ("its Precedence is that of bulk mail", _precedence),
    ("it asks for no automatic answer", _suppresses),
    ("a header of it is a program's or a mailing list's", _programs_header),
    ("a header of it names a program that answers", _answering_header),
    ("its address is a program's", _programs_address),
    ("its mailer is a program for bulk mail", _mailer),
    ("its subject is a program's", _programs_subject),
    ("its subject is that of a calendar's answer", _calendar_subject),
    ("it says how to end a subscription, as bulk mail does", _offers_an_end),
    ("it is a report", _is_report),
    ("the mail server takes it for spam", _marked_spam),
    ("its sender may be forged", _forged),
    ("it says that it is automatic", lambda message: says_automatic(message) is not None),
    ("it is built like a program's", lambda message: outweighs(message) is not None),
    ("it reads like a notice:", sounds_automatic),
)
