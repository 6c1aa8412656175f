"""Where: cities, countries and online events in every language, and what decides between places of one name."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from intake.reading import message as messages
from intake.reading.fields import link, venue, where
from intake.reading.passages import passages
from intake.reading.proposal import Context, Finding, Link, Passage, Place
from tests.parts.growth import STEEP, filled, growth

CONTEXT = Context(now=dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC))
FOLDER = Path(__file__).parent / "places"


def text(words: str, *languages: str, role: str = "body") -> Passage:
    return Passage(words, "subject" if role == "subject" else "text", 0, role, languages or ("en",))


def place(found: Finding) -> Place:
    assert isinstance(found.value, Place)
    return found.value


def names(found: list[Finding]) -> list[str]:
    """The cities and online events found, as the case files write them."""
    said = []
    for one in map(place, found):
        if one.online:
            said.append("online")
        elif one.city:
            said.append(f"{one.city}, {one.country}" + ("" if one.known else ", unknown"))
    return said


def best(words: str, *languages: str, context: Context = CONTEXT) -> Finding:
    return max(where.find(text(words, *languages), context), key=lambda one: one.score)


CASES = [
    pytest.param(file.stem, case["text"], case["finds"], id=f"{file.stem}-{case['text'][:50]}")
    for file in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
]


@pytest.mark.parametrize(("language", "words", "finds"), CASES)
def test_a_text_names_these_places(language: str, words: str, finds: list[str]) -> None:
    assert names(where.find(text(words, language), CONTEXT)) == finds


@pytest.mark.parametrize(("language", "words", "finds"), CASES)
def test_words_and_offsets_of_a_finding_are_the_passages(language: str, words: str, finds: list[str]) -> None:
    passage = Passage(words, "text", 1000, "body", (language,))
    for one in where.find(passage, CONTEXT):
        assert words[one.start - 1000 : one.end - 1000] == one.words


def test_every_language_has_cases_and_words() -> None:
    from intake.reading.languages import languages

    tested = {file.stem for file in FOLDER.glob("*.toml")}
    assert tested == {language.tag for language in languages()}
    assert all(language.table("where").get("labels") for language in languages())


# What decides between places of one name.


def test_the_state_beside_a_city_decides_and_is_no_country() -> None:
    found = place(best("Atlanta, GA"))
    assert (found.city, found.region, found.country, found.timezone) == ("Atlanta", "Georgia", "US", "America/New_York")


def test_a_country_named_elsewhere_in_the_mail_decides() -> None:
    assert place(best("A garden day in Cordoba. Argentina has many gardens.")).country == "AR"
    assert place(best("A garden day in Cordoba. Spain has many gardens.")).country == "ES"


def test_a_telephone_prefix_decides() -> None:
    assert place(best("Garden day in Birmingham, call +1 205 555 0100")).country == "US"
    assert place(best("Garden day in Birmingham, call +44 121 496 0000")).country == "GB"


def test_the_domain_of_a_link_decides() -> None:
    assert place(best("Garden day in Hamilton, https://gardens.example.co.nz/day")).country == "NZ"
    assert place(best("Garden day in Hamilton, https://gardens.example.ca/day")).country == "CA"


def test_the_shape_of_a_postcode_decides() -> None:
    assert place(best("Garden day in Halifax. Write to us: 1 Mill Lane, Leeds LS1 4AP")).country == "GB"
    assert place(best("Garden day in Hamilton. Write to us: 1 Main Street, L8P 1A1")).country == "CA"


def test_the_senders_clock_decides() -> None:
    for zone, country in (("+0100", "GB"), ("-0500", "US")):
        message = messages.read(
            f"From: a@b.example\nDate: Fri, 3 Apr 2026 10:00:00 {zone}\nSubject: x\n\nin Birmingham".encode()
        )
        passage = text("Garden day in Birmingham")
        evidence = where.survey([passage], message, CONTEXT)
        assert place(where.find(passage, CONTEXT, evidence)[0]).country == country


def test_a_county_says_the_country() -> None:
    found = best("Market Place, Ely, Cambridgeshire")
    assert (place(found).country, found.certain) == ("GB", True)


def test_a_district_beside_its_great_city_is_that_city_and_stays_an_alternative() -> None:
    found = best("Parque Kennedy, Miraflores, Lima", "es")
    assert place(found).city == "Lima"
    assert "Miraflores" in [other.city for other in found.others if isinstance(other, Place)]


def test_a_city_the_index_lacks_is_kept_when_a_label_says_it_is_one() -> None:
    found = best("City: Wollenbach\nDate: 9 May\nTel. +49 30 1234")
    assert (place(found).city, place(found).country, place(found).known) == ("Wollenbach", "DE", False)
    assert not found.certain


def test_a_longer_name_in_the_mail_says_what_its_short_form_means() -> None:
    words = "Garden day in Neustadt, 9 May\n\nGarden Group, Neustadt an der Waldnaab"
    first, second = where.find(text(words, "de"), CONTEXT)
    assert place(first).region == place(second).region == "Bavaria"


def test_the_campaigns_countries_decide() -> None:
    context = Context(now=CONTEXT.now, countries=("AU",))
    assert place(best("Garden day in Newcastle", context=context)).country == "AU"


def test_another_city_near_by_decides() -> None:
    assert place(best("Fahrt von Karlsruhe nach Landau, Treffen in Landau", "de")).region == "Rhineland-Palatinate"


def test_only_population_decided_so_it_is_not_certain_and_the_others_are_given() -> None:
    found = best("Gartentag in Neustadt", "de")
    assert not found.certain
    assert found.note is not None
    assert "have this name" in found.note
    assert {place_.country for place_ in found.others if isinstance(place_, Place)} >= {"DE"}
    assert len(found.others) > 1


def test_a_metropolis_needs_no_country_to_be_certain() -> None:
    found = best("Garden day in Paris")
    assert (place(found).country, found.certain) == ("FR", True)


def test_a_city_named_with_its_state_is_the_same_city_without_it() -> None:
    found = where.find(text("Portland is green. Garden day: Portland, Maine"), CONTEXT)
    assert {place(one).region for one in found if place(one).city} == {"Maine"}


# What is weaker, and what is none.


def test_a_signatures_city_is_kept_and_weaker_than_the_texts() -> None:
    said = best("Wir treffen uns in Kassel.", "de")
    signed = where.find(text("Gartenfreunde e.V., Hauptstr. 2, 53175 Bonn", "de", role="signature"), CONTEXT)
    assert names(signed) == ["Bonn, DE"]
    assert signed[0].score < said.score


def test_the_seat_of_an_office_is_weaker_than_the_place_of_the_event() -> None:
    found = where.find(text("Geschäftsstelle Bonn. Wir treffen uns in Kassel.", "de"), CONTEXT)
    scores = {place(one).city: one.score for one in found}
    assert scores["Kassel"] > scores.get("Bonn", 0.0)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Berliner Straße 12", "de"),
        ("12 rue de Paris", "fr"),
        ("Via Roma 5", "it"),
        ("Londonderry Road", "en"),
        ("the New York Times", "en"),
    ],
)
def test_a_street_or_a_newspaper_named_after_a_city_is_no_city(words: str, language: str) -> None:
    assert names(where.find(text(words, language), CONTEXT)) == []


@pytest.mark.parametrize("word", ["March", "Thursday", "August", "März", "Mai"])
def test_a_month_or_a_weekday_is_no_city(word: str) -> None:
    assert names(where.find(text(f"We meet on {word} 12, bring a spade.", "en", "de"), CONTEXT)) == []


def test_a_region_is_no_city_but_says_so() -> None:
    found = where.find(text("Los huertos de la Provincia de Buenos Aires", "es"), CONTEXT)
    assert [(place(one).city, place(one).country, one.certain) for one in found] == [(None, "AR", False)]


def test_a_misspelt_city_is_proposed_and_not_certain() -> None:
    found = best("Stutgart: 14 Uhr", "de")
    assert (place(found).city, found.certain, found.note) == ("Stuttgart", False, "read as Stuttgart")


@pytest.mark.parametrize("text", ["Brandenburger Tor, Berlin, Deutschland", "Brandenburger Tor, Berlin"])
def test_a_landmark_beside_its_citys_name_is_certain(text: str) -> None:
    found = best(text, "de")
    assert isinstance(found.value, Place)
    assert (found.value.city, found.certain) == ("Berlin", True)


def test_a_landmark_means_its_city_and_is_not_certain() -> None:
    found = best("Start am Brandenburger Tor", "de")
    assert (place(found).city, found.certain) == ("Berlin", False)


def test_a_name_between_cities_of_one_country_that_the_index_lacks_is_kept_unknown() -> None:
    found = where.find(text("Talleres en Quito, Guayaquil, Loreto y Machala", "es"), CONTEXT)
    assert "Loreto, EC, unknown" in names(found)


# Names as they are shown.


def test_a_name_is_shown_as_written_when_it_is_one_and_else_by_its_main_name() -> None:
    assert place(best("Garden day in Cologne")).city == "Cologne"
    assert place(best("Gartentag in Köln", "de")).city == "Köln"
    assert place(best("GARTENTAG IN KÖLN", "de")).city == "Köln"
    assert place(best("День садов в Москве", "ru")).city == "Moscow"


def test_a_campaign_in_another_script_sees_names_in_its_own() -> None:
    context = Context(now=CONTEXT.now, languages=("ru", "en"))
    assert place(best("Москва, 12:00", "ru", context=context)).city == "Москва"


# The whole mail.

MAIL = b"""From: Ortsgruppe Landau <landau@gaerten.example>
To: events@campaign.example
Subject: Gartentag am Samstag
Date: Wed, 1 Apr 2026 12:00:00 +0200
Content-Type: text/plain; charset=utf-8

Wir treffen uns am Samstag um 14 Uhr auf dem Rathausplatz.
"""


def test_the_senders_address_gives_a_weak_place_when_nothing_else_does() -> None:
    message = messages.read(MAIL)
    evidence = where.survey(passages(message), message, CONTEXT)
    found = where.inferred(message, CONTEXT, evidence)
    assert names(found) == ["Landau, DE"]
    assert not found[0].certain
    assert found[0].score < 0.15


def read(raw: str) -> tuple[where.Evidence, list[Finding]]:
    message = messages.read(raw.encode())
    parts = passages(message)
    links = [one.value for passage in parts for one in link.find(passage, CONTEXT)]
    evidence = where.survey(parts, message, CONTEXT, [one.url for one in links if isinstance(one, Link)])
    found = [one for passage in parts for one in where.find(passage, CONTEXT, evidence)]
    return evidence, found + where.inferred(message, CONTEXT, evidence)


def test_a_great_city_that_a_host_begins_or_ends_with_is_given_for_want_of_another() -> None:
    for host in ("budapestbikes.hu", "kerekparbudapest.hu"):
        _, found = read(f"From: Kerek <a@{host}>\nSubject: x\n\nA kör május 9-én este 6 órakor indul.\n")
        assert names(found) == ["Budapest, HU"]


def test_a_village_that_a_host_begins_with_is_one() -> None:
    body = "Date: Saturday 9 May\n\n{} Shore Friends\nhttp://fileyshore.org.uk"
    assert names(read("Subject: x\n\n" + body.format("Filey"))[1]) == ["Filey, GB"]
    assert names(read("Subject: x\n\n" + body.format("Ware"))[1]) == []


def test_the_town_in_the_senders_name_says_the_country() -> None:
    mail = "From: {} <a@b.example>\nSubject: Rodada\nDate: Fri, 3 Apr 2026 10:00:00 -0500\n\nNos vemos en San Juan."
    assert read(mail.format("Ciclistas Medellín"))[0].expects("CO")
    assert read(mail.format("Ciclistas Medellín"))[0].countries["CO"] > read(mail.format("Ana"))[0].countries["CO"]


def test_evidence_of_the_whole_mail_reaches_every_passage() -> None:
    subject, body = (
        text("Garden day in Hamilton", role="subject"),
        text("We meet at noon. Ontario is lovely in spring."),
    )
    evidence = where.survey([subject, body], None, CONTEXT)
    assert place(max(where.find(subject, CONTEXT, evidence), key=lambda one: one.score)).country == "CA"


# Venues.


@pytest.mark.parametrize(
    ("words", "language", "venues"),
    [
        ("Where: Town Hall, main room", "en", ["Town Hall, main room"]),
        ("📍 Stadtgarten, 14:00 Uhr", "de", ["Stadtgarten"]),
        ("Wir treffen uns auf dem Alten Messplatz.", "de", ["Alten Messplatz"]),
        ("Rendez-vous place de la République à 14 h", "fr", ["place de la République"]),
        ("Treffpunkt:\nRathausplatz 3", "de", ["Rathausplatz 3"]),
        ("Ci vediamo in Piazza Maggiore alle 15", "it", ["Piazza Maggiore"]),
        ("Encontro na Praça da Alegria", "pt", ["Praça da Alegria"]),
        ("集合場所:柏公園 13時", "ja", ["柏公園"]),
        ("Spotykamy się na placu Słonecznym", "pl", ["placu Słonecznym"]),
        ("We bring cake and music.", "en", []),
    ],
)
def test_the_venue_is_read_from_labels_pins_and_names(words: str, language: str, venues: list[str]) -> None:
    assert [one.value for one in venue.find(text(words, language), CONTEXT)] == venues


# Hostile text.

HOSTILE = {
    "one city over and over": "Paris | ",
    "one long line of characters": "東京",
    "capitals": "A ",
    "pins": "📍",
    "labels": "Ort: Köln\n",
    "marks": "\u0301",
    "one word": "москв",
    "streets": "Xstraße 12, Berlin ",
    "online": "online ",
    "blanks": " ",
    "small words": "in ",
}


@pytest.mark.parametrize("size", [12_000, 50_000])
@pytest.mark.parametrize("kind", HOSTILE)
def test_looking_for_places_grows_no_faster_than_the_text_whatever_it_is(kind: str, size: int) -> None:
    def look(passage: Passage) -> None:
        evidence = where.survey([passage], None, CONTEXT)
        where.find(passage, CONTEXT, evidence)
        venue.find(passage, CONTEXT)

    assert growth(lambda some: text(f"a{filled(HOSTILE[kind], some)}Paris", "de", "en"), size, look) < STEEP


def test_a_word_with_a_small_letter_in_a_subject_without_capitals_is_no_name_where_the_mail_writes_it_small() -> None:
    raw = "\r\n".join(
        [
            "From: a@example.org",
            "To: b@example.org",
            "Subject: nueva campaña de limpieza",
            "Content-Type: text/plain; charset=utf-8",
            "",
            "Empieza una nueva campaña de limpieza en Santander el 4 de mayo.",
        ]
    )
    mail = messages.read(raw.encode())
    parts = passages(mail)
    evidence = where.survey(parts, mail, CONTEXT)
    assert names([one for part in parts for one in where.find(part, CONTEXT, evidence)]) == ["Santander, ES"]


def test_a_small_towns_name_misspelt_behind_a_square_is_read_in_doubt() -> None:
    found = best("Die Demo beginnt um 15 Uhr am Marktplatz in Radebeuhl.", "de")
    assert (place(found).city, found.certain) == ("Radebeul", False)


@pytest.mark.parametrize(
    ("language", "words", "named"),
    [
        ("en", "A reading for the victims of the flood in Tucson, Phoenix, and Mesa", ["Tucson", "Phoenix", "Mesa"]),
        ("en", "Two years after Tucson we meet again", ["Tucson"]),
        ("de", "Wir denken an alle, die 1921 in Leipzig und Kassel im Feuer starben.", ["Leipzig", "Kassel"]),
        ("de", "Mitmachen können alle, auch aus Kassel", ["Kassel"]),
        ("nl", "Iedereen mag komen, ook uit Zwolle", ["Zwolle"]),
        ("fr", "Des musiciens venus de Nantes jouent", ["Nantes"]),
        ("es", "Las bandas vienen de Murcia", ["Murcia"]),
        ("it", "Tre anni dopo Genova", ["Genova"]),
        ("ru", "Будут гости из Самары", ["Samara"]),
        ("ar", "وقفة لحلب", ["Aleppo"]),
    ],
)
def test_a_city_that_people_speak_of_or_come_from_is_rather_no_place(
    language: str, words: str, named: list[str]
) -> None:
    found = where.find(text(words, language), CONTEXT)
    assert [(place(one).city, one.role) for one in found] == [(city, "topic") for city in named]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "A vigil for the victims on Saturday in Tucson"),
        ("en", "We remember the victims at the library in Tucson"),
        ("de", "Mahnwache für die Opfer am Freitag, 18 Uhr in Kassel"),
    ],
)
def test_a_day_or_a_house_before_the_city_says_that_people_meet_there(language: str, words: str) -> None:
    assert best(words, language).role is None


def test_a_districts_adjective_is_no_town_of_its_own() -> None:
    found = where.find(text("Толока у Шевченківському районі м. Полтави", "uk"), CONTEXT)
    assert [(place(one).city, one.role) for one in found] == [("Shevchenkivskyi", "part"), ("Poltava", None)]


def test_an_adjective_before_a_houses_number_is_a_street() -> None:
    assert names(where.find(text("miejsce: Klub Mewa, Radomska 8a, parter", "pl"), CONTEXT)) == []


def test_what_stands_before_a_city_in_the_mails_language_is_no_street_of_the_other_one_it_may_be_in() -> None:
    assert names(where.find(text("Толока у парку м. Полтава", "uk", "ru"), CONTEXT)) == ["Poltava, UA"]
    assert names(where.find(text("Встреча у выхода м. Сокол", "ru", "uk"), CONTEXT)) == []


def test_what_is_said_with_its_day_and_hour_in_a_quotation_is_no_title() -> None:
    said = '"On the 19th at 6.30 pm we light candles in Leeds", the group says.'
    assert best(said, "en").role is None
    assert best('A talk with the title "Candles from Leeds to York" is given.', "en").role == "topic"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Der Preis der Leipziger Gartentage geht an sie"),
        ("de", "nominiert für den Filmpreis der Stadt, den Preis von Leipzig"),
        ("fr", "lauréate du prix de Lausanne"),
        ("es", "ganó el premio de Salamanca"),
        ("pt", "ganhou o prémio de Coimbra"),
        ("it", "vincitrice del premio di Bologna"),
        ("nl", "zij kreeg de prijs van Utrecht"),
        ("ru", "лауреат премии Новосибирска"),
    ],
)
def test_a_prize_called_after_a_city_brings_nobody_there(language: str, words: str) -> None:
    assert {one.role for one in where.find(text(words, language), CONTEXT) if place(one).city} <= {"topic"}


@pytest.mark.parametrize(("language", "words"), [("de", "Der Preis in Leipzig"), ("fr", "remise du prix à Lausanne")])
def test_a_prize_given_in_a_city_is_there(language: str, words: str) -> None:
    assert {one.role for one in where.find(text(words, language), CONTEXT) if place(one).city} == {None}
