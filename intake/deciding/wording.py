"""The words of answers, from the [answers] tables of the language files, and how they are looked for in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from intake.reading import cues
from intake.reading.fields.when.lexicon import spellings
from intake.reading.languages import language, tags

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SIGNS = re.compile(r"[👍✅🙏❤🎉😀-🙏]")


def plain(text: str) -> str:
    """The text's words, folded, one space apart; signs that stand for a word are kept as words."""
    return " ".join((*cues.words(text), *_SIGNS.findall(text)))


LONGEST = 1_000
"""Characters beyond which a text is more than a few phrases."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases of some languages, folded as `plain` folds; `fields` maps a word to the name of a detail.

    `unspaced` holds those of scripts that do not part words; they are looked for inside the text. `filler` are the
    languages' commonest words, less those that deny something; `common` are all of them, with those that stand inside
    names. `glued` are the fields' names in scripts that do not part words, as they are written. `ordinals` are the
    words for first, second and so on, `articles` stand before names. `denies` maps a phrase that calls an event off to
    the words of its languages for "not".
    """

    lists: Mapping[str, frozenset[str]]
    unspaced: Mapping[str, tuple[str, ...]]
    fields: Mapping[str, str]
    filler: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    glued: Mapping[str, str] = field(default_factory=dict)
    ordinals: Mapping[str, int] = field(default_factory=dict)
    articles: frozenset[str] = frozenset()
    denies: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def has(self, name: str, text: str) -> bool:
        """Whether a phrase of the list `name` stands in the text."""
        return self.where(name, text) is not None

    def where(self, name: str, text: str) -> str | None:
        """The first phrase of the list that stands in the text, the longest of them, or None."""
        folded = f" {plain(text)} "
        found = [phrase for phrase in self.lists[name] if f" {phrase} " in folded]
        found += [phrase for phrase in self.unspaced[name] if phrase in text]
        return max(found, key=len, default=None)

    def only(self, names: Iterable[str], text: str, besides: Iterable[str] = ()) -> bool:
        """Whether the text is nothing but phrases of these lists, and perhaps words of `besides`."""
        if len(text) > LONGEST:
            return False
        loose = frozenset(besides)
        rest = f" {plain(text)} "
        phrases = {phrase for name in names for phrase in self.lists[name]}
        phrases |= {plain(phrase) for name in names for phrase in self.unspaced[name]}
        for phrase in sorted(phrases, key=len, reverse=True):
            if phrase in rest:
                rest = rest.replace(f" {phrase} ", "  ")
                if _UNSPACED.search(phrase):
                    rest = rest.replace(phrase, " ")
        return all(word in loose for word in rest.split())


MOST_COUNTED = 12
"""Events up to which their number may be said in words."""

LISTS = (
    "ok", "no", "all", "event", "event_behind", "cancel", "moved", "instead", "behind", "another", "thanks", "please",
    "is", "open", "spelled", "and", "greeting", "beside_ok", "asks", "stands", "remove", "entry", "called",
    "to",
)  # fmt: skip


@cache
def joining_words() -> frozenset[str]:
    """The words for "and" of all languages."""
    return frozenset(
        word
        for tag in tags()
        for word in language(tag).table("when").get("and", ())
        if word.isalpha() and word.islower()
    )


@cache
def city_labels() -> frozenset[str]:
    """The words for a city of all languages, which are no words for any place."""
    return frozenset(plain(word) for tag in tags() for word in language(tag).table("where").get("city_labels", ()))


@lru_cache(maxsize=256)
def wording(wanted: tuple[str, ...]) -> Wording:
    """The words of these languages and of English; all there are where none of them has a file."""
    have = [tag.partition("-")[0] for tag in wanted]
    known = [tag for tag in dict.fromkeys((*have, "en")) if tag in tags()]
    lists: dict[str, set[str]] = {name: set() for name in LISTS}
    unspaced: dict[str, list[str]] = {name: [] for name in LISTS}
    fields: dict[str, str] = {}
    glued: dict[str, str] = {}
    for tag in known:
        table = language(tag).table("answers")
        for name in LISTS:
            for phrase in table.get(name, ()):
                if _UNSPACED.search(phrase):
                    unspaced[name].append(phrase)
                lists[name].add(plain(phrase))
        for name, phrases in table.get("fields", {}).items():
            for phrase in phrases:
                fields.setdefault(plain(phrase), name)
                if _UNSPACED.search(phrase):
                    glued.setdefault(phrase, name)
    common = {plain(word) for tag in known for word in language(tag).table("guess").get("words", "").split()}
    return Wording(
        {name: frozenset(found - {""}) for name, found in lists.items()},
        {name: tuple(found) for name, found in unspaced.items()},
        fields,
        frozenset(common - lists["no"] - lists["instead"] - lists["behind"] - fields.keys()),
        frozenset(common | {plain(word) for tag in known for word in language(tag).table("where").get("joining", ())}),
        glued,
        _ordinals(known),
        frozenset(plain(word) for tag in known for word in language(tag).table("where").get("articles", ())),
        _denied(known),
    )


def _denied(known: Iterable[str]) -> dict[str, frozenset[str]]:
    """The words for "not" of the languages that have a phrase for calling off: what is "now" in others is none."""
    found: dict[str, set[str]] = {}
    for tag in known:
        answers = language(tag).table("answers")
        denies = [plain(word) for word in answers.get("denies", ())]
        for phrase in (*answers.get("cancel", ()), *language(tag).table("cues").get("cancelled", ())):
            found.setdefault(plain(phrase), set()).update(denies)
    return {phrase: frozenset(words) for phrase, words in found.items()}


def _ordinals(known: Iterable[str]) -> dict[str, int]:
    """The number of every form of the words for first, second and so on in some languages."""
    found: dict[str, int] = {}
    for tag in known:
        for number, forms in enumerate(language(tag).table("when").get("ordinals", ())[:MOST_COUNTED], start=1):
            for form in spellings(forms):
                found.setdefault(plain(form), number)
    return found
