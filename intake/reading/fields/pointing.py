"""Whether a mail sends its readers to an address, or only mentions it in a sentence about something else.

"Details: <address>", "sign up here" and a line of its own point; "over 1,700 people signed a petition <address>" does
not. An address whose words or path name what the subject announces points, too. Words are data (`pointer`, `map`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from intake.reading import cues
from intake.reading.proposal import Passage

__all__ = ["Standing", "names_it", "standing", "subject_words"]

Standing = Literal["pointed", "about", "mentioned", "map", "apart"]
"""The mail sends people there; it only mentions an address that is about a meeting, or about anything; a map; rules,
a petition, a shop."""

_REACH, _LONGEST = 70, 300
# How far before an address its name begins, where no link says so: "the spring walk <https://...>".
_NAME = 32
# So little before an address is about the address: "Mehr auf <https://...>", in whatever language.
_BRIEF, _FEW_WORDS = 24, 3
# A line that was broken because it was full is longer.
_FULL = 58
_OPENERS = " \t\n<([\"'“„«»‘*_"
_CLOSERS = ",”»\"')"
_BULLETS = frozenset("*•·▪●–-")
_RUNS_ON = ("-", "–", ":", ",", "(")
# A sign or a line's end, as its first letter, is soon found.
_SENTENCE = re.compile(
    r"[.!?。！？؟…\n](?:(?<!\n)(?:[\"”»)\]*_]*\s+|(?=[^\x00-\x7f]))"
    r"|(?<=\n)[ \t]*(?:\n|(?:[*•·▪●–-]|\d{1,2}[.)])[ \t]))"
)
# So many words beside the name of what is no event's page a link has at most, and so many follow it up to "here".
_MORE_WORDS, _BEHIND, _LABEL_END = 2, 4, 3
_AND = cues.entries("and")
_WORD = re.compile(r"[^\W\d_]{5,}")
# "Leeds, by the fountain in City Square, 2pm, <address>" is an entry of a list.
_HOUR_BEFORE = re.compile(r"(?<![\d.,])\d{1,2}(?:[:.hH]\d{2}|\s?(?:[ap]\.?m\.?|h|hs|hrs|uhr|ч))[,)]*\Z", re.IGNORECASE)
_ADDRESS_BEFORE = re.compile(r"://\S+\Z")


@lru_cache(maxsize=64)
def subject_words(subject: str) -> frozenset[str]:
    """The folded words of a subject by which an address may name what it announces: long ones, and no cue words."""
    said = {match.start(): cues.fold(match[0]) for match in _WORD.finditer(subject)}
    for cue in cues.find(subject):
        if cue.end - cue.start == len(said.get(cue.start, "")):
            said.pop(cue.start)
    return frozenset(said.values())


def names_it(address: str, subject: frozenset[str]) -> bool:
    """Whether the path of an address has one of the subject's words."""
    return bool(subject) and not subject.isdisjoint(cues.fold(word[0]) for word in _WORD.finditer(address))


def standing(passage: Passage, start: int, words: str | None, address: str, days: Sequence[int] = ()) -> Standing:
    """How an address stands at this offset of a passage; `words` are those of a link, None where it is written out.

    `address` is what follows its host, `days` are the offsets of the days that the passage names, in order.
    """
    text = passage.text
    if words and bisect_left(days, start) < bisect_left(days, start + len(words)):
        return "pointed"  # the day itself is the link
    begin = _sentence_start(text, start)
    lead = text[max(begin, start - _REACH) : start].strip(_OPENERS)
    said = cues.find(f"{lead} \n {words or ''}", passage.languages)
    split = len(lead) + 3
    # "Map: <address>", and not "Info and map: <address>".
    if any(cue.key == "map" and (cue.start >= split or len(lead) - cue.end <= 3) for cue in said) and not any(
        "link" in cues.label(word) for word in cues.words(lead)
    ):
        return "map"
    if _is_apart(lead, words, said):
        return "apart"
    if not lead or not (lead[-1].isalnum() or lead[-1] in _CLOSERS) or _ADDRESS_BEFORE.search(lead):
        return "pointed"
    if _HOUR_BEFORE.search(lead):
        return "pointed"
    if begin >= start - _REACH and len(lead) <= _BRIEF and lead.count(" ") < _FEW_WORDS:
        return "pointed"
    if not _BULLETS.isdisjoint(text[max(0, begin - 2) : begin + 1]) and _ends_its_line(text, start):
        return "pointed"  # "- A year of seeds <address>"
    closest = split if words is not None else len(lead) - _NAME
    if any(cue.key == "pointer" or (cue.key == "event" and cue.start >= closest) for cue in said):
        return "pointed"
    dated = bisect_left(days, begin) < bisect_left(days, start)
    return "about" if dated or any(cue.key == "event" for cue in cues.find(address)) else "mentioned"


def _is_apart(lead: str, words: str | None, said: Sequence[cues.Cue]) -> bool:
    """Whether the words of a link, or the last before it, name what is no event's page: "Petition: <address>".

    A word that points may follow them: "read our demands here: <address>".
    """
    split = len(lead) + 3
    within = [cue for cue in said if cue.start >= split]
    if words is not None and not any(cue.key == "event" for cue in within):
        most = len(cues.words(words)) - _MORE_WORDS
        if any(len(cues.words(words[cue.start - split : cue.end - split])) >= most for cue in within if _is_aside(cue)):
            return True
    before = next((cue for cue in reversed(said) if _is_aside(cue) and cue.start < split), None)
    if before is None or _ADDRESS_BEFORE.search(lead):
        return False
    if len(lead) - before.end <= _LABEL_END:
        return True
    behind = [cue for cue in said if before.end <= cue.start < split]
    gap = cues.words(lead[before.end :])
    return (
        words is None
        and len(gap) <= _BEHIND
        and _AND.isdisjoint(gap)
        and any(cue.key == "pointer" and len(lead) - cue.end <= _LABEL_END for cue in behind)
    )


def _is_aside(cue: cues.Cue) -> bool:
    return cue.key == "aside"


def _ends_its_line(text: str, start: int) -> bool:
    """Whether nothing follows an address on its line."""
    return len(text[start : start + _LONGEST].partition("\n")[0].split()) == 1


def _sentence_start(text: str, at: int) -> int:
    """Where the sentence before an offset begins; a short line that does not run on ends one, too."""
    begin = max(0, at - _LONGEST)
    for match in _SENTENCE.finditer(text, begin, at):
        begin = match.end()
    newline = text.rfind("\n", begin, at)
    short = newline >= 0 and (newline < _FULL or text.rfind("\n", newline - _FULL, newline) >= 0)
    return newline + 1 if short and not text[begin:newline].rstrip().endswith(_RUNS_ON) else begin
