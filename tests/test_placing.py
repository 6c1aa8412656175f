"""Which of the places that a mail names is where people meet, and when that is doubted."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest

from intake.reading.message import read
from intake.reading.proposal import Context, Place, Proposal
from intake.reading.propose import propose


def first(body: str, subject: str = "News", sender: str = "Group <post@example.org>", hours: float = 1) -> Proposal:
    """The first event of a mail whose sender's clock is so many hours from UTC."""
    return events(body, subject, sender, hours)[0]


def events(
    body: str, subject: str = "News", sender: str = "Group <post@example.org>", hours: float = 1
) -> tuple[Proposal, ...]:
    """The events of a mail whose sender's clock is so many hours from UTC."""
    sent = dt.datetime(2026, 4, 7, 10, tzinfo=dt.timezone(dt.timedelta(hours=hours)))
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = subject, sender, sent
    message.set_content(body)
    return propose(read(message.as_bytes()), Context(now=sent)).proposals


def city(proposal: Proposal) -> tuple[str | None, str | None]:
    found = proposal.where()
    assert isinstance(found, Place)
    return found.city, found.country


def doubts(proposal: Proposal) -> set[str]:
    return {problem.code for problem in proposal.problems if problem.field == "where"}


def test_a_city_with_its_province_outweighs_a_park_that_is_called_like_one() -> None:
    body = "Repair day in Riverside Park\nSaturday, April 18, 10 AM\n\nTransition Penticton, Penticton BC"
    assert city(first(body, hours=-7)) == ("Penticton", "CA")


def test_a_city_that_only_a_parks_name_shows_is_doubted() -> None:
    found = first("Rally\n\nWhen: Saturday, April 18 at noon\nWhere: Arcata Plaza", hours=-7)
    assert city(found) == ("Arcata", "US")
    assert doubts(found) == {"passing_city"}


def test_a_city_that_nothing_ties_to_the_day_is_doubted() -> None:
    body = "Talks on tools\nThursday, 16 April 2026, 6 pm\nScience Café\n\n" + "We like to tinker.\n" * 6
    found = first(body + "Among the guests are people from the first such place in the heart of Dublin, which is old.")
    assert city(found) == ("Dublin", "IE")
    assert doubts(found) == {"passing_city"}


def test_what_people_meet_about_is_not_where_they_meet() -> None:
    body = "Demonstration in solidarity with Lima!\nSaturday 18 April, 1pm\nClock Tower, Leicester"
    found = first(body, "Solidarity with Lima")
    assert city(found) == ("Leicester", "GB")


def test_what_people_meet_about_is_so_in_all_of_the_mail() -> None:
    body = (
        "Peace Berkeley meets on Saturday 18 April at 7pm.\n\nThe people of Shelbyville, Kentucky, need us on that day."
    )
    found = first(body, "Vigil for Shelbyville", "Peace Berkeley <a@b.example>", hours=-7)
    assert city(found) == ("Berkeley", "US")
    body = "When: Saturday, April 18 at noon\nWhere: Lemon Grove Plaza\n\nCome on 18 April, while Lima has no water."
    assert city(first(body, "Rally for Lima Water", hours=-8)) == ("Lemon Grove", "US")


def test_where_two_streets_meet_is_no_city() -> None:
    body = "Paseo en bici el viernes 17 de abril, a las 19:00. El punto de encuentro es Montevideo y Costanera.\n\n{}"
    found = first(body.format("Paseos Asunción"), "Paseo", "Paseos Asunción <a@b.example.com.py>", hours=-3)
    assert city(found) == ("Asunción", "PY")


def test_a_bus_to_a_city_goes_where_people_meet() -> None:
    body = "Seats on the bus to Tacoma for the rally on Saturday 18 April at noon. It leaves from the library."
    assert city(first(body, "Bus", "Climate Bellingham <a@b.example>", hours=-7)) == ("Tacoma", "US")


def test_a_country_hours_away_that_does_not_speak_the_mails_language_is_doubted() -> None:
    body = "Vigil in Sapporo, Saturday 18 April, 1pm, in the park."
    assert "far_place" in doubts(first(body))
    assert "far_place" not in doubts(first("Vigil in Braga, Saturday 18 April, 1pm, in the park.", hours=2))


@pytest.mark.parametrize("square", ["Rathausplatz", "Marktplatz"])
def test_an_adjective_before_a_towns_square_names_the_town(square: str) -> None:
    body = f"Mahnwache am Montag, 20. April 2026, 18 Uhr auf dem Dannenberger {square}."
    assert city(first(body, "Mahnwache", hours=2)) == ("Dannenberg", "DE")


def test_a_square_that_is_also_a_town_gives_way_to_the_senders_city() -> None:
    body = "Die Kundgebung beginnt am 18. April um 15 Uhr, dann geht es über den Neumarkt.\n\nDresden für alle"
    assert city(first(body, "Kundgebung", "Dresden für alle <post@example.de>", 2)) == ("Dresden", "DE")


TOLD_APART = [
    # A talk's title, what it is about, and where its speaker is from.
    (
        'Talk and discussion: "Lima by night"\nWednesday 15 April 2026, 7.30 pm\nMeeting House, Manchester',
        "Manchester",
    ),
    ("Lecture\nSpeaker: Li Wei, Beijing\nDate: 16 April 2026, 5pm\nLecture Theatre 2, Swansea", "Swansea"),
    ("Lecture by Maria Rossi (University of Bologna)\n16 April 2026, 5pm, Lecture Theatre 2, Swansea", "Swansea"),
    ("Přednáška o Praze a Vídni: středa 15. dubna 2026 v 18:00, knihovna, Olomouc", "Olomouc"),
    # What people meet about.
    ("Rassemblement de soutien à Lima, samedi 18 avril 2026 à 15h, place de la République, Rennes.", "Rennes"),
    ("Wir gedenken der Gärtner von Hanau.\n\nDonnerstag, 16. April 2026, 18 Uhr\nKönigsplatz, Kassel", "Kassel"),
    ("Beseda s hostem z Kyjeva: čtvrtek 16. dubna 2026 v 18:00, Café Praha, Brno", "Brno"),
    ("Concerto no sábado, 18 de abril de 2026, às 21h30, no Teatro Lisboa, Évora.", "Évora"),
    ("Wiener Walzer lernen! Kurs am Freitag, 17. April 2026, 19 Uhr, Tanzschule Müller, Bamberg", "Bamberg"),
    ("Der Kreisverband Unna lädt zum Fest: Samstag, 18. April 2026, 15 Uhr, Bürgerhaus Kamen.", "Kamen"),
    ('Das Bündnis "Gießen für alle" ruft auf: Kundgebung am 18. April 2026, 14 Uhr, Kirchenplatz.', "Gießen"),
    ("Vigil for the victims of Tehran and Isfahan: Saturday April 18, 3 pm, Lastman Square, Toronto", "Toronto"),
    ("Spaziergang durch Moabit am Sonntag, 19. April 2026, 14 Uhr.", "Berlin"),
    ("Rally Saturday April 18, 1pm, at the statue in Elm Park. NYC Garden Group", "New York City"),
    ("Meet Wednesday, April 15th at 6:53pm, 1731 SE 10th Ave, Portland, Oregon.", "Portland"),
    # How to get there.
    ("Walk on 19 April 2026: meet 10:30 at Hebden Bridge station. Trains from Leeds and Halifax.", "Hebden Bridge"),
    ("4월 18일 토요일 오후 2시 대전 시청 앞에서 모입니다. 서울로 가는 버스 없음.", "Daejeon"),
    ("Protest on Thursday 16 April 2026, 9am, Brussels. Buses from London, Paris and Cologne.", "Brussels"),
    # Streets and squares, and other towns that have the name.
    ("Street party on London Road, Sheffield, Sunday 19 April 2026 from 12 noon.", "Sheffield"),
    ("Encuentro el viernes 17 de abril de 2026 a las 19 hs en Sta. Fe, Argentina", "Santa Fe"),
]


@pytest.mark.parametrize(("body", "place"), TOLD_APART)
def test_where_people_meet_is_told_from_what_else_is_named(body: str, place: str) -> None:
    assert city(first(body))[0] == place


def test_a_states_code_before_a_city_does_not_hide_that_it_begins_a_row() -> None:
    sent = dt.datetime(2026, 4, 7, 10, tzinfo=dt.timezone(dt.timedelta(hours=-3)))
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = "Atos", "Rede <rede@example.org>", sent
    message.set_content("Atos dia 18 de abril:\n\nSP - São Paulo: 15h\nRJ - Niterói: 10h\nRS - Pelotas: 14h\n")
    found = propose(read(message.as_bytes()), Context(now=sent)).proposals
    assert [city(one)[0] for one in found] == ["São Paulo", "Niterói", "Pelotas"]


def test_where_buses_come_from_are_no_events_of_their_own() -> None:
    sent = dt.datetime(2026, 4, 7, 10, tzinfo=dt.UTC)
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = "Protest", "Net <net@example.org>", sent
    message.set_content("Protest on Thursday 16 April 2026, 9am, Brussels. Buses from London, Paris and Cologne.")
    assert len(propose(read(message.as_bytes()), Context(now=sent)).proposals) == 1


def test_a_district_is_given_as_its_city_and_stays_an_alternative() -> None:
    found = first("Spaziergang durch Moabit am Sonntag, 19. April 2026, 14 Uhr.", hours=2).chosen["where"]
    assert isinstance(found.value, Place)
    assert found.value.city == "Berlin"
    assert [other.city for other in found.others if isinstance(other, Place)] == ["Moabit"]


def test_where_people_meet_first_outweighs_a_goal_that_is_named_more_often() -> None:
    body = (
        "Am Sonntag, den 19.04.2026 radeln wir nach Kaiserslautern, vorbei an der alten Quelle. "
        "Sammelpunkt ist um 14:00 Uhr der Platz vor dem Bahnhof in Landstuhl."
    )
    assert city(first(body, "Radtour nach Kaiserslautern", hours=2))[0] == "Landstuhl"


def test_a_city_of_the_subject_keeps_its_weight_though_another_day_is_told_beside_it() -> None:
    body = (
        "LEEDS - There will be no vigil in the park on Sunday; it has been postponed.\n\n"
        "The forecast left no choice.\n\nBad weather has got in the way twice. At first it was set for March 28.\n\n"
        "Organizers have put it back to April 19.\n\nIt will honor a gardener who was born in Bradford."
    )
    assert city(first(body, "Leeds: vigil postponed again"))[0] == "Leeds"


def test_a_small_town_named_once_beside_the_day_without_a_word_for_a_place_is_doubted() -> None:
    body = "Samstag, 18. April 2026, 14 Uhr\n\nWir pflanzen Bäume, und Bebra pflanzt mit."
    proposal = first(body, "Pflanztag", hours=2)
    assert "passing_city" in {problem.code for problem in proposal.problems}
    told = first(body.replace("und Bebra pflanzt mit", "und zwar in Bebra"), "Pflanztag", hours=2)
    assert city(told)[0] == "Bebra"
    assert not told.problems


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        ("Nothing grows without Dublin, they say. We plant on Saturday 18 April 2026 at 2 pm in the old hall.", 0),
        ("Ohne Brüssel wächst nichts. Wir pflanzen am Samstag, 18. April 2026, ab 14 Uhr im alten Saal.", 2),
        ("Rien ne pousse sans Bruxelles. On plante le samedi 18 avril 2026 à 14 h dans la vieille salle.", 2),
        ("Nada crece sin Madrid. Plantamos el sábado 18 de abril de 2026 a las 14:00 en la sala vieja.", 2),
    ],
)
def test_a_city_without_or_against_which_something_is_done_is_doubted(line: str, hours: float) -> None:
    assert "passing_city" in doubts(first(line, "Seeds", hours=hours))


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("On Saturday 18 April 2026 we plant on the dam, at 2 pm.\n\nOthers have a fair of their own in Leeds.", 1),
        ("Am Samstag, 18. April 2026, 14 Uhr, pflanzen wir am Damm.\n\nZeitgleich in Köln wird auch gepflanzt.", 2),
        ("Sabato 18 aprile 2026, ore 14, si pianta.\n\nContemporaneamente a Torino c'è una festa.", 2),
        ("La fête est le samedi 18 avril 2026 à 14 h.\n\nAu même moment à Lyon on plante aussi.", 2),
    ],
)
def test_a_city_where_others_have_something_of_their_own_is_doubted(said: str, hours: float) -> None:
    assert "passing_city" in doubts(first(said, "Plant fair", hours=hours))


def test_a_university_called_after_a_town_is_no_sure_sign_of_it() -> None:
    body = "Saturday 18 April 2026, 10:30 am\n\nWe meet at Towson State University, in the library. "
    assert "passing_city" in {problem.code for problem in first(body, "Plant swap").problems}
    assert city(first(body + "The university is in Menlo Park.", "Plant swap"))[0] == "Menlo Park"


def test_a_row_that_begins_with_a_region_called_like_a_town_abroad_is_in_its_own_city() -> None:
    body = (
        "گردهمایی باغبانان:\n\nتهران: شنبه ۲۹ فروردین ساعت ۱۰، پارک لاله.\n\n"
        "گیلان: یکشنبه ۳۰ فروردین ساعت ۱۰ در شهر رشت.\n\nاصفهان: شنبه ۲۹ فروردین ساعت ۱۰، باغ."
    )
    sent = dt.datetime(2026, 4, 7, 10, tzinfo=dt.UTC)
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = "گردهمایی", "Net <net@example.org>", sent
    message.set_content(body)
    cities = {city(one)[0] for one in propose(read(message.as_bytes()), Context(now=sent)).proposals}
    assert {"Tehran", "Rasht", "Isfahan"} <= cities


def test_a_groups_page_in_the_text_names_the_town_when_nothing_else_does() -> None:
    body = (
        "Thursday 16 April 2026, 7 pm, the seed swap is on. Say that you come: http://www.meetup.com/leeds-gardeners/"
    )
    proposal = first(body, "Seed swap")
    assert city(proposal) == ("Leeds", "GB")
    assert "inferred_city" in doubts(proposal)


def test_the_city_that_heads_the_subject_is_the_place() -> None:
    body = (
        "Saturday 18 April, 1 pm\nThe Guildhall\n\nOn Saturday 18 April we look at the gardens of Kyoto."
        "\nKyoto was planted first, Nara thirty years later. Kyoto and Nara are still the models of all.\n"
    )
    assert city(first(body, "Cambridge: Kyoto-Nara evening")) == ("Cambridge", "GB")


def test_a_county_is_less_than_a_town_in_it() -> None:
    body = (
        "Friends of San Mateo County beaches\n\nBeach cleanup\nSaturday, April 18\n10 a.m. to noon\n"
        "Turn west on Poplar Avenue in Half Moon Bay.\n\nMore on the San Mateo County website.\n"
    )
    assert city(first(body, "Beach cleanup", hours=-7)) == ("Half Moon Bay", "US")


def test_a_bar_is_no_town_and_a_compound_for_a_house_stands_before_its_town() -> None:
    body = "Das nächste Reparieren findet am 18. April in der Musik-Bar statt.\n\nReparatur-Café Korneuburg\n"
    assert city(first(body, "Reparieren")) == ("Korneuburg", "AT")


def test_a_city_in_a_long_paragraph_before_the_day_is_not_near_it() -> None:
    body = (
        "We honour a gardener. He learned his trade in the river town of Duisburg, where he grew his first roses, and "
        "left it for the far mountains, where he looked for wild ones and drew them among people whom he loved. He was "
        "an old man when he came home, and what he brought will flower on in our yards wherever we plant it.\n\n"
        "GARDEN WALK | FRIDAY | 17 APRIL\n8 PM, at the old yard\n"
    )
    found = first(body, "For a gardener", "Garden Action Berlin <post@example.org>")
    assert city(found) == ("Berlin", "DE")


def test_the_only_city_of_a_postponed_meeting_is_its_place() -> None:
    body = (
        "The town council of Leeds has postponed the garden meeting planned for Sunday 12 April, as rain is "
        "expected for that day, and much would get wet and spoilt that people have made with their own hands.\n\n"
        "We tell neighbours, clubs and all others that the garden meeting will now be held on Sunday 10 May.\n"
    )
    assert city(first(body, "Garden meeting postponed")) == ("Leeds", "GB")


def test_where_those_are_whom_people_meet_for_is_not_where_they_meet() -> None:
    body = "On Friday 17 April at 8 pm we hold a vigil at the old gate, together with the protesters in Duisburg."
    assert city(first(body, "Vigil in Berlin")) == ("Berlin", "DE")


def test_a_city_near_the_day_is_not_the_place_where_the_group_is_of_another_that_it_tells_of() -> None:
    body = (
        "In Albany they only talk of new roads. Enough!\n\nWe walk on Saturday 18 April at noon from Mill Square to "
        "the old oak.\n\nPictures of our walk in Leominster on 1 March are online."
    )
    assert city(first(body, "We walk", "Walkers Leominster <walk@example.org>")) == ("Leominster", "GB")


@pytest.mark.parametrize(
    ("way", "start"),
    [
        (
            "Our ride leads from Corn Square along the brook to {0} (9 miles). In {0} there is soup at the station, "
            "and talks by the groups of the valley.",
            "We start on Sunday, 19 April, at 11 am.",
        ),
        (
            "La balade part de la place du Marché et passe par le bois vers {0} (9 km). À {0}, une soupe nous attend à "
            "la gare pour la fête avec les groupes de la vallée.",
            "Départ dimanche 19 avril à 11h.",
        ),
    ],
)
def test_what_is_told_of_the_end_of_a_ride_does_not_make_it_the_start(way: str, start: str) -> None:
    home, goal = ("Épinal", "Remiremont") if "Départ" in start else ("Leominster", "Hereford")
    body = f"{way.format(goal)}\n\n{start}\n\nVelo {home}\nhttps://cycle.example"
    assert city(first(body, "Velo", f"Velo {home} <ride@example.org>"))[0] == home


def test_a_city_called_like_the_weather_is_none_where_the_weather_is_meant() -> None:
    body = (
        "Wir radeln am Freitag, 17.4., um 17 Uhr um die Altstadt.\n\nFahnen nähen\nVorher basteln wir Fahnen: Dienstag "
        "davor (14.4.) ab 18:30 in der Mühle, Hofgasse 8.\n\nBei Regen fahren wir trotzdem.\n\n-- \nRadgruppe Kempten"
    )
    found = events(body, "Radtour 17.4.", "Radgruppe Kempten <walk@example.org>")
    assert [city(one) for one in found] == [("Kempten", "DE"), ("Kempten", "DE")]


@pytest.mark.parametrize(
    ("body", "home"),
    [
        ("Der Bach ist trocken, das Beet auch nicht – und in Ulm schläft man weiter.\n\nFest am Freitag, 17. April, "
         "18 Uhr, Hofgasse 8 in Kempten.", "Kempten"),
        ("De sloot is droog, het veld ook niet – en in Zwolle slaapt men door.\n\nFeest op vrijdag 17 april, 18 uur, "
         "Molenstraat 8 in Hoorn.", "Hoorn"),
    ],
)  # fmt: skip
def test_neither_of_two_things_is_no_further_city(body: str, home: str) -> None:
    assert [city(one)[0] for one in events(body, "Fest")] == [home]


@pytest.mark.parametrize(
    ("told", "too", "home"),
    [
        ("On Saturday 18 April we link arms on Corn Square.",
         "Similar meetings on Saturday are announced in York, Norwich and Sheffield.", "Leeds"),
        ("Am Samstag, 18. April, halten wir eine Mahnwache auf dem Kornplatz.",
         "Ähnliche Aktionen gibt es am Samstag in Fulda, Marburg und Gießen.", "Kassel"),
        ("Rendez-vous samedi 18 avril place du Marché.",
         "Des rassemblements du même genre sont prévus samedi à Roanne, Mâcon et Valence.", "Lyon"),
        ("El sábado 18 de abril nos damos la mano en la plaza del Grano.",
         "El sábado habrá actos similares en Soria, Teruel y Huesca.", "Zaragoza"),
        ("W sobotę 18 kwietnia stoimy na rynku.",
         "Podobne spotkania będą w sobotę w Kielcach, Radomiu i Opolu.", "Łódź"),
    ],
)  # fmt: skip
def test_cities_where_something_like_it_is_held_are_further_ones(told: str, too: str, home: str) -> None:
    found = events(f"{told} Come, all of you.\n\n{too}\n\n{home}\n", "Arms linked")
    assert [city(one)[0] for one in found][:1] == [home]
    assert len(found) == 4
    assert all("several_cities" in doubts(one) for one in found[1:])


def test_a_sentence_that_ends_on_the_last_line_does_not_close_a_mail_with_its_city() -> None:
    body = (
        "The seed club holds a workshop on Saturday, 18 April, at 2 pm.\n\nBring your own jars.\n\n"
        "There is tea.\n\nWho is it for? All of you.\n\n"
        '"We like old beans," said Ann Loam, who speaks for the growers of the\n'
        "country's oldest seed house in Washington"
    )
    assert "passing_city" in doubts(first(body, "Seeds", hours=-4))
