"""Stories: `tests/stories/<case>/` holds numbered steps, each of them a file.

    01-in.eml       a mail comes in; {02.id}, {02.subject}, {02.token} and {02.quoted} stand for those of the mail that
                    went out in step 02 ({02/2.id} for the second one)
    02-out.txt      the mails that went out since, "nothing" where there were none
    03-do.txt       what a maintainer does at the desk: confirm 1, confirm 1 2 3, reject 1 the reason, edit 1 city=Köln,
                    undo
    04-drafts.txt   the waiting drafts       05-list.txt   the published events      06-fate.txt   of the newest mail

A line "..." in an expectation stands for any lines. A `campaign.toml` may set languages, authserv_id,
answers_per_hour and maintainers. To add a story, write its mails and empty names are filled in by
`pytest tests/test_stories.py --accept`, which still fails, so that somebody looks at them.
Each story is told twice: with folders as doors, and with Dovecot and an SMTP server.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from intake.reading_process import Reader
from tests.parts.dovecot import PASSWORD, Dovecot, dovecot
from tests.parts.smtp import Post, smtp_server
from tests.parts.story import Doors, Stage, folders, open_mail, servers, stage

STORIES = sorted(folder for folder in (Path(__file__).parent / "stories").iterdir() if folder.is_dir())


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as running:
        yield running


@pytest.fixture(scope="module")
def imap() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    with smtp_server() as running:
        yield running


def matches(said: str, expected: str) -> bool:
    """Whether a text is what was expected, where a line "..." stands for any lines."""
    wild = [r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + r"\n" for line in expected.splitlines()]
    return re.fullmatch("".join(wild), said if said.endswith("\n") else said + "\n") is not None


def tell(folder: Path, running: Stage, accept: bool) -> list[str]:
    """Go through the steps of a story; returns the expectations that were written because they were missing."""
    written = []
    for path in sorted(folder.glob("[0-9][0-9]-*")):
        step, what = path.stem.split("-", 1)
        running.now += dt.timedelta(hours=1)
        if what == "in":
            running.comes_in(step, path.read_bytes())
            continue
        if what == "do":
            for line in path.read_text(encoding="utf-8").splitlines():
                running.is_told(line.strip())
            continue
        looks = {"out": lambda at=step: running.goes_out(at), "drafts": running.waits, "list": running.stands}
        said = (looks | {"fate": running.fate})[what]()
        expected = path.read_text(encoding="utf-8")
        if not expected.strip() and accept:
            path.write_text(said, encoding="utf-8")
            written.append(path.name)
        elif not matches(said, expected):
            assert said == expected, f"{folder.name}/{path.name}"
    return written


@pytest.mark.parametrize("doors", ["folders", "servers"])
@pytest.mark.parametrize("folder", STORIES, ids=lambda folder: folder.name)
def test_a_story_goes_as_it_is_told(
    folder: Path,
    doors: str,
    tmp_path: Path,
    reader: Reader,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INTAKE_TEST_PASSWORD", PASSWORD)
    ways: Doors
    if doors == "folders":
        ways = folders(tmp_path)
    else:
        ways = servers(request.getfixturevalue("imap"), request.getfixturevalue("post"), folder.name)
    with stage(folder, ways, tmp_path, reader) as running:
        written = tell(folder, running, bool(request.config.getoption("--accept")))
    assert not written, f"written, look at them: {written}"


def answering_machine(letter: EmailMessage, number: int, marked: bool) -> bytes:
    """What a machine that answers everything makes of a mail; an unmarked one writes like a person."""
    lines = [
        f"From: Rita Moor <{letter['To']}>",
        f"To: {letter['From']}",
        f"Subject: Re: {letter['Subject']}",
        f"Message-ID: <machine-{number}@rita.example>",
        f"In-Reply-To: {letter['Message-ID']}",
        f"References: {letter['References']} {letter['Message-ID']}",
        "Date: Mon, 01 Mar 2027 10:00:00 +0000",
        *(["Auto-Submitted: auto-replied"] if marked else []),
        "Content-Type: text/plain; charset=utf-8",
        "",
        "Dear friend, your mail has reached me and I will look at it soon. Where do you live?",
    ]
    return "\n".join(lines).encode()


@pytest.mark.parametrize("marked", [True, False], ids=["marked", "like-a-person"])
@pytest.mark.parametrize("doors", ["folders", "servers"])
def test_two_machines_that_answer_each_other_fall_silent(
    doors: str,
    marked: bool,
    tmp_path: Path,
    reader: Reader,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INTAKE_TEST_PASSWORD", PASSWORD)
    if doors == "folders":
        ways = folders(tmp_path)
    else:
        ways = servers(request.getfixturevalue("imap"), request.getfixturevalue("post"), f"rita-{marked}")
    first = (
        b"From: Rita Moor <rita@rita.example>\nTo: events@greendays.example\nSubject: Walk\n"
        b"Message-ID: <first@rita.example>\nDate: Mon, 01 Mar 2027 09:00:00 +0000\n\n"
        b"Hello,\n\nour walk is on Saturday 8 May 2027 at 10:00 in Lyon, France.\n\nRita\n"
    )
    with stage(tmp_path, ways, tmp_path, reader) as running:
        running.comes_in("00", first)
        letters = [open_mail(raw) for raw in ways.take()]
        assert len(letters) == 1
        written = 1
        for number in range(20):
            if not letters:
                break
            running.now += dt.timedelta(minutes=1)
            running.comes_in(f"{number + 1:02}", answering_machine(letters[-1], number, marked))
            letters = [open_mail(raw) for raw in ways.take()]
            written += len(letters)
        assert not letters, "they still write to each other"
        assert written <= (1 if marked else running.campaign.outgoing.answers_per_hour)  # type: ignore[union-attr]
        assert [draft.details.city for draft in running.store.drafts()] == ["Lyon"]
