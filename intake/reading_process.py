"""Reading in a child process: whatever a mail does to the reader, the worker goes on.

The child runs `message.read`, `propose.propose` and, where that is asked for, screening under a time limit a message
and a memory limit; a message that passes either ends its child, is reported `Unreadable`, and the next message gets a
new one. Requests are sent ahead, so that the child reads while its parent decides and commits.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from intake.reading.message import Limits, Message, Unreadable
from intake.reading_child import BYE, LENGTH, READY, WEARY, Exceeded, Told, took_longer

if TYPE_CHECKING:
    from intake.reading.proposal import Context, Reading

__all__ = ["Asked", "Exceeded", "Reader", "Told"]

_AHEAD_BYTES = 2_000_000
_AHEAD = 16
_CHUNK = 1 << 18
_START = (
    "import sys; sys.path[:] = {path!r}; from intake.reading_child import serve; "
    "serve({reads}, {writes}, {memory}, {seconds}, {screens})"
)
_GRACE = 0.5
"""How much of its time limit a child may pass it by: to load another one takes as long."""
_PATIENCE = 7
"""On a busy machine a child gets less processor time than passes: up to so many times its time limit is waited."""
_SMALL = 5_000_000
"""Bytes of a message up to which the next child is started while it is still being read, should it take long."""


class Asked(NamedTuple):
    """A message to read, what may be known of it, the share of the time limit that it gets, and what it may have.

    With `max_size` (in bytes) it is screened, too, and only read for events where it is not set aside.
    """

    raw: bytes
    context: Context
    share: float = 1.0
    max_size: int | None = None
    limits: Limits = Limits()


class Reader:
    """Reads messages in a child process. Use it as a context manager, or `close` it; one thread at a time.

    `seconds` is the time limit for one message, in processor time; `memory` the bytes the child may need beyond what
    it starts with, `starting` the seconds a child may take to load; with `screens` it loads the words of screening,
    too, else with the first message that is screened. A child is started when the first message comes.
    The child gives a message up that took so long. Within a library's long call it cannot: then it gets half as much
    time again, while the next child loads, and is ended.
    """

    def __init__(
        self, seconds: float = 1.3, memory: int = 512_000_000, starting: float = 60.0, screens: bool = False
    ) -> None:
        self._seconds, self._memory, self._starting, self._screens = seconds, memory, starting, screens
        self._child: _Child | None = None
        self._next: _Child | None = None
        self._unanswered: deque[_Request] = deque()
        self._weary = False

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id, None when there is none."""
        return self._child.pid if self._child is not None else None

    def start(self) -> None:
        """Start the child now, so that it loads while the caller does something else."""
        if self._child is None or not self._child.alive():
            self._replace()

    def close(self) -> None:
        """End the child."""
        for child in (self._child, self._next):
            if child is not None:
                child.end()
        self._child = self._next = None
        self._weary = False

    def _prepare(self) -> None:
        """Start the child that will follow this one."""
        if self._next is None:
            self._next = self._another()

    def _replace(self, waiting: Iterable[_Request] = ()) -> None:
        """End the child and have another, which is asked what is waiting to be read."""
        following, self._next = self._next, None
        self.close()
        self._child = following or self._another()
        for request in waiting:
            self._child.ask(request)

    def _another(self) -> _Child:
        return _Child(self._memory, self._starting, self._seconds, self._screens)

    def read(self, raw: bytes, context: Context) -> tuple[Message, Reading]:
        """The message and what it says. `context.now` counts only where the message has no date of its own.

        Raises Unreadable, its text the reason, also for a message that took too long or too much memory; OSError when
        no child can be started.
        """
        result = next(self.read_all([Asked(raw, context)]))
        if isinstance(result, Unreadable):
            raise result
        return result.message, result.reading

    def read_all(self, items: Iterable[Asked]) -> Generator[Told | Unreadable, None, None]:
        """Read many messages, in order, a few ahead of the caller; an unreadable one comes out as its `Unreadable`."""
        if self._unanswered:
            # Whoever asked last went away before the end: those answers must not be taken for the ones to come.
            self.close()
        source = iter(items)
        waiting = self._unanswered = deque[_Request]()
        more, restarts = True, 0
        while True:
            while more and len(waiting) < _AHEAD and sum(len(one.raw) for one in waiting) < _AHEAD_BYTES:
                item = next(source, None)
                if item is None:
                    more = False
                    break
                request = _Request(
                    pickle.dumps(
                        (item.context, item.max_size, item.limits, item.share * self._seconds), pickle.HIGHEST_PROTOCOL
                    ),
                    item.raw,
                    item.share,
                )
                waiting.append(request)
                if self._child is not None:
                    self._child.ask(request)
            if not waiting:
                return
            if self._weary and self._next is not None and self._next.ready():
                self._replace(waiting)
            if self._child is None or not self._child.alive():
                self._replace(waiting)
            assert self._child is not None
            first = waiting[0]
            prepare = self._prepare if len(first.raw) <= _SMALL else None
            answer, reason = self._child.answer(first.share * self._seconds, _GRACE * self._seconds, prepare)
            if answer == BYE:
                self._replace(waiting)
                continue
            if answer == WEARY:
                # It goes on until the other has loaded.
                self._weary = True
                self._prepare()
                continue
            if answer is not None and self._next is not None and not self._weary:
                self._next.end()
                self._next = None
            if answer is None:
                trouble = self._child.trouble
                if reason == "starting":
                    self.close()
                    restarts += 1
                    if restarts > 2:
                        raise OSError(f"the reading process does not start: {trouble}")
                    continue
                waiting.popleft()
                self._replace(waiting)
                yield Exceeded(reason)
                continue
            waiting.popleft()
            result: Told | Unreadable = pickle.loads(answer)  # noqa: S301 - our own child wrote it
            yield result


class _Request(NamedTuple):
    """What is sent to the child, the context pickled, and the share of the time limit."""

    context: bytes
    raw: bytes
    share: float


class _Child:
    """The child and the two pipes to it. Nothing here blocks longer than it is told to."""

    def __init__(self, memory: int, starting: float, seconds: float, screens: bool) -> None:
        child_reads, self._requests = os.pipe()
        self._answers, child_writes = os.pipe()
        code = _START.format(
            path=sys.path,
            reads=child_reads,
            writes=child_writes,
            memory=memory,
            seconds=5 * seconds + 5,
            screens=screens,
        )
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(child_reads, child_writes),
        )
        os.close(child_reads)
        os.close(child_writes)
        os.set_blocking(self._requests, False)
        os.set_blocking(self._answers, False)
        self._out: deque[memoryview] = deque()
        self._in = bytearray()
        self._ready_by: float | None = time.monotonic() + starting
        self.trouble = ""

    @property
    def pid(self) -> int:
        return self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None

    def ready(self) -> bool:
        """Whether it has loaded; does not wait for that."""
        if self._ready_by is not None and self._frame(0)[0] == READY:
            self._ready_by = None
        return self._ready_by is None

    def end(self) -> None:
        for pipe in (self._requests, self._answers):
            with contextlib.suppress(OSError):
                os.close(pipe)
        self._process.kill()
        self._process.wait()

    def ask(self, request: _Request) -> None:
        context, raw = request.context, request.raw
        self._out.append(memoryview(LENGTH.pack(len(context)) + context + LENGTH.pack(len(raw))))
        if raw:
            self._out.append(memoryview(raw))
        self._write()

    def answer(self, seconds: float, grace: float, slow: Callable[[], None] | None = None) -> tuple[bytes | None, str]:
        """The next answer, or None and why there is none. A child that has not given its message up by itself after
        `seconds` gets `grace` more; `slow` is called when half of that has passed."""
        if self._ready_by is not None:
            ready, _ = self._frame(self._ready_by - time.monotonic())
            if ready != READY:
                self.trouble = ready.decode("utf-8", "replace") if ready else "it ended, or took too long to load"
                return None, "starting"
            self._ready_by = None
        used, began = self._processor(), time.monotonic()
        soon, end = seconds + grace / 2, seconds + grace
        answer, late = self._frame(soon)
        while late:
            spent = self._processor() - used
            if slow is not None and spent >= soon:
                slow()
                slow = None
            if spent >= end or time.monotonic() - began > _PATIENCE * end:
                break
            answer, late = self._frame(max((end if spent >= soon else soon) - spent, 0.02))
        if answer is not None:
            return answer, ""
        if late:
            return None, took_longer(seconds)
        code = self._process.wait()
        name = signal.Signals(-code).name if code < 0 else f"status {code}"
        return None, f"the reader ended while reading it ({name})"

    def _processor(self) -> float:
        """Seconds of processor time that the child has used; the time itself where that cannot be known."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_bytes().rpartition(b")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, IndexError):
            return time.monotonic()

    def _frame(self, seconds: float) -> tuple[bytes | None, bool]:
        """One whole answer, or None and whether the time ran out (else the child has gone)."""
        until = time.monotonic() + max(seconds, 0)
        while True:
            if len(self._in) >= LENGTH.size:
                size = LENGTH.size + LENGTH.unpack_from(self._in)[0]
                if len(self._in) >= size:
                    frame = bytes(self._in[LENGTH.size : size])
                    del self._in[:size]
                    return frame, False
            left = max(until - time.monotonic(), 0)
            ready = self._wait(min(left, 1.0))
            if self._requests in ready:
                self._write()
            if not left and self._answers not in ready:
                return None, True
            if self._answers in ready:
                try:
                    piece = os.read(self._answers, _CHUNK)
                except BlockingIOError:
                    continue
                if not piece:
                    return None, False
                self._in += piece

    def _wait(self, seconds: float) -> set[int]:
        """The pipes on which something can be done; poll and not select, which knows no descriptor above 1,023."""
        with selectors.PollSelector() as pipes:
            pipes.register(self._answers, selectors.EVENT_READ)
            if self._out:
                pipes.register(self._requests, selectors.EVENT_WRITE)
            return {key.fd for key, _ in pipes.select(seconds)}

    def _write(self) -> None:
        while self._out:
            try:
                sent = os.write(self._requests, self._out[0][:_CHUNK])
            except BlockingIOError:
                return
            except OSError:
                self._out.clear()
                return
            if sent == len(self._out[0]):
                self._out.popleft()
            else:
                self._out[0] = self._out[0][sent:]
