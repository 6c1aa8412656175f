"""Short ways to fill a store."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from dataclasses import replace

from intake.deciding.decision import Propose, Publish
from intake.deciding.draft import Details
from intake.reading.message import Message
from intake.reading.proposal import Finding, Place, Problem, Proposal, When
from intake.store import BOT, Applied, Store
from render.event import Event

NOW = dt.datetime(2027, 4, 1, 9, 30, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def raw_of(subject: str = "Planting day", sender: str = "ana@garden.example", text: str = "Come!") -> bytes:
    """The bytes of a small mail."""
    return f"From: {sender}\r\nSubject: {subject}\r\n\r\n{text}\r\n".encode()


def message_of(
    raw: bytes,
    sender: str = "ana@garden.example",
    subject: str = "Planting day",
    mail_id: str | None = None,
    thread: tuple[str, ...] = (),
) -> Message:
    """What reading would make of a small mail."""
    return Message(
        id=hashlib.sha256(raw).hexdigest(),
        message_id=mail_id,
        thread=thread,
        sender=sender,
        sender_name="Ana",
        reply_to=None,
        to=("events@garden.example",),
        sent=NOW,
        received=NOW,
        subject=subject,
        text="Come!",
        html=None,
        links=(),
        parts=(),
        automatic=(),
        authenticated=(),
    )


def details_of(**more: object) -> Details:
    """Details of an event in Lyon on 8 May 2027."""
    given = Details(
        date=dt.date(2027, 5, 8),
        start=dt.time(14, 0),
        timezone="Europe/Paris",
        title="Planting day",
        city="Lyon",
        region="Auvergne-Rhône-Alpes",
        country="FR",
        coordinates=(45.75, 4.85),
        link="https://garden.example/planting",
        language="en",
    )
    return replace(given, **more)  # type: ignore[arg-type]


def event_of(details: Details | None = None, **more: object) -> Event:
    """An event with these details."""
    given = details or details_of()
    assert given.date is not None
    event = Event(
        id="",
        date=given.date,
        start=given.start,
        end_date=given.end_date,
        end=given.end,
        timezone=given.timezone,
        title=given.title,
        city=given.city,
        region=given.region,
        country=given.country,
        coordinates=given.coordinates,
        venue=given.venue,
        link=given.link,
        links=given.links,
        organizer=given.organizer,
        status="scheduled",
        sequence=0,
        updated=NOW,
        language=given.language,
    )
    return replace(event, **more)  # type: ignore[arg-type]


def proposal_of(message: Message, ordinal: int = 1) -> Proposal:
    """A proposal with evidence, as reading gives it."""
    when = Finding(
        "when", When(dt.date(2027, 5, 8), dt.time(14)), "8 May, 2pm", 0, 10, "text", "day month", False, "year"
    )
    where = Finding(
        "where",
        Place("Lyon", "Auvergne-Rhône-Alpes", "FR", 45.75, 4.85, "Europe/Paris"),
        "Lyon",
        11,
        15,
        "text",
        "city",
    )
    return Proposal(message.id, ordinal, "new", {"when": when, "where": where}, language="en")


def take_in(store: Store, message: Message, raw: bytes, now: dt.datetime = NOW) -> None:
    """Keep a message as collecting and reading would."""
    store.keep_raw("inbox", [(raw, now, None)], None, now)
    with store.writes() as writing:
        writing.describe(message)


def draft_in(store: Store, number: int = 0, sender: str = "ana@garden.example", **details: object) -> int:
    """Put a waiting draft on the shelf; returns its id."""
    number = number or next(_numbers)
    raw = raw_of(f"Planting day {number}", sender)
    message = message_of(raw, sender, f"Planting day {number}", f"mail-{number}@garden.example")
    take_in(store, message, raw)
    proposed = Propose(proposal_of(message), details_of(**details), problems=problems_of(details), answerable=True)
    applied = store.apply([proposed], message.id, BOT, NOW)
    return applied.drafts[0]


def problems_of(details: dict[str, object]) -> tuple[Problem, ...]:
    """A problem where the city was left out."""
    return (Problem("no_city", "no city was found", "where"),) if details.get("city", "") is None else ()


def confirm(store: Store, number: int, who: str = "mia@garden.example", batch: str | None = None) -> Applied:
    """Confirm a draft as it stands."""
    draft = store.draft(number)
    assert draft is not None
    return store.apply([Publish(number, draft.version, event_of(draft.details))], None, who, NOW, batch)
