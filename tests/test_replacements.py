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
