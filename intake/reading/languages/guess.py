"""Guesses the languages of a text from its letters and its commonest words; both are the files' [guess] tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from intake.reading.languages import languages

# An initial ("K. Smith") is no word.
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]++|(?!\.))")
_LIMIT = 8000
# A letter of a language's own says less than a word: one name from abroad holds several of them.
_LETTER = 0.4
# Letters that no other language of the same script has say more.
_OWN = 3.0
_LEAST = 0.3


@cache
def _tables() -> tuple[dict[str, tuple[tuple[str, float], ...]], dict[str, dict[str, float]]]:
    """Each word's languages with what it says for each, and each letter's."""
    words: dict[str, list[str]] = {}
    letters: dict[str, dict[str, float]] = {}
    for language in languages():
        table = language.table("guess")
        for word in {*table.get("words", "").split(), *_names(language.table("when"))}:
            words.setdefault(word, []).append(language.tag)
        for letter in _spelt_out(table.get("letters", "")):
            letters.setdefault(letter, {})[language.tag] = _LETTER
        for letter in _spelt_out(table.get("own", "")):
            letters.setdefault(letter, {})[language.tag] = _OWN
    return {word: tuple((tag, 1 / len(tags)) for tag in tags) for word, tags in words.items()}, letters


def _names(table: Mapping[str, Any]) -> Iterator[str]:
    """The names of months, weekdays and numbers in full: a short announcement may hold few other words."""
    for entry in (*table.get("months", ()), *table.get("weekdays", ()), *table.get("numbers", ())):
        yield from (name for name in entry.partition("[")[0].lower().split("|") if len(name) > 3 and name.isalpha())


def _spelt_out(letters: str) -> list[str]:
    """The letters of a set such as "a-cö"."""
    found: list[str] = []
    at = 0
    while at < len(letters):
        if letters[at + 1 : at + 2] == "-" and at + 2 < len(letters):
            found.extend(chr(code) for code in range(ord(letters[at]), ord(letters[at + 2]) + 1))
            at += 3
        else:
            found.append(letters[at])
            at += 1
    return found


def _is_address(word: str) -> bool:
    return "@" in word or "://" in word or word.startswith("www.")


def guess(text: str) -> tuple[str, ...]:
    """The tags of the languages the text may be in, best first; empty when nothing tells. Reads 8,000 characters."""
    score = scores(text)
    least = max(_LEAST, max(score.values(), default=0.0) / 20)
    heard = [(-value, tag != "en", tag) for tag, value in score.items() if value >= least]
    tags = tuple(tag for _, _, tag in sorted(heard))
    if tags and "en" not in tags and score.get("en") and not _is_latin(tags[0]) and _is_in_latin(text[:_LIMIT]):
        return (*tags, "en")  # a calendar in English that names a few talks in Japanese
    return tags


@cache
def _is_latin(tag: str) -> bool:
    """Whether the commonest words of a language have Latin letters."""
    return any(lang.tag == tag and lang.table("guess").get("words", "\u3042")[0] < "\u0370" for lang in languages())


def _is_in_latin(text: str) -> bool:
    """Whether more than half of the letters of a text, less its addresses, are those of English."""
    letters = [char for word in text.split() if not _is_address(word) for char in word if char.isalpha()]
    return 2 * sum(map(str.isascii, letters)) > len(letters)


def scores(text: str) -> dict[str, float]:
    """How much the commonest words and the letters of a text say for each language, by tag."""
    words, letters = _tables()
    head = text[:_LIMIT].lower()
    if _is_address(head) or "www." in head:
        head = " ".join([word for word in head.split() if not _is_address(word)])
    score: defaultdict[str, float] = defaultdict(float)
    for word in [word for word in _WORD.findall(head) if word in words]:
        for tag, weight in words[word]:
            score[tag] += weight
    for letter in () if head.isascii() else sorted(letters.keys() & set(head)):
        if letter <= "\x7f":
            continue
        weights = letters[letter]
        for tag, weight in weights.items():
            score[tag] += min(head.count(letter), 30) * weight / len(weights)
    return score
