"""text/calendar -> events: the icalendar library inside limits, zones by IANA or Windows name, repetitions as days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from intake.reading.links import canonical, kind_of

if TYPE_CHECKING:
    from icalendar import Component

__all__ = ["Calendar", "Said", "read"]

LONGEST = 300_000
_LINES = 6_000
_MOST = 50
_REPEATS = 12
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_AHEAD = dt.timedelta(days=400)
_URL = re.compile(r"https?://[^\s<>\"\\]{4,1500}")


@dataclass(frozen=True, slots=True)
class Said:
    """What one event's data says, in the terms of `When`: `end_date` inclusive, times local to `timezone`."""

    date: dt.date | None = None
    start: dt.time | None = None
    end_date: dt.date | None = None
    end: dt.time | None = None
    timezone: str | None = None
    when_words: str = ""
    title: str | None = None
    link: str | None = None
    link_kind: str = "page"
    venue: str | None = None
    location: str | None = None
    city: str | None = None
    country: str | None = None
    coordinates: tuple[float, float] | None = None
    online: bool = False
    organizer: str | None = None
    cancelled: bool = False
    uid: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a text/calendar part says, and `unread`: what of it could not be read, each in a few words."""

    events: tuple[Said, ...] = ()
    unread: tuple[str, ...] = ()


def read(text: str, method: str, now: dt.datetime) -> Calendar:
    """A text/calendar part: its events, and why there are none or fewer than it holds. Never raises.

    `method` is the part's parameter of that name; REPLY and its like hold answers, not events. Repeating events give
    up to 12 days from `now` on, within 400 days. What is longer than 300,000 characters or 6,000 lines is not read.
    """
    if len(text) > LONGEST or text.count("\n") > _LINES:
        return Calendar(unread=(f"it is longer than {LONGEST:,} characters or {_LINES:,} lines",))
    if not text.strip():
        return Calendar(unread=("it is empty",))
    # Here, as few mails have a calendar and loading it takes a twentieth of a second.
    from icalendar import Component

    try:
        # Several in one part are as common as they are forbidden; RFC 5545, 3.4, allows them in a stream.
        roots = Component.from_ical(_without_zones(text).replace("\n", "\r\n"), multiple=True)
        if not roots:
            return Calendar(unread=("it holds no whole calendar (BEGIN:VCALENDAR to END:VCALENDAR)",))
        found: list[Said] = []
        unread: list[str] = []
        for root in roots:
            said = _calendar(root, method, now)
            found += said.events
            unread += said.unread
    except Exception:  # the library raises many kinds of errors on strangers' data
        return Calendar(unread=("it is not written as a calendar (RFC 5545)",))
    return Calendar(tuple(found[:_MOST]), tuple(dict.fromkeys(unread)))


def _without_zones(text: str) -> str:
    """The calendar less its own descriptions of time zones: zones are known by name, and the library would count out
    every change of a zone that changes daily since 1970."""
    if "VTIMEZONE" not in text.upper():
        return text.removeprefix("\ufeff")
    kept, within = [], False
    for line in text.removeprefix("\ufeff").split("\n"):
        said = line.strip().upper()
        within = within or said == "BEGIN:VTIMEZONE"
        if not within:
            kept.append(line)
        within = within and said != "END:VTIMEZONE"
    return "\n".join(kept)


def _calendar(root: Component, method: str, now: dt.datetime) -> Calendar:
    method = str(root.get("METHOD") or method or "").upper()
    zone = str(root.get("X-WR-TIMEZONE") or "") or None
    if method in ("REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER"):
        return Calendar()
    found: list[Said] = []
    unread: list[str] = []
    components = list(root.walk("VEVENT"))
    if len(components) > _MOST:
        unread.append(f"it holds {len(components):,} events, of which the first {_MOST} were read")
    for component in components[:_MOST]:
        try:
            found += _repeated(component, _event(component, method, zone), now)
        except Exception:  # the library's, too, as above
            unread.append(_trouble(component))
    return Calendar(tuple(found), tuple(unread))


def _trouble(component: Component) -> str:
    """Why an event could not be read: mostly its start, quoted as far as it is plain text."""
    value = component.get("DTSTART")
    if value is None:
        return "an event in it has no start (DTSTART)"
    written = "".join(char for char in _written(value) if char.isascii() and char.isprintable())[:40]
    return f"an event in it has a start that is no date or time: “{written}”"


def _event(component: Component, method: str, calendar_zone: str | None) -> Said:
    start = _moment(component, "DTSTART")
    if start is None:
        raise ValueError("no start")
    day, time, zone = _local(start, component["DTSTART"].params.get("TZID"), calendar_zone)
    end_date, end = _ends(component, start, day, time, zone)
    status = str(component.get("STATUS") or "").upper()
    location = _text(component, "LOCATION")
    link, kind = _link(component)
    return Said(
        date=day,
        start=time,
        end_date=end_date,
        end=end,
        timezone=zone,
        when_words=_written(component["DTSTART"]),
        title=_title(component),
        link=link,
        link_kind=kind,
        venue=_venue(location),
        location=location,
        coordinates=_coordinates(component.get("GEO")),
        online=bool(location and _URL.match(location)) or _text(component, "LOCATION") in ("online", "Online"),
        organizer=_organizer(component),
        cancelled=method == "CANCEL" or status == "CANCELLED",
        uid=_text(component, "UID"),
        description=_text(component, "DESCRIPTION"),
    )


def _written(value: Any) -> str:
    """A property's value as it stands in the file."""
    written = value.to_ical()
    return written.decode("ascii", "replace") if isinstance(written, bytes) else str(written)


def _moment(component: Component, name: str) -> dt.date | dt.datetime | None:
    value = component.get(name)
    moment = getattr(value, "dt", None)
    return moment if isinstance(moment, dt.date) and 1900 < moment.year < 2200 else None


def _local(
    moment: dt.date | dt.datetime, tzid: Any, calendar_zone: str | None
) -> tuple[dt.date, dt.time | None, str | None]:
    """Day, wall-clock time and IANA zone: the one named (Windows names too), the calendar's for UTC times, or None."""
    if not isinstance(moment, dt.datetime):
        return moment, None, None
    named = _zone(str(tzid)) if tzid else None
    if named is None and moment.tzinfo is not None and moment.utcoffset() == dt.timedelta(0) and calendar_zone:
        named = _zone(calendar_zone)
        if named is not None:
            moment = moment.astimezone(ZoneInfo(named))
    elif named is None and moment.tzinfo is not None and moment.utcoffset() == dt.timedelta(0) and not tzid:
        named = "UTC"
    return moment.date(), moment.time().replace(tzinfo=None, second=0, microsecond=0), named


def _zone(name: str) -> str | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    name = name.strip().strip('"')
    name = WINDOWS_TO_OLSON.get(name, name)
    if "/" in name and name.startswith("/"):
        name = "/".join(name.split("/")[-2:])
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None
    return name


def _ends(
    component: Component, start: dt.date, day: dt.date, time: dt.time | None, zone: str | None
) -> tuple[dt.date | None, dt.time | None]:
    """Last day (None when it is the first) and end time, from DTEND (exclusive for days, 3.6.1) or DURATION."""
    finish = _moment(component, "DTEND")
    length = getattr(component.get("DURATION"), "dt", None)
    if finish is None and isinstance(length, dt.timedelta) and dt.timedelta(0) < length < dt.timedelta(days=400):
        finish = start + length
    if finish is None:
        return None, None
    if not isinstance(finish, dt.datetime):
        last = finish - dt.timedelta(days=1)
        return (last if last > day else None), None
    if finish.tzinfo is not None and zone is not None:
        finish = finish.astimezone(ZoneInfo(zone))
    end = finish.time().replace(tzinfo=None, second=0, microsecond=0)
    last = finish.date()
    if last <= day:
        return None, end if time is not None and end != time else None
    # A party until 02:00 is one evening, not two days.
    if last == day + dt.timedelta(days=1) and end <= dt.time(6) and time is not None:
        return None, end
    return last, end


def _text(component: Component, name: str) -> str | None:
    value = component.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    words = " ".join(str(value).split()) if value is not None else ""
    return words[:2000] or None


def _title(component: Component) -> str | None:
    title = _text(component, "SUMMARY")
    return (
        re.sub(
            r"(?i)^(?:invitation|updated invitation|cancell?ed(?: event)?|einladung|invitación|abgesagt|annulé)\s*:\s*",
            "",
            title,
        )
        if title
        else None
    )


def _venue(location: str | None) -> str | None:
    if not location or _URL.match(location):
        return None
    first = re.split(r"[,;\n]", location)[0].strip()
    return first if first and first != location and not re.fullmatch(r"[\d\W]+", first) else None


def _link(component: Component) -> tuple[str | None, str]:
    for name in ("URL", "LOCATION", "DESCRIPTION"):
        value = component.get(name)
        best: tuple[str, str] | None = None
        for match in _URL.findall(str(value or "")[:20_000])[:20]:
            url = canonical(match.rstrip(".,;)>]"))
            kind = kind_of(url) if url else "never"
            if url and kind in ("event", "post", "page", "form", "home") and (best is None or kind == "event"):
                best = (url, kind)
        if best:
            return best
    return None, "page"


def _coordinates(geo: Any) -> tuple[float, float] | None:
    latitude, longitude = getattr(geo, "latitude", None), getattr(geo, "longitude", None)
    if isinstance(latitude, float) and isinstance(longitude, float) and abs(latitude) <= 90 and abs(longitude) <= 180:
        return (latitude, longitude) if (latitude, longitude) != (0.0, 0.0) else None
    return None


def _organizer(component: Component) -> str | None:
    organizer = component.get("ORGANIZER")
    name = str(getattr(organizer, "params", {}).get("CN", "")).strip()
    return name[:200] if name and "@" not in name else None


def _repeated(component: Component, said: Said, now: dt.datetime) -> Iterator[Said]:
    """The event itself, or each of its next days when it repeats (RRULE by days, weeks, months or years)."""
    rule = component.get("RRULE")
    if rule is None or said.date is None or isinstance(rule, list):
        yield said
        return
    days = _days(dict(rule), said.date, now.date())
    span = said.end_date - said.date if said.end_date else None
    for day in days[:_REPEATS] or [said.date]:
        yield replace(said, date=day, end_date=day + span if span is not None else None)


def _days(rule: dict[str, Any], first: dt.date, today: dt.date) -> list[dt.date]:
    """The days of a repetition from `today` on (RFC 5545, 3.3.10, less what is finer than a day or counts weeks).

    Our own count of days, because dateutil's never ends on a rule that fits no day (30 February).
    """
    freq = str(rule.get("FREQ", [""])[0]).upper()
    interval = int(rule.get("INTERVAL", [1])[0])
    finer = {"BYHOUR", "BYMINUTE", "BYSECOND", "BYYEARDAY", "BYWEEKNO"}
    if freq not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY") or not 1 <= interval <= 60 or set(rule) & finer:
        return [first]
    until = max(first, today) + _AHEAD
    ends = rule.get("UNTIL", [None])[0]
    if isinstance(ends, dt.date):
        until = min(until, ends.date() if isinstance(ends, dt.datetime) else ends)
    count = int(rule["COUNT"][0]) if "COUNT" in rule else None
    found: list[dt.date] = []
    seen = 0
    for period in _periods(freq, interval, first, until):
        fitting = [day for day in period if _fits(day, rule, freq, first)]
        places = [int(place) for place in rule.get("BYSETPOS", [])][:10]
        if places:
            fitting = sorted({fitting[at] for at in _indexes(places, len(fitting))})
        for day in fitting:
            if first <= day <= until:
                seen += 1
                if day >= today:
                    found.append(day)
            if len(found) >= _REPEATS or (count is not None and seen >= count):
                return found
    return found


def _indexes(places: list[int], size: int) -> list[int]:
    return [place - 1 if place > 0 else size + place for place in places if place and abs(place) <= size]


def _periods(freq: str, interval: int, first: dt.date, until: dt.date) -> Iterator[list[dt.date]]:
    """The days of each period that counts, from the first one's; not more than 20 years of them."""
    starts = {
        "DAILY": first,
        "WEEKLY": first - dt.timedelta(days=first.weekday()),
        "MONTHLY": first.replace(day=1),
        "YEARLY": first.replace(month=1, day=1),
    }
    at, end = starts[freq], min(until, first + dt.timedelta(days=7305))
    while at <= end:
        if freq == "DAILY":
            following, skip = at + dt.timedelta(days=1), at + dt.timedelta(days=interval)
        elif freq == "WEEKLY":
            following, skip = at + dt.timedelta(days=7), at + dt.timedelta(days=7 * interval)
        else:
            months = 1 if freq == "MONTHLY" else 12
            following, skip = _later(at, months), _later(at, months * interval)
        yield [at + dt.timedelta(days=number) for number in range((following - at).days)]
        at = skip


def _later(day: dt.date, months: int) -> dt.date:
    number = day.year * 12 + day.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)


def _fits(day: dt.date, rule: dict[str, Any], freq: str, first: dt.date) -> bool:
    months = [int(month) for month in rule.get("BYMONTH", [])][:12]
    if months and day.month not in months:
        return False
    in_month = [int(number) for number in rule.get("BYMONTHDAY", [])][:31]
    last = (_later(day.replace(day=1), 1) - dt.timedelta(days=1)).day
    if in_month and day.day not in in_month and day.day - last - 1 not in in_month:
        return False
    weekdays = [str(word).upper() for word in rule.get("BYDAY", [])][:31]
    if weekdays:
        name = _WEEKDAYS[day.weekday()]
        ordinal, back = (day.day - 1) // 7 + 1, -((last - day.day) // 7 + 1)
        return bool({name, f"{ordinal}{name}", f"+{ordinal}{name}", f"{back}{name}"} & set(weekdays))
    if freq == "WEEKLY":
        return day.weekday() == first.weekday()
    if in_month or freq == "DAILY":
        return True
    return day.day == first.day and (freq == "MONTHLY" or bool(months) or day.month == first.month)
