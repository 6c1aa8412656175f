"""`intake init`: a few questions, a try at the connection, and a commented config.toml."""

from __future__ import annotations

import os
from pathlib import Path

import click

STATEMENT = "Write here what your campaign says; this text stands above the list. (Markdown)\n"


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
    """Ask a few questions, try the connection, and write a commented config.toml; print the next command.

    A password that is typed in goes into a file of its own that only its owner may read.
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
    mailbox = ask("Where do mails come from", mailbox, "folder:inbox" if yes else provider.imap)
    outgoing = ask('Where do our mails go out ("none" for not at all)', outgoing, "none" if yes else provider.smtp)
    target = ask("Where is the page published to", target, "folder:site")
    maintainer = ask("Your own address: who may confirm", maintainer, contact)

    password_file = path.parent / "mailbox.password"
    secret = _password(mailbox, yes) if "://" in mailbox else None
    if secret:
        _keep_secret(password_file, secret)
    answers: dict[str, str | list[str] | None] = {
        "campaign.title": title,
        "campaign.contact": contact,
        "campaign.languages": [tag.strip() for tag in languages.split(",") if tag.strip()],
        "campaign.timezone": timezone,
        "mailbox.url": mailbox,
        "mailbox.password_file": password_file.name if secret else None,
        "outgoing.url": "folder:outbox" if outgoing == "none" else outgoing,
        "outgoing.from": contact,
        "outgoing.password_file": password_file.name if secret and "://" in outgoing else None,
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
        campaign = load(unfinished)
    except ConfigError as error:
        unfinished.unlink()
        raise Wrong(str(error).replace(unfinished.name, path.name)) from None
    unfinished.replace(path)
    if campaign.mailbox is not None and "://" in mailbox:
        _try(campaign.mailbox)
    click.echo(f"Wrote {path} and {statement.name}. Next: put your words into {statement.name}, then run")
    named = "" if path == Path("config.toml") else f" --config {path}"
    click.echo(f"  intake{named} check")


def _zone_here() -> str:
    link = Path("/etc/localtime")
    zone = os.environ.get("TZ", "") or (str(link.resolve()).partition("zoneinfo/")[2] if link.is_symlink() else "")
    from zoneinfo import available_timezones

    return zone if zone in available_timezones() and "/" in zone else "UTC"


def _password(mailbox: str, yes: bool) -> str | None:
    if yes:
        return None
    secret: str = click.prompt(
        "Password of the mailbox (kept in a file only you may read; empty to set it later)",
        default="",
        hide_input=True,
        show_default=False,
    )
    return secret or None


def _keep_secret(path: Path, secret: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secret + "\n")
    path.chmod(0o600)


def _try(mailbox: object) -> None:
    from intake.campaign import Mailbox
    from intake.mail.mailbox import MailProblem, open_mailbox

    assert isinstance(mailbox, Mailbox)
    click.echo("Trying the mailbox ...")
    try:
        with open_mailbox(mailbox) as door:
            click.echo(f"  {door.check()}")
    except (MailProblem, ValueError) as error:
        click.echo(f"  It does not work yet: {error}")
