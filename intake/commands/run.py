"""`intake run`: the worker, until it is told to stop."""

from __future__ import annotations

import click

from intake.commands._opened import campaign_of, told
from intake.logs import FORMATS, set_up


@click.command(short_help="Work until told to stop: watch the mailbox, read, send, publish.")
@click.option("--log", type=click.Choice(FORMATS), default="text", help="Lines for people, or JSON for programs.")
@click.pass_context
def command(context: click.Context, log: str) -> None:
    """Watch the mailbox, read new mails, send ours, publish what changed, and serve the review pages.

    Prints a one-time address that signs in where review.listen is set. Ends cleanly on SIGTERM and Ctrl-C. The log
    goes to standard error and names mails and drafts by their ids only.
    """
    from intake.cli import Wrong

    campaign = campaign_of(context)
    set_up(log)
    with told():
        from intake.worker import run

        click.echo(f"intake is at work for {campaign.site.title}; Ctrl-C ends it.")
        try:
            run(campaign, lambda address: click.echo(f"The review pages, to sign in once: {address}"))
        except OSError as problem:
            raise Wrong(str(problem)) from None
