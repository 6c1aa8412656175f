"""The review pages in a real browser: by keyboard alone, without JavaScript, on a phone, and for a screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from intake import jobs
from intake.deciding.decision import Command
from intake.deciding.draft import urgency
from intake.review.serving import Serving
from intake.store import Store
from tests.parts.browser import chromium
from tests.parts.node import package
from tests.parts.sample import NOW, copy_of_sample


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def served(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Serving, Store]]:
    campaign, store = copy_of_sample(tmp_path, tmp_path_factory)
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


def open_first_clean(page: Page, served: tuple[Serving, Store]) -> int:

    drafts = sorted(served[1].drafts(), key=urgency)
    number = next(draft.id for draft in drafts if not draft.problems)
    page.goto(f"{served[0].address}drafts/{number}")
    return number


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait until that is there."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_each_clean_draft_needs_one_key_and_the_next_is_there(page: Page, served: tuple[Serving, Store]) -> None:
    open_first_clean(page, served)
    seen = []
    for _ in range(5):
        seen.append(page.url)
        press(page, "c")
    assert len(set(seen)) == 5
    assert len(served[1].events()) == 5


def test_reject_skip_next_previous_and_undo_take_one_key_each(page: Page, served: tuple[Serving, Store]) -> None:
    number = open_first_clean(page, served)
    here = page.url
    press(page, "j")
    assert page.url != here
    press(page, "k")
    assert page.url == here
    press(page, "s")
    assert page.url != here
    page.goto(here)
    press(page, "x")
    rejected = served[1].draft(number)
    assert rejected is not None
    assert rejected.status == "rejected"
    press(page, "u")
    back = served[1].draft(number)
    assert back is not None
    assert back.status == "waiting"


def test_a_published_event_is_taken_back_with_one_key(page: Page, served: tuple[Serving, Store]) -> None:
    open_first_clean(page, served)
    press(page, "c")
    assert len(served[1].events()) == 1
    press(page, "u")
    assert served[1].events() == []


def test_a_field_is_mended_with_a_key_the_text_and_enter(page: Page, served: tuple[Serving, Store]) -> None:
    number = open_first_clean(page, served)
    page.keyboard.press("t")
    page.keyboard.type("17:15")
    press(page, "Enter")
    draft = served[1].draft(number)
    assert draft is not None
    assert draft.details.start is not None
    assert draft.details.start.isoformat() == "17:15:00"
    assert page.url.endswith(f"/drafts/{number}")


def test_no_key_acts_while_a_field_has_the_focus_or_with_ctrl_meta_or_alt(
    page: Page, served: tuple[Serving, Store]
) -> None:
    number = open_first_clean(page, served)
    here = page.url
    page.keyboard.press("i")
    page.keyboard.type(" cxuskj")
    for modifier in ("Control", "Meta", "Alt"):
        page.locator("main").focus()
        page.keyboard.press(f"{modifier}+x")
    draft = served[1].draft(number)
    assert draft is not None
    assert draft.status == "waiting"
    assert page.url == here


def test_single_key_shortcuts_can_be_switched_off(page: Page, served: tuple[Serving, Store]) -> None:
    number = open_first_clean(page, served)
    page.locator("details.keys summary").click()
    page.locator("[data-shortcuts]").click()
    page.locator("main").focus()
    page.keyboard.press("c")
    page.reload()
    page.keyboard.press("c")
    draft = served[1].draft(number)
    assert draft is not None
    assert draft.status == "waiting"
    assert page.locator(".bar kbd").first.is_hidden()


def test_a_value_is_explained_while_it_is_typed_and_cities_are_offered(
    page: Page, served: tuple[Serving, Store]
) -> None:
    open_first_clean(page, served)
    page.keyboard.press("d")
    page.keyboard.type("2 April 2027")
    page.get_by_text("Friday, 2 April 2027").first.wait_for()
    page.locator("#f-city").fill("Ghen")
    page.locator("#cities option[value^='Ghent']").wait_for(state="attached")
    page.locator("#f-start").fill("late")
    page.locator("[data-check=start].bad").wait_for()
    assert page.locator("#f-start").get_attribute("aria-invalid") == "true"


def test_everything_works_without_javascript(browser: Browser, served: tuple[Serving, Store]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served[0].one_time_address())
    page.locator(".queue a").first.click()
    page.locator("#f-title").fill("Changed by hand")
    page.locator("#f-title").press("Enter")
    assert page.locator("#f-title").input_value() == "Changed by hand"
    before = len(served[1].drafts())
    page.locator("button.primary").first.click()
    page.locator(".notice").first.wait_for()
    assert len(served[1].drafts()) <= before
    context.close()


WAYS = [(width, scheme, language) for width in (320, 1280) for scheme in ("light", "dark") for language in ("en", "ar")]


@pytest.mark.parametrize(("width", "scheme", "language"), WAYS)
def test_axe_finds_nothing(
    browser: Browser, served: tuple[Serving, Store], width: int, scheme: str, language: str
) -> None:
    script = (package("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    pages, store = served
    context = signed_in(browser, pages, width, scheme, language)
    page = context.new_page()
    doubtful = next(draft for draft in store.drafts() if draft.duplicates)
    family = next(draft for draft in store.drafts() if len(store.drafts_of(draft.message_id)) > 1)
    decided = next(draft for draft in store.drafts() if not draft.problems and draft.id != family.id)
    jobs.carry_out(store, pages.desk.campaign, [Command("confirm", "robin@river-days.example", decided.id)], NOW)
    (event,) = store.events()
    change = next(draft for draft in store.drafts() if draft.id != doubtful.id and draft.problems)
    drafts = [f"drafts/{draft.id}" for draft in (doubtful, family, decided, change)]
    more = [
        f"events/{event.id}",
        f"mails/{decided.message_id}",
        "?country=NZ&language=en",
        "?q=nothing-like-it",
        "nowhere",
    ]
    lists = ["", "held", "events", "add", "log", "state", "report"]
    for path in (*lists, *drafts, *more):
        page.goto(pages.address + path)
        # Only in the test's own world: the pages' policy lets no other script in.
        found = page.evaluate(f"() => {{ {script}; return axe.run(); }}")
        wrong = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
        assert wrong == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.context.clear_cookies(name="intake_review")
    page.goto(pages.address)
    found = page.evaluate(f"() => {{ {script}; return axe.run(); }}")
    assert [one["id"] for one in found["violations"]] == []
    context.close()


def signed_in(browser: Browser, pages: Serving, width: int, scheme: str, language: str) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    context.new_page().goto(pages.one_time_address())
    context.add_cookies([{"name": "intake_language", "value": language, "url": pages.address}])
    return context


def test_a_maintainer_works_through_the_whole_queue_by_keyboard(page: Page, served: tuple[Serving, Store]) -> None:
    """Confirm what is clean, reject the rest: the queue empties, and nothing is decided twice."""
    for _ in range(60):
        if page.url == served[0].address:
            if not page.locator(".queue a").count():
                break
            page.locator(".queue a").first.focus()
            press(page, "Enter")
            continue
        press(page, "x" if page.locator(".problem").count() else "c")
    assert served[1].drafts() == []
    assert page.get_by_text("Nothing waits.").is_visible()
