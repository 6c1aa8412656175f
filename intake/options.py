"""The options of config.toml: each table with its options, what they mean, and what they may hold."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from intake.mail.mailbox import SCHEMES as MAILBOX_SCHEMES
from intake.reading.languages import tags as reading_languages
from render.languages import tags as page_languages
from render.targets import schemes as publish_schemes

OUTGOING_SCHEMES = ("smtps", "smtp+starttls", "smtp", "folder")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def _one_of(value: str, choices: Sequence[str], what: str) -> str:
    if value in choices:
        return value
    near = difflib.get_close_matches(value, choices, 1)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    raise ValueError(f'no such {what} "{value}" (have: {", ".join(choices)}){hint}')


def _zone(value: str) -> str:
    zones = sorted(available_timezones())
    if value in zones:
        return value
    near = [zone for zone in zones if zone.rpartition("/")[2].casefold() == value.casefold().replace(" ", "_")]
    near = near or difflib.get_close_matches(value, zones, 1, cutoff=0.8)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    raise ValueError(f'no such time zone "{value}" (have: "Europe/Paris", "America/New_York" and their like){hint}')


def _page_languages(values: list[str]) -> list[str]:
    if not values:
        raise ValueError('at least one language is needed, such as ["en"]')
    for value in values:
        # "pt-BR" is fine where there is a file for "pt": days and numbers are then written as in Brazil.
        _one_of(value.replace("_", "-").partition("-")[0], page_languages(), "language")
    return values


def _languages(values: list[str]) -> list[str]:
    return [_one_of(value, reading_languages(), "language") for value in values]


def _country(values: list[str]) -> list[str]:
    for value in values:
        if not (len(value) == 2 and value.isascii() and value.isupper()):
            raise ValueError(f'"{value}" is no ISO 3166 country code; write two capital letters, such as "DE"')
    return values


def _address(value: str) -> str:
    name, _, domain = value.rpartition("@")
    if not name or ("." not in domain and domain not in LOOPBACK) or any(c.isspace() for c in value):
        raise ValueError(f'"{value}" is no mail address; write one such as "events@campaign.example"')
    return value


def _scheme(value: str, schemes: Sequence[str]) -> str:
    scheme = value.partition(":")[0]
    if scheme not in schemes:
        raise ValueError(f'"{_without_secret(value)}" starts with no known kind (have: {", ".join(schemes)})')
    return value


def _without_secret(url: str) -> str:
    """The address as it may be shown: without a password somebody put into it."""
    try:
        secret = urlsplit(url).password
    except ValueError:
        return url.partition(":")[0] + ":..."
    return url.replace(f":{secret}@", ":...@") if secret else url


def _server(value: str, schemes: Sequence[str], plain: str, safe: str) -> str:
    _scheme(value, schemes)
    if ":" not in value or "//" not in value:
        if value.partition(":")[2]:
            return value
        raise ValueError(f'"{value}" names no folder; write one such as "folder:inbox"')
    try:
        parts = urlsplit(value)
        host, secret = parts.hostname, parts.password
        _ = parts.port
    except ValueError as error:
        raise ValueError(f'"{_without_secret(value)}" is no address: {error}') from None
    if secret is not None:
        raise ValueError("a password does not belong into the address; use password_env or password_file")
    if not host:
        raise ValueError(f'"{value}" names no server')
    if parts.scheme == plain and host not in LOOPBACK:
        raise ValueError(f'"{plain}://" is without encryption and only for this machine; write "{safe}://{host}"')
    return value


def _mailbox_url(value: str) -> str:
    return _server(value, tuple(MAILBOX_SCHEMES), "imap", "imaps")


def _outgoing_url(value: str) -> str:
    return _server(value, OUTGOING_SCHEMES, "smtp", "smtps")


def _publish_url(value: str) -> str:
    if value.partition(":")[2].strip("/"):
        return _scheme(value, publish_schemes())
    raise ValueError(f'"{value}" names no place; write one such as "folder:site"')


def _store_url(value: str) -> str:
    if not value.startswith(("sqlite:", "postgresql")):
        raise ValueError(
            f'"{_without_secret(value)}" is no store; write "sqlite:///intake.sqlite" or "postgresql://..."'
        )
    return value


def _web_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f'"{value}" is no web address; write one such as "https://campaign.example/"')
    return value if value.endswith("/") else value + "/"


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ValueError(f'"{value}" is no address to listen on; write one such as "127.0.0.1:8080"')
    return value


def _colour(value: str) -> str:
    digits = value[1:]
    if value[:1] != "#" or len(digits) not in (3, 6) or any(c not in "0123456789abcdefABCDEF" for c in digits):
        raise ValueError(f'"{value}" is no colour; write one such as "#1f5a3c"')
    return value


Zone = Annotated[str, AfterValidator(_zone)]
Address = Annotated[str, AfterValidator(_address)]
WebUrl = Annotated[str, AfterValidator(_web_url)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class CampaignTable(_Table):
    """The options of [campaign]."""

    title: str = Field(min_length=1, description="the campaign's name, as it heads the page")
    statement: Path | None = Field(default=None, description="a Markdown file with the campaign's statement")
    contact: Address = Field(description='the address people write to, such as "events@campaign.example"')
    languages: Annotated[list[str], AfterValidator(_page_languages)] = Field(
        default=["en"], description="the page's languages, its own first"
    )
    timezone: Zone = Field(default="UTC", description='the time zone of "today", such as "Europe/Paris"')
    starts: dt.date | None = Field(default=None, description="the first day events are expected on")
    ends: dt.date | None = Field(default=None, description="the last day events are expected on")
    url: WebUrl | None = Field(default=None, description="the public address of the page")
    host: str | None = Field(default=None, description="the domain in calendar ids; the contact's domain if unset")
    countries: Annotated[list[str], AfterValidator(_country)] = Field(
        default=[], description="ISO codes of the countries most events are in"
    )
    accent: Annotated[str, AfterValidator(_colour)] = Field(default="#8a1c1c", description="the page's one colour")
    theme: Path | None = Field(default=None, description="a folder whose files replace templates of the same name")
    logo: Path | None = Field(default=None, description="a PNG or SVG picture that stands above the title")
    social: dict[str, WebUrl] = Field(default={}, description="the campaign's profiles, by network")
    statements: dict[str, Path] = Field(default={}, description="the statement in further languages, by tag")
    words: dict[str, dict[str, str]] = Field(
        default={}, description="words of the page a campaign wants otherwise, by language tag"
    )
    purge_after: int = Field(default=90, ge=1, description="days after an event until its mails are removed")


class SignInTable(_Table):
    """The options of a door that can be opened with OAuth 2."""

    oauth: str | None = Field(
        default=None, description='"google", "microsoft" or a .toml file: sign in with OAuth 2 (`intake login`)'
    )
    client_id: str | None = Field(default=None, description="how the provider knows this program")
    client_secret_env: str | None = Field(
        default=None, description="the environment variable that holds the client's secret, where it has one"
    )
    client_secret_file: Path | None = Field(default=None, description="the file that holds the client's secret")


class MailboxTable(SignInTable):
    """The options of [mailbox]."""

    url: Annotated[str, AfterValidator(_mailbox_url)] = Field(description="where mails come from")
    password_env: str | None = Field(default=None, description="the environment variable that holds the password")
    password_file: Path | None = Field(default=None, description="the file that holds the password")
    poll: int = Field(default=60, ge=5, description="seconds between two looks into the mailbox")
    idle: bool = Field(default=True, description="whether to be told of new mail at once, where the server can")
    processed: str = Field(default="Processed", min_length=1, description="the folder read mails are moved to")
    max_size: int = Field(default=25_000_000, ge=10_000, description="bytes; a larger mail is held, not read")
    max_headers: int = Field(default=128_000, ge=10_000, description="bytes; a mail with longer headers is held")
    max_parts: int = Field(default=1_000, ge=10, description="a mail of more parts is held")
    max_depth: int = Field(default=50, ge=5, le=200, description="a mail with more parts within one another is held")
    authserv_id: str | None = Field(
        default=None, description="your server's name in its Authentication-Results headers; others are not believed"
    )


class OutgoingTable(SignInTable):
    """The options of [outgoing]."""

    url: Annotated[str, AfterValidator(_outgoing_url)] = Field(description="where our mails go out")
    sender: Address = Field(alias="from", description="the address our mails come from")
    password_env: str | None = Field(default=None, description="the environment variable that holds the password")
    password_file: Path | None = Field(default=None, description="the file that holds the password")
    answers_per_hour: int = Field(default=5, ge=0, description="most answers to one address within an hour")


class StoreTable(_Table):
    """The options of [store]."""

    url: Annotated[str, AfterValidator(_store_url)] = Field(
        default="sqlite:///intake.sqlite", description="where drafts and events are kept"
    )


class ReviewTable(_Table):
    """The options of [review]."""

    listen: Annotated[str, AfterValidator(_listen)] | None = Field(
        default=None, description='where the review pages listen, such as "127.0.0.1:8080"'
    )
    public_url: WebUrl | None = Field(default=None, description="the address maintainers reach the pages under")


class MaintainerTable(_Table):
    """One [[maintainer]]."""

    name: str = Field(min_length=1, description="the maintainer's name, as the log shows it")
    email: Address = Field(description="the maintainer's address")
    languages: Annotated[list[str], AfterValidator(_languages)] = Field(
        default=["en"], description="the maintainer's languages, the best first"
    )
    notify: str = Field(default="each", pattern="^(each|digest|none)$", description="each, digest or none")


class PublishTable(_Table):
    """One [[publish]]; its further options are its target's own."""

    model_config = ConfigDict(extra="allow", frozen=True)
    url: Annotated[str, AfterValidator(_publish_url)] = Field(description="where the site is published")


class Options(_Table):
    """The whole file."""

    campaign: CampaignTable = Field(description="the campaign and its page")
    mailbox: MailboxTable | None = Field(default=None, description="where mails come from")
    outgoing: OutgoingTable | None = Field(default=None, description="where our mails go out")
    store: StoreTable = Field(default=StoreTable(), description="where drafts and events are kept")
    review: ReviewTable = Field(default=ReviewTable(), description="the review pages")
    maintainer: list[MaintainerTable] = Field(default=[], description="the people who may confirm")
    publish: list[PublishTable] = Field(default=[], description="where the site is published")
