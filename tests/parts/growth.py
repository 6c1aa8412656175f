"""How the work grows with the text it is done on, told so that a slow or busy machine tells the same.

What is linear takes four times as long for a text four times as long, what is quadratic sixteen times: the bound lies
between them. Where the work is calls and a number says what is too much of them, they are counted instead.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, AnyStr, TypeVar

STEEP = 8.0
"""What grows more than this from a text to one four times as long is not linear."""
_ROUNDS = 6
T = TypeVar("T")


def calls(work: Callable[[], object]) -> int:
    """How many functions, Python's own included, some work calls."""
    count = 0

    def counted(_frame: FrameType, event: str, _what: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def filled(piece: AnyStr, size: int) -> AnyStr:
    """A text of a size that is one piece over and over."""
    return (piece * (size // len(piece) + 1))[:size]


def growth(made: Callable[[int], T], size: int, work: Callable[[T], object]) -> float:
    """How many times as long the work takes on what is `made` in a size as on what is made in a quarter of it.

    Of each the least processor time counts. One round is enough where that is below `STEEP`: what else the machine
    does lengthens a measurement and shortens none; otherwise up to six make sure. Each time a little less is made, so
    that no cache knows it. What other tests left in memory is kept from the garbage collector meanwhile.
    """
    quarters, wholes = [], []

    def measured(some: int) -> float:
        given = made(some)
        gc.collect()
        began = time.thread_time()
        work(given)
        return time.thread_time() - began

    collects = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        measured(size // 4)  # loads what is loaded once
        for less in range(_ROUNDS):
            quarters += [measured(size // 4 - 2 * less - 1), measured(size // 4 - 2 * less - 2)]
            wholes.append(measured(size - less))
            if min(wholes) < STEEP * min(quarters):
                break
    finally:
        gc.unfreeze()
        if collects:
            gc.enable()
    return min(wholes) / min(quarters)
