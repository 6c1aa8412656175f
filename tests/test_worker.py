"""The worker as a program of its own: it starts, notices, serves, and stops cleanly when it is told to."""

from __future__ import annotations

import dataclasses
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intake import jobs
from intake.campaign import Campaign, Mailbox
from intake.config import load
from intake.store import Store, Unavailable
from intake.worker import Worker, pause
from tests.parts.campaigns import MIA, NOW, announcement, campaign_in, deliver

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0


class Running:
    """A worker in a process of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.said = folder / "said"
        with self.said.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "intake", "--config", str(folder / "config.toml"), "run"],
                stdout=output,
                stderr=output,
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            )

    def words(self) -> str:
        return self.said.read_text(encoding="utf-8")

    def until(self, done: Callable[[], bool]) -> None:
        """Wait for something to become true, looking often."""
        end = time.monotonic() + PATIENCE
        while not done():
            assert self.process.poll() is None, self.words()
            assert time.monotonic() < end, self.words()
            self._look_again()

    def _look_again(self) -> None:
        try:
            self.process.wait(0.05)
        except subprocess.TimeoutExpired:
            return

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[Running]:
    worker = Running(folder, **environment)
    try:
        yield worker
    finally:
        if worker.process.poll() is None:
            worker.process.kill()
            worker.process.wait()


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = tmp_path / "config.toml"
    campaign_in(tmp_path, more=f'\n[review]\nlisten = "127.0.0.1:{port}"\n')
    path.write_text(path.read_text().replace('url = "folder:inbox"', 'url = "folder:inbox"\npoll = 5'))
    return load(path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_publishes_answers_and_stops_cleanly(tmp_path: Path, campaign: Campaign, number: int) -> None:
    deliver(tmp_path, "1", announcement())
    with running(tmp_path) as worker:
        worker.until(lambda: (tmp_path / "site" / "index.html").exists())
        worker.until(
            lambda: len(list((tmp_path / "outbox").glob("*.eml"))) == 1 if (tmp_path / "outbox").exists() else False
        )
        assert worker.stop(number) == 0
    words = worker.words()
    assert "Traceback" not in words
    assert "ana@meadow" not in words
    with jobs.open_store(campaign) as store:
        assert len(store.drafts()) == 1


def test_the_worker_takes_mails_that_come_while_it_runs(tmp_path: Path, campaign: Campaign) -> None:
    with running(tmp_path) as worker, jobs.open_store(campaign) as store:
        worker.until(lambda: (tmp_path / "site" / "index.html").exists())
        deliver(tmp_path, "1", announcement())
        worker.until(lambda: len(store.drafts()) == 1)
        assert worker.stop() == 0


def test_the_printed_address_signs_in_once(tmp_path: Path, campaign: Campaign) -> None:
    import httpx

    with running(tmp_path) as worker:
        worker.until(lambda: "/start/" in worker.words())
        found = re.search(r"http://\S+/start/\S+", worker.words())
        assert found is not None
        with httpx.Client(follow_redirects=True, trust_env=False) as browser:
            assert browser.get(found[0]).status_code == 200
        assert worker.stop() == 0


def test_a_second_worker_on_the_same_file_is_refused(tmp_path: Path, campaign: Campaign) -> None:
    with running(tmp_path) as worker:
        worker.until(lambda: (tmp_path / "site" / "index.html").exists())
        second = subprocess.run(
            [sys.executable, "-m", "intake", "--config", str(tmp_path / "config.toml"), "run"],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            timeout=PATIENCE,
        )
        assert second.returncode == 1
        assert "another `intake run`" in second.stderr
        assert "Traceback" not in second.stderr
        assert worker.stop() == 0


def test_a_killed_worker_leaves_no_lock_behind(tmp_path: Path, campaign: Campaign) -> None:
    with running(tmp_path) as worker:
        worker.until(lambda: (tmp_path / "site" / "index.html").exists())
        worker.process.kill()
        worker.process.wait()
    with running(tmp_path) as worker:
        worker.until(lambda: worker.words().count("/start/") == 2)
        assert worker.stop() == 0


def test_systemd_is_told_when_the_worker_is_ready_and_when_it_stops(tmp_path: Path, campaign: Campaign) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.settimeout(PATIENCE)
        with running(tmp_path, NOTIFY_SOCKET=str(tmp_path / "notify")) as worker:
            assert ear.recv(100) == b"READY=1"
            assert worker.stop() == 0
            assert ear.recv(100) == b"STOPPING=1"


def test_systemd_gets_signs_of_life_twice_as_often_as_it_wants_them(tmp_path: Path, campaign: Campaign) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.settimeout(PATIENCE)
        with running(tmp_path, NOTIFY_SOCKET=str(tmp_path / "notify"), WATCHDOG_USEC="400000") as worker:
            assert [ear.recv(100) for _ in range(4)] == [b"READY=1", *[b"WATCHDOG=1"] * 3]
            assert worker.stop() == 0


def test_a_worker_whose_mailbox_says_a_little_for_ever_gives_no_sign_of_life(
    tmp_path: Path, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.worker.SILENCE", -1.0)
    monkeypatch.setenv("INTAKE_TEST_PASSWORD", "x")
    with socket.create_server(("127.0.0.1", 0)) as server, jobs.open_store(campaign) as store:
        url = f"imap://events@127.0.0.1:{server.getsockname()[1]}/INBOX"
        stuck = dataclasses.replace(campaign, mailbox=Mailbox(url, password_env="INTAKE_TEST_PASSWORD", poll=3))
        worker = Worker(stuck, store)
        assert not worker.alive()
        worker.start()
        try:
            assert worker.alive()
            connection, _ = server.accept()
            end = time.monotonic() + PATIENCE
            with connection:
                connection.sendall(b"* OK ready\r\n")
                while worker.alive() and time.monotonic() < end:
                    connection.sendall(b"* OK still here\r\n")
                    threading.Event().wait(0.05)
                assert not worker.alive()
        finally:
            server.close()
            worker.finish()


def test_the_worker_and_the_commands_share_a_store(tmp_path: Path, campaign: Campaign) -> None:
    from intake.deciding.decision import Command

    deliver(tmp_path, "1", announcement())
    with running(tmp_path) as worker, jobs.open_store(campaign) as store:
        worker.until(lambda: len(store.drafts()) == 1)
        (draft,) = store.drafts()
        jobs.carry_out(store, campaign, [Command("confirm", MIA, draft_id=draft.id, at=NOW)], NOW)
        page = tmp_path / "site" / "index.html"
        worker.until(lambda: page.exists() and "Planting day" in page.read_text(encoding="utf-8"))
        assert worker.stop() == 0


def test_two_programs_do_not_work_one_sqlite_file_at_the_same_moment(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'intake.sqlite'}"
    with Store.open(url) as store, Store.open(url) as other, store.working():
        attempt = other.working(wait=0)
        with pytest.raises(Unavailable, match="works on it"):
            attempt.__enter__()


def test_a_job_in_hand_that_wakes_another_does_not_hold_the_worker_up_when_it_stops(
    tmp_path: Path, campaign: Campaign
) -> None:
    begun = threading.Event()

    class Busy(Worker):
        def work(self) -> None:
            begun.set()
            assert self.stop.wait(PATIENCE)
            while self._scheduler._jobstores_lock.acquire(blocking=False):  # until the scheduler waits for this job
                self._scheduler._jobstores_lock.release()
            self.wake()

    with jobs.open_store(campaign) as store:
        worker = Busy(dataclasses.replace(campaign, mailbox=None), store)
        worker.start()
        assert begun.wait(PATIENCE)
        ending = threading.Thread(target=worker.finish, daemon=True)
        ending.start()
        ending.join(PATIENCE)
        assert not ending.is_alive()


def test_pauses_grow_from_seconds_to_five_minutes() -> None:
    assert 1 <= pause(1) <= 2
    assert all(150 <= pause(failures) <= 300 for failures in range(10, 2000, 100))
    assert 150 <= pause(1, patient=True) <= 300
