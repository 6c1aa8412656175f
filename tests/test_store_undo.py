"""Decisions on the shelf: sequences, joined drafts, and everything taken back that can be; on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from intake.deciding.decision import (
    Cancel,
    Edit,
    Entry,
    Join,
    Publish,
    Refuse,
    Reply,
    Revise,
    Withdraw,
)
from intake.deciding.draft import Draft
from intake.store import NothingToUndo, Stale, Store
from tests.parts.stores import (
    NOW,
    confirm,
    details_of,
    draft_in,
    event_of,
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
