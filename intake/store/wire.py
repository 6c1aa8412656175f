"""How the nouns are written down on the shelf: as JSON by pydantic, read back to equal values."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from intake.deciding.decision import Entry, Reply
from intake.deciding.draft import Details, Draft, Duplicate
from intake.reading.proposal import Finding, Link, Place, Problem, Proposal, When
from render.event import Event

DRAFT: TypeAdapter[Draft] = TypeAdapter(Draft)
EVENT: TypeAdapter[Event] = TypeAdapter(Event)

ENTRIES: TypeAdapter[tuple[Entry, ...]] = TypeAdapter(tuple[Entry, ...])
_REPLY = tuple(field.name for field in dataclasses.fields(Reply) if field.name not in ("to", "message_id"))

# The values of a Reply may be anything that deciding knows; these come back as what they were.
_NOUNS: dict[str, type] = {
    noun.__name__: noun
    for noun in (Details, Draft, Duplicate, Entry, Event, Finding, Link, Place, Problem, Proposal, When)
}
_ADAPTERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(noun) for name, noun in _NOUNS.items()}
_TYPE = "$type"


def writable(text: str) -> str:
    """The text without what a database refuses: NUL and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def pack(value: object) -> Any:
    """The value as plain JSON values, with a mark where it was a date, a time, a tuple, a set or one of our nouns."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return writable(value)
        case dt.datetime() | dt.date() | dt.time():
            return {_TYPE: type(value).__name__, "value": value.isoformat()}
        case list():
            return [pack(item) for item in value]
        case tuple():
            return {_TYPE: "tuple", "value": [pack(item) for item in value]}
        case set() | frozenset():
            return {_TYPE: "set", "value": sorted((pack(item) for item in value), key=str)}
        case Mapping():
            return {_TYPE: "map", "value": [[pack(key), pack(item)] for key, item in value.items()]}
    name = type(value).__name__
    if dataclasses.is_dataclass(value) and _NOUNS.get(name) is type(value):
        return {_TYPE: name, "value": json.loads(_ADAPTERS[name].dump_json(value))}
    raise TypeError(f"a mail's value cannot be a {type(value).__name__}: {value!r}")


def unpack(value: Any) -> Any:
    """What `pack` was given; sets come back frozen."""
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if not isinstance(value, dict):
        return value
    inner = value["value"]
    match value[_TYPE]:
        case "datetime":
            return dt.datetime.fromisoformat(inner)
        case "date":
            return dt.date.fromisoformat(inner)
        case "time":
            return dt.time.fromisoformat(inner)
        case "tuple":
            return tuple(unpack(item) for item in inner)
        case "set":
            return frozenset(unpack(item) for item in inner)
        case "map":
            return {unpack(key): unpack(item) for key, item in inner}
        case name:
            return _ADAPTERS[name].validate_json(json.dumps(inner))


def dump_reply(reply: Reply) -> str:
    """A mail of ours as JSON; its recipient and Message-ID stand in columns of their own."""
    fields = {name: pack(getattr(reply, name)) for name in _REPLY if name != "entries"}
    fields["entries"] = ENTRIES.dump_python(reply.entries, mode="json")
    return json.dumps(fields)


def load_reply(text: str, to: str, message_id: str) -> Reply:
    """The mail that `dump_reply` wrote."""
    fields = json.loads(text)
    entries = ENTRIES.validate_json(json.dumps(fields.pop("entries")))
    return Reply(
        to=to, message_id=message_id, entries=entries, **{name: unpack(value) for name, value in fields.items()}
    )


_STATE = {"status", "details", "edits", "problems", "event_id", "why", "replaces", "decided_by", "decided_at"}


def draft_state(draft: Draft) -> str:
    """What a decision may change about a draft, as JSON: nothing of the mail it came from."""
    return DRAFT.dump_json(draft, include=_STATE).decode()


def draft_back(draft: Draft, state: str) -> Draft:
    """The draft with the state that `draft_state` wrote; its version is the next one."""
    fields: dict[str, Any] = json.loads(state)
    whole = DRAFT.dump_python(draft, mode="json")
    return DRAFT.validate_json(json.dumps({**whole, **fields, "version": draft.version + 1}))
