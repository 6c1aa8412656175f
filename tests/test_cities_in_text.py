"""Events told in running text, and cities that a mail only mentions."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

from intake.reading.message import read
from intake.reading.proposal import Context, Link, Proposal
from intake.reading.propose import propose

SENT = dt.datetime(2026, 4, 7, 10, tzinfo=dt.UTC)  # a Tuesday


def proposals(body: str, subject: str = "News", subtype: str = "plain") -> tuple[Proposal, ...]:
    """The events of a mail."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Garden Friends <post@example.org>"
    message["Date"] = SENT
    message.set_content(body, subtype=subtype)
    return propose(read(message.as_bytes()), Context(now=SENT)).proposals


def told(body: str, subject: str = "News") -> list[tuple[str, str, str]]:
    """(day, time, city) of each event of a mail."""
    found = []
    for proposal in proposals(body, subject):
        when, place = proposal.when(), proposal.where()
        start = f"{when.start:%H:%M}" if when.start else ""
        found.append((f"{when.date}", start, (place.city or "") if place else ""))
    return found


def test_cities_of_another_paragraph_are_no_events_where_the_day_stands_with_its_city() -> None:
    body = (
        "Our garden workshop takes place in Leeds on Saturday 18 April.\n\n"
        "It is for all who have never dug. Next in line are Bristol, York and Norwich; write to us about your city.\n"
    )
    assert told(body) == [("2026-04-18", "", "Leeds")]


def test_cities_of_the_days_own_sentence_are_an_event_each() -> None:
    body = "On Saturday 18 April we dig in Leeds, Bristol and York.\n\nBring a spade, please.\n"
    assert told(body) == [("2026-04-18", "", "Leeds"), ("2026-04-18", "", "Bristol"), ("2026-04-18", "", "York")]


def test_a_city_list_with_hours_behind_a_slash_gives_them() -> None:
    body = "Saturday 18 April:\n\nLeeds: Park Square/20:00\nBristol: College Green/ 19:00\nYork: Garden Street /18:00\n"
    assert told(body) == [
        ("2026-04-18", "20:00", "Leeds"), ("2026-04-18", "19:00", "Bristol"), ("2026-04-18", "18:00", "York"),
    ]  # fmt: skip


def test_the_worlds_cities_are_not_taken_for_the_towns_of_one_country_that_are_called_like_them() -> None:
    found = proposals("Saturday 18 April:\n\n- Vienna, 2 pm\n- Rome, 3 pm\n- Paris, 4 pm\n- Athens, 5 pm\n")
    assert [place.country for one in found if (place := one.where())] == ["AT", "IT", "FR", "GR"]


def test_cities_that_share_a_line_have_their_own_links() -> None:
    page = (
        "<h3>Saturday 18 April</h3><ul>"
        '<li><a href="https://a.example/p">Paris</a> &amp; <a href="https://a.example/m">Marseille</a></li>'
        "<li>Vienna: https://a.example/v, Graz: https://a.example/g</li>"
        '<li>Leeds <a href="https://a.example/l">2 pm</a></li></ul>'
    )
    found = [
        (place.city, link.url)
        for one in proposals(page, subtype="html")
        if (place := one.where()) and isinstance(link := one.chosen["link"].value, Link)
    ]
    assert found == [
        (city, f"https://a.example/{city[0].lower()}") for city in ("Paris", "Marseille", "Vienna", "Graz", "Leeds")
    ]


def test_cities_that_share_a_line_and_an_address_have_their_own_hours() -> None:
    body = "Saturday 18 April:\n\n- Vienna 5pm, Graz 6pm, https://a.example/a\n- Leeds, 2pm\n- Hull, 4pm\n"
    assert told(body) == [
        ("2026-04-18", "17:00", "Vienna"), ("2026-04-18", "18:00", "Graz"), ("2026-04-18", "14:00", "Leeds"),
        ("2026-04-18", "16:00", "Hull"),
    ]  # fmt: skip
    assert [one.chosen["link"].words for one in proposals(body) if "link" in one.chosen] == ["https://a.example/a"] * 2


def test_an_hour_glued_to_a_japanese_city_hides_neither_and_a_parks_name_holds_no_town() -> None:
    body = "皆様\n\n2026年4月18日(土)13:00から京都で種の交換会を行います。\n場所:梅小路公園\n"
    assert told(body) == [("2026-04-18", "13:00", "Kyoto")]
    (proposal,) = proposals(body)
    assert "year" in proposal.when().stated  # though an empty line stands before it


def test_a_chinese_venue_begins_behind_the_word_for_in() -> None:
    (proposal,) = proposals("大家好,\n\n2026年4月18日下午2点在台北大安森林公园举行种子交换活动。\n")
    assert proposal.chosen["venue"].value == "台北大安森林公园"


def test_the_number_of_an_hour_is_not_that_of_a_citys_district() -> None:
    body = "Saturday 18 April:\n\n- Paris & Marseille 11 AM\n- Leeds 2pm\n- Hull, 4pm\n"
    assert [(start, city) for _, start, city in told(body)] == [
        ("11:00", "Paris"), ("11:00", "Marseille"), ("14:00", "Leeds"), ("16:00", "Hull"),
    ]  # fmt: skip


def test_towns_told_as_others_are_not_where_the_mails_own_event_is() -> None:
    body = (
        "Leeds\n\nThis Saturday at 2 pm residents meet on City Square to save the river.\n\n"
        "Rallies are announced for Saturday in other cities, among them York, Hull and Bath.\n"
    )
    assert told(body) == [("2026-04-11", "14:00", "Leeds")]
    body = (
        "Épinal\n\nCe samedi à 14h les habitants se retrouveront place des Vosges pour sauver la rivière.\n\n"
        "Des rassemblements sont annoncés samedi dans d'autres villes, entre autres à Brest, Limoges et Perpignan.\n"
    )
    assert ("2026-04-11", "14:00", "Épinal") in told(body)


def test_dotted_hours_begin_the_rows_of_a_list_where_none_but_hours_can_be_meant() -> None:
    body = (
        "On Saturday 18 April we sing everywhere. Meeting points:\n\n"
        "* 18.30 - Leeds: Mill Green\n* 18.00 York, Market Square\n* 12.30 Derby, Town Hall\n"
    )
    assert told(body) == [
        ("2026-04-18", "18:30", "Leeds"),
        ("2026-04-18", "18:00", "York"),
        ("2026-04-18", "12:30", "Derby"),
    ]
    chapters = "We read on Saturday 18 April in Leeds.\n\n1.10 Seeds\n1.15 Soil\n2.20 Water\n"
    assert told(chapters) == [("2026-04-18", "", "Leeds")]


def test_a_row_keeps_its_city_where_its_venue_is_called_like_another() -> None:
    body = (
        "The march is on Saturday 18 April at 3 pm, in several cities:\n\n"
        "Leeds - City Square\nYork - Minster\nDerby - Queen Square\nSheffield - Town Hall\n"
    )
    assert [city for _, _, city in told(body)] == ["Leeds", "York", "Derby", "Sheffield"]
