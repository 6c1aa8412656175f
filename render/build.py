"""Events -> the files of a site. Pure: the same input gives the same bytes; "today" is handed in."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import gc
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from render import cleaning, feeds, filters, fragments, pages, picture, worldmap
from render.colours import accents
from render.entries import Entry, entry
from render.event import Event
from render.languages import Language, language
from render.pages import Campaign, Days, DayTexts, Page
from render.places import City, Country, countries
from render.site import Site
from render.templating import templates

Files = dict[str, bytes]
"""Paths below the site's root, with "/" between folders, and their bytes."""

ARCHIVE_AT_ONCE = 500
"""How many past entries past/index.html holds before older months move to pages of their own."""
LONG = 300
"""From how many entries on a page counts as long."""
PICTURED = 60
"""How many cities, those with the most coming events, have a share picture of their own; others have the list's."""
DOTTED = 400
"""How many cities are dots on the list's share picture."""
SEARCHED = 8
"""From how many entries on a page has a field to search by typing."""
MARKED_UP = 50
"""How many coming events, the next ones, the list describes for machines, so that it stays light on a phone.

Every coming event is described on the page nearest to it: its city's, else its country's, else the list.
"""


@dataclass(slots=True)
class Memory:
    """What earlier builds of a site made, so that only what changed is rendered again.

    A build with a memory gives the same bytes as one without. It is good for one process and one site at a time.
    """

    site: Site | None = None
    entries: dict[str, Entry] = field(default_factory=dict)
    files: dict[str, tuple[Hashable, bytes]] = field(default_factory=dict)


def build(site: Site, events: Iterable[Event], today: dt.date, memory: Memory | None = None) -> Files:
    """Every file of the site: pages in each language, and the feeds of the list, its countries and cities.

    `today` is the day in the campaign's time zone; earlier days go into the archive. Raises
    `render.languages.NoSuchLanguage` for a language of the site that has no file, and
    `render.templating.BrokenTemplate` for a broken template of its theme.
    """
    if site.url and not site.url.endswith("/"):
        site = replace(site, url=f"{site.url}/")
    memory = Memory() if memory is None else memory
    if memory.site != site:
        memory.site, memory.entries, memory.files = site, {}, {}
    with _without_collecting():
        return _Building(site, events, today, memory).files()


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """Nothing a build makes is a cycle, so looking for cycles among it all only costs time (a fifth of it)."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Building:
    """One run: what all pages share is worked out once."""

    def __init__(self, site: Site, events: Iterable[Event], today: dt.date, memory: Memory) -> None:
        self.site, self.today, self._known = site, today, memory.files
        self.templates = templates(site.theme)
        self.languages = spoken(site)
        self.title = cleaning.text(site.title)
        self.entries = sorted(_entries(events, memory), key=lambda e: (e.date, e.order))
        self.coming = [e for e in self.entries if e.last >= today]
        self.countries = countries(self.entries, today)
        self.shared: dict[str, str] = {}
        self._output: dict[str, tuple[Hashable, bytes]] = {}
        self._memory = memory

    def files(self) -> Files:
        """All files."""
        sources = self.templates.sources
        self.put("style.css", accents(self.site.accent).encode() + sources["style.css"].encode())
        self.put("filter.js", sources["filter.js"].encode())
        self.put("icon.svg", worldmap.icon(self.site.accent))
        if self.site.logo:
            self.put(pages.logo(self.site), self.site.logo)
        self._feeds()
        if self.site.url:
            self._draw_pictures(self.site.url)
        for position, each in enumerate(self.languages):
            _LanguagePages(self, each, "" if position == 0 else f"{each.tag}/").add()
        self._memory.files = self._output
        return {path: content for path, (_, content) in self._output.items()}

    def put(self, path: str, content: bytes) -> None:
        """Add a file that costs nothing to make."""
        self._output[path] = (None, content)

    def make(self, path: str, key: Hashable, content: Callable[[], bytes]) -> None:
        """Add a file; it is made anew only when `key`, all that goes into it, differs from the last time."""
        known = self._known.get(path)
        self._output[path] = known if known is not None and known[0] == key else (key, content())

    def _draw_pictures(self, url: str) -> None:
        """The pictures for link previews, which need an absolute address: the list's, and the larger cities' own."""
        cities = [city for country in self.countries for city in country.cities if city.coming]
        cities.sort(key=lambda city: (-len(city.coming), city.folder))
        placed = [worldmap.position(*where) for city in cities if (where := city.coordinates)]
        drawn = sorted(set(placed[:DOTTED]))
        self.make("share.png", tuple(drawn), lambda: self._pictures.draw("", drawn, 6))
        self.shared[""] = f"{url}share.png"
        for city in cities[:PICTURED]:
            dots = [worldmap.position(*where)] if (where := city.coordinates) else []
            path, name = f"{city.folder}/share.png", city.shown
            self.make(path, (name, tuple(dots)), functools.partial(self._draw, name, dots))
            self.shared[city.folder] = url + path

    def _draw(self, name: str, dots: Sequence[tuple[int, int]]) -> bytes:
        return self._pictures.draw(name, dots, 13)

    @functools.cached_property
    def _pictures(self) -> picture.Pictures:
        return picture.Pictures(self.title, self.site.accent, picture.land(self.templates.sources["map.svg"]))

    def _feeds(self) -> None:
        first = self.languages[0]
        fragments.vevents(self.templates, first, self.site.host, self.coming)
        fragments.feed_items(self.templates, first, self.site.host, self.coming)
        self._feed("", self.title, self.coming)
        comma = first.strings["comma"]
        for country in self.countries:
            name = filters.country_name(country.code, first)
            self._feed(f"{country.folder}/", f"{self.title}: {name}", country.coming)
            for city in country.cities:
                self._feed(f"{city.folder}/", f"{self.title}: {city.shown}{comma}{name}", city.coming)
        head = feeds.calendar_head(self.templates, "")
        for e in self.coming:  # a cancelled one, too: who opens a page from before learns of it
            own = e.made.get("file")
            if own is None:  # kept as it is: what is the same object is not digested again
                own = e.made["file"] = b"".join((head, e.made["ics"], b"END:VCALENDAR\r\n"))
            self.put(f"event/{e.slug}.ics", own)

    def _feed(self, folder: str, name: str, listed: Sequence[Entry]) -> None:
        first, templates = self.languages[0], self.templates
        key = (name, tuple(listed), None if listed else self.today)
        feed = feeds.feed_of(self.site, folder, name, listed, self.today)

        def calendar() -> bytes:
            return feeds.calendar(feeds.calendar_head(templates, name), listed)

        self.make(f"{folder}events.ics", key, calendar)
        self.make(f"{folder}feed.atom", key, lambda: feeds.atom(templates, feed, first, listed))
        self.make(f"{folder}feed.json", key, lambda: feeds.json_feed(feed, first, listed))


class _LanguagePages:
    """The pages in one language, below `prefix` ("" for the first, "fr/" for another)."""

    def __init__(self, building: _Building, language: Language, prefix: str) -> None:
        self.building, self.language, self.prefix = building, language, prefix
        self.site, self.today, self.templates = building.site, building.today, building.templates
        self.campaign: Campaign = pages.campaign(self.site, language)
        self.days = DayTexts(self.templates, language, self.today)
        self.rows: dict[tuple[str, int], bytes] = {}

    def add(self) -> None:
        """Put every page of this language into the output."""
        coming = pages.by_day(self.building.coming, self.today, past=False)
        self._render_rows(coming, coming=True)
        self._list(coming)
        for country in self.building.countries:
            self._place(country, None)
            for city in country.cities:
                self._place(country, city)
        past = pages.by_day(self.building.entries, self.today, past=True)
        self._render_rows(past, coming=False)
        self._archive(past)

    def _render_rows(self, grouped: Days, *, coming: bool) -> None:
        wanted = (pair for listed in grouped.values() for pair in listed)
        self.rows = fragments.rows(self.templates, self.language, wanted, coming=coming)

    def _write(self, path: str, key: Hashable, listed: Sequence[Entry], make: Callable[[], tuple[Page, bytes]]) -> None:
        """Add a page and its days; `listed` are the entries whose last change the page names."""
        full, shared = f"{self.prefix}{path}", self.building.shared
        picture_address = shared.get(path.removesuffix("/index.html")) or shared.get("", "")

        def content() -> bytes:
            page, days = make()
            page.picture = picture_address
            page.long = len(listed) > LONG
            page.searchable = page.kind != "past" and len(listed) >= SEARCHED
            up = "../" * full.count("/")
            self._address(page, full, up, listed)
            html = self.templates.render(
                "page.html",
                page=page,
                campaign=self.campaign,
                words=self.language.strings,
                lang=self.language.tag,
                dir="rtl" if self.language.rtl else "ltr",
                up=up,
                days=pages.LIST,
            )
            head, _, tail = html.partition(pages.LIST)
            return b"".join((head.encode(), days.replace(fragments.UP.encode(), up.encode()), tail.encode()))

        self.building.make(full, (self.today, picture_address, key), content)

    def _address(self, page: Page, path: str, up: str, listed: Sequence[Entry]) -> None:
        """Fill in what leads elsewhere: other languages, feeds, the whole list, the archive."""
        site, words, languages = self.site, self.language.strings, self.building.languages
        if site.url:
            page.canonical = site.url + path.removesuffix("index.html")
        if len(languages) > 1:
            there = [(each, ("" if i == 0 else f"{each.tag}/") + page.path) for i, each in enumerate(languages)]
            page.others = [
                (each.tag, each.name, "rtl" if each.rtl else "ltr", up + way)
                for each, way in there
                if each is not self.language
            ]
            page.alternates = [
                (each.tag, site.url + way.removesuffix("index.html") if site.url else up + way) for each, way in there
            ]
            page.alternates.append(("x-default", page.alternates[0][1]))
        page.home = f"{up}{self.prefix}index.html"
        if page.kind != "past":
            folder = up + page.path.removesuffix("index.html")
            page.feeds = [
                ("text/calendar", f"{folder}events.ics", words["follow_ics"]),
                ("application/atom+xml", f"{folder}feed.atom", "Atom"),
                ("application/feed+json", f"{folder}feed.json", "JSON Feed"),
            ]
        if page.kind != "list":
            page.ways.append((words["all_events"], page.home))
        if page.path != "past/index.html":
            page.ways.append((words["past"], f"{up}{self.prefix}past/index.html"))
        newest = max([e.updated for e in listed], default="")
        if newest:
            day = dt.date.fromisoformat(newest[:10])
            page.updated = words["updated"].replace("{date}", filters.date_words(day, self.language))

    def _list(self, coming: Days) -> None:
        words, building = self.language.strings, self.building
        cities = [city for country in building.countries for city in country.cities if city.coming and city.coordinates]
        if cities:
            key = tuple((city.folder, city.shown, city.coordinates, len(city.coming)) for city in cities)
            accent = self.site.accent
            building.make(f"{self.prefix}map.svg", key, lambda: worldmap.draw(self.templates, accent, cities))

        def make() -> tuple[Page, bytes]:
            page = Page(
                kind="list",
                path="index.html",
                title=self.campaign.title,
                heading=self.campaign.title,
                description=self.campaign.description,
                jump=pages.jump(coming, self.language, self.today) if len(coming) > 3 else [],
                empty="" if coming else f"{words['empty']} {words['empty_invitation']}",
                places=pages.place_links(building.countries, self.language),
                map="map.svg" if cities else "",
            )
            near = (e for rank, e in enumerate(building.coming) if rank < MARKED_UP or not e.country)
            return page, self.days.sections(coming, self.rows, self._descriptions(near))

        self._write("index.html", tuple(building.entries), building.entries, make)

    def _place(self, country: Country, city: City | None) -> None:
        words, language = self.language.strings, self.language
        group = city or country
        place = filters.country_name(country.code, language)
        if city is not None:
            place = f"{city.shown}{words['comma']}{place}"
        path = f"{group.folder}/index.html"

        def make() -> tuple[Page, bytes]:
            grouped = pages.by_day(group.coming, self.today, past=False)
            page = Page(
                kind="place",
                path=path,
                title=f"{place} · {self.campaign.title}",
                heading=place,
                description=f"{place}. {self.campaign.description}"[:250],
                jump=pages.jump(grouped, language, self.today) if len(grouped) > 7 else [],
                empty="" if grouped else words["empty_place"].replace("{place}", place),
                places=pages.place_links([country], language, "../../") if city is None else [],
            )
            near = (e for e in group.coming if city is not None or not e.city)
            return page, self.days.sections(grouped, self.rows, self._descriptions(near))

        self._write(path, (place, tuple(group.entries)), group.entries, make)

    def _archive(self, past: Days) -> None:
        months: dict[tuple[int, int], dict[dt.date, Sequence[tuple[Entry, int]]]] = defaultdict(dict)
        for day, listed in past.items():
            months[day.year, day.month][day] = listed
        words, language = self.language.strings, self.language
        shown: list[tuple[str, Days]] = []
        older: list[tuple[str, str, str]] = []
        total = 0
        for (year, month), grouped in months.items():
            count = sum(len(listed) for listed in grouped.values())
            name = filters.month_heading(year, month, language)
            if not older and (total + count <= ARCHIVE_AT_ONCE or not total):
                total += count
                shown.append((name, grouped))
                continue
            folder = f"{year:04}-{month:02}"
            older.append((name, f"{folder}/index.html", language.count("events", count)))
            self._past_page(f"past/{folder}/index.html", f"{words['past']}: {name}", [("", grouped)])
        self._past_page("past/index.html", words["past"], shown, older)

    def _past_page(
        self,
        path: str,
        heading: str,
        months: Sequence[tuple[str, Days]],
        older: Sequence[tuple[str, str, str]] = (),
    ) -> None:
        listed = tuple(pair for _, grouped in months for pairs in grouped.values() for pair in pairs)

        def make() -> tuple[Page, bytes]:
            page = Page(
                kind="past",
                path=path,
                title=f"{heading} · {self.campaign.title}",
                heading=heading,
                description=f"{heading}. {self.campaign.description}"[:250],
                empty="" if listed else self.language.strings["empty_past"],
                months=list(older),
            )
            parts = []
            for name, grouped in months:
                if name:
                    parts.append(Markup('<h2 class="month">{}</h2>\n').format(name).encode())
                parts.append(self.days.sections(grouped, self.rows))
            return page, b"".join(parts)

        self._write(path, (listed, tuple(older)), [e for e, _ in listed], make)

    def _descriptions(self, entries: Iterable[Entry]) -> dict[str, bytes]:
        return {e.slug: fragments.json_ld(e, self.language) for e in entries}


def _entries(events: Iterable[Event], memory: Memory) -> list[Entry]:
    """Every event's entry: the one made before where the event is the same. Of two with one id the last counts."""
    known, found = memory.entries, {}
    for event in events:
        before = known.get(event.id)
        found[event.id] = before if before is not None and before.event == event else entry(event)
    memory.entries = found
    return list(found.values())


def spoken(site: Site) -> list[Language]:
    """The languages of the site's pages, its own first, with the words the campaign wants otherwise."""
    return [_with_strings(language(tag), site) for tag in site.languages or ("en",)]


def _with_strings(found: Language, site: Site) -> Language:
    """The language with the words the campaign wants otherwise."""
    own = {**site.strings.get(filters.plain_language(found.tag), {}), **site.strings.get(found.tag, {})}
    return replace(found, strings={**found.strings, **own}) if own else found
