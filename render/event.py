"""What the world may know about an event. Nothing here can name a sender or quote a mail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Status = Literal["scheduled", "postponed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Event:
    """One published event.

    `id` lives as long as the event and is the local part of its iCalendar UID (RFC 5545, 3.8.4.7).
    `date` and `end_date` are the first and last day, both inclusive and both local to the place; `end_date`
    is None for an event of one day. `start` and `end` are wall-clock times in `timezone` (an IANA name); an
    event without `start` is an all-day event. `end` at or before `start` on a single day means "after midnight".
    `country` is ISO 3166-1 alpha-2, `coordinates` are (latitude, longitude) in degrees. `language` is the
    BCP 47 tag of `title`. `city` is None for an online event, which says so in `online`.
    `link` is the organizer's post or page, `links` the further ones in order of worth.
    `sequence` is the iCalendar SEQUENCE; `updated` is the UTC time of the last revision.
    """

    id: str
    date: dt.date
    start: dt.time | None
    end_date: dt.date | None
    end: dt.time | None
    timezone: str | None
    title: str | None
    city: str | None
    region: str | None
    country: str | None
    coordinates: tuple[float, float] | None
    venue: str | None
    link: str | None
    links: tuple[str, ...]
    organizer: str | None
    status: Status
    sequence: int
    updated: dt.datetime
    online: bool = False
    language: str | None = None

    @property
    def last_day(self) -> dt.date:
        """The last day on which the event takes place."""
        return self.end_date or self.date
