"""The review pages: who gets in, what a click does, and that a GET changes nothing."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake import jobs
from intake.campaign import ReviewPages
from intake.deciding.decision import Reply
from intake.deciding.draft import Draft
from intake.review.app import Desk, create_app
from intake.review.reading import MailReader
from intake.review.words import tags, words
from intake.store import Store
from tests.parts.sample import NOW, copy_of_sample

ORIGIN = {"Origin": "http://localhost"}


class Pages:
    """A maintainer at the review pages."""

    def __init__(self, desk: Desk, client: FlaskClient) -> None:
        self.desk, self.client, self.store = desk, client, desk.store

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status)
        return answer.get_data(as_text=True)

    def post(self, path: str, page: str | None = None, **form: str) -> TestResponse:
        token = re.search(r'name="form_token" value="([^"]+)"', page or self.get("/"))
        assert token is not None
        return self.client.post(path, data={"form_token": token[1], **form}, headers=ORIGIN)

    def draft(self, city: str, about: str = "new") -> Draft:
        return next(one for one in self.store.drafts() if one.details.city == city and one.about == about)


@pytest.fixture
def desk(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    campaign, store = copy_of_sample(tmp_path, tmp_path_factory)
    mails = MailReader(campaign)
    with store:
        yield Desk(campaign, store, lambda: NOW, read_mail=mails.read, why_silent=mails.why_silent)
    mails.close()


@pytest.fixture
def stranger(desk: Desk) -> FlaskClient:
    return create_app(desk).test_client()


@pytest.fixture
def pages(desk: Desk, stranger: FlaskClient) -> Pages:
    secret = desk.door.link_for(desk.campaign.maintainers[0].email, NOW)
    assert stranger.get(f"/start/{secret}").status_code == 303
    return Pages(desk, stranger)


def everything(store: Store) -> tuple[object, ...]:
    return store.drafts(None), store.events(), store.log(), store.messages(), store.mails()


def test_a_mail_that_was_refused_is_told_on_its_draft_and_in_the_queue(pages: Pages) -> None:
    draft = next(one for one in pages.store.drafts() if not one.problems)
    words_of_it = "Our mail to the sender was refused"
    reply = Reply(draft.sender, "received", "en", speaks_of=(f"draft:{draft.id}",))
    notice = Reply(pages.desk.campaign.maintainers[0].email, "notice", "en", speaks_of=(f"draft:{draft.id}",))
    while pages.store.has_due_mail(NOW):
        with pages.store.next_mail(NOW) as sending:
            assert sending is not None
            sending.sent(NOW)
    pages.store.apply([notice], None, "bot", NOW)
    refuse(pages.store, "550 not you")
    assert words_of_it not in pages.get("/") + pages.get(f"/drafts/{draft.id}"), "a maintainer's own mail is not told"
    pages.store.apply([reply], None, "bot", NOW)
    refuse(pages.store, "550 <b>no such user</b>")
    assert pages.get("/").count(words_of_it) == 1
    assert words_of_it + ": <bdi>550 &lt;b&gt;no such user&lt;/b&gt;</bdi>" in pages.get(f"/drafts/{draft.id}")


def refuse(store: Store, why: str) -> None:
    """Has every mail to be sent now refused for good."""
    while store.has_due_mail(NOW):
        with store.next_mail(NOW) as sending:
            assert sending is not None
            sending.failed(why, True, NOW)


@pytest.mark.parametrize("path", ["/", "/drafts/1", "/held", "/events", "/log", "/state", "/add", "/check", "/cities"])
def test_nobody_sees_anything_without_signing_in(stranger: FlaskClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("path", ["/drafts/1/confirm", "/undo", "/together", "/add/fields"])
def test_nobody_changes_anything_without_signing_in(stranger: FlaskClient, desk: Desk, path: str) -> None:
    before = everything(desk.store)
    answer = stranger.post(path, headers=ORIGIN)
    assert answer.status_code == 303
    assert everything(desk.store) == before


def test_a_one_time_address_signs_in_once(desk: Desk, stranger: FlaskClient) -> None:
    secret = desk.door.link_for("robin@river-days.example", NOW)
    first = stranger.get(f"/start/{secret}")
    assert first.status_code == 303
    cookie = first.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite" in cookie
    assert stranger.get("/").status_code == 200
    assert create_app(desk).test_client().get(f"/start/{secret}").status_code == 403


def test_a_link_scanner_that_follows_a_mailed_link_does_not_use_it_up(desk: Desk, stranger: FlaskClient) -> None:
    secret = desk.door.link_for("robin@river-days.example", NOW)
    for _ in range(3):
        assert "robin@river-days.example" in stranger.get(f"/sign-in?key={secret}").get_data(as_text=True)
    assert stranger.get("/").status_code == 303
    answer = stranger.post("/sign-in", data={"key": secret}, headers=ORIGIN)
    assert answer.status_code == 303
    assert stranger.get("/").status_code == 200


def test_pages_of_this_machine_answer_under_no_other_name(stranger: FlaskClient) -> None:
    form = {"email": "robin@river-days.example"}
    for host, code in (("evil.example:8080", 404), ("127.0.0.1:8080", 200), ("localhost", 200), ("[::1]:8080", 200)):
        said = {"Host": host, "Origin": f"http://{host}"}
        assert stranger.post("/sign-in", data=form, headers=said).status_code == code, host


def test_a_link_is_mailed_under_no_name_that_a_stranger_made_up(desk: Desk) -> None:
    from dataclasses import replace

    sent: list[str] = []
    campaign = replace(desk.campaign, review=ReviewPages("0.0.0.0:8080", None))
    asked = replace(desk, campaign=campaign, mail_link=lambda person, address: sent.append(address))
    client = create_app(asked).test_client()
    for host in ("evil.example", "127.0.0.1.evil.example", "evil.example:8080", "203.0.113.5"):
        said = {"Host": host, "Origin": f"http://{host}"}
        answer = client.post("/sign-in", data={"email": "robin@river-days.example"}, headers=said)
        assert "the one-time address that `intake run` prints" in answer.get_data(as_text=True), host
    assert sent == []
    client.post("/sign-in", data={"email": "robin@river-days.example"}, headers=ORIGIN)
    assert [urlsplit(address).netloc for address in sent] == ["localhost"]
    named = replace(asked, campaign=replace(campaign, review=ReviewPages("0.0.0.0:8080", "https://review.example/")))
    said = {"Host": "evil.example", "Origin": "http://evil.example"}
    create_app(named).test_client().post("/sign-in", data={"email": "robin@river-days.example"}, headers=said)
    assert len(sent) == 2
    assert sent[1].startswith("https://review.example/sign-in?key=")


def test_a_look_at_the_head_of_a_one_time_address_does_not_use_it_up(desk: Desk, stranger: FlaskClient) -> None:
    secret = desk.door.link_for("robin@river-days.example", NOW)
    for method in ("HEAD", "OPTIONS"):
        assert "Set-Cookie" not in stranger.open(f"/start/{secret}", method=method).headers
    assert stranger.get(f"/start/{secret}").status_code == 303
    assert stranger.get("/").status_code == 200


def test_asking_for_a_link_answers_alike_for_anybody(desk: Desk) -> None:
    sent: list[tuple[str, str]] = []
    from dataclasses import replace

    asked = replace(desk, mail_link=lambda person, address: sent.append((person.email, address)))
    client = create_app(asked).test_client()
    known = client.post("/sign-in", data={"email": "Robin@river-days.example"}, headers=ORIGIN).get_data()
    other = client.post("/sign-in", data={"email": "nobody@river-days.example"}, headers=ORIGIN).get_data()
    assert known == other
    assert [email for email, _ in sent] == ["robin@river-days.example"]
    assert "/sign-in?key=" in sent[0][1]


def test_guessing_is_limited(stranger: FlaskClient) -> None:
    codes = [stranger.get(f"/start/guess{number}").status_code for number in range(12)]
    assert codes[0] == 403
    assert codes[-1] == 429


def test_a_page_that_fails_says_so_and_logs_where_and_nothing_of_what_it_held(
    pages: Pages, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (file,) = (tmp_path / "campaign").glob("*.sqlite")
    with closing(sqlite3.connect(file)) as other:
        other.execute("ALTER TABLE drafts RENAME TO elsewhere")
        other.commit()
    answer = pages.client.get("/?q=ann%40garden.example")
    assert (answer.status_code, "This page failed" in answer.get_data(as_text=True)) == (500, True)
    (line,) = [record for record in caplog.records if record.name == "intake.review.app"]
    assert line.exc_info is None
    assert "ann@garden.example" not in caplog.text
    assert "lists.queue failed: OperationalError in" in line.getMessage()


def test_a_click_while_the_store_is_locked_changes_nothing_and_says_so(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.store.engine.WAIT", 0.1)
    campaign, store = copy_of_sample(tmp_path, tmp_path_factory)
    (file,) = (tmp_path / "campaign").glob("*.sqlite")
    with store, closing(sqlite3.connect(file, isolation_level=None)) as other:
        desk = Desk(campaign, store, lambda: NOW)
        client = create_app(desk).test_client()
        client.get(f"/start/{desk.door.link_for(campaign.maintainers[0].email, NOW)}")
        pages = Pages(desk, client)
        page = pages.get("/")
        other.execute("BEGIN IMMEDIATE")
        answer = pages.post(f"/drafts/{store.drafts()[0].id}/reject", page)
        assert (answer.status_code, "cannot be used now" in answer.get_data(as_text=True)) == (503, True)
        other.execute("ROLLBACK")
        assert pages.post(f"/drafts/{store.drafts()[0].id}/reject", page).status_code == 303


def test_a_form_from_another_site_or_without_its_token_is_refused(pages: Pages) -> None:
    before = everything(pages.store)
    page = pages.get("/")
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token is not None
    for headers, data in (
        ({"Origin": "https://evil.example"}, {"form_token": token[1]}),
        ({}, {"form_token": token[1]}),
        ({"Origin": "null"}, {"form_token": token[1]}),
        (ORIGIN, {}),
        (ORIGIN, {"form_token": "x"}),
    ):
        answer = pages.client.post(f"/drafts/{pages.draft('Köln').id}/confirm", data=data, headers=headers)
        assert answer.status_code == 403
    assert everything(pages.store) == before


def test_no_page_changes_anything_by_being_looked_at(pages: Pages) -> None:
    draft = pages.draft("Lyon")
    pages.post(f"/drafts/{draft.id}/confirm", version=str(draft.version))
    event = pages.store.events()[0]
    before = everything(pages.store)
    seen, waiting = set(), ["/", f"/events/{event.id}"]
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith("/static"):
            continue
        seen.add(path)
        waiting += [unescape(found) for found in re.findall(r'href="(/[^"#]*)"', pages.get(path))]
    assert len(seen) > 20
    assert everything(pages.store) == before


def test_every_answer_carries_a_strict_policy_and_is_not_kept(pages: Pages) -> None:
    headers = pages.client.get("/").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert not re.search(r"<[^>]+\s(?:on\w+|style)=|<script>", pages.get(f"/drafts/{pages.draft('Lyon').id}"))


def test_a_draft_stands_beside_its_mail_with_the_words_marked(pages: Pages) -> None:
    page = pages.get(f"/drafts/{pages.draft('Köln').id}")
    marks = [unescape(re.sub("<[^>]+>", "", mark)) for mark in re.findall(r"<mark.*?</mark>", page, re.DOTALL)]
    assert any("Köln" in mark for mark in marks)
    assert any("Freitag, 26. März" in mark for mark in marks)
    assert any("(implied)" in mark for mark in marks)  # the year, which nobody doubts
    assert not any("(doubtful)" in mark for mark in marks)
    assert "sammeln bis 18:30 Uhr Müll" in re.sub("<[^>]+>", "", page)


def test_after_a_confirmation_the_event_is_there_and_the_next_draft_is_shown(pages: Pages) -> None:
    draft = pages.draft("Köln")
    answer = pages.post(f"/drafts/{draft.id}/confirm", version=str(draft.version))
    assert re.fullmatch(r"/drafts/\d+", answer.headers["Location"])
    assert answer.headers["Location"] != f"/drafts/{draft.id}"
    assert [event.city for event in pages.store.events()] == ["Köln"]
    after = pages.store.draft(draft.id)
    assert after is not None
    assert (after.status, after.decided_by) == ("confirmed", "robin@river-days.example")


def test_fields_changed_in_the_form_are_saved_and_confirmed_at_once(pages: Pages) -> None:
    draft = pages.draft("Köln")
    pages.post(f"/drafts/{draft.id}/confirm", version=str(draft.version), start="15:30", title="Canoe clean-up")
    event = pages.store.events()[0]
    assert (event.start, event.title) == (dt.time(15, 30), "Canoe clean-up")


def test_a_wrong_value_is_explained_and_nothing_is_published(pages: Pages) -> None:
    draft = pages.draft("Köln")
    answer = pages.post(f"/drafts/{draft.id}/confirm", version=str(draft.version), date="the day after")
    assert answer.headers["Location"] == f"/drafts/{draft.id}"
    assert "the day after" in unescape(pages.get(f"/drafts/{draft.id}"))
    assert pages.store.events() == []


def test_two_decisions_on_one_draft_never_both_take_effect(pages: Pages) -> None:
    draft = pages.draft("Köln")
    pages.post(f"/drafts/{draft.id}/confirm", version=str(draft.version))
    answer = pages.post(f"/drafts/{draft.id}/reject", version=str(draft.version))
    assert answer.headers["Location"] == f"/drafts/{draft.id}"
    after = pages.store.draft(draft.id)
    assert after is not None
    assert after.status == "confirmed"


def test_a_rejection_carries_its_reason_and_can_be_undone(pages: Pages) -> None:
    draft = pages.draft("Köln")
    pages.post(f"/drafts/{draft.id}/reject", version=str(draft.version), why="too far from a river")
    after = pages.store.draft(draft.id)
    assert after is not None
    assert (after.status, after.why) == ("rejected", "too far from a river")
    pages.post("/undo")
    back = pages.store.draft(draft.id)
    assert back is not None
    assert back.status == "waiting"


def test_several_drafts_are_confirmed_at_once_and_undone_at_once(pages: Pages) -> None:
    clean = [draft for draft in pages.store.drafts() if not draft.problems][:4]
    page = pages.get("/")
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token is not None
    data = {"form_token": token[1], "do": "confirm", "draft": [f"{one.id}:{one.version}" for one in clean]}
    pages.client.post("/together", data=data, headers=ORIGIN)
    assert len(pages.store.events()) == 4
    pages.post("/undo")
    assert pages.store.events() == []


def test_a_published_event_can_be_edited_cancelled_and_taken_off(pages: Pages) -> None:
    draft = pages.draft("Köln")
    pages.post(f"/drafts/{draft.id}/confirm", version=str(draft.version))
    event = pages.store.events()[0]
    pages.post(f"/events/{event.id}/edit", venue="The old slipway")
    assert pages.store.events()[0].venue == "The old slipway"
    pages.post(f"/events/{event.id}/cancel", why="high water")
    assert pages.store.events()[0].status == "cancelled"
    pages.post(f"/events/{event.id}/withdraw")
    assert pages.store.events() == []


def test_the_log_says_of_which_event_and_what_was_before_and_after(pages: Pages) -> None:
    draft = pages.draft("Köln")
    pages.post(f"/drafts/{draft.id}/confirm", version=str(draft.version))
    (event,) = pages.store.events()
    pages.post(f"/events/{event.id}/edit", start="20:45")
    told = unescape(re.sub("<[^>]+>", "", pages.get("/log")))
    line = next(part for part in re.split(r"\d{4}-\d\d-\d\d \d\d:\d\d", told) if "20:45" in part)
    assert f" {event.title} " in line  # "Rheinputz in Köln", with its city
    assert re.search(r"Starts: \d\d:\d\d → 20:45(?!:)", line)


def test_the_log_names_a_city_once_where_the_title_has_it(pages: Pages) -> None:
    draft = pages.draft("Lyon")
    pages.post(f"/drafts/{draft.id}/edit", version=str(draft.version), title="Lyon by boat")
    told = unescape(re.sub("<[^>]+>", "", pages.get("/log")))
    assert "Lyon by boat" in told
    assert "Lyon by boat, Lyon" not in told


def test_of_hundreds_decided_at_once_each_says_how_many_would_be_taken_back(pages: Pages) -> None:
    desk = pages.desk
    days = [NOW.date() + dt.timedelta(days=20 + number) for number in range(150)]
    text = "Title: Walks\n\n" + "".join(f"{day:%-d %B %Y}, 6 pm - Lyon, France\n" for day in days)
    numbers = jobs.add(desk.store, desk.campaign, text, desk.campaign.maintainers[0].email, NOW)
    assert len(numbers) == 150
    assert "(+" in pages.get("/log")  # one mail is one line, however many drafts it led to
    page = pages.get(f"/drafts/{numbers[0]}")
    every = re.findall(r'name="every" value="(\d+:\d+)"', page)
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token is not None
    form = {"form_token": token[1], "do": "confirm_mail", "every": every}
    pages.client.post("/together", data=form, headers=ORIGIN)
    assert "Take back all 150" in pages.get(f"/drafts/{numbers[0]}")
    first = pages.get("/log")
    assert "Take back all 150" in first
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    assert pages.get(older[1]) != first


def test_an_event_is_added_from_fields_or_from_pasted_text(pages: Pages) -> None:
    pages.post("/add/fields", date="2027-04-03", city="Ghent, BE", title="Evening walk", start="19:00")
    event = pages.store.events()[0]
    assert (event.city, event.country, event.date) == ("Ghent", "BE", dt.date(2027, 4, 3))
    answer = pages.post(
        "/add/text", text="Regatta on 4 April 2027 at 3pm in Hamburg, Germany, see https://regatta.example/e/1"
    )
    assert "/drafts/" in answer.headers["Location"]
    assert pages.draft("Hamburg").sender == ""


def test_a_value_is_checked_as_it_is_typed(pages: Pages) -> None:
    draft = pages.draft("Köln")
    told = pages.client.get(f"/check?field=city&value=Gent,+BE&draft={draft.id}").get_json()
    assert told["ok"]
    assert "Belgium" in told["shown"]
    wrong = pages.client.get(f"/check?field=date&value=someday&draft={draft.id}").get_json()
    assert not wrong["ok"]
    assert any("Ghent" in city or "Gent" in city for city in pages.client.get("/cities?q=ghen").get_json()["cities"])


def test_the_pages_open_in_the_maintainers_language(pages: Pages) -> None:
    pages.post("/language", language="ar", to="/")
    page = pages.get("/")
    assert '<html lang="ar" dir="rtl">' in page
    assert "في الانتظار" in page
    assert ">Français</option>" in page
    lyon = pages.draft("Lyon")
    assert re.search(
        r"«\u2068[^\u2069»]+\u2069»", pages.get(f"/drafts/{lyon.id}")
    )  # the mail's words keep their direction


def test_a_link_in_the_sign_in_address_leads_nowhere_else(pages: Pages) -> None:
    crlf, tab = "/\r\nSet-Cookie: a=b", "/\t/evil.example"
    for to in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", crlf, tab):
        assert pages.client.get("/sign-in", query_string={"to": to}).headers["Location"] == "/"


def test_hostile_text_of_a_mail_stays_text(pages: Pages, tmp_path: Path) -> None:
    campaign = pages.desk.campaign
    text = 'Walk <script>alert(1)</script> "><img src=x onerror=alert(2)> {{ 7*7 }} on 5 April 2027 at 3pm in Hamburg'
    number = jobs.add(pages.store, campaign, text, "robin", NOW)[0]
    page = pages.get(f"/drafts/{number}") + pages.get("/")
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "{{ 7*7 }}" in unescape(re.sub("<[^>]+>", "", page))


@pytest.mark.parametrize("words", ["koln", "KÖLN germany", "koln rheinputz", "{day}"])
def test_a_search_finds_words_without_their_accents_countries_and_days(pages: Pages, words: str) -> None:
    draft = pages.draft("Köln")
    there = f'href="/drafts/{draft.id}?'
    asked = {"q": words.format(day=draft.details.date)}
    assert there in pages.client.get("/", query_string=asked).get_data(as_text=True)
    assert there not in pages.client.get("/", query_string={"q": "koln portugal"}).get_data(as_text=True)
    pages.post(f"/drafts/{draft.id}/confirm", version=str(draft.version))
    assert "Rheinputz" in pages.client.get("/events", query_string=asked).get_data(as_text=True)


def test_all_events_of_one_mail_are_on_one_screen_and_confirmed_at_once(pages: Pages) -> None:
    draft = pages.draft("Dunedin")
    page = pages.get(f"/drafts/{draft.id}")
    assert all(city in page for city in ("Hamilton", "Whanganui", "Christchurch"))
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token is not None
    family = re.findall(r'name="draft" value="(\d+:\d+)"', page)
    data = {"form_token": token[1], "do": "confirm", "draft": family}
    pages.client.post("/together", data=data, headers=ORIGIN)
    assert len(pages.store.events()) == len(family) >= 4


def test_a_held_mail_shows_its_text_and_why_it_is_held(pages: Pages) -> None:
    kept = next(one for one in pages.store.messages(fate="held") if "Question" in one.subject)
    assert f"/mails/{kept.id}" in pages.get("/held")
    assert "is there anything planned in Vienna?" in pages.get(f"/mails/{kept.id}")


def mail_with(pages: Pages, *headers: str) -> Draft:
    """The draft of a mail that comes in with these headers."""
    body = "The garden day is in Wellington on 6 May 2027 at 3 pm. Please list it.\n"
    fields = ("From: Ben <ben@example.net>", "Subject: Garden day", "Message-ID: <silence@example.net>", *headers)
    raw = "\n".join((*fields, "", body)).encode()
    (message_id,) = pages.store.keep_raw("inbox", [(raw, NOW, None)], None, NOW)
    jobs.work(pages.store, pages.desk.campaign, NOW)
    return pages.store.drafts_of(message_id)[0]


def test_a_draft_and_its_mail_show_why_the_sender_is_not_answered_in_every_language(pages: Pages) -> None:
    draft = mail_with(pages, "Precedence: bulk")
    for tag in tags():
        pages.client.set_cookie("intake_language", tag)
        told = words(tag)("not_answered") + ": " + words(tag).silence("its Precedence is that of bulk mail")
        for path in (f"/drafts/{draft.id}", f"/mails/{draft.message_id}"):
            assert told in unescape(pages.get(path)), (tag, path)


def test_nothing_is_said_of_silence_where_the_sender_is_answered(pages: Pages) -> None:
    draft = mail_with(pages)
    for path in (f"/drafts/{draft.id}", f"/mails/{draft.message_id}"):
        assert words("en")("not_answered") not in pages.get(path)


def test_a_held_mail_is_set_aside_and_can_be_read_again(pages: Pages) -> None:
    held = next(one for one in pages.store.messages(fate="held") if "Question" in one.subject)
    count = len(pages.store.messages(fate="held"))
    assert f'Held mails <span class="count">{count}</span>' in pages.get("/")
    pages.post(f"/held/{held.id}/done")
    page = pages.get("/held")
    assert f"/mails/{held.id}" in page  # the notice leads back to it
    assert f'<span class="count">{count}</span></a>' not in page
    after = pages.store.message(held.id)
    assert after is not None
    assert (after.fate, after.reason) == ("ignored", "set aside by robin@river-days.example")
    pages.post(f"/held/{held.id}/again")
    again = pages.store.message(held.id)
    assert again is not None
    assert again.state == "unread"


def test_why_a_mail_is_held_is_told_in_the_maintainers_language(pages: Pages) -> None:
    held = next(one for one in pages.store.messages(fate="held") if "Question" in one.subject)
    pages.client.set_cookie("intake_language", "de")
    for path in ("/held", f"/mails/{held.id}"):
        assert words("de").reason(held.reason) in unescape(pages.get(path))
        assert held.reason not in pages.get(path)


def test_a_mail_that_led_to_drafts_is_never_read_a_second_time(pages: Pages) -> None:
    draft = pages.draft("Köln")
    assert "again" not in pages.get(f"/mails/{draft.message_id}")
    pages.post(f"/held/{draft.message_id}/again")
    pages.post(f"/held/{draft.message_id}/done")
    kept = pages.store.message(draft.message_id)
    assert kept is not None
    assert (kept.state, kept.fate) == ("done", "drafted")


def test_problems_are_told_in_the_maintainers_language(pages: Pages) -> None:
    known = words("de").problems
    draft = next(
        one for one in pages.store.drafts() if one.problems and one.problems[0].code in known and not one.duplicates
    )
    pages.post("/language", language="de", to="/")
    page = unescape(pages.get(f"/drafts/{draft.id}"))
    assert known[draft.problems[0].code].rstrip(".") in page
    assert all(name in page for name in draft.problems[0].named if not name[:1].isdigit())


def test_a_cookie_given_to_a_person_beforehand_never_becomes_a_session(desk: Desk, stranger: FlaskClient) -> None:
    stranger.set_cookie("intake_review", "chosen-by-an-attacker")
    secret = desk.door.link_for("robin@river-days.example", NOW)
    assert stranger.get(f"/start/{secret}").status_code == 303
    assert stranger.get("/").status_code == 200
    attacker = create_app(desk).test_client()
    attacker.set_cookie("intake_review", "chosen-by-an-attacker")
    assert attacker.get("/").status_code == 303


def test_whoever_signs_in_again_is_back_where_the_session_ended_and_told_that_nothing_was_done(
    stranger: FlaskClient,
) -> None:
    answer = stranger.post("/drafts/7/confirm", headers={**ORIGIN, "Referer": "http://localhost/drafts/7"})
    assert answer.headers["Location"] == "/sign-in?to=/drafts/7&ended=1"
    page = stranger.get(answer.headers["Location"]).get_data(as_text=True)
    assert "was not carried out" in page
    assert 'name="to" value="/drafts/7"' in page
    assert "was not carried out" not in stranger.get("/sign-in").get_data(as_text=True)


def test_signing_out_ends_the_session_for_good(pages: Pages) -> None:
    cookie = pages.client.get_cookie("intake_review")
    assert cookie is not None
    assert pages.post("/sign-out").status_code == 303
    pages.client.set_cookie("intake_review", cookie.value)
    assert pages.client.get("/").status_code == 303


def test_a_duplicate_is_merged_into_the_draft_it_resembles(pages: Pages) -> None:
    draft = next(one for one in pages.store.drafts() if one.duplicates and one.duplicates[0].kind == "draft")
    other = int(draft.duplicates[0].id)
    page = pages.get(f"/drafts/{draft.id}")
    assert f'value="draft:{other}"' in page
    pages.post(f"/drafts/{draft.id}/merge", version=str(draft.version), into=f"draft:{other}")
    merged, kept = pages.store.draft(draft.id), pages.store.draft(other)
    assert merged is not None
    assert kept is not None
    assert (merged.status, kept.status) == ("superseded", "waiting")
    pages.post("/undo")
    back = pages.store.draft(draft.id)
    assert back is not None
    assert back.status == "waiting"


def test_a_sign_in_link_reaches_a_listed_maintainer_by_mail_and_signs_in(desk: Desk, tmp_path: Path) -> None:
    from dataclasses import replace

    from intake.review.serving import link_sender

    client = create_app(replace(desk, mail_link=link_sender(desk.campaign, lambda: NOW))).test_client()
    client.post("/sign-in", data={"email": "robin@river-days.example"}, headers=ORIGIN)
    outbox = tmp_path / "campaign" / "outbox"
    for thread in threading.enumerate():
        if thread.name == "sign-in mail":
            thread.join(60)
    (letter,) = outbox.iterdir()
    mail = email.message_from_bytes(letter.read_bytes(), policy=email.policy.default)
    assert mail["To"] == "robin@river-days.example"
    key = re.search(r"/sign-in\?key=([\w-]+)", mail.get_content())
    assert key is not None
    assert client.post("/sign-in", data={"key": key[1]}, headers=ORIGIN).status_code == 303
    assert client.get("/").status_code == 200
