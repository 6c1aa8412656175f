"""Mails that tell of what was: minutes, thanks, reports. Which of the days they name are announced all the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from intake.reading.layout import Layout
from intake.reading.proposal import Context

if TYPE_CHECKING:
    from intake.reading.dating import Mention

__all__ = ["tell_of_the_past"]

_LONGEST_SUBJECT = 1_000


def tell_of_the_past(judged: Sequence[Mention], layout: Layout, context: Context) -> None:
    """Mark the days that a report speaks of as past, and the day of sending where a sentence tells it as past."""
    if _reports(judged, layout, context):
        _told_of(judged, layout, context)
    _gone_by(judged, context)


def _told_of(judged: Sequence[Mention], layout: Layout, context: Context) -> None:
    """Mark what a report names as past, but for full days that begin a line or that it says something is held on."""
    ahead = {
        id(mention.line)
        for mention in judged
        if mention.value.date is not None
        and mention.value.date > context.now.date()
        and "day" in mention.value.stated
        and mention.line is not None
        and mention.found.start <= mention.line.body
    }
    for mention in judged:
        if id(mention.line) not in ahead and not _announced_again(mention, layout):
            mention.against.add("past")


def _announced_again(mention: Mention, layout: Layout) -> bool:
    """Whether a report announces this day, too: a full one in a sentence of the text with a word for a meeting."""
    if not {"day", "month"} <= mention.value.stated or mention.line is None:
        return False
    if mention.line.part == "subject":
        return mention.value.start is not None
    line = mention.line
    return any(cue.key == "event" and line.start <= cue.start < line.end for cue in layout.cues_around(mention.found))


def _gone_by(judged: Sequence[Mention], context: Context) -> None:
    """Mark the day of sending, where a sentence tells it as past, and a subject's weekday, where all the text does."""
    named = [mention for mention in judged if mention.value.date == context.now.date()]
    if any("past" in mention.against for mention in named):
        for mention in named:
            if mention.value.start is None:
                mention.against.add("past")
    told = [mention for mention in judged if mention.line is None or mention.line.part != "subject"]
    for mention in judged:
        if mention in told or mention.value.start is not None or {"day", "start"} & mention.value.stated:
            continue  # "A fine crowd on Saturday", and all the text says of Saturday is past
        again = [other for other in told if other.value.date is not None and other.value.date == mention.value.date]
        if again and all("past" in other.against for other in again):
            mention.against.add("past")


def _reports(judged: Sequence[Mention], layout: Layout, context: Context) -> bool:
    """Whether the subject says that the mail tells of what was: by its words, or by a day gone by."""
    subject = layout.texts.get("subject", "")
    for cue in layout.cues_in("subject", 0, _LONGEST_SUBJECT):
        # "Many merry minutes, the next edition" is no report.
        apart = not subject[: cue.start].rstrip()[-1:].isalnum() or not subject[cue.end :].strip(" .!")
        if cue.key in ("past", "thanks") or (cue.key == "reports" and (apart or " " in subject[cue.start : cue.end])):
            return True
    days = [
        mention.value.end_date or mention.value.date
        for mention in judged
        if mention.found.part == "subject" and "day" in mention.value.stated
    ]
    return bool(days) and all(day is not None and day < context.now.date() for day in days)
