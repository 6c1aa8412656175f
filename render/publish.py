"""Carries a built site to its targets: only what changed, each target alone, nothing lost by a list gone empty."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Literal, Protocol, TypeVar
from urllib.parse import urlsplit, urlunsplit

import render.targets

State = Literal["sent", "unchanged", "sending", "failed", "unconfirmed"]
Answer = TypeVar("Answer")

UNCERTAIN = ""
"""The digest of a file that may or may not have reached its target; it differs from every other."""


class TransportError(Exception):
    """A target could not be reached or refused; `permanent` when trying again without a change is useless."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class NoSuchTarget(ValueError):  # noqa: N818 - named for what is wrong
    """A publish url whose scheme no file in render/targets serves; the message lists those that are served."""


class Place(Protocol):
    """What `publish` needs to know of a target: its url and its own options (`intake.campaign.Target` fits)."""

    @property
    def url(self) -> str: ...
    @property
    def options(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """How publishing to one target went, kept until the next time.

    `target` is the url without a password. `state`: "sent"; "unchanged", nothing was to do; "sending", until it is
    known how it went; "failed", with the reason in `message`; "unconfirmed", held back because the list looks empty or
    broken. `at` is UTC. `files` maps the paths the target holds to their digests, `UNCERTAIN` where a failure left that
    open, and `events` is how many events that site listed.
    """

    target: str
    state: State
    at: dt.datetime
    message: str = ""
    events: int = 0
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def delivered(self) -> bool:
        """Whether the target holds what was to be published."""
        return self.state in ("sent", "unchanged")


@dataclass(frozen=True, slots=True)
class Differences:
    """Paths that a target lacks, holds in another form, or holds though the site has them no more; sorted."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def words(self) -> str:
        """One line for a log or a commit: how many files, and which when they are few."""
        parts = []
        for verb, paths in (("add", self.added), ("change", self.changed), ("remove", self.removed)):
            if paths:
                named = ", ".join(paths) if len(paths) <= 3 else f"{len(paths)} files"
                parts.append(f"{verb} {named}")
        return "; ".join(parts) or "nothing changed"


@dataclass(frozen=True, slots=True)
class Sending:
    """What a target is asked to do. `files` is the whole site, `differences` what the target does not hold yet."""

    url: str
    options: Mapping[str, str]
    files: Mapping[str, bytes]
    differences: Differences
    message: str


def digest(content: bytes) -> str:
    """The digest receipts keep for a file's bytes."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """The digest of every file."""
    return {path: digest(content) for path, content in files.items()}


class Digests:
    """Digests of the files of one site, kept from one publishing to the next for files that are the same object."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[bytes, str]] = {}

    def of(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """The digest of every file."""
        before, self._known = self._known, {}
        for path, content in files.items():
            known = before.get(path)
            same = known is not None and known[0] is content
            self._known[path] = known if known is not None and same else (content, digest(content))
        return {path: value for path, (_, value) in self._known.items()}


def differences(now: Mapping[str, str], before: Mapping[str, str]) -> Differences:
    """What differs between two sets of digests by path."""
    return Differences(
        added=tuple(sorted(path for path in now if path not in before)),
        changed=tuple(sorted(path for path, value in now.items() if path in before and before[path] != value)),
        removed=tuple(sorted(path for path in before if path not in now)),
    )


def without_password(url: str) -> str:
    """A target's url as it may be shown and kept: a password in it is left out."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return urlunsplit(parts._replace(netloc=f"{parts.username or ''}@{parts.netloc.rpartition('@')[2]}"))


def target_for(url: str) -> ModuleType:
    """The file in render/targets that serves a url's scheme. Raises `NoSuchTarget`."""
    module = render.targets.serving(url)
    if module is None:
        have = ", ".join(render.targets.schemes())
        raise NoSuchTarget(f"publish: no target for {without_password(url)!r} (have: {have})")
    return module


_SUMMARY = re.compile(rb"^SUMMARY:((?:.|\r\n )*)", re.MULTILINE)
_NAMED = 20


def message_for(files: Mapping[str, bytes], changes: Differences) -> str:
    """What a commit says: how many events came, changed and went, and which; the files when it is none of these."""
    lines: list[str] = []
    counts, total = [], 0
    for verb, paths in (("Add", changes.added), ("Change", changes.changed), ("Remove", changes.removed)):
        events = [path for path in paths if path.startswith("event/") and path.endswith(".ics")]
        if events:
            counts.append(f"{verb.lower()} {len(events)} {'event' if len(events) == 1 else 'events'}")
            total += len(events)
            named = events[: _NAMED - len(lines)]
            lines += [f"{verb}: {_title(files.get(path, b'')) or path}" for path in named]
    if not counts:
        words = changes.words()
        return words[0].upper() + words[1:]
    subject = ", ".join(counts)
    if total > len(lines):
        lines.append(f"and {total - len(lines)} more")
    return "\n".join([subject[0].upper() + subject[1:], "", *lines])


def _title(calendar: bytes) -> str:
    found = _SUMMARY.search(calendar)
    text = found[1].replace(b"\r\n ", b"").decode(errors="replace").strip() if found else ""
    return re.sub(r"\\(.)", r"\1", text)


def broken(files: Mapping[str, bytes]) -> str:
    """Why the files are no whole site, or ""."""
    for path, start, end in (
        ("index.html", b"<!doctype html", b"</html>"),
        ("events.ics", b"begin:vcalendar", b"end:vcalendar"),
    ):
        content = files.get(path, b"").strip()
        if not content:
            return f"{path} is missing or empty"
        if content[: len(start)].lower() != start or content[-len(end) :].lower() != end:
            return f"{path} is not whole"
    return ""


def doubt(files: Mapping[str, bytes], events: int, before: int) -> str:
    """Why a person should confirm before this goes over a list of `before` events, or ""."""
    if reason := broken(files):
        return reason
    if before >= 3 and events == 0:
        return f"the list is empty and would replace one of {before} events"
    if before >= 10 and events * 2 < before:
        return f"the list has {events} events and would replace one of {before}"
    return ""


def count_events(calendar: bytes) -> int:
    """How many events an iCalendar file holds."""
    return calendar.count(b"\nBEGIN:VEVENT")


def publish(
    files: Mapping[str, bytes],
    targets: Iterable[Place],
    previous: Iterable[Receipt] = (),
    *,
    now: dt.datetime,
    events: int | None = None,
    confirmed: bool = False,
    message: str = "",
    known: Digests | None = None,
    starting: Callable[[Receipt], None] | None = None,
    attempts: int = 3,
    wait: Callable[[float], None] = time.sleep,
) -> list[Receipt]:
    """Bring every target up to date and say how it went; one target's failure does not touch another.

    `previous` are the receipts of the last time, `events` the number of events on the list, past ones included
    (counted from events.ics when not given), `message` what a commit says (what changed, when empty), `known` spares
    digesting files again in a process that publishes often. `starting` is given, before anything is sent, the receipt
    to keep in case this process does not live to give the true one. Without `confirmed`, an empty or broken list is
    not sent over a full one, be it one that a store we know nothing of has sent. A failure that may pass is tried
    again, `attempts` times in all, `wait`ing 1, 4, 16 ... seconds.
    """
    now_digests = (known or Digests()).of(files)
    count = count_events(files.get("events.ics", b"")) if events is None else events
    before = {receipt.target: receipt for receipt in previous}
    receipts = []
    for place in targets:
        shown = without_password(place.url)
        last = before.get(shown)
        held: Mapping[str, str] = last.files if last else {}
        listed = last.events if last else 0
        try:
            module = target_for(place.url)
            if not held and not listed and not confirmed:
                listed = _try(functools.partial(module.listed, place.url, place.options), attempts, wait)
            if not confirmed and (reason := doubt(files, count, listed)):
                words = f"held back: {reason}; if that is right: intake publish --confirmed"
                receipts.append(Receipt(shown, "unconfirmed", now, words, listed, held))
                continue
            if not module.holds(place.url, place.options):
                held = {}
            changes = differences(now_digests, held)
            if changes:
                # From now on nobody knows which form of these files the target holds: another time they are sent again.
                held = {**held, **dict.fromkeys((*changes.added, *changes.changed), UNCERTAIN)}
                if starting is not None:
                    words = f"{shown}: being published at this moment, or interrupted"
                    starting(Receipt(shown, "sending", now, words, listed, held))
                text = message or message_for(files, changes)
                sending = Sending(place.url, place.options, files, changes, text)
                _try(functools.partial(module.send, sending), attempts, wait)
            state: State = "sent" if changes else "unchanged"
            receipts.append(Receipt(shown, state, now, changes.words(), count, now_digests))
        except Exception as error:  # one dead target never stops the rest
            receipts.append(Receipt(shown, "failed", now, f"{shown}: {error or type(error).__name__}", listed, held))
    return receipts


def _try(act: Callable[[], Answer], attempts: int, wait: Callable[[float], None]) -> Answer:
    failed = 0
    while True:
        try:
            return act()
        except TransportError as error:
            failed += 1
            if error.permanent or failed >= attempts:
                raise
            wait(4.0 ** (failed - 1))


def preview(
    files: Mapping[str, bytes], targets: Sequence[Place], previous: Iterable[Receipt] = ()
) -> dict[str, Differences]:
    """What `publish` would do, by target, without doing it."""
    now_digests = digests(files)
    before = {receipt.target: receipt for receipt in previous}
    found = {}
    for place in targets:
        shown = without_password(place.url)
        held = before[shown].files if shown in before else {}
        if not target_for(place.url).holds(place.url, place.options):
            held = {}
        found[shown] = differences(now_digests, held)
    return found
