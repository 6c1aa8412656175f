"""From a key to the next draft with 1,000 drafts waiting, against an empty page of the same application.

    python bench/review.py

Prints the median and the 95th percentile in milliseconds and the ratio of each page to the empty one: first the
application alone, then as a maintainer meets it, in Chromium, from the key to the next page being ready.
"""

from __future__ import annotations

import dataclasses
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from intake import jobs
from intake.campaign import Campaign
from intake.deciding.decision import Propose
from intake.review.app import Desk, create_app
from intake.review.reading import MailReader
from intake.review.serving import Serving
from intake.store import Store
from tests.parts.browser import chromium
from tests.parts.sample import NOW, sample_campaign
from tests.parts.stores import message_of, raw_of, take_in

WAITING = 1_000
ROUNDS = 60


def measured(act: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """The median and the 95th percentile of an act, in milliseconds."""
    taken = []
    for _ in range(rounds):
        before = time.perf_counter()
        act()
        taken.append((time.perf_counter() - before) * 1000)
    parts = quantiles(taken, n=20)
    return parts[9], parts[18]


def main() -> None:
    """Fill a store with waiting drafts and measure the pages."""
    with tempfile.TemporaryDirectory() as folder:
        campaign = sample_campaign(Path(folder))
        mails = MailReader(campaign)
        with jobs.open_store(campaign) as store:
            base = store.drafts()
            for number in range(WAITING // len(base)):
                for draft in base:
                    title = f"{draft.details.title} {number}"
                    raw = raw_of(title, draft.sender, text=f"{draft.id} {number}")
                    message = message_of(raw, draft.sender, title)
                    take_in(store, message, raw, NOW)
                    proposed = Propose(
                        proposal=draft.proposal,
                        details=dataclasses.replace(draft.details, title=title),
                        problems=draft.problems,
                        language=draft.language,
                    )
                    store.apply([proposed], message.id, "bench", NOW)
            desk = Desk(campaign, store, lambda: NOW, read_mail=mails.read)
            client = create_app(desk).test_client()
            client.get(f"/start/{desk.door.link_for(campaign.maintainers[0].email, NOW)}")
            token = re.search(r'name="form_token" value="([^"]+)"', client.get("/").get_data(as_text=True))
            assert token is not None
            waiting = iter(draft for draft in store.drafts() if not draft.problems)

            def confirm() -> None:
                draft = next(waiting)
                data = {"form_token": token[1], "version": str(draft.version)}
                origin = {"Origin": "http://localhost"}
                answer = client.post(f"/drafts/{draft.id}/confirm", data=data, headers=origin)
                assert client.get(answer.headers["Location"]).status_code == 200

            print(f"{len(store.drafts())} drafts waiting")
            empty = measured(lambda: client.get("/held"))
            acts = (("empty page", None), ("queue", lambda: client.get("/")), ("confirm, next draft", confirm))
            for name, act in acts:
                told(name, measured(act) if act else empty, empty[0])
            in_chromium(campaign, store)
        mails.close()


def in_chromium(campaign: Campaign, store: Store) -> None:
    """The same acts through a browser: opening a page, and confirming with one key."""
    with Serving(campaign, store, lambda *jobs: None, lambda: NOW) as pages, chromium() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(pages.one_time_address())
        empty = measured(lambda: page.goto(f"{pages.address}held"))
        first = measured(lambda: page.goto(pages.address))
        page.goto(f"{pages.address}drafts/{next(draft.id for draft in store.drafts() if not draft.problems)}")

        def confirm() -> None:
            with page.expect_navigation():
                page.keyboard.press("c" if page.locator(".problem").count() == 0 else "s")

        told("empty page, Chromium", empty, empty[0])
        told("queue, Chromium", first, empty[0])
        told("key to next, Chromium", measured(confirm), empty[0])


def told(name: str, taken: tuple[float, float], empty: float) -> None:
    """Print a line of the table."""
    print(f"{name:22} median {taken[0]:7.1f} ms   p95 {taken[1]:7.1f} ms   ratio {taken[0] / empty:5.1f}")


if __name__ == "__main__":
    main()
