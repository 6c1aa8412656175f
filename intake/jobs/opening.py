"""What every job needs to know of a campaign: its store and its own addresses."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from intake.campaign import Campaign
from intake.store import Store


def open_store(campaign: Campaign) -> Store:
    """The campaign's store. Raises Unavailable and Unusable (both StoreProblem)."""
    sender = campaign.outgoing.sender if campaign.outgoing else campaign.site.contact
    return Store.open(campaign.store_url, domain=sender.rpartition("@")[2] or campaign.site.host)


def addresses_of(campaign: Campaign) -> frozenset[str]:
    """The campaign's own addresses, in lower case: mail from them is ours."""
    found = {campaign.site.contact}
    if campaign.outgoing is not None:
        found.add(campaign.outgoing.sender)
    if campaign.mailbox is not None and "://" in campaign.mailbox.url:
        found.add(unquote(urlsplit(campaign.mailbox.url).username or ""))
    return frozenset(address.lower() for address in found if "@" in address)
