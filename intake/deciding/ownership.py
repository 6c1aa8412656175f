"""Whose event is it, and did the mail really come from there? (RFC 8601, Authentication-Results)."""

from __future__ import annotations

from intake.deciding.decision import Known
from intake.deciding.draft import Draft
from intake.deciding.settings import Settings
from intake.reading.message import Message
from render.event import Event


def verdicts(message: Message, authserv_id: str) -> dict[str, str]:
    """What our own server says of a message: method -> result, by the newest header of each method.

    Headers under another name were written by the sender, or by servers that we have no reason to believe.
    """
    found: dict[str, str] = {}
    for name, method, result in message.authenticated:
        if name.casefold().rstrip(".") == authserv_id.casefold().rstrip("."):
            found.setdefault(method.casefold(), result.casefold())
    return found


def forged(message: Message, settings: Settings) -> bool:
    """Whether our server says that From is not true: DMARC failed, or with no word on DMARC both SPF and DKIM did."""
    if not settings.authserv_id:
        return False
    said = verdicts(message, settings.authserv_id)
    if said.get("dmarc", "none") not in ("none", "temperror", "permerror"):
        return said["dmarc"] == "fail"
    checked = {said.get("spf", "none"), said.get("dkim", "none")}
    return "pass" not in checked and bool(checked & {"fail", "softfail", "hardfail", "permerror"})


def vouched_for(message: Message, settings: Settings) -> bool:
    """Whether From may be taken for true where it must be: our server passed it, or none is configured."""
    if not settings.authserv_id:
        return True
    said = verdicts(message, settings.authserv_id)
    if said.get("dmarc", "none") not in ("none", "temperror"):
        return said["dmarc"] in ("pass", "bestguesspass")
    return "pass" in (said.get("dkim"), said.get("spf")) and "fail" not in (said.get("dkim"), said.get("spf"))


def owns(message: Message, thing: Draft | Event, known: Known, settings: Settings) -> bool:
    """Whether the message comes from an address whose mail made this draft or event."""
    sender = message.sender.casefold()
    if not sender or forged(message, settings):
        return False
    if isinstance(thing, Event):
        return sender in {address.casefold() for address in known.submitters.get(thing.id, ())}
    return sender == thing.sender.casefold()
