"""What belongs to one event beside its day: the place, link, title, venue and organizer chosen for it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from intake.reading import candidates
from intake.reading.dating import Mention, with_time
from intake.reading.districts import less_parts
from intake.reading.fields import organizer as organizers
from intake.reading.layout import Layout, Line
from intake.reading.leads import LONGEST_ROW
from intake.reading.proposal import Context, Finding, Link, Message, Passage, Place, When

_DAY = re.compile(r"(?<!\d)(20\d\d)([-_/.]?)([01]\d)\2([0-3]\d)(?!\d)")
_POSTCODE = re.compile(r"(?<!\d)\d{4,5}\s$")
_POSTAL_LINES = 3
_WEAK_LINK = 0.35
_BELOW_RULE = 0.75
_BESIDE_ITS_DAY = 0.4
_LABELLED, _ELSEWHERE = 0.35, 0.6
_OF_ITS_DAY = 0.6
# The words of a link that are little more than a name.
_A_NAME = 24
# The address of a call is where an event without a place is held: more than a home page, less than a page of its own.
_CALL = 0.5
_BESIDE_THE_DAY = frozenset(("line", "sentence", "label", "sign"))
# A rival with so much of the chosen place's weight makes it doubtful; one that is only part of names needs more.
_RIVAL, _PARTIAL = 0.65, 0.85


@dataclass(slots=True)
class Event:
    """What grouping gathered for one event, before it becomes a Proposal.

    `shared` are the fields that a list's events have in common; `role` says how it was found: "single", "row",
    "extra" (a further event beside the main one). `doubts` are codes of Problems that grouping itself saw;
    `untimed` marks a row of a list that gives days and nowhere a time, `apart` one that its venue tells apart.
    """

    when: Finding | None = None
    time: Finding | None = None
    where: Finding | None = None
    link: Finding | None = None
    title: Finding | None = None
    venue: Finding | None = None
    organizer: Finding | None = None
    others: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    role: str = "single"
    doubts: set[str] = field(default_factory=set)
    untimed: bool = False
    apart: bool = False
    line: Line | None = None

    @property
    def day(self) -> dt.date | None:
        """The event's (first) day."""
        return self.when.value.date if self.when is not None and isinstance(self.when.value, When) else None

    @property
    def only_relative(self) -> bool:
        """Whether no more is said of its day than a word such as "today"."""
        when = self.when.value if self.when is not None else None
        return isinstance(when, When) and not when.stated

    def timed_by(self, time: Finding) -> None:
        """Complete the day by a time that stands elsewhere, which is kept as its own evidence."""
        if self.when is not None:
            self.when = with_time(self.when, time)
            self.time = time


@dataclass(slots=True)
class Material:
    """Everything found in a message: its layout, passages and findings, with the days judged."""

    message: Message
    context: Context
    passages: Sequence[Passage]
    layout: Layout
    judged: list[Mention]
    wheres: list[Finding]
    links: list[Finding]
    titles: list[Finding]
    venues: list[Finding]
    organizers: list[Finding]
    _venues: dict[int, list[Finding]] | None = None
    _enumerated: list[tuple[Line, list[Mention]]] | None = None
    _of_subject: list[Finding] | None = None
    _by_words: dict[tuple[str, int, int], list[Mention]] | None = None

    def venues_of(self, line: Line) -> list[Finding]:
        """The venues that a line names."""
        if self._venues is None:
            self._venues = {}
            for found in self.venues:
                own = self.layout.line_of(found)
                if own is not None:
                    self._venues.setdefault(own.number, []).append(found)
        return self._venues.get(line.number, [])

    def days_of_subject(self) -> list[Finding]:
        """The days and times that the subject names."""
        if self._of_subject is None:
            self._of_subject = [one.found for one in self.judged if one.found.part == "subject"]
        return self._of_subject

    def of_words(self, found: Finding) -> list[Mention]:
        """The days and times that the words of a finding name."""
        if self._by_words is None:
            self._by_words = {}
            for mention in self.judged:
                words = (mention.found.part, mention.found.start, mention.found.end)
                self._by_words.setdefault(words, []).append(mention)
        return self._by_words.get((found.part, found.start, found.end), [])

    def lines_of_days(self) -> list[tuple[Line, list[Mention]]]:
        """The lines that name two days and more, with these."""
        if self._enumerated is None:
            by_line: dict[int, tuple[Line, list[Mention]]] = {}
            for mention in self.judged:
                if mention.line is not None and mention.value.date is not None:
                    by_line.setdefault(mention.line.number, (mention.line, []))[1].append(mention)
            self._enumerated = [(line, named) for line, named in by_line.values() if len(named) > 1]
        return self._enumerated


def set_place(event: Event, places: Sequence[candidates.Candidate], *, shared: bool = False) -> None:
    """Choose the likeliest place; `shared` says that it is that of a whole list, so that no day need be near it."""
    if not places or places[0].weight <= 0:
        return
    event.where = places[0].best
    rivals = less_parts([candidate for candidate in places[1:] if candidate.weight > 0.5], places[0])
    event.others["where"] = tuple(candidate.best for candidate in rivals[:5])
    apart = [rival for rival in rivals if rival.place.known or not rival.partial]  # less councils of unknown villages
    if any(rival.weight > (_PARTIAL if rival.partial else _RIVAL) * places[0].weight for rival in apart):
        event.doubts.add("several_cities")
    beside = any(
        {"line", "sentence"} & rival.reasons.keys() and not (rival.partial or "abroad" in rival.reasons)
        for rival in rivals
    )
    if beside and not shared and not _BESIDE_THE_DAY & places[0].reasons.keys():
        event.doubts.add("several_cities")  # another city stands with the day, this one in the subject or near by
    if places[0].apart_from_the_day and not shared and any(candidate.is_home for candidate in places[1:]):
        event.doubts.add("several_cities")  # the writers are of another town, and none stands with the day
    if "abroad" in places[0].reasons:
        event.doubts.add("far_place")
    beside_only = places[0].beside_only and not shared
    loose = (places[0].loose or not {"other", "alike"}.isdisjoint(places[0].reasons)) and not shared
    if "one of many" in places[0].reasons or places[0].partial or beside_only or loose:
        event.doubts.add("passing_city")
    if set(places[0].reasons) <= {"signature", "sender", "outside", "quoted"}:
        event.doubts.add("inferred_city")


def set_link(event: Event, links: Sequence[Finding], layout: Layout | None = None) -> None:
    """Choose the best link; a group's own home page rather than a file or an aside of its site.

    With the layout, what stands below a ruled line under the event (a footer, an advertisement) counts little.
    """
    if layout is not None and event.line is not None:
        line = event.line
        links = [
            replace(found, score=found.score - _BELOW_RULE) if _ruled_off(layout, line, found) else found
            for found in links
        ]
    if layout is not None and event.when is not None:
        told = _sentence_of(layout, event.when)
        links = [
            replace(found, score=found.score + _BESIDE_ITS_DAY)
            if found.score > 0 and not _is(found, "home", "call") and _sentence_of(layout, found) == told
            else found
            for found in links
        ]
    if layout is not None:
        links = [replace(found, score=found.score + _in_its_field(layout, found, event)) for found in links]
    if event.day is not None:
        links = [
            replace(found, score=found.score + _OF_ITS_DAY) if _is_of(found, event.day) else found for found in links
        ]
    if event.where is not None and isinstance(event.where.value, Place) and event.where.value.online:
        links = [replace(found, score=max(found.score, _CALL)) if _is(found, "call") else found for found in links]
    ranked = sorted(links, key=lambda found: (-found.score, found.start))
    if not ranked:
        return
    if ranked[0].score < _WEAK_LINK:
        ranked.sort(key=lambda found: not (found.score > 0 and _is(found, "home")))
    if ranked[0].score > 0:
        event.link = ranked[0]
    event.others["link"] = tuple(ranked[1:6])


def _in_its_field(layout: Layout, found: Finding, event: Event) -> float:
    """What the line of an address says for it: "Sign up: ..." more, "Place: ..." or the name of another city less."""
    line = layout.line_of(found)
    if line is None or found.score <= 0:
        return 0.0
    if "link" in line.label and "place" not in line.label:
        return _LABELLED
    if "place" in line.label and not {"link", "title", "date"} & set(line.label):
        return -_LABELLED
    named = [candidates.key_of(city) for city in line.cities if found.start <= city.start and city.end <= found.end]
    others = [place for place in named if place != candidates.key_of(event.where)]
    return -_ELSEWHERE if others and len(others) == len(named) and found.end - found.start <= _A_NAME else 0.0


def less_houses(layout: Layout, links: Sequence[Finding]) -> list[Finding]:
    """The links of a mail, home pages of houses where people meet worth nothing: see `_of_a_house`.

    The lines of the layout have them so, too.
    """
    kept: list[Finding] = []
    for found in links:
        line = layout.line_of(found)
        if line is not None and line.length <= LONGEST_ROW and _is(found, "home") and _of_a_house(layout, line, found):
            house = replace(found, score=0.0)
            line.links = [house if one is found else one for one in line.links]
            layout.places[id(house)] = line
            found = house
        kept.append(found)
    return kept


def _of_a_house(layout: Layout, line: Line, found: Finding) -> bool:
    """Whether a link stands in the field for the place, or in a postal address: a postcode and city behind or below."""
    if "link" in line.label or any(cue.key == "pointer" for cue in line.cues):
        return False
    if "place" in line.label and not {"title", "date"} & set(line.label):
        return True
    for own in layout.lines[line.number : line.number + _POSTAL_LINES]:
        if own is not line and (own.blank_before or own.bullet or own.links or own.length > LONGEST_ROW):
            return False
        if any(city.start > found.end and _POSTCODE.search(own.text, 0, city.start - own.start) for city in own.cities):
            return True
    return False


def _sentence_of(layout: Layout, found: Finding) -> tuple[str, int]:
    return found.part, layout.sentence(found.part, found.start)[0]


def _is(found: Finding, *kinds: str) -> bool:
    return isinstance(found.value, Link) and found.value.kind in kinds


def _is_of(found: Finding, day: dt.date) -> bool:
    """Whether the path of an address has the event's day: "/2026/05/18-leeds/", "/meeting-2026-05-18"."""
    address = found.value.url if found.score > 0 and isinstance(found.value, Link) else ""
    return any(
        tuple(map(int, match.group(1, 3, 4))) == (day.year, day.month, day.day) for match in _DAY.finditer(address)
    )


def _ruled_off(layout: Layout, line: Line, found: Finding) -> bool:
    """Whether a line of dashes stands between the event and a link below it."""
    own = layout.line_of(found)
    if own is None or own.number <= line.number:
        return False
    return any(line.number < number < own.number for number in layout.rules)


def best_near(layout: Layout, venues: Sequence[Finding], event: Event) -> Finding | None:
    lines = {line.number for line in (event.line,) if line is not None}
    for found in (event.time, event.where):
        line = layout.line_of(found) if found is not None else None
        if line is not None and line.part != "subject":
            lines.add(line.number)

    def rank(found: Finding) -> tuple[float, float]:
        line = layout.line_of(found)
        steps = min((abs(line.number - number) for number in lines), default=9) if line is not None else 9
        return (found.score + (1.0 if steps == 0 else 0.5 if steps <= 2 else 0.0), -found.start)

    city = event.where.words.casefold() if event.where else ""
    return max((found for found in venues if found.words.casefold() != city), key=rank, default=None)


def organizer(material: Material) -> Finding | None:
    ranked = sorted(material.organizers, key=lambda found: (-found.score, found.start))
    if ranked and ranked[0].score >= 3.0:
        return ranked[0]
    forwarded = [found for found in ranked if found.rule == "the original sender"]
    if forwarded:
        return forwarded[0]
    return organizers.of_sender(material.message) or (ranked[0] if ranked else None)
