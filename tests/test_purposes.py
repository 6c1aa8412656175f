"""What a mail as a whole is for: it asks, advertises or looks for a day; or it announces, put as a question."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from tests.parts.letters import reading

DOCUMENTS = tomllib.loads((Path(__file__).parent / "documents.toml").read_text("utf-8"))


def told(subject: str, body: str) -> list[tuple[str, str | None]]:
    """The days and hours that a mail announces."""
    return [
        (when.date.isoformat(), when.start.isoformat("minutes") if when.start else None)
        for proposal in reading(subject, body).proposals
        if (when := proposal.when()).date is not None
    ]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Saturday", "I saw that you mend kites in Ghent on Saturday 18 April at 2 pm. Can I bring my twins?"),
        (
            "Kites near Ghent",
            "We are visiting my aunt in Ghent from 17 to 19 April and want to fly kites with you on the Saturday. "
            "Will there be a meeting? If so, write me back.",
        ),
        (
            "Samstag",
            "Findet das Drachenfest am Samstag, 18. April, um 14 Uhr in Gera auch bei Regen statt? Muss man üben?",
        ),
        ("Samedi", "J'ai vu que vous réparez des cerfs-volants à Metz samedi 18 avril à 14h. Faut-il s'inscrire ?"),
        ("Sábado", "He visto que arregláis cometas en Lugo el sábado 18 de abril a las 14:00. ¿Hay que inscribirse?"),
        ("Zaterdag", "Ik zag dat jullie zaterdag 18 april om 14 uur in Assen vliegeren. Moet ik een vlieger meenemen?"),
        ("Cumartesi", "18 Nisan Cumartesi saat 14:00'te Bursa'daki buluşmaya katılmak istiyorum. Kayıt gerekiyor mu?"),
        ("Latawce", "Widziałam, że w sobotę 18 kwietnia o 14:00 puszczacie latawce w Kielcach. Czy można z psem?"),
    ],
)
def test_who_asks_about_an_event_announces_none(subject: str, body: str) -> None:
    read_as = reading(subject, body)
    assert (read_as.kind, read_as.proposals) == ("question", ())


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Who comes along on Saturday?",
            "Who comes along on Saturday at 2 pm to mend kites in Ghent? We meet at the mill.",
        ),
        ("Wer kommt mit?", "Wer kommt am Samstag um 14 Uhr mit, in Gera Drachen zu flicken? Treffpunkt ist die Mühle."),
        ("Qui vient ?", "Qui vient samedi 18 avril à 14h réparer des cerfs-volants à Metz ? Rendez-vous au moulin."),
        ("Chi viene?", "Chi viene sabato 18 aprile alle 14 a riparare gli aquiloni a Ferrara? Ci troviamo al mulino."),
        ("Ga je mee?", "Ga je mee vliegeren op zaterdag 18 april om 14 uur in Assen? We verzamelen bij de molen."),
        ("Hänger du med?", "Hänger du med och lagar drakar lördag 18 april kl. 14 i Kalmar? Vi samlas vid kvarnen."),
        (
            "Saturday",
            "Can you tell me if announcements go here? We mend kites in Ghent on Saturday 18 April at 2 pm, "
            "and everyone is welcome.",
        ),
    ],
)
def test_an_announcement_may_be_put_as_a_question(subject: str, body: str) -> None:
    this_week = "18" not in body
    assert told(subject, body) == [("2026-04-11" if this_week else "2026-04-18", "14:00")]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Kites for less",
            "All kites reduced until Saturday 18 April! Our store in Ghent, open 9 am to 6 pm. Free delivery.",
        ),
        (
            "Nur bis Samstag",
            "25 Prozent Rabatt auf alle Drachen bis Samstag, 18. April, in unserer Filiale in Gera, 10 bis 19 Uhr. "
            "Solange der Vorrat reicht.",
        ),
        ("Ce week-end", "Offre valable du vendredi 17 au samedi 18 avril dans notre magasin de Metz, de 9h à 19h."),
        ("Do soboty", "Do soboty 18 kwietnia rabat na latawce w salonie w Kielcach, od 10:00. Darmowa dostawa."),
        ("До субботы", "До субботы 18 апреля скидки на змеев в нашем магазине в Твери, с 9:00. Бесплатная доставка."),
    ],
)
def test_a_shop_announces_nothing(subject: str, body: str) -> None:
    assert reading(subject, body).proposals == ()


def test_one_word_said_twice_makes_no_advertisement() -> None:
    body = "Die Läden in Gera geben Rabatt, nein, Rabatte. Am Samstag, 18. April, um 14 Uhr seid ihr willkommen."
    assert told("Drachen", body) == [("2026-04-18", "14:00")]


def test_prices_at_a_meeting_make_it_no_advertisement() -> None:
    body = "Our kite workshop is on Saturday 18 April at 2 pm in Ghent. Free stuff for children, no obligation to buy."
    assert told("Kites", body) == [("2026-04-18", "14:00")]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Interview request", "May I come to Ghent on Thursday 16 April at 3 pm and talk about your kites?"),
        (
            "Presseanfrage",
            "Ich würde gern am Donnerstag, 16. April, um 15 Uhr nach Gera kommen und über Drachen reden.",
        ),
        ("Demande d'interview", "Nous serions à Metz le jeudi 16 avril à 15h pour parler de vos cerfs-volants."),
    ],
)
def test_the_press_asks(subject: str, body: str) -> None:
    read_as = reading(subject, body)
    assert (read_as.kind, read_as.proposals) == ("question", ())


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Kites", "Your kites are ready for collection in Ghent from Thursday 16 April, 10 am to 5 pm."),
        ("Drachen", "Ihre Drachen können ab Donnerstag, 16. April, 10 Uhr in Gera abgeholt werden."),
        ("Voting", "Polling stations in Ghent are open on Thursday 16 April from 7 am to 10 pm."),
    ],
)
def test_what_is_fetched_or_open_is_no_event(subject: str, body: str) -> None:
    assert reading(subject, body).proposals == ()


@pytest.mark.parametrize(
    "body",
    [
        "We need an evening: Tuesday 14 April 7 pm or Thursday 16 April 8 pm, in Ghent. Which date suits you?",
        "Pour les cerfs-volants, on hésite entre le mardi 14 avril à 19h et le jeudi 16 avril à 20h à Metz.",
    ],
)
def test_a_mail_that_looks_for_a_day_announces_none(body: str) -> None:
    assert reading("Kites", body).proposals == ()


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Ales i estels",
            'Dissabte 18 d\'abril a les 14 h fem un taller a Vic: "Què fem, dels estels? Els fils i les cues".',
        ),
        ("Kites", 'Saturday 18 April, 2 pm, Ghent, a talk: "Who owns the wind? Kites and their strings".'),
        ("Drachen", "Samstag, 18. April, 14 Uhr, Gera, Vortrag: „Wem gehört der Wind? Drachen und ihre Schnüre“."),
    ],
)
def test_a_title_asks_though_more_of_it_follows(subject: str, body: str) -> None:
    assert told(subject, body) == [("2026-04-18", "14:00")]


def test_the_name_of_a_month_is_no_march() -> None:
    body = "The kites are kept in Ghent; Colin paints them by hand, as ever, 1 May. Colin fetches the keys."
    for month in ("May", "March"):
        sent = reading("Minutes of the kite club", body.replace("May", month + " 2027"))
        assert sent.proposals == (), month


def test_who_says_come_with_us_invites_in_march_too() -> None:
    body = "Ghent, Thursday 4th March 2027 - come and fly your kite with us by the pond. Bring a friend or two."
    assert told("Kites, kites, kites", body) == [("2027-03-04", None)]


def test_english_is_read_beside_titles_in_another_script() -> None:
    body = (
        "- **Pune, India** · Sat 18 Apr 2026 · Kites for people\n"
        "- **Kobe, Japan** · Thu 23 Apr 2026 · 凧をつくる会とそのたのしいなかまたち\n"
    )
    assert [day for day, _ in told("Kite calendar", body)] == ["2026-04-18", "2026-04-23"]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Drachenabend", "Kea und Piet zeigen euch am 18.4. ab 14h, wie ein Drachen fliegt. Klubhaus Gera."),
        ("Vliegeravond", "Kea laat jullie op 18 april vanaf 14 uur zien hoe een vlieger vliegt. Clubhuis Assen."),
    ],
)
def test_an_evening_of_something_is_an_event(subject: str, body: str) -> None:
    assert told(subject, body) == [("2026-04-18", "14:00")]


def test_a_feasts_name_holds_the_word_for_a_meeting() -> None:
    body = "Helsinki: Kulkue torilta klo 10.\nVantaa: Juhla torilla klo 11.\nLohja: Marssi kirkolta klo 12.\n"
    assert [hour for _, hour in told("Vappujuhlat 2026", "Vappujuhlat 2026\n\n" + body)] == ["10:00", "11:00", "12:00"]


def test_a_programme_that_was_proposed_is_no_choice_of_days() -> None:
    body = (
        "Further days of action proposed to the kite assembly\n\n18 April:\nKite parade, Leeds, UK\n\n"
        "9 May:\nWind conference, Ghent, Belgium\n\n6 June:\nMarch of the kites, Gera, Germany\n"
    )
    assert told("List of actions", body) == [("2026-04-18", None), ("2026-05-09", None), ("2026-06-06", None)]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "18/4 | Cafè amb dades: on són les fonts de la vila?",
            "Quantes fonts hi ha a Vic i qui les cuida? La trobada serà dissabte 18 d'abril.\n\n"
            "Programa:\nhttps://fonts.example/agenda/cafe\n",
        ),
        (
            "Who counts the kites? An evening on open data",
            "Who owns the sky over Leeds, and who counts its kites? The evening is on Saturday 18 April.\n\n"
            "Details: https://kites.example/evening\n",
        ),
    ],
)
def test_a_meeting_whose_title_asks_and_that_shows_its_page_is_announced(subject: str, body: str) -> None:
    assert told(subject, body) == [("2026-04-18", None)]


def test_a_day_of_data_is_a_meeting() -> None:
    body = "Volunteers and birders! We put the springs on the map, then we drink tea. Leeds, 18th of April.\n"
    assert told("Mapping the springs - Open Data Day in the hills", body) == [("2026-04-18", None)]


def codes(subject: str, body: str) -> set[str]:
    """The Problems of a mail's one proposal that say it may announce nothing."""
    (proposal,) = reading(subject, body).proposals
    return {problem.code for problem in proposal.problems if problem.code.startswith("maybe_")}


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Your kites on Google",
            "Your shop does not rank on the first page of Google, United States. Our SEO packages change that. "
            "Shall we talk on Tuesday 14 April 2026 at 3 pm? Kea, Ghent",
        ),
        (
            "Ihre Drachenseite",
            "Mit Suchmaschinenoptimierung kommen Sie auf Seite 1. Wann passt Ihnen ein Erstgespräch? "
            "Am Dienstag, 14. April, 15 Uhr, sind wir in Gera.",
        ),
        (
            "Votre site",
            "Notre agence à Metz propose la refonte de votre site et un devis gratuit, le mardi 14 avril à 15h.",
        ),
        ("Préstamos", "Ofrecemos préstamos rápidos sin aval en Lugo el martes 14 de abril a las 15:00."),
        ("Сайт", "Предлагаем создание сайтов и продвижение сайтов. Созвонимся 14 апреля 2026 в 15:00, Тверь."),
    ],
)
def test_who_offers_services_announces_nothing_though_a_day_and_hour_are_named(subject: str, body: str) -> None:
    assert reading(subject, body).proposals == ()


@pytest.mark.parametrize(
    ("subject", "body", "code"),
    [
        ("Kite webinar", "On Saturday 18 April at 2 pm in Ghent: our trading platform. Sign up bonus!", "advertising"),
        ("Drachen", "Am Samstag, 18. April, 14 Uhr, in Gera: unsere Drachen, Gutschein an der Tür.", "advertising"),
        (
            "Is that right?",
            "Your map says: Saturday 18 April 2026, 2 pm, Mill Square, Ghent. Is it still on? I would like to come.",
            "question",
        ),
        (
            "Stimmt das?",
            "Auf der Karte steht: Samstag, 18. April 2026, 14 Uhr, Mühlplatz, Gera. Stimmt das? Ich würde gern kommen.",
            "question",
        ),
        (
            "Kites over the town",
            "GHENT - Hundreds are expected at Mill Square on Saturday, April 18, at 2 pm to fly kites, organisers told "
            "the Gazette. The mayor declined to comment.",
            "report",
        ),
        (
            "Drachen",
            "Hunderte wollen am Samstag, 18. April 2026, um 14 Uhr auf dem Mühlplatz in Gera Drachen steigen lassen. "
            "Laut Polizei bleibt er gesperrt. Die Wirtin wollte sich nicht äußern.",
            "report",
        ),
    ],
)
def test_a_draft_of_a_mail_that_may_announce_nothing_says_so(subject: str, body: str, code: str) -> None:
    assert codes(subject, body) == {f"maybe_{code}"}


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Kite day",
            "On Saturday 18 April at 2 pm we fly kites in Ghent. Everyone is welcome! Can I bring a dog? Yes.",
        ),
        ("Kite workshop", "Saturday 18 April 2026, 2 pm, Ghent: a talk on web design for kite clubs."),
        ("Drachenfest", "Samstag, 18. April 2026, 14 Uhr, Gera. Text: Redaktion des Drachenblatts."),
    ],
)
def test_an_ordinary_announcement_leaves_no_such_doubt(subject: str, body: str) -> None:
    assert codes(subject, body) == set()


@pytest.mark.parametrize(("subject", "body"), [mail for mails in DOCUMENTS.values() for mail in mails])
def test_what_is_headed_as_a_text_to_read_or_a_sheet_to_fill_in_announces_nothing(subject: str, body: str) -> None:
    read_as = reading(subject, f"{body}\n\n18.04.2026, 10:00\n")
    assert (read_as.kind, read_as.proposals) == ("other", ())


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Survey",
            "Our moss workshop in Leeds is on Saturday 18 April 2026. Afterwards there are two pages to fill in.",
        ),
        ("Butterfly survey", "Saturday 18 April 2026, 10 am, Leeds. Bring nets and boots."),
        ("Pressespiegel", "Das Moosfest in Kassel ist am 18. April 2026 um 10 Uhr. Was in der Zeitung stand, folgt."),
        ("Survey walk on the moor", "We count moss on 18 April 2026 near Leeds."),
    ],
)
def test_a_meeting_told_below_such_a_head_is_announced(subject: str, body: str) -> None:
    assert [proposal.when().date for proposal in reading(subject, body).proposals] == [dt.date(2026, 4, 18)]
