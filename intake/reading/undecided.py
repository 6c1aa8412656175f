"""A mail that puts its event off, and says that the new day is not known yet: the day it names is the old one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from intake.reading.layout import Layout
from intake.reading.of_others import denied

if TYPE_CHECKING:
    from intake.reading.dating import Mention

__all__ = ["mark_only_day"]

_SUBJECT = 300  # characters


def mark_only_day(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark the only day of such a mail as the old one: "Walk put off. On 5 May we stay in. A new date will follow"."""
    if not layout.says("undecided"):
        return
    named = [mention for mention in judged if mention.usable and mention.value.date is not None]
    if len({mention.value.date for mention in named}) != 1:
        return
    subject = layout.cues_in("subject", 0, _SUBJECT)
    if any(cue.key == "postponed" and not denied(cue, subject) for cue in subject):
        for mention in named:
            mention.against.add("old")
