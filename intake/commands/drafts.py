"""`intake drafts`: what waits for a decision."""

from __future__ import annotations

import click

from intake.amounts import amount
from intake.commands._opened import opened
from intake.commands._shown import draft_object, print_json, print_table, say, when_of, where_of


@click.command(short_help="List the drafts that wait for a decision.")
@click.option("--all", "everything", is_flag=True, help="Those decided on, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def command(context: click.Context, everything: bool, as_json: bool) -> None:
    """List the waiting drafts, soonest event first; those with problems are marked with "!".

    With --json in the order they came, with all their fields and the words these were found in.
    """
    with opened(context) as (_, store):
        drafts = store.drafts(None if everything else "waiting")
        held = store.held()
    if as_json:
        for draft in drafts:
            print_json(draft_object(draft))
        return
    aside = f"{amount(held, 'mail is', 'mails are')} held; `intake messages --fate held` says why." if held else ""
    if not drafts:
        click.echo("No drafts." if everything else "No drafts are waiting.")
        if aside:
            say(aside)
        return
    drafts.sort(key=lambda draft: (draft.details.date is None, draft.details.date, draft.received, draft.id))
    rows = [
        [
            str(draft.id),
            *([draft.status] if everything else []),
            "!" if draft.problems else "",
            draft.about,
            when_of(draft.details),
            where_of(draft.details),
            draft.details.title or draft.subject,
        ]
        for draft in drafts
    ]
    print_table(["id", *(["status"] if everything else []), "", "about", "when", "where", "what"], rows, ["what"])
    clean = sum(not draft.problems for draft in drafts if draft.status == "waiting")
    if not everything:
        click.echo(f"{len(drafts)} waiting, {clean} without problems; `intake show ID` shows one.")
    if aside:
        say(aside)
