"""The name of an event in the sentence of its day, where the subject only speaks of the mail or names the city."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.parts.letters import reading

SENT = dt.datetime(2027, 6, 1, 9, tzinfo=dt.UTC)


def titled(subject: str, body: str) -> str | None:
    (proposal,) = reading(subject, f"{body}\n\nKea\n", SENT, "Kea <kea@mail.example>").proposals
    found = proposal.chosen.get("title")
    return found.value if found is not None and isinstance(found.value, str) else None


@pytest.mark.parametrize(
    ("subject", "body", "title"),
    [
        ("New event", "Our Pond Clean-up takes place on Saturday, 12 June 2027 at 2 pm in York.", "Pond Clean-up"),
        ("Event: York", "You are invited to the Third Lime Walk on 12 June 2027 at 2 pm in York.", "Third Lime Walk"),
        ("York", "The monthly bike parade will be held in York on 12 June 2027 at 2 pm.", "monthly bike parade"),
        ("Termin", "Wir laden ein zum 3. Drachenmarkt am 12. Juni 2027 um 18 Uhr in Gera.", "3. Drachenmarkt"),
        ("Gera", "Am Samstag, 12. Juni 2027, um 18 Uhr findet in Gera der Lindenlauf statt.", "Lindenlauf"),
        ("Metz", "La Marche pour la mare aura lieu le 12 juin 2027 à 14h à Metz.", "Marche pour la mare"),
        (
            "Nuevo evento",
            "La Marcha por el Pozo tendrá lugar el 12 de junio de 2027 a las 18:00 en Lugo.",
            "Marcha por el Pozo",
        ),
        ("Nuovo evento", "La Festa del Tiglio si terrà il 12 giugno 2027 alle 18 a Ferrara.", "Festa del Tiglio"),
        ("Nieuw evenement", "Op 12 juni 2027 om 14 uur vindt het Lindefeest plaats in Assen.", "Lindefeest"),
        ("Nowe wydarzenie", "Zapraszamy na Święto Lipy w sobotę 12 czerwca 2027 o 18:00 w Kielcach.", "Święto Lipy"),
        ("Новое событие", "Приглашаем на Праздник липы в субботу 12 июня 2027 в 18:00 в Твери.", "Праздник липы"),
        ("Nytt evenemang", "Välkomna till Lindens dag lördag 12 juni 2027 kl. 14 i Kalmar.", "Lindens dag"),
    ],
)
def test_what_is_held_is_named_in_its_sentence(subject: str, body: str, title: str) -> None:
    assert titled(subject, body) == title


def test_a_subject_that_says_more_than_the_city_is_the_title() -> None:
    body = "The Lime Walk takes place on 12 June 2027 at 2 pm in York."
    assert titled("Limes for York", body) == "Limes for York"


def test_a_sentence_without_a_name_gives_no_title() -> None:
    assert titled("York", "It will take place on 12 June 2027 at 2 pm in York, Mill Square.") is None
