"""Carries commands out and says for each what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from intake.commands._opened import now
from intake.commands._shown import plain

if TYPE_CHECKING:
    from intake.campaign import Campaign
    from intake.deciding.decision import Command
    from intake.store import Store


def carry_out(
    context: click.Context,
    store: Store,
    campaign: Campaign,
    commands: Sequence[Command],
    done: str,
    named: set[int] | None = None,
) -> None:
    """Carry the commands out, each as far as it can be, and print a line for each.

    Ends with exit code 1 when one could not be carried out; with `named` only when it was one of these drafts.
    """
    from intake.jobs.commanding import carry_out as carry

    if not commands:
        click.echo("No drafts are waiting for that.")
        return
    failed = False
    outcomes = carry(store, campaign, commands, now(), partly=True)
    for outcome in outcomes:
        number = outcome.command.draft_id
        if outcome.problem:
            failed |= named is None or number in named
            click.echo(plain(outcome.problem), err=True)
        else:
            about = f"draft {number}" if number is not None else f"event {outcome.command.event_id}"
            click.echo(f"{done} {about}" + "".join(f", event {name}" for name in outcome.events if number is not None))
    if failed:
        context.exit(1)
