"""`intake purge`: old mails and addresses removed."""

from __future__ import annotations

import click

from intake.amounts import amount
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
    senders = f"{amount(removed.drafts, 'draft')} and {amount(removed.sent, 'mail')} of ours"
    expired = amount(removed.expired, "draft")
    click.echo(f"removed {amount(removed.mails, 'mail')}, the senders of {senders}; {expired} expired")
