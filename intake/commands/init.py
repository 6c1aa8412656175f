"""`intake init`: a few questions, a try at each door while asking, and a commented config.toml."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import click

from intake.commands._shown import say

if TYPE_CHECKING:
    from intake.setup import Provider

Door = Literal["mailbox", "outgoing", "publish"]
NAMES = {"mailbox": "the mailbox", "outgoing": "the mail server", "publish": "the place of the page"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """How a door is entered: with a password, or with OAuth 2 as a registered client. `file` holds what is hidden."""

    file: str = ""
    password: str = ""
    oauth: str = ""
    client_id: str = ""
    secret: str = ""


@dataclass(slots=True)
class _Asking:
    """Asks, unless everything is given; an answer that the configuration would refuse is asked for again.

    `wrong` says what is wrong with an option's value; `said` are the options so far, `answer` the last one as typed.
    """

    path: Path
    quiet: bool
    wrong: Callable[[str, object], str]
    said: dict[str, object] = field(default_factory=dict)
    answer: str = ""

    @property
    def folder(self) -> Path:
        """Where the configuration will stand, and what belongs to it."""
        return self.path.parent

    def ask(
        self,
        option: str,
        question: str,
        given: str | None,
        default: str,
        meant: Callable[[str], object] = str.strip,
    ) -> object:
        """The value of `option` that an answer means. Raises Wrong for a given one that cannot be."""
        from intake.cli import Wrong

        while True:
            answer = given if given is not None else default
            if given is None and not self.quiet:
                answer = click.prompt(question, default=default or None)
            value = meant(answer)
            why = self.wrong(option, value)
            if not why:
                self.answer = answer.strip()
                self.said[option] = value
                return value
            if given is not None or self.quiet:
                raise Wrong(f"{self.path.name}: {option}: {why}")
            say(f"  {why}")


@click.command(short_help="Ask a few questions and write config.toml.")
@click.option("--title", help="The campaign's name.")
@click.option("--contact", help="The address people write to.")
@click.option("--languages", help='The page\'s languages, its own first, such as "en, fr".')
@click.option("--timezone", help='The time zone of the campaign, such as "Europe/Paris", or a city that names one.')
@click.option("--mailbox", help="The mail server to read from, or another form in config.example.toml.")
@click.option("--outgoing", help='The mail server to send with, or "none".')
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
    """Ask a few questions, try each door while asking, write a commented config.toml, say the next command.

    Enter takes the answer in brackets. What does not work is asked again, or left as it is. What is typed in hidden
    goes into a file of its own that only its owner may read.
    """
    from intake.cli import Wrong
    from intake.config import objection
    from intake.setup import languages_in, provider_of, server_in, zone_named

    path: Path = context.obj
    if path.exists():
        raise Wrong(f"{path} exists already; edit it, or write another with --config FILE")
    if not path.parent.is_dir():
        raise Wrong(f"{path.parent}: there is no such folder; make it first")
    asking = _Asking(path, yes, objection)
    asking.ask("campaign.title", "What is the campaign called", title, "Our campaign")
    address = str(
        asking.ask("campaign.contact", "Which address do people write to", contact, "events@campaign.example")
    )
    asking.ask(
        "campaign.languages", 'Languages of the page, its own first, such as "en, fr"', languages, "en", languages_in
    )
    zone = asking.ask(
        "campaign.timezone", "Time zone of the campaign (or a city in it)", timezone, _zone_here(), zone_named
    )
    if zone != asking.answer:
        say(f"  {zone}")

    provider = provider_of(address)
    if provider.note and mailbox is None and not yes:
        say(provider.note, "")
    inbox = _door(
        asking, "mailbox", "Mail server to read from (IMAP)", mailbox,
        "folder:inbox" if yes else server_in(provider.imap, "imap"), address, provider,
    )  # fmt: skip
    post = _door(
        asking, "outgoing", 'Mail server to send with (SMTP), or "none"', outgoing,
        "none" if yes else server_in(provider.smtp, "smtp"), address, provider, inbox,
    )  # fmt: skip
    if target is None and not yes:
        say(
            "The page can go into a folder (folder:site), to git (git+ssh://git@host/repository.git), to a web server "
            "(sftp://user@host/path), to S3, WebDAV or WordPress; the folder is best to begin with.",
            "",
        )
    place = _door(asking, "publish", "Where is the page published to", target, "folder:site", address, provider)
    person = asking.ask("maintainer.email", "Your own address, for who may confirm", maintainer, address)
    asking.said |= {
        "maintainer.name": str(person).partition("@")[0],
        "maintainer.languages": asking.said["campaign.languages"],
        "outgoing.from": address,
    }
    _write(asking, [inbox, post, place])


def _door(
    asking: _Asking,
    door: Door,
    question: str,
    given: str | None,
    default: str,
    address: str,
    provider: Provider,
    inbox: _Entry | None = None,
) -> _Entry:
    """Ask for a door and how it is entered, and try it, until it opens or is left as it is.

    `inbox` is how the mailbox is entered: outgoing mail is entered the same way where that is known.
    """
    from intake.mail.mailbox import MailProblem
    from intake.setup import server_in, url_of, user_at

    kind: Literal["imap", "smtp"] = "imap" if door == "mailbox" else "smtp"
    user, problem = address, None

    def meant(answer: str) -> str:
        answer = answer.strip()
        if door == "outgoing" and answer == "none":
            return "folder:outbox"
        return answer if door == "publish" else url_of(answer, user, kind)

    while True:
        url = str(asking.ask(f"{door}.url", question, given, default, meant))
        if url != asking.answer and urlsplit(url).username:
            known = user_at(url, user) if user == address else user
            ask = not asking.quiet and (problem is not None or known != address)
            who = "User name there" if kind == "imap" else 'User name there, or "none"'
            user = click.prompt(who, default=known).strip() if ask else known
            url = url_of(asking.answer, "" if kind == "smtp" and user == "none" else user, kind)
        refused = isinstance(problem, MailProblem) and not problem.transient
        entry = inbox if inbox is not None and inbox.file and not refused else _Entry()
        if not _asks_who(door, url):
            entry = _Entry()
        elif not asking.quiet and not entry.file:
            entry = _entry(door, provider)
        problem = None if asking.quiet else _problem(asking.folder, door, url, entry)
        if problem is None or not click.confirm("Ask again", default=True):
            asking.said |= {f"{door}.url": url, **_options_of(door, url, entry)}
            return entry
        given, default = None, url if door == "publish" else server_in(url, kind)


def _asks_who(door: Door, url: str) -> bool:
    """Whether who enters by that address has to say who they are."""
    if door != "publish":
        return bool(urlsplit(url).username)
    from render.targets import serving

    target = serving(url)
    return target is not None and "password_file" in target.OPTIONS and bool(urlsplit(url).username)


def _entry(door: Door, provider: Provider) -> _Entry:
    """Ask for a password, or for what OAuth 2 needs where the provider has it."""

    def hidden(question: str) -> str:
        answer: str = click.prompt(question, default="", hide_input=True, show_default=False)
        return answer

    if (
        door != "publish"
        and provider.oauth
        and click.confirm(
            f"Sign in with OAuth 2 ({provider.oauth}; you need a client_id from there)",
            default="app password" not in provider.note,
        )
    ):
        client_id: str = click.prompt("client_id")
        secret = hidden("The client's secret (kept in a file only you may read; empty if it has none)")
        return _Entry("client.secret", oauth=provider.oauth, client_id=client_id.strip(), secret=secret)
    question = f"Password of {NAMES[door]} (not shown; kept in a file only you may read; empty to set it later)"
    return _Entry(f"{door}.password", password=hidden(question))


def _options_of(door: Door, url: str, entry: _Entry) -> dict[str, object]:
    by_server = "://" in url
    if not entry.file or not by_server:
        return {}
    if not entry.oauth:
        return {f"{door}.password_file": entry.file}
    found: dict[str, object] = {f"{door}.oauth": entry.oauth}
    if door == "mailbox":
        found["mailbox.client_id"] = entry.client_id
        found["mailbox.client_secret_file"] = entry.file if entry.secret else None
    return found


def _problem(folder: Path, door: Door, url: str, entry: _Entry) -> Exception | None:
    """Try a door and say what was found; what is wrong with it."""
    from intake.mail.mailbox import MailProblem
    from intake.mail.password import NoPassword
    from render.publish import TransportError

    try:
        found = _tried(folder, door, url, entry)
    except (MailProblem, NoPassword, TransportError, ValueError) as error:
        say(f"  It does not work yet: {' '.join(str(error).split())}")
        return error
    if found:
        say(f"  It works. {found}")
    return None


def _tried(folder: Path, door: Door, url: str, entry: _Entry) -> str:
    """What the door says, "" where it cannot be tried yet."""
    from intake.campaign import Mailbox, Outgoing
    from intake.config import parse
    from intake.mail.mailbox import open_mailbox
    from intake.mail.outbox import open_outbox
    from intake.mail.password import Password
    from render.publish import target_for

    if door == "publish":
        click.echo("Trying the place ...")
        campaign = {"title": "-", "contact": "a@campaign.example"}
        (target,) = parse({"campaign": campaign, "publish": [{"url": url}]}, folder).publish
        with _kept(entry) as options:
            return str(target_for(target.url).check(target.url, {**target.options, **options}))
    if "://" not in url or (_asks_who(door, url) and not entry.password):
        return ""  # a folder may be made later, and OAuth 2 needs `intake login` first
    click.echo(f"Trying {NAMES[door]} ...")
    if door == "mailbox":
        with open_mailbox(Mailbox(url), Password(entry.password)) as mailbox:
            return mailbox.check()
    with open_outbox(Outgoing(url, sender=""), Password(entry.password)) as outbox:
        return outbox.check()


@contextmanager
def _kept(entry: _Entry) -> Iterator[dict[str, str]]:
    """The options under which a target finds the password typed in, while it is tried."""
    if not entry.password:
        yield {}
        return
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:  # readable by its owner only
        file.write(entry.password)
        file.flush()
        yield {"password_file": file.name}


def _write(asking: _Asking, entries: Sequence[_Entry]) -> None:
    """Write the configuration, the statement and the files of what was typed in hidden; say what comes next."""
    from intake.cli import Wrong
    from intake.config import ConfigError, load
    from intake.setup import STATEMENT, example, written

    path, statement = asking.path, asking.folder / "statement.md"
    made = not statement.exists()
    if made:
        statement.write_text(STATEMENT, encoding="utf-8")
    unfinished = path.with_name(path.name + ".new")
    unfinished.write_text(written(example(), asking.said), encoding="utf-8")
    try:
        load(unfinished)
    except ConfigError as error:
        unfinished.unlink()
        if made:
            statement.unlink()
        raise Wrong(str(error).replace(unfinished.name, path.name)) from None
    later = []
    for entry in entries:
        if entry.file and (entry.secret or not entry.oauth):
            _keep_secret(asking.folder / entry.file, entry.secret or entry.password)
            later += [] if entry.secret or entry.password else [asking.folder / entry.file]
    unfinished.replace(path)
    named = "" if path == Path("config.toml") else f" --config {path}"
    steps = [f"put your words into {statement}", *(f"put the password into {file}" for file in dict.fromkeys(later))]
    say(f"Wrote {path} and {statement}. Next: {', '.join(steps)}, then run", "")
    if any(entry.oauth for entry in entries):
        click.echo(f"  intake{named} login")
    click.echo(f"  intake{named} check")


def _zone_here() -> str:
    """This machine's time zone, where it has one with a place; else UTC."""
    from zoneinfo import available_timezones

    link = Path("/etc/localtime")
    zone = os.environ.get("TZ", "") or (str(link.resolve()).partition("zoneinfo/")[2] if link.is_symlink() else "")
    return zone if zone in available_timezones() and "/" in zone and not zone.startswith("Etc/") else "UTC"


def _keep_secret(path: Path, secret: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secret + "\n" if secret else "")
    path.chmod(0o600)
