"""One entry as readers will see it, before it is published: for the review pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from markupsafe import Markup

from render import filters, fragments
from render.build import spoken
from render.entries import entry
from render.event import Event
from render.site import Site
from render.templating import templates


@dataclass(frozen=True, slots=True)
class Preview:
    """An event's row under its day, in the site's own language: `heading` is plain text, `row` a safe `<li>`."""

    language: str
    direction: str
    heading: str
    row: Markup


def preview(site: Site, event: Event, today: dt.date) -> Preview:
    """The row that `render.build.build` would make of the event, without its calendar file's link.

    Raises what `build` raises for the site's language and theme.
    """
    tongue = spoken(site)[0]
    made = entry(event)
    row = fragments.rows(templates(site.theme), tongue, [(made, 1)], coming=False)[made.slug, 1]
    heading = filters.day_heading(made.date, tongue, today.year)
    # The row comes from the same template as the page's, its values escaped.
    return Preview(tongue.tag, "rtl" if tongue.rtl else "ltr", heading, Markup(row.decode()))  # noqa: S704
