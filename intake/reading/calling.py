"""Whether a sentence with a day and hour calls people together though no word in it names a meeting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from intake.reading.cues import TOGETHER
from intake.reading.dating import Mention, asks
from intake.reading.languages import language
from intake.reading.layout import Layout

__all__ = ["calls_together"]

# Words with what joins their parts: "encontramo-nos", "می‌رویم".
_WORDS = re.compile(r"\w+(?:[-\u200c]\w+)*")
_WHOLE = frozenset(("weekday", "day"))
_EXCLAIMS = re.compile(r"[!！]\W*$")
# What says of a sentence that "we" or a cry in it are of something else: a payment, a delivery, an answer, a term.
_ELSE = frozenset(
    ("notices", "business", "appointment", "deadline", "papers", "reply", "past", "thanks", "occasion", "none")
)
_LONGEST = 400
_SHORTEST_STEM = 2


def calls_together(layout: Layout, about: Sequence[Mention], languages: Sequence[str]) -> bool:
    """Whether the sentence of a day with its hour or weekday says what people do together, or calls them.

    Verbs of it say so beside a day and its hour or weekday: "we sing", "be there". Where weekday, day and hour
    stand in a sentence, so do "we" and its forms, whatever we do ("tejeremos"), and a cry: "Auf die Räder!".
    """
    timed = any(mention.value.start is not None for mention in about)
    if not timed and not any(mention.value.stated >= _WHOLE for mention in about):
        return False
    if any(cue.key == TOGETHER for mention in about for cue in layout.cues_around(mention.found)):
        return True
    hours = {_sentence_of(layout, mention) for mention in about if mention.value.start is not None}
    return any(
        mention.value.stated >= _WHOLE
        and _sentence_of(layout, mention) in hours
        and _is_a_call(layout, mention, languages)
        for mention in about
    )


def _sentence_of(layout: Layout, mention: Mention) -> tuple[str, int]:
    """Which sentence a mention stands in: its part and where it begins."""
    return mention.found.part, layout.sentence(mention.found.part, mention.found.start)[0]


def _is_a_call(layout: Layout, mention: Mention, languages: Sequence[str]) -> bool:
    part, (start, end) = mention.found.part, layout.sentence(mention.found.part, mention.found.start)
    text = layout.texts.get(part, "")[start : min(end, start + _LONGEST)]
    if not mention.usable or asks(text) or any(cue.key in _ELSE for cue in layout.cues_around(mention.found)):
        return False
    return _EXCLAIMS.search(text) is not None or _tells_of_us(text, languages)


def _tells_of_us(text: str, languages: Sequence[str]) -> bool:
    """Whether a word or phrase for "we", or a form of a verb that needs none, stands in a text."""
    said = _WORDS.findall(text.casefold())
    line = f" {' '.join(said)} "
    for tag in languages:
        phrases, forms, unspaced = _we(tag)
        if any((phrase in line) if unspaced else (f" {phrase} " in line) for phrase in phrases):
            return True
        if any(_is_form(word, forms) for word in said):
            return True
    return False


def _is_form(word: str, forms: Sequence[tuple[str, str]]) -> bool:
    return any(
        word.startswith(first) and word.endswith(last) and len(word) - len(first) - len(last) >= _SHORTEST_STEM
        for first, last in forms
    )


@cache
def _we(tag: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...], bool]:
    """The words for "we" of a language, the beginnings and endings of its forms, and whether words stand unspaced."""
    known = language(tag)
    entries = [entry.casefold() for entry in known.table("cues")["we"]]
    words = tuple(" ".join(_WORDS.findall(entry)) for entry in entries if "*" not in entry)
    forms = [entry.partition("*") for entry in entries if "*" in entry]
    return words, tuple((first, last) for first, _, last in forms), bool(known.table("guess").get("unspaced"))
