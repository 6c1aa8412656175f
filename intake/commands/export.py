"""`intake export`: the list moved out, or what is held about a person."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from intake.commands._opened import opened
from intake.commands._shown import print_json

FORMATS = ("json", "csv", "ics")


@click.command(short_help="Write the list as JSON, CSV or iCalendar; or print what is held about an address.")
@click.argument("address", required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), help="The list's format (default: as TO ends, or json).")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="The file to write (default, or -: the terminal).",
)
@click.pass_context
def command(context: click.Context, address: str | None, form: str | None, to: Path | None) -> None:
    """Write all events on the list; what `intake export` writes as JSON or CSV, `intake import` takes.

    With ADDRESS, print instead everything that is held about that person, one JSON object a line: mails, drafts, events
    and the log.
    """
    if address is not None:
        if "@" not in address:
            raise click.UsageError(f'"{address}" is no mail address')
        with opened(context) as (_, store):
            for one in store.held_about(address.strip()):
                print_json(one)
        return
    from intake.exchange import format_of, writable

    known = writable()
    name = form or (format_of(to.name) if to and to.suffix else "json")
    if name not in known:
        raise click.UsageError(
            f"{to}: which format is that to be? Name --format {', '.join(known)}, or end it like one"
        )
    with opened(context) as (campaign, store):
        data = known[name].write(campaign.site, store.events())
    if to is None or str(to) == "-":
        sys.stdout.buffer.write(data)
        return
    to.write_bytes(data)
    click.echo(f"Wrote {to}.")
