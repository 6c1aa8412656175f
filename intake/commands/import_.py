"""`intake import`: an existing list moved in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from intake.amounts import amount
from intake.commands._opened import WHO, now, opened
from intake.commands._progress import progress
from intake.commands._shown import plain, say

FORMATS = ("json", "csv", "ics", "html")


@click.command(short_help="Move an existing list in: JSON lines, CSV, iCalendar or a web page.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="What FILE is; without it the end of its name tells, and JSON lines are meant where that says nothing.",
)
@click.pass_context
def command(context: click.Context, file: str, form: str | None) -> None:
    """Put the events of FILE (or - for standard input) on the list.

    JSON: one object a line with an event's public fields; only "date" is required. CSV: the same fields as headings.
    iCalendar: every VEVENT. HTML: a page with a list of days and cities, read as a mail with such a list would be.

    An event with an "id" that is on the list already is revised. An entry that cannot be taken is refused with its
    number and the reason, the rest is taken, and the exit code is then 1; what is taken and may be wrong, as a city of
    whose name there are several, is told, too. `intake undo` takes the whole file back.
    """
    from intake.cli import Wrong
    from intake.exchange import Doubted, Entries, format_of, readable
    from intake.jobs.bringing_in import bring_in_entries
    from intake.jobs.telling import counted
    from intake.reading_process import Reader

    doubts: list[tuple[int, str]] = []

    def noted(entries: Entries) -> Entries:
        for number, given in entries:
            if isinstance(given, Doubted) and given.doubt:
                doubts.append((number, given.doubt))
            yield number, given

    name = form or format_of(file) or "json"
    with opened(context) as (_, store), Reader(seconds=60.0) as reader:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        try:
            with progress() as tell:
                entries = counted(noted(readable()[name].read(data, now(), reader)), "Importing", tell)
                new, there, refused = bring_in_entries(store, entries, WHO, now())
        except ValueError as error:
            raise Wrong(f"{file}: {plain(str(error))}") from None
    for number, told in sorted([*doubts, *((one.line, one.reason) for one in refused)]):
        say(f"line {number}: {plain(told)}", err=True)
    click.echo(
        f"{amount(new, 'event is', 'events are')} new, {there} {'was' if there == 1 else 'were'} there already"
        + (f", {len(refused)} refused" if refused else "")
    )
    if refused:
        context.exit(1)
