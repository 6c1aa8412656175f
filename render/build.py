"""Events -> the files of a site. Pure: the same input gives the same bytes; "today" is handed in."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup, escape

from render import cleaning, feeds, filters, pages
from render.entries import Entry, entry, row
from render.event import Event
from render.languages import Language, language
from render.pages import Page
from render.places import City, Country, countries
from render.site import Site
from render.templating import Templates

Files = dict[str, bytes]
"""Paths below the site's root, with "/" between folders, and their bytes."""

ARCHIVE_AT_ONCE = 500
"""How many past entries past/index.html holds before older months move to pages of their own."""


def build(site: Site, events: Sequence[Event], today: dt.date) -> Files:
    """Every file of the site: pages in each language, and the feeds of the list, its countries and cities.

    `today` is the day in the campaign's time zone; earlier days go into the archive. Raises `NoSuchLanguage`
    for a language of the site that has no file, and Jinja's errors for a broken template of the theme.
    """
    return _Building(site, events, today).files()


class _Building:
    """One run: what all pages share is worked out once."""

    def __init__(self, site: Site, events: Sequence[Event], today: dt.date) -> None:
        self.site, self.today = site, today
        self.templates = Templates(site.theme)
        self.languages = [_with_strings(language(tag), site) for tag in site.languages] or [language("en")]
        self.entries = sorted((entry(event, site.host) for event in events), key=lambda e: (e.date, e.order))
        self.coming = [e for e in self.entries if e.last >= today]
        self.countries = countries(self.entries)
        self.output: Files = {}

    def files(self) -> Files:
        """All files."""
        self.output["style.css"] = _accent(self.site.accent) + self.templates.sources["style.css"].encode()
        self.output["filter.js"] = self.templates.sources["filter.js"].encode()
        self._feeds()
        for position, each in enumerate(self.languages):
            _LanguagePages(self, each, "" if position == 0 else f"{each.tag}/").add()
        return self.output

    def _feeds(self) -> None:
        first, host = self.languages[0], self.site.host
        coming = self.coming
        rendered = self.templates.render_each("event.ics", [feeds.ics_event(e, first) for e in coming])
        ics = {e.slug: filters.ics_fold(text) for e, text in zip(coming, rendered, strict=True)}
        atoms = self.templates.render_each("entry.atom", [feeds.atom_entry(e, first, host) for e in coming])
        atom = {e.slug: text for e, text in zip(coming, atoms, strict=True)}
        items = {e.slug: feeds.json_item(e, first, host) for e in coming}
        title = cleaning.text(self.site.title)
        lists: list[tuple[str, str, Sequence[Entry]]] = [("", title, coming)]
        for country in self.countries:
            name = filters.country_name(country.code, first)
            lists.append((f"{country.folder}/", f"{title}: {name}", country.entries))
            lists += [(f"{city.folder}/", f"{title}: {city.name}, {name}", city.entries) for city in country.cities]
        for folder, name, listed in lists:
            here = [e for e in listed if e.last >= self.today]
            feed = feeds.feed_of(self.site, folder, name, here, self.today)
            self.output[f"{folder}events.ics"] = feeds.calendar(self.templates, name, [ics[e.slug] for e in here])
            self.output[f"{folder}feed.atom"] = feeds.atom(self.templates, feed, first, [atom[e.slug] for e in here])
            self.output[f"{folder}feed.json"] = feeds.json_feed(feed, first, [items[e.slug] for e in here])
        for e in coming:
            if not e.cancelled:
                self.output[f"event/{e.slug}.ics"] = feeds.calendar(self.templates, "", [ics[e.slug]])


class _LanguagePages:
    """The pages in one language, below `prefix` ("" for the first, "fr/" for another)."""

    def __init__(self, building: _Building, language: Language, prefix: str) -> None:
        self.building, self.language, self.prefix = building, language, prefix
        self.site, self.today, self.templates = building.site, building.today, building.templates
        self.title = cleaning.text(self.site.title)
        self.statement, self.rest = pages.statement(self.site, language)
        self.invitation = pages.invitation(self.site, language)
        self.social = pages.social(self.site, language)
        self.attribution = pages.linked(language.strings["attribution"], pages.GEONAMES)
        plain = re.sub(r"<[^>]*>", "", str(self.statement))
        self.description = " ".join(str(Markup(plain).unescape()).split())[:200] or self.title  # noqa: S704
        newest = max((feeds.utc(e.event.updated).date() for e in building.entries), default=None)
        self.updated = (
            language.strings["updated"].replace("{date}", filters.date_words(newest, language)) if newest else ""
        )

    def add(self) -> None:
        """Put every page of this language into the output."""
        past = pages.by_day(self.building.entries, self.today, past=True)
        coming = pages.by_day(self.building.coming, self.today, past=False)
        self.fragments = self._fragments(coming, True)
        self._list(coming)
        for country in self.building.countries:
            self._place(country, None)
            for city in country.cities:
                self._place(country, city)
        self.fragments = self._fragments(past, False)
        self._archive(past)

    def _fragments(self, grouped: dict[dt.date, list[tuple[Entry, int]]], coming: bool) -> dict[tuple[str, int], str]:
        keys = [pair for listed in grouped.values() for pair in listed]
        rows = [row(e, number, self.language, coming) for e, number in keys]
        # "\x01" stands for the way up to the site's root, which differs from page to page.
        texts = self.templates.render_each("entry.html", rows, up="\x01", words=self.language.strings)
        return {(e.slug, number): text for (e, number), text in zip(keys, texts, strict=True)}

    def _write(self, page: Page, listed: bool = True) -> None:
        path = f"{self.prefix}{page.path}"
        up = "../" * path.count("/")
        site, words = self.site, self.language.strings
        if site.url:
            page.canonical = site.url + path.removesuffix("index.html")
        languages = self.building.languages
        if len(languages) > 1:
            ways = [(each, ("" if i == 0 else f"{each.tag}/") + page.path) for i, each in enumerate(languages)]
            page.others = [(each.tag, each.name, up + way) for each, way in ways if each is not self.language]
            base = site.url or up
            page.alternates = [(each.tag, base + way.removesuffix("index.html")) for each, way in ways]
            page.alternates.append(("x-default", page.alternates[0][1]))
        page.home = f"{up}{self.prefix}index.html"
        if listed:
            folder = page.path.removesuffix("index.html")
            kinds = (
                ("text/calendar", "events.ics", words["follow_ics"]),
                ("application/atom+xml", "feed.atom", words["follow_atom"]),
                ("application/feed+json", "feed.json", words["follow_json"]),
            )
            page.follow = [(kind, up + folder + name, page.title, label) for kind, name, label in kinds]
            page.feeds = [(kind, href, title) for kind, href, title, _ in page.follow]
        if page.kind != "list":
            page.ways.append((words["all_events"], page.home))
        if page.path != "past/index.html":
            page.ways.append((words["past"], f"{up}{self.prefix}past/index.html"))
        page.invitation, page.social = self.invitation, self.social
        page.attribution, page.updated = self.attribution, self.updated
        html = self.templates.render(
            "page.html",
            page=page,
            site=site,
            words=words,
            lang=self.language.tag,
            dir="rtl" if self.language.rtl else "ltr",
            up=up,
        )
        self.building.output[path] = html.replace("\x01", up).encode()

    def _list(self, coming: dict[dt.date, list[tuple[Entry, int]]]) -> None:
        words, language = self.language.strings, self.language
        places = []
        for country in self.building.countries:
            here = sum(e.last >= self.today for e in country.entries)
            if not here:
                continue
            cities = []
            for city in country.cities:
                count = sum(e.last >= self.today for e in city.entries)
                if count:
                    name = f"{city.name} ({city.region})" if self._ambiguous(country, city) else city.name
                    cities.append(
                        (name, f"{'../' if self.prefix else ''}{self.prefix}{city.folder}/index.html", str(count))
                    )
            href = f"{'../' if self.prefix else ''}{self.prefix}{country.folder}/index.html"
            places.append((filters.country_name(country.code, language), href, str(here), cities))
        page = Page(
            kind="list",
            path="index.html",
            title=self.title,
            heading=self.title,
            description=self.description,
            days=pages.day_sections(self.templates, language, coming, self.fragments, self.today),
            statement=self.statement,
            statement_rest=self.rest,
            jump=pages.jump(coming, language, self.today) if len(coming) > 3 else [],
            empty="" if coming else f"{words['empty']} {words['empty_invitation']}",
            places=places,
            jsonld=self._json_ld(self.building.coming),
        )
        self._write(page)

    @staticmethod
    def _ambiguous(country: Country, city: City) -> bool:
        return bool(city.region) and sum(other.name == city.name for other in country.cities) > 1

    def _place(self, country: Country, city: City | None) -> None:
        words, language = self.language.strings, self.language
        place = filters.country_name(country.code, language)
        if city is not None:
            region = f", {city.region}" if self._ambiguous(country, city) else ""
            place = f"{city.name}{region}, {place}"
        group = city or country
        here = [e for e in group.entries if e.last >= self.today]
        grouped = pages.by_day(here, self.today, past=False)
        heading = words["coming_in"].replace("{place}", place)
        page = Page(
            kind="place",
            path=f"{group.folder}/index.html",
            title=f"{place} · {self.title}",
            heading=heading,
            description=f"{heading}. {self.description}"[:250],
            days=pages.day_sections(self.templates, language, grouped, self.fragments, self.today),
            jump=pages.jump(grouped, language, self.today) if len(grouped) > 7 else [],
            empty="" if here else words["empty_place"].replace("{place}", place),
            jsonld=self._json_ld(here),
        )
        self._write(page)

    def _archive(self, past: dict[dt.date, list[tuple[Entry, int]]]) -> None:
        months: dict[tuple[int, int], dict[dt.date, list[tuple[Entry, int]]]] = defaultdict(dict)
        for day, listed in past.items():
            months[day.year, day.month][day] = listed
        words, language = self.language.strings, self.language
        total = 0
        here: list[Markup] = []
        older: list[tuple[str, str, str]] = []
        for (year, month), grouped in months.items():
            count = sum(len(listed) for listed in grouped.values())
            name = filters.month_heading(year, month, language)
            sections = pages.day_sections(self.templates, language, grouped, self.fragments, self.today)
            if older or (total + count > ARCHIVE_AT_ONCE and total):
                folder = f"past/{year:04}-{month:02}/"
                older.append((name, f"{year:04}-{month:02}/index.html", language.count("events", count)))
                heading = words["past_month"].replace("{month}", name)
                self._write(
                    Page(
                        kind="past",
                        path=f"{folder}index.html",
                        title=f"{heading} · {self.title}",
                        heading=heading,
                        description=f"{heading}. {self.description}"[:250],
                        days=sections,
                    ),
                    listed=False,
                )
            else:
                total += count
                here.append(Markup('<h2 class="month">{}</h2>\n').format(name) + sections)
        page = Page(
            kind="past",
            path="past/index.html",
            title=f"{words['past']} · {self.title}",
            heading=words["past"],
            description=f"{words['past']}. {self.description}"[:250],
            days=Markup("").join(here),
            empty="" if past else words["empty_past"],
            months=older,
        )
        self._write(page, listed=False)

    def _json_ld(self, entries: Sequence[Entry]) -> Markup:
        if not entries:
            return Markup("")
        graph = ",".join(feeds.json_ld(e, self.language) for e in entries[:100])
        text = f'{{"@context":"https://schema.org","@graph":[{graph}]}}'
        return Markup(f'<script type="application/ld+json">{text}</script>\n')  # noqa: S704 - "<" is escaped in it


def _with_strings(found: Language, site: Site) -> Language:
    """The language with the words the campaign wants otherwise."""
    own = {**site.strings.get(found.tag.partition("-")[0], {}), **site.strings.get(found.tag, {})}
    return replace(found, strings={**found.strings, **own}) if own else found


def _accent(colour: str) -> bytes:
    return f":root{{--accent:{escape(colour)}}}\n".encode()
