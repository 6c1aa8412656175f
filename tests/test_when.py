"""Days and times: each phrase of tests/corpus is read as it is meant, and what is none is never taken for one."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from intake.reading.fields.when import find
from intake.reading.proposal import Context, Finding, Passage, When

CORPUS = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "corpus").glob("*.toml"))
}


def said() -> list[Any]:
    return [
        pytest.param(tag, corpus["now"], phrase["means"], words, id=f"{tag}-{phrase['means']}-{words}")
        for tag, corpus in CORPUS.items()
        for phrase in corpus["phrase"]
        for words in phrase["said"]
    ]


def never_said() -> list[Any]:
    return [
        pytest.param(tag, corpus["now"], words, id=f"{tag}-{words}")
        for tag, corpus in CORPUS.items()
        for words in corpus.get("never", ())
    ]


def read(text: str, *tags: str, now: str = "2024-04-30T10:00:00+00:00", **known: Any) -> list[Finding]:
    return find(Passage(text, "text", 0, "body", tags), Context(dt.datetime.fromisoformat(now), **known))


def meaning(value: When) -> str:
    """A When as the corpus writes it: `2024-05-04 18:30-20:00`, `2024-05-03/2024-05-05`, `18:30`."""
    day = value.date.isoformat() if value.date else ""
    if value.end_date:
        day += f"/{value.end_date.isoformat()}"
    clock = value.start.strftime("%H:%M") if value.start else ""
    if value.end:
        clock += f"-{value.end.strftime('%H:%M')}"
    return f"{day} {clock}".strip()


def meanings(findings: list[Finding]) -> list[str]:
    return [meaning(found.value) for found in findings if isinstance(found.value, When)]


@pytest.mark.parametrize(("tag", "now", "means", "words"), said())
def test_a_phrase_is_read_as_it_is_meant(tag: str, now: str, means: str, words: str) -> None:
    assert meanings(read(words, tag, now=now)) == means.split(" + ")


@pytest.mark.parametrize(("tag", "now", "words"), never_said())
def test_what_is_no_day_or_time_is_never_taken_for_one(tag: str, now: str, words: str) -> None:
    assert meanings(read(words, tag, now=now)) == []
