"""Values as people type them into a field, a command or an answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from intake.deciding.decision import Impossible
from intake.deciding.draft import Details
from intake.deciding.typed import edited, place_named

NOW = dt.datetime(2027, 3, 1, 10, tzinfo=dt.UTC)
BASE = Details(
    date=dt.date(2027, 5, 8),
    start=dt.time(14),
    end=dt.time(16),
    timezone="Europe/Paris",
    city="Lyon",
    country="FR",
    coordinates=(45.74906, 4.84789),
    title="Planting day",
    language="en",
)


def edit(**values: str) -> Details:
    return edited(BASE, values, NOW)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-05-01", dt.date(2027, 5, 1)),
        ("1 May", dt.date(2027, 5, 1)),
        ("May 1 2027", dt.date(2027, 5, 1)),
        ("1. Mai", dt.date(2027, 5, 1)),
        ("1er mai 2027", dt.date(2027, 5, 1)),
        ("1 de mayo de 2027", dt.date(2027, 5, 1)),
    ],
)
def test_a_day_is_read_in_many_forms(text: str, day: dt.date) -> None:
    assert edit(date=text).date == day


def test_a_span_of_days_sets_the_last_day_too() -> None:
    assert edit(date="14-16 April 2027").end_date == dt.date(2027, 4, 16)


def test_a_span_moves_as_a_whole() -> None:
    fair = replace(BASE, end_date=dt.date(2027, 5, 10))
    moved = edited(fair, {"date": "2027-05-15"}, NOW)
    assert (moved.date, moved.end_date) == (dt.date(2027, 5, 15), dt.date(2027, 5, 17))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("18:30", dt.time(18, 30), None),
        ("6pm", dt.time(18), None),
        ("18h30", dt.time(18, 30), None),
        ("15:00", dt.time(15), dt.time(16)),
        ("18:30-20:00", dt.time(18, 30), dt.time(20)),
        ("18.30", dt.time(18, 30), None),
    ],
)
def test_an_hour_is_read_in_many_forms(text: str, start: dt.time, end: dt.time | None) -> None:
    now = edit(time=text)
    assert (now.start, now.end) == (start, end)


@pytest.mark.parametrize("text", ["Köln", "Köln, DE", "Köln, Germany", "Köln (DE)"])
def test_a_city_brings_its_country_zone_and_point(text: str) -> None:
    now = edit(city=text)
    assert (now.city, now.country, now.timezone) == ("Köln", "DE", "Europe/Berlin")
    assert now.coordinates is not None
    assert round(now.coordinates[0]) == 51


def test_a_country_tells_cities_of_one_name_apart() -> None:
    assert edit(city="Valencia, VE").timezone == "America/Caracas"
    assert edit(city="Valencia", country="ES").timezone == "Europe/Madrid"
    assert edited(replace(BASE, city="Valencia"), {"country": "VE"}, NOW).timezone == "America/Caracas"


@pytest.mark.parametrize(
    ("text", "country"),
    [("London, UK", "GB"), ("London, England", "GB"), ("London, Ontario", "CA"), ("Atlanta, Georgia", "US")],
)
def test_a_country_may_be_named_as_people_name_it(text: str, country: str) -> None:
    place = place_named(text)
    assert place is not None
    assert (place.city, place.country) == (text.partition(",")[0], country)


@pytest.mark.parametrize("region", ["Illinois", "Massachusetts", "Missouri"])
def test_a_region_tells_cities_of_one_country_apart(region: str) -> None:
    place = place_named(f"Springfield, {region}")
    assert place is not None
    assert place.region == region


def test_the_campaigns_countries_decide_before_size() -> None:
    place = place_named("Valencia", ("VE",))
    assert place is not None
    assert place.country == "VE"


def test_a_village_that_nobody_knows_is_kept_with_its_country() -> None:
    now = edit(city="Kleinstückenhausen, DE")
    assert (now.city, now.country, now.coordinates) == ("Kleinstückenhausen", "DE", None)


def test_online_takes_the_place_away() -> None:
    for now in (edit(city="online"), edit(online="yes")):
        assert now.online
        assert now.city is None


def test_an_empty_text_clears_a_field() -> None:
    assert edit(time="").start is None
    assert edit(venue="").venue is None
    assert edit(city="").city is None


def test_links_are_checked_and_get_a_scheme() -> None:
    assert edit(link="garden.example/may").link == "https://garden.example/may"
    assert edit(links="https://a.example/1 https://b.example/2").links == ("https://a.example/1", "https://b.example/2")


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("date", "someday", "2027-05-01"),
        ("date", "2027-13-45", "2027-05-01"),
        ("date", "2027-13-01", "2027-05-01"),
        ("time", "25:00", "18:30"),
        ("time", "early", "18:30"),
        ("city", "Nowhereville", "Köln, DE"),
        ("city", "Köln, Atlantis", "Köln, DE"),
        ("country", "Atlantis", "two letters"),
        ("link", "not a link", "https://example.org"),
        ("link", "javascript:alert(1)", "https://example.org"),
        ("link", "https://user@bank.example/", "https://example.org"),
        ("timezone", "Mars/Olympus", "Europe/Berlin"),
        ("end_date", "2027-05-01", "before the first day"),
        ("online", "maybe", "yes nor no"),
        ("title", "x" * 301, "301 characters"),
        ("colour", "red", "have: date"),
    ],
)
def test_what_cannot_be_read_is_named_with_a_form_that_works(field: str, text: str, says: str) -> None:
    with pytest.raises(Impossible) as error:
        edited(BASE, {field: text}, NOW)
    assert says in str(error.value)
    assert field in str(error.value) or field == "colour" or "time" in field


def test_several_edits_are_made_together_or_not_at_all() -> None:
    now = edit(city="Porto, PT", date="2027-06-05", time="10:30", title="Ride")
    assert (now.city, now.timezone, now.date, now.start, now.title) == (
        "Porto",
        "Europe/Lisbon",
        dt.date(2027, 6, 5),
        dt.time(10, 30),
        "Ride",
    )
    with pytest.raises(Impossible):
        edit(city="Porto, PT", date="someday")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5 ožujka 2027", dt.date(2027, 3, 5)),
        ("5 märts 2027", dt.date(2027, 3, 5)),
        ("5 ogos 2027", dt.date(2027, 8, 5)),
    ],
)
def test_a_bare_day_in_a_language_without_a_file_is_read_all_the_same(text: str, day: dt.date) -> None:
    assert edit(date=text).date == day


@pytest.mark.parametrize("text", ["12345", "3rd", "call 555 0123", "5 ožujka 2027 " * 10])
def test_what_is_no_whole_day_is_refused_with_a_form_that_works(text: str) -> None:
    with pytest.raises(Impossible, match="write it like 2027-05-01"):
        edit(date=text)
