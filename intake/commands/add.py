"""`intake add`: what came by other ways than mail."""

from __future__ import annotations

import sys

import click

from intake.commands._opened import WHO, now, opened
from intake.commands._shown import when_of, where_of

PROMPT = "\n# Write or paste the announcement above. This line and what follows is left out.\n"


@click.command(short_help="Take in text that came by other ways than mail.")
@click.pass_context
def command(context: click.Context) -> None:
    """Read text from standard input, or from your editor, and treat it like a mail: its events become drafts."""
    from intake.jobs.adding import add

    if sys.stdin.isatty():
        text = (click.edit(PROMPT) or "").partition("\n# Write or paste")[0]
    else:
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    if not text.strip():
        raise click.UsageError("there is no text; write some on standard input")
    with opened(context) as (campaign, store):
        numbers = add(store, campaign, text, WHO, now())
        drafts = [draft for number in numbers if (draft := store.draft(number)) is not None]
    if not drafts:
        click.echo("Kept, but no event was found in it; `intake messages` says why.")
    for draft in drafts:
        click.echo(f"draft {draft.id}: {when_of(draft.details)}, {where_of(draft.details)}")
