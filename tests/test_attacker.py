"""An attacker writes to the inbox: nothing acts, on no page, in no feed, header, log or file name.

The attacks stand in tests/payloads, one a line; every one is put into every field that a mail can fill.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Browser, Page, Request

from intake import jobs
from intake.campaign import Campaign
from intake.review.serving import Serving
from render.build import build
from render.event import Event
from render.site import Site
from tests.parts.browser import chromium
from tests.parts.sample import NOW, copy_of_sample
from tests.parts.web import serve

FOLDER = Path(__file__).parent / "payloads"
TODAY = dt.date(2027, 4, 1)
SITE = Site(
    "River Days", "Rivers.", "events@river.example", ("en", "ar"), "UTC", "river.example", "https://river.example/"
)
# What an attack would call; it leaves a mark that the test finds.
WATCH = "window.pwned = () => { window.acted = (window.acted || 0) + 1; }; window.alert = window.pwned;"
CONTROLS = "".join(
    map(chr, [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)


def attacks(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("# ")]


MARKUP, LINKS = attacks("markup.txt"), attacks("links.txt")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def attacked() -> list[Event]:
    """An event for each attack in each field."""
    events: list[Event] = []

    def add(**fields: Any) -> None:
        values: dict[str, Any] = {
            "start": dt.time(14), "end_date": None, "end": None, "timezone": "Europe/London", "title": "Walk",
            "city": "Bristol", "region": "England", "country": "GB", "coordinates": (51.45, -2.6), "venue": "Quay",
            "link": "https://walk.example/e/1", "links": (), "organizer": "Club", **fields,
        }  # fmt: skip
        events.append(
            Event(
                id=f"e{len(events)}", date=TODAY + dt.timedelta(days=len(events) % 5), status="scheduled", sequence=0,
                updated=NOW, language="en", **values,
            )
        )  # fmt: skip

    for attack in MARKUP:
        add(title=attack, venue=attack, organizer=attack)
        add(city=attack, region=attack)
    for link in LINKS:
        add(link=link, links=(link,))
    add(
        title=f"a{CONTROLS}b",
        venue=f"a{CONTROLS}b",
        city=f"a{CONTROLS}b",
        organizer="x\r\nATTENDEE:mailto:x@evil.example",
    )
    add(title="Walk\r\nBEGIN:VEVENT\r\nSUMMARY:forged\r\nEND:VEVENT")
    return events


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(build(SITE, attacked(), TODAY))


def watched(page: Page, home: str) -> list[str]:
    """Starts to watch a page; gives the list of what it asked of others, which must stay empty."""
    elsewhere: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((home, "data:", "about:")):
            elsewhere.append(request.url)

    page.on("request", note)
    page.on("dialog", lambda dialog: (elsewhere.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.add_init_script(WATCH)
    return elsewhere


def poke(page: Page) -> None:
    """Do to a page what would set off a handler: focus, point at and toggle everything."""
    page.evaluate(
        """() => { for (const e of document.querySelectorAll('body *')) {
            for (const n of ['mouseover', 'pointerenter', 'focus', 'blur', 'toggle', 'animationstart', 'error'])
                e.dispatchEvent(new Event(n));
            if (e.tagName === 'A' && /^\\s*(javascript|data|vbscript)/i.test(e.href)) window.pwned();
        } }"""
    )


def test_no_attack_acts_on_any_published_page(browser: Browser, files: dict[str, bytes]) -> None:
    with serve(files) as served:
        page = browser.new_page()
        elsewhere = watched(page, served.address)
        cities = [path for path in files if re.fullmatch(r"in/gb/[^/]+/index\.html", path)]
        for path in ("index.html", "ar/index.html", "past/index.html", "in/gb/index.html", *cities[:12]):
            page.goto(served.address + path.removesuffix("index.html"))
            poke(page)
            assert page.evaluate("window.acted || 0") == 0, path
            assert (
                page.locator("script").count()
                == page.locator("script[type='application/ld+json'], script[src]").count()
            )
        page.close()
    assert elsewhere == []


def test_the_watch_would_notice_an_attack_that_acts(browser: Browser) -> None:
    with serve({"index.html": b"<!doctype html><title>x</title><img src=x onerror=pwned()>"}) as served:
        page = browser.new_page()
        watched(page, served.address)
        page.goto(served.address)
        page.wait_for_function("window.acted > 0")
        page.close()


def test_the_feeds_hold_every_event_and_nothing_that_was_smuggled_in(files: dict[str, bytes]) -> None:
    events = attacked()
    calendar = icalendar.Calendar.from_ical(files["events.ics"])
    found = list(calendar.walk("VEVENT"))
    assert len(found) == len(events)
    assert not any("ATTENDEE" in part or str(part.get("SUMMARY")) == "forged" for part in found)
    assert len(ElementTree.fromstring(files["feed.atom"]).findall("{http://www.w3.org/2005/Atom}entry")) == len(events)
    assert len(json.loads(files["feed.json"])["items"]) == len(events)


def test_no_public_file_holds_controls_foreign_schemes_or_user_info(files: dict[str, bytes]) -> None:
    for path, content in files.items():
        if not path.endswith((".html", ".ics", ".atom", ".json", ".svg")):
            continue
        text = content.decode("utf-8")
        assert not set(text) & set(CONTROLS) - {"\t"}, path
        if not path.endswith((".html", ".atom", ".svg")):
            continue
        for target in re.findall(r'(?:href|src|action)="([^"]*)"', text):
            scheme = re.match(r"\s*([a-zA-Z][\w+.-]*):", target)
            assert scheme is None or scheme[1] in ("http", "https", "mailto", "webcal"), (path, target)
            assert not re.match(r"https?://[^/]*@", target), (path, target)


def test_every_file_name_is_made_of_slugs_and_stays_in_its_folder(files: dict[str, bytes]) -> None:
    for path in files:
        assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*/)*[a-z0-9]+(?:[-.][a-z0-9]+)*", path, re.IGNORECASE), path
        assert not Path(path).is_absolute()
        assert ".." not in Path(path).parts


def hostile_mail(number: int, attack: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    clean = " ".join(attack.split())
    mail["From"] = f'"NAME HERE" <attacker{number}@evil.example>'
    mail["To"] = "events@river-days.example"
    mail["Subject"] = "SUBJECT HERE"
    mail["Date"] = NOW - dt.timedelta(hours=1)
    mail["Message-ID"] = f"<attack-{number}@evil.example>"
    mail.set_content(
        f"{attack}\nSaturday 27 March 2027, 3pm\n{attack}, Bristol, UK\nhttps://evil.example/e/{number}\n{attack}\n"
    )
    if number % 3 == 0:
        mail.add_attachment(hostile_calendar(number, clean), maintype="text", subtype="calendar", filename="FILE HERE")
    if number % 3 == 1:
        mail.add_alternative(f"<p>{attack}</p><a href='https://evil.example/'>{attack}</a>", subtype="html")
    # Written into the bytes: the library that makes mails refuses some of it.
    quoted = clean.replace("\\", "").replace('"', "").encode()
    raw = mail.as_bytes().replace(b"SUBJECT HERE", clean.encode())
    return raw.replace(b"NAME HERE", quoted).replace(b"FILE HERE", quoted)


def hostile_calendar(number: int, attack: str) -> bytes:
    """An invitation with the attack in everything that it says, as the calendar library escapes it."""
    event = icalendar.Event()
    for name in ("summary", "location", "description", "uid", "url"):
        event.add(name, attack)
    event.add("dtstart", dt.datetime(2027, 3, 27, 15))
    event.add("organizer", icalendar.vCalAddress(f"mailto:attacker{number}@evil.example"))
    event["organizer"].params["CN"] = attack.replace('"', "'")
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    return calendar.to_ical()


@pytest.fixture
def besieged(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture
) -> Iterator[tuple[Campaign, Any]]:
    caplog.set_level("DEBUG")
    campaign, store = copy_of_sample(tmp_path, tmp_path_factory)
    for number, attack in enumerate([*MARKUP, *LINKS]):
        (tmp_path / "campaign" / "inbox" / f"attack{number:03}.eml").write_bytes(hostile_mail(number, attack))
    with store:
        jobs.collect(store, campaign, NOW)
        jobs.work(store, campaign, NOW)
        jobs.send(store, campaign, NOW)
        yield campaign, store


def test_no_attack_acts_on_any_review_page_in_any_mail_of_ours_or_log(
    besieged: tuple[Campaign, Any], browser: Browser, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    campaign, store = besieged
    drafts = [draft for draft in store.drafts() if draft.sender.endswith("@evil.example")]
    assert len(drafts) > 100
    with Serving(campaign, store, lambda *names: None, lambda: NOW) as pages:
        context = browser.new_context()
        page = context.new_page()
        elsewhere = watched(page, pages.address)
        page.goto(pages.one_time_address())
        paths = ["", "?page=2", "held", "log", "events", "state", *(f"drafts/{draft.id}" for draft in drafts[::4])]
        for path in paths:
            page.goto(pages.address + path)
            poke(page)
            assert page.evaluate("window.acted || 0") == 0, path
        context.close()
    assert elsewhere == []
    for letter in (tmp_path / "campaign" / "outbox").iterdir():
        head = letter.read_bytes().partition(b"\r\n\r\n")[0]
        for line in re.split(rb"\r\n(?![ \t])", head):
            assert re.match(rb"[A-Za-z-]+:", line), line
        assert len(re.findall(rb"(?im)^(?:to|bcc|cc):", head)) == 1
    assert "evil.example" not in caplog.text
    assert not os.path.exists("/tmp/pwned")


def test_no_attack_that_is_confirmed_acts_on_the_page(besieged: tuple[Campaign, Any], browser: Browser) -> None:
    from intake.deciding.decision import Command

    campaign, store = besieged
    commands = [Command("confirm", "robin", draft_id=draft.id) for draft in store.drafts()]
    jobs.carry_out(store, campaign, commands, NOW, partly=True)
    files = dict(build(campaign.site, store.events(), NOW.date()))
    assert len(store.events()) > 100
    assert not any(b"attacker" in content for content in files.values())
    with serve(files) as served:
        page = browser.new_page()
        elsewhere = watched(page, served.address)
        page.goto(served.address)
        poke(page)
        assert page.evaluate("window.acted || 0") == 0
        page.close()
    assert elsewhere == []
