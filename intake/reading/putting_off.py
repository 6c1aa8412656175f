"""What a postponement or a cancellation does to the days of a mail: which is the old one, and which the new."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from intake.reading.cues import Cue
from intake.reading.fields.when.lexicon import languages_with
from intake.reading.languages import language as language_of
from intake.reading.layout import Layout
from intake.reading.marking import is_quoted
from intake.reading.of_others import behind_but, denied, denied_in
from intake.reading.undecided import mark_only_day

if TYPE_CHECKING:
    from intake.reading.dating import Mention

__all__ = ["CLOSE", "SHORT_CUE", "mark_changes", "mark_planned_before"]

CLOSE, SHORT_CUE = 14, 7
"""How far a word may stand before its day, and what is a short word."""
_BEHIND = 4
# The new day of an event that is off says less of the mail's own event than the day of that.
_INSTEAD = 2.0
# What "new date" says for a day, and how far it may stand before that.
_NEW, _NAMED = 3.0, 30
# How far behind "but" the new day or hour may stand: "sondern erst am".
_BUT = 16
_NUMBER = re.compile(r"\d+")
_OFF = frozenset(("cancelled", "postponed", "moved"))
# "no", "de", "vom" say less than "planned for".
_WORD = 5


def mark_planned_before(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark the hour that stands first behind "had been announced", "the poster said", where the mail has another."""
    if not layout.says("formerly"):
        return
    timed = [mention for mention in judged if mention.value.start is not None and mention.usable]
    former: dict[int, Mention] = {}
    for part, text in layout.texts.items():
        own = [mention for mention in timed if mention.found.part == part]
        for cue in layout.cues_in(part, 0, len(text)) if own else ():
            at = bisect_right(own, cue.end, key=lambda one: one.found.end) if cue.key == "formerly" else len(own)
            if at < len(own) and own[at].found.start < layout.sentence(part, cue.start)[1]:
                former[id(own[at])] = own[at]
    others = [mention for mention in timed if id(mention) not in former]
    days = {mention.value.date for mention in others}
    hours = {mention.value.start for mention in others}
    for mention in former.values():
        if not hours - {mention.value.start}:
            continue
        if mention.value.date is None:
            mention.against.add("old")
        elif days & {None, mention.value.date}:
            _without_hour(mention)
        elif layout.says("correction"):
            mention.against.add("old")  # "the poster says 3:45 on Wednesday. It should say 3:15 on Thursday"


def mark_changes(judged: list[Mention], layout: Layout, today: dt.date) -> None:
    """Mark the day that a postponement or cancellation speaks of as old, and the day it names instead as new."""
    _mark_none(judged, layout)
    by_sentence: dict[tuple[str, int], list[Mention]] = {}
    for mention in judged:
        start, _ = layout.sentence(mention.found.part, mention.found.start)
        by_sentence.setdefault((mention.found.part, start), []).append(mention)
    moved_to: set[dt.date | None] = set()
    unsettled: list[Mention] = []  # the day of sending, in sentences that name no new one
    for (part, start), group in by_sentence.items():
        _, end = layout.sentence(part, start)
        around = layout.cues_in(part, start, end)
        told = [cue for cue in around if cue.key in _OFF and not is_quoted(layout, part, cue.start, cue.end)]
        if any(cue.key == "weather" for cue in around):
            continue
        moved = [cue for cue in told if cue.key != "cancelled"]
        cancelled = [cue for cue in told if cue.key == "cancelled" and not denied_in(layout, part, cue)]
        if moved:
            new_date = any(cue.key == "replacement" and cue.start == moved[0].start for cue in around)
            for mention in group if not new_date else ():  # "the new date is from 5 to 7 May"
                _from_to(mention, layout)
            new = _new_day(group, moved[0], layout, today)
            _without_old_hour(group, moved)
            for mention in group:
                if mention is new:
                    mention.weight += _NEW
                    mention.moved_from = next((m.value.date for m in group if _is_another_day(m, mention)), None)
                    _not_due(mention, around)
                    moved_to |= {mention.value.date} if mention.usable else set()
                elif _old(mention, moved[0], new, layout):
                    if new is None and mention.value.date == today and "old" not in mention.against:
                        unsettled.append(mention)
                    mention.against.add("old")
        elif cancelled and _they_meet_otherwise(layout, part, end, group, by_sentence.get((part, end), ())):
            for mention in group:  # "Today's vigil won't be held at noon on the square. We meet at 6 pm by the river."
                if mention.value.start is not None and mention.value.date is not None:
                    _without_hour(mention)
                elif mention.value.date is None:
                    mention.against.add("old")
        elif cancelled and not _not_but(group, cancelled[0], layout, part, end):
            coming = any(mention.value.date not in (None, today) for mention in group)
            for mention in group:
                if "edited" in mention.against:
                    continue  # "EDIT 13 May: cancelled!"
                if coming and _is_mere_today(mention, today):
                    mention.against.add("sent")  # "we decided today to cancel tomorrow's walk"
                elif _held_instead(mention, group, cancelled[0], layout):
                    mention.weight -= _INSTEAD
                else:
                    mention.against.add("cancelled")
    for mention in unsettled if today in moved_to else ():
        mention.against.discard("old")  # "Postponed: walk at 6 pm today", and below it "postponed to 6 pm today"
    for group in by_sentence.values():
        hours = {mention.value.start for mention in group if mention.value.start is not None}
        for mention in group if len(hours) > 1 else ():
            if mention.value.date is None and _instead_of(mention, layout):
                mention.against.add("old")  # "no longer at 7 pm but at 7.30 pm"
    for mention in judged if moved_to else ():
        day = mention.value.date
        if day is not None and day not in moved_to and _instead_of(mention, layout, _WORD):
            mention.against.add("old")  # "Planned for 8 May. It is moved to 5 June."
    _replaced(judged, layout)
    if not moved_to:
        mark_only_day(judged, layout)
    _were_to_be(by_sentence, layout)
    old = {mention.value.date for mention in judged if "old" in mention.against and mention.value.date}
    left = any(mention.usable and mention.value.date and mention.value.date not in old for mention in judged)
    for mention in judged:
        if mention.value.date in old and ("day" not in mention.value.stated or not left):
            mention.against.add("old")  # "on Saturday", told again of the day that was


def _were_to_be(by_sentence: Mapping[tuple[str, int], Sequence[Mention]], layout: Layout) -> None:
    """Mark the days of sentences that tell when a postponed event was to be: "It was to take place on Tuesday"."""
    if not layout.says("formerly") or not layout.says("postponed"):
        return
    for (part, start), group in by_sentence.items():
        said = {cue.key for cue in layout.cues_in(part, start, layout.sentence(part, start)[1])}
        days = {mention.value.date for mention in group if mention.value.date is not None}
        if len(days) == 1 and "formerly" in said and said.isdisjoint((*_OFF, "weather")):
            for mention in group:
                if mention.value.date is not None:
                    mention.against.add("old")


def _mark_none(judged: Sequence[Mention], layout: Layout) -> None:
    """Take "there will be no fair on 5 May" for calling the fair off where a mail names no other day to come."""
    dated = [mention for mention in judged if mention.value.date is not None]
    gone = [mention for mention in dated if mention.against == {"none"}]
    if not gone or any(mention.usable for mention in dated):
        return
    for mention in gone:
        around = layout.cues_around(mention.found)
        ends = [cue.end for cue in around if cue.key == "none"]
        if any(cue.key == "event" and 0 <= cue.start - end <= _NAMED for cue in around for end in ends):
            mention.against = {"cancelled"}


def _they_meet_otherwise(
    layout: Layout, part: str, at: int, group: Sequence[Mention], after: Sequence[Mention]
) -> bool:
    """Whether the sentence that begins at an offset says that people are to meet at an hour of the same day.

    `group` are the days and hours of the sentence before it, which calls something off, `after` those of its own.
    """
    days = {mention.value.date for mention in group if mention.value.date is not None}
    hours = [mention for mention in after if mention.value.start is not None]
    if not (days and hours) or any(mention.value.date not in (None, *days) for mention in hours):
        return False
    around = layout.cues_in(part, at, layout.sentence(part, at)[1])
    return any(cue.key == "welcome" for cue in around) and all(cue.key not in _OFF for cue in around)


def _not_but(group: Sequence[Mention], cancelled: Cue, layout: Layout, part: str, end: int) -> bool:
    """Mark what stands before "but" as old where a day or hour follows: "will not be held on 5 May but on 12 May"."""
    at = behind_but(layout, part, cancelled, end)
    if at is None:
        return False
    new = [mention for mention in group if mention.found.start >= at]
    former = [mention for mention in group if mention.found.end <= at]
    if not new or min(mention.found.start for mention in new) - at > _BUT:
        return False
    dated = any(mention.value.date is not None for mention in new)
    for mention in former:
        if mention.value.date is None or dated:
            mention.against.add("old")
        elif mention.value.start is not None:
            _without_hour(mention)
    for mention in new:
        mention.weight += _NEW
    return True


def _is_mere_today(mention: Mention, today: dt.date) -> bool:
    """Whether no more is said of a day than a word such as "today"."""
    return mention.value.date == today and not mention.value.stated and mention.value.start is None


def _replaced(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark the other days where a mail that calls an event off names one day as the new one: "new date: 5 May"."""
    if not layout.says("replacement"):
        return
    new = {
        mention.value.date
        for mention in judged
        if mention.usable
        and mention.value.date is not None
        and any(
            cue.key == "replacement" and -1 <= mention.found.start - cue.end <= _NAMED
            for cue in layout.cues_around(mention.found)
        )
    }
    if len(new) != 1:
        return
    if not any(
        cue.key in ("cancelled", "postponed") and not denied(cue, layout.cues_in(part, cue.start - _NAMED, cue.start))
        for part, text in layout.texts.items()
        for cue in layout.cues_in(part, 0, len(text))
    ):
        return
    for mention in judged:
        if mention.value.date is not None and mention.value.date not in new:
            mention.against.add("cancelled")
        elif mention.value.date is not None:
            mention.weight += _NEW


def _without_old_hour(group: Sequence[Mention], moved: Sequence[Cue]) -> None:
    """Take away the hours before "will now begin at 5 pm", also of a day: "announced for 5 May, 3 pm"."""
    hours = [one for one in group if one.value.date is None and one.value.start is not None]
    cue = next((cue for cue in moved if any(0 <= one.found.start - cue.end <= CLOSE for one in hours)), None)
    if cue is None:
        return
    for mention in group:
        if mention.value.start is None or mention.found.end > cue.start:
            continue
        if mention.value.date is None:
            mention.against.add("old")
        else:
            _without_hour(mention)


def _is_another_day(one: Mention, other: Mention) -> bool:
    return one.value.date is not None and one.value.date != other.value.date


def _not_due(mention: Mention, around: Sequence[Cue]) -> None:
    """Take no new day for a deadline because of "until" alone: "the walk is put off until 5 May"."""
    towards = {cue.start for cue in around if cue.key == "towards"}
    due = [cue for cue in around if cue.key in ("deadline", "papers", "reply")]
    if all(cue.start in towards for cue in due):
        mention.against.discard("deadline")


def _without_hour(mention: Mention) -> None:
    """Take the hour from a day."""
    stated = mention.value.stated - {"start", "end"}
    mention.value = replace(mention.value, start=None, end=None, stated=stated)
    mention.found = replace(mention.found, value=mention.value)


def _held_instead(mention: Mention, group: Sequence[Mention], cancelled: Cue, layout: Layout) -> bool:
    """Whether the day behind "is cancelled and will be held on" is a new one: the old one stands before."""
    at = mention.found.start
    if at < cancelled.end or not any(m.value.date and m.found.start < cancelled.start for m in group):
        return False
    return any(
        cue.key == "towards" and cue.end - cue.start > SHORT_CUE and -1 <= at - cue.end <= CLOSE
        for cue in layout.cues_in(mention.found.part, cancelled.end, at + 1)
    )


def _from_to(mention: Mention, layout: Layout) -> None:
    """Read "from 5 May to 12 May" beside "postponed" as the new day, not as a range of days."""
    end = mention.value.end_date
    relative = "day" not in mention.value.stated
    old = any(
        cue.key == "instead"
        and (
            -1 <= mention.found.start - cue.end <= CLOSE
            or mention.found.start <= cue.start < mention.found.start + SHORT_CUE
        )
        for cue in layout.cues_in(mention.found.part, mention.found.start - 2 * CLOSE, mention.found.end)
    )
    if end is None or not (relative or old):
        return
    mention.value = replace(mention.value, date=end, end_date=None, stated=mention.value.stated - {"end_date"})
    mention.found = replace(mention.found, value=mention.value)


def _instead_of(mention: Mention, layout: Layout, shortest: int = 0) -> bool:
    """Whether "not", "instead of", "planned for" stands right before; `shortest` leaves small words out."""
    at = mention.found.start
    return any(
        cue.key == "instead"
        and -1 <= at - cue.end <= 1
        and (cue.end - cue.start >= shortest or language_of(cue.language).unspaced)
        for cue in layout.cues_in(mention.found.part, at - 2 * CLOSE, at + 1)
    )


def _old(mention: Mention, moved: Cue, new: Mention | None, layout: Layout) -> bool:
    if new is None:
        return mention.value.date is not None and moved.key == "postponed"
    if mention.value.date is None:
        return mention.found.start < new.found.start
    if mention.value.date == new.value.date and new.value.start is None and mention.value.start is not None:
        return False  # told in full before: "on Sunday 13 May at 5 pm. ... was put off to Sunday"
    return mention.value.date != new.value.date or _said_as(mention, layout) != "towards"


def _speaks_of(cue: Cue, mention: Mention, text: str) -> bool:
    """Whether "to" or "instead of" goes with the day in a text; in Japanese and Korean it stands behind it."""
    start, end = mention.found.start, mention.found.end
    if cue.key == "instead" and cue.language in languages_with("instead_behind"):
        return 0 <= cue.start - end <= _BEHIND
    if -1 <= start - cue.end <= CLOSE:
        return True
    if cue.key != "towards" or not start <= cue.start < end or mention.value.date is None:
        return False
    # "and not on the 18th at 2 pm" says "at" of the hour.
    return str(mention.value.date.day) not in _NUMBER.findall(text[start : cue.start])


def _said_as(mention: Mention, layout: Layout) -> str | None:
    """Whether "to" or "instead of" stands nearest before the day: "towards", "instead", or None."""
    start, end = mention.found.start, mention.found.end
    text = layout.texts[mention.found.part]
    before = [
        cue
        for cue in layout.cues_in(mention.found.part, start - 2 * CLOSE, end + _BEHIND)
        if cue.key in ("towards", "instead") and _speaks_of(cue, mention, text)
    ]
    nearest = max(before, key=lambda cue: (cue.end, cue.end - cue.start), default=None)
    return None if nearest is None else nearest.key


def _new_day(group: Sequence[Mention], moved: Cue, layout: Layout, today: dt.date) -> Mention | None:
    """Which day of a sentence with "postponed" or "moved" is the new one; None when it names the old one only.

    "to", "auf", "au" right before a day make it the new one, "instead of", "planned for" the old one; else the last
    day behind the word is new, and of several before it the last ("wird vom 3. auf den 5. Mai verschoben"). Nothing
    is put off to the day on which that is said, but to an hour of it: "to 6 pm today".
    """
    named = [mention for mention in group if mention.value.date is not None]
    dated = [mention for mention in named if "past" not in mention.against] or named
    if all(mention.value.date == today for mention in dated):
        return next((mention for mention in dated if _to_an_hour(mention, moved, layout)), None)
    plain: list[Mention] = []
    for mention in reversed(dated):
        said = _said_as(mention, layout)
        if said == "towards":
            return mention
        if said is None:
            plain.append(mention)
    behind = [mention for mention in plain if mention.found.start >= moved.end]
    if behind:
        return behind[0]
    if moved.key == "moved" and plain:
        return plain[0]
    # "Wegen Sturm morgen wird die Demo am 27. Juni verschoben" names one day twice, and no new one.
    days = {mention.value.date for mention in dated}
    return plain[0] if len(days) > 1 and plain else None


def _to_an_hour(mention: Mention, moved: Cue, layout: Layout) -> bool:
    """Whether "to" stands behind the word, right before an hour of the day of sending: "moved to 6 pm today"."""
    start = mention.found.start
    if mention.value.start is None or mention.value.stated & {"day", "weekday"} or start < moved.end:
        return False
    around = layout.cues_in(mention.found.part, moved.start, start + 1)
    return any(cue.key == "towards" and -1 <= start - cue.end <= 1 for cue in around)
