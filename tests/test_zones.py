"""The time zone that stands behind an hour, which an online event needs."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from intake.reading.fields.when import find
from intake.reading.fields.when.zones import ZONES, zone_of
from intake.reading.proposal import Context, Passage, When

CONTEXT = Context(dt.datetime(2026, 4, 7, 12, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("18:00-19:30 UTC", "UTC"),
        ("5 pm ET on 3 May", "America/New_York"),
        ("um 19 Uhr MEZ", "Europe/Berlin"),
        ("17:00 UTC+2", "Etc/GMT-2"),
        ("18:00 IST", None),
        ("18:00", None),
    ],
)
def test_a_zone_behind_an_hour_is_read(words: str, zone: str | None) -> None:
    (found, *_) = find(Passage(words, "text", 0, "body", ("en", "de")), CONTEXT)
    assert isinstance(found.value, When)
    assert found.value.zone == zone


@pytest.mark.parametrize("abbreviation", sorted(name for name, zone in ZONES.items() if zone))
def test_every_zone_that_an_abbreviation_means_exists(abbreviation: str) -> None:
    assert ZoneInfo(zone_of(abbreviation) or "").key
