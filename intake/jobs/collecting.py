"""Takes new mails in: fetched, kept, committed, and only then filed away on the server."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from intake.campaign import Campaign
from intake.jobs.telling import Tell, nobody
from intake.mail.mailbox import Batch, Mailbox, NotFiled, NotGiven, open_mailbox
from intake.store import Store

LAST_POLL = "last poll"
"""The fact that says when the mailbox was last looked into without trouble."""


@dataclass(frozen=True, slots=True)
class Collected:
    """How many messages were seen and how many of them are new; `problems` are lines for the log."""

    seen: int = 0
    new: int = 0
    problems: tuple[str, ...] = ()


def collect(
    store: Store,
    campaign: Campaign,
    now: dt.datetime,
    mailbox: Mailbox | None = None,
    stop: threading.Event | None = None,
    tell: Tell = nobody,
) -> Collected:
    """Take in what is new in the campaign's mailbox (or in `mailbox`, which is left open); reads none of it.
    `tell` hears how many were fetched.

    Stops between two batches once `stop` is set. Raises MailProblem when the mailbox cannot be reached or
    refuses, and Unavailable; what was taken in until then is kept, and nothing is taken twice afterwards.
    """
    if campaign.mailbox is None:
        return Collected()
    if mailbox is None:
        with open_mailbox(campaign.mailbox) as opened:
            return collect(store, campaign, now, opened, stop, tell)
    seen = new = 0
    problems: dict[str, None] = {}
    key = campaign.mailbox.url
    for batch in _all_given(mailbox.fetch_new(store.cursor(key)), problems):
        arrivals = [(arrival.raw, arrival.received, arrival.problem) for arrival in batch.arrivals]
        new += len(store.keep_raw(key, arrivals, batch.cursor, now))
        seen += len(arrivals)
        tell("Fetching", seen, None)
        try:
            mailbox.file_away(batch)
        except NotFiled as problem:
            problems[str(problem)] = None
        if stop is not None and stop.is_set():
            break
    store.keep_fact(LAST_POLL, True, now)
    return Collected(seen, new, tuple(problems))


def _all_given(batches: Iterator[Batch], problems: dict[str, None]) -> Iterator[Batch]:
    """The batches; that some mails are not to be had is one of the problems."""
    try:
        yield from batches
    except NotGiven as problem:
        problems[str(problem)] = None
