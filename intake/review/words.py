"""The words of the review pages, one data file per language in templates/review/languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from intake.mail import telling
from intake.mail.telling import readable
from intake.reading.proposal import Problem
from render.languages import Language, language

__all__ = ["Words", "best", "folder", "readable", "tags", "tongue_of", "words"]

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
    said: Mapping[str, str]

    def problem(self, problem: Problem, *, brief: bool = False) -> str:
        """A problem in this language's words, with what it names or in `brief` without."""
        return telling.problem(replace(problem, named=()) if brief else problem, self.tag)

    def told(self, sentence: object) -> str:
        """What the program says in English (a reason, a note, why something cannot be done) in this language."""
        return telling.sentence(str(sentence), self.tag)

    def reason(self, text: str) -> str:
        """Why a mail is held, in this language."""
        return telling.reason(text, self.tag)

    def silence(self, text: str) -> str:
        """Why a mail is not answered, in this language."""
        return telling.silence(text, self.tag)

    def note(self, note: str) -> str:
        """What a finding remarks, in this language; several remarks are parted by semicolons."""
        return "; ".join(self.told(part) for part in note.split("; "))

    def __call__(self, key: str, **values: object) -> str:
        """The words under `key` with `values` filled in. Raises KeyError for an unknown key.

        Where words run from right to left, each value keeps a direction of its own: "12 May" begins with its number.
        """
        text = self.words[key]
        before, after = ("\u2068", "\u2069") if self.direction == "rtl" else ("", "")
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", f"{before}{value}{after}")
        return text


def tongue_of(spoken: Words) -> Language:
    """The forms of days, hours and countries' names: the same as on the public page."""
    return language(spoken.tag)


@cache
def tags() -> tuple[str, ...]:
    """The languages the review pages speak, sorted."""
    return tuple(sorted(file.stem for file in (folder() / "languages").glob("*.toml")))


@cache
def names() -> dict[str, str]:
    """What each language of the review pages calls itself, by its tag."""
    return {tag: language(tag).name for tag in tags()}


@cache
def words(tag: str) -> Words:
    """The words of one language of `tags()`."""
    data = tomllib.loads((folder() / "languages" / f"{tag}.toml").read_text(encoding="utf-8"))
    return Words(tag, data["direction"], data["words"], data["problems"], data["said"])


def best(wanted: Sequence[str]) -> Words:
    """The words in the first language of `wanted` that there is a file for, else English."""
    return words(next((tag for tag in wanted if tag in tags()), "en"))
