"""Links in mails: what is found, what is published of it, and which is worth most. Cases stand in tests/links."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading.fields import link
from intake.reading.links import canonical, kind_of
from intake.reading.message import Anchor, read
from intake.reading.passages import passages
from intake.reading.proposal import Context, Finding, Link, Passage
from tests.parts.growth import STEEP, filled, growth

FOLDER = Path(__file__).parent / "links"
CONTEXT = Context(now=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))


def cases(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def found(text: str, role: str = "body", links: tuple[Anchor, ...] = (), context: Context = CONTEXT) -> list[Finding]:
    return link.find(Passage(text, "text", 0, role, ("en",), links), context)


def urls(findings: list[Finding]) -> list[str]:
    return [finding.value.url for finding in findings if isinstance(finding.value, Link)]


def best(findings: list[Finding]) -> str:
    return urls([max(findings, key=lambda finding: finding.score)])[0]


@pytest.mark.parametrize(("name", "case"), cases("unwrapped").items(), ids=cases("unwrapped"))
def test_an_address_is_published_as_its_target_alone(name: str, case: dict[str, str]) -> None:
    assert canonical(case["address"]) == case.get("published")


@pytest.mark.parametrize(("name", "case"), cases("unwrapped").items(), ids=cases("unwrapped"))
def test_what_is_published_is_published_the_same_again(name: str, case: dict[str, str]) -> None:
    if "published" in case:
        assert canonical(case["published"]) == case["published"]


@pytest.mark.parametrize(
    ("kind", "url"), [(kind, url) for kind, listed in cases("kinds").items() for url in listed], ids=lambda value: value
)
def test_the_kind_of_a_page_is_seen_from_its_address(kind: str, url: str) -> None:
    assert kind_of(url) == kind


@pytest.mark.parametrize(("name", "case"), cases("texts").items(), ids=cases("texts"))
def test_the_addresses_of_a_text_are_found(name: str, case: dict[str, Any]) -> None:
    findings = found(case["text"])
    assert urls(findings) == case["urls"]
    for finding in findings:
        assert case["text"][finding.start : finding.end] == finding.words


def test_offsets_are_those_of_the_part() -> None:
    finding = link.find(Passage("see https://garden.example/day", "text", 100, "body"), CONTEXT)[0]
    assert (finding.start, finding.end) == (104, 130)


def test_an_events_own_page_is_worth_more_than_post_form_page_and_homepage() -> None:
    text = (
        "https://garden.example https://garden.example/day https://forms.gle/abc https://www.instagram.com/p/Abc/ "
        "https://www.facebook.com/events/123/ https://us02web.zoom.us/j/1"
    )
    ordered = urls(sorted(found(text), key=lambda finding: -finding.score))
    assert [kind_of(url) for url in ordered] == ["event", "post", "page", "form", "home", "call"]


def test_a_homepage_and_a_call_are_doubtful_and_say_why() -> None:
    for finding in found("https://garden.example\nhttps://meet.jit.si/garden"):
        assert not finding.certain
        assert finding.note


def test_a_link_in_a_signature_is_worth_less_than_one_in_the_text() -> None:
    assert found("https://garden.example/day", "signature")[0].score < found("https://garden.example/day")[0].score


def test_the_campaigns_own_pages_are_no_events_link() -> None:
    own = Context(now=CONTEXT.now, own_links=frozenset({"list.example"}))
    assert urls(found("https://www.list.example/past https://garden.example/day", context=own)) == [
        "https://garden.example/day"
    ]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (
            "Over a hundred neighbours signed a petition <https://paper.example/2026/02/trees> against the car park.",
            "en",
        ),
        (
            "Wir sehen nicht länger zu, wie der Wald brennt (https://paper.example/2026/02/wald) und alle schweigen.",
            "de",
        ),
        ("Le conseil a refusé le projet des riverains https://paper.example/2026/02/parc comme chacun le sait", "fr"),
    ],
)
def test_an_address_that_a_sentence_about_something_else_mentions_is_worth_nothing(text: str, tag: str) -> None:
    (mentioned,) = link.find(Passage(text, "text", 0, "body", (tag,)), CONTEXT)
    assert mentioned.score == 0
    assert not mentioned.certain


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Bring gloves. https://garden.example/2026/02/trees", "en"),
        ("Everybody who wants to come should sign up on https://garden.example/2026/02/trees before they leave", "en"),
        ("We invite you all to the spring walk <https://garden.example/2026/02/trees> along the river", "en"),
        ("Wir räumen am Sonntag auf. Mehr auf https://garden.example/2026/02/baum\n", "de"),
        ("Siivoamme sunnuntaina. Lue sivulta https://garden.example/2026/02/puu\n", "fi"),
        ("Man kann sich bis Freitag anmelden unter https://garden.example/2026/02/baum und dann kommen", "de"),
        ("Toutes les informations sont sur https://garden.example/2026/02/parc comme toujours", "fr"),
        ("Wszystkie szczegóły są na https://garden.example/2026/02/park jak zawsze", "pl"),
        ("まちの庭のイベントの詳細は https://garden.example/2026/02/niwa です", "ja"),
    ],
)
def test_an_address_that_the_mail_sends_people_to_keeps_its_worth(text: str, tag: str) -> None:
    (pointed,) = link.find(Passage(text, "text", 0, "body", (tag,)), CONTEXT)
    assert pointed.certain
    assert pointed.score > 0.9


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Town hall, High Street 1 (map: https://tinyurl.example/ab12)", "en"),
        ("Rathaus, Marktplatz 1 (Karte -\nhttps://tinyurl.example/ab12)", "de"),
        ("Mairie, rue du Parc\nPlan d'accès : https://tinyurl.example/ab12", "fr"),
        ("Urząd, ul. Parkowa 1, mapa: https://tinyurl.example/ab12", "pl"),
        ("市役所 地図：https://tinyurl.example/ab12", "ja"),
    ],
)
def test_an_address_that_is_said_to_be_a_map_is_none(text: str, tag: str) -> None:
    assert not link.find(Passage(text, "text", 0, "body", (tag,)), CONTEXT)


def test_a_page_with_information_and_a_map_is_no_map() -> None:
    assert urls(found("Info and map: https://garden.example/day")) == ["https://garden.example/day"]


def test_an_address_that_names_what_the_subject_does_comes_first() -> None:
    passage = Passage("https://garden.example/events/board https://garden.example/events/tulips", "text", 0, "body")
    assert best(link.find(passage, CONTEXT, "Tulips for everybody")) == "https://garden.example/events/tulips"


def test_a_call_for_papers_below_an_events_page_is_not_its_page() -> None:
    assert best(found("https://trees.example/events/fair/cfp\nhttps://trees.example/events/fair/day")).endswith("/day")


def test_the_sign_of_a_network_without_words_is_no_link_of_the_event() -> None:
    logo = Anchor("https://www.facebook.com/gardeners", "", 9, 9)
    assert [finding.score for finding in found("Garden day", links=(logo,))] == [0.0]


def test_a_link_of_an_html_mail_is_found_by_its_words() -> None:
    text = "Come to the garden day, or unsubscribe"
    anchors = (
        Anchor("https://garden.example/day?utm_source=x", "garden day", 12, 22),
        Anchor("https://mail.example/u/5", "unsubscribe", 27, 38),
        Anchor("mailto:ann@example.org", "Come", 0, 4),
    )
    findings = found(text, links=anchors)
    assert urls(findings) == ["https://garden.example/day"]
    assert findings[0].words == "garden day"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("", "Apri questo messaggio nel browser"),
        ("Darstellungsprobleme? ", "Hier klicken"),
        ("Un problème d'affichage ? ", "Cliquez ici"),
        ("", "Otwórz w przeglądarce"),
        ("Письмо некорректно отображается? ", "Откройте здесь"),
        ("", "ブラウザで見る"),
    ],
)
def test_a_link_to_a_copy_of_the_mail_is_none_of_the_event(before: str, words: str) -> None:
    text = f"{before}{words}\nGarden day"
    copy = Anchor("https://post.example/view?id=4", words, len(before), len(before) + len(words))
    page = Anchor("https://garden.example/day", "Garden day", len(text) - 10, len(text))
    assert urls(found(text, links=(copy, page))) == ["https://garden.example/day"]


@pytest.mark.parametrize(
    "words", ["Abmelden", "Se désinscrire", "Darse de baja", "配信停止", "Отписаться", "إلغاء الاشتراك"]
)
def test_a_link_that_ends_a_subscription_is_known_in_any_language(words: str) -> None:
    assert found(words, links=(Anchor("https://mail.example/x/5", words, 0, len(words)),)) == []


def test_words_that_name_another_host_are_not_kept() -> None:
    findings = found("www.bank.com", links=(Anchor("https://garden.example/day", "www.bank.com", 0, 12),))
    assert isinstance(findings[0].value, Link)
    assert findings[0].value.text is None
    findings = found("bank.com page", links=(Anchor("https://garden.example/day", "bank.com page", 0, 13),))
    assert isinstance(findings[0].value, Link)
    assert findings[0].value.text is None


def test_words_and_address_side_by_side_are_one_link() -> None:
    raw = (
        b"From: a@example.org\nSubject: x\nContent-Type: multipart/alternative; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\n"
        b"Come to the garden day <https://garden.example/day>\n--b\nContent-Type: text/html\n\n"
        b'<p>Come to the <a href="https://garden.example/day">garden day</a></p>\n--b--\n'
    )
    findings = [finding for passage in passages(read(raw)) for finding in link.find(passage, CONTEXT)]
    assert urls(findings) == ["https://garden.example/day"]


def test_a_link_only_the_html_has_is_found_in_a_mail_read_as_plain_text() -> None:
    raw = (
        b"From: a@example.org\nSubject: x\nContent-Type: multipart/alternative; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\n"
        b"Come to the garden day\n--b\nContent-Type: text/html\n\n"
        b'<p>Come to the garden day. <a href="https://garden.example/day">Read more</a></p>\n--b--\n'
    )
    findings = [finding for passage in passages(read(raw)) for finding in link.find(passage, CONTEXT)]
    assert urls(findings) == ["https://garden.example/day"]


@pytest.mark.parametrize("size", [12_000, 200_000])
@pytest.mark.parametrize(
    "piece",
    ["https://x.example/a ", "a.", "aa.bb.de ", "https://x.example/(", "[a](https://", "<https://a.example/", "www."],
)  # fmt: skip
def test_reading_addresses_without_end_grows_no_faster_than_the_text(piece: str, size: int) -> None:
    assert growth(lambda some: filled(piece, some), size, found) < STEEP


@given(st.text(alphabet="htps:/w.abc@?&=#%[]()<>\"'аб日\n \u202e", max_size=120))
def test_whatever_is_found_may_be_published(text: str) -> None:
    for url in urls(found(text + " https://" + text)):
        assert url.startswith(("https://", "http://"))
        assert not set(url) & set("<>\"' \n\u202e")
        assert "@" not in urlsplit(url).netloc
