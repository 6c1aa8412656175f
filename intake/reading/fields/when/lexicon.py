"""The words of all languages' [when] tables in one dictionary: what a word may mean, and in which languages.

A table's values are strings or lists of strings; `|` separates ways to write one meaning and `stem[a,b]` stands
for `stema` and `stemb`. Words are compared folded: without case, accents, vowel points and joiners.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from intake.reading.fields.when.jalali import FIRST_MONTH
from intake.reading.languages import languages

# What a word may be, as (role, value).
Meaning = tuple[str, Any]

# Arabic letters that are written in several ways, the Persian keyboard's among them; and letters NFKD keeps whole.
_LETTERS = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه",
        "ـ": None, "\u200c": None, "\u200d": None, "\u00ad": None, "ı": "i", "ł": "l", "ø": "o", "đ": "d",
        "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "ß": "ss", "æ": "ae", "œ": "oe",
    }
)  # fmt: skip

LISTS = {
    "months": "month",
    "jalali_months": "month",
    "weekdays": "weekday",
    "numbers": "number",
    "ordinals": "ordinal",
}
WORDS = (
    "on", "of", "at", "clock", "from", "to", "and", "plus", "minus", "past", "before", "hour", "minute",
    "ordinal_endings", "year_words", "in", "ago", "hence", "this", "next", "coming", "last", "until", "lengths",
    "this_week", "next_week", "last_week", "suffixes", "day_words", "month_words", "filler", "beside", "between",
    "hour_endings", "from_endings", "to_behind", "between_behind", "earlier", "later",
)  # fmt: skip
MAPS = {
    "relative": "day",
    "named": "named",
    "feasts": "feast",
    "easter": "easter",
    "orthodox_easter": "orthodox_easter",
    "weekends": "weekend",
    "eras": "era",
    "spans": "spans",
    "span_units": "span_units",
    "more_numbers": "number",
    "before_hour": "before_hour",
    "after_hour": "after_hour",
}
DAYPARTS = ("am", "pm", "morning", "afternoon", "evening", "night")


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The word without case, accents, vowel points and joiners, for comparing."""
    if word.isascii():
        return word.lower()
    text = unicodedata.normalize("NFKD", word.translate(_LETTERS).casefold()).translate(_LETTERS)
    return unicodedata.normalize("NFC", "".join(char for char in text if not unicodedata.combining(char)))


def _lower(word: str) -> str:
    return unicodedata.normalize("NFC", word.lower().replace("i\u0307", "i"))


def is_misspelt(word: str, known: Mapping[str, frozenset[str]]) -> bool:
    """Whether a word has other accents than the name of the month or weekday it folds to: `nedělá` is no `neděle`.

    Written without any accents a name counts, as it does in capitals and on many keyboards.
    """
    if word.isascii() or word[0] > "\u03ff":
        return False
    lower = _lower(word)
    dotless = "ı" in lower
    ways = known.get(fold(word), frozenset())
    if word[0] > "\u036f":  # Greek says with two dots only that two vowels are apart
        lower, ways = _undotted(lower), frozenset(map(_undotted, ways))
    return lower not in ways and (dotless or len(unicodedata.normalize("NFD", lower)) > len(lower))


def _undotted(word: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).replace("\u0308", ""))


# One Han, Kana or Hangul character, or Thai etc., is a token: these scripts write words together.
GLUED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\u3005"
_MARKS = r"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u200c\u200d\u00ad]*+"
# Words of plain letters with nothing to look into behind them are taken first, since most are; none is gone back into.
TOKEN = re.compile(rf"[a-zA-Z]++(?=[ ,.\n])|\d++|\n|[^\s\w]|(?:[^\W\d_{GLUED}]++{_MARKS})++|[{GLUED}]|_")


@dataclass(slots=True)
class Word:
    """What one spelling may mean: role -> {value: tags of the languages in which it does}.

    `weak` are the languages in which it is an ordinary word, too, `short` those in which it is a name cut short,
    `common` those whose commonest words it is one of.
    """

    roles: dict[str, dict[Any, frozenset[str]]] = field(default_factory=dict)
    weak: frozenset[str] = frozenset()
    short: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    long: bool = False

    def add(self, role: str, value: Any, tag: str) -> None:
        """Note that the word means this in that language."""
        meanings = self.roles.setdefault(role, {})
        meanings[value] = meanings.get(value, frozenset()) | {tag}

    def view(self, tags: tuple[str, ...]) -> dict[str, dict[Any, frozenset[str]]]:
        """What the word means in these languages, the best language's meaning first.

        Months and weekdays that are no ordinary words mean it in all languages.
        """
        known = frozenset(tags)
        kept = {role: self._kept(role, values, known) for role, values in self.roles.items()}
        if self.short and tags[0] in self.common:
            # "tem" is July in Turkish, and no month in a Portuguese text
            for role in {"month", "weekday"} & kept.keys():
                kept[role] = {value: tag for value, tag in kept[role].items() if tags[0] in tag}
        if "day" in kept and not self.long:
            # "hier" is French for yesterday and German for here
            kept["day"] = {value: tag for value, tag in kept["day"].items() if tags[0] in tag}
        if self.weak | self.short and any(tags[0] in tag for role in kept for tag in kept[role].values()):
            # "di" is Italian for "of" in an Italian text, however much Dutch there is in it
            kept = {
                role: {value: tag for value, tag in values.items() if tags[0] in tag or role == "daypart"}
                for role, values in kept.items()
            }
        elif tags[0] in self.weak:
            # "onze mars" is Dutch for our march
            kept = {role: values for role, values in kept.items() if role not in ("month", "weekday")}
        return {role: self._ranked(values, tags) for role, values in kept.items() if values}

    @staticmethod
    def _ranked(values: dict[Any, frozenset[str]], tags: tuple[str, ...]) -> dict[Any, frozenset[str]]:
        if len(values) < 2:
            return values
        rank = {tag: place for place, tag in enumerate(tags)}
        return dict(sorted(values.items(), key=lambda item: min(rank.get(tag, 99) for tag in item[1])))

    def _kept(self, role: str, values: dict[Any, frozenset[str]], tags: frozenset[str]) -> dict[Any, frozenset[str]]:
        if role in ("month", "weekday"):
            return {value: known for value, known in values.items() if known - self.weak - self.short or known & tags}
        if role == "daypart":
            return {value: known for value, known in values.items() if known & tags or "en" in known}
        if role == "cue":
            return {value: at for value, at in values.items() if at & tags or self.long or value in _OPEN_CUES}
        return {value: known for value, known in values.items() if known & tags}


# What a word says about a number beside it in any language: `version 2.10`, `Rue du 4 Septembre`.
_OPEN_CUES = frozenset({"counted", "street_before", "street_after"})


Phrases = dict[str, list[tuple[tuple[str, ...], Word]]]
"""Phrases by their second token, longest first."""


@dataclass(slots=True)
class Lexicon:
    """All words: `single` by folded word, `phrases` by their first token; settings by language."""

    single: dict[str, Word]
    phrases: dict[str, Phrases]
    order: dict[str, str]
    dotted: frozenset[str]
    dashed: dict[str, str]
    accented: dict[str, frozenset[str]]
    capitals: frozenset[str]
    road_endings: dict[str, tuple[str, ...]]


def spellings(entry: str) -> Iterator[str]:
    """The ways to write one meaning: `a|b[c,d]` is a, bc and bd."""
    for way in entry.split("|"):
        stem, bracket, rest = way.partition("[")
        if bracket:
            endings, _, after = rest.partition("]")
            yield from (stem + ending + after for ending in endings.split(","))
        else:
            yield stem


def tokens(text: str) -> tuple[str, ...]:
    """The folded tokens of a phrase, as the tokens of a passage are folded."""
    if text.isalpha() and text < "\u3000":
        return (fold(text),)
    return tuple(fold(token) for token in TOKEN.findall(text))


def _abbreviations(table: Mapping[str, Any]) -> Iterator[str]:
    """Names of weekdays and months cut to four letters or fewer: they mean a day in their own language only."""
    for key in ("weekdays", "months"):
        for entry in table.get(key, ()):
            ways = list(spellings(entry))
            yield from (way for way in ways[1:] if len(fold(way)) <= 4 and way[0] < "\u3000")


def _cut(table: Mapping[str, Any]) -> Iterator[str]:
    """Names of weekdays and months that are shorter than the name in full: no inflections, as `мая` of `май` is."""
    for key in ("weekdays", "months"):
        for entry in table.get(key, ()):
            full, *ways = spellings(entry)
            yield from (way for way in ways if len(way) < len(full) and len(way) <= 4 and way[0] < "\u3000")


def _meanings(table: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    for key, role in LISTS.items():
        first = {"weekdays": 0, "jalali_months": FIRST_MONTH}.get(key, 1)
        for value, entry in enumerate(table.get(key, ()), first):
            for way in spellings(entry):
                yield way, (role, value)
    for key in WORDS:
        for entry in table.get(key, ()):
            for way in spellings(entry):
                yield way, (key, True)
    for key, role in MAPS.items():
        for entry, value in table.get(key, {}).items():
            for way in spellings(entry):
                yield way, (role, value)
    for part in DAYPARTS:
        for entry in table.get(part, ()):
            for way in spellings(entry):
                yield way, ("daypart", part)
    for unit, entries in table.get("units", {}).items():
        for entry in entries:
            for way in spellings(entry):
                yield way, ("unit", unit)
    for cue, entries in table.get("cues", {}).items():
        for entry in entries:
            for way in spellings(entry):
                yield way, ("cue", cue)


def _prefixed(prefixes: Iterable[str], way: str, meaning: Meaning) -> Iterator[str]:
    yield way
    if meaning[0] in ("month", "weekday", "day", "cue"):
        yield from (prefix + way for prefix in prefixes)


def _shared(words: Mapping[tuple[str, ...], Word]) -> dict[tuple[str, ...], Word]:
    """The words, as one those that mean the same in the same languages: there are many thousands of them."""
    sets: dict[frozenset[str], frozenset[str]] = {}
    meanings: dict[tuple[str, tuple[tuple[Any, frozenset[str]], ...]], dict[Any, frozenset[str]]] = {}
    alike: dict[tuple[object, ...], Word] = {}
    shared: dict[tuple[str, ...], Word] = {}
    for key, word in words.items():
        for role, values in word.roles.items():
            said = {value: sets.setdefault(tags, tags) for value, tags in values.items()}
            word.roles[role] = meanings.setdefault((role, tuple(said.items())), said)
        word.weak, word.short, word.common = (
            sets.setdefault(tags, tags) for tags in (word.weak, word.short, word.common)
        )
        roles = tuple((role, id(values)) for role, values in word.roles.items())
        shared[key] = alike.setdefault((roles, word.weak, word.short, word.common, word.long), word)
    return shared


@cache
def languages_with(key: str) -> frozenset[str]:
    """The languages whose table of days and times says that something is true of them: "single_dashes"."""
    return frozenset(language.tag for language in languages() if language.table("when").get(key))


@cache
def lexicon() -> Lexicon:
    """The dictionary of all languages, read once."""
    found: dict[tuple[str, ...], Word] = {}
    accented: dict[str, frozenset[str]] = {}
    order, dashed, dotted, capitals, endings = {}, {}, set(), set(), {}
    for language in languages():
        table = language.table("when")
        order[language.tag] = table.get("order", "DMY")
        dashed[language.tag] = table.get("dashed", order[language.tag])
        if table.get("dotted"):
            dotted.add(language.tag)
        if table.get("capitals"):
            capitals.add(language.tag)
        endings[language.tag] = tuple(table.get("road_endings", ()))
        weak = {way for entry in table.get("weak", ()) for way in spellings(entry)}
        prefixes = table.get("prefixes", ())
        for way, meaning in _meanings(table):
            for spelling in _prefixed(() if way in weak else prefixes, way, meaning):
                found.setdefault(tokens(spelling), Word()).add(*meaning, language.tag)
                if meaning[0] in ("month", "weekday"):
                    accented[fold(spelling)] = accented.get(fold(spelling), frozenset()) | {_lower(spelling)}
        for way in _cut(table):
            found[tokens(way)].add("cut", True, language.tag)
        short = set(_abbreviations(table))
        for way in short:
            found[tokens(way)].short |= {language.tag}
        for way in weak:
            found.setdefault(tokens(way), Word()).weak |= {language.tag}
    for key, word in found.items():
        word.long = sum(map(len, key)) > 7
    single = {key[0]: word for key, word in found.items() if len(key) == 1}
    for language in languages():
        for common in language.table("guess").get("words", "").split():
            named = single.get(fold(common))
            if named is not None:
                named.common |= {language.tag}
    found = _shared(found)
    single = {key[0]: word for key, word in found.items() if len(key) == 1}
    phrases: dict[str, Phrases] = {}
    for key, word in sorted(found.items(), key=lambda item: -len(item[0])):
        if len(key) > 1:
            phrases.setdefault(key[0], {}).setdefault(key[1], []).append((key, word))
    return Lexicon(single, phrases, order, frozenset(dotted), dashed, accented, frozenset(capitals), endings)


def leads_to_a_day(word: str) -> bool:
    """Whether a word stands before days, and neither begins nor ends a range of them: "am", "il", "on", "le"."""
    known = lexicon().single.get(fold(word))
    return known is not None and "on" in known.roles and known.roles.keys().isdisjoint(("from", "to", "until"))
