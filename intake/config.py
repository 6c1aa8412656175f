"""config.toml -> the nouns of intake.campaign. Every message about a wrong option is written here.

Relative paths in the file are meant from the file's own folder. No password is ever read here: options name the
environment variable or the file that holds it, and the door that needs it reads it.
"""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from intake.campaign import Campaign, Mailbox, Maintainer, Outgoing, ReviewPages, SignIn, Target
from intake.mail.mailbox import SCHEMES as MAILBOX_SCHEMES
from intake.mail.oauth.provider import NoProvider
from intake.mail.oauth.provider import provider as oauth_provider
from intake.reading.languages import tags as reading_languages
from render.languages import tags as page_languages
from render.site import Site
from render.targets import schemes as publish_schemes

OUTGOING_SCHEMES = ("smtps", "smtp+starttls", "smtp", "folder")
TOKENS = "oauth-tokens.json"
"""The file beside the configuration in which `intake login` keeps tokens."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class ConfigError(ValueError):
    """What is wrong with a configuration: one line for each wrong option, with its place and the choices."""


def _one_of(value: str, choices: Sequence[str], what: str) -> str:
    if value in choices:
        return value
    near = difflib.get_close_matches(value, choices, 1)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    shown = ", ".join(choices) if len(choices) <= 40 else f"{len(choices)} names such as {', '.join(choices[:3])}"
    raise ValueError(f'no such {what} "{value}" (have: {shown}){hint}')


def _zone(value: str) -> str:
    return _one_of(value, sorted(available_timezones()), "time zone")


def _page_languages(values: list[str]) -> list[str]:
    if not values:
        raise ValueError('at least one language is needed, such as ["en"]')
    return [_one_of(value, page_languages(), "language") for value in values]


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
    return _scheme(value, publish_schemes())


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


class _Campaign(_Table):
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


class _SignIn(_Table):
    """The options of a door that can be opened with OAuth 2."""

    oauth: str | None = Field(
        default=None, description='"google", "microsoft" or a .toml file: sign in with OAuth 2 (`intake login`)'
    )
    client_id: str | None = Field(default=None, description="how the provider knows this program")
    client_secret_env: str | None = Field(
        default=None, description="the environment variable that holds the client's secret, where it has one"
    )
    client_secret_file: Path | None = Field(default=None, description="the file that holds the client's secret")


class _Mailbox(_SignIn):
    url: Annotated[str, AfterValidator(_mailbox_url)] = Field(description="where mails come from")
    password_env: str | None = Field(default=None, description="the environment variable that holds the password")
    password_file: Path | None = Field(default=None, description="the file that holds the password")
    poll: int = Field(default=60, ge=5, description="seconds between two looks into the mailbox")
    idle: bool = Field(default=True, description="whether to be told of new mail at once, where the server can")
    processed: str = Field(default="Processed", min_length=1, description="the folder read mails are moved to")
    max_size: int = Field(default=25_000_000, ge=10_000, description="bytes; a larger mail is held, not read")
    authserv_id: str | None = Field(
        default=None, description="your server's name in its Authentication-Results headers; others are not believed"
    )


class _Outgoing(_SignIn):
    url: Annotated[str, AfterValidator(_outgoing_url)] = Field(description="where our mails go out")
    sender: Address = Field(alias="from", description="the address our mails come from")
    password_env: str | None = Field(default=None, description="the environment variable that holds the password")
    password_file: Path | None = Field(default=None, description="the file that holds the password")
    answers_per_hour: int = Field(default=5, ge=0, description="most answers to one address within an hour")


class _Store(_Table):
    url: Annotated[str, AfterValidator(_store_url)] = Field(
        default="sqlite:///intake.sqlite", description="where drafts and events are kept"
    )


class _Review(_Table):
    listen: Annotated[str, AfterValidator(_listen)] | None = Field(
        default=None, description='where the review pages listen, such as "127.0.0.1:8080"'
    )
    public_url: WebUrl | None = Field(default=None, description="the address maintainers reach the pages under")


class _Maintainer(_Table):
    name: str = Field(min_length=1, description="the maintainer's name, as the log shows it")
    email: Address = Field(description="the maintainer's address")
    languages: Annotated[list[str], AfterValidator(_languages)] = Field(
        default=["en"], description="the maintainer's languages, the best first"
    )
    notify: str = Field(default="each", pattern="^(each|digest|none)$", description="each, digest or none")


class _Publish(_Table):
    model_config = ConfigDict(extra="allow", frozen=True)
    url: Annotated[str, AfterValidator(_publish_url)] = Field(description="where the site is published")


class _Config(_Table):
    campaign: _Campaign = Field(description="the campaign and its page")
    mailbox: _Mailbox | None = Field(default=None, description="where mails come from")
    outgoing: _Outgoing | None = Field(default=None, description="where our mails go out")
    store: _Store = Field(default=_Store(), description="where drafts and events are kept")
    review: _Review = Field(default=_Review(), description="the review pages")
    maintainer: list[_Maintainer] = Field(default=[], description="the people who may confirm")
    publish: list[_Publish] = Field(default=[], description="where the site is published")


def load(path: Path) -> Campaign:
    """The campaign that the file at `path` configures.

    Raises ConfigError, which says for each wrong option its place, what is wrong and what to write instead.
    """
    name = path.name
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: there is no such file; `intake init` writes one, or name yours with --config FILE"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: this is not TOML: {error}") from None
    return parse(data, path.resolve().parent, name)


def parse(data: Mapping[str, Any], folder: Path, name: str = "config.toml") -> Campaign:
    """The campaign that `data` (as read from TOML) configures; relative paths are meant from `folder`.

    Reads the statement's and the theme's files. Raises ConfigError.
    """
    try:
        config = _Config.model_validate(data)
    except ValidationError as error:
        raise ConfigError("\n".join(f"{name}: {line}" for line in _lines(error))) from None
    campaign = config.campaign
    wrong = _contradictions(config, folder)
    statement = _read(folder, campaign.statement, "campaign.statement", wrong)
    statements = {
        tag: _read(folder, path, f"campaign.statements.{tag}", wrong) for tag, path in campaign.statements.items()
    }
    logo = _logo(folder, campaign.logo, wrong)
    theme: dict[str, str] = {}
    if campaign.theme is not None:
        if (folder / campaign.theme).is_dir():
            theme = _theme(folder / campaign.theme, wrong)
        else:
            wrong.append(f'campaign.theme: there is no folder "{campaign.theme}"')
    if wrong:
        raise ConfigError("\n".join(f"{name}: {line}" for line in wrong))
    site = Site(
        title=campaign.title,
        statement=statement,
        contact=campaign.contact,
        languages=tuple(campaign.languages),
        timezone=campaign.timezone,
        host=campaign.host or campaign.contact.rpartition("@")[2],
        url=campaign.url,
        social=dict(campaign.social),
        accent=campaign.accent,
        theme=theme,
        statements=statements,
        strings={tag: dict(words) for tag, words in campaign.words.items()},
        logo=logo,
        logo_type="svg" if campaign.logo and campaign.logo.suffix.lower() == ".svg" else "png",
    )
    return Campaign(
        site=site,
        mailbox=_mailbox(config, folder),
        outgoing=_outgoing(config, folder),
        store_url=_sqlite_from(config.store.url, folder),
        review=ReviewPages(config.review.listen, config.review.public_url),
        maintainers=tuple(
            Maintainer(person.name, person.email, tuple(person.languages), person.notify)
            for person in config.maintainer
        ),
        publish=tuple(
            Target(
                _path_from(target.url, folder),
                {key: _text(value) for key, value in (target.model_extra or {}).items()},
            )
            for target in config.publish
        ),
        starts=campaign.starts,
        ends=campaign.ends,
        countries=tuple(campaign.countries),
        purge_after_days=campaign.purge_after,
        theme_folder=folder / campaign.theme if campaign.theme else None,
    )


def options() -> list[tuple[str, str]]:
    """Every option as ("campaign.title", what it means), in the order of the file; for the documentation's test."""
    found: list[tuple[str, str]] = []
    for table, info in _Config.model_fields.items():
        model = _model(info.annotation)
        if model is not None:
            for key, option in model.model_fields.items():
                found.append((f"{table}.{option.alias or key}", option.description or ""))
    return found


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else "it is not UTF-8"


def _read(folder: Path, path: Path | None, option: str, wrong: list[str]) -> str:
    if path is None:
        return ""
    try:
        return (folder / path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        wrong.append(f'{option}: "{path}" cannot be read: {_reason(error)}')
        return ""


def _logo(folder: Path, path: Path | None, wrong: list[str]) -> bytes | None:
    if path is None:
        return None
    if path.suffix.lower() not in (".png", ".svg"):
        wrong.append(f'campaign.logo: "{path}" is neither a .png nor an .svg file')
        return None
    try:
        return (folder / path).read_bytes()
    except OSError as error:
        wrong.append(f'campaign.logo: "{path}" cannot be read: {_reason(error)}')
        return None


def _theme(folder: Path, wrong: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.name[0] != "."):
        try:
            found[file.relative_to(folder).as_posix()] = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            wrong.append(f'campaign.theme: "{file}" cannot be read: {_reason(error)}')
    return found


def _contradictions(config: _Config, folder: Path) -> list[str]:
    found: list[str] = []
    for table in ("statements", "words"):
        for tag in getattr(config.campaign, table):
            if tag not in config.campaign.languages:
                have = ", ".join(config.campaign.languages)
                found.append(f'campaign.{table}.{tag}: "{tag}" is none of campaign.languages ({have})')
    starts, ends = config.campaign.starts, config.campaign.ends
    if starts and ends and ends < starts:
        found.append(f"campaign.ends: {ends} is before campaign.starts, {starts}")
    for table in ("mailbox", "outgoing"):
        door = getattr(config, table)
        if door is not None and door.password_env and door.password_file:
            found.append(f"{table}.password_file: give either this or password_env, not both")
        found += _sign_in_contradictions(config, table, door, folder)
    return found


def _sign_in_contradictions(
    config: _Config, table: str, door: _Mailbox | _Outgoing | None, folder: Path
) -> Iterator[str]:
    if door is None:
        return
    if door.oauth is None:
        if door.client_id or door.client_secret_env or door.client_secret_file:
            yield f'{table}.oauth is missing: write oauth = "google", "microsoft" or the name of a .toml file'
        return
    try:
        oauth_provider(_provider(door.oauth, folder))
    except NoProvider as error:
        yield f"{table}.oauth: {error}"
    if door.password_env or door.password_file:
        yield f"{table}.oauth: give either this or a password, not both"
    if door.client_secret_env and door.client_secret_file:
        yield f"{table}.client_secret_file: give either this or client_secret_env, not both"
    if not _client(config, door).client_id:
        yield f"{table}.client_id is missing: the provider gives one when a program is registered there"
    if "://" not in door.url or not urlsplit(door.url).username:
        yield f'{table}.url: oauth needs a user at a server, such as "imaps://user%40mail.example@imap.mail.example"'


def _model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, UnionType, list):
        return next((model for part in get_args(annotation) if (model := _model(part))), None)
    return None


def _options_at(path: Sequence[str | int]) -> dict[str, str]:
    """The options of the table at `path`, with their descriptions."""
    model: type[BaseModel] | None = _Config
    for key in path:
        if isinstance(key, str) and model is not None:
            field = model.model_fields.get(key)
            model = _model(field.annotation) if field else None
    fields = model.model_fields if model is not None else {}
    return {field.alias or key: field.description or "" for key, field in fields.items()}


def _lines(error: ValidationError) -> list[str]:
    lines = []
    for wrong in error.errors(include_url=False):
        place = [key for key in wrong["loc"] if not (isinstance(key, str) and key.startswith(("function-", "is-")))]
        shown = ""
        for key in place:
            shown += f" number {key + 1}" if isinstance(key, int) else f".{key}" if shown else key
        have = _options_at(place[:-1])
        match wrong["type"]:
            case "missing":
                lines.append(f"{shown} is missing: {have.get(str(place[-1]), 'a value is needed')}")
            case "extra_forbidden":
                near = difflib.get_close_matches(str(place[-1]), list(have), 1)
                hint = f'; did you mean "{near[0]}"?' if near else ""
                lines.append(f"{shown}: no such option (have: {', '.join(sorted(have))}){hint}")
            case "value_error":
                lines.append(f"{shown}: {wrong['ctx']['error']}")
            case "string_pattern_mismatch":
                lines.append(f'{shown}: "{wrong["input"]}" is none of {have.get(str(place[-1]), "the choices")}')
            case _:
                meaning = have.get(str(place[-1]))
                needed = f" ({meaning})" if meaning else ""
                lines.append(f"{shown}: {wrong['msg'].lower()}, not {wrong['input']!r}{needed}")
    return lines


def _provider(name: str, folder: Path) -> str:
    return str(folder / name) if name.endswith(".toml") else name


def _client(config: _Config, door: _Mailbox | _Outgoing) -> _SignIn:
    """Where the client stands: in the table itself, or in [mailbox] where [outgoing] signs in at the same provider."""
    mailbox = config.mailbox
    shared = not door.client_id and mailbox is not None and mailbox.oauth == door.oauth
    return mailbox if shared and mailbox is not None else door


def _sign_in(config: _Config, door: _Mailbox | _Outgoing, folder: Path) -> SignIn | None:
    if door.oauth is None:
        return None
    client = _client(config, door)
    return SignIn(
        provider=_provider(door.oauth, folder),
        client_id=client.client_id or "",
        tokens=folder / TOKENS,
        secret_env=client.client_secret_env,
        secret_file=folder / client.client_secret_file if client.client_secret_file else None,
    )


def _mailbox(config: _Config, folder: Path) -> Mailbox | None:
    table = config.mailbox
    if table is None:
        return None
    return Mailbox(
        url=_path_from(table.url, folder),
        password_env=table.password_env,
        password_file=folder / table.password_file if table.password_file else None,
        poll=table.poll,
        idle=table.idle,
        processed=table.processed,
        max_size=table.max_size,
        authserv_id=table.authserv_id,
        oauth=_sign_in(config, table, folder),
    )


def _outgoing(config: _Config, folder: Path) -> Outgoing | None:
    table = config.outgoing
    if table is None:
        return None
    return Outgoing(
        url=_path_from(table.url, folder),
        sender=table.sender,
        password_env=table.password_env,
        password_file=folder / table.password_file if table.password_file else None,
        answers_per_hour=table.answers_per_hour,
        oauth=_sign_in(config, table, folder),
    )


def _path_from(url: str, folder: Path) -> str:
    scheme, _, rest = url.partition(":")
    if scheme in ("folder", "maildir", "mbox"):
        return f"{scheme}:{folder / Path(rest).expanduser()}"
    return url


def _sqlite_from(url: str, folder: Path) -> str:
    scheme, separator, rest = url.partition(":///")
    if scheme.startswith("sqlite") and separator and rest and rest != ":memory:":
        return f"{scheme}:///{folder / Path(rest).expanduser()}"
    return url
