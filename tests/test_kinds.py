"""What kind a mail is: a machine's answer, a question, a cancellation, a change, a submission or something else."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest

from intake.reading.message import read
from intake.reading.proposal import Context, Reading
from intake.reading.propose import propose

SENT = dt.datetime(2026, 4, 7, 10, tzinfo=dt.UTC)


def reading(subject: str, body: str, **headers: str) -> Reading:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = headers.pop("sender", "Post <post@example.org>")
    message["Date"] = SENT
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return propose(read(message.as_bytes()), Context(now=SENT))


@pytest.mark.parametrize(
    ("subject", "headers"),
    [
        ("Re: garden day", {"Auto_Submitted": "auto-replied"}),
        ("Out of office: garden day 18 April", {}),
        ("Réponse automatique : fête du 18 avril", {}),
        ("Undelivered mail returned to sender", {"sender": "MAILER-DAEMON@mx.example.org"}),
    ],
)
def test_a_machines_answer_is_automatic_and_gives_no_draft(subject: str, headers: dict[str, str]) -> None:
    read_as = reading(subject, "The garden day is on 18 April 2026 at 10 am in Leeds.", **headers)
    assert (read_as.kind, read_as.proposals) == ("automatic", ())


def test_a_mailing_lists_announcement_is_no_automatic_mail() -> None:
    read_as = reading(
        "Garden day",
        "Garden day on 18 April 2026 at 10 am in Leeds.",
        Precedence="list",
        List_Id="<garden.example.org>",
    )
    assert read_as.kind == "submission"


@pytest.mark.parametrize(
    "body",
    [
        "Is there anything in Vienna on Saturday 18 April?",
        "Könnte jemand am 18. April um 10 Uhr ein Interview in Wien geben?",
        "Est-ce que quelque chose est prévu à Lyon le 18 avril ?",
    ],
)
def test_a_question_that_names_a_day_gives_no_draft(body: str) -> None:
    read_as = reading("Hello", body)
    assert (read_as.kind, read_as.proposals) == ("question", ())


def test_a_request_to_list_an_event_is_no_question() -> None:
    assert reading("Hello", "Could you list our walk on 18 April 2026 at 10 am in Leeds?").kind == "submission"


@pytest.mark.parametrize(
    "body",
    [
        "Thank you for the market last Saturday in Leeds, it was great!",
        "Am Samstag, 28. März 2026, fand in Graz der Pflanzenmarkt statt.",
        "Deadline for abstracts: 1 June 2026.",
        "The council was founded on 3 May 1998.",
        "Soil stores water. Read more on our page.",
    ],
)
def test_reports_deadlines_and_stories_are_something_else(body: str) -> None:
    read_as = reading("News", body)
    assert (read_as.kind, read_as.proposals) == ("other", ())
    assert read_as.reason


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


def test_a_postponement_without_a_new_day_cancels() -> None:
    read_as = reading("Our walk", "The walk in Leeds on 18 April 2026 is postponed. A new day will be announced.")
    assert [(p.about, p.when().date) for p in read_as.proposals] == [("cancel", dt.date(2026, 4, 18))]


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
