"""`intake log`: who did what, when."""

from __future__ import annotations

import click

from intake.commands._events import number_of
from intake.commands._opened import opened
from intake.commands._shown import changes_of, entry_object, moment, plain, print_json, say


@click.command(short_help="Show who did what, when, before and after.")
@click.argument("name", metavar="[ID]", required=False)
@click.option("--most", type=click.IntRange(min=1), default=50, show_default=True, help="How many lines at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def command(context: click.Context, name: str | None, most: int, as_json: bool) -> None:
    """Show the log, newest last; with an ID that of one draft (a number) or event."""
    number = number_of(name) if name else None
    with opened(context) as (campaign, store):
        entries = store.log(most, draft_id=number, event_id=name if number is None else None)
    for entry in reversed(entries):
        if as_json:
            print_json(entry_object(entry))
            continue
        about = [f"draft {entry.draft_id}"] if entry.draft_id is not None else []
        about += [f"event {entry.event_id}"] if entry.event_id else []
        more = "; ".join(filter(None, (entry.note, changes_of(entry))))
        undone = " (undone since)" if entry.undone else ""
        line = f"{moment(entry.at, campaign)} {entry.who}: {entry.what} {', '.join(about)}{undone}"
        say(plain(line) + (f": {plain(more)}" if more else ""))
