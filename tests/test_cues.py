"""The cue words of the languages: every language has the same keys, and cues are found where people write them."""

from __future__ import annotations

import pytest

from intake.reading import cues
from intake.reading.languages import language, tags


@pytest.mark.parametrize("tag", tags())
def test_every_language_has_the_same_cue_keys_as_english(tag: str) -> None:
    assert set(language(tag).table("cues")) == set(language("en").table("cues"))


@pytest.mark.parametrize("tag", tags())
def test_every_cue_key_of_a_language_has_words(tag: str) -> None:
    empty = [key for key, words in language(tag).table("cues").items() if not words]
    assert not empty


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Die Kundgebung fällt leider aus", "cancelled"),
        ("La fête est REPORTÉE", "postponed"),
        ("Radaufräumaktion", "event"),
        ("המחאה", "event"),
        ("集会は中止です", "cancelled"),
        ("протестные марши", "event"),
        ("시국대회가 열린다", "event"),
        ("Изменение времени: в 15 часов", "moved"),
        ("tome nota: cambio de lugar", "moved"),
    ],
)
def test_a_cue_is_found_in_inflected_glued_and_capital_words(text: str, key: str) -> None:
    assert key in {cue.key for cue in cues.find(text)}


def test_a_cue_says_where_it_stands() -> None:
    (cue,) = [cue for cue in cues.find("The walk is called off.") if cue.key == "cancelled"]
    assert "The walk is called off."[cue.start : cue.end] == "called off"


def test_cues_of_other_languages_can_be_left_out() -> None:
    assert not [cue for cue in cues.find("bis morgen", only=("fr",)) if cue.key == "deadline"]
    assert [cue for cue in cues.find("bis morgen", only=("de",)) if cue.key == "deadline"]


@pytest.mark.parametrize(
    ("words", "field"),
    [("Date", "date"), ("Wann", "date"), ("LIEU", "place"), ("Dónde", "place"), ("場所", "place"), ("Где", "place")],
)
def test_a_label_names_its_field(words: str, field: str) -> None:
    assert field in cues.label(words)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("Ort der Veranstaltung", "place"), ("fecha del evento", "date"), ("heure du rassemblement", "time"),
        ("luogo di ritrovo", "place"), ("rally location", "place"), ("miejsce spotkania", "place"),
    ],
)  # fmt: skip
def test_a_label_may_say_of_what_it_is_one(words: str, field: str) -> None:
    assert cues.label(words) == (field,)


@pytest.mark.parametrize("words", ["Please note", "Zeit und Ort", "date de naissance", "place de la République"])
def test_ordinary_words_are_no_label(words: str) -> None:
    assert cues.label(words) == ()
