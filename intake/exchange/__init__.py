"""One file per format in which whole lists are moved in and out; values go in and come out, nothing is kept here.

A file holds `SUFFIXES` (of file names), and `read(data, now, reader)`, `write(site, events)`, or both. `read`
gives for each entry its number, counted from 1, and either an event's public fields as JSON values or, as a plain text,
the reason why it cannot be taken. Adding a format is adding a file.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, Protocol, cast

from intake.reading.message import Message
from intake.reading.proposal import Context, Reading
from render.event import Event
from render.site import Site

Entries = Iterator[tuple[int, Mapping[str, Any] | str]]


class Doubted(dict[str, Any]):
    """An entry's fields that are taken, and of which a person should hear `doubt`."""

    doubt = ""


class Reads(Protocol):
    """What a format may read words with; `intake.reading_process.Reader` is one."""

    def read(self, raw: bytes, context: Context) -> tuple[Message, Reading]:
        """The message and what it says. Raises Unreadable with the reason."""
        ...


class ReadableFormat(Protocol):
    """A format that lists can be moved in from."""

    SUFFIXES: tuple[str, ...]

    def read(self, data: bytes, now: dt.datetime, reader: Reads) -> Entries:
        """The entries of a file. Raises ValueError when it is not of this format at all."""
        ...


class WritableFormat(Protocol):
    """A format that the list can be moved out in."""

    SUFFIXES: tuple[str, ...]

    def write(self, site: Site, events: Sequence[Event]) -> bytes:
        """All events as one file."""
        ...


def _files() -> dict[str, ModuleType]:
    found = (file.name for file in pkgutil.iter_modules(__path__) if file.name[0] != "_")
    return {name.rstrip("_"): importlib.import_module(f"{__name__}.{name}") for name in sorted(found)}


def readable() -> dict[str, ReadableFormat]:
    """The formats that lists can be moved in from, by name."""
    return {name: cast(ReadableFormat, file) for name, file in _files().items() if hasattr(file, "read")}


def writable() -> dict[str, WritableFormat]:
    """The formats that the list can be moved out in, by name."""
    return {name: cast(WritableFormat, file) for name, file in _files().items() if hasattr(file, "write")}


def format_of(file: str) -> str | None:
    """The name of the format a file's name ends like, or None."""
    suffix = file.lower().rpartition(".")[2]
    return next((name for name, one in readable().items() if suffix in one.SUFFIXES), None)
