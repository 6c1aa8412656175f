"""Jinja for each format, a campaign's theme before the shipped templates, and many small texts in one run."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined, TemplateSyntaxError

from render import shipped

_BREAK = "\x00"
_SHIPPED = {
    "page.html": "site/page.html",
    "day.html": "site/day.html",
    "entry.html": "site/entry.html",
    "map.svg": "site/map.svg",
    "style.css": "site/style.css",
    "filter.js": "site/filter.js",
    "events.ics": "feeds/events.ics",
    "event.ics": "feeds/event.ics",
    "feed.atom": "feeds/feed.atom",
    "entry.atom": "feeds/entry.atom",
}
"""The names of the files a theme folder may replace; it may also keep them in "site" and "feeds", as templates does."""

REPEATED: Mapping[str, tuple[str, ...]] = {
    "entry.html": (
        *("id", "status", "machine", "time", "until", "city", "country", "title", "lang"),
        *("mark", "note", "venue", "organizer", "href", "link", "ics"),
    ),
    "day.html": ("date", "heading", "mark", "count", "entries"),
    "event.ics": (
        *("uid", "updated", "sequence", "starts", "ends", "title", "location", "geo", "description", "url"),
        *("status", "transparency"),
    ),
    "entry.atom": ("id", "title", "updated", "url", "text"),
}
"""The templates that are rendered once for each of many rows, and the values of a row, in order.

These values come escaped for the template's format, so that a row costs no more than the words it adds.
"""


class BrokenTemplate(ValueError):  # noqa: N818 - named for what is wrong
    """A template, most likely the campaign's own, that cannot be rendered; the message names it, and its line."""


@contextlib.contextmanager
def _naming(name: str) -> Iterator[None]:
    try:
        yield
    except TemplateSyntaxError as error:
        raise BrokenTemplate(f"{name}, line {error.lineno}: {error.message}") from error
    except Exception as error:  # a template may do anything with its values
        raise BrokenTemplate(f"{name}: {error or type(error).__name__}") from error


class Templates:
    """The templates of one site: the campaign's own where its theme has one of that name, else the shipped ones."""

    def __init__(self, theme: Mapping[str, str]) -> None:
        sources = {name: theme.get(name) or theme.get(path) or shipped.text(path) for name, path in _SHIPPED.items()}
        for name, values in REPEATED.items():
            sources[f"all/{name}"] = f"{{% for {', '.join(values)} in all %}}{sources[name]}{_BREAK}{{% endfor %}}"
        self.sources = sources
        self._escaping = _environment(sources, escaping=True)
        self._escaped = _environment(sources, escaping=False)

    def render(self, name: str, /, **values: Any) -> str:
        """One template with its values, escaped for HTML and XML; those of iCalendar come escaped."""
        environment = self._escaped if name.endswith(".ics") else self._escaping
        with _naming(name):
            return environment.get_template(name).render(**values)

    def render_each(self, name: str, rows: Iterable[tuple[Any, ...]], /, **values: Any) -> list[str]:
        """One text per row of a template in `REPEATED`; it runs once over all, several times faster than one by one.

        The row's values, and `values`, must be escaped already.
        """
        with _naming(name):
            try:
                template = self._escaped.get_template(f"all/{name}")
            except TemplateSyntaxError:
                self._escaped.get_template(name)  # says what is wrong without the loop around it
                raise
            return template.render(all=rows, **values).split(_BREAK)[:-1]


@lru_cache(maxsize=8)
def _templates(theme: tuple[tuple[str, str], ...]) -> Templates:
    return Templates(dict(theme))


def templates(theme: Mapping[str, str]) -> Templates:
    """The templates of a theme; those of the same theme are compiled once in a process."""
    return _templates(tuple(sorted(theme.items())))


def _environment(sources: Mapping[str, str], *, escaping: bool) -> Environment:
    return Environment(
        loader=DictLoader(sources),
        autoescape=escaping,  # noqa: S701 - rows come escaped, see REPEATED
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
