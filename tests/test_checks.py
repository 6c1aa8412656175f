"""The Problems of a proposal: each is shown when it should be, and a sure event has none."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from intake.reading.checks import TEXTS, check, problem
from intake.reading.message import read
from intake.reading.proposal import Context, Field, Finding, Place, Proposal, When
from intake.reading.propose import propose

NOW = dt.datetime(2026, 4, 7, 10, tzinfo=dt.UTC)
ALL = frozenset(("year", "month", "day", "start"))
LEEDS = Place("Leeds", "England", "GB", 53.8, -1.5, "Europe/London", 450_000)


def when(value: When, note: str | None = None) -> Finding:
    return Finding("when", value, "words", 0, 5, "text", "test", certain=note is None, note=note)


def where(value: Place, certain: bool = True, others: tuple[Place, ...] = ()) -> Finding:
    return Finding("where", value, "words", 6, 11, "text", "test", certain=certain, others=others)


def codes(
    day: Finding | None, place: Finding | None = None, context: Context | None = None, doubts: tuple[str, ...] = ()
) -> list[str]:
    chosen: dict[Field, Finding] = {}
    if day is not None:
        chosen["when"] = day
    if place is not None:
        chosen["where"] = place
    proposal = Proposal("id", 1, "new", chosen)
    return [found.code for found in check(proposal, context or Context(now=NOW), doubts)]


SURE = when(When(dt.date(2026, 4, 18), dt.time(10), stated=ALL))


def test_a_sure_event_has_no_problem() -> None:
    assert codes(SURE, where(LEEDS)) == []


def test_missing_fields_are_named() -> None:
    assert codes(None) == ["no_date", "no_city"]
    assert codes(when(When(dt.date(2026, 4, 18), stated=ALL)), where(LEEDS)) == ["no_time"]


def test_a_range_of_days_needs_no_time() -> None:
    several = When(dt.date(2026, 4, 18), end_date=dt.date(2026, 4, 20), stated=ALL)
    assert codes(when(several), where(LEEDS)) == []


def test_an_online_event_needs_no_city() -> None:
    assert codes(SURE, where(Place(None, timezone="UTC", online=True))) == []


def test_a_city_that_more_speaks_for_than_for_the_chosen_one_is_named() -> None:
    york = Place("York", "England", "GB", 53.9, -1.1, "Europe/London", 150_000)
    near = Finding("where", LEEDS, "Leeds", 6, 11, "text", "test", score=0.4)
    strong = Finding("where", york, "York", 40, 44, "text", "test", score=0.9)
    for other, expected in ((strong, ["several_cities"]), (dataclasses.replace(strong, score=0.3), [])):
        proposal = Proposal("id", 1, "new", {"when": SURE, "where": near}, {"where": (other,)})
        assert [found.code for found in check(proposal, Context(now=NOW))] == expected


def test_an_hour_of_an_online_event_needs_a_time_zone() -> None:
    assert codes(SURE, where(Place(None, online=True))) == ["no_zone"]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (when(When(dt.date(2026, 4, 6), dt.time(10), stated=ALL)), "past"),
        (when(When(dt.date(2027, 9, 1), dt.time(10), stated=ALL)), "far_ahead"),
        (when(When(dt.date(2027, 1, 9), dt.time(10), stated=ALL - {"year"})), "implied_year"),
        (when(SURE.value, "2026-04-18 is a Saturday, not a Friday"), "weekday_contradicts"),  # type: ignore[arg-type]
        (when(SURE.value, "day and month may be the other way round"), "ambiguous_day_month"),  # type: ignore[arg-type]
    ],
)
def test_a_doubtful_day_says_why(day: Finding, code: str) -> None:
    assert codes(day, where(LEEDS)) == [code]


def test_an_event_of_today_is_not_past() -> None:
    assert codes(when(When(NOW.date(), dt.time(18), stated=ALL)), where(LEEDS)) == []


def test_a_day_outside_the_campaigns_window_is_a_problem() -> None:
    window = (dt.date(2026, 5, 1), dt.date(2026, 5, 31))
    assert codes(SURE, where(LEEDS), Context(now=NOW, window=window)) == ["outside_window"]


def test_doubtful_places_say_why() -> None:
    other = Place("Leeds", "Alabama", "US", 33.5, -86.5, "America/Chicago", 12_000)
    assert codes(SURE, where(LEEDS, certain=False, others=(other,))) == ["ambiguous_city"]
    assert codes(SURE, where(Place("Nether Wallop", known=False), certain=False)) == ["unknown_city"]
    assert codes(SURE, where(Place(None, "Kent", "GB"))) == ["no_city"]


def test_what_grouping_doubted_is_shown_too() -> None:
    assert codes(SURE, where(LEEDS), doubts=("several_cities",)) == ["several_cities"]


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_every_code_has_plain_words(code: str) -> None:
    assert problem(code).text.endswith(".")


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("Walk on Friday 10 April 2027, 2pm, in Lyon, France", "weekday_contradicts", "2027-04-10"),
        ("Am 5.6. oder am 12.6. um 14 Uhr: Wanderung in Köln oder Bonn", "several_cities", "Bonn"),
        ("Am 5.6. oder am 12.6. um 14 Uhr: Wanderung in Köln oder Bonn", "several_dates", "2027-06-12"),
    ],
)
def test_a_problem_names_what_it_is_about(text: str, code: str, named: str) -> None:
    raw = f"From: a@walk.example\nSubject: Walk\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    context = Context(dt.datetime(2027, 4, 1, 12, tzinfo=dt.UTC))
    reading = propose(read(raw.encode()), context)
    found = {one.code: one for proposal in reading.proposals for one in proposal.problems}
    assert named in " ".join(found[code].named)
    assert named in found[code].text


@pytest.mark.parametrize(
    ("sentence", "day", "beside"),
    [
        ("Join our walk on Sunday 18 April at 2pm in Lyon, France", "2026-04-18", "2026-04-19"),  # a Sunday in 2027
        ("Join our walk on Monday 20 April at 2pm in Lyon, France", "2026-04-20", None),
    ],
)
def test_a_weekday_that_fits_only_next_year_puts_the_near_day_in_doubt(
    sentence: str, day: str, beside: str | None
) -> None:
    mail = f"From: a@b.example\nDate: Tue, 7 Apr 2026 10:00:00 +0000\nSubject: Hello\n\n{sentence}\n"
    (proposal,) = propose(read(mail.encode()), Context(now=NOW)).proposals
    assert str(proposal.when().date) == day
    doubts = [found.named for found in proposal.problems if found.code == "weekday_contradicts"]
    assert len(doubts) == (beside is not None)
    assert not beside or beside in doubts[0]
