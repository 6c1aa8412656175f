"""The long-running program: which job runs when. It decides nothing; the jobs are those of every command."""

from __future__ import annotations

import contextlib
import ctypes
import datetime as dt
import logging
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from intake import jobs
from intake.amounts import amount
from intake.campaign import Campaign
from intake.jobs.faults import place_of
from intake.mail.mailbox import MailProblem, open_mailbox
from intake.mail.outbox import open_outbox
from intake.mail.password import NoPassword
from intake.reading_process import Reader
from intake.store import Store, StoreProblem

log = logging.getLogger("intake")

EVERY = 5
"""Seconds between two looks whether other programs left something to be read, sent or published."""
LONGEST_PAUSE = 300.0
"""Seconds between two attempts to reach a mailbox that stays out of reach."""
WATCHDOG = 20.0
"""Seconds between two signs of life to systemd, where it does not say how often it wants them."""
SILENCE = 3600.0
"""Seconds beyond its pause between two looks after which the mailbox's thread counts as stuck."""
_LARGE = 1 << 17
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
NIGHT = 4
"""The hour at which old mails are removed, in the campaign's time zone."""


def utc_now() -> dt.datetime:
    """The time."""
    return dt.datetime.now(dt.UTC)


class Worker:
    """A campaign at work: its mailbox is watched, its mails are read, sent and published, its pages are served."""

    def __init__(self, campaign: Campaign, store: Store, clock: Callable[[], dt.datetime] = utc_now) -> None:
        self.campaign = campaign
        self.store = store
        self.clock = clock
        self.stop = threading.Event()
        self._said: dict[str, str] = {}
        self._waking = threading.Lock()
        self._reader = Reader(screens=True)
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(4)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=campaign.site.timezone,
        )
        self._mail = threading.Thread(target=self._watch, name="mailbox")
        self._stirred = time.monotonic()

    def start(self) -> None:
        """Start every job."""
        add = self._scheduler.add_job
        soon = self.clock()
        for name, job in (("work", self.work), ("send", self.send), ("publish", self.publish)):
            add(self._guarded, "interval", [name, job], seconds=EVERY, id=name, next_run_time=soon)
        add(self._guarded, "cron", ["purge", self.purge], hour=NIGHT, minute=random.randrange(60), id="purge")  # noqa: S311
        add(self._guarded, "interval", ["remind", self.remind], hours=1, id="remind", next_run_time=soon)
        self._scheduler.start()
        if self.campaign.mailbox is not None:
            self._mail.start()

    def finish(self) -> None:
        """Stop every job after what it has in hand, and wait for that."""
        self.stop.set()
        # The scheduler waits for its jobs with its own lock held: a job that asked it for another then would wait for
        # it in turn. Nobody is asking once we have had this lock, and nobody asks after `stop` is set.
        with self._waking:
            self._scheduler.remove_all_jobs()
        self._scheduler.shutdown(wait=True)
        if self._mail.is_alive():
            self._mail.join()
        self._reader.close()

    def alive(self) -> bool:
        """Whether the jobs run and the mailbox's thread does something now and then: a server that keeps saying a
        little would hold it for ever, and only a new start helps."""
        mailbox = self.campaign.mailbox
        stirs = mailbox is None or time.monotonic() - self._stirred < mailbox.poll + SILENCE
        return self._scheduler.running and (mailbox is None or self._mail.is_alive()) and stirs

    def _stir(self, *_: object) -> None:
        self._stirred = time.monotonic()

    def wake(self, *names: str) -> None:
        """Let jobs run now; without names those that send and publish what was decided."""
        with self._waking:
            if self.stop.is_set():
                return
            for name in names or ("send", "publish"):
                job = self._scheduler.get_job(name)
                if job is not None:
                    job.modify(next_run_time=self.clock())

    # the jobs

    def work(self) -> None:
        """Read what was taken in and put on the shelf what was decided about it."""
        worked = jobs.work(self.store, self.campaign, self.clock(), self._reader, self.stop)
        if worked.done:
            fates = {fate: getattr(worked, fate) for fate in ("drafted", "answer", "held", "ignored")}
            read = amount(worked.done, "mail")
            said = ", ".join(f"{count} {fate}" for fate, count in fates.items() if count)
            log.info("%s read: %s", read, said, extra={"read": worked.done, **fates})
            self.wake()

    def send(self) -> None:
        """Send our mails that are due."""
        behind = jobs.due(self.store, self.campaign, self.clock())
        if self.campaign.outgoing is None or not self.store.has_due_mail(self.clock(), behind):
            return
        with open_outbox(self.campaign.outgoing) as outbox:
            sent = jobs.send(self.store, self.campaign, self.clock(), outbox, self.stop)
        if sent.sent:
            log.info("%s sent", amount(sent.sent, "mail"), extra={"sent": sent.sent})
        for problem in sent.problems:
            log.warning("%s", problem)

    def publish(self) -> None:
        """Publish when the list, the day or the configuration changed, or a target failed the last time."""
        if not jobs.due(self.store, self.campaign, self.clock()):
            return
        published = jobs.publish(self.store, self.campaign, self.clock(), wait=self._wait)
        for receipt in published.receipts:
            if receipt.state == "sent":
                log.info("published to %s: %s", receipt.target, receipt.message, extra={"target": receipt.target})
        self._say("published", "; ".join(published.problems))
        self.wake("send")

    def remind(self) -> None:
        """Remind maintainers of what waits."""
        written = jobs.remind(self.store, self.campaign, self.clock())
        if written:
            log.info("%s written", amount(written, "reminder"))
            self.wake("send")

    def purge(self) -> None:
        """Remove what need not be kept any longer."""
        removed = jobs.purge(self.store, self.campaign, self.clock())
        if removed:
            log.info("purged %s, %s expired", amount(removed.mails, "mail"), amount(removed.expired, "draft"))

    # what keeps them going

    def _wait(self, seconds: float) -> None:
        self.stop.wait(seconds)

    def _guarded(self, name: str, job: Callable[[], None]) -> None:
        """Run a job; what is wrong with a door or the store is said in one line, and the job runs again later."""
        if self.stop.is_set():
            return
        try:
            job()
        except (MailProblem, NoPassword, StoreProblem, OSError) as problem:
            self._say(name, " ".join(str(problem).split()))
        except Exception as error:
            self._say(name, f"failed, and runs again: {place_of(error)}")
        else:
            if name != "publish":
                self._say(name, "")

    def _say(self, about: str, problem: str) -> None:
        """Log a problem once, not at every attempt, and once when it is over."""
        before = self._said.get(about, "")
        if problem and problem != before:
            log.warning("%s: %s", about, problem, extra={"about": about})
        elif before and not problem:
            log.info("%s: works again", about, extra={"about": about})
        self._said[about] = problem

    def _watch(self) -> None:
        """Take in new mails as they come; come back after a trouble, soon at first and then at growing distances."""
        assert self.campaign.mailbox is not None
        failures = 0
        while not self.stop.is_set():
            self._stir()
            try:
                with open_mailbox(self.campaign.mailbox) as mailbox:
                    while not self.stop.is_set():
                        self._stir()
                        now = self.clock()
                        collected = jobs.collect(self.store, self.campaign, now, mailbox, self.stop, self._stir)
                        failures = 0
                        self._say("mailbox", "; ".join(collected.problems))
                        if collected.new:
                            log.info("%s", amount(collected.new, "new mail"), extra={"new": collected.new})
                            self.wake("work")
                        mailbox.watch(self.stop)
            except (MailProblem, NoPassword, StoreProblem, OSError) as problem:
                patient = isinstance(problem, NoPassword) or not getattr(problem, "transient", True)
                again = f"; it is tried again within {LONGEST_PAUSE / 60:.0f} minutes, or at once after a restart"
                self._say("mailbox", " ".join(str(problem).split()) + (again if patient else ""))
                failures += 1
                self.stop.wait(pause(failures, patient))
            except Exception as error:
                self._say("mailbox", f"looking into it failed, and is tried again: {place_of(error)}")
                failures += 1
                self.stop.wait(pause(failures, True))


def pause(failures: int, patient: bool = False) -> float:
    """Seconds until the next attempt after so many failures in a row: 1 to 2, doubling to five minutes, with jitter.

    `patient` is for what only a person can mend.
    """
    longest = LONGEST_PAUSE if patient else min(LONGEST_PAUSE, 2.0 ** min(failures, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing


@contextmanager
def _until_told(stop: threading.Event) -> Iterator[None]:
    """Set `stop` on SIGTERM and SIGINT; a second one ends the program at once. Only in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def told(number: int, _frame: Any) -> None:
        if stop.is_set():
            raise SystemExit(128 + number)
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def tell_systemd(words: str) -> None:
    """Say "READY=1" and the like to systemd where it started us (sd_notify(3)); else nothing."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sign:
        sign.connect("\0" + address[1:] if address[0] == "@" else address)
        sign.sendall(words.encode())


def _between_signs() -> float:
    """Half of the seconds after which systemd takes us for dead (sd_watchdog_enabled(3))."""
    wanted = os.environ.get("WATCHDOG_USEC", "")
    return int(wanted) / 2_000_000 if wanted.isdecimal() and int(wanted) else WATCHDOG


def _give_memory_back() -> None:
    """Let the system have at once what is no longer used (mallopt(3)). glibc would keep blocks as large as the largest
    mail so far, and for each thread a heap of its own with holes in it; other C libraries do neither."""
    with contextlib.suppress(OSError, AttributeError):
        allocator = ctypes.CDLL(None)
        allocator.mallopt(_M_MMAP_THRESHOLD, _LARGE)
        allocator.mallopt(_M_ARENA_MAX, 1)


def run(campaign: Campaign, announce: Callable[[str], None] = print, store: Store | None = None) -> None:
    """Work until SIGTERM or SIGINT. `announce` gets the one-time address of the review pages, when there are any.

    Raises Unavailable when another worker uses the same SQLite store, Unusable, and OSError when the review pages
    cannot be listened on.
    """
    _give_memory_back()
    with ExitStack() as stack:
        if store is None:
            store = stack.enter_context(jobs.open_store(campaign))
        stack.enter_context(store.only_worker())
        worker = Worker(campaign, store)
        stack.enter_context(_until_told(worker.stop))
        if campaign.review.listen is not None:
            from intake.review.serving import Serving

            pages = stack.enter_context(Serving(campaign, store, worker.wake, worker.clock))
            announce(pages.one_time_address())
        worker.start()
        stack.callback(worker.finish)
        tell_systemd("READY=1")
        while not worker.stop.wait(_between_signs()):
            if worker.alive():
                tell_systemd("WATCHDOG=1")
        tell_systemd("STOPPING=1")
