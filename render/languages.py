"""The page's own words in each language, from templates/site/languages/<tag>.toml, with CLDR's forms beside them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError

from render import shipped

BASE = "en"
"""The language whose file names every string there is; what another file lacks is taken from it."""


@dataclass(frozen=True, eq=False)
class Language:
    """One language of the page: its BCP 47 tag, CLDR locale, writing direction, strings and date patterns (UTS 35).

    `day` is a heading within the current year, `day_year` in another; `month` heads the archive, `time` is the
    clock.
    """

    tag: str
    locale: Locale
    rtl: bool
    name: str
    strings: dict[str, str]
    counts: dict[str, dict[str, str]]
    day: str
    day_year: str
    month: str
    date: str
    time: str

    def count(self, key: str, number: int) -> str:
        """The phrase for a number of things, in the plural form CLDR gives it ("1 event", "3 events")."""
        forms = self.counts[key]
        return forms.get(self.locale.plural_form(number), forms["other"]).replace("{n}", str(number))


def tags() -> list[str]:
    """The tags of all languages that have a file, sorted."""
    return [name.removesuffix(".toml") for name in shipped.names("site/languages", ".toml")]


class NoSuchLanguage(ValueError):  # noqa: N818 - named for what is wrong
    """A language tag without a file; the message lists what exists."""


@cache
def language(tag: str) -> Language:
    """The language of a tag. A tag with a region or script falls back to the plain language's file.

    Raises `NoSuchLanguage` when neither has a file.
    """
    have = {name.lower(): name for name in tags()}
    parts = tag.replace("_", "-").split("-")
    chain = [have[name] for end in range(1, len(parts) + 1) if (name := "-".join(parts[:end]).lower()) in have]
    if not chain:
        raise NoSuchLanguage(f"no such language {tag!r} (have: {', '.join(tags())})")
    merged: dict[str, dict[str, Any]] = {}
    for name in (BASE, *chain):
        for table, values in tomllib.loads(shipped.text(f"site/languages/{name}.toml")).items():
            merged[table] = {**merged.get(table, {}), **values} if table != "dates" or name in chain else {}
    try:
        locale = Locale.parse("_".join(parts))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(chain[-1].replace("-", "_"))
    # What a file says of its language's dates need not hold for a region without a file: there CLDR decides.
    regional = len(parts) > len(chain[-1].split("-"))
    dates = {} if regional else merged.get("dates", {})
    full = str(dates.get("day_year") or locale.date_formats["full"].pattern)
    day = str(dates.get("day") or without_year(full))
    clock = str(locale.time_formats["short"].pattern) if regional else "HH:mm"
    return Language(
        tag="-".join(parts),
        locale=locale,
        rtl=locale.text_direction == "rtl",
        name=str(merged["page"].get("name") or locale.get_display_name(locale) or tag),
        strings={key: str(value) for key, value in merged["page"].items()},
        counts={key: dict(value) for key, value in merged["counts"].items()},
        day=day,
        day_year=full,
        month=str(dates.get("month") or locale.datetime_skeletons["yMMMM"].pattern),
        date=str(dates.get("date") or locale.date_formats["long"].pattern),
        time=str(dates.get("time") or clock),
    )


_PIECE = re.compile(r"'[^']*'|[A-Za-z]+|[^A-Za-z']+")
_FIELD = re.compile(r"[A-Za-z]+")


def without_year(pattern: str) -> str:
    """A CLDR date pattern without its year and the words that belong to it ("d 'de' MMMM 'de' y" -> "d 'de' MMMM")."""
    pieces = _PIECE.findall(pattern)
    fields = [index for index, piece in enumerate(pieces) if _FIELD.fullmatch(piece)]
    year = next((index for index in fields if pieces[index].startswith(("y", "U"))), None)
    if year is None:
        return pattern
    later = [index for index in fields if index > year]
    earlier = [index for index in fields if index < year]
    if not earlier:
        kept = pieces[later[0] :]
    elif not later:
        kept = pieces[: earlier[-1] + 1]
    else:
        kept = pieces[: earlier[-1] + 1] + pieces[year + 1 :]
    return "".join(kept).strip()
