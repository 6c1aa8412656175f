"""`intake try`: read mails from files and show what would be proposed; nothing is stored, sent or published."""

from __future__ import annotations

import datetime as dt
import mailbox
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from intake.commands._shown import evidence_of, fields_of
from intake.deciding import details
from intake.jsonlines import json_line
from intake.reading.message import Message, Unreadable
from intake.reading.proposal import Context, Proposal, Reading
from intake.reading_process import Asked, Reader


def _mails(path: str) -> Iterator[tuple[str, bytes | OSError]]:
    """(name, raw bytes) of each mail under a path, in the order of names; an unreadable file gives its error."""
    if path == "-":
        yield "-", sys.stdin.buffer.read()
        return
    place = Path(path)
    try:
        if place.is_dir():
            yield from _folder(place)
        else:
            raw = place.read_bytes()
            yield from _mbox(place) if raw[:5] == b"From " else [(str(place), raw)]
    except OSError as error:
        yield path, error


def _folder(place: Path) -> Iterator[tuple[str, bytes | OSError]]:
    if (place / "cur").is_dir() and (place / "new").is_dir():
        files = [file for room in ("cur", "new") for file in (place / room).iterdir() if file.is_file()]
    else:
        files = [file for file in place.rglob("*") if file.suffix.lower() in (".eml", ".mbox") and file.is_file()]
    for file in sorted(files, key=lambda one: one.name):
        try:
            if file.suffix.lower() == ".mbox":
                yield from _mbox(file)
            else:
                yield str(file), file.read_bytes()
        except OSError as error:
            yield str(file), error


def _mbox(place: Path) -> Iterator[tuple[str, bytes]]:
    box = mailbox.mbox(place, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), start=1):
            yield f"{place}:{number}", box.get_bytes(key)
    finally:
        box.close()


def _event(proposal: Proposal) -> dict[str, Any]:
    values = fields_of(details.of(proposal))
    return {
        "about": proposal.about,
        **values,
        "problems": [{"code": problem.code, "text": problem.text} for problem in proposal.problems],
        "evidence": evidence_of(proposal, values),
    }


def _line(file: str, message: Message | None, reading: Reading, error: str | None = None) -> dict[str, Any]:
    line: dict[str, Any] = {
        "file": file,
        "message_id": message.message_id if message else None,
        "kind": reading.kind,
        "language": reading.language,
        "events": [_event(proposal) for proposal in reading.proposals],
    }
    if error is not None:
        line["error"] = error
    return line


def _read_all(paths: Iterable[str]) -> Iterator[dict[str, Any]]:
    """A line for each mail, in the order of the input; mails are read ahead in the reading process."""
    context = Context(now=dt.datetime.now(dt.UTC))
    files: deque[tuple[str, str | None]] = deque()

    def asked() -> Iterator[Asked]:
        for path in paths:
            for file, raw in _mails(path):
                if isinstance(raw, OSError):
                    files.append((file, f"cannot be opened: {raw.strerror or raw}"))
                else:
                    files.append((file, None))
                    yield Asked(raw, context)

    with Reader() as reader:
        for result in reader.read_all(asked()):
            while files[0][1] is not None:
                file, error = files.popleft()
                yield _line(file, None, Reading("other"), error)
            file, _ = files.popleft()
            if isinstance(result, Unreadable):
                yield _line(file, None, Reading("other"), str(result))
            else:
                yield _line(file, result.message, result.reading)
    for file, error in files:
        yield _line(file, None, Reading("other"), error)


def _readable(line: dict[str, Any]) -> str:
    if "error" in line:
        return f"{line['file']}: {line['error']}"
    shown = [f"{line['file']}: {line['kind']}" + (f" ({line['language']})" if line["language"] else "")]
    for event in line["events"]:
        times = "–".join(time for time in (event["start_time"], event["end_time"]) if time)
        days = " – ".join(day for day in (event["date"], event["end_date"]) if day)
        place = ", ".join(part for part in (event["venue"], event["city"], event["country"]) if part)
        shown.append(f"  {event['title'] or 'no title'}")
        shown.append(f"    when   {' '.join(part for part in (days, times) if part) or '?'}")
        shown.append(f"    where  {place or '?'}")
        if event["link"]:
            shown.append(f"    link   {event['link']}")
        if event["organizer"]:
            shown.append(f"    by     {event['organizer']}")
        shown.extend(f"    ! {problem['text']}" for problem in event["problems"])
    return "\n".join(shown)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each mail.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
def command(as_json: bool, paths: tuple[str, ...]) -> None:
    """Read mails and show the events they announce, without storing anything.

    PATH is an .eml file, an mbox file, a Maildir, a folder of .eml files, or - for one mail on standard input.
    The output has the order of the input. A mail that cannot be read is shown with kind "other" and its error, the
    rest is still read, and the exit code is then 1.
    """
    failed = False
    for line in _read_all(paths):
        failed |= "error" in line
        click.echo(json_line(line) if as_json else _readable(line))
    if failed:
        sys.exit(1)
