"""Days and times: each phrase of tests/corpus is read as it is meant, and what is none is never taken for one."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.reading import languages
from intake.reading.fields.when import find, shift
from intake.reading.fields.when.jalali import gregorian
from intake.reading.fields.when.lexicon import lexicon, tokens
from intake.reading.fields.when.tongues import tongues
from intake.reading.proposal import Context, Finding, Passage, When

CORPUS = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "corpus").glob("*.toml"))
}


def said() -> list[Any]:
    return [
        pytest.param(tag, corpus["now"], phrase["means"], words, id=f"{tag}-{phrase['means']}-{words}")
        for tag, corpus in CORPUS.items()
        for phrase in corpus["phrase"]
        for words in phrase["said"]
    ]


def never_said() -> list[Any]:
    return [
        pytest.param(tag, corpus["now"], words, id=f"{tag}-{words}")
        for tag, corpus in CORPUS.items()
        for words in corpus.get("never", ())
    ]


def read(text: str, *tags: str, now: str = "2024-04-30T10:00:00+00:00", **known: Any) -> list[Finding]:
    return find(Passage(text, "text", 0, "body", tags), Context(dt.datetime.fromisoformat(now), **known))


def meaning(value: When) -> str:
    """A When as the corpus writes it: `2024-05-04 18:30-20:00`, `2024-05-03/2024-05-05`, `18:30`."""
    day = value.date.isoformat() if value.date else ""
    if value.end_date:
        day += f"/{value.end_date.isoformat()}"
    clock = value.start.strftime("%H:%M") if value.start else ""
    if value.end:
        clock += f"-{value.end.strftime('%H:%M')}"
    return f"{day} {clock}".strip()


def meanings(findings: list[Finding]) -> list[str]:
    return [meaning(found.value) for found in findings if isinstance(found.value, When)]


@pytest.mark.parametrize(("tag", "now", "means", "words"), said())
def test_a_phrase_is_read_as_it_is_meant(tag: str, now: str, means: str, words: str) -> None:
    assert meanings(read(words, tag, now=now)) == means.split(" + ")


@pytest.mark.parametrize(("tag", "now", "words"), never_said())
def test_what_is_no_day_or_time_is_never_taken_for_one(tag: str, now: str, words: str) -> None:
    assert meanings(read(words, tag, now=now)) == []


ANY_TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from("0123456789 :.,-/–()|\n'’TZhHap月日年時분일오후"),
        st.characters(codec="utf-8", exclude_categories=["Cs"]),
    ),
    max_size=200,
)
PIECES = """3 4. 15 2024 18:30 18.30 May Mai mai maj мая 5月 3日 Sat Samstag from von bis to - at um h Uhr pm halb half
past first last next in week 3rd the , and und /"""
WORDS = st.lists(st.sampled_from(PIECES.split()), max_size=60).map(" ".join)


@given(st.one_of(ANY_TEXT, WORDS), st.sampled_from([(), ("en",), ("de", "fr"), ("ja", "zh")]))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_the_words_are_those_of_the_part(text: str, tags: tuple[str, ...]) -> None:
    passage = Passage(text, "text", 7, "body", tags)
    part = "1234567" + text
    for found in find(passage, Context(dt.datetime(2024, 4, 30, 10, tzinfo=dt.UTC))):
        assert found.words
        assert part[found.start : found.end] == found.words


PATTERNS = ["1 ", "1:", "1.", "1-", "3, ", "May ", "May 3 ", "3 and ", "Sat ", "3-4-", "from 3 to ", "last Monday "]
PATTERNS += ["五月三日", "18:30 - ", "3.5. - ", "half past ", "a\u0301", "\n", "(", "2024 "]


@pytest.mark.parametrize("piece", PATTERNS)
def test_the_steps_grow_no_faster_than_the_text(piece: str) -> None:
    def steps(size: int) -> int:
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        text = (piece * size)[:size]
        sys.setprofile(counted)
        try:
            read(text, "en", "de", "zh")
        finally:
            sys.setprofile(None)
        return count

    steps(100)
    small, large = steps(1000), steps(4000)
    assert large < 5 * small + 1000


EDGES = ["0001-01-01T00:00:00+00:00", "9999-12-31T23:00:00+00:00"]
RELATIVE = ["4 May", "29 February", "Saturday", "next Saturday", "last Monday", "in 900 years", "tomorrow", "yesterday"]
RELATIVE += ["on the 31st at 6pm", "last Sunday in March", "next week Friday", "5 days ago", "31 December", "1 January"]


@pytest.mark.parametrize("now", EDGES)
@pytest.mark.parametrize("words", RELATIVE)
def test_a_mail_dated_at_the_edge_of_time_is_read_without_an_error(words: str, now: str) -> None:
    read(words, "en", now=now)


def only(findings: list[Finding]) -> tuple[Finding, When]:
    assert len(findings) == 1
    assert isinstance(findings[0].value, When)
    return findings[0], findings[0].value


def test_a_year_that_is_not_stated_is_the_next_and_said_to_be_implied() -> None:
    found, value = only(read("Saturday 4 January at 6pm", "en"))
    assert value.date == dt.date(2025, 1, 4)
    assert "year" not in value.stated
    assert {"day", "month", "weekday", "start"} <= value.stated
    assert not found.certain
    assert "2025" in (found.note or "")


def test_what_is_stated_in_full_is_certain() -> None:
    found, value = only(read("Saturday 4 May 2024, 18:30 - 20:00", "en"))
    assert found.certain
    assert found.note is None
    assert value.stated == {"year", "month", "day", "weekday", "start", "end"}


def test_a_weekday_selects_the_year() -> None:
    _, value = only(read("Sunday 4 May", "en"))
    assert value.date == dt.date(2025, 5, 4)


def test_a_day_just_past_is_not_moved_to_the_next_year() -> None:
    found, value = only(read("on 20 April", "en"))
    assert value.date == dt.date(2024, 4, 20)
    assert [meaning(other) for other in found.others if isinstance(other, When)] == ["2025-04-20"]


def test_a_year_that_is_not_stated_lies_within_the_campaigns_days() -> None:
    window = (dt.date(2025, 3, 1), dt.date(2025, 6, 30))
    _, value = only(read("4 May", "en", window=window))
    assert value.date == dt.date(2025, 5, 4)


def test_a_weekday_that_contradicts_the_day_is_noted_with_what_else_may_be_meant() -> None:
    found, value = only(read("Friday 4 May 2024", "en"))
    assert value.date == dt.date(2024, 5, 4)
    assert not found.certain
    assert "not a Friday" in (found.note or "")
    assert dt.date(2024, 5, 3) in [other.date for other in found.others if isinstance(other, When)]


def test_a_day_and_month_that_may_be_swapped_are_not_certain() -> None:
    found, _ = only(read("04/05/2024", "en"))
    assert not found.certain
    assert {meaning(value) for value in (found.value, *found.others) if isinstance(value, When)} == {
        "2024-04-05",
        "2024-05-04",
    }


@pytest.mark.parametrize(("countries", "means"), [(("US",), "2024-04-05"), (("GB",), "2024-05-04")])
def test_the_country_settles_the_order_of_day_and_month(countries: tuple[str, ...], means: str) -> None:
    found, value = only(read("04/05/2024", "en", countries=countries))
    assert meaning(value) == means
    assert found.certain


def test_a_day_gone_by_is_read_in_the_order_in_which_it_is_to_come() -> None:
    found, value = only(read("03/06/2024", "en"))  # said on 30 April, in a language that puts the month first
    assert meaning(value) == "2024-06-03"
    assert not found.certain


def test_last_years_number_is_a_slip_where_the_weekday_is_that_of_the_coming_day() -> None:
    found, value = only(read("Tuesday 7 May 2023, 18:30", "en"))
    assert value.date == dt.date(2024, 5, 7)
    assert not found.certain
    assert "not a Tuesday" in (found.note or "")


def test_an_anniversary_before_a_comma_does_not_make_the_day_behind_it_a_birthday() -> None:
    found, _ = only(read("born of the choir's jubilee, it moves to Saturday 4 May", "en"))
    assert found.role != "past"


def test_a_weekday_settles_the_order_of_day_and_month() -> None:
    found, value = only(read("Sat 04/05/2024", "en"))
    assert meaning(value) == "2024-05-04"
    assert found.certain


def test_an_hour_of_the_night_is_meant_for_the_afternoon_in_an_announcement() -> None:
    text = "The reading circle meets again.\nWhen: Friday, May 3, 2024, 3:30 - 5:00\nWhere: room 12, all are welcome"
    found, value = only(read(text, "en"))
    assert meaning(value) == "2024-05-03 15:30-17:00"
    assert "afternoon" in (found.note or "")


def test_a_text_that_counts_to_24_means_the_night_by_an_hour_of_the_night() -> None:
    text = "The night walk starts on 3 May 2024 at 3:30 and breakfast is at 8:00; a second walk starts at 15:30."
    assert meanings(read(text, "en"))[0] == "2024-05-03 03:30"


@pytest.mark.parametrize(
    ("tag", "text", "roles"),
    [
        ("en", "Register by 3 May 2024. When: 4 May 2024", ["deadline", "event"]),
        ("de", "Anmeldeschluss: 3. Mai 2024\nTermin: 4. Mai 2024", ["deadline", "event"]),
        ("en", "Sent on 29 April 2024", ["sent"]),
        ("en", "Doors open at 7pm", ["doors"]),
        ("en", "4 May 2024", [None]),
    ],
)
def test_the_words_around_a_day_say_what_it_is(tag: str, text: str, roles: list[str | None]) -> None:
    assert [found.role for found in read(text, tag)] == roles


def test_the_day_an_event_is_labelled_with_scores_above_a_deadline() -> None:
    deadline, event = read("Register by 3 May 2024. When: 4 May 2024", "en")
    assert event.score > deadline.score


@pytest.mark.parametrize("tag", sorted(CORPUS))
def test_every_month_and_weekday_that_cldr_names_is_known(tag: str) -> None:
    locale = Locale.parse(tag)
    words = lexicon()
    for names, role in ((locale.months, "month"), (locale.days, "weekday")):
        for form in ("format", "stand-alone"):
            for value, name in names[form]["wide"].items():
                key = tokens(name)
                if len(key) == 1:
                    word = words.single.get(key[0])
                else:
                    word = dict(words.phrases.get(key[0], {}).get(key[1], ())).get(key)
                if key[0].isdecimal():
                    continue
                assert word is not None, name
                assert value in word.roles.get(role, {}), name


def test_every_language_has_a_corpus() -> None:
    assert set(CORPUS) == set(languages.tags())


def test_reading_days_needs_no_dateparser() -> None:
    code = "import sys, intake.reading.fields.when as w; print('dateparser' in sys.modules or 'babel' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ((1399, 101, 1), "2020-03-20"),
        ((1403, 112, 30), "2025-03-20"),
        ((1404, 101, 1), "2025-03-21"),
        ((1357, 111, 22), "1979-02-11"),
        ((1402, 112, 30), None),
        ((1403, 107, 31), None),
        ((1403, 113, 1), None),
    ],
)
def test_a_day_of_the_solar_hijri_calendar_is_known_in_ours(said: tuple[int, int, int], means: str | None) -> None:
    assert gregorian(*said) == (dt.date.fromisoformat(means) if means else None)


@pytest.mark.parametrize("tag", languages.tags())
def test_every_key_of_a_language_file_is_explained_where_the_files_lie(tag: str) -> None:
    readme = (Path(languages.__file__).parent / "README.md").read_text(encoding="utf-8")
    for table in ("when", "guess"):
        for key in languages.language(tag).table(table):
            assert f"`{key}`" in readme, f"{tag}.toml: [{table}] {key} is not explained in languages/README.md"


@pytest.mark.parametrize(
    ("tag", "words", "minutes"),
    [
        ("en", "It starts half an hour earlier.", -30),
        ("en", "moved one week later", 7 * 24 * 60),
        ("en", "pushed back by 90 minutes", 90),
        ("de", "um eine Stunde nach hinten verschoben", 60),
        ("fr", "une heure plus tôt", -60),
        ("it", "un'ora dopo", 60),
        ("ja", "30分遅く始まります", 30),
        ("zh", "提前半小时", -30),
        ("en", "See you later, in two hours!", None),
        ("en", "Doors open half an hour earlier.", None),
        ("en", "half an hour of music", None),
        ("en", "", None),
    ],
)
def test_by_how_much_something_is_moved_is_read_with_its_direction(tag: str, words: str, minutes: int | None) -> None:
    found = shift(words, (tag,))
    assert (found and found.by) == (None if minutes is None else dt.timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("1er mai 2024", "2024-05-01"),
        ("6e mei", "2024-05-06"),
        ("4 mei 2024, 18u30", "2024-05-04 18:30"),
        ("18u", "18:00"),
        ("den första juni", "2024-06-01"),
        ("i morgon kl 18", "2024-05-01 18:00"),
        ("tonight at 8", "2024-04-30 20:00"),
        ("明天", "2024-05-01"),
        ("fra 3 giorni", "2024-05-03"),
        ("a la una de la tarde", "13:00"),
        ("12 out 2024", "2024-10-12"),
    ],
)
def test_a_few_words_are_read_in_the_language_they_say_a_day_in(words: str, means: str) -> None:
    assert meanings(read(words)) == [means]


@pytest.mark.parametrize("text", ["24 April 1815", "x" * 100, "18u " * 20, "", "¿?", "de " * 30])
def test_telling_the_languages_of_a_few_words_never_raises(text: str) -> None:
    assert len(set(tongues(text))) == len(tongues(text))
