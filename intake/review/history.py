"""The log as a person reads it: what was done to which event, by whom, from which mail, before and after."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from intake.deciding.draft import Draft
from intake.review.words import Words, readable
from intake.store import BOT, NO_DECISIONS, LogEntry
from render.event import Event

# What a person changed shows in these; the rest is bookkeeping or follows from them.
_SHOWN = (
    "date", "end_date", "start", "end", "timezone", "city", "country", "venue", "title", "organizer", "link",
    "online", "status", "why",
)  # fmt: skip


LOGGED = 100
"""Lines of the log that a page looks at."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the log. `what` is in words, `thing` what the draft or event is called, "" where it has no name.

    `changes` are (field, before, after) in words. `open` says that it can be taken back by its `batch`,
    with all `at_once` decisions of it. `further` are the drafts that came in with the same mail.
    """

    at: dt.datetime
    who: str
    what: str
    thing: str
    note: str
    changes: tuple[tuple[str, str, str], ...]
    draft_id: int | None
    event_id: str | None
    message: str | None
    batch: str
    undone: bool
    open: bool
    at_once: int
    further: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """What lines of the log speak of, as far as it is still there: drafts, events, and what was decided at once."""

    drafts: Mapping[int, Draft]
    events: Mapping[str, Event]
    at_once: Mapping[str, int]


def steps(entries: Iterable[LogEntry], about: About, t: Words) -> list[Step]:
    """The entries in the words of `t`; what came in with one mail is one step."""
    found: list[Step] = []
    for entry in entries:
        step = _step(entry, about, t)
        last = found[-1] if found else None
        if last is not None and entry.what == "propose" and (last.what, last.batch) == (step.what, entry.batch):
            found[-1] = replace(step, further=last.further + 1)
        else:
            found.append(step)
    return found


def may_be_taken_back(entry: LogEntry) -> bool:
    """Whether a line of the log is a person's decision that still stands."""
    return entry.who != BOT and entry.what not in NO_DECISIONS and not entry.undone


def _called(title: str | None, city: str | None) -> str:
    """A title with its city, unless the title names that."""
    named = bool(title and city and city.casefold() in title.casefold())
    return ", ".join(filter(None, (title, None if named else city)))


def _step(entry: LogEntry, about: About, t: Words) -> Step:
    draft, event = about.drafts.get(entry.draft_id or 0), about.events.get(entry.event_id or "")
    values = {change.field: change for change in entry.changes}
    named = values.get("event.title") or values.get("draft.title")
    thing = ""
    if draft is not None:
        thing = _called(draft.details.title or draft.subject, draft.details.city)
    elif event is not None:
        thing = _called(event.title, event.city)
    elif named is not None:
        thing = str(named.after or named.before or "")
    who = entry.who if entry.who != BOT else t("by_itself")
    if entry.what == "propose" and draft is not None and draft.sender:
        who = draft.sender
    message = entry.message or (draft.message_id if draft is not None else None)
    return Step(
        entry.at,
        who,
        t(f"log_{entry.what}"),
        thing,
        entry.note if entry.what in ("reject", "purge") else "",
        tuple(_changes(values, t)) if entry.what != "propose" else (),
        entry.draft_id,
        entry.event_id,
        message or None,
        entry.batch,
        entry.undone,
        may_be_taken_back(entry),
        about.at_once.get(entry.batch, 1),
    )


def _changes(values: Mapping[str, Any], t: Words) -> Iterable[tuple[str, str, str]]:
    """The event's values, else the draft's; a whole event put on the list or taken off it is no list of changes."""
    if "event.listed" in values:
        return
    kind = "event" if any(name.startswith("event.") for name in values) else "draft"
    for name in _SHOWN:
        change = values.get(f"{kind}.{name}")
        if change is not None:
            yield t(name), _value(change.before, t), _value(change.after, t)


def _value(value: Any, t: Words) -> str:
    if value in (None, "", [], {}):
        return t("not_given")
    text = re.sub(r"\A(\d\d:\d\d):00\Z", r"\1", str(value))
    return t(value) if isinstance(value, str) and value in t.words else readable(text, t.tag)
