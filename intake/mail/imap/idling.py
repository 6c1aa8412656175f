"""Waiting for new mail with IDLE (RFC 2177)."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

from intake.mail.imap.connection import READ_SECONDS, Session

PROBE_SECONDS = 20.0
"""IDLE is ended and begun anew this often: long before the 29 minutes after which servers hang up, and soon enough to
notice a connection that is dead without having been closed."""
PROBE_ANSWER_SECONDS = 8.0


class IdleRefusedError(Exception):
    """The server offers IDLE and says no to it."""


def wait_for_mail(session: Session, seconds: float, stop: threading.Event) -> bool:
    """Wait until the inbox has grown (True), at most `seconds`, or until `stop` is set. Raises `IdleRefusedError`."""
    end = time.monotonic() + seconds
    while not stop.is_set() and (left := end - time.monotonic()) > 0:
        # NOOP before each IDLE: it tells what came meanwhile, and finds out whether the server is still there.
        if grew(session, session.client.noop()[1]) or _idle(session, min(left, PROBE_SECONDS), stop):
            return True
    return False


def _idle(session: Session, seconds: float, stop: threading.Event) -> bool:
    client = session.client
    end = time.monotonic() + seconds
    told = _begin(client)
    found = grew(session, _parsed(told + _already_read(client)))
    while not found and not stop.is_set() and (left := end - time.monotonic()) > 0:
        began, patience = time.monotonic(), min(1.0, left)
        answers = client.idle_check(patience)
        found = grew(session, answers)
        if not answers and time.monotonic() - began < patience / 2:
            break  # perhaps the server closed the connection: DONE and NOOP find out, waiting on would spin
    client.socket().settimeout(PROBE_ANSWER_SECONDS)
    found = grew(session, client.idle_done()[1]) or found
    client.socket().settimeout(READ_SECONDS)
    return found


def _begin(client: Any) -> list[bytes]:
    """Begin to IDLE; gives the lines that came before the server's "+", which imapclient's `idle` takes for a no."""
    imap, told = client._imap, list[bytes]()
    client._idle_tag = imap._command("IDLE")
    while (line := imap._get_response()) is not None:
        if imap.tagged_commands[client._idle_tag] is not None:
            imap.tagged_commands.pop(client._idle_tag)
            raise IdleRefusedError
        told.append(line)
    return told


def _already_read(client: Any) -> list[bytes]:
    """What came in one packet with the answer to IDLE: it lies in a buffer, where polling the socket cannot see it."""
    file = client._imap.file
    client.socket().setblocking(False)
    try:
        waiting: bytes = file.peek(1)
        return [file.readline() for _ in range(waiting.count(b"\n"))]
    except OSError:
        return []
    finally:
        client.socket().settimeout(READ_SECONDS)


def _parsed(lines: list[bytes]) -> list[tuple[int, bytes]]:
    words = [line.split() for line in lines]
    return [(int(line[1]), line[2]) for line in words if len(line) >= 3 and line[1].isdigit()]


def grew(session: Session, answers: Sequence[Any]) -> bool:
    """Whether unasked answers tell of more messages than there were; keeps count of those that left."""
    more = False
    for answer in answers:
        if len(answer) >= 2 and answer[1] == b"EXISTS":
            more = more or answer[0] > session.exists
            session.exists = answer[0]
        elif len(answer) >= 2 and answer[1] == b"EXPUNGE":
            session.exists -= 1
        elif answer and answer[0] == b"BYE":
            raise ConnectionResetError("the server said BYE")
    return more
