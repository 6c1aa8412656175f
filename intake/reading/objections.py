"""What speaks against a day or time's being an event's: its finder's word, the cues of its sentence, the calendar."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from intake.reading.cues import TOGETHER, Cue, entries, words
from intake.reading.fields.when.lexicon import languages_with
from intake.reading.layout import Layout, Line
from intake.reading.proposal import Finding, When
from intake.reading.putting_off import CLOSE, SHORT_CUE

if TYPE_CHECKING:
    from intake.reading.dating import Mention

__all__ = ["OF_A_MEETING", "OF_THE_PAST", "against_cues", "against_role", "against_time", "is_beginning", "repeats"]

OF_THE_PAST, OF_A_MEETING = frozenset(("past", "thanks")), frozenset(("event", "starts"))
"""The cues that say of the days beside them that they are gone by, or that people meet then."""
_MEETING = frozenset(("event", TOGETHER))
_ANNOUNCING = _MEETING | {"welcome", "request"}
# Characters between a word for the doors and the hour at which they open.
_DOORS = 45
# So far before its hour what is poured may stand: "Coffee: 3:45", "tea at 3:15"; what such an hour counts less.
_AT, _POURED = 5, 2.0
# Days ahead from which one without year and weekday is rather gone by.
_LONG_AHEAD = 150
# "at" and "from" say little of a beginning; so far from its hour another word may stand.
_SHORT_START, _NEAR_START = 5, 30
# What the day of a trial, a vote or the like counts less.
_OCCASION = 1.5
# On a line of so many days and hours only what stands close by counts.
_CROWDED = 40
_SHORT_WORD = 5
_DAWN = dt.time(5)
_BESIDE = 20
# Days ahead from which one without year is last year's, where a word tells of the past, and where none does.
_YEAR_ROUND = 275
_LAST_YEAR = 330
_FEW_LETTERS = 12
# A change of a mail's text was made in the last so many days before it was sent.
_YEAR, _LATELY = 365, 60
# So long is "du", "del", "vom" between the word for a change and its day.
_OF_THE = 3
# What stands behind the day of a change: "Update 13 May: ...", "EDIT (13.5.) - ...".
_LABEL_END = 8
_ENDS_A_LABEL = re.compile(r"[.)\]* \t]{0,4}(?:[:：–—-]|\n|$)")


def against_role(mention: Mention, found: Finding, around: Sequence[Cue], layout: Layout) -> None:
    """Weigh what the finder said the day or time is: a deadline, an end, the doors, a day of sending or gone by."""
    if found.role == "deadline":
        # The finder's word may stand behind the day or on the line above; the sentence must have one, too.
        said = [cue for cue in around if cue.key in ("deadline", "papers", "reply") and cue.start <= found.end + 1]
        dated = mention.value.date is not None
        if any(dated or found.start - cue.end <= 2 or not _until(mention, cue, layout) for cue in said):
            mention.against.add("deadline")
    elif mention.line is not None and "end" in mention.line.label and not {"date", "time"} & set(mention.line.label):
        mention.against.add("end")
    elif found.role == "sent" and mention.line is not None and mention.line.part == "subject":
        pass  # "UPDATED: seminar on 5 May" is no day of sending
    elif found.role == "sent" or (found.role == "past" and mention.value.date is not None):
        mention.against.add(found.role)  # "a las 18 h desde la plaza" is no hour gone by
    elif found.role == "doors":
        mention.doors = True
    elif (
        found.role == "end"
        and mention.value.date is not None
        and (_at_night(mention) or _MEETING.isdisjoint(cue.key for cue in around))
    ):
        mention.against.add("end")  # "the sale ends on Friday at 8 pm", "the event is over on Sunday at 3 am"
    elif found.role == "end":
        mention.weight -= 2.0


def against_cues(
    mention: Mention, found: Finding, line: Line, around: Sequence[Cue], layout: Layout, today: dt.date
) -> None:
    """Weigh the cues around a mention: deadlines, papers, doors, what is poured, the word for a beginning."""
    occasions: set[int] = set()
    reasons = {cue.start for cue in around if cue.key == "reason"}
    for cue in around:
        gap = found.start - cue.end
        inside = cue.start >= found.start and cue.end <= found.end
        between = layout.texts.get(found.part, "")[cue.end : found.start] if 0 <= gap <= CLOSE else ""
        close = 0 <= gap <= (CLOSE if mention.value.date is not None else 2) and "," not in between
        if cue.key == "deadline" and not inside and cue.start not in reasons:  # "due to the storm"
            if (
                close
                or _follows(cue, mention, around)
                or (not _until(mention, cue, layout) and _applies(cue, found, line, layout))
            ):
                mention.against.add("deadline")
        elif cue.key == "papers":
            below = gap < -CLOSE and mention.value.start is not None  # "today at 2:00 in room 104; abstract below"
            if line.part == "subject" or (not below and _applies(cue, found, line, layout)):
                mention.against.add("deadline")
        elif cue.key == "published" and close and not inside and line.part != "subject":
            of_today = mention.value.start is None or not {"day", "weekday"} & mention.value.stated
            if not line.label and of_today and cue.end - cue.start > 3:  # "updated at 6 pm today"
                mention.against.add("sent")
        elif cue.key in ("edited", "correction") and close and not inside and _labels(cue, mention, today, layout):
            mention.against.add("edited")
        elif cue.key == "occasion":
            occasions.add(cue.start)  # one word, in however many languages it is one
        elif cue.key == "since" and mention.value.date is not None and mention.value.end_date is None:
            if 0 <= gap <= CLOSE or 0 <= cue.start - found.end <= _OF_THE:
                occasions.add(cue.start)  # "since 5 May"; "desde las 18 h" tells when something begins
        elif cue.key == "appointment" and line.part != "subject" and _MEETING.isdisjoint(other.key for other in around):
            mention.against.add("appointment")  # "Tuesday at 2 pm would suit me"
        elif cue.key == "notices" and mention.value.date is not None and line.part != "subject" and not line.label:
            if not inside and _ANNOUNCING.isdisjoint(other.key for other in around):
                mention.against.add("business")  # "your parcel is ready from Tuesday at 9 am"
        elif cue.key == "none" and mention.value.date is not None and _applies(cue, found, line, layout):
            mention.against.add("none")
        elif cue.key == "doors" and mention.value.start is not None and 0 <= gap <= _DOORS:
            nearer = any(cue.end <= other.start < found.start for other in line.whens[:_CROWDED])
            mention.doors |= not nearer
        elif cue.key == "refreshments" and mention.value.date is None:
            if 0 <= gap <= _AT or _is_behind(cue, found, layout) or _is_served(cue, mention, around):
                mention.weight -= _POURED
                mention.poured = True
        elif cue.key == "starts" and mention.value.start is not None:
            behind = 0 <= cue.start - found.end <= 2 and cue.end - cue.start > SHORT_CUE
            mention.weight += 1.0 if behind else 0.5 if 0 <= gap <= 4 else 0.0
    mention.weight -= _OCCASION * len(occasions)
    if mention.value.stated == {"weekday"} and line.part != "subject" and _reported(found, layout):
        mention.against.add("sent")


def _reported(found: Finding, layout: Layout) -> bool:
    """Whether a verb of saying stands right before a weekday, as newspapers write: "the organizers said Thursday"."""
    said = words(layout.texts.get(found.part, "")[max(0, found.start - _BESIDE) : found.start])
    return any(" ".join(said[-count:]) in entries("said") for count in (1, 2))


def _is_behind(cue: Cue, found: Finding, layout: Layout) -> bool:
    """Whether what is poured stands right behind its hour, and begins no sentence: "3:30 tea", not "at 4 p.m. Tea"."""
    text = layout.texts.get(found.part, "")
    opens = text[found.end - 1 : found.end] == "." and text[cue.start : cue.start + 1].isupper()
    return 0 <= cue.start - found.end <= 1 and not opens


def _is_served(cue: Cue, mention: Mention, around: Sequence[Cue]) -> bool:
    """Whether no other hour and no meeting stand between what is poured and its hour: "tea will be served at 3:15"."""
    start, line = mention.found.start, mention.line
    if not 0 <= start - cue.end <= _DOORS or line is None:
        return False
    between = any(cue.end <= other.start < start for other in line.whens[:_CROWDED])
    return not between and not any(cue.end <= one.start < start and one.key == "event" for one in around)


def _labels(cue: Cue, mention: Mention, today: dt.date, layout: Layout) -> bool:
    """Whether a line begins with a word for a change and the day on which it was made: "Update 13 May: ..."."""
    day, line, found = mention.value.date, mention.line, mention.found
    if day is None or line is None or line.part == "subject" or "day" not in mention.value.stated:
        return False
    ago = (today - day).days if "year" in mention.value.stated else (today - day).days % _YEAR
    if not 0 <= ago <= _LATELY:
        return False
    text = layout.texts.get(found.part, "")
    before, behind = text[line.start : cue.start], text[found.end : found.end + _LABEL_END]
    between = text[cue.end : found.start]
    plain = not any(map(str.isalnum, before)) and sum(map(str.isalnum, between)) <= _OF_THE
    return plain and _ENDS_A_LABEL.match(behind) is not None


def against_time(mention: Mention, value: When, today: dt.date, around: Sequence[Cue]) -> None:
    """Weigh where a day lies beside the day of sending: gone by, said in passing, or the day of an issue."""
    assert value.date is not None
    last = value.end_date or value.date
    around = [cue for cue in around if not (cue.start >= mention.found.start and cue.end <= mention.found.end)]
    said = {cue.key for cue in around}
    past_words = not said.isdisjoint(OF_THE_PAST)
    ahead = (value.date - today).days
    if ahead == 0 and value.stated == {"weekday"} and mention.found.rule == "Friday":
        mention.weight -= 1.0  # who means today says so
    if ahead > _LONG_AHEAD and not {"year", "weekday"} & value.stated:
        mention.weight -= 1.5  # rather a day gone by, or a name: "the movement of 20 February"
    if (
        last < today
        or (value.date < today and past_words)
        or ("year" not in value.stated and ahead > (_YEAR_ROUND if past_words else _LAST_YEAR))
    ):
        mention.against.add("past")
    elif past_words:
        mention.weight -= 1.5
        if "day" not in value.stated or (value.date == today and value.start is None):
            mention.against.add("past")
    line = mention.line
    placed = line is not None and (line.part == "subject" or bool(line.label) or line.residue() <= _FEW_LETTERS)
    if value.date < today and not placed:
        mention.against.add("running")
    held = not said.isdisjoint(OF_A_MEETING) or _time_beside(mention)
    if (
        "day" not in value.stated
        and value.start is None
        and not placed
        and (not held or repeats(mention.found, around))
    ):
        mention.against.add("aside")
    # An issue's or article's date, or "today" in a story: the day of sending, without a time or a meeting beside it.
    dated = "weekday" not in value.stated or {"day", "year"} <= value.stated
    bare = value.start is None and value.end_date is None and dated
    listed = line is not None and (bool(line.label) or ("day" in value.stated and bool(line.cities)))
    if value.date == today and bare and not listed and "event" not in said and not _time_beside(mention):
        mention.against.add("sent")


def is_beginning(mention: Mention, layout: Layout) -> bool:
    """Whether a word for a beginning, longer than "at", or for the doors stands close before an hour or behind it."""
    if mention.value.start is None or not mention.usable:
        return False
    return mention.doors or any(
        cue.key in ("starts", "doors")
        and cue.end - cue.start > _SHORT_START
        and -_NEAR_START <= mention.found.start - cue.end <= _NEAR_START
        for cue in layout.cues_around(mention.found)
    )


def _at_night(mention: Mention) -> bool:
    return mention.value.start is not None and mention.value.start < _DAWN


def _until(mention: Mention, cue: Cue, layout: Layout) -> bool:
    """Whether a cue is made of short words such as "until" and "hasta el", which speak of what follows them at once."""
    text = layout.texts.get(mention.found.part, "")
    line = mention.line
    leads = line is not None and mention.found.start == line.body and cue.end <= line.end
    if leads and text[cue.end : cue.end + 1] in (".", "\n", ""):
        return False  # "1 June: proposals are due."
    if cue.end - cue.start <= SHORT_CUE:
        return True
    words = text[cue.start : cue.end].split()
    return mention.value.date is None and all(len(word) <= _SHORT_WORD for word in words)


def _follows(cue: Cue, mention: Mention, around: Sequence[Cue]) -> bool:
    """Whether "until" stands behind the day, as it does in Japanese, Korean and Chinese, and people are to answer."""
    behind = 0 <= cue.start - mention.found.end <= 1 and cue.language in languages_with("until_behind")
    single = mention.value.date is not None and mention.value.end_date is None
    return behind and single and any(other.key == "reply" for other in around)


def _applies(cue: Cue, found: Finding, line: Line, layout: Layout) -> bool:
    """Whether a cue of the sentence speaks of this day: no other day stands between them or nearer to it."""
    gap = found.start - cue.end if found.start >= cue.end else cue.start - found.end
    if gap < 0:
        return False
    if cue.start >= found.end and any(0 <= other.start - cue.end <= CLOSE for other in line.whens[:_CROWDED]):
        return False  # "Thursday 18 September, 5 pm (last entry 7 pm)"
    if cue.start >= found.end and gap > CLOSE and isinstance(found.value, When) and found.value.date is None:
        return False  # "at 5 pm from the square to the river": what follows a time of day is another matter
    near = line.dates if len(line.whens) < _CROWDED else []
    for other in near:
        if other is found or (other.start, other.end) == (found.start, found.end):
            continue
        other_gap = other.start - cue.end if other.start >= cue.end else cue.start - other.end
        if 0 <= other_gap < gap and (other.start >= cue.end) == (found.start >= cue.end):
            return False
        if other_gap >= 0 and other.start >= cue.end > found.start:
            return False
    return gap < (90 if len(line.whens) < _CROWDED else 20)


def _time_beside(mention: Mention) -> bool:
    """Whether a time stands close by on the same line: "Critical Mass tonight! 6 pm, South Bank"."""
    line, found = mention.line, mention.found
    if line is None or len(line.whens) > _CROWDED:
        return False
    return any(
        isinstance(other.value, When)
        and other.value.start is not None
        and -_BESIDE <= other.start - found.end <= _BESIDE
        for other in line.whens
    )


def repeats(found: Finding, around: Sequence[Cue]) -> bool:
    """Whether a finding speaks of a series: a weekday told as one, or a word such as "every" beside it."""
    stated = found.value.stated if isinstance(found.value, When) else frozenset()
    dated = isinstance(found.value, When) and found.value.date is not None  # "for all who come at 6 pm"
    return (found.role == "series" and dated and "month" not in stated) or any(
        cue.key == "repeats" and (-1 <= found.start - cue.end <= 3 or found.start <= cue.start < found.end + _BESIDE)
        for cue in around
    )
