"""The language files: words and cues as data, one file per language; adding a language is adding a file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Language:
    """One language file: its BCP 47 tag, its own name for itself, and its tables as the file has them."""

    tag: str
    name: str
    tables: Mapping[str, Mapping[str, Any]]

    def table(self, name: str) -> Mapping[str, Any]:
        """The table of that name, empty when the file has none."""
        return self.tables.get(name, {})

    @property
    def unspaced(self) -> bool:
        """Whether its words are written together."""
        return bool(self.table("guess").get("unspaced"))


@cache
def tags() -> tuple[str, ...]:
    """The tags of all languages there is a file for, sorted."""
    files = resources.files(__name__).iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


@cache
def language(tag: str) -> Language:
    """The language of that tag. Raises KeyError naming the tags there are."""
    if tag not in tags():
        raise KeyError(f"no language {tag!r} (have: {', '.join(tags())})")
    data = tomllib.loads(resources.files(__name__).joinpath(f"{tag}.toml").read_text(encoding="utf-8"))
    return Language(tag, data.pop("name"), _fixed(data))


def _fixed(value: Any) -> Any:
    """A file's value with tuples for its lists: tuples of words need no looking through for what may be freed."""
    if isinstance(value, dict):
        return {key: _fixed(held) for key, held in value.items()}
    return tuple(map(_fixed, value)) if isinstance(value, list) else value


@cache
def languages() -> tuple[Language, ...]:
    """All languages, in the order of their tags."""
    return tuple(language(tag) for tag in tags())
