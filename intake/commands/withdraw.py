"""`intake withdraw`: an event off the list."""

from __future__ import annotations

import click

from intake.commands._events import act


@click.command(short_help="Take a published event off the list.")
@click.argument("name", metavar="ID")
@click.pass_context
def command(context: click.Context, name: str) -> None:
    """Take an event off the list, as if it had never stood there; nobody is told.

    ID is the event's, or the number of the draft it came of. What does not take place is better marked with
    `intake cancel`, so that readers learn of it. `intake undo` puts it back.
    """
    act(context, "withdraw", name, "withdrawn")
