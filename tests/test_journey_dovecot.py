"""The whole journey on real parts, through the command line: from a Dovecot inbox to a published page and answers."""

from __future__ import annotations

import datetime as dt
import email
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.parts.campaigns import campaign_in, mail
from tests.parts.dovecot import PASSWORD, Dovecot, dovecot
from tests.parts.smtp import Post, smtp_server

DAY = dt.date.today() + dt.timedelta(days=60)
USER = "events"


def announcement(number: int, city: str = "Lyon, France", **headers: Any) -> bytes:
    """A mail of today that announces an event in two months without any doubt."""
    day = DAY + dt.timedelta(days=number)
    text = (
        f"Hello,\n\nTitle: Planting day number {number}\nDate: {day:%A, %-d %B %Y}\nTime: 2pm to 4pm\n"
        f"City: {city}\nLink: https://meadow.example/planting/{number}\n\nBest wishes,\nAna\n"
    )
    return mail(
        text,
        f"Planting day number {number}",
        mail_id=f"planting-{number}@meadow.example",
        sent=dt.datetime.now(dt.UTC),
        **headers,
    )


class Journey:
    """A campaign whose mails come from a real IMAP server and go to a real SMTP server."""

    def __init__(self, folder: Path, server: Dovecot, post: Post, user: str = USER) -> None:
        self.folder = folder
        self.server = server
        self.post = post
        campaign_in(folder, mailbox=server.mailbox(user).url)
        config = folder / "config.toml"
        words = config.read_text(encoding="utf-8")
        words = words.replace("[mailbox]", '[mailbox]\npassword_env = "INTAKE_TEST_PASSWORD"')
        words = words.replace("folder:outbox", f"smtp://127.0.0.1:{post.port}")
        config.write_text(words, encoding="utf-8")

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "intake", "--config", str(self.folder / "config.toml"), *words]

    def intake(self, *words: str) -> str:
        """Run a command in a process of its own; gives what it printed."""
        done = subprocess.run(self.command(*words), capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert PASSWORD not in done.stdout + done.stderr
        return done.stdout

    def objects(self, *words: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.intake(*words, "--json").splitlines()]

    def page(self, name: str = "index.html") -> str:
        return (self.folder / "site" / name).read_text(encoding="utf-8")

    def answers(self) -> list[EmailMessage]:
        return [
            email.message_from_bytes(one.content, policy=policy.default)  # type: ignore[arg-type, misc]
            for one in self.post.taken
        ]


@pytest.fixture
def journey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journey]:
    monkeypatch.setenv("INTAKE_TEST_PASSWORD", PASSWORD)
    with dovecot() as server, smtp_server() as post:
        yield Journey(tmp_path, server, post)


def test_mails_become_drafts_and_confirmed_drafts_become_the_page_and_a_reply_corrects_it(journey: Journey) -> None:
    assert "INBOX at 127.0.0.1: 0 messages waiting" in journey.intake("check")
    journey.server.deliver(
        USER,
        [announcement(1), announcement(2, city="Grenoble, France"), announcement(3, Auto_Submitted="auto-replied")],
    )
    journey.intake("once")

    # In: each mail taken once, filed away, and none marked as read.
    assert journey.server.folders(USER) == {"INBOX": 0, "Processed": 3}
    assert journey.server.flags(USER, "Processed") == [()] * 3
    assert sorted(found["fate"] for found in journey.objects("messages")) == ["drafted", "drafted", "ignored"]
    drafts = journey.objects("drafts")
    assert [(draft["title"], draft["city"], draft["start_time"]) for draft in drafts] == [
        ("Planting day number 1", "Lyon", "14:00"),
        ("Planting day number 2", "Grenoble", "14:00"),
    ]

    # Answered: both submitters at once and nobody else.
    assert [str(answer["In-Reply-To"]) for answer in journey.answers()] == [
        "<planting-1@meadow.example>",
        "<planting-2@meadow.example>",
    ]
    assert all(one.mail_from == "<>" and one.rcpt_tos == ["ana@meadow.example"] for one in journey.post.taken)

    # Looked at and confirmed: on the page and in the feeds.
    assert "Planting day number 1" in journey.intake("show", "1")
    journey.intake("confirm", "1")
    journey.intake("once")
    assert "Planting day number 1" in journey.page()
    assert "Planting day number 2" not in journey.page()
    for feed in ("events.ics", "feed.atom", "feed.json"):
        assert "Planting day number 1" in journey.page(feed)

    # Corrected by a reply: a difference that waits, then a changed page.
    live = journey.answers()[-1]
    correction = mail(
        "It starts at 3pm, not 2pm.\n",
        "Re: Planting day number 1",
        mail_id="correction@meadow.example",
        in_reply_to=str(live["Message-ID"]).strip("<>"),
        sent=dt.datetime.now(dt.UTC),
    )
    journey.server.deliver(USER, [correction])
    journey.intake("once")
    change = next(draft for draft in journey.objects("drafts") if draft["about"] == "change")
    assert (change["start_time"], change["event_id"] is not None) == ("15:00", True)
    assert "15:00" not in journey.page()
    journey.intake("confirm", str(change["id"]))
    journey.intake("once")
    assert "15:00" in journey.page()

    # Nothing more to do: nothing taken, sent or published twice.
    before = len(journey.post.taken), journey.page()
    journey.intake("once")
    assert (len(journey.post.taken), journey.page()) == before
    assert journey.server.folders(USER) == {"INBOX": 0, "Processed": 4}
    assert len({str(answer["Message-ID"]) for answer in journey.answers()}) == before[0]


def test_a_server_that_is_away_is_one_line_and_the_mail_comes_when_it_is_back(journey: Journey) -> None:
    journey.server.deliver(USER, [announcement(1)])
    config = journey.folder / "config.toml"
    right = config.read_text(encoding="utf-8")
    config.write_text(right.replace(f"127.0.0.1:{journey.server.plain}", "127.0.0.1:1"), encoding="utf-8")
    done = subprocess.run(journey.command("once"), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "INBOX at 127.0.0.1: no connection (Connection refused); it is tried again; if it lasts, mend the host, the "
        "port or the scheme in mailbox.url"
    ]
    config.write_text(right, encoding="utf-8")
    journey.intake("once")
    assert len(journey.objects("drafts")) == 1


def wait_until(true: Any, what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited {seconds} s in vain until {what}"
        time.sleep(0.05)


def test_the_worker_takes_mails_as_they_come_and_stops_cleanly_when_told(journey: Journey) -> None:
    worker = subprocess.Popen(journey.command("run"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=os.environ)
    try:
        journey.server.deliver(USER, [announcement(1)])
        wait_until(lambda: len(journey.post.taken) == 1, "the first mail is answered")
        journey.server.deliver(USER, [announcement(2)])
        wait_until(lambda: len(journey.post.taken) == 2, "the second mail is answered", 30)  # half of the poll
        worker.send_signal(signal.SIGTERM)
        output, _ = worker.communicate(timeout=60)
    finally:
        worker.kill()
        worker.wait()
    assert worker.returncode == 0, output.decode()
    assert b"Traceback" not in output
    assert b"ana@meadow.example" not in output
    assert PASSWORD.encode() not in output
    assert journey.server.folders(USER) == {"INBOX": 0, "Processed": 2}
