"""Publishes into a folder of this machine: the whole site changes at one moment, by an atomic exchange of folders.

A new version is put together in a hidden folder beside PATH (`.NAME.versions/`); then the two folders change places in
one step of the system (renameat2 on Linux, renamex_np on macOS). Where the file system cannot do that, PATH is a
symbolic link that is turned by an atomic rename. Either way a reader, a crash or kill -9 never meets half a site.

Versions before are kept for some minutes, for slow readers (`render.older`). Then the files of one become those of the
next version, so that only what changed is written: a list has a file for each of its events. Where there is none to
use, files that did not change are hard links to those that are shown.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import errno
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

from render import older
from render.publish import Differences, Sending, TransportError, count_events

SCHEMES = ("folder",)
OPTIONS: Mapping[str, type] = {}
OURS = b"PRODID:-//event-intake//"
"""What events.ics says in a folder that holds a site of ours."""

_AT_FDCWD, _EXCHANGE = -100, 2
_CANNOT = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV)


def path_of(url: str) -> Path:
    """The path that a folder: url names, absolute; "~" is the user's home."""
    return Path(os.path.abspath(Path(url.partition(":")[2].removeprefix("//") or ".").expanduser()))


def versions_of(path: Path) -> Path:
    """The hidden folder beside PATH for its versions."""
    return path.parent / f".{path.name}.versions"


def holds(url: str, options: Mapping[str, str]) -> bool:
    """Whether PATH shows a version that was made here."""
    return _shown(path_of(url)) is not None


def listed(url: str, options: Mapping[str, str]) -> int:
    """How many coming events PATH shows, 0 without a site of ours."""
    calendar = path_of(url) / "events.ics"
    try:
        content = calendar.read_bytes() if calendar.is_file() else b""
    except OSError as error:
        raise _failure(path_of(url), error) from error
    return count_events(content) if OURS in content[:500] else 0


def send(sending: Sending) -> None:
    """Make a new version and let it take PATH's place. Raises `TransportError`.

    Files that others put beside index.html stay. A folder that holds other things than a site of ours is left
    alone, and the error says what to do.
    """
    path = path_of(sending.url)
    try:
        with _locked(path):
            theirs, versions, shown = _require_room(path, sending), versions_of(path), _shown(path)
            past = older.known(versions, shown)
            version, past, differing = _write(path, shown, theirs, past, sending)
            exchanging = not path.is_symlink() and _can_exchange(versions)
            if shown is not None:
                # From the turn on the version that is shown now stands where the new one was made, or stays.
                name = version.name if exchanging else shown.name
                past.append(_retiring(name, shown, differing, sending))
            older.note(versions, version, past)
            _turn(path, version, exchanging=exchanging)
            _note_names(path, sending.files)
            older.remove(versions, past, version.name)
    except OSError as error:
        raise _failure(path, error) from error


def check(url: str, options: Mapping[str, str]) -> str:
    """Whether the site can take PATH's place; changes nothing. Raises `TransportError`."""
    path = path_of(url)
    try:
        if not _is_ours(path):
            _require_room(path, Sending(url, options, {"index.html": b""}, Differences((), (), ()), ""))
        above = next(parent for parent in path.parents if parent.exists())
        if not os.access(above, os.W_OK | os.X_OK):
            raise TransportError(f"{above}: not writable for this user; change its owner or its mode", permanent=True)
    except OSError as error:
        raise _failure(path, error) from error
    return f"{path}, {'shows a site of ours' if _shown(path) else 'no site yet'}"


def _failure(path: Path, error: OSError) -> TransportError:
    if isinstance(error, PermissionError):
        return TransportError(
            f"folder {path}: {error.strerror} ({error.filename}): the site changes at one moment only when "
            f"{path.parent} may be written too; publish into {path}/site, or give that folder to this user",
            permanent=True,
        )
    return TransportError(f"folder {path}: {error.strerror or error}")


def _shown(path: Path) -> Path | None:
    """The folder PATH shows now, when it was made here: its number is one of those noted."""
    with contextlib.suppress(OSError):
        if path.is_symlink():
            shown = path.parent / os.readlink(path)
            return shown if shown.parent == versions_of(path) and shown.is_dir() else None
        noted = (versions_of(path) / "made").read_text().split()
        if str(path.stat().st_ino) in noted and (path / "index.html").is_file():
            return path
    return None


def _is_ours(path: Path) -> bool:
    """Whether PATH shows a site of ours, or a copy of one."""
    calendar = path / "events.ics"
    return _shown(path) is not None or (calendar.is_file() and OURS in calendar.read_bytes()[:500])


def _require_room(path: Path, sending: Sending) -> list[str]:
    """The names of others' files directly in PATH, which stay; raises when PATH is not ours to take."""

    def refuse(reason: str) -> TransportError:
        advice = f"publish into a folder of its own, such as folder:{path}/site"
        return TransportError(f"{path} {reason}: {advice}", permanent=True)

    if path.is_symlink():
        if _shown(path) is None and path.exists():
            raise refuse(f"is a symbolic link to {os.readlink(path)}, not to a version of ours")
        return []
    if not path.exists():
        return []
    if not path.is_dir():
        raise TransportError(f"{path} is a file, not a folder", permanent=True)
    if path.is_mount():
        raise refuse("is a mount point, which cannot change places with another folder")
    tops, ours = {name.partition("/")[0] for name in (*sending.files, *sending.differences.removed)}, _is_ours(path)
    if ours:  # sent by a store that knew more than this one, perhaps
        tops |= _noted_names(path)
    found = sorted(entry.name for entry in path.iterdir())
    theirs = [name for name in found if name not in tops]
    if not ours and len(theirs) < len(found):
        raise refuse(f"has a {next(name for name in found if name in tops)} that is not ours")
    for name in theirs:
        if not (path / name).is_file() or (path / name).is_symlink():
            raise refuse(f"has a folder or link that is not ours ({name})")
    return theirs


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time; the lock goes with the process, however it ends."""
    versions = versions_of(path)
    versions.mkdir(parents=True, exist_ok=True)
    with (versions / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(
    path: Path, shown: Path | None, theirs: list[str], past: list[older.Older], sending: Sending
) -> tuple[Path, list[older.Older], set[str]]:
    """A new version, the older ones that are left, and the files that the new one has otherwise than what is shown."""
    versions = versions_of(path)
    fresh = {*sending.differences.added, *sending.differences.changed}
    spare, stale = older.spare(versions, past, shown.name if shown is not None else "")
    version, made = _new_version(path), None
    if shown is not None and spare is not None:
        # Noted first: a publisher that is killed while it works on them leaves nothing that another would use.
        past = [one for one in past if one.name != spare.name]
        older.note(versions, shown, past)
        made = _write_from_spare(versions / spare.name, version, shown, stale, sending.files, fresh)
        shutil.rmtree(versions / spare.name, ignore_errors=True)
    if made is None:
        shutil.rmtree(version)
        version.mkdir()
        made = _write_whole(version, shown, sending.files, fresh)
    for name in theirs:
        os.link(path / name, version / name)
    return version, past, {*made, *sending.differences.removed}


def _retiring(name: str, shown: Path, differing: set[str], sending: Sending) -> older.Older:
    """What is to be known of the version that is shown, once another has taken its place."""
    files = sending.files
    folders = len({path.rpartition("/")[0] for path in files})
    weight = older.weight([len(files.get(path, b"")) for path in differing], len(files), folders)
    named = sorted(differing) if len(differing) <= older.NAMED else None
    return older.Older(name, shown.stat().st_ino, time.time(), weight, named)


def _new_version(path: Path) -> Path:
    versions = versions_of(path)
    numbers = [int(entry.name) for entry in versions.iterdir() if entry.name.isdigit()]
    version = versions / str(max(numbers, default=0) + 1)
    version.mkdir()
    return version


def _write_whole(version: Path, shown: Path | None, files: Mapping[str, bytes], fresh: Collection[str]) -> set[str]:
    """Write what is fresh and link the rest from what is shown; the names of the files that were written."""
    new, old = str(version), str(shown)
    folders, made = {""}, set[str]()
    for name, content in files.items():
        folder = name.rpartition("/")[0]
        if folder not in folders:
            os.makedirs(f"{new}/{folder}", exist_ok=True)
            folders.add(folder)
        if shown is not None and name not in fresh and _link(f"{old}/{name}", f"{new}/{name}"):
            continue
        _create(f"{new}/{name}", content)
        made.add(name)
    return made


def _write_from_spare(
    spare: Path,
    version: Path,
    shown: Path,
    stale: Collection[str],
    files: Mapping[str, bytes],
    fresh: Collection[str],
) -> set[str] | None:
    """Bring the files of an older version up to date; those that were written, or None where that cannot be done.

    They move into the new folder first: who still reads the older version finds files missing, never newer ones.
    """
    new, old = str(version), str(shown)
    tops = {name.partition("/")[0] for name in files} | {name.partition("/")[0] for name in stale}
    made = set()
    try:
        for entry in os.listdir(spare):
            if entry in tops:  # what others put there is linked anew
                os.rename(f"{spare}/{entry}", f"{new}/{entry}")
        for name in {*fresh, *stale}:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{new}/{name}")
            if name in files:
                os.makedirs(f"{new}/{name}".rpartition("/")[0], exist_ok=True)
                if name in fresh or not _link(f"{old}/{name}", f"{new}/{name}"):
                    _create(f"{new}/{name}", files[name])
                    made.add(name)
        for name in stale:
            _remove_empty(version, name)
    except OSError:
        return None
    return made if _names(new) == files.keys() else None  # somebody may have been at the hidden folder


def _names(folder: str, above: str = "") -> set[str]:
    """The paths of all files below a folder."""
    names = set()
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                names |= _names(entry.path, f"{above}{entry.name}/")
            else:
                names.add(above + entry.name)
    return names


def _remove_empty(version: Path, name: str) -> None:
    """Remove the folders that held a file which is gone, where nothing else is in them."""
    for folder in list((version / name).parents):
        if folder == version:
            return
        try:
            folder.rmdir()
        except OSError:
            return


def _link(old: str, new: str) -> bool:
    """Whether a file that did not change could be linked."""
    with contextlib.suppress(OSError):
        os.link(old, new)
        return True
    return False


def _create(path: str, content: bytes) -> None:
    """A new file, without the layers of `open`: a large list has one for each event."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        written = os.write(file, content)
        while written < len(content):
            written += os.write(file, memoryview(content)[written:])
    finally:
        os.close(file)


def _turn(path: Path, version: Path, *, exchanging: bool) -> None:
    """Let the version take PATH's place in one step."""
    if not exchanging:
        _turn_link(path, version)
        return
    _note(path, version)
    if not path.exists():
        version.rename(path)
    elif not _exchange(version, path):
        raise OSError(errno.ENOTSUP, "this file system cannot let two folders change places")


def _turn_link(path: Path, version: Path) -> None:
    link = versions_of(path) / "next"
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(version, path.parent))
    if path.is_dir() and not path.is_symlink():
        path.rmdir()  # succeeds only when it is empty: then there is no site that a reader could miss
    link.replace(path)


def _note(path: Path, version: Path) -> None:
    """Remember the numbers of the folder that is shown, if it was made here, and of this one, to know them again."""
    numbers = [str(folder.stat().st_ino) for folder in (_shown(path), version) if folder is not None]
    part = versions_of(path) / "made.part"
    part.write_text("\n".join(numbers))
    part.replace(versions_of(path) / "made")


def _note_names(path: Path, files: Collection[str]) -> None:
    """Remember what directly in PATH is ours."""
    part = versions_of(path) / "names.part"
    part.write_text("\n".join(sorted({name.partition("/")[0] for name in files})))
    part.replace(versions_of(path) / "names")


def _noted_names(path: Path) -> set[str]:
    """What directly in PATH was ours when it was written last; every site's folders where that is not known."""
    with contextlib.suppress(OSError):
        return set((versions_of(path) / "names").read_text().splitlines())
    return {"event", "in", "past"}


def _can_exchange(versions: Path) -> bool:
    """Whether folders can change places here: tried with two empty ones."""
    one, other = versions / "one", versions / "other"
    for folder in (one, other):
        folder.mkdir(exist_ok=True)
    try:
        return _exchange(one, other)
    finally:
        for folder in (one, other):
            folder.rmdir()


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    step = _system_exchange()
    if step is None:
        return False
    if step(os.fsencode(one), os.fsencode(other)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))


@cache
def _system_exchange() -> Callable[[bytes, bytes], int] | None:
    """The system's own call: renameat2 of Linux (3.15) or renamex_np of macOS (10.12)."""
    library = ctypes.CDLL(ctypes.util.find_library("c") or None, use_errno=True)
    if hasattr(library, "renameat2"):
        return lambda one, other: int(library.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _EXCHANGE))
    if hasattr(library, "renamex_np"):
        return lambda one, other: int(library.renamex_np(one, other, _EXCHANGE))
    return None
