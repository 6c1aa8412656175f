"""Waits until a server of ours listens, without guessing how long that takes."""

from __future__ import annotations

import socket
import subprocess
import time


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


def until_listening(port: int, process: subprocess.Popen[bytes] | None = None, patience: float = 60.0) -> None:
    """Return when something listens on the loopback port; fail when the process ends or patience (seconds) does."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if process is not None and process.poll() is not None:
            raise AssertionError(f"the server ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"nothing listens on port {port} after {patience} seconds")
