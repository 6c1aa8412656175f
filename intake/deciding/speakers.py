"""Whether somebody speaks of him- or herself in a text: "I", "my", a first name below it.

A server that sends a mail back and a house that sends a bill never do. A note of absence does; so it says nothing where
an absence is spoken of, and little beside the thanks for a letter that will be answered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from intake.deciding.conversing import without_citations
from intake.deciding.programs import known
from intake.deciding.themes import themes

__all__ = ["SPEAKING", "gives_first_name", "speaks_of_self", "weight_of_self", "without_names", "writes_from_here"]

SPEAKING = frozenset({"self", "here"})
"""Themes that say who speaks and from where, and nothing of what."""
_ABSENT = frozenset({"away", "unread"})
_NOT_SPEAKING = _ABSENT | {"instead", "yours"}
"""Themes beside which "I" and "my" are an absent person's or a figure of a house."""
_FOR_ONE_READER = re.compile(r"https?://\S{1,300}\?\S{0,300}=")
_LAST_WORD = re.compile(r"(?:[.!?,]|\n)\s*([^\W\d_]{2,15})[.!]?\s*$")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,200}")


def speaks_of_self(text: str, subject: str, sender: str) -> bool:
    """Whether a person speaks of him- or herself in the text or signs it, and of no absence in it or its subject."""
    if _FOR_ONE_READER.search(text):
        return False
    told = themes(without_names(without_citations(text)))
    # "Me" is a word of many languages: the one that says most decides.
    said = [(sum(words.values()), "self" in words) for words in told.values()]
    speaking = max((count for count, speaks in said if speaks), default=0)
    if speaking <= max((count for count, speaks in said if not speaks), default=0) and not gives_first_name(
        text, sender
    ):
        return False
    return not any(_ABSENT & words.keys() for words in (*told.values(), *themes(subject).values()))


def without_names(text: str) -> str:
    """The text without what people call notices: who complains of an absence notice is not absent."""
    return _names().sub("…", text)


@cache
def _names() -> re.Pattern[str]:
    names = sorted(known("notice_names"), key=len, reverse=True)
    return re.compile(r"(?i)\b(?:" + "|".join(re.escape(name).replace(r"\*", r"\w*") for name in names) + r")\b")


def weight_of_self(told: Mapping[str, int], own: str, sender: str, answer: bool) -> int:
    """How much it counts that somebody speaks of him- or herself, beside what else is told in the same language.

    `own` is what was written, `answer` says that it is an answer. A link made for one reader is a program's.
    """
    count = told.get("self", 0) + ("later" not in told and gives_first_name(own, sender))
    if not count or not told.keys() - SPEAKING or _NOT_SPEAKING & told.keys() or _FOR_ONE_READER.search(own):
        return 0
    if _names_another(own, sender):
        return 0
    if "later" in told and {"dealings", "failed", "system"}.isdisjoint(told):
        return 0  # who promises an answer and speaks of nothing else
    if "letter" in told and not answer and not {"later", "came"}.isdisjoint(told):
        return 0 if "later" in told else 1
    return 3


def _names_another(own: str, sender: str) -> bool:
    """Whether the sender's name stands in an address at another host, as a mailbox that is given up answers."""
    local, _, host = sender.lower().partition("@")
    found = (address.group().lower().rstrip(".").partition("@") for address in _ADDRESS.finditer(own))
    return any(name == local and at != host for name, _, at in found)


def gives_first_name(own: str, sender: str) -> bool:
    """Whether a text ends with a first name, and not with that of a house or of its office."""
    match = _LAST_WORD.search(own[-80:])
    if not match or not match[1].istitle():
        return False
    name = match[1].lower()
    return name not in sender.partition("@")[2].lower() and not name.startswith(known("house_names"))


def writes_from_here(own: str, sender: str) -> bool:
    """Whether somebody says that the address this comes from is to be used from now on: no other is named."""
    if any(found.group().lower().rstrip(".") != sender.lower() for found in _ADDRESS.finditer(own)):
        return False
    return any("here" in words for words in themes(own).values())
