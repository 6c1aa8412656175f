"""Whether a word for calling off is said of something else than the mail's event: of a bus, a plan, a permit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from intake.reading.cues import Cue, common, fold, words
from intake.reading.languages import language as language_of
from intake.reading.layout import Layout
from intake.reading.places import index

__all__ = ["behind_but", "denied", "denied_in"]

# After these it is rather said of something else than the event that it is off.
_OPENING = frozenset(("because", "against"))
_SENTENCE = 300  # characters before a word for calling off that are looked at
_AN_ARTICLE = 1  # word
_A_NAME = 6  # words of what a protest is against, before "which has been"
_NEAR = 4  # words between "the council" and "cancelled"
_BEFORE_A_PLACE = 2  # words up to that which leads to a place: "nie odbędzie | się na"
_DAY = 4  # letters of a weekday or month that is no other word of some language
_REACH = 300  # characters behind the word that are looked at
_CLOSED = re.compile(r"[,;:!?()\n–—]|\.(?:\s|$)")
_WORD = re.compile(r"\w+")
# What makes of "so the walk ..." no meeting.
_OFF = frozenset(("cancelled", "postponed", "none", "instead"))


def denied(cue: Cue, around: Sequence[Cue]) -> bool:
    """Whether a "not" stands right before the word, or only a meeting's meal is off: "is not cancelled".

    `around` are the cues of the sentence, or those before the word.
    """
    if any(other.key == "instead" and 0 <= cue.start - other.end <= 2 for other in around):
        return True
    named = [other for other in around if other.key in ("event", "refreshments") and other.end <= cue.start]
    last = max((other.start for other in named), default=0)
    meal = any(other.key == "refreshments" and other.start == last for other in named)
    return meal and any(other.start != last for other in named)


def denied_in(layout: Layout, part: str, cue: Cue) -> bool:
    """The same, looked up in the sentence of the word as far as it is near; or something else is off."""
    start, end = layout.sentence(part, cue.start)
    before = layout.cues_in(part, max(start, cue.start - _SENTENCE), cue.start)
    elsewhere = cue.key == "cancelled" and _only_in_one_place(layout, part, cue, end)
    return elsewhere or denied(cue, before) or _of_something_else(layout, part, cue, start, end, before)


def _of_something_else(layout: Layout, part: str, cue: Cue, start: int, end: int, before: Sequence[Cue]) -> bool:
    """Whether what is off is no event of the mail; `before` are the cues of its sentence before the word.

    "We protest on 5 May because the night bus has been cancelled", "against the cancelled night bus", "they have
    cancelled the night bus, so we protest on 5 May".
    """
    return (
        _behind_opening(layout, part, cue, before)
        or _done_by_others(layout, part, cue, start, end)
        or _a_reason(layout, part, cue, end, before)
    )


def _behind_opening(layout: Layout, part: str, cue: Cue, before: Sequence[Cue]) -> bool:
    opening = next((one for one in reversed(before) if one.key in _OPENING and one.end <= cue.start), None)
    if opening is None or any(one.key == "event" and one.start >= opening.end for one in before):
        return False
    text = layout.texts[part][opening.end : cue.start]
    name, comma, clause = text.partition(",")
    known = common(opening.language)
    if comma:  # "Because the square is flooded, the walk is off"
        said = words(clause)
        told = bool(said) and said[0] in _entries("which", opening.language) and known.issuperset(said[1:])
        return opening.key == "against" and told and len(words(name)) <= _A_NAME
    between = words(text)
    if opening.key == "against":
        return len(between) <= _AN_ARTICLE
    return not known.issuperset(between)  # more than "because it has been"


def _done_by_others(layout: Layout, part: str, cue: Cue, start: int, end: int) -> bool:
    """Whether others call off what is no meeting and has no day: "the council has cancelled the night bus"."""
    text = layout.texts[part]
    first = max(start, cue.start - _REACH)
    for stop in _CLOSED.finditer(text, first, cue.start):
        first = stop.end()
    said = [match[0] for match in _WORD.finditer(text, first, cue.start)]
    told = tuple(map(fold, said))
    tags = _tags(layout, part, cue)
    near = any(len(told) - end <= _NEAR for _, end in _phrases_in(told, "authorities", tags))
    if not near and all(end != len(told) for _, end in _phrases_in(told, "they", tags)):
        return False
    closed = _CLOSED.search(text, cue.end, min(end, cue.end + _REACH))
    last = closed.start() if closed else min(end, cue.end + _REACH)
    if not any(map(str.isalpha, text[cue.end : last])) and len(told) <= _AN_ARTICLE + 1:
        return False  # "they have cancelled." tells nothing of what is off
    return not any(map(str.isdigit, text[first:last])) and all(
        one.key not in ("event", "refreshments") for one in layout.cues_in(part, first, last)
    )


def _a_reason(layout: Layout, part: str, cue: Cue, end: int, before: Sequence[Cue]) -> bool:
    """Whether a meeting follows from it that something is off: "the night bus is cancelled, so we protest"."""
    last = min(end, cue.end + _REACH)
    so = next(_said("so", layout, part, cue, last), None)
    if so is None or any(one.key == "event" for one in before):
        return False
    if any(one.key == "event" for one in layout.cues_in(part, cue.end, so[0])):
        return False
    keys = {one.key for one in layout.cues_in(part, so[1], last)}
    return "event" in keys and keys.isdisjoint(_OFF)


def _only_in_one_place(layout: Layout, part: str, cue: Cue, end: int) -> bool:
    """Whether it is only off in one place: "will not take place on Mill Square but on Corn Square".

    Days behind "but" are looked at elsewhere, as those to which an event is put off.
    """
    but = behind_but(layout, part, cue, end)
    if but is None:
        return False
    text = layout.texts[part]
    off = [fold(match[0]) for match in _WORD.finditer(text, cue.end, but)][:_BEFORE_A_PLACE]
    there = [fold(match[0]) for match in _WORD.finditer(text, but, min(end, but + _REACH))]
    leads = _leads(_tags(layout, part, cue))
    if leads.isdisjoint(off) or leads.isdisjoint(there[:1]):
        return False
    return not any(word[0].isdigit() or (len(word) >= _DAY and word in index().calendar) for word in there)


@cache
def _leads(tags: frozenset[str]) -> frozenset[str]:
    """The words that a place's name may begin with in some languages: "on", "behind", "rue"."""
    tables = {"where": ("before", "venue_before", "venues", "roads_before", "inside"), "when": ("on", "at")}
    entries = (
        entry
        for tag in tags
        for table, keys in tables.items()
        for key in keys
        for entry in language_of(tag).table(table).get(key, ())
    )
    return frozenset(words(entry)[0] for entry in entries if words(entry))


def behind_but(layout: Layout, part: str, cue: Cue, end: int) -> int | None:
    """Where "but" ends that stands behind a word for calling off and has none behind it, or None: "not A but B"."""
    last = min(end, cue.start + _REACH)
    found = next(_said("but", layout, part, cue, last), None)
    if found is None or any(
        one.key == cue.key and one.start >= found[1] for one in layout.cues_in(part, found[1], end)
    ):
        return None
    return found[1]


def _said(key: str, layout: Layout, part: str, cue: Cue, last: int) -> Iterator[tuple[int, int]]:
    """Where the phrases of a key stand behind the first word of a cue."""
    if language_of(cue.language).unspaced:
        text = layout.texts[part]
        for entry in language_of(cue.language).table("cues")[key]:
            at = text.find(entry, cue.end, last)
            if at >= 0:
                yield at, at + len(entry)
        return
    found = list(_WORD.finditer(layout.texts[part], cue.start, last))
    told = tuple(fold(match[0]) for match in found)
    for at, end in _phrases_in(told, key, _tags(layout, part, cue)):
        if at:
            yield found[at].start(), found[end - 1].end()


def _phrases_in(told: tuple[str, ...], key: str, tags: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where the phrases of a key begin and end among folded words."""
    beginning = _by_first(key, tags)
    for at, word in enumerate(told):
        for phrase in beginning.get(word, ()):
            if told[at : at + len(phrase)] == phrase:
                yield at, at + len(phrase)


def _tags(layout: Layout, part: str, cue: Cue) -> frozenset[str]:
    """The languages in which the word calls something off: "cancelado" does so in two."""
    return frozenset(one.language for one in layout.cues_in(part, cue.start, cue.end) if one.key == cue.key)


@cache
def _by_first(key: str, tags: frozenset[str]) -> dict[str, list[tuple[str, ...]]]:
    """The phrases of a key in some languages, by their first word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in (phrase for tag in sorted(tags) for phrase in _phrases(key, tag)):
        found.setdefault(phrase[0], []).append(phrase)
    return found


@cache
def _phrases(key: str, tag: str) -> tuple[tuple[str, ...], ...]:
    return tuple(words(entry) for entry in language_of(tag).table("cues").get(key, ()))


@cache
def _entries(key: str, tag: str) -> frozenset[str]:
    return frozenset(phrase[0] for phrase in _phrases(key, tag))
