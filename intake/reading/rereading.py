"""Days read again in the light of the others a mail names: which is the new one and which the old, which weekday
means which day, which days belong together.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from intake.reading.cues import Cue
from intake.reading.layout import Layout
from intake.reading.of_others import denied
from intake.reading.putting_off import CLOSE, mark_changes, mark_planned_before

if TYPE_CHECKING:
    from intake.reading.dating import Mention

# The note of a day whose weekday is another: "2026-04-18 is a Saturday, not a Friday".
CONTRADICTS = ", not a "
# So far behind a day words for bad weather may begin that say what it is kept for: "7 June (rain date)".
_BRACKET = 3
_WEEK, _MONTH = dt.timedelta(days=7), dt.timedelta(days=31)
_ABOVE = 2  # lines
_REACH = 40
# A heading has no more letters beside its day.
_FEW_LETTERS = 12
# So many days may lie between the hour at which something begins and that at which it ends, each told before its day.
_LONGEST_SPAN = dt.timedelta(days=14)
_DASHES = frozenset("-–—−~")


def read_again(judged: list[Mention], layout: Layout, today: dt.date) -> list[Mention]:
    """The mentions, corrected by each other; those of days in a row joined into one."""
    _contradictions(judged)
    _headings(judged)
    _weekdays(judged, layout)
    _weekdays_of_today(judged, layout, today)
    _reserves(judged, layout)
    mark_planned_before(judged, layout)
    mark_changes(judged, layout, today)
    return _days_in_a_row(_from_hour_to_hour(judged, layout))


def _from_hour_to_hour(judged: list[Mention], layout: Layout) -> list[Mention]:
    """Join two days with a dash between them whose hours stand before them: "18:00 20 May - 16:00 22 May"."""
    kept: list[Mention] = []
    for mention in judged:
        last = kept[-1] if kept else None
        if last is not None and _spans(last, mention, layout):
            assert mention.value.date is not None
            stated = last.value.stated | {"end_date"}
            last.value = replace(last.value, end_date=mention.value.date, stated=stated)
            last.found = replace(last.found, value=last.value)
            continue
        kept.append(mention)
    return kept


def _spans(one: Mention, two: Mention, layout: Layout) -> bool:
    """Whether something lasts from one day and hour to the other."""
    first, last = one.value, two.value
    if one.line is not two.line or first.date is None or last.date is None or first.end_date or last.end_date:
        return False
    if first.start is None or last.start is None or first.end is not None or last.end is not None:
        return False
    if not first.date < last.date <= first.date + _LONGEST_SPAN or "day" not in first.stated & last.stated:
        return False
    gap = layout.texts[one.found.part][one.found.end : two.found.start]
    return gap.strip() in _DASHES


def _contradictions(judged: list[Mention]) -> None:
    """A day whose weekday contradicts its month is read as the day of that number that the mail names rightly.

    Or as that of the month of the day rightly named before it: "Friday 13 June ... Saturday 14 July".
    """
    sound = {
        mention.value.date.day: mention.value.date
        for mention in judged
        if mention.value.date and "weekday" in mention.value.stated and CONTRADICTS not in (mention.found.note or "")
    }
    before: dt.date | None = None
    for mention in judged:
        date = mention.value.date
        if date is None or mention.value.end_date is not None:
            continue
        if CONTRADICTS not in (mention.found.note or ""):
            before = date if {"weekday", "day"} <= mention.value.stated else before
            continue
        meant = sound.get(date.day) or (_in_month_of(before, mention) if before is not None else None)
        if meant not in (None, date):
            mention.value = replace(mention.value, date=meant)
            mention.found = replace(mention.found, value=mention.value, certain=False)


def _in_month_of(before: dt.date, mention: Mention) -> dt.date | None:
    """The day of a mention's number in the month of one named before it, or the next month, if it has its weekday."""
    assert mention.value.date is not None
    number, weekday = mention.value.date.day, (mention.found.note or "").rpartition(CONTRADICTS)[2]
    first = before.replace(day=1)
    for month in (first, (first + _MONTH).replace(day=1)):
        try:
            day = month.replace(day=number)
        except ValueError:
            continue
        if before <= day <= before + _WEEK and f"{day:%A}" == weekday:
            return day
    return None


def _headings(judged: Sequence[Mention]) -> None:
    """Read the day of a heading with a slip in it by its weekday and the heading beside it, in doubt.

    "FRIDAY 31 MAY ... SATURDAY 1 MAY" has the month of the one above, "Friday, 10 May ... Saturday, 10 May" its day.
    """
    alone = [
        mention
        for mention in judged
        if mention.line is not None
        and mention.line.residue() <= _FEW_LETTERS
        and {"weekday", "day"} <= mention.value.stated
        and mention.value.date is not None
        and not {"start", "end_date", "year"} & mention.value.stated
    ]
    sound = [not mention.against and CONTRADICTS not in (mention.found.note or "") for mention in alone]
    for at, mention in enumerate(alone):
        if sound[at] or not mention.against <= {"past"}:
            continue
        for beside, step in ((at - 1, 1), (at + 1, -1)):
            if not 0 <= beside < len(alone) or not sound[beside]:
                continue
            if (meant := _beside(alone[beside].value.date, mention, step)) is not None:
                note = f"{meant} by its weekday and the heading beside it{CONTRADICTS}day as it is written"
                others = (mention.value, *mention.found.others)
                mention.against.discard("past")
                mention.value = replace(mention.value, date=meant)
                mention.found = replace(mention.found, value=mention.value, certain=False, note=note, others=others)
                break


def _beside(heading: dt.date | None, mention: Mention, step: int) -> dt.date | None:
    """The day of a mention's weekday in the week behind a heading's (or, with step -1, before it), if it is meant.

    It has the mention's number, or the mention repeats the heading's day with another weekday.
    """
    written, note = mention.value.date, mention.found.note or ""
    if heading is None or written is None:
        return None
    weekday = note.rpartition(CONTRADICTS)[2] if CONTRADICTS in note else f"{written:%A}"
    week = [heading + dt.timedelta(days=step * ahead) for ahead in range(1, 7)]
    day = next((day for day in week if f"{day:%A}" == weekday), None)
    if day is None or day.day == written.day:
        return day
    return day if written == heading else None


def _weekdays_of_today(judged: list[Mention], layout: Layout, today: dt.date) -> None:
    """A bare weekday in a sentence that speaks of today means today, where today is one: "not today ... on Friday"."""
    named = [mention for mention in judged if not {"day", "month"} & mention.value.stated and mention.value.date]
    spoken = {
        (mention.found.part, layout.sentence(mention.found.part, mention.found.start)[0])
        for mention in named
        if mention.value.date == today and "weekday" not in mention.value.stated
    }
    for mention in named if spoken else ():
        ahead = mention.value.date is not None and mention.value.date - today == dt.timedelta(days=7)
        sentence = (mention.found.part, layout.sentence(mention.found.part, mention.found.start)[0])
        if ahead and mention.value.stated == {"weekday"} and sentence in spoken and not _next_week(mention):
            mention.value = replace(mention.value, date=today)
            mention.found = replace(mention.found, value=mention.value)


def _next_week(mention: Mention) -> bool:
    """Whether more than the weekday's name is said: "next Friday"."""
    return len(mention.found.words.split()) > 1


def _is_near(mention: Mention, ahead: dt.timedelta) -> bool:
    """Whether the words say that no day so far ahead is meant: "this Friday" a week later, "next Friday" two."""
    if not mention.found.rule.startswith("next Friday"):
        return False
    return ahead > _WEEK or (ahead == _WEEK and not mention.found.others)


def _weekdays(judged: list[Mention], layout: Layout) -> None:
    """A weekday alone means the day of that weekday that the mail states in full ("Fri 15 - Sun 17 May ... Friday").

    "This Friday" is not a day more than a week later: another is stated, to which that one was put off. Nor is the
    Friday of which a sentence says that nothing will be then.
    """
    stated: dict[int, list[dt.date]] = {}
    listed: dict[int, int] = {}
    for mention in judged:
        day = mention.value.date
        if (
            day is None
            or "day" not in mention.value.stated
            or mention.against
            or _is_of_the_week_after(mention, layout)
        ):
            continue
        last = min(mention.value.end_date or day, day + dt.timedelta(days=6))
        if day == last and mention.value.start is None:
            listed.setdefault(day.weekday(), mention.found.start)
        while day <= last:
            stated.setdefault(day.weekday(), []).append(day)
            day += dt.timedelta(days=1)
    before: Mention | None = None
    for mention in judged:
        date = mention.value.date
        last_named, before = before, mention
        if date is None or "weekday" not in mention.value.stated or "day" in mention.value.stated:
            continue
        full = stated.get(date.weekday(), [date])
        if last_named is not None and _heads(last_named, mention):
            full = [last_named.value.date or date]  # "Sat 19 May", and below it "9:30: Samedi Ruby"
        if last_named is not None and last_named.value.date in full and _is_beside(last_named, mention):
            full = [last_named.value.date]  # "27 March (4th Monday)"
        if date in full or full[0] < date or mention.found.rule.startswith("tomorrow"):
            continue
        if _is_near(mention, full[0] - date) or _is_off(mention, layout):
            continue
        several = len(set(full)) > 1 and mention.found.start < listed.get(date.weekday(), -1)
        if several and mention.value.start is not None:
            continue  # the hour of the coming one, over a list of further days
        if not mention.repeats and not mention.against:
            mention.value = replace(mention.value, date=full[0])
            mention.found = replace(mention.found, value=mention.value)


def _is_of_the_week_after(mention: Mention, layout: Layout) -> bool:
    """Whether "next week" stands right before a day: that of another meeting than the one of the coming weekday."""
    start = mention.found.start
    return any(
        cue.key == "week_after" and 0 <= start - cue.end <= CLOSE
        for cue in layout.cues_in(mention.found.part, start - _REACH, start)
    )


def _is_off(mention: Mention, layout: Layout) -> bool:
    """Whether what is said behind a day calls something off: "Saturday's walk is cancelled"."""
    around = layout.cues_around(mention.found)
    return any(cue.key == "cancelled" and cue.start >= mention.found.end and not denied(cue, around) for cue in around)


def _heads(one: Mention, other: Mention) -> bool:
    """Whether a day in full stands on one of the lines right above a weekday that is its own."""
    day, named = one.value.date, other.value.date
    if one.line is None or other.line is None or day is None or named is None or one.value.end_date is not None:
        return False
    near = 0 < other.line.number - one.line.number <= _ABOVE
    return near and "day" in one.value.stated and day.weekday() == named.weekday()


def _is_beside(one: Mention, other: Mention) -> bool:
    """Whether a day stands right before a weekday, in the same line."""
    return one.line is other.line and 0 <= other.found.start - one.found.end <= CLOSE


def _reserves(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark the days kept for bad weather, where another day is announced: "in case of rain on Sunday, 7 June"."""
    if not layout.says("weather"):
        return
    dated = [mention for mention in judged if mention.value.date is not None]
    kept: set[int] = set()
    for part, text in layout.texts.items():
        words = [cue for cue in layout.cues_in(part, 0, len(text)) if cue.key == "weather"]
        own = [mention for mention in dated if mention.found.part == part]
        kept |= {id(mention) for mention in own if _kept_for_rain(mention, own, words, layout)} if words else set()
    announced = {mention.value.date for mention in dated if mention.usable and id(mention) not in kept}
    for mention in dated if announced else ():
        if id(mention) in kept and mention.value.date not in announced:
            mention.against.add("reserve")


def _kept_for_rain(mention: Mention, dated: Sequence[Mention], words: Sequence[Cue], layout: Layout) -> bool:
    """Whether words for bad weather stand before a day with no other day between, or close a bracket behind it.

    `dated` and `words` are the days and these words of its part, in order.
    """
    found = mention.found
    start, _ = layout.sentence(found.part, found.start)
    at = bisect_right(words, found.start, key=lambda cue: cue.start)
    before = words[at - 1] if at else None
    if before is not None and start <= before.start and before.end <= found.start:
        first = bisect_left(dated, before.end, key=lambda one: one.found.start)
        if dated[first].found.start >= found.start:
            return True
    behind = words[at] if at < len(words) else None
    if behind is None or not 0 <= behind.start - found.end <= _BRACKET:
        return False
    return layout.texts[found.part][behind.end : behind.end + 1] in (")", "]", "\n", "")


def bad_weather(layout: Layout, part: str, at: int) -> bool:
    """Whether the sentence at this offset says what is done in bad weather: nothing is called off or moved by that."""
    start, end = layout.sentence(part, at)
    return any(cue.key == "weather" for cue in layout.cues_in(part, start, end))


def _days_in_a_row(judged: Sequence[Mention]) -> list[Mention]:
    """Join days that the same words name one after the other ("4 and 5 April") into one range."""
    kept: list[Mention] = []
    for mention in judged:
        last = kept[-1] if kept else None
        day = mention.value.date
        if last is not None and day is not None and last.found.start == mention.found.start and last.value.date:
            end = last.value.end_date or last.value.date
            if day == end + dt.timedelta(days=1) and mention.value.end_date is None:
                last.value = replace(last.value, end_date=day, stated=last.value.stated | {"end_date"})
                last.found = replace(last.found, value=last.value)
                last.against |= mention.against
                continue
        kept.append(mention)
    return kept
