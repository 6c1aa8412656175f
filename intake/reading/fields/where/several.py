"""Names of several words of which each may be inflected: "w Tarnowskich Górach", "у Кам'янці-Подільському"."""

from __future__ import annotations

from collections.abc import Iterator

from intake.reading.fields.where import forms
from intake.reading.fields.where.hits import Hit
from intake.reading.fields.where.names import Names
from intake.reading.places import Meanings, by_fold

__all__ = ["in_several_words", "merged"]

_WORDS = 5  # of a name at most
_SMALL_WORD = 4  # letters of the words that join others: "nad", "pri"
_JOINED = ("-", "‐", "‑", "'", "’", "ʼ")  # between words that are written as one
_FORMS = 40  # beginnings of names that are followed at most


def in_several_words(names: Names, number: int) -> Hit | None:
    """The longest name of several words that starts at a token, and of which at least one is inflected."""
    begun = [form for form in _forms(names, number) if names.index.goes_on(form)]
    best: Hit | None = None
    for last in range(number + 1, min(number + _WORDS, len(names.tokens))):
        token = names.tokens[last]
        joined = names.result.text[names.tokens[last - 1].end : token.start] in _JOINED
        whole = token.upper or joined or names.lower
        if not begun or token.hard or not (whole or len(token.folded) <= _SMALL_WORD):
            break
        begun = [f"{start} {form}" for start in begun for form in (_forms(names, last) if whole else (token.folded,))]
        written = names.folded[names.tokens[number].at : token.at + len(token.folded)]
        found = [name for name in begun if whole and name != written and name in names.index]
        if found:
            best = names.hit(number, last, found[0], "inflected")
            best.entries = merged(*(by_fold(name) for name in found))
        begun = [name for name in begun if names.index.has_beginning(f"{name} ")][:_FORMS]
    return best


def _forms(names: Names, number: int) -> Iterator[str]:
    """A token as it is, and the dictionary forms it may be one of within a longer name."""
    token = names.tokens[number]
    yield token.folded
    yield from forms.stems(token.folded, names.own.endings)
    yield from forms.stems(token.folded, names.own.joined_endings)


def merged(first: Meanings, *others: Meanings) -> Meanings:
    """What several readings of a word mean together, countries and regions before cities, the most populous first."""
    found = {(entry.kind, entry.row): entry for meanings in reversed((first, *others)) for entry in meanings}
    return Meanings(sorted(found.values(), key=lambda entry: (entry.kind == "city", -entry.population, not entry.main)))
