"""CSV (RFC 4180) with a line of headings: an event's public fields, some under other usual names.

A cell that a spreadsheet would take for a formula is written with an apostrophe before it, and read without.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from collections.abc import Sequence

from intake.deciding.typed import place_named
from intake.exchange import Entries, Reads
from intake.exchange._cells import in_our_forms, order_of, text_of
from render import cleaning
from render.event import Event
from render.site import Site

SUFFIXES = ("csv", "tsv")
_FIRST = (
    "date", "start", "end_date", "end", "timezone", "city", "region", "country", "venue", "title", "link", "organizer",
)  # fmt: skip
_LAST = ("status", "online", "language", "id")
_NOT_IN_A_CELL = ("coordinates", "links", "sequence", "updated")
COLUMNS = (
    *_FIRST,
    *(field.name for field in dataclasses.fields(Event) if field.name not in (*_FIRST, *_LAST, *_NOT_IN_A_CELL)),
    *_LAST,
)
"""Every public field that a cell can hold; one added to `Event` has a column."""
ALIASES = {
    "day": "date",
    "start_time": "start",
    "time": "start",
    "end_time": "end",
    "place": "city",
    "town": "city",
    "location": "venue",
    "name": "title",
    "url": "link",
    "organiser": "organizer",
    "group": "organizer",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read(data: bytes, now: dt.datetime, reader: Reads) -> Entries:
    """The rows. A city without a time zone is looked up in the index of places, "Köln, DE" as well as "Köln"."""
    text = text_of(data).removeprefix("\ufeff")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    names = [(heading or "").strip().casefold().replace(" ", "_") for heading in rows.fieldnames or ()]
    rows.fieldnames = [ALIASES.get(name, name) for name in names]
    unknown = [name for name in rows.fieldnames if name not in COLUMNS]
    if "date" not in rows.fieldnames or unknown:
        problem = f'no such column "{unknown[0]}"; rename it or take it out' if unknown else 'no column "date"'
        raise ValueError(f"{problem} (have: {', '.join(COLUMNS)})")
    try:
        numbered = [(rows.line_num, row) for row in rows]  # the line an editor shows: the headings are the first
    except csv.Error as error:
        raise ValueError(f"no CSV: {error}") from None
    order = order_of((row[name] or "").strip() for _, row in numbered for name in ("date", "end_date") if name in row)
    for number, row in numbered:
        if None in row:
            yield number, "more cells than there are headings"
            continue
        cells = {name: (value or "").strip() for name, value in row.items()}
        values = {name: value.removeprefix("'") for name, value in cells.items() if value}
        if not values:
            continue
        try:
            yield number, _placed(in_our_forms(values, order, now))
        except ValueError as error:
            yield number, str(error)


def _placed(values: dict[str, str]) -> dict[str, object]:
    found: dict[str, object] = {**values}
    if "online" in values:
        found["online"] = values["online"].casefold() in ("1", "true", "yes", "x")
    if values.get("city"):
        around = (values.get("region"), values.get("country"))
        place = place_named(", ".join(filter(None, (values["city"], *around))))
        if place is not None and place.city:
            if not values.get("timezone"):
                found |= {"city": place.city, "region": place.region, "country": place.country}
                found["timezone"] = place.timezone
            if place.latitude is not None and place.longitude is not None:
                found["coordinates"] = [place.latitude, place.longitude]
    return found


def write(site: Site, events: Sequence[Event]) -> bytes:
    """A row for each event, in UTF-8 with a mark at its beginning, so that spreadsheets know."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for event in events:
        rows.writerow([_cell(getattr(event, name)) for name in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    text = str(value).lower() if isinstance(value, bool) else cleaning.text(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
