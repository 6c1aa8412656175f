"""The page in each of its languages: words, plurals, dates, directions, and pages that name each other."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from render.build import build
from render.languages import NoSuchLanguage, language, tags, without_year
from tests.parts.sites import SITE, TODAY, event


def page(files: dict[str, bytes], path: str = "index.html") -> str:
    return files[path].decode()


def test_each_language_has_its_pages_and_they_name_each_other() -> None:
    site = replace(SITE, languages=("en", "ar", "pt-BR"))
    files = build(site, [event()], TODAY)
    there: dict[str, set[tuple[str, str]]] = {}
    for path in files:
        if path.endswith(".html"):
            shown = page(files, path)
            own = re.search(r'<link rel="canonical" href="(.*?)">', shown)
            assert own is not None
            there[own[1]] = set(re.findall(r'<link rel="alternate" hreflang="(.*?)" href="(.*?)">', shown))
    for address, others in there.items():
        assert {tag for tag, _ in others} == {"en", "ar", "pt-BR", "x-default"}
        assert address in {other for _, other in others}
        assert all(there[other] == others for _, other in others)
    assert '<html lang="ar" dir="rtl">' in page(files, "ar/index.html")
    assert "الأربعاء" in page(files, "ar/index.html")
    assert "quarta-feira, 7 de abril" in page(files, "pt-BR/index.html")
    assert 'href="../event/e1.ics"' in page(files, "ar/index.html")


@pytest.mark.parametrize(
    ("tag", "place"), [("en", "Berlin, Germany"), ("ar", "Berlin، ألمانيا"), ("ja", "Berlin、ドイツ")]
)
def test_a_city_and_its_country_are_joined_as_the_language_joins_them(tag: str, place: str) -> None:
    files = build(replace(SITE, languages=(tag,)), [event()], TODAY)
    assert place in re.sub("<[^>]*>", "", page(files))
    assert f"<title>{place} · " in page(files, "in/de/berlin/index.html")
    assert place in files["feed.json"].decode()
    assert place in files["events.ics"].decode().replace("\\,", ",")


def test_a_title_in_another_language_than_the_page_says_so() -> None:
    files = build(replace(SITE, languages=("en", "fr")), [event(language="fr", title="Fête")], TODAY)
    assert '<bdi lang="fr">Fête</bdi>' in page(files)
    assert "<bdi>Fête</bdi>" in page(files, "fr/index.html")


def test_the_campaigns_own_words_statement_and_logo_need_no_template() -> None:
    site = replace(
        SITE,
        languages=("en", "fr"),
        statements={"fr": "Les jardins ouvrent."},
        strings={"fr": {"calendar": "Dans mon agenda"}},
        logo=b"<svg/>",
        logo_type="svg",
    )
    files = build(site, [event()], TODAY)
    assert files["logo.svg"] == b"<svg/>"
    assert "Les jardins ouvrent." in page(files, "fr/index.html")
    assert "Dans mon agenda" in page(files, "fr/index.html")
    assert "Add to calendar" in page(files)


@pytest.mark.parametrize("tag", tags())
def test_a_language_lacks_no_words_and_has_its_plurals(tag: str) -> None:
    own, base = language(tag), language("en")
    assert own.strings.keys() == base.strings.keys()
    for key, sentence in base.strings.items():
        assert set(re.findall(r"\{\w+\}", own.strings[key])) == set(re.findall(r"\{\w+\}", sentence)), key
        assert own.strings[key].count("[") == sentence.count("["), key
    if tag != "en":
        same = {key for key, value in own.strings.items() if value == base.strings[key]} - {
            "online",
            "follow_ics",
            "comma",
        }
        assert not same, same
    for number in (0, 1, 2, 3, 5, 11, 21, 100):
        assert own.locale.plural_form(number) in {*own.counts["events"], "other"}
        assert own.count("events", number)


@pytest.mark.parametrize(
    ("tag", "day", "time"),
    [
        ("en", "Friday, 9 April", "18:00"),
        ("en-US", "Friday, April 9", "6:00\u202fPM"),
        ("de", "Freitag, 9. April", "18:00"),
        ("fr", "vendredi 9 avril", "18:00"),
        ("es", "viernes, 9 de abril", "18:00"),
        ("pt-BR", "sexta-feira, 9 de abril", "18:00"),
        ("fi", "perjantai 9. huhtikuuta", "18.00"),
        ("hu", "április 9., péntek", "18:00"),
        ("ru", "пятница, 9 апреля", "18:00"),
        ("ja", "4月9日金曜日", "18:00"),
        ("ar", "الجمعة، 9 أبريل", "18:00"),
    ],
)
def test_a_day_and_a_time_are_written_as_its_language_does(tag: str, day: str, time: str) -> None:
    shown = page(build(replace(SITE, languages=(tag,)), [event(date=dt.date(2027, 4, 9))], TODAY))
    assert f">{day}</time>" in shown
    assert f"<time>{time}</time>" in shown or f'<time datetime="18:00">{time}</time>' in shown
    assert (f"<time>{time}</time>" in shown) == (time == "18:00")  # machines read no other form


def test_an_unknown_language_is_answered_with_those_there_are() -> None:
    with pytest.raises(NoSuchLanguage, match=r"'gr' \(have: ar, ca"):
        build(replace(SITE, languages=("gr",)), [], TODAY)


@pytest.mark.parametrize(
    ("pattern", "shorter"),
    [
        ("EEEE, d MMMM y", "EEEE, d MMMM"),
        ("EEEE, d 'de' MMMM 'de' y", "EEEE, d 'de' MMMM"),
        ("y年M月d日EEEE", "M月d日EEEE"),
        ("y. MMMM d., EEEE", "MMMM d., EEEE"),
        ("d MMMM y EEEE", "d MMMM EEEE"),
        ("EEEE, d MMMM y 'г'.", "EEEE, d MMMM"),
    ],
)
def test_a_heading_loses_its_year_and_the_words_around_it(pattern: str, shorter: str) -> None:
    assert without_year(pattern) == shorter
