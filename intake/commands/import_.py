"""`intake import`: an existing list moved in."""

from __future__ import annotations

import io
import sys

import click

from intake.commands._opened import WHO, now, opened
from intake.commands._shown import plain


@click.command(short_help="Move an existing list in from JSON lines.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.pass_context
def command(context: click.Context, file: str) -> None:
    """Put the events of FILE (or - for standard input) on the list: one JSON object a line, with an event's fields.

    Only "date" is required; "start" and "end" may be called "start_time" and "end_time". An event with an "id" that
    is on the list already is revised. A line that cannot be taken is refused with its number and the reason, the rest
    is taken, and the exit code is then 1. `intake undo` takes the whole file back.
    """
    from intake.jobs.bringing_in import bring_in

    with opened(context) as (_, store), open(file, "rb") if file != "-" else sys.stdin.buffer as source:
        lines = io.TextIOWrapper(source, encoding="utf-8", errors="replace")
        new, there, refused = bring_in(store, lines, WHO, now())
    for one in refused:
        click.echo(f"line {one.line}: {plain(one.reason)}", err=True)
    click.echo(
        f"{new} events are new, {there} were there already" + (f", {len(refused)} lines refused" if refused else "")
    )
    if refused:
        context.exit(1)
