"""Whole mails and what must be read from them: `tests/messages/<case>/mail.eml` beside `expected.toml`.

To add a case, make a folder with a `mail.eml` and run `pytest tests/test_messages.py --accept`: what was read is
written as `expected.toml`, and the run still fails, so that somebody looks at it before it becomes the truth.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from intake.reading.message import read
from intake.reading.proposal import Context, Proposal, Reading
from intake.reading.propose import propose

CASES = sorted(folder for folder in (Path(__file__).parent / "messages").iterdir() if folder.is_dir())


def shown(proposal: Proposal) -> dict[str, Any]:
    """A proposal's values as expected.toml has them; what was not found is left out."""
    when, place, link = proposal.when(), proposal.where(), proposal.link()
    values: dict[str, Any] = {
        "about": proposal.about,
        "date": when.date,
        "start": when.start,
        "end_date": when.end_date,
        "end": when.end,
        "city": place.city if place else None,
        "country": place.country if place else None,
        "online": (place.online or None) if place else None,
        "link": link.url if link else None,
        "title": proposal.words("title"),
        "venue": proposal.words("venue"),
        "organizer": proposal.words("organizer"),
        "problems": [problem.code for problem in proposal.problems],
    }
    return {name: value for name, value in values.items() if value is not None}


def written(reading: Reading) -> str:
    """A reading as the text of an expected.toml."""
    lines = [f'kind = "{reading.kind}"']
    for proposal in reading.proposals:
        lines += ["", "[[event]]"]
        for name, value in shown(proposal).items():
            plain = isinstance(value, dt.date | dt.time)
            lines.append(f"{name} = {value.isoformat() if plain else json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def read_case(folder: Path) -> Reading:
    """What is read from a case's mail, at the time it was sent."""
    message = read((folder / "mail.eml").read_bytes())
    assert message.sent is not None, "a case's mail needs a Date header"
    return propose(message, Context(now=message.sent))


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_a_mail_is_read_as_expected(folder: Path, request: pytest.FixtureRequest) -> None:
    expectation = folder / "expected.toml"
    reading = read_case(folder)
    if not expectation.exists():
        if request.config.getoption("--accept"):
            expectation.write_text(written(reading), encoding="utf-8")
            pytest.fail(f"wrote {expectation}; look at it, then run again")
        pytest.fail(f"{expectation} is missing; write it, or let --accept write what was read")
    expected = tomllib.loads(expectation.read_text(encoding="utf-8"))
    assert reading.kind == expected["kind"], reading.reason
    assert [shown(proposal) for proposal in reading.proposals] == expected.get("event", [])


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_the_evidence_of_a_value_stands_where_it_says(folder: Path) -> None:
    message = read((folder / "mail.eml").read_bytes())
    parts = {"subject": message.subject, "text": message.text, "sender": message.sender_name}
    for proposal in read_case(folder).proposals:
        for found in proposal.chosen.values():
            if found.part in parts:
                words = parts[found.part][found.start : found.end]
                assert " ".join(words.split()).startswith(" ".join(found.words.split())[:40])
