"""`intake merge`: two mails about one event."""

from __future__ import annotations

import click

from intake.commands._carrying import carry_out
from intake.commands._events import number_of
from intake.commands._opened import WHO, now, opened


@click.command(short_help="Merge a draft into another draft or a published event.")
@click.argument("number", metavar="ID", type=int)
@click.argument("into", metavar="INTO")
@click.pass_context
def command(context: click.Context, number: int, into: str) -> None:
    """Say that the draft ID speaks of the same event as INTO, a waiting draft (its number) or an event (its id).

    What INTO lacks is taken from the draft, and both senders hear of what becomes of it. `intake show ID` lists what a
    draft resembles; `intake undo` takes it back.
    """
    from intake.deciding.decision import Command

    with opened(context) as (campaign, store):
        other = number_of(into)
        target = store.draft(other) if other is not None else None
        if target is not None and target.status == "confirmed" and target.event_id is not None:
            into, other = target.event_id, None
        event = into if other is None else None
        one = Command("merge", WHO, draft_id=number, into_draft=other, into_event=event, at=now())
        carry_out(context, store, campaign, [one], "merged")
