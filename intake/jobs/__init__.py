"""What the program does, job by job: each calls the rooms in order and decides nothing itself.

The names below are found in the files they come from when they are first used, so that a command that only lists
drafts does not wait for the readers and the templates.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intake.jobs.adding import add
    from intake.jobs.bringing_in import Refusal, bring_in
    from intake.jobs.collecting import Collected, collect
    from intake.jobs.commanding import Outcome, carry_out, undo
    from intake.jobs.opening import addresses_of, open_store
    from intake.jobs.publishing import Published, due, publish
    from intake.jobs.purging import purge
    from intake.jobs.reminding import remind
    from intake.jobs.sending import Sent, send
    from intake.jobs.watching import Health, health
    from intake.jobs.working import Worked, work

_FILES = {
    "add": "adding",
    "Refusal": "bringing_in",
    "bring_in": "bringing_in",
    "Collected": "collecting",
    "collect": "collecting",
    "Outcome": "commanding",
    "carry_out": "commanding",
    "undo": "commanding",
    "Health": "watching",
    "addresses_of": "opening",
    "health": "watching",
    "remind": "reminding",
    "open_store": "opening",
    "Published": "publishing",
    "due": "publishing",
    "publish": "publishing",
    "purge": "purging",
    "Sent": "sending",
    "send": "sending",
    "Worked": "working",
    "work": "working",
}

__all__ = [
    "Collected",
    "Health",
    "Outcome",
    "Published",
    "Refusal",
    "Sent",
    "Worked",
    "add",
    "addresses_of",
    "bring_in",
    "carry_out",
    "collect",
    "due",
    "health",
    "open_store",
    "publish",
    "purge",
    "remind",
    "send",
    "undo",
    "work",
]


def __getattr__(name: str) -> object:
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_FILES[name]}"), name)
