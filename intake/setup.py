"""What `intake init` writes: a configuration made of the example and a person's answers. Pure but for packaged data."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import available_timezones

from intake.mail.address import is_loopback
from intake.reading.places import place_for

STATEMENT = "Write here what your campaign says; this text stands above the list. (Markdown)\n"
"""The statement until somebody writes one; `intake check` reminds of it."""

_OPTION = re.compile(r"^(?P<off># )?(?P<key>\w+) = (?P<value>\"[^\"]*\"|\[[^\]]*\]|[^\s#]+)(?P<rest>.*)$")
_TABLE = re.compile(r"^\[+(?P<name>[\w.]+)\]+")


_LARGE = 50_000
"""People of a city by whose name a time zone may be called; that of a village may be a slip."""


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
    usual = Provider(f"imaps://{user}@imap.{domain}/INBOX", f"smtps://{user}@smtp.{domain}")
    for known in _providers():
        domains = known["domains"]
        if isinstance(domains, list) and domain in domains:
            imap, smtp = str(known.get("imap", usual.imap)), str(known.get("smtp", usual.smtp))
            note, oauth = str(known.get("note", "")), str(known.get("oauth", ""))
            return Provider(imap.format(user=user), smtp.format(user=user), note, oauth)
    return usual


# Ports by which a server says how its connection is encrypted (RFC 8314); another port is taken to be TLS at once.
_LATER = {"imap": (143,), "smtp": (25, 587)}
_USUAL = {"imap": 993, "smtp": 465}
_PLAIN = {"imap": 143, "smtp": 25}


def url_of(answer: str, user: str, kind: Literal["imap", "smtp"]) -> str:
    """The url that a person means who names a server as mail programs do: "mail.example" or "mail.example:143".

    What is a url already, of a server or a folder, stays as it is. A server on this machine has no certificate for
    "localhost", and nobody listens between: it is spoken to unencrypted, and on port 25 without a login, as is any
    without a `user`.
    """
    host, _, port = answer.partition(":")
    if not host or "/" in answer or (port and not port.isdecimal()):
        return answer
    scheme, usual = f"{kind}s", _USUAL[kind]
    if is_loopback(host) and port != str(usual):
        scheme, usual = kind, _PLAIN[kind]
    elif port and int(port) in _LATER[kind]:
        scheme = f"{kind}+starttls"
    named = f":{port}" if port and int(port) != usual else ""
    who = "" if not user or (scheme == "smtp" and not named) else f"{quote(user, safe='')}@"
    return f"{scheme}://{who}{host}{named}" + ("/INBOX" if kind == "imap" else "")


def user_at(url: str, address: str) -> str:
    """The name that `address` most likely has as a user of a server: on this machine an account's, else the address."""
    return address.partition("@")[0] if is_loopback(urlsplit(url).hostname or "") else address


def server_in(url: str, kind: Literal["imap", "smtp"]) -> str:
    """The server as a person would name it, where `url_of` makes the same url of that again; else the url."""
    parts = urlsplit(url)
    server = parts.netloc.rpartition("@")[2]
    return server if url_of(server, unquote(parts.username or ""), kind) == url else url


def zone_named(answer: str) -> str:
    """The time zone that an answer means: its name or a large city ("Berlin", "new york", "Hamburg"), else the answer.

    Of several cities so called the most populous is meant.
    """
    wanted = answer.strip().replace(" ", "_").casefold()
    zones = sorted(available_timezones())
    found = [zone for zone in zones if zone.casefold() == wanted]
    found = found or [zone for zone in zones if "/" in zone and zone.rpartition("/")[2].casefold() == wanted]
    if found:
        return found[0]
    city = None if "/" in wanted else place_for(answer.strip())
    return city.timezone if city and city.timezone and city.population >= _LARGE else answer


def languages_in(answer: str) -> list[str]:
    """The tags in an answer such as "en, fr" or "en fr"."""
    return re.findall(r"[^\s,;]+", answer)


def example() -> str:
    """The text of config.example.toml, from the installed package or from the checkout beside it."""
    installed = resources.files("intake").joinpath("config.example.toml")
    if installed.is_file():
        return installed.read_text(encoding="utf-8")
    return (Path(__file__).resolve().parent.parent / "config.example.toml").read_text(encoding="utf-8")


def written(text: str, answers: Mapping[str, object]) -> str:
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
        shown = json.dumps(value, ensure_ascii=False)
        comment = option["rest"].strip()
        column = len(line) - len(comment) - 3  # the comments stay below one another
        lines.append(
            f"{option['key']} = {shown}".ljust(column) + f"   {comment}" if comment else f"{option['key']} = {shown}"
        )
    if left:
        raise KeyError(f"config.example.toml has no {', '.join(left)}")
    return "\n".join(lines) + "\n"
