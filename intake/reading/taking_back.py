"""Whether a mail that announces an event takes it back further below: "CANCELLED!", "Update: the walk is off"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from intake.reading import cues
from intake.reading.dating import Mention
from intake.reading.languages import language as language_of
from intake.reading.layout import Layout
from intake.reading.marking import is_quoted
from intake.reading.of_others import denied_in

__all__ = ["taken_back"]

# A line that calls all above it off is no longer before the word, and has so few other letters.
_LABELLED, _BESIDE = 80, 6
_LONGEST = 600  # characters of a sentence
_ASKS = frozenset("?？؟")
_BEFORE_A_LABEL = " \t*_[(+!-–—"


def taken_back(layout: Layout, judged: Sequence[Mention]) -> str | None:
    """Where a later line says that all above it is off, and names no other day; None where none does.

    It says so and no more, or begins as what was put in later does, or says that it is a pity: "CANCELLED!",
    "Update: the walk is off", "Unfortunately, we have to cancel the walk". "If it pours, the walk is off" does not.
    """
    if not layout.says("cancelled"):
        return None
    for part, text in layout.texts.items():
        if part == "subject":
            continue
        days = sorted((mention.found.start, mention.found.end) for mention in judged if mention.found.part == part)
        for cue in layout.cues_in(part, 0, len(text)):
            if cue.key == "cancelled" and _takes_back(layout, part, cue, days):
                return f"a later line says “{text[cue.start : cue.end]}”"
    return None


def _takes_back(layout: Layout, part: str, cue: cues.Cue, days: Sequence[tuple[int, int]]) -> bool:
    """Whether the line or sentence of a word for calling off does so with what stands above it."""
    text = layout.texts[part]
    first, end = layout.sentence(part, cue.start)
    at = max(0, cue.start - _LABELLED)
    line = text.rfind("\n", at, cue.start) + 1 or at
    stop = text.find("\n", cue.end, end)
    closed = end if stop < 0 else stop
    if not days or days[0][0] >= max(first, line) or end - min(first, line) > _LONGEST:
        return False
    around = layout.cues_in(part, min(line, first), end)
    keys = {other.key for other in around}
    if "weather" in keys or denied_in(layout, part, cue) or is_quoted(layout, part, cue.start, cue.end):
        return False
    whole = text[min(line, first) : end]
    if whole.rstrip()[-1:] in _ASKS or _says(whole, "condition", cue.language):
        return False
    dated = bisect_left(days, (first, 0)) < bisect_left(days, (end, 0))
    told = "event" in keys and not dated and keys.isdisjoint(("past", "thanks"))
    if told and _says(text[first:end], "regret", cue.language):
        return True
    label = next((one for one in around if one.key in ("edited", "correction") and one.start >= line), None)
    if label is not None and label.end <= cue.start and not text[line : label.start].strip(_BEFORE_A_LABEL):
        return True
    if (line == at and line > 0) or first > line or "event" in keys:
        return False
    spans = [(one.start, one.end) for one in around if one.key == "cancelled"]
    spans += days[bisect_left(days, (line, 0)) : bisect_left(days, (closed, 0))]
    return _letters_outside(text, line, closed, spans) <= _BESIDE


def _says(sentence: str, key: str, tag: str) -> bool:
    """Whether a sentence has one of the words of a key in this language."""
    if language_of(tag).unspaced:
        return any(entry in sentence for entry in language_of(tag).table("cues").get(key, ()))
    said = f" {' '.join(cues.words(sentence))} "
    return any(phrase in said for phrase in _phrases(key, tag))


@cache
def _phrases(key: str, tag: str) -> tuple[str, ...]:
    return tuple(f" {' '.join(cues.words(entry))} " for entry in language_of(tag).table("cues").get(key, ()))


def _letters_outside(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> int:
    """How many letters of a stretch of text stand outside these spans."""
    count, at = 0, start
    for first, last in sorted(spans):
        count += sum(map(str.isalpha, text[at : max(first, at)]))
        at = max(at, last)
    return count + sum(map(str.isalpha, text[at : max(end, at)]))
