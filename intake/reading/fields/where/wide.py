"""Names that are no city of the index: a country or a region, or an unknown name between the cities of a list."""

from __future__ import annotations

from intake.reading.fields.where.hits import Hit
from intake.reading.fields.where.naming import place
from intake.reading.fields.where.reader import Reader
from intake.reading.proposal import Finding, Place

__all__ = ["as_country_or_region", "unknown_of_list"]


def as_country_or_region(reader: Reader, hit: Hit) -> Finding | None:
    """A country or a region as a place without a city; short names of regions only in a country the mail speaks of."""
    entry = next((e for e in hit.entries if e.kind != "city" and reader.evidence.expects(e.country)), hit.entries[0])
    if entry.kind == "city" or (entry.kind == "region" and len(hit.name) < 5 and hit.how != "exact"):
        return None
    if entry.kind == "region" and not reader.evidence.expects(entry.country):
        return None
    value = Place(None, entry.region if entry.kind == "region" else None, entry.country)
    return reader.finding(hit, value, f"a {entry.kind}'s name", 0.05, f"names a {entry.kind}, no city")


def unknown_of_list(reader: Reader, hit: Hit, run: list[Hit]) -> Finding | None:
    """A name between cities of one country that the index does not know there; no other country's own name."""
    if hit.entries[0].kind == "country":
        return as_country_or_region(reader, hit)
    country = reader.country(run)
    words = reader.scan.text[hit.start : hit.end]
    if country is None or not words[0].isupper() or hit.name in reader.own.ordinary | reader.own.before:
        return as_country_or_region(reader, hit) if len(hit.entries.cities) < len(hit.entries) else None
    others = tuple(place(city) for city in hit.entries.cities[:5])
    value = Place(" ".join(words.split()), None, country, known=False)
    return reader.finding(hit, value, "a name in a list of cities", 0.3, "not in the index of places", others)
