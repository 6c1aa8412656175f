"""Which mails speak of one event: figures over generated pairs, and the rules one by one."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

import pytest

from intake.deciding.comparing import canonical
from intake.deciding.details import of
from intake.deciding.draft import Details, Draft, Duplicate
from intake.deciding.matching import MOST, PROPOSED, SURE, Likeness, Side, both_ways, compare, duplicates
from intake.reading.message import read
from intake.reading.proposal import Context, Proposal
from intake.reading.propose import propose
from tests.parts.pairs import Pair, mail_of
from tests.parts.pairs import different as different_pairs
from tests.parts.pairs import duplicates as duplicate_pairs

BASE = Details(
    date=dt.date(2027, 5, 8),
    start=dt.time(14),
    city="Lyon",
    country="FR",
    coordinates=(45.74906, 4.84789),
    title="Planting day",
    link="https://garden.example/planting-day",
    language="en",
)


def likeness(pair: Pair) -> Likeness:
    return compare(Side(pair.one, sender=pair.senders[0]), Side(pair.other, sender=pair.senders[1]))


@pytest.mark.parametrize("seed", range(5))
def test_of_200_duplicate_pairs_95_percent_are_found(seed: int) -> None:
    missed = [pair.what for pair in duplicate_pairs(random.Random(seed), 200) if likeness(pair).score < PROPOSED]
    assert len(missed) <= 10, missed


@pytest.mark.parametrize("seed", range(5))
def test_of_200_different_pairs_at_most_2_percent_are_proposed(seed: int) -> None:
    wrong = [
        (pair.what, likeness(pair).reasons)
        for pair in different_pairs(random.Random(seed), 200)
        if likeness(pair).score >= PROPOSED
    ]
    assert len(wrong) <= 4, wrong


@pytest.mark.parametrize("seed", range(3))
def test_no_two_different_events_are_taken_to_be_surely_one(seed: int) -> None:
    assert all(likeness(pair).score < SURE for pair in different_pairs(random.Random(100 + seed), 200))


def read_pair(pair: Pair, number: int) -> list[Likeness]:
    """How alike what reading makes of the two mails is, but for what names two days."""
    read_sides = []
    for side, (details, sender) in enumerate(zip((pair.one, pair.other), pair.senders, strict=True)):
        message = read(mail_of(details, sender, f"{number}.{side}"))
        reading = propose(message, Context(dt.datetime(2027, 3, 1, 10, tzinfo=dt.UTC)))
        read_sides.append([Side(of(proposal), proposal.about, sender) for proposal in reading.proposals])
    return [
        compare(one, other)
        for one in read_sides[0]
        for other in read_sides[1]
        if one.details.date == other.details.date
    ]


def test_pairs_that_come_as_mails_are_told_apart_as_well() -> None:
    def proposed(pairs: list[Pair]) -> int:
        return sum(any(one.score >= PROPOSED for one in read_pair(pair, number)) for number, pair in enumerate(pairs))

    rng = random.Random(6)
    assert proposed(duplicate_pairs(rng, 100)) >= 95
    assert proposed(different_pairs(rng, 100)) <= 2


def test_a_name_that_is_also_another_citys_may_mean_that_city() -> None:
    spanish = replace(BASE, city="Valencia", country="ES", coordinates=(39.47391, -0.37966), language="es")
    taken = replace(BASE, city="Valence", country="FR", coordinates=(44.9256, 4.90956), language="fr")
    assert compare(Side(spanish), Side(taken)).score >= PROPOSED
    unlike = replace(taken, title="Foire aux livres", link="https://livres.example/foire", start=dt.time(10))
    assert compare(Side(spanish), Side(unlike)).score < PROPOSED
    elsewhere = replace(BASE, city="Grenoble", coordinates=(45.17869, 5.71479))
    assert compare(Side(BASE), Side(elsewhere)).score < PROPOSED


def test_a_word_that_every_title_may_have_is_nothing_in_common() -> None:
    one = replace(BASE, title="Pedalada para todos", link=None, language="pt")
    other = replace(one, title="Cem árvores para a cidade")
    assert "different title" in compare(Side(one), Side(other)).reasons


def test_two_pages_of_one_site_at_one_hour_are_two_events() -> None:
    one = replace(BASE, title="Seed swap", link="https://town.example/e/seed-swap-4711")
    other = replace(BASE, title="Bicycle day", link="https://town.example/e/bicycle-day-4712")
    assert compare(Side(one), Side(other)).score < PROPOSED


def test_the_order_of_arrival_changes_neither_score_nor_reasons() -> None:
    rng = random.Random(7)
    for pair in [*duplicate_pairs(rng, 100), *different_pairs(rng, 100)]:
        there = compare(Side(pair.one, sender=pair.senders[0]), Side(pair.other, sender=pair.senders[1]))
        back = compare(Side(pair.other, sender=pair.senders[1]), Side(pair.one, sender=pair.senders[0]))
        assert there == back


def test_a_score_lies_between_0_and_1_and_every_reason_is_in_words() -> None:
    for pair in duplicate_pairs(random.Random(3), 100):
        found = likeness(pair)
        assert 0 <= found.score <= 1
        assert found.reasons
        assert all(reason and reason[0].islower() for reason in found.reasons)


def test_two_events_in_one_city_on_one_day_are_two() -> None:
    other = replace(BASE, title="Seed swap", start=dt.time(19), link="https://swap.example/may", venue="Old Mill")
    assert compare(Side(BASE), Side(other)).score < PROPOSED


def test_a_weekly_event_with_one_page_stays_several_events() -> None:
    assert compare(Side(BASE), Side(replace(BASE, date=dt.date(2027, 5, 15)))).score < PROPOSED


def test_a_change_finds_its_event_though_the_day_is_another() -> None:
    moved = Side(replace(BASE, date=dt.date(2027, 5, 9)), "change", "ana@garden.example")
    assert compare(moved, Side(BASE, "new", "ana@garden.example")).score >= PROPOSED


def test_a_cancellation_that_says_little_finds_the_event_of_its_sender() -> None:
    gone = Side(Details(date=BASE.date, city="Lyon", country="FR"), "cancel", "ana@garden.example")
    assert compare(gone, Side(BASE, "new", "ana@garden.example")).score >= PROPOSED


def test_a_city_under_another_name_is_the_same_city() -> None:
    one = replace(BASE, city="Köln", country="DE", coordinates=(50.93333, 6.95))
    other = replace(one, city="Cologne", title="Ein Pflanztag", language="de")
    assert "same city (Cologne)" in compare(Side(one), Side(other)).reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.garden.example/may", "http://garden.example/may/"),
        ("https://garden.example/may?utm_source=mail", "https://garden.example/may#top"),
        ("https://garden.example/de/may", "https://garden.example/fr/may"),
        ("https://garden.example/may?id=7&lang=de", "https://garden.example/may?lang=en&id=7"),
    ],
)
def test_addresses_of_one_page_have_one_canonical_form(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize("url", ["", "mailto:a@example.org", "https://[broken", "nonsense"])
def test_what_is_no_address_has_no_canonical_form(url: str) -> None:
    assert canonical(url) is None


def test_the_surest_candidate_comes_first() -> None:
    now = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)

    def draft(number: int, details: Details) -> Draft:
        proposal = Proposal("m", number, "new", {})
        return Draft(number, f"m{number}", proposal, details, "new", "waiting", "b@other.example", now, now)

    unlike = draft(1, replace(BASE, city="Porto", country="PT", coordinates=(41.15, -8.61)))
    alike = draft(2, replace(BASE, title="Plant with us", language="en"))
    same = draft(3, BASE)
    found = duplicates(Side(BASE), [unlike, alike, same], [])
    assert [one.id for one in found] == ["3", "2"]


def waiting_draft(number: int, *alike: Duplicate, **more: Any) -> Draft:
    now = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
    proposal = Proposal("m", number, "new", {})
    given = {"status": "waiting", "duplicates": alike, **more}
    return Draft(
        id=number,
        message_id=f"m{number}",
        proposal=proposal,
        details=BASE,
        about="new",
        sender="b@other.example",
        received=now,
        created=now,
        **given,
    )


def alike(kind: Any, name: str, score: float = 0.9) -> Duplicate:
    return Duplicate(kind, name, score, ("same day (2027-05-08)",))


def test_a_pair_of_waiting_drafts_shows_at_both_of_them() -> None:
    pairs = (alike("draft", "1"), alike("event", "abc", 0.7), alike("draft", "9", 0.8))
    first, second, third = both_ways([waiting_draft(1), waiting_draft(2, *pairs), waiting_draft(3)])
    assert [(one.id, one.score) for one in first.duplicates] == [("2", 0.9)]
    assert [one.id for one in second.duplicates] == ["1", "abc"]
    assert third.duplicates == ()


def test_both_of_a_pair_carry_the_problem_until_the_pair_is_settled() -> None:
    second = waiting_draft(2, alike("draft", "1"))
    first, second = both_ways([waiting_draft(1), second])
    assert [[problem.code for problem in draft.problems] for draft in (first, second)] == [["duplicate"]] * 2
    assert "draft 2" in first.problems[0].text
    assert second.problems[0].named == ("Planting day", "Lyon", "2027-05-08")
    rejected = replace(first, status="rejected", problems=())
    _, alone = both_ways([rejected, second])
    assert alone.problems == ()


def test_once_a_draft_is_confirmed_its_pair_is_its_event() -> None:
    (one,) = both_ways([waiting_draft(2, alike("draft", "1"))], {"1": "abc"})
    assert [(pair.kind, pair.id) for pair in one.duplicates] == [("event", "abc")]


def test_once_a_draft_is_replaced_its_pair_is_the_replacement() -> None:
    one, other = both_ways([waiting_draft(2, alike("draft", "1")), waiting_draft(3, replaces=(1,))])
    assert [pair.id for pair in one.duplicates] == ["3"]
    assert [pair.id for pair in other.duplicates] == ["2"]


def test_one_draft_alone_keeps_the_pairs_that_wait_elsewhere() -> None:
    (one,) = both_ways([waiting_draft(2, alike("draft", "1"), alike("draft", "4"))], waiting={"1"})
    assert [pair.id for pair in one.duplicates] == ["1"]


def test_the_same_hour_of_the_same_day_somewhere_makes_no_pair() -> None:
    nowhere = Details(date=BASE.date, start=BASE.start, title="Picnic by the river", language="sv")
    assert compare(Side(BASE), Side(nowhere)).score < PROPOSED


def test_one_title_at_two_hours_of_a_day_is_shown_only_when_the_page_is_the_same() -> None:
    later = replace(BASE, start=dt.time(18), link="https://garden.example/evening")
    assert compare(Side(BASE), Side(later)).score < PROPOSED
    assert compare(Side(BASE), Side(replace(later, link=BASE.link))).score >= PROPOSED


def test_a_new_day_announced_under_another_title_finds_the_event_of_its_sender() -> None:
    moved = Side(
        Details(date=dt.date(2027, 5, 15), city="Lyon", country="FR", title="Change of date"), "change", "a@b.example"
    )
    assert compare(moved, Side(BASE, "new", "a@b.example")).score >= PROPOSED
    assert compare(moved, Side(BASE, "new", "c@d.example")).score < PROPOSED


def test_a_cancellation_of_one_day_is_not_that_of_another() -> None:
    gone = Side(Details(date=dt.date(2027, 5, 15), city="Lyon", country="FR"), "cancel", "a@b.example")
    assert compare(gone, Side(BASE, "new", "a@b.example")).score < PROPOSED


def test_of_hundreds_alike_the_surest_ten_are_kept_on_either_side() -> None:
    many = [waiting_draft(number) for number in range(1, 301)]
    assert len(duplicates(Side(BASE), many, [])) == MOST
    pairs = [waiting_draft(number, *(alike("draft", str(other)) for other in range(1, 11))) for number in range(1, 301)]
    assert max(len(draft.duplicates) for draft in both_ways(pairs)) == MOST
