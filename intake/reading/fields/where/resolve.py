"""From names to findings: each name of a passage with what stands around it as a city, a region or none."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from intake.reading.fields.where.beside import (
    WITH_CODES,
    amid,
    around_of,
    beside_of,
    city_of,
    is_inside,
    prefecture,
    region_before,
    suburb_of,
)
from intake.reading.fields.where.city import as_city
from intake.reading.fields.where.councils import of_councils
from intake.reading.fields.where.evidence import Evidence
from intake.reading.fields.where.hits import Hit, Scan
from intake.reading.fields.where.lists import A_LIST, columns, enumerations, parted
from intake.reading.fields.where.naming import place
from intake.reading.fields.where.online import online
from intake.reading.fields.where.postal import in_addresses
from intake.reading.fields.where.reader import Reader
from intake.reading.fields.where.support import apposed, regional
from intake.reading.fields.where.unknown import in_townships, unknown
from intake.reading.fields.where.vocabulary import Vocabulary
from intake.reading.fields.where.wide import as_country_or_region, unknown_of_list
from intake.reading.places import Entry, city_around, index
from intake.reading.proposal import Finding, Passage, Place

__all__ = ["findings", "in_its_city"]

_MARKS = 12  # characters of the marks before a line's first name
_HEADS = re.compile(r"[*_ \t]*(?:[:：|–—]|- |\r?$)", re.MULTILINE)


def findings(
    scan: Scan,
    passage: Passage,
    evidence: Evidence,
    words: Vocabulary,
    own: Vocabulary,
    native: bool = False,
    dated: Set[int] = frozenset(),
) -> list[Finding]:
    """The findings of a scanned passage, in the order of the text. `own` is the vocabulary of its languages.

    With `native` names in other alphabets than the Latin are given as the mail writes them. `dated` are the offsets in
    the part of what is a day or an hour, and so no city.
    """
    reader = Reader(scan, passage, evidence, words, own, native, dated)
    runs = enumerations(scan)
    runs |= {number: run for number, run in parted(scan).items() if len(run) > len(runs.get(number, ()))}
    listed = columns(scan, own, passage.languages)
    found: list[Finding] = []
    beside_until = -1
    heads: Entry | None = None  # the region that the name before means
    for number, hit in enumerate(scan.hits):
        following = scan.hits[number + 1] if number + 1 < len(scan.hits) else None
        cities = _cities(scan, hit, evidence)
        if cities and len(cities) < len(hit.entries) and regional(scan, hit, words):
            cities = []
        if cities and apposed(scan, scan.hits[number - 1] if number else None, hit, words):
            continue
        if prefecture(scan, hit, following):
            continue
        heads, led = region_before(scan, hit, following) if hit.start >= beside_until else None, heads
        if heads is not None:
            note = f"names a {heads.kind}, no city"
            found.append(
                reader.finding(hit, Place(None, heads.region, heads.country), f"a {heads.kind}'s name", 0.05, note)
            )
            continue
        beside, end = hit.beside or beside_of(scan, hit, following)
        if led is not None and not beside:
            beside, end = [city for city in cities if is_inside(city, led)], hit.end
        if not cities:
            beside = [city for city in beside if city.population >= 100_000]
        if hit.start < beside_until:
            beside_until = max(beside_until, end if beside else -1)
            continue  # it is the country or region beside the city before
        run = listed.get(number) or runs.get(number, [])
        if not cities and len(run) >= A_LIST:
            cities = _among(hit, reader.country(run) or (reader.country(run, True) if number in listed else None))
        if cities or beside:
            around = around_of(beside, following) if beside else None
            if not beside:
                close, around = suburb_of(scan, hit, following)
                cities = close or cities
                around = around or city_of(scan.text[hit.start : hit.end], hit)
            beside_until = max(beside_until, end if beside else -1)
            first, last = passage.start + hit.start, passage.start + hit.end - 1
            if first in dated or last in dated:
                continue  # "March"
            one = as_city(reader, hit, beside or cities, bool(beside), run, number in listed)
            around = around or (amid(one.value, evidence.cities) if one is not None else None)
            if one is not None and around is not None:
                one = _district(one, around)
        elif len(run) >= A_LIST:
            one = unknown_of_list(reader, hit, run)
        else:
            one = as_country_or_region(reader, hit)
        if one is not None:
            found.append(replace(one, role="listed") if number in listed and one.role is None else one)
    met = online(scan, passage, words)
    taken = [(one.start, one.end) for one in found] if met else []
    found += [
        one
        for one in met
        if not any(one.start < end and start < one.end for start, end in taken)  # Bergen op Zoom
    ]
    named = {one.start for one in found}
    found += [one for one in unknown(scan, passage, evidence, words, own, listed) if one.start not in named]
    found += in_addresses(scan, passage, evidence, words, own, found)
    found += of_councils(scan, passage, evidence, own, found)
    found = in_townships(scan, passage, found)
    return sorted(found, key=lambda one: one.start)


def _among(hit: Hit, country: str | None) -> list[Entry]:
    """The cities called like a country or region in the country of the cities they are enumerated with."""
    return [city for city in hit.entries.cities if city.country == country and city.main]


def _cities(scan: Scan, hit: Hit, evidence: Evidence) -> Sequence[Entry]:
    """The cities a name may mean; none when it is rather a country's or a region's."""
    cities = hit.entries.cities
    if len(cities) == len(hit.entries):
        return cities
    wide = [entry for entry in hit.entries if entry.kind != "city"]
    countries = {entry.country for entry in wide if entry.kind == "country"}
    if countries:
        # "México" is the country rather than its capital; in scripts without capitals nothing tells which.
        least = 20_000 if hit.name.isascii() else 100_000
        people = max(int(index().facts[country]["population"]) for country in countries)
        named = [city for city in cities if city.main or not hit.name.isascii()]
        among = _heads_its_line(scan, hit) and not any(evidence.alike[country] for country in countries)
        return [
            city
            for city in named
            if (city.country in countries and city.population >= least)
            or (city.population >= 500_000 and evidence.expects(city.country))  # Salvador is not El Salvador
            or (city.main and city.population > people and evidence.expects(city.country))  # Granada is not Grenada
            or (among and city.main and city.population >= least and evidence.alike[city.country] >= A_LIST)
        ]
    inside = {(entry.country, entry.region) for entry in wide}
    if any(
        city.population >= 300_000 or ((city.country, city.region) in inside and city.population >= 20_000)
        for city in cities
    ):
        return cities
    if not any(entry.country in WITH_CODES for entry in wide):
        strongest = max(evidence.countries.get(entry.country, 0.0) for entry in wide)
        large = [city for city in cities if city.population >= (40_000 if city.main else 100_000)]
        if any(evidence.countries.get(city.country, 0.0) >= strongest - 0.5 for city in large):
            return cities
    if not any(evidence.expects(entry.country) for entry in wide):
        return [city for city in cities if evidence.expects(city.country)]
    return []


def _heads_its_line(scan: Scan, hit: Hit) -> bool:
    """Whether a name stands alone on its line or begins it before a colon or a dash, as cities of a list do."""
    begin = max(0, hit.start - _MARKS)
    before = scan.text[begin : hit.start].rpartition("\n")
    if (begin and not before[1]) or any(map(str.isalnum, before[2])):
        return False
    return _HEADS.match(scan.text, hit.end) is not None


def in_its_city(found: Finding) -> Finding:
    """A finding of a great city's district as one of the city, which the district remains an alternative of."""
    here = found.value
    if not isinstance(here, Place) or not here.city or not here.known:
        return found
    around = city_around(here.country, here.region, here.latitude, here.longitude)
    return found if around is None else _district(found, around)


def _district(one: Finding, around: Entry) -> Finding:
    """A district's finding as its city's; the district is the alternative."""
    return replace(one, value=place(around), rule="a district of a city", others=(one.value, *one.others))
