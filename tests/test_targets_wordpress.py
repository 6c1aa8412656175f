"""The WordPress target, against a real WordPress."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from render.build import build
from render.publish import TransportError, publish
from render.targets import wordpress as wordpress_target
from render.targets.wordpress import END, START, between_markers, fragment_of
from tests.parts.sites import NOW, SITE, TODAY, Place, event, new_store_over
from tests.parts.wordpress import WordPress, wordpress


@pytest.fixture(scope="module")
def site() -> Iterator[WordPress]:
    with wordpress() as running:
        yield running


def page_with(site: WordPress, content: str) -> str:
    """A new page; its number."""
    made = site.api("POST", "/wp/v2/pages", json={"title": "Events", "status": "publish", "content": content})
    return str(made["id"])


def content_of(site: WordPress, number: str) -> str:
    """What an editor sees."""
    content = site.api("GET", f"/wp/v2/pages/{number}")["content"]
    assert isinstance(content, dict)
    return str(content["raw"])


def test_the_list_stands_between_the_markers_and_the_rest_of_the_page_stays(
    site: WordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORDPRESS_PASSWORD", site.password)
    before, after = "<!-- wp:paragraph --><p>Welcome & come in</p><!-- /wp:paragraph -->\n", "\n<p>Our own words.</p>"
    number = page_with(site, f"{before}<!-- wp:html -->\n{START}\nold\n{END}\n<!-- /wp:html -->{after}")
    place = Place(
        f"wordpress+http://{site.user}@{site.address}", {"page": number, "password_env": "WORDPRESS_PASSWORD"}
    )
    receipts = publish(build(SITE, [event(title="Seeds & bulbs <swap>")], TODAY), [place], now=NOW)
    assert receipts[0].state == "sent", receipts[0].message
    content = content_of(site, number)
    assert content.startswith(before)
    assert content.endswith(after)
    assert "Seeds &amp; bulbs &lt;swap&gt;" in content
    assert "old" not in content
    assert 'href="https://opengardens.example/event/e1.ics"' in content
    receipts = publish(build(SITE, [event(title="Moved")], TODAY), [place], receipts, now=NOW)
    assert receipts[0].state == "sent", receipts[0].message
    content = content_of(site, number)
    assert "Moved" in content
    assert "Seeds" not in content
    assert content.count(START) == content.count(END) == 1


def test_words_in_brackets_are_no_shortcodes_of_wordpress(site: WordPress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORDPRESS_PASSWORD", site.password)
    number = page_with(site, f"<!-- wp:html -->\n{START}\n{END}\n<!-- /wp:html -->")
    place = Place(
        f"wordpress+http://{site.user}@{site.address}", {"page": number, "password_env": "WORDPRESS_PASSWORD"}
    )
    attacks = [
        '[caption width="9" caption="acted"]Seeds[/caption]',
        "[video src=http://evil.example/x.mp4]",
        "[[gallery]]",
    ]
    events = [event(id=f"e{at}", title=words, venue=words) for at, words in enumerate(attacks)]
    files = build(SITE, [*events, event(id="link", link="https://seeds.example/?a[caption]=b[/caption]")], TODAY)
    receipts = publish(files, [place], now=NOW)
    assert receipts[0].state == "sent", receipts[0].message
    content = site.api("GET", f"/wp/v2/pages/{number}")["content"]
    assert isinstance(content, dict)
    shown = str(content["rendered"])
    assert "wp-caption" not in shown
    assert "<video" not in shown
    text = " ".join(unescape(re.sub("<[^>]+>", " ", shown)).split())
    for words in ("[caption width=", "[video src=http://evil.example/x.mp4]", "[[gallery]]"):
        assert text.count(words) >= 2, words
    assert "https://seeds.example/?a[caption]=b[/caption]" in map(unescape, re.findall(r'href="([^"]+)"', shown))
    assert publish(files, [place], receipts, now=NOW)[0].state != "failed"


def test_the_empty_list_of_a_new_store_does_not_replace_a_full_one(
    site: WordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORDPRESS_PASSWORD", site.password)
    number = page_with(site, f"{START}\n{END}")
    options = {"page": number, "password_env": "WORDPRESS_PASSWORD"}
    held = new_store_over(Place(f"wordpress+http://{site.user}@{site.address}", options))
    assert (held.state, "one of 5 events" in held.message) == ("unconfirmed", True), held.message


def test_a_page_without_markers_is_not_touched(site: WordPress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORDPRESS_PASSWORD", site.password)
    number = page_with(site, "<p>Nothing of ours</p>")
    place = Place(
        f"wordpress+http://{site.user}@{site.address}", {"page": number, "password_env": "WORDPRESS_PASSWORD"}
    )
    (receipt,) = publish(build(SITE, [event()], TODAY), [place], now=NOW)
    assert receipt.state == "failed"
    assert START in receipt.message
    assert content_of(site, number) == "<p>Nothing of ours</p>"


def test_wordpress_is_checked_without_being_changed(site: WordPress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORDPRESS_PASSWORD", site.password)
    number, bare = page_with(site, f"{START}\nold\n{END}"), page_with(site, "<p>Nothing of ours</p>")
    url = f"wordpress+http://{site.user}@{site.address}"
    options = {"page": number, "password_env": "WORDPRESS_PASSWORD"}
    assert wordpress_target.check(url, options) == f"{url}, page {number} has its markers"
    assert "old" in content_of(site, number)
    with pytest.raises(TransportError, match="needs the two lines"):
        wordpress_target.check(url, {**options, "page": bare})
    monkeypatch.setenv("WORDPRESS_PASSWORD", "wrong")
    with pytest.raises(TransportError, match="401"):
        wordpress_target.check(url, options)


def test_a_wrong_application_password_fails_and_says_so(site: WordPress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORDPRESS_PASSWORD", "wrong")
    number = page_with(site, f"{START}{END}")
    place = Place(
        f"wordpress+http://{site.user}@{site.address}", {"page": number, "password_env": "WORDPRESS_PASSWORD"}
    )
    waits: list[float] = []
    (receipt,) = publish(build(SITE, [event()], TODAY), [place], now=NOW, wait=waits.append)
    assert receipt.state == "failed"
    assert "401" in receipt.message, receipt.message
    assert waits == []


def test_without_tls_wordpress_is_for_loopback_only() -> None:
    place = Place("wordpress+http://me@gardens.example", {"page": "1"})
    (receipt,) = publish(build(SITE, [event()], TODAY), [place], now=NOW)
    assert "wordpress+https://" in receipt.message


def test_links_to_files_that_are_nowhere_public_are_left_out() -> None:
    page = (
        '<!-- list -->\n<p><a href="https://a.example/">Details</a> <a href="event/x.ics">Add</a></p>\n<!-- /list -->'
    )
    assert fragment_of(page, "") == '<p><a href="https://a.example/">Details</a> </p>'
    assert 'href="https://b.example/s/event/x.ics"' in fragment_of(page, "https://b.example/s/")


def test_a_fragment_with_a_backslash_is_put_in_as_it_is() -> None:
    assert between_markers(f"a{START}b{END}c", r"\1 \g<0>", "page") == f"a{START}\n\\1 \\g<0>\n{END}c"


def test_descriptions_for_machines_do_not_become_text_of_the_page() -> None:
    files = build(SITE, [event(), event(id="e2")], TODAY)
    assert b"schema.org" in files["index.html"]
    fragment = fragment_of(files["index.html"].decode(), "")
    assert "schema.org" not in fragment
    assert "script" not in fragment
    assert fragment.count('<li id="e-') == 2
