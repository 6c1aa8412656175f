"""Reads what was taken in, and puts on the shelf what was decided about it."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import threading
from dataclasses import dataclass
from typing import Protocol

from intake.campaign import Campaign
from intake.deciding import decide, replies, screening
from intake.deciding.decision import Decision, Hold, Ignore
from intake.deciding.settings import Settings
from intake.jobs.commanding import carry_out_within
from intake.jobs.opening import addresses_of
from intake.reading.message import Message, Unreadable
from intake.reading.proposal import Context, Reading
from intake.store import BOT, Store, StoreProblem, Transaction, Unread

log = logging.getLogger(__name__)


class Reads(Protocol):
    """What `work` needs of a reader; `intake.reading_process.Reader` is one."""

    def read(self, raw: bytes, context: Context) -> tuple[Message, Reading]:
        """The message and what it says. Raises Unreadable with the reason."""
        ...


@dataclass(frozen=True, slots=True)
class Worked:
    """How many messages were worked, by fate: drafted, ignored, answer, held; `failed` are to be tried again."""

    drafted: int = 0
    ignored: int = 0
    answer: int = 0
    held: int = 0
    failed: int = 0

    @property
    def done(self) -> int:
        """How many messages have their fate now."""
        return self.drafted + self.ignored + self.answer + self.held


def context_of(campaign: Campaign, received: dt.datetime) -> Context:
    """What reading may know: the campaign's languages, countries, window, addresses, and when the mail came."""
    window = (campaign.starts, campaign.ends)
    return Context(
        now=received,
        languages=campaign.site.languages or None,
        countries=campaign.countries or None,
        window=(window[0], window[1]) if window[0] and window[1] else None,
        own=addresses_of(campaign),
        own_links=frozenset({campaign.site.host}),
    )


def work(
    store: Store,
    campaign: Campaign,
    now: dt.datetime,
    reader: Reads | None = None,
    stop: threading.Event | None = None,
) -> Worked:
    """Give every unread message its fate: each is read alone and decided on alone, a batch is committed at once.

    What cannot be read is held at once, what fails otherwise after three failures; neither stops the rest. Ends
    when nothing is left, or after the batch at hand once `stop` is set. Raises Unavailable, with the batch at hand
    unread as it was.
    """
    if reader is None:
        from intake.reading_process import Reader

        with Reader() as own:
            return work(store, campaign, now, own, stop)
    counts: dict[str, int] = {}
    with store.working():
        while not (stop is not None and stop.is_set()):
            with store.unread() as taken:
                if not taken.messages:
                    break
                read = [(unread, _read(reader, taken.raw(unread), campaign, unread)) for unread in taken.messages]
                with taken.deciding() as writing:
                    for unread, outcome in read:
                        fate = _settle(writing, campaign, unread, outcome, now)
                        counts[fate] = counts.get(fate, 0) + 1
    return Worked(**counts)


def _read(reader: Reads, raw: bytes, campaign: Campaign, unread: Unread) -> tuple[Message, Reading] | Exception:
    try:
        return reader.read(raw, context_of(campaign, unread.received))
    except Exception as error:  # one mail's trouble is not the next one's
        return error


def _settle(
    writing: Transaction,
    campaign: Campaign,
    unread: Unread,
    outcome: tuple[Message, Reading] | Exception,
    now: dt.datetime,
) -> str:
    if isinstance(outcome, Unreadable):
        log.info("message %s is held: %s", unread.id[:12], outcome)
        writing.settle(unread.id, "held", str(outcome))
        return "held"
    if isinstance(outcome, Exception):
        return _failed(writing, unread, outcome)
    message, reading = outcome
    try:
        with writing.alone():
            return _decide(writing, campaign, message, reading, now)
    except StoreProblem:
        raise
    except Exception as error:
        return _failed(writing, unread, error)


def _failed(writing: Transaction, unread: Unread, error: Exception) -> str:
    # The words of an error may quote the mail; its kind and place never do.
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f" in {where.tb_frame.f_globals.get('__name__', '?')}, line {where.tb_lineno}" if where else ""
    reason = f"it could not be worked: {type(error).__name__}{place}"
    held = writing.failed(unread.id, reason)
    log.warning("message %s failed: %s%s", unread.id[:12], reason, "; it is held now" if held else "")
    return "held" if held else "failed"


def _decide(writing: Transaction, campaign: Campaign, message: Message, reading: Reading, now: dt.datetime) -> str:
    writing.describe(message)
    addresses, settings = addresses_of(campaign), Settings.of(campaign)
    known = writing.known(message, now, replies.tokens(message), addresses)
    screened = screening.screen(message, addresses)
    if screened is not None:
        return _apply(writing, [screened], message, now)
    commands = replies.read(message, known, settings)
    if commands is not None:
        carry_out_within(writing, campaign, commands, now, secrets.token_hex(8), partly=True)
        writing.settle(message.id, "answer", "")
        return "answer"
    return _apply(writing, decide.decide(message, reading, known, settings, now), message, now)


def _apply(writing: Transaction, decisions: list[Decision], message: Message, now: dt.datetime) -> str:
    writing.apply(decisions, message.id, BOT, now)
    if any(isinstance(decision, Hold) for decision in decisions):
        return "held"
    return "ignored" if any(isinstance(decision, Ignore) for decision in decisions) else "drafted"
