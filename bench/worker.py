"""What the running worker takes of a machine: memory over many mails and over a large one, processor time while idle.

    python bench/worker.py [NUMBER] [SECONDS] [--poll]

starts `intake run` on a throw-away Dovecot (run as root: it changes users) with NUMBER (1,000) mails waiting, then
sends one of 24.9 MB, then leaves it alone for SECONDS (60). `--poll` lets it look into the mailbox every 60 seconds in
place of IDLE. Memory is looked at ten times a second: the resident sizes (RSS) of the worker and of all that it
started, and of all together with shared pages counted once (PSS).
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.intake import mails  # noqa: E402
from tests.parts.campaigns import campaign_in  # noqa: E402
from tests.parts.dovecot import PASSWORD, dovecot  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
LARGE = 24_900_000
STEPS = (1_000, 5_000, 10_000, 20_000, 50_000)


def processes(root: int) -> Iterator[int]:
    """A process and all that it started, and they in turn."""
    yield root
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{root}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from processes(int(child))


@dataclass(frozen=True)
class Memory:
    """Megabytes: resident in the worker, resident in what it started, and both with shared pages counted once."""

    worker: float = 0
    others: float = 0
    together: float = 0

    def __or__(self, other: Memory) -> Memory:
        """The most of each."""
        return Memory(
            max(self.worker, other.worker), max(self.others, other.others), max(self.together, other.together)
        )

    def __str__(self) -> str:
        return f"worker {self.worker:.0f} MB, reader {self.others:.0f} MB, together {self.together:.0f} MB"


def memory(root: int) -> Memory:
    """What a process tree holds."""
    resident: dict[int, int] = {}
    together = 0
    for process in processes(root):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Rss:"):
                    resident[process] = int(line.split()[1])
                if line.startswith("Pss:"):
                    together += int(line.split()[1])
    worker = resident.pop(root, 0)
    return Memory(worker / 1024, sum(resident.values()) / 1024, together / 1024)


def processor(root: int) -> float:
    """Seconds of processor time that a process tree has used."""
    total = 0
    for process in processes(root):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def highest(root: int, done: Callable[[], bool], limit: float) -> tuple[Memory, float]:
    """The most memory a process tree held until `done`, and how many seconds that took."""
    most, began = Memory(), time.monotonic()
    while not done():
        most |= memory(root)
        if time.monotonic() - began > limit:
            raise TimeoutError(f"not done within {limit} seconds")
        time.sleep(0.1)
    return most, time.monotonic() - began


def main(number: int, seconds: float, poll: bool) -> None:
    """Measure and print."""
    os.environ["INTAKE_TEST_PASSWORD"] = PASSWORD
    with dovecot() as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server.deliver("events", mails(number))
        campaign_in(folder, mailbox=server.mailbox("events").url)
        config = folder / "config.toml"
        words = config.read_text(encoding="utf-8")
        options = 'password_env = "INTAKE_TEST_PASSWORD"' + ("\nidle = false\npoll = 60" if poll else "")
        config.write_text(words.replace("[mailbox]", f"[mailbox]\n{options}"))
        store = folder / "intake.sqlite"

        def worked() -> int:
            try:
                with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
                    return int(connection.execute("select count(*) from messages where fate is not null").fetchone()[0])
            except sqlite3.Error:
                return 0

        def reached(some: int) -> bool:
            return worked() >= some

        worker = subprocess.Popen(
            [sys.executable, "-m", "intake", "--config", str(config), "run"],
            stdout=(folder / "out").open("wb"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            for some in [step for step in STEPS if step < number] + [number]:
                most, took = highest(worker.pid, partial(reached, some), 300 + number)
                print(f"{some} mails, after {took:.0f} s more: at most {most}", flush=True)
            line = b"A line of a large mail, with words about a market.\r\n"
            now = dt.datetime.now(dt.UTC)
            large = (
                b"From: a@example.org\r\nSubject: large\r\nDate: %s\r\n\r\n"
                % now.strftime("%a, %d %b %Y %H:%M:%S +0000").encode()
            )
            server.deliver("events", [large + line * ((LARGE - len(large)) // len(line))])
            most, took = highest(worker.pid, partial(reached, number + 1), 600)
            print(f"one mail of {LARGE / 1e6} MB: at most {most}; done after {took:.1f} s", flush=True)
            time.sleep(20)
            before, began = processor(worker.pid), time.monotonic()
            time.sleep(seconds)
            share = (processor(worker.pid) - before) / (time.monotonic() - began)
            print(f"idle for {seconds:.0f} s: {share:.2%} of one processor, {memory(worker.pid)}")
        except TimeoutError:
            print((folder / "out").read_text(encoding="utf-8")[-2000:])
            raise
        finally:
            worker.send_signal(signal.SIGINT)
            worker.wait(60)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("number", nargs="?", type=int, default=1000)
    parser.add_argument("seconds", nargs="?", type=float, default=60)
    parser.add_argument("--poll", action="store_true")
    given = parser.parse_args()
    main(given.number, given.seconds, given.poll)
