"""Builds the site from the events and brings it to its targets."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import intake
from intake.campaign import Campaign
from intake.jobs.telling import Tell, counted, nobody
from intake.store import Store
from render.publish import Differences, Receipt

if TYPE_CHECKING:
    from render.build import Memory
    from render.publish import Digests

PUBLISHED = "published"
"""The fact that says from what the site was built last: the list's revision, the day and the configuration."""


@dataclass(frozen=True, slots=True)
class Published:
    """How publishing went: a receipt for each target; `problem` says in one line why nothing could be built.

    `events` is how many events there are; with a dry run, `preview` says by target what would be done, in lines.
    """

    receipts: tuple[Receipt, ...] = ()
    events: int = 0
    problem: str = ""
    preview: Mapping[str, Sequence[str]] | None = None

    @property
    def problems(self) -> tuple[str, ...]:
        """What went wrong, a line each."""
        return tuple(filter(None, (self.problem, *(one.message for one in self.receipts if not one.delivered))))


@functools.cache
def _remembered() -> tuple[Memory, Digests]:
    """What this process built and digested before, so that a worker renders and writes only what changed."""
    from render.build import Memory
    from render.publish import Digests

    return Memory(), Digests()


def _told(files: Mapping[str, bytes], lacks: Differences) -> list[str]:
    """The files in one line, and a line for each event that comes, changes or goes."""
    from render.publish import message_for

    _, _, events = message_for(files, lacks).partition("\n\n")
    return [lacks.words(), *events.splitlines()]


def due(store: Store, campaign: Campaign, now: dt.datetime) -> bool:
    """Whether there is something to publish: the list, the day or the configuration changed, or a target failed."""
    return bool(campaign.publish) and store.fact(PUBLISHED) != _state(store, campaign, now)


def look_again(store: Store, now: dt.datetime) -> None:
    """Let there be something to publish: the store is another than the one that published last."""
    store.keep_fact(PUBLISHED, {"revision": store.revision()}, now)


def _state(store: Store, campaign: Campaign, now: dt.datetime) -> dict[str, object]:
    configured = repr((intake.__version__, campaign.site, campaign.publish)).encode()
    return {
        "revision": store.revision(),
        "day": _today(campaign, now).isoformat(),
        "configuration": hashlib.sha256(configured).hexdigest(),
    }


def _today(campaign: Campaign, now: dt.datetime) -> dt.date:
    return now.astimezone(ZoneInfo(campaign.site.timezone)).date()


def publish(
    store: Store,
    campaign: Campaign,
    now: dt.datetime,
    *,
    confirmed: bool = False,
    dry_run: bool = False,
    wait: Callable[[float], None] | None = None,
    tell: Tell = nobody,
) -> Published:
    """Build the site of all events as of `now` and bring each target up to date; keeps the receipts.

    A target that holds the same already is left alone. What cannot be built or sent leaves the old page up.
    `confirmed` lets an empty or broken list replace a full one. Raises Unavailable.
    """
    from render.build import build
    from render.publish import preview
    from render.publish import publish as carry

    with store.publishing() as mine:
        if not mine:
            return Published(problem="another program is publishing at this moment")
        state = _state(store, campaign, now)
        events = store.events()
        tell("Building", 0, len(events))
        try:
            memory, digests = _remembered()
            files = build(campaign.site, events, _today(campaign, now), memory)
        except Exception as error:
            words = " ".join(str(error).split()) or type(error).__name__
            return Published((), len(events), f"the site cannot be built, the old page stays: {words}")
        tell("Building", len(events), len(events))
        previous = store.receipts()
        if dry_run:
            lacking = preview(files, campaign.publish, previous)
            return Published((), len(events), preview={one: _told(files, lacks) for one, lacks in lacking.items()})
        # What people took off the list since is missing on purpose: only what else is missing raises a doubt.
        gone = store.taken_off((store.fact(PUBLISHED) or {}).get("revision", 0))
        previous = [replace(receipt, events=max(0, receipt.events - gone)) for receipt in previous]
        receipts = carry(
            files,
            counted(campaign.publish, "Publishing to targets", tell, len(campaign.publish)),
            previous,
            now=now,
            events=len(events),
            confirmed=confirmed,
            known=digests,
            starting=lambda receipt: store.keep_receipts([receipt], now),
            wait=wait or time.sleep,
        )
        store.keep_receipts(receipts, now)
        if all(receipt.delivered for receipt in receipts):
            store.keep_fact(PUBLISHED, state, now)
        return Published(tuple(receipts), len(events))
