"""`intake init`: a few questions, a try at each door while asking, and a commented config.toml."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from intake.setup import Provider

STATEMENT = "Write here what your campaign says; this text stands above the list. (Markdown)\n"
PASSWORD, SECRET = "mailbox.password", "client.secret"
"""The files beside the configuration that hold what is typed in hidden."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """How the mailbox and outgoing mail are entered: with a password, or with OAuth 2 as a registered client."""

    password: str = ""
    oauth: str = ""
    client_id: str = ""
    secret: str = ""


@click.command(short_help="Ask a few questions and write config.toml.")
@click.option("--title", help="The campaign's name.")
@click.option("--contact", help="The address people write to.")
@click.option("--languages", help='The page\'s languages, its own first, such as "en, fr".')
@click.option("--timezone", help='The time zone of the campaign, such as "Europe/Paris".')
@click.option("--mailbox", help="Where mails come from; see config.example.toml for the forms.")
@click.option("--outgoing", help='Where our mails go out, or "none".')
@click.option("--publish", "target", help="Where the page is published to.")
@click.option("--maintainer", help="Your own address: who may confirm.")
@click.option("--yes", is_flag=True, help="Ask nothing: take the options given and the defaults for the rest.")
@click.pass_context
def command(
    context: click.Context,
    title: str | None,
    contact: str | None,
    languages: str | None,
    timezone: str | None,
    mailbox: str | None,
    outgoing: str | None,
    target: str | None,
    maintainer: str | None,
    yes: bool,
) -> None:
    """Ask a few questions, try the mailbox and the mail server, write a commented config.toml, say the next command.

    What does not work is asked again, or left as it is. What is typed in hidden goes into a file of its own that only
    its owner may read.
    """
    from intake.cli import Wrong
    from intake.config import ConfigError, load
    from intake.setup import example, provider_of, written

    path: Path = context.obj
    if path.exists():
        raise Wrong(f"{path} exists already; edit it, or write another with --config FILE")
    if not path.parent.is_dir():
        raise Wrong(f"{path.parent}: there is no such folder; make it first")

    def ask(question: str, given: str | None, default: str) -> str:
        if given is not None or yes:
            return given if given is not None else default
        answer: str = click.prompt(question, default=default or None)
        return answer.strip()

    title = ask("What is the campaign called", title, "Our campaign")
    contact = ask("Which address do people write to", contact, "events@campaign.example")
    languages = ask("Languages of the page, its own first", languages, "en")
    timezone = ask("Time zone of the campaign", timezone, _zone_here())
    provider = provider_of(contact)
    if provider.note and mailbox is None:
        click.echo(provider.note)
    default = "folder:inbox" if yes else provider.imap
    entry = _Entry()
    while True:
        mailbox = ask("Where do mails come from", mailbox, default)
        entry = _Entry() if yes or "://" not in mailbox else _entry(provider)
        if _goes_on(lambda url=mailbox, entry=entry: _try_mailbox(url, entry), yes):  # type: ignore[misc]
            break
        default, mailbox = mailbox, None
    default = "none" if yes else provider.smtp
    while True:
        outgoing = ask('Where do our mails go out ("none" for not at all)', outgoing, default)
        if outgoing == "none" or _goes_on(lambda url=outgoing: _try_outgoing(url, entry), yes):  # type: ignore[misc]
            break
        default, outgoing = outgoing, None
    target = ask("Where is the page published to", target, "folder:site")
    maintainer = ask("Your own address: who may confirm", maintainer, contact)

    leaves_by_server = "://" in outgoing
    answers: dict[str, str | list[str] | None] = {
        "campaign.title": title,
        "campaign.contact": contact,
        "campaign.languages": [tag.strip() for tag in languages.split(",") if tag.strip()],
        "campaign.timezone": timezone,
        "mailbox.url": mailbox,
        "mailbox.password_file": PASSWORD if entry.password else None,
        "mailbox.oauth": entry.oauth or None,
        "mailbox.client_id": entry.client_id or None,
        "mailbox.client_secret_file": SECRET if entry.secret else None,
        "outgoing.url": "folder:outbox" if outgoing == "none" else outgoing,
        "outgoing.from": contact,
        "outgoing.password_file": PASSWORD if entry.password and leaves_by_server else None,
        "outgoing.oauth": entry.oauth or None if leaves_by_server else None,
        "maintainer.name": maintainer.partition("@")[0],
        "maintainer.email": maintainer,
        "publish.url": target,
    }
    text = written(example(), answers)
    unfinished = path.with_name(path.name + ".new")
    unfinished.write_text(text, encoding="utf-8")
    statement = path.parent / "statement.md"
    if not statement.exists():
        statement.write_text(STATEMENT, encoding="utf-8")
    try:
        load(unfinished)
    except ConfigError as error:
        unfinished.unlink()
        raise Wrong(str(error).replace(unfinished.name, path.name)) from None
    for name, secret in ((PASSWORD, entry.password), (SECRET, entry.secret)):
        if secret:
            _keep_secret(path.parent / name, secret)
    unfinished.replace(path)
    click.echo(f"Wrote {path} and {statement.name}. Next: put your words into {statement.name}, then run")
    named = "" if path == Path("config.toml") else f" --config {path}"
    if entry.oauth:
        click.echo(f"  intake{named} login")
    click.echo(f"  intake{named} check")


def _zone_here() -> str:
    link = Path("/etc/localtime")
    zone = os.environ.get("TZ", "") or (str(link.resolve()).partition("zoneinfo/")[2] if link.is_symlink() else "")
    from zoneinfo import available_timezones

    return zone if zone in available_timezones() and "/" in zone else "UTC"


def _entry(provider: Provider) -> _Entry:
    """Ask for a password, or for what OAuth 2 needs where the provider has it."""

    def hidden(question: str) -> str:
        answer: str = click.prompt(question, default="", hide_input=True, show_default=False)
        return answer

    if provider.oauth and click.confirm(
        f"Sign in with OAuth 2 ({provider.oauth}; you need a client_id from there)",
        default="app password" not in provider.note,
    ):
        client_id: str = click.prompt("client_id")
        secret = hidden("The client's secret (kept in a file only you may read; empty if it has none)")
        return _Entry(oauth=provider.oauth, client_id=client_id.strip(), secret=secret)
    return _Entry(hidden("Password of the mailbox (kept in a file only you may read; empty to set it later)"))


def _keep_secret(path: Path, secret: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secret + "\n")
    path.chmod(0o600)


def _goes_on(attempt: Callable[[], str], yes: bool) -> bool:
    """Try a door and say what was found; whether to go on to the next question."""
    from intake.mail.mailbox import MailProblem
    from intake.mail.password import NoPassword

    try:
        found = attempt()
    except (MailProblem, NoPassword, ValueError) as error:
        click.echo(f"  It does not work yet: {error}")
        return yes or not click.confirm("Ask again", default=True)
    if found:
        click.echo(f"  {found}")
    return True


def _try_mailbox(url: str, entry: _Entry) -> str:
    from intake.campaign import Mailbox
    from intake.mail.mailbox import open_mailbox
    from intake.mail.password import Password

    if "://" not in url or not entry.password:
        return ""  # a folder may be made later, and OAuth 2 needs `intake login` first
    click.echo("Trying the mailbox ...")
    with open_mailbox(Mailbox(url), Password(entry.password)) as door:
        return door.check()


def _try_outgoing(url: str, entry: _Entry) -> str:
    from intake.campaign import Outgoing
    from intake.mail.outbox import open_outbox
    from intake.mail.password import Password

    if "://" not in url or not entry.password:
        return ""
    click.echo("Trying the mail server ...")
    with open_outbox(Outgoing(url, sender=""), Password(entry.password)) as door:
        return door.check()
