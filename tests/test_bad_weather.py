"""Days kept for bad weather are not the event's, and nothing is called off or moved by what is done when it rains."""

from __future__ import annotations

import pytest

from tests.test_grouping import reading, row

FAIR = ("2026-05-16", "10:00", "Kassel")


@pytest.mark.parametrize(
    "body",
    [
        "Seed swap on Saturday 16 May, 10 am, in Kassel. Rain date: Sunday 17 May.",
        "Seed swap on Saturday 16 May, 10 am, in Kassel.\n\nIn case of rain it is postponed to Sunday 17 May.",
        "Seed swap on Saturday 16 May, 10 am (Sunday 17 May if it rains), in Kassel.",
        "Samentausch am Samstag, 16. Mai, 10 Uhr, in Kassel. Bei Regen wird er auf Sonntag, 17. Mai, verschoben.",
        "Samentausch am Samstag, 16. Mai, 10 Uhr, in Kassel.\nAusweichtermin: Sonntag, 17. Mai, 10 Uhr",
        "Troc de graines samedi 16 mai à 10h à Kassel. En cas de pluie, reporté au dimanche 17 mai.",
        "Intercambio de semillas el sábado 16 de mayo a las 10:00 en Kassel. Si llueve, se aplaza al domingo 17 de "
        "mayo.",
        "Scambio di semi sabato 16 maggio alle 10 a Kassel. In caso di maltempo si rimanda a domenica 17 maggio.",
        "Troca de sementes no sábado, 16 de maio, às 10h, em Kassel. Em caso de chuva fica adiada para 17 de maio.",
        "Zadenruil op zaterdag 16 mei om 10 uur in Kassel. Bij regen verplaatst naar zondag 17 mei.",
        "Fröbyte lördag 16 maj kl 10 i Kassel. Vid regn flyttas det till söndag 17 maj.",
        "Wymiana nasion w sobotę 16 maja o 10:00 w Kassel. W razie deszczu przeniesiona na 17 maja.",
    ],
)
def test_a_day_kept_for_bad_weather_is_no_event_and_no_change(body: str) -> None:
    told = reading(body, "")
    assert told.kind == "submission"
    assert [row(one) for one in told.proposals] == [FAIR]


def test_what_is_postponed_because_it_rained_is_postponed() -> None:
    told = reading("Seed swap in Kassel: postponed from Saturday 16 May to Sunday 17 May, 10 am, due to rain.", "")
    assert told.kind == "change"
    assert [row(one)[0] for one in told.proposals] == ["2026-05-17"]


def test_the_only_day_of_a_mail_is_the_events_whatever_it_says_of_rain() -> None:
    told = reading("Seed swap in Kassel. If it rains we meet on Saturday 16 May at 10 am in the barn.", "")
    assert [row(one) for one in told.proposals] == [FAIR]
