"""Addresses, days and hours as entries of a row, in every order: no house's or room's number is a day or an hour."""

from __future__ import annotations

import datetime as dt
import itertools
import tomllib
from pathlib import Path

import pytest

from intake.reading.fields.when import find
from intake.reading.proposal import Context, Passage

ENTRIES = Path(__file__).parent / "entries"
SEPARATORS = (", ", " | ", "\n", " – ", " ; ")
NOW = Context(now=dt.datetime(2019, 11, 7, 9, 5, tzinfo=dt.UTC))


def rows() -> list[object]:
    """A case for each place and language of the folder, with the days and hours that may stand beside it."""
    return [
        pytest.param(path.stem, place, known["days"], known["hours"], id=f"{path.stem}-{place}")
        for path in sorted(ENTRIES.glob("*.toml"))
        for known in [tomllib.loads(path.read_text(encoding="utf-8"))]
        for place in known["places"]
    ]


@pytest.mark.parametrize(("tag", "place", "days", "hours"), rows())
def test_a_place_with_its_number_beside_a_day_and_an_hour_is_neither(
    tag: str, place: str, days: list[str], hours: list[str]
) -> None:
    wrong = []
    for day, hour, separator in itertools.product(days, hours, SEPARATORS):
        for order in itertools.permutations((place, day, hour)):
            text = separator.join(order)
            values = [finding.value for finding in find(Passage(text, "text", 0, "body", (tag,)), NOW)]
            told = ({value.date for value in values if value.date}, {value.start for value in values if value.start})
            if told != ({dt.date(2019, 11, 15)}, {dt.time(18)}):
                wrong.append(text)
    assert wrong == []
