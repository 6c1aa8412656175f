"""What a campaign wants its public page to say: the values a site is built from, beside its events."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Site:
    """The campaign as its readers see it.

    `statement` is Markdown. `contact` is the address the page invites people to write to. `languages` are
    BCP 47 tags, the page's own language first. `timezone` is the IANA zone in which "today" is meant.
    `social` maps the name of a network to a profile's address, for those who prefer a message. `url` is the
    public address of the site's root, with a trailing slash, or None when it is not known. `host` is the domain
    used for iCalendar UIDs and feed ids; it must not change over the life of a campaign. `accent` is a CSS
    colour. `theme` maps a template's or style sheet's name ("page.html", "style.css", "events.ics") to the text
    that replaces it. `statements` holds the statement in further languages by tag, `strings` the page's words
    a campaign wants otherwise, by language tag and key of templates/site/languages. `logo` is a picture shown
    above the title, with `logo_type` "png" or "svg".
    """

    title: str
    statement: str
    contact: str
    languages: tuple[str, ...]
    timezone: str
    host: str
    url: str | None = None
    social: dict[str, str] = field(default_factory=dict)
    accent: str = "#8a1c1c"
    theme: dict[str, str] = field(default_factory=dict)
    statements: dict[str, str] = field(default_factory=dict)
    strings: dict[str, dict[str, str]] = field(default_factory=dict)
    logo: bytes | None = None
    logo_type: str = "png"
