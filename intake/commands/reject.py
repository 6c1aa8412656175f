"""`intake reject`: drafts that are not to be published."""

from __future__ import annotations

import click

from intake.commands._carrying import carry_out
from intake.commands._opened import WHO, now, opened


@click.command(short_help="Reject drafts, with a reason for the sender.")
@click.argument("numbers", metavar="ID...", type=int, nargs=-1, required=True)
@click.option("--why", default="", metavar="TEXT", help="The reason; it reaches the sender.")
@click.pass_context
def command(context: click.Context, numbers: tuple[int, ...], why: str) -> None:
    """Reject drafts. The reason given with --why is mailed to the sender; without one nobody is told."""
    from intake.deciding.decision import Command

    with opened(context) as (campaign, store):
        commands = [
            Command("reject", WHO, draft_id=number, why=why.strip(), at=now()) for number in dict.fromkeys(numbers)
        ]
        carry_out(context, store, campaign, commands, "rejected")
