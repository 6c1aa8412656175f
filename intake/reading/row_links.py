"""Links of a list's rows that stand outside them: below each row, below the last one for all, or in another point."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from intake.reading.gathering import Event, Material
from intake.reading.proposal import Finding
from intake.reading.rows import Listing

__all__ = ["links_below", "other_point", "share_last_link"]

_FEW_LETTERS = 12
_OWN_WORDS = 24


def links_below(material: Material, listed: Listing, links: Sequence[Finding]) -> list[list[Finding]]:
    """The links that stand below each row and above the next one, if they do below all rows; else none.

    Those of the last row stand as far below it at most as with the others.
    """
    starts = [row.lines[0].number for row in listed.rows]
    ends = [row.lines[-1].number for row in listed.rows]
    found: list[list[Finding]] = [[] for _ in starts]
    furthest = 0
    for link in links:
        line = material.layout.line_of(link)
        at = bisect_right(starts, line.number) - 1 if line is not None and line.part != "subject" else -1
        if line is None or at < 0 or line.number <= ends[at] or link.score <= 0:
            continue
        if at + 1 < len(starts):
            furthest = max(furthest, line.number - ends[at])
        elif line.number - ends[at] > furthest:
            continue
        found[at].append(link)
    return found if len(starts) > 1 and all(found) else []


def share_last_link(material: Material, events: Sequence[Event]) -> None:
    """Give the address that alone stands below the last of several rows to all, where none has one of its own."""
    *before, last = events or [Event()]
    line = material.layout.line_of(last.link) if last.link is not None else None
    if not before or line is None or "link" in last.shared or any(event.link for event in before):
        return
    if line is last.line or line.residue() - _letters(last.link) > _FEW_LETTERS:
        return
    for event in before:
        event.link = last.link
        event.shared.add("link")


def _letters(found: Finding | None) -> int:
    return sum(map(str.isalnum, found.words)) if found is not None else 0


def other_point(material: Material, link: Finding) -> bool:
    """Whether a link stands within the words of a point of another list, which sends nobody there."""
    line = material.layout.line_of(link)
    if line is None or not line.bullet or line.label or line.residue() <= _OWN_WORDS:
        return False
    return not any(cue.key == "pointer" for cue in line.cues)
