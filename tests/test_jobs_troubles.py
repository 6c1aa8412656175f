"""What goes wrong in the jobs is said in one line, stops nothing else, and loses nothing."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import delete

from intake import jobs
from intake.campaign import Campaign
from intake.deciding import decide, notices, screening
from intake.deciding.decision import Supersede
from intake.jobs.rounds import one_round
from intake.mail.mailbox import MailProblem
from intake.mail.outbox import FolderOutbox
from intake.reading import message, quotes
from intake.reading.message import Message, Unreadable
from intake.reading_process import Asked, Exceeded, Reader, Told
from intake.store import Store, Unavailable
from intake.store.tables import events
from tests.parts.campaigns import MIA, NOW, announcement, campaign_in, deliver, mail

Read = Generator[Told | Unreadable, None, None]
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as one:
        yield one


@pytest.fixture
def campaign(tmp_path: Path, store_url: str) -> Campaign:
    return campaign_in(tmp_path, store_url)


@pytest.fixture
def store(campaign: Campaign) -> Iterator[Store]:
    with jobs.open_store(campaign) as opened:
        yield opened


def outbox(folder: Path) -> list[EmailMessage]:
    files = sorted((folder / "outbox").glob("*.eml"))
    return [BytesParser(EmailMessage, policy=default).parsebytes(file.read_bytes()) for file in files]


def test_an_unreadable_mail_is_held_with_its_bytes_and_the_next_one_goes_on(
    tmp_path: Path, campaign: Campaign, store: Store
) -> None:
    class Refusing(Reader):
        def read_all(self, items: Iterable[Asked]) -> Read:
            for asked in items:
                if b"number 1" in asked.raw:
                    yield Unreadable("it has no end")
                else:
                    yield from super().read_all([asked])

    for number in (1, 2):
        deliver(tmp_path, str(number), announcement(number))
    jobs.collect(store, campaign, NOW)
    with Refusing() as refusing:
        worked = jobs.work(store, campaign, NOW, refusing)
    assert (worked.held, worked.drafted) == (1, 1)
    held, drafted = store.messages()
    assert (held.fate, held.reason) == ("held", "it has no end")
    assert store.raw(held.id) == announcement(1)
    assert drafted.fate == "drafted"


def test_nobody_but_the_reading_process_walks_over_a_strangers_text(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def here(*_: object) -> None:
        raise AssertionError("in the worker itself")

    for room, name in ((screening, "screen"), (screening, "why_silent"), (notices, "says_automatic")):
        monkeypatch.setattr(room, name, here)
    monkeypatch.setattr(quotes, "_sorted", here)
    monkeypatch.setattr(message, "read", here)
    deliver(tmp_path, "1", announcement(1))
    deliver(tmp_path, "2", mail("I am away until Friday.", "Automatic reply", Auto_Submitted="auto-replied"))
    jobs.collect(store, campaign, NOW)
    worked = jobs.work(store, campaign, NOW, reader)
    assert (worked.drafted, worked.ignored) == (1, 1)
    assert [one.recipient for one in store.mails("waiting")] == ["ana@meadow.example"]
    deliver(tmp_path, "3", mail("It is in Paris.", "Re: x", mail_id="b", in_reply_to="planting-1@meadow.example"))
    deliver(tmp_path, "4", mail("I read.", "Re: x", in_reply_to="planting-1@meadow.example", Precedence="bulk"))
    jobs.collect(store, campaign, LATER)
    worked = jobs.work(store, campaign, LATER, reader)
    assert (worked.drafted, worked.held) == (1, 1)
    assert store.drafts()[-1].details.city == "Paris"


_NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(7))


@pytest.mark.parametrize(
    ("limit", "odd", "reason"),
    [
        ({"max_size": 1_000}, announcement(1) + b"y\r\n" * 1_000, "of mailbox.max_size"),
        ({"max_headers": 2_000}, b"X-Long: " + b"a" * 3_000 + b"\r\n" + announcement(1), "more than 2,000 bytes"),
        ({"max_parts": 10}, _NESTED + b"\r\na\r\n" + b"--b6\r\n\r\na\r\n" * 9, "more than 10 parts"),
        ({"max_depth": 5}, _NESTED + b"\r\na\r\n", "nested more than 5 deep"),
    ],
    ids=["size", "headers", "parts", "depth"],
)
def test_a_mail_over_a_limit_of_the_configuration_is_held_and_the_next_one_goes_on(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader, limit: dict[str, int], odd: bytes, reason: str
) -> None:
    assert campaign.mailbox is not None
    limited = replace(campaign, mailbox=replace(campaign.mailbox, **limit))  # type: ignore[arg-type]
    deliver(tmp_path, "1", odd)
    deliver(tmp_path, "2", announcement(2))
    jobs.collect(store, limited, NOW)
    jobs.work(store, limited, NOW, reader)
    held, drafted = store.messages()
    assert (held.fate, drafted.fate) == ("held", "drafted")
    assert reason in held.reason


def test_a_mail_that_cannot_be_decided_on_is_held_after_three_failures_and_stops_nothing(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = decide.decide
    asked: list[str] = []

    def broken(message: Message, *rest: object) -> object:
        asked.append(message.subject)
        if "number 1" in message.subject:
            raise KeyError(message.text)
        return right(message, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(decide, "decide", broken)
    for number in (1, 2):
        deliver(tmp_path, str(number), announcement(number))
    jobs.collect(store, campaign, NOW)
    worked = jobs.work(store, campaign, NOW, reader)
    assert (worked.drafted, worked.held, worked.failed) == (1, 1, 2)
    held = store.messages()[0]
    assert held.fate == "held"
    assert "KeyError" in held.reason
    assert "Hello" not in held.reason
    assert sum("number 1" in subject for subject in asked) == 3


def test_a_mail_that_takes_too_long_is_tried_with_all_of_the_time_behind_the_others_and_held_after_three_times(
    tmp_path: Path, campaign: Campaign, store: Store
) -> None:
    tried: list[tuple[str, float]] = []

    class Slow(Reader):
        def read_all(self, items: Iterable[Asked]) -> Read:
            for asked in items:
                if b"number 1" in asked.raw:
                    tried.append(("slow", asked.share))
                    yield Exceeded("it took too long")
                else:
                    tried.append(("quick", asked.share))
                    yield from super().read_all([asked])

    for number in (1, 2):
        deliver(tmp_path, str(number), announcement(number))
    jobs.collect(store, campaign, NOW)
    with Slow() as slow:
        worked = jobs.work(store, campaign, NOW, slow)
    assert (worked.held, worked.drafted, worked.failed) == (1, 1, 2)
    assert tried == [("slow", 0.35), ("quick", 0.35), ("slow", 1.0), ("slow", 1.0)]
    assert store.messages()[0].reason == "it took too long"


def test_a_mail_that_goes_out_only_later_is_the_same_mail(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader
) -> None:
    (tmp_path / "outbox").write_text("a file where the folder should be")
    deliver(tmp_path, "1", announcement())
    jobs.collect(store, campaign, NOW)
    jobs.work(store, campaign, NOW, reader)
    sent = jobs.send(store, campaign, NOW)
    assert (sent.sent, len(sent.problems)) == (0, 1)
    (waiting,) = store.mails("waiting")
    (tmp_path / "outbox").unlink()
    assert jobs.send(store, campaign, NOW).sent == 0
    assert jobs.send(store, campaign, LATER).sent == 1
    assert outbox(tmp_path)[0]["Message-ID"] == f"<{waiting.mail_id}>"


def test_a_program_that_dies_after_sending_sends_the_same_mail_again_and_no_other(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader
) -> None:
    deliver(tmp_path, "1", announcement())
    jobs.collect(store, campaign, NOW)
    jobs.work(store, campaign, NOW, reader)
    with store.reads() as connection:
        from intake.store.outgoing import due

        first = due(connection, NOW)
    assert first is not None
    jobs.send(store, campaign, NOW)
    from sqlalchemy import update

    from intake.store.tables import outgoing
    from intake.store.wire import dump_reply

    with store.writes() as writing:  # as if the note that it was sent had been lost
        writing.connection.execute(update(outgoing).values(state="waiting", reply=dump_reply(first.reply)))
    jobs.send(store, campaign, NOW)
    assert len(outbox(tmp_path)) == 1


def test_mails_are_read_while_many_others_are_being_sent(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader
) -> None:
    class SlowOutbox(FolderOutbox):
        """While it takes a mail, another one comes and is read."""

        def send(self, letter: EmailMessage | bytes, to: str, envelope_sender: str = "") -> None:
            if len(store.messages()) == 1:
                deliver(tmp_path, "2", announcement(2))
                jobs.collect(store, campaign, NOW)
                assert jobs.work(store, campaign, NOW, reader, wait=0).drafted == 1
            super().send(letter, to, envelope_sender)

    deliver(tmp_path, "1", announcement())
    jobs.collect(store, campaign, NOW)
    jobs.work(store, campaign, NOW, reader)
    assert jobs.send(store, campaign, NOW, SlowOutbox(tmp_path / "outbox")).problems == ()
    assert len(store.drafts()) == 2


def test_a_broken_template_leaves_the_old_page_up_and_says_so_in_one_line(
    tmp_path: Path, campaign: Campaign, store: Store
) -> None:
    jobs.publish(store, campaign, NOW)
    before = (tmp_path / "site" / "index.html").read_bytes()
    broken = replace(campaign, site=replace(campaign.site, theme={"page.html": "{% if %}"}))
    published = jobs.publish(store, broken, NOW)
    (problem,) = published.problems
    assert "cannot be built" in problem
    assert "page.html, line 1" in problem
    assert "\n" not in problem
    assert (tmp_path / "site" / "index.html").read_bytes() == before
    assert jobs.due(store, broken, NOW)


def test_a_target_that_fails_is_tried_again_and_does_not_stop_the_others(tmp_path: Path, store_url: str) -> None:
    campaign = campaign_in(tmp_path, store_url, more='\n[[publish]]\nurl = "folder:second/site"\n')
    (tmp_path / "second").write_text("a file where a folder should be")
    with jobs.open_store(campaign) as store:
        published = jobs.publish(store, campaign, NOW, wait=lambda seconds: None)
        assert [receipt.delivered for receipt in published.receipts] == [True, False]
        assert jobs.due(store, campaign, NOW)
        (tmp_path / "second").unlink()
        assert [receipt.state for receipt in jobs.publish(store, campaign, NOW).receipts] == ["unchanged", "sent"]
        assert not jobs.due(store, campaign, NOW)


def test_what_people_took_back_leaves_the_page_and_what_vanished_does_not(
    tmp_path: Path, campaign: Campaign, store: Store
) -> None:
    lines = [f'{{"date": "2027-05-{day:02}", "title": "Day {day}", "city": "Lyon"}}' for day in range(1, 13)]
    jobs.bring_in(store, lines, "command line", NOW)
    jobs.publish(store, campaign, NOW)
    jobs.undo(store, campaign, MIA, NOW)
    assert jobs.publish(store, campaign, NOW).problems == ()
    assert "Day 1" not in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    jobs.bring_in(store, lines, "command line", NOW)
    jobs.publish(store, campaign, NOW)
    with store.writes() as writing:  # as if the database had lost them
        writing.connection.execute(delete(events))
    (problem,) = jobs.publish(store, campaign, NOW).problems
    assert "held back" in problem
    assert "Day 1" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_an_unreachable_mailbox_is_one_line_and_the_rest_is_done(tmp_path: Path, store_url: str) -> None:
    campaign = campaign_in(tmp_path, store_url, mailbox="folder:nowhere")
    with jobs.open_store(campaign) as store:
        done = one_round(store, campaign, lambda: NOW)
        assert len(done.problems) == 1
        assert "nowhere" in done.problems[0]
        assert (tmp_path / "site" / "index.html").exists()
        with pytest.raises(MailProblem):
            jobs.collect(store, campaign, NOW)


def test_lines_of_an_existing_list_are_taken_and_bad_ones_refused_with_their_number(store: Store) -> None:
    lines = [
        '{"date": "2027-05-08", "title": "Planting day", "city": "Lyon", "country": "FR", "start": "14:00"}',
        "",
        "no json",
        '{"title": "no day"}',
        '{"date": "2027-05-08", "colour": "green"}',
        '{"date": "2027-05-32"}',
        '{"date": "2027-05-08", "link": "javascript:alert(1)"}',
        '{"date": "2027-05-09", "end_date": "2027-05-08"}',
        '{"date": "2027-05-09", "country": "France"}',
        '{"date": "2027-05-09", "timezone": "Paris"}',
        '{"date": "2027-05-10", "start_time": "18:30", "id": "kept-id", "status": "cancelled", "sequence": 4}',
    ]
    new, there, refused = jobs.bring_in(store, lines, "command line", NOW)
    assert (new, there) == (2, 0)
    assert [one.line for one in refused] == [3, 4, 5, 6, 7, 8, 9, 10]
    assert "colour" in refused[2].reason
    first, second = store.events()
    assert (first.title, first.start) == ("Planting day", dt.time(14))
    assert (second.id, second.status, second.sequence, second.start) == ("kept-id", "cancelled", 4, dt.time(18, 30))
    assert jobs.bring_in(store, lines, "command line", LATER)[:2] == (0, 2)
    assert store.events() == [first, second]


def test_a_locked_database_is_said_in_one_line_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from intake.store import engine

    monkeypatch.setattr(engine, "WAIT", 0.1)
    campaign = campaign_in(tmp_path)
    deliver(tmp_path, "1", announcement())
    with jobs.open_store(campaign) as store:
        other = sqlite3.connect(tmp_path / "intake.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked") as caught:
            jobs.collect(store, campaign, NOW)
        assert "\n" not in str(caught.value)
        other.execute("ROLLBACK")
        other.close()
        assert jobs.collect(store, campaign, NOW).new == 1


def test_a_full_disk_is_said_in_one_line_and_loses_nothing(tmp_path: Path, reader: Reader) -> None:
    campaign = campaign_in(tmp_path)
    deliver(tmp_path, "1", announcement())
    with jobs.open_store(campaign) as store:
        with store.reads() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        deliver(tmp_path, "2", mail("x" * 500_000))
        with pytest.raises(Unavailable, match="full"):
            jobs.collect(store, campaign, NOW)
        assert store.messages() == []
        store.close()
        assert jobs.collect(store, campaign, NOW).new == 2


def test_a_disk_that_fills_up_while_mails_are_worked_is_not_the_mails_fault(tmp_path: Path, reader: Reader) -> None:
    campaign = campaign_in(tmp_path)
    for number in range(40):
        deliver(tmp_path, f"{number:02}", announcement(number))
    with jobs.open_store(campaign) as store:
        jobs.collect(store, campaign, NOW)
        with store.reads() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 8}")
        for _ in range(4):
            with pytest.raises(Unavailable, match="full"):
                jobs.work(store, campaign, NOW, reader)
        assert {(kept.state, kept.reason) for kept in store.messages()} == {("unread", "")}
        store.close()
        assert jobs.work(store, campaign, NOW, reader).drafted == 40


def test_a_decision_that_cannot_be_applied_is_one_mails_trouble(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = decide.decide

    def wrong(message: Message, *rest: object) -> object:
        if "number 1" in message.subject:
            return [Supersede(99, 1)]
        return right(message, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(decide, "decide", wrong)
    for number in (1, 2):
        deliver(tmp_path, str(number), announcement(number))
    jobs.collect(store, campaign, NOW)
    worked = jobs.work(store, campaign, NOW, reader)
    assert (worked.held, worked.drafted) == (1, 1)
