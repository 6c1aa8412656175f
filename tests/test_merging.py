"""Two mails about one event: `tests/merges/<case>/` holds base.toml and said.toml, and what they become.

revised.toml: `said` came later and changes the base; `changed` are the fields that differ then, `details` the result.
joined.toml: both are about one event, and neither is a change of the other; `conflicts` are the fields of which the two
say different things. Joined the other way round the same is known, but for the conflicts (and the fields in `ignore`).
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from intake.deciding.details import FIELDS, as_event, of_event
from intake.deciding.draft import Details
from intake.deciding.merging import joined, revised

FOLDER = Path(__file__).parent / "merges"
CASES = sorted(folder for folder in FOLDER.iterdir() if folder.is_dir())


def details(values: dict[str, Any]) -> Details:
    tuples = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Details(**{**values, **tuples})


def load(folder: Path, name: str) -> dict[str, Any]:
    path = folder / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_two_mails_become_one(folder: Path) -> None:
    base, said = details(load(folder, "base")), details(load(folder, "said"))
    change, join = load(folder, "revised"), load(folder, "joined")
    assert change or join, f"{folder.name} expects nothing"
    if change:
        merged = revised(base, said)
        assert list(merged.changed) == change["changed"]
        assert merged.details == details(change["details"])
    if join:
        merged = joined(base, said)
        assert list(merged.conflicts) == join["conflicts"]
        assert merged.details == details(join["details"])
        back = joined(said, base)
        assert set(back.conflicts) == set(join["conflicts"])
        loose = {*join["conflicts"], *join.get("ignore", []), "links"}
        for name in FIELDS:
            if name not in loose:
                assert getattr(back.details, name) == getattr(merged.details, name), name
        assert {back.details.link, *back.details.links} == {merged.details.link, *merged.details.links}


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_saying_it_again_changes_nothing(folder: Path) -> None:
    base = details(load(folder, "base"))
    assert revised(base, base).changed == ()
    assert joined(base, base).changed == ()
    once = revised(base, details(load(folder, "said"))).details
    assert revised(once, once).changed == ()


def test_a_conflict_can_be_taken_from_the_other() -> None:
    folder = FOLDER / "two-mails-disagree"
    base, other = details(load(folder, "base")), details(load(folder, "said"))
    taken = joined(base, other, ("title", "start")).details
    assert (taken.title, taken.start) == ("Come and plant", dt.time(15))
    assert taken.link == base.link


def test_an_event_and_its_details_are_two_forms_of_one_thing() -> None:
    now = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
    for folder in CASES:
        base = details(load(folder, "base"))
        assert of_event(as_event(base, now)) == base


def test_details_have_every_public_field_of_an_event() -> None:
    from render.event import Event

    public = {field.name for field in fields(Event)} - {"id", "status", "sequence", "updated"}
    assert public == set(FIELDS) - {"postponed"}


def test_an_event_without_a_date_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="no date"):
        as_event(replace(Details(), city="Lyon"), dt.datetime(2027, 3, 1, tzinfo=dt.UTC))


def test_an_event_keeps_some_of_the_links_of_a_thousand_mails_about_it() -> None:
    event = Details(date=dt.date(2027, 5, 8), link="https://m.example/0")
    for number in range(1, 1000):
        event = revised(event, replace(event, link=f"https://m.example/{number}", links=())).details
    assert event.link == "https://m.example/999"
    assert event.links == tuple(f"https://m.example/{number}" for number in range(998, 948, -1))
