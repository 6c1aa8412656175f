"""Whom to ask for tokens: the endpoints of a provider, from intake/providers.toml or a file of one's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from intake.mail.address import is_loopback

_KEYS = ("authorize", "token", "device", "scopes", "parameters", "redirect")


class NoProvider(ValueError):  # noqa: N818 - named for what is wrong
    """No provider of that name, or its file does not say what is needed; the text says what to write."""


@dataclass(frozen=True, slots=True)
class Provider:
    """An authorization server. `token` answers with tokens; `authorize` is for browsers (RFC 6749, 4.1), `device` for a
    code that is typed in elsewhere (RFC 8628), "" where it has none. `parameters` go with a request to `authorize`;
    `redirect` is how it wants this machine called (RFC 8252, 7.3), the port left out."""

    name: str
    token: str
    authorize: str
    device: str
    scopes: tuple[str, ...]
    parameters: Mapping[str, str]
    redirect: str = "http://127.0.0.1"


@cache
def _known() -> Mapping[str, Any]:
    text = resources.files("intake").joinpath("providers.toml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = tomllib.loads(text)["oauth"]
    return found


def names() -> list[str]:
    """The providers that come with the program, sorted."""
    return sorted(_known())


def provider(name: str) -> Provider:
    """The provider of that name, or the one that the file `name` (ending in ".toml") describes. Raises `NoProvider`."""
    if not name.endswith(".toml"):
        if name not in _known():
            raise NoProvider(f'no such provider "{name}" (have: {", ".join(names())}, or the name of a .toml file)')
        return _from(name, _known()[name])
    try:
        table = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise NoProvider(f'"{Path(name).name}" cannot be read: {why}') from None
    return _from(Path(name).stem, table)


def _from(name: str, table: Mapping[str, Any]) -> Provider:
    if unknown := sorted(set(table) - set(_KEYS)):
        raise NoProvider(f'{name}: no such option "{unknown[0]}" (have: {", ".join(_KEYS)})')
    ends = {key: table.get(key, "") for key in ("token", "authorize", "device")}
    if not ends["token"] or not (ends["authorize"] or ends["device"]):
        raise NoProvider(f'{name}: "token" and at least one of "authorize" and "device" are needed')
    for key, url in ends.items():
        if url and not _safe(url):
            raise NoProvider(f"{name}: {key} = {url!r} is no https:// address")
    scopes, parameters = table.get("scopes", []), table.get("parameters", {})
    if not isinstance(scopes, list) or not isinstance(parameters, dict):
        raise NoProvider(f'{name}: write scopes as a list and parameters as a table, such as scopes = ["mail"]')
    redirect = table.get("redirect", "http://127.0.0.1")
    if redirect not in ("http://127.0.0.1", "http://localhost"):
        raise NoProvider(f'{name}: redirect is "http://127.0.0.1" or "http://localhost", not {redirect!r}')
    return Provider(
        name,
        **ends,
        scopes=tuple(map(str, scopes)),
        parameters={key: str(value) for key, value in parameters.items()},
        redirect=redirect,
    )


def _safe(url: object) -> bool:
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
    except ValueError:
        return False
    if parts is None or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))
