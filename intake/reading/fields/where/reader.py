"""A passage while its names are read: what is asked of many names is found once, and findings get their offsets."""

from __future__ import annotations

import math
from collections.abc import Set
from dataclasses import dataclass, field

from intake.reading.fields.where.evidence import Evidence
from intake.reading.fields.where.hits import Hit, Scan
from intake.reading.fields.where.lists import country_of_column, country_of_list
from intake.reading.fields.where.vocabulary import Vocabulary
from intake.reading.places import Entry, distance, index
from intake.reading.proposal import Finding, Passage, Place, Role

__all__ = ["Reader"]

_LARGE = 100_000  # a city of this size tells of which country a misspelt name beside it may be
_WIDELY = 0.5  # what English says less for the countries that speak it, since others write it, too


@dataclass(slots=True)
class Reader:
    """A passage that is read: its names, what the mail as a whole says, and the words of its languages.

    `own` are the words of the passage's languages, `words` those of all; with `native` names stay in their own script.
    `dated` are the offsets in the part of what is a day or an hour.
    """

    scan: Scan
    passage: Passage
    evidence: Evidence
    words: Vocabulary
    own: Vocabulary
    native: bool
    dated: Set[int] = frozenset()
    # What was found once for the passage: countries of runs and whether a run is of large towns by the runs' identity.
    countries: dict[tuple[int, bool], str | None] = field(default_factory=dict)
    large: dict[int, bool] = field(default_factory=dict)
    companies: dict[int, frozenset[str]] = field(default_factory=dict)

    def country(self, run: list[Hit], listed: bool = False) -> str | None:
        """The country that the names of an enumeration or a column are in, looked for once for all of them."""
        key = (id(run), listed)
        if key not in self.countries:
            self.countries[key] = country_of_column(run) if listed else country_of_list(run)
        return self.countries[key]

    def alike(self, run: list[Hit]) -> bool:
        """Whether all names of a run are those of large towns."""
        known = self.large.get(id(run))
        if known is None:
            known = self.large[id(run)] = all(one.largest_city() >= 50_000 for one in run)
        return known

    def in_company(self, run: list[Hit]) -> frozenset[str]:
        """The countries of the large cities of a run whose names are spelt as these are."""
        known = self.companies.get(id(run))
        if known is None:
            cities = (one.entries.cities[0] for one in run if one.how == "exact" and one.entries.cities)
            known = self.companies[id(run)] = frozenset(city.country for city in cities if city.population >= _LARGE)
        return known

    def weight(self, entry: Entry) -> float:
        """How much speaks for a city, weighed once for each mail."""
        weights = self.evidence.weights
        known = weights.get((entry.row, entry.main))
        if known is None:
            known = weights[entry.row, entry.main] = _weight(entry, self.evidence)
        return known

    def finding(
        self,
        hit: Hit,
        value: Place,
        rule: str,
        score: float,
        note: str | None,
        others: tuple[Place, ...] = (),
        role: Role | None = None,
    ) -> Finding:
        """The finding of a name as a place; it is certain where no `note` says what is in doubt."""
        start, end = self.passage.start + hit.start, self.passage.start + hit.end
        words = self.scan.text[hit.start : hit.end]
        return Finding(
            "where", value, words, start, end, self.passage.part, rule, note is None, note, score, others, role
        )


def _weight(entry: Entry, evidence: Evidence) -> float:
    """How much speaks for this place among those of its name; population counts last."""
    weight = math.log10(entry.population + 1) * 0.8 + math.log10(entry.fame + 1) * 0.6 + (0.6 if entry.main else 0.0)
    told = evidence.countries.get(entry.country, 0.0)
    weight += min(4.0, told) - (_WIDELY if entry.country in evidence.widely else 0.0)
    if entry.region:
        weight += evidence.regions.get((entry.country, entry.region), 0.0)
    if evidence.clocked(entry):
        weight += 1.0
    elif evidence.greenwich and evidence.expects(entry.country) and index().keeps(entry.timezone, 0):
        weight += 0.5
    if entry.row in evidence.settled:
        weight += 3.0
    latitude = entry.latitude or 0.0
    for city in evidence.cities:
        # within 100 km, which the latitudes settle mostly
        close = abs(latitude - (city.latitude or 0.0)) < 1 and city.row != entry.row
        if close and distance(entry, city) < 100:
            return weight + 0.9
    return weight
