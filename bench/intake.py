"""How fast mails are taken in and worked, against what is the least anybody can do with the same mails.

    python bench/intake.py [NUMBER]
    python bench/intake.py --collect NUMBER ...
    python bench/intake.py --wait [NUMBER]

puts NUMBER (1,000) invented mails into a throw-away Dovecot (run as root: it changes users) and prints, in mails a
second and as a ratio: collecting (fetch, commit, file away) against bare batch fetches by imapclient; the whole intake
(collect, read, decide, commit) against reading alone, and against fetching and parsing with the standard library.
A ratio of 1 is as fast as the other side. Logging in and out counts on both sides, and nothing is left to be done
afterwards. Reading alone is the reading process given the same mails out of memory; each side has a new one, loaded.
With `--collect` only the first of these, for each number in turn: the ratio should not fall as the inbox grows. It is
given in processor time (ours and the server's), too, which a busy machine changes little.
With `--wait` how soon a single mail is taken, from the moment somebody begins to deliver it: while IDLE lasts, against
a bare imapclient in IDLE on the same server, which only notices it; and after the connection was cut or went silent
just before, against what is allowed for it. NUMBER (5) times each, but once for the silence; medians and the longest.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from intake import jobs  # noqa: E402
from intake.campaign import Campaign  # noqa: E402
from intake.demo.inbox import inbox  # noqa: E402
from intake.jobs.working import context_of  # noqa: E402
from intake.mail.mailbox import Unreachable, open_mailbox  # noqa: E402
from intake.reading_process import Asked, Reader  # noqa: E402
from tests.parts.campaigns import campaign_in  # noqa: E402
from tests.parts.dovecot import PASSWORD, Dovecot, dovecot  # noqa: E402
from tests.parts.fault_proxy import fault_proxy  # noqa: E402

BATCH = 200
CUT, SILENT = 5.0, 35.0
"""Seconds that are allowed until a mail is taken after the connection was cut, and after it went silent."""


def mails(number: int) -> list[bytes]:
    """So many different mails: the demo's for one week after another, each week's from other senders."""
    today = dt.datetime.now(dt.UTC).date()
    found: list[bytes] = []
    week = 0
    while len(found) < number:
        samples = inbox(today + dt.timedelta(weeks=week % 400))
        found += [one.raw.replace(b".example", b".w%d.example" % week) for one in samples if one.wave == 1]
        week += 1
    return found[:number]


def seconds(act: Callable[[], object]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def used_by(reader: Reader) -> float:
    """Seconds of processor time that this process and the reading process have used."""
    fields = Path(f"/proc/{reader.pid}/stat").read_bytes().rpartition(b")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def served() -> float:
    """Seconds of processor time that the IMAP sessions of Dovecot that there are have used."""
    ticks = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cmdline").read_bytes().startswith(b"dovecot/imap\0"):
                fields = (process / "stat").read_bytes().rpartition(b")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def bare_fetch(server: Dovecot, user: str, then: Callable[[bytes], object] = len) -> float:
    """Fetch every message in batches, as plainly as imapclient can; gives the server's processor time."""
    with server.client(user) as client:
        client.select_folder("INBOX", readonly=True)
        uids = client.search()
        for start in range(0, len(uids), BATCH):
            for found in client.fetch(uids[start : start + BATCH], ["BODY.PEEK[]"]).values():
                then(found[b"BODY[]"])
        return served()


def collecting(number: int) -> None:
    """Measure collecting alone and print, with the processor time that it took of us and of the server."""
    os.environ["INTAKE_TEST_PASSWORD"] = PASSWORD
    now = dt.datetime.now(dt.UTC)
    with dovecot() as server, tempfile.TemporaryDirectory() as name:
        raws = mails(number)
        for user in ("bare", "collect"):
            server.deliver(user, raws)
        size = sum(map(len, raws)) // number
        del raws
        plain = campaign_in(Path(name), mailbox="folder:inbox")
        campaign = replace(plain, mailbox=server.mailbox("collect"), store_url=f"sqlite:///{Path(name) / 'store'}")
        start, began = time.perf_counter(), time.process_time()
        bare_used = bare_fetch(server, "bare") + time.process_time() - began
        bare = number / (time.perf_counter() - start)
        with jobs.open_store(campaign) as store:
            start, began = time.perf_counter(), time.process_time()
            with open_mailbox(server.mailbox("collect")) as mailbox:
                jobs.collect(store, campaign, now, mailbox)
                used = served()
            used += time.process_time() - began
            taken = number / (time.perf_counter() - start)
            kept = sum(store.counted().messages.values())
        assert kept == number, kept
        assert server.folders("collect") == {"INBOX": 0, "Processed": number}
    print(
        f"{number} mails of {size} bytes: collecting {taken:,.0f} a second, bare imapclient fetches {bare:,.0f}; ratio "
        f"{taken / bare:.2f}; processor time a mail {1e6 * used / number:.0f} and {1e6 * bare_used / number:.0f} "
        f"microseconds; ratio {bare_used / used:.2f}",
        flush=True,
    )


def until(done: Callable[[], object], begin: Callable[[], object]) -> float:
    """Seconds until something is done, from the moment at which what it waits for begins, half a second from now."""
    began: list[float] = []
    timer = threading.Timer(0.5, lambda: (began.append(time.perf_counter()), begin()))
    timer.start()
    done()
    ended = time.perf_counter()
    timer.join()
    return ended - began[0]


def waiting(number: int) -> None:
    """Measure how soon single mails are taken and print."""
    os.environ["INTAKE_TEST_PASSWORD"] = PASSWORD
    mail = mails(1)
    with dovecot() as server, fault_proxy(server.plain) as proxy:
        with server.client("bare", "INBOX") as client:
            client.idle()

            def notice() -> None:
                while not any(b"EXISTS" in answer for answer in client.idle_check(60)):
                    pass

            least = [until(notice, lambda: server.deliver("bare", mail)) for _ in range(number)]
            client.idle_done()
        with open_mailbox(server.mailbox("ours", port=proxy.port, poll=600)) as mailbox:
            cursor = ""

            def take() -> None:
                nonlocal cursor
                taken = 0
                while not taken:
                    with contextlib.suppress(Unreachable):
                        mailbox.watch(threading.Event())
                    with contextlib.suppress(Unreachable):
                        for batch in mailbox.fetch_new(cursor):
                            taken += len(batch.arrivals)
                            cursor = batch.cursor
                            mailbox.file_away(batch)

            def broken(act: Callable[[], None]) -> float:
                return until(take, lambda: (act(), server.deliver("ours", mail)))

            assert not list(mailbox.fetch_new(cursor))  # connects
            ours = [until(take, lambda: server.deliver("ours", mail)) for _ in range(number)]
            cut = [broken(proxy.cut) for _ in range(number)]
            silent = [broken(proxy.stall)]
    bare = statistics.median(least)
    print(
        f"a mail taken while in IDLE: {statistics.median(ours):.2f} s, at most {max(ours):.2f} s; a bare imapclient "
        f"notices it after {bare:.2f} s; ratio {bare / statistics.median(ours):.2f}"
    )
    for what, times, allowed in (("was cut", cut, CUT), ("went silent", silent, SILENT)):
        print(
            f"a mail taken after the connection {what}: {statistics.median(times):.2f} s, at most {max(times):.2f} s "
            f"of {allowed:.0f} s"
        )


def main(number: int) -> None:
    """Measure and print."""
    os.environ["INTAKE_TEST_PASSWORD"] = PASSWORD
    now = dt.datetime.now(dt.UTC)
    raws = mails(number)
    with dovecot() as server, tempfile.TemporaryDirectory() as name:
        for user in ("bare", "collect", "whole"):
            server.deliver(user, raws)
        folder = Path(name)
        plain = campaign_in(folder, mailbox="folder:inbox")

        def campaign(user: str, url: str) -> Campaign:
            return replace(plain, mailbox=server.mailbox(user), store_url=f"sqlite:///{folder / url}")

        bare = number / seconds(lambda: bare_fetch(server, "bare"))
        stdlib = number / seconds(lambda: bare_fetch(server, "bare", email.message_from_bytes))
        with jobs.open_store(campaign("collect", "collect.sqlite")) as store:
            taken = number / seconds(lambda: jobs.collect(store, campaign("collect", "collect.sqlite"), now))
            assert len(store.messages()) == number
        context = context_of(plain, now)
        with Reader() as reader:
            reader.read(raws[0], context)
            began = used_by(reader)
            read = number / seconds(lambda: sum(1 for _ in reader.read_all(Asked(raw, context) for raw in raws)))
            read_used = used_by(reader) - began
        # A reader that has seen these very mails would be faster.
        with Reader(screens=True) as another, jobs.open_store(campaign("whole", "whole.sqlite")) as store:
            another.read(raws[0], context)

            def whole() -> None:
                jobs.collect(store, campaign("whole", "whole.sqlite"), now)
                jobs.work(store, campaign("whole", "whole.sqlite"), now, another)

            began = used_by(another)
            worked = number / seconds(whole)
            worked_used = used_by(another) - began
            fates = [kept.fate for kept in store.messages()]
            drafts, waiting = len(store.drafts()), len(store.mails("waiting"))
    assert len(fates) == number
    assert None not in fates
    print(f"{number} mails of {sum(map(len, raws)) // number} bytes; {drafts} drafts, {waiting} answers to send")
    for what, rate, against, least in (
        ("collecting", taken, "bare imapclient fetches", bare),
        ("the whole intake", worked, "reading alone", read),
        ("the whole intake", worked, "imapclient fetch + stdlib parse", stdlib),
    ):
        print(f"{what}: {rate:,.0f} a second; {against}: {least:,.0f} a second; ratio {rate / least:.2f}")
    print(
        f"processor time a mail, without the mail server's: the whole intake {1e3 * worked_used / number:.2f} ms, "
        f"reading alone {1e3 * read_used / number:.2f} ms; ratio {read_used / worked_used:.2f}"
    )
    print(f"memory of this process at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--collect"]:
        for each in map(int, sys.argv[2:]):
            collecting(each)
    elif sys.argv[1:2] == ["--wait"]:
        waiting(int(sys.argv[2]) if len(sys.argv) > 2 else 5)
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
