"""The words of answers, from the [answers] tables of the language files, and how they are looked for in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from intake.reading import cues
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
    languages' commonest words, less those that deny something.
    """

    lists: Mapping[str, frozenset[str]]
    unspaced: Mapping[str, tuple[str, ...]]
    fields: Mapping[str, str]
    filler: frozenset[str] = frozenset()

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


LISTS = ("ok", "no", "all", "event", "cancel", "moved", "instead", "behind", "another", "thanks", "please")


@lru_cache(maxsize=256)
def wording(wanted: tuple[str, ...]) -> Wording:
    """The words of these languages and of English; all there are where none of them has a file."""
    have = [tag.partition("-")[0] for tag in wanted]
    known = [tag for tag in dict.fromkeys((*have, "en")) if tag in tags()]
    lists: dict[str, set[str]] = {name: set() for name in LISTS}
    unspaced: dict[str, list[str]] = {name: [] for name in LISTS}
    fields: dict[str, str] = {}
    for tag in known:
        table = language(tag).table("answers")
        for name in LISTS:
            for phrase in table.get(name, ()):
                if _UNSPACED.search(phrase):
                    unspaced[name].append(phrase)
                lists[name].add(plain(phrase))
        for field, phrases in table.get("fields", {}).items():
            for phrase in phrases:
                fields.setdefault(plain(phrase), field)
    common = {plain(word) for tag in known for word in language(tag).table("guess").get("words", "").split()}
    return Wording(
        {name: frozenset(found - {""}) for name, found in lists.items()},
        {name: tuple(found) for name, found in unspaced.items()},
        fields,
        frozenset(common - lists["no"] - lists["instead"] - lists["behind"] - fields.keys()),
    )
