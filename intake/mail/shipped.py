"""Finds the texts of our own mails that come with the program; reads them, writes nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any


@cache
def folder(name: str = "mail") -> Traversable:
    """A folder of templates: inside the package when installed, beside it in a checkout."""
    packaged = files("intake").joinpath("templates", name)
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parent.parent.parent / "templates" / name


@cache
def languages() -> tuple[str, ...]:
    """The tags of the languages there are mails in, sorted; adding one is adding its folder."""
    return tuple(sorted(entry.name for entry in folder().iterdir() if entry.is_dir()))


@cache
def names(language: str) -> tuple[str, ...]:
    """The names of a language's templates, sorted, with their suffix."""
    return tuple(sorted(e.name for e in folder().joinpath(language).iterdir() if e.name.endswith(".txt")))


@cache
def text(name: str) -> str | None:
    """The text of a template by its name below the folder ("en/received.txt"), or None."""
    file = folder().joinpath(*name.split("/"))
    return file.read_text(encoding="utf-8") if file.is_file() else None


@cache
def words(language: str) -> Mapping[str, Any]:
    """A language's labels and questions: its words.toml."""
    return tomllib.loads(text(f"{language}/words.toml") or "")


@cache
def said(language: str) -> Mapping[str, str]:
    """The program's own sentences in a maintainer's language, by their keys; empty without such a file."""
    return _review(language).get("said", {})


@cache
def problems(language: str) -> Mapping[str, str]:
    """The words for a maintainer's problems by their code, as the review pages have them; empty without such a file."""
    return _review(language).get("problems", {})


@cache
def _review(language: str) -> Mapping[str, Mapping[str, str]]:
    file = folder("review").joinpath("languages", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
