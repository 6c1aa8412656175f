"""The HTML pages of a site: the list, its countries and cities, and the archive, in one language at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from babel.lists import format_list
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from render import cleaning, filters
from render.entries import Entry, days
from render.languages import Language
from render.site import Site
from render.templating import Templates

GEONAMES = "https://www.geonames.org/"
UNFOLDED = 2
"""How many paragraphs of the statement a small screen shows before the rest is unfolded."""


@dataclass(slots=True)
class DayRow:
    """The values of templates/site/day.html."""

    date: str
    heading: str
    mark: str
    count: str
    entries: Markup


@dataclass(slots=True)
class Page:
    """The values of templates/site/page.html: all texts are plain and escaped there, save those that are Markup."""

    kind: str
    path: str
    title: str
    heading: str
    description: str
    days: Markup
    empty: str = ""
    home: str = ""
    canonical: str = ""
    alternates: list[tuple[str, str]] = field(default_factory=list)
    others: list[tuple[str, str, str]] = field(default_factory=list)
    feeds: list[tuple[str, str, str]] = field(default_factory=list)
    follow: list[tuple[str, str, str, str]] = field(default_factory=list)
    jump: list[tuple[str, list[tuple[str, int, str]]]] = field(default_factory=list)
    months: list[tuple[str, str, str]] = field(default_factory=list)
    places: list[tuple[str, str, str, list[tuple[str, str, str]]]] = field(default_factory=list)
    ways: list[tuple[str, str]] = field(default_factory=list)
    statement: Markup = field(default_factory=Markup)
    statement_rest: Markup = field(default_factory=Markup)
    invitation: Markup = field(default_factory=Markup)
    social: Markup = field(default_factory=Markup)
    attribution: Markup = field(default_factory=Markup)
    jsonld: Markup = field(default_factory=Markup)
    updated: str = ""


def statement(site: Site, language: Language) -> tuple[Markup, Markup]:
    """The campaign's statement as HTML: its first paragraphs, and the rest that small screens fold away.

    Markdown is CommonMark without raw HTML and without pictures; links that may not be published lose their
    address.
    """
    text = next(
        (site.statements[tag] for tag in (language.tag, language.tag.partition("-")[0]) if tag in site.statements),
        site.statement,
    )
    markdown = MarkdownIt("commonmark", {"html": False}).disable("image")
    setattr(markdown, "validateLink", _may_link)  # noqa: B010 - markdown-it's own way to replace its check
    tokens = markdown.parse(
        "".join(char for char in text if char == "\n" or char == "\t" or char.isprintable() or cleaning.text(char))
    )
    seen = 0
    cut = len(tokens)
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            seen += 1
            if seen == UNFOLDED:
                cut = index + 1
                break
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open" and (href := child.attrGet("href")):
                child.attrSet("href", cleaning.link(str(href)) or str(href))
        if token.type in ("heading_open", "heading_close"):  # the page's own title is the h1
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"

    def html(part: Sequence[Any]) -> Markup:
        return Markup(markdown.renderer.render(part, markdown.options, {}))  # noqa: S704 - no raw HTML is let in

    return html(tokens[:cut]), html(tokens[cut:])


def _may_link(url: str) -> bool:
    return cleaning.link(url) is not None or url.startswith(("#", "./"))


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
    """The sentence that names the campaign's accounts, for those who prefer a message."""
    accounts = [(cleaning.text(name), url) for name, raw in site.social.items() if (url := cleaning.link(raw))]
    if not accounts:
        return Markup()
    links = [str(Markup('<a href="{}" rel="me">{}</a>').format(url, name)) for name, url in accounts]
    before, _, after = language.strings["social"].partition("{networks}")
    return escape(before) + Markup(format_list(links, locale=language.locale)) + escape(after)  # noqa: S704


def by_day(entries: Iterable[Entry], today: dt.date, past: bool) -> dict[dt.date, list[tuple[Entry, int]]]:
    """The entries under each of their days, coming or past, in the order they are read."""
    found: dict[dt.date, list[tuple[Entry, int]]] = defaultdict(list)
    for entry in entries:
        for day, number in days(entry, today, past):
            found[day].append((entry, number))
    for day, listed in found.items():
        listed.sort(key=lambda pair: (pair[1] > 1, pair[0].order))
        found[day] = listed
    return dict(sorted(found.items(), reverse=past))


def day_sections(
    templates: Templates,
    language: Language,
    grouped: dict[dt.date, list[tuple[Entry, int]]],
    fragments: dict[tuple[str, int], str],
    today: dt.date,
) -> Markup:
    """The days as sections, each with its heading, count and entries."""
    words = language.strings
    rows = []
    for day, listed in grouped.items():
        distance = (day - today).days
        rows.append(
            DayRow(
                date=day.isoformat(),
                heading=filters.day_heading(day, language, today.year),
                mark=words["today"] if distance == 0 else words["tomorrow"] if distance == 1 else "",
                count=language.count("events", len(listed)),
                entries=Markup("".join([fragments[entry.slug, number] for entry, number in listed])),  # noqa: S704
            )
        )
    return Markup("".join(templates.render_each("day.html", rows)))  # noqa: S704 - rendered with autoescape


def jump(
    grouped: Iterable[dt.date], language: Language, today: dt.date
) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """The days by month, as numbers that lead to them."""
    months: dict[tuple[int, int], list[tuple[str, int, str]]] = defaultdict(list)
    for day in grouped:
        label = filters.day_heading(day, language, today.year)
        months[day.year, day.month].append((day.isoformat(), day.day, label))
    return [(filters.month_heading(year, month, language), listed) for (year, month), listed in months.items()]
