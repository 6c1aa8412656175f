"""Whose event is it, and did the mail really come from there? Our mail server's Authentication-Results (RFC 8601).

Only the headers that carry our own server's name count: others were written by the sender, or by servers that we have
no reason to believe. A server must remove such headers with its own name from what comes in (RFC 8601, 5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from intake.deciding.decision import Known
from intake.deciding.draft import Draft
from intake.deciding.settings import Settings
from intake.reading.message import Message
from render.event import Event

_PROPERTY = re.compile(r"(?:header\.(?:from|d|i)|smtp\.mailfrom)\s*=\s*\"?(?:[^\s@\"]*@)?([\w.-]+)", re.IGNORECASE)
_NOTHING = frozenset({"none", "temperror", "permerror", "neutral", "policy"})
_BAD = frozenset({"fail", "softfail", "hardfail"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """One result: the method and what came of it, and the domain it is about, "" where the header names none."""

    method: str
    result: str
    domain: str


def verdicts(message: Message, authserv_id: str) -> tuple[Verdict, ...]:
    """What our own server says of a message, over all its headers of that name."""
    return _verdicts(message.results, authserv_id)


@lru_cache(maxsize=4)  # asked about one mail once for each event that it names
def _verdicts(results: tuple[str, ...], authserv_id: str) -> tuple[Verdict, ...]:
    found = []
    for header in results:
        name, _, rest = _without_comments(header).partition(";")
        if not name.split() or name.split()[0].casefold().rstrip(".") != authserv_id.casefold().rstrip("."):
            continue
        for part in rest.split(";"):
            method, equals, said = part.strip().partition("=")
            if equals and said.split():
                about = _PROPERTY.search(part)
                domain = about[1].casefold().rstrip(".") if about else ""
                found.append(Verdict(method.split("/")[0].strip().casefold(), said.split()[0].casefold(), domain))
    return tuple(found)


def _without_comments(text: str) -> str:
    """The header's value without (comments), which may nest."""
    kept, depth = [], 0
    for char in text:
        if char == "(":
            depth += 1
        elif char == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(char)
    return "".join(kept)


def _aligned(domain: str, sender: str) -> bool:
    """Whether a domain is that of the sender's address, or above or below it (RFC 7489, 3.1, relaxed)."""
    own = sender.rpartition("@")[2].casefold()
    if not domain:
        return True
    return "." in domain and (domain == own or own.endswith("." + domain) or domain.endswith("." + own))


def vouched_for(message: Message, settings: Settings) -> bool:
    """Whether From may be taken for true where it must be: our server passed it, or none is configured.

    DMARC decides where the server checks it; else DKIM or SPF must have passed for the domain of From.
    """
    if not settings.authserv_id:
        return True
    said = verdicts(message, settings.authserv_id)
    dmarc = [one for one in said if one.method == "dmarc" and one.result not in _NOTHING]
    if dmarc:
        return all(one.result in ("pass", "bestguesspass") and _aligned(one.domain, message.sender) for one in dmarc)
    checks = [one for one in said if one.method in ("dkim", "spf")]
    if any(one.result == "pass" and one.domain and _aligned(one.domain, message.sender) for one in checks):
        return True
    unnamed = [one for one in checks if not one.domain]
    return any(one.result == "pass" for one in unnamed) and not any(one.result in _BAD for one in checks)


def forged(message: Message, settings: Settings) -> bool:
    """Whether our server says that From is not true: DMARC failed, or without it SPF or DKIM did and none passed."""
    if not settings.authserv_id:
        return False
    said = verdicts(message, settings.authserv_id)
    dmarc = [one for one in said if one.method == "dmarc" and one.result not in _NOTHING]
    if dmarc:
        return any(one.result in _BAD for one in dmarc)
    checks = [one for one in said if one.method in ("dkim", "spf")]
    passed = any(one.result == "pass" and _aligned(one.domain, message.sender) for one in checks)
    return not passed and any(one.result in _BAD for one in checks)


def owns(message: Message, thing: Draft | Event, known: Known, settings: Settings) -> bool:
    """Whether the message comes from an address whose mail made this draft or event."""
    sender = message.sender.casefold()
    if not sender or forged(message, settings):
        return False
    if isinstance(thing, Event):
        return sender in {address.casefold() for address in known.submitters.get(thing.id, ())}
    return sender == thing.sender.casefold()
