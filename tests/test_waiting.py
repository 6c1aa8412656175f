"""The waiting drafts in memory: packed without loss, and each is found by whatever a new mail may share with it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.deciding import matching
from intake.deciding.draft import Details, Draft
from intake.reading.proposal import Proposal
from intake.store.waiting import Waiting, pack, unpack
from tests.parts.campaigns import NOW

DAYS = [None, *(dt.date(2027, 5, 1) + dt.timedelta(days=at) for at in range(6))]


def draft(number: int, date: dt.date | None = None, last: dt.date | None = None, **fields: object) -> Draft:
    details = Details(date, dt.time(15), last, title="Garden day", city="Ghent", country="BE")
    given = {"about": "new", "sender": f"ann{number}@garden.example", **fields}
    return Draft(
        id=number, message_id=f"{number:064}", details=details,
        proposal=Proposal(f"{number}@garden.example", 1, "new", {}), status="waiting", received=NOW,
        created=NOW, **given,
    )  # type: ignore[arg-type]  # fmt: skip


DRAFTS = st.builds(
    draft,
    st.just(0),
    st.sampled_from(DAYS),
    st.sampled_from(DAYS),
    about=st.sampled_from(["new", "new", "new", "change", "cancel"]),
    sender=st.sampled_from(["ann@garden.example", "ANN@garden.example", "bob@garden.example", ""]),
    event_id=st.sampled_from([None, "abc", "def"]),
)


def shelf(drafts: list[Draft]) -> tuple[Waiting, list[Draft]]:
    waiting, kept = Waiting(), [dataclasses.replace(one, id=number) for number, one in enumerate(drafts, 1)]
    for one in kept:
        waiting.put(one)
    return waiting, kept


@given(DRAFTS)
def test_a_draft_is_the_same_after_it_was_packed(one: Draft) -> None:
    assert unpack(pack(one)) == one


@settings(max_examples=200)
@given(st.lists(DRAFTS, max_size=12), st.sampled_from(DAYS[1:]), st.sampled_from(DAYS))
def test_a_new_event_is_compared_with_every_draft_that_it_may_be(
    drafts: list[Draft], date: dt.date, last: dt.date | None
) -> None:
    waiting, kept = shelf(drafts)
    side = matching.Side(Details(date, dt.time(15), last, title="Garden day", city="Ghent", country="BE"))
    found = waiting.drafts(waiting.of("", (), [(date, last or date)]))
    new = [one for one in kept if one.about == "new"]
    assert matching.duplicates(side, [one for one in found if one.about == "new"], []) == matching.duplicates(
        side, new, []
    )


@given(st.lists(DRAFTS, max_size=12), st.sampled_from(["ann@garden.example", "bob@garden.example"]))
def test_who_writes_again_meets_all_drafts_of_their_own_and_of_the_event(drafts: list[Draft], sender: str) -> None:
    waiting, kept = shelf(drafts)
    found = waiting.of(sender, ["abc"], ())
    assert found == {one.id for one in kept if one.sender.lower() == sender or one.event_id == "abc"}


def test_what_changes_any_day_is_compared_with_every_new_event() -> None:
    waiting, kept = shelf([draft(0, day, about=about) for day, about in itertools.product(DAYS, ["new", "change"])])
    assert waiting.of("", (), None) == {one.id for one in kept if one.about == "new"}


@given(st.lists(DRAFTS, max_size=8), st.lists(DRAFTS, max_size=8))
def test_a_draft_that_is_changed_or_taken_away_is_found_no_more_as_it_was(
    before: list[Draft], after: list[Draft]
) -> None:
    waiting, _ = shelf(before)
    changed = [dataclasses.replace(one, id=number) for number, one in enumerate(after, 1)]
    for one in changed:
        waiting.put(one)
    for number in range(len(after) + 1, len(before) + 1):
        waiting.remove(number)
    fresh, _ = shelf(after)
    assert waiting.drafts() == fresh.drafts() == tuple(changed)
    for day in DAYS[1:]:
        assert waiting.of("ann@garden.example", ["def"], [(day, day)]) == fresh.of(
            "ann@garden.example", ["def"], [(day, day)]
        )
