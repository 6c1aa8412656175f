"""Events that a mail carries as data: cases in tests/calendars, and what hostile data does (nothing)."""

from __future__ import annotations

import datetime as dt
import time
import tomllib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from intake.reading.attachments import Structured, find
from intake.reading.message import Message, read
from intake.reading.proposal import Context, Link, When

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
    events = [seen(event) for event in find(message, CONTEXT)]
    assert [
        {key: event.get(key) for key in wanted} for event, wanted in zip(events, case["events"], strict=False)
    ] == case["events"]
    assert len(events) == len(case["events"])


@pytest.mark.parametrize(("name", "case"), CASES.items(), ids=CASES)
def test_evidence_stands_where_it_says(name: str, case: dict[str, Any]) -> None:
    message = mail(case.get("calendar"), case.get("html"), case.get("method", "PUBLISH"))
    source = {"calendar": next((part.text for part in message.parts if part.text), ""), "schema": message.html}
    for event in find(message, CONTEXT):
        for finding in event.findings.values():
            if finding.end:
                assert (source[event.part] or "")[finding.start : finding.end] == finding.words


@pytest.mark.parametrize(
    "message",
    [
        mail("BEGIN:VCALENDAR\n" * 5000),
        mail("BEGIN:VEVENT\nDTSTART:garbage\nEND:VEVENT"),
        mail(vcalendar("DTSTART:99999999T999999")),
        mail(vcalendar("DTSTART:20260306T150000", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30") * 1),
        mail(vcalendar("DTSTART:20260306T150000", "RRULE:FREQ=SECONDLY")),
        mail(vcalendar("DTSTART:20260306T150000", "RRULE:FREQ=DAILY;INTERVAL=0")),
        mail(vcalendar("DTSTART:19010101T000000", "RRULE:FREQ=DAILY;COUNT=100000000")),
        mail("X" * 2_000_000),
        mail(html="schema.org<script type='application/ld+json'>" + "[" * 100_000 + "</script>"),
        mail(html="schema.org<script type='application/ld+json'>{\"@type\":\"Event\",\"startDate\":[1,2]}</script>"),
        mail(html="schema.org" + "<div itemscope itemprop=x itemtype='https://schema.org/Event'>" * 20_000),
        mail(html="schema.org<div itemscope itemtype='https://schema.org/Event'>" + "<b itemprop=a>x" * 20_000),
    ],
    ids=["nested", "garbage", "no date", "30 February", "each second", "interval 0", "since 1901", "long", "deep json",
         "odd types", "nested items", "nested properties"],
)  # fmt: skip
def test_hostile_data_is_left_out_in_little_time(message: Message) -> None:
    began = time.process_time()
    find(message, CONTEXT)
    assert time.process_time() - began < 1.5


def test_a_repeated_event_gives_at_most_twelve_days_from_now_on() -> None:
    events = find(mail(vcalendar("DTSTART:20200106T150000", "RRULE:FREQ=WEEKLY;BYDAY=MO", "SUMMARY:Digging")), CONTEXT)
    days = [event.findings["when"].value.date for event in events]  # type: ignore[union-attr]
    assert len(days) == 12
    assert days[0] == dt.date(2026, 3, 2)
    assert {day.weekday() for day in days if day} == {0}


def test_a_mail_without_data_has_no_events() -> None:
    assert find(mail(html="<p>schema.org is a site</p>"), CONTEXT) == []
