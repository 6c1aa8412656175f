"""`intake postpone`: postponed events."""

from __future__ import annotations

import click

from intake.commands._events import act


@click.command(short_help="Mark a published event as postponed.")
@click.argument("name", metavar="ID")
@click.option("--why", default="", metavar="TEXT", help="The reason; it reaches those whose mails made the event.")
@click.pass_context
def command(context: click.Context, name: str, why: str) -> None:
    """An event does not take place on its day: mark it as postponed.

    ID is the event's, or the number of the draft it came of. Its new day, once it is known, is given with
    `intake edit ID date=2027-05-01`. Who sent the event is told; `intake undo` takes it back.
    """
    act(context, "postpone", name, "postponed", why)
