"""`intake try`: reads mails from every kind of place, in order, and says of each what it announces."""

from __future__ import annotations

import json
import mailbox
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from intake.cli import cli
from intake.jsonlines import json_line

MAIL = """From: Garden Friends <post@example.org>
Date: Tue, 07 Apr 2026 10:00:00 +0200
Message-ID: <{name}@example.org>
Subject: Garden walk

Our garden walk is on Saturday, 18 April 2026 at 2 pm in {city}, Market Square.
https://garden.example/{name}
"""


def mail(name: str, city: str = "Leeds") -> bytes:
    return MAIL.format(name=name, city=city).encode()


def run(*words: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(cli, ["try", *words], input=given)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_mail_gives_one_line_with_its_event(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(mail("a"))
    result = run("--json", str(path))
    (line,) = lines(result)
    assert result.exit_code == 0
    assert (line["file"], line["message_id"], line["kind"]) == (str(path), "a@example.org", "submission")
    (event,) = line["events"]
    assert (event["about"], event["date"], event["start_time"]) == ("new", "2026-04-18", "14:00")
    assert (event["city"], event["country"], event["timezone"]) == ("Leeds", "GB", "Europe/London")
    assert event["link"] == "https://garden.example/a"
    assert event["end_date"] is None
    assert "18 April 2026" in event["evidence"]["date"]["words"]


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("c", "a", "b"):
        (tmp_path / f"{name}.eml").write_bytes(mail(name))
    assert [line["message_id"][0] for line in lines(run("--json", str(tmp_path)))] == ["a", "b", "c"]


def test_an_mbox_gives_a_line_for_each_mail(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    for name in ("a", "b"):
        box.add(mail(name))
    box.close()
    found = lines(run("--json", str(tmp_path / "box")))
    assert [(line["file"].rpartition(":")[2], line["message_id"]) for line in found] == [
        ("1", "a@example.org"),
        ("2", "b@example.org"),
    ]


def test_a_maildir_gives_a_line_for_each_mail(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    for name in ("a", "b"):
        box.add(mail(name))
    assert {line["message_id"] for line in lines(run("--json", str(tmp_path / "box")))} == {
        "a@example.org",
        "b@example.org",
    }


def test_a_mail_may_come_on_standard_input() -> None:
    (line,) = lines(run("--json", "-", given=mail("a")))
    assert (line["file"], line["message_id"]) == ("-", "a@example.org")


def test_an_unreadable_file_keeps_its_place_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail("a"))
    (tmp_path / "b.eml").write_bytes(mail("b"))
    gone = str(tmp_path / "gone.eml")
    result = run("--json", str(tmp_path / "a.eml"), gone, str(tmp_path / "b.eml"))
    found = lines(result)
    assert [line["file"] for line in found] == [str(tmp_path / "a.eml"), gone, str(tmp_path / "b.eml")]
    assert (found[1]["kind"], found[1]["events"]) == ("other", [])
    assert found[1]["error"]
    assert result.exit_code == 1


def test_without_json_a_person_can_read_it(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail("a"))
    shown = run(str(tmp_path)).stdout
    assert "Garden walk" in shown
    assert "2026-04-18 14:00" in shown
    assert "Leeds, GB" in shown


def test_json_on_a_terminal_holds_nothing_that_steers_it_and_says_the_same() -> None:
    one = {"title": "a\x1b[2J\x9b31m\u202e\u2066\u2028\ud800\ufeffb é 日", "number": 1}
    line = json_line(one)
    assert line.isprintable()
    assert "é 日" in line
    assert json.loads(line) == one
