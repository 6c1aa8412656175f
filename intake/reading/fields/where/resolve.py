"""From names to findings: which of the places a name may mean, how much speaks for it, and what to say of doubt."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace

from intake.reading.fields.where.beside import (
    WITH_CODES,
    amid,
    around_of,
    beside_of,
    city_of,
    prefecture,
    region_before,
    suburb_of,
)
from intake.reading.fields.where.compounds import crossing
from intake.reading.fields.where.evidence import FEW, Evidence
from intake.reading.fields.where.hits import SENTENCE, Hit, Scan, line_of
from intake.reading.fields.where.lists import columns, country_of_column, country_of_list, enumerations, parted, sure
from intake.reading.fields.where.naming import place
from intake.reading.fields.where.online import online
from intake.reading.fields.where.support import of_a_group, regional, support
from intake.reading.fields.where.unknown import in_townships, unknown
from intake.reading.fields.where.vocabulary import Vocabulary
from intake.reading.places import Entry, city_around, distance, index
from intake.reading.proposal import Finding, Passage, Place, Role

__all__ = ["BESIDE", "findings", "in_its_city"]

_KEPT = 0.15
_LARGE = 200_000
_BEFORE_MEETING = 14  # words between "meeting point" and the name
BESIDE = "a city's name beside its country's or region's"
_A_LIST = 3  # names of an enumeration that tells in which country they are
_FAR = 1_000_000  # a smaller city of another country is named only with a word such as "in", a label or the like
_ACRONYM = 5  # letters
_WIDELY = 0.5  # what English says less for the countries that speak it, since others write it, too
_A_NAME = 0.35  # what a given name counts less
_SMALL = 5_000  # places below need evidence beside them


@dataclass(slots=True)
class _Reader:
    scan: Scan
    passage: Passage
    evidence: Evidence
    words: Vocabulary
    own: Vocabulary
    native: bool
    weights: dict[tuple[int, bool], float] = field(
        default_factory=dict
    )  # of cities, by row and whether it is their own

    countries: dict[tuple[int, bool], str | None] = field(default_factory=dict)  # of runs, by their identity
    large: dict[int, bool] = field(default_factory=dict)

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

    def weight(self, entry: Entry) -> float:
        """How much speaks for a city, weighed once for each passage."""
        known = self.weights.get((entry.row, entry.main))
        if known is None:
            known = self.weights[entry.row, entry.main] = _weight(entry, self.evidence)
        return known


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
    reader = _Reader(scan, passage, evidence, words, own, native)
    runs = enumerations(scan)
    runs |= {number: run for number, run in parted(scan).items() if len(run) > len(runs.get(number, ()))}
    listed = columns(scan, own)
    found: list[Finding] = []
    beside_until = -1
    heads: Entry | None = None  # the region that the name before means
    for number, hit in enumerate(scan.hits):
        following = scan.hits[number + 1] if number + 1 < len(scan.hits) else None
        cities = _cities(hit, evidence)
        if cities and len(cities) < len(hit.entries) and regional(scan, hit, words):
            cities = []
        if prefecture(scan, hit, following):
            continue
        heads, led = region_before(scan, hit, following), heads
        if heads is not None:
            note = "names a region, no city"
            found.append(_finding(reader, hit, Place(None, heads.region, heads.country), "a region's name", 0.05, note))
            continue
        beside, end = hit.beside or beside_of(scan, hit, following)
        if led is not None and not beside:
            beside, end = [city for city in cities if (city.country, city.region) == (led.country, led.region)], hit.end
        if not cities:
            beside = [city for city in beside if city.population >= 100_000]
        if hit.start < beside_until:
            beside_until = max(beside_until, end if beside else -1)
            continue  # it is the country or region beside the city before
        run = listed.get(number) or runs.get(number, [])
        if not cities and len(run) >= _A_LIST:
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
            one = _city(reader, hit, beside or cities, bool(beside), run, number in listed)
            around = around or (amid(one.value, evidence.cities) if one is not None else None)
            if one is not None and around is not None:
                one = _district(one, around)
        elif len(run) >= 3:
            one = _unknown_of_list(reader, hit, run)
        else:
            one = _wide(reader, hit)
        if one is not None:
            found.append(replace(one, role="listed") if number in listed and one.role is None else one)
    met = online(scan, passage, words)
    taken = [(one.start, one.end) for one in found] if met else []
    found += [
        one
        for one in met
        if not any(one.start < end and start < one.end for start, end in taken)  # Bergen op Zoom
    ]
    found += unknown(scan, passage, evidence, words, own, listed)
    found = in_townships(scan, passage, found)
    return sorted(found, key=lambda one: one.start)


def _among(hit: Hit, country: str | None) -> list[Entry]:
    """The cities called like a country or region in the country of the cities they are enumerated with."""
    return [city for city in hit.entries.cities if city.country == country and city.main]


def _cities(hit: Hit, evidence: Evidence) -> Sequence[Entry]:
    """The cities a name may mean; none when it is rather a country's or a region's."""
    cities = hit.entries.cities
    if len(cities) == len(hit.entries):
        return cities
    wide = [entry for entry in hit.entries if entry.kind != "city"]
    countries = {entry.country for entry in wide if entry.kind == "country"}
    if countries:
        # "México" is the country rather than its capital; in scripts without capitals nothing tells which.
        least = 20_000 if hit.name.isascii() else 100_000
        named = [city for city in cities if city.main or not hit.name.isascii()]
        return [
            city
            for city in named
            if (city.country in countries and city.population >= least)
            or (city.population >= 500_000 and evidence.expects(city.country))  # Salvador is not El Salvador
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
        if large and evidence.countries.get(large[0].country, 0.0) >= strongest - 0.5:
            return cities
    if not any(evidence.expects(entry.country) for entry in wide):
        return [city for city in cities if evidence.expects(city.country)]
    return []


def _wide(reader: _Reader, hit: Hit) -> Finding | None:
    """A country or a region as a place without a city; short names of regions only in a country the mail speaks of."""
    entry = next((e for e in hit.entries if e.kind != "city" and reader.evidence.expects(e.country)), hit.entries[0])
    if entry.kind == "city" or (entry.kind == "region" and len(hit.name) < 5 and hit.how != "exact"):
        return None
    if entry.kind == "region" and not reader.evidence.expects(entry.country):
        return None
    place = Place(None, entry.region if entry.kind == "region" else None, entry.country)
    return _finding(reader, hit, place, f"a {entry.kind}'s name", 0.05, f"names a {entry.kind}, no city")


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


def _city(
    reader: _Reader, hit: Hit, cities: Sequence[Entry], beside: bool, run: list[Hit], listed: bool
) -> Finding | None:
    evidence = reader.evidence
    country = None
    if len(run) >= _A_LIST and not beside:
        country = reader.country(run) or (reader.country(run, listed) if listed else None)
        if country and all(city.country != country for city in cities) and not sure(cities):
            return _unknown_of_list(reader, hit, run)
        if country:
            cities = [city for city in cities if city.country == country] or cities
    ranked = sorted([(reader.weight(entry), entry) for entry in cities], key=lambda pair: -pair[0])
    best = ranked[0][1]
    expected = beside or evidence.expects(best.country)
    far = not beside and evidence.abroad(best)
    if _is_another(reader, hit, best, expected, far, bool(run)) or (not beside and _initials(reader, hit, best)):
        return None
    speaks = support(reader.scan, hit, reader.passage.role, reader.words, reader.own) + (0.4 if beside else 0.0)
    if len(run) == 2 and not beside:
        speaks += 0.08
    elif len(run) >= _A_LIST and not beside:
        weak = hit.name in reader.own.ordinary or len(hit.name) <= 3
        alike = country is not None or reader.alike(run)
        speaks += 0.45 if weak and country else (0.2 if alike else 0.0)
        if listed and country:
            speaks = max(speaks, 0.45)
    if expected:
        speaks += 0.12
    elif evidence.countries:
        speaks -= 0.05 if best.population >= 1_000_000 else 0.15
    if not best.main and best.population < 15_000:
        speaks -= 0.1
    at_home = expected and best.population < 50_000 and evidence.at_home(hit.name)
    at_home = at_home and (best.main or hit.name not in reader.own.ordinary)  # no peace-action.example for Peace
    sender = reader.passage.part == "sender"
    speaks += 0.3 if at_home and (sender or not hit.within) else 0.0
    if (sender and of_a_group(reader.scan, hit, reader.words, reader.own)) or _among_cities(reader, hit, best):
        speaks += _A_NAME
    speaks += min(0.15, 0.05 * (evidence.mentions[best.row] - 1)) if speaks > 0 else 0.0
    score = 0.3 * math.log10(best.population + 10) / 7 + speaks
    signature = reader.passage.role == "signature"
    if signature:
        score *= 0.6
    known = best.population >= _SMALL or at_home
    if signature and expected and known and hit.how in ("exact", "nickname") and speaks > -0.4:
        score = max(score, 0.06)
    elif score < _KEPT or speaks < _needed(reader, hit, best, expected, far):
        return None
    note = _doubt(reader, hit, ranked, beside or listed)
    if note is not None and not beside and evidence.stated and best.country not in evidence.stated:
        far = far or not run  # "Lakeside Days" where a mail names Kisumu, Kenya
    words = reader.scan.text[hit.start : hit.end]
    rule = BESIDE if beside else f"a city's name, {hit.how}"
    role: Role | None = _role(reader, hit, far) if not beside else "topic" if hit.within == "concern" else None
    return _finding(
        reader, hit, place(best, words, hit, reader.native, reader.own), rule, round(score, 3), note,
        tuple(place(entry, words, hit, reader.native) for _, entry in ranked[1:6]), role,
    )  # fmt: skip


def _among_cities(reader: _Reader, hit: Hit, best: Entry) -> bool:
    """Whether a large city called like people or a word is one of a country of which the mail names several."""
    if hit.how != "exact" or not (hit.name in reader.words.names or hit.name in reader.own.ordinary):
        return False
    following = next(iter(reader.scan.tokens[hit.last + 1 : hit.last + 2]), None)
    alone = following is None or following.hard or not following.upper
    return alone and best.main and best.population >= _LARGE and reader.evidence.alike[best.country] >= _A_LIST


def _is_another(reader: _Reader, hit: Hit, best: Entry, expected: bool, far: bool, listed: bool) -> bool:
    """Whether a name rather means something else than the city, whatever stands beside it."""
    if hit.how in ("misspelt", "glued") and not expected and best.population < 1_000_000:
        return True
    if far and (hit.within == "venue" or (hit.how == "misspelt" and best.population < (_LARGE if listed else _FAR))):
        return True
    if far and (hit.name in reader.own.ordinary or hit.name in reader.words.names) and not _stated(reader, hit):
        return True
    if hit.how == "inflected" and not expected and best.population < (_FAR if far and not best.main else 100_000):
        return True
    return not expected and _longer(reader, hit, best)


def _role(reader: _Reader, hit: Hit, far: bool) -> Role | None:
    """What else than the place of the event the name may be."""
    if hit.within in ("concern", "journey"):
        return "topic"
    if far:
        return "abroad"
    following = next(iter(reader.scan.tokens[hit.last + 1 : hit.last + 2]), None)
    if following is not None and not following.hard and following.folded in reader.words.regional:
        return "part"  # "Cork County"
    adjective = hit.how == "adjective" and (following is None or following.folded not in reader.words.houses)
    if _gathers(reader, hit):
        return "part" if crossing(reader.scan, hit) else "meeting"
    return "part" if adjective or hit.within in ("venue", "group") else None


def _gathers(reader: _Reader, hit: Hit) -> bool:
    """Whether a word for the place where people meet first stands before the name in its sentence."""
    tokens = reader.scan.tokens
    first = max(0, hit.first - _BEFORE_MEETING)
    lead = [token.folded for token in tokens[first : hit.first]]
    for number in range(len(lead) - 1, -1, -1):
        if lead[number] not in reader.own.gathering_starts:
            continue
        if any(" ".join(lead[number : number + count]) in reader.own.gathering for count in (1, 2, 3)):
            return not SENTENCE.search(reader.scan.text, tokens[first + number].start, hit.start)
    return False


def _longer(reader: _Reader, hit: Hit, best: Entry) -> bool:
    """Whether a name that is not a city's own is the first word of a longer one: "Baia Verde" is not Salvador."""
    following = next(iter(reader.scan.tokens[hit.last + 1 : hit.last + 2]), None)
    if following is None or following.hard or not following.upper or hit.how != "exact" or reader.own.capitals:
        return False
    small = not best.main or best.population < _LARGE
    return small and reader.scan.text[hit.end : following.start] == " " and not line_of(reader.scan.text, hit).isupper()


def _initials(reader: _Reader, hit: Hit, best: Entry) -> bool:
    """Whether the name is a few capital letters ("1731 SE 10th Ave", "save DACA") and no city's own name."""
    token = reader.scan.tokens[hit.first]
    if hit.how != "exact" or hit.first < hit.last or not token.caps:
        return False
    if len(hit.name) <= 2:
        return True
    if best.population >= _LARGE and best.country in reader.evidence.home and len(reader.evidence.home) <= FEW:
        return False  # "ROMA: piazza Dante" in an Italian mail
    return len(hit.name) <= _ACRONYM and not best.main and not line_of(reader.scan.text, hit).isupper()


def _needed(reader: _Reader, hit: Hit, best: Entry, expected: bool, far: bool) -> float:
    """How much must speak for a place of this size before it is taken for one."""
    needed = -1.0
    if best.population < _SMALL:
        needed = (0.2 if hit.first < hit.last else 0.3) + (0.0 if expected else 0.15)
    elif best.population < 50_000:
        needed = 0.1 if expected else 0.15
    if hit.how in ("inflected", "adjective", "glued") and best.population < (5_000 if expected else 15_000):
        needed += 0.3
    if hit.name.isascii() and not (best.main or expected) and (best.population < 200_000 or len(hit.name) <= 3):
        needed = max(needed, 0.4)
    if far and best.population < _FAR:
        needed = max(needed, 0.1)
    if hit.name in reader.own.ordinary:
        needed = max(needed, 0.6 if hit.name.isascii() and not best.main and best.population < 200_000 else 0.1)
    if reader.scan.text[hit.start].islower() and not expected:
        needed = max(needed, 0.6)
    return needed


def _unknown_of_list(reader: _Reader, hit: Hit, run: list[Hit]) -> Finding | None:
    """A name between cities of one country that the index does not know there."""
    country = reader.country(run)
    words = reader.scan.text[hit.start : hit.end]
    if country is None or not words[0].isupper() or hit.name in reader.own.ordinary | reader.own.before:
        return _wide(reader, hit) if len(hit.entries.cities) < len(hit.entries) else None
    others = tuple(place(city) for city in hit.entries.cities[:5])
    value = Place(" ".join(words.split()), None, country, known=False)
    return _finding(reader, hit, value, "a name in a list of cities", 0.3, "not in the index of places", others)


def _doubt(reader: _Reader, hit: Hit, ranked: list[tuple[float, Entry]], beside: bool) -> str | None:
    """Why a maintainer should look at the place, or None."""
    weight, best = ranked[0]
    close = [
        entry
        for other, entry in ranked[1:]
        if weight - other < 1.0
        and entry.population * 20 > best.population
        and (entry.main or not best.main or best.population < 100_000)
    ]
    if hit.how == "misspelt":
        return f"read as {best.name}"
    if hit.how == "landmark" and not _followed_by(reader, hit, best):
        return f"{reader.scan.text[hit.start : hit.end]} is taken to be the one in {best.name}"
    if close:
        return f"{len(close) + 1} places have this name"
    clear = beside or (best.population >= 50_000 and _stated(reader, hit))
    if not clear and (hit.name in reader.own.ordinary or hit.name in reader.words.names):
        return "also an ordinary word or a name"
    return None


def _followed_by(reader: _Reader, hit: Hit, best: Entry) -> bool:
    """Whether the place itself is named right after: "Brandenburger Tor, Berlin"."""
    after = bisect_left(reader.scan.hits, hit.end, key=lambda other: other.start)
    following = reader.scan.hits[after : after + 1]
    return any(other.first == hit.last + 1 and best.row in {one.row for one in other.entries} for other in following)


def _stated(reader: _Reader, hit: Hit) -> bool:
    """Whether a word such as "in" stands right before a name that stands for itself."""
    token = reader.scan.tokens[hit.first]
    return not (hit.first == 0 or token.hard or hit.within) and (
        reader.scan.tokens[hit.first - 1].folded in reader.own.before
    )


def _weight(entry: Entry, evidence: Evidence) -> float:
    """How much speaks for this place among those of its name; population counts last."""
    weight = math.log10(entry.population + 1) * 0.8 + math.log10(entry.fame + 1) * 0.6 + (0.6 if entry.main else 0.0)
    told = evidence.countries.get(entry.country, 0.0)
    weight += min(4.0, told) - (_WIDELY if entry.country in evidence.widely else 0.0)
    if entry.region:
        weight += evidence.regions.get((entry.country, entry.region), 0.0)
    if evidence.offset is not None and index().keeps(entry.timezone, evidence.offset):
        weight += 1.0
    if entry.row in evidence.settled:
        weight += 3.0
    latitude = entry.latitude or 0.0
    for city in evidence.cities:
        # within 100 km, which the latitudes settle mostly
        close = abs(latitude - (city.latitude or 0.0)) < 1 and city.row != entry.row
        if close and distance(entry, city) < 100:
            return weight + 0.9
    return weight


def _finding(
    reader: _Reader,
    hit: Hit,
    value: Place,
    rule: str,
    score: float,
    note: str | None,
    others: tuple[Place, ...] = (),
    role: Role | None = None,
) -> Finding:
    start, end = reader.passage.start + hit.start, reader.passage.start + hit.end
    words = reader.scan.text[hit.start : hit.end]
    return Finding(
        "where", value, words, start, end, reader.passage.part, rule, note is None, note, score, others, role
    )
