"""Tells days that are names of somebody or something from days: "Herr Freitag", "USA Today", "Maandag Meubelen"."""

from __future__ import annotations

from functools import cache

from intake.reading import cues
from intake.reading.fields.when.lexicon import fold, tokens
from intake.reading.fields.when.numeric import is_cue
from intake.reading.fields.when.parts import DASHES, Hints, has
from intake.reading.fields.when.spans import Span, stands_alone
from intake.reading.fields.when.tokens import Unit
from intake.reading.languages import languages

_BARE = frozenset({"Friday", "tomorrow"})
_HAPPENS = frozenset({"event", "welcome", "request", "moved", "cancelled", "postponed"})
# So many words behind a weekday may say that it is called so: "Sabato è il cognome".
_SENTENCE = 6
_FEW = 2


@cache
def _words(key: str, tag: str | None = None) -> frozenset[str]:
    """The folded words of one key of a language's names, or of all languages'."""
    spoken = [language for language in languages() if tag in (None, language.tag)]
    lists = (language.table("when").get("names", {}).get(key, ()) for language in spoken)
    return frozenset(fold(word) for words in lists for word in words)


@cache
def _with_capitals() -> frozenset[str]:
    """The languages in which a weekday's capital says nothing."""
    return frozenset(one.tag for one in languages() if one.table("when").get("capital_weekdays"))


def says_is(unit: Unit) -> bool:
    """Whether the word is one for `is` in any language."""
    return unit.kind in "wx" and fold(unit.text) in _words("is")


@cache
def _glued(key: str) -> frozenset[tuple[str, ...]]:
    """The same as tokens, for scripts whose every letter is one."""
    return frozenset(map(tokens, _words(key)))


def is_persons(us: list[Unit], span: Span) -> bool:
    """Whether a title before the day or behind it, or a word for a firm, makes it a name: `Frau Freitag`."""
    if span.days is None or span.time is not None or not (span.days.rule in _BARE or us[span.start].text > "\u3000"):
        return False
    first, after = us[span.start], us[span.end]
    i = span.start - 1
    if i >= 0 and not first.lines and not first.text.islower():
        i -= us[i].text == "." and i > 0
        if fold(us[i].text) in _words("titles"):
            return True
    if after.lines or not after.text[:1].isalpha():
        return False
    if after.text < "\u3000":
        capital = after.text[0].isupper() and not first.text.islower()
        then = us[span.end + 1]
        if capital and then.text[0].isupper() and not then.lines and fold(then.text) in _words("firms"):
            return True  # "Monday Coffee Ltd"
        return capital and fold(after.text) in _words("titles_behind") | _words("firms")
    ahead = tuple(fold(unit.text) for unit in us[span.end : span.end + 4])
    return any(ahead[: len(title)] == title for title in _glued("titles_behind") | _glued("firms"))


def without_names(us: list[Unit], spans: list[Span], hints: Hints, text: str) -> list[Span]:
    """The spans less the weekdays that are rather names, in a text that says no other day, no hour and no happening."""
    bare = all(span.time is None and span.days is not None and span.days.rule in _BARE for span in spans)
    if not spans or not bare or len(spans) > _FEW or any(stands_alone(us, span) for span in spans):
        return spans
    kept = [
        span
        for span in spans
        if not (_is_within_a_name(us, span, hints) or _is_spoken_of(us, span, hints) or _is_called(us, span))
    ]
    if len(kept) == len(spans) or any(is_cue(unit, "event") for unit in us):
        return spans
    return spans if any(_happens(us, cue, spans) for cue in cues.find(text, hints.tags)) else kept


def _happens(us: list[Unit], cue: cues.Cue, spans: list[Span]) -> bool:
    """Whether a word says that people meet; a part of the weekday's own name says nothing, as in `sexta-feira`."""
    own = any(us[span.start].start <= cue.start and cue.end <= us[span.end - 1].end for span in spans)
    return cue.key in _HAPPENS and not own and cue.end - cue.start > 1


def _is_within_a_name(us: list[Unit], span: Span, hints: Hints) -> bool:
    """Whether other words of a name stand beside the day: capitals, or letters of a script that has none."""
    first, after = us[span.start], us[span.end]
    if not first.text[0].isupper():
        return not first.text[0].islower() and _has_nothing_beside_it(us, span)
    opens = _opens_a_sentence(us, span.start)
    today = span.days is not None and span.days.rule == "tomorrow" and not opens
    if not _with_capitals().isdisjoint(hints.tags[:1]) and not today:
        named = opens and after.kind == "x" and after.text[:1].isupper() and not after.lines
        return named and says_is(us[span.end + 1])  # "Wednesday Addams is"
    name = after.kind == "x" or (has(after, "weekday", "month") and us[span.end + 1].kind != "n")
    if name and after.text[:1].isupper() and not after.text.isupper() and not after.lines:
        return True
    before = us[span.start - 1]
    if has(before, "weekday") and before.text[:1].isupper() and not first.lines:
        return True
    if opens or before.kind != "x" or not before.text[:1].isupper() or first.lines:
        return False
    return not _opens_a_sentence(us, span.start - 1) or fold(after.text) in _words("is")


def _has_nothing_beside_it(us: list[Unit], span: Span) -> bool:
    """Whether no small word of dates, no sign and no end stands on either side: `周三元`, `يوسف الأحد شاعر`."""
    first, after = us[span.start], us[span.end]
    led = span.start == 0 or first.lines > 0 or us[span.start - 1].kind != "x"
    if first.text > "\u3000":
        return after.kind == "x" and after.glued
    return not led and after.kind in "wx" and not after.lines and not has(after, "this", "next", "last", "daypart")


def _opens_a_sentence(us: list[Unit], i: int) -> bool:
    return i == 0 or us[i].lines > 0 or us[i - 1].text in ".!?:"


def _is_called(us: list[Unit], span: Span) -> bool:
    """Whether a word for being called stands right before: `the dog is called Friday`, `chama-se Domingo`."""
    if span.start == 0 or us[span.start].text.islower():
        return False
    near = us[max(span.start - 3, 0) : span.start]
    near = near[-1:] if near[-2:-1] and near[-2].text not in DASHES else near
    return any(fold(unit.text) in _words("called") for unit in near)


def _is_spoken_of(us: list[Unit], span: Span, hints: Hints) -> bool:
    """Whether a sentence begins with the day and says what it is or is called: `Donnerstag heißt der Held`."""
    article = span.start > 0 and len(us[span.start - 1].text) < 4 and us[span.start - 1].kind != "n"
    start = span.start - article
    if not _opens_a_sentence(us, start) and not _opens_a_sentence(us, span.start):
        return False
    verb, then = us[span.end], us[span.end + 1]
    if verb.kind not in "wx" or verb.lines:
        return False
    tag = hints.tags[0] if hints.tags else None
    if fold(verb.text) in _words("is", tag):
        return fold(then.text) not in _words("there", tag)
    for unit in us[span.end : span.end + _SENTENCE]:
        if unit.kind == "e" or unit.text in ".!?":
            return False
        if fold(unit.text) in _words("called"):
            return True
    return False
