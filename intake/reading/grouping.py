"""Findings -> one Proposal per event: which day, time, place, link and title belong together.

A mail announces one event, or a list of them (`rows`). Calendar and schema.org data outrank the prose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from intake.reading import candidates, dating, placing
from intake.reading.above_lists import announced_above
from intake.reading.beside_lists import intro_events
from intake.reading.calling import calls_together
from intake.reading.dating import Mention
from intake.reading.entitling import title
from intake.reading.extra_days import extra_days
from intake.reading.further import (
    extra_cities,
    further_cities,
    further_days,
    in_each_city,
    place_and_day,
)
from intake.reading.gathering import Event, Material, best_near, organizer, set_link, set_place
from intake.reading.homes import believe_one_country, rather_home, take_home
from intake.reading.objections import is_beginning
from intake.reading.proposal import Finding, Link, Place, When
from intake.reading.row_events import row_event
from intake.reading.row_links import links_below, other_point, share_last_link
from intake.reading.rows import Listing, listing
from intake.reading.sections import sections
from intake.reading.stops import LIST, stops
from intake.reading.telling import cities_in_row, in_running_text, in_sentence
from intake.reading.timing import at_one_moment, event_on, over

_FEW_LETTERS = 12
# In so many cities at once people only meet.
_MANY_CITIES = 3
# So many hours are looked at for the word that they begin something.
_MOST_HOURS = 50
# So many lines above a day its heading may begin.
_HEAD = 3
_OPENING = 400
# Links of these kinds are where one says that one comes.
_TO_JOIN = frozenset(("form", "event"))


def group(material: Material, barred: frozenset[str] = frozenset()) -> list[Event]:
    """The events of a message's prose, the main one first; `barred` as in `dating.days`."""
    events = _events(material, barred)
    if barred:
        return events
    return at_one_moment([event for event in _told(events) if not over(event, material.context.now)])


def _told(events: Sequence[Event]) -> Sequence[Event]:
    """The events, less those of a mere "today" beside days in full: "Today I am on the way. 9/10 Hull, 9/12 York"."""
    if not any(
        event.when and isinstance(event.when.value, When) and "day" in event.when.value.stated for event in events
    ):
        return events
    return [event for event in events if not event.only_relative]


def _events(material: Material, barred: frozenset[str]) -> list[Event]:
    by_line: dict[int, list[Mention]] = {}
    for mention in material.judged:
        if mention.line is not None:
            by_line.setdefault(mention.line.number, []).append(mention)
    venues = {line.number: found.words for found in material.venues if (line := material.layout.line_of(found))}
    listed = listing(material.layout, by_line, venues) if not barred else Listing()
    if listed.rows and not _business(material) and not _only_names(material, listed, by_line):
        events = _from_rows(material, listed, by_line)
        if len(events) > 1 and not in_running_text(material, listed.rows, by_line):
            return events
    return _single(material, barred)


# One event, perhaps with others beside it.


def _single(material: Material, barred: frozenset[str]) -> list[Event]:
    days = dating.days(material.judged, barred)
    if not days:
        return []
    main = dating.first_in_a_row(days)
    event, about = event_on(material, main, barred)
    set_link(event, material.links, material.layout)
    event.title = title(material, event)
    business = _business(material)
    told = [] if barred or business else stops(material, event)
    headed = [] if barred else sections(material, event)
    if not barred and len(told) < LIST and not (business and headed) and not _announced(material, event, about):
        return []
    event.venue = best_near(material.layout, material.venues, event)
    event.organizer = organizer(material)
    if any(mention.repeats for mention in main.mentions):
        event.doubts.add("repeats")
    again = further_days(material, event)
    same = {one.when.value.date for one in again if one.when and isinstance(one.when.value, When)}
    days = [main, *(day for day in days if day is not main and day.date not in same)]
    least = min(2.0, 0.6 * main.weight)
    rivals = [day for day in days[1:] if day.weight > least and day.best.found.role != "series"]
    event.others["when"] = tuple(day.best.found for day in rivals[:5])
    if rivals and rivals[0].weight > 0.5 * main.weight:
        event.doubts.add("several_dates")
    if not barred and (several := told or in_sentence(material, event) or headed):
        return several
    events = [event, *again]
    if not barred:
        events += extra_days(material, event, days)
        events += extra_cities(material, event)
    return events


def _business(material: Material) -> bool:
    """Whether the mail begins like an invoice, a booking, an appointment, a vacancy or a shop's hours."""
    layout = material.layout
    if any(cue.key == "event" for cue in layout.cues_in("subject", 0, _OPENING)):
        return False
    told = [cue for part in layout.texts for cue in layout.cues_in(part, 0, _OPENING) if cue.key == "business"]
    if not told:
        return False
    contacts = [line for line in layout.lines if "organizer" in line.label]
    return not all(any(line.start <= cue.start < line.end for line in contacts) for cue in told)


def _headed(material: Material, about: Sequence[Mention]) -> bool:
    """Whether a day and hour stand alone on a line below one that names a meeting: "Candidate talk" and who speaks."""
    lines = material.layout.lines
    for mention in about:
        line = mention.line
        if line is None or mention.value.start is None or line.part == "subject" or line.residue() > _FEW_LETTERS:
            continue
        at = line.number
        while at > max(line.number - _HEAD, 0) and not lines[at].blank_before:
            at -= 1
            if lines[at].part == line.part and any(cue.key == "event" for cue in lines[at].cues):
                return True
    return False


def _of_an_occasion(material: Material, about: Sequence[Mention]) -> bool:
    """Whether a mail that names no meeting tells the day of a trial, a vote or the like: "The trial is on 5 May"."""
    layout = material.layout
    days = [mention for mention in about if mention.value.date is not None]
    said = ("occasion", "since")
    if not days or not all(any(cue.key in said for cue in layout.cues_around(day.found)) for day in days):
        return False
    return not any(
        cue.key in ("event", "welcome")
        for part, text in layout.texts.items()
        for cue in layout.cues_in(part, 0, len(text))
    )


def _announced(material: Material, event: Event, about: Sequence[Mention]) -> bool:
    """Whether anything but a day says that people are to meet: a word for it or that bids come, a label, a place."""
    around = [cue for mention in about for cue in material.layout.cues_around(mention.found)]
    around += material.layout.cues_in("subject", 0, _OPENING)
    called = any(cue.key == "event" for cue in around) or _headed(material, about)
    if not called and (_business(material) or _of_an_occasion(material, about)):
        return False
    placed = event.where is not None and material.layout.line_of(event.where) is not None
    timed = any(mention.value.start is not None for mention in about)
    kind = event.link.value.kind if event.link is not None and isinstance(event.link.value, Link) else None
    joins = kind in _TO_JOIN
    if placed and "passing_city" not in event.doubts and (called or timed or joins or event.time is not None):
        return True
    if any({"day", "weekday"} & m.value.stated for m in about) and _begins(material, about):
        return True
    if any({"day", "weekday"} <= m.value.stated and _in_many_cities(material, m) for m in about[:_MOST_HOURS]):
        return True
    if calls_together(material.layout, about, _languages(material)):
        return True
    full = any("day" in m.value.stated for m in about)
    if full and placed and "passing_city" not in event.doubts and _invites(material):
        return True
    if timed and kind == "event":
        return True  # an hour, and a page of such events
    if any("place" in line.label for line in material.layout.lines) and any("day" in m.value.stated for m in about):
        return True
    sentences = {(m.found.part, material.layout.sentence(m.found.part, m.found.start)[0]) for m in about}
    whole = [mention.value.stated for mention in about if {"weekday", "day", "start"} <= mention.value.stated]
    if any("end" in stated for stated in whole) or (whole and event.where is not None):
        return True  # nothing else has hours, or is told by weekday, day and hour where a town is known
    if any({"weekday", "day"} <= mention.value.stated and _is_awaited(material, mention) for mention in about):
        return True
    if timed and any((v.part, material.layout.sentence(v.part, v.start)[0]) in sentences for v in material.venues):
        return True
    for mention in about:
        line = mention.line
        if line is None:
            continue
        named = bool({"day", "weekday", "start"} & mention.value.stated) or called  # not only "Tomorrow: ..."
        if line.label or (line.part == "subject" and named) or line.residue() <= _FEW_LETTERS:
            return True
    if event.time is None and not timed:
        if called and any("day" in mention.value.stated for mention in about):
            return True
        if event.where is None:
            return False
    return any(
        cue.key == "event" or (timed and cue.key in ("welcome", "request"))
        for part, text in material.layout.texts.items()
        for cue in material.layout.cues_in(part, 0, len(text) if timed else _OPENING)
    )


def _in_many_cities(material: Material, mention: Mention) -> bool:
    """Whether the sentence of a day lists cities: "on Saturday, 9 May, our groups cook in Hull, Leeds, and York"."""
    if mention.line is None:
        return False
    part, (start, end) = mention.found.part, material.layout.sentence(mention.found.part, mention.found.start)
    named = {
        found.value.city
        for found in material.wheres
        if found.part == part and start <= found.start < end and isinstance(found.value, Place) and found.value.known
    }
    return len(named) >= _MANY_CITIES


def _invites(material: Material) -> bool:
    """Whether a mail invites: "the club invites you to its first Day of the Lost Key"."""
    texts = material.layout.texts
    return any(cue.key == "welcome" for part in texts for cue in material.layout.cues_in(part, 0, _OPENING))


def _languages(material: Material) -> list[str]:
    """The two likeliest languages of each passage."""
    return list(dict.fromkeys(tag for passage in material.passages for tag in passage.languages[:2]))


def _begins(material: Material, about: Sequence[Mention]) -> bool:
    """Whether it is said that something begins at an hour on the lines around, or that doors open: "starts at 7 pm"."""
    lines = {mention.line.number for mention in about[:_MOST_HOURS] if mention.line is not None}
    near = {number + step for number in lines for step in range(-_HEAD, _HEAD + 1)}
    hours = [m for m in material.judged if m.value.date is None and m.line is not None and m.line.number in near]
    return any(is_beginning(mention, material.layout) for mention in (*about[:_MOST_HOURS], *hours[:_MOST_HOURS]))


def _is_awaited(material: Material, mention: Mention) -> bool:
    """Whether a sentence says that people are welcome on its day: "we look forward to you on Saturday, 9 May"."""
    return any(cue.key == "welcome" for cue in material.layout.cues_around(mention.found))


# A list of events.


def _from_rows(material: Material, listed: Listing, by_line: Mapping[int, Sequence[Mention]]) -> list[Event]:
    outside = [mention for mention in material.judged if mention.line and mention.line.number not in listed.taken]
    shared_days = dating.days(outside)
    shared_day = shared_days[0].best if shared_days else None
    shared_time = _shared_time(outside, shared_days[0] if shared_days else None)
    loose = [found for found in material.wheres if _outside(material, listed, found)]
    shared_places = placing.rank(
        material.layout, loose, outside, [], material.passages, material.venues, material.message.sender_name
    )
    loose_links = [f for f in material.links if _outside(material, listed, f) and not other_point(material, f)]
    trailing = links_below(material, listed, loose_links)
    sender = organizer(material)
    events = []
    told_rows = [(row, row_event(material, row, by_line, shared_day, shared_time)) for row in listed.rows]
    believe_one_country([event for _, event in told_rows if event is not None])
    if shared_places and shared_places[0].weight > 0:
        take_home([event for _, event in told_rows if event is not None])
    for number, (row, event) in enumerate(told_rows):
        if event is None:
            continue
        if rather_home(event, shared_places):
            event.where, event.doubts = None, event.doubts - {"passing_city"}
        if event.where is None and not row.nameless:
            set_place(event, shared_places, shared=True)
            event.shared.add("where")
        if event.link is None and trailing:
            set_link(event, trailing[number])
        elif event.link is None:
            set_link(event, loose_links)
            event.shared.add("link")
        event.organizer = event.organizer or sender
        told = [event, *further_days(material, event), *further_cities(row, event, material.venues_of(row.lines[0]))]
        events += told
        if "where" in event.shared:
            events += [other for one in told for other in in_each_city(material, one)]
        events += cities_in_row(material, row, event, by_line)
    if not any(isinstance(event.when.value, When) and event.when.value.start for event in events if event.when):
        for event in events:
            event.untimed = True
    share_last_link(material, events)
    events = [*announced_above(material, listed, by_line), *events]
    events += intro_events(material, listed, outside, shared_day, events)
    if events and not any("when" in event.shared for event in events):
        events += _beside(material, events, shared_days)
    return _without_repeats(events)


def _beside(material: Material, events: Sequence[Event], days: Sequence[dating.Day]) -> list[Event]:
    """The event that the text beside a list of others tells: its day has a meeting's name in its sentence, and an hour.

    "Our next meeting is on 5 May. We meet at 7 pm." above a list of further days.
    """
    known = {event.day for event in events}
    for day in days:
        best = day.best
        if day.date in known or best.doors or "day" not in best.value.stated or best.found.role not in (None, "event"):
            continue
        if all(cue.key != "event" for cue in material.layout.cues_around(best.found)):
            continue
        event, _ = event_on(material, day, further=True)
        if event.when is None or not isinstance(event.when.value, When) or event.when.value.start is None:
            continue
        set_link(event, material.links, material.layout)
        event.title, event.organizer = title(material), organizer(material)
        event.role, event.doubts = "extra", event.doubts | {"several_dates"}
        return [event]
    return []


def _only_names(material: Material, listed: Listing, by_line: Mapping[int, Sequence[Mention]]) -> bool:
    """Whether the rows are cities without day and hour, and a sentence beside them tells both with a city of its own.

    Where a group meets, or met before: "We hold workshops in: ... Join us on 5 May, 6 pm, in Leeds."
    """
    if any(row.date is not None or row.date_heading is not None for row in listed.rows):
        return False
    lines = [line for row in listed.rows[:-1] for line in row.lines]
    if any(mention.usable for line in lines for mention in by_line.get(line.number, ())):
        return False
    held: set[tuple[object, ...]] = set()
    for mention in material.judged:
        line = mention.line
        if line is None or not mention.usable or mention.value.date is None or mention.value.start is None:
            continue
        start, end = material.layout.sentence(mention.found.part, mention.found.start)
        for city in line.cities:
            if start <= city.start < end and city.certain and isinstance(city.value, Place):
                held.add(candidates.key(city.value))
    rows = {candidates.key(row.city.value) for row in listed.rows if row.city and isinstance(row.city.value, Place)}
    return bool(held) and not held & rows


def _outside(material: Material, listed: Listing, found: Finding) -> bool:
    line = material.layout.line_of(found)
    return line is None or line.number not in listed.taken


def _shared_time(outside: Sequence[Mention], day: dating.Day | None) -> Mention | None:
    times = [m for m in outside if m.usable and m.value.start is not None and not (m.doors or m.poured)]
    if day is not None:
        times = [m for m in times if m.value.date in (None, day.date)]
    starts = {m.value.start for m in times}
    return times[0] if len(starts) == 1 else None


def _without_repeats(events: Sequence[Event]) -> list[Event]:
    kept: dict[tuple[object, ...], Event] = {}
    for event in events:
        when = event.when.value if event.when else None
        link = event.link.value if event.link and "link" not in event.shared else None
        identity = (
            when.date if isinstance(when, When) else None,
            when.start if isinstance(when, When) else None,
            candidates.key_of(event.where),
            link.url if isinstance(link, Link) else None,
            event.venue.words if event.apart and event.venue is not None else None,
        )
        kept.setdefault(identity, event)
    return _completed(list(kept.values()))


def _completed(events: Sequence[Event]) -> list[Event]:
    """The events less those of a first list ("where: ...") whose hours a second one gives ("when: ...")."""

    def timed(event: Event) -> bool:
        hour = event.when.value.start if event.when is not None and isinstance(event.when.value, When) else None
        return hour is not None and "inferred_time" not in event.doubts

    told: dict[tuple[object, ...], Event] = {}
    for event in events:
        if timed(event) and event.when is not None and event.where is not None:
            told.setdefault(place_and_day(event.where, event.when), event)
    kept = []
    for event in events:
        later = told.get(place_and_day(event.where, event.when)) if event.where and event.when else None
        own = event.link is not None and "link" not in event.shared
        if later is None or timed(event) or (own and event.link != later.link):
            kept.append(event)
        else:
            later.venue = later.venue or event.venue
    return kept


__all__ = ["Event", "Material", "group"]
