"""Telling how far long work has come, to whoever shows it; the work itself knows of no terminal."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from typing import TypeVar

from intake.jobs.working import Read, Reads
from intake.reading_process import Asked

Tell = Callable[[str, int, int | None], None]
"""Is told what is being done, how many are done, and of how many where that is known."""

T = TypeVar("T")


def nobody(what: str, done: int, total: int | None) -> None:
    """The one who is told when nobody wants to know."""


def counted(items: Iterable[T], what: str, tell: Tell, total: int | None = None) -> Iterator[T]:
    """The items, each told when it is handed out."""
    for number, item in enumerate(items, 1):
        tell(what, number, total)
        yield item


class ToldReads:
    """A reader that tells how many messages it has read."""

    def __init__(self, reader: Reads, what: str, tell: Tell, total: int | None) -> None:
        self._reader, self._what, self._tell, self._total = reader, what, tell, total
        self._done = 0

    def read_all(self, items: Iterable[Asked]) -> Generator[Read, None, None]:
        """See `intake.jobs.working.Reads`."""
        with closing(self._reader.read_all(items)) as outcomes:
            for outcome in outcomes:
                self._done += 1
                self._tell(self._what, self._done, self._total)
                yield outcome
