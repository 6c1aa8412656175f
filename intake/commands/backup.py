"""`intake backup`: a whole copy of the store, while it is used."""

from __future__ import annotations

from pathlib import Path

import click

from intake.commands._opened import now, opened


@click.command(short_help="Copy the store while it is used.")
@click.argument("to", type=click.Path(path_type=Path), required=False)
@click.pass_context
def command(context: click.Context, to: Path | None) -> None:
    """Copy the SQLite store to the file TO (default: beside the store, with the time in its name), whole and checked.

    `intake restore` puts it back. PostgreSQL has pg_dump for this.
    """
    from intake.store.engine import file_of, parse

    with opened(context) as (campaign, store):
        file = file_of(parse(campaign.store_url))
        if to is None and file is not None:
            to = file.with_name(f"{file.name}.{now():%Y%m%dT%H%M%SZ}")
        store.backup(to or Path("intake.backup"))
    click.echo(f"{to}: a whole copy of the store; it holds people's mails, so keep it as safe as the store")
