"""What a list or mail tells otherwise as well: hours and cities in doubt, and which hour goes with which day."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.parts.letters import reading


def told(subject: str, body: str) -> list[tuple[dt.date | None, dt.time | None, str | None, list[str]]]:
    """Day, hour, city and doubts of each event."""
    return [
        (
            one.when().date,
            one.when().start,
            place.city if (place := one.where()) else None,
            [problem.code for problem in one.problems],
        )
        for one in reading(subject, body).proposals
    ]


def test_hours_of_a_list_other_than_that_of_its_day_are_in_doubt() -> None:
    body = (
        "On Wednesday 20 May 2026 at 19:00 the first silent rides take place all over the country.\n\n"
        "Where to join\n\nLeeds, City Square: 18:15\nBradford, Interchange: 17:40\nYork, Station: 17:55\n"
    )
    found = told("Silent rides", body)
    assert [hour for _, hour, _, _ in found] == [dt.time(18, 15), dt.time(17, 40), dt.time(17, 55)]
    assert all("inferred_time" in doubts for *_, doubts in found)


def test_a_heading_of_the_day_of_a_point_takes_no_hour_from_it() -> None:
    body = (
        "Wednesday News\n(1) 'The Price' - screening: 15 April, 6pm, Guildhall, York\n\nA long line on what the film "
        "is about and who made it.\n\n(2) Walk: 16 April, 10am - 4pm, Museum Gardens, York\n\n"
        "(3) Talk: 18 April, 11am, Barbican, York\n"
    )
    assert (dt.date(2026, 4, 15), dt.time(18)) in [(day, hour) for day, hour, _, _ in told("Our events", body)]


def test_a_second_day_of_a_city_has_the_hour_behind_it() -> None:
    body = (
        "El sábado 9 de mayo plantamos árboles en toda España.\n\nSevilla\nHora: 12:00\nLugar: Alameda\nZaragoza\n"
        "Hora: 12:00\nLugar: Plaza de la Madera.\nLa víspera, el viernes 8 de mayo, hay lectura al aire libre. "
        "Empieza a las 21:30 horas en Torre Nueva.\nMálaga\nHora: 13:00\nLugar: Huerto del Molino\n"
    )
    assert (dt.date(2026, 5, 8), dt.time(21, 30), "Zaragoza") in [one[:3] for one in told("Plantación", body)]


def test_two_days_and_two_cities_of_one_point_leave_the_city_in_doubt() -> None:
    body = (
        "• 11 April, 10 am, Leeds: walk. On 12 April the same in York.\n• 15 April, 9 am: meeting in Hull, Town Hall.\n"
        "• 16 April, 6 pm: potluck in Bradford, Mill.\n"
    )
    doubts = [found[3] for found in told("Walks and meetings", body)]
    assert doubts == [["several_cities"], [], []]


def test_a_weekday_behind_a_day_names_that_day() -> None:
    body = (
        "The yearly seed swap is postponed because of storms! The new swap day is now April 20th, as always.\n\n"
        "Then there is our general meeting. That's May 11th (2nd Monday). Location at the school. Time 7:15pm.\n\n"
        "Fern Club\nYork, England"
    )
    assert (dt.date(2026, 4, 20), dt.time(19, 15)) not in [one[:2] for one in told("Swap postponed", body)]


def test_nothing_is_due_from_one_hour_to_another() -> None:
    body = "Early bird: Thursday, April 16, 6-7:30pm at the Mill in Leeds, a talk on birds."
    assert [one[:2] for one in told("Book talk", body)] == [(dt.date(2026, 4, 16), dt.time(18))]


def test_the_day_from_which_one_is_put_off_is_no_hour() -> None:
    for subject, body in (
        ("Субботник", "Субботник в Омске перенесён с 12 на 19 апреля."),
        ("Толока", "Толоку в Одесі перенесено з 12 на 19 квітня."),
    ):
        assert [one[:2] for one in told(subject, body)] == [(dt.date(2026, 4, 19), None)]


def test_of_two_points_that_begin_with_hours_the_first_is_the_beginning() -> None:
    body = (
        "Srdečně vás zveme na akci Ukliďme les, která se koná v sobotu 18. dubna 2026 v Olomouci.\nPlán:\n"
        "– v 9:00 sraz před zbrojnicí\n– cca 9:30 vyrážíme kolem silnice a cestou sbíráme\n– po návratu oheň\n"
    )
    assert [one[1] for one in told("Ukliďme les - pozvánka", body)] == [dt.time(9)]


def test_one_moment_by_the_clocks_of_many_cities_is_one_event_without_a_city() -> None:
    body = (
        "Call of the seed keepers\n\nParis: Tue 19 May 2026 19:00\nDelhi: Tue 19 May 2026 22:30\n"
        "Tokyo: Wed 20 May 2026 02:00\nSydney: Wed 20 May 2026 03:00\n"
    )
    found = told("Call of the seed keepers", body)
    assert [(day, hour, city) for day, hour, city, _ in found] == [(dt.date(2026, 5, 19), dt.time(19), None)]


def test_rows_at_the_same_moment_with_places_of_their_own_are_events() -> None:
    body = (
        "All lamps out at once\n\nParis, Place de la Lune: Tue 19 May 2026 19:00\n"
        "Delhi, Seed Garden: Tue 19 May 2026 22:30\nTokyo, Moss Park: Wed 20 May 2026 02:00\n"
    )
    assert len(told("All lamps out at once", body)) == 3


def test_the_hour_beside_the_day_in_full_counts_more_than_that_of_a_weekday_below() -> None:
    body = (
        "On Saturday, 11 April 2026 our next count of bees is in Hull and begins at 2 pm.\n\n"
        "Others hold a talk of their own this Saturday (1 - 3 pm)."
    )
    assert [hour for _, hour, _, _ in told("Count of bees", body)] == [dt.time(14)]


def test_an_arrow_of_signs_leads_to_the_hour_of_its_row() -> None:
    body = "All on 20 May 2026.\n\n- Leeds: City Square -> 10:00\n- York: Station => 13h30\n- Hull: Pier >> 18:00\n"
    assert [(hour, city) for _, hour, city, _ in told("Silent rides", body)] == [
        (dt.time(10), "Leeds"),
        (dt.time(13, 30), "York"),
        (dt.time(18), "Hull"),
    ]


def test_rows_of_month_day_and_city_are_days_and_the_today_above_them_is_none() -> None:
    body = "Today we pack, and three events follow.\n5/20 Denver\n5/22 Omaha\n5/24 Tulsa\n"
    assert [(day, city) for day, _, city, _ in told("Moss tour", body)] == [
        (dt.date(2026, 5, 20), "Denver"),
        (dt.date(2026, 5, 22), "Omaha"),
        (dt.date(2026, 5, 24), "Tulsa"),
    ]


def test_the_day_whose_sentence_has_an_hour_is_rather_the_events() -> None:
    body = (
        "On Thursday afternoon I liked the talk on moss in the radio.\n\nOur next reading is on Saturday in Hull, "
        "starting at 2 pm. On Monday I then travel to Leeds."
    )
    assert told("Moss", body)[0][:2] == (dt.date(2026, 4, 11), dt.time(14))


def test_numbers_in_words_beside_or_are_no_hours() -> None:
    body = "The meeting is on 20 May 2026 in Hull, for all apart from two or three, who bring moss."
    assert [hour for _, hour, _, _ in told("Moss day", body)] == [None]


def test_dotted_hours_behind_the_cities_of_rows_are_hours() -> None:
    body = (
        "5 Haziran 2026'da hep birlikte sokaktayız:\n\nEskişehir – 17.30, Porsuk kıyısı\nMersin – 12.00, Liman önü\n"
        "Samsun – 18.30, Park girişi\nVan – 11.00, Göl yolu\n"
    )
    assert [hour for _, hour, _, _ in told("5 Haziran'da nerede?", body)] == [
        dt.time(17, 30),
        dt.time(12),
        dt.time(18, 30),
        dt.time(11),
    ]


def test_half_past_seven_in_words_is_in_the_evening_unless_the_text_speaks_of_the_morning() -> None:
    evening = "Gegen halb acht am Freitag, 15. Mai, beginnt unser Vortrag über Moos in Kassel. Alle sind eingeladen."
    morning = "Am Morgen, gegen halb acht am Freitag, 15. Mai, beginnt die Wanderung ins Moos bei Kassel. Kommt alle."
    assert told("Moos", evening)[0][1] == dt.time(19, 30)
    assert told("Moos", morning)[0][1] == dt.time(7, 30)


def test_rows_of_a_city_a_dotted_hour_and_a_place_need_no_mark_between() -> None:
    body = (
        "Bu akşam herkesi meydanlara çağırıyoruz, hepsi 20 Mayıs 2026 Çarşamba günü:\n\n"
        "Eskişehir 18.30 Park\nMersin 19.00 Liman\nVan 17.30 Meydan\n"
    )
    assert [hour for _, hour, _, _ in told("Sokağa", body)] == [dt.time(18, 30), dt.time(19), dt.time(17, 30)]


def test_an_italian_h_behind_a_name_leads_to_the_hour() -> None:
    body = "Oggi, 20 maggio 2026\n\n- Padova: Prato Grande h. 17.30\n- Pescara: piazza Muschio h. 18\n"
    assert [hour for _, hour, _, _ in told("Le piazze", body)] == [dt.time(17, 30), dt.time(18)]


def test_an_event_pushed_back_has_the_new_day() -> None:
    body = (
        "The walk for moss this Saturday in Hull will have to wait. It snows, and we are pushing it back to 18 April."
    )
    assert [day for day, _, _, _ in told("Walk moved once more", body)] == [dt.date(2026, 4, 18)]


def test_from_an_hour_and_day_to_another_is_one_event_whatever_its_programme_lists() -> None:
    body = (
        "Kite Building Weekend\n\n17:00 8th May – 15:00 10th May\n\nWe build kites at the Old Mill in York.\n\n"
        "Friday 8th\n- 17:00 Welcome\n- 19:00 Soup\n\nSaturday 9th\n- 10:00 Mill opens\n- 13:00 Lunch\n\n"
        "Sunday 10th\n- 10:00 Mill opens\n- 15:00 End\n"
    )
    found = reading("Kite Building Weekend", body).proposals
    assert [(one.when().date, one.when().end_date, one.when().start) for one in found] == [
        (dt.date(2026, 5, 8), dt.date(2026, 5, 10), dt.time(17))
    ]


def test_a_wrong_month_below_the_day_before_is_read_as_that_days_month_and_is_in_doubt() -> None:
    body = (
        "Kites fly in many towns this weekend.\n\nFriday 8 May\n\nLeeds, City Square: 5 pm\nYork, Station: 6 pm\n\n"
        "And the day after\n\nSaturday 9 June\n\nHull, Pier: 10 am\nBath, Abbey: 11 am\n"
    )
    found = told("Kites everywhere", body)
    assert [(day, city) for day, _, city, _ in found][2:] == [
        (dt.date(2026, 5, 9), "Hull"),
        (dt.date(2026, 5, 9), "Bath"),
    ]
    assert all("weekday_contradicts" in doubts for *_, doubts in found[2:])


def test_the_only_city_where_others_meet_the_same_day_is_in_doubt() -> None:
    body = (
        "11.30am to 2pm\n\nOn May 9th we fly kites all the way round the Old Mill, because the wind is ours.\n\n"
        "The same day, friends of the wind will be outside the town hall in Bath, send them some love.\n"
    )
    found = told("Kites round the mill", body)
    assert [city for *_, city, _ in found] == ["Bath"]
    assert all("passing_city" in doubts for *_, doubts in found)


@pytest.mark.parametrize(
    ("subject", "body", "hour", "city"),
    [
        (
            "Vorlesestunden in Bamberg",
            "Die Termine sind: Samstag, 2. Mai, 6. Juni und 4. Juli. Beginn ist jeweils um 10 Uhr, im Bürgersaal.",
            10,
            "Bamberg",
        ),
        (
            "Lesungen in Bamberg",
            "Wir lesen an drei Samstagen: 2. Mai, 6. Juni, 4. Juli. Der Saal ist von 9 bis 13 Uhr geöffnet. Gelesen "
            "wird von 10 bis 12 Uhr. Den Beginn am 2. Mai macht Karla Holm.",
            10,
            "Bamberg",
        ),
        (
            "Repair sessions in Leeds",
            "Repair sessions are on 2 May, on 6 June and on 4 July, always at 10 am. The library is open from 9 to 1.",
            10,
            "Leeds",
        ),
        (
            "Ateliers à Nevers",
            "Les ateliers ont lieu le 2 mai, le 6 juin et le 4 juillet. La salle est ouverte de 9h à 18h. L'atelier "
            "commence toujours à 14h.",
            14,
            "Nevers",
        ),
        ("Incontri a Pisa", "Gli incontri sono il 2 maggio, il 6 giugno e il 4 luglio. Sempre alle 17.", 17, "Pisa"),
        ("Talleres en Soria", "Los talleres son el 2 de mayo, el 6 de junio y el 4 de julio. Siempre a las 18 h.", 18,
         "Soria"),
        ("Oficina em Braga", "A oficina é no dia 2 de maio, no dia 6 de junho e no dia 4 de julho. Sempre às 15h.", 15,
         "Braga"),
        ("Lezingen in Zwolle", "De lezingen zijn op 2 mei, 6 juni en 4 juli. Aanvang telkens 20.00 uur.", 20, "Zwolle"),
        ("Spotkania w Opolu", "Spotkania odbędą się 2 maja, 6 czerwca i 4 lipca. Zawsze o godz. 17.00.", 17, "Opole"),
        ("Atelier Cluj", "Atelierul are loc pe 2 mai, pe 6 iunie și pe 4 iulie la Cluj-Napoca. De fiecare dată de la "
         "ora 17.", 17, "Cluj-Napoca"),
        ("Träffar i Falun", "Träffarna är den 2 maj, 6 juni och 4 juli på biblioteket. Alltid kl. 18.", 18, "Falun"),
    ],
)  # fmt: skip
def test_an_hour_told_behind_a_list_of_days_is_that_of_each(subject: str, body: str, hour: int, city: str) -> None:
    days = (dt.date(2026, 5, 2), dt.date(2026, 6, 6), dt.date(2026, 7, 4))
    assert told(subject, body) == [(day, dt.time(hour), city, []) for day in days]


def test_an_hour_between_days_is_that_of_the_day_before_it() -> None:
    body = "The choir sings on 2 May at 10 am, on 6 June and on 4 July in Leeds. On 4 July we begin at 7 pm."
    assert (dt.date(2026, 7, 4), dt.time(10)) not in [one[:2] for one in told("Concerts in Leeds", body)]


def test_a_day_gone_by_in_the_text_below_a_list_takes_no_row_away() -> None:
    body = (
        "Saturday, 9 May\nYorkshire day of action\nLeeds 12noon – City Square\nYork 11am – Station\n"
        "Hull 12noon – Market\nBradford 12:30 – Interchange (joining the spring walk)\n"
        "More than 1,600 trees have been waiting since March 17th. They stand in the rain, and nobody asks them.\n"
    )
    found = told("9 May: Yorkshire day of action", body)
    assert [city for _, _, city, _ in found] == ["Leeds", "York", "Hull", "Bradford"]


@pytest.mark.parametrize(
    "body",
    [
        '"Can we ride today?" is what many children in Leeds ask. Our ride is on Sunday 10 May. We meet at 3 pm.',
        '"Can we start the ride tomorrow?" is what many in Leeds ask. Our ride is on Sunday 10 May. We meet at 3 pm.',
    ],
)
def test_a_day_told_from_today_within_a_quotation_is_no_events(body: str) -> None:
    assert told("Kids' ride in Leeds", body) == [(dt.date(2026, 5, 10), dt.time(15), "Leeds", [])]


def test_an_hour_is_no_less_the_events_for_words_that_say_since_when_or_from_where() -> None:
    body = (
        "Începând cu ora 18:00 ieșim în piețele din țară și din străinătate.\n\nPentru Cluj este anunțat și un marș. "
        "Plecăm de la ora 19:30 spre primărie.\n\nProteste vor fi, pe lângă Cluj, și în:\nTurda, Zalău, Aiud\n"
    )
    assert {hour for _, hour, _, _ in told("Proteste duminică, 12 aprilie", body)} == {dt.time(18)}


@pytest.mark.parametrize(
    ("body", "city"),
    [
        ("The Mill Forum (Hull, Leeds and York) holds a vigil on Friday 10 April at 7 pm in York.", "York"),
        ("Das Forum (Gera, Jena und Weimar) ruft am Freitag, 10. April, 19 Uhr, zur Mahnwache in Jena auf.", "Jena"),
        ("O Fórum (Beja, Évora e Moura) promove na sexta-feira, 10 de abril, às 19h, uma vigília em Beja.", "Beja"),
        ("Le Forum (Brest, Quimper et Vannes) se rassemble le vendredi 10 avril à 19 h à Vannes.", "Vannes"),
    ],
)
def test_the_towns_of_a_groups_members_are_no_cities_of_the_event(body: str, city: str) -> None:
    assert [(day, town) for day, _, town, _ in told("Vigil", body)] == [(dt.date(2026, 4, 10), city)]


def test_cities_in_brackets_are_the_events_where_no_other_is_named() -> None:
    body = "We hold vigils in three towns (Hull, Leeds and York) on Friday 10 April at 7 pm."
    assert {town for *_, town, _ in told("Vigils", body)} == {"Hull", "Leeds", "York"}


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Our march on 18 April",
            "Everybody is welcome.\n\nWe gather on Corn Street at 1 pm. At 1:30 pm we walk to the park. "
            "Music and speeches begin at 2 pm in Park Hall, Leeds.",
        ),
        (
            "Unser Umzug am 18. April",
            "Alle sind willkommen.\n\nWir treffen uns am Brunnen um 13 Uhr. Um 13.30 Uhr geht der Umzug los. "
            "Musik und Reden beginnen um 14 Uhr im Stadtpark in Jena.",
        ),
        (
            "Vårt tåg den 18 april",
            "Alla är välkomna.\n\nVi samlas vid brunnen klockan 13:00. Klockan 13:30 går tåget. "
            "Musik och tal börjar klockan 14:00 i stadsparken i Lund.",
        ),
    ],
)
def test_the_hour_at_which_people_gather_is_the_first_of_several(subject: str, body: str) -> None:
    assert [hour for _, hour, _, _ in told(subject, body)] == [dt.time(13)]


def test_the_hour_at_which_people_gather_for_the_bus_is_not_that_of_the_march() -> None:
    body = (
        "We gather at the bus stop at 1 pm, the bus leaves at once.\n\nThe march begins at 3 pm in Leeds, City Square."
    )
    assert [hour for _, hour, _, _ in told("March on 18 April", body)] == [dt.time(15)]
