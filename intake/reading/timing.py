"""The day of an event completed: which of the times a mail names belongs to it, and where the event then is."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from intake.reading import dating, placing
from intake.reading.dating import Mention
from intake.reading.gathering import Event, Material, set_place
from intake.reading.proposal import Finding, Place, When

# Nobody announces what began longer ago.
_SHORTEST = dt.timedelta(hours=1)
# A day gone by is in doubt for other reasons, and a slip of the year, say, is to be seen.
_LONGEST = dt.timedelta(days=1)
# From this hour on nobody announces an event of the same day without saying when.
_LATE = 20
# A day farther from the mail's than any hours and time zones reach is neither over nor has it come.
_WITHIN = dt.timedelta(days=3)
# So many cities' clocks tell one moment.
_CLOCKS = 3
# So many mentions of one day are looked at for the hour of their sentence.
_FEW = 20
# A time with less speaks of another day.
_LEAST = 1.0
_ABOUT_AS_WELL = 0.75
# What an hour at which only the doors open, or tea is poured, counts less.
_DOORS, _POURED = 3.0, 2.0
_AT_THE_START = 4
# So many days in one sentence are a list.
_TOGETHER = 3
# So many sentences about a day are looked at for other days.
_SENTENCES = 4
# So many lines that each begin with an hour are a programme.
_PROGRAMME = 3
_VERY_MANY, _NEAR_LINES = 100, 4
_NOWHERE = 1 << 30


def over(event: Event, now: dt.datetime) -> bool:
    """Whether the event's hours of one day were over when the mail was sent: it tells of them and invites to nothing.

    In the time zone of its place; where that is not known, in the sender's, if the mail names one.
    """
    when = event.when.value if event.when is not None else None
    if not isinstance(when, When) or when.date is None or when.end_date is not None:
        return False
    if abs(when.date - now.date()) > _WITHIN:
        return False
    place = event.where.value if event.where is not None else None
    if isinstance(place, Place) and place.timezone is not None:
        now = now.astimezone(ZoneInfo(place.timezone))
    elif not now.utcoffset():
        return False
    if when.start is None:
        return when.date == now.date() and now.hour >= _LATE
    start = dt.datetime.combine(when.date, when.start)
    end = dt.datetime.combine(when.date, when.end) if when.end is not None else start + _SHORTEST
    if end <= start:
        end += _LONGEST  # past midnight
    return end < now.replace(tzinfo=None) < start + _LONGEST


def at_one_moment(events: Sequence[Event]) -> list[Event]:
    """The events, but of a meeting told by the clocks of several cities only the first, without a city.

    "Paris 19:00, Delhi 23:30, Tokyo 03:00": the same moment in at least three zones, and no venue or link of their own.
    """
    if len(events) < _CLOCKS or any(event.venue is not None or _has_own_link(event) for event in events):
        return list(events)
    moments = {_moment(event) for event in events}
    hours = {event.when.value.start for event in events if event.when and isinstance(event.when.value, When)}
    if len(moments) > 1 or None in moments or len(hours) < _CLOCKS:
        return list(events)
    first = events[0]
    first.where = None
    first.others.pop("where", None)
    first.role = "single"
    return [first]


def _has_own_link(event: Event) -> bool:
    return event.link is not None and "link" not in event.shared


def _moment(event: Event) -> dt.datetime | None:
    """When the event begins by the clock of its place, in UTC, or None."""
    when, place = event.when and event.when.value, event.where and event.where.value
    if not isinstance(when, When) or when.date is None or when.start is None:
        return None
    if not isinstance(place, Place) or place.timezone is None:
        return None
    return dt.datetime.combine(when.date, when.start, ZoneInfo(place.timezone)).astimezone(dt.UTC)


def event_on(
    material: Material, day: dating.Day, barred: frozenset[str] = frozenset(), *, further: bool = False
) -> tuple[Event, list[Mention]]:
    """The event of a day with its time and place, and all mentions that speak of it; `barred` as in `dating.days`.

    For a `further` day of a long mail only the places near it are weighed, and those that hold for the whole mail.
    """
    when, time, about, doubted = _complete(material, day, barred)
    event = Event(when=when, line=day.best.line)
    if time is not None:
        event.timed_by(time)
    if doubted:
        event.doubts.add("several_times")
    places = placing.rank(
        material.layout, _near(material, about) if further else material.wheres, about, material.judged,
        material.passages, material.venues, material.message.sender_name,
    )  # fmt: skip
    set_place(event, places)
    return event, about


def _near(material: Material, about: Sequence[Mention]) -> Sequence[Finding]:
    """The places of a mail that names very many, less those of lines far from an event's day."""
    if len(material.wheres) <= _VERY_MANY:
        return material.wheres
    days = sorted({mention.line.number for mention in about if mention.line is not None})
    kept = []
    for found in material.wheres:
        line = material.layout.line_of(found)
        if line is not None and line.part != "subject" and not line.label and not line.signs:
            at = bisect_left(days, line.number)
            if all(abs(number - line.number) > _NEAR_LINES for number in days[max(at - 1, 0) : at + 1]):
                continue
        kept.append(found)
    return kept


def _complete(
    material: Material, day: dating.Day, barred: frozenset[str]
) -> tuple[Finding, Finding | None, list[Mention], bool]:
    """The finding of a day, that of its time where it stands elsewhere, all mentions that speak of the event, and
    whether another time may be meant as well.
    """
    timed = [mention for mention in day.mentions if mention.value.start is not None and not mention.doors]
    best = day.best
    ranged = max(day.mentions, key=lambda m: m.value.end_date is not None)
    if timed and (said := _said_in_full(material, day, timed, barred)) is not None:
        full, hour = said
        return full.found, hour.found, [*day.mentions, hour], True
    if timed:
        first = max(timed, key=lambda m: (m.weight, -m.found.start))
        again = [mention for mention in timed if mention.value.start == first.value.start]
        chosen = max(again, key=lambda m: (m.weight, m.value.end is not None, -m.found.start))
        found = chosen.found
        several = len({mention.value.start for mention in timed}) > 1
        if (called := _called_to(material, chosen, barred)) is not None:
            return found, called.found, [*day.mentions, called], True
        if ranged.value.end_date is not None and chosen.value.end_date is None:
            return ranged.found, chosen.found, list(day.mentions), several
        return found, None, list(day.mentions), several
    base = ranged if ranged.value.end_date is not None else best
    time, several = _time_for(material, day, barred)
    opening = next((mention for mention in day.mentions if mention.value.start is not None), None)
    if time is None or (time.doors and opening is not None):
        return (opening or base).found, None, list(day.mentions), False
    return base.found, time.found, [*day.mentions, time], several


def _said_in_full(
    material: Material, day: dating.Day, timed: Sequence[Mention], barred: frozenset[str]
) -> tuple[Mention, Mention] | None:
    """The day in full and the hour of its sentence, where below it only a weekday has another hour.

    "We meet on Saturday, 6 June, and start at 2 pm. ... Others hold a rally this Saturday (1 to 3 pm)."
    """
    if any("day" in mention.value.stated for mention in timed):
        return None
    first = min(mention.found.start for mention in timed)
    for full in sorted(day.mentions, key=lambda m: m.found.start)[:_FEW]:
        found = full.found
        if found.part == "subject" or "day" not in full.value.stated or found.part != timed[0].found.part:
            continue
        if found.start > first:
            return None
        start, end = material.layout.sentence(found.part, found.start)
        for hour in material.judged:
            within = hour.found.part == found.part and start <= hour.found.start < end
            alone = hour.value.date is None and hour.value.start is not None and not hour.doors
            if within and alone and not hour.against - barred:
                return full, hour
    return None


def _called_to(material: Material, chosen: Mention, barred: frozenset[str]) -> Mention | None:
    """The earlier hour to which a later sentence calls people, where that of the day's tells of another meeting.

    "A march of theirs is announced for Tuesday, 11 am. We call everyone to a rally at 10.30 am."
    """
    start, last = chosen.value.start, chosen.found
    if start is None or any(cue.key == "welcome" for cue in material.layout.cues_around(last)):
        return None
    for mention in material.judged:
        hour, found = mention.value.start, mention.found
        if hour is None or mention.value.date is not None or mention.against - barred or mention.doors:
            continue
        if found.part == last.part and found.start > last.end and hour < start:
            around = {cue.key for cue in material.layout.cues_around(found)}
            if {"welcome", "event"} <= around:
                return mention
    return None


def _time_for(material: Material, day: dating.Day, barred: frozenset[str]) -> tuple[Mention | None, bool]:
    """The time that goes best with a day, and whether it is an item of a programme whose others do about as well."""
    ranked: list[tuple[float, int, Mention]] = []
    numbers = sorted({mention.line.number for mention in day.mentions if mention.line is not None})
    sentences = {(m.found.part, material.layout.sentence(m.found.part, m.found.start)[0]) for m in day.mentions}
    together = _named_with(material, day)
    days = {mention.value.date for mention in day.mentions} | together
    own = {id(m) for m in day.mentions} | {id(m) for m in material.judged if m.usable and m.value.date in together}
    others = [m for m in material.judged if m.value.date is not None and id(m) not in own and "name" not in m.against]
    others = [m for m in others if m.value.date not in days or m.against != {"sent"}]  # "today", of the same day
    other_days = {(m.found.part, material.layout.sentence(m.found.part, m.found.start)[0]) for m in others} - sentences
    other_lines: dict[int, int] = {}
    for other in others:
        if other.line is not None and other.line.number not in numbers:
            other_lines.setdefault(other.line.number, other.found.start)
    owners = days_before(material.judged)
    for mention in material.judged:
        if mention.value.date is not None or mention.value.start is None or mention.against - barred:
            continue
        owner = owners.get(id(mention))
        if mention.line is None or (owner is not None and owner.value.date not in days):
            continue
        sentence = (mention.found.part, material.layout.sentence(mention.found.part, mention.found.start)[0])
        weight = mention.weight
        at = bisect_left(numbers, mention.line.number)
        distance = min((abs(mention.line.number - number) for number in numbers[max(at - 1, 0) : at + 1]), default=99)
        # "at 5 pm. Register by Wednesday": the day of a further sentence says nothing of an hour before it
        elsewhere = sentence in other_days or mention.found.start > other_lines.get(mention.line.number, _NOWHERE)
        near = 0.0 if elsewhere else 1.5 if distance <= 1 else 0.75 if distance <= 3 else 0.0
        weight += 2.5 if sentence in sentences else near
        if sentence in other_days:
            weight -= 2.5
        elif elsewhere:
            weight -= 1.5
        weight -= _less(material, mention)
        ranked.append((weight, -mention.found.start, mention))
    best = max(ranked, key=lambda item: item[:2], default=None)
    if best is None or best[0] + _less(material, best[2]) < _LEAST:
        return None, False
    chosen = _first_of_programme(best[2], [mention for _, _, mention in ranked], numbers)
    chosen = _where_they_gather(material, chosen, [mention for _, _, mention in ranked], sentences)
    rivals = {
        mention.value.start
        for weight, _, mention in ranked
        if weight >= _ABOUT_AS_WELL * best[0] and mention is not chosen and mention.value.start != chosen.value.end
    }
    line = chosen.line
    item = line is not None and line.bullet and line.number not in numbers and not line.label
    return chosen, item and bool(rivals - {chosen.value.start})


def _where_they_gather(
    material: Material, chosen: Mention, hours: Sequence[Mention], own: set[tuple[str, int]]
) -> Mention:
    """The earlier hour at which people gather, told before the chosen one in the same text; else the chosen one.

    "We gather at the mill at 1 pm. At 1.30 pm the march sets out. Music in the park begins at 2 pm."
    """
    start, found = chosen.value.start, chosen.found
    if start is None or (found.part, material.layout.sentence(found.part, found.start)[0]) in own:
        return chosen
    for mention in hours:
        hour, one = mention.value.start, mention.found
        if hour is None or hour >= start or one.part != found.part or one.start > found.start:
            continue
        if mention.doors or mention.poured or mention.line is None or mention.line.label or mention.line.bullet:
            continue
        said = material.layout.cues_around(one)
        if any(cue.key in ("doors", "opened", "deadline") for cue in said):
            continue
        if any(cue.key == "gather" and cue.end <= one.start for cue in said):
            return mention
    return chosen


def _named_with(material: Material, day: dating.Day) -> set[dt.date | None]:
    """The days that a sentence names with this one, three and more and none with an hour: one told later is of all.

    "Samstag, 1. Februar, 7. März und 4. April. Gelesen wird von 10 bis 12 Uhr."
    """
    together: set[dt.date | None] = set()
    sentences = {(m.found.part, material.layout.sentence(m.found.part, m.found.start)) for m in day.mentions[:_FEW]}
    for part, (start, end) in sorted(sentences)[:_SENTENCES]:
        named = [m for m in material.judged if m.found.part == part and start <= m.found.start < end]
        dated = [m for m in named if m.value.date is not None]
        dates = {m.value.date for m in dated if m.usable}
        last = dated[-1].found.start
        timed = any(m.value.start is not None and m.found.start <= last for m in named)
        if len(dates) >= _TOGETHER and not timed and all(m.value.end_date is None for m in dated):
            together |= dates
    return together


def _opened(material: Material, mention: Mention) -> bool:
    """Whether from one hour to another a house is open: "the library is open from 9 to 1"."""
    if mention.value.end is None:
        return False
    return any(cue.key == "opened" for cue in material.layout.cues_around(mention.found))


def _less(material: Material, mention: Mention) -> float:
    """What an hour counts less at which only the doors or a house open, or tea is poured."""
    if mention.doors or _opened(material, mention):
        return _DOORS
    return _POURED if mention.poured else 0.0


def days_before(judged: Sequence[Mention]) -> dict[int, Mention]:
    """The day that an hour without one goes with: the last one that its paragraph of running text names before it."""
    owners: dict[int, Mention] = {}
    last: Mention | None = None
    for mention in sorted(judged, key=lambda one: (one.found.part, one.found.start)):
        if mention.value.date is not None:
            last = mention if mention.usable else None
        elif last is not None and _in_one_paragraph(last, mention):
            owners[id(mention)] = last
    return owners


def _in_one_paragraph(one: Mention, other: Mention) -> bool:
    """Whether two mentions stand in the same paragraph of running text."""
    lines = (one.line, other.line)
    return (
        lines[0] is not None
        and lines[1] is not None
        and (lines[0].part, lines[0].paragraph) == (lines[1].part, lines[1].paragraph)
    )


def _first_of_programme(chosen: Mention, ranked: Sequence[Mention], days: Sequence[int]) -> Mention:
    """The hour with which a programme of lines begins that the chosen one is part of; else the chosen one."""
    line = chosen.line
    if line is None or line.number in days or line.label:
        return chosen
    leads = {
        mention.line.number: mention
        for mention in ranked
        if mention.line is not None and not mention.doors and mention.found.start - mention.line.body <= _AT_THE_START
    }
    first = last = line.number
    while first - 1 in leads:
        first -= 1
    while last + 1 in leads:
        last += 1
    least = _PROGRAMME - line.bullet  # two points of a list do
    return leads[first] if line.number in leads and last - first + 1 >= least else chosen
