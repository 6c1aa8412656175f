"""A sentence that invites is read whole, in every language: one event, its day, hour, city and link, and no doubt."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from intake.reading.proposal import Link, Place, When
from tests.parts.letters import reading

FOLDER = Path(__file__).parent / "invitations"
SENT = dt.datetime(2019, 11, 7, 10, tzinfo=dt.UTC)
DAY = dt.date(2019, 11, 15)
LINK = "https://water.example/15"


def known(path: Path) -> dict[str, Any]:
    """What a file of the folder has."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def sentences() -> list[object]:
    """A case for each sentence that names a town."""
    return [
        pytest.param(told["country"], sentence, id=f"{path.stem}-{sentence}")
        for path in sorted(FOLDER.glob("*.toml"))
        for told in [known(path)]
        for sentence in told["sentences"]
    ]


@pytest.mark.parametrize(("country", "sentence"), sentences())
def test_a_sentence_that_invites_is_read_whole(country: str, sentence: str) -> None:
    read_as = reading("Hello", f"{sentence}\n\n{LINK}\n", SENT, "Water group <group@water.example>")
    assert read_as.kind == "submission"
    (event,) = read_as.proposals
    when, place, link = event.when(), event.where(), event.link()
    assert isinstance(when, When)
    assert isinstance(place, Place)
    assert isinstance(link, Link)
    assert (when.date, when.start, place.country, link.url) == (DAY, dt.time(18), country, LINK)
    assert place.city
    assert event.problems == ()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_what_people_do_together_at_an_hour_is_an_event_though_no_town_is_named(path: Path) -> None:
    told = {sentence: announced(sentence) for sentence in known(path)["unplaced"]}
    assert {sentence: found for sentence, found in told.items() if found != [(DAY, dt.time(18), True)]} == {}


def announced(sentence: str) -> list[tuple[dt.date | None, dt.time | None, bool]]:
    """Day and hour of the events read, and whether at most the missing town is objected to."""
    read_as = reading("Hello", f"{sentence}\n", SENT, "Water group <group@water.example>")
    return [
        (when.date, when.start, {problem.code for problem in event.problems} <= {"no_city"})
        for event in read_as.proposals
        if read_as.kind == "submission" and isinstance(when := event.when(), When)
    ]
