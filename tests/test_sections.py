"""Newsletters: sections that are events, each with its own day, place and link, and sections that are none."""

from __future__ import annotations

import pytest

from tests.test_grouping import reading, row

Told = tuple[str, str, str | None, str | None]

TALK: Told = ("2026-05-14", "19:00", "Leeds", "https://garden.example/talk")
WALK: Told = ("2026-05-24", "10:00", "Ilkley", "https://garden.example/walk")


def told(body: str, subject: str = "May news", *, html: bool = False) -> list[Told]:
    """(day, time, city, link) of each proposal."""
    proposals = reading(body, subject, html=html).proposals
    links = [proposal.link() for proposal in proposals]
    return [(*row(one), link.url if link else None) for one, link in zip(proposals, links, strict=True)]


THANKS, TALKS, WALKS, BOOKS = "Thank you", "Talk: what roots do", "Walk to the source", "Reading tip"
SECTIONS = {
    THANKS: "On 4 April forty of you planted hedges in York. Photos: https://garden.example/photos",
    TALKS: "Ada Lenz tells us what roots do on Thursday 14 May at 7 pm in the Central Library in Leeds.\n"
    "https://garden.example/talk",
    WALKS: "On Sunday 24 May we walk up the river. We start at 10 am from the station in Ilkley.\n"
    "https://garden.example/walk",
    BOOKS: "The new issue of Hedge is out since 2 April: https://hedge.example/2",
}


@pytest.mark.parametrize(
    "heading",
    ["{}\n", "## {}\n\n", "** {} **\n", "--------------------\n{}\n--------------------\n", "3. {}\n"],
    ids=["line", "markdown", "stars", "rules", "numbers"],
)
def test_each_section_with_a_day_and_an_hour_is_an_event_with_its_own_place_and_link(heading: str) -> None:
    body = "\n".join(heading.format(title) + f"{text}\n" for title, text in SECTIONS.items())
    assert told(f"Dear all,\n\nhere is what happens.\n\n{body}\nSee you\nJo\n") == [TALK, WALK]


def test_capital_letters_make_a_heading_also_of_one_short_word() -> None:
    body = "\n".join(f"{title}\n{text}\n" for title, text in zip(("DANK", "TALK", "WALK", "BOOK"), SECTIONS.values()))  # noqa: B905
    assert told(body) == [TALK, WALK]


def test_sections_of_a_page_are_read_like_those_of_a_text() -> None:
    parts = [(title, *text.split("https")) for title, text in SECTIONS.items()]
    body = "".join(f"<h3>{title}</h3><p>{text}</p><p><a href='https{url}'>More</a></p>" for title, text, url in parts)
    assert told(f"<html><body>{body}</body></html>", html=True) == [TALK, WALK]


def test_paragraphs_that_each_tell_day_hour_and_place_are_events_without_headings() -> None:
    body = f"Hi all,\n\nFirst, the talk. {SECTIONS[TALKS]}\n\nThen the walk. {SECTIONS[WALKS]}\n\nSee you!\nJo"
    assert told(body) == [TALK, WALK]


def test_a_vacancy_among_the_sections_makes_no_business_of_the_others() -> None:
    body = "\n".join(f"{title}\n{text}\n" for title, text in SECTIONS.items())
    assert told(f"Vacancy\nApply by 31 May.\n\n{body}") == [TALK, WALK]


def test_the_heading_is_the_title_of_its_section() -> None:
    body = "\n".join(f"{title}\n{text}\n" for title, text in SECTIONS.items())
    assert [proposal.words("title") for proposal in reading(body).proposals] == [TALKS, WALKS]


def test_the_parts_of_one_events_programme_are_no_sections() -> None:
    body = (
        "The garden days are from 15 to 17 May 2026 in Leeds.\n\n"
        "Opening\nOn Friday 15 May at 6 pm we open the gates in the Old Mill.\n\n"
        "Planting\nOn Saturday 16 May at 10 am we plant in the square.\n"
    )
    assert [one[:1] for one in told(body, "Garden days")] == [("2026-05-15",)]


def test_the_address_below_each_row_is_the_rows_own() -> None:
    body = "".join(
        f"<h3>{title}</h3><p>{when}<br>{where}</p><p>Bring friends.</p><a href='https://garden.example/{page}'>Tickets</a>"
        for title, when, where, page in (
            (TALKS, "Thu 14 May, 7:00 pm", "Central Library, Leeds", "talk"),
            (WALKS, "Sun 24 May, 10:00 am", "Station, Ilkley", "walk"),
        )
    )
    assert told(f"<html><body>{body}</body></html>", html=True) == [TALK, WALK]


def test_a_table_that_gives_each_day_once_has_a_row_an_hour() -> None:
    body = "Thu 14.05.  19:00  Kassel    talk\n            20:30  Fulda     film\nSun 24.05.  10:00  Gießen    walk\n"
    assert [one[:3] for one in told(body)] == [
        ("2026-05-14", "19:00", "Kassel"),
        ("2026-05-14", "20:30", "Fulda"),
        ("2026-05-24", "10:00", "Gießen"),
    ]


def test_the_hour_behind_several_days_is_that_of_all() -> None:
    body = "Unser Stammtisch ist am 14.5., 11.6. und 9.7. um 19 Uhr im Gasthaus Krone in Kassel."
    days = ("2026-05-14", "2026-06-11", "2026-07-09")
    assert sorted(one[:3] for one in told(body, "Stammtisch")) == [(day, "19:00", "Kassel") for day in days]


def test_labels_alone_on_their_lines_make_no_sections_of_one_meeting() -> None:
    body = (
        "Join us for our May meeting!\n\nWhen\nMay 14, 2026, 6:30 PM\n\nWhere\n"
        "Ilkley Public Library, Room C (by the stairs)\n\n"
        "Agenda\n* Seeds: bring some that you like\n* Tea\n\n"
        "Planning ahead\nThe next general meeting will be June 11, 6:30 PM, Room B, Leeds Central Library\n"
    )
    assert [row[:3] for row in told(body, "General meeting")] == [
        ("2026-05-14", "18:30", "Ilkley"),
        ("2026-06-11", "18:30", "Leeds"),
    ]
