"""The `[where]` tables of all language files as one vocabulary, folded for the finder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from intake.reading.languages import languages
from intake.reading.places import country_of
from intake.reading.places.folding import fold, fold_token


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that bear on places, folded. Of one language, or of all (`everything()`).

    `before` stand before a place ("in"); `labels` are followed by one ("where:"); `ordinary` are words that are also
    names of cities; `online` say that an event has no place; `countries` are adjectives and names of countries beyond
    CLDR's, `cities` nicknames of cities; `streets_after` and `streets_before` make a street of a name; `people` are
    words after which a person's name comes; `endings` are (ending, nominative ending) of inflected names, `prefixes`
    letters written together with the name that follows, `particles` what may follow a name without a blank,
    `adjectives` endings that make an adjective of a name.
    """

    before: frozenset[str]
    labels: frozenset[str]
    ordinary: frozenset[str]
    online: frozenset[str]
    countries: Mapping[str, str]
    cities: Mapping[str, tuple[str, str]]
    streets_after: frozenset[str]
    streets_before: frozenset[str]
    people: frozenset[str]
    endings: tuple[tuple[str, str], ...]
    prefixes: tuple[str, ...]
    particles: frozenset[str]
    adjectives: tuple[tuple[str, str], ...]


def _words(tables: Iterable[Mapping[str, object]], key: str) -> frozenset[str]:
    return frozenset(fold(word) for table in tables for word in table.get(key, ()) if fold(word))  # type: ignore[attr-defined]


def _pairs(tables: Iterable[Mapping[str, object]], key: str) -> tuple[tuple[str, str], ...]:
    pairs = {tuple(map(fold_token, pair)) for table in tables for pair in table.get(key, ())}  # type: ignore[attr-defined]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))  # type: ignore[arg-type]


def _of(tables: list[Mapping[str, object]]) -> Vocabulary:
    countries: dict[str, str] = {}
    cities: dict[str, tuple[str, str]] = {}
    for table in tables:
        for name, code in table.get("countries", {}).items():  # type: ignore[attr-defined]
            countries[fold(name)] = code
        for name, (city, country) in table.get("cities", {}).items():  # type: ignore[attr-defined]
            cities[fold(name)] = (city, country)
    prefixes = {fold_token(prefix) for table in tables for prefix in table.get("prefixes", ())}  # type: ignore[attr-defined]
    return Vocabulary(
        before=_words(tables, "before"),
        labels=_words(tables, "labels"),
        ordinary=_words(tables, "ordinary"),
        online=_words(tables, "online"),
        countries=countries,
        cities=cities,
        streets_after=_words(tables, "streets_after"),
        streets_before=_words(tables, "streets_before"),
        people=_words(tables, "people"),
        endings=_pairs(tables, "endings"),
        prefixes=tuple(sorted(prefixes, key=lambda prefix: -len(prefix))),
        particles=_words(tables, "particles"),
        adjectives=_pairs(tables, "adjectives"),
    )


@cache
def everything() -> Vocabulary:
    """The vocabulary of all languages together."""
    return _of([language.table("where") for language in languages()])


@cache
def of_languages(tags: tuple[str, ...]) -> Vocabulary:
    """The vocabulary of some languages together; tags without a file are passed over."""
    return _of([language.table("where") for language in languages() if language.tag in tags])


@cache
def country_named(folded: str) -> str | None:
    """The ISO code of a country by a folded name or adjective of any language; codes themselves do not count."""
    code = everything().countries.get(folded)
    if code is None and len(folded) > 2:
        code = country_of(folded)
    return code
