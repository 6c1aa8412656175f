"""Events that a mail carries as data: cases in tests/calendars, and what hostile data does (nothing)."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from intake.reading.attachments import Carried, Structured, find
from intake.reading.message import Message, read
from intake.reading.proposal import Context, Link, When
from intake.reading.propose import propose
from tests.parts.growth import STEEP, calls, growth

CASES = tomllib.loads((Path(__file__).parent / "calendars" / "events.toml").read_text(encoding="utf-8"))
CONTEXT = Context(now=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))


def mail(calendar: str | None = None, html: str | None = None, method: str = "PUBLISH") -> Message:
    made = EmailMessage()
    made["From"], made["Subject"] = "ann@example.org", "x"
    made.set_content("See below.")
    if html is not None:
        made.add_alternative(html, subtype="html")
    if calendar is not None:
        made.add_attachment(calendar.encode(), maintype="text", subtype="calendar", params={"method": method})
    return read(made.as_bytes())


def vcalendar(*lines: str) -> str:
    return "\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""))


def seen(event: Structured) -> dict[str, Any]:
    """The event in the words of the case file: only what is there."""
    found: dict[str, Any] = {"part": event.part}
    when = event.findings.get("when")
    if when and isinstance(when.value, When) and when.value.date:
        value = when.value
        found["date"] = value.date.isoformat()
        found |= {
            name: getattr(value, name).isoformat()[:10] if name == "end_date" else f"{getattr(value, name):%H:%M}"
            for name in ("start", "end", "end_date")
            if getattr(value, name) is not None
        }
    found |= {name: event.findings[name].value for name in ("title", "venue", "organizer") if name in event.findings}
    if "link" in event.findings and isinstance(event.findings["link"].value, Link):
        found["link"] = event.findings["link"].value.url
    found |= {
        name: getattr(event, name)
        for name in ("timezone", "location", "city", "country", "cancelled", "online", "uid")
        if getattr(event, name)
    }
    return found


@pytest.mark.parametrize(("name", "case"), CASES.items(), ids=CASES)
def test_the_events_of_a_mails_data_are_read(name: str, case: dict[str, Any]) -> None:
    message = mail(case.get("calendar"), case.get("html"), case.get("method", "PUBLISH"))
    events = [seen(event) for event in find(message, CONTEXT).events]
    assert [
        {key: event.get(key) for key in wanted} for event, wanted in zip(events, case["events"], strict=False)
    ] == case["events"]
    assert len(events) == len(case["events"])


@pytest.mark.parametrize(("name", "case"), CASES.items(), ids=CASES)
def test_evidence_stands_where_it_says(name: str, case: dict[str, Any]) -> None:
    message = mail(case.get("calendar"), case.get("html"), case.get("method", "PUBLISH"))
    source = {"calendar": next((part.text for part in message.parts if part.text), ""), "schema": message.html}
    for event in find(message, CONTEXT).events:
        for finding in event.findings.values():
            if finding.end:
                assert (source[event.part] or "")[finding.start : finding.end] == finding.words


LINKED_DATA = "schema.org<script type='application/ld+json'>"
ITEM = "schema.org<div itemscope itemtype='https://schema.org/Event'>"
NESTED_ITEM = "<div itemscope itemprop=x itemtype='https://schema.org/Event'>"
HOSTILE: dict[str, tuple[int, Callable[[int], Message]]] = {
    "nested": (5_000, lambda number: mail("BEGIN:VCALENDAR\n" * number)),
    "long": (2_000_000, lambda number: mail("X" * number)),
    "deep json": (100_000, lambda number: mail(html=f"{LINKED_DATA}{'[' * number}</script>")),
    "nested items": (20_000, lambda number: mail(html="schema.org" + NESTED_ITEM * number)),
    "nested properties": (20_000, lambda number: mail(html=ITEM + "<b itemprop=a>x" * number)),
}


@pytest.mark.parametrize("share", [1, 8])
@pytest.mark.parametrize("name", HOSTILE)
def test_passing_over_hostile_data_grows_no_faster_than_the_data(name: str, share: int) -> None:
    number, made = HOSTILE[name]
    assert growth(made, number // share, lambda message: find(message, CONTEXT)) < STEEP


@pytest.mark.parametrize(
    "message",
    [
        mail("BEGIN:VEVENT\nDTSTART:garbage\nEND:VEVENT"),
        mail(vcalendar("DTSTART:99999999T999999")),
        mail(vcalendar("DTSTART:20260306T150000", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30") * 1),
        mail(vcalendar("DTSTART:20260306T150000", "RRULE:FREQ=SECONDLY")),
        mail(vcalendar("DTSTART:20260306T150000", "RRULE:FREQ=DAILY;INTERVAL=0")),
        mail(vcalendar("DTSTART:19010101T000000", "RRULE:FREQ=DAILY;COUNT=100000000")),
        mail(html=LINKED_DATA + '{"@type":"Event","startDate":[1,2]}</script>'),
    ],
    ids=["garbage", "no date", "30 February", "each second", "interval 0", "since 1901", "odd types"],
)
def test_an_event_that_repeats_without_end_or_is_none_is_passed_over_in_few_calls(message: Message) -> None:
    find(message, CONTEXT)  # loads what is loaded once
    assert calls(lambda: find(message, CONTEXT)) < 300_000


def test_a_repeated_event_gives_at_most_twelve_days_from_now_on() -> None:
    calendar = vcalendar("DTSTART:20200106T150000", "RRULE:FREQ=WEEKLY;BYDAY=MO", "SUMMARY:Digging")
    events = find(mail(calendar), CONTEXT).events
    days = [event.findings["when"].value.date for event in events]  # type: ignore[union-attr]
    assert len(days) == 12
    assert days[0] == dt.date(2026, 3, 2)
    assert {day.weekday() for day in days if day} == {0}


def test_a_mail_without_data_has_no_events() -> None:
    assert find(mail(html="<p>schema.org is a site</p>"), CONTEXT) == Carried()


@pytest.mark.parametrize(
    ("calendar", "reason"),
    [
        ("", "it is empty"),
        ("Saturday at the mill", "it is not written as a calendar (RFC 5545)"),
        (vcalendar("DTSTART:20260306T150000").partition("END:")[0], "it holds no whole calendar"),
        (vcalendar("DTSTART:2026-03-06 15:00"), "a start that is no date or time: “2026-03-06 15:00”"),
        (vcalendar("SUMMARY:Digging"), "an event in it has no start (DTSTART)"),
        (vcalendar("DTSTART:99990306T150000"), "a start that is no date or time: “99990306T150000”"),
        (vcalendar("DTSTART:20260306T150000", "DESCRIPTION:" + "x" * 300_000), "it is longer than 300,000 characters"),
        (vcalendar("END:VEVENT\nBEGIN:VEVENT\n".join(["DTSTART:20260306T150000\n"] * 51)), "it holds 51 events"),
    ],
    ids=["empty", "prose", "cut off", "no RFC date", "no start", "year 9999", "long", "51 events"],
)
def test_a_calendar_that_cannot_be_read_is_named_with_the_reason(calendar: str, reason: str) -> None:
    found = find(mail(calendar), CONTEXT)
    assert len(found.unread) == 1
    assert reason in found.unread[0]
    assert "\n" not in found.unread[0]


def test_the_events_that_can_be_read_stand_beside_one_that_cannot() -> None:
    broken = vcalendar("DTSTART:soon", "END:VEVENT", "BEGIN:VEVENT", "DTSTART:20260306T150000", "SUMMARY:Digging")
    found = find(mail(broken), CONTEXT)
    assert [event.findings["title"].value for event in found.events] == ["Digging"]
    assert found.unread == ("an event in it has a start that is no date or time: “soon”",)


def test_a_calendar_with_no_event_in_it_is_nothing_to_look_at() -> None:
    assert find(mail("BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR\n"), CONTEXT) == Carried()


def test_a_calendar_behind_a_byte_order_mark_and_two_in_one_part_are_read() -> None:
    first = vcalendar("DTSTART:20260306T150000", "SUMMARY:Digging")
    second = vcalendar("DTSTART:20260307T150000", "SUMMARY:Sowing")
    found = find(mail("\ufeff" + first + second), CONTEXT)
    assert [event.findings["title"].value for event in found.events] == ["Digging", "Sowing"]
    assert found.unread == ()


def test_a_mail_with_an_unread_calendar_says_so_in_its_reading_and_in_each_proposal() -> None:
    made = EmailMessage()
    made["From"], made["Subject"] = "ann@example.org", "Garden day"
    made.set_content("Garden day on Saturday 18 April 2026 at 10 am in Leeds. More in the calendar.")
    made.add_attachment(b"soon", maintype="text", subtype="calendar")
    reading = propose(read(made.as_bytes()), CONTEXT)
    assert [problem.code for problem in reading.problems] == ["calendar_unread"]
    assert [[problem.code for problem in one.problems] for one in reading.proposals] == [["calendar_unread"]]
    (problem,) = reading.problems
    assert problem.text.startswith("A calendar is attached that could not be read: it ")
    assert problem.text == f"A calendar is attached that could not be read: {problem.named[0]}."
