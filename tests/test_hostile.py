"""The mails of tests/parts/hostile.py that something fell over, read in the child; bench/hostile.py tries them all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from intake.reading import html
from intake.reading.message import Unreadable, read
from intake.reading.proposal import Context
from intake.reading_process import Asked, Reader
from tests.parts.campaigns import NOW
from tests.parts.hostile import ANNOUNCEMENT, HOSTILE, calendar, event, headed, page, plain

CONTEXT = Context(now=NOW, languages=("en", "fr"))
DAY = dt.date(2027, 5, 8)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    # A hang is what takes many times the worker's limit; how long the others take is measured in bench/hostile.py.
    with Reader(seconds=15) as shared:
        yield shared


@pytest.mark.parametrize(
    "name",
    [
        "parts 200,000 deep", "large messages side by side", "pages side by side", "calendars side by side",
        "24 MB of From lines", "UTF-7", "tables nested", "links never closed", "line breaks",
        "a reference that does not end", "days of programmes", "cancelled", "a date in the year 1",
        "a date in the year 9999", "received in the years 1 and 9999", "a Message-ID over two lines",
        "a zone of thousands of changes", "100,000 events", "linked data 100,000 deep", "a number of a million digits",
    ],
)  # fmt: skip
def test_a_hostile_mail_is_read_or_held_in_plain_words_and_the_next_is_read(reader: Reader, name: str) -> None:
    outcome, after = reader.read_all([Asked(HOSTILE[name](), CONTEXT), Asked(plain(ANNOUNCEMENT), CONTEXT)])
    if isinstance(outcome, Unreadable):
        assert not any(words in str(outcome) for words in ("failed", "ended", "longer than 15 seconds")), outcome
    assert not isinstance(after, Unreadable)
    assert after[1].proposals[0].when().date == DAY


def test_a_zone_that_a_calendar_describes_does_not_change_what_its_events_say(reader: Reader) -> None:
    _, reading = reader.read(HOSTILE["a zone of thousands of changes"](), CONTEXT)
    found = reading.proposals[0].when()
    assert (found.date, found.start) == (DAY, dt.time(15))


def test_of_many_calendars_the_first_are_read_and_the_maintainer_is_told_of_the_rest(reader: Reader) -> None:
    _, reading = reader.read(calendar(event(""), 900), CONTEXT)
    assert reading.proposals[0].when().date == DAY
    assert "more calendars than are read" in reading.problems[0].text


def test_a_calendar_too_large_to_be_read_is_called_so(reader: Reader) -> None:
    _, reading = reader.read(HOSTILE["100,000 events"](), CONTEXT)
    assert "larger than 4 MB" in reading.problems[0].text


def test_a_number_that_is_no_letter_is_read_as_an_unknown_one() -> None:
    assert read(page("a&#" + "9" * 5_000 + ";b")).text == "a\ufffdb"
    assert read(page("a&#0000000000065;b")).text == "aAb"


def test_the_text_of_a_page_ends_where_it_has_more_tags_than_anybody_writes() -> None:
    text, links = html.to_text(f"{ANNOUNCEMENT}{'<b>' * html.MOST_MARKS}<a href='https://a.example/'>behind</a>")
    assert text == ANNOUNCEMENT
    assert links == []


def test_lines_in_front_of_the_headers_are_passed_over_and_thousands_are_a_text() -> None:
    assert read(b"From a\r\n" * 50 + headed(b"Subject: x")).subject == "x"
    assert read(b"From a\r\n" * 5_000).subject == ""
