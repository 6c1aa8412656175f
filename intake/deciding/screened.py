"""What deciding has to know of the words of a mail, looked up once, where that is limited: in the reading process.

A stranger's text is walked over there alone. What is left for the worker is to hold these few values against what is
known.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from intake.deciding import notices, screening
from intake.deciding.decision import Hold, Ignore
from intake.reading.message import Message
from intake.reading.passages import newest, passages
from intake.reading.proposal import Passage, Reading

__all__ = ["MOST_READ", "Screened", "screened", "set_aside", "shortened", "tokens"]

TOKEN = re.compile(r"\[#([A-Za-z0-9_-]{16,64})\]")
"""How a notice's token stands in its subject and text."""

MOST_TOKENS = 50
_NOTHING = "nothing in it asks for an answer"
MOST_READ = 10_000
"""Characters of a reply that are read piece by piece; who writes more writes no answer to a few lines."""
MOST_KEPT = 20_000
"""Characters of a text that a maintainer's notice may show."""


@dataclass(frozen=True, slots=True)
class Screened:
    """A message's words as decisions turn on them.

    `aside` is set for a message that is not to be read for events. `silent` says why it must not be answered,
    `automatic` by which words a mail in a thread says that a program wrote it; None where it may, and does not.
    `own` is what the person wrote, `body` the passages of it that a reply is read by (none in a mail without a
    thread), `tokens` the words that may be tokens of ours.
    """

    aside: Ignore | Hold | None = None
    silent: str | None = None
    automatic: str | None = None
    own: str = ""
    body: tuple[Passage, ...] = ()
    tokens: tuple[str, ...] = ()


def set_aside(message: Message, own: Collection[str], max_size: int) -> Screened | None:
    """What a message is that is not to be read for events, else None; `own` are our addresses, `max_size` is bytes."""
    aside = screening.screen(message, own, max_size)
    return Screened(aside, aside.reason) if aside is not None else None


def screened(message: Message, reading: Reading | None = None) -> Screened:
    """Look over a message that is not set aside.

    Where its `reading` shows that no mail can come of it, nobody asks whether it may be answered: that takes longest.
    """
    named = tokens(message)
    return Screened(
        None,
        screening.why_silent(message) if reading is None or named or _leads_on(message, reading) else _NOTHING,
        notices.says_automatic(message) if message.thread else None,
        newest(message.text),
        _body(message) if message.thread else (),
        named,
    )


def _leads_on(message: Message, reading: Reading) -> bool:
    """Whether deciding may come to more than that the message is ignored."""
    if reading.kind == "automatic":
        return False
    found = reading.proposals or reading.problems or reading.unsure or reading.kind != "other"
    return bool(found or message.thread)


def tokens(message: Message) -> tuple[str, ...]:
    """The words of a message that may be tokens of ours, in its subject or anywhere in its text."""
    found = TOKEN.findall(f"{message.subject}\n{message.text}")
    return tuple(dict.fromkeys(found))[:MOST_TOKENS]


def shortened(message: Message) -> Message:
    """The message without what nobody looks at any more once it was read and screened: pages, files, links."""
    return replace(message, text=message.text[:MOST_KEPT], html=None, links=(), parts=(), attached=(), automatic=())


def _body(message: Message) -> tuple[Passage, ...]:
    written = (one for one in passages(message) if one.part == "text" and one.role == "body" and one.start < MOST_READ)
    return tuple(replace(one, text=one.text[:MOST_READ]) for one in written)
