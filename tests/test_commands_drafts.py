"""The commands a maintainer works with, from the first draft to the person who asks to be forgotten."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from intake import jobs
from intake.cli import cli
from intake.commands._shown import print_table
from intake.config import load
from tests.parts.campaigns import NOW, announcement, campaign_in, deliver, mail

Intake = Callable[..., Result]


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    """Runs a command of a campaign with three drafts: two clean ones, and one without a city."""
    campaign = campaign_in(tmp_path)
    deliver(tmp_path, "1", announcement(1))
    deliver(tmp_path, "2", announcement(2, city="Grenoble, France"))
    deliver(
        tmp_path,
        "3",
        mail("Title: A walk\nDate: 20 May 2027\nTime: 3pm\n", "A walk", "Ben <ben@hill.example>", "walk@hill.example"),
    )
    with jobs.open_store(campaign) as store:
        jobs.collect(store, campaign, NOW)
        jobs.work(store, campaign, NOW)

    def run(*words: str, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(cli, ["--config", str(tmp_path / "config.toml"), *words], input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def objects(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def drafts(intake: Intake, *words: str) -> dict[int, dict[str, Any]]:
    return {draft["id"]: draft for draft in objects(intake("drafts", "--json", *words))}


def test_drafts_are_listed_with_their_fields_problems_and_evidence(intake: Intake) -> None:
    found = drafts(intake)
    assert list(found) == [1, 2, 3]
    first = found[1]
    assert first["sender"] == "ana@meadow.example"
    assert first["message_id"] == "planting-1@meadow.example"
    assert (first["status"], first["event_id"], first["duplicates"]) == ("waiting", None, [])
    assert (first["date"], first["start_time"], first["end_time"]) == ("2027-05-02", "14:00", "16:00")
    assert (first["city"], first["country"], first["timezone"]) == ("Lyon", "FR", "Europe/Paris")
    assert first["link"] == "https://meadow.example/planting/1"
    assert first["problems"] == []
    assert "2 May 2027" in first["evidence"]["date"]["words"]
    assert [problem["code"] for problem in found[3]["problems"]]


def test_the_table_fits_its_width_and_says_what_to_do_next(intake: Intake) -> None:
    lines = intake("drafts").stdout.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert "3 waiting, 2 without problems" in lines[-1]
    assert "\x1b" not in "".join(lines)


def test_a_draft_is_shown_beside_the_words_it_came_from(intake: Intake) -> None:
    shown = intake("show", "1", "--mail").stdout
    assert "Lyon" in shown
    assert any(line.split()[:2] == ["city", "Lyon"] and '← "' in line for line in shown.splitlines())
    assert not any(line.split()[:1] == ["timezone"] and "←" in line for line in shown.splitlines())
    assert "Best wishes" in shown
    assert json.loads(intake("show", "1", "--json").stdout)["id"] == 1
    assert intake("show", "99").exit_code == 1


def test_confirming_by_id_puts_an_event_on_the_list(intake: Intake, tmp_path: Path) -> None:
    result = intake("confirm", "1")
    assert result.exit_code == 0
    event = drafts(intake, "--all")[1]["event_id"]
    assert event in result.stdout
    assert list(drafts(intake)) == [2, 3]
    assert intake("publish").exit_code == 0
    assert "Planting day number 1" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_all_clean_leaves_what_has_a_problem(intake: Intake) -> None:
    intake("confirm", "--all-clean")
    assert list(drafts(intake)) == [3]


def test_all_clean_leaves_both_of_a_pair_of_likely_duplicates(intake: Intake, tmp_path: Path) -> None:
    campaign = load(tmp_path / "config.toml")
    deliver(tmp_path, "4", announcement(1, sender="Post <post@letter.example>").replace(b"planting-1@", b"letter@"))
    with jobs.open_store(campaign) as store:
        jobs.collect(store, campaign, NOW)
        jobs.work(store, campaign, NOW)
    found = drafts(intake)
    assert [[problem["code"] for problem in found[number]["problems"]] for number in (1, 4)] == [["duplicate"]] * 2
    intake("confirm", "--all-clean")
    assert sorted(drafts(intake)) == [1, 3, 4]


def test_all_confirms_what_can_be_confirmed_and_says_what_cannot(intake: Intake) -> None:
    result = intake("confirm", "--all")
    assert result.exit_code == 0
    assert "draft 3 has no city" in result.stderr
    assert list(drafts(intake)) == [3]


def test_an_id_that_cannot_be_confirmed_is_said_with_exit_code_one(intake: Intake) -> None:
    result = intake("confirm", "1", "99")
    assert result.exit_code == 1
    assert "99" in result.stderr
    assert list(drafts(intake)) == [2, 3]


def test_confirm_without_an_id_is_a_wrong_command(intake: Intake) -> None:
    assert intake("confirm").exit_code == 2


def test_an_edit_settles_a_problem_and_is_undone(intake: Intake) -> None:
    result = intake("edit", "3", "city=Annecy, FR", "start=18:30")
    assert result.exit_code == 0, result.output
    third = drafts(intake)[3]
    assert (third["city"], third["country"], third["start_time"], third["problems"]) == ("Annecy", "FR", "18:30", [])
    assert "undone: edit of draft 3" in intake("undo").stdout
    assert drafts(intake)[3]["city"] is None


@pytest.mark.parametrize("field", ["colour=green", "city", "date=the day before", "=x"])
def test_an_edit_that_cannot_be_understood_changes_nothing(intake: Intake, field: str) -> None:
    before = drafts(intake)
    assert intake("edit", "1", field).exit_code in (1, 2)
    assert drafts(intake) == before


def test_a_published_event_is_edited_by_its_id(intake: Intake) -> None:
    intake("confirm", "1")
    event = drafts(intake, "--all")[1]["event_id"]
    assert intake("edit", event, "start=15:00").exit_code == 0
    change = objects(intake("log", event, "--json"))[-1]
    assert change["changes"]["event.start"] == ["14:00:00", "15:00:00"]


def test_an_event_whose_id_is_all_digits_is_no_draft(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = secrets.token_hex
    monkeypatch.setattr(
        secrets, "token_hex", lambda size: "2526645143" if size == len("2526645143") // 2 else drawn(size)
    )
    intake("confirm", "1")
    monkeypatch.undo()
    assert intake("edit", "2526645143", "start=15:00").exit_code == 0
    change = objects(intake("log", "2526645143", "--json"))[-1]
    assert change["changes"]["event.start"] == ["14:00:00", "15:00:00"]


def test_a_rejection_reaches_the_sender_with_its_reason(intake: Intake, tmp_path: Path) -> None:
    intake("reject", "2", "--why", "it is too far away")
    assert drafts(intake, "--all")[2]["why"] == "it is too far away"
    assert intake("once").exit_code == 0
    mails = [file.read_text(encoding="utf-8") for file in sorted((tmp_path / "outbox").iterdir())]
    assert sum("it is too far away" in text for text in mails) == 1


def test_undo_takes_back_what_was_confirmed_at_once_also_after_publishing(intake: Intake, tmp_path: Path) -> None:
    intake("confirm", "--all-clean")
    intake("publish")
    result = intake("undo")
    assert result.stdout.count("undone: confirm") == 2
    intake("publish")
    assert "Planting day" not in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert list(drafts(intake)) == [1, 2, 3]
    again = intake("undo")
    assert (again.exit_code, "nothing" in again.stderr or "no decision" in again.stderr) == (1, True)


def test_publish_sends_no_mail_and_a_dry_run_publishes_nothing(intake: Intake, tmp_path: Path) -> None:
    intake("confirm", "1")
    files, event = intake("publish", "--dry-run").stdout.splitlines()
    assert files.startswith(f"folder:{tmp_path}/site: add ")
    assert event == "  Add: Planting day number 1"
    assert not (tmp_path / "site").exists()
    intake("publish")
    assert (tmp_path / "site" / "index.html").exists()
    assert "nothing changed" in intake("publish", "--dry-run").stdout
    assert not (tmp_path / "outbox").exists()


def test_once_and_publish_print_nobodys_data(intake: Intake, tmp_path: Path) -> None:
    deliver(tmp_path, "4", announcement(4, sender="Zoe Quill <zoe.quill@meadow.example>"))
    said = intake("once").output + intake("publish").output
    assert "zoe" not in said.lower()
    assert "ana" not in said.lower()
    assert "Planting" not in said
    assert "1 new mail\n" in said


def test_messages_have_their_fate_and_the_drafts_they_led_to(intake: Intake) -> None:
    found = objects(intake("messages", "--json"))
    assert [(one["fate"], one["drafts"]) for one in found] == [("drafted", [1]), ("drafted", [2]), ("drafted", [3])]
    assert set(found[0]) == {"id", "message_id", "subject", "sender", "received", "fate", "reason", "drafts"}
    assert found[0]["subject"] == "Planting day number 1"
    assert objects(intake("messages", "--json", "--fate", "held")) == []


def test_the_log_tells_what_happened_oldest_first(intake: Intake) -> None:
    intake("confirm", "1")
    lines = intake("log").stdout.splitlines()
    assert ["propose" in line for line in lines] == [True, True, True, False]
    assert "command line: confirm draft 1" in lines[-1]
    assert "on the list" in lines[-1]
    intake("edit", "2", "start=19:30")
    assert "start: 14:00 → 19:30; " in intake("log", "2").stdout


def test_text_on_standard_input_becomes_a_draft(intake: Intake) -> None:
    result = intake("add", stdin="River walk on 8 May 2027 at 3pm in Annecy, France. https://river.example/walk\n")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("draft 4: 2027-05-08 15:00")
    assert drafts(intake)[4]["sender"] == ""
    assert intake("add", stdin="  \n").exit_code == 2


def test_a_list_is_imported_and_published(intake: Intake, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text('{"date": "2027-05-08", "title": "Moved in", "city": "Lyon", "country": "FR"}\nnonsense\n')
    result = intake("import", str(path))
    assert result.exit_code == 1
    assert "1 event is new" in result.stdout
    assert result.stderr.startswith("line 2: ")
    intake("publish")
    assert "Moved in" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_what_is_held_about_a_person_is_printed_and_then_removed(intake: Intake) -> None:
    intake("confirm", "1")
    assert {one["kind"] for one in objects(intake("export", "ana@meadow.example"))} >= {"mail", "draft", "event source"}
    said = intake("forget", "ana@meadow.example").stdout
    assert "removed 2 mails" in said
    assert "stays on the list" in said
    assert "folder 'Processed'" in said
    assert objects(intake("export", "ana@meadow.example")) == []
    assert intake("forget", "nobody").exit_code == 2


def test_purging_says_what_it_removed(intake: Intake) -> None:
    assert intake("purge").stdout.startswith("removed 0 mails")


def test_a_backup_put_back_is_the_store_as_it_was(intake: Intake, tmp_path: Path) -> None:
    assert intake("backup", str(tmp_path / "copy.sqlite")).exit_code == 0
    intake("confirm", "--all-clean")
    said = intake("restore", str(tmp_path / "copy.sqlite"))
    assert said.exit_code == 0
    assert "'Processed': move those back to the inbox" in said.stdout
    assert list(drafts(intake)) == [1, 2, 3]
    assert intake("restore", str(tmp_path / "none.sqlite")).exit_code == 1


@pytest.mark.parametrize("lost", [False, True])
def test_the_page_is_brought_back_to_what_a_backup_holds(intake: Intake, tmp_path: Path, lost: bool) -> None:
    def lists(city: str) -> bool:
        return city in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")

    intake("confirm", "1")
    intake("once")
    intake("backup", str(tmp_path / "copy.sqlite"))
    intake("confirm", "2")
    intake("once")
    assert lists("Grenoble")
    if lost:
        (tmp_path / "intake.sqlite").unlink()
    assert intake("restore", str(tmp_path / "copy.sqlite")).exit_code == 0
    intake("once")
    assert not lists("Grenoble")
    assert lists("Lyon")
    if not lost:  # else nobody knows of its folder
        assert not list((tmp_path / "site").glob("in/fr/grenoble/*"))


def test_a_title_cannot_steer_the_terminal(intake: Intake, tmp_path: Path) -> None:
    campaign = load(tmp_path / "config.toml")
    with jobs.open_store(campaign) as store:
        line = json.dumps({"date": "2027-05-08", "title": "\x1b[2J\u202egnp.exe\r\nspoof", "city": "Lyon"})
        jobs.bring_in(store, [line], "Mia\x1b[31m", NOW)
    said = intake("log").stdout
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_a_wrong_configuration_has_exit_code_two(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--config", str(tmp_path / "none.toml"), "drafts"])
    assert result.exit_code == 2
    assert "none.toml" in result.stderr


def test_a_store_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    campaign_in(tmp_path)
    (tmp_path / "intake.sqlite").write_bytes(b"no database, but a text that is long enough to be one" * 100)
    result = CliRunner().invoke(cli, ["--config", str(tmp_path / "config.toml"), "drafts"])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1


def test_the_moments_of_mails_are_told_by_the_campaigns_clocks(intake: Intake) -> None:
    (first, *_) = objects(intake("messages", "--json"))
    here = dt.datetime.fromisoformat(first["received"]).astimezone(ZoneInfo("Europe/Paris"))
    assert f"{first['id'][:12]}  {here:%Y-%m-%d %H:%M}" in intake("messages").output


def test_a_held_mail_is_set_aside_and_read_again_by_its_id(intake: Intake, tmp_path: Path) -> None:
    deliver(
        tmp_path, "9", mail("Is there a walk in Vienna this year?\n", "A question", "Ben <ben@hill.example>", "q@b")
    )
    intake("once")
    (held,) = objects(intake("messages", "--fate", "held", "--json"))
    assert "1 mail is held; `intake messages --fate held` says why." in intake("drafts").output
    assert intake("messages", "--done", held["id"][:4]).exit_code == 1
    assert intake("messages", "--done", "ffffffff").exit_code == 1
    assert intake("messages", "--done", held["id"][:12]).exit_code == 0
    assert objects(intake("messages", "--fate", "held", "--json")) == []
    assert "held" not in intake("drafts").output
    (aside,) = [one for one in objects(intake("messages", "--json")) if one["id"] == held["id"]]
    assert (aside["fate"], aside["reason"]) == ("ignored", "set aside by command line")
    assert intake("messages", "--again", held["id"][:12]).exit_code == 0  # an ignored one, too
    assert [one["fate"] for one in objects(intake("messages", "--json")) if one["id"] == held["id"]] == [None]


def test_a_published_event_is_cancelled_postponed_and_withdrawn_by_its_draft_or_its_id(
    intake: Intake, tmp_path: Path
) -> None:
    intake("confirm", "1", "2")
    event = drafts(intake, "--all")[2]["event_id"]
    assert intake("cancel", "1", "--why", "the meadow is flooded").exit_code == 0
    assert intake("postpone", event).exit_code == 0
    with jobs.open_store(load(tmp_path / "config.toml")) as store:
        assert {one.status for one in store.events()} == {"cancelled", "postponed"}
    intake("once")
    sent = [path.read_text(encoding="utf-8") for path in (tmp_path / "outbox").iterdir()]
    assert [text for text in sent if "the meadow is flooded" in text and "To: ana@meadow.example" in text]
    assert intake("cancel", "1").exit_code == 1
    assert "cancelled already" in intake("cancel", "1").stderr
    assert intake("withdraw", "1").exit_code == 0
    with jobs.open_store(load(tmp_path / "config.toml")) as store:
        assert [one.id for one in store.events()] == [event]
    assert intake("undo").exit_code == 0
    with jobs.open_store(load(tmp_path / "config.toml")) as store:
        assert len(store.events()) == 2
    wrong = intake("cancel", "3")
    assert wrong.exit_code == 1
    assert "no event came of draft 3" in wrong.stderr


def test_a_draft_is_merged_into_another_or_into_the_event_that_came_of_it(intake: Intake, tmp_path: Path) -> None:
    assert intake("merge", "3", "2").exit_code == 0
    assert drafts(intake, "--all")[3]["status"] == "superseded"
    assert intake("undo").exit_code == 0
    intake("confirm", "2")
    assert intake("merge", "3", "2").exit_code == 0
    after = drafts(intake, "--all")
    assert after[3]["event_id"] == after[2]["event_id"]
    assert intake("merge", "1", "1").exit_code == 1
    assert intake("merge", "1", "ffffffffffffffff").exit_code == 1


@pytest.mark.parametrize("width", [60, 80, 200])
def test_a_table_fits_the_terminal_and_keeps_every_column(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    rows = [[str(number), "2026-12-10 18:00–19:30", "Valparaíso, CL", f"Title {number} " * 9] for number in range(3)]
    print_table(["id", "when", "where", "what"], rows, ["what"])
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= width for line in lines)
    for number in range(3):
        assert any("Valparaíso, CL" in line and line.startswith(str(number)) for line in lines)
        assert any(f"Title {number}" in line for line in lines)
    assert "\x1b" not in "".join(lines)


def test_a_column_that_must_be_whole_is_never_cut(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = "asks something and announces no event that could be put on a list of events"
    for width in (60, 80, 160):
        monkeypatch.setenv("COLUMNS", str(width))
        print_table(
            ["id", "subject", "reason"], [["5ab5aba0011d", "Question " * 9, reason]], ["subject", "reason"], ["reason"]
        )
        lines = capsys.readouterr().out.splitlines()
        assert all(len(line.rstrip()) <= width for line in lines)
        assert reason in " ".join(" ".join(lines).split())
