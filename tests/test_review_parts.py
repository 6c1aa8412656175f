"""The pure parts of the review pages: marking the mail's words, signing in, and words in every language."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.deciding.details import of
from intake.deciding.draft import Draft
from intake.reading.proposal import Finding, Place, Proposal
from intake.review import words
from intake.review.marks import stretches
from intake.review.presence import Presence
from intake.review.rows import rows
from intake.review.signin import ATTEMPTS, HOUR, LINK_LIVES, SESSION_LIVES, Door
from render.languages import language

NOW = dt.datetime(2027, 4, 1, 12, tzinfo=dt.UTC)


def finding(start: int, end: int, part: str = "text") -> Finding:
    return Finding("title", "x", "x", start, end, part, "test")


spans = st.tuples(st.integers(-2, 40), st.integers(-2, 40)).map(lambda span: finding(*span))


@given(st.text(max_size=30), st.lists(spans, max_size=6), st.lists(spans, max_size=6))
def test_marking_never_changes_the_text(text: str, chosen: list[Finding], others: list[Finding]) -> None:
    assert "".join(piece.text for piece in stretches(text, "text", chosen, others)) == text


def test_a_chosen_finding_is_marked_before_a_rival_over_the_same_words() -> None:
    pieces = stretches("on 7 April at noon", "text", [finding(3, 10)], [finding(5, 18)])
    assert [(piece.text, piece.field, piece.chosen) for piece in pieces if piece.field] == [("7 April", "title", True)]


def test_a_finding_of_another_part_is_not_marked() -> None:
    assert [piece.field for piece in stretches("7 April", "text", [finding(0, 7, "subject")])] == [None]


def test_a_sign_in_link_works_once() -> None:
    door = Door()
    secret = door.link_for("robin@river.example", NOW)
    assert door.whose(secret, NOW) == "robin@river.example"
    entered = door.enter(secret, NOW)
    assert entered is not None
    assert door.session(entered[0], NOW) == entered[1]
    assert door.enter(secret, NOW) is None


def test_a_sign_in_link_goes_stale() -> None:
    door = Door()
    secret = door.link_for("robin@river.example", NOW)
    assert door.enter(secret, NOW + LINK_LIVES) is None


def test_a_session_expires_and_can_be_left() -> None:
    door = Door()
    first, second = (door.enter(door.link_for("r@river.example", NOW), NOW) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first[0] != second[0]
    assert door.session(first[0], NOW + SESSION_LIVES) is None
    door.leave(second[0])
    assert door.session(second[0], NOW) is None


def test_attempts_from_one_place_are_limited_and_forgotten_after_a_while() -> None:
    door = Door()
    assert all(door.may_try("here", NOW) for _ in range(ATTEMPTS))
    assert not door.may_try("here", NOW)
    assert door.may_try("elsewhere", NOW)
    assert door.may_try("here", NOW + dt.timedelta(hours=1))


def test_of_the_links_to_one_address_no_more_are_mailed_in_an_hour_however_they_are_spread() -> None:
    door = Door()
    asked = [door.may_try("to ann", NOW + dt.timedelta(minutes=11 * at), 5, HOUR) for at in range(6)]
    assert asked == [True] * 5 + [False]
    assert door.may_try("to ann", NOW + dt.timedelta(hours=2), 5, HOUR)


def test_a_draft_opened_by_one_shows_so_to_the_other_for_a_while() -> None:
    presence = Presence()
    assert presence.look(7, "Robin", NOW) == ()
    assert presence.look(7, "Kim", NOW) == ("Robin",)
    assert presence.others([7, 8], "Robin", NOW) == {7: ("Kim",), 8: ()}
    assert presence.look(7, "Kim", NOW + dt.timedelta(minutes=5)) == ()


@pytest.mark.parametrize("tag", words.tags())
def test_every_language_of_the_review_pages_has_the_same_words_and_values(tag: str) -> None:
    english, other = words.words("en").words, words.words(tag).words
    assert set(other) == set(english)
    assert set(words.words(tag).problems) == set(words.words("en").problems)
    for key, text in english.items():
        names = {part.partition("}")[0] for part in text.split("{")[1:]}
        assert names == {part.partition("}")[0] for part in other[key].split("{")[1:]}, key
        assert other[key].strip(), key


def test_every_problem_that_can_be_raised_has_words_in_the_review_pages() -> None:
    from intake.reading.checks import TEXTS

    assert set(TEXTS) <= set(words.words("en").problems)


def test_no_word_of_the_review_pages_is_left_over() -> None:
    from intake.review import rows

    pages = [*words.folder().glob("*.html"), *Path(rows.__file__).parent.glob("*.py")]
    said = "".join(page.read_text(encoding="utf-8") for page in pages)
    # What pages ask for by a value: what a draft is about, an event's status, the name of a corrected field, a step.
    by_value = {"new", "change", "cancel", "scheduled", "postponed", "cancelled", "timezone"}
    unused = [
        key
        for key in words.words("en").words
        if key not in by_value and not key.startswith("log_") and not re.search(rf"""["']{key}["']""", said)
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("certain", "shown"), [(True, ["Leith"]), (False, ["Leith", "Edinburgh, Indiana, United States"])]
)
def test_a_city_that_nobody_doubts_is_not_offered_its_small_namesakes(certain: bool, shown: list[str]) -> None:
    here = Place("Edinburgh", "Scotland", "GB", population=464_990)
    others = (
        Place("Edinburgh", "Indiana", "US", population=4_480),
        Place("Leith", "Scotland", "GB", population=50_000),
    )
    found = Finding("where", here, "Edinburgh", 0, 9, "text", "test", certain=certain, others=others)
    proposal = Proposal("m", 1, "new", {"where": found})
    draft = Draft(1, "m1", proposal, of(proposal), "new", "waiting", "b@other.example", NOW, NOW)
    (city,) = [row for row in rows(draft, language("en")) if row.name == "city"]
    assert {pick.shown.removesuffix(", Scotland, United Kingdom") for pick in city.picks} == set(shown)
