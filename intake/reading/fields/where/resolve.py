"""From names to findings: which of the places a name may mean, how much speaks for it, and what to say of doubt."""

from __future__ import annotations

import math

from intake.reading.fields.where.evidence import Evidence
from intake.reading.fields.where.scan import Hit, Scan
from intake.reading.fields.where.vocabulary import Vocabulary, country_named
from intake.reading.places import Entry, distance
from intake.reading.places.folding import fold
from intake.reading.proposal import Finding, Passage, Place

_KEPT = 0.15
# Countries whose regions are written by their codes: Atlanta, GA; Fortaleza (CE).
_WITH_CODES = ("US", "CA", "AU", "BR", "IN", "IT", "MX")


def findings(scan: Scan, passage: Passage, evidence: Evidence, words: Vocabulary, own: Vocabulary) -> list[Finding]:
    """The findings of a scanned passage, in the order of the text. `own` is the vocabulary of its languages."""
    found: list[Finding] = []
    used: set[int] = set()
    for number, hit in enumerate(scan.hits):
        if number in used:
            continue
        following = scan.hits[number + 1] if number + 1 < len(scan.hits) else None
        cities = [entry for entry in hit.entries if entry.kind == "city"]
        if not cities:
            found.extend(_wide(hit, passage))
            continue
        beside, end = _beside(scan, hit, following, cities)
        support = _support(scan, hit, passage, words)
        if beside:
            cities = beside
            support += 0.4
            if following is not None and following.start < end:
                used.add(number + 1)
        ranked = sorted(((_weight(entry, evidence), entry) for entry in cities), key=lambda pair: -pair[0])
        best = ranked[0][1]
        score = 0.3 * math.log10(best.population + 10) / 7 + support
        if best.population < 5_000 and support < 0.2:
            continue
        if score < _KEPT:
            continue
        found.append(_finding(scan, hit, passage, ranked, score))
    return found


def _wide(hit: Hit, passage: Passage) -> list[Finding]:
    entry = hit.entries[0]
    place = Place(None, entry.region if entry.kind == "region" else None, entry.country)
    start = passage.start + hit.start
    return [
        Finding(
            "where", place, passage.text[hit.start : hit.end], start, passage.start + hit.end, passage.part,
            f"a {entry.kind}", certain=False, note=f"names a {entry.kind}, no city", score=0.05,
        )
    ]  # fmt: skip


def _beside(scan: Scan, hit: Hit, following: Hit | None, cities: list[Entry]) -> tuple[list[Entry], int]:
    """The cities that a country or region right after the name leaves, and where that ends."""
    after = hit.last + 1
    if after >= len(scan.tokens):
        return [], hit.end
    gap = scan.text[hit.end : scan.tokens[after].start]
    if len(gap) > 4 or gap.strip() not in (",", "(", "/", "-", "–", "|", ""):
        return [], hit.end
    if following is not None and following.first == after:
        wide = [entry for entry in following.entries if entry.kind != "city"]
        end = following.end
    else:
        wide, end = [], scan.tokens[after].end
    token = scan.tokens[after]
    code = country_named(token.folded) or (token.text if token.caps and len(token.text) == 2 else None)
    kept = [
        city
        for city in cities
        if any(
            city.country == entry.country and (entry.kind == "country" or city.region == entry.region) for entry in wide
        )
    ]
    if not kept and token.caps and 2 <= len(token.text) <= 3 and gap.strip():
        kept = [
            city for city in cities if city.code == token.text and city.country in ("US", "CA", "AU", "BR", "IN", "IT")
        ]
        if not kept:
            kept = [city for city in cities if city.country == code]
        end = token.end
    elif not kept and code:
        kept = [city for city in cities if city.country == code]
        end = token.end
    return kept, end


def _support(scan: Scan, hit: Hit, passage: Passage, words: Vocabulary) -> float:
    support = 0.0
    before = scan.tokens[hit.first - 1] if hit.first else None
    token = scan.tokens[hit.first]
    line = scan.text[scan.text.rfind("\n", 0, hit.start) + 1 : hit.start]
    rest = scan.text[hit.end : hit.end + 3]
    if before is not None and not token.hard and before.folded in words.before:
        support += 0.25
    if before is not None and before.folded in words.labels and ":" in scan.text[before.end : token.start]:
        support += 0.45
    if not line.strip(" *-•–\t#>") and rest[:1] in (":", "\n", ""):
        support += 0.3
    if passage.role == "subject":
        support += 0.1
    if passage.role == "signature":
        support -= 0.25
    if passage.role == "quoted":
        support -= 0.35
    if hit.name in words.ordinary:
        support -= 0.3
    return support


def _weight(entry: Entry, evidence: Evidence) -> float:
    """How much speaks for this place among those of its name; population counts last."""
    weight = math.log10(entry.population + 1) * 0.8 + (0.3 if entry.main else 0.0)
    weight += evidence.countries.get(entry.country, 0.0)
    if entry.region:
        weight += evidence.regions.get((entry.country, entry.region), 0.0)
    if evidence.cities and any(distance(entry, city) < 150 for city in evidence.cities):
        weight += 1.5
    return weight


def _finding(scan: Scan, hit: Hit, passage: Passage, ranked: list[tuple[float, Entry]], score: float) -> Finding:
    best, rest = ranked[0][1], ranked[1:6]
    rivals = [
        entry for weight, entry in rest if ranked[0][0] - weight < 1.0 and entry.population * 20 > best.population
    ]
    certain = not rivals
    note = None if certain else f"{len(rivals) + 1} places have this name"
    words = passage.text[hit.start : hit.end]
    return Finding(
        "where", place(best, words), words, passage.start + hit.start, passage.start + hit.end, passage.part,
        f"a city's name, {hit.how}", certain, note, round(score, 3), tuple(place(entry, words) for _, entry in rest),
    )  # fmt: skip


def place(entry: Entry, words: str | None = None) -> Place:
    """The place of an index entry, called as the mail calls it where that is a name to print."""
    city = entry.name
    if words and words[:1].isupper() and not words.isupper() and "\n" not in words and fold(words):
        city = words
    return Place(city, entry.region, entry.country, entry.latitude, entry.longitude, entry.timezone, entry.population)


__all__ = ["country_named", "findings", "place"]
