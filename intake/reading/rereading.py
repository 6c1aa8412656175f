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
from intake.reading.marking import is_quoted

if TYPE_CHECKING:
    from intake.reading.dating import Mention

# The note of a day whose weekday is another: "2026-04-18 is a Saturday, not a Friday".
CONTRADICTS = ", not a "
# How far a word may stand before its day, and what is a short word.
CLOSE, SHORT_CUE = 14, 7
_BEHIND = 4
# So far behind a day words for bad weather may begin that say what it is kept for: "7 June (rain date)".
_BRACKET = 3
# The new day of an event that is off says less of the mail's own event than the day of that.
_INSTEAD = 2.0
# What "new date" says for a day, and how far it may stand before that.
_NEW, _NAMED = 3.0, 30
_WEEK = dt.timedelta(days=7)
_OFF = frozenset(("cancelled", "postponed", "moved"))
# "no", "de", "vom" say less than "planned for".
_WORD = 5


def read_again(judged: list[Mention], layout: Layout, today: dt.date) -> list[Mention]:
    """The mentions, corrected by each other; those of days in a row joined into one."""
    _contradictions(judged)
    _weekdays(judged, layout)
    _weekdays_of_today(judged, layout, today)
    _reserves(judged, layout)
    _planned_before(judged, layout)
    _changes(judged, layout, today)
    return _days_in_a_row(judged)


def _contradictions(judged: list[Mention]) -> None:
    """A day whose weekday contradicts its month is read as the day of that number that the mail names rightly."""
    sound = {
        mention.value.date.day: mention.value.date
        for mention in judged
        if mention.value.date and "weekday" in mention.value.stated and CONTRADICTS not in (mention.found.note or "")
    }
    for mention in judged:
        date = mention.value.date
        if date is None or CONTRADICTS not in (mention.found.note or "") or date.day not in sound:
            continue
        if sound[date.day] != date:
            mention.value = replace(mention.value, date=sound[date.day])
            mention.found = replace(mention.found, value=mention.value, certain=False)


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
        if day is None or "day" not in mention.value.stated or mention.against:
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


def _is_off(mention: Mention, layout: Layout) -> bool:
    """Whether what is said behind a day calls something off: "Saturday's walk is cancelled"."""
    around = layout.cues_around(mention.found)
    return any(cue.key == "cancelled" and cue.start >= mention.found.end and not denied(cue, around) for cue in around)


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


def _planned_before(judged: Sequence[Mention], layout: Layout) -> None:
    """Mark the hour that stands first behind "had been announced", "the poster said", where the mail has another."""
    if not layout.says("formerly"):
        return
    timed = [mention for mention in judged if mention.value.start is not None and mention.usable]
    former: dict[int, Mention] = {}
    for part, text in layout.texts.items():
        own = [mention for mention in timed if mention.found.part == part]
        for cue in layout.cues_in(part, 0, len(text)) if own else ():
            at = bisect_left(own, cue.end, key=lambda one: one.found.start) if cue.key == "formerly" else len(own)
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


def _changes(judged: list[Mention], layout: Layout, today: dt.date) -> None:
    """Mark the day that a postponement or cancellation speaks of as old, and the day it names instead as new."""
    by_sentence: dict[tuple[str, int], list[Mention]] = {}
    for mention in judged:
        start, _ = layout.sentence(mention.found.part, mention.found.start)
        by_sentence.setdefault((mention.found.part, start), []).append(mention)
    moved_to: set[dt.date | None] = set()
    for (part, start), group in by_sentence.items():
        _, end = layout.sentence(part, start)
        around = layout.cues_in(part, start, end)
        told = [cue for cue in around if cue.key in _OFF and not is_quoted(layout, part, cue.start, cue.end)]
        if any(cue.key == "weather" for cue in around):
            continue
        moved = [cue for cue in told if cue.key != "cancelled"]
        cancelled = [cue for cue in told if cue.key == "cancelled" and not denied(cue, around)]
        if moved:
            for mention in group:
                _from_to(mention, layout)
            new = _new_day(group, moved[0], layout, today)
            _without_old_hour(group, moved)
            for mention in group:
                if mention is new:
                    mention.weight += _NEW
                    moved_to |= {mention.value.date} if mention.usable else set()
                elif _old(mention, moved[0], new, layout):
                    mention.against.add("old")
        elif cancelled:
            for mention in group:
                if _held_instead(mention, group, cancelled[0], layout):
                    mention.weight -= _INSTEAD
                else:
                    mention.against.add("cancelled")
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
    old = {mention.value.date for mention in judged if "old" in mention.against and mention.value.date}
    left = any(mention.usable and mention.value.date and mention.value.date not in old for mention in judged)
    for mention in judged:
        if mention.value.date in old and ("day" not in mention.value.stated or not left):
            mention.against.add("old")  # "on Saturday", told again of the day that was


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
        and (cue.end - cue.start >= shortest or cue.language in ("zh", "ja"))
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


def denied(cue: Cue, around: Sequence[Cue]) -> bool:
    """Whether a "not" stands right before the word: "is not cancelled"."""
    return any(other.key == "instead" and 0 <= cue.start - other.end <= 2 for other in around)


def _speaks_of(cue: Cue, start: int, end: int) -> bool:
    """Whether "to" or "instead of" goes with the day at these offsets; in Japanese and Korean it stands behind it."""
    if cue.key == "instead" and cue.language in ("ja", "ko"):
        return 0 <= cue.start - end <= _BEHIND
    return -1 <= start - cue.end <= CLOSE or (cue.key == "towards" and start <= cue.start < end)


def _said_as(mention: Mention, layout: Layout) -> str | None:
    """Whether "to" or "instead of" stands nearest before the day: "towards", "instead", or None."""
    start, end = mention.found.start, mention.found.end
    before = [
        cue
        for cue in layout.cues_in(mention.found.part, start - 2 * CLOSE, end + _BEHIND)
        if cue.key in ("towards", "instead") and _speaks_of(cue, start, end)
    ]
    nearest = max(before, key=lambda cue: (cue.end, cue.end - cue.start), default=None)
    return None if nearest is None else nearest.key


def _new_day(group: Sequence[Mention], moved: Cue, layout: Layout, today: dt.date) -> Mention | None:
    """Which day of a sentence with "postponed" or "moved" is the new one; None when it names the old one only.

    "to", "auf", "au" right before a day make it the new one, "instead of", "planned for" the old one; else the last
    day behind the word is new, and of several before it the last ("wird vom 3. auf den 5. Mai verschoben"). Nothing
    is put off to the day on which that is said.
    """
    dated = [mention for mention in group if mention.value.date is not None]
    if all(mention.value.date == today for mention in dated):
        return None
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
    named = {mention.value.date for mention in dated}
    return plain[0] if len(named) > 1 and plain else None


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
