"""The waiting drafts in memory: packed, as tens of thousands may wait, and found by what a new mail may share."""

from __future__ import annotations

import dataclasses
import datetime as dt
import zlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

from intake.deciding.draft import Draft
from intake.store.wire import DRAFT

Days = Sequence[tuple[dt.date, dt.date]]
"""First and last days."""

# What most drafts say in the same words: deflate looks back into it (RFC 1950, 2.2: a preset dictionary).
_USUAL = (
    b'"previous":{"date":"202","end_date":"202","edits":{"problems":[{"code":"other_sender","text":"It came from'
    b' another address than draft","duplicates":[{"kind":"draft","id":"","score":0.9,"reasons":["same day (202",'
    b'"same city (","same time (1","from the same sender"]}],"replaces":["start":"18:00:00","end":"20:00:00",'
    b'"timezone":"America/New_York","title":"timezone":"Europe/Berlin","region":"England","country":"GB",'
    b'"coordinates":[-"venue":"links":["https://www."organizer":"online":true,"language":"de","link":"https://"},'
    b'{"id":1,"message_id":"proposal":{"message_id":"@mail.gmail.com","ordinal":1,"about":"new","chosen":{},'
    b'"language":"en"},"details":{"date":"202","start":"1:00:00","timezone":"Europe/London","title":"","city":"",'
    b'"region":"","country":"US","coordinates":[5],"link":"https://","language":"en"},"about":"new","status":"waiting",'
    b'"sender":"@gmail.com","received":"202-T:00Z","created":"202-T:00Z","language":"en","subject":"Re: ",'
    b'"thread":["@mail.gmail.com"],"answerable":true,"mail_id":"@gmail.com"}'
)


def pack(draft: Draft) -> bytes:
    """A draft in a few hundred bytes."""
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, _USUAL)
    return deflate.compress(DRAFT.dump_json(draft, exclude_defaults=True)) + deflate.flush()


def unpack(packed: bytes) -> Draft:
    """The draft that was packed."""
    return DRAFT.validate_json(zlib.decompressobj(-15, _USUAL).decompress(packed))


def without_evidence(draft: Draft) -> Draft:
    """The draft less what it was read from, which is looked up when it is decided on."""
    return dataclasses.replace(draft, proposal=dataclasses.replace(draft.proposal, chosen={}, others={}))


class Waiting:
    """Waiting drafts without their evidence, by id."""

    def __init__(self) -> None:
        self._packed: dict[int, bytes] = {}
        self._of_day: dict[dt.date, dict[int, None]] = {}
        self._of_days: dict[int, tuple[dt.date, dt.date]] = {}
        self._undated: dict[int, None] = {}
        # By the hash of the sender: who shares one by chance is only one draft more to look at.
        self._of_sender: dict[int, tuple[int, ...]] = {}
        self._of_event: dict[str, tuple[int, ...]] = {}

    def put(self, draft: Draft) -> None:
        """Keep a waiting draft, in place of what was kept under its id."""
        self.remove(draft.id)
        self._packed[draft.id] = pack(without_evidence(draft))
        date, last = draft.details.date, draft.details.end_date
        if draft.about == "new":
            if date is None:
                self._undated[draft.id] = None
            elif last is None or last <= date:
                self._of_day.setdefault(date, {})[draft.id] = None
            else:
                self._of_days[draft.id] = (date, last)
        _add(self._of_sender, hash(draft.sender.casefold()), draft.id)
        if draft.event_id is not None:
            _add(self._of_event, draft.event_id, draft.id)

    def remove(self, number: int) -> None:
        """Let go of the draft of this id, if it is kept."""
        packed = self._packed.pop(number, None)
        if packed is None:
            return
        draft = unpack(packed)
        self._undated.pop(number, None)
        self._of_days.pop(number, None)
        if draft.details.date is not None:
            self._of_day.get(draft.details.date, {}).pop(number, None)
        _take_out(self._of_sender, hash(draft.sender.casefold()), number)
        if draft.event_id is not None:
            _take_out(self._of_event, draft.event_id, number)

    def drafts(self, numbers: Iterable[int] | None = None) -> tuple[Draft, ...]:
        """The drafts of those ids that are kept, in order of id; without ids all."""
        wanted = self._packed if numbers is None else self._packed.keys() & set(numbers)
        return tuple(unpack(self._packed[number]) for number in sorted(wanted))

    def of(self, sender: str, events: Iterable[str], days: Days | None) -> set[int]:
        """The ids of the drafts of a sender, those that would change one of these events, and the new events that
        take place within one of these days or on no day yet; with None of them on any day."""
        found = set(self._of_sender.get(hash(sender.casefold()), ()))
        for event in events:
            found.update(self._of_event.get(event, ()))
        if days is None:
            days = ((dt.date.min, dt.date.max),)
        if days:
            found.update(self._undated)
        for first, last in days:
            found.update(at for at, (begins, ends) in self._of_days.items() if begins <= last and ends >= first)
            if (last - first).days < len(self._of_day):
                for at in range((last - first).days + 1):
                    found.update(self._of_day.get(first + dt.timedelta(days=at), ()))
            else:
                found.update(*(on for day, on in self._of_day.items() if first <= day <= last))
        return found


Key = TypeVar("Key", int, str)


def _add(found: dict[Key, tuple[int, ...]], key: Key, number: int) -> None:
    found[key] = (*found.get(key, ()), number)


def _take_out(found: dict[Key, tuple[int, ...]], key: Key, number: int) -> None:
    left = tuple(one for one in found.pop(key, ()) if one != number)
    if left:
        found[key] = left
