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


def towns_of(body: str, sender: str = "group@water.example", subject: str = "Hello") -> list[str | None]:
    """The city of each event of a mail, None where it has none."""
    places = [event.where() for event in reading(subject, f"{body}\n", SENT, sender).proposals]
    return [place.city if place else None for place in places]


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


def letters() -> list[object]:
    """A case for each sentence of the folder that speaks of another town than the writers'."""
    return [
        pytest.param(
            known["home"],
            known.get("city", known["home"]),
            f"{sentence}\n\n{known['meeting']}",
            id=f"{path.stem}-{sentence}",
        )
        for path in sorted(FOLDER.glob("*.toml"))
        for known in [tomllib.loads(path.read_text(encoding="utf-8"))]
        for sentence in known.get("elsewhere", [])
    ]


@pytest.mark.parametrize(("home", "city", "letter"), letters())
def test_a_town_that_is_like_this_one_or_that_people_go_to_is_not_where_the_event_is(
    home: str, city: str, letter: str
) -> None:
    here = reading("Hello", f"{letter}\n", SENT, f"Water group {home} <group@water.example>").proposals[0].where()
    assert isinstance(here, Place)
    assert here.city == city


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
    assert not any(towns_of(row))


def test_a_town_of_the_subject_is_in_doubt_where_the_writers_are_of_another_and_none_stands_with_the_day() -> None:
    (event,) = reading(
        "Trees for Hereford", "On Friday 15 November we plant at 6 pm by the fountain.", SENT,
        "Water group Leominster <group@water.example>",
    ).proposals  # fmt: skip
    assert "several_cities" in {problem.code for problem in event.problems}


@pytest.mark.parametrize(
    ("body", "town"),
    [
        ("Join us in Brookline, Massachusetts on 15 November at 6 pm, at the lamp of Brookline Village.", "Brookline"),
        ("Join us in Watertown, MA on 15 November at 6 pm. We meet at Watertown Square.", "Watertown"),
    ],
)
def test_a_town_is_not_the_part_of_it_whose_name_begins_with_its_own(body: str, town: str) -> None:
    assert towns_of(body) == [town]


@pytest.mark.parametrize(
    "row",
    [
        "We meet on 15 November at 6 pm. Room 3299, Normal Arts and Moss Building.",
        "We meet on 15 November at 6 pm in Rm. 3299 Sparks Moss Building.",
        "Wir treffen uns am 15. November um 18 Uhr. Raum 3299, Essen und Trinken.",
        "Rencontre le 15 novembre à 18 h, salle 3299, Tours et détours.",
        "We meet on 15 November at 6 pm, Liberal Arts Building.",
    ],
)
def test_what_stands_behind_a_rooms_number_is_no_town(row: str) -> None:
    assert not any(towns_of(row))


def test_a_town_behind_its_postcode_is_found_below_a_room() -> None:
    body = "Wir treffen uns am 15. November um 18 Uhr, Raum 4, 3013 Bern."
    assert towns_of(body) == ["Bern"]


@pytest.mark.parametrize(
    ("sender", "body", "town"),
    [
        ("Leeds Hackspace <forum@hackspace.example>", "The open day is on 15 November, 6 pm.", "Leeds"),
        ("Leeds Quakers <post@quakers.example>", "The open day is on 15 November, 6 pm.", "Leeds"),
        ("Kassel Stadtbibliothek <post@moos.example>", "Das Fest ist am Freitag, 15. November, um 18 Uhr.", "Kassel"),
        ("Malmö Stadsbibliotek <post@moss.example>", "Festen är fredagen den 15 november kl. 18.00.", "Malmö"),
        ("Bursa Belediyesi <post@moss.example>", "Şenliğimiz 15 Kasım Cuma günü saat 18.00'de başlıyor.", "Bursa"),
        ("Florence Miller <florence@moss.example>", "The open day is on 15 November, 6 pm.", None),
        ("Preston Church <preston@moss.example>", "The open day is on 15 November, 6 pm.", None),
    ],
)
def test_a_senders_name_of_a_town_and_a_word_for_a_group_tells_the_town(
    sender: str, body: str, town: str | None
) -> None:
    assert towns_of(body, sender) == [town]


def test_the_capitol_is_in_washington() -> None:
    body = "The vigil is on 15 November at noon on the West Lawn of the U.S. Capitol."
    assert towns_of(body, "Post <group@water.example>", "Vigil") == ["Washington"]
