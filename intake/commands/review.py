"""`intake review`: the waiting drafts one after another, at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from intake.commands._opened import WHO, now, opened
from intake.commands._shown import described, plain

if TYPE_CHECKING:
    from intake.campaign import Campaign, Maintainer
    from intake.deciding.decision import Command
    from intake.store import Store

HELP = """ok                 put it on the list          (or Enter, where nothing is to be checked)
no: the reason     refuse it; the sender gets the reason
city: Köln         change something (date, time, title, venue, link ...)
merge              it is the same as what it resembles most (the line with "=")
skip, undo, mail, quit"""


@click.command(short_help="Decide on the waiting drafts one after another.")
@click.pass_context
def command(context: click.Context) -> None:
    """Show the waiting drafts one after another, most urgent first, and ask what to do with each.

    The words are those of an answer by mail: "ok", "no: reason", "time: 18:30", and "merge", "skip", "undo", "mail"
    (show its text) and "quit". Enter alone confirms a draft without problems. Ctrl-D ends it, too.
    """
    from intake.deciding.draft import urgency

    with opened(context) as (campaign, store):
        someone = _somebody(campaign)
        skipped: set[int] = set()
        again: list[int] = []
        while True:
            waiting = [draft for draft in store.drafts() if draft.id not in skipped]
            if not waiting:
                break
            back = [draft for draft in waiting if draft.id in again]
            draft = min(back or waiting, key=urgency)
            again.clear()
            click.echo(f"\n{len(waiting)} waiting")
            for line in described(draft):
                click.echo(line)
            if not _decided(store, campaign, draft.id, not draft.problems, someone, skipped, again):
                break
    left = len(waiting)
    click.echo("Nothing more waits." if not left else f"{left} still {'waits' if left == 1 else 'wait'}.")


def _somebody(campaign: Campaign) -> Maintainer:
    from intake.campaign import Maintainer

    languages = campaign.maintainers[0].languages if campaign.maintainers else campaign.site.languages
    return Maintainer(WHO, WHO, languages)


def _decided(
    store: Store,
    campaign: Campaign,
    number: int,
    clean: bool,
    someone: Maintainer,
    skipped: set[int],
    again: list[int],
) -> bool:
    """Ask until something is decided about the draft; False when the person wants to stop.

    `skipped` gets what is put off, and `again` what is to be shown next because it was taken back.
    """
    from intake.deciding import replies
    from intake.deciding.decision import Command, Impossible
    from intake.jobs.commanding import carry_out, undo

    while True:
        try:
            said = click.prompt(
                "ok, no: ..., field: ..., skip, undo, mail, quit", default="", show_default=False
            ).strip()
        except click.Abort:
            click.echo()
            return False
        word = said.casefold()
        try:
            if word in ("quit", "q"):
                return False
            if word in ("skip", "s"):
                skipped.add(number)
                return True
            if word in ("undo", "u"):
                undone = undo(store, campaign, WHO, now(), by=WHO)
                click.echo(f"undone: {plain(str(undone))}")
                again += undone.drafts
                skipped -= set(undone.drafts)
                return True
            if word == "mail":
                _show_mail(store, number)
                continue
            commands = [Command("confirm", WHO, draft_id=number)] if not said and clean else []
            if word in ("merge", "m"):
                commands = _merging(store, number)
            elif said:
                commands = list(replies.typed(said, (number,), someone).commands)
            if not commands:
                click.echo(HELP)
                continue
            carry_out(store, campaign, commands, now())
            return True
        except Impossible as problem:
            click.echo(plain(str(problem)), err=True)


def _merging(store: Store, number: int) -> list[Command]:
    """The command that merges the draft into what it resembles most; none where it resembles nothing."""
    from intake.deciding.decision import Command

    draft = store.draft(number)
    if draft is None or not draft.duplicates:
        return []
    best = draft.duplicates[0]
    into_draft = int(best.id) if best.kind == "draft" else None
    into_event = best.id if best.kind == "event" else None
    return [Command("merge", WHO, draft_id=number, into_draft=into_draft, into_event=into_event)]


def _show_mail(store: Store, number: int) -> None:
    from intake.reading.message import Unreadable, read

    draft = store.draft(number)
    raw = store.raw(draft.message_id) if draft is not None else None
    try:
        text = read(raw).text if raw is not None else "The mail has been purged."
    except Unreadable as error:
        text = f"It cannot be read: {error}"
    for line in text.split("\n"):
        click.echo(f"  {plain(line)}")
