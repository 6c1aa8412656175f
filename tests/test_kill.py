"""Killed at any moment, a worker loses nothing and doubles nothing: shown at every statement it sends its database."""

from __future__ import annotations

import os
import random
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from email.parser import BytesParser
from pathlib import Path

import pytest
from sqlalchemy import event

from intake import jobs
from intake.campaign import Campaign
from intake.deciding.decision import Command
from intake.deciding.screened import screened
from intake.jobs.rounds import one_round
from intake.reading.message import Unreadable, read
from intake.reading.propose import propose
from intake.reading_process import Asked, Told
from intake.store import Store
from tests.parts.campaigns import MIA, NOW, announcement, campaign_in, deliver, mail

MAILS = 5
Read = Generator[Told | Unreadable, None, None]


class HereReader:
    """Reads in this process: a killed child of the child would be one part too many."""

    def read_all(self, items: Iterable[Asked]) -> Read:
        for asked in items:
            message, context = read(asked.raw), asked.context
            words = screened(message)
            yield Told(message, propose(message, replace(context, now=message.sent or context.now)), words)


def killed_at(campaign: Campaign, statement: int, act: Callable[[Store], object]) -> bool:
    """Let a child process act on the store and kill it before its n-th statement; says whether it was killed."""
    _, status = os.waitpid(start(campaign, statement, act), 0)
    return was_killed(status)


def was_killed(status: int) -> bool:
    if os.WIFSIGNALED(status):
        return True
    assert os.waitstatus_to_exitcode(status) == 0, "the child failed by itself; see its traceback above"
    return False


def start(campaign: Campaign, statement: int, act: Callable[[Store], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            seen = 0

            def count(*_: object) -> None:
                nonlocal seen
                seen += 1
                if seen == statement:
                    os.kill(os.getpid(), signal.SIGKILL)

            with jobs.open_store(campaign) as store:
                event.listen(store._engine, "before_cursor_execute", count)
                event.listen(store._engine, "commit", count)
                act(store)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return child


def go_round(campaign: Campaign, store: Store) -> None:
    done = one_round(store, campaign, lambda: NOW, HereReader())
    assert done.problems == []


def confirm_first(campaign: Campaign, store: Store) -> None:
    drafts = store.drafts()
    if len(drafts) == MAILS:
        jobs.carry_out(store, campaign, [Command("confirm", MIA, draft_id=drafts[0].id, at=NOW)], NOW)
    go_round(campaign, store)


def answers(folder: Path) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for file in (folder / "outbox").glob("*.eml"):
        letter = BytesParser().parsebytes(file.read_bytes())
        found[(str(letter["To"]), str(letter["In-Reply-To"]))] += 1
    return found


@pytest.fixture(autouse=True, scope="module")
def _warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Load once what every child would load anew."""
    folder = tmp_path_factory.mktemp("warm")
    campaign = campaign_in(folder)
    deliver(folder, "1", announcement())
    with jobs.open_store(campaign) as store:
        go_round(campaign, store)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_at_every_statement_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    url = "sqlite:///intake.sqlite" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    campaign = campaign_in(tmp_path, url)
    jobs.open_store(campaign).close()
    for number in range(MAILS):
        deliver(tmp_path, str(number), announcement(number))
    statement, kills = 1, 0
    # Each child gets one statement further than the last had to; most of the way is made anew every time.
    while killed_at(campaign, statement, lambda store: go_round(campaign, store)):
        statement, kills = statement + 1, kills + 1
    statement = 1
    while killed_at(campaign, statement, lambda store: confirm_first(campaign, store)):
        statement, kills = statement + 1, kills + 1
    assert kills > 40
    with jobs.open_store(campaign) as store:
        go_round(campaign, store)
        assert [kept.fate for kept in store.messages()] == ["drafted"] * MAILS
        drafts = store.drafts(None)
        assert len(drafts) == MAILS
        assert Counter(draft.status for draft in drafts) == {"waiting": MAILS - 1, "confirmed": 1}
        (published,) = store.events()
        assert {mail.state for mail in store.mails()} == {"sent"}
    told = answers(tmp_path)
    confirmed = next(draft for draft in drafts if draft.status == "confirmed")
    for number in range(MAILS):
        key = ("ana@meadow.example", f"<planting-{number}@meadow.example>")
        assert told.pop(key) == (2 if confirmed.mail_id == key[1].strip("<>") else 1)
    assert told == {}
    assert published.id in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert not list((tmp_path / "inbox").glob("*.eml"))


@pytest.mark.seeds(3)
def test_workers_on_one_postgresql_killed_at_random_work_each_mail_once(
    tmp_path: Path, postgres_url: str, seed: int
) -> None:
    chance = random.Random(seed)
    campaign = campaign_in(tmp_path, postgres_url)
    jobs.open_store(campaign).close()
    mails = 40
    for number in range(mails):
        deliver(tmp_path, f"{number:02}", announcement(number))

    def act(store: Store) -> None:
        one_round(store, campaign, lambda: NOW, HereReader())

    def begin() -> int:
        return start(campaign, chance.randint(5, 150 + 100 * kills), act)

    kills = finished = 0
    at_work = {begin() for _ in range(3)}
    while at_work:
        child, status = os.wait()
        if child not in at_work:
            continue
        at_work.discard(child)
        if was_killed(status):
            kills += 1
        else:
            finished += 1
        if finished < 3:
            at_work.add(begin())
    assert kills >= 2
    with jobs.open_store(campaign) as store:
        go_round(campaign, store)
        assert [kept.fate for kept in store.messages()] == ["drafted"] * mails
        assert sorted(draft.mail_id or "" for draft in store.drafts(None)) == sorted(
            f"planting-{number}@meadow.example" for number in range(mails)
        )
        assert {mail.state for mail in store.mails()} == {"sent"}
    assert set(answers(tmp_path).values()) == {1}
    assert len(answers(tmp_path)) == mails
    assert not list((tmp_path / "inbox").glob("*.eml"))


def test_a_worker_killed_while_it_reads_leaves_the_message_for_the_next(tmp_path: Path, store_url: str) -> None:
    campaign = campaign_in(tmp_path, store_url)
    deliver(tmp_path, "1", mail("nothing in it"))

    class Dying(HereReader):
        def read_all(self, items: Iterable[Asked]) -> Read:
            for _ in items:
                os.kill(os.getpid(), signal.SIGKILL)
            yield from ()

    def die(store: Store) -> None:
        one_round(store, campaign, lambda: NOW, Dying())

    for _ in range(5):
        assert killed_at(campaign, -1, die)
    with jobs.open_store(campaign) as store:
        go_round(campaign, store)
        assert [kept.fate for kept in store.messages()] != [None]
        assert store.messages()[0].state == "done"
