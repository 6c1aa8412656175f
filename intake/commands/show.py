"""`intake show`: one draft, each field beside the words it came from."""

from __future__ import annotations

import click

from intake.commands._opened import opened
from intake.commands._shown import draft_object, evidence_of, fields_of, plain, print_json


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
    click.echo(
        f"draft {draft.id}, {draft.about}, {draft.status}" + (f" by {draft.decided_by}" if draft.decided_by else "")
    )
    click.echo(f"from {plain(draft.sender) or 'nobody: added by hand'}, {draft.received:%Y-%m-%d %H:%M} UTC")
    if draft.subject:
        click.echo(f"subject {plain(draft.subject)}")
    if draft.event_id:
        click.echo(f"event {draft.event_id}")
    click.echo()
    previous = fields_of(draft.previous) if draft.previous else {}
    values = fields_of(draft.details)
    evidence = evidence_of(draft.proposal, values)
    for name, value in values.items():
        shown = ", ".join(value) if isinstance(value, list) else value
        if not shown and not previous.get(name):
            continue
        line = f"  {name:<10} {plain(shown or '-')}"
        if previous and previous.get(name) != value:
            old = previous.get(name)
            line += f"   (was {plain(', '.join(old) if isinstance(old, list) else old or '-')})"
        found = evidence.get(name)
        if found is not None:
            doubt = "" if found["certain"] else f", implied: {plain(found['note'] or '')}"
            line += f'   ← "{plain(found["words"])}" ({found["part"]}{doubt})'
        click.echo(line)
    for name, typed in draft.edits.items():
        click.echo(f"  edited     {name} = {plain(typed)}")
    for problem in draft.problems:
        click.echo(f"  ! {plain(problem.text)}")
    for one in draft.duplicates:
        click.echo(f"  = {one.kind} {one.id}, {one.score:.0%} alike: {', '.join(one.reasons)}")
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
