"""The store: nothing lost, nothing doubled, everything undone that can be; on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from intake.deciding.decision import (
    Cancel,
    Decision,
    Edit,
    Entry,
    Hold,
    Ignore,
    Join,
    Propose,
    Publish,
    Refuse,
    Reply,
    Revise,
    Supersede,
    Withdraw,
)
from intake.deciding.draft import Draft
from intake.store import BOT, NothingToUndo, Stale, Store, Unavailable, Unusable, schema
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


@pytest.mark.parametrize(
    ("change", "rises"),
    [
        ({"start": dt.time(15)}, 1),
        ({"date": dt.date(2027, 5, 9)}, 1),
        ({"city": "Grenoble"}, 1),
        ({"status": "postponed"}, 1),
        ({"title": "Sowing day"}, 0),
        ({"link": "https://garden.example/other"}, 0),
        ({}, 0),
    ],
    ids=str,
)
def test_the_sequence_rises_with_time_place_and_status(store: Store, change: dict[str, object], rises: int) -> None:
    confirm(store, draft_in(store))
    (event,) = store.events()
    store.apply([Revise(replace(event, **change))], None, MIA, LATER)  # type: ignore[arg-type]
    (after,) = store.events()
    assert after.sequence == event.sequence + rises
    assert after.updated == (LATER if change else NOW)


def test_a_cancelled_event_stays_on_the_list(store: Store) -> None:
    confirm(store, draft_in(store))
    (event,) = store.events()
    store.apply([Cancel(replace(event, status="cancelled"))], None, MIA, LATER)
    (after,) = store.events()
    assert (after.status, after.sequence) == ("cancelled", 1)


def test_undoing_a_confirmation_takes_the_event_off_the_list_and_its_mail_back(store: Store) -> None:
    number = draft_in(store)
    draft = the_draft(store, number)
    store.apply([Publish(number, 1, event_of()), live_mail(draft)], None, MIA, NOW)
    undone = store.undo(MIA, LATER)
    assert undone.drafts == (number,)
    assert store.events() == []
    assert the_draft(store, number).status == "waiting"
    assert the_draft(store, number).event_id is None
    assert [mail.state for mail in store.mails()] == ["withdrawn"]
    assert store.sources(undone.events[0]) == []


def test_an_event_confirmed_again_after_an_undo_has_its_old_id_and_a_higher_sequence(store: Store) -> None:
    number = draft_in(store)
    confirm(store, number)
    (before,) = store.events()
    store.undo(MIA, LATER)
    confirm(store, number)
    (after,) = store.events()
    assert after.id == before.id
    assert after.sequence > before.sequence + 1


def test_undoing_a_change_gives_the_previous_version_a_higher_sequence(store: Store) -> None:
    confirm(store, draft_in(store))
    (event,) = store.events()
    store.apply([Revise(replace(event, start=dt.time(18)))], None, MIA, LATER)
    store.undo(MIA, LATER)
    (after,) = store.events()
    assert after.start == event.start
    assert after.sequence == 2


def test_decisions_made_at_once_are_undone_at_once(store: Store) -> None:
    numbers = [draft_in(store) for _ in range(3)]
    confirm(store, draft_in(store))
    for number in numbers:
        confirm(store, number, batch="together")
    undone = store.undo(MIA, LATER)
    assert sorted(undone.drafts) == sorted(numbers)
    assert len(store.events()) == 1


def test_undo_goes_back_one_decision_after_another_until_there_is_none(store: Store) -> None:
    first, second = draft_in(store), draft_in(store)
    confirm(store, first)
    store.apply([Refuse(second, 1, "twice")], None, MIA, NOW)
    assert store.undo(MIA, LATER).drafts == (second,)
    assert store.undo(MIA, LATER).drafts == (first,)
    with pytest.raises(NothingToUndo):
        store.undo(MIA, LATER)
    assert [draft.id for draft in store.drafts()] == [first, second]


def test_what_the_program_did_by_itself_is_not_undone(store: Store) -> None:
    draft_in(store)
    with pytest.raises(NothingToUndo):
        store.undo(MIA, LATER)


def test_an_event_changed_since_by_somebody_else_is_not_undone_over_their_heads(store: Store) -> None:
    confirm(store, draft_in(store), who="eve@garden.example")
    (event,) = store.events()
    store.apply([Revise(replace(event, start=dt.time(18)))], None, MIA, LATER)
    with pytest.raises(Stale, match="later one first"), store.writes() as writing:
        writing.undo("eve@garden.example", LATER, by="eve@garden.example")
    assert store.events()[0].start == dt.time(18)


def test_undoing_an_edit_gives_the_values_and_problems_back(store: Store) -> None:
    number = draft_in(store, city=None)
    store.apply([Edit(number, 1, {"city": "Lyon"}, details_of())], None, MIA, NOW)
    assert the_draft(store, number).problems == ()
    store.undo(MIA, LATER)
    draft = the_draft(store, number)
    assert draft.details.city is None
    assert draft.edits == {}
    assert [problem.code for problem in draft.problems] == ["no_city"]


def test_undoing_a_withdrawal_brings_the_event_back(store: Store) -> None:
    confirm(store, draft_in(store))
    (event,) = store.events()
    store.apply([Withdraw(event.id)], None, MIA, NOW)
    assert store.events() == []
    store.undo(MIA, LATER)
    (after,) = store.events()
    assert replace(after, sequence=0, updated=NOW) == replace(event, sequence=0, updated=NOW)
    assert after.sequence == 2


def test_joining_a_draft_to_an_event_adds_its_sender_and_undo_takes_it_back(store: Store) -> None:
    confirm(store, draft_in(store))
    (event,) = store.events()
    other = draft_in(store, sender="ben@garden.example")
    store.apply([Join(other, 1, into_event=event.id)], None, MIA, NOW)
    assert {draft.sender for draft in store.sources(event.id)} == {"ana@garden.example", "ben@garden.example"}
    assert the_draft(store, other).status == "superseded"
    store.undo(MIA, LATER)
    assert {draft.sender for draft in store.sources(event.id)} == {"ana@garden.example"}
    assert the_draft(store, other).status == "waiting"
    assert the_draft(store, other).event_id is None


def test_a_joined_draft_counts_among_the_sources_once_the_other_is_confirmed(store: Store) -> None:
    first, second = draft_in(store), draft_in(store, sender="ben@garden.example")
    store.apply([Join(second, 1, into_draft=first)], None, MIA, NOW)
    confirm(store, first)
    (event,) = store.events()
    assert [draft.id for draft in store.sources(event.id)] == [first, second]


def test_undoing_a_join_of_two_drafts_leaves_both_waiting(store: Store) -> None:
    first, second = draft_in(store), draft_in(store)
    store.apply([Join(second, 1, into_draft=first)], None, MIA, NOW)
    store.undo(MIA, LATER)
    assert [draft.id for draft in store.drafts()] == [first, second]
    assert the_draft(store, first).replaces == ()


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


def test_a_mail_sent_before_an_undo_is_not_sent_again_when_the_same_is_decided_again(store: Store) -> None:
    number = draft_in(store)
    for _ in range(2):
        draft = the_draft(store, number)
        store.apply([Publish(number, draft.version, event_of()), live_mail(draft)], None, MIA, NOW)
        with store.next_mail(NOW) as sending:
            if sending is not None:
                sending.sent(NOW)
        store.undo(MIA, NOW)
    assert [mail.state for mail in store.mails()] == ["sent"]


def test_the_log_names_who_did_what_when_before_and_after(store: Store) -> None:
    number = draft_in(store, city=None)
    store.apply([Edit(number, 1, {"city": "Lyon"}, details_of())], None, MIA, LATER)
    line = store.log(most=1)[0]
    assert (line.who, line.what, line.at, line.draft_id) == (MIA, "edit", LATER, number)
    changes = {change.field: (change.before, change.after) for change in line.changes}
    assert changes["draft.city"] == (None, "Lyon")


def test_purging_removes_old_mails_and_addresses_and_keeps_the_event(store: Store) -> None:
    number, waiting = draft_in(store), draft_in(store)
    confirm(store, number)
    name = the_draft(store, number).message_id
    today = dt.date(2027, 9, 1)
    after = dt.datetime(2027, 9, 1, tzinfo=dt.UTC)
    assert not store.purge(dt.date(2027, 3, 1), dt.date(2027, 4, 2), after)
    removed = store.purge(dt.date(2027, 6, 1), today, after)
    assert (removed.mails, removed.expired) == (2, 1)
    assert store.raw(name) is None
    draft = the_draft(store, number)
    assert (draft.sender, draft.subject, dict(draft.proposal.chosen)) == ("", "", {})
    assert the_draft(store, waiting).status == "expired"
    assert len(store.events()) == 1
    assert {kept.sender for kept in store.messages()} == {""}
    assert store.keep_raw("inbox", [(raw_of("another"), NOW, None)], None, NOW)


def test_purging_leaves_the_mails_of_an_event_that_was_moved_to_a_later_day(store: Store) -> None:
    number = draft_in(store)
    confirm(store, number)
    (event,) = store.events()
    store.apply([Revise(replace(event, date=dt.date(2027, 12, 1)))], None, MIA, NOW)
    after = dt.datetime(2027, 9, 1, tzinfo=dt.UTC)
    assert store.purge(dt.date(2027, 6, 1), dt.date(2027, 9, 1), after).mails == 0


def test_forgetting_a_person_leaves_their_address_nowhere(store: Store, store_url: str) -> None:
    confirm(store, draft_in(store, sender="ana.q@garden.example"))
    waiting = draft_in(store, sender="ana.q@garden.example")
    other = draft_in(store, sender="ben@garden.example")
    draft = the_draft(store, waiting)
    store.apply([Reply(to="Ana.Q@garden.example", template="received", language="en")], None, BOT, NOW)
    assert {entry["kind"] for entry in store.held_about("ana.q@garden.example")} == {
        "mail",
        "draft",
        "event source",
        "mail of ours",
    }
    removed = store.forget("ANA.Q@garden.example", MIA, LATER)
    assert (removed.mails, removed.drafts, removed.sent, len(removed.events)) == (2, 2, 1, 1)
    assert store.held_about("ana.q@garden.example") == []
    assert the_draft(store, waiting).status == "rejected"
    assert the_draft(store, other).status == "waiting"
    assert len(store.events()) == 1
    assert store.raw(draft.message_id) is None
    with store.next_mail(LATER) as sending:
        assert sending is None
    if store_url.startswith("sqlite"):
        path = Path(store_url.removeprefix("sqlite:///"))
        for file in path.parent.glob(path.name + "*"):
            assert b"ana.q@garden" not in file.read_bytes().lower()


def test_bringing_events_in_twice_is_the_same_list(store: Store) -> None:
    events = [event_of(id=f"old-{number}", title=f"Day {number}") for number in range(3)]
    for expected in ((3, 0), (0, 3)):
        with store.writes() as writing:
            assert writing.bring_in(events, MIA, NOW) == expected
    assert [event.title for event in store.events()] == ["Day 0", "Day 1", "Day 2"]
    assert {event.sequence for event in store.events()} == {0}
    store.undo(MIA, LATER)
    assert store.events() == []


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


def test_opening_twice_changes_nothing(store_url: str) -> None:
    with Store.open(store_url) as store:
        number = draft_in(store)
    with Store.open(store_url) as store:
        assert [draft.id for draft in store.drafts()] == [number]


def test_the_migrations_lead_to_the_tables_of_the_program(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from intake.store.tables import metadata

    with store.reads() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_migration_is_the_one_the_program_names() -> None:
    files = sorted(Path(schema.__file__).with_name("migrations").joinpath("versions").glob("0*.py"))
    assert files[-1].name.startswith(schema.NEWEST)


def test_a_newer_database_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "intake.sqlite"
    Store.open(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(Unusable, match="newer version of this program"):
        Store.open(f"sqlite:///{path}")


def test_a_file_is_copied_before_its_tables_are_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "intake.sqlite"
    with Store.open(f"sqlite:///{path}") as store:
        draft_in(store)
    monkeypatch.setattr(schema, "NEWEST", "0002")
    monkeypatch.setattr(schema, "_upgrade", lambda connection: None)
    Store.open(f"sqlite:///{path}").close()
    monkeypatch.undo()
    with Store.open(f"sqlite:///{path}.before-0002") as copy:
        assert len(copy.drafts()) == 1


@pytest.mark.parametrize(
    "content", [b"no database at all, but long enough to look at" * 100, b"SQLite format 3\x00" + b"\xff" * 9000]
)
def test_a_damaged_file_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "intake.sqlite"
    path.write_bytes(content)
    with pytest.raises(Unusable, match="backup"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (title)")
    connection.close()
    with pytest.raises(Unusable, match="other tables"):
        Store.open(f"sqlite:///{path}")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://root:secret@host/db", "no such kind"),
        ("sqlite://", "keeps nothing"),
        ("sqlite:///:memory:", "keeps nothing"),
        ("nonsense", "no address"),
    ],
)
def test_an_address_that_cannot_be_used_is_named_without_its_password(url: str, words: str) -> None:
    with pytest.raises(Unusable, match=words) as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)


def test_a_backup_made_while_writing_is_whole(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'intake.sqlite'}") as store:
        draft_in(store)
        with store.writes():
            store.backup(tmp_path / "copy.sqlite")
    with Store.open(f"sqlite:///{tmp_path / 'copy.sqlite'}") as copy:
        assert len(copy.drafts()) == 1


def test_no_error_of_the_database_shows_a_value(store: Store) -> None:
    with pytest.raises(DBAPIError) as caught:  # noqa: SIM117
        with store.writes() as writing:
            writing.connection.execute(text("SELECT :address FROM nowhere"), {"address": "ana@garden.example"})
    assert "ana@" not in str(caught.value)


def test_a_connection_the_server_ended_is_made_anew(postgres_url: str) -> None:
    with Store.open(postgres_url) as store, Store.open(postgres_url) as other:
        number = draft_in(store)
        end = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        with other.reads() as connection:
            connection.execute(end)
        assert [draft.id for draft in store.drafts()] == [number]

        def cut_off() -> None:
            with store.writes() as writing:
                with other.reads() as connection:
                    connection.execute(end)
                writing.apply([Refuse(number, 1)], None, MIA, NOW)

        with pytest.raises(Unavailable):
            cut_off()
        assert [draft.status for draft in store.drafts()] == ["waiting"]


def test_a_new_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path / 'intake.sqlite'}").close()
    assert (tmp_path / "intake.sqlite").stat().st_mode & 0o077 == 0
