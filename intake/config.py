"""config.toml -> the nouns of intake.campaign, and the words about wrong options; intake/options.py has them all.

Relative paths in the file are meant from the file's own folder. No password is ever read here: options name the
environment variable or the file that holds it, and the door that needs it reads it.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from intake.campaign import Campaign, Mailbox, Maintainer, Outgoing, ReviewPages, SignIn, Target
from intake.mail.oauth.provider import NoProvider
from intake.mail.oauth.provider import provider as oauth_provider
from intake.options import MailboxTable, Options, OutgoingTable, PublishTable, SignInTable
from render.site import Site
from render.targets import serving

TOKENS = "oauth-tokens.json"
"""The file beside the configuration in which `intake login` keeps tokens."""


class ConfigError(ValueError):
    """What is wrong with a configuration: one line for each wrong option, with its place and the choices."""


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
        raise ConfigError(
            f'{name}: this is not TOML: {error}; a text stands between quotes: title = "River Days"'
        ) from None
    return parse(data, path.resolve().parent, name)


def parse(data: Mapping[str, Any], folder: Path, name: str = "config.toml") -> Campaign:
    """The campaign that `data` (as read from TOML) configures; relative paths are meant from `folder`.

    Reads the statement's and the theme's files. Raises ConfigError.
    """
    try:
        config = Options.model_validate(data)
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
                {key: _option(target, key, value, folder) for key, value in (target.model_extra or {}).items()},
            )
            for target in config.publish
        ),
        starts=campaign.starts,
        ends=campaign.ends,
        countries=tuple(campaign.countries),
        purge_after_days=campaign.purge_after,
        theme_folder=folder / campaign.theme if campaign.theme else None,
    )


def objection(option: str, value: object) -> str:
    """What is wrong with one option ("campaign.timezone") that is to hold `value`, as a line; "" when nothing is."""
    table, _, key = option.partition(".")
    model = _model(Options.model_fields[table].annotation)
    assert model is not None
    try:
        model.model_validate({key: value})
    except ValidationError as error:
        lines = (line for line in _lines(error, [table]) if line.partition(":")[0] == option)
        return "; ".join(line.partition(": ")[2] for line in lines)
    return ""


def options() -> list[tuple[str, str]]:
    """Every option as ("campaign.title", what it means), in the order of the file; for the documentation's test."""
    found: list[tuple[str, str]] = []
    for table, info in Options.model_fields.items():
        model = _model(info.annotation)
        if model is not None:
            for key, option in model.model_fields.items():
                found.append((f"{table}.{option.alias or key}", option.description or ""))
    return found


def _option(target: PublishTable, key: str, value: object, folder: Path) -> str:
    module = serving(target.url)
    if module is not None and module.OPTIONS.get(key) is Path:
        return str(folder / Path(str(value)).expanduser())
    return str(value).lower() if isinstance(value, bool) else str(value)


def _strange_options(config: Options) -> Iterator[str]:
    """What stands in a [[publish]] table and is no option of its kind of target."""
    for number, target in enumerate(config.publish, 1):
        module = serving(target.url)
        have = ["url", *(module.OPTIONS if module is not None else ())]
        for key in target.model_extra or {}:
            if key not in have:
                kind = target.url.partition(":")[0]
                yield f"publish number {number}.{key}: {_no_such_option(have)} for {kind}:{_meant(key, have)}"


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return (
        f"{error.strerror or error}; make the file or mend the path"
        if isinstance(error, OSError)
        else "it is not UTF-8"
    )


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


def _contradictions(config: Options, folder: Path) -> list[str]:
    found: list[str] = []
    for table in ("statements", "words"):
        for tag in getattr(config.campaign, table):
            if tag not in config.campaign.languages:
                have = ", ".join(config.campaign.languages)
                found.append(
                    f'campaign.{table}.{tag}: "{tag}" is none of campaign.languages ({have}); '
                    "add it there, or take it out here"
                )
    found += _strange_options(config)
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
    config: Options, table: str, door: MailboxTable | OutgoingTable | None, folder: Path
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
    model: type[BaseModel] | None = Options
    for key in path:
        if isinstance(key, str) and model is not None:
            field = model.model_fields.get(key)
            model = _model(field.annotation) if field else None
    fields = model.model_fields if model is not None else {}
    return {field.alias or key: field.description or "" for key, field in fields.items()}


def _lines(error: ValidationError, within: Sequence[str] = ()) -> list[str]:
    lines = []
    for wrong in error.errors(include_url=False):
        inner = ("function-", "is-")  # pydantic's own steps on the way, no options
        place = [*within, *(key for key in wrong["loc"] if not (isinstance(key, str) and key.startswith(inner)))]
        shown = ""
        for key in place:
            shown += f" number {key + 1}" if isinstance(key, int) else f".{key}" if shown else key
        have = _options_at(place[:-1])
        match wrong["type"]:
            case "missing":
                lines.append(f"{shown} is missing: {have.get(str(place[-1]), 'a value is needed')}")
            case "extra_forbidden":
                lines.append(f"{shown}: {_no_such_option(have)}{_meant(str(place[-1]), have)}")
            case "value_error":
                lines.append(f"{shown}: {wrong['ctx']['error']}")
            case "string_pattern_mismatch":
                lines.append(f'{shown}: "{wrong["input"]}" is none of {have.get(str(place[-1]), "the choices")}')
            case "list_type" if isinstance(wrong["input"], dict):
                lines.append(f"{shown}: there may be several of these tables: write [[{shown}]]")
            case _:
                meaning = have.get(str(place[-1]))
                needed = f" ({meaning})" if meaning else ""
                lines.append(f"{shown}: {wrong['msg'].lower()}, not {wrong['input']!r}{needed}")
    return lines


def _no_such_option(have: Iterable[str]) -> str:
    return f"no such option (have: {', '.join(sorted(have))})"


def _meant(key: str, have: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, list(have), 1)
    return f'; did you mean "{near[0]}"?' if near else ""


def _provider(name: str, folder: Path) -> str:
    return str(folder / name) if name.endswith(".toml") else name


def _client(config: Options, door: MailboxTable | OutgoingTable) -> SignInTable:
    """Where the client stands: in the table itself, or in [mailbox] where [outgoing] signs in at the same provider."""
    mailbox = config.mailbox
    shared = not door.client_id and mailbox is not None and mailbox.oauth == door.oauth
    return mailbox if shared and mailbox is not None else door


def _sign_in(config: Options, door: MailboxTable | OutgoingTable, folder: Path) -> SignIn | None:
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


def _mailbox(config: Options, folder: Path) -> Mailbox | None:
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
        max_headers=table.max_headers,
        max_parts=table.max_parts,
        max_depth=table.max_depth,
        authserv_id=table.authserv_id,
        oauth=_sign_in(config, table, folder),
    )


def _outgoing(config: Options, folder: Path) -> Outgoing | None:
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
