"""Progress stands on a terminal while long work runs, and lines fit it; a script, a pipe or cron sees none of it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import IO

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


def at_a_terminal(command: list[str], folder: Path, *, width: int, stdout: IO[bytes] | None = None) -> bytes:
    """What a command shows on a terminal, without its standard output where that goes elsewhere."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": str(width)}
    shown = b""
    work = subprocess.Popen(
        [sys.executable, "-m", "intake", *command], cwd=folder, stdout=stdout or theirs, stderr=theirs, env=environment
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
    return shown


@pytest.mark.parametrize(("command", "words"), COMMANDS, ids=lambda value: str(value[0]) if value else "")
def test_a_terminal_shows_how_far_it_is(command: list[str], words: bytes, campaign: Path) -> None:
    with (campaign / "out").open("wb") as out:
        shown = at_a_terminal(command, campaign, width=100, stdout=out)
    assert words in shown
    assert b"\x1b" not in (campaign / "out").read_bytes()


def test_long_lines_are_broken_between_words_on_a_terminal_and_nowhere_else(campaign: Path) -> None:
    (campaign / "config.toml").write_text(
        '[campaign]\ntitle = "River Days"\ncontact = "events@river.example"\n[outgoing]\nurl = "folder:outbox"\n'
        'from = "events@river.example"\n'
    )
    lines = at_a_terminal(["check"], campaign, width=70).decode().splitlines()
    piped = subprocess.run([sys.executable, "-m", "intake", "check"], cwd=campaign, capture_output=True, text=True)
    assert len(lines) > len(piped.stdout.splitlines())
    assert all(len(line) <= 70 or " " not in line.strip() for line in lines)
    assert " ".join(" ".join(lines).split()) == " ".join(piped.stdout.split())


@pytest.mark.parametrize(("command", "words"), COMMANDS, ids=lambda value: str(value[0]) if value else "")
def test_a_script_sees_no_progress(command: list[str], words: bytes, campaign: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "intake", *command], cwd=campaign, capture_output=True)
    assert done.returncode == 0
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout
