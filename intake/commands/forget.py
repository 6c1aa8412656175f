"""`intake forget`: a person removed on request."""

from __future__ import annotations

import click

from intake.amounts import amount
from intake.commands._opened import WHO, now, opened


@click.command(short_help="Remove everything held about an address.")
@click.argument("address")
@click.pass_context
def command(context: click.Context, address: str) -> None:
    """Remove the mails from ADDRESS, what drafts keep of them, and our mails to it; say what was removed.

    Waiting drafts from it are rejected. Events that its mails made stay on the list, as public facts without a
    sender; they are named, so that you can withdraw them. So are other people's mails that mention the address.
    """
    if "@" not in address:
        raise click.UsageError(f'"{address}" is no mail address')
    with opened(context) as (campaign, store):
        removed = store.forget(address.strip(), WHO, now())
    traces = f"{amount(removed.drafts, 'draft')} and {amount(removed.sent, 'mail')} of ours"
    click.echo(f"removed {amount(removed.mails, 'mail')}, the traces in {traces}")
    for name in removed.events:
        click.echo(f"event {name} came from that address and stays on the list")
    for name in removed.mentioned:
        click.echo(f"mail {name[:12]} of somebody else mentions the address and was left")
    if campaign.mailbox is not None:
        folder = campaign.mailbox.processed
        where = f"lies in its folder {folder!r}" if folder else "lies there"
        click.echo(f"The mailbox is yours to clear: what was read {where}.")
    click.echo("Backups made before hold it still.")
