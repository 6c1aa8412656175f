"""Whatever a maintainer or an organizer answers, it is read as commands, held or ignored, and nothing else happens."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.campaign import Maintainer
from intake.deciding import replies
from intake.deciding.decide import decide
from intake.deciding.decision import Decision, Hold, Impossible, Known
from intake.deciding.draft import Details, Draft
from intake.deciding.screened import screened
from intake.deciding.settings import Settings
from intake.deciding.typed import EDITABLE, edited
from intake.reading.message import Message
from intake.reading.proposal import Context, Proposal, Reading
from intake.reading.propose import propose
from tests.parts.growth import calls

NOW = dt.datetime(2027, 3, 1, 10, tzinfo=dt.UTC)
TOKEN = "abcdefghijkmnpqrstuvwxyz"
DETAILS = Details(date=dt.date(2027, 5, 8), start=dt.time(14), title="Planting day", city="Lyon", country="FR")
DRAFTS = tuple(
    Draft(
        number, str(number) * 64, Proposal("m", 1, "new", {}), dataclasses.replace(DETAILS, title=f"Day {number}"),
        "new", "waiting", "ana@garden.example", NOW, NOW, version=3, language="en", mail_id="one@garden.example",
        answerable=True,
    )
    for number in (1, 2)
)  # fmt: skip
KNOWN = Known(
    drafts=DRAFTS,
    tokens={TOKEN: (1, 2)},
    sent_ids={"ours@greendays.example": ("draft:1", "draft:2")},
)
KIM = Settings(maintainers=(Maintainer("Kim", "kim@desk.example"),))
# Pieces of what people answer, and of what breaks parsers.
PIECES = st.sampled_from([
    "ok", "yes", "no", "confirm", "reject", "1", "2", "all", ":", "=", ",", "\n", "> ", "date", "time", "city", "why",
    "title", "2027-05-09", "31/02", "25:61", "14:00", "3pm", "Paris", "cancelled", "moved to", "link",
    "https://x.example",
    "ja", "nein", "oui", "non", "[#", TOKEN, "]", "\u202e", "\x00", "--",
    "On Monday, Ana wrote:", "😀", "#", "(", ")", "{", "*",
])  # fmt: skip
ANSWERS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=25).map(" ".join))


def message(text: str, sender: str) -> Message:
    given: dict[str, Any] = {
        "id": "a" * 64, "message_id": "two@garden.example", "thread": ("ours@greendays.example",), "sender": sender,
        "sender_name": "", "reply_to": None, "to": ("events@greendays.example",), "sent": NOW, "received": NOW,
        "subject": f"Re: New draft [#{TOKEN}]", "text": text, "html": None, "links": (), "parts": (), "automatic": (),
        "authenticated": (),
    }  # fmt: skip
    return Message(**given)


@given(ANSWERS)
@settings(max_examples=200)
def test_any_answer_of_a_maintainer_is_commands_about_known_drafts(text: str) -> None:
    commands = replies.read(message(text, "kim@desk.example"), KNOWN, KIM) or []
    assert all(command.draft_id in (1, 2, None) for command in commands)
    assert all(command.who == "kim@desk.example" for command in commands)


@given(ANSWERS)
@settings(max_examples=100)
def test_an_answer_of_anybody_else_is_no_command_whatever_token_it_carries(text: str) -> None:
    assert not replies.read(message(f"{text} [#{TOKEN}]", "eve@evil.example"), KNOWN, KIM)


@given(ANSWERS)
@settings(max_examples=100)
def test_any_answer_of_an_organizer_is_decided_on(text: str) -> None:
    said = message(text, "ana@garden.example")
    decisions = decide(said, propose(said, Context(now=NOW)), KNOWN, KIM, NOW)
    assert decisions


def test_a_reply_about_none_of_many_events_is_not_held_against_each_line_by_line() -> None:
    said = message("title: Planting, date: 9 May, time: 3pm, " * 200, "ana@garden.example")
    words = screened(said)

    def heard(events: int) -> list[Decision]:
        many = tuple(dataclasses.replace(DRAFTS[0], id=number) for number in range(1, events + 1))
        names = tuple(f"draft:{one.id}" for one in many)
        known = dataclasses.replace(KNOWN, drafts=many, sent_ids={"ours@greendays.example": names})
        return decide(said, Reading("other"), known, KIM, NOW, words)

    (hold, *_) = heard(50)
    assert isinstance(hold, Hold)
    assert "which of them" in hold.reason
    assert calls(lambda: heard(50)) < 2 * calls(lambda: heard(10))


@pytest.mark.parametrize("name", sorted(EDITABLE))
@given(text=st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=4).map(" ".join)))
@settings(max_examples=40)
def test_any_value_typed_is_taken_or_refused_in_words(name: str, text: str) -> None:
    said = typed(name, text)
    if isinstance(said, Details):
        assert said.date is not None or name == "date"
        said = f"{said.title}{said.venue}{said.link}{said.city}"
    assert "\n" not in said


def typed(name: str, text: str) -> Details | str:
    """What comes of a value, or why it is refused."""
    try:
        return edited(DETAILS, {name: text}, NOW)
    except Impossible as error:
        return str(error)
