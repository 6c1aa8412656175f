"""`intake show`: one draft, each field beside the words it came from."""

from __future__ import annotations

import click

from intake.commands._opened import opened
from intake.commands._shown import described, draft_object, plain, print_json, say


@click.command(short_help="Show a draft, its fields beside the words they came from.")
@click.argument("number", metavar="ID", type=int)
@click.option("--mail", is_flag=True, help="The mail it came from, too.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_context
def command(context: click.Context, number: int, mail: bool, as_json: bool) -> None:
    """Show the draft with this ID: what would be published, the words each value was found in, and what is doubtful."""
    from intake.cli import Wrong

    with opened(context) as (_, store):
        draft = store.draft(number)
        raw = store.raw(draft.message_id) if draft is not None and mail else None
    if draft is None:
        raise Wrong(f"there is no draft {number}; `intake drafts` lists those that wait")
    if as_json:
        print_json(draft_object(draft))
        return
    for line in described(draft):
        say(line, " " * 13)
    if mail:
        text = _text(raw)
        click.echo("\n" + (text if text is not None else "The mail has been purged."))


def _text(raw: bytes | None) -> str | None:
    from intake.reading.message import Unreadable, read

    if raw is None:
        return None
    try:
        return "\n".join(plain(line) for line in read(raw).text.split("\n"))
    except Unreadable as error:
        return f"It cannot be read: {error}"
