"""What stands right after a city's name and says which city it is: a region or a country, by name or by code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from intake.reading.fields.where.evidence import Evidence
from intake.reading.fields.where.hits import Hit, Scan, line_of
from intake.reading.fields.where.together import together
from intake.reading.fields.where.vocabulary import country_named, everything
from intake.reading.languages import languages
from intake.reading.places import Entry, Meanings, by_fold, distance, index
from intake.reading.places.folding import fold
from intake.reading.proposal import Place

__all__ = [
    "POSTCODE_BEFORE",
    "WITH_CODES",
    "amid",
    "around_of",
    "beside_of",
    "city_of",
    "ends_with_postcode",
    "prefecture",
    "region_before",
    "settle",
    "suburb_of",
]

# Countries whose regions are written by their codes: Atlanta, GA; Fortaleza (CE).
WITH_CODES = frozenset(("US", "CA", "AU", "BR", "IN", "IT", "MX", "CH"))
# A postcode before a name, with a country's letters before it or not.
POSTCODE_BEFORE = re.compile(
    r"(?:^|[\s,(])(?:[A-Z]{1,2}[- ])?(\d{4,6}|\d{3} ?\d{2}|\d{2}-\d{3}|\d{4,5}-\d{3}|\d{4} ?[A-Z]{2})[ ,]{1,2}$"
)
_BESIDE = frozenset((",", "(", "/", "-", "–", "|", "", "•", "·", "，", "（", "،"))
_PREFECTURES = "都府県縣省"
_PARTS = frozenset(("|", "-", "–", "—", "/"))  # between a region and its city
_COMMAS = frozenset((",", "，", "،", "、"))
_PARTED = 4  # characters between a region and its city
_ENTRY_ENDS = (",", "|", "-", "–", "—", "/", "(", ":", "：", ";", "•", "·", "،", "，", "、")
_ROOM = 4  # figures of a postcode that may as well be a year or a room's number
_LAST_WORD = re.compile(r"([^\W\d_]{2,})\.? ?$")
_OWN = 100_000  # a city of this size is not called by a longer name's first word
_LARGE, _NEIGHBOURHOOD, _MIDDLE = 200_000, 10_000, 4  # people, and kilometres
_FIRST_WORD = re.compile(r"([^\W\d_]+)(-| )")
_INSIDE = 10  # kilometres from the middle of a great city that are still the city


def ends_with_postcode(before: str) -> bool:
    """Whether a text ends with a postcode, which is no year and no room's number, and a blank or comma."""
    last = before.rstrip(" ,")[-1:]
    found = POSTCODE_BEFORE.search(before) if last.isdigit() or last.isupper() else None
    if found is None or len(found.group(1)) != _ROOM:
        return found is not None
    word = _LAST_WORD.search(before, 0, found.start(1))
    return found.group(1)[:2] not in ("19", "20") and not (word is not None and fold(word[1]) in _rooms())


@cache
def _rooms() -> frozenset[str]:
    """The words of all languages that a room's number stands behind: "room", "Raum"."""
    tables = (language.table("when").get("cues", {}) for language in languages())
    return frozenset(fold(word) for table in tables for word in table.get("rooms", ()))


def beside_of(scan: Scan, hit: Hit, following: Hit | None) -> tuple[list[Entry], int]:
    """The cities that a country or region named right after the name leaves, and where that ends."""
    cities = hit.entries.cities
    if (code := _flag(scan.text, hit)) is not None and any(city.country == code for city in cities):
        return [city for city in cities if city.country == code], hit.end
    after = hit.last + 1
    if after + 1 < len(scan.tokens) and _small_word(scan, hit, after):
        return _in_country(scan, hit, following, cities)
    if after >= len(scan.tokens) or not cities:
        return [], hit.end
    token = scan.tokens[after]
    gap = scan.text[hit.end : token.start]
    if len(gap) > 4 or gap.strip() not in _BESIDE or gap.count("\n") > 1:
        return [], hit.end
    parted = bool(gap.strip())
    if following is not None and following.first == after and following.name == hit.name and "\n" in gap:
        return [], hit.end  # a shop called after its city, over the city
    if following is not None and following.first == after and following.name not in everything().regional:
        # New York is a state, too.
        named = by_fold(following.name) if following.how == "nickname" else following.entries
        wide = {(e.country, e.region if e.kind == "region" else None) for e in named if e.kind != "city"}
        kept = [city for city in cities if (city.country, None) in wide or (city.country, city.region) in wide]
        rather_a_city = following.largest_city() >= 300_000 and kept and kept[0].population * 50 < cities[0].population
        if kept and not rather_a_city:
            return kept, _country_too(scan, following.last, kept)
    if token.caps and 2 <= len(token.text) <= 3 and (parted or len(token.text) == 2):
        kept = [city for city in cities if city.code == token.text and city.country in WITH_CODES]
        if kept or not parted:
            return kept, _country_too(scan, after, kept)
        code = token.text if token.text in index().countries else country_named(token.folded)
        return [city for city in cities if city.country == code], token.end
    if (
        following is not None
        and following.first == after
        and parted
        and POSTCODE_BEFORE.search(scan.text[max(0, hit.start - 14) : hit.start])
    ):
        kept = [city for city in cities if _about(city, following)]
        return kept, following.end if kept else hit.end
    code = country_named(token.folded) if token.upper or token.caseless else None
    return [city for city in cities if city.country == code], token.end


def _flag(text: str, hit: Hit) -> str | None:
    """The country (ISO code) whose flag stands beside the name: two regional indicators of Unicode."""
    before, after = text[max(0, hit.start - 5) : hit.start].rstrip(" :-–|"), text[hit.end : hit.end + 5].lstrip(" :-–|")
    for pair in (before[-2:], after[:2]):
        if len(pair) == 2 and pair >= "\U0001f1e6" and all("\U0001f1e6" <= sign <= "\U0001f1ff" for sign in pair):
            return "".join(chr(ord(sign) - 0x1F1E6 + ord("A")) for sign in pair)
    return None


def _about(city: Entry, following: Hit) -> bool:
    """Whether a name may be that of the capital of a city's region, which stands for the region in an address."""
    return any(
        other.row != city.row and other.country == city.country and other.region == city.region
        for other in following.entries.cities
    )


def _country_too(scan: Scan, number: int, kept: list[Entry]) -> int:
    """Where "Seattle, WA, US" ends, of which the region is token `number`."""
    end = scan.tokens[number].end
    if number + 1 < len(scan.tokens) and kept:
        token = scan.tokens[number + 1]
        gap = scan.text[end : token.start].strip()
        if gap in (",", "(", "") and kept[0].country in (token.text, country_named(token.folded)):
            return token.end
    return end


def suburb_of(scan: Scan, hit: Hit, following: Hit | None) -> tuple[list[Entry], Entry | None]:
    """The cities that a name may mean close to a great city named right after ("Hackney, London"), and that city.

    The city is given only when the name is a part of it: near its middle and a tenth of its size.
    """
    if following is None or following.first not in (hit.last + 1, hit.last + 2) or hit.how == "landmark":
        return [], None
    gap = scan.text[hit.end : following.start].strip()
    great = next(iter(following.entries.cities), None)
    if great is None or great.population < 500_000 or not (gap in (",", "(") or gap in everything().before):
        return [], None
    close = [
        entry
        for entry in hit.entries.cities
        if entry.population * 10 < great.population and distance(entry, great) < 3 * _INSIDE
    ]
    inside = bool(close) and distance(close[0], great) < _INSIDE
    return close, great if inside else None


def prefecture(scan: Scan, hit: Hit, following: Hit | None) -> bool:
    """Whether a name written in Chinese characters is that of the region of the city behind it: 東京都八王子市."""
    if following is None or following.start != hit.end or scan.text[hit.end - 1] not in _PREFECTURES:
        return False
    regions = {(entry.country, entry.region) for entry in hit.entries.cities}
    inside = next(iter(following.entries.cities), None)
    return inside is not None and (inside.country, inside.region) in regions and inside.row != hit.entries[0].row


def region_before(scan: Scan, hit: Hit, following: Hit | None) -> Entry | None:
    """The region or country that a name means which begins a line before a city of it: "BAHIA | Salvador".

    A country stands before its city in an entry of a row, too: "town hall, Scotland, Perth".
    """
    if following is None or following.first != hit.last + 1 or hit.how != "exact":
        return None
    gap = scan.text[hit.end : following.start]
    if "\n" in gap or len(gap) > _PARTED:
        return None
    if any(entry.kind == "city" and entry.main and entry.population >= _OWN for entry in hit.entries):
        return None  # "Berlin | Kreuzberg"
    cities = following.entries.cities
    wide = next((entry for entry in hit.entries if any(is_inside(city, entry) for city in cities)), None)
    if wide is None or not (gap.strip() in _PARTS or (wide.kind == "country" and gap.strip() in _COMMAS)):
        return None
    before = line_of(scan.text, hit).partition(scan.text[hit.start : hit.end])[0].rstrip()
    entry = wide.kind == "country" and before.endswith(_ENTRY_ENDS)
    return wide if entry or not any(map(str.isalnum, before)) else None


def is_inside(city: Entry, wide: Entry) -> bool:
    """Whether a city lies in a country or region."""
    if wide.kind == "country":
        return city.country == wide.country
    return wide.kind == "region" and (city.country, city.region) == (wide.country, wide.region)


def around_of(beside: list[Entry], following: Hit | None) -> Entry | None:
    """The great city that the name before is a district of: Miraflores in "Miraflores, Lima"."""
    cities = following.entries.cities if following is not None else ()
    if not cities or not beside or cities[0].population < max(500_000, 3 * beside[0].population):
        return None
    return cities[0] if distance(cities[0], beside[0]) < _INSIDE else None


def amid(place: object, cities: Iterable[Entry]) -> Entry | None:
    """The large city, named in the mail, in whose middle a small place lies: a neighbourhood of it."""
    if not isinstance(place, Place) or not 0 < place.population < _NEIGHBOURHOOD:
        return None
    return next((city for city in cities if city.population >= _LARGE and distance(place, city) < _MIDDLE), None)


def city_of(words: str, hit: Hit) -> Entry | None:
    """The great city that a name is a district of which begins with it: Hamburg in "Hamburg-Altona", "Lyon 7e".

    With a blank it is none in the United States, where towns of their own are called so: "Miami Springs".
    """
    part = next(iter(hit.entries.cities), None)
    head = _FIRST_WORD.match(words)
    if head is None or part is None or (head[2] != "-" and part.country == "US"):
        return None
    return next(
        (
            city
            for city in by_fold(fold(head[1])).cities
            if city.population > 5 * part.population
            and (head[2] == "-" or city.population >= _OWN)
            and distance(city, part) < 2 * _INSIDE
        ),
        None,
    )


def _small_word(scan: Scan, hit: Hit, number: int) -> bool:
    """Whether a token is a preposition between a city and its country: "Cordoba in Spain"."""
    token = scan.tokens[number]
    written = token.text.islower() and len(token.text) <= 3 and token.folded in everything().before
    return written and "." not in scan.text[hit.end : token.start]


def _in_country(scan: Scan, hit: Hit, following: Hit | None, cities: Sequence[Entry]) -> tuple[list[Entry], int]:
    """The cities left by a country after a small word: "Saint-Pierre, à La Réunion", "Cordoba in Spain"."""
    if following is None or following.first != hit.last + 2 or "\n" in scan.text[hit.end : following.start]:
        return [], hit.end
    countries = {entry.country for entry in following.entries if entry.kind == "country"}
    kept = [city for city in cities if city.country in countries]
    return kept, following.end if kept else hit.end


def _sure(hit: Hit, full: Entry, evidence: Evidence) -> bool:
    """Whether a name means a large city of its own rather than a longer name of the same country that it begins.

    Or the town, a part of which has the longer name: Brookline, of which Brookline Village is one.
    """
    if any(
        city.main and city.population > full.population and distance(city, full) < _INSIDE
        for city in hit.entries.cities
    ):
        return True
    for city in hit.entries.cities:
        if city.main and city.country == full.country and city.population >= _OWN:
            return city.row != full.row
    cities = [city for city in hit.entries.cities if evidence.expects(city.country)]
    if not cities or (evidence.offset is not None and not index().keeps(cities[0].timezone, evidence.offset)):
        return False
    return all(other.population * 12 <= cities[0].population for other in cities[1:])


def settle(scans: Iterable[Scan], evidence: Evidence) -> None:
    """Note the cities that stand somewhere with their country or region: the same name means them elsewhere too.

    So do those that lie near the mail's other cities (`together`), and the short form of a name of several words:
    "Kingston" is Kingston upon Thames where that is named.
    """
    kept = list(scans)
    longer: dict[str, Hit] = {}
    for scan in kept:
        for hit in scan.hits:
            if hit.first < hit.last and hit.how == "exact":
                longer.setdefault(hit.name.partition(" ")[0], hit)
    shorter = (hit for scan in kept for hit in scan.hits if hit.name in longer and hit.how == "exact")
    for hit in shorter if longer else ():
        cities = longer[hit.name].entries.cities
        if cities and not _sure(hit, cities[0], evidence):
            hit.entries = Meanings((*cities[:1], *(entry for entry in hit.entries if entry.row != cities[0].row)))
            evidence.settled.add(cities[0].row)
    evidence.settled.update(city.row for city in together(kept))
    for scan in kept:
        for number, hit in enumerate(scan.hits):
            hit.beside = beside_of(scan, hit, scan.hits[number + 1] if number + 1 < len(scan.hits) else None)
            if hit.beside[0] and len(evidence.settled) < 200:
                evidence.settled.add(hit.beside[0][0].row)
                evidence.stated.add(hit.beside[0][0].country)
