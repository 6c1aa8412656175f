"""`intake report` counts what there was, and makes a test case of a draft that names nobody."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from intake import jobs
from intake.anonymising import anonymous_text
from intake.cli import cli
from intake.deciding.decision import Command
from intake.reading.message import read
from intake.reporting import duration, report
from tests.parts.sample import copy_of_sample
from tests.test_messages import read_case, shown

WHO = "robin@river-days.example"


def test_a_report_tells_what_came_how_long_it_waited_and_what_was_corrected(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    campaign, store = copy_of_sample(tmp_path, tmp_path_factory)
    with store:
        draft = next(one for one in store.drafts() if one.details.city == "Köln")
        later = draft.received + dt.timedelta(minutes=30)
        edit = Command("edit", WHO, draft_id=draft.id, values={"venue": "Bastei"})
        jobs.carry_out(store, campaign, [edit, Command("confirm", WHO, draft_id=draft.id)], later)
        found = report(store.messages(), store.drafts(None))
    assert found.mails == 26
    assert found.statuses["confirmed"] == 1
    assert found.waited == (1800, 1800, 1800)
    assert found.read == {"de": 1}
    assert found.corrected == {"de": {"venue": 1}}
    assert sum(day.mails for day in found.days) == 26
    told = CliRunner().invoke(cli, ["--config", str(tmp_path / "campaign" / "config.toml"), "report"])
    assert told.exit_code == 0, told.output
    assert "corrected by hand: venue 1" in told.output
    assert "@" not in told.output
    line = CliRunner().invoke(cli, ["--config", str(tmp_path / "campaign" / "config.toml"), "report", "--json"])
    assert json.loads(line.output)["mails"] == 26


def test_a_report_of_nothing_is_a_report() -> None:
    found = report([], [])
    assert (found.mails, found.waited, found.days) == (0, None, ())


def test_a_case_keeps_the_words_and_days_and_names_nobody(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    _, store = copy_of_sample(tmp_path, tmp_path_factory)
    with store:
        draft = next(one for one in store.drafts() if one.details.city == "Köln")
    config = str(tmp_path / "campaign" / "config.toml")
    to = tmp_path / "case"
    told = CliRunner().invoke(cli, ["--config", config, "report", "--case", str(draft.id), "--to", str(to)])
    assert told.exit_code == 0, told.output
    message = read((to / "mail.eml").read_bytes())
    assert message.sender == "person@group.example"
    assert "Freitag, 26. März" in message.text
    assert "0221 99887766" not in message.text
    assert "DE02 1203" not in message.text
    expected = tomllib.loads((to / "expected.toml").read_text(encoding="utf-8"))
    assert expected["event"][0]["date"] == dt.date(2027, 3, 26)
    again = CliRunner().invoke(cli, ["--config", config, "report", "--case", str(draft.id), "--to", str(to)])
    assert again.exit_code == 1
    assert "exists already" in again.output


def case_of(config: Path, draft: int, folder: Path) -> tuple[Path, dict[str, Any]]:
    told = CliRunner().invoke(cli, ["--config", str(config), "report", "--case", str(draft), "--to", str(folder)])
    assert told.exit_code == 0, told.output
    return folder, tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))


def test_a_case_of_a_draft_nobody_corrected_is_read_as_it_expects(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    _, store = copy_of_sample(tmp_path, tmp_path_factory)
    with store:
        numbers = list({draft.message_id: draft.id for draft in store.drafts()}.values())
    assert len(numbers) > 15
    for number in numbers[::3]:
        case, expected = case_of(tmp_path / "campaign" / "config.toml", number, tmp_path / str(number))
        reading = read_case(case)
        assert (reading.kind, [shown(one) for one in reading.proposals]) == (expected["kind"], expected["event"])


def test_a_case_expects_what_was_set_by_hand_and_else_what_is_read(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    campaign, store = copy_of_sample(tmp_path, tmp_path_factory)
    with store:
        draft = next(one for one in store.drafts() if one.details.city == "Köln")
        values = {"city": "Bonn", "venue": "Bastei", "start": "17:15"}
        jobs.carry_out(store, campaign, [Command("edit", WHO, draft_id=draft.id, values=values)], draft.received)
    case, expected = case_of(tmp_path / "campaign" / "config.toml", draft.id, tmp_path / "case")
    (event,) = expected["event"]
    assert (event["city"], event["venue"], event["start"]) == ("Bonn", "Bastei", dt.time(17, 15))
    (proposal,) = read_case(case).proposals
    read_now = shown(proposal)
    assert {name for name in {*event, *read_now} if event.get(name) != read_now.get(name)} == set(values)


def test_a_case_of_a_calendar_or_a_page_keeps_them(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    _, store = copy_of_sample(tmp_path, tmp_path_factory)
    with store:
        drafts = {draft.details.city: draft for draft in store.drafts()}
    config = tmp_path / "campaign" / "config.toml"
    calendar, _ = case_of(config, drafts["Dublin"].id, tmp_path / "calendar")
    (part,) = [one for one in read((calendar / "mail.eml").read_bytes()).parts if one.content_type == "text/calendar"]
    assert part.text is not None
    assert "BEGIN:VEVENT" in part.text
    page, _ = case_of(config, drafts["Sevilla"].id, tmp_path / "page")
    assert read((page / "mail.eml").read_bytes()).html is not None


@pytest.mark.parametrize(
    ("text", "kept", "gone"),
    [
        ("write to mia@club.example", "write to", "mia@club"),
        ("call +44 117 496 0123 today", "call +00", "496"),
        ("5 May 2027, 14:30, 50667 Köln", "5 May 2027, 14:30, 50667 Köln", "Robin"),
        ("https://club.example/e/01174960123", "https://club.example/e/01174960123", "Robin"),
        ("Best, Mia Example", "Best, Robin", "Mia"),
        ("Mia von der Aue: the aue and der Park", "the aue and der Park", "Mia"),
        ("Example Park, with Mia", "Example Park, with Robin", "Mia"),
        ("鴨川みまもり隊です", "Robinです", "鴨川"),
    ],
)
def test_a_text_is_made_anonymous_without_losing_its_days(text: str, kept: str, gone: str) -> None:
    made = anonymous_text(text, ("Mia Example", "Mia von der Aue", "鴨川みまもり隊"), ["Example Park"])
    assert kept in made
    assert gone not in made


@pytest.mark.parametrize(("seconds", "words"), [(40, "40 s"), (150, "2 min"), (10_800, "3 h"), (200_000, "2 days")])
def test_a_duration_is_told_as_people_say_it(seconds: float, words: str) -> None:
    assert duration(seconds) == words
