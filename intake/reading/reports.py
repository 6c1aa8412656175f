"""Mails that tell of what was: minutes, thanks, reports. Which of the days they name are announced all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from intake.reading.cues import Cue
from intake.reading.layout import Layout
from intake.reading.proposal import Context

if TYPE_CHECKING:
    from intake.reading.dating import Mention

__all__ = ["stands_apart", "tell_of_the_past"]

_LONGEST_SUBJECT = 1_000
_HALF_A_YEAR = 183
_TOP, _A_NAME = 12, 4  # lines of minutes that may say who came; letters of the shortest name
_BESIDE = 20  # characters between the city and the day over an article


def tell_of_the_past(judged: Sequence[Mention], layout: Layout, context: Context) -> None:
    """Mark the days that a report speaks of as past, and the day of sending where a sentence tells it as past."""
    about = _headed(judged, layout, context)
    if about is not None:
        _told_of(judged, layout, context, about == "minutes")
    _gone_by(judged, context)
    _in_an_article(judged, layout, context)


def _in_an_article(judged: Sequence[Mention], layout: Layout, context: Context) -> None:
    """Mark the weekdays without an hour of an article: a line begins with a city and a day gone by, "RENO, May 14"."""
    written = {mention.line.part for mention in judged if mention.line is not None and _is_dateline(mention, context)}
    for mention in judged:
        if mention.found.part in written and mention.value.start is None and "day" not in mention.value.stated:
            mention.against.add("past")


def _is_dateline(mention: Mention, context: Context) -> bool:
    line, day = mention.line, mention.value.date
    if line is None or line.part == "subject" or line.bullet or not {"day", "month"} <= mention.value.stated:
        return False
    if day is None or day >= context.now.date() or mention.value.start is not None or not line.cities:
        return False
    city = line.cities[0]
    return city.start <= line.body + 1 and 0 < mention.found.start - city.end <= _BESIDE


def _told_of(judged: Sequence[Mention], layout: Layout, context: Context, minutes: bool) -> None:
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
        if id(mention.line) not in ahead and not _announced_again(mention, layout, minutes, context):
            mention.against.add("past")


def _announced_again(mention: Mention, layout: Layout, minutes: bool, context: Context) -> bool:
    """Whether a report announces this day, too: a full one with its hour, weekday or a word for a meeting beside it.

    Minutes name such days of work and errands, too; there it takes the word for a meeting.
    """
    line, stated = mention.line, mention.value.stated
    if not {"day", "month"} <= stated or line is None:
        return False
    if line.part == "subject":
        return mention.value.start is not None
    ahead = (mention.value.date - context.now.date()).days if mention.value.date else 0
    if "year" not in stated and ahead > _HALF_A_YEAR:
        return False  # rather the day gone by
    if not minutes and {"start", "weekday"} & stated:
        return True
    return any(cue.key == "event" and line.start <= cue.start < line.end for cue in layout.cues_around(mention.found))


def _gone_by(judged: Sequence[Mention], context: Context) -> None:
    """Mark the day of sending, where a sentence tells it as past, and a subject's weekday, where all the text does."""
    named = [mention for mention in judged if mention.value.date == context.now.date()]
    if any("past" in mention.against for mention in named):
        for mention in named:
            if mention.value.start is None:
                mention.against.add("past")
    past: dict[dt.date, bool] = {}  # whether the text tells each of its days as past wherever it names it
    for mention in judged:
        day = mention.value.date
        if day is not None and not _in_the_subject(mention):
            past[day] = "past" in mention.against and past.get(day, True)
    for mention in judged:
        if not _in_the_subject(mention) or mention.value.start is not None or {"day", "start"} & mention.value.stated:
            continue  # "A fine crowd on Saturday", and all the text says of Saturday is past
        if mention.value.date is not None and past.get(mention.value.date, False):
            mention.against.add("past")


def _in_the_subject(mention: Mention) -> bool:
    return mention.line is not None and mention.line.part == "subject"


def _headed(judged: Sequence[Mention], layout: Layout, context: Context) -> str | None:
    """Whether the subject says that these are "minutes", or a "report" of what was: by words, or by a day gone by."""
    subject = layout.texts.get("subject", "")
    keys = {
        cue.key
        for cue in layout.cues_in("subject", 0, _LONGEST_SUBJECT)
        if cue.key not in ("reports", "minutes") or stands_apart(subject, cue)
    }
    if "minutes" in keys or _lists_who_came(layout):
        return "minutes"
    if {"past", "thanks", "reports"} & keys and "request" not in keys:
        return "report"
    days = [
        mention.value.end_date or mention.value.date
        for mention in judged
        if mention.found.part == "subject" and "day" in mention.value.stated
    ]
    gone = bool(days) and all(day is not None and day < context.now.date() for day in days)
    return "report" if gone else None


def _lists_who_came(layout: Layout) -> bool:
    """Whether a line begins with a label over those who came, and a name behind it: "Present: Ann, Bob"."""
    for line in layout.lines[:_TOP]:
        for cue in line.cues:
            if cue.key != "attended" or line.text[: cue.start - line.start].strip(" \t*•-–.)0123456789"):
                continue
            behind = line.text[cue.end - line.start :].lstrip(" *")
            if behind[:1] in (":", "：") and len(behind) > _A_NAME and not line.whens:
                return True
    return False


def stands_apart(subject: str, cue: Cue) -> bool:
    """Whether a phrase, or a word that begins or ends a part of the subject: not "Many merry minutes, the next one"."""
    return (
        " " in subject[cue.start : cue.end]
        or not subject[: cue.start].rstrip()[-1:].isalnum()
        or not subject[cue.end :].strip(" .!")
    )
