"""What a whole mail says about where it speaks of: countries, regions, sure cities, domains, telephone prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from intake.reading.fields.where.scan import Scan
from intake.reading.fields.where.vocabulary import country_named
from intake.reading.places import Entry, index
from intake.reading.proposal import Context, Message

_DOMAIN = re.compile(r"(?:@|://)(?:[\w-]+\.){1,6}([a-z]{2})(?![\w.-]*\w@)(?=[/\s>\"'),;:?#]|\.?$|\.\s)", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w+])(?:\+|00)(\d{1,4})(?=[\s(/.-]?\d)")
# Domains that are sold all over the world and say nothing about a country.
_WORLD = frozenset(
    ("ai", "co", "fm", "gg", "io", "im", "ly", "me", "tv", "to", "sh", "so", "st", "cc", "ws", "ac", "tk")
)


@dataclass(slots=True)
class Evidence:
    """Weights for countries (ISO code) and regions (country, English name), and the cities that are sure.

    Made by `survey`; `find` weighs the places a name may stand for by it.
    """

    countries: dict[str, float] = field(default_factory=dict)
    regions: dict[tuple[str, str], float] = field(default_factory=dict)
    cities: list[Entry] = field(default_factory=list)

    def country(self, code: str, weight: float) -> None:
        """Note a sign of a country; many weak signs do not outweigh a strong one."""
        self.countries[code] = max(self.countries.get(code, 0.0), weight) + (0.1 if code in self.countries else 0.0)

    def region(self, entry: Entry, weight: float) -> None:
        """Note a sign of a region."""
        if entry.region:
            key = (entry.country, entry.region)
            self.regions[key] = max(self.regions.get(key, 0.0), weight)


@cache
def _countries_by_domain() -> dict[str, str]:
    found = {facts["tld"]: code for code, facts in index().facts.items() if facts["tld"]}
    return {**found, "uk": "GB", "cat": "ES"}


@cache
def _countries_by_phone() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, facts in index().facts.items():
        for prefix in facts["phone"]:
            digits = re.sub(r"\D", "", prefix)
            found[digits] = (*found.get(digits, ()), code)
    return found


@cache
def countries_by_language() -> dict[str, frozenset[str]]:
    """Language tag -> the countries where it is a main language (the first that GeoNames lists, or one of two)."""
    found: dict[str, set[str]] = {}
    for code, facts in index().facts.items():
        for tag in facts["languages"][:3]:
            found.setdefault({"no": "nb", "iw": "he"}.get(tag, tag), set()).add(code)
    return {tag: frozenset(codes) for tag, codes in found.items()}


def domains(text: str) -> set[str]:
    """The countries whose top-level domains the links and addresses of a text show."""
    table = _countries_by_domain()
    found = {match.group(1).lower() for match in _DOMAIN.finditer(text)}
    return {table[top] for top in found if top in table and top not in _WORLD}


def phones(text: str) -> set[str]:
    """The countries whose prefix a telephone number in international form shows."""
    table = _countries_by_phone()
    found: set[str] = set()
    for match in _PHONE.finditer(text):
        digits = match.group(1)
        for length in range(len(digits), 0, -1):
            if digits[:length] in table:
                codes = table[digits[:length]]
                found.update(codes[:1] if len(codes) > 4 else codes)
                break
    return found


def gather(
    scans: Iterable[Scan], languages: Iterable[str], context: Context, message: Message | None, texts: Iterable[str]
) -> Evidence:
    """Evidence from scanned texts (the names in them), their bare words, and the message's addresses."""
    evidence = Evidence()
    for code in context.countries or ():
        evidence.country(code, 2.0)
    for tag in languages:
        for code in countries_by_language().get(tag.split("-")[0], ()):
            evidence.country(code, 1.0)
    for text in texts:
        for code in domains(text):
            evidence.country(code, 1.5)
        for code in phones(text):
            evidence.country(code, 2.0)
    if message is not None:
        for code in domains(f"@{message.sender.rpartition('@')[2]} ") | domains(
            " ".join(link.url for link in message.links)
        ):
            evidence.country(code, 1.5)
    for scan in scans:
        for hit in scan.hits:
            for entry in hit.entries[:2]:
                if entry.kind == "country":
                    evidence.country(entry.country, 3.0)
                elif entry.kind == "region" and len(hit.name) > 3:
                    evidence.region(entry, 2.5)
                    evidence.country(entry.country, 1.5)
        for token in scan.tokens:
            named = country_named(token.folded) if token.upper else None
            if named is not None:
                evidence.country(named, 2.5)
    return evidence
