"""The forms a name may have been given: what it would be without an ending, and what is one letter from it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from intake.reading.fields.where.vocabulary import Pairs

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


LONG = 40
"""Letters of a word above which nothing about it is remembered: few words have them, and they fill the memory."""


def stems(folded: str, pairs: Pairs) -> tuple[str, ...]:
    """Dictionary forms that a folded word may be an inflected form of, by the endings of its language."""
    return _known_stems(folded, pairs) if len(folded) <= LONG else _stems(folded, pairs)


def _stems(folded: str, pairs: Pairs) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for ending, instead in pairs:
        if folded.endswith(ending) and (len(folded) - len(ending) >= 2 or folded == ending):
            stem = folded[: len(folded) - len(ending)] + instead
            if len(stem) >= 3 and stem != folded:
                found[stem] = None
    return tuple(found)


_known_stems = lru_cache(maxsize=16_384)(_stems)


def one_letter_off(folded: str) -> Iterator[str]:
    """The words that differ by one letter left out, added, changed, or two exchanged; the first letter stays."""
    for at in range(1, len(folded) + 1):
        head, tail = folded[:at], folded[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _ALPHABET:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
