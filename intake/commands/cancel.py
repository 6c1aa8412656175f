"""`intake cancel`: cancelled events."""

from __future__ import annotations

import click

from intake.commands._events import act


@click.command(short_help="Mark a published event as cancelled.")
@click.argument("name", metavar="ID")
@click.option("--why", default="", metavar="TEXT", help="The reason; it reaches those whose mails made the event.")
@click.pass_context
def command(context: click.Context, name: str, why: str) -> None:
    """An event does not take place: it stays on the list, marked as cancelled.

    ID is the event's, or the number of the draft it came of. It stays on the list until its day has passed, so that
    those who follow the list learn of it. Who sent the event is told; `intake undo` takes it back.
    """
    act(context, "cancel", name, "cancelled", why)
