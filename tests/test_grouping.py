"""Grouping: which day, time, place and link of a mail belong together, and how many events there are."""

from __future__ import annotations

import datetime as dt
import sys
from email.message import EmailMessage
from types import FrameType

import pytest

from intake.reading.message import read
from intake.reading.proposal import Context, Proposal, Reading
from intake.reading.propose import propose

SENT = dt.datetime(2026, 4, 7, 10, tzinfo=dt.UTC)  # a Tuesday


def reading(body: str, subject: str = "News", *, html: bool = False) -> Reading:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Garden Friends <post@example.org>"
    message["Date"] = SENT
    message.set_content(body, subtype="html" if html else "plain")
    return propose(read(message.as_bytes()), Context(now=SENT))


def row(proposal: Proposal) -> tuple[str, str, str | None]:
    """(day, time, city) of a proposal as short text."""
    when, place = proposal.when(), proposal.where()
    return (
        when.date.isoformat() if when.date else "",
        when.start.strftime("%H:%M") if when.start else "",
        place.city if place else None,
    )


def rows(body: str, subject: str = "News") -> list[tuple[str, str, str | None]]:
    return [row(proposal) for proposal in reading(body, subject).proposals]


def test_labels_stand_far_from_their_values() -> None:
    body = "Date:\nSaturday, 18 April 2026\n\nTime:\n10 am\n\nPlace:\nBoat house\nLeeds, United Kingdom\n"
    assert rows(body) == [("2026-04-18", "10:00", "Leeds")]


def test_the_subject_and_the_text_tell_one_event() -> None:
    body = "Our garden walk: Saturday, 18 April, 2 pm, Market Square, Leeds."
    assert rows(body, "Garden walk in Leeds on 18 April") == [("2026-04-18", "14:00", "Leeds")]


def test_points_that_stand_like_the_citys_own_tell_of_it() -> None:
    body = (
        "Our garden days on 18 April 2026:\n"
        "- Leeds: planting in the square\n- from 1.30 pm\n- at the old mill\n"
        "- York: a walk along the river\n- from 11 am at the bridge\n- run by the garden friends\n"
        "- Hull: details follow\n"
    )
    assert rows(body, "Garden days, 18 April") == [
        ("2026-04-18", "13:30", "Leeds"),
        ("2026-04-18", "11:00", "York"),
        ("2026-04-18", "", "Hull"),
    ]


def test_words_that_bid_come_announce_an_event_of_a_day_and_an_hour() -> None:
    body = (
        "Zaterdag 18 april ruimen de buren van het plantsoen de rommel op, zoals elk voorjaar.\n\n"
        "Alle buren zijn vanaf 10:45 welkom op het pleintje.\n"
    )
    assert [(day, start) for day, start, _ in rows(body, "Schoon plantsoen")] == [("2026-04-18", "10:45")]
    assert rows(body.replace("welkom", "bezig"), "Schoon plantsoen") == []


def test_a_heading_that_says_time_stands_over_a_date_in_digits() -> None:
    body = "Puutarhapäivä Oulussa\n\nAIKA\n18.4.2026 - noin klo 10:30 - 16:00\n"
    assert rows(body, "Puutarhapäivä") == [("2026-04-18", "10:30", "Oulu")]


def test_an_event_that_is_under_way_past_midnight_is_not_over() -> None:
    body = "Our garden night is on Tuesday 7 April 2026, 9 am to {}, Market Square, Leeds, United Kingdom.\n"
    assert rows(body.format("1 am")) == [("2026-04-07", "09:00", "Leeds")]
    assert rows(body.format("9:30 am")) == []  # the mail was sent at 11 by the clock of Leeds


def test_an_event_told_in_two_languages_is_one() -> None:
    body = (
        "La balade a lieu samedi 18 avril 2026 à 14 h à Lausanne.\n\n"
        "The walk takes place on Saturday 18 April 2026 at 2 pm in Lausanne.\n"
    )
    assert rows(body) == [("2026-04-18", "14:00", "Lausanne")]


@pytest.mark.parametrize("dash", [":", " –", " -", ","])
def test_lines_that_begin_with_a_city_are_an_event_each(dash: str) -> None:
    body = f"On Saturday 18 April:\n\nLeeds{dash} 10 am, Park Square\nBristol{dash} 2 pm, College Green\n"
    assert rows(body) == [("2026-04-18", "10:00", "Leeds"), ("2026-04-18", "14:00", "Bristol")]


def test_a_city_that_says_no_more_than_its_name_is_an_event_of_its_day_among_others_that_do() -> None:
    body = (
        "Saturday, 2 May\n\n- Berlin, Germany: 16:00, boat house\n- Lyon, France: 17:00\n- Rome, Italy\n\n"
        "Sunday, 3 May\n\n- London, UK: 12 noon\n- Tokyo, Japan\n- Kyoto, Japan\n"
    )
    expected = [
        ("2026-05-02", "16:00", "Berlin"), ("2026-05-02", "17:00", "Lyon"), ("2026-05-02", "", "Rome"),
        ("2026-05-03", "12:00", "London"), ("2026-05-03", "", "Tokyo"), ("2026-05-03", "", "Kyoto"),
    ]  # fmt: skip
    assert rows(body) == expected
    assert rows(body.replace("- Kyoto, Japan\n", "")) == expected[:-1]


def test_days_as_headings_hold_for_the_cities_below() -> None:
    body = (
        "Samedi 18 avril\n\nRennes : 14 h place Hoche\nNantes : 15 h 30 place Royale\n\n"
        "Dimanche 19 avril\n\nAngers : 11 h place du Ralliement\nTours : 16 h place Plumereau\n"
    )
    assert rows(body) == [
        ("2026-04-18", "14:00", "Rennes"),
        ("2026-04-18", "15:30", "Nantes"),
        ("2026-04-19", "11:00", "Angers"),
        ("2026-04-19", "16:00", "Tours"),
    ]


def test_cities_as_headings_hold_for_the_days_below() -> None:
    body = "Leeds\n\n18 April, 10:00 - Market\n25 April, 10:00 - Market\n\nSheffield\n\n19 April, 11:30 - Gallery\n"
    assert sorted(rows(body)) == [
        ("2026-04-18", "10:00", "Leeds"),
        ("2026-04-19", "11:30", "Sheffield"),
        ("2026-04-25", "10:00", "Leeds"),
    ]


def test_a_city_a_day_and_a_time_on_lines_of_their_own_are_a_row() -> None:
    body = "Leeds\n\nSaturday 18 April\n10 am\n\nBristol\n\nSunday 19 April\n2 pm\n"
    assert rows(body) == [("2026-04-18", "10:00", "Leeds"), ("2026-04-19", "14:00", "Bristol")]


def test_a_sentence_may_name_each_city_with_its_time() -> None:
    body = "There are walks on Saturday 18 April in Leeds (Park Square, 10 am) and Bristol (College Green, 2 pm)."
    assert rows(body) == [("2026-04-18", "10:00", "Leeds"), ("2026-04-18", "14:00", "Bristol")]


def test_nested_bullets_belong_to_their_row_and_give_its_link_and_title() -> None:
    body = (
        "* 2026-05-06 | Porto, PT | [Porto Mappers](https://meet.example/porto/)\n"
        "    * [**Trees of the old town**](https://meet.example/porto/events/88121/)\n"
        "* 2026-05-12 | Brno, CZ | [Mapy Brno](https://meet.example/brno/)\n"
        "    * [**Benches**](https://meet.example/brno/events/77002/)\n"
    )
    found = reading(body).proposals
    assert [(p.when().date, p.where() and p.where().city) for p in found] == [  # type: ignore[union-attr]
        (dt.date(2026, 5, 6), "Porto"),
        (dt.date(2026, 5, 12), "Brno"),
    ]
    assert [p.link().url for p in found if p.link()] == [  # type: ignore[union-attr]
        "https://meet.example/porto/events/88121/",
        "https://meet.example/brno/events/77002/",
    ]
    assert found[0].words("title") == "Trees of the old town"


def test_the_days_of_one_events_programme_are_no_events() -> None:
    body = (
        "The camp is from 15 to 17 May 2026 near Leeds.\n\nProgramme:\n15 May, 18:00 arrival\n"
        "16 May, 10:00 workshops\n17 May, 12:00 farewell\n"
    )
    (proposal,) = reading(body, "Camp").proposals
    assert (proposal.when().date, proposal.when().end_date) == (dt.date(2026, 5, 15), dt.date(2026, 5, 17))


def test_a_list_of_two_hundred_and_fifty_cities_gives_an_event_each() -> None:
    names = ["Leeds", "Bristol", "Exeter", "Norwich", "Oxford", "Cardiff", "Glasgow", "Dundee", "Belfast", "Brighton"]
    lines = [f"{names[n % 10]}: {8 + n // 25}:{10 + n % 25}, Market Square, entrance {n}" for n in range(250)]
    found = rows("Saturday 18 April 2026\n\n" + "\n".join(lines))
    assert len(found) > 240


def test_a_deadline_an_election_and_the_past_are_not_the_day() -> None:
    body = (
        "The elections are on 3 May. Last year we met on 12 April 2025. Register by 15 April.\n"
        "Our rally is on Saturday 25 April at 2 pm in Leeds.\n"
    )
    assert rows(body, "Rally") == [("2026-04-25", "14:00", "Leeds")]


def test_the_time_doors_open_is_not_the_start() -> None:
    body = "Konzert am Samstag, 18. April 2026, in Kassel. Einlass 19 Uhr, Beginn 20 Uhr."
    assert rows(body, "Konzert") == [("2026-04-18", "20:00", "Kassel")]


def test_a_series_gives_its_next_day_and_says_so() -> None:
    (proposal,) = reading("The garden in Leeds is open for a working party every Saturday from 10 am.").proposals
    assert row(proposal) == ("2026-04-11", "10:00", "Leeds")
    assert "repeats" in [problem.code for problem in proposal.problems]


def test_a_weekday_alone_is_the_day_stated_in_full() -> None:
    body = "Our fair is on Saturday, 9 May 2026 in Leeds. On Saturday we start at 11 am."
    assert rows(body, "Fair") == [("2026-05-09", "11:00", "Leeds")]


def test_the_signatures_city_counts_only_when_nothing_else_is_named() -> None:
    signature = "\n-- \nGarden Friends\nMarket Street 1, 53111 Bonn\n"
    assert rows(f"Walk on 18 April 2026 at 10:00 in Kassel.{signature}", "Walk") == [("2026-04-18", "10:00", "Kassel")]
    assert rows(f"Walk on 18 April 2026 at 10:00 along the river.{signature}", "Walk") == [
        ("2026-04-18", "10:00", "Bonn")
    ]


def test_a_time_away_from_its_day_keeps_its_own_evidence() -> None:
    (proposal,) = reading("Walk in Leeds, Saturday 18 April 2026, Park Square, free entry, begins at 10 am.").proposals
    assert proposal.when().start == dt.time(10)
    timed = proposal.chosen.get("time", proposal.chosen["when"])
    assert "10 am" in timed.words


def calls(piece: str, size: int) -> int:
    """How many functions reading calls for a text of this size made of one piece."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counted)
    try:
        reading(piece * (size // len(piece)))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece", ["12.05. 14:00 Bonn, 3 May 5pm ", "Leeds, ", "Sat 18 April\n", "Leeds: 10 am\n", "a? ", "( "]
)
def test_grouping_is_linear_in_hostile_text(piece: str) -> None:
    reading(piece * 20)
    assert calls(piece, 40_000) < 6 * calls(piece, 10_000)


def test_a_row_whose_place_is_not_known_is_shown_with_that_problem() -> None:
    body = "Leeds, 18 April, 10 am, Market\nQuendlebrough, 19 April, 11 am, Market\nBristol, 20 April, 2 pm, Market\n"
    found = reading(body, "Markets").proposals
    assert [row(proposal)[0] for proposal in found] == ["2026-04-18", "2026-04-19", "2026-04-20"]
    assert found[1].where() is None or not found[1].where().known  # type: ignore[union-attr]
    assert {problem.code for problem in found[1].problems} & {"no_city", "unknown_city"}


def test_a_bullet_that_begins_with_its_day_is_a_row_however_long_it_is() -> None:
    told = "We bring seeds, tools and gloves, and there will be soup. " * 5
    body = (
        "Upcoming garden days:\n\n * 18 April seed swap, 10 am, Leeds\n"
        f" * 25 April planting day, 2 pm, Bristol. {told}\n * 2 May picnic, 1 pm, York\n"
    )
    assert rows(body) == [
        ("2026-04-18", "10:00", "Leeds"), ("2026-04-25", "14:00", "Bristol"), ("2026-05-02", "13:00", "York"),
    ]  # fmt: skip


def test_a_city_named_far_down_a_long_row_is_not_its_place() -> None:
    told = "We bring seeds, tools and gloves, and there will be soup. " * 4
    body = (
        "Our garden days in Leeds:\n\n * 18 April seed swap, 10 am\n"
        f" * 25 April planting day, 2 pm. {told} Ann fetches the spades from a shop in Bristol.\n"
    )
    assert [city for _, _, city in rows(body)] == ["Leeds", "Leeds"]


def test_days_to_come_that_begin_their_lines_are_no_past_in_the_minutes_of_a_meeting() -> None:
    body = "Upcoming garden days:\n\n * 18 April seed swap, Leeds\n * 25 April planting day, 2 pm, Bristol\n"
    expected = [("2026-04-18", "", "Leeds"), ("2026-04-25", "14:00", "Bristol")]
    assert rows(body, "Garden meeting 2026-04-02: minutes and upcoming days") == expected


def test_cities_of_a_sentence_that_asks_nothing_are_events_whatever_words_it_begins_with() -> None:
    body = "Lørdag 18. april er der havevandring i København, Aarhus og Odense. Vi starter kl. 13.\n"
    assert rows(body) == [
        ("2026-04-18", "13:00", "København"), ("2026-04-18", "13:00", "Aarhus"), ("2026-04-18", "13:00", "Odense"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "told",
    [
        "We start at 1 pm (Leeds and York) and at 4 pm (Bristol).",
        "We start at 1 pm in Leeds, at 1 pm in York and at 4 pm in Bristol.",
    ],
)
def test_hours_that_stand_before_their_cities_are_theirs(told: str) -> None:
    body = f"On Saturday 18 April we plant trees.\n\n{told} Bring a spade, please.\n"
    assert rows(body) == [
        ("2026-04-18", "13:00", "Leeds"), ("2026-04-18", "13:00", "York"), ("2026-04-18", "16:00", "Bristol"),
    ]  # fmt: skip


def test_paragraphs_that_each_name_a_city_and_further_down_its_hour_are_an_event_each() -> None:
    body = (
        "Garden friends all over the country dig on Saturday 18 April.\n\n"
        "In Leeds the allotments are opened to everybody. We meet at 10 am by the gate and dig\n"
        "until the soup is ready.\n\n"
        "In Bristol nobody has dug before. The first spade goes in at 11 am, the last one at 3 pm.\n\n"
        "In York the digging is on Sunday (19 April). It begins at 2 pm on Garden Street, and at 5 pm there is music.\n"
    )
    assert rows(body) == [
        ("2026-04-18", "10:00", "Leeds"), ("2026-04-18", "11:00", "Bristol"), ("2026-04-19", "14:00", "York"),
    ]  # fmt: skip


def test_further_cities_of_a_row_have_their_own_hours() -> None:
    body = (
        "Saturday 18 April:\n\nLeeds, Park Square, 9.30 am; York, Garden Street, 10 am; Hull, the pier, 11 am\n"
        "Bristol, College Green, 2 pm\n"
    )
    assert rows(body) == [
        ("2026-04-18", "09:30", "Leeds"), ("2026-04-18", "10:00", "York"),
        ("2026-04-18", "11:00", "Hull"), ("2026-04-18", "14:00", "Bristol"),
    ]  # fmt: skip


def test_cities_with_a_second_name_or_a_region_in_brackets_head_the_lines_below() -> None:
    body = (
        "Сажаем деревья 18 апреля:\n\nВ МОСКВЕ\nСбор в 13.00 у ворот парка.\n"
        "В ПЕТЕРБУРГЕ-ЛЕНИНГРАДЕ\nСбор в 10.30 у пруда.\n"
        "В САЯНОГОРСКЕ (Республика Хакасия)\nСбор в 11.30 у школы.\n"
    )
    assert [(time, city) for _, time, city in rows(body)] == [
        ("13:00", "Moscow"), ("10:30", "Saint Petersburg"), ("11:30", "Sayanogorsk"),
    ]  # fmt: skip


def test_the_country_behind_a_lists_cities_is_no_title() -> None:
    body = "Our tour:\n\n5 May 2026 - Lyon, France\n6 May 2026 - Köln, Germany\n7 May 2026 - Springfield, Illinois\n"
    proposals = reading(body, "River tour").proposals
    assert [proposal.chosen["title"].value for proposal in proposals] == ["River tour"] * 3


def test_a_list_of_three_hundred_rows_is_read_to_its_end() -> None:
    cities = ("Lyon, France", "Köln, Germany", "Porto, Portugal", "Leeds, UK")
    days = [dt.date(2026, 5, 1) + dt.timedelta(days=number) for number in range(300)]
    lines = [f"{day:%-d %B %Y} - {cities[number % 4]}" for number, day in enumerate(days)]
    found = rows("The whole season, always at 6pm:\n\n" + "\n".join(lines) + "\n", "The season")
    assert len(found) == 300
    assert found[-1] == ("2027-02-24", "18:00", "Leeds")


def test_nothing_is_put_off_to_the_day_on_which_that_is_said() -> None:
    body = (
        "Because of the storm we have postponed the garden walk of today, Tuesday 7 April, 6 pm.\n\n"
        "The seed swap goes ahead on Saturday 18 April at 2 pm.\n"
    )
    assert [(day, time) for day, time, _ in rows(body, "Garden walk postponed")] == [("2026-04-18", "14:00")]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("講座改期", "原訂5/8上午10點 園藝講座\n因故改為6/5上午10點辦理。\n\n台南市園藝社\n"),
        ("Garden talk moved", "The talk was planned for 8 May, 10 am, Leeds.\nIt has been moved to 5 June, 10 am.\n"),
    ],
)
def test_a_day_planned_for_in_one_sentence_is_old_where_the_next_one_moves_it(subject: str, body: str) -> None:
    assert [(day, time) for day, time, _ in rows(body, subject)] == [("2026-06-05", "10:00")]


def test_a_day_that_was_planned_and_is_put_off_without_a_new_one_is_called_off() -> None:
    body = "تعلن الجمعية تأجيل نزهة الحديقة التي كانت مقررة يوم السبت 18 نيسان 2026.\n"
    assert [proposal.about for proposal in reading(body, "تأجيل نزهة السبت").proposals] == ["cancel"]


def test_a_city_of_the_subject_is_in_doubt_where_another_one_stands_with_the_day() -> None:
    body = (
        "We have called off the garden walk of today, Tuesday 7 April, in the park of Leeds. Sorry to all of you who "
        "were on their way already!\n\nThe seed swap goes ahead on Saturday 18 April at 2 pm in the hall of Bristol.\n"
    )
    proposal = reading(body, "Leeds walk postponed").proposals[0]
    place = proposal.where()
    assert place is not None
    assert place.city == "Bristol" or "several_cities" in {problem.code for problem in proposal.problems}


def test_an_hour_goes_with_the_day_its_paragraph_names_before_it() -> None:
    body = (
        "Our meeting on Thursday 9 April is about the old garden of the abbey, in the hall of a school in Leeds.\n\n"
        "There is a workshop on Friday as well, with the seed library, for everybody who wants to learn how to graft. "
        "It begins at 7 pm in the tool shed.\n"
    )
    assert [(day, time) for day, time, _ in rows(body, "Film and workshop")] == [
        ("2026-04-09", ""), ("2026-04-10", "19:00"),
    ]  # fmt: skip


def test_a_day_of_a_range_that_is_told_in_another_city_is_an_event_of_its_own() -> None:
    body = (
        "The garden strike is on 18 and 19 April 2026.\n\n"
        "On 18 April we meet at 9 am by the fountain in Leeds.\n\n"
        "On 19 April there is a rally in Bradford. We meet at 10 am by the town hall.\n"
    )
    assert rows(body, "Garden strike, 18 and 19 April") == [
        ("2026-04-18", "09:00", "Leeds"), ("2026-04-19", "10:00", "Bradford"),
    ]  # fmt: skip


def test_the_days_of_a_list_are_held_in_each_city_of_the_subject() -> None:
    body = "Saturday 18 April 2026, 10 am\n\nSaturday 9 May 2026, 10 am\n\nBring what is broken, we repair it.\n"
    assert rows(body, "Repair café in Leeds and York") == [
        ("2026-04-18", "10:00", "Leeds"), ("2026-04-18", "10:00", "York"),
        ("2026-05-09", "10:00", "Leeds"), ("2026-05-09", "10:00", "York"),
    ]  # fmt: skip


def test_a_word_that_looks_like_a_city_misspelt_is_none_where_the_day_stands_with_a_city() -> None:
    found = reading(
        "Os invitamos a la huelga el viernes 8 de mayo de 2026 a las 11:00 en Viena.\n", "Huelga estudiantil"
    )
    assert [row(proposal) for proposal in found.proposals] == [("2026-05-08", "11:00", "Viena")]
    assert [problem.code for problem in found.proposals[0].problems] == []
    assert rows("Wir treffen uns am Freitag, 8. Mai 2026, um 11 Uhr in Hambrug.\n")[0][2] == "Hamburg"


def test_hours_of_the_mails_day_that_were_over_when_it_was_sent_are_told_and_not_announced() -> None:
    message = EmailMessage()
    message["Subject"] = "300 in the park"
    message["From"] = "Garden Friends <post@example.org>"
    message["Date"] = sent = dt.datetime(2026, 4, 7, 19, 45, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    body = "Our garden walk in Leeds today, Tuesday 7 April, at 3 pm: 300 of us went along.\n"
    message.set_content(body)
    assert propose(read(message.as_bytes()), Context(now=sent)).proposals == ()
    soon = sent.replace(hour=14)
    assert [row(found) for found in propose(read(message.as_bytes()), Context(now=soon)).proposals] == [
        ("2026-04-07", "15:00", "Leeds")
    ]


def test_an_hour_is_over_by_the_clock_of_its_place() -> None:
    message = EmailMessage()
    message["Subject"] = "Garden walk in Vancouver"
    message["From"] = "Garden Friends <post@example.org>"
    message["Date"] = sent = dt.datetime(2026, 4, 7, 22, tzinfo=dt.UTC)
    message.set_content("We walk through the gardens of Vancouver today, Tuesday 7 April, at 6 pm.\n")
    found = propose(read(message.as_bytes()), Context(now=sent)).proposals
    assert [row(proposal) for proposal in found] == [("2026-04-07", "18:00", "Vancouver")]


@pytest.mark.parametrize("html", [True, False])
def test_bare_hours_in_a_tables_column_of_times_are_read(html: bool) -> None:
    cells = [
        ("City", "Time", "Place"), ("Leeds", "15.30", "Park Square"), ("Bristol", "16", "College Green 17"),
        ("York", "9.30 - 11", "Garden Street"),
    ]  # fmt: skip
    if html:
        lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in cells)
        body = f"<p>On Saturday 18 April we plant trees:</p><table>{lines}</table><p>Room 12 is locked.</p>"
    else:
        body = "On Saturday 18 April we plant trees:\n\n" + "\n".join(" | ".join(line) for line in cells) + "\n"
    assert [row(found) for found in reading(body, html=html).proposals] == [
        ("2026-04-18", "15:30", "Leeds"), ("2026-04-18", "16:00", "Bristol"), ("2026-04-18", "09:30", "York"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "opened"),
    [
        ("{} – {} – park", "We plant trees on Saturday 18 April:"),
        ("* {} {} park", "Wir pflanzen Bäume am Samstag, 18. April:"),
        ("{}: {}, Park", "18 Nisan Cumartesi günü ağaç dikiyoruz:"),
    ],
)
def test_a_list_keeps_the_rows_of_cities_that_are_misspelt_or_not_known(line: str, opened: str) -> None:
    cities = ["Hannover", "Dortmunt", "Tinkerdorf", "Nürnberk", "Bremen", "Köln"]
    told = [line.format(city, f"1{number}:30") for number, city in enumerate(cities)]
    found = reading("\n".join((opened, "", *told))).proposals
    assert [row(one)[1:] for one in found] == [
        ("10:30", "Hannover"), ("11:30", "Dortmund"), ("12:30", "Tinkerdorf"), ("13:30", "Nuremberg"),
        ("14:30", "Bremen"), ("15:30", "Köln"),
    ]  # fmt: skip
    doubted = [row(one)[2] for one in found if "unknown_city" in {problem.code for problem in one.problems}]
    assert doubted == ["Dortmund", "Tinkerdorf", "Nuremberg"]


def test_points_of_the_programme_below_a_list_are_no_cities() -> None:
    body = (
        "We plant trees on Saturday 18 April.\n\nLeeds: 10 am, Market\nTinkerby: 11 am, Church\nYork: noon, Minster\n"
        "Hull: 1 pm, Station\nPlace: 2 pm, Hall\nRepairs: 9 am\n"
    )
    assert [city for _, _, city in rows(body)] == ["Leeds", "Tinkerby", "York", "Hull"]


@pytest.mark.parametrize("name", ["La Tinkera", "El Tinker", "As Tinkeras", "O Tinker", "Os Tinkers"])
def test_a_town_that_is_not_known_may_begin_with_an_article(name: str) -> None:
    rows_ = [
        "Lugo – 18:00 h, Praza Maior",
        f"{name} – 12:00 h, Praza",
        "Betanzos – 12:00 h, Praza",
        "Vigo – 19:00 h, Praza",
    ]
    body = "El 18 de abril salimos a la calle en toda Galicia.\n\n" + "\n\n".join(rows_) + "\n"
    assert [city for _, _, city in rows(body)] == ["Lugo", name, "Betanzos", "Vigo"]


def test_short_names_in_capitals_of_another_alphabet_begin_rows() -> None:
    body = (
        "ТОМСК. 18 апреля, начало в 12:00. Сажаем деревья в парке.\n\n"
        "ТУЛА. 19 апреля в саду, у старой яблони, с 18.00 до 20.00.\n\n"
        "РИГА. Копаем 19 апреля с 17:30, сбор на площади.\n"
    )
    assert rows(body, "Где и когда сажаем деревья") == [
        ("2026-04-18", "12:00", "Tomsk"), ("2026-04-19", "18:00", "Tula"), ("2026-04-19", "17:30", "Riga"),
    ]  # fmt: skip


def test_what_is_off_in_one_city_goes_on_in_another_on_that_day() -> None:
    body = (
        "Leeds: 18 April, 2 pm, Park Square\n\nYork: 18 April, 3 pm, the walk is cancelled\n\n"
        "Hull: 19 April, 4 pm, Pier\n\nBath: 20 April, 2 pm, Abbey\n"
    )
    assert ("2026-04-18", "14:00", "Leeds") in rows(body, "Garden walks")


def test_a_subject_whose_words_go_on_behind_the_day_stays_the_title_as_a_whole() -> None:
    body = "On 18 April 2026 we meet at 2 pm in Leeds."
    assert reading(body, "Walks on Saturday in five cities").proposals[0].words("title") == (
        "Walks on Saturday in five cities"
    )
    assert reading(body, "Leeds, 18 April: a walk in the woods").proposals[0].words("title") == "a walk in the woods"


def test_a_rows_city_stands_with_its_country_below_its_day_before_a_long_address() -> None:
    group = "[Loam Friends](https://www.meetings.example/a-long-name-of-a-group-of-gardeners/)"
    body = "### Europe (all dates 2026)\n\n" + "".join(
        f"May {day}  **{name}** ([details](https://www.meetings.example/groups/events/{day}2871004/))\n"
        f"  {place}, by {group}\n"
        for day, name, place in (
            (8, "Compost days", "Ghent, Belgium"), (9, "Beans for the rest of us", "Aarhus, Denmark"),
            (11, "A visit to the Osaka seed house", "Kraków, Poland"), (16, "Sowing night", "Porto, Portugal"),
        )
    )  # fmt: skip
    assert [city for _, _, city in rows(body, "Denver & friends: what is on in Europe in May")] == [
        "Ghent", "Aarhus", "Kraków", "Porto",
    ]  # fmt: skip
