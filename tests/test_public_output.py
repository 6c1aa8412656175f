"""What may leave the house: nothing that strangers write becomes markup, a trick in a link or an odd file name."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from render.build import build
from render.cleaning import host, id_slug, link, slug, text
from render.event import Event
from tests.parts.sites import SITE, TODAY, event


def page(files: dict[str, bytes], path: str = "index.html") -> str:
    return files[path].decode()


HOSTILE = event(
    title="\u202eevil\u2066 <script>alert(1)</script>\x07\x00",
    venue='"><img src=x onerror=alert(1)>',
    organizer="a\u200b\ufeffb\n\nc",
    city="Ber\u202dlin",
    link="https://good.example\\@evil.example/\u202epath?a=1&b=<2>",
    links=("javascript:alert(1)", "https://user:pass@paypal.example/", "https://pаypal.example/"),
    language='en" onload="x',
)


def test_what_a_stranger_wrote_cannot_become_markup_or_turn_the_text_round() -> None:
    files = build(replace(SITE, languages=("en", "ar")), [HOSTILE], TODAY)
    for path, content in files.items():
        if path.endswith(".png"):
            continue
        shown = content.decode()
        assert not re.search(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u200b\ufeff]", shown), path
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", shown), path
        if path.endswith(".html"):
            assert "<script>alert" not in shown
            assert "<img src=x" not in shown
            assert ' onload="x' not in shown
    assert "user:pass" not in str(files)
    assert "javascript:alert" not in str(files)


def test_a_links_words_name_the_host_it_leads_to() -> None:
    files = build(SITE, [HOSTILE], TODAY)
    assert ">Details at good.example</a>" in page(files)
    assert 'href="https://good.example/@evil.example/path?a=1&amp;b=%3C2%3E"' in page(files)


@pytest.mark.parametrize(
    ("given", "published"),
    [
        ("https://a.example/x?y=1#z", "https://a.example/x?y=1#z"),
        ("HTTPS://A.Example/X", "https://a.example/X"),
        ("http://user:pw@a.example/", "http://a.example/"),
        ("https://pаypal.com/", "https://xn--pypal-4ve.com/"),
        ("https://bücher.example/ü", "https://bücher.example/ü"),
        ("https://пример.рф/путь", "https://пример.рф/путь"),
        ("https://例え.テスト/", "https://例え.テスト/"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("mailto:a@b.example?bcc=c@d.example", "mailto:a@b.example"),
        ("https:/a.example", "https://a.example"),
        ("https://[::1]:8080/x", "https://[::1]:8080/x"),
        ("https://a.example:443/x y\"z'", "https://a.example:443/x%20y%22z%27"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//a.example/", None),
        ("a.example", None),
        ("https://", None),
        ("https://a b/", None),
        ("https://a.example:99999/", None),
        ("java\nscript:alert(1)", None),
        ("ftp://a.example/", None),
        ("", None),
        (None, None),
    ],
)
def test_a_link_is_published_only_in_a_safe_form(given: str | None, published: str | None) -> None:
    assert link(given) == published


@given(st.text(max_size=80))
@settings(deadline=None)
def test_any_text_becomes_one_safe_line_and_any_name_a_slug(value: str) -> None:
    cleaned = text(value)
    assert cleaned == text(cleaned)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", cleaned)
    cleaned.encode()
    assert re.fullmatch(r"[a-z0-9]*(?:-[a-z0-9]+)*", slug(value))
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", id_slug(value))


@given(st.text(max_size=60), st.sampled_from(("https://", "http://", "mailto:", "https:\\\\", "")))
@settings(deadline=None)
def test_any_link_is_safe_or_gone_and_stays_so(value: str, start: str) -> None:
    published = link(start + value)
    if published is not None:
        assert re.match(r"(https?://[^/?#@\s\"<>]+([/?#]|$)|mailto:[^\s\"<>?]+$)", published), published
        assert link(published) == published


def test_a_host_of_mixed_scripts_is_written_in_punycode() -> None:
    assert host("аpple.example") == "xn--pple-43d.example"
    assert host("münchen.example") == "münchen.example"


@pytest.mark.parametrize(
    ("city", "country", "folder"),
    [
        ("Αθήνα", "GR", "in/gr/athina"),
        ("Łódź", "PL", "in/pl/lodz"),
        ("東京", "JP", "in/jp/dongjing"),
        ("القاهرة", "EG", None),
        ("../../etc", "DE", "in/de/etc"),
        ("%2e%2e/<x>", "DE", "in/de/2e-2e-x"),
        ("\u202e", "DE", None),
        ("!!!", "DE", None),
    ],
)
def test_a_citys_folder_is_a_slug(city: str, country: str, folder: str | None) -> None:
    files = build(SITE, [event(city=city, country=country)], TODAY)
    assert all(re.fullmatch(r"(?:[a-z0-9-]+/)*[a-z0-9.-]+", path) and ".." not in path for path in files)
    if folder is not None:
        assert f"{folder}/index.html" in files


def test_ids_that_look_alike_have_files_of_their_own() -> None:
    files = build(SITE, [event(id="A b"), event(id="a-b"), event(id="a b"), event(id="../a")], TODAY)
    assert len([path for path in files if path.startswith("event/")]) == 4
    assert len(set(re.findall(r'<li id="(.*?)"', page(files)))) == 4


odd = st.text(max_size=40) | st.none()


@given(
    st.lists(
        st.builds(
            event,
            id=st.text(min_size=1, max_size=20),
            date=st.dates(),
            start=st.times() | st.none(),
            end_date=st.dates() | st.none(),
            end=st.times() | st.none(),
            timezone=st.sampled_from(("Europe/Berlin", "Pacific/Apia", "Nowhere/Else", "", None)),
            title=odd,
            city=odd,
            region=odd,
            country=st.text(max_size=3) | st.none(),
            coordinates=st.tuples(st.floats(-90, 90), st.floats(-180, 180)) | st.none(),
            venue=odd,
            link=odd,
            organizer=odd,
            status=st.sampled_from(("scheduled", "postponed", "cancelled")),
            online=st.booleans(),
            language=odd,
        ),
        max_size=6,
    )
)
@settings(deadline=None, max_examples=60)
def test_no_event_whatever_it_holds_keeps_the_site_from_being_built(listed: list[Event]) -> None:
    import icalendar

    files = build(SITE, listed, TODAY)
    icalendar.Calendar.from_ical(files["events.ics"])
    json.loads(files["feed.json"])
    assert all(re.fullmatch(r"(?:[a-z0-9-]+/)*[a-z0-9.-]+", path) for path in files)


@pytest.mark.parametrize(
    "values",
    [
        {"date": dt.date.max, "start": None},
        {"date": dt.date.max, "end": dt.time(1)},
        {"date": dt.date.min, "start": dt.time(0), "timezone": "Asia/Tokyo"},
        {"date": dt.date.min, "end_date": dt.date.max},
        {"date": dt.date.max, "start": dt.time(23), "timezone": "America/New_York"},
        {"coordinates": (float("nan"), 1e9)},
    ],
    ids=str,
)
def test_the_ends_of_the_calendar_and_of_the_earth_do_no_harm(values: dict[str, Any]) -> None:
    import icalendar

    for today in (TODAY, dt.date.max):
        icalendar.Calendar.from_ical(build(SITE, [event(**values)], today)["events.ics"])
