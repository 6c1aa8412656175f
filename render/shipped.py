"""Finds the templates, style sheet, strings and pictures that come with the program; reads them, writes nothing."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


@cache
def folder(name: str) -> Traversable:
    """The folder `name` ("site", "feeds") of templates: in the package when installed, beside it in a checkout."""
    packaged = files("render").joinpath("templates", name)
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parent.parent / "templates" / name


@cache
def text(name: str) -> str:
    """The text of a shipped file, by its name below templates ("site/page.html")."""
    room, _, rest = name.partition("/")
    return folder(room).joinpath(*rest.split("/")).read_text(encoding="utf-8")


@cache
def data(name: str) -> bytes:
    """The bytes of a shipped file, by its name below templates."""
    room, _, rest = name.partition("/")
    return folder(room).joinpath(*rest.split("/")).read_bytes()


def names(room: str, suffix: str) -> list[str]:
    """The names of the files in one folder of templates that end in `suffix`, sorted."""
    path = folder(room.partition("/")[0]).joinpath(*room.split("/")[1:])
    return sorted(entry.name for entry in path.iterdir() if entry.name.endswith(suffix))
