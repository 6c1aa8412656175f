"""`intake check`: tries every door and says for each what was found or what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from intake.campaign import Campaign


@click.command(short_help="Try the mailbox, the mail server, every target and the store.")
@click.pass_context
def command(context: click.Context) -> None:
    """Read the configuration, then try the mailbox, outgoing mail, the store, every target, the clock and its zone.

    Changes nothing and sends nothing. Says for each what was found or what to do; exit code 1 when something fails.
    """
    from intake.config import ConfigError, load

    path: Path = context.obj
    try:
        campaign = load(path)
    except ConfigError as error:
        click.echo(str(error), err=True)
        context.exit(2)
    click.echo(f"ok    {path.name}: {campaign.site.title}")
    failed = False
    for what, attempt in _attempts(campaign):
        try:
            found = attempt()
        except Exception as error:
            failed = True
            words = " ".join(str(error).split()) or type(error).__name__
            click.echo(f"WRONG {what}: {words}")
        else:
            click.echo(f"ok    {what}: {found}")
    context.exit(1 if failed else 0)


def _attempts(campaign: Campaign) -> Iterator[tuple[str, Callable[[], str]]]:
    from intake.mail.mailbox import open_mailbox
    from intake.mail.outbox import open_outbox

    mailbox, outgoing = campaign.mailbox, campaign.outgoing
    if mailbox is not None:

        def look() -> str:
            with open_mailbox(mailbox) as door:
                return door.check()

        yield "mailbox", look
    if outgoing is not None:

        def knock() -> str:
            with open_outbox(outgoing) as door:
                return door.check()

        yield "outgoing", knock
    yield "store", lambda: _store(campaign)
    for number, target in enumerate(campaign.publish, 1):
        yield f"publish number {number}", lambda target=target: _target(target.url)  # type: ignore[misc]
    yield "review", lambda: _review(campaign)
    yield "clock", lambda: _clock(campaign)


def _store(campaign: Campaign) -> str:
    from intake.jobs import open_store

    with open_store(campaign) as store:
        counts = store.counts()
        return f"{counts.get('waiting', 0)} drafts waiting, {len(store.events())} events"


def _target(url: str) -> str:
    from render.publish import target_for, without_password

    if url.startswith("folder:"):
        folder = Path(url.removeprefix("folder:"))
        if not folder.parent.is_dir():
            raise ValueError(f"{folder.parent}: there is no such folder; make it first")
        return str(folder)
    module = target_for(url)
    kind = module.__name__.rpartition(".")[2]
    return f"{without_password(url)} ({kind}); `intake publish --dry-run` shows what it lacks"


def _review(campaign: Campaign) -> str:
    if campaign.review.listen is None:
        return "no review pages; confirm with `intake confirm` or by mail (set review.listen for pages)"
    if not campaign.maintainers:
        return f"{campaign.review.listen}; no [[maintainer]] is listed, so only the printed address signs in"
    names = ", ".join(person.name for person in campaign.maintainers)
    return f"{campaign.review.listen}, for {names}"


def _clock(campaign: Campaign) -> str:
    from zoneinfo import ZoneInfo

    now = dt.datetime.now(dt.UTC)
    if now.year < 2026:
        raise ValueError(f"this machine says that it is {now:%Y-%m-%d}; set its clock (timedatectl set-ntp true)")
    there = now.astimezone(ZoneInfo(campaign.site.timezone))
    ends = campaign.ends
    if ends is not None and ends < there.date():
        raise ValueError(f"campaign.ends is {ends}, and that is past; set the new dates")
    return f"{there:%Y-%m-%d %H:%M} in {campaign.site.timezone}"
