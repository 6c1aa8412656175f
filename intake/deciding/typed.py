"""Values as a person types them ("1 May", "6pm", "Köln, DE") -> details, checked, with errors that say what works."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zoneinfo
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from intake.deciding.decision import Impossible
from intake.deciding.details import end_after, moved
from intake.deciding.draft import Details
from intake.reading import places
from intake.reading.fields import when
from intake.reading.fields.where.vocabulary import country_named
from intake.reading.languages import tags
from intake.reading.proposal import Context, Finding, Passage, Place, When

ALIASES: Mapping[str, str] = {
    "day": "date",
    "time": "start",
    "start_time": "start",
    "begin": "start",
    "end_time": "end",
    "place": "city",
    "url": "link",
    "name": "title",
    "tz": "timezone",
}
"""Other names a field may be given by; a maintainer's own language adds to them (`replies`)."""

EDITABLE = (
    "date", "start", "end_date", "end", "timezone", "title", "city", "region", "country",
    "venue", "link", "links", "organizer", "online", "language",
)  # fmt: skip
"""The fields that may be set by hand, by their names in `Details`."""

LONGEST = {"title": 300, "venue": 300, "organizer": 200, "region": 100}
"""Characters a field of free text may have."""

_YES, _NO = {"yes", "true", "1", "on", "y"}, {"no", "false", "0", "off", "n", ""}


_LONGEST_DAY = 40
"""Letters of a day that is worth a second look."""


def field_name(name: str) -> str:
    """The field that a name or alias means. Raises Impossible naming those there are."""
    key = name.strip().casefold().replace("-", "_").replace(" ", "_")
    key = ALIASES.get(key, key)
    if key not in EDITABLE:
        raise Impossible(f"there is no field {name.strip()!r} (have: {', '.join(EDITABLE)})")
    return key


def edited(
    details: Details,
    edits: Mapping[str, str],
    now: dt.datetime,
    languages: tuple[str, ...] | None = None,
    countries: tuple[str, ...] | None = None,
) -> Details:
    """The details with the edits in them, in the order of the day before the hour and the country before the city.

    An empty text clears a field. A day without a year is the next such day after `now`. `countries` are ISO codes
    that decide between cities of one name. Raises Impossible with the field, the text and forms that work.
    """
    texts = {field_name(name): " ".join(text.split()) for name, text in edits.items()}
    context = Context(now, languages, countries)
    for name in sorted(texts, key=EDITABLE.index):
        text = texts[name]
        if name in ("date", "end_date"):
            details = _day(details, name, text, context)
        elif name in ("start", "end"):
            details = _hour(details, name, text, context)
        elif name == "city":
            details = _city(details, text, texts, countries)
        elif name in ("region", "country"):
            if "city" not in texts:
                details = _around(details, name, text)
        elif name in ("link", "links"):
            details = _links(details, name, text)
        elif name == "online":
            details = _online(details, text)
        elif name == "timezone":
            details = replace(details, timezone=_zone(text) if text else None)
        elif name == "language":
            details = replace(details, language=text or None)
        else:
            details = replace(details, **{name: _words(name, text)})  # type: ignore[arg-type]
    return _sane(details)


def _found(text: str, context: Context) -> list[Finding]:
    """The days and hours that a text may be, read in the likely languages first and then in every other."""
    likely = context.languages or ()
    for languages in ((), *((tag,) for tag in dict.fromkeys((*likely, *tags())))):
        passage = Passage(text, "text", 0, "body", languages)
        found = [one for one in when.find(passage, context) if isinstance(one.value, When)]
        if found:
            return sorted(found, key=lambda one: (len(one.words), one.score), reverse=True)
    return []


def _day(details: Details, name: str, text: str, context: Context) -> Details:
    if not text:
        return replace(details, **{name: None}, **({"end_date": None} if name == "date" else {}))  # type: ignore[arg-type]
    end = None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        iso = re.fullmatch(r"\d{4}-\d\d-\d\d", text)  # with such a month or day it is a slip, in whatever order
        found = [] if iso else _found(text, context)
        meant = [one.value for one in found if isinstance(one.value, When) and one.value.date]
        if not meant or meant[0].date is None:
            other = None if iso else _in_another_language(text, context)
            if other is None:
                raise Impossible(f"{name}: {text!r} is not a day; write it like 2027-05-01 or 1 May 2027") from None
            day = other
        else:
            day, end = meant[0].date, meant[0].end_date
            if meant[0].start is not None:
                details = replace(details, start=meant[0].start, end=meant[0].end)
    if name == "end_date":
        return replace(details, end_date=day)
    if end is None and details.end_date is not None and details.date is not None:
        end = day + (details.end_date - details.date)
    # A postponed event with a new day takes place again.
    later = details.postponed and day == details.date
    return replace(details, date=day, end_date=end if end != day else None, postponed=later)


def _in_another_language(text: str, context: Context) -> dt.date | None:
    """A bare day in a language that we have no file for ("5 ožujka 2027"), by dateparser; None when it is none.

    Day and month must both stand there. A future day is preferred only where no year does.
    """
    if len(text) > _LONGEST_DAY or not any(char.isdigit() for char in text):
        return None
    import dateparser  # slow to import, and hardly ever needed

    settings: Any = {
        "RELATIVE_BASE": context.now.replace(tzinfo=None),
        "REQUIRE_PARTS": ["day", "month"],
        "DATE_ORDER": "DMY",
        "PREFER_DATES_FROM": "current_period" if re.search(r"\d{4}", text) else "future",
        "PARSERS": ["absolute-time"],
    }
    found = dateparser.parse(text, settings=settings)
    return found.date() if found is not None else None


def _hour(details: Details, name: str, text: str, context: Context) -> Details:
    if not text:
        return replace(details, **{name: None}, **({"end": None} if name == "start" else {}))  # type: ignore[arg-type]
    span = re.fullmatch(r"(\d{1,2})[:.h](\d{2})(?:\s*[-–]\s*(\d{1,2})[:.h](\d{2}))?", text)
    try:
        if span:
            start = dt.time(int(span[1]), int(span[2]))
            end = dt.time(int(span[3]), int(span[4])) if span[3] else None
        else:
            meant = [one.value for one in _found(text, context) if isinstance(one.value, When) and one.value.start]
            if not meant or meant[0].start is None:
                raise ValueError(text)
            start, end = meant[0].start, meant[0].end
    except ValueError:
        raise Impossible(f"{name}: {text!r} is not a time; write it like 18:30, 6pm or 18:30-20:00") from None
    if name == "end":
        return replace(details, end=start)
    return replace(details, start=start, end=end or end_after(start, details.end, details.start))


def place_named(text: str, countries: tuple[str, ...] | None = None) -> Place | None:
    """The place that "Köln", "Köln, DE", "Springfield, Illinois, US" or "online" names, or None.

    Without a country the most populous of `countries` is meant, else the most populous of all.
    """
    if text.strip().casefold() == "online":
        return Place(None, online=True)
    parts = [part.strip() for part in re.split(r"[,;(/)]", text) if part.strip()]
    if not parts:
        return None
    city, around = parts[0], parts[1:]
    entry = None
    if len(around) >= 2:
        entry = places.place_for(city, around[-1], around[0])
    elif around:
        countries_of_it = dict.fromkeys(one.country for one in places.lookup(city) if one.kind == "city")
        within = (places.place_for(city, country, around[0]) for country in countries_of_it)
        entry = places.place_for(city, around[0]) or next(filter(None, within), None)
    else:
        for country in countries or ():
            entry = entry or places.place_for(city, country)
        entry = entry or places.place_for(city)
    if entry is None and around and (code := country_named(places.fold(around[-1]))):
        # "UK", "England": words for countries that the index of places does not have
        entry = places.place_for(city, code, *around[:-1][:1])
    if entry is None:
        return None
    return Place(
        entry.name if city.islower() or city.isupper() else city,
        entry.region,
        entry.country,
        entry.latitude,
        entry.longitude,
        entry.timezone,
        entry.population,
    )


def _city(details: Details, text: str, texts: Mapping[str, str], countries: tuple[str, ...] | None) -> Details:
    if not text:
        return replace(details, **moved(Place(None)))  # type: ignore[arg-type]
    around = [texts[name] for name in ("region", "country") if texts.get(name)]
    whole = ", ".join([text, *around])
    place = place_named(whole, countries)
    if place is not None:
        return replace(details, **moved(place))  # type: ignore[arg-type]
    parts = [part.strip() for part in whole.split(",") if part.strip()]
    country = places.country_of(parts[-1]) if len(parts) > 1 else None
    if country is None:
        raise Impossible(f"city: no place {text!r} is known; write it with its country, like 'Köln, DE', or 'online'")
    village = Place(parts[0], parts[1] if len(parts) > 2 else None, country, timezone=details.timezone, known=False)
    return replace(details, **moved(village))  # type: ignore[arg-type]


def _around(details: Details, name: str, text: str) -> Details:
    """A region or country given alone: the city is looked up again within it."""
    if name == "country":
        country = places.country_of(text) if text else None
        if text and country is None:
            raise Impossible(f"country: {text!r} is no country; write its name or two letters, like DE")
        entry = places.place_for(details.city, country) if details.city and country else None
        if entry is None:
            return replace(details, country=country, region=None, coordinates=None)
    else:
        entry = places.place_for(details.city, details.country, text) if details.city and text else None
        if entry is None:
            return replace(details, region=_words("region", text))
    found = Place(details.city, entry.region, entry.country, entry.latitude, entry.longitude, entry.timezone)
    return replace(details, **moved(found))  # type: ignore[arg-type]


def _links(details: Details, name: str, text: str) -> Details:
    urls = tuple(web_address(one, name) for one in text.split())
    if name == "links":
        return replace(details, links=urls)
    if len(urls) > 1:
        raise Impossible(f"link: {text!r} is more than one address; write the others to the field links")
    return replace(details, link=urls[0] if urls else None)


def web_address(text: str, name: str = "link") -> str:
    """The text as a web address that may be published. Raises Impossible when it is none."""
    url = text.strip().strip("<>")
    if "://" not in url and re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]|$)", url):
        url = "https://" + url
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    plain = not any(unicodedata.category(char) in ("Cc", "Cf", "Zs") for char in url)
    if parts.scheme not in ("http", "https") or "." not in host or "@" in parts.netloc or not plain or len(url) > 2_000:
        raise Impossible(f"{name}: {text!r} is no web address; write it like https://example.org/event")
    return url


def _online(details: Details, text: str) -> Details:
    if text.casefold() in _YES:
        return replace(details, **moved(Place(None, online=True)), venue=None)  # type: ignore[arg-type]
    if text.casefold() in _NO:
        return replace(details, online=False)
    raise Impossible(f"online: {text!r} is neither yes nor no")


def _zone(text: str) -> str:
    try:
        return zoneinfo.ZoneInfo(text).key
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise Impossible(f"timezone: {text!r} is no time zone; write it like Europe/Berlin") from None


def _words(name: str, text: str) -> str | None:
    plain = "".join(char for char in text if unicodedata.category(char) != "Cc").strip()
    if len(plain) > LONGEST.get(name, 300):
        raise Impossible(f"{name}: it has {len(plain)} characters, at most {LONGEST.get(name, 300)} are possible")
    return plain or None


def _sane(details: Details) -> Details:
    """The details with an end that is no end taken away. Raises Impossible where the last day is before the first."""
    if details.end_date is None or details.date is None:
        return details
    if details.end_date < details.date:
        raise Impossible(f"end_date: {details.end_date} is before the first day, {details.date}")
    return replace(details, end_date=None) if details.end_date == details.date else details
