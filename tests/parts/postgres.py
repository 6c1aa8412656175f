"""A throw-away PostgreSQL: a cluster of its own in a temporary folder, on a socket there, stopped at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.parts import missing


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere or missing("PostgreSQL", "apt-get install postgresql")).parent


@contextmanager
def cluster() -> Iterator[str]:
    """Start a server and give its address, "postgresql://intake@/{}?host=...", with a gap for a database's name.

    The server refuses to run as root, so that it runs as
    the user postgres where we are root; `fsync` is off, as nobody needs the data after the test.
    """
    programs = _programs()
    root = os.geteuid() == 0
    if root:
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            missing("the user postgres", "apt-get install postgresql")
    as_user = {"user": "postgres", "group": "postgres", "extra_groups": []} if root else {}
    folder = Path(tempfile.mkdtemp(prefix="intake-pg-", dir="/tmp"))
    try:
        if root:
            shutil.chown(folder, "postgres", "postgres")
        data = folder / "data"

        def run(*words: str) -> None:
            subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder, **as_user)

        run(
            str(programs / "initdb"),
            "--pgdata", str(data), "--username", "intake", "--auth", "trust", "--encoding", "UTF8", "--locale", "C",
            "--no-sync",
        )  # fmt: skip
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c max_connections=60"
        run(
            str(programs / "pg_ctl"), "--pgdata", str(data), "--options", options, "--log", str(folder / "log"),
            "--wait", "--silent", "start",
        )  # fmt: skip
        try:
            yield f"postgresql://intake@/{{}}?host={quote(str(folder))}"
        finally:
            run(str(programs / "pg_ctl"), "--pgdata", str(data), "--mode", "immediate", "--silent", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database(address: str, name: str) -> str:
    """Create an empty database on the cluster; gives its url."""
    import psycopg

    with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    return address.format(name)
