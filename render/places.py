"""Which country and city pages a list has: groups of entries, each with a folder name of its own."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from render import cleaning
from render.entries import Entry


@dataclass(slots=True)
class City:
    """One city of a country: `folder` is its path below the site ("in/de/berlin"), `shown` its name there.

    `entries` are all of its events, `coming` those that are not over.
    """

    name: str
    region: str
    folder: str = ""
    shown: str = ""
    entries: list[Entry] = field(default_factory=list)
    coming: list[Entry] = field(default_factory=list)

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """Where the city lies: (latitude, longitude) in degrees, of its first event that knows."""
        return next((entry.coordinates for entry in self.entries if entry.coordinates), None)


@dataclass(slots=True)
class Country:
    """One country: `code` is ISO 3166-1 alpha-2, `folder` "in/de"."""

    code: str
    folder: str
    entries: list[Entry] = field(default_factory=list)
    coming: list[Entry] = field(default_factory=list)
    cities: list[City] = field(default_factory=list)


def countries(entries: Iterable[Entry], today: dt.date) -> list[Country]:
    """The countries and cities of the entries, by code and by name; entries keep their order.

    Two cities of one name in different regions get folders of their own, with the region in the name. A city
    whose region is not known belongs to the only one of that name, when there is only one. A city that mails call by
    several names ("Wien", "Vienna") is one, under the name that most events have.
    """
    found: dict[str, Country] = {}
    cities: dict[tuple[str, str, str], City] = {}
    for entry in entries:
        if not entry.country:
            continue
        country = found.get(entry.country)
        if country is None:
            country = found[entry.country] = Country(entry.country, f"in/{entry.country.lower()}")
        country.entries.append(entry)
        if entry.city:
            key = entry.country, entry.city, entry.region
            city = cities.get(key)
            if city is None:
                city = cities[key] = City(entry.city, entry.region)
            city.entries.append(entry)
    named: dict[tuple[str, str], dict[str, City]] = defaultdict(dict)
    for (code, name, region), city in _one_of_each(cities).items():
        same = named[code, cleaning.slug(name) or cleaning.id_slug(name)].setdefault(region, city)
        if same is not city:  # spelled otherwise: "Montreal", "Montréal"
            same.entries = _in_order(same, city)
    for (code, slug), regions in named.items():
        if "" in regions and len(regions) == 2:
            unknown = regions.pop("")
            (known,) = regions.values()
            known.entries = _in_order(known, unknown)
        for region, city in sorted(regions.items()):
            several = len(regions) > 1 and region
            city.folder = f"in/{code.lower()}/{slug}" + (
                f"-{cleaning.slug(region) or cleaning.id_slug(region)}" if several else ""
            )
            city.shown = f"{city.name}, {region}" if several else city.name
            found[code].cities.append(city)
    for country in found.values():
        _require_own_folders(country)
        country.coming = [entry for entry in country.entries if entry.last >= today]
        for city in country.cities:
            city.coming = [entry for entry in city.entries if entry.last >= today]
        country.cities.sort(key=lambda city: (city.shown, city.folder))
    return [found[code] for code in sorted(found)]


def _one_of_each(cities: dict[tuple[str, str, str], City]) -> dict[tuple[str, str, str], City]:
    """The cities less those that lie exactly where another of their region does, whose events that one takes."""
    lying: dict[tuple[str, str, tuple[float, float]], list[tuple[str, str, str]]] = defaultdict(list)
    for key, city in cities.items():
        if (place := city.coordinates) is not None:
            lying[city.region, key[0], place].append(key)
    left = dict(cities)
    for keys in lying.values():
        first, *others = sorted(keys, key=lambda key: (-len(cities[key].entries), key))
        for other in others:
            cities[first].entries = _in_order(cities[first], left.pop(other))
    return left


def _in_order(*cities: City) -> list[Entry]:
    joined = [entry for city in cities for entry in city.entries]
    return sorted(joined, key=lambda entry: (entry.date, entry.order))


def _require_own_folders(country: Country) -> None:
    """A city with its region in the name may meet one that has that name: each keeps a folder of its own."""
    taken: set[str] = set()
    for city in sorted(country.cities, key=lambda city: (city.folder, city.name, city.region)):
        while city.folder in taken:
            city.folder += "-2"
        taken.add(city.folder)
