"""`intake undo`: the last decision back."""

from __future__ import annotations

import click

from intake.commands._opened import WHO, now, opened
from intake.commands._shown import plain


@click.command(short_help="Take the last decision back.")
@click.pass_context
def command(context: click.Context) -> None:
    """Take the last decision back, whoever made it; what was decided at once is taken back at once.

    An event that was published is withdrawn or gets its previous values back; `intake publish` or the worker brings
    that to the readers. Mails not sent yet are not sent. Again for the decision before.
    """
    from intake.jobs.commanding import undo

    with opened(context) as (campaign, store):
        undone = undo(store, campaign, WHO, now())
    for step in undone.steps:
        click.echo(f"undone: {plain(step)}")
