"""What the pages say: their values in one language, from the campaign's statement to the days and their entries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from babel.lists import format_list
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from render import cleaning, filters
from render.entries import Entry, days
from render.languages import Language
from render.languages import language as spoken
from render.places import Country
from render.site import Site
from render.templating import Templates

GEONAMES = "https://www.geonames.org/"
UNFOLDED = 2
"""How many paragraphs of the statement a small screen shows before the rest is unfolded."""
LIST = "\x02"
"""Stands in a rendered page for its days, which are put in as bytes."""

_NOTHING: Mapping[str, bytes] = {}

Days = Mapping[dt.date, Sequence[tuple[Entry, int]]]
"""Days in the order they are read, each with its entries and the number of the day within each entry."""


PlaceLink = tuple[str, str, str, list[tuple[str, str, str]]]
"""A country's name, address and count, and the same of its cities."""


@dataclass(slots=True)
class Page:
    """The values of templates/site/page.html: plain texts, escaped there, save those that are Markup.

    `kind` is "list", "place" or "past"; `path` is below the language's folder. Addresses are relative to the page
    save `canonical` and those in `alternates` (which are absolute where the site's own is known). `long` tells the
    style sheet that the browser had better lay out the days as they come into sight, `searchable` that a field to
    search by typing is of use.
    """

    kind: str
    path: str
    title: str
    heading: str
    description: str
    empty: str = ""
    home: str = ""
    canonical: str = ""
    picture: str = ""
    alternates: list[tuple[str, str]] = field(default_factory=list)
    others: list[tuple[str, str, str, str]] = field(default_factory=list)
    feeds: list[tuple[str, str, str]] = field(default_factory=list)
    jump: list[tuple[str, list[tuple[str, int, str]]]] = field(default_factory=list)
    months: list[tuple[str, str, str]] = field(default_factory=list)
    places: list[PlaceLink] = field(default_factory=list)
    ways: list[tuple[str, str]] = field(default_factory=list)
    updated: str = ""
    map: str = ""
    long: bool = False
    searchable: bool = False


@dataclass(frozen=True, slots=True)
class Campaign:
    """The campaign's own words in one language, as HTML: they stand on several pages."""

    title: str
    description: str
    statement: Markup
    rest: Markup
    invitation: Markup
    social: Markup
    attribution: Markup
    logo: str = ""
    otherwise: Language | None = None
    """The statement's language, where it is not the page's."""


def campaign(site: Site, language: Language) -> Campaign:
    """The campaign's words in a language."""
    first, rest = statement(site, language)
    title = cleaning.text(site.title)
    return Campaign(
        title=title,
        description=cleaning.text(first.striptags())[:200].strip() or title,
        statement=first,
        rest=rest,
        invitation=invitation(site, language),
        social=social(site, language),
        attribution=linked(language.strings["attribution"], GEONAMES),
        logo=logo(site),
        otherwise=statement_language(site, language),
    )


def logo(site: Site) -> str:
    """The name of the logo's file, or ""."""
    return f"logo.{site.logo_type}" if site.logo else ""


def _may_link(url: str) -> bool:
    return cleaning.link(url) is not None or url.startswith(("#", "./"))


def _tags(language: Language) -> tuple[str, str]:
    return language.tag, filters.plain_language(language.tag)


def statement_language(site: Site, language: Language) -> Language | None:
    """The campaign's own language, where there is no statement in this one."""
    own = site.languages[0]
    there = {own, filters.plain_language(own), *site.statements}
    return None if there.intersection(_tags(language)) else spoken(own)


def statement(site: Site, language: Language) -> tuple[Markup, Markup]:
    """The campaign's statement as HTML: its first paragraphs, and the rest that small screens fold away.

    Markdown is CommonMark without raw HTML and pictures; a link that may not be published stays as text.
    """
    text = next((site.statements[tag] for tag in _tags(language) if tag in site.statements), site.statement)
    markdown = MarkdownIt("commonmark", {"html": False}).disable("image")
    setattr(markdown, "validateLink", _may_link)  # noqa: B010 - markdown-it's own way to replace its check
    lines = (line[: len(line) - len(line.lstrip())] + cleaning.text(line) for line in text.splitlines())
    tokens = markdown.parse("\n".join(lines))
    ends = [index + 1 for index, token in enumerate(tokens) if token.level == 0 and token.nesting <= 0]
    cut = ends[UNFOLDED - 1] if len(ends) >= UNFOLDED else len(tokens)
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open" and (href := child.attrGet("href")):
                child.attrSet("href", cleaning.link(str(href)) or str(href))
        if token.type in ("heading_open", "heading_close"):  # the page's own title is the h1
            token.tag = f"h{max(int(token.tag[1]), 2)}"

    def html(part: Sequence[Any]) -> Markup:
        return Markup(markdown.renderer.render(part, markdown.options, {}))  # noqa: S704 - no raw HTML is let in

    return html(tokens[:cut]), html(tokens[cut:])


def linked(sentence: str, href: str) -> Markup:
    """A sentence of the strings with its [square] words as a link."""
    before, opened, rest = sentence.partition("[")
    words, _, after = rest.partition("]")
    if not opened:
        return escape(sentence)
    return Markup('{}<a href="{}">{}</a>{}').format(before, href, words, after)


def invitation(site: Site, language: Language) -> Markup:
    """The sentence that invites people to write, with the address."""
    address = cleaning.link(f"mailto:{site.contact}")
    sentence = language.strings["invitation"]
    if address is None:
        return escape(sentence.replace("[", "").replace("]", ""))
    return linked(sentence, address) + Markup(' <a class="address" href="{}">{}</a>').format(address, address[7:])


def social(site: Site, language: Language) -> Markup:
    """The sentence that names the campaign's accounts, for those who prefer a message; "" when it has none."""
    accounts = [(cleaning.text(name), url) for name, raw in site.social.items() if (url := cleaning.link(raw))]
    if not accounts:
        return Markup()
    links = [str(Markup('<a rel="me" href="{}">{}</a>').format(url, name)) for name, url in accounts]
    before, _, after = language.strings["social"].partition("{networks}")
    return escape(before) + Markup(format_list(links, locale=language.locale)) + escape(after)  # noqa: S704


def by_day(entries: Iterable[Entry], today: dt.date, *, past: bool) -> Days:
    """Entries, given in order, under each of their days, coming or past; past days begin with the latest.

    Within a day all-day events come first, then those that begin on it in order of time, then those that go on.
    """
    found: dict[dt.date, list[tuple[Entry, int]]] = defaultdict(list)
    going_on: dict[dt.date, list[tuple[Entry, int]]] = defaultdict(list)
    for entry in entries:
        if entry.last == entry.date:  # as nearly all are
            if (entry.date < today) == past:
                found[entry.date].append((entry, 1))
            continue
        for day, number in days(entry, today, past=past):
            (found if number == 1 else going_on)[day].append((entry, number))
    for day, listed in going_on.items():
        found[day].extend(listed)
    return dict(sorted(found.items(), reverse=past))


class DayTexts:
    """Days as bytes: what comes before a day's entries and what after, rendered once for each day and count."""

    def __init__(self, templates: Templates, language: Language, today: dt.date) -> None:
        self._templates, self._language, self._today = templates, language, today
        self._made: dict[tuple[dt.date, int], tuple[bytes, bytes]] = {}

    def prepare(self, wanted: Iterable[Days]) -> None:
        """Render, in one run, the headings that these pages need."""
        keys = {(day, len(listed)) for grouped in wanted for day, listed in grouped.items()} - self._made.keys()
        ordered = sorted(keys)
        for key, text in zip(ordered, self._templates.render_each("day.html", map(self._row, ordered)), strict=True):
            before, _, after = text.partition(LIST)
            self._made[key] = before.encode(), after.encode()

    def _row(self, key: tuple[dt.date, int]) -> tuple[str, ...]:
        day, count = key
        words, safe, distance = self._language.strings, filters.xml_text, (day - self._today).days
        return (
            day.isoformat(),
            safe(filters.day_heading(day, self._language, self._today.year)),
            safe(words["today"] if distance == 0 else words["tomorrow"] if distance == 1 else ""),
            safe(self._language.count("events", count)),
            LIST,
        )

    def sections(
        self, grouped: Days, rows: Mapping[tuple[str, int], bytes], descriptions: Mapping[str, bytes] = _NOTHING
    ) -> bytes:
        """The days as sections, each with its heading, count and entries.

        `descriptions` for machines follow the entries they describe, by slug, once each: so near to them they weigh
        less in a compressed page than all in one place.
        """
        self.prepare([grouped])
        parts: list[bytes] = []
        waiting = dict(descriptions)
        for day, listed in grouped.items():
            before, after = self._made[day, len(listed)]
            parts.append(before)
            if waiting:
                for entry, number in listed:
                    parts += (rows[entry.slug, number], waiting.pop(entry.slug, b""))
            else:
                parts += [rows[entry.slug, number] for entry, number in listed]
            parts.append(after)
        return b"".join(parts)


def jump(
    grouped: Iterable[dt.date], language: Language, today: dt.date
) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """The days by month, as numbers that lead to them, each with the day in words."""
    months: dict[tuple[int, int], list[tuple[str, int, str]]] = defaultdict(list)
    for day in grouped:
        label = filters.day_heading(day, language, today.year)
        months[day.year, day.month].append((day.isoformat(), day.day, label))
    return [(filters.month_heading(year, month, language), listed) for (year, month), listed in months.items()]


def place_links(countries: Iterable[Country], language: Language, up: str = "") -> list[PlaceLink]:
    """The countries and cities that have coming events, by name in the page's language, with counts and links.

    `up` leads from the page to the folder of the language.
    """
    found = []
    for country in countries:
        if country.coming:
            cities = [
                (city.shown, f"{up}{city.folder}/index.html", str(len(city.coming)))
                for city in country.cities
                if city.coming
            ]
            name = filters.country_name(country.code, language)
            found.append((name, f"{up}{country.folder}/index.html", str(len(country.coming)), cities))
    return sorted(found, key=lambda country: (filters.sorting(country[0]), country[1]))
