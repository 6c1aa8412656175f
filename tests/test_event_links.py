"""Which of a mail's addresses an event gets: by its line, the words of the link, and the rows of a list."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest

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


ROW = "- Rosario, Argentina (Sun 19 Apr): [Rosario Seeds](https://{}) meets for [*Seeds for all*](https://{})"
PORTO = "- Porto, Portugal (12 May): [*Roots*](https://mobilizon.fr/events/1f2e-3d) by [Porto Seeds](https://mobilizon.fr/@porto)"


@pytest.mark.parametrize(
    ("group", "event"),
    [
        ("www.eventbrite.com.ar/o/rosario-seeds-50", "www.eventbrite.com.ar/e/seeds-for-all-tickets-99"),
        ("festa.io/hosts/991", "festa.io/events/6112"),
        ("seeds.connpass.com/", "seeds.connpass.com/event/331122/"),
        ("guild.host/rosario-seeds", "guild.host/events/seeds-for-all-x1"),
        ("rosario-seeds.example/", "forms.gle/abc"),
    ],
)
def test_the_page_of_the_event_is_its_link_whichever_of_it_and_the_groups_is_named_first(
    group: str, event: str
) -> None:
    for first, second in ((group, event), (event, group)):
        told = links(f"{ROW.format(first, second)}\n{PORTO}\n")
        assert told == [("Rosario", f"https://{event}"), ("Porto", "https://mobilizon.fr/events/1f2e-3d")]


def test_an_address_behind_two_cities_is_of_no_one_of_them() -> None:
    body = (
        "- Jena / Gera, Germany (18 April): [our page](https://seeds.example/), [Seed night](https://forms.gle/abc)\n"
        "- Ulm, Germany (19 April): [Root night](https://forms.gle/def)\n"
    )
    assert all(url in ("https://forms.gle/abc", "https://forms.gle/def") for _, url in links(body))


@pytest.mark.parametrize("name", ["(map of all seeds)", "Map night", "Cancellati, the opera", "Cancellation and cake"])
def test_an_event_may_be_called_like_a_map_or_the_end_of_something(name: str) -> None:
    body = (
        f"Tue 14 April\nLeuven, Belgium: {name} <https://www.meetup.com/seeds/events/29111/> (Seeds"
        " <https://www.meetup.com/seeds/>)\n\n"
        "Wed 15 April\nGraz, Austria: [" + name + "](https://www.meetup.com/roots/events/29222/)\n"
    )
    assert [url for _, url in links(body)] == [
        "https://www.meetup.com/seeds/events/29111/",
        "https://www.meetup.com/roots/events/29222/",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Please sign the petition: https://sign.example/seeds",
        "Read our code of conduct first <https://seeds.example/how-we-are>",
        "Our demands: https://seeds.example/what-we-want",
        "Posters to print: https://seeds.example/paper",
        "Affiches \u00e0 imprimer : https://seeds.example/papier",
        "Signez la p\u00e9tition ici : https://sign.example/graines",
        "Normas de la marcha: https://seeds.example/como-marchamos",
        "Firma la petizione: https://sign.example/semi",
        "Regulamin: https://seeds.example/jak",
        "\u041f\u043e\u0434\u043f\u0438\u0448\u0438\u0442\u0435 \u043f\u0435\u0442\u0438\u0446\u0438\u044e: https://sign.example/semena",
        "On www.wahl-gartencheck.example you can compare the programmes.",
    ],
)
def test_petitions_rules_demands_and_tools_for_elections_are_no_page_of_the_event(said: str) -> None:
    body = f"The garden day is on Saturday 18 April 2026, 2 pm, in Leeds, City Square.\n\n{said}\n"
    assert links(body) == [("Leeds", None)]


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        ("Der Gartentag ist am Samstag, 18. April 2026, 14 Uhr, in Leipzig, Augustusplatz.", "Die Demoregeln <{}so>"),
        ("Der Gartentag ist am Samstag, 18. April 2026, 14 Uhr, in Leipzig.", "Druckvorlagen <{}zum-malen>"),
        (
            "Der Gartentag ist am Samstag, 18. April 2026, 14 Uhr, in Kassel.",
            "Unsere Forderungen findet ihr hier: {}was",
        ),
        ("18 Nisan 2026 Cumartesi saat 14.00'te Bursa'da, Kent Meydanı'nda buluşuyoruz.", "İmza kampanyası: {}garden"),
    ],
)
def test_so_they_are_in_the_language_of_the_mail(opening: str, said: str) -> None:
    assert [url for _, url in links(f"{opening}\n\n{said.format('https://seeds.example/')}\n")] == [None]


def test_the_sign_up_page_stays_the_link_beside_a_petition() -> None:
    body = (
        "The garden day is on Saturday 18 April 2026, 2 pm, in Leeds, City Square.\n\n"
        "Sign the petition: https://sign.example/seeds\nSign up: https://seeds.example/come-along\n"
    )
    assert links(body) == [("Leeds", "https://seeds.example/come-along")]


def test_who_pays_for_a_mailing_list_has_no_page_of_the_event() -> None:
    rule = "-" * 56
    body = (
        "a talk about seeds on Thursday 16 April 2026, 7 pm, in Leeds\n\nj.\n\n\n"
        f"{rule}\nThis list is sponsored by:\nSpades Expo and Rakes = Big!\nhttp://www.spades-and-rakes.example\n"
        f"{'_' * 47}\nseeds mailing list\nseeds@lists.seeds.example\nhttp://lists.seeds.example/lists/listinfo/seeds\n"
    )
    assert links(body) == [("Leeds", None)]
