"""The `[where]` tables of all language files as one vocabulary, folded for the finder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from intake.reading.languages import Language, languages
from intake.reading.places import Meanings, country_of, lookup
from intake.reading.places.folding import fold, fold_token


class Pairs(tuple[tuple[str, str], ...]):
    """(ending, what stands there instead) of a vocabulary; itself alone is equal to it, so that caches find it fast."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        """Whether it is the very same."""
        return self is other

    def __ne__(self, other: object) -> bool:
        """Whether it is another."""
        return self is not other


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that bear on places, folded. Of some languages, or of all (`everything()`).

    `before` stand before the place of an event ("in"), `toward` before places of other kinds ("from"), of them `goals`
    before where a journey ends ("to"), `via` before what it leads through, `travels` behind its end; `inside` stand
    between a road's word and its city ("rue à Lyon"), `rivers` between a town's name and its river's. A place follows
    `labels` ("where:"), a city `city_labels`, something else `forms` ("date:"). `ordinary` are words that are also
    names of cities. `online` say that an event has no place, with `online_held` near them and without `online_not`;
    `online_starts` are their first words, `online_runs` those of scripts without blanks; `label_starts` are the first
    words of labels.

    `roads` and `houses` after a name make a street or a building of it, `roads_before` before it; `road_runs` are those
    of scripts without blanks; `waters` after a name make a river or a valley of it, and `waters_before`, which count as
    such roads, before it. What is called an `occasions` after a name remembers what was there ("Kyoto Day");
    `concerned` before it say what people meet about ("solidarity with"), as `concerning` do among the `prefixes`;
    `mourned` in its clause are the dead whom they remember ("the victims of the flood in"), people come from, or go on
    to, what follows `origins` ("guests from", "heading for"), and prizes are called after what follows `prizes` ("Preis
    der"). `guests` are labels of people who come from somewhere, `schools` are universities and the like, `journeys`
    trains and buses; `premises` are bars and the like, which are called after any place ("Café Praha"). Where people
    meet first follows `gathering`, whose first words are `gathering_starts`. `civic` is what a town has, `of_towns`
    what it has and the name follows ("the people of"); `regional` before a name makes a region of it, `offices` the
    seat of somebody, `groups` a local group's town; `clubs` behind a town's name in a sender's make a group of it
    ("Leeds Hackspace"). A person's name follows `people`, `names` are given and family
    names that are cities', `given` are given names; a noun follows `articles`. `venues` and `venue_endings` are words
    for buildings and squares and the ends of such words; with `venues_first` they stand before a name, `stations` are
    of trains and stand before their village's name, `storeys` and other parts of a house behind its number ("ground
    floor"); with `grounds` a park's or a square's name begins and no town's, and `counties_of` stand behind a county's
    name; `joining` are small words inside longer names. `particles` may follow a name without a blank.

    The name of a village stands behind `councils_before` ("Gemeinde") and before `councils_behind` ("Parish Council"),
    each with the country that it shows, or ""; `council_starts` are their first words.

    What is written to a name makes it that of a village or town (`villages`: 町), a quarter of a city
    (`quarters`: 区, 三丁目) or a city (`city_signs`: 市); `no_quarters` are words that only begin like these ("町家"),
    and `behind` begins the word behind a place (で, 举行). What ends with one of the `counties`, each with its
    country, is one, unless `county_offices` follow ("縣長"); a village of it may. In the index cities of some
    countries are called with `city_endings` ("Nara-shi").

    Behind a number stand `hours` ("uhr"), before it `clock` ("kl"), and `noon` is an hour alone.

    `countries` are adjectives and names of countries beyond CLDR's, `cities` nicknames and adjectives of cities,
    `landmarks` squares, districts and buildings that everybody knows; `starts` are the first words of these two and
    `first_letters` their first letters.
    `endings` are (ending, ending of the dictionary form) of inflected names, `joined_endings` further ones of words in
    names of several ("Novém Městě"), `adjectives` of adjectives made from names; `prefixes` are letters written
    together with the name that follows and what stands there in the dictionary form; `contractions` are prepositions
    melted with an article that is part of the name ("au Havre"); `shortened` are ways to shorten the first word of a
    name, and that word ("Pto", Puerto). `capitals`
    says that these languages write all nouns with capitals, `cases` that endings say "in", and `small_articles` that
    the article which begins a name has a small letter ("a la Bisbal").
    """

    before: frozenset[str]
    toward: frozenset[str]
    goals: frozenset[str]
    via: frozenset[str]
    travels: frozenset[str]
    inside: frozenset[str]
    rivers: frozenset[str]
    labels: frozenset[str]
    city_labels: frozenset[str]
    forms: frozenset[str]
    ordinary: frozenset[str]
    online: frozenset[str]
    online_held: frozenset[str]
    online_not: frozenset[str]
    online_starts: frozenset[str]
    online_runs: frozenset[str]
    label_starts: frozenset[str]
    roads: frozenset[str]
    road_runs: tuple[str, ...]
    occasions: frozenset[str]
    concerned: frozenset[str]
    concerning: frozenset[str]
    mourned: frozenset[str]
    origins: frozenset[str]
    prizes: frozenset[str]
    guests: frozenset[str]
    schools: frozenset[str]
    journeys: frozenset[str]
    premises: frozenset[str]
    gathering: frozenset[str]
    gathering_starts: frozenset[str]
    houses: frozenset[str]
    roads_before: frozenset[str]
    waters: frozenset[str]
    waters_before: frozenset[str]
    civic: frozenset[str]
    of_towns: frozenset[str]
    regional: frozenset[str]
    offices: frozenset[str]
    groups: frozenset[str]
    clubs: frozenset[str]
    people: frozenset[str]
    names: frozenset[str]
    given: frozenset[str]
    articles: frozenset[str]
    venues: frozenset[str]
    stations: frozenset[str]
    storeys: frozenset[str]
    grounds: frozenset[str]
    counties_of: frozenset[str]
    joining: frozenset[str]
    particles: frozenset[str]
    councils_before: Mapping[str, str]
    councils_behind: Mapping[str, str]
    council_starts: frozenset[str]
    countries: Mapping[str, str]
    cities: Mapping[str, Meanings]
    landmarks: Mapping[str, Meanings]
    endings: Pairs
    joined_endings: Pairs
    adjectives: Pairs
    prefixes: Pairs
    contractions: Pairs
    shortened: Pairs
    venue_endings: tuple[str, ...]
    villages: tuple[str, ...]
    quarters: tuple[str, ...]
    no_quarters: tuple[str, ...]
    city_signs: tuple[str, ...]
    behind: tuple[str, ...]
    county_offices: tuple[str, ...]
    hours: tuple[str, ...]
    clock: tuple[str, ...]
    noon: tuple[str, ...]
    counties: Mapping[str, str]
    city_endings: Mapping[str, str]
    capitals: bool
    cases: bool
    small_articles: bool
    venues_first: bool
    starts: frozenset[str]
    first_letters: frozenset[str]


_SETS = (
    "before", "toward", "goals", "via", "travels", "inside", "rivers", "labels", "city_labels", "forms", "ordinary",
    "online", "online_held", "online_not", "roads", "occasions", "concerned", "concerning", "mourned", "origins",
    "prizes", "guests", "schools", "journeys", "premises", "gathering", "houses", "roads_before", "waters",
    "waters_before", "civic", "of_towns", "regional", "offices", "groups", "clubs", "people", "names", "given",
    "particles", "articles", "venues", "joining", "stations", "storeys", "grounds", "counties_of",
)  # fmt: skip
_TUPLES = ("venue_endings", "villages", "quarters", "no_quarters", "city_signs", "behind")
_WRITTEN = ("county_offices", "hours", "clock", "noon")  # not folded
_CODES = ("counties", "city_endings")
_PAIRS = ("endings", "joined_endings", "adjectives", "prefixes", "contractions", "shortened")


def _of(tables: list[Mapping[str, Any]]) -> Vocabulary:
    sets: dict[str, Any] = {
        key: frozenset(folded for table in tables for word in table.get(key, ()) if (folded := fold(word)))
        for key in _SETS
    }
    sets["roads_before"] |= sets["waters_before"]
    pairs: dict[str, Any] = {}
    for key in _PAIRS:
        found = {(fold_token(a), fold_token(b)) for table in tables for a, b in table.get(key, ())}
        pairs[key] = Pairs(sorted(found, key=lambda pair: (-len(pair[0]), pair)))
    countries = {fold(name): code for table in tables for name, code in table.get("countries", {}).items()}
    councils: dict[str, Any] = {
        key: {fold(phrase): code for table in tables for phrase, code in table.get(key, {}).items()}
        for key in ("councils_before", "councils_behind")
    }
    sets["council_starts"] = frozenset(phrase.partition(" ")[0] for known in councils.values() for phrase in known)
    for key in _TUPLES:
        sets[key] = tuple({fold(word) for table in tables for word in table.get(key, ())})
    for key in _WRITTEN:
        sets[key] = tuple(sorted({word for table in tables for word in table.get(key, ())}))
    for key in _CODES:
        sets[key] = {name: code for table in tables for name, code in table.get(key, {}).items()}
    sets["online_starts"] = frozenset(phrase.partition(" ")[0] for phrase in sets["online"])
    sets["label_starts"] = frozenset(phrase.partition(" ")[0] for phrase in sets["labels"])
    sets["gathering_starts"] = frozenset(phrase.partition(" ")[0] for phrase in sets["gathering"])
    sets["online_runs"] = frozenset(phrase for phrase in sets["online"] if phrase[0] > "\u2fff")
    sets["road_runs"] = tuple(word for word in sets["roads"] if word[0] > "\u2fff")
    venues_first = any(table.get("venues_first") for table in tables)
    capitals = any(table.get("capitals") for table in tables)
    cities, landmarks = _places(tables, "cities"), _places(tables, "landmarks")
    return Vocabulary(
        **sets, **pairs, **councils, countries=countries, cities=cities, landmarks=landmarks, capitals=capitals,
        venues_first=venues_first,
        cases=bool(tables) and all(table.get("cases") for table in tables[:1]),
        small_articles=bool(tables) and all(table.get("small_articles") for table in tables[:1]),
        first_letters=frozenset(name[0] for name in (*cities, *landmarks)),
        starts=frozenset(name.partition(" ")[0] for name in (*cities, *landmarks)),
    )  # fmt: skip


def _places(tables: list[Mapping[str, Any]], key: str) -> dict[str, Meanings]:
    found: dict[str, Meanings] = {}
    for table in tables:
        for name, (city, country) in table.get(key, {}).items():
            cities = [entry for entry in lookup(city).cities if entry.country == country]
            found[fold(name)] = Meanings(cities[:1])
    return found


@cache
def everything() -> Vocabulary:
    """The vocabulary of all languages together."""
    return _of([language.table("where") for language in languages()])


@cache
def of_languages(tags: tuple[str, ...]) -> Vocabulary:
    """The vocabulary of some languages together; tags without a file are passed over, no tags mean all."""
    known = {language.tag: language for language in languages()}
    chosen = [known[tag] for tag in tags if tag in known]
    return _of(_agreed(chosen)) if chosen else everything()


def _agreed(chosen: list[Language]) -> list[Mapping[str, Any]]:
    """The tables, each less the words before a street or city that are others in one of the languages before it.

    "м." is short for a city in Ukrainian and for the underground in Russian; "a" is an article in Portuguese and stands
    before a city in Italian.
    """
    agreed: list[Mapping[str, Any]] = []
    before: set[str] = set()
    others: set[str] = set()
    for language in chosen:
        table = language.table("where")
        roads = [word for word in table.get("roads_before", ()) if word not in before]
        places = [word for word in table.get("before", ()) if word not in others or word in before]
        agreed.append({**table, "roads_before": roads, "before": places})
        before.update(table.get("before", ()))
        others.update(str(language.table("guess").get("words", "")).split())
    return agreed


@lru_cache(maxsize=8192)
def country_named(folded: str) -> str | None:
    """The ISO code of a country by a folded name or adjective of any language; codes themselves do not count."""
    code = everything().countries.get(folded)
    if code is None and len(folded) > 3:
        code = country_of(folded)
    return code
