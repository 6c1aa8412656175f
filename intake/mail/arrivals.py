"""What every mailbox does alike: sizes, times and header blocks of messages, and cutting them into batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

T = TypeVar("T")

BATCH_MESSAGES = 250
BATCH_BYTES = 8_000_000
HEADER_BYTES = 131_072
"""How much of an oversized message is kept so that a person can see from whom it is and what it is about."""


def received_at(seconds: float | None) -> datetime:
    """The time of POSIX `seconds`, in UTC; the present where it is unknown, absurd or lies ahead of us.

    A server's clock may be wrong: a mail cannot have come later than now.
    """
    now = datetime.now(UTC)
    if seconds is None or not 0 < seconds < now.timestamp():
        return now
    return datetime.fromtimestamp(seconds, UTC)


def headers_of(start: bytes) -> bytes:
    """The header block at the start of a message, its empty line included, at most `HEADER_BYTES` long."""
    start = start[:HEADER_BYTES]
    ends = [at + len(gap) for gap in (b"\r\n\r\n", b"\n\n") if (at := start.find(gap)) >= 0]
    return start[: min(ends)] if ends else start


def too_large(size: int, limit: int) -> str:
    """The reason with which an oversized message is held; sizes in bytes."""
    return f"the message is {size / 1e6:.1f} MB large, more than the {limit / 1e6:g} MB of mailbox.max_size"


def in_batches(things: Iterable[tuple[T, int]]) -> Iterator[list[T]]:
    """Cut (thing, size in bytes) pairs into lists of at most `BATCH_MESSAGES` and, beyond one, `BATCH_BYTES`."""
    batch: list[T] = []
    weight = 0
    for thing, size in things:
        if batch and (len(batch) >= BATCH_MESSAGES or weight + size > BATCH_BYTES):
            yield batch
            batch, weight = [], 0
        batch.append(thing)
        weight += size
    if batch:
        yield batch
