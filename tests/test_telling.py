"""What the program says, in a maintainer's language: problems with what they are about, reasons, and refusals."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import replace

import pytest

from intake.deciding import screening, typed
from intake.deciding.decision import Impossible
from intake.deciding.draft import Details
from intake.deciding.matching import Side, compare
from intake.mail import shipped, telling
from intake.reading.checks import TEXTS, problem
from intake.review.words import tags
from tests.parts.pairs import different, duplicates

NOW = dt.datetime(2027, 4, 1, 12, tzinfo=dt.UTC)
OTHERS = [tag for tag in tags() if tag != "en"]


def test_a_problem_names_in_every_language_the_words_and_the_day_that_contradict_each_other() -> None:
    one = problem("weekday_contradicts", ["Friday 10 April", "2027-04-10"])
    assert telling.problem(one, "en") == (
        "The weekday named does not fit the date (“Friday 10 April”; Saturday, 10 April 2027)."
    )
    assert telling.problem(one, "de").endswith("(“Friday 10 April”; Samstag, 10. April 2027).")
    arabic = telling.problem(one, "ar")
    assert "السبت، 10 أبريل 2027" in arabic
    assert "\u2068“Friday 10 April”\u2069" in arabic  # else the words would run into the sentence around them


def test_a_problem_says_in_plain_english_what_it_is_about() -> None:
    assert problem("several_cities", ["Köln", "Bonn"]).text == "The mail names several cities: Köln; Bonn."
    assert problem("no_time").text == TEXTS["no_time"][0]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2027-04-10", "Samstag, 10. April 2027"),
        ("2027-04-10T14:30", "Samstag, 10. April 2027, 14:30"),
        ("2027-04-10/2027-04-12", "Samstag, 10. April 2027 – Montag, 12. April 2027"),
        ("2027-04-31", "2027-04-31"),
        ("Bonn/Köln", "Bonn/Köln"),
        ("14:30", "14:30"),
    ],
)
def test_days_are_written_as_the_language_does_and_everything_else_is_left_alone(value: str, shown: str) -> None:
    assert telling.readable(value, "de") == shown


@pytest.mark.parametrize("tag", OTHERS)
def test_every_reason_for_a_likeness_is_told_in_every_language(tag: str) -> None:
    rng = random.Random(5)
    pairs = [*duplicates(rng, 150), *different(rng, 150)]
    sides = [(Side(one.one, sender=one.senders[0]), Side(one.other, sender=one.senders[1])) for one in pairs]
    online = Side(replace(pairs[0].one, online=True, city=None))
    sides += [(online, online), (online, sides[0][1])]
    reasons = {reason for one, other in sides for reason in compare(one, other).reasons}
    assert len(reasons) > 100
    assert [reason for reason in reasons if telling.sentence(reason, tag) == reason] == []


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("date", "some day"), ("start", "late"), ("city", "Nowhereville-on-the-Moon"), ("country", "Narnia"),
        ("link", "no link"), ("link", "https://a.example https://b.example"), ("title", "x" * 400),
        ("end_date", "2026-01-01"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("tag", OTHERS)
def test_a_value_that_cannot_be_read_is_explained_in_every_language(tag: str, field: str, text: str) -> None:
    with pytest.raises(Impossible) as refused:
        typed.edited(Details(date=dt.date(2027, 5, 1)), {field: text}, NOW)
    english = str(refused.value)
    assert telling.sentence(english, tag) != english


@pytest.mark.parametrize("tag", OTHERS)
def test_every_language_knows_every_sentence_with_the_same_values(tag: str) -> None:
    english, other = shipped.said("en"), shipped.said(tag)
    assert list(other) == list(english)
    for key, text in english.items():
        # A translation may leave a value out that its reader sees beside it, but can invent none.
        assert set(re.findall(r"\{\w+\}", other[key])) <= set(re.findall(r"\{\w+\}", text)), key


def test_a_sentence_that_nobody_foresaw_stays_as_it_is() -> None:
    assert telling.sentence("draft 7 flew away", "de") == "draft 7 flew away"


def test_a_sentence_keeps_the_value_it_speaks_of_whatever_stands_in_it() -> None:
    told = telling.sentence(
        "city: no place 'a {x} of (b); c\nd' is known; write it with its country, like 'Köln, DE', or 'online'", "de"
    )
    assert "'a {x} of (b); c\nd'" in told


@pytest.mark.parametrize("tag", OTHERS)
@pytest.mark.parametrize(
    "text",
    [
        "a cancellation, but no such event is known",
        "names a day, but no event was found",
        "a question that names no event",
        "the subject says “annulée”",
        "every day it names is something else: deadline, past",
        "a reply about draft 3, event 5f2a-river that does not say which of them it means",
        "a reply about draft 3. A calendar is attached that could not be read.",
        "The mail names several cities: Köln; Bonn. No day was found.",
        "a cancellation, but no such event is known; No starting time was found.",
        "reading it took longer than 2 seconds",
        "the message is empty",
    ],
)
def test_the_reason_why_a_mail_is_held_is_told_in_every_language(tag: str, text: str) -> None:
    told = telling.reason(text, tag)
    said = re.sub("draft|5f2a-river|event|Köln|Bonn|annulée|deadline|past", "", text)
    same = set(re.findall(r"[A-Za-z]{4,}", said)) & set(re.findall(r"[A-Za-z]{4,}", told))
    assert same <= {"mail", "message"}  # a loan word, and a French one
    assert not re.search("draft 3|event 5f2a", told)


def test_a_reason_of_several_parts_keeps_what_it_names() -> None:
    text = "a reply about draft 3. The mail names several cities: Köln; Bonn. No day was found."
    assert telling.reason(text, "de") == (
        "eine Antwort zu Entwurf 3. Die Mail nennt mehrere Städte (“Köln”; “Bonn”). Es wurde kein Tag gefunden."
    )
    assert telling.reason("something else; and more", "de") == "something else; and more"


@pytest.mark.parametrize("tag", OTHERS)
@pytest.mark.parametrize("reason", [reason for reason, _ in screening._SILENT])
def test_why_a_mail_is_not_answered_is_known_in_every_language(tag: str, reason: str) -> None:
    assert telling.silence(reason, tag) != telling.sentence(reason.removesuffix(":"), "en")


def test_what_a_notice_speaks_of_is_told_and_the_signs_of_its_build_are_not() -> None:
    said = "it reads like a notice: an absence, an answer to come, nothing of a person"
    assert telling.silence(said, "en") == "it reads like a notice (an absence, an answer to come)"
    assert (
        telling.silence(said, "de")
        == "sie sich wie eine Benachrichtigung liest (eine Abwesenheit, eine spätere Antwort)"
    )
