"""The jobs, each with real parts: a folder mailbox, the reader's child process, both databases, a folder outbox."""

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
from intake.deciding import decide
from intake.deciding.decision import Command, Impossible, Supersede
from intake.jobs.rounds import one_round
from intake.mail.mailbox import MailProblem
from intake.reading.message import Message, Unreadable
from intake.reading.proposal import Context, Reading
from intake.reading_process import Exceeded, Reader
from intake.store import Store, Unavailable
from intake.store.tables import events
from tests.parts.campaigns import MIA, NOW, announcement, campaign_in, deliver, mail

Read = Generator[tuple[Message, Reading] | Unreadable, None, None]
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


def confirm_all(store: Store, campaign: Campaign, now: dt.datetime = NOW) -> None:
    commands = [Command("confirm", MIA, draft_id=draft.id, version=draft.version) for draft in store.drafts()]
    jobs.carry_out(store, campaign, commands, now)


def test_a_mail_goes_from_the_inbox_to_the_page_and_its_sender_is_told(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader
) -> None:
    deliver(tmp_path, "1", announcement())
    assert jobs.collect(store, campaign, NOW).new == 1
    assert jobs.work(store, campaign, NOW, reader).drafted == 1
    assert jobs.send(store, campaign, NOW).sent == 1
    (draft,) = store.drafts()
    assert (draft.details.city, draft.details.start, draft.sender) == ("Lyon", dt.time(14), "ana@meadow.example")
    confirm_all(store, campaign)
    assert jobs.due(store, campaign, NOW)
    assert jobs.publish(store, campaign, NOW).problems == ()
    assert not jobs.due(store, campaign, NOW)
    assert jobs.send(store, campaign, NOW).sent == 1
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "Planting day number 1" in page
    assert "ana@meadow" not in page
    received, live = outbox(tmp_path)
    assert received["In-Reply-To"] == live["In-Reply-To"] == "<planting-1@meadow.example>"
    assert received["Message-ID"] != live["Message-ID"]
    assert store.events()[0].id in live.get_content()


def test_nothing_happens_twice_when_everything_runs_again(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader
) -> None:
    deliver(tmp_path, "1", announcement())
    for _ in range(3):
        jobs.collect(store, campaign, NOW)
        jobs.work(store, campaign, NOW, reader)
        jobs.send(store, campaign, NOW)
    assert len(store.drafts()) == len(outbox(tmp_path)) == 1


def test_many_mails_are_worked_in_batches_in_the_order_they_came(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader
) -> None:
    for number in range(80):
        deliver(tmp_path, f"{number:03}", announcement(number))
    jobs.collect(store, campaign, NOW)
    assert jobs.work(store, campaign, NOW, reader).drafted == 80
    titles = [draft.details.title for draft in store.drafts()]
    assert titles == [f"Planting day number {number}" for number in range(80)]


def test_an_unreadable_mail_is_held_with_its_bytes_and_the_next_one_goes_on(
    tmp_path: Path, campaign: Campaign, store: Store
) -> None:
    class Refusing(Reader):
        def read_all(self, items: Iterable[tuple[bytes, Context]]) -> Read:
            for raw, context in items:
                if b"number 1" in raw:
                    yield Unreadable("it has no end")
                else:
                    yield self.read(raw, context)

        def read(self, raw: bytes, context: Context) -> tuple[Message, Reading]:
            result = next(Reader.read_all(self, [(raw, context)]))
            assert not isinstance(result, Unreadable)
            return result

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


def test_a_mail_that_takes_too_long_is_tried_behind_the_others_and_held_after_three_times(
    tmp_path: Path, campaign: Campaign, store: Store
) -> None:
    tried: list[str] = []

    class Slow(Reader):
        def read_all(self, items: Iterable[tuple[bytes, Context]]) -> Read:
            for raw, context in items:
                tried.append("slow" if b"number 1" in raw else "quick")
                yield Exceeded("it took too long") if b"number 1" in raw else self.read(raw, context)

        def read(self, raw: bytes, context: Context) -> tuple[Message, Reading]:
            result = next(Reader.read_all(self, [(raw, context)]))
            assert not isinstance(result, Unreadable)
            return result

    for number in (1, 2):
        deliver(tmp_path, str(number), announcement(number))
    jobs.collect(store, campaign, NOW)
    with Slow() as slow:
        worked = jobs.work(store, campaign, NOW, slow)
    assert (worked.held, worked.drafted, worked.failed) == (1, 1, 2)
    assert tried == ["slow", "quick", "slow", "slow"]
    assert store.messages()[0].reason == "it took too long"


def test_an_automatic_mail_gives_no_draft_and_no_answer(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader
) -> None:
    raw = mail("I am away until Monday, 3 May 2027, in Lyon.", "Out of office", Auto_Submitted="auto-replied")
    deliver(tmp_path, "1", raw)
    done = one_round(store, campaign, lambda: NOW)
    assert done.problems == []
    assert store.drafts() == []
    assert outbox(tmp_path) == []
    assert store.messages()[0].fate == "ignored"


def test_a_maintainer_confirms_by_answering_the_notice(tmp_path: Path, store_url: str, reader: Reader) -> None:
    campaign = campaign_in(tmp_path, store_url, notify="each")
    with jobs.open_store(campaign) as store:
        deliver(tmp_path, "1", announcement())
        jobs.collect(store, campaign, NOW)
        jobs.work(store, campaign, NOW, reader)
        jobs.send(store, campaign, NOW)
        (notice,) = [letter for letter in outbox(tmp_path) if letter["To"] == MIA]
        answer = mail(
            "ok\n",
            f"Re: {notice['Subject']}",
            f"Mia <{MIA}>",
            "answer@garden.example",
            str(notice["Message-ID"]).strip("<>"),
        )
        deliver(tmp_path, "2", answer)
        jobs.collect(store, campaign, LATER)
        assert jobs.work(store, campaign, LATER, reader).answer == 1
        assert len(store.events()) == 1
        line = store.log(most=1)[0]
        assert (line.who, line.what) == (MIA, "confirm")
        assert line.message == store.messages()[1].id
        assert jobs.undo(store, campaign, MIA, LATER).drafts
        assert store.events() == []


def test_a_maintainers_answer_counts_from_nobody_else(tmp_path: Path, store_url: str, reader: Reader) -> None:
    campaign = campaign_in(tmp_path, store_url, notify="each")
    with jobs.open_store(campaign) as store:
        deliver(tmp_path, "1", announcement())
        jobs.collect(store, campaign, NOW)
        jobs.work(store, campaign, NOW, reader)
        jobs.send(store, campaign, NOW)
        (notice,) = [letter for letter in outbox(tmp_path) if letter["To"] == MIA]
        deliver(
            tmp_path, "2", mail("ok\n", f"Re: {notice['Subject']}", "Eve <eve@meadow.example>", "eve@meadow.example")
        )
        jobs.collect(store, campaign, LATER)
        jobs.work(store, campaign, LATER, reader)
        assert store.events() == []
        assert store.messages()[1].fate == "held"


def test_commands_are_carried_out_together_or_not_at_all(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader
) -> None:
    deliver(tmp_path, "1", announcement())
    jobs.collect(store, campaign, NOW)
    jobs.work(store, campaign, NOW, reader)
    (draft,) = store.drafts()
    good, bad = Command("confirm", MIA, draft_id=draft.id), Command("confirm", MIA, draft_id=99)
    with pytest.raises(Impossible, match="99"):
        jobs.carry_out(store, campaign, [good, bad], NOW)
    assert store.events() == []
    first, second = jobs.carry_out(store, campaign, [good, bad], NOW, partly=True)
    assert (first.problem, len(first.events)) == ("", 1)
    assert "99" in second.problem


def test_an_edit_and_a_confirmation_name_the_version_that_the_person_saw(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader
) -> None:
    deliver(tmp_path, "1", announcement())
    jobs.collect(store, campaign, NOW)
    jobs.work(store, campaign, NOW, reader)
    (draft,) = store.drafts()
    edit = Command("edit", MIA, draft.id, values={"start": "18:30"}, version=draft.version)
    confirm = Command("confirm", MIA, draft.id, version=draft.version)
    jobs.carry_out(store, campaign, [edit, confirm], NOW)
    assert store.events()[0].start == dt.time(18, 30)
    with pytest.raises(Impossible):
        jobs.carry_out(store, campaign, [replace(edit, values={"start": "19:30"})], NOW)
    jobs.undo(store, campaign, MIA, NOW)
    (again,) = store.drafts()
    assert again.details == draft.details


def test_a_reason_given_for_a_rejection_reaches_the_sender(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader
) -> None:
    deliver(tmp_path, "1", announcement())
    jobs.collect(store, campaign, NOW)
    jobs.work(store, campaign, NOW, reader)
    (draft,) = store.drafts()
    jobs.carry_out(store, campaign, [Command("reject", MIA, draft_id=draft.id, why="it is in another region")], NOW)
    jobs.send(store, campaign, NOW)
    assert "it is in another region" in outbox(tmp_path)[-1].get_content()


def test_text_that_came_by_other_ways_is_treated_like_a_mail_without_a_sender(
    tmp_path: Path, campaign: Campaign, store: Store, reader: Reader
) -> None:
    text = "River walk on 8 May 2027 at 3pm in Grenoble, France.\nhttps://river.example/walk\nÀ bientôt"
    (number,) = jobs.add(store, campaign, text, MIA, NOW, reader)
    draft = store.draft(number)
    assert draft is not None
    assert (draft.sender, draft.details.city, draft.details.date) == ("", "Grenoble", dt.date(2027, 5, 8))
    raw = store.raw(draft.message_id)
    assert raw is not None
    assert store.messages()[0].fate == "drafted"
    assert jobs.send(store, campaign, NOW).sent == 0


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


def test_a_broken_template_leaves_the_old_page_up_and_says_so_in_one_line(
    tmp_path: Path, campaign: Campaign, store: Store
) -> None:
    jobs.publish(store, campaign, NOW)
    before = (tmp_path / "site" / "index.html").read_bytes()
    broken = replace(campaign, site=replace(campaign.site, theme={"page.html": "{% if %}"}))
    published = jobs.publish(store, broken, NOW)
    (problem,) = published.problems
    assert "cannot be built" in problem
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


def test_the_page_is_due_again_when_the_day_turns_in_the_campaigns_zone(campaign: Campaign, store: Store) -> None:
    jobs.publish(store, campaign, NOW)
    evening = dt.datetime(2027, 4, 1, 21, 59, tzinfo=dt.UTC)
    assert not jobs.due(store, campaign, evening)
    assert jobs.due(store, campaign, evening + dt.timedelta(minutes=2))


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


def test_a_maintainer_who_wants_a_digest_gets_one_a_day(tmp_path: Path, store_url: str, reader: Reader) -> None:
    campaign = campaign_in(tmp_path, store_url, notify="digest")
    with jobs.open_store(campaign) as store:
        assert jobs.remind(store, campaign, NOW) == 0
        deliver(tmp_path, "1", announcement())
        jobs.collect(store, campaign, NOW)
        jobs.work(store, campaign, NOW, reader)
        assert jobs.remind(store, campaign, NOW) == 1
        assert jobs.remind(store, campaign, LATER) == 0
        jobs.send(store, campaign, LATER)
        (digest,) = [letter for letter in outbox(tmp_path) if letter["To"] == MIA]
        assert "[#" in digest["Subject"]


def test_health_says_what_is_wrong_and_names_nobody(tmp_path: Path, store_url: str) -> None:
    campaign = campaign_in(tmp_path, store_url)
    with jobs.open_store(campaign) as store:
        assert jobs.health(store, campaign, NOW).problems == ("the mailbox has not been looked into yet",)
        deliver(tmp_path, "1", announcement())
        jobs.collect(store, campaign, NOW)
        well = jobs.health(store, campaign, NOW)
        assert (well.problems, well.messages, well.last_poll) == ((), {"unread": 1}, NOW)
        ill = jobs.health(store, campaign, LATER)
        assert len(ill.problems) == 2
        assert "ana" not in str(ill)


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
