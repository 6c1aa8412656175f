"""Which published event a person means, and doing something to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from intake.commands._carrying import carry_out
from intake.commands._opened import WHO, now, opened

if TYPE_CHECKING:
    from intake.deciding.decision import Verb
    from intake.store import Store


def number_of(name: str) -> int | None:
    """The name as a draft's number, None when it is an event's id."""
    from intake.store.changing import ID_LENGTH

    # An id may be all digits; no store ever has so many drafts.
    return int(name) if name.isascii() and name.isdecimal() and len(name) < ID_LENGTH else None


def event_of(store: Store, name: str) -> str:
    """The id of the event that is meant: its own id, or the number of a draft that was confirmed. Raises Wrong."""
    from intake.cli import Wrong

    number = number_of(name)
    if number is None:
        return name
    draft = store.draft(number)
    if draft is None or draft.event_id is None:
        raise Wrong(
            f"no event came of draft {number}; name a confirmed draft or an event's id, as `intake log` has them"
        )
    return draft.event_id


def act(context: click.Context, verb: Verb, name: str, done: str, why: str = "") -> None:
    """Cancel, postpone or withdraw a published event, and say what came of it."""
    from intake.deciding.decision import Command

    with opened(context) as (campaign, store):
        command = Command(verb, WHO, event_id=event_of(store, name), why=why.strip(), at=now())
        carry_out(context, store, campaign, [command], done)
