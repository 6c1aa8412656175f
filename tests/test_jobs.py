"""The jobs, each with real parts: a folder mailbox, the reader's child process, both databases, a folder outbox."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest

from intake import jobs
from intake.campaign import Campaign, ReviewPages
from intake.deciding.decision import Command, Impossible
from intake.jobs.rounds import one_round
from intake.reading_process import Reader
from intake.store import Store
from tests.parts.campaigns import MIA, NOW, announcement, campaign_in, deliver, mail

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


def noticed(folder: Path, store: Store, campaign: Campaign, reader: Reader) -> EmailMessage:
    """The notice that a maintainer gets of the draft of a mail that came."""
    deliver(folder, "1", announcement())
    jobs.collect(store, campaign, NOW)
    jobs.work(store, campaign, NOW, reader)
    jobs.send(store, campaign, NOW)
    (notice,) = [letter for letter in outbox(folder) if letter["To"] == MIA]
    return notice


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


def test_nobody_is_told_that_an_event_is_on_the_page_before_it_is(
    campaign: Campaign, store: Store, tmp_path: Path, reader: Reader
) -> None:
    deliver(tmp_path, "1", announcement())
    one_round(store, campaign, lambda: NOW, reader)
    before = len(outbox(tmp_path))
    confirm_all(store, campaign)
    assert jobs.send(store, campaign, NOW).sent == 0
    assert not store.has_due_mail(NOW, unpublished=True)
    assert one_round(store, campaign, lambda: NOW, reader).problems == []
    (told,) = outbox(tmp_path)[before:]
    assert "is on the list now" in told.get_content()


def test_a_page_that_cannot_be_published_keeps_a_mail_for_an_hour_and_no_longer(
    campaign: Campaign, store: Store, tmp_path: Path, reader: Reader
) -> None:
    deliver(tmp_path, "1", announcement())
    one_round(store, campaign, lambda: NOW, reader)
    confirm_all(store, campaign)
    assert jobs.send(store, campaign, NOW + dt.timedelta(minutes=59)).sent == 0
    assert jobs.send(store, campaign, NOW + dt.timedelta(minutes=60)).sent == 1


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
        notice = noticed(tmp_path, store, campaign, reader)
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


def test_a_maintainers_answer_that_somebody_sends_again_confirms_nothing_a_second_time(
    tmp_path: Path, store_url: str, reader: Reader
) -> None:
    campaign = campaign_in(tmp_path, store_url, notify="each")
    with jobs.open_store(campaign) as store:
        notice = noticed(tmp_path, store, campaign, reader)
        answer = mail("ok\n", f"Re: {notice['Subject']}", f"Mia <{MIA}>", "answer@garden.example")
        deliver(tmp_path, "2", answer)
        jobs.collect(store, campaign, LATER)
        jobs.work(store, campaign, LATER, reader)
        assert len(store.events()) == 1
        jobs.undo(store, campaign, MIA, LATER)
        # The very mail, as its signature still proves, that came another way.
        deliver(tmp_path, "3", b"Received: from elsewhere by here; Thu, 01 Apr 2027 12:00:00 +0000\r\n" + answer)
        jobs.collect(store, campaign, LATER)
        jobs.work(store, campaign, LATER, reader)
        assert store.events() == []
        assert [(one.fate, one.reason) for one in store.messages()[1:]] == [
            ("answer", ""),
            ("answer", "the same answer was carried out before"),
        ]
        deliver(tmp_path, "4", answer.replace(b"answer@", b"another@"))
        jobs.collect(store, campaign, LATER)
        jobs.work(store, campaign, LATER, reader)
        assert len(store.events()) == 1


def test_a_maintainers_answer_counts_from_nobody_else(tmp_path: Path, store_url: str, reader: Reader) -> None:
    campaign = campaign_in(tmp_path, store_url, notify="each")
    with jobs.open_store(campaign) as store:
        notice = noticed(tmp_path, store, campaign, reader)
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


def test_the_page_is_due_again_when_the_day_turns_in_the_campaigns_zone(campaign: Campaign, store: Store) -> None:
    jobs.publish(store, campaign, NOW)
    evening = dt.datetime(2027, 4, 1, 21, 59, tzinfo=dt.UTC)
    assert not jobs.due(store, campaign, evening)
    assert jobs.due(store, campaign, evening + dt.timedelta(minutes=2))


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


def asking(name: str, subject: str) -> bytes:
    """A mail that asks something and names no event."""
    return (
        f"From: Ana Roche <ana@garden.example>\nTo: events@greendays.example\nSubject: {subject}\n"
        f"Message-ID: <{name}@garden.example>\nDate: Mon, 01 Mar 2027 09:00:00 +0000\n\n"
        "Hello,\n\nhow can I put an event on your list?\n\nAna\n"
    ).encode()


def test_a_maintainer_is_told_once_of_each_mail_that_is_held(tmp_path: Path, store_url: str, reader: Reader) -> None:
    campaign = campaign_in(tmp_path, store_url, notify="each")
    with jobs.open_store(campaign) as store:
        deliver(tmp_path, "1", asking("a", "Secret words"))
        jobs.collect(store, campaign, NOW)
        jobs.work(store, campaign, NOW, reader)
        (kept,) = store.messages("held")
        assert jobs.remind(store, campaign, NOW) == 1
        assert jobs.remind(store, campaign, LATER) == 0
        jobs.send(store, campaign, LATER)
        (letter,) = [letter for letter in outbox(tmp_path) if letter["To"] == MIA]
        assert "One mail is held" in letter["Subject"]
        said = letter.get_content()
        assert f"1 × {kept.reason}" in said
        assert "intake messages --fate held" in said or "/held" in said
        assert "Secret" not in letter.as_string()
        deliver(tmp_path, "2", asking("b", "Other"))
        jobs.collect(store, campaign, LATER)
        jobs.work(store, campaign, LATER, reader)
        assert len(store.messages("held")) == 2
        assert jobs.remind(store, campaign, LATER + dt.timedelta(minutes=5)) == 1
        assert jobs.remind(store, campaign, LATER + dt.timedelta(days=2)) == 0


def test_who_wants_no_mail_is_told_of_no_held_one(tmp_path: Path, store_url: str, reader: Reader) -> None:
    campaign = campaign_in(tmp_path, store_url, notify="none")
    with jobs.open_store(campaign) as store:
        deliver(tmp_path, "1", asking("c", "Hm"))
        jobs.collect(store, campaign, NOW)
        jobs.work(store, campaign, NOW, reader)
        assert store.messages("held")
        assert jobs.remind(store, campaign, NOW) == 0


def test_rounds_that_cron_starts_remind_and_purge_as_the_worker_does(
    tmp_path: Path, store_url: str, reader: Reader
) -> None:
    campaign = campaign_in(tmp_path, store_url, notify="digest")
    with jobs.open_store(campaign) as store:
        deliver(tmp_path, "1", announcement())
        for _ in range(2):
            assert one_round(store, campaign, lambda: NOW, reader).problems == []
        (digest,) = [letter for letter in outbox(tmp_path) if letter["To"] == MIA]
        assert "[#" in digest["Subject"]
        confirm_all(store, campaign)
        (kept,) = store.messages()
        for days, there in ((100, True), (300, False)):  # the event is a month away, and mails stay 90 days after it
            one_round(store, campaign, lambda days=days: NOW + dt.timedelta(days=days), reader)
            assert (store.raw(kept.id) is not None) == there
    assert len(store.events()) == 1


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


@pytest.mark.parametrize(
    ("listen", "public", "address"),
    [
        ("127.0.0.1:8080", None, "http://127.0.0.1:8080/drafts/1"),
        ("127.0.0.1:8080", "https://desk.garden.example/", "https://desk.garden.example/drafts/1"),
        ("0.0.0.0:8080", None, ""),
        (None, None, ""),
    ],
)
def test_a_maintainers_mail_opens_the_draft_where_the_pages_are_reached(
    tmp_path: Path, listen: str | None, public: str | None, address: str
) -> None:
    campaign = replace(campaign_in(tmp_path, notify="each"), review=ReviewPages(listen, public))
    with jobs.open_store(campaign) as store:
        deliver(tmp_path, "1", announcement())
        one_round(store, campaign, lambda: NOW)
    (notice,) = (one for one in outbox(tmp_path) if one["To"] == MIA)
    found = re.search(r"https?://\S+/drafts/1", notice.get_content())
    assert (found[0] if found else "") == address
