"""Lists that stand within one sentence, and hours that head several rows below."""

from __future__ import annotations

import pytest

from tests.test_grouping import calls, reading, row, rows

STOPS = [("2026-05-15", "", "Leeds"), ("2026-05-16", "15:00", "York"), ("2026-05-23", "", "Sheffield")]


@pytest.mark.parametrize(
    "told",
    [
        "We plant trees in Leeds on Friday 15 May, in York on Saturday 16 May at 3 pm and in Sheffield on 23 May.",
        "On Friday 15 May we plant trees in Leeds, on Saturday 16 May at 3 pm in York and on 23 May in Sheffield.",
        "Our planting tour stops in Leeds (15 May), York (16 May, 3 pm) and Sheffield (23 May).",
        "Plant trees with us: 15 May Leeds, 16 May, 3 pm York, 23 May Sheffield.",
        "We plant trees in Leeds on 15 May; in York on 16 May at 3 pm; in Sheffield on 23 May.",
    ],
)
def test_a_sentence_may_tell_each_city_with_its_day(told: str) -> None:
    assert rows(told) == STOPS


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            "Wir pflanzen am 15. Mai in Kassel, Fulda und Gießen Bäume, am 16. Mai um 15 Uhr auch in Marburg.",
            [("2026-05-15", "", "Kassel"), ("2026-05-15", "", "Fulda"), ("2026-05-15", "", "Gießen"),
             ("2026-05-16", "15:00", "Marburg")],
        ),
        (
            "Rendez-vous vendredi 15 mai à 18h à Rennes (place de la Mairie), samedi 16 mai à 15h à Brest "
            "(place de la Liberté) et samedi 23 mai à Quimper.",
            [("2026-05-15", "18:00", "Rennes"), ("2026-05-16", "15:00", "Brest"), ("2026-05-23", "", "Quimper")],
        ),
    ],
)  # fmt: skip
def test_a_day_of_such_a_sentence_has_all_the_cities_enumerated_with_it(
    told: str, expected: list[tuple[str, str, str]]
) -> None:
    assert rows(told) == expected


def test_two_days_with_a_city_each_are_two_events_in_doubt() -> None:
    proposals = reading("We plant trees in Leeds on 15 May at 6 pm and in York on 16 May at 3 pm.").proposals
    assert [row(one)[2] for one in proposals] == ["Leeds", "York"]
    assert all("several_dates" in {problem.code for problem in one.problems} for one in proposals)


def test_a_city_between_two_days_without_one_of_its_own_makes_no_list() -> None:
    told = "The planting is in Leeds on 15 May at 6 pm, and whoever helped before 23 May in York or Hull gets a tree."
    assert rows(told)[0] == ("2026-05-15", "18:00", "Leeds")
    assert ("2026-05-23", "", "Hull") not in rows(told)


@pytest.mark.parametrize(
    "told",
    [
        "El viernes 15 de mayo a las 20 horas nos vemos en Burgos (plaza Alta), Zamora (plaza de Viriato) "
        "y Soria (plaza Herradores).",
        "Plantamos el viernes 15 de mayo a las 20 horas. En Burgos, en la plaza Alta; en Zamora, en la plaza de "
        "Viriato; en Soria, en la plaza Herradores.",
    ],
)
def test_cities_are_enumerated_with_their_squares_between_them(told: str) -> None:
    assert sorted(rows(told)) == [("2026-05-15", "20:00", city) for city in ("Burgos", "Soria", "Zamora")]


def test_a_city_called_like_a_country_is_meant_among_cities_of_its_country() -> None:
    told = (
        "Nos vemos el viernes 15 de mayo a las 20 horas. En Sevilla, en la plaza Nueva; en Granada, en la plaza del "
        "Carmen; en Zaragoza, en la plaza Mayor; en Bilbao, en el Arenal."
    )
    assert ("2026-05-15", "20:00", "Granada") in rows(told)


@pytest.mark.parametrize("mark", ["{}. ", "{}) ", "XY - ", "XY – ", "- "])
def test_a_city_called_like_a_word_is_meant_where_lines_with_hours_begin_with_cities(mark: str) -> None:
    cities = ["Manaus", "Belém", "Palmas", "Goiânia"]
    lines = [mark.format(number) + f"{city} - Praça Central, 9h" for number, city in enumerate(cities, start=1)]
    told = "Sábado, 16 de maio:\n\n" + "\n".join(lines)
    assert [city for _, _, city in rows(told)] == cities


@pytest.mark.parametrize("sign", ["", "- ", "• "])
def test_an_hour_alone_on_its_line_heads_the_cities_below_it(sign: str) -> None:
    told = (
        f"Saturday 16 May\n\n10:00\n{sign}Leeds, City Square\n{sign}York, Exhibition Square\n\n"
        f"14:00\n{sign}Sheffield, Peace Gardens\n{sign}Derby, Market Place\n\n"
        f"Sunday 17 May\n\n11:00\n{sign}Bristol, College Green\n{sign}Exeter, Cathedral Green\n"
    )
    assert rows(told) == [
        ("2026-05-16", "10:00", "Leeds"),
        ("2026-05-16", "10:00", "York"),
        ("2026-05-16", "14:00", "Sheffield"),
        ("2026-05-16", "14:00", "Derby"),
        ("2026-05-17", "11:00", "Bristol"),
        ("2026-05-17", "11:00", "Exeter"),
    ]


@pytest.mark.parametrize("sign", ["", "- ", "• "])
@pytest.mark.parametrize("mark", [": ", ", ", " - "])
def test_a_day_with_its_hour_heads_the_cities_below_it(sign: str, mark: str) -> None:
    told = f"Saturday 16 May, 3 pm:\n{sign}Leeds{mark}by the old mill\n{sign}York{mark}in the museum gardens\n"
    assert rows(told) == [("2026-05-16", "15:00", "Leeds"), ("2026-05-16", "15:00", "York")]


def test_days_behind_dashes_are_points_and_no_range() -> None:
    told = "Repair cafés, always from 2 to 5 pm at the Central Library in Leeds:\n\n- 16 May\n- 13 June\n- 11 July\n"
    assert rows(told) == [(day, "14:00", "Leeds") for day in ("2026-05-16", "2026-06-13", "2026-07-11")]
    assert len(rows("Friday 15 May\n- Sunday 17 May, Leeds: planting days")) == 1


@pytest.mark.parametrize(
    "piece",
    [
        "in Leeds on 3 May; ",
        "Leeds (York), ",
        "The talk\n3 May 5 pm Leeds\n\n",
        "5 pm\nLeeds, here\n",
    ],
)
def test_lists_are_looked_for_in_linear_time_in_hostile_text(piece: str) -> None:
    reading(piece * 20)
    assert calls(piece, 40_000) < 6 * calls(piece, 10_000)


def test_the_city_behind_another_day_goes_with_that_day() -> None:
    told = (
        "Wir treffen uns am Donnerstag, 14. Mai, um 19 Uhr in Kassel, um den Putztag am 23. Mai in Fulda vorzubereiten."
    )
    assert rows(told, "Treffen") == [("2026-05-14", "19:00", "Kassel")]


def test_a_square_called_after_a_city_is_none_among_cities_with_hours_in_brackets() -> None:
    told = (
        "On 16 May we plant in Leeds (2 pm, by the mill), Derby (from York Street at 3 pm), Exeter (4 pm, London Road) "
        "and Bristol (at 5 pm)."
    )
    assert [city for _, _, city in rows(told, "Planting")] == ["Leeds", "Derby", "Exeter", "Bristol"]


def test_a_weekday_that_a_house_is_called_after_is_no_day() -> None:
    told = (
        "Zaterdag 18 april is de schoonmaak van het park. Iedereen is vanaf 10.45 uur van harte welkom bij restaurant "
        "Zondag in Zwolle."
    )
    assert rows(told, "Voorjaarsschoonmaak") == [("2026-04-18", "10:45", "Zwolle")]


@pytest.mark.parametrize(
    "told",
    [
        "Samstag, 16. Mai: Kassel, 13 Uhr, Königsplatz. Sonntag, 17. Mai: Fulda, 14 Uhr, Uniplatz.",
        "Wir pflanzen am Samstag, 16. Mai, in Kassel um 13 Uhr und am Sonntag, 17. Mai, in Fulda um 14 Uhr.",
        "Am 16. Mai um 13 Uhr: Kassel (Königsplatz). Am 17. Mai um 14 Uhr: Fulda (Uniplatz).",
    ],
)
def test_sentences_that_each_begin_with_a_day_tell_its_city_and_hour(told: str) -> None:
    assert rows(told, "Pflanztage") == [("2026-05-16", "13:00", "Kassel"), ("2026-05-17", "14:00", "Fulda")]


def test_the_only_hour_of_a_mail_is_that_of_all_its_stops() -> None:
    told = "Our tour: Leeds on 15 May; York on 22 May; Derby on 29 May. Each evening starts at 7 pm."
    assert [time for _, time, _ in rows(told, "Tour")] == ["19:00"] * 3
