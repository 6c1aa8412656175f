"""Events told in running text, and cities that a mail only mentions."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

from intake.reading.message import read
from intake.reading.proposal import Context
from intake.reading.propose import propose

SENT = dt.datetime(2026, 4, 7, 10, tzinfo=dt.UTC)  # a Tuesday


def told(body: str, subject: str = "News") -> list[tuple[str, str, str]]:
    """(day, time, city) of each event of a mail."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Garden Friends <post@example.org>"
    message["Date"] = SENT
    message.set_content(body)
    found = []
    for proposal in propose(read(message.as_bytes()), Context(now=SENT)).proposals:
        when, place = proposal.when(), proposal.where()
        start = f"{when.start:%H:%M}" if when.start else ""
        found.append((f"{when.date}", start, (place.city or "") if place else ""))
    return found


def test_cities_of_another_paragraph_are_no_events_where_the_day_stands_with_its_city() -> None:
    body = (
        "Our garden workshop takes place in Leeds on Saturday 18 April.\n\n"
        "It is for all who have never dug. Next in line are Bristol, York and Norwich; write to us about your city.\n"
    )
    assert told(body) == [("2026-04-18", "", "Leeds")]


def test_cities_of_the_days_own_sentence_are_an_event_each() -> None:
    body = "On Saturday 18 April we dig in Leeds, Bristol and York.\n\nBring a spade, please.\n"
    assert told(body) == [("2026-04-18", "", "Leeds"), ("2026-04-18", "", "Bristol"), ("2026-04-18", "", "York")]


def test_a_city_list_with_hours_behind_a_slash_gives_them() -> None:
    body = "Saturday 18 April:\n\nLeeds: Park Square/20:00\nBristol: College Green/ 19:00\nYork: Garden Street /18:00\n"
    assert told(body) == [
        ("2026-04-18", "20:00", "Leeds"), ("2026-04-18", "19:00", "Bristol"), ("2026-04-18", "18:00", "York"),
    ]  # fmt: skip
