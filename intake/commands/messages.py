"""`intake messages`: every mail with its fate."""

from __future__ import annotations

import click

from intake.amounts import amount
from intake.commands._opened import opened
from intake.commands._shown import print_json, print_table


@click.command(short_help="List every mail with its fate.")
@click.option("--fate", type=click.Choice(["drafted", "held", "ignored", "answer"]), help="Only mails of this fate.")
@click.option("--again", metavar="ID", help="Read the held mail with this id (or its beginning) once more.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def command(context: click.Context, fate: str | None, again: str | None, as_json: bool) -> None:
    """List every mail: when it came, what became of it and why, and the drafts it led to."""
    from intake.cli import Wrong

    with opened(context) as (_, store):
        kept = store.messages(fate)
        if again is not None:
            held = [one for one in kept if one.state == "held" and one.id.startswith(again.lower())]
            if len(held) != 1:
                how_many = amount(len(held), "held mail has", "held mails have") if held else "no held mail has"
                raise Wrong(f'{how_many} an id that begins with "{again}"; `intake messages --fate held` shows them')
            if len(again) < 6:
                raise Wrong(f'"{again}" is too short an id to be sure of; give at least 6 characters of it')
            store.read_again(held[0].id)
            click.echo(f"mail {held[0].id[:12]} will be read again by the worker or `intake once`")
            return
    if as_json:
        for one in kept:
            print_json(
                {
                    "id": one.id,
                    "message_id": one.mail_id,
                    "subject": one.subject,
                    "sender": one.sender,
                    "received": one.received.isoformat(),
                    "fate": one.fate,
                    "reason": one.reason,
                    "drafts": list(one.drafts),
                }
            )
        return
    rows = [
        [
            one.id[:12],
            f"{one.received:%Y-%m-%d %H:%M}",
            one.fate or "unread",
            ", ".join(map(str, one.drafts)),
            one.subject,
            one.reason,
        ]
        for one in kept
    ]
    print_table(["id", "received", "fate", "drafts", "subject", "reason"], rows, ["subject", "reason"])
