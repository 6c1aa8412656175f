"""Mails that name days and announce nothing: timetables of deadlines, polls, proposals, articles, outages, minutes."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from tests.parts.letters import reading

FOLDER = Path(__file__).parent / "ordinary_sentences"
SENT = dt.datetime(2019, 11, 7, 10, tzinfo=dt.UTC)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_ordinary_sentences_that_name_a_day_announce_nothing(path: Path) -> None:
    sentences = tomllib.loads(path.read_text(encoding="utf-8"))["sentences"]
    read_as = [(one, reading("Hello", f"{one}\n", SENT, "Water group <group@water.example>")) for one in sentences]
    assert [(one, found.reason) for one, found in read_as if found.proposals] == []


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Moss Days: key dates",
            "• 20 April 2026: Workshop Proposal Submission\n• 4 May 2026: Workshop Proposal Acceptance Notification\n"
            "• 18 May 2026: Full Papers Submission\n• 1 June 2026: Paper Acceptance Notification\n"
            "• 8 June 2026: Early Registration Closes\n",
        ),
        (
            "Moostage: Fristen",
            "- 20. April 2026 – Abgabe der Abstracts\n- 4. Mai 2026 – Anmeldeschluss\n"
            "- 18. Mai 2026 – Redaktionsschluss\n"
            "- 1. Juni 2026 – Begutachtung der Workshops\n",
        ),
    ],
)
def test_a_step_among_deadlines_is_no_event_though_it_names_a_workshop(subject: str, body: str) -> None:
    assert reading(subject, body).proposals == ()


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Our next talks", "Choose a topic for our meetings. The poll closes on Monday 13 April at 5 pm."),
        ("Termine", "Welches Thema hat der Vortrag in Kassel? Die Abstimmung läuft bis Montag, 13. April, 17 Uhr."),
        ("Nos rencontres", "Choisissez le thème de la rencontre à Lyon. Le sondage ferme le lundi 13 avril à 17h."),
    ],
)
def test_the_end_of_a_poll_is_no_meeting(subject: str, body: str) -> None:
    assert reading(subject, body).proposals == ()


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Tomorrow: will you sign, too?", "Tomorrow I bring our letter to the minister. Add your name to the others."),
        ("Demain : votre signature", "Demain je remets notre lettre à la ministre. Ajoutez votre nom aux autres."),
    ],
)
def test_a_subject_that_says_tomorrow_alone_announces_nothing(subject: str, body: str) -> None:
    assert reading(subject, body).proposals == ()


@pytest.mark.parametrize(
    "body",
    [
        "Noch ein paar Nächte, dann schließen wir den Laden für Becher, und zwar am Mittwoch, 15. April, um "
        "Mitternacht. Mehr zum Treffen in Kassel folgt.",
        "A few more nights, and we shut the shop for mugs on Wednesday 15 April at midnight. "
        "More on our meeting in Leeds follows.",
    ],
)
def test_what_ends_at_midnight_is_no_event(body: str) -> None:
    assert reading("Last mugs", body).proposals == ()


def test_a_meeting_may_begin_at_midnight() -> None:
    body = "The night walk starts on Wednesday 15 April 2026 at midnight in Leeds. All are welcome to our walk."
    assert [proposal.when().date for proposal in reading("Night walk", body).proposals] == [dt.date(2026, 4, 15)]


def test_three_short_numbers_years_ahead_are_a_version() -> None:
    assert reading("printing with spool 1.1.31 in Leeds", "The driver drops every option. Any idea?").proposals == ()


def test_the_day_of_sending_over_an_issue_is_no_event() -> None:
    body = "OFF THE WALL   issue 88\nTue 7 April 2026\n\nA man in Swansea mended a fax. The moss of Hove was green."
    assert reading("off the wall #88: moss", body).proposals == ()


def test_an_articles_weekdays_are_gone_by() -> None:
    body = (
        "RENO, April 6 The budget that cleared the Assembly on Wednesday would close eleven clinics.\n\n"
        "Doctors said that a meeting was planned."
    )
    assert reading("Clinics brace for a long summer", body).proposals == ()


@pytest.mark.parametrize(
    "body",
    [
        "In May we meet in Leeds. Possibly Saturday 9 or Saturday 16 May.",
        "Im Mai treffen wir uns in Kassel. Vielleicht Samstag 9. oder Samstag 16. Mai.",
        "En mai, rencontre à Lyon. Peut-être samedi 9 ou samedi 16 mai.",
    ],
)
def test_days_between_which_a_mail_wavers_are_not_announced(body: str) -> None:
    assert reading("Our meetings", body).proposals == ()


def test_two_days_joined_by_or_without_a_perhaps_are_announced() -> None:
    body = "Walk with us in Leeds on Saturday 9 May or Saturday 16 May 2026, 10 am."
    assert reading("Walks in May", body).proposals


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Proposed meeting of the moss team", "I would say Saturday 18 April, 2 pm. If too short, Saturday 25 April."),
        ("Terminvorschlag", "Ich würde Samstag, 18. April, 14 Uhr sagen. Wenn zu knapp, Samstag, 25. April."),
    ],
)
def test_a_proposal_of_several_days_announces_none(subject: str, body: str) -> None:
    assert (reading(subject, body).kind, reading(subject, body).proposals) == ("other", ())


def test_what_is_told_late_on_its_day_without_an_hour_is_over() -> None:
    late = dt.datetime(2026, 4, 11, 21, 30, tzinfo=dt.UTC)
    body = "Pensions, rents, trees: for all of these people gathered in the centre of Leeds."
    assert reading("A Saturday full of marches in Leeds", body, late).proposals == ()


def test_what_will_not_take_place_is_off_also_with_the_day_between_the_words() -> None:
    body = "Schweren Herzens: „Reden im Grünen“ wird am 16.04. NICHT stattfinden."
    assert [proposal.about for proposal in reading("Unsere Treffen", body).proposals] == ["cancel"]


@pytest.mark.parametrize(
    "body",
    [
        "25 July 2026:\n\nDeadline for early registration\n\n10 September 2026:\n\nDeadline for abstracts of talks\n\n"
        "10 October 2026:\n\nNotification of the kind of talk\n\n30 October 2026\n\nPayment on the spot\n",
        "25. Juli 2026\nFrist für Anmeldungen\n\n10. September 2026\nEinsendeschluss für Vorträge\n\n"
        "20. September 2026\nRedaktionsschluss\n\n10. Oktober 2026\nBekanntgabe der Vorträge\n",
    ],
)
def test_what_stands_below_a_lone_day_makes_it_a_deadline(body: str) -> None:
    assert reading("Moss Days: key dates", body).proposals == ()


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Mail server outage", "Beginning April 12th at 6 pm, the mail server will be moved to a new hall in Denver."),
        ("Service interruption", "Date: Thursday, April 23, 2026 (06:00-08:00)\n\nWhat is happening: no mail moves."),
        ("Wartungsarbeiten am Server", "Am Sonntag, 12. April 2026, ab 18 Uhr zieht der Server in Kassel um."),
        ("Interruption de service", "Le serveur déménage à Lyon le dimanche 12 avril 2026 à partir de 18h."),
        ("Flat to let in Leeds", "Two rooms, from Friday 1 May 2026. Call after 6 pm, the flat is in Leeds."),
    ],
)
def test_outages_and_offers_announce_nothing(subject: str, body: str) -> None:
    assert (reading(subject, body).kind, reading(subject, body).proposals) == ("other", ())


def test_tickets_that_go_on_sale_are_no_event() -> None:
    body = "Tickets for the summer gala go on sale on Friday 10 April at 9 am at our box office in York."
    assert reading("Gala tickets", body).proposals == ()


@pytest.mark.parametrize(
    "body",
    [
        "PRESENT: Roy, Carol, Ann\n\nThe roof in Leeds: work could begin on Monday 4 May at 8 am.",
        "Anwesend: Rolf, Karin\n\nDach in Kassel: Die Arbeit könnte am Montag, 4. Mai, um 8 Uhr beginnen.",
        "Présents : Luc, Anne\n\nLe toit à Lyon : les travaux pourraient commencer le lundi 4 mai à 8h.",
    ],
)
def test_a_mail_that_lists_who_came_is_of_minutes(body: str) -> None:
    assert reading("The committee", body).proposals == ()


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Re: decision meeting", "It would help if we reserved a slot *now*, and I suggest that it'd be 29 April."),
        ("AW: Termin im Oktober", "Das ist mir recht. Wir sollten auf jeden Fall auf den 22. Oktober gehen."),
        ("Re: [moss] Thursday the 9th of April at the Mill in Leeds", "It's true that many of us look odd. See you!"),
    ],
)
def test_an_answer_that_names_a_day_without_an_hour_talks_about_it(subject: str, body: str) -> None:
    assert reading(subject, body).proposals == ()


@pytest.mark.parametrize(
    "body",
    [
        "Yes, we meet at 12 noon at the town hall in Leeds.",
        "Yes, the rally takes place on Friday 10 April in Leeds.",
    ],
)
def test_an_answer_that_says_when_or_where_announces_the_day(body: str) -> None:
    assert [one.when().date for one in reading("Re: Friday 10 April?", body).proposals] == [dt.date(2026, 4, 10)]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Moss night",
            "Tickets for our concert on Friday 10 April at 8 pm in York, Old Mill, are on sale at the office.",
        ),
        (
            "Moss night",
            "Last chance to see the show: Friday 10 April, 8 pm, Old Mill, York. Attendance: free, all welcome.",
        ),
        ("Trees for sale", "Trees for sale on Saturday 11 April, 10 am, at the market square in York."),
        ("Trail maintenance", "Join our trail work on Saturday 11 April, 10 am, at the Old Mill in York."),
        ("Onderhoud van het pad", "Help mee op zaterdag 11 april, 10 uur, bij de Oude Molen in Utrecht."),
        ("障害者の集い", "4月11日(土)10時、京都市の公園で集いを開きます。"),
    ],
)
def test_words_of_sales_and_repairs_do_not_hide_an_event(subject: str, body: str) -> None:
    assert [one.about for one in reading(subject, body).proposals] == ["new"]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Court date", "The trial of our friends begins on 16 April 2026 at 9 am in Cologne. We will report."),
        (
            "Gerichtstermin",
            "Der Prozess gegen unsere Freunde beginnt am 16. April 2026 um 9 Uhr in Köln. Wir berichten.",
        ),
    ],
)
def test_a_trial_without_a_meeting_is_no_event(subject: str, body: str) -> None:
    assert reading(subject, body).proposals == ()


def test_a_rally_at_a_trial_is_an_event() -> None:
    body = "The trial of our friends begins on 16 April 2026 at 9 am in Cologne. Come to our rally before the court."
    assert [one.when().date for one in reading("Court date", body).proposals] == [dt.date(2026, 4, 16)]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Your guests are waiting",
            "Toll free to every cafe in town, no set up fee if you sign before Friday 17 April, 4 pm. Offices in "
            "Hull and Leeds.",
        ),
        ("Dein Frühling", "Nur bis Freitag, 17. April, 18 Uhr: jetzt bestellen, versandkostenfrei, Laden in Kassel."),
        ("Ce printemps", "Offre limitée jusqu'au vendredi 17 avril à 18h à Dole, avec code promo MOUSSE."),
    ],
)
def test_an_advertisement_announces_nothing(subject: str, body: str) -> None:
    found = reading(subject, body)
    assert found.proposals == ()
    assert "advertises" in found.reason


def test_one_phrase_of_advertisements_makes_an_event_none() -> None:
    found = reading("Seed fair", "Seed fair on Friday 17 April, 4 pm, in Hull. Order now what you want to take home.")
    assert len(found.proposals) == 1


@pytest.mark.parametrize(
    "body",
    [
        "I write on moss for the press and live in Hull. Would Friday 17 April at 2 pm suit you? Are you available?",
        "I write on moss for the press and live in Hull. Friday 17 April at 2 pm would suit me best.",
        "Ich schreibe über Moos und lebe in Kassel. Freitag, 17. April, 14 Uhr, würde mir passen.",
        "J'écris sur la mousse et je vis à Dole. Le vendredi 17 avril à 14h me conviendrait.",
    ],
)
def test_a_time_that_suits_two_people_is_no_event(body: str) -> None:
    assert reading("A few words on moss", body).proposals == ()


@pytest.mark.parametrize(
    ("subject", "body", "city"),
    [
        ("Stadtbücherei Fulda: Karla Holm", "Den Anfang macht Karla Holm am Mittwoch, 6. Mai, um 19.30 Uhr.", "Fulda"),
        ("Karla Holm", "Karla Holm komt op woensdag 6 mei om 19.30 uur naar de bibliotheek van Zwolle.", "Zwolle"),
        ("Karla Holm", "Karla Holm sera à la médiathèque de Nevers mercredi 6 mai à 19h30.", "Nevers"),
    ],
)
def test_weekday_day_and_hour_in_a_town_announce_somebody(subject: str, body: str, city: str) -> None:
    (proposal,) = reading(subject, body).proposals
    when, place = proposal.when(), proposal.where()
    assert (when.date, when.start, place.city) == (dt.date(2026, 5, 6), dt.time(19, 30), city)


def test_weekday_day_and_hour_without_a_town_announce_nothing() -> None:
    assert reading("Photos", "I can send you the photos on Wednesday 6 May at 7.30 pm.").proposals == ()


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "A moss club in every town",
            "In 1998 we were four in Leeds. Ever since we meet in the mill, and on Thursday.",
        ),
        (
            "Ein Moosclub für jede Stadt",
            "Wir zogen nach Kassel. Seitdem treffen wir uns in der Mühle, und zwar Donnerstag.",
        ),
        ("Un club de mousse", "Nous étions quatre à Lyon. Depuis lors, la réunion se tient au moulin, et le jeudi."),
        ("Un club de musgo", "Éramos cuatro en Sevilla. Desde entonces la reunión es en el molino, y el jueves."),
        ("Klub mchu", "Było nas czworo w Krakowie. Od tamtej pory spotkanie jest w młynie, w czwartek."),
    ],
)
def test_a_weekday_on_which_people_meet_since_then_announces_nothing(subject: str, body: str) -> None:
    assert reading(subject, body).proposals == ()


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("散歩の会", "日時:4月25日(土)午前9時から 札幌 大通公園\n参加申込:4月18日(土)までにご連絡ください。"),
        ("산책 모임", "일시: 4월 25일(토) 오전 9시, 대전 서대전광장\n참가 신청: 4월 18일(토)까지 연락 주세요."),
        ("散步", "时间:4月25日上午9点,地点:台北自由广场。\n请于4月18日前报名。"),
        ("Kävely", "Kävely lauantaina 25.4. klo 9 Turussa, tori.\nIlmoittaudu la 18.4. mennessä sähköpostilla."),
        ("Yürüyüş", "Yürüyüş 25 Nisan Cumartesi saat 9.00'da İzmir'de.\n18 Nisan'a kadar kayıt olun."),
    ],
)
def test_the_last_day_to_sign_up_makes_no_event_where_until_stands_behind_it(subject: str, body: str) -> None:
    assert [one.when().date for one in reading(subject, body).proposals] == [dt.date(2026, 4, 25)]
