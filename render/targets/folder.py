"""Publishes into a folder of this machine: the whole site changes at one moment, by an atomic rename.

`folder:PATH` is a symbolic link to the newest of the versions kept in a hidden folder beside it
(`.NAME.versions/`). A version is complete before the link turns to it, so a reader, a crash or kill -9 never meets
half a site. Files that did not change are hard links into the version before.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from render.publish import Sending, TransportError

SCHEMES = ("folder",)


def path_of(url: str) -> Path:
    """The path that a folder: url names, absolute; "~" is the user's home."""
    return Path(os.path.abspath(Path(url.partition(":")[2].removeprefix("//") or ".").expanduser()))


def versions_of(path: Path) -> Path:
    """The hidden folder beside PATH that holds its versions."""
    return path.parent / f".{path.name}.versions"


def holds(url: str, options: Mapping[str, str]) -> bool:
    """Whether PATH shows a version of ours."""
    path = path_of(url)
    return path.is_symlink() and _shown(path) is not None


def send(sending: Sending) -> None:
    """Write a new version and turn PATH to it. Raises `TransportError`.

    An empty plain folder at PATH gives way. One with files in it is left alone, and the error says what to do:
    a plain folder cannot be swapped in one step, and its files may not be ours.
    """
    path = path_of(sending.url)
    try:
        with _locked(path):
            _require_room(path)
            previous = _shown(path)
            version = _write(path, previous, sending)
            _turn(path, version)
            _tidy(path, {version, previous})
    except OSError as error:
        raise TransportError(f"folder {path}: {error.strerror or error}") from error


def _shown(path: Path) -> Path | None:
    """The version that PATH shows now, when it is one of ours."""
    if not path.is_symlink():
        return None
    shown = path.parent / os.readlink(path)
    return shown if shown.parent == versions_of(path) and shown.is_dir() else None


def _require_room(path: Path) -> None:
    if path.is_symlink():
        if _shown(path) is None and path.exists():
            raise TransportError(
                f"{path} is a symbolic link to {os.readlink(path)}, which is not a version of ours: "
                "remove the link or choose another folder",
                permanent=True,
            )
        return
    if path.is_dir():
        inside = next(path.iterdir(), None)
        if inside is not None:
            raise TransportError(
                f"{path} is a folder with files in it ({inside.name}): publish into a folder that does not exist "
                f"yet, such as folder:{path}/site, or empty this one",
                permanent=True,
            )
        if path.is_mount():
            raise TransportError(
                f"{path} is a mount point, which cannot be swapped: use folder:{path}/site", permanent=True
            )
    elif path.exists():
        raise TransportError(f"{path} is a file, not a folder", permanent=True)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time; the lock goes with the process, however it ends."""
    versions = versions_of(path)
    versions.mkdir(parents=True, exist_ok=True)
    with (versions / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, previous: Path | None, sending: Sending) -> Path:
    """A new version: what changed is written, the rest linked from the version before."""
    versions = versions_of(path)
    numbers = [int(entry.name) for entry in versions.iterdir() if entry.name.isdigit()]
    version = versions / str(max(numbers, default=0) + 1)
    version.mkdir()
    fresh = {*sending.differences.added, *sending.differences.changed}
    new, old = str(version), str(previous)
    made = {""}
    for name, content in sending.files.items():
        folder = name.rpartition("/")[0]
        if folder not in made:
            os.makedirs(f"{new}/{folder}", exist_ok=True)
            made.add(folder)
        if previous is not None and name not in fresh:
            with contextlib.suppress(OSError):
                os.link(f"{old}/{name}", f"{new}/{name}")
                continue
        _create(f"{new}/{name}", content)
    return version


def _create(path: str, content: bytes) -> None:
    """A new file, without the layers of `open`: a large list has one for each event."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        written = os.write(file, content)
        while written < len(content):
            written += os.write(file, memoryview(content)[written:])
    finally:
        os.close(file)


def _turn(path: Path, version: Path) -> None:
    link = versions_of(path) / "next"
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(version, path.parent))
    if path.is_dir() and not path.is_symlink():
        path.rmdir()  # it is empty: there is no site that a reader could miss meanwhile
    link.replace(path)


def _tidy(path: Path, keep: set[Path | None]) -> None:
    """Remove older versions; the one before stays, for a slow reader may still be reading it."""
    for entry in versions_of(path).iterdir():
        if entry.name.isdigit() and entry not in keep:
            shutil.rmtree(entry, ignore_errors=True)
