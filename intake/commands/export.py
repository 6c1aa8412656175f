"""`intake export`: what is held about a person."""

from __future__ import annotations

import click

from intake.commands._opened import opened
from intake.commands._shown import print_json


@click.command(short_help="Print everything held about an address.")
@click.argument("address")
@click.pass_context
def command(context: click.Context, address: str) -> None:
    """Print everything that is held about ADDRESS, one JSON object a line: mails, drafts, events and the log."""
    if "@" not in address:
        raise click.UsageError(f'"{address}" is no mail address')
    with opened(context) as (_, store):
        for one in store.held_about(address.strip()):
            print_json(one)
