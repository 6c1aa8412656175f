"""Further days that a mail of one event tells as events of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from intake.reading import candidates, dating
from intake.reading.gathering import Event, Material, set_link
from intake.reading.proposal import Finding, Place, When
from intake.reading.timing import days_before, event_on
from intake.reading.told_titles import only_says_held, says_is_held, told_title

__all__ = ["MOST_EXTRAS", "extra_days"]

_EXTRA_WEIGHT = 4.0
# What an hour told further down in a day's paragraph says for it, or a day with its hour that opens one.
_OWN_HOUR = 1.5
_MOST_MENTIONS = 40
MOST_EXTRAS = 40
"""So many events are told beside one, or beside a list."""
_SHORT_WORD = 4  # letters
# A day that is called so anywhere in the mail makes no event of its own.
_NO_EVENT = frozenset(("deadline", "past", "sent"))


def extra_days(material: Material, main: Event, days: Sequence[dating.Day]) -> list[Event]:
    """Further days that are clearly events of their own: with a time, and a meeting named in their sentence.

    Or those on which it is said that one takes place, or to which other events are put off. `days` begin with that of
    the main event; the days of its range are, where they are told in another city.
    """
    events = []
    hours = _hours(material)
    first, *others = days
    for day in [*others[:MOST_EXTRAS], *_within(material, main)]:
        best = day.best
        own = [hour for hour in hours.get(day.date, ()) if hour.line is not main.line]
        timed = bool(own) or any(mention.value.start is not None for mention in day.mentions)
        elsewhere = _elsewhere(material, main, day)
        opens = _opens_a_paragraph(best)
        if not (timed or elsewhere or _moved_apart(first, day) or _is_held(material, best)):
            continue
        if day.weight + (_OWN_HOUR if own or opens else 0.0) < _EXTRA_WEIGHT:
            continue
        if "day" not in best.value.stated and not (own and "weekday" in best.value.stated):
            continue
        if _in_range(main, day.date) and not elsewhere:
            continue
        if any(mention.found.role in _NO_EVENT for mention in day.mentions):
            continue
        named = [cue for cue in material.layout.cues_around(best.found) if cue.key == "event"]
        if not named and not any(hour.found.role == "event" for hour in own) and not opens:
            continue
        event, _ = event_on(material, day, further=True)
        if elsewhere is not None and event.where is not None and main.where is not None:
            same = candidates.inferred(event.where) or event.where.value == main.where.value
            event.where = elsewhere if same else event.where
        event.role, event.doubts = "extra", event.doubts | {"several_dates"}
        set_link(event, material.links)
        event.title = told_title(material.layout, best.found) if _is_held(material, best) else None
        words = [_said(material, best.found.part, cue.start, cue.end) for cue in named]
        event.title = event.title or next((one for one in words if not only_says_held(one.words)), main.title)
        event.organizer = main.organizer
        events.append(event)
    return events


def _is_held(material: Material, mention: dating.Mention) -> bool:
    """Whether it is said that something takes place on a weekday and day: "The second walk takes place on ..."."""
    full = mention.found.role == "event" and {"weekday", "day"} <= mention.value.stated
    return full and says_is_held(material.layout, mention.found)


def _opens_a_paragraph(mention: dating.Mention) -> bool:
    """Whether a paragraph begins with weekday, day and hour: "Thursday 9 June, 7.30 pm, the mill:"."""
    line, stated = mention.line, mention.value.stated
    if line is None or line.part == "subject" or not (line.blank_before or line.number <= 1):
        return False
    if "\n" in mention.found.words:
        return False  # a day of a programme, and the first hour below it
    before = line.text[line.body - line.start : mention.found.start - line.start]
    return {"weekday", "day", "start"} <= stated and sum(map(str.isalpha, before)) <= _SHORT_WORD


def _moved_apart(first: dating.Day, day: dating.Day) -> bool:
    """Whether another event than that of the first day is put off to a day: each from a day of its own."""
    old, own = ({mention.moved_from for mention in one.mentions} - {None} for one in (first, day))
    return bool(old and own) and old.isdisjoint(own)


def _hours(material: Material) -> dict[dt.date, list[dating.Mention]]:
    """The hours that paragraphs of running text tell behind a day, by the day."""
    owners = days_before(material.judged)
    hours: dict[dt.date, list[dating.Mention]] = {}
    for mention in material.judged:
        owner = owners.get(id(mention))
        if owner is not None and owner.value.date is not None and mention.usable and mention.value.start is not None:
            hours.setdefault(owner.value.date, []).append(mention)
    return hours


def _in_range(main: Event, day: dt.date | None) -> bool:
    """Whether a day lies in the main event's range of days."""
    value = main.when.value if main.when else None
    return isinstance(value, When) and value.end_date is not None and day is not None and day <= value.end_date


def _within(material: Material, main: Event) -> list[dating.Day]:
    """The later days of the main event's range that the mail names one by one."""
    found: dict[dt.date, dating.Day] = {}
    for mention in material.judged:
        day = mention.value.date
        if day is None or not mention.usable or mention.value.end_date is not None or day == main.day:
            continue
        if main.day is not None and main.day < day and _in_range(main, day):
            found.setdefault(day, dating.Day(day, [], _EXTRA_WEIGHT)).mentions.append(mention)
    return list(found.values())[:MOST_EXTRAS]


def _elsewhere(material: Material, main: Event, day: dating.Day) -> Finding | None:
    """The other city than the main event's that a sentence names together with the day in full."""
    place = candidates.key_of(main.where)
    for mention in day.mentions[:_MOST_MENTIONS]:
        line, found = mention.line, mention.found
        if line is None or place is None or "day" not in mention.value.stated:
            continue
        start, end = material.layout.sentence(found.part, found.start)
        cities = [city for city in line.cities if start <= city.start < end and city.certain]
        if cities and all(isinstance(city.value, Place) and candidates.key(city.value) != place for city in cities):
            return cities[0]
    return None


def _said(material: Material, part: str, start: int, end: int) -> Finding:
    """The word for the meeting itself as a title: the subject speaks of the main event."""
    words = material.layout.texts[part][start:end]
    return Finding("title", words, words, start, end, part, "the word for the meeting", certain=False, score=0.5)
