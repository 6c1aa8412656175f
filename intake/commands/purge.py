"""`intake purge`: old mails and addresses removed."""

from __future__ import annotations

import click

from intake.commands._opened import now, opened


@click.command(short_help="Remove mails and addresses whose event is long past.")
@click.pass_context
def command(context: click.Context) -> None:
    """Remove raw mails and addresses campaign.purge_after days after their event, as the worker does every night.

    Events stay on the list. Waiting drafts whose day is more than two weeks past expire.
    """
    from intake.jobs.purging import purge

    with opened(context) as (campaign, store):
        removed = purge(store, campaign, now())
    click.echo(
        f"removed {removed.mails} mails, the senders of {removed.drafts} drafts and {removed.sent} mails of ours; "
        f"{removed.expired} drafts expired"
    )
