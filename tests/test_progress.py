"""Progress stands on a terminal while long work runs; a script, a pipe or cron sees none of it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "1.eml").write_bytes(
        b"From: robin@river.example\r\nTo: events@river.example\r\nSubject: Clean-up\r\nMessage-ID: <1@r.example>\r\n"
        b"\r\nRiver clean-up on 12 May 2027 at 18:00 in Lyon, France\r\n"
    )
    (tmp_path / "list.jsonl").write_text('{"date": "2027-05-01", "city": "Lyon", "country": "FR"}\n')
    (tmp_path / "config.toml").write_text(
        '[campaign]\ntitle = "River Days"\ncontact = "events@river.example"\n[mailbox]\nurl = "folder:inbox"\n'
        '[[publish]]\nurl = "folder:site"\n'
    )
    return tmp_path


COMMANDS = [(["import", "list.jsonl"], b"Importing"), (["publish"], b"Building"), (["once"], b"Reading")]


@pytest.mark.parametrize(("command", "words"), COMMANDS, ids=lambda value: str(value[0]) if value else "")
def test_a_terminal_shows_how_far_it_is(command: list[str], words: bytes, campaign: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    shown = b""
    with (campaign / "out").open("wb") as out:
        work = subprocess.Popen(
            [sys.executable, "-m", "intake", *command], cwd=campaign, stdout=out, stderr=theirs, env=environment
        )
    os.close(theirs)
    try:
        while block := os.read(ours, 65536):  # at once: a terminal that nobody reads holds up who writes to it
            shown += block
    except OSError:
        pass  # Linux says so when the other end of a terminal is closed
    finally:
        os.close(ours)
    assert work.wait() == 0, shown
    assert words in shown
    assert b"\x1b" not in (campaign / "out").read_bytes()


@pytest.mark.parametrize(("command", "words"), COMMANDS, ids=lambda value: str(value[0]) if value else "")
def test_a_script_sees_no_progress(command: list[str], words: bytes, campaign: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "intake", *command], cwd=campaign, capture_output=True)
    assert done.returncode == 0
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout
