"""Building the site: what stands where, for whom, and that nothing else gets out."""

from __future__ import annotations

import datetime as dt
import html
import json
import random
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from render.build import ARCHIVE_AT_ONCE, Memory, build
from render.entries import LISTED_DAYS
from render.templating import BrokenTemplate
from tests.parts.sites import SITE, TODAY, event, events
from tests.parts.worldwide import worldwide


def page(files: dict[str, bytes], path: str = "index.html") -> str:
    return files[path].decode()


def days(page: str) -> dict[str, str]:
    """The text of each day's section by its date."""
    return dict(re.findall(r'<section class="day" id="d([\d-]+)">(.*?)</section>', page, re.DOTALL))


def words(markup: str) -> str:
    """What a reader reads of some HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def test_the_same_input_gives_the_same_bytes() -> None:
    listed = events(40)
    assert build(SITE, listed, TODAY) == build(SITE, list(reversed(listed)), TODAY)


def test_a_day_is_a_heading_in_the_pages_language_with_its_count() -> None:
    files = build(SITE, [event(date=dt.date(2027, 4, 9)), event(id="e2", date=dt.date(2027, 4, 9))], TODAY)
    assert re.search(
        r'<h2><time datetime="2027-04-09">Friday, 9 April</time> <small>2 events</small></h2>', page(files)
    )


def test_another_year_is_named_in_its_days_heading() -> None:
    assert "Friday, 7 January 2028" in page(build(SITE, [event(date=dt.date(2028, 1, 7))], TODAY))


def test_an_entry_says_when_where_what_and_where_to_read_more() -> None:
    shown = event(end=dt.time(20, 30), organizer="Garden Circle")
    written = re.sub("<script.*?</script>", "", page(build(SITE, [shown], TODAY)))
    read = words(days(written)["2027-04-07"])
    assert read == (
        "Wednesday, 7 April 1 event Berlin, Germany River clean-up 18:00 –20:30 Old mill · by Garden Circle "
        "Details at river.example Add to calendar"
    )


def test_an_online_event_says_whose_clock_its_time_is_on() -> None:
    shown = event(online=True, city=None, country=None, venue=None, timezone="Europe/Lisbon")
    assert "Online River clean-up 18:00 Europe/Lisbon" in words(page(build(SITE, [shown], TODAY)))


def test_entries_are_in_order_of_time_and_all_day_ones_come_first() -> None:
    listed = [
        event(id="c", start=dt.time(21), title="Late"),
        event(id="a", start=dt.time(9), title="Early"),
        event(id="b", start=None, title="All day"),
    ]
    titles = re.findall(r"<bdi>(All day|Early|Late)</bdi>", page(build(SITE, listed, TODAY)))
    assert titles == ["All day", "Early", "Late"]


def test_an_event_of_several_days_stands_under_each_of_them() -> None:
    longer = event(date=dt.date(2027, 4, 7), end_date=dt.date(2027, 4, 9), end=dt.time(16))
    found = days(page(build(SITE, [longer], TODAY)))
    assert list(found) == ["2027-04-07", "2027-04-08", "2027-04-09"]
    assert "River clean-up 18:00 day 1" in words(found["2027-04-07"])
    assert "day 2 of 3" in words(found["2027-04-08"])
    assert "River clean-up –16:00 day 3" in words(found["2027-04-09"])
    assert page(build(SITE, [longer], TODAY)).count('id="e-e1"') == 1


def test_an_event_that_goes_on_is_listed_from_today_on_and_its_first_days_are_past() -> None:
    files = build(SITE, [event(date=dt.date(2027, 4, 4), end_date=dt.date(2027, 4, 6))], TODAY)
    assert list(days(page(files))) == ["2027-04-05", "2027-04-06"]
    assert list(days(page(files, "past/index.html"))) == ["2027-04-04"]


def test_a_mistaken_end_a_hundred_years_on_does_not_fill_the_page() -> None:
    files = build(SITE, [event(end_date=dt.date(2127, 4, 7))], TODAY)
    assert len(days(page(files))) == LISTED_DAYS


def test_today_and_tomorrow_are_marked() -> None:
    listed = [event(id=str(number), date=TODAY + dt.timedelta(days=number)) for number in range(3)]
    found = days(page(build(SITE, listed, TODAY)))
    assert words(found["2027-04-05"]).startswith("Monday, 5 April Today 1 event")
    assert words(found["2027-04-06"]).startswith("Tuesday, 6 April Tomorrow 1 event")
    assert words(found["2027-04-07"]).startswith("Wednesday, 7 April 1 event")


def test_a_cancelled_event_is_marked_and_its_calendar_file_says_so_to_who_follows_an_older_page() -> None:
    files = build(SITE, [event(status="cancelled")], TODAY)
    assert 'class="cancelled"' in page(files)
    assert "Cancelled" in words(days(page(files))["2027-04-07"])
    assert "event/e1.ics" not in page(files)
    assert b"\r\nSTATUS:CANCELLED\r\n" in files["event/e1.ics"]


def test_past_days_are_in_the_archive_by_month_the_latest_first() -> None:
    listed = [event(id=str(day), date=day) for day in (dt.date(2027, 3, 1), dt.date(2027, 3, 30), dt.date(2027, 4, 4))]
    files = build(SITE, listed, TODAY)
    assert list(days(page(files))) == []
    past = page(files, "past/index.html")
    assert list(days(past)) == ["2027-04-04", "2027-03-30", "2027-03-01"]
    assert re.findall(r'<h2 class="month">(.*?)</h2>', past) == ["April 2027", "March 2027"]
    assert not [path for path in files if path.startswith("event/")]


def test_a_large_archive_moves_older_months_to_pages_of_their_own() -> None:
    listed = [
        event(id=f"{month}-{count}", date=dt.date(2026, month, 1 + count % 28))
        for month in (10, 11, 12)
        for count in range(ARCHIVE_AT_ONCE // 2)
    ]
    files = build(SITE, listed, TODAY)
    assert 'href="2026-10/index.html"' in page(files, "past/index.html")
    assert len(days(page(files, "past/2026-10/index.html"))) == 28
    shown = [path for path in files if path.startswith("past/")]
    assert sum(page(files, path).count("<li id=") for path in shown) == len(listed)


def test_an_empty_list_says_so_and_invites() -> None:
    read = words(page(build(SITE, [], TODAY)))
    assert "No events are listed yet." in read
    assert "If your event is not listed here, email us and we will add it. events@opengardens.example" in read


def test_the_statement_is_markdown_without_html_and_its_rest_is_folded() -> None:
    statement = "First *one*.\n\nSecond <script>alert(1)</script> [x](javascript:alert(1)).\n\nThird ![i](https://a.example/i.png)"
    found = page(build(replace(SITE, statement=statement), [], TODAY))
    assert "<p>First <em>one</em>.</p>" in found
    assert "<script>alert" not in found
    assert 'href="javascript' not in found
    assert "<img" not in found
    assert found.index('class="rest"') > found.index("Second")
    assert found.index('class="rest"') < found.index("Third")


def test_countries_and_cities_have_pages_with_feeds_of_their_own() -> None:
    files = build(SITE, [event(), event(id="e2", city="Paris", country="FR", title="Seed swap")], TODAY)
    for folder in ("", "in/de/", "in/de/berlin/", "in/fr/", "in/fr/paris/"):
        for name in ("index.html", "events.ics", "feed.atom", "feed.json"):
            assert f"{folder}{name}" in files
    assert "Seed swap" not in page(files, "in/de/berlin/index.html")
    assert b"Seed swap" not in files["in/de/events.ics"]
    assert "Seed swap" in page(files, "in/fr/index.html")
    assert 'href="../../../event/e1.ics"' in page(files, "in/de/berlin/index.html")


def test_a_city_whose_events_are_over_keeps_its_address() -> None:
    files = build(SITE, [event(date=dt.date(2027, 1, 1))], TODAY)
    assert "No coming events are listed for Berlin, Germany." in words(page(files, "in/de/berlin/index.html"))
    assert "in/de/berlin" not in page(files)


def test_two_cities_of_one_name_have_two_pages() -> None:
    one = event(id="a", city="Springfield", region="Illinois", country="US")
    other = event(id="b", city="Springfield", region="Missouri", country="US")
    files = build(SITE, [one, other], TODAY)
    assert "in/us/springfield-illinois/index.html" in files
    assert "in/us/springfield-missouri/index.html" in files
    assert "Springfield, Illinois" in page(files)
    known = build(SITE, [one, replace(other, region=None)], TODAY)
    assert page(known, "in/us/springfield/index.html").count("<li id=") == 2


def test_a_city_that_mails_call_by_several_names_has_one_page() -> None:
    wien = {"region": "Vienna", "country": "AT", "coordinates": (48.20849, 16.37208)}
    named = [("a", "Wien"), ("b", "Vienna"), ("c", "Wien"), ("d", "Вена")]
    files = build(SITE, [event(id=one, city=city, **wien) for one, city in named], TODAY)
    assert page(files, "in/at/wien/index.html").count("<li id=") == 4
    assert "Vienna, " in page(files, "in/at/wien/index.html")  # as its mail says
    assert {path.split("/")[2] for path in files if path.startswith("in/at/") and path.count("/") == 3} == {"wien"}


def test_a_statement_in_another_language_than_the_page_keeps_its_direction() -> None:
    site = replace(SITE, languages=("en", "ar", "fr"), statements={"fr": "Bonjour."})
    files = build(site, [event()], TODAY)
    assert '<div class="statement" id="statement" lang="en" dir="ltr">' in page(files, "ar/index.html")
    for path in ("index.html", "fr/index.html"):
        assert '<div class="statement" id="statement">' in page(files, path)


def test_a_theme_replaces_one_template_or_style_sheet() -> None:
    theme = {"entry.html": "<li id='{{ id }}'>{{ title }} in {{ city }}</li>", "style.css": "body{color:red}"}
    files = build(replace(SITE, theme=theme), [event(title="A & B")], TODAY)
    assert "<li id='e-e1'>A &amp; B in Berlin</li>" in page(files)
    assert files["style.css"].endswith(b"body{color:red}")


@pytest.mark.parametrize("name", ["page.html", "entry.html", "day.html", "event.ics"])
def test_a_broken_template_is_named_with_its_line_and_what_is_wrong(name: str) -> None:
    with pytest.raises(BrokenTemplate, match=rf"^{re.escape(name)}, line 2: ") as said:
        build(replace(SITE, theme={name: "<p>\n{{ broken"}), [event()], TODAY)
    assert str(said.value).isprintable()


@pytest.mark.parametrize("colour", ["#8a1c1c", "#ffcc00", "rgb(0, 200, 255)", "pink", "#000", "hsl(120, 100%, 50%)"])
def test_any_accent_is_readable_on_light_and_on_dark_paper(colour: str) -> None:
    from render.colours import NIGHT, PAPER, both, contrast, parse

    light, dark = both(colour)
    assert contrast(parse(light), PAPER) >= 7
    assert contrast(parse(dark), NIGHT) >= 7


def test_the_site_asks_nobody_else_for_anything() -> None:
    files = build(replace(SITE, languages=("en", "de")), events(30), TODAY)
    for path, content in files.items():
        if path.endswith((".html", ".css", ".svg", ".js")):
            shown = content.decode()
            loaded = re.findall(r'<(?:script|img|object|iframe|source)[^>]*?(?:src|data)="([^"]*)"', shown)
            loaded += re.findall(r'<link rel="(?:stylesheet|icon|preload)" href="([^"]*)"', shown)
            loaded += re.findall(r"url\(([^)]*)\)|@import", shown)
            assert not [address for address in loaded if "//" in address], path


def test_every_link_within_the_site_leads_to_a_file() -> None:
    import posixpath

    listed = [*events(30), event(id="old", date=dt.date(2027, 1, 1))]
    files = build(replace(SITE, languages=("en", "he")), listed, TODAY)
    for path, content in files.items():
        if path.endswith((".html", ".svg")):
            shown = content.decode()
            for address in re.findall(r'(?:href|src|data)="(?![a-z]+:)([^"#]+)', shown):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), html.unescape(address)))
                assert target in files, f"{path} leads to {address}"
            for anchor in re.findall(r'href="#([^"]+)"', shown):
                assert f'id="{anchor}"' in shown, f"{path} leads to #{anchor}"


@pytest.mark.parametrize(
    ("number", "linked"), [(60, 60), (100, 100), (120, 100), (150, 100), (151, 60), (300, 60), (1000, 60)]
)
def test_the_dots_of_the_map_lead_to_their_cities_as_far_as_it_stays_small(number: int, linked: int) -> None:
    import gzip

    listed = worldwide(number, places=number)
    files = build(SITE, listed, TODAY)
    assert len(gzip.compress(files["map.svg"], 6)) < 5000
    ways = re.findall(r'<a href="([^"]+)"', files["map.svg"].decode())
    assert len(set(ways)) == linked
    assert set(ways) <= files.keys()


@pytest.mark.parametrize("number", [120, 150, 250, 360, 1000, 5000])
def test_the_map_stays_small_and_has_a_dot_near_each_city_however_many_there_are(number: int) -> None:
    import gzip

    from render.worldmap import position

    dice = random.Random(number)
    listed = [
        event(id=str(count), city=f"City {count}", coordinates=(dice.uniform(-50, 70), dice.uniform(-170, 170)))
        for count in range(number)
    ]
    drawn = build(SITE, listed, TODAY)["map.svg"].decode()
    assert len(gzip.compress(drawn.encode())) < 5000
    dots = {(int(x), int(y)) for x, y in re.findall(r'cx="(\d+)" cy="(\d+)"', drawn)}
    (path,) = re.findall(r'class="d" d="M(.*?)"', drawn)
    x = y = 0
    for right, down in re.findall(r"(-?\d+) ?(-?\d+)h0", path):
        x, y = x + int(right), y + int(down)
        dots.add((x, y))
    near = {(x + right, y + down) for x, y in dots for right in range(-8, 9) for down in range(-8, 9)}
    assert {position(*one.coordinates) for one in listed if one.coordinates} <= near
    if number == 250:
        assert {position(*one.coordinates) for one in listed if one.coordinates} == dots


def test_a_share_picture_is_drawn_for_the_list_and_each_city() -> None:
    import io

    from PIL import Image

    files = build(SITE, [event(), event(id="e2", city="東京", country="JP", coordinates=(35.7, 139.7))], TODAY)
    pictures = {path: content for path, content in files.items() if path.endswith(".png")}
    assert set(pictures) == {"share.png", "in/de/berlin/share.png", "in/jp/dongjing/share.png"}
    for content in pictures.values():
        image = Image.open(io.BytesIO(content))
        image.load()
        assert image.size == (1200, 630)
        assert len(content) < 40_000
    assert len(set(pictures.values())) == 3
    address = "https://opengardens.example/in/de/berlin/share.png"
    assert f'<meta property="og:image" content="{address}">' in page(files, "in/de/berlin/index.html")
    assert "og:image" not in page(build(replace(SITE, url=None), [event()], TODAY))


def test_a_dot_of_the_map_lies_where_the_city_is() -> None:
    from render.worldmap import HEIGHT, WIDTH, position

    assert position(0, 0)[0] == WIDTH // 2
    assert position(-41.3, 174.8) == (593, 249)
    for latitude in (-90, -30, 0, 30, 90):
        for longitude in (-200, -180, 0, 180):
            x, y = position(latitude, longitude)
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT


changes = st.lists(
    st.tuples(st.integers(0, 11), st.sampled_from(("gone", "title", "day", "city", "cancelled", "link"))), max_size=6
)


@given(st.lists(st.tuples(changes, st.integers(0, 3)), max_size=5), st.booleans())
@settings(deadline=None, max_examples=25)
def test_a_build_that_remembers_gives_the_same_bytes_as_one_that_does_not(
    steps: list[tuple[list[tuple[int, str]], int]], two: bool
) -> None:
    site = replace(SITE, languages=("en", "he") if two else ("en",))
    memory, listed, today = Memory(), {one.id: one for one in events(12, span=6)}, TODAY
    for step, (changed, later) in enumerate(steps):
        today += dt.timedelta(days=later)
        for index, change in changed:
            number = sorted(listed)[index % len(listed)] if listed else None
            if number is None:
                continue
            one = listed[number]
            if change == "gone":
                del listed[number]
            elif change == "title":
                listed[number] = replace(one, title=f"Title {step}")
            elif change == "day":
                listed[number] = replace(one, date=one.date + dt.timedelta(days=1), end_date=None)
            elif change == "city":
                listed[number] = replace(one, city="Leeds", region="England", country="GB")
            elif change == "cancelled":
                listed[number] = replace(one, status="cancelled", sequence=one.sequence + 1)
            else:
                listed[number] = replace(one, link=None)
        assert build(site, list(listed.values()), today, memory) == build(site, list(listed.values()), today)


def test_a_city_that_loses_its_own_picture_is_remembered_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("render.build.PICTURED", 1)
    memory = Memory()
    berlin = [event(id="a")]
    paris = [event(id=str(number), city="Paris", country="FR") for number in range(2)]
    assert "in/de/berlin/share.png" in build(SITE, berlin, TODAY, memory)
    after = build(SITE, [*berlin, *paris], TODAY, memory)
    assert "in/de/berlin/share.png" not in after
    assert "in/de/berlin/share.png" not in page(after, "in/de/berlin/index.html")
    assert after == build(SITE, [*berlin, *paris], TODAY)


def test_what_did_not_change_is_not_rendered_again() -> None:
    memory, listed = Memory(), events(50)
    before = build(SITE, listed, TODAY, memory)
    listed[3] = replace(listed[3], venue="New mill")
    after = build(SITE, [replace(one) for one in listed], TODAY, memory)
    same = [path for path in after if after[path] is before.get(path)]
    assert "past/index.html" in same
    assert len([path for path in after if path.endswith("index.html") and path not in same]) == 3
    assert [path for path in after if path.startswith("event/") and path not in same] == [f"event/{listed[3].id}.ics"]


def test_an_address_without_its_last_slash_leads_to_the_same_places() -> None:
    assert build(replace(SITE, url="https://opengardens.example"), [event()], TODAY) == build(SITE, [event()], TODAY)


def test_the_events_are_described_for_machines() -> None:
    shown = event(end=dt.time(20), status="postponed", organizer="A </script> B")
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', page(build(SITE, [shown], TODAY)), re.DOTALL
    )
    assert found is not None
    described = json.loads(found[1])
    assert described["startDate"] == "2027-04-07T18:00+02:00"
    assert described["endDate"] == "2027-04-07T20:00+02:00"
    assert described["eventStatus"] == "https://schema.org/EventPostponed"
    assert described["location"]["address"]["addressLocality"] == "Berlin"
    assert described["organizer"]["name"] == "A </script> B"
