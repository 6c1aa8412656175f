"""`intake confirm`: drafts become events."""

from __future__ import annotations

import click

from intake.commands._carrying import carry_out
from intake.commands._opened import WHO, now, opened


@click.command(short_help="Confirm drafts: they go on the list.")
@click.argument("numbers", metavar="ID...", type=int, nargs=-1)
@click.option("--all-clean", "clean", is_flag=True, help="Every waiting draft without problems.")
@click.option("--all", "everything", is_flag=True, help="Every waiting draft that can be confirmed.")
@click.pass_context
def command(context: click.Context, numbers: tuple[int, ...], clean: bool, everything: bool) -> None:
    """Confirm drafts; `intake publish` or the worker brings the list to its readers.

    What cannot be confirmed is said, and the others are confirmed. The exit code is 1 when an ID that was given
    could not be confirmed. `intake undo` takes all of it back at once.
    """
    from intake.deciding.decision import Command

    if not numbers and not clean and not everything:
        raise click.UsageError("name drafts by their ID, or use --all-clean or --all")
    with opened(context) as (campaign, store):
        chosen = dict.fromkeys(numbers)
        if clean or everything:
            chosen |= dict.fromkeys(draft.id for draft in store.drafts() if everything or not draft.problems)
        commands = [Command("confirm", WHO, draft_id=number, at=now()) for number in chosen]
        carry_out(context, store, campaign, commands, "confirmed", named=set(numbers))
