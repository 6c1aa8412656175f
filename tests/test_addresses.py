"""Cities in rows and labels with streets, venues and groups that are called after other cities, in every language.

Each file of tests/addresses is a language; add a city, street, venue or label to its lists and it is tried with the
others. A name that the row says with its country or postcode must be found, without a Problem but for `unsure` ones.
"""

from __future__ import annotations

import datetime as dt
import itertools
import tomllib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from intake.reading.message import read
from intake.reading.places import distance, lookup
from intake.reading.proposal import Context, Place
from intake.reading.propose import propose

ADDRESSES = Path(__file__).parent / "addresses"
SENT = dt.datetime(2019, 11, 7, 9, 5, tzinfo=dt.UTC)
# How a city stands in its row, and how the parts of the row stand to each other.
CITIES = (
    "{city}, {country}", "{city} ({country})", "{city}/{country}", "{city} - {country}", "{country}, {city}",
    "{postcode} {city}",
)  # fmt: skip
ROWS = (
    "{venue}, {street}, {city}, {when}",
    "{city}, {venue}, {street}, {when}",
    "{when} | {city} | {venue} | {street}",
    "{venue} | {street} | {when} | {city}",
    "{when} / {venue}, {street} / {city}",
    "{venue}\n{street}\n{city}\n{when}",
    "{date_label}: {when}\n{label}: {venue}, {street}, {city}",
    "{date_label}: {when}\n{label}: {city}, {venue}, {street}",
    "{label}: {venue} ({street}, {city})\n{date_label}: {when}",
    "{label}: {street}, {city} - {venue}\n{date_label}: {when}",
)


def languages() -> list[object]:
    return [
        pytest.param(tomllib.loads(path.read_text(encoding="utf-8")), id=path.stem)
        for path in sorted(ADDRESSES.glob("*.toml"))
    ]


def mails(known: dict[str, Any]) -> list[tuple[dict[str, str], str]]:
    """(city, text) of every row with every form of a city; what else stands in them takes turns."""
    turns = {name: itertools.cycle(known[name]) for name in ("cities", "streets", "venues", "labels", "when")}
    made = []
    for city_form, row in itertools.product(CITIES, ROWS):
        city = next(turns["cities"])
        if "{postcode}" in city_form and "postcode" not in city:
            city_form = CITIES[0]
        parts = {name[:-1]: next(turns[name]) for name in ("streets", "venues", "labels")}
        place = city_form.format(city=city["name"], country=city["country"], postcode=city.get("postcode"))
        text = row.format(city=place, when=next(turns["when"]), date_label=known["date_label"], **parts)
        made.append((city, f"{known['invitation']}\n\n{text}\n"))
    return made


@pytest.mark.parametrize("known", languages())
def test_the_city_of_a_row_is_no_other_that_its_street_or_venue_is_called_after(known: dict[str, Any]) -> None:
    wrong = []
    for city, text in mails(known):
        message = EmailMessage()
        message["Subject"], message["From"], message["Date"] = known["subject"], "Anna <post@example.org>", SENT
        message.set_content(text)
        proposals = propose(read(message.as_bytes()), Context(now=SENT)).proposals
        meant = [one for one in lookup(city["name"]).cities if one.country == city["code"]]
        found = proposals[0].where() if proposals else None
        right = isinstance(found, Place) and any(distance(one, found) < 15 for one in meant)
        doubts = {one.code for one in proposals[0].problems if one.field == "where"} if proposals else set()
        if not right or not doubts <= set(city.get("unsure", ())):
            wrong.append((text.partition("\n\n")[2], found and found.city, sorted(doubts)))
    assert wrong == []
