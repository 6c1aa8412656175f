"""The store: nothing lost and nothing doubled; on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from intake.deciding.decision import (
    Decision,
    Edit,
    Entry,
    Hold,
    Ignore,
    Propose,
    Publish,
    Refuse,
    Reply,
    Supersede,
    Withdraw,
)
from intake.deciding.draft import Draft
from intake.store import BOT, Stale, Store
from intake.store.tables import outgoing, tokens
from tests.parts.stores import (
    NOW,
    confirm,
    details_of,
    draft_in,
    event_of,
    message_of,
    proposal_of,
    raw_of,
    take_in,
)

LATER = NOW + dt.timedelta(minutes=5)
MIA = "mia@garden.example"


def the_draft(store: Store, number: int) -> Draft:
    draft = store.draft(number)
    assert draft is not None
    return draft


def live_mail(draft: Draft) -> Reply:
    return Reply(
        to=draft.sender,
        template="live",
        language="en",
        values={"why": "", "day": dt.date(2027, 5, 8)},
        in_reply_to=draft.mail_id,
        speaks_of=("publish:0",),
        entries=(Entry(draft.details),),
    )


def test_the_same_bytes_twice_are_one_message(store: Store) -> None:
    raw = raw_of()
    assert len(store.keep_raw("inbox", [(raw, NOW, None), (raw, NOW, None)], "1", NOW)) == 1
    assert store.keep_raw("inbox", [(raw, NOW, None)], "2", NOW) == []
    assert len(store.messages()) == 1


def test_other_bytes_with_the_same_message_id_are_kept_too(store: Store) -> None:
    for words in ("first", "second"):
        raw = raw_of(text=words)
        take_in(store, message_of(raw, mail_id="same@garden.example"), raw)
    assert [kept.mail_id for kept in store.messages()] == ["same@garden.example"] * 2


def test_messages_and_the_cursor_are_kept_together_or_not_at_all(store: Store) -> None:
    store.keep_raw("inbox", [(raw_of("one"), NOW, None)], "7", NOW)
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(Exception, match="no time zone"):
        store.keep_raw("inbox", [(raw_of("two"), NOW, None), (raw_of("three"), naive, None)], "9", NOW)
    assert store.cursor("inbox") == "7"
    assert len(store.messages()) == 1
    assert store.cursor("another") is None


def test_a_message_that_came_with_a_problem_is_held_with_it(store: Store) -> None:
    store.keep_raw("inbox", [(raw_of(), NOW, "larger than 25 MB")], None, NOW)
    (kept,) = store.messages()
    assert (kept.state, kept.fate, kept.reason) == ("held", "held", "larger than 25 MB")
    with store.unread() as taken:
        assert taken.messages == []


def test_unread_messages_come_oldest_first_and_a_large_one_alone(store: Store) -> None:
    raws = [raw_of("a"), raw_of("b", text="x" * 1000), raw_of("c")]
    store.keep_raw("inbox", [(raw, NOW, None) for raw in raws], None, NOW)
    with store.unread(size=500) as taken:
        assert [taken.raw(unread) for unread in taken.messages] == [raws[0]]
    with store.unread() as taken:
        assert [taken.raw(unread) for unread in taken.messages] == raws


def test_a_message_that_fails_three_times_is_held_and_can_be_read_again(store: Store) -> None:
    (name,) = store.keep_raw("inbox", [(raw_of(), NOW, None)], None, NOW)
    for attempt in range(3):
        with store.unread() as taken, taken.deciding() as writing:
            (unread,) = taken.messages
            assert writing.failed(unread.id, "KeyError") is (attempt == 2)
    kept = store.message(name)
    assert kept is not None
    assert (kept.state, kept.reason) == ("held", "KeyError")
    store.read_again(name)
    with store.unread() as taken:
        assert [unread.attempts for unread in taken.messages] == [0]


def test_a_draft_comes_back_as_it_was_proposed(store: Store) -> None:
    number = draft_in(store)
    draft = the_draft(store, number)
    assert draft.status == "waiting"
    assert draft.version == 1
    assert draft.details == details_of()
    assert draft.proposal.chosen["when"].note == "year"
    assert draft.proposal.where() is not None
    assert store.drafts() == [draft]
    (kept,) = store.messages()
    assert (kept.fate, kept.drafts) == ("drafted", (number,))


def test_a_confirmed_draft_becomes_an_event_with_the_sender_as_its_source(store: Store) -> None:
    number = draft_in(store)
    applied = confirm(store, number)
    (event,) = store.events()
    assert applied.events == (event.id,)
    assert event.id
    assert the_draft(store, number).event_id == event.id
    assert the_draft(store, number).decided_by == MIA
    assert [draft.id for draft in store.sources(event.id)] == [number]


def test_a_draft_confirmed_twice_is_published_once(store: Store) -> None:
    number = draft_in(store)
    draft = the_draft(store, number)
    confirm(store, number)
    with pytest.raises(Stale, match="confirmed"):
        store.apply([Publish(number, draft.version, event_of())], None, "eve@garden.example", NOW)
    assert len(store.events()) == 1


def test_two_people_deciding_at_the_same_moment_do_not_both_take_effect(store: Store) -> None:
    number = draft_in(store)
    version = the_draft(store, number).version
    start = threading.Barrier(2)
    said: list[str] = []

    def decide(decision: Decision, who: str) -> None:
        start.wait()
        try:
            store.apply([decision], None, who, NOW)
            said.append("done")
        except Stale:
            said.append("stale")

    people = [
        threading.Thread(target=decide, args=(Publish(number, version, event_of()), MIA)),
        threading.Thread(target=decide, args=(Refuse(number, version), "eve@garden.example")),
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(said) == ["done", "stale"]
    assert len(store.events()) == (1 if the_draft(store, number).status == "confirmed" else 0)


def test_an_edit_and_a_confirmation_of_one_list_stand_side_by_side(store: Store) -> None:
    number = draft_in(store)
    details = details_of(title="Sowing day")
    store.apply(
        [Edit(number, 1, {"title": "Sowing day"}, details), Publish(number, 1, event_of(details))], None, MIA, NOW
    )
    assert [event.title for event in store.events()] == ["Sowing day"]
    assert the_draft(store, number).edits == {"title": "Sowing day"}


def test_a_list_of_decisions_that_fails_leaves_nothing(store: Store) -> None:
    number = draft_in(store)
    with pytest.raises(Stale):
        store.apply([Refuse(number, 1, "spam"), live_mail(the_draft(store, number)), Withdraw("no")], None, MIA, NOW)
    assert the_draft(store, number).status == "waiting"
    assert store.mails() == []
    assert [line.what for line in store.log()] == ["propose"]


def test_a_held_or_ignored_message_says_why(store: Store) -> None:
    for subject, decision in (("a", Hold("no date")), ("b", Ignore("a newsletter"))):
        raw = raw_of(subject)
        take_in(store, message_of(raw), raw)
        store.apply([decision], message_of(raw).id, BOT, NOW)
    assert [(kept.fate, kept.reason) for kept in store.messages()] == [
        ("held", "no date"),
        ("ignored", "a newsletter"),
    ]


def test_known_holds_the_waiting_drafts_events_and_submitters_and_follows_every_change(store: Store) -> None:
    raw = raw_of("new")
    message = message_of(raw)
    first = draft_in(store)
    assert [draft.id for draft in store.known(message, NOW).drafts] == [first]
    second = draft_in(store)
    confirm(store, first)
    known = store.known(message, NOW)
    (event,) = store.events()
    assert [draft.id for draft in known.drafts] == [second]
    assert known.events == (event,)
    assert known.submitters == {event.id: frozenset({"ana@garden.example"})}
    store.undo(MIA, LATER)
    assert [draft.id for draft in store.known(message, NOW).drafts] == [first, second]
    assert store.known(message, NOW).events == ()


def test_known_follows_what_another_program_changed(store: Store, store_url: str) -> None:
    message = message_of(raw_of("new"))
    number = draft_in(store)
    store.known(message, NOW)
    with Store.open(store_url) as other:
        confirm(other, number)
    assert store.known(message, NOW).drafts == ()
    assert len(store.known(message, NOW).events) == 1


def test_known_forgets_what_was_rolled_back(store: Store) -> None:
    message = message_of(raw_of("new"))
    number = draft_in(store)

    def refuse_and_fail() -> None:
        with store.writes() as writing:
            writing.apply([Refuse(number, 1)], None, MIA, NOW)
            assert writing.known(message, NOW).drafts == ()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refuse_and_fail()
    assert [draft.id for draft in store.known(message, NOW).drafts] == [number]


def test_known_holds_the_drafts_of_the_thread_and_what_replaced_them(store: Store) -> None:
    old = draft_in(store, number=77)
    raw = raw_of("Re: Planting day")
    reply = message_of(raw, mail_id="reply@garden.example", thread=("mail-77@garden.example",))
    take_in(store, reply, raw)
    new = Propose(proposal_of(reply), details_of(start=dt.time(15)), replaces=(old,), thread=reply.thread)
    (_, new_id) = store.apply([Supersede(old, 1), new], reply.id, BOT, NOW).drafts
    store.apply([Refuse(new_id, 1)], None, MIA, NOW)
    third = message_of(raw_of("third"), thread=("mail-77@garden.example",))
    assert {draft.id: draft.status for draft in store.known(third, NOW).drafts} == {
        old: "superseded",
        new_id: "rejected",
    }


def test_events_long_past_are_not_known(store: Store) -> None:
    confirm(store, draft_in(store))
    message = message_of(raw_of("new"))
    assert len(store.known(message, NOW + dt.timedelta(days=60)).events) == 1
    assert store.known(message, NOW + dt.timedelta(days=80)).events == ()


def test_a_notice_has_a_token_of_its_own_that_is_kept_as_a_hash_once_sent(store: Store) -> None:
    number = draft_in(store)
    notice = Reply(to=MIA, template="notice", language="en", token_for="draft", speaks_of=(f"draft:{number}",))
    store.apply([notice], None, BOT, NOW)
    with store.next_mail(NOW) as sending:
        assert sending is not None
        token, mail_id = sending.due.token, sending.due.reply.message_id
        sending.sent(NOW)
    assert token
    message = message_of(raw_of("ok"), sender=MIA, thread=(mail_id or "",))
    known = store.known(message, NOW, [token, "guessed"])
    assert known.tokens == {token: (number,)}
    assert known.sent_ids == {mail_id: (f"draft:{number}",)}
    assert known.answers_lately == 1
    with store.reads() as connection:
        assert connection.execute(select(outgoing.c.token, outgoing.c.reply)).all() == [(None, "")]
        assert token not in str(connection.execute(select(tokens)).all())


def test_a_mail_comes_out_as_it_was_written_with_the_ids_filled_in(store: Store) -> None:
    number = draft_in(store)
    draft = the_draft(store, number)
    applied = store.apply([Publish(number, 1, event_of()), live_mail(draft)], None, MIA, NOW)
    with store.next_mail(NOW) as sending:
        assert sending is not None
        reply = sending.due.reply
    assert reply == replace(live_mail(draft), speaks_of=(f"event:{applied.events[0]}",), message_id=applied.mails[0])
    assert applied.mails[0].endswith("@garden.example")


def test_a_mail_that_is_not_taken_is_tried_again_later_with_the_same_message_id(store: Store) -> None:
    store.apply([Reply(to="ana@garden.example", template="received", language="en")], None, BOT, NOW)
    with store.next_mail(NOW) as sending:
        assert sending is not None
        first = sending.due.reply.message_id
        sending.failed("the server is busy", False, NOW)
    with store.next_mail(NOW) as sending:
        assert sending is None
    with store.next_mail(NOW + dt.timedelta(minutes=2)) as sending:
        assert sending is not None
        assert sending.due.reply.message_id == first
        sending.failed("no such user", True, NOW)
    (mail,) = store.troubled_mails()
    assert (mail.state, mail.error) == ("failed", "no such user")


def test_the_log_names_who_did_what_when_before_and_after(store: Store) -> None:
    number = draft_in(store, city=None)
    store.apply([Edit(number, 1, {"city": "Lyon"}, details_of())], None, MIA, LATER)
    line = store.log(most=1)[0]
    assert (line.who, line.what, line.at, line.draft_id) == (MIA, "edit", LATER, number)
    changes = {change.field: (change.before, change.after) for change in line.changes}
    assert changes["draft.city"] == (None, "Lyon")


def test_the_revision_rises_with_the_list_and_not_with_drafts(store: Store) -> None:
    number = draft_in(store)
    before = store.revision()
    draft_in(store)
    assert store.revision() == before
    confirm(store, number)
    assert store.revision() > before


def test_facts_are_kept_by_name(store: Store) -> None:
    assert store.fact("published") is None
    store.keep_fact("published", {"revision": 3}, NOW)
    store.keep_fact("published", {"revision": 4}, LATER)
    assert store.fact("published") == {"revision": 4}
    assert store.facts("pub") == {"published": ({"revision": 4}, LATER)}


def test_an_odd_text_is_stored_without_what_a_database_refuses(store: Store) -> None:
    raw = raw_of("odd")
    message = replace(message_of(raw), subject="a\x00b\ud800c", thread=("x\x00y@garden.example",))
    take_in(store, message, raw)
    (kept,) = store.messages()
    assert kept.subject == "ab?c"


def test_several_workers_may_keep_the_same_new_fact_and_cursor_at_once(store: Store) -> None:
    together = threading.Barrier(6)

    def keep(number: int) -> None:
        together.wait()
        for name in range(10):
            store.keep_fact(f"new {name}", number, NOW)
            store.keep_raw(f"mailbox {name}", [], f"1:{number}", NOW)

    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(keep, number) for number in range(6)]:
            done.result()
    assert len(store.facts("new ")) == 10
    assert all(store.cursor(f"mailbox {name}") is not None for name in range(10))
