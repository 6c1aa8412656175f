"""Lists of events as mails write them: under a day, in a table, with links, below labels that ask."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest

from intake.reading.message import read
from intake.reading.proposal import Context, Link, Proposal, Reading
from intake.reading.propose import propose

SENT = dt.datetime(2026, 4, 7, 10, tzinfo=dt.UTC)  # a Tuesday


def reading(body: str, subject: str = "News") -> Reading:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Garden Friends <post@example.org>"
    message["Date"] = SENT
    message.set_content(body)
    return propose(read(message.as_bytes()), Context(now=SENT))


def row(proposal: Proposal) -> str:
    """Day, time and city of a proposal as short text."""
    when, place = proposal.when(), proposal.where()
    start = when.start.strftime("%H:%M") if when.start else "-"
    return f"{when.date} {start} {place.city if place else '-'}"


def rows(body: str, subject: str = "News") -> list[str]:
    return [row(proposal) for proposal in reading(body, subject).proposals]


def links(body: str, subject: str = "News") -> list[str | None]:
    chosen = [proposal.chosen.get("link") for proposal in reading(body, subject).proposals]
    return [found.value.url if found and isinstance(found.value, Link) else None for found in chosen]


def test_the_hour_right_below_a_heading_day_begins_the_first_row() -> None:
    body = (
        "We plant trees all over the country:\n\nThursday, 23 April\n5 pm Leeds, Park Square\n6 pm York, Market Place\n"
        "\nFriday, 24 April\n2 pm Hull, Queen's Gardens\n4.30 pm Sheffield, Peace Gardens\n"
    )
    assert rows(body) == [
        "2026-04-23 17:00 Leeds", "2026-04-23 18:00 York", "2026-04-24 14:00 Hull", "2026-04-24 16:30 Sheffield",
    ]  # fmt: skip
    assert not any(proposal.problems for proposal in reading(body).proposals)


def test_a_citys_name_may_be_linked_before_its_day() -> None:
    body = (
        "Our garden school comes to these cities, sign up now:\n\n"
        "* Leeds <https://gardens.example.org/leeds> (14 April)\n"
        "* [York](https://gardens.example.org/york) (16 April)\n"
        "* Hull <https://gardens.example.org/hull> (20 April)\n"
    )
    assert rows(body) == ["2026-04-14 - Leeds", "2026-04-16 - York", "2026-04-20 - Hull"]
    assert links(body) == [f"https://gardens.example.org/{name}" for name in ("leeds", "york", "hull")]


@pytest.mark.parametrize("sign", [" | ", "\t"])
def test_a_table_with_day_and_city_in_later_columns_is_a_list(sign: str) -> None:
    table = [
        ("Workshop", "City", "Date"),
        ("Roses https://gardens.example.org/roses", "Leeds", "14 April, 6 pm"),
        ("Bees https://gardens.example.org/bees", "York", "16 April, 7 pm"),
    ]
    body = "Our workshops this spring:\n\n" + "\n".join(sign.join(cells) for cells in table) + "\n"
    assert rows(body) == ["2026-04-14 18:00 Leeds", "2026-04-16 19:00 York"]
    assert links(body) == ["https://gardens.example.org/roses", "https://gardens.example.org/bees"]


def test_a_list_of_meetings_named_in_the_subject_is_no_business_for_a_word_of_thanks() -> None:
    body = "Thanks to all applicants. These are the workshops:\n\nLeeds, 14 April\nYork, 16 April\nHull, 20 April\n"
    assert rows(body, "Garden workshops") == ["2026-04-14 - Leeds", "2026-04-16 - York", "2026-04-20 - Hull"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Heute ist wieder Stammtisch.\n\nWann?\n19 Uhr\n\nWo?\nBürgerhaus, Köln\n", "2026-04-07 19:00 Köln"),
        ("Our monthly meeting.\n\nWhen?\nThursday, 23 April, 7 pm\n\nWhere?\nLeeds\n", "2026-04-23 19:00 Leeds"),
        ("Nuestra reunión.\n\n¿Cuándo? Jueves 23 de abril, a las 19 h\n¿Dónde? Sevilla\n", "2026-04-23 19:00 Sevilla"),
        ("Notre réunion.\n\nQuand ?\nJeudi 23 avril à 19h\n\nOù ?\nMairie, Lyon\n", "2026-04-23 19:00 Lyon"),
    ],
)  # fmt: skip
def test_a_label_may_ask(body: str, expected: str) -> None:
    assert rows(body, "Stammtisch" if "Stammtisch" in body else "News") == [expected]


def test_a_word_means_what_it_means_in_the_mails_first_language() -> None:
    body = "Unser Stammtisch trifft sich wieder in Köln.\n\nTermine: Samstag, 25. April, 14 Uhr im Bürgerhaus\n"
    assert rows(body, "Stammtisch") == ["2026-04-25 14:00 Köln"]


@pytest.mark.parametrize("sign", [" | ", "\t"])
def test_the_days_of_a_table_headed_as_deadlines_are_no_events(sign: str) -> None:
    table = [
        ("Garden prize", "Submission deadline", "Answer"),
        ("Roses", "20 April", "4 May"),
        ("Bees", "27 April", "11 May"),
    ]  # fmt: skip
    body = "Everybody may take part.\n\n" + "\n".join(sign.join(cells) for cells in table) + "\n"
    assert rows(body, "Garden prize: the days to know") == []


def test_a_column_of_deadlines_leaves_the_days_of_the_other_column() -> None:
    table = [
        ("City", "Date", "Deadline"), ("Leeds", "20 April, 6 pm", "12 April"), ("York", "27 April, 7 pm", "19 April"),
    ]  # fmt: skip
    body = "Our workshops:\n\n" + "\n".join(" | ".join(cells) for cells in table) + "\n"
    assert rows(body, "Workshops") == ["2026-04-20 18:00 Leeds", "2026-04-27 19:00 York"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("We repair in Leeds on Saturday 25 April and Saturday 9 May,\n2 pm to 5 pm.\n", ["04-25", "05-09"]),
        ("Wir reparieren in Köln am 25. April und am 9. Mai um 14 Uhr.\n", ["04-25", "05-09"]),
        ("We repair in Leeds on 25 April, 9 May and 23 May, 2 pm.\n", ["04-25", "05-09", "05-23"]),
        ("Garden weekend in Leeds on 25 April and 26 April, 2 pm.\n", ["04-26"]),
        ("We repair in Leeds on 25 April or 9 May, 2 pm.\n", ["05-09"]),
    ],
)  # fmt: skip
def test_an_hour_behind_joined_days_holds_for_all_of_them(body: str, expected: list[str]) -> None:
    found = sorted(row(proposal)[:16] for proposal in reading(body, "Repair meeting").proposals)
    assert found == [f"2026-{day} 14:00" for day in expected]


def test_an_address_with_the_events_day_is_the_events() -> None:
    body = (
        "We held a workshop in Leeds <https://gardens.example.org/2026-03-23-workshop> in March, and hold another one "
        "there on 18 May at 6 pm. Please see this page <https://gardens.example.org/2026-05-18-workshop> for more.\n"
    )
    assert links(body, "Workshop") == ["https://gardens.example.org/2026-05-18-workshop"]


def test_a_meeting_told_before_a_list_of_days_is_an_event_of_its_own() -> None:
    body = (
        "Our next meeting is on Wednesday 22 April 2026.\nWe meet from 6.30 pm in Leeds.\n\nFurther days\n\n"
        "* 13.5.2026\n* 10.6.2026\n* 8.7.2026\n"
    )
    days = ["2026-04-22", "2026-05-13", "2026-06-10", "2026-07-08"]
    assert sorted(rows(body, "Next meeting in Leeds")) == [f"{day} 18:30 Leeds" for day in days]


@pytest.mark.parametrize(
    "place",
    [
        "Pizzeria Rosa - https://pizzeria-rosa.example/, Ringstrasse 7, 8400 Winterthur",
        "Pizzeria Rosa <https://pizzeria-rosa.example>\nRingstrasse 7\n8400 Winterthur",
    ],
)
def test_the_home_page_of_the_house_in_an_address_is_not_the_events(place: str) -> None:
    assert links(f"Stammtisch\n\nMontag, 20. April 2026, 20 Uhr\n{place}\n", "Stammtisch") == [None]


def test_a_point_of_a_list_that_was_moved_makes_no_change_of_the_mail() -> None:
    body = (
        "You can sign up for these workshops:\n\n* Leeds (14 April)\n* York (16 April)\n"
        "* Hull (rescheduled for 24 April)\n* Sheffield (28 April)\n"
    )
    found = reading(body, "Garden workshops")
    assert found.kind == "submission"
    assert len(found.proposals) == 4


@pytest.mark.parametrize("sign", ["|", ";", "•", "·", "/"])
def test_entries_of_one_line_that_each_begin_with_a_city_are_rows(sign: str) -> None:
    body = (
        "We plant trees on Saturday, 18 April, at 3 pm:\n\n"
        f"Leeds: Park Square {sign} York: Market Place (5 pm) {sign} Sheffield: Mill Green\n"
    )
    assert rows(body) == ["2026-04-18 15:00 Leeds", "2026-04-18 17:00 York", "2026-04-18 15:00 Sheffield"]


def test_an_entry_between_two_signs_without_a_known_city_keeps_its_hour_to_itself() -> None:
    body = (
        "We plant trees on Saturday, 18 April, at 3 pm:\n\n"
        "Leeds: Park Square | York: Market Place | Wold Otterby Magna: The Arches (5 pm) | Sheffield: Mill Green\n"
    )
    read_so = rows(body)
    assert "2026-04-18 15:00 York" in read_so
    assert not any("17:00" in one and "York" in one for one in read_so)


def test_cities_parted_by_slashes_are_no_rows() -> None:
    body = "We plant trees on Saturday, 18 April, at 3 pm on the Park Square.\n\nFriends in Leeds / York / Hull help.\n"
    assert len(rows(body)) == 1


def test_hours_that_rise_from_venue_to_venue_below_a_city_are_one_events() -> None:
    body = (
        "We plant trees on Saturday, 18 April:\n\n"
        "Leeds:\nMeet in Park Square, Oak Road – noon\nPicnic in Mill House, Elm Road – 1pm\n"
        "York:\nMeet at the Corn Hall, Ash Road – 11am\nPicnic in Priory Park, Ferry Road – 2pm\n"
    )
    assert rows(body) == ["2026-04-18 12:00 Leeds", "2026-04-18 11:00 York"]


def test_cities_that_stand_between_a_venue_and_an_hour_are_rows() -> None:
    body = (
        "After the swaps of Wednesday in York and Hull, here is the list.\n\nTOMORROW, Wednesday 8 April\n\n"
        "Corn Hall, Leeds: 6.30 pm\nRiver Green, Durham: 5 pm\nSquare of Mills, Exeter: from 9 pm\n\n"
        "Thursday 9 April\n\nOld Barn, Norwich: 10 am\nGlass House, Derby: 11.30 am\nQuay Steps, Truro: at 4 pm\n"
    )
    assert rows(body, "Every swap") == [
        "2026-04-08 18:30 Leeds",
        "2026-04-08 17:00 Durham",
        "2026-04-08 21:00 Exeter",
        "2026-04-09 10:00 Norwich",
        "2026-04-09 11:30 Derby",
        "2026-04-09 16:00 Truro",
    ]


def test_the_rows_of_a_list_that_only_speaks_of_today_are_todays() -> None:
    body = (
        "SPREAD THE WORD: seeds are swapped today (7 April) in every town, as far as we heard:\n\n"
        "Leeds - by the corn hall, 17:00\nDurham - 18:30, River Green\nExeter - Square of Mills, 19:30\n"
    )
    assert rows(body, "TODAY (list)") == [
        "2026-04-07 17:00 Leeds",
        "2026-04-07 18:30 Durham",
        "2026-04-07 19:30 Exeter",
    ]


def test_a_day_with_its_weekday_in_brackets_before_the_hour_people_gather_is_read_in_japanese() -> None:
    body = "明後日です!「種より土を」松山駅前パレード\n⏰4/12(日) 集合15時、出発15時半\n🚩城山公園 やすらぎ広場\n"
    assert rows(body, "種より土を") == ["2026-04-12 15:00 Matsuyama"]


def test_a_weekday_in_the_words_below_its_day_in_full_is_that_day() -> None:
    body = (
        "Looms, 13 to 25 April 2026\n\nMon 13 April\n Ghent (Belgium), 7 pm: spindle talk\n\n"
        "Tue 14 April\n Leeds (UK), 6 pm: dyeing\n\nSat 25 April\n Lyon (France), 9:30: Saturday of looms\n"
    )
    assert rows(body, "Looms: 13-25 April 2026") == [
        "2026-04-13 19:00 Ghent",
        "2026-04-14 18:00 Leeds",
        "2026-04-25 09:30 Lyon",
    ]


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("THURSDAY 30 APRIL", "FRIDAY 1 APRIL", ("2026-04-30", "2026-05-01")),
        ("GIOVEDÌ 30 APRILE", "VENERDÌ 1 APRILE", ("2026-04-30", "2026-05-01")),
        ("Freitag, den 24. April", "Samstag, den 24. April", ("2026-04-24", "2026-04-25")),
        ("Czwartek 30 kwietnia", "Piątek 1 kwietnia", ("2026-04-30", "2026-05-01")),
        ("Friday, 24 April", "Saturday, 24 April", ("2026-04-24", "2026-04-25")),
        ("Vendredi 24 avril", "Samedi 24 avril", ("2026-04-24", "2026-04-25")),
        ("SATURDAY 18 JANUARY", "SUNDAY 19 APRIL", ("2026-04-18", "2026-04-19")),
    ],
)
def test_a_heading_with_a_slip_in_its_day_gives_its_rows_the_day_of_its_weekday_in_doubt(
    first: str, second: str, days: tuple[str, str]
) -> None:
    body = f"{first}\n\n- Leeds: 17:00\n- York: 18:00\n\n{second}\n\n- Hull: 16:00\n- Exeter: 17:30\n"
    assert rows(body) == [
        f"{days[0]} 17:00 Leeds", f"{days[0]} 18:00 York", f"{days[1]} 16:00 Hull", f"{days[1]} 17:30 Exeter",
    ]  # fmt: skip
    codes = [{problem.code for problem in proposal.problems} for proposal in reading(body).proposals]
    slips = (0, 1) if "JANUARY" in first else (2, 3)
    assert all(("weekday_contradicts" in told) == (at in slips) for at, told in enumerate(codes))


def test_a_heading_of_a_day_gone_by_far_from_the_others_stays_gone_by() -> None:
    body = "Saturday 28 March\n\nLeeds: we planted\n\nSaturday 18 April\n\n- Hull: 16:00\n- York: 17:00\n"
    assert rows(body) == ["2026-04-18 16:00 Hull", "2026-04-18 17:00 York"]


def test_a_square_called_after_a_city_behind_a_slash_is_no_row_of_its_own() -> None:
    body = (
        "On Saturday, 18 April 2026, we plant in:\n\n6 pm / Leeds / York Square\n6.30 pm / Hull / the old mill\n"
        "5.30 pm / Bath / Abbey Gate\n"
    )
    expected = ["2026-04-18 18:00 Leeds", "2026-04-18 18:30 Hull", "2026-04-18 17:30 Bath"]
    assert rows(body) == expected


def test_a_country_before_the_city_of_a_row_is_no_city() -> None:
    body = (
        "18 Nisan 2026 Cumartesi buluşuyoruz:\n\nHannover - iskele - 17.00\nDortmund - tohum evi - 18.30\n"
        "Bremen - eski değirmen - 19.00\nKassel - göl - 17.30\nİsviçre'den: Basel, liman, 18.30\n"
    )
    assert rows(body, "Tohum")[-1] == "2026-04-18 18:30 Basel"


def test_flags_part_the_cities_of_lines_that_give_no_hour() -> None:
    body = (
        "Join us! Saturday, 18 April 2026, is our garden day all over the world. So far these groups are in:\n\n"
        "🇬🇧 Leeds 🇳🇱 Utrecht 🇫🇷 Nantes\n🇩🇪 Kassel 🇮🇹 Parma\n🇨🇦 Halifax 🇨🇭 Basel\n\n"
        "Hours and corners will be posted by each of the groups. Nobody near you? Write to us, and we send seeds and "
        "a book on how to sow them. The first garden day in Nairobi, as some of you will remember, was on 4 April.\n"
    )
    cities = ["Leeds", "Utrecht", "Nantes", "Kassel", "Parma", "Halifax", "Basel"]
    assert sorted(rows(body)) == sorted(f"2026-04-18 - {city}" for city in cities)


def test_a_square_called_after_a_victory_is_no_second_city_of_its_point() -> None:
    body = (
        "VENERDÌ 17 APRILE\n- Piazza Dante a Parma, dalle 17.30\n- Piazza della Vittoria a Novara, dalle 18\n"
        "- Piazza Verdi a Ravenna, dalle 18.15\n- Piazza Duomo a Trento, dalle 19\n"
    )
    cities = ("17:30 Parma", "18:00 Novara", "18:15 Ravenna", "19:00 Trento")
    assert rows(body, "Semi in piazza") == [f"2026-04-17 {one}" for one in cities]


@pytest.mark.parametrize(
    ("subject", "body", "told"),
    [
        (
            "Moss on Saturday 18 April",
            "Boise, Idaho\nMoss rally, 4:30 pm\nGather at the annex.\n\nPalo Alto, California\n6:00 PM moss vigil, "
            "Lion Plaza\nCome and mark it.\n\nSpringfield, Massachusetts\n5:30 pm to 7:30 pm, Court Hill\nHush.\n",
            ["16:30 Boise", "18:00 Palo Alto", "17:30 Springfield"],
        ),
        (
            "Moos am Samstag, 18. April",
            "Erlangen, Bayern\nMoosfest, 16.30 Uhr\nTreff am Tor.\n\nGera, Thüringen\nUm 18 Uhr Moosfest am Markt\n"
            "Kommt alle.\n\nDetmold, Nordrhein-Westfalen\n17.30 Uhr am Schloss\nBringt Moos mit.\n",
            ["16:30 Erlangen", "18:00 Gera", "17:30 Detmold"],
        ),
    ],
)
def test_a_city_with_its_regions_long_name_alone_on_a_line_begins_a_row(
    subject: str, body: str, told: list[str]
) -> None:
    assert rows(body, subject) == [f"2026-04-18 {one}" for one in told]


@pytest.mark.parametrize(
    ("head", "regions", "name"),
    [
        ("18. April 2026", ("Hessen", "Bayern", "Sachsen"), "Moosenheim"),
        ("18 avril 2026", ("Hessen", "Bayern", "Sachsen"), "Moussigny"),
    ],
)
def test_an_unknown_name_below_a_regions_name_has_a_row_like_the_others(
    head: str, regions: tuple[str, str, str], name: str
) -> None:
    one, two, three = regions
    body = (
        f"{head}\n\n{one}\n\nKassel, 16:00, Markt\n\nGießen, 16:00, Markt\n\n{two}\n\n{name}, 15:45, Park\n\n"
        f"{three}\n\nGörlitz, 17:15, Markt\n\nPirna, 17:30, Markt\n"
    )
    found = reading(body, "Demos").proposals
    assert [row(one)[11:] for one in found] == [
        "16:00 Kassel", "16:00 Gießen", f"15:45 {name}", "17:15 Görlitz", "17:30 Pirna",
    ]  # fmt: skip
    assert "unknown_city" in {problem.code for problem in found[2].problems}
