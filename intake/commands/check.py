"""`intake check`: tries every door and says for each what was found or what to do."""

from __future__ import annotations

import datetime as dt
import errno
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake.amounts import amount
from intake.commands._shown import say

if TYPE_CHECKING:
    from intake.campaign import Campaign, Target
    from render.site import Site


_BELOW = "      "
CLOCK_SECONDS = 120
"""How far this machine's clock may be from a server's."""


@click.command(short_help="Try the mailbox, the mail server, every target and the store.")
@click.pass_context
def command(context: click.Context) -> None:
    """Read the configuration, then try the mailbox, outgoing mail, the store, every target, the clock and its zone.

    Changes nothing and sends nothing. Says for each what was found or what to do; exit code 1 when something fails.
    """
    from intake.config import ConfigError, load
    from intake.setup import STATEMENT

    path: Path = context.obj
    try:
        campaign = load(path)
    except ConfigError as error:
        click.echo(str(error), err=True)
        context.exit(2)
    click.echo(f"ok    {path.name}: {campaign.site.title}")
    if campaign.site.statement == STATEMENT:
        say("TO DO statement: it holds the words that `intake init` put there; write your own into that file", _BELOW)
    for line in _untranslated(campaign.site):
        say(line, _BELOW)
    failed = False
    for what, attempt in _attempts(campaign):
        try:
            found = attempt()
        except Exception as error:
            failed = True
            words = " ".join(str(error).split()) or type(error).__name__
            say(f"WRONG {what}: {words}", _BELOW)
        else:
            say(f"ok    {what}: {found}", _BELOW)
    named = "" if path == Path("config.toml") else f" --config {path}"
    if failed:
        click.echo(f"Mend what is WRONG, then run `intake{named} check` again.")
        context.exit(1)
    click.echo(f"Everything answers. `intake{named} run` starts the work; Ctrl-C ends it.")


def _untranslated(site: Site) -> Iterator[str]:
    """A line for each language of the page whose readers find the campaign's statement in another one."""
    from render.languages import language
    from render.pages import statement_language

    for tag in site.languages if site.statement or site.statements else ():
        other = statement_language(site, language(tag))
        if other is not None:
            yield (
                f'TO DO statement: the page is in "{tag}", too, and shows the statement in "{other.tag}" there; name '
                f"the file with its translation in campaign.statements.{tag}, or take it out of campaign.languages"
            )


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
        yield f"publish number {number}", lambda target=target: _target(target)  # type: ignore[misc]
    yield "review", lambda: _review(campaign)
    yield "clock", lambda: _clock(campaign)


def _store(campaign: Campaign) -> str:
    from intake.jobs import open_store

    with open_store(campaign) as store:
        counts = store.counts()
        return f"{amount(counts.get('waiting', 0), 'draft')} waiting, {amount(len(store.events()), 'event')}"


def _target(target: Target) -> str:
    from render.publish import TransportError, target_for, without_password

    try:
        return str(target_for(target.url).check(target.url, target.options))
    except TransportError as error:
        shown = without_password(target.url)
        raise ValueError(str(error) if shown in str(error) else f"{shown}: {error}") from None


def _review(campaign: Campaign) -> str:
    if campaign.review.listen is None:
        return "no review pages; confirm with `intake confirm` or by mail (set review.listen for pages)"
    busy = _listened(campaign.review.listen)
    if not campaign.maintainers:
        return f"{campaign.review.listen}{busy}; no [[maintainer]] is listed, so only the printed address signs in"
    names = ", ".join(person.name for person in campaign.maintainers)
    return f"{campaign.review.listen}{busy}, for {names}"


def _listened(address: str) -> str:
    """Whether the worker listens there already, in words. Raises ValueError where it could not."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, int(port)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE and _is_ours(f"http://{address}/sign-in"):
                return " (the worker is running)"
            raise ValueError(
                f"review.listen: {address}: {error.strerror or error}; choose another port, and an address of this "
                'machine, such as "127.0.0.1:8081"'
            ) from None
    return ""


def _is_ours(address: str) -> bool:
    import httpx

    try:
        return httpx.get(address, timeout=5).is_success
    except httpx.HTTPError:
        return False


def _clock(campaign: Campaign) -> str:
    from zoneinfo import ZoneInfo

    now = dt.datetime.now(dt.UTC)
    if now.year < 2026:
        raise ValueError(f"this machine says that it is {now:%Y-%m-%d}; set its clock (timedatectl set-ntp true)")
    there = now.astimezone(ZoneInfo(campaign.site.timezone))
    ends = campaign.ends
    if ends is not None and ends < there.date():
        raise ValueError(f"campaign.ends is {ends}, and that is past; set the new dates")
    return f"{there:%Y-%m-%d %H:%M} in {campaign.site.timezone}{_compared(campaign, now)}"


def _compared(campaign: Campaign, now: dt.datetime) -> str:
    """How this machine's clock agrees with that of a server the configuration names. Raises ValueError if it does not.

    Web servers tell their time with every answer (RFC 9110, 6.6.1); mail servers do not.
    """
    from email.utils import parsedate_to_datetime

    import httpx

    addresses = [campaign.site.url, campaign.review.public_url, *_sign_in_servers(campaign)]
    for address in filter(None, addresses):
        try:
            theirs = parsedate_to_datetime(httpx.head(address, timeout=10).headers["Date"])
        except (httpx.HTTPError, KeyError, ValueError):
            continue
        host = httpx.URL(address).host
        apart = (now - theirs).total_seconds()
        if abs(apart) > CLOCK_SECONDS:
            where = "ahead of" if apart > 0 else "behind"
            raise ValueError(
                f"this machine's clock is {abs(apart):.0f} seconds {where} that of {host}; set it (timedatectl "
                "set-ntp true): sign-ins and certificates depend on it"
            )
        return f"; agrees with {host}"
    return "; no server to compare it with: see that it is right"


def _sign_in_servers(campaign: Campaign) -> Iterator[str]:
    from intake.mail.oauth.provider import provider

    for door in (campaign.mailbox, campaign.outgoing):
        if door is not None and door.oauth is not None:
            yield provider(door.oauth.provider).token
