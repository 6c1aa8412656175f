"""`intake messages`: every mail with its fate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from intake.amounts import amount
from intake.commands._opened import WHO, opened
from intake.commands._shown import moment, print_json, print_table

if TYPE_CHECKING:
    from intake.store.inbox import Kept


@click.command(short_help="List every mail with its fate.")
@click.option("--fate", type=click.Choice(["drafted", "held", "ignored", "answer"]), help="Only mails of this fate.")
@click.option("--again", metavar="ID", help="Read the held or ignored mail with this id (or its beginning) once more.")
@click.option("--done", metavar="ID", help="Set the held mail with this id (or its beginning) aside.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def command(context: click.Context, fate: str | None, again: str | None, done: str | None, as_json: bool) -> None:
    """List every mail: when it came, what became of it and why, and the drafts it led to."""
    with opened(context) as (campaign, store):
        kept = store.messages(fate)
        if again is not None:
            one = _found(kept, again, "held", "ignored")
            store.read_again(one.id)
            click.echo(f"mail {one.id[:12]} will be read again by the worker or `intake once`")
        if done is not None:
            one = _found(kept, done, "held")
            store.set_aside(one.id, WHO)
            click.echo(f"mail {one.id[:12]} is set aside")
        if again is not None or done is not None:
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
            moment(one.received, campaign),
            one.fate or "unread",
            ", ".join(map(str, one.drafts)),
            one.subject,
            one.reason,
        ]
        for one in kept
    ]
    print_table(["id", "received", "fate", "drafts", "subject", "reason"], rows, ["subject", "reason"], ["reason"])


def _found(kept: Sequence[Kept], name: str, *fates: str) -> Kept:
    """The mail of one of these fates whose id begins so. Raises Wrong when there is none, or more than one."""
    from intake.cli import Wrong

    found = [one for one in kept if one.fate in fates and one.id.startswith(name.lower())]
    if len(found) != 1:
        which = " or ".join(fates)
        how_many = amount(len(found), f"{which} mail has", f"{which} mails have") if found else f"no {which} mail has"
        shown = " and ".join(f"`intake messages --fate {fate}`" for fate in fates)
        raise Wrong(f'{how_many} an id that begins with "{name}"; {shown} {"show" if len(fates) > 1 else "shows"} them')
    if len(name) < 6:
        raise Wrong(f'"{name}" is too short an id to be sure of; give at least 6 characters of it')
    return found[0]
