"""Formats that are read as mails are: the proposals of a reading as entries."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Any

from intake.deciding import details as detailed
from intake.deciding.typed import place_named
from intake.exchange import Doubted, Entries, Reads
from intake.reading.message import Unreadable
from intake.reading.proposal import Context

# A list moved in may be of any time and say little; only what makes an entry wrong keeps it out.
GRAVE = frozenset({"no_date", "no_city", "unknown_city", "weekday_contradicts", "ambiguous_day_month"})
# What may make it wrong is told.
DOUBTFUL = frozenset({"ambiguous_city"})


def entries_of(raw: bytes, now: dt.datetime, reader: Reads) -> Entries:
    """The entries that are read out of a mail's bytes. Raises ValueError when it cannot be read or names none."""
    try:
        _, reading = reader.read(raw, Context(now=now))
    except Unreadable as error:
        raise ValueError(str(error)) from None
    if not reading.proposals:
        raise ValueError(f"no events were found in it: {reading.reason}")
    for proposal in reading.proposals:
        details = detailed.of(proposal)
        grave = [problem.text for problem in proposal.problems if problem.code in GRAVE]
        if grave:
            what = details.title or details.city or "an entry"
            yield proposal.ordinal, f"{what}: {' '.join(grave)}"
            continue
        if details.title and _is_place(details.title, details.city):
            details = dataclasses.replace(details, title=None)
        if details.venue and details.city and details.venue.casefold() == details.city.casefold():
            details = dataclasses.replace(details, venue=None)
        values: dict[str, Any] = {
            name: value for name, value in dataclasses.asdict(details).items() if name != "postponed"
        }
        values = {
            name: value.isoformat() if isinstance(value, dt.date | dt.time) else value for name, value in values.items()
        }
        entry = Doubted(values, status="cancelled" if proposal.about == "cancel" else "scheduled")
        if doubts := [problem.text for problem in proposal.problems if problem.code in DOUBTFUL]:
            place = ", ".join(filter(None, (details.city, details.region, details.country)))
            entry.doubt = f"taken to be in {place}. {' '.join(doubts)}"
        yield proposal.ordinal, entry


def _is_place(title: str, city: str | None) -> bool:
    """Whether a title is only where the event is: lists of cities have links whose words are the city's name."""
    named = place_named(re.sub(r"\s*\(([^()]*)\)\s*$", r", \1", title))
    return named is not None and named.city is not None and named.city == city
