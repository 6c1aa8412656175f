"""Sentences of a reply about several events are parted: "in Lyon the venue is Dokk1, and Ghent is cancelled"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from intake.deciding.changes import same_city
from intake.deciding.comparing import fold
from intake.deciding.draft import Details
from intake.deciding.pieces import Piece
from intake.deciding.stating import Stated
from intake.deciding.wording import Wording, joining_words
from intake.reading.alternatives import alternation
from intake.reading.lines import NO_SPACES
from intake.reading.proposal import Place

__all__ = ["cuts", "names_city", "parted"]

MOST_CLAUSES = 20
LONGEST = 1_000
"""Characters beyond which a sentence is read as one."""

_TOKEN = re.compile(r"\w+")
_GLUED = re.compile(rf"{NO_SPACES.pattern}|[\u1100-\u11ff]")  # Hangul folded is in its letters
_INFLECTED, _ENDING = 4, 3  # letters of a name that takes endings in a sentence, and of those: "Lyonin"
_NUMBERED = re.compile(r"(?<![\d:.,])\d{1,2}(?!\d|[:.,]\d)")


def names_city(piece: Piece, details: Details) -> bool:
    """Whether a piece names the city of an event, in whatever language."""
    return bool(_cities(piece, [details], piece.stated))


def _cities(piece: Piece, events: Sequence[Details], given: Stated | None = None) -> list[tuple[int, int]]:
    """Where a piece names the cities of events, but not in what is `given`: offset in its text, number of the event."""
    text = piece.text
    tokens = [(match.start(), fold(match[0])) for match in _TOKEN.finditer(text)]
    found: list[tuple[int, int]] = []
    for number, details in enumerate(events):
        if not details.city:
            continue
        wanted = fold(details.city).split()
        for at in range(len(tokens) - len(wanted) + 1) if wanted else ():
            start = tokens[at][0]
            here = [word for _, word in tokens[at : at + len(wanted)]]
            if here[:-1] == wanted[:-1] and _is_word(here[-1], wanted[-1], text[start].isupper()):
                found.append((start, number))
        for one in piece.wheres:
            place = one.value
            if isinstance(place, Place) and place.city and same_city(details, place):
                found.append((one.start - piece.start, number))
    return sorted({(at, number) for at, number in found if given is None or not given.start <= at < given.end})


def _is_word(here: str, wanted: str, capital: bool) -> bool:
    """Whether a word is the wanted one, perhaps with an ending, or a particle that its script does not part from it."""
    if here == wanted:
        return True
    if _GLUED.match(wanted):
        return wanted in here
    ending = here.removeprefix(wanted)
    if capital and len(wanted) >= _INFLECTED and 0 < len(ending) <= _ENDING < len(here) and ending.isalpha():
        return here.startswith(wanted)
    return here.startswith(wanted) and _GLUED.match(here, len(wanted)) is not None


def cuts(piece: Piece, events: Sequence[Details]) -> list[int]:
    """Where a sentence that names several events is to be cut: before each further one, at a comma or an "and"."""
    if len(piece.text) > LONGEST:
        return []
    named: list[tuple[int, object]] = list(_cities(piece, events))
    if len(piece.numbers) > 1:
        named += [
            (match.start(), match[0]) for match in _NUMBERED.finditer(piece.text) if int(match[0]) in piece.numbers
        ]
    named.sort(key=lambda one: one[0])
    found = []
    for (start, first), (stop, second) in pairwise(named):
        if first == second:
            continue
        parts = list(_separators().finditer(piece.text, start, stop))
        signs = [part for part in parts if not part[0][0].isspace()] or parts
        if signs:
            found.append(signs[-1].end())
    return found[: MOST_CLAUSES - 1]


@cache
def _separators() -> re.Pattern[str]:
    """What parts clauses: a comma, a semicolon, or a word for "and" in any language."""
    either = alternation(joining_words())
    return re.compile(rf"[,;،、；，。](?!\d)\s*(?:(?:{either})\s+)?|\s(?:{either})\s+")


def parted(piece: Piece, at: Sequence[int], make: Callable[[int, int, bool], Piece], words: Wording) -> Iterator[Piece]:
    """The clauses of a piece; one that says nothing belongs to the next: "Lyon and Ghent are cancelled".

    `make` reads a part of the piece's text anew and is told whether it is the first.
    """
    ends = [*at, len(piece.text)]
    begin = 0
    made: list[tuple[int, Piece]] = []
    for end in ends:
        one = make(begin, end, not made)
        if _says_something(one, words):
            made.append((begin, one))
            begin = end
    if begin < len(piece.text):
        if not made:
            yield piece
            return
        start = made.pop()[0]
        made.append((start, make(start, len(piece.text), not made)))
    yield from (one for _, one in made)


def _says_something(piece: Piece, words: Wording) -> bool:
    found = (piece.whens, piece.links, piece.venues, piece.stated, piece.shift)
    return (
        any(found)
        or piece.label != "none"
        or piece.calls_off
        or any(
            piece.says(name, words, cue) for name, cue in (("moved", "moved"), ("spelled", ""), ("open", "postponed"))
        )
    )
