"""A sentence that invites is read whole, in every language: one event, its day, hour, city and link, and no doubt."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from intake.reading.proposal import Link, Place, When
from tests.parts.letters import reading

FOLDER = Path(__file__).parent / "invitations"
SENT = dt.datetime(2019, 11, 7, 10, tzinfo=dt.UTC)
LINK = "https://water.example/15"


def sentences() -> list[object]:
    """A case for each sentence of the folder."""
    return [
        pytest.param(known["country"], sentence, id=f"{path.stem}-{sentence}")
        for path in sorted(FOLDER.glob("*.toml"))
        for known in [tomllib.loads(path.read_text(encoding="utf-8"))]
        for sentence in known["sentences"]
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
    assert (when.date, when.start, place.country, link.url) == (dt.date(2019, 11, 15), dt.time(18), country, LINK)
    assert place.city
    assert event.problems == ()
