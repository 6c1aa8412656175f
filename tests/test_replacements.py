"""A mail that calls a day off and names another: the new day is the event's, the old one is off."""

from __future__ import annotations

import pytest

from tests.test_grouping import reading, row

NEW = ("2026-06-05", "19:00", "Kassel")


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Vortrag über Wurzeln: Absage",
            "Der Vortrag am Donnerstag, 7. Mai, 19 Uhr, in Kassel fällt aus. Ein Nachholtermin steht fest, am "
            "Freitag, 5. Juni, 19 Uhr.",
        ),
        (
            "Talk on roots cancelled",
            "For Thursday 7 May, 7 pm, we had invited you to a talk on roots in Kassel. It cannot be held.\n\n"
            "New date: Friday 5 June, 7 pm.",
        ),
        (
            "Conférence annulée",
            "La conférence du jeudi 7 mai à 19h à Kassel est annulée. Nouvelle date : vendredi 5 juin à 19h.",
        ),
        (
            "Charla cancelada",
            "La charla del jueves 7 de mayo a las 19:00 en Kassel queda cancelada. La nueva fecha es el viernes 5 de "
            "junio a las 19:00.",
        ),
    ],
)
def test_a_day_called_new_is_the_events_where_another_is_off(subject: str, body: str) -> None:
    told = reading(body, subject)
    assert told.kind in ("change", "cancellation")
    assert [row(one) for one in told.proposals if one.about != "cancel"] == [NEW]


def test_a_new_date_in_a_mail_that_calls_nothing_off_takes_nothing_from_the_other_days() -> None:
    body = "- Thursday 7 May, 7 pm, Leeds\n- Friday 8 May, 7 pm, York\n- new date: Friday 5 June, 7 pm, Hull\n"
    assert len(reading(body, "Talks on roots").proposals) == 3


def test_a_day_told_in_full_and_again_by_its_weekday_stays_the_new_one() -> None:
    body = (
        "The walk is on Sunday 17 May at 5 pm in Leeds: planned for Saturday 16 May, it is postponed to Sunday to make "
        "room for the market."
    )
    told = reading(body, "Change of plan")
    assert [row(one) for one in told.proposals if one.about != "cancel"] == [("2026-05-17", "17:00", "Leeds")]


@pytest.mark.parametrize(
    "body",
    [
        "The swap is on Saturday 9 May 2026 in Kassel. The poster said the mill at 5 pm. It is the old barn, 6.30 pm.",
        "Der Tauschtag ist am Samstag, 9. Mai 2026, in Kassel. Ursprünglich hieß es 17 Uhr an der Mühle, wir treffen "
        "uns aber um 18.30 Uhr an der alten Scheune.",
        "Le troc a lieu samedi 9 mai 2026 à Kassel. L'affiche disait le moulin à 17h, nous nous retrouvons à la "
        "grange à 18h30.",
        "El trueque es el sábado 9 de mayo de 2026 en Kassel. Habíamos dicho a las cinco de la tarda en el molino: "
        "quedamos a las 18:30 en el granero.",
        "Avui quedem a les 18.30 h al graner de Kassel, feu-ho córrer!\n\nLa trobada d'aquest dimarts s'havia convocat "
        "al molí a les cinc de la tarda.",
        "A troca é no sábado, 9 de maio de 2026, em Kassel. Estava marcada para o moinho às 17h, mas encontramo-nos "
        "no celeiro às 18h30.",
        "Lo scambio è sabato 9 maggio 2026 a Kassel. Avevamo scritto al mulino alle 17: ci vediamo al fienile alle "
        "18.30.",
        "De ruil is op zaterdag 9 mei 2026 in Kassel. Op de poster stond de molen om 17 uur, we beginnen om 18.30 uur "
        "bij de schuur.",
        "Wymiana jest w sobotę 9 maja 2026 w Kassel. Na plakacie było: młyn o 17.00, spotykamy się jednak o 18.30 "
        "przy stodole.",
        "Обмен в субботу, 9 мая 2026 года, в Касселе. Было назначено у мельницы в 17:00, встречаемся у амбара в 18:30.",
    ],
)
def test_the_hour_of_which_a_mail_says_that_it_was_told_before_is_not_the_events(body: str) -> None:
    (event,) = [one for one in reading(body, "Seeds").proposals if one.about != "cancel"]
    assert row(event)[1] == "18:30"


def test_an_hour_told_before_stays_where_no_other_is_told() -> None:
    body = "The seed swap in Kassel, originally announced in April, is on Saturday 9 May 2026 at 5 pm."
    (event,) = reading(body, "Seed swap").proposals
    assert row(event) == ("2026-05-09", "17:00", "Kassel")


@pytest.mark.parametrize(
    "body",
    [
        "Today's vigil in Kassel will not take place at noon on the square. We will meet at 6.30 pm by the river.",
        "La veillée d'aujourd'hui à Kassel n'aura pas lieu à midi sur la place. Retrouvons-nous à 18h30 à la rivière.",
        "L'acte d'avui a Kassel NO es farà a les dotze a la plaça. Ens trobem a dos quarts de set de la tarda al riu.",
    ],
)
def test_what_is_not_held_at_an_hour_but_at_another_of_the_day_is_a_change(body: str) -> None:
    told = reading(body, "Attention")
    assert [(one.about, row(one)[1]) for one in told.proposals] == [("change", "18:30")]
