"""How far an IMAP inbox was read: a value the store keeps as text beside the messages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

Ranges = tuple[tuple[int, int], ...]
"""UIDs as ascending, disjoint, closed ranges."""

MOST_RANGES = 400


def ranges(uids: Iterable[int]) -> Ranges:
    """Write UIDs in any order as ranges of consecutive ones."""
    found: list[tuple[int, int]] = []
    for uid in sorted(set(uids)):
        if found and found[-1][1] == uid - 1:
            found[-1] = (found[-1][0], uid)
        else:
            found.append((uid, uid))
    return tuple(found)


def members(parts: Ranges) -> list[int]:
    """The UIDs in some ranges, ascending."""
    return [uid for low, high in parts for uid in range(low, high + 1)]


def text_of(parts: Ranges) -> str:
    """Ranges as IMAP writes a set, with - for the colon: "1-50,60"."""
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in parts)


def ranges_in(text: str) -> Ranges:
    """Read what `text_of` wrote; raises ValueError for anything else."""
    found = []
    for part in text.split(",") if text else ():
        low, _, high = part.partition("-")
        found.append((int(low), int(high or low)))
    return tuple(found)


def _without(part: tuple[int, int], uid: int) -> Ranges:
    low, high = part
    if not low <= uid <= high:
        return (part,)
    return tuple(piece for piece in ((low, uid - 1), (uid + 1, high)) if piece[0] <= piece[1])


@dataclass(frozen=True, slots=True)
class Cursor:
    """`last` is the highest UID taken under `validity` (UIDVALIDITY; 0 = nothing taken yet).

    `unfiled` are UIDs up to `last` that are kept but were still in the inbox when the cursor was written: they are
    filed away without being read again. Any other UID up to `last` that shows up in the inbox was never kept (a
    server may show a lower UID late) and is read.
    """

    validity: int = 0
    last: int = 0
    unfiled: Ranges = ()

    @classmethod
    def read(cls, text: str | None) -> Cursor:
        """Read what `str()` wrote; anything else counts as "nothing taken yet", which only costs a second reading."""
        try:
            validity, last, unfiled = (text or "").split(":")
            return cls(int(validity), int(last), ranges_in(unfiled))
        except ValueError:
            return cls()

    def __str__(self) -> str:
        return f"{self.validity}:{self.last}:{text_of(self.unfiled)}"

    def knows(self, uid: int) -> bool:
        """Whether `uid` is kept and only waits to be filed away."""
        at = bisect_right(self.unfiled, (uid, uid)) - 1
        candidates = self.unfiled[max(at, 0) : at + 2]
        return any(low <= uid <= high for low, high in candidates)

    def with_taken(self, uids: Iterable[int], filed: Iterable[int] = (), left: Iterable[int] = ()) -> Cursor:
        """The cursor after `uids` were taken and `filed` left the inbox; `left` are in it and could not be taken.

        Where a mailbox is never filed and full of gaps, the smallest gaps are closed, so that the text stays short;
        but none in which a message lies that was left.
        """
        new = set(uids)
        gone = set(filed)
        parts = ranges(uid for uid in (*members(self.unfiled), *new) if uid not in gone)
        if len(parts) > MOST_RANGES:
            widest = sorted(range(1, len(parts)), key=lambda at: parts[at][0] - parts[at - 1][1])[-(MOST_RANGES - 1) :]
            cuts = [0, *sorted(widest), len(parts)]
            parts = tuple((parts[a][0], parts[b - 1][1]) for a, b in pairwise(cuts))
            for uid in left:
                parts = tuple(piece for part in parts for piece in _without(part, uid))
        return replace(self, last=max(self.last, max(new, default=0)), unfiled=parts)

    def among(self, present: Iterable[int]) -> Cursor:
        """The cursor with only those unfiled UIDs that are still in the inbox."""
        return replace(self, unfiled=ranges(uid for uid in present if self.knows(uid)))
