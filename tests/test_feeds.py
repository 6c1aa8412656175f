"""The feeds, read by programs people use: icalendar, ics, ical.js, feedparser, and TypeScript for schema.org."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import icalendar
import ics
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from render.build import build
from render.event import Event
from render.filters import ics_fold
from tests.parts.node import package, program
from tests.parts.sites import SITE, TODAY, event, events

ODD = (
    event(id="comma", title="Seeds, bulbs; tools \\ more", venue="a,b;c\\d"),
    event(id="long", title="Μια πολύ μεγάλη γιορτή στον κήπο της γειτονιάς με μουσική και φαγητό για όλους " * 3),
    event(id="emoji", title="Picnic 🧺🌳" * 20, organizer="👩‍🌾 farmers"),
    event(id="day", start=None),
    event(id="days", start=None, end_date=dt.date(2027, 4, 9)),
    event(id="late", start=dt.time(22), end=dt.time(2)),
    event(id="over-days", end_date=dt.date(2027, 4, 8), end=dt.time(12)),
    event(id="summer", date=dt.date(2027, 10, 30), start=dt.time(23), end=dt.time(3), timezone="Europe/Berlin"),
    event(id="gap", date=dt.date(2028, 3, 26), start=dt.time(2, 30)),
    event(id="nowhere", timezone=None, city=None, country=None, venue=None, coordinates=None),
    event(id="wrong-zone", timezone="Mars/Olympus"),
    event(id="cancelled", status="cancelled", sequence=3),
    event(id="postponed", status="postponed"),
    event(id="untitled", title=None, link=None, organizer=None),
    event(id="online", online=True, city=None, country=None, venue=None, timezone="UTC"),
    event(id="idn", link="https://bücher.example/fête?x=ä#ü"),
)


def expected(one: Event) -> tuple[str, str, dt.datetime | dt.date, dt.datetime | dt.date | None]:
    """UID, summary, start and end as a calendar must understand them, worked out another way than render does."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    title = one.title or "Event"
    summary = f"CANCELLED: {title}" if one.status == "cancelled" else " ".join(title.split())
    last = one.end_date or one.date
    if one.start is None:
        return f"{one.id}@{SITE.host}", summary, one.date, last + dt.timedelta(days=1)
    try:
        zone = ZoneInfo(one.timezone) if one.timezone else None
    except ZoneInfoNotFoundError:
        zone = None

    def moment(day: dt.date, time: dt.time) -> dt.datetime:
        local = dt.datetime(day.year, day.month, day.day, time.hour, time.minute, tzinfo=zone)
        return local.astimezone(dt.UTC) if zone else local

    end = None
    if one.end is not None:
        over_midnight = one.end_date is None and one.end <= one.start
        end = moment(last + dt.timedelta(days=1) if over_midnight else last, one.end)
    elif one.end_date is not None:
        end = moment(last + dt.timedelta(days=1), dt.time(0))
    return f"{one.id}@{SITE.host}", summary, moment(one.date, one.start), end


LISTED = [*ODD, *events(300)]


@pytest.fixture(scope="module")
def calendar() -> bytes:
    return build(SITE, LISTED, TODAY)["events.ics"]


def test_icalendar_reads_every_uid_instant_and_summary(calendar: bytes) -> None:
    read = {}
    for component in icalendar.Calendar.from_ical(calendar).walk("VEVENT"):
        assert not component.errors
        end = component.get("DTEND")
        read[str(component["UID"])] = (str(component["SUMMARY"]), component["DTSTART"].dt, end.dt if end else None)
    assert read == {uid: (summary, begin, end) for uid, summary, begin, end in map(expected, LISTED)}


def test_ics_reads_every_uid_instant_and_summary(calendar: bytes) -> None:
    read = {}
    for one in ics.Calendar(calendar.decode()).events:
        # ics 0.7 gives all-day events as midnight in UTC, and an event without an end the end of its start
        read[one.uid] = (one.name, one.begin.datetime, one.all_day)
    wanted = {}
    for one in LISTED:
        uid, summary, begin, _ = expected(one)
        whole_day = not isinstance(begin, dt.datetime)
        moment = dt.datetime(begin.year, begin.month, begin.day) if not isinstance(begin, dt.datetime) else begin
        wanted[uid] = (summary, moment.replace(tzinfo=dt.UTC), whole_day)
    assert read == wanted


ICAL_JS = """
import ICAL from "%s";
import fs from "fs";
const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(0, "utf-8")));
console.log(JSON.stringify(calendar.getAllSubcomponents("vevent").map((one) => {
  const event = new ICAL.Event(one);
  const when = (time) => time && (time.isDate ? time.toString() : time.zone.tzid === "UTC"
    ? time.toJSDate().toISOString() : time.toString());
  return [event.uid, event.summary, when(event.startDate), one.hasProperty("dtend") ? when(event.endDate) : null];
})));
"""


def test_ical_js_reads_every_uid_instant_and_summary(calendar: bytes, tmp_path: Path) -> None:
    script = tmp_path / "read.mjs"
    script.write_text(ICAL_JS % (package("ical.js") / "dist/ical.js").as_uri())
    node = program("node", "apt-get install nodejs")
    done = subprocess.run([node, str(script)], input=calendar, capture_output=True, check=True)

    def when(moment: dt.datetime | dt.date | None) -> str | None:
        if isinstance(moment, dt.datetime):
            return moment.strftime("%Y-%m-%dT%H:%M:%S") + (".000Z" if moment.tzinfo else "")
        return moment.isoformat() if moment else None

    wanted = [[uid, summary, when(begin), when(end)] for uid, summary, begin, end in map(expected, LISTED)]
    assert sorted(json.loads(done.stdout)) == sorted(wanted)


def test_lines_end_in_crlf_and_are_at_most_75_octets(calendar: bytes) -> None:
    assert calendar.endswith(b"END:VCALENDAR\r\n")
    for line in calendar.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode()


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=400))
@settings(deadline=None)
def test_any_line_can_be_folded_and_unfolded(value: str) -> None:
    folded = ics_fold(f"SUMMARY:{value}\n")
    assert all(len(line) <= 75 for line in folded.split(b"\r\n"))
    assert folded.replace(b"\r\n ", b"").decode() == f"SUMMARY:{value}\r\n"


def one_event(one: Event, today: dt.date = TODAY) -> dict[str, Any]:
    (component,) = icalendar.Calendar.from_ical(build(SITE, [one], today)["events.ics"]).walk("VEVENT")
    return {name: component[name] for name in component}


def test_a_change_raises_the_sequence_and_keeps_the_uid() -> None:
    before = one_event(event())
    after = one_event(event(start=dt.time(19), sequence=1, updated=dt.datetime(2027, 3, 2, tzinfo=dt.UTC)))
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt == dt.datetime(2027, 3, 2, tzinfo=dt.UTC)


def test_a_cancelled_event_stays_as_cancelled_until_its_day_has_passed() -> None:
    gone = event(status="cancelled", sequence=1)
    shown = one_event(gone, gone.date)
    assert shown["STATUS"] == "CANCELLED"
    assert shown["SUMMARY"] == "CANCELLED: River clean-up"
    after = build(SITE, [gone], gone.date + dt.timedelta(days=1))["events.ics"]
    assert b"VEVENT" not in after


def test_place_and_organizer_are_in_the_calendar() -> None:
    shown = one_event(event())
    assert shown["LOCATION"] == "Old mill, Berlin, Germany"
    assert shown["DESCRIPTION"] == "by Friends of the River\nhttps://river.example/clean-up"
    assert shown["URL"] == "https://river.example/clean-up"
    assert (shown["GEO"].latitude, shown["GEO"].longitude) == (52.52, 13.405)


def test_every_event_has_a_calendar_file_of_its_own_with_the_same_event(calendar: bytes) -> None:
    files = build(SITE, LISTED, TODAY)
    for one in LISTED:
        (component,) = icalendar.Calendar.from_ical(files[f"event/{one.id}.ics"]).walk("VEVENT")
        assert component["UID"] == f"{one.id}@{SITE.host}"


def test_feedparser_reads_the_atom_feed_of_every_list() -> None:
    files = build(replace(SITE, title="Gardens & <Parks>"), LISTED, TODAY)
    for path in (path for path in files if path.endswith("feed.atom")):
        feed = feedparser.parse(files[path])
        assert not feed.bozo, (path, feed.get("bozo_exception"))
        assert feed.version == "atom10"
        assert feed.feed.title.startswith("Gardens & <Parks>")
        ids = [entry.id for entry in feed.entries]
        assert len(set(ids)) == len(ids)
        assert all(entry.updated_parsed and entry.title for entry in feed.entries)
    whole = feedparser.parse(files["feed.atom"])
    assert len(whole.entries) == len(LISTED)
    (entry,) = [entry for entry in whole.entries if entry.id.endswith("/comma")]
    assert entry.title == "Wednesday, 7 April 2027 · Berlin · Seeds, bulbs; tools \\ more"
    assert entry.link == "https://river.example/clean-up"
    assert whole.feed.updated == max(one.updated for one in LISTED).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_json_feed_is_as_its_version_says() -> None:
    files = build(SITE, LISTED, TODAY)
    for path in (path for path in files if path.endswith("feed.json")):
        feed = json.loads(files[path])
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == f"https://opengardens.example/{path}"
        for item in feed["items"]:
            assert item["id"]
            assert item["title"]
            assert item["content_text"]
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item["date_modified"])
    assert len(json.loads(files["feed.json"])["items"]) == len(LISTED)


def test_an_empty_list_has_whole_feeds() -> None:
    files = build(SITE, [], TODAY)
    assert not feedparser.parse(files["feed.atom"]).bozo
    assert json.loads(files["feed.json"])["items"] == []
    assert not icalendar.Calendar.from_ical(files["events.ics"]).walk("VEVENT")


def _described(page: bytes) -> list[dict[str, object]]:
    """The events a page describes for machines."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.decode(), re.DOTALL)
    return [json.loads(text) for text in found]


def test_every_coming_event_is_described_on_the_page_nearest_to_it_and_the_next_ones_on_the_list() -> None:
    listed = events(300)
    listed += [event(id="country", city=None, link="https://one.example/country", date=TODAY + dt.timedelta(days=90))]
    listed += [event(id="nowhere", city=None, country=None, link="https://one.example/", date=dt.date(2027, 9, 1))]
    files = build(SITE, [*listed, event(id="over", date=dt.date(2027, 3, 1), link="https://one.example/over")], TODAY)

    def links(path: str) -> list[object]:
        return [one["url"] for one in _described(files[path])]

    pages = [path for path in files if path.endswith("index.html")]
    nearest = [link for path in pages if path != "index.html" for link in links(path)]
    assert sorted([*nearest, "https://one.example/"]) == sorted(one.link for one in listed)
    assert links("in/de/index.html") == ["https://one.example/country"]
    ordered = sorted(
        listed, key=lambda one: (one.date, one.start or dt.time(0), one.city or "", one.title or "", one.id)
    )
    assert links("index.html") == [*(one.link for one in ordered[:50]), "https://one.example/"]


def test_a_description_for_machines_says_place_organizer_status_and_the_real_offset() -> None:
    moved = event(status="cancelled", region="Berlin", end=dt.time(20), title='</script> "Seeds" \\ <b>')
    page = build(SITE, [moved], TODAY)["index.html"]
    assert page.count(b"</script>") == page.count(b"<script") == 1
    assert _described(page) == [
        {
            "@context": "https://schema.org",
            "@type": "Event",
            "name": '</script> "Seeds" \\ <b>',
            "startDate": "2027-04-07T18:00+02:00",
            "endDate": "2027-04-07T20:00+02:00",
            "eventStatus": "https://schema.org/EventCancelled",
            "location": {
                "@type": "Place",
                "name": "Old mill",
                "address": {
                    "@type": "PostalAddress",
                    "addressLocality": "Berlin",
                    "addressRegion": "Berlin",
                    "addressCountry": "DE",
                },
            },
            "url": "https://river.example/clean-up",
            "organizer": {"@type": "Organization", "name": "Friends of the River"},
        }
    ]
    online = event(online=True, city=None, country=None, venue=None)
    (said,) = _described(build(SITE, [online], TODAY)["index.html"])
    assert said["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert said["location"] == {"@type": "VirtualLocation", "url": "https://river.example/clean-up"}


def test_json_ld_type_checks_as_schema_org_events(tmp_path: Path) -> None:
    described = []
    for one in [*ODD, *events(60)]:
        found = _described(build(SITE, [one], TODAY)["index.html"])
        assert len(found) == 1
        described += found
    modules = package("schema-dts").parent
    (tmp_path / "check.ts").write_text(
        f'import type {{Event, WithContext}} from "{modules}/schema-dts/dist/schema";\n'
        f"export const events: WithContext<Exclude<Event, string>>[] = {json.dumps(described, indent=1)};\n"
    )
    node, tsc = program("node", "apt-get install nodejs"), str(package("typescript") / "bin/tsc")
    done = subprocess.run(
        [node, tsc, "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", str(tmp_path / "check.ts")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[:4000]
