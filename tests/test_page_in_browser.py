"""The page as readers meet it: in Chromium, on a narrow screen, in the dark, from right to left, without JavaScript."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from render.build import build
from render.event import Event
from tests.parts import missing
from tests.parts.browser import chromium
from tests.parts.node import package, program
from tests.parts.sites import SITE, TODAY, event, events
from tests.parts.web import Served, serve
from tests.parts.worldwide import LANGUAGES, worldwide

LONG = event(
    id="long",
    title="Supercalifragilisticexpialidociousneighbourhoodgardeningassociationsummerfestival",
    venue="https://a.example/" + "x" * 120,
    organizer="W" * 90,
    link="https://a-very-long-host-name-that-does-not-fit-into-any-column.of-a-narrow-screen.gardens.example/x",
)
SITE_OF_TWO = replace(SITE, languages=("en", "ar"))
LISTED = [
    *events(60),
    LONG,
    event(id="gone", status="cancelled"),
    event(id="ar", title="نزهة في الحديقة", language="ar"),
]
PATHS = ("index.html", "ar/index.html", "in/de/index.html", "past/index.html")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve(build(SITE_OF_TWO, LISTED, TODAY)) as served:
        yield served


def opened(browser: Browser, address: str, **options: Any) -> Page:
    """A page in a context of its own."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    return page


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_wider_than_the_screen(browser: Browser, site: Served, path: str, width: int) -> None:
    page = opened(browser, site.address + path, viewport={"width": width, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.fixture(scope="module")
def small_site() -> Iterator[Served]:
    with serve(build(SITE_OF_TWO, LISTED[-12:], TODAY)) as served:
        yield served


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(
    browser: Browser, small_site: Served, path: str, scheme: Literal["light", "dark"], width: int
) -> None:
    script = (package("axe-core") / "axe.min.js").read_text()
    page = opened(
        browser,
        small_site.address + path,
        viewport={"width": width, "height": 640},
        color_scheme=scheme,
        bypass_csp=True,
    )
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    page.evaluate(script)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    rules = {"color-contrast-enhanced": {"enabled": True}}
    found = page.evaluate(
        "(options) => axe.run(document, options)",
        {"runOnly": {"type": "tag", "values": tags}, "rules": rules},
    )
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found["violations"]] == []


def test_the_page_asks_nobody_else_sets_no_cookie_and_misses_nothing(browser: Browser) -> None:
    with serve(build(SITE_OF_TWO, LISTED, TODAY)) as served:
        context = browser.new_context()
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        for path in PATHS:
            page.goto(served.address + path, wait_until="networkidle")
        assert all(url.startswith(served.address) for url in asked)
        assert context.cookies() == []
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        assert served.missing == []
        assert said == []


def test_typing_filters_the_list_at_once(browser: Browser, site: Served) -> None:
    page = opened(browser, site.address)
    before = page.locator(".day li:visible").count()
    page.get_by_label("Search this list").fill("montreal")
    shown = page.locator(".day li:visible")
    assert 0 < shown.count() < before
    assert all("Montréal" in text for text in shown.all_inner_texts())
    assert page.locator(".day:visible").count() <= shown.count()
    assert page.locator(".filter output").inner_text() == f"{shown.count()} / {before}"
    assert page.locator(".day h2 small:visible").count() == 0  # they count whole days
    page.get_by_label("Search this list").fill("zzz")
    assert page.locator(".day li:visible").count() == 0
    assert page.get_by_text("Nothing on this list matches.").is_visible()
    page.get_by_label("Search this list").fill("")
    assert page.locator(".day li:visible").count() == before
    assert page.locator(".filter output").inner_text() == ""
    assert page.locator(".day h2 small:visible").count() == page.locator(".day").count()


@pytest.mark.parametrize(("typed", "city"), [("lodz", "Łódź"), ("ISTANBUL", "İstanbul"), ("giessen", "Gießen")])
def test_typing_without_accents_finds_a_city_with_them(browser: Browser, typed: str, city: str) -> None:
    with serve(build(SITE, [*events(10), event(id="here", city=city)], TODAY)) as served:
        page = opened(browser, served.address)
        page.get_by_label("Search this list").fill(typed)
        assert page.locator(".day li:visible").count() == 1
        assert page.locator("#e-here").is_visible()


def test_without_javascript_everything_is_there_but_the_search_field(browser: Browser, site: Served) -> None:
    page = opened(browser, site.address, java_script_enabled=False)
    assert page.locator(".day li:visible").count() >= len(LISTED)
    assert page.locator("input:visible").count() == 0


def test_the_statement_unfolds_on_a_small_screen_and_is_open_on_a_large_one(browser: Browser, site: Served) -> None:
    page = opened(browser, site.address, viewport={"width": 360, "height": 640}, java_script_enabled=False)
    rest = page.get_by_text("Bring gloves, seeds or a cake.")
    assert not rest.is_visible()
    page.get_by_role("link", name="Read on").click()
    assert rest.is_visible()
    assert opened(browser, site.address).get_by_text("Bring gloves, seeds or a cake.").is_visible()


def test_the_days_heading_stays_in_sight_while_its_entries_scroll(browser: Browser, site: Served) -> None:
    page = opened(browser, site.address, viewport={"width": 360, "height": 640})
    top = page.evaluate(
        """() => { const day = [...document.querySelectorAll('.day')].find((one) => one.offsetHeight > 700);
        window.scrollTo(0, day.offsetTop + 300); return day.querySelector('h2').getBoundingClientRect().top; }"""
    )
    assert 0 <= top <= 1


def test_a_day_can_be_jumped_to(browser: Browser, site: Served) -> None:
    page = opened(browser, site.address)
    page.get_by_text("Jump to a day").click()
    link = page.locator(".ways p a").nth(10)
    day = str(link.get_attribute("href")).removeprefix("#")
    link.click()
    box = page.locator(f"#{day} h2").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 200


@pytest.mark.parametrize(("words", "heading"), [("Countries and cities", "#places"), ("Follow this list", "#follow")])
def test_what_stands_under_a_long_list_is_one_step_away_above_it(
    browser: Browser, site: Served, words: str, heading: str
) -> None:
    page = opened(browser, site.address, viewport={"width": 360, "height": 640}, java_script_enabled=False)
    link = page.locator(".ways").get_by_role("link", name=words)
    box = link.bounding_box()
    assert box is not None
    assert box["height"] >= 40
    assert box["y"] < 1300
    link.click()
    there = page.locator(heading).bounding_box()
    assert there is not None
    assert -1 < there["y"] < 640


def test_an_entry_is_read_aloud_as_place_and_title_then_time_then_where_and_who_then_its_links(
    browser: Browser,
) -> None:
    listed = [event(end=dt.time(20), status="postponed"), event(id="de", language="de", title="Fluss putzen")]
    with serve(build(SITE, listed, TODAY)) as served:
        page = opened(browser, served.address)
        assert page.locator("#e-e1").aria_snapshot().splitlines() == [
            "- listitem:",
            '  - heading "Berlin, Germany River clean-up" [level=3]',
            "  - paragraph:",
            "    - time: 18:00",
            "    - text: –20:00",
            "  - paragraph:",
            "    - strong: Postponed",
            "    - text: · Old mill · by Friends of the River",
            "  - paragraph:",
            '    - link "Details at river.example":',
            "      - /url: https://river.example/clean-up",
            '    - link "Add to calendar":',
            "      - /url: event/e1.ics",
        ]
        assert page.locator("#e-de bdi").first.get_attribute("lang") == "de"


def test_without_the_style_sheet_the_page_still_reads_line_by_line(browser: Browser) -> None:
    files = {**build(SITE, [event(end=dt.time(20))], TODAY), "style.css": b"", "filter.js": b""}
    with serve(files) as served:
        page = opened(browser, served.address, viewport={"width": 320, "height": 640})
        assert page.locator("#e-e1").inner_text().split("\n") == [
            "Berlin, Germany",
            "River clean-up",
            "",
            "18:00–20:00",
            "",
            "Old mill\xa0· by Friends of the River",
            "",
            "Details at river.example Add to calendar",
        ]
        assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("path", ["index.html", "ar/index.html"])
def test_an_old_phone_that_knows_no_newer_css_shows_the_page_in_order(browser: Browser, path: str, width: int) -> None:
    files = build(SITE_OF_TWO, LISTED, TODAY)
    newer = re.compile(r"[^;{}]*(?:gap|-inline|grid|var\(|sticky|aspect|visibility|anywhere)[^;{}]*;")
    style = newer.sub("", files["style.css"].decode())
    assert "var(" not in style
    with serve({**files, "style.css": style.encode(), "filter.js": b""}) as served:
        page = opened(browser, served.address + path, viewport={"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        together = page.evaluate(
            """() => [...document.querySelectorAll('.ways, .day > h2, .day li, .links, footer ul')].flatMap((one) => {
            const boxes = [...one.children].map((part) => part.getBoundingClientRect());
            return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) =>
                a.width && b.width && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4 &&
                Math.min(a.right, b.right) - Math.max(a.left, b.left) > -3).map(() => one.textContent.trim()));
            })"""
        )
        assert together == []


def test_a_dot_of_the_map_leads_to_the_citys_page(browser: Browser, site: Served) -> None:
    page = opened(browser, site.address)
    (inside,) = [frame for frame in page.frames if frame.url.endswith("map.svg")]
    inside.locator("a", has=inside.locator("title", has_text="Nairobi")).evaluate(
        "(one) => one.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, view: window}))"
    )
    page.wait_for_url("**/in/ke/nairobi/index.html")


def test_on_paper_there_is_the_list_and_nothing_to_click(browser: Browser, site: Served) -> None:
    page = opened(browser, site.address)
    page.emulate_media(media="print")
    assert page.locator(".day li:visible").count() >= len(LISTED)
    assert page.locator(".address").is_visible()
    assert page.get_by_text(str(SITE.url), exact=True).is_visible()
    for hidden in (".filter", ".ways", ".places", ".languages", "footer nav"):
        assert page.locator(hidden).first.is_hidden(), hidden


def test_text_runs_the_way_of_its_script(browser: Browser, site: Served) -> None:
    page = opened(browser, f"{site.address}ar/index.html")
    time, city = page.locator(".day li .when").first.bounding_box(), page.locator(".day li h3").first.bounding_box()
    assert time is not None
    assert city is not None
    assert time["x"] > city["x"]
    ways = page.locator(".day bdi").evaluate_all(
        "(all) => all.map((one) => [one.textContent, getComputedStyle(one).direction])"
    )
    assert {way for text, way in ways if re.search("[a-z]", text)} == {"ltr"}
    assert {way for text, way in ways if "نزهة" in text} == {"rtl"}


def test_each_language_has_its_own_forms_of_the_letters_that_east_asia_shares(browser: Browser) -> None:
    families = {"ja": "JP", "zh": "SC", "zh-TW": "TC", "ko": "KR"}
    site = replace(SITE, statements=dict.fromkeys(families, "直骨今誤"), languages=tuple(families))
    with serve(build(site, [], TODAY)) as served:
        page = opened(browser, served.address)
        for position, (tag, family) in enumerate(families.items()):
            page.goto(served.address + (f"{tag}/index.html" if position else ""))
            session = page.context.new_cdp_session(page)
            for part in ("DOM", "CSS"):
                session.send(f"{part}.enable")
            root = session.send("DOM.getDocument")["root"]["nodeId"]
            found = session.send("DOM.querySelector", {"nodeId": root, "selector": ".statement p"})
            fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": found["nodeId"]})["fonts"]
            if not all("CJK" in font["familyName"] for font in fonts):
                missing("a font for Chinese, Japanese and Korean", "apt-get install fonts-noto-cjk")
            assert [font["familyName"][-2:] for font in fonts] == [family]


def test_the_checker_of_html_and_css_finds_nothing(tmp_path: Path) -> None:
    jar = package("vnu-jar") / "build/dist/vnu.jar"
    java = program("java", "apt-get install default-jre-headless")
    files = build(SITE_OF_TWO, LISTED, TODAY)
    names = [path for path in files if path.endswith((".html", ".css", ".svg"))]
    for path in names:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(files[path])
    done = subprocess.run(
        [java, "-jar", str(jar), "--also-check-css", "--also-check-svg", "--format", "json", *names],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(done.stderr)["messages"]
    assert [(one.get("url", "")[-40:], one["message"]) for one in found if one["type"] != "info"] == []


@pytest.mark.parametrize(
    ("number", "made", "most"),
    [(100, events, 11_000), (1000, events, 42_000), (100, worldwide, 14_000), (1000, worldwide, 68_000)],
)
def test_the_page_is_small_when_compressed(number: int, made: Callable[[int], list[Event]], most: int) -> None:
    site = replace(SITE, languages=LANGUAGES)
    assert len(gzip.compress(build(site, made(number), TODAY)["index.html"], 6)) <= most
