"""Small words that one language of a mail has for a place and another for something else."""

from __future__ import annotations

import datetime as dt

from intake.reading.fields import where
from intake.reading.proposal import Context, Passage, Place

CONTEXT = Context(now=dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC))


def cities(words: str, *languages: str) -> list[str | None]:
    """The cities found in a text that is written in the first language, if not in another."""
    found = where.find(Passage(words, "text", 0, "body", languages), CONTEXT)
    return [one.value.city for one in found if isinstance(one.value, Place)]


def test_an_article_of_a_mails_language_stands_before_no_city_as_another_languages_word_does() -> None:
    assert cities("A Feira da Semente existe desde 2007, sem inscrição.", "pt", "it") == []


def test_the_word_of_the_other_language_stands_before_a_city_where_it_is_none_of_the_first() -> None:
    assert cities("Il gruppo si trova a Bergamo.", "it", "pt") == ["Bergamo"]
