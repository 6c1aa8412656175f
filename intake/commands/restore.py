"""`intake restore`: a backup in the place of the store."""

from __future__ import annotations

from pathlib import Path

import click

from intake.commands._opened import campaign_of, now, told
from intake.commands._shown import say


@click.command(short_help="Put a backup in the store's place.")
@click.argument("backup", type=click.Path(path_type=Path))
@click.pass_context
def command(context: click.Context, backup: Path) -> None:
    """Put the file BACKUP, made by `intake backup`, in the place of the SQLite store, once it is checked.

    The worker has to be stopped. The store of before is kept beside the new one. PostgreSQL has pg_restore for this.
    """
    campaign = campaign_of(context)
    with told():
        from intake.jobs.publishing import look_again
        from intake.store import Store
        from intake.store.restoring import restore

        former = restore(campaign.store_url, backup, now())
        with Store.open(campaign.store_url) as store:
            look_again(store, now())
    say(f"The store is what {backup} holds." + (f" What it was before is kept in {former}." if former else ""), "")
    if campaign.mailbox is not None and campaign.mailbox.processed:
        say(
            "Mails that came after the backup was made lie in the mailbox's folder "
            f"{campaign.mailbox.processed!r}: move those back to the inbox, and they are taken in again; none is "
            "taken twice.",
            "",
        )
