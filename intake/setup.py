"""What `intake init` writes: a configuration made of the example and a person's answers. Pure but for packaged data."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from urllib.parse import quote

_OPTION = re.compile(r"^(?P<off># )?(?P<key>\w+) = (?P<value>\"[^\"]*\"|\[[^\]]*\]|[^\s#]+)(?P<rest>.*)$")
_TABLE = re.compile(r"^\[+(?P<name>[\w.]+)\]+")


@dataclass(frozen=True, slots=True)
class Provider:
    """A mail provider's servers, as mailbox and outgoing urls; `note` says what it wants done first.

    `oauth` names the provider's OAuth 2 sign-in, "" where a password is the way.
    """

    imap: str
    smtp: str
    note: str = ""
    oauth: str = ""


@cache
def _providers() -> tuple[dict[str, object], ...]:
    text = resources.files("intake").joinpath("providers.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["provider"])


def provider_of(address: str) -> Provider:
    """The servers for an address: those of a known provider, else the names that most hosts use."""
    domain = address.rpartition("@")[2].lower()
    user = quote(address, safe="")
    for known in _providers():
        domains = known["domains"]
        if isinstance(domains, list) and domain in domains:
            imap, smtp = str(known["imap"]), str(known["smtp"])
            note, oauth = str(known.get("note", "")), str(known.get("oauth", ""))
            return Provider(imap.format(user=user), smtp.format(user=user), note, oauth)
    return Provider(f"imaps://{user}@imap.{domain}/INBOX", f"smtps://{user}@smtp.{domain}")


def example() -> str:
    """The text of config.example.toml, from the installed package or from the checkout beside it."""
    installed = resources.files("intake").joinpath("config.example.toml")
    if installed.is_file():
        return installed.read_text(encoding="utf-8")
    return (Path(__file__).resolve().parent.parent / "config.example.toml").read_text(encoding="utf-8")


def written(text: str, answers: Mapping[str, str | Sequence[str] | None]) -> str:
    """The example's `text` with `answers` filled in: "table.key" -> value, None to switch the option off.

    Comments stay. Raises KeyError for an option that the example does not have.
    """
    left = dict(answers)
    lines: list[str] = []
    table = ""
    for line in text.splitlines():
        if found := _TABLE.match(line):
            table = found["name"]
        option = _OPTION.match(line)
        name = f"{table}.{option['key']}" if option else ""
        if option is None or name not in left:
            lines.append(line)
            continue
        value = left.pop(name)
        if value is None:
            lines.append(line if option["off"] else f"# {line}")
            continue
        shown = json.dumps(value if isinstance(value, str) else list(value), ensure_ascii=False)
        comment = option["rest"].strip()
        lines.append(f"{option['key']} = {shown}" + (f"   {comment}" if comment else ""))
    if left:
        raise KeyError(f"config.example.toml has no {', '.join(left)}")
    return "\n".join(lines) + "\n"
