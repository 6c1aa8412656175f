"""A TCP proxy that cuts, resets, stalls or garbles connections: at a byte of a connection, or on command."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["cut", "reset", "stall", "garble", "lose"]


@dataclass(frozen=True)
class Fault:
    """What happens to a connection at byte `at` (from 0) of one direction.

    "down" is from the server to the client. cut closes both sides; reset closes them with RST; stall passes nothing on
    any more but keeps the connection open; garble changes the byte; lose leaves it out.
    """

    kind: Kind
    at: int
    direction: Literal["down", "up"] = "down"


@dataclass
class FaultProxy:
    """A running proxy. `plan` gives the fault of each next connection (None: nothing is wrong with it); it is asked
    once for each connection, with the connection's number from 0. While `refusing` no connection is taken; bytes that
    hold `forbidden` break theirs, and all bytes pass through `rewrite`."""

    port: int
    plan: Callable[[int], Fault | None] = lambda number: None
    connections: int = 0
    struck: int = 0
    refusing: bool = False
    forbidden: bytes | None = None
    rewrite: Callable[[bytes], bytes] = lambda data: data
    _open: set[socket.socket] = field(default_factory=set)
    _stalled: threading.Event = field(default_factory=threading.Event)

    def cut(self) -> None:
        """Close every connection there is."""
        for connection in list(self._open):
            _close(connection)

    def stall(self) -> None:
        """Pass nothing on over the connections there are; later ones work."""
        self._stalled.set()
        self._stalled = threading.Event()


def _close(connection: socket.socket, reset: bool = False) -> None:
    with contextlib.suppress(OSError):
        if reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            connection.shutdown(socket.SHUT_RDWR)
    if reset:
        connection.close()


def _pass_on(
    proxy: FaultProxy,
    source: socket.socket,
    target: socket.socket,
    fault: Fault | None,
    stalled: threading.Event,
    done: threading.Event,
) -> None:
    passed = 0
    try:
        while data := source.recv(65536):
            if stalled.is_set():
                done.wait()
                break
            data = proxy.rewrite(data)
            if proxy.forbidden is not None and proxy.forbidden in data:
                proxy.struck += 1
                break
            if fault is not None and passed <= fault.at < passed + len(data):
                proxy.struck += 1
                here = fault.at - passed
                if fault.kind in ("garble", "lose"):
                    changed = bytes([data[here] ^ 0x15]) if fault.kind == "garble" else b""
                    data = data[:here] + changed + data[here + 1 :]
                    fault = None
                else:
                    if here:
                        target.sendall(data[:here])
                    if fault.kind == "stall":
                        stalled.set()
                        done.wait()
                    for end in (source, target):
                        _close(end, reset=fault.kind == "reset")
                    break
            passed += len(data)
            target.sendall(data)
    except OSError:
        pass
    finally:
        for end in (source, target):
            _close(end)


@contextlib.contextmanager
def fault_proxy(target: int) -> Iterator[FaultProxy]:
    """Run a proxy to a port of this machine while the block lasts."""
    listener = socket.create_server(("127.0.0.1", 0))
    proxy = FaultProxy(listener.getsockname()[1])
    done = threading.Event()
    passing: list[threading.Thread] = []

    def accept() -> None:
        while not done.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            if proxy.refusing:
                client.close()
                continue
            number, proxy.connections = proxy.connections, proxy.connections + 1
            fault = proxy.plan(number)
            try:
                server = socket.create_connection(("127.0.0.1", target))
            except OSError:
                client.close()
                continue
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                proxy._open.add(end)
            stalled = proxy._stalled
            ways = {"up": (client, server), "down": (server, client)}
            for way, ends in ways.items():
                own = fault if fault is not None and fault.direction == way else None
                arguments = (proxy, *ends, own, stalled, done)
                passing.append(threading.Thread(target=_pass_on, args=arguments, daemon=True))
                passing[-1].start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield proxy
    finally:
        done.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in accept
        listener.close()
        accepting.join(5)
        proxy.cut()
        for thread in passing:
            thread.join(5)
        for connection in proxy._open:
            connection.close()
