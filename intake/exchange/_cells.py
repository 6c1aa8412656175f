"""What people write into a spreadsheet's cells, in the forms that an event has: "02.04.2027", "4/13/2027", "6pm"."""

from __future__ import annotations

import codecs
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Literal

from intake.deciding.decision import Impossible
from intake.deciding.draft import Details
from intake.deciding.typed import edited
from intake.reading.charsets import decode

Order = Literal["day", "month"]
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})")
_PLAIN_TIME = re.compile(r"\d\d:\d\d(:\d\d)?")


def text_of(data: bytes) -> str:
    """A file's text: UTF-8 as a rule, UTF-16 or an older charset as spreadsheets write them."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    return decode(data)


def order_of(days: Iterable[str]) -> Order | None:
    """Whether a column's days with slashes have the day or the month first; None while none of them tells."""
    told: set[Order] = set()
    for day in days:
        if (found := _NUMBERS.fullmatch(day)) and found[2] != ".":
            first, second = int(found[1]), int(found[3])
            if max(first, second) > 12 >= min(first, second):
                told.add("day" if first > 12 else "month")
    return told.pop() if len(told) == 1 else None


def in_our_forms(values: dict[str, str], order: Order | None, now: dt.datetime) -> dict[str, str]:
    """The cells of a row with its days and times in ISO form. Raises ValueError for what may be two days, or none."""
    found = dict(values)
    for name in ("date", "end_date"):
        if name in values:
            found[name] = _day(values[name], order, now)
    for name in ("start", "end"):
        if name in values and not _PLAIN_TIME.fullmatch(values[name]):
            found |= dict(_hours(values[name], name, now))
    return found


def _day(text: str, order: Order | None, now: dt.datetime) -> str:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found[1], found[3], found[4]
    elif found := _NUMBERS.fullmatch(text):
        day, month, year = found[1], found[3], found[4]
        if found[2] != "." and day != month:
            alone = order_of([text])
            if alone is None and order is None and int(day) <= 12:
                either = f"{year}-{month:0>2}-{day:0>2} or {year}-{day:0>2}-{month:0>2}"
                raise ValueError(f'"{text}" may be {either}; write which')
            if (alone or order) == "month":
                day, month = month, day
    else:
        try:
            read = edited(Details(), {"date": text}, now).date
        except Impossible:
            read = None
        return read.isoformat() if read else text
    return f"{year}-{month:0>2}-{day:0>2}"


def _hours(text: str, name: str, now: dt.datetime) -> Iterator[tuple[str, str]]:
    try:
        read = edited(Details(), {name: text}, now)
    except Impossible:
        return
    if read.start is not None:
        yield "start", read.start.isoformat()
    if read.end is not None:
        yield "end", read.end.isoformat()
