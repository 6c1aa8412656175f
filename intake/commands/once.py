"""`intake once`: everything that is due, once."""

from __future__ import annotations

import click

from intake.commands._opened import now, opened
from intake.commands._progress import progress


@click.command(short_help="Collect, read, send and publish once, then exit.")
@click.pass_context
def command(context: click.Context) -> None:
    """Take new mails in, read them, publish what changed, send the mails that wait, and exit; for cron.

    Maintainers are reminded, and old mails removed, as the worker does. What fails is said in one line and does not
    stop the rest; the exit code is then 1. Running it again takes up where it stopped.
    """
    from intake.jobs.rounds import one_round

    with opened(context) as (campaign, store), progress() as tell:
        done = one_round(store, campaign, now, tell=tell)
    for line in done.lines:
        click.echo(line)
    for problem in done.problems:
        click.echo(problem, err=True)
    if done.problems:
        context.exit(1)
