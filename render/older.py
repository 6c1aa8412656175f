"""The older versions of a folder that is published: how long they are kept for slow readers, and which is of use again.

A version is kept for `KEPT` seconds after another took its place, as long as all of them together stay small; then its
files become those of the next version, so that only what changed is written. What is known of them stands in a note
beside them: in what each differs from the one after it, the last from the one that is shown.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

KEPT = 600.0
"""Seconds that who reads a version may take: a copy of a large site over a slow line is done by then."""
MOST = 64
"""How many older versions are kept at most."""
ROOM = 256 * 1024 * 1024
"""How many bytes older versions may hold together, and at most a quarter of what is free; the last one always stays."""
NAMED = 2000
"""If more files than these differ, a version is not used again: a new one is made as fast."""
_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Older:
    """A version that was shown: its name among the versions, its folder's number, and when another took its place.

    `weight` is about how many bytes only this version holds, `differing` the files in which the next version is another
    one (None when they are too many to name).
    """

    name: str
    number: int
    retired: float
    weight: int
    differing: Sequence[str] | None


def weight(written: Collection[int], files: int, folders: int) -> int:
    """About how many bytes a version holds for itself, of that many files and folders, when those were `written`."""
    return sum(-(-size // _BLOCK) * _BLOCK for size in written) + folders * _BLOCK + files * 48


def known(versions: Path, shown: Path | None) -> list[Older]:
    """What the note says of the versions before the one that is shown, oldest first; nothing where it is not sure."""
    if shown is None:
        return []
    number = shown.stat().st_ino
    try:
        note = json.loads((versions / "older").read_text())
        older = [Older(str(a), int(b), float(c), int(d), e) for a, b, c, d, e in note["older"]]
        noted = int(note["shown"])
    except (OSError, ValueError, LookupError, TypeError):
        return []
    if noted != number and older and older[-1].number == number:  # noted before a turn that never was
        noted = older.pop().number
    return [one for one in older if (versions / one.name).is_dir()] if noted == number else []


def note(versions: Path, shown: Path, older: Sequence[Older]) -> None:
    """Write the note for the time when `shown` is shown."""
    part = versions / "older.part"
    part.write_text(json.dumps({"shown": shown.stat().st_ino, "older": [astuple(one) for one in older]}))
    part.replace(versions / "older")


def spare(versions: Path, older: Sequence[Older], shown: str) -> tuple[Older | None, set[str]]:
    """The newest version that nobody needs to read any more, and its files that differ from those shown."""
    over, stale = set(_over(versions, older, shown)), set[str]()
    for one in reversed(older):
        if one.differing is None:
            break
        stale |= set(one.differing)
        if one.name in over:
            return one, stale
    return None, set()


def remove(versions: Path, older: Sequence[Older], shown: str) -> None:
    """Remove the versions that are over, save the one that will be of use again."""
    of_use, _ = spare(versions, older, shown)
    for name in list(_over(versions, older, shown)):
        if of_use is None or name != of_use.name:
            shutil.rmtree(versions / name, ignore_errors=True)


def _over(versions: Path, older: Sequence[Older], shown: str) -> Iterator[str]:
    """The names of the versions that are older than what is kept, or more, the newest first, and `shown` never."""
    now, room = time.time(), min(ROOM, shutil.disk_usage(versions).free // 4)
    held = 0
    for rank, one in enumerate(sorted(older, key=lambda one: one.retired, reverse=True)):
        held += one.weight
        if now - one.retired >= KEPT or rank >= MOST or (rank > 0 and held > room):
            yield one.name
    noted = {shown, *(one.name for one in older)}
    # What is in no note was never shown: a publisher that was killed left it.
    yield from (entry.name for entry in versions.iterdir() if entry.name.isdigit() and entry.name not in noted)
