"""One round of everything: collect, work, publish, remind, send, purge, each as far as it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from intake.amounts import amount
from intake.campaign import Campaign
from intake.jobs.collecting import collect
from intake.jobs.publishing import due, publish
from intake.jobs.purging import purge
from intake.jobs.reminding import remind
from intake.jobs.sending import send
from intake.jobs.telling import Tell, ToldReads, nobody
from intake.jobs.working import Reads, work
from intake.mail.mailbox import MailProblem
from intake.mail.password import NoPassword
from intake.reading_process import Reader
from intake.store import Store

_PURGED = "round.purged"
"""The fact that keeps the day on which a round last removed what need not be kept."""


@dataclass(slots=True)
class Round:
    """What a round did, and what went wrong in it: lines without anybody's data."""

    lines: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def one_round(
    store: Store,
    campaign: Campaign,
    clock: Callable[[], dt.datetime],
    reader: Reads | None = None,
    tell: Tell = nobody,
) -> Round:
    """Collect, work, publish, remind and send, once; `tell` hears how far it is. A door that is shut stops no other.

    The first round of a day also removes what need not be kept any longer. Raises Unavailable.
    """
    done = Round()
    try:
        collected = collect(store, campaign, clock(), tell=tell)
        done.lines.append(amount(collected.new, "new mail"))
        done.problems += collected.problems
    except (MailProblem, NoPassword) as problem:
        done.problems.append(str(problem))
    try:
        with ExitStack() as stack:
            if tell is not nobody:
                waiting = store.counted().messages.get("unread", 0)
                reader = ToldReads(reader or stack.enter_context(Reader(screens=True)), "Reading", tell, waiting)
            worked = work(store, campaign, clock(), reader)
        fates = ("drafted", "answer", "ignored", "held", "failed")
        shown = [f"{getattr(worked, fate)} {fate}" for fate in fates if getattr(worked, fate)]
        done.lines.append(amount(worked.done, "mail") + " read" + (f": {', '.join(shown)}" if shown else ""))
    except OSError as problem:
        done.problems.append(f"mails cannot be read now: {problem}")
    if due(store, campaign, clock()):
        published = publish(store, campaign, clock(), tell=tell)
        done.lines += [f"{one.target}: {one.message}" for one in published.receipts if one.delivered]
        done.problems += published.problems
    remind(store, campaign, clock())
    try:
        sent = send(store, campaign, clock())
        done.lines.append(amount(sent.sent, "mail") + " sent")
        done.problems += sent.problems
    except (MailProblem, NoPassword) as problem:
        done.problems.append(str(problem))
    _purge_daily(store, campaign, clock())
    return done


def _purge_daily(store: Store, campaign: Campaign, now: dt.datetime) -> None:
    today = now.date().isoformat()
    if store.fact(_PURGED) == today:
        return
    purge(store, campaign, now)
    with store.writes(deciding=False) as writing:
        writing.keep_fact(_PURGED, today, now)
