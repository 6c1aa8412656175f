"""Which of a mail's addresses an event gets: by its line, the words of the link, and the rows of a list."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

from intake.reading.fields.pointing import standing
from intake.reading.message import read
from intake.reading.proposal import Context, Link, Passage
from intake.reading.propose import propose

SENT = dt.datetime(2026, 4, 7, 10, tzinfo=dt.UTC)


def links(body: str, subject: str = "Garden day", *, html: bool = False) -> list[tuple[str | None, str | None]]:
    """(city, address) of each event."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Garden Friends <post@example.org>"
    message["Date"] = SENT
    message.set_content(body, subtype="html" if html else "plain")
    told = []
    for proposal in propose(read(message.as_bytes()), Context(now=SENT)).proposals:
        place, chosen = proposal.where(), proposal.chosen.get("link")
        url = chosen.value.url if chosen is not None and isinstance(chosen.value, Link) else None
        told.append((place.city if place else None, url))
    return told


def test_the_page_of_the_place_is_no_page_of_the_event() -> None:
    body = (
        "<table><tr><td>Date:</td><td>Saturday 18 April 2026</td></tr><tr><td>Time:</td><td>10 am</td></tr>"
        '<tr><td>Where:</td><td><a href="https://cafe.example.net/cafe-linden.html">Cafe Linden</a>, Leeds</td></tr>'
        '<tr><td>Sign up:</td><td><a href="https://forms.example.net/x-12">on the form</a></td></tr></table>'
    )
    assert links(body, html=True) == [("Leeds", "https://forms.example.net/x-12")]


def test_an_address_behind_a_label_counts_more_than_one_in_passing() -> None:
    body = (
        "Date: 18 April 2026, 2 pm\nPlace: City Square, Leeds\nWebsite: https://garden.example.org\n\n"
        "We look for helpers! bit.ly/9xHelpers"
    )
    assert links(body) == [("Leeds", "https://garden.example.org")]


def test_a_map_of_the_grounds_is_no_page_of_the_event() -> None:
    body = (
        "The garden day is on Saturday 18 April 2026 at 10 am in Leeds.\n\nFrom the station:\n"
        "https://college.example.net/grounds/maps.html\n\nHow it goes: https://garden.example.org/what-we-do\n"
    )
    assert links(body) == [("Leeds", "https://garden.example.org/what-we-do")]


def test_the_day_itself_may_be_the_link() -> None:
    text = "The fair that the gardeners of many towns have been longing for will open its gates on 18 April 2027."
    passage, start = Passage(text, "text", 0, "body", ("en",)), text.index("18 April")
    assert standing(passage, start, "18 April 2027", "2027/", [start]) == "pointed"
    assert standing(passage, start, "18 April 2027", "2027/") != "pointed"


def test_an_address_alone_below_the_last_row_is_that_of_all_rows() -> None:
    body = (
        "Come along on 1 May 2026!\n\nLeeds\n- 10:30: We gather at City Square\n- 11:30: Speeches\nYork\n"
        "- 13:00: We gather at Museum Gardens\n- 14:00: Speeches\nhttps://spring.example.org/may-day/\n"
    )
    page = "https://spring.example.org/may-day/"
    assert links(body, "May Day") == [("Leeds", page), ("York", page)]


def test_towns_where_a_group_meets_are_no_rows_beside_the_sentence_that_invites() -> None:
    body = (
        "Hello!\n\nWe hold meetings in several towns:\n\nYork\n\nHull\n\nBath\n\n"
        "Registration: https://events.example.com/e/9\n\n"
        "Join us on 21 April at 6.30 pm in the Loft (Leeds, Park Street 6, 2nd floor).\n"
    )
    assert links(body, "Spring meeting 21 April") == [("Leeds", "https://events.example.com/e/9")]


def test_a_link_named_after_another_city_leads_to_that_citys_page() -> None:
    names = "".join(
        f'<p><a href="https://town.example.net/event/{number}">{city}</a></p>'
        for number, city in enumerate(("York", "Hull", "Bath"))
    )
    body = (
        f"<p>We have met in several towns:</p>{names}<p>and so on.</p><p>Join us on 21 April at 6.30 pm in Leeds, "
        'Park Street 6.</p><p><a href="https://events.example.com/a/9">Registration</a></p>'
    )
    assert links(body, "Spring meeting 21 April", html=True) == [("Leeds", "https://events.example.com/a/9")]


def test_a_profile_on_a_network_is_no_page_of_the_event_but_an_alternative() -> None:
    body = (
        "The garden day is on Saturday 18 April 2026 at 10 am in Leeds.\n\nFind us here:\n\n"
        "Facebook: https://www.facebook.com/gardenfriends\nTwitter: https://twitter.com/gardenfriends\n"
    )
    assert links(body) == [("Leeds", None)]
