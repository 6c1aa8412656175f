"""A city and its districts in one mail: nobody is asked which of both is meant."""

from __future__ import annotations

import datetime as dt

import pytest

from intake.reading.places import city_around, place_for
from intake.reading.proposal import Place, Proposal
from tests.parts.letters import reading

SENT = dt.datetime(2027, 5, 3, 9, tzinfo=dt.UTC)


def only(body: str, subject: str) -> Proposal:
    (proposal,) = reading(subject, body, SENT, "Nora <nora@mail.example>").proposals
    return proposal


def doubts(proposal: Proposal) -> set[str]:
    return {problem.code for problem in proposal.problems} & {"several_cities", "ambiguous_city", "unknown_city"}


@pytest.mark.parametrize(
    ("subject", "body", "city"),
    [
        ("Święto lipy, Gdańsk", "Kiedy: 5 czerwca 2027, godz. 17:00\nGdzie: Gdańsk Brzeźno, ul. Lipowa 3", "Gdańsk"),
        ("Fête du tilleul Paris", "Rendez-vous le 5 juin 2027 à 17h, Paris 11e. Tout Paris est invité.", "Paris"),
        (
            "Lindefeest",
            "Het feest is op 5 juni 2027 om 17.00 uur in Amsterdam Zuidoost. Welkom, Amsterdam!",
            "Amsterdam",
        ),
        ("Festa del tiglio", "Quando: 5 giugno 2027 ore 17\nDove: Napoli, Vomero\n\nNora\nNapoli", "Napoli"),
        ("Hársfaünnep", "Mikor: 2027. június 5. 17:00\nHol: Budapest VIII. kerület, Józsefváros", "Budapest"),
        ("Lindenfest Altona", "Am 5. Juni 2027 um 17 Uhr in Altona, am Platz in Hamburg.\n\nHamburg-Altona", "Hamburg"),
        ("Linden day in Hackney", "On 5 June 2027 at 5 pm in Hackney. All of London is welcome.", "London"),
    ],
)
def test_a_district_named_beside_its_city_is_no_other_city(subject: str, body: str, city: str) -> None:
    proposal = only(body + "\n", subject)
    place = proposal.where()
    assert place is not None
    assert (place.city, doubts(proposal)) == (city, set())


def test_a_borough_keeps_its_name_and_nobody_is_asked_about_the_city_around_it() -> None:
    proposal = only("On June 5, 2027 at 5 pm in Queens. All of New York City is welcome.\n", "Linden day in Queens")
    place = proposal.where()
    assert place is not None
    assert place.city in ("Queens", "New York City")
    assert doubts(proposal) == set()


def test_two_towns_side_by_side_are_still_asked_about() -> None:
    body = "Am 5. Juni 2027 um 17 Uhr: Lindenfest in Frankfurt oder Offenbach.\n"
    assert doubts(only(body, "Lindenfest")) == {"several_cities"}


def test_a_town_called_after_a_great_city_near_by_is_no_district_in_the_united_states() -> None:
    place = only("June 5, 2027, 5 pm, Miami Springs, Florida.\n", "Linden day").where()
    assert isinstance(place, Place)
    assert place.city == "Miami Springs"


def test_a_kept_districts_city_is_only_told_to_who_asks_for_it() -> None:
    town = place_for("Brooklyn", "US")
    assert town is not None
    where = (town.country, town.region, town.latitude, town.longitude)
    assert city_around(*where) is None
    city = city_around(*where, kept=True)
    assert city is not None
    assert city.name == "New York City"
