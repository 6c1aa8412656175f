"""`intake review` at a terminal: the same words as by mail, one draft after another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake import jobs
from intake.cli import cli
from intake.config import load
from intake.deciding.draft import urgency
from tests.parts.sample import copy_of_sample


@pytest.fixture
def config(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy_of_sample(tmp_path, tmp_path_factory)[1].close()
    return tmp_path / "campaign" / "config.toml"


def typed(config: Path, *lines: str) -> Result:
    return CliRunner().invoke(cli, ["--config", str(config), "review"], input="\n".join(lines) + "\n")


def test_drafts_are_confirmed_refused_changed_and_skipped_in_the_words_of_a_mail(config: Path) -> None:
    told = typed(config, "time: 17:15", "ok", "no: too far from a river", "skip", "quit")
    assert told.exit_code == 0, told.output
    with jobs.open_store(load(config)) as store:
        (event,) = store.events()
        (refused,) = store.drafts("rejected")
    assert event.start is not None
    assert event.start.isoformat() == "17:15:00"
    assert refused.why == "too far from a river"


def test_a_decision_is_taken_back_with_undo(config: Path) -> None:
    told = typed(config, "ok", "undo", "quit")
    assert "undone: " in told.output
    with jobs.open_store(load(config)) as store:
        assert store.events() == []


def test_what_was_taken_back_is_shown_next(config: Path) -> None:
    shown = re.findall(r"^draft (\d+),", typed(config, "skip", "skip", "ok", "undo", "quit").output, re.MULTILINE)
    assert len(shown) == 5
    assert shown[4] == shown[2]


def test_a_draft_is_merged_into_what_it_resembles_most(config: Path) -> None:
    with jobs.open_store(load(config)) as store:
        queue = sorted(store.drafts(), key=urgency)
        place, draft = next((n, one) for n, one in enumerate(queue) if one.duplicates)
    assert typed(config, *["skip"] * place, "merge", "quit").exit_code == 0
    with jobs.open_store(load(config)) as store:
        merged, kept = store.draft(draft.id), store.draft(int(draft.duplicates[0].id))
    assert merged is not None
    assert kept is not None
    assert (merged.status, kept.status) == ("superseded", "waiting")


def test_a_value_set_by_hand_is_not_said_to_come_from_the_mail(config: Path) -> None:
    told = typed(config, "city: Ghent, BE", "time: 17:15", "quit").output.rsplit("waiting\n", 1)[1]
    lines = {line.split()[0]: line for line in told.splitlines() if line.startswith("  ")}
    assert "←" in lines["title"]
    assert all("←" not in lines[name] for name in ("city", "country", "timezone", "start_time"))


def test_the_last_line_says_one_and_many_as_people_do(config: Path) -> None:
    with jobs.open_store(load(config)) as store:
        count = len(store.drafts())
    assert typed(config, "quit").output.endswith(f"{count} still wait.\n")
    assert typed(config, *["no"] * (count - 1), "quit").output.endswith("1 still waits.\n")


def test_words_that_are_not_understood_get_the_forms_that_work(config: Path) -> None:
    told = typed(config, "perhaps tomorrow", "city: Nowhereville-on-the-Moon, ZZ", "quit")
    assert "no: the reason" in told.output
    assert told.exit_code == 0


def test_every_draft_can_be_worked_through_and_the_end_is_told(config: Path) -> None:
    told = typed(config, *["no"] * 60)
    assert told.output.rstrip().endswith("Nothing more waits.")
    with jobs.open_store(load(config)) as store:
        assert store.drafts() == []


def test_the_mail_is_shown_as_plain_text(config: Path) -> None:
    assert "Open Water Data team" in typed(config, "mail", "quit").output
