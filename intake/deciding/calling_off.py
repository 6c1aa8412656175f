"""Whether a piece of a reply calls an event off: "we have to cancel", "please delete our entry"; no "not cancelled"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from intake.deciding.wording import LONGEST, Wording, joining_words, plain
from intake.reading.languages import language, tags

__all__ = ["calls_off"]

_CLAUSE = re.compile(r"[,;:.!?()–—…，、。！？；：،؛؟]+")
_TOKEN = re.compile(r"\S+")
_AHEAD = 40  # characters before a phrase in which a word for "not" is looked for
_WORDS = 3
_SHORT = 2  # letters that are a detail's name in one language and an article in others


def calls_off(text: str, words: Wording, cued: Iterable[tuple[int, int]] = ()) -> bool:
    """Whether a text says that something will not take place, or asks to take an entry away.

    `cued` are the spans of cues for a cancellation in it. A phrase behind a word for "not" of its own language says the
    contrary, and so does a text that says that the event takes place after all.
    """
    if words.has("stands", text):
        return False
    for begin, end in cued:
        word = _TOKEN.match(text, begin, end + _AHEAD)  # "cancel·lat", where "cancel" was found
        whole = plain(text[begin : max(end, word.end())]) if word else ""
        denies = words.denies.get(whole) or words.denies.get(plain(text[begin:end])) or _every()
        if not _denied(_CLAUSE.split(text[max(0, begin - _AHEAD) : begin])[-1], denies):
            return True
    if _cancels(text, words):
        return True
    return len(text) <= LONGEST and words.has("remove", text) and _takes_entry(text, words)


def _cancels(text: str, words: Wording) -> bool:
    """Whether a phrase of the answers' list stands in the text with no word for "not" before it."""
    if any(phrase in text for phrase in words.unspaced["cancel"]):
        return True
    whole = words.where("cancel", text)
    if whole is None:
        return False
    denies = words.denies.get(whole, frozenset())
    clauses = [clause for clause in _CLAUSE.split(text) if f" {whole} " in f" {plain(clause)} "]
    return not clauses or not all(_denied(_ahead(clause, whole), denies) for clause in clauses)


def _ahead(clause: str, phrase: str) -> str:
    """What stands before a phrase in a clause, as it is written."""
    tokens = list(_TOKEN.finditer(clause))
    size = len(phrase.split())
    for number in range(len(tokens)):
        for count in range(1, min(size, len(tokens) - number) + 1):
            if plain(clause[tokens[number].start() : tokens[number + count - 1].end()]) == phrase:
                return clause[: tokens[number].start()]
    return ""


def _denied(ahead: str, denies: Iterable[str]) -> bool:
    """Whether one of the words before a phrase denies it: "is not cancelled", "müssen nicht absagen"."""
    near: list[str] = []
    for word in reversed(ahead.split()[-_WORDS:]):
        if word.lower() in joining_words() or word.lower() in _buts():  # as it is written: Italian "è" is no "e"
            break
        near.insert(0, plain(word))
    before = f" {' '.join(near)} "
    return any(f" {word} " in before for word in denies)


@cache
def _buts() -> frozenset[str]:
    """The words of all languages that turn from what is not to what is: "not postponed but cancelled"."""
    return frozenset(word.lower() for tag in tags() for word in language(tag).table("cues").get("but", ()))


@cache
def _every() -> frozenset[str]:
    """The words for "not" of all languages."""
    return frozenset(plain(word) for tag in tags() for word in language(tag).table("answers").get("denies", ()))


def _takes_entry(text: str, words: Wording) -> bool:
    """Whether what shall be taken away is the entry, or nothing is named: "please delete the link" keeps the event."""
    folded = f" {plain(text)} "
    entry = _first(folded, text, words.lists["entry"], words.unspaced["entry"])
    detail = _first(folded, text, (name for name in words.fields if len(name) > _SHORT), words.glued)
    if entry is not None:
        return detail is None or entry < detail
    return detail is None and words.only(("remove", "please", "event", "thanks", "greeting"), text, words.filler)


def _first(folded: str, text: str, phrases: Iterable[str], unspaced: Iterable[str]) -> int | None:
    """Where the first of some phrases stands."""
    found = [at for phrase in phrases if (at := folded.find(f" {phrase} ")) >= 0]
    glued = [at for phrase in unspaced if len(phrase) > 1 and (at := text.find(phrase)) >= 0]
    return min(found or glued, default=None)
