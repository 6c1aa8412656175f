"""An event's name in the sentence of its day, where no subject or heading has it: "our Lime Walk takes place"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from intake.reading import cues
from intake.reading.fields import title as titles
from intake.reading.fields.where.vocabulary import everything
from intake.reading.languages import languages
from intake.reading.layout import Layout
from intake.reading.proposal import Finding

__all__ = ["only_says_held", "says_is_held", "told_title"]

_SENTENCE, _MOST_WORDS, _BACK = 400, 8, 2
_LONG = 6  # letters of a word that may be a name alone
_WORD = re.compile(r"\d{1,3}\.(?= )|[^\W_][\w'’&-]*")
# What ends the clause in which a name stands, or is no part of it.
_ENDS = re.compile(r"[,;:!?()\"“”„«»|]|\s[–—-]\s|(?<!\d)\.(?:\s|$)|\n\s*\n")


@cache
def _verbs(key: str) -> re.Pattern[str]:
    words = {word for one in languages() for word in one.table("mail").get(key, ())}
    longest = [r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)", re.IGNORECASE)


@cache
def _common() -> frozenset[str]:
    """The commonest words of all languages, and their articles."""
    return frozenset(word for one in languages() for word in cues.common(one.tag)) | frozenset(
        word for one in languages() for word in one.table("where").get("articles", ())
    )


def says_is_held(layout: Layout, day: Finding) -> bool:
    """Whether the sentence of a day says that something takes place: "The second walk will be held on 5 May"."""
    start, end = layout.sentence(day.part, day.start)
    first, last = max(start, day.start - _SENTENCE), min(end, day.end + _SENTENCE)
    return _verbs("is_held").search(layout.texts[day.part], first, last) is not None


def only_says_held(words: str) -> bool:
    """Whether words name no meeting, but only say that one takes place: "findet", "aura lieu"."""
    return _verbs("is_held").fullmatch(words) is not None


def told_title(layout: Layout, day: Finding) -> Finding | None:
    """What the sentence of a day says is held then, or that people are invited to; None where it is no name."""
    if day.part not in layout.texts:
        return None
    text = layout.texts[day.part]
    start, end = layout.sentence(day.part, day.start)
    start, end = max(start, day.start - _SENTENCE), min(end, day.end + _SENTENCE)
    cut = sorted(
        (one.start, one.end)
        for line in layout.lines
        if line.part == day.part and line.start < end and start < line.start + line.length
        for one in line.whens
    )
    invited = _verbs("invites_to").search(text, start, end)
    if invited is not None and (found := _named(text, day.part, invited.end(), _until(text, invited.end(), end, cut))):
        return found
    held = _verbs("is_held").search(text, start, end)
    if held is None:
        return None
    since = max((until for _, until in cut if until <= held.start()), default=start)
    before = [match.end() for match in _ENDS.finditer(text, start, held.start())]
    first = max(start, *before) if before else start
    return _named(text, day.part, max(first, since), held.start()) or _named(
        text, day.part, held.end(), _until(text, held.end(), end, cut), placed=True
    )


def _until(text: str, at: int, end: int, cut: Sequence[tuple[int, int]]) -> int:
    """Where the words behind a verb end: at a day, an hour or a mark."""
    stop = _ENDS.search(text, at, end)
    verb = _verbs("is_held").search(text, at, end)  # "findet der Lindenlauf statt"
    days = [start for start, _ in cut if start >= at]
    return min([stop.start() if stop else end, verb.start() if verb else end, end, *days])


def _named(text: str, part: str, start: int, end: int, *, placed: bool = False) -> Finding | None:
    """The name within a stretch of a clause: from its first word with a capital or for a meeting.

    With `placed` a place may stand before it: "findet in Gera der Lindenlauf statt".
    """
    words = list(_WORD.finditer(text, start, end))
    meetings = [cue for cue in cues.find(text[start:end]) if cue.key == "event"]
    first = next(
        (
            number
            for number, word in enumerate(words)
            if _begins(word, start, meetings) and not (placed and _in_a_place(words[max(0, number - 2) : number]))
        ),
        None,
    )
    if first is None:
        return None
    for _ in range(_BACK):
        if first and words[first - 1][0].casefold() not in _common() and not words[first - 1][0].isdigit():
            first -= 1
    kept = words[first:]
    while kept and kept[-1][0].casefold() in _common():
        kept.pop()
    if not kept or len(kept) > _MOST_WORDS:
        return None
    said = " ".join(text[kept[0].start() : kept[-1].end()].split())
    if (
        (len(kept) < 2 and not meetings and len(kept[0][0]) < _LONG)
        or titles.only_about_mail(said)
        or len(said) > titles.LONGEST
    ):
        return None
    return Finding(
        "title", said, said, kept[0].start(), kept[-1].end(), part, "what its sentence says is held", score=1.0
    )


def _begins(word: re.Match[str], start: int, meetings: Sequence[cues.Cue]) -> bool:
    """Whether a name may begin at a word."""
    if word[0].casefold() in _common():
        return False
    if word[0][0].isupper() or (word[0][0].isdigit() and word[0].endswith(".")):
        return True
    return any(cue.start <= word.start() - start < cue.end for cue in meetings)


def _in_a_place(before: Sequence[re.Match[str]]) -> bool:
    """Whether the words before one say that it is a place: "in Gera", "auf dem Marktplatz"."""
    said = [word[0].casefold() for word in before]
    if said and said[-1] in _common() and said[-1] not in everything().before:
        said.pop()
    return bool(said) and said[-1] in everything().before
