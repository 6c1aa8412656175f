"""Small towns, and those called like a bridge or a harbour: each row of tests/towns with each town of its file."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from intake.reading.proposal import Place, When
from tests.parts.letters import reading

FOLDER = Path(__file__).parent / "towns"
SENT = dt.datetime(2019, 11, 7, 10, tzinfo=dt.UTC)


def rows() -> list[object]:
    """A case for each row of the folder and each town of its file."""
    return [
        pytest.param(known["country"], town, row.format(town=town), id=f"{path.stem}-{row.format(town=town)}")
        for path in sorted(FOLDER.glob("*.toml"))
        for known in [tomllib.loads(path.read_text(encoding="utf-8"))]
        for names, sentences in (("towns", "rows"), ("named", "sentences"))
        for row in known.get(sentences, [])
        for town in known.get(names, [])
    ]


@pytest.mark.parametrize(("country", "town", "row"), rows())
def test_a_town_is_found_in_a_row_or_sentence_with_its_day(country: str, town: str, row: str) -> None:
    (event,) = reading("Hello", f"{row}\n", SENT, "Water group <group@water.example>").proposals
    when, place = event.when(), event.where()
    assert isinstance(when, When)
    assert isinstance(place, Place)
    assert (when.date, when.start) == (dt.date(2019, 11, 15), dt.time(18))
    assert (place.city, place.country) == (town, country)


@pytest.mark.parametrize(
    ("row", "offset", "country"),
    [
        ("Our walk: Killarney, Friday 15 November, 6pm.", 0, "IE"),
        ("Our walk: Killarney, Friday 15 November, 6pm.", -8, "CA"),
        ("Join the village walk, Dhulikhel (1550 m), Friday 15 November, 6 pm", 5.75, "NP"),
    ],
)
def test_the_senders_clock_tells_which_country_a_town_is_in(row: str, offset: float, country: str) -> None:
    sent = dt.datetime(2019, 11, 7, 10, tzinfo=dt.timezone(dt.timedelta(hours=offset)))
    (event,) = reading("Hello", f"{row}\n", sent, "Water group <group@water.example>").proposals
    place = event.where()
    assert isinstance(place, Place)
    assert place.country == country


@pytest.mark.parametrize(
    "row",
    [
        "We meet on 15 November at 6 pm in the green hall (Moreno 8).",
        "By Ann Lee | 15 November | Page 2",
        "The flood of 15 November – Hyde Park – was long.",
    ],
)
def test_a_street_with_its_number_and_a_park_in_a_row_are_no_towns(row: str) -> None:
    places = [event.where() for event in reading("Hello", f"{row}\n", SENT, "group@water.example").proposals]
    assert not any(place and place.city for place in places)
