"""Hours from which a law holds, a bar closes or people must stay at home: "the 10 pm curfew" is when nobody meets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from intake.reading.cues import Cue
from intake.reading.layout import Layout

if TYPE_CHECKING:
    from intake.reading.dating import Mention

__all__ = ["mark"]

# So long is what stands between the word and its hour: " at ", " à partir de ", "以降の".
_BEFORE, _BEHIND = 14, 4
# From and until these hours people are rather told to stay at home than asked to come out.
_LATE, _EARLY = dt.time(20), dt.time(6)
_PARTING = frozenset(",;:.!?()\n–—|")


def mark(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark the hours that stand with a word for a curfew or closing time: "the 10 pm curfew", "the curfew from 10 pm".

    Where they are all that a mail has, only those at which people stay at home; "a march against the curfew at 3 pm"
    tells when the march is.
    """
    if not layout.says("limits"):
        return
    hours = [mention for mention in judged if mention.value.start is not None and mention.usable]
    named = [mention for mention in hours if mention.value.date is None and _is_named(mention, layout)]
    said = {mention.value.start for mention in named}
    alone = all(mention.value.start in said for mention in hours)
    for mention in named:
        if not alone or _at_home(mention):
            mention.against.add("limit")


def _at_home(mention: Mention) -> bool:
    """Whether an hour is so late or early, or one of a range, that it rather tells when people stay at home."""
    start = mention.value.start
    return start is not None and (start >= _LATE or start < _EARLY or mention.value.end is not None)


def _is_named(mention: Mention, layout: Layout) -> bool:
    found = mention.found
    text = layout.texts.get(found.part, "")
    around = layout.cues_around(found)
    for cue in around:
        if cue.key != "limits":
            continue
        if 0 <= cue.start - found.end <= _BEHIND and _PARTING.isdisjoint(text[found.end : cue.start]):
            return True
        if 0 <= found.start - cue.end <= _BEFORE and _PARTING.isdisjoint(text[cue.end : found.start]):
            return not _meets(around, cue)
    return False


def _meets(around: Sequence[Cue], limit: Cue) -> bool:
    """Whether a meeting is named before the word: "a march against the curfew at 3 pm"."""
    return any(cue.key == "event" and cue.end <= limit.start for cue in around)
