"""The passages of a message: subject, what was written, passed on, quoted, and signatures; offsets kept.

The whole text stays in the message; a passage only says what a stretch of it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from intake.reading.languages.guess import guess
from intake.reading.lines import Line
from intake.reading.message import Anchor, Message, Unreadable, read
from intake.reading.proposal import Passage
from intake.reading.quotes import header_kind, sort
from intake.reading.signatures import has_clock, is_closing, is_postscript
from intake.reading.subjects import is_answer, is_passed_on

__all__ = ["newest", "original_sender", "passages"]

_LONGEST = 200_000
"""Characters of a text that are looked at; an announcement is never longer."""
_DIGIT = re.compile(r"\d")
_CAPITALISED = re.compile(r"(?:\b[^\W\d_a-z][\w'’.-]*\s*){1,4}\Z")
_WRITTEN = re.compile(
    r"[\"'*_]{0,2}([^<>\"\n]{0,100}?)[\"'*_]{0,2}\s*[<\[(]?(?:mailto:)?([^\s<>\[\]()\"',;:]{1,100}@[\w.-]{1,200})"
)


def newest(text: str) -> str:
    """What the person wrote in this mail: without quotes, the lines that head them, signatures and passed-on mails.

    Answers between quotes are kept; what was taken out leaves nothing, and of the blank lines around it one.
    """
    return _newest(text[:_LONGEST])


@lru_cache(maxsize=4)  # several questions about one mail begin with it
def _newest(text: str) -> str:
    lines = sort(text)
    kept: list[str] = []
    gap = False
    for line in lines:
        if line.role != "own":
            gap = True
            continue
        words = line.text.rstrip()
        words = words.removeprefix(">") if words.startswith(">From ") else words
        if gap:
            while not words and kept and not kept[-1]:
                kept.pop()
            gap = False
        kept.append(words)
    return "\n".join(kept).strip()


def passages(message: Message) -> tuple[Passage, ...]:
    """The message's passages in order of reading; `links` are those of `Message.links` that stand in a passage.

    Only the first 200,000 characters of a text are looked at. Part "attached" is the text of a message that was
    attached whole (message/rfc822), its subject first.
    """
    languages = guess(f"{message.subject}\n{message.text}")
    found = [Passage(message.subject, "subject", 0, "subject", languages)] if message.subject else []
    answers = bool(message.thread) or is_answer(message.subject)
    found += _split(message.text, "text", message.links, is_passed_on(message.subject, languages), answers, languages)
    if message.content_type not in ("multipart/report",):
        for raw in message.attached[:3]:
            found += _attached(raw)
    return tuple(found)


def _attached(raw: bytes) -> list[Passage]:
    try:
        inner = read(raw)
    except Unreadable:
        return []
    languages = guess(f"{inner.subject}\n{inner.text}")
    whole = f"{inner.subject}\n\n{inner.text}"
    shift = len(inner.subject) + 2
    links = tuple(Anchor(link.url, link.text, link.start + shift, link.end + shift) for link in inner.links)
    return [Passage(whole, "attached", 0, "forwarded", languages, links)] if whole.strip() else []


def _split(
    text: str, part: str, links: Sequence[Anchor], passed_on: bool, answers: bool, languages: tuple[str, ...]
) -> list[Passage]:
    """The passages of a text; what has quote marks in a mail that answers none, and quotes nobody, is passed on."""
    text = text[:_LONGEST]
    lines = sort(text)
    passed_on = passed_on or not (answers or _quotes_somebody(lines))
    roles = [_role(line, passed_on) for line in lines]
    _letter_closing(lines, roles)
    found: list[Passage] = []
    at = 0
    while at < len(lines):
        stop = at + 1
        while stop < len(lines) and roles[stop] == roles[at]:
            stop += 1
        start, end = lines[at].start, lines[stop - 1].end
        if text[start:end].strip() and roles[at] is not None:
            inside = tuple(link for link in links if start <= link.start <= end)
            found.append(Passage(text[start:end], part, start, roles[at] or "", languages, inside))
        at = stop
    return found


def _quotes_somebody(lines: Sequence[Line]) -> bool:
    """Whether what has quote marks is another's: a line heads it, it names no hour, or numbers stand above it."""
    above = takewhile(lambda line: line.role != "quoted", lines)
    if any(line.role == "marker" for line in lines) or any(_DIGIT.search(line.text) for line in above):
        return True
    return not any(line.role == "quoted" and has_clock(line.text) for line in lines)


def _role(line: Line, passed_on: bool) -> str | None:
    if line.role == "own":
        return "body"
    if line.role == "marker":
        return "forwarded" if passed_on else "quoted"
    if line.role == "quoted" and passed_on:
        return "forwarded"
    return line.role


def _letter_closing(lines: Sequence[Line], roles: list[str | None]) -> None:
    """A letter's close ("Best regards,") and the few short lines under it are a signature."""
    for role in ("body", "forwarded"):
        full = [number for number, line in enumerate(lines) if roles[number] == role and line.text.strip()]
        for back, number in enumerate(reversed(full[-12:])):
            if back and is_closing(lines[number].text):
                below = list(takewhile(lambda at: not is_postscript(lines[at].text), full[len(full) - back :]))
                # "Thanks" may also stand above what is announced; then the time of day is below it and not above.
                announced = any(has_clock(lines[at].text) for at in below) and not any(
                    has_clock(lines[at].text) for at in full[: len(full) - back]
                )
                if below and not announced and all(len(lines[at].text) <= 90 for at in below):
                    roles[number : below[-1] + 1] = ["signature"] * (below[-1] + 1 - number)
                break


def original_sender(message: Message) -> tuple[str, str] | None:
    """The (name, address) of the mail that was passed on, as its shown header says, or None."""
    if message.attached and message.content_type != "multipart/report":
        try:
            inner = read(message.attached[0])
        except Unreadable:
            return None
        return (inner.sender_name, inner.sender) if inner.sender else None
    lines = sort(message.text[:_LONGEST])
    if not any(line.role == "forwarded" for line in lines) and not is_passed_on(message.subject):
        return None
    for line in lines:
        if line.role == "marker" and (match := _WRITTEN.search(line.text.partition(":")[2][:300])):
            name = match.group(1).strip(" \t,:")
            if not header_kind(line.text):  # "On 25 May at 10:00, Ana Q <...> wrote:"
                name = found[0].strip() if (found := _CAPITALISED.search(name)) else ""
            local, _, host = match.group(2).rpartition("@")
            return name, f"{local}@{host.strip('.').lower()}"
    return None
