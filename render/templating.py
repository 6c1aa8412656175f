"""Jinja for each format, a campaign's theme before the shipped templates, and many small texts in one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined, Template

from render import filters, shipped

_BREAK = "\x00"
_SHIPPED = {
    "page.html": "site/page.html",
    "day.html": "site/day.html",
    "entry.html": "site/entry.html",
    "style.css": "site/style.css",
    "filter.js": "site/filter.js",
    "events.ics": "feeds/events.ics",
    "event.ics": "feeds/event.ics",
    "feed.atom": "feeds/feed.atom",
    "entry.atom": "feeds/entry.atom",
}
THEMEABLE = tuple(_SHIPPED)
"""The names of the files a theme folder may replace."""


class Templates:
    """The templates of one site: the campaign's own where its theme has one of that name, else the shipped ones."""

    def __init__(self, theme: Mapping[str, str]) -> None:
        sources = {name: theme.get(name) or shipped.text(path) for name, path in _SHIPPED.items()}
        for name in ("entry.html", "day.html", "event.ics", "entry.atom"):
            sources[f"all/{name}"] = f"{{% for {name[0]} in all %}}{sources[name]}{_BREAK}{{% endfor %}}"
        self.sources = sources
        self._markup = _environment(sources, escaping=True)
        self._plain = _environment(sources, escaping=False)  # iCalendar has its own escaping: the filter "ics"
        self._plain.filters["ics"] = filters.ics_text

    def _template(self, name: str) -> Template:
        return (self._plain if name.endswith(".ics") else self._markup).get_template(name)

    def render(self, name: str, **values: Any) -> str:
        """One template with its values."""
        return self._template(name).render(**values)

    def render_each(self, name: str, items: Iterable[Any], **values: Any) -> list[str]:
        """One text per item. The template runs once over all of them: that is several times faster than one by one.

        The item is called by the first letter of the template's name ("e" in entry.html).
        """
        return self._template(f"all/{name}").render(all=items, **values).split(_BREAK)[:-1]


def _environment(sources: Mapping[str, str], *, escaping: bool) -> Environment:
    return Environment(
        loader=DictLoader(sources),
        autoescape=escaping,  # noqa: S701 - only iCalendar goes without HTML's escaping
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
