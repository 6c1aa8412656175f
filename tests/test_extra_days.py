"""Further days that a mail of one event tells as events of their own."""

from __future__ import annotations

import pytest

from tests.parts.letters import reading


def told(subject: str, body: str) -> list[str]:
    """The days and hours of the events of a mail, in their order."""
    whens = [proposal.when() for proposal in reading(subject, body).proposals]
    return sorted(f"{when.date} {when.start:%H:%M}" if when.start else f"{when.date}" for when in whens)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Moss season",
            "The moss season starts on Thursday 16 April at 8 pm in the mill in Leeds.\n\n"
            "The second evening will take place on Thursday 30 April: a talk on moss and towns.\n\n"
            "On Thursday 11 June at 8 pm the season ends: music and cake.",
        ),
        (
            "Moossaison",
            "Die Moossaison beginnt am Donnerstag, 16. April um 20 Uhr in der Mühle in Kassel.\n\n"
            "Der zweite Abend findet am Donnerstag, 30. April statt: ein Vortrag über Moos.\n\n"
            "Am Donnerstag, 11. Juni um 20 Uhr endet die Saison: Musik und Kuchen.",
        ),
        (
            "Le programme de la mousse",
            "La balade commence le jeudi 16 avril à 20 heures à la salle des fêtes de Lyon.\n\n"
            "La deuxième soirée aura lieu le jeudi 30 avril : mousse et ville.\n\n"
            "Le jeudi 11 juin à 20 heures, la saison s'achève : bilan, musique et gâteau.",
        ),
        (
            "El programa del musgo",
            "La temporada empieza el jueves 16 de abril a las 20 h en el molino de Sevilla con una charla.\n\n"
            "La segunda charla tendrá lugar el jueves 30 de abril: musgo y ciudad.\n\n"
            "El jueves 11 de junio a las 20 h se cierra la temporada: música y pastel.",
        ),
    ],
)
def test_a_day_that_opens_a_paragraph_with_its_hour_or_on_which_a_further_meeting_is_held_is_an_event(
    subject: str, body: str
) -> None:
    assert told(subject, body) == ["2026-04-16 20:00", "2026-04-30", "2026-06-11 20:00"]


def test_a_day_and_hour_over_a_text_about_another_day_are_an_event() -> None:
    body = (
        "Mi, 15.04. 19.30 Mühle:\n\nMehrere Firmen wollen am 18. April 2026 in Kassel Moos verbrennen. Kommt zur Demo!"
        "\n\nTreffpunkt der Demo am Samstag: 9.40 am Tor."
    )
    assert "2026-04-15 19:30" in told("Am 18.04. das Moos in Kassel retten", body)


@pytest.mark.parametrize(
    "body",
    [
        "The moss fair takes place on Saturday 18 April, 2 pm, in Leeds.\n\nThursday 9 April at 6 pm is the deadline "
        "for stalls.",
        "The moss fair takes place on Saturday 18 April, 2 pm, in Leeds.\n\nPlease register by Thursday 9 April, 6 pm.",
        "Das Moosfest findet am Samstag, 18. April, 14 Uhr in Kassel statt.\n\nDonnerstag, 9. April, 18 Uhr ist "
        "Anmeldeschluss für Stände.",
    ],
)
def test_a_deadline_that_opens_a_paragraph_is_no_event(body: str) -> None:
    assert told("Moss fair", body) == ["2026-04-18 14:00"]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Moostage", "Das Moosfest beginnt am Donnerstag, 16. April um 20 Uhr in Kassel. {} am 30. April um 20 Uhr."),
        ("Mosdagen", "Het mosfeest begint op donderdag 16 april om 20 uur in Utrecht. {} op 30 april om 20 uur."),
        ("Mossdagar", "Mossfesten börjar torsdag den 16 april kl. 20.00 i Lund. {} den 30 april kl. 20.00."),
        ("Mosdage", "Mosfesten begynder torsdag den 16. april kl. 20.00 i Aarhus. {} den 30. april kl. 20.00."),
        ("Mosedager", "Mosefesten begynner torsdag 16. april kl. 20.00 i Bergen. {} 30. april kl. 20.00."),
    ],
)
def test_a_compound_of_a_word_for_a_meeting_names_one(subject: str, body: str) -> None:
    word = {
        "Moostage": "Lichtbildvortrag",
        "Mosdagen": "Moslezing",
        "Mossdagar": "Mossföreläsning",
        "Mosdage": "Mosforedrag",
        "Mosedager": "Mosekonsert",
    }[subject]
    assert "2026-04-30 20:00" in told(subject, body.format(word))


def test_a_day_that_another_event_is_only_named_with_is_none_of_the_mail() -> None:
    body = (
        "Saturday 18 April / 12 midday / Corn Hill, Leeds\n\nOur group has a stall to build for the alliance's "
        "national demonstration on Saturday 16 May, Moss for All.\n\nWe are out from about 11 a.m. until 4 p.m."
    )
    assert told("Speak out for moss", body) == ["2026-04-18 12:00"]
