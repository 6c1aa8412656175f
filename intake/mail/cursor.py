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


def _joined(parts: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges in any order as ascending, disjoint ones."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(parts):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


def _less(parts: Ranges, gone: Ranges) -> Ranges:
    """What is left of some ranges without what lies in others."""
    left: list[tuple[int, int]] = []
    at = 0
    for low, high in parts:
        while at < len(gone) and gone[at][1] < low:
            at += 1
        following = at
        while following < len(gone) and gone[following][0] <= high:
            if low < gone[following][0]:
                left.append((low, gone[following][0] - 1))
            low = gone[following][1] + 1
            following += 1
        if low <= high:
            left.append((low, high))
    return tuple(left)


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
        # Thousands may wait to be filed while batch follows batch: their ranges are few, their numbers are not.
        parts = _less(_joined((*self.unfiled, *ranges(new))), ranges(filed))
        if len(parts) > MOST_RANGES:
            widest = sorted(range(1, len(parts)), key=lambda at: parts[at][0] - parts[at - 1][1])[-(MOST_RANGES - 1) :]
            cuts = [0, *sorted(widest), len(parts)]
            parts = _less(tuple((parts[a][0], parts[b - 1][1]) for a, b in pairwise(cuts)), ranges(left))
        return replace(self, last=max(self.last, max(new, default=0)), unfiled=parts)

    def among(self, present: Iterable[int]) -> Cursor:
        """The cursor with only those unfiled UIDs that are still in the inbox."""
        return replace(self, unfiled=ranges(uid for uid in present if self.knows(uid)))
