"""Reads what was taken in, and puts on the shelf what was decided about it."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from typing import Protocol

from intake.campaign import Campaign
from intake.deciding import decide, replies
from intake.deciding.decision import Decision
from intake.deciding.settings import Settings
from intake.jobs.commanding import carry_out_within
from intake.jobs.faults import place_of
from intake.jobs.opening import addresses_of
from intake.reading.message import Limits, Unreadable
from intake.reading.proposal import Context
from intake.reading_process import Asked, Exceeded, Told
from intake.store import BOT, WORK_WAIT, Store, Taken, Transaction, Unavailable, Unread, Unusable

log = logging.getLogger(__name__)

FIRST_SHARE = 0.35
"""How much of the time limit a mail gets at first. One that needs more gets all of it behind the others, which need not
wait that long."""

Read = Told | Unreadable


class Reads(Protocol):
    """What `work` needs of a reader; `intake.reading_process.Reader` is one."""

    def read_all(self, items: Iterable[Asked]) -> Generator[Read, None, None]:
        """What each message says, in their order; an unreadable one comes out as its `Unreadable`."""
        ...


@dataclass(frozen=True, slots=True)
class Worked:
    """How many messages got which fate; `failed` ones are to be tried again."""

    drafted: int = 0
    ignored: int = 0
    answer: int = 0
    held: int = 0
    failed: int = 0

    @property
    def done(self) -> int:
        """How many messages have their fate now."""
        return self.drafted + self.ignored + self.answer + self.held


@dataclass(frozen=True, slots=True)
class _Terms:
    """What reading and deciding know of the campaign, worked out once."""

    campaign: Campaign
    settings: Settings
    addresses: frozenset[str]
    context: Context


def context_of(campaign: Campaign, now: dt.datetime) -> Context:
    """What reading may know: the campaign's languages, countries, window and own addresses."""
    window = (campaign.starts, campaign.ends) if campaign.starts and campaign.ends else None
    return Context(
        now=now,
        languages=campaign.site.languages or None,
        countries=campaign.countries or None,
        window=window,
        own=addresses_of(campaign),
        own_links=frozenset({campaign.site.host}),
    )


def limits_of(campaign: Campaign) -> Limits:
    """What a mail of the campaign's mailbox may have at most."""
    box = campaign.mailbox
    return Limits(box.max_size, box.max_headers, box.max_parts, box.max_depth) if box is not None else Limits()


@dataclass(slots=True)
class _Batch:
    """Messages taken together, whose fates are committed together."""

    taken: Taken
    stack: ExitStack
    read: list[Read] = field(default_factory=list)


def work(
    store: Store,
    campaign: Campaign,
    now: dt.datetime,
    reader: Reads | None = None,
    stop: threading.Event | None = None,
    wait: float = WORK_WAIT,
) -> Worked:
    """Give every unread message its fate: each is read alone and decided on alone, a batch is committed at once.

    What cannot be read is held at once; what takes too long or fails otherwise is held after three failures, and
    neither stops the rest. Ends
    when nothing is left, or soon after `stop` is set. Waits `wait` seconds for another program that works on the
    same SQLite file. Raises Unavailable, and OSError when no reader can be
    started: the batch at hand is then unread as it was.
    """
    if reader is None:
        from intake.reading_process import Reader

        with Reader(screens=True) as own:
            return work(store, campaign, now, own, stop, wait)
    limits = limits_of(campaign)
    terms = _Terms(campaign, Settings.of(campaign), addresses_of(campaign), context_of(campaign, now))
    counts: dict[str, int] = {}
    with store.working(wait), ExitStack() as everything:
        batches: deque[_Batch] = deque()

        def take() -> Iterator[Asked]:
            # The reader asks ahead: the next batch is taken while the one before is still being read and committed.
            while not (stop is not None and stop.is_set()):
                stack = everything.enter_context(ExitStack())
                busy = [unread.number for batch in batches for unread in batch.taken.messages]
                taken = stack.enter_context(store.unread(but=busy))
                if not taken.messages:
                    stack.close()
                    return
                batches.append(_Batch(taken, stack))
                for unread in taken.messages:
                    share = 1.0 if unread.attempts else FIRST_SHARE
                    yield Asked(
                        taken.raw(unread), replace(terms.context, now=unread.received), share, limits.size, limits
                    )

        while True:
            found = False
            with closing(reader.read_all(take())) as outcomes:
                for outcome in outcomes:
                    found = True
                    batch = next(one for one in batches if len(one.read) < len(one.taken.messages))
                    batch.read.append(outcome)
                    if len(batch.read) == len(batch.taken.messages):
                        batches.popleft()
                        _settle_all(batch, terms, now, counts)
            if not found:
                break
    return Worked(**counts)


def _settle_all(batch: _Batch, terms: _Terms, now: dt.datetime, counts: dict[str, int]) -> None:
    with batch.stack, batch.taken.deciding() as writing:
        for unread, outcome in zip(batch.taken.messages, batch.read, strict=True):
            fate = _settle(writing, terms, unread, outcome, now)
            counts[fate] = counts.get(fate, 0) + 1


def _settle(writing: Transaction, terms: _Terms, unread: Unread, outcome: Read, now: dt.datetime) -> str:
    if isinstance(outcome, Exceeded):
        # A machine under load may be to blame: it is tried again, behind the others.
        held = writing.failed(unread.id, str(outcome))
        said = "is held" if held else "is tried again"
        log.info("message %s %s: %s", unread.id[:12], said, outcome, extra={"mail": unread.id})
        return "held" if held else "failed"
    if isinstance(outcome, Unreadable):
        log.info("message %s is held: %s", unread.id[:12], outcome, extra={"mail": unread.id})
        writing.settle(unread.id, "held", str(outcome))
        return "held"
    message = outcome.message
    try:
        if message.id != unread.id:
            raise LookupError("the reader answered for another message")
        with writing.alone():
            writing.begin(unread, message)
            return _decide(writing, terms, outcome, now)
    except (Unavailable, Unusable):
        raise
    except Exception as error:  # one mail's trouble is not the next one's
        reason = f"it could not be decided on: {place_of(error)}"
        held = writing.failed(unread.id, reason)
        then = "; it is held now" if held else ""
        log.warning("message %s failed: %s%s", unread.id[:12], reason, then, extra={"mail": unread.id})
        return "held" if held else "failed"


def _decide(writing: Transaction, terms: _Terms, told: Told, now: dt.datetime) -> str:
    message, reading, words = told
    if words is None:
        raise LookupError("the reader did not screen the message")
    if words.aside is not None:
        return writing.apply([words.aside], message.id, BOT, now).fate
    known = writing.known(message, now, words.tokens, terms.addresses, decide.days_of(reading))
    answer = replies.answer(message, known, terms.settings, words)
    if answer is None:
        decisions = decide.decide(message, reading, known, terms.settings, now, words)
        return writing.apply(decisions, message.id, BOT, now).fate
    outcomes = carry_out_within(
        writing,
        terms.campaign,
        answer.commands,
        now,
        secrets.token_hex(8),
        partly=True,
        because_of=message.id,
    )
    problems = [outcome.problem for outcome in outcomes if outcome.problem]
    known = writing.known(message, now, words.tokens, terms.addresses, ())
    further: list[Decision] = replies.follow_up(answer, message, known, problems, words)
    applied = writing.apply(further, message.id, BOT, now)
    if applied.fate == "held":
        return "held"
    writing.settle(message.id, "answer", applied.reason)
    return "answer"
