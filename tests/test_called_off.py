"""What is called off, put off or taken back, and what only sounds so."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from tests.parts.letters import reading

WAYS = tomllib.loads((Path(__file__).parent / "called_off.toml").read_text("utf-8"))
PUT_OFF = tomllib.loads((Path(__file__).parent / "put_off.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    "body",
    [
        "The walk in Leeds on 18 April 2026 is cancelled.",
        "Der Spaziergang am 18. April 2026 in Köln fällt leider aus.",
        "La balade du 18 avril 2026 à Lyon est annulée.",
        "La marcha del 18 de abril de 2026 en Sevilla queda cancelada.",
    ],
)
def test_a_cancellation_proposes_to_cancel_the_day_it_speaks_of(body: str) -> None:
    read_as = reading("Our walk", body)
    assert read_as.kind == "cancellation"
    assert [(p.about, p.when().date) for p in read_as.proposals] == [("cancel", dt.date(2026, 4, 18))]


@pytest.mark.parametrize(
    "body",
    [
        "The walk in Leeds on 18 April is postponed to 2 May 2026.",
        "Der Spaziergang am 18. April in Köln wird auf den 2. Mai 2026 verschoben.",
        "La balade du 18 avril à Lyon est reportée au 2 mai 2026.",
    ],
)
def test_a_postponement_proposes_the_new_day_and_not_the_old(body: str) -> None:
    read_as = reading("Our walk", body)
    assert read_as.kind == "change"
    assert [(p.about, p.when().date) for p in read_as.proposals] == [("change", dt.date(2026, 5, 2))]


@pytest.mark.parametrize("body", [said for key, ways in WAYS.items() if key != "held" for said in ways])
def test_what_is_called_off_in_whatever_words_is_a_cancellation(body: str) -> None:
    assert reading("Info", body).kind == "cancellation"


@pytest.mark.parametrize("body", WAYS["held"])
def test_what_only_sounds_as_if_called_off_is_announced(body: str) -> None:
    assert reading("Info", body).kind == "submission"


@pytest.mark.parametrize(
    "below",
    [
        "UPDATE 6 April: cancelled!\n\nThe towpath is under water, so the walk is off.",
        "CANCELLED!!!",
        "Edit (7 April): called off.",
        "Update: The walk has been called off because of the flood.",
        "Unfortunately, we have to cancel the walk because of the flood.",
        "Nachtrag vom 6. April: abgesagt!",
        "Leider müssen wir den Spaziergang absagen.",
        "Mise à jour du 6 avril : annulé.",
        "Malheureusement, la promenade est annulée.",
        "Aggiornamento: la passeggiata è annullata per maltempo.",
    ],
)
def test_what_a_later_line_takes_back_is_a_cancellation(below: str) -> None:
    read_as = reading("Towpath", f"Walk along the towpath in Leeds on Saturday 18 April, 10 am.\n\n{below}")
    assert [(p.about, p.when().date) for p in read_as.proposals] == [("cancel", dt.date(2026, 4, 18))]


@pytest.mark.parametrize(
    "below",
    [
        "If the lock is flooded, the walk is cancelled.",
        "Update: should the lock be flooded, the walk will be cancelled.",
        "Update: the walk is not cancelled.",
        "Unfortunately, the fair in the park has no stalls this year.",
        "Cancelled? Not us!",
    ],
)
def test_what_a_later_line_only_speaks_of_calling_off_is_announced(below: str) -> None:
    read_as = reading("Towpath", f"Walk along the towpath in Leeds on Saturday 18 April, 10 am.\n\n{below}")
    assert [(p.about, p.when().date) for p in read_as.proposals] == [("new", dt.date(2026, 4, 18))]


def test_a_postponement_without_a_new_day_cancels() -> None:
    read_as = reading("Our walk", "The walk in Leeds on 18 April 2026 is postponed. A new day will be announced.")
    assert [(p.about, p.when().date) for p in read_as.proposals] == [("cancel", dt.date(2026, 4, 18))]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("The walk is postponed", "The walk was to take place in Leeds on Saturday. We wait for the river to fall."),
        ("Der Umzug wird verschoben", "Am Samstag sollte in Graz der Umzug stattfinden. Der Fluss ist zu hoch."),
        ("La marche est reportée", "La marche devait avoir lieu samedi à Lyon. La rivière est trop haute."),
        ("Se aplaza la marcha", "El sábado iba a celebrarse la marcha en Sevilla. El río baja muy crecido."),
        ("Turen utsettes", "Lørdag skulle turen i Bergen arrangeres. Elva går for høyt."),
        ("Turen udskydes", "Lørdag skulle turen i Aarhus afholdes. Åen er for høj."),
        ("Vandringen skjuts upp", "På lördag skulle vandringen i Umeå hållas. Ån är för hög."),
        ("De wandeling is uitgesteld", "Zaterdag zou de wandeling in Utrecht plaatsvinden. De rivier staat te hoog."),
        ("Marsz przełożony", "W sobotę miał się odbyć marsz w Poznaniu. Rzeka jest zbyt wysoka."),
        ("Pochod se odkládá", "V sobotu se měl konat pochod v Brně. Řeka je moc vysoko."),
    ],
)
def test_the_day_on_which_what_is_postponed_was_to_be_is_no_new_one(subject: str, body: str) -> None:
    read_as = reading(subject, body)
    assert {proposal.about for proposal in read_as.proposals} == {"cancel"}


def test_a_walk_that_is_not_cancelled_is_announced() -> None:
    read_as = reading("Weather", "Our walk is not cancelled: Saturday, 18 April 2026, 10 am, Leeds.")
    assert [(p.about, p.when().date) for p in read_as.proposals] == [("new", dt.date(2026, 4, 18))]


def test_a_mail_may_call_one_day_off_and_announce_another() -> None:
    read_as = reading(
        "Walks", "The walk in Leeds on 18 April 2026 is cancelled. The next walk is on 2 May 2026, 10 am, in Leeds."
    )
    assert read_as.kind == "cancellation"
    assert [(p.about, p.when().date) for p in read_as.proposals] == [
        ("cancel", dt.date(2026, 4, 18)),
        ("new", dt.date(2026, 5, 2)),
    ]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Marche des ruches annulée",
            "La commune vient d'annuler toutes les fêtes jusqu'au 15 mai. Notre marche des ruches, programmée le "
            "9 mai à Dole, ne peut donc pas avoir lieu.",
        ),
        (
            "Bees' walk cancelled",
            "The town has cancelled all gatherings until 15 May. Our walk planned for 9 May in Hull cannot take place.",
        ),
    ],
)
def test_the_end_of_a_ban_is_no_new_day_of_what_is_cancelled(subject: str, body: str) -> None:
    assert reading(subject, body).kind == "cancellation"


def test_a_today_in_a_mail_that_calls_an_event_off_announces_nothing() -> None:
    read_as = reading(
        "Count of bees in Hull",
        "The count of bees of Sunday 19 April 2026 in Hull is cancelled. Today the council said that it wants another "
        "route for the march.",
    )
    assert [one.about for one in read_as.proposals] == ["cancel"]


def test_the_weekday_that_is_off_is_not_the_day_to_which_it_is_moved() -> None:
    read_as = reading(
        "RESCHEDULED: walk for moss",
        "Saturday's walk for moss in Hull won't be happening after all, so we have rescheduled it for May 9.",
    )
    assert [(one.about, one.when().date) for one in read_as.proposals] == [("change", dt.date(2026, 5, 9))]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Marsz Drzew zawieszony", "Zarząd postanowił dzisiaj zawiesić zaplanowany na jutro Marsz Drzew w Lublinie."),
        ("Garden walk suspended", "We decided today to cancel the garden walk in Leeds planned for tomorrow."),
    ],
)
def test_the_day_on_which_it_is_decided_is_not_the_one_called_off(subject: str, body: str) -> None:
    read_as = reading(subject, body)
    assert (read_as.kind, [one.when().date for one in read_as.proposals]) == ("cancellation", [dt.date(2026, 4, 8)])


def test_a_meeting_may_be_put_off_to_an_hour_of_the_same_day() -> None:
    body = (
        "Leeds vigil rescheduled to 6 pm today\n\nIt was planned for 7 pm. Because of the storm that is expected on "
        "Sunday we start at 6 pm and end at 7:45 pm."
    )
    first, *_ = reading("RESCHEDULED: vigil 6 pm today", body).proposals
    assert (first.when().date, first.when().start) == (dt.date(2026, 4, 7), dt.time(18))


def test_a_meeting_of_which_only_the_meal_is_off_is_announced() -> None:
    body = (
        "We meet at 6.30 pm today by the river in Hull.\n\nThe vigil of this Tuesday had been called for 5 pm, with a "
        "lunch at two that will not take place."
    )
    assert [one.about for one in reading("New place", body).proposals] in (["new"], ["change"])


def test_what_is_held_in_light_rain_and_not_in_a_storm_is_announced() -> None:
    body = "日時:2026年4月19日(日) 10:00~11:30\n場所:松山駅前\n※ 小雨決行/荒天中止\n"
    assert [one.about for one in reading("ごみ拾い", body).proposals] == ["new"]


@pytest.mark.parametrize(
    "body",
    [
        "We protest on Friday 17 April 2026 at 5 pm in Leeds because the night bus has been cancelled.",
        "Against the cancelled night bus: protest on Friday 17 April 2026 at 5 pm in Leeds.",
        "Rally for the suspended students on Friday 17 April 2026 at 5 pm in Leeds.",
        "Weil der Nachtbus abgesagt wurde, demonstrieren wir am Freitag, 17. April 2026, 17 Uhr, in Kassel.",
        "Manif vendredi 17 avril 2026 à 17h à Lyon parce que la ligne de nuit a été annulée.",
        "Rassemblement pour les enseignants suspendus vendredi 17 avril 2026 à 17h à Lyon.",
        "Protest vrijdag 17 april 2026 om 17 uur in Gent omdat de nachtbus is afgelast.",
    ],
)
def test_a_protest_at_what_is_cancelled_is_announced(body: str) -> None:
    assert [(one.about, one.when().date) for one in reading("Night bus", body).proposals] == [
        ("new", dt.date(2026, 4, 17))
    ]


@pytest.mark.parametrize(
    "body",
    [
        "Do not come to the mill in Leeds on Friday 17 April 2026, because it has been cancelled.",
        "Because of the storm the walk on Friday 17 April 2026 in Leeds is cancelled.",
        "The walk against the night bus on Friday 17 April 2026 in Leeds is cancelled.",
        "Weil es stürmt, ist der Spaziergang am Freitag, 17. April 2026, in Kassel abgesagt.",
    ],
)
def test_what_is_called_off_for_a_reason_is_a_cancellation(body: str) -> None:
    assert reading("Info", body).kind == "cancellation"


@pytest.mark.parametrize(
    "body",
    [
        "They have cancelled the night bus, so we protest on Friday 17 April 2026 at 5 pm in Leeds.",
        "The council has scrapped the ferry: rally on Friday 17 April 2026, 5 pm, in Leeds.",
        "March against the weir, which has been scrapped, Friday 17 April 2026, 5 pm, Leeds.",
        "Die Stadt hat die Fähre abgesagt, darum Kundgebung am Freitag, 17. April 2026, 17 Uhr, in Kassel.",
        "Hanno annullato il traghetto, quindi presidio venerdì 17 aprile 2026 alle 17 a Torino.",
        "Manifestación el viernes 17 de abril de 2026 a las 17:00 en Sevilla: ¡han cancelado el barco!",
        "Ils ont annulé le bac, alors rassemblement vendredi 17 avril 2026 à 17h à Dijon.",
        "Ze hebben de veerboot afgelast, dus betoging op vrijdag 17 april 2026 om 17 uur in Gent.",
        "Kommunen har aflyst færgen, så vi holder demonstration fredag den 17. april 2026 kl. 17 i Aarhus.",
        "Törölték a kompot, ezért tüntetés április 17-én, pénteken 17 órakor Szegeden.",
    ],
)
def test_what_others_call_off_is_a_reason_to_meet(body: str) -> None:
    assert [(one.about, one.when().date) for one in reading("Ferry", body).proposals] == [("new", dt.date(2026, 4, 17))]


@pytest.mark.parametrize(
    "body",
    [
        "The council has cancelled our march on Friday 17 April 2026 in Leeds.",
        "They have cancelled the walk of 17 April 2026 in Leeds, so please stay at home.",
        "Hanno annullato la festa del 17 aprile 2026 a Torino.",
        "Die Stadt hat das Fest am 17. April 2026 in Kassel abgesagt.",
        "There will be no fair on 17 April 2026 in Leeds.",
        "Il n'y aura pas de fête le 17 avril 2026 à Dijon.",
        "No habrá fiesta el 17 de abril de 2026 en Sevilla.",
    ],
)
def test_the_meeting_that_others_call_off_or_that_will_not_be_is_a_cancellation(body: str) -> None:
    read_as = reading("Info", body)
    assert [(one.about, one.when().date) for one in read_as.proposals] == [("cancel", dt.date(2026, 4, 17))]


@pytest.mark.parametrize(
    "body",
    [
        "The walk in Leeds will not take place on 18 April but on 25 April 2026 at 2 pm.",
        "Průvod se nekoná 18. dubna, ale 25. dubna 2026 ve 14:00 v Brně.",
        "De optocht gaat niet door op 18 april, maar op 25 april 2026 om 14 uur in Gent.",
        "A felvonulás elmarad április 18-án, hanem április 25-én 14 órakor lesz Szegeden.",
        "Das Fest in Kassel am 4. April ist verregnet. Wir holen es am 25. April um 14 Uhr nach.",
        "The walk in Leeds is postponed to 25 April, 2 pm, and not to the 18th, as some wrote.",
    ],
)
def test_the_day_behind_but_is_the_new_one(body: str) -> None:
    read_as = reading("Walk", body)
    assert [(one.about, one.when().date) for one in read_as.proposals] == [("change", dt.date(2026, 4, 25))]


def test_the_weekday_on_which_it_is_said_is_no_new_day() -> None:
    read_as = reading(
        "Moss walk in Leeds: new day",
        "The walk will not take place this Saturday, the organizers said Tuesday.\n\nWalkers are asked to come on "
        "April 25.",
    )
    assert ("new", dt.date(2026, 4, 25)) in [(one.about, one.when().date) for one in read_as.proposals]
    assert dt.date(2026, 4, 7) not in [one.when().date for one in read_as.proposals]


@pytest.mark.parametrize("body", PUT_OFF["until"].values())
def test_a_day_until_which_an_event_is_put_off_is_the_new_one_and_no_deadline(body: str) -> None:
    read_as = reading("Our walk", body)
    assert (read_as.kind, [p.when().date for p in read_as.proposals]) == ("change", [dt.date(2026, 4, 18)])


@pytest.mark.parametrize(("subject", "body"), PUT_OFF["undecided"].values())
def test_the_day_of_an_event_put_off_to_no_day_yet_is_the_old_one(subject: str, body: str) -> None:
    read_as = reading(subject, body)
    assert (read_as.kind, [p.about for p in read_as.proposals]) == ("cancellation", ["cancel"])


def test_a_deadline_that_is_put_off_is_no_event() -> None:
    assert reading("Moss papers", "The deadline for moss papers is postponed until 18 April 2026.").proposals == ()


@pytest.mark.parametrize(
    "body",
    [
        "The concert on 9 April in Leeds is off. The talk on 11 April is put off to 2 May 2026. "
        "The fair on 18 April has been postponed to 9 May 2026.",
        "Das Konzert am 9. April in Kassel fällt aus. Der Vortrag am 11. April wird auf den 2. Mai 2026 verschoben. "
        "Die Lesung am 18. April wurde auf den 9. Mai 2026 verlegt.",
        "Le concert du 9 avril à Lyon est annulé. La conférence du 11 avril est reportée au 2 mai 2026. "
        "La balade du 18 avril est reportée au 9 mai 2026.",
    ],
)
def test_events_that_are_each_put_off_to_a_day_of_its_own_are_told_apart(body: str) -> None:
    read_as = reading("Spring in our house", body)
    days = [(p.about, p.when().date) for p in read_as.proposals]
    assert days == [("cancel", dt.date(2026, 4, 9)), ("new", dt.date(2026, 5, 2)), ("new", dt.date(2026, 5, 9))]
