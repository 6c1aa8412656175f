"""What is done to several drafts, to pairs, and by several people, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intake import jobs
from intake.campaign import Maintainer
from intake.deciding.decision import Command
from intake.review.serving import Serving
from intake.store import Store
from tests.parts.browser import chromium
from tests.parts.sample import NOW, copy_of_sample

TWELVE = "\n\n".join(
    f"{city}, France, {day} April 2027, {hour}:00, river walk, https://walks.example/e/{city.lower()}"
    for city, day, hour in zip(
        ("Lyon", "Grenoble", "Nantes", "Lille", "Toulouse", "Bordeaux", "Rennes", "Dijon", "Metz", "Angers"),
        (3, 4, 5, 3, 4, 5, 3, 4, 5, 3),
        range(9, 19),
        strict=True,
    )
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def served(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Serving, Store]]:
    campaign, store = copy_of_sample(tmp_path, tmp_path_factory)
    kim = Maintainer("Kim", "kim@river-days.example", ("de",))
    campaign = replace(campaign, maintainers=(*campaign.maintainers, kim))
    with store, Serving(campaign, store, lambda *jobs: None, lambda: NOW) as pages:
        yield pages, store


@pytest.fixture
def page(browser: Browser, served: tuple[Serving, Store]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.goto(served[0].one_time_address())
    yield opened
    context.close()


@pytest.fixture
def kims_page(browser: Browser, served: tuple[Serving, Store]) -> Iterator[Page]:
    pages = served[0]
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.goto(f"{pages.address}start/{pages.desk.door.link_for('kim@river-days.example', NOW)}")
    yield opened
    context.close()


def press(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def click(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def status(store: Store, number: int) -> str:
    draft = store.draft(number)
    assert draft is not None
    return draft.status


def of_city(store: Store, city: str) -> int:
    return next(one.id for one in store.drafts() if one.details.city == city and one.about == "new")


def test_all_clean_drafts_are_confirmed_with_three_clicks_and_taken_back_with_one(
    page: Page, served: tuple[Serving, Store]
) -> None:
    address, store = served[0].address, served[1]
    clean = [one.id for one in store.drafts() if not one.problems and not one.duplicates]
    page.goto(address)
    page.locator("[data-select-clean]").click()
    click(page, "button[value=confirm]")
    assert {status(store, number) for number in clean} == {"confirmed"}
    assert len(store.drafts("confirmed")) == len(clean)
    one = page.context.new_page()
    one.goto(f"{address}drafts/{clean[0]}")  # whoever would take one of them back is told that it means them all
    assert f"Take back all {len(clean)}" in one.locator(".bar").inner_text()
    one.goto(f"{address}log")
    assert f"Take back all {len(clean)}" in one.locator(".history li").first.inner_text()
    one.close()
    click(page, ".notice button")
    assert store.events() == []
    assert {status(store, number) for number in clean} == {"waiting"}


def test_chosen_drafts_are_rejected_as_spam_at_once_and_back_at_once(page: Page, served: tuple[Serving, Store]) -> None:
    address, store = served[0].address, served[1]
    page.goto(address)
    for box in page.locator(".queue input[type=checkbox]").all()[:3]:
        box.check()
    click(page, "button[value=reject]")
    assert len(store.drafts("rejected")) == 3
    press(page, "u")
    assert store.drafts("rejected") == []


def test_ten_events_of_one_mail_are_on_one_screen_and_confirmed_with_one_key(
    page: Page, served: tuple[Serving, Store]
) -> None:
    pages, store = served
    numbers = jobs.add(store, pages.desk.campaign, TWELVE, "robin@river-days.example", NOW)
    assert len(numbers) == 10
    page.goto(f"{pages.address}drafts/{numbers[6]}")
    assert page.locator(".siblings li").count() == 10
    current = page.locator(".siblings [aria-current]")
    assert "Rennes" in current.inner_text()
    assert current.is_visible()
    press(page, "a")
    doubted = [number for number in numbers if status(store, number) == "waiting"]
    for number in doubted:  # what is doubtful is not confirmed along with the rest
        draft = store.draft(number)
        assert draft is not None
        assert draft.problems
    assert len(store.events()) == 10 - len(doubted) >= 8
    assert re.search(r"/drafts/\d+$", page.url)  # the next one is there
    press(page, "u")
    assert {status(store, number) for number in numbers} == {"waiting"}
    page.goto(f"{pages.address}drafts/{numbers[0]}")
    click(page, "button[value=reject_mail]")
    assert {status(store, number) for number in numbers} == {"rejected"}


def test_what_is_to_check_in_a_mail_of_many_events_stands_apart_from_the_rest(
    page: Page, served: tuple[Serving, Store]
) -> None:
    pages, store = served
    days = [f"{1 + n} April 2027, {'' if n in (4, 17) else '6 pm'} - Lyon, France" for n in range(24)]
    text = "Title: Walks\n\n" + "\n".join(f"{day} - https://walks.example/{n}" for n, day in enumerate(days)) + "\n"
    numbers = jobs.add(store, pages.desk.campaign, text, "robin@river-days.example", NOW)
    assert len(numbers) == 24
    page.goto(f"{pages.address}drafts/{numbers[4]}")
    doubted, clean = page.locator("details.group").all()
    assert doubted.locator("li").count() == 2
    assert doubted.get_attribute("open") is not None
    assert clean.locator("li").count() == 22
    assert clean.get_attribute("open") is None
    press(page, "a")  # what lies under the fold is confirmed all the same
    assert [number for number in numbers if status(store, number) == "waiting"] == [numbers[4], numbers[17]]
    page.goto(f"{pages.address}drafts/{numbers[4]}")
    assert page.locator("details.group").last.get_attribute("open") is None
    click(page, "button[value=confirm_mail]")
    assert {status(store, number) for number in numbers} == {"confirmed"}


def test_a_problem_of_every_draft_of_a_mail_is_said_once(page: Page, served: tuple[Serving, Store]) -> None:
    pages, store = served
    text = "River walks, everywhere at 6 pm:\n\n" + "".join(
        f"{day} April 2027 - {city}, France\n" for day, city in ((3, "Lyon"), (4, "Lille"), (5, "Metz"))
    )
    numbers = jobs.add(store, pages.desk.campaign, text, "robin@river-days.example", NOW)
    page.goto(f"{pages.address}drafts/{numbers[0]}")
    assert page.locator(".family").inner_text().count("stands away from its day") == 1
    assert page.locator(".siblings .doubt").count() == 0


def test_a_draft_is_rejected_with_a_reason_by_keyboard_alone(page: Page, served: tuple[Serving, Store]) -> None:
    pages, store = served
    number = of_city(store, "Köln")
    page.goto(f"{pages.address}drafts/{number}")
    page.keyboard.press("r")
    page.keyboard.type("not by a river")
    press(page, "Enter")
    draft = store.draft(number)
    assert draft is not None
    assert (draft.status, draft.why) == ("rejected", "not by a river")


def test_a_likely_duplicate_shows_what_differs_and_is_merged_with_one_key(
    page: Page, served: tuple[Serving, Store]
) -> None:
    pages, store = served
    draft = next(one for one in store.drafts() if one.problems and one.duplicates)
    other = int(draft.duplicates[0].id)
    page.goto(f"{pages.address}drafts/{draft.id}")
    assert page.locator(".likenesses td").count() > 0
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    press(page, "m")
    assert status(store, draft.id) == "superseded"
    merged = store.draft(other)
    assert merged is not None
    assert draft.id in merged.replaces
    page.goto(f"{pages.address}drafts/{other}")
    press(page, "c")
    (event,) = store.events()
    page.goto(f"{pages.address}events/{event.id}")
    told = page.locator("main").inner_text()
    for one in (draft, merged):
        assert one.sender in told


def test_a_draft_is_merged_into_a_published_event_and_both_senders_are_kept(
    page: Page, served: tuple[Serving, Store]
) -> None:
    pages, store = served
    draft = next(one for one in store.drafts() if one.problems and one.duplicates)
    other = int(draft.duplicates[0].id)
    jobs.carry_out(store, pages.desk.campaign, [Command("confirm", "robin@river-days.example", other)], NOW)
    page.goto(f"{pages.address}drafts/{draft.id}")
    press(page, "m")
    (event,) = store.events()
    page.goto(f"{pages.address}events/{event.id}")
    assert {page.locator(f"a[href='/drafts/{number}']").count() > 0 for number in (draft.id, other)} == {True}
    press(page, "u")
    assert status(store, draft.id) == "waiting"
    assert len(store.events()) == 1


def test_undo_takes_ones_own_decision_back_and_leads_to_its_draft(
    page: Page, kims_page: Page, served: tuple[Serving, Store]
) -> None:
    pages, store = served
    mine, hers = of_city(store, "Köln"), of_city(store, "Lyon")
    page.goto(f"{pages.address}drafts/{mine}")
    press(page, "c")
    kims_page.goto(f"{pages.address}drafts/{hers}")
    press(kims_page, "c")
    press(page, "u")
    assert (status(store, mine), status(store, hers)) == ("waiting", "confirmed")
    assert page.url == f"{pages.address}drafts/{mine}"


def test_undo_on_a_decided_draft_takes_back_the_decision_on_that_one(
    page: Page, kims_page: Page, served: tuple[Serving, Store]
) -> None:
    pages, store = served
    hers, mine = of_city(store, "Köln"), of_city(store, "Lyon")
    kims_page.goto(f"{pages.address}drafts/{hers}")
    press(kims_page, "c")
    page.goto(f"{pages.address}drafts/{mine}")
    press(page, "c")
    page.goto(f"{pages.address}drafts/{hers}")
    press(page, "u")
    assert (status(store, hers), status(store, mine)) == ("waiting", "confirmed")


def test_anybodys_decision_is_taken_back_from_the_log(
    page: Page, kims_page: Page, served: tuple[Serving, Store]
) -> None:
    pages, store = served
    hers = of_city(store, "Lyon")
    kims_page.goto(f"{pages.address}drafts/{hers}")
    press(kims_page, "c")
    page.goto(f"{pages.address}log")
    line = page.locator(".history li").first
    assert "kim@river-days.example" in line.inner_text()
    click(page, ".history button[name=batch]")
    assert status(store, hers) == "waiting"
    page.goto(f"{pages.address}log")
    assert "Take back" not in page.locator(".history li").nth(1).inner_text()


def test_the_next_draft_is_not_the_one_that_somebody_else_has_open(
    page: Page, kims_page: Page, served: tuple[Serving, Store]
) -> None:
    pages = served[0]
    page.goto(pages.address)
    first, second = (link.get_attribute("href") for link in page.locator(".queue a").all()[:2])
    kims_page.goto(f"{pages.address.rstrip('/')}{second}")
    page.goto(f"{pages.address.rstrip('/')}{first}")
    press(page, "c")
    assert not page.url.endswith(str(second))
    page.goto(f"{pages.address.rstrip('/')}{second}")
    assert "Kim has this open" in page.locator(".entry").inner_text()


def test_of_two_decisions_on_one_draft_the_later_is_told_of_the_earlier_in_her_language(
    page: Page, kims_page: Page, served: tuple[Serving, Store]
) -> None:
    pages, store = served
    number = of_city(store, "Köln")
    page.goto(f"{pages.address}drafts/{number}")
    kims_page.goto(f"{pages.address}drafts/{number}")
    press(page, "c")
    press(kims_page, "x")
    assert status(store, number) == "confirmed"
    assert "hat robin@river-days.example schon bestätigt" in kims_page.locator(".notices").inner_text()


def test_a_filter_leads_on_from_draft_to_draft(page: Page, served: tuple[Serving, Store]) -> None:
    pages, store = served
    page.goto(f"{pages.address}?country=NZ")
    assert page.locator(".queue a").count() > 2
    press(page, "j")
    seen = set()
    while "/drafts/" in page.url:
        draft = store.draft(int(re.findall(r"/drafts/(\d+)", page.url)[0]))
        assert draft is not None
        assert draft.details.country == "NZ"
        seen.add(draft.id)
        press(page, "c")
    assert len(seen) > 2
    assert "No waiting draft fits this." in page.locator("main").inner_text()


def test_the_marked_words_of_a_long_mail_are_in_sight_at_once(page: Page, served: tuple[Serving, Store]) -> None:
    pages, store = served
    filler = "\n\n".join(["We thank everybody who came, and everybody who could not come this time. " * 5] * 25)
    text = f"{filler}\n\nRiver walk in Ghent, Belgium, on Saturday 10 April 2027 at 14:00.\n\n{filler}"
    (number,) = jobs.add(store, pages.desk.campaign, text, "robin@river-days.example", NOW)
    page.goto(f"{pages.address}drafts/{number}")
    mark = page.locator(".text mark#m-when")
    box = mark.bounding_box()
    assert box is not None
    assert 0 < box["y"] < 800
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()
    page.locator(".mail summary").click()
    expect(mark).to_be_in_viewport()


def test_the_preview_is_the_row_that_is_published(page: Page, served: tuple[Serving, Store]) -> None:
    from render.build import build

    pages, store = served
    page.goto(f"{pages.address}drafts/{of_city(store, 'Köln')}")
    shown = page.locator(".preview h3").inner_html()
    press(page, "c")
    built = build(pages.desk.campaign.site, store.events(), NOW.date())["index.html"].decode()
    assert f"<h3>{shown}</h3>" in built


def test_the_actions_stay_in_one_place_however_long_the_draft_is(page: Page, served: tuple[Serving, Store]) -> None:
    pages, store = served
    places = set()
    for draft in store.drafts()[:8]:
        page.goto(f"{pages.address}drafts/{draft.id}")
        for down in (0, 600):
            page.mouse.wheel(0, down)
            box = page.locator("[data-key=u]").first.bounding_box()
            assert box is not None
            places.add((round(box["x"] + box["width"]), round(box["y"])))
    assert len(places) == 1


def test_twenty_clean_drafts_take_twenty_keys(page: Page, served: tuple[Serving, Store]) -> None:
    pages, store = served
    for number in range(20):
        text = f"Willow walk {number} on {1 + number} April 2027 at 15:00 in Ghent, Belgium: https://willow{number}.example/e/1"
        jobs.add(store, pages.desk.campaign, text, "robin@river-days.example", NOW)
    clean = {draft.id for draft in store.drafts() if "willow" in (draft.details.link or "")}
    assert {draft.problems for draft in store.drafts() if draft.id in clean} == {()}
    page.goto(f"{pages.address}?q=willow")
    press(page, "j")
    for _ in range(20):
        press(page, "c")
    assert {status(store, number) for number in clean} == {"confirmed"}


def test_nothing_on_any_page_is_asked_of_another_server(page: Page, served: tuple[Serving, Store]) -> None:
    pages, store = served
    asked: list[str] = []
    refused: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    draft = next(one for one in store.drafts() if one.duplicates)
    for path in ("", f"drafts/{draft.id}", "held", "events", "add", "log", "state", "report"):
        page.goto(pages.address + path)
    page.goto(f"{pages.address}drafts/{draft.id}")
    page.keyboard.press("w")
    page.keyboard.type("Ghe")
    page.locator("#cities option").first.wait_for(state="attached")
    assert len(asked) > 10
    assert [url for url in asked if not url.startswith(pages.address)] == []
    assert refused == []


def test_the_whole_work_is_done_without_javascript(browser: Browser, served: tuple[Serving, Store]) -> None:
    pages, store = served
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(pages.one_time_address())
    page.locator("input[type=search]").fill("rhein")
    click(page, ".filter button")
    assert page.locator(".queue a").count() == 1
    click(page, "a.begin")
    koeln = of_city(store, "Köln")
    click(page, "a.from")
    assert page.url.endswith("#m-when") or "#m-" in page.url
    assert page.locator("mark:target").is_visible()
    page.locator("#why").fill("we list rivers only")
    click(page, ".refusal button")
    assert status(store, koeln) == "rejected"
    click(page, ".notice button")
    assert status(store, koeln) == "waiting"
    page.goto(pages.address)
    page.locator(".queue input[type=checkbox]").first.check()
    click(page, "button[value=confirm]")
    assert len(store.events()) == 1
    page.goto(f"{pages.address}add")
    page.locator("textarea").fill("Night walk on 9 April 2027 at 21:00 in Ghent, Belgium")
    click(page, ".stack button")
    assert page.locator("#f-date").input_value() == "2027-04-09"
    click(page, ".bar button.primary")
    (event,) = [one for one in store.events() if one.city == "Ghent"]
    page.goto(f"{pages.address}events/{event.id}")
    page.locator("#f-venue").fill("Citadelpark")
    click(page, ".save button")
    page.locator("input[name=why]").fill("the path is flooded")
    click(page, "button[formaction$=postpone]")
    after = store.event(event.id)
    assert after is not None
    assert (after.venue, after.status) == ("Citadelpark", "postponed")
    context.close()
