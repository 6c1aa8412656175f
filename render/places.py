"""Which country and city pages a list has: groups of entries, each with a folder name of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from render import cleaning
from render.entries import Entry


@dataclass(slots=True)
class City:
    """One city of a country: `folder` is its path below the site ("in/de/berlin")."""

    name: str
    region: str
    folder: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """Where the city lies: (latitude, longitude) in degrees of its first event that knows."""
        return next((entry.event.coordinates for entry in self.entries if entry.event.coordinates), None)


@dataclass(slots=True)
class Country:
    """One country: `code` is ISO 3166-1 alpha-2, `folder` "in/de"."""

    code: str
    folder: str
    entries: list[Entry] = field(default_factory=list)
    cities: list[City] = field(default_factory=list)


def countries(entries: Iterable[Entry]) -> list[Country]:
    """The countries and cities of the entries, by code and by name; entries keep their order.

    Two cities of one name in different regions get folders of their own, with the region in the name. A city
    whose region is not known belongs to the only one of that name, when there is only one.
    """
    found: dict[str, Country] = {}
    named: dict[tuple[str, str], dict[str, City]] = defaultdict(dict)
    for entry in entries:
        if not entry.country:
            continue
        code = entry.country.lower()
        country = found.get(code)
        if country is None:
            country = found[code] = Country(code=entry.country, folder=f"in/{code}")
        country.entries.append(entry)
        if entry.city:
            regions = named[code, cleaning.slug(entry.city) or cleaning.id_slug(entry.city)]
            city = regions.get(entry.region)
            if city is None:
                city = regions[entry.region] = City(name=entry.city, region=entry.region, folder="")
            city.entries.append(entry)
    for (code, slug), regions in named.items():
        _join_unknown_region(regions)
        several = len(regions) > 1
        taken: set[str] = set()
        for region, city in sorted(regions.items()):
            ending = f"-{cleaning.id_slug(region)}" if several and region else ""
            city.folder = f"in/{code}/{slug}{ending}"
            while city.folder in taken:
                city.folder += "-2"
            taken.add(city.folder)
            found[code].cities.append(city)
    for country in found.values():
        country.cities.sort(key=lambda city: (city.name, city.folder))
    return [found[code] for code in sorted(found)]


def _join_unknown_region(regions: dict[str, City]) -> None:
    if "" in regions and len(regions) == 2:
        unknown = regions.pop("")
        (known,) = regions.values()
        order = {id(entry): entry for entry in [*known.entries, *unknown.entries]}
        known.entries = sorted(order.values(), key=lambda entry: (entry.date, entry.order))
