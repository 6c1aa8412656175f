"""The words of the review pages, one data file per language in templates/review/languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from intake.reading.proposal import Problem
from render.languages import Language, language

ROOT = Path(__file__).resolve().parent.parent


@cache
def folder() -> Path:
    """Where the templates of the review pages are: inside an installed package, or beside it in a checkout."""
    inside = ROOT / "templates" / "review"
    return inside if inside.is_dir() else ROOT.parent / "templates" / "review"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; `direction` is "ltr" or "rtl"."""

    tag: str
    direction: str
    words: Mapping[str, str]
    problems: Mapping[str, str]

    def problem(self, problem: Problem) -> str:
        """A problem in this language's words; its own English where the language has none for its code."""
        return self.problems.get(problem.code, problem.text)

    def __call__(self, key: str, **values: object) -> str:
        """The words under `key` with `values` filled in. Raises KeyError for an unknown key."""
        text = self.words[key]
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text


def tongue_of(spoken: Words) -> Language:
    """The forms of days, hours and countries' names: the same as on the public page."""
    return language(spoken.tag)


@cache
def tags() -> tuple[str, ...]:
    """The languages the review pages speak, sorted."""
    return tuple(sorted(file.stem for file in (folder() / "languages").glob("*.toml")))


@cache
def words(tag: str) -> Words:
    """The words of one language of `tags()`."""
    data = tomllib.loads((folder() / "languages" / f"{tag}.toml").read_text(encoding="utf-8"))
    return Words(tag, data["direction"], data["words"], data["problems"])


def best(wanted: Sequence[str]) -> Words:
    """The words in the first language of `wanted` that there is a file for, else English."""
    return words(next((tag for tag in wanted if tag in tags()), "en"))
