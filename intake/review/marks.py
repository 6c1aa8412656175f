"""The mail's text cut at the places where values were found, so that a page can mark them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from intake.reading.proposal import Field, Finding


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text: `field` is None for the words between findings, `certain` False for what was implied."""

    text: str
    field: Field | None = None
    certain: bool = True
    chosen: bool = True


def stretches(text: str, part: str, chosen: Iterable[Finding], others: Iterable[Finding] = ()) -> list[Stretch]:
    """`text` (the message's `part`) as stretches in order; put together they are `text` again.

    Where findings overlap the chosen one wins, then the one that begins first, then the longer one; a finding whose
    offsets do not fit the text is left out.
    """
    found = [(finding, True) for finding in chosen] + [(finding, False) for finding in others]
    fits = [
        (finding, wins)
        for finding, wins in found
        if finding.part == part and 0 <= finding.start < finding.end <= len(text)
    ]
    fits.sort(key=lambda one: (not one[1], one[0].start, one[0].start - one[0].end))
    taken: list[tuple[int, int, Finding, bool]] = []
    for finding, wins in fits:
        if all(finding.end <= start or finding.start >= end for start, end, _, _ in taken):
            taken.append((finding.start, finding.end, finding, wins))
    cut: list[Stretch] = []
    position = 0
    for start, end, finding, wins in sorted(taken, key=lambda one: one[0]):
        if start > position:
            cut.append(Stretch(text[position:start]))
        cut.append(Stretch(text[start:end], finding.field, finding.certain, wins))
        position = end
    if position < len(text):
        cut.append(Stretch(text[position:]))
    return cut
