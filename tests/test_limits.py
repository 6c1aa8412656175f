"""Hours that are the name of a curfew or a law, and no event's: in the subject, before the event's own and alone."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.parts.letters import reading


def hours(subject: str, body: str) -> list[dt.time | None]:
    """The hour of each event, which is on 12 April."""
    times = [proposal.when() for proposal in reading(subject, body).proposals]
    return [when.start for when in times if when is not None and when.date == dt.date(2026, 4, 12)]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("No to the 10 pm curfew", "Rally on Sunday, 12 April, in Leeds. We meet on City Square at 6 pm."),
        ("Nein zur Ausgangssperre ab 21 Uhr", "Kundgebung am Sonntag, 12. April, in Jena. Beginn ist um 18 Uhr."),
        ("Contre le couvre-feu de 21 h", "Rassemblement le dimanche 12 avril à Rennes. Rendez-vous à 18 h."),
        ("No al coprifuoco alle 22", "Presidio domenica 12 aprile a Terni. Si comincia alle ore 18."),
        ("No al toque de queda a las 22 h", "Concentración el domingo 12 de abril en Lugo. Empezamos a las 18 h."),
        ("Não ao recolher obrigatório às 22h", "Protesto no domingo, 12 de abril, em Braga. Começa às 18h."),
        ("No al toc de queda a les 22 h", "Concentració diumenge 12 d'abril a Vic. Comencem a les 18 h."),
        ("Nu interdicției de circulație de la ora 22", "Protest duminică, 12 aprilie, la Cluj. Începem la ora 18:00."),
        ("Nee tegen de avondklok van 21.00 uur", "Demonstratie op zondag 12 april in Zwolle. Start om 18.00 uur."),
        ("Nej till utegångsförbud kl 22", "Demonstration söndag 12 april i Lund. Vi börjar kl. 18."),
        ("Nej til udgangsforbud kl. 22", "Demonstration søndag den 12. april i Vejle. Vi begynder kl. 18."),
        ("Nei til portforbud kl. 22", "Demonstrasjon søndag 12. april i Molde. Vi begynner kl. 18."),
        ("Ei ulkonaliikkumiskieltoa klo 22", "Mielenosoitus sunnuntaina 12.4. Turussa. Alku klo 18."),
        ("Nie dla godziny policyjnej od 22", "Protest w niedzielę 12 kwietnia w Łodzi. Zaczynamy o 18:00."),
        ("Ne zákazu vycházení od 21:00", "Demonstrace v neděli 12. dubna v Brně. Začínáme v 18:00."),
        ("Nie zákazu vychádzania od 21:00", "Protest v nedeľu 12. apríla v Nitre. Začíname o 18:00."),
        ("Nem kell kijárási tilalom 20 órától", "Tüntetés vasárnap, április 12-én Pécsen. Kezdés 18 órakor."),
        ("Όχι στην απαγόρευση κυκλοφορίας στις 21:00", "Πορεία την Κυριακή 12 Απριλίου στο Βόλο. Έναρξη στις 18:00."),
        ("Против комендантского часа с 22:00", "Митинг в воскресенье 12 апреля в Твери. Начало в 18:00."),
        ("Проти комендантської години з 22:00", "Мітинг у неділю 12 квітня у Львові. Початок о 18:00."),
        ("反对晚上10点宵禁", "集会:4月12日(星期日),台北自由广场。下午6点开始。"),
        ("22時以降の外出禁止に反対", "4月12日(日)に札幌の大通公園で集会を行います。18時開始です。"),
        ("오후 10시 통행금지 반대", "4월 12일(일) 대전 서대전광장에서 집회를 엽니다. 오후 6시에 시작합니다."),
    ],
)  # fmt: skip
def test_the_hour_of_a_curfew_is_not_the_events(subject: str, body: str) -> None:
    assert hours(subject, body) == [dt.time(18)]


def test_a_late_hour_of_a_curfew_that_stands_alone_is_not_the_events() -> None:
    assert hours("Curfew at 10 pm", "Rally on Sunday, 12 April, in Leeds.") == [None]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Bars say no", "A rally in Leeds against the curfew at 6 pm on 12 April."),
        ("Bars say no", "A rally in Leeds against closing hours, 6 pm on 12 April."),
        ("Curfew: 6 pm, City Square", "Rally on Sunday, 12 April, in Leeds."),
    ],
)
def test_the_hour_of_a_protest_against_a_curfew_is_its_own(subject: str, body: str) -> None:
    assert hours(subject, body) == [dt.time(18)]
