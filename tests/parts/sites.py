"""A small site to publish and events to build it from: invented, neutral, the same on every run."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from render.build import build
from render.event import Event
from render.publish import Receipt, publish
from render.site import Site

TODAY = dt.date(2027, 4, 5)
NOW = dt.datetime(2027, 4, 5, 10, tzinfo=dt.UTC)
SITE = Site(
    title="Open Gardens Week",
    statement="Gardens and courtyards open their gates.\n\nEverything is free.\n\nBring gloves, seeds or a cake.",
    contact="events@opengardens.example",
    languages=("en",),
    timezone="Europe/Berlin",
    host="opengardens.example",
    url="https://opengardens.example/",
    social={"Mastodon": "https://social.example/@opengardens"},
)
CITIES = (
    ("Berlin", None, "DE", (52.52, 13.405), "Europe/Berlin"),
    ("Paris", None, "FR", (48.857, 2.352), "Europe/Paris"),
    ("Athens", None, "GR", (37.984, 23.728), "Europe/Athens"),
    ("Nairobi", None, "KE", (-1.286, 36.817), "Africa/Nairobi"),
    ("Montréal", "Quebec", "CA", (45.509, -73.588), "America/Toronto"),
    ("Springfield", "Illinois", "US", (39.799, -89.644), "America/Chicago"),
    ("Springfield", "Missouri", "US", (37.215, -93.298), "America/Chicago"),
    ("São Paulo", None, "BR", (-23.547, -46.636), "America/Sao_Paulo"),
    ("Kyoto", None, "JP", (35.021, 135.754), "Asia/Tokyo"),
    ("Wellington", None, "NZ", (-41.287, 174.776), "Pacific/Auckland"),
    ("Leeds", "England", "GB", (53.796, -1.548), "Europe/London"),
)
_WORDS = ("River", "Neighbourhood", "Spring", "Community", "Library", "Bicycle", "Harvest", "Repair", "Seed", "Tree")
_KINDS = ("clean-up", "walk", "workshop", "market", "festival", "picnic", "ride", "planting day", "repair café", "swap")
_VENUES = (
    "Town hall",
    "Old mill",
    "Park pavilion",
    "Library; Bridge Street 4, 2nd floor",
    "Market square",
    "School yard",
)
_GROUPS = ("Friends of the River", "Garden Circle", "Pedal Club", "Neighbours of the Quay", "Repair Table")


def event(**values: Any) -> Event:
    """One event in Berlin on 7 April 2027 at 18:00, with the given values in place of its own."""
    usual = Event(
        id="e1",
        date=dt.date(2027, 4, 7),
        start=dt.time(18),
        end_date=None,
        end=None,
        timezone="Europe/Berlin",
        title="River clean-up",
        city="Berlin",
        region=None,
        country="DE",
        coordinates=(52.52, 13.405),
        venue="Old mill",
        link="https://river.example/clean-up",
        links=(),
        organizer="Friends of the River",
        status="scheduled",
        sequence=0,
        updated=dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC),
        language="en",
    )
    return dataclasses.replace(usual, **values)


def events(number: int, *, seed: int = 1, first: dt.date = TODAY, span: int = 60) -> list[Event]:
    """As many different events, on days from `first` on, all of them still to come on that day."""
    dice = random.Random(seed)
    found = []
    for count in range(number):
        city, region, country, coordinates, zone = dice.choice(CITIES)
        date = first + dt.timedelta(days=dice.randrange(span))
        start = dt.time(dice.randrange(8, 22), dice.choice((0, 15, 30))) if dice.random() < 0.93 else None
        found.append(
            event(
                id=f"{count:05x}{dice.randrange(16**6):06x}",
                date=date,
                start=start,
                end=dt.time((start.hour + 2) % 24, start.minute) if start and dice.random() < 0.5 else None,
                end_date=date + dt.timedelta(days=2) if dice.random() < 0.03 else None,
                timezone=zone,
                title=f"{dice.choice(_WORDS)} {dice.choice(_KINDS)}",
                city=city,
                region=region,
                country=country,
                coordinates=coordinates,
                venue=dice.choice(_VENUES) if dice.random() < 0.8 else None,
                link=f"https://{dice.choice(('gardens', 'river', 'pedal'))}.example/events/{dice.randrange(10**9)}",
                organizer=dice.choice(_GROUPS) if dice.random() < 0.7 else None,
                status="cancelled" if dice.random() < 0.03 else "scheduled",
                updated=dt.datetime(2027, 3, dice.randrange(1, 31), dice.randrange(24), tzinfo=dt.UTC),
            )
        )
    return found


@dataclass(frozen=True)
class Place:
    """A target as the configuration gives it."""

    url: str
    options: Mapping[str, str] = field(default_factory=dict)


def new_store_over(place: Place) -> Receipt:
    """Publish a list of five events, and then the empty one of a store that knows nothing of it; what came of that."""
    (full,) = publish(build(SITE, events(5), TODAY), [place], now=NOW)
    assert full.state == "sent", full.message
    (receipt,) = publish(build(SITE, [], TODAY), [place], now=NOW)
    return receipt


def whole(number: int, text: str = "") -> dict[str, bytes]:
    """The files of a small whole site in which every file names the same `number`."""
    page = f"<!DOCTYPE html>\n<html><title>{number}</title><body>\n<p>{number} {text}</body></html>\n"
    return {
        "index.html": page.encode(),
        "events.ics": f"BEGIN:VCALENDAR\r\nX-NUMBER:{number}\r\nEND:VCALENDAR\r\n".encode(),
        "in/de/index.html": page.encode(),
        "style.css": b"body{margin:0}\n",
    }
