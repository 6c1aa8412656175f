"""`intake publish`: the page and its feeds, now."""

from __future__ import annotations

import click

from intake.commands._opened import now, opened
from intake.commands._progress import progress


@click.command(short_help="Build the page and its feeds and bring them to every target.")
@click.option("--dry-run", is_flag=True, help="Only say what each target lacks: how many files, and which events.")
@click.option("--confirmed", is_flag=True, help="Publish even though the list went empty or lost half its events.")
@click.pass_context
def command(context: click.Context, dry_run: bool, confirmed: bool) -> None:
    """Build the page and its feeds and bring each target up to date. Sends no mail.

    A target that fails keeps its old page and does not stop the others; the exit code is then 1.
    """
    from intake.jobs.publishing import publish

    with opened(context) as (campaign, store):
        if not campaign.publish:
            click.echo("There is no [[publish]] in the configuration, so that there is nowhere to publish to.")
            return
        with progress() as tell:
            published = publish(store, campaign, now(), confirmed=confirmed, dry_run=dry_run, tell=tell)
    for target, (files, *events) in (published.preview or {}).items():
        click.echo(f"{target}: {files}")
        for event in events:
            click.echo(f"  {event}")
    for receipt in published.receipts:
        words = (
            receipt.message if receipt.message.startswith(receipt.target) else f"{receipt.target}: {receipt.message}"
        )
        click.echo(words if receipt.delivered else f"NOT PUBLISHED {words}", err=not receipt.delivered)
    if published.problem:
        click.echo(published.problem, err=True)
    if published.problems:
        context.exit(1)
