"""The child's side of the reading process: requests come in over one pipe, answers go out over another."""

from __future__ import annotations

import contextlib
import ctypes
import datetime as dt
import gc
import os
import pickle
import resource
import signal
import struct
from dataclasses import replace
from typing import IO, TYPE_CHECKING, NamedTuple

from intake.reading.message import Message, Unreadable, read

if TYPE_CHECKING:
    from intake.deciding.screened import Screened
    from intake.reading.proposal import Context, Reading

__all__ = ["BYE", "LENGTH", "READY", "WEARY", "Exceeded", "Told", "serve", "took_longer"]

LENGTH = struct.Struct("!Q")
READY, WEARY, BYE = b"ready", b"weary", b"bye"
_FIRST = b"From: a@example.org\nSubject: Garden day\n\nSaturday 6 March 2021 at 3 pm in Ghent, www.example.org/day\n"
_FULL, _MOST = 120_000_000, 180_000_000
"""Resident bytes above which a child asks to be relieved by another, and above which it goes at once: caches of a long
life end with it."""
_AGAIN = 0.05


class _LateError(BaseException):
    """A message took too long; no handler of what goes wrong while reading is meant to stop it."""


class Exceeded(Unreadable):
    """A message that took too long or ended its reader. A machine under load may be to blame: worth another try."""


class Told(NamedTuple):
    """A message and what it says; `words` where it was screened, and then the message is `shortened`."""

    message: Message
    reading: Reading
    words: Screened | None = None


def serve(reads: int, writes: int, memory: int, seconds: float, screens: bool) -> None:
    """The child's life: read requests from one pipe, write answers to the other, until the parent closes them.

    A message that takes too long is given up, so that the next need not wait for another child; where that does not
    help, within a library's long call, the parent ends this one. An alarm ends a child that is at one message for
    `seconds`, should its parent no longer be there to do so.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with os.fdopen(reads, "rb") as requests, os.fdopen(writes, "wb") as answers:
        try:
            from intake.reading.proposal import Context

            # Reads once before the limit counts, so that words, places and patterns are loaded.
            context = Context(now=dt.datetime(2021, 3, 1, tzinfo=dt.UTC))
            _told(read(_FIRST), context, len(_FIRST) if screens else None)
            signal.signal(signal.SIGPROF, _late)
            # What is loaded now stays: no collection need look at it again.
            gc.collect()
            gc.freeze()
        except Exception as error:  # whatever is wrong with the installation, the parent should say it
            _send(answers, f"{type(error).__name__}: {error}".encode())
            return
        _limit(memory)
        _send(answers, READY)
        weary = False
        while len(head := requests.read(LENGTH.size)) == LENGTH.size:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            answer, spent = _answer(requests, LENGTH.unpack(head)[0])
            signal.setitimer(signal.ITIMER_REAL, 0)
            _send(answers, answer)
            del answer
            held = _trimmed() if _resident() > _FULL and not weary else _resident()
            if spent or held > _MOST:
                _send(answers, BYE)
                return
            if held > _FULL and not weary:
                weary = True
                _send(answers, WEARY)


def _answer(requests: IO[bytes], size: int) -> tuple[bytes, bool]:
    """Read one request, of which the first `size` bytes say how, and answer it; whether the memory was used up."""
    limit = 0.0
    try:
        context, max_size, limits, limit = pickle.loads(requests.read(size))  # noqa: S301 - our own parent
        raw = requests.read(LENGTH.unpack(requests.read(LENGTH.size))[0])
        try:
            signal.setitimer(signal.ITIMER_PROF, limit, _AGAIN)
            return pickle.dumps(_told(read(raw, limits), context, max_size), pickle.HIGHEST_PROTOCOL), False
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except _LateError:
        return pickle.dumps(Exceeded(took_longer(limit))), False
    except Unreadable as error:
        return pickle.dumps(Unreadable(str(error))), False
    except MemoryError:
        return pickle.dumps(Unreadable("reading it took more memory than one message may")), True
    except Exception as error:  # one mail must not stop the rest
        return pickle.dumps(Unreadable(f"reading it failed ({_where(error)})")), False


def took_longer(seconds: float) -> str:
    """The reason with which such a message is held."""
    return f"reading it took longer than {seconds:g} seconds"


def _late(*_: object) -> None:
    raise _LateError


def _told(message: Message, context: Context, max_size: int | None) -> Told:
    """What a message says, read against its own date; with `max_size` it is screened first."""
    from intake.reading.proposal import Reading
    from intake.reading.propose import propose

    context = replace(context, now=_sent(message, context.now))
    if max_size is None:
        return Told(message, propose(message, context))
    from intake.deciding.screened import screened, set_aside, shortened

    if (aside := set_aside(message, context.own, max_size)) is not None:
        return Told(shortened(message), Reading("other", reason=aside.silent or ""), aside)
    reading = propose(message, context)
    return Told(shortened(message), reading, screened(message, reading))


def _send(stream: IO[bytes], frame: bytes) -> None:
    stream.write(LENGTH.pack(len(frame)) + frame)
    stream.flush()


def _sent(message: Message, otherwise: dt.datetime) -> dt.datetime:
    """When the message was written: its Date, unless that lies a day or more after it was received."""
    sent, received = message.sent, message.received
    if sent is None or (received is not None and sent - received > dt.timedelta(days=1)):
        return received or otherwise
    return sent


def _where(error: Exception) -> str:
    """The error's kind and where it arose, without a word of the mail."""
    trace = error.__traceback__
    place = ""
    while trace is not None:
        place = f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return type(error).__name__ + place


def _limit(memory: int) -> None:
    """Allow this process `memory` bytes of address space beyond what it has now (where the system can tell)."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + memory, now + memory))


def _trimmed() -> int:
    """The resident bytes after everything that is free has been given back."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    return _resident()


def _resident() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0
