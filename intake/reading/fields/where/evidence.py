"""What a whole mail says about where it speaks of: countries, regions, sure cities, domains, telephone prefixes."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from babel.core import get_global

from intake.reading.fields.where.hits import Hit, Scan
from intake.reading.fields.where.vocabulary import country_named, everything
from intake.reading.languages import languages as known_languages
from intake.reading.places import Entry, index
from intake.reading.places.folding import fold
from intake.reading.proposal import Context, Message

_DOMAIN = re.compile(
    r"(?:@|://)(?:[\w-]+\.){1,6}([a-z]{2}|edu|gov|mil)(?![\w.-]*\w@)(?=[/\s>\"'),;:?#]|\.?$|\.\s)", re.IGNORECASE
)
_HOST = re.compile(r"://(?:www\.)?([\w-]+(?:\.[\w-]+)+)")
# Behind a plus, or behind two noughts where more figures follow than a postcode has: "00120 Wrenfield".
_PHONE = re.compile(r"(?<![\w+])(?:\+|00(?=(?:[ (/.-]{0,2}\d){7}))(\d{1,4})(?=[\s(/.-]?\d)")
# Postcodes whose shape only one country has, by what is found sooner than they are and stands in each.
_POSTCODES = (
    (
        re.compile(r" \d[A-Z]"),
        (
            ("GB", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")),
            ("CA", re.compile(r"\b[A-Z]\d[A-Z] \d[A-Z]\d\b")),
        ),
    ),
    (re.compile(r"\d [A-Z]{2} "), (("NL", re.compile(r"\b[1-9]\d{3} [A-Z]{2}(?= +[A-Z])")),)),
    (
        re.compile(r"\d-\d{3}"),
        (
            ("BR", re.compile(r"\b\d{5}-\d{3}\b")),
            ("PL", re.compile(r"\b\d{2}-\d{3}(?= +[^\W\d])")),
            ("PT", re.compile(r"\b\d{4}-\d{3}(?= +[^\W\d])")),
        ),
    ),
    (re.compile("〒"), (("JP", re.compile(r"〒 ?\d{3}-\d{4}")),)),
)
# Domains that are sold all over the world and say nothing about a country.
_WORLD = frozenset(
    ("ai", "co", "fm", "gg", "io", "im", "ly", "me", "tv", "to", "sh", "so", "st", "cc", "ws", "ac", "tk")
)


# Weight of a country that a host, telephone number or postcode shows; what only a language shows has less.
_STRONG = 1.5
_SURE = 2.0  # so much must speak for a country before an unknown city is said to be there
# So many sure cities of a country are no slip.
_VOUCHERS = 3
FEW = 12
"""A language of more countries than these says nothing about where somebody writes from."""
_GREAT = 1_000_000
_TELLING = 5  # letters of a name that stands in a host by no accident
_MOST_URLS = 30
_MUCH = 5  # percent of the people
_EVERYBODYS = "en"  # the language in which people write who speak another
_FEW_OF_A_CLOCK = 3
_HOURS = 180  # minutes between clocks of neighbours


@dataclass(slots=True)
class Evidence:
    """Weights for countries (ISO code) and regions (country, English name), and the cities that are sure, which
    `alike` counts by country.

    Made by `survey`; `find` weighs the places a name may stand for by it. `mentions` counts how often a city (its
    row) may be meant; `settled` are the rows of cities that stand somewhere beside their country or region;
    `offset` is the sender's clock in minutes from UTC, where it tells something, and `greenwich` says that it is
    UTC's and nothing tells more; `home` are the weights of countries before any name of a place in the mail was
    read: by its language, clock, hosts, telephone numbers and postcodes, and `located` says that more than a
    language shows one; `scans` are the passages already scanned, by part and start; `hosts` are the names of the
    sender's and the links' hosts, `urls` the addresses of the links. `widely` are the countries that speak the
    mail's language where others write it, too; `stated` are those of the cities beside their country. `weights` is
    how much speaks for a city, by its row and by whether it is its own name, as the passages are read.
    """

    countries: dict[str, float] = field(default_factory=dict)
    regions: dict[tuple[str, str], float] = field(default_factory=dict)
    cities: list[Entry] = field(default_factory=list)
    alike: Counter[str] = field(default_factory=Counter)
    settled: set[int] = field(default_factory=set)
    mentions: Counter[int] = field(default_factory=Counter)
    offset: int | None = None
    greenwich: bool = False
    home: dict[str, float] = field(default_factory=dict)
    located: bool = False
    scans: dict[tuple[str, int], Scan] = field(default_factory=dict)
    hosts: str = ""
    urls: tuple[str, ...] = ()
    widely: frozenset[str] = frozenset()
    stated: set[str] = field(default_factory=set)
    weights: dict[tuple[int, bool], float] = field(default_factory=dict)

    def at_home(self, name: str) -> bool:
        """Whether the sender's or a link's host begins or ends with a name: filey-beach.example."""
        plain = name.replace(" ", "")
        return len(plain) >= _TELLING and (f" {plain}" in self.hosts or f"{plain} " in self.hosts)

    def country(self, code: str, weight: float) -> None:
        """Note a sign of a country: the strongest counts, each further one a little."""
        known = self.countries.get(code)
        self.countries[code] = weight if known is None else max(known, weight) + 0.2

    def speak(self, codes: frozenset[str], weight: float) -> None:
        """Note that a language is spoken in these countries, as `country` does for one."""
        again = {code: max(self.countries[code], weight) + 0.2 for code in codes & self.countries.keys()}
        self.countries |= dict.fromkeys(codes, weight) | again

    def region(self, entry: Entry, weight: float) -> None:
        """Note a sign of a region."""
        if entry.region:
            key = (entry.country, entry.region)
            self.regions[key] = max(self.regions.get(key, 0.0), weight)

    def expects(self, country: str) -> bool:
        """Whether anything speaks for this country."""
        return self.countries.get(country, 0.0) >= 0.9

    def clocked(self, entry: Entry) -> bool:
        """Whether the sender's clock may be the city's."""
        return self.offset is not None and index().keeps(entry.timezone, self.offset)

    def likeliest(self) -> str | None:
        """The country that most speaks for, None where little does."""
        code = max(self.countries, key=lambda one: self.countries[one], default=None)
        return code if code is not None and self.countries[code] >= _SURE else None

    def abroad(self, entry: Entry) -> bool:
        """Whether all that is no name of a place points elsewhere: hosts, telephones, a language of few countries.

        A clock that may be the place's excuses it. One that is not tells little, since people travel and forward; but
        hours away from it, a country that does not speak the mail's language is far.
        """
        if entry.row in self.settled or self.home.get(entry.country, 0.0) >= _STRONG:
            return False
        if self.clocked(entry):
            return False
        alike = self.alike[entry.country]
        if alike >= _VOUCHERS and alike * 2 > len(self.cities):
            return False  # ten cities of France in an English mail
        if self.located:
            return True
        hours_away = self.offset is not None and not index().keeps(entry.timezone, self.offset, _HOURS)
        if not self.home or entry.country in self.home:
            # Queens where English people march in Cardiff, Swansea and Wrexham
            return hours_away and max(self.alike.values(), default=0) >= _VOUCHERS * max(1, alike)
        return hours_away or len(self.home) <= FEW


@cache
def _countries_by_domain() -> dict[str, str]:
    found = {facts["tld"]: code for code, facts in index().facts.items() if facts["tld"]}
    return {**found, "uk": "GB", "edu": "US", "gov": "US", "mil": "US"}


@cache
def _countries_by_phone() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, facts in index().facts.items():
        for prefix in facts["phone"]:
            digits = re.sub(r"\D", "", prefix)
            found[digits] = (*found.get(digits, ()), code)
    return found


@cache
def _countries_by_clock() -> dict[int, frozenset[str]]:
    """Minutes from UTC that only a few countries' clocks are -> these countries: 345 is Nepal's."""
    territories = get_global("zone_territories")
    found: dict[int, set[str]] = {}
    for zone, minutes in index().clocks():
        code = territories.get(zone)
        if code in index().facts:
            found.setdefault(minutes, set()).add(code)
    return {minutes: frozenset(codes) for minutes, codes in found.items() if len(codes) <= _FEW_OF_A_CLOCK}


@cache
def countries_by_language() -> dict[str, frozenset[str]]:
    """Language tag -> the countries where it is an official language or, English aside, much spoken.

    By CLDR; the index must name it among the first, too, since CLDR counts those who learnt it at school.
    """
    found: dict[str, set[str]] = {}
    for code, facts in index().facts.items():
        first = {_tag(tag) for tag in facts["languages"][: 1 if code == "US" else 3]}
        for name, known in get_global("territory_languages").get(code, {}).items():
            tag = _tag(name.partition("_")[0])
            official = known["official_status"] in ("official", "de_facto_official")
            much = tag in first and tag != _EVERYBODYS and known["population_percent"] >= _MUCH
            if official or much:
                found.setdefault(tag, set()).add(code)
    return {tag: frozenset(codes) for tag, codes in found.items()}


@cache
def _spoken_alike(tag: str) -> frozenset[str]:
    """The countries of the languages that a few words of this one may be of as well: Norwegian beside Danish."""
    tables = (language.table("guess") for language in known_languages() if language.tag == tag)
    alike = [other for table in tables for other in table.get("alike", ())]
    return frozenset().union(*(countries_by_language().get(other, frozenset()) for other in alike))


def _tag(tag: str) -> str:
    return {"no": "nb", "iw": "he"}.get(tag, tag)


def domains(text: str) -> set[str]:
    """The countries whose top-level domains the links and addresses of a text show."""
    table = _countries_by_domain()
    if "@" not in text and "://" not in text:
        return set()
    found = {match.group(1).lower() for match in _DOMAIN.finditer(text)}
    return {table[top] for top in found if top in table and top not in _WORLD}


def phones(text: str) -> set[str]:
    """The countries whose prefix a telephone number in international form shows."""
    table = _countries_by_phone()
    found: set[str] = set()
    for match in _PHONE.finditer(text) if "+" in text or "00" in text else ():
        digits = match.group(1)
        for length in range(len(digits), 0, -1):
            if digits[:length] in table:
                codes = table[digits[:length]]
                found.update(codes[:1] if len(codes) > 4 else codes)
                break
    return found


def postcodes(text: str) -> Iterator[str]:
    """The countries that a text has a postcode of, where its shape tells."""
    for sign, shapes in _POSTCODES:
        if sign.search(text):
            yield from (code for code, shape in shapes if shape.search(text))


def hosts(message: Message, urls: Iterable[str]) -> Iterator[str]:
    """The names in the hosts of the sender and of links, folded, without what stands before and behind them."""
    linked = (match.group(1) for url in urls if (match := _HOST.search(url)))
    for host in dict.fromkeys((message.sender.rpartition("@")[2], *linked)):
        name = max(host.split(".")[:-1], key=len, default="")
        if name:
            yield fold(name).replace(" ", "")


def gather(
    scans: Sequence[Scan],
    languages: Iterable[str],
    context: Context,
    message: Message | None,
    sender: Scan | None = None,
    urls: Sequence[str] = (),
) -> Evidence:
    """Evidence from scanned texts: the names in them, their addresses and telephone numbers, the message's links.

    `sender` is the sender's name, which names a group's town or is a person's; `urls` are the links that were read.
    """
    evidence = Evidence(urls=tuple(urls[:_MOST_URLS]))
    for code in context.countries or ():
        evidence.country(code, 2.0)
    for tag in languages:
        spoken_in = countries_by_language().get(tag.split("-")[0], frozenset())
        evidence.speak(spoken_in | _spoken_alike(tag), 1.0)
        if tag == _EVERYBODYS:
            evidence.widely = spoken_in
    for scan in scans:
        for code in domains(scan.text):
            evidence.country(code, 1.5)
        for code in phones(scan.text):
            evidence.country(code, 2.0)
        for code in postcodes(scan.text):
            evidence.country(code, 1.5)
    offset = message.sent.utcoffset() if message is not None and message.sent is not None else None
    if message is not None:
        if offset:
            evidence.offset = round(offset.total_seconds() / 60)
            for code in _countries_by_clock().get(evidence.offset, ()):
                evidence.country(code, 1.0)
        evidence.hosts = f" {' '.join(hosts(message, evidence.urls))} "
        links = " ".join(link.url for link in message.links)
        for code in domains(f"@{message.sender.rpartition('@')[2]} {links} "):
            evidence.country(code, 1.5)
    evidence.home = dict(evidence.countries)
    evidence.located = max(evidence.home.values(), default=0.0) >= _STRONG
    # Servers write UTC's clock, too, wherever they stand.
    evidence.greenwich = offset == dt.timedelta() and not evidence.located
    for scan in scans:
        _named(scan, evidence)
    for scan in scans:
        for hit in scan.hits:
            _city(hit, evidence)
    for hit in sender.hits if sender is not None else ():
        if hit.first and hit.name not in everything().names:
            _city(hit, evidence)
    return evidence


def _named(scan: Scan, evidence: Evidence) -> None:
    """Countries and regions that a text names."""
    for hit in scan.hits:
        also_a_city = hit.largest_city() >= 50_000
        for entry in hit.entries[:3]:
            if entry.kind == "country":
                evidence.country(entry.country, 2.5)
            elif entry.kind == "region" and len(hit.name) > 3 and not also_a_city:
                evidence.region(entry, 2.0)
                if entry.main:
                    evidence.country(entry.country, 0.5)
        for city in hit.entries.cities:
            evidence.mentions[city.row] += 1
    for token in scan.tokens:
        named = country_named(token.folded) if token.upper or token.caseless else None
        if named is not None:
            evidence.country(named, 2.0)


def _city(hit: Hit, evidence: Evidence) -> None:
    """A city that the name alone makes sure: known, and by far the largest of its name."""
    cities = hit.entries.cities
    if not cities or hit.within or hit.how in ("misspelt", "adjective", "landmark") or len(hit.name) < 4:
        return
    first, rest = cities[0], cities[1:]
    abroad = first.country not in evidence.home
    if abroad and not (first.main and hit.how in ("exact", "glued")):
        return  # what foreigners call a place, or a word that is called like it with an ending
    if not first.main and any(other.main and other.country in evidence.home for other in rest):
        return  # Stoke in New Zealand is called so itself, Stoke-on-Trent only for short
    if first.population < 50_000 or (rest and rest[0].population * 12 > first.population):
        return
    if len(evidence.cities) < 40 and all(first.row != city.row for city in evidence.cities):
        evidence.cities.append(first)
        evidence.alike[first.country] += 1
        sure = not abroad or first.population >= _GREAT
        # one does not vouch for itself
        evidence.country(first.country, (1.0 if sure else 0.2) + 0.4 * evidence.alike[first.country])
