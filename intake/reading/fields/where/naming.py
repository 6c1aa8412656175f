"""What a place is called on the page: as the mail calls it where that is a name to print, else as the index does."""

from __future__ import annotations

from intake.reading.fields.where import forms
from intake.reading.fields.where.hits import Hit
from intake.reading.fields.where.vocabulary import Vocabulary, everything
from intake.reading.places import Entry, by_fold
from intake.reading.places.folding import fold
from intake.reading.proposal import Place

__all__ = ["place"]


def place(
    entry: Entry, words: str | None = None, hit: Hit | None = None, native: bool = False, own: Vocabulary | None = None
) -> Place:
    """The place of an index entry, called as the mail calls it where that is a name to print."""
    city = entry.name.removesuffix(everything().city_endings.get(entry.country, ""))
    recased = words is not None and words.casefold() == city.casefold()  # "Stoke-on-trent"
    if words and not recased and (hit is None or hit.how in ("exact", "glued")) and _prints(words, entry, native):
        city = words if own is None or not _declined(words, entry, own) else city
    elif words and words.isupper():
        city = _end_of(city, words)
    return Place(city, entry.region, entry.country, entry.latitude, entry.longitude, entry.timezone, entry.population)


def _end_of(name: str, words: str) -> str:
    """The end of a long official name that the words are, else the name: "Salzwedel" of "Hansestadt Salzwedel"."""
    wanted = fold(words)
    starts = (at + 1 for at, sign in enumerate(name) if sign == " ")
    return next((name[start:] for start in starts if fold(name[start:]) == wanted), name)


def _declined(words: str, entry: Entry, own: Vocabulary) -> bool:
    """Whether the words are an inflected form that the index happens to have beside the dictionary form."""
    name = fold(words)
    if not own.endings or name == fold(entry.name):
        return words[-1] in "ąę"
    stems = forms.stems(name, own.endings)
    return any(named.row == entry.row for stem in stems for named in by_fold(stem).cities)


def _prints(words: str, entry: Entry, native: bool) -> bool:
    """Whether the words are a name fit for a page: whole, capitals where names have them, in letters readers know."""
    if not words.isprintable() or words.count("(") != words.count(")") or words[-1] in ".-":
        return False
    latin = words[0] < "\u0370"
    if not (latin or native) or words[0].islower() or (words.isupper() and words != words.lower()):
        return False
    return any(named.row == entry.row for named in by_fold(fold(words)).cities)
