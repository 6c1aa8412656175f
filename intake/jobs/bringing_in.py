"""Moves an existing list in: entries with the public fields of events, from any format of intake/exchange."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any
from zoneinfo import available_timezones

from pydantic import TypeAdapter, ValidationError

from intake.store import Store
from render.event import Event

_ADAPTER: TypeAdapter[Event] = TypeAdapter(Event)
_ALIASES = {"start_time": "start", "end_time": "end"}
_FORMS = {"date": "2027-05-01", "end_date": "2027-05-01", "start": "18:30", "end": "18:30"}
"""How the fields are written in which a list kept by hand differs most."""
LONGEST_LINE = 1_000_000
"""Characters of one line; a longer one is refused."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not taken: its number, counted from 1, and why."""

    line: int
    reason: str


def bring_in(store: Store, lines: Iterable[str], who: str, now: dt.datetime) -> tuple[int, int, list[Refusal]]:
    """Put the events of JSON lines on the list; see `bring_in_entries`. Raises Unavailable."""
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    return _bring_in(store, ((number, _parsed(line)) for number, line in numbered), who, now)


def bring_in_entries(
    store: Store, entries: Iterable[tuple[int, Mapping[str, Any] | str]], who: str, now: dt.datetime
) -> tuple[int, int, list[Refusal]]:
    """Put entries on the list; returns how many are new, how many were there, and what was refused.

    An entry is (number, fields as JSON values) or (number, why it was refused already). Only `date` is required.
    Without an `id` an event gets one made of its day, time, place, title and link, so that the same file brought in
    twice is the same list. Raises Unavailable, and then nothing was taken.
    """
    return _bring_in(store, entries, who, now)


def _bring_in(
    store: Store, entries: Iterable[tuple[int, Any]], who: str, now: dt.datetime
) -> tuple[int, int, list[Refusal]]:
    taken: dict[str, Event] = {}
    refused: list[Refusal] = []
    for number, given in entries:
        try:
            if isinstance(given, str):
                raise ValueError(given)
            event = event_from(given, now)
        except ValueError as error:
            refused.append(Refusal(number, str(error)))
            continue
        if event.id in taken:
            refused.append(Refusal(number, f'the same event as an earlier line (id "{event.id}")'))
            continue
        taken[event.id] = event
    with store.writes() as writing:
        new, there = writing.bring_in(list(taken.values()), who, now)
    return new, there, refused


def _parsed(line: str) -> Any:
    """The JSON value of a line, or as a plain text why it has none."""
    if len(line) > LONGEST_LINE:
        return f"longer than {LONGEST_LINE} characters"
    try:
        given = json.loads(line)
    except ValueError as error:
        return f"no JSON: {error}"
    except RecursionError:
        return "no JSON of ours: nested too deeply"
    return 'no JSON object; write {"date": "2027-05-01", ...}' if isinstance(given, str) else given


def event_of(line: str, now: dt.datetime) -> Event:
    """The event a JSON line says. Raises ValueError in words for the person who wrote it."""
    given = _parsed(line)
    if isinstance(given, str):
        raise ValueError(given)
    return event_from(given, now)


def event_from(given: Any, now: dt.datetime) -> Event:
    """The event that fields as JSON values say. Raises ValueError in words for the person who wrote them."""
    if not isinstance(given, dict):
        raise ValueError('no JSON object; write {"date": "2027-05-01", ...}')
    given = {_ALIASES.get(key, key): value for key, value in given.items()}
    names = [field.name for field in fields(Event)]
    unknown = [key for key in given if key not in names]
    if unknown:
        raise ValueError(f'no such field "{unknown[0]}" (have: {", ".join(names)})')
    if not given.get("date"):
        raise ValueError('"date" is missing; write it as "2027-05-01"')
    values = {**_defaults(now), **{key: value for key, value in given.items() if value is not None}}
    try:
        event = _ADAPTER.validate_json(json.dumps(values), strict=False)
    except ValidationError as error:
        raise ValueError("; ".join(_lines(error))) from None
    _check(event)
    return event if event.id else _with_id(event)


def _defaults(now: dt.datetime) -> dict[str, Any]:
    given = {field.name: field.default for field in fields(Event) if field.default is not MISSING}
    rest: dict[str, Any] = {field.name: None for field in fields(Event) if field.default is MISSING}
    return {**rest, **given, "id": "", "links": [], "status": "scheduled", "sequence": 0, "updated": now.isoformat()}


def _lines(error: ValidationError) -> Iterator[str]:
    for wrong in error.errors(include_url=False):
        place = ".".join(str(key) for key in wrong["loc"])
        given = json.dumps(wrong["input"], default=str, ensure_ascii=False)[:80]
        if place in _FORMS:
            yield f'"{place}": {given} cannot be read; write it as "{_FORMS[place]}"'
            continue
        words = f"{wrong['msg'][:1].lower()}{wrong['msg'][1:]}"
        yield f'"{place}": {words}, not {given}'


def _check(event: Event) -> None:
    if event.updated.tzinfo is None:
        raise ValueError('"updated": has no time zone; write it as "2027-05-01T12:00:00Z"')
    if event.end_date is not None and event.end_date < event.date:
        raise ValueError(f'"end_date": {event.end_date} is before "date", {event.date}')
    if event.timezone is not None and event.timezone not in available_timezones():
        raise ValueError(f'"timezone": no such time zone "{event.timezone}"; write one such as "Europe/Paris"')
    if event.country is not None and not (
        len(event.country) == 2 and event.country.isascii() and event.country.isupper()
    ):
        raise ValueError(f'"country": "{event.country}" is no ISO code of two capital letters, such as "DE"')
    if event.coordinates is not None and not (
        -90 <= event.coordinates[0] <= 90 and -180 <= event.coordinates[1] <= 180
    ):
        raise ValueError('"coordinates": write [latitude, longitude] in degrees')
    for link in (event.link, *event.links):
        if link is not None and not link.lower().startswith(("http://", "https://", "mailto:")):
            raise ValueError(f'"link": {json.dumps(link[:80])} is no web address (http, https or mailto)')
    if len(event.id) > 64:
        raise ValueError('"id": longer than 64 characters')


def _with_id(event: Event) -> Event:
    told = [event.date, event.start, event.city, event.country, event.title, event.link]
    name = hashlib.sha256(json.dumps(told, default=str).encode("utf-8", "replace")).hexdigest()[:16]
    return dataclasses.replace(event, id=name)
