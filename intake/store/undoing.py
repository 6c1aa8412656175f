"""Takes the last decision back, with everything that was decided at once with it."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update

from intake.store import outgoing
from intake.store.changing import Hand, Stale
from intake.store.tables import log
from intake.store.wire import EVENT, draft_back, draft_state


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: the drafts that are again as they were, the events, and a line of words for each step."""

    batch: str
    drafts: tuple[int, ...]
    events: tuple[str, ...]
    steps: tuple[str, ...]

    def __str__(self) -> str:
        return "; ".join(self.steps)


class NothingToUndo(Stale):
    """Nobody has decided anything that is not undone already."""


def undo(hand: Hand, batch: str | None = None, by: str | None = None) -> Undone:
    """Take the last batch of decisions back that a person made; `batch` names another, `by` looks at one person's.

    A draft waits again; a published event is withdrawn or gets its previous values with a higher sequence; mails of
    the batch that have not been sent stay unsent. Raises NothingToUndo, and Stale when a draft or event has been
    changed again since: the later decision is to be undone first.
    """
    last = select(log.c.batch).where(log.c.by_person.is_(True), log.c.undone.is_(False))
    if batch is not None:
        last = last.where(log.c.batch == batch)
    if by is not None:
        last = last.where(log.c.who == by)
    found = hand.connection.execute(last.order_by(log.c.id.desc()).limit(1)).scalar()
    if found is None:
        raise NothingToUndo("there is no decision to undo")
    rows = hand.connection.execute(
        select(log).where(log.c.batch == found, log.c.by_person.is_(True)).order_by(log.c.id.desc())
    ).all()
    drafts: dict[int, None] = {}
    events: dict[str, None] = {}
    steps: list[str] = []
    for row in rows:
        if row.before is None:
            raise Stale("that decision's mails have been purged; it cannot be undone any more")
        _back(hand, row)
        if row.draft_id is not None:
            drafts[row.draft_id] = None
        if row.event_id is not None:
            events[row.event_id] = None
        steps.append(_words(row))
    hand.connection.execute(update(log).where(log.c.batch == found).values(undone=True))
    outgoing.withdraw(hand.connection, found)
    return Undone(found, tuple(reversed(drafts)), tuple(reversed(events)), tuple(reversed(steps)))


def _words(row: Row[Any]) -> str:
    about = f"draft {row.draft_id}" if row.draft_id is not None else f"event {row.event_id}"
    return f"{row.what} of {about} by {row.who} at {row.at:%Y-%m-%d %H:%M} UTC"


def _back(hand: Hand, row: Row[Any]) -> None:
    before, after = json.loads(row.before), json.loads(row.after)
    draft = restored = None
    if row.draft_id is not None and before["draft"] is not None:
        draft = hand.draft(row.draft_id)
        if json.loads(draft_state(draft)) != after["draft"]:
            raise Stale(f"draft {draft.id} has been changed since that decision; undo the later one first", draft.id)
        if row.what == "join" and after["event"] is None and row.event_id is not None:
            hand.drop_sources(row.event_id, draft)
        restored = draft_back(draft, json.dumps(before["draft"]))
        hand.change_draft(draft, restored)
    event_before = event_after = None
    if row.event_id is not None and (before["event"] or after["event"]):
        current, listed = hand.event(row.event_id)
        expected = EVENT.validate_python(after["event"], strict=False) if after["event"] else None
        same = (
            expected is not None
            and listed
            and dataclasses.replace(current, sequence=expected.sequence, updated=expected.updated) == expected
        )
        if (expected is None and listed) or (expected is not None and not same):
            raise Stale(
                f"event {row.event_id} has been changed since that decision; undo the later one first",
                event_id=row.event_id,
            )
        event_before = current if listed else None
        if draft is not None:
            hand.drop_sources(row.event_id, draft)
        if before["event"] is None:
            hand.withdraw_event(row.event_id)
        else:
            event_after = hand.restore_event(EVENT.validate_python(before["event"], strict=False))
    undoing = dataclasses.replace(hand, by_person=False)
    undoing.write(
        "undo",
        draft=(draft, restored),
        event=(event_before, event_after),
        note=_words(row),
        event_id=row.event_id,
    )
