"""Events told beside the main one or beside a list: the same again on further days and in further cities."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from intake.reading import candidates, cues, dating
from intake.reading.cutting import Row
from intake.reading.extra_days import MOST_EXTRAS
from intake.reading.fields.when import leads_to_a_day
from intake.reading.gathering import Event, Material
from intake.reading.layout import Line
from intake.reading.proposal import Finding, Place, When

_COUNTRY = re.compile(r"\W*[A-Z]{2,3}\s?[:–-]")  # "UK – Ramsgate, Plymouth"
_ALSO = 30
# In a line of more cities nobody tells where a group's members are.
_CROWDED = 40
# A remark in brackets behind a day of an enumeration; how many days make one.
_REMARK = re.compile(r"\([^()\n]{0,60}\)")
_ENUMERATED = 3
_SHORT_WORD = 3
_AND, _OR = cues.entries("and"), cues.entries("or")
_PARTING = " \t,;、，/·•|()[]<>&+–—-"
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_COLON = re.compile(r":\s|：")
# What stands between the days of an enumeration before the word that leads to one: "il 2 maggio, il 6 giugno".
_PARTED, _LEADING = (",", ";", "、"), 2


def further_cities(row: Row, event: Event, venues: Sequence[Finding] = ()) -> list[Event]:
    """The event of a row by city again for each other city that begins the row: "Lleida and Girona: 8 pm".

    Where their names are links, or each has one behind it, each city's is its own. `venues` are those of the line:
    what begins one's name behind a comma or a slash is a part of it, "Lleida / Girona Square".
    """
    line = row.lines[0]
    if row.lead != "city" or row.city is None:
        return []
    linked = _linked_cities(line, row.city)
    run = line.run(row.city)
    after = [city for city, _ in linked[1:]] or (run[run.index(row.city) + 1 :] if row.city in run else [])
    comma = len(after) == 1 and line.text[row.city.end - line.start : after[0].start - line.start] == ", "
    if comma and not linked and not _begins_with_a_country(line):
        return []  # "Antakya, Köprübaşı": a place in the city
    events = [
        replace(event, where=city, venue=None, others=dict(event.others), doubts=set(event.doubts))
        for city in after
        if city.certain and isinstance(city.value, Place) and not (_begins_a_venue(line, city, venues) and not linked)
    ]
    for one, (_, link) in zip((event, *events), linked, strict=False):
        one.others.pop("link", None)
        one.link = link
    return events


def _begins_a_venue(line: Line, city: Finding, venues: Sequence[Finding]) -> bool:
    """Whether a venue's name begins with a city's, and a sign and no word stands before it."""
    signed = not line.text[: city.start - line.start].rstrip()[-1:].isalnum()
    return signed and any(venue.start == city.start and venue.end > city.end for venue in venues)


def _begins_with_a_country(line: Line) -> bool:
    """Whether a country or region stands before the cities of a line: "New Zealand – Dunedin, Tauranga"."""
    lead = next((one.value for one in line.wheres if one.start <= line.body), None)
    return _COUNTRY.match(line.text) is not None or (isinstance(lead, Place) and lead.city is None)


def _linked_cities(line: Line, first: Finding) -> list[tuple[Finding, Finding]]:
    """The cities of a line, each with the address that its name is or that stands behind it; none for a single one."""
    found: list[tuple[Finding, Finding]] = []
    links = iter(line.links)
    for city in [first, *(city for city in line.cities if city.start > first.start)]:
        if found and found[-1][1].end > city.start:
            return []  # "Jena and Gera: <our page>": an address behind both
        link = next((link for link in links if link.end > city.start), None)
        gap = line.text[found[-1][1].end - line.start : city.start - line.start].strip(_PARTING) if found else ""
        if link is None or not city.certain or (gap and " ".join(cues.words(gap)) not in _AND):
            return []
        found.append((city, link))
    one_each = len({candidates.key_of(city) for city, _ in found}) == len(found) > 1  # less "Jena: [Jena Friends]"
    return found if one_each and next(links, None) is None else []


def in_each_city(material: Material, event: Event) -> list[Event]:
    """The event of a list's day again in each city that the subject names beside its own: "in Leeds and York"."""
    for line in takewhile(lambda line: line.part == "subject", material.layout.lines):
        for city in line.cities:
            run = line.run(city)
            keys = [candidates.key(one.value) for one in run if isinstance(one.value, Place)]
            own = candidates.key_of(event.where)
            if len(set(keys)) > 1 and own in keys:
                return [
                    replace(event, where=one, venue=None, others=dict(event.others), doubts=set(event.doubts))
                    for one in run
                    if one.certain and isinstance(one.value, Place) and candidates.key(one.value) != own
                ]
    return []


def further_days(material: Material, event: Event) -> list[Event]:
    """The event again on each other day that the same words name: "Saturdays 3, 10 and 24 May, 9 am"."""
    first = event.when
    if first is None or not isinstance(first.value, When) or first.value.end_date is not None:
        return []
    events: list[Event] = []
    seen = {first.value.date}
    run = _enumerated(material, first.value.date)
    if run and first.value.start is None and run[-1].value.start is not None:
        event.timed_by(run[-1].found)  # "24 May and 7 June, 2 pm"
        first = event.when or first
    assert isinstance(first.value, When)
    for mention in (*material.of_words(first), *run):
        found, day = mention.found, mention.value.date
        if mention.usable and day is not None and day not in seen and len(events) < MOST_EXTRAS:
            seen.add(day)
            when = replace(found, value=replace(mention.value, start=first.value.start, end=first.value.end))
            events.append(replace(event, when=when, others=dict(event.others), doubts=set(event.doubts)))
    return events


def _enumerated(material: Material, day: dt.date | None) -> list[dating.Mention]:
    """The days of an enumeration with this one: three and more, two that "and" joins, or two said to come next.

    An hour behind the last of them holds for all.
    """
    for line, named in material.lines_of_days():
        promised = any(cue.key == "next" and cue.start < named[0].found.start for cue in line.cues)
        if len(named) > MOST_EXTRAS:
            continue
        if not promised and all(mention.value.date != day for mention in named):
            continue
        runs: list[list[dating.Mention]] = [[]]
        for mention in named:
            if not _bracketed(line, mention.found):
                if runs[-1] and not _joined(line, runs[-1][-1].found.end, mention.found.start):
                    runs.append([])
                runs[-1].append(mention)
        for run in runs:
            plain = all(m.value.end_date is None and "day" in m.value.stated for m in run)
            if not plain or len(run) < 2 or any(m.value.start is not None for m in run[:-1]):
                continue
            if promised:
                return run
            if (len(run) >= _ENUMERATED or _pair(line, *run)) and any(m.value.date == day for m in run):
                return run
    return []


def _pair(line: Line, one: dating.Mention, two: dating.Mention) -> bool:
    """Whether "and" joins two days that do not follow each other, as those of a weekend do."""
    between = line.text[one.found.end - line.start : two.found.start - line.start]
    days = [m.value.date for m in (one, two) if m.usable and m.value.date is not None]
    either = not _OR.isdisjoint(cues.words(between))
    return _says_and(between) and not either and len(days) == 2 and days[0] + dt.timedelta(days=1) < days[1]


def _bracketed(line: Line, found: Finding) -> bool:
    before = line.text[: found.start - line.start]
    return before.count("(") > before.count(")")


def _joined(line: Line, end: int, start: int) -> bool:
    """Whether nothing but a comma or "and" stands between two offsets, remarks in brackets aside."""
    if start < end:
        return True  # days of the same words: "22 and 29 September"
    gap = _REMARK.sub("", line.text[max(end - line.start, 0) : max(start - line.start, 0)])
    left = gap.strip(" ,;/+&、·")
    led = gap.lstrip()[:1] in _PARTED and _lead(cues.words(left))
    return _says_and(gap) or (bool(gap.strip()) and (not left or led))


def _lead(words: Sequence[str]) -> bool:
    """Whether one or two words lead to a day: "am", "il", "no dia"."""
    return 0 < len(words) <= _LEADING and all(map(leads_to_a_day, words))


def _says_and(gap: str) -> bool:
    """Whether "and" stands alone in a gap, or before one short word: "und am", "and on", "e no dia"."""
    words = cues.words(gap)
    said = " ".join(words)
    if said in _AND or (len(words) == 2 and words[0] in _AND and len(words[1]) <= _SHORT_WORD):
        return True
    return bool(words) and words[0] in _AND and _lead(words[1:])


def extra_cities(material: Material, main: Event) -> list[Event]:
    """Further cities on the same day: an enumeration of three or more, of two in the subject, or "... also in X"."""
    events: list[Event] = []
    seen = {candidates.key_of(main.where)}
    layout = material.layout
    wrong = {(m.found.part, layout.sentence(m.found.part, m.found.start)[0]) for m in material.judged if m.against}
    held, held_in = _told_with_its_city(material, main)
    fields = {"place", "date"} <= {name for line in layout.lines for name in line.label}
    more = layout.says("also", "alike")
    for line in layout.lines:
        if "place" in line.label:
            continue
        least = 2 if line.part == "subject" or len(_FLAG.findall(line.text)) > 1 else 3
        if line.part != "subject" and fields:
            continue  # a record says where it is in one place
        done: set[int] = set()
        parted = entries if len(entries := line.entries()) >= _ENUMERATED else []
        for found in line.cities:
            place = found.value
            if id(found) in done or not isinstance(place, Place) or found.role == "topic":
                continue
            run = parted if found in parted else line.run(found)
            done.update(id(one) for one in run)
            if len(run) < least and not more:
                continue
            start, end = layout.sentence(found.part, found.start)
            around = layout.cues_around(found)
            alike = any(cue.key == "alike" for cue in around)
            if ((found.part, start) in wrong and not alike) or any(cue.key == "past" for cue in around):
                continue
            if dating.asks(layout.texts[found.part][max(start, end - dating.TAIL) : end]) and not _asked_behind(
                layout.texts[found.part], run[-1].end, end
            ):
                continue
            also = alike or any(cue.key == "also" and 0 <= found.start - cue.end <= _ALSO for cue in around)
            if len(run) < least and not (also and found.certain):
                continue
            if held and not also and (found.part, start) not in held and not held_in & _keys(run):
                continue  # "It is in Leeds on 3 May. ... Next in line are York, Hull and Bath."
            if _of_its_members(line, run, main, (start, end)):
                continue
            if sum(one.certain for one in run) * 2 <= len(run):
                continue  # streets, people, words: "through Chapel, Moscow and Station Street"
            for one in run:
                if isinstance(one.value, Place) and candidates.key(one.value) not in seen and len(events) < MOST_EXTRAS:
                    seen.add(candidates.key(one.value))
                    events.append(in_city(material, main, one, line))
    return events


def _of_its_members(line: Line, run: Sequence[Finding], main: Event, sentence: tuple[int, int]) -> bool:
    """Whether cities in brackets are where a group's members are: "The Mill Forum (Hull, Leeds, York) meets in York".

    The event's own city stands outside of them in the same sentence then.
    """
    if len(line.cities) > _CROWDED or not _bracketed(line, run[0]):
        return False
    first, last = run[0].start, line.text.find(")", run[-1].end - line.start) + line.start
    key = candidates.key_of(main.where)
    own = [city.start for city in line.cities if candidates.key_of(city) == key]
    return any(last < at < sentence[1] or sentence[0] <= at < first for at in own)


def _asked_behind(text: str, last: int, end: int) -> bool:
    """Whether only what follows the cities of a sentence is asked: "in Hull, Leeds, and York: who owns the city?"."""
    tail = text[max(last, end - dating.TAIL) : end]
    return "¿" in tail or _COLON.search(tail) is not None


def _told_with_its_city(material: Material, main: Event) -> tuple[set[tuple[str, int]], set[tuple[object, ...]]]:
    """The sentences that name the event's day together with a city, and these cities."""
    sentences: set[tuple[str, int]] = set()
    named: set[tuple[object, ...]] = set()
    looked: set[tuple[int, int]] = set()  # a long line may name the day a thousand times
    for mention in material.judged:
        line, found = mention.line, mention.found
        if line is None or not mention.usable or mention.value.date is None or mention.value.date != main.day:
            continue
        start, end = material.layout.sentence(found.part, found.start)
        if (line.number, start) in looked:
            continue
        looked.add((line.number, start))
        cities = [city for city in line.cities if start <= city.start < end and city.certain and city.role is None]
        if cities:
            sentences.add((found.part, start))
            named |= _keys(cities)
    return sentences, named


def _keys(cities: Sequence[Finding]) -> set[tuple[object, ...]]:
    return {candidates.key(city.value) for city in cities if isinstance(city.value, Place)}


def in_city(material: Material, event: Event, where: Finding, line: Line) -> Event:
    """The event in another city: the same day and link, its own place, and the time told in a sentence about it."""
    own = {
        (found.part, material.layout.sentence(found.part, found.start)[0])
        for found in material.wheres
        if isinstance(found.value, Place)
        and isinstance(where.value, Place)
        and candidates.key(found.value) == candidates.key(where.value)
        and material.layout.line_of(found) is not None
    }
    further = Event(
        when=event.when, time=event.time, where=where, link=event.link, title=event.title, organizer=event.organizer,
        shared={"when", "link", "title"}, role="extra", doubts=event.doubts | {"several_cities"}, line=line,
    )  # fmt: skip
    for mention in material.judged:
        sentence = (mention.found.part, material.layout.sentence(mention.found.part, mention.found.start)[0])
        if sentence in own and mention.usable and mention.value.start is not None:
            further.timed_by(mention.found)
            break
    return further


def place_and_day(where: Finding, when: Finding) -> tuple[object, ...]:
    """What two events have in common that are one: the place and the day."""
    place = candidates.key_of(where)
    return place, when.value.date if isinstance(when.value, When) else None
