"""The title of an event: a label's, a heading's, the subject's, or a row's own words."""

from __future__ import annotations

import re
from dataclasses import replace

from intake.reading import cues, places
from intake.reading.candidates import key, key_of
from intake.reading.cutting import Row
from intake.reading.fields import title as titles
from intake.reading.fields import venue as venues
from intake.reading.gathering import Event, Material
from intake.reading.layout import Line
from intake.reading.proposal import Finding, Place
from intake.reading.starters import begins_with_hour
from intake.reading.told_titles import told_title

_NUMBER = re.compile(r"\s*\(?\d{1,2}[.)]\s+")
_SHORTEST_TITLE = 4
_PROGRAMME = 2
_BESIDE_DAY = 40


def title(material: Material, event: Event | None = None) -> Finding | None:
    """The title: a label's, the heading above the day, the subject, a quoted name; None when no words say what."""
    labelled = next((found for found in material.titles if found.score >= 3.0), None)
    if labelled is not None:
        return labelled
    heading = _heading(material, event) if event is not None else None
    if heading is not None:
        return heading
    subject = material.message.subject
    spans = [(one.start, one.end) for one in material.days_of_subject()]
    found = titles.of_line(subject, "subject", 0, spans) or titles.of_line(subject, "subject", 0)
    if found is not None and (titles.only_about_mail(found.words) or _only_a_place(material, found, event)):
        found = None
    if found is not None and (not titles.only_cues(found.words) or _names_a_meeting(found.words)):
        return found
    quoted = next((found for found in material.titles if found.part != "subject"), None)
    if quoted is not None:
        return quoted
    told = told_title(material.layout, event.when) if event is not None and event.when is not None else None
    house = told is not None and any(told.words in one.words for one in material.venues if one.part == told.part)
    return None if house else told


def _only_a_place(material: Material, found: Finding, event: Event | None) -> bool:
    """Whether a subject's words are a city's name and say at most that there is an event: "Lyon", "Event in Lyon".

    The city is that of the event; "Bhopal" is what a vigil in Leeds is about.
    """
    subject = material.message.subject
    named = [
        one for one in material.layout.lines[0].wheres if one.part == "subject" and found.start <= one.start < found.end
    ]
    left = subject[found.start : found.end]
    for one in sorted(named, key=lambda place: -place.start):
        left = left[: one.start - found.start] + " " + left[one.end - found.start :]
    cities = [one for one in named if isinstance(one.value, Place) and one.value.city]
    here = event.where.value if event is not None and event.where is not None else None
    if len(cities) != 1 or not isinstance(here, Place) or key(here) != key_of(cities[0]):
        return False
    return not any(map(str.isalpha, left)) or titles.only_about_mail(left)


def _names_a_meeting(words: str) -> bool:
    return any(cue.key == "event" for cue in cues.find(words))


def _heading(material: Material, event: Event) -> Finding | None:
    """The line right above a day that stands on a line of its own, when it reads like a title."""
    line = event.line
    if line is None or line.part == "subject" or line.label or line.residue() > _BESIDE_DAY or line.number == 0:
        return None
    above = material.layout.lines[line.number - 1]
    text = above.text.strip(" *_#")
    plain = above.part == line.part and not line.blank_before and not above.whens and not above.label
    if not plain or not 4 <= len(text) <= titles.LONGEST - 30 or text.endswith((".", ",", ":", ";", "!", "?")):
        return None
    if above.residue() <= _SHORTEST_TITLE or above.links or _only_labels(text):
        return None
    found = titles.of_line(text.strip('"“”„«»『』「」'), above.part, above.start, (), "the heading above the day")
    if found is None or titles.only_about_mail(found.words):
        return None
    start = above.text.find(found.words)
    return replace(found, start=above.start + max(start, 0), end=above.start + max(start, 0) + len(found.words))


def _only_labels(text: str) -> bool:
    """Whether a line is made of words that label fields: "Time & Place", "Zeit und Ort"."""
    said = [word for word in cues.words(text) if word not in cues.entries("and")]
    return bool(said) and all(cues.label(word) for word in said)


def row_title(material: Material, row: Row, event: Event) -> Finding | None:
    """The title in a row's own words: the heading above its day, the line below, its link's text; else the mail's."""
    own = {line.number for line in (row.title_line, *row.lines) if line is not None}
    own.add(row.lines[0].number - 1)
    for labelled in material.titles:
        line = material.layout.line_of(labelled)
        if labelled.score >= 3.0 and line is not None and line.number in own:
            return labelled
    if (chosen := _of_its_link(row.lines[0], event)) is not None:
        return chosen
    if row.lead == "city":
        return _linked(row.lines[0], event) or title(material)
    if len(row.lines) > _PROGRAMME and all(map(begins_with_hour, row.lines[1 : 1 + _PROGRAMME])):
        return title(material)  # the lines are a programme's
    lines = [row.title_line, *row.lines] if row.title_line else [*row.lines[1:2], *row.lines]
    for line in lines[:4]:
        if line is None or (line is not row.title_line and line.text.startswith("#")):
            continue  # a headline below the row is of what comes then
        spans = [
            (f.start, f.end) for other in row.lines for f in other.whens if f.end > line.start and f.start < line.end
        ]
        spans += [(f.start, f.end) for f in line.wheres]
        spans += [(f.start, f.end) for f in line.links if "://" in f.words or f.words.startswith("www.")]
        number = _NUMBER.match(line.text)
        first = line.body if line.continued else line.start  # behind the end of a day and hour begun above
        begin = max(first, line.start + number.end()) if number and line.bullet else first
        # "- Loam Days, 1 June, Athens, Greece (we go)": a point's name stands before its day.
        day = min((f.start for f in line.dates), default=line.start) if line.bullet else line.start
        end = day if day - begin >= _SHORTEST_TITLE else line.end
        words = line.text[begin - line.start : end - line.start]
        found = titles.of_line(words, line.part, begin, spans, "the row's own words")
        if found is None or len(found.words) < _SHORTEST_TITLE or _wider(found.words, event):
            continue
        if titles.only_about_mail(found.words):
            continue
        if found.words.startswith("(") and found.words.endswith(")"):
            continue
        if event.venue is None or not venues.only_names(found.words, event.venue.words):
            return found
    return title(material)


def _of_its_link(line: Line, event: Event) -> Finding | None:
    """The words of the event's link, where its line links a group or place besides: "[Looms](..): [Swap](..)"."""
    link = event.link
    named = [one for one in line.links if not one.words.startswith(("http", "www.", "<"))]
    if link is None or len(named) < 2 or not any(one is link or one.start == link.start for one in named):
        return None
    found = titles.of_line(link.words, link.part, link.start, _inside(line, link), "the row's link")
    long = found is not None and len(found.words) >= _SHORTEST_TITLE and "://" not in found.words
    return found if long else None


def _inside(line: Line, link: Finding) -> list[tuple[int, int]]:
    """Where days and places stand in a link's words."""
    return [(f.start, f.end) for f in (*line.whens, *line.wheres) if link.start <= f.start < link.end]


def _wider(words: str, event: Event) -> bool:
    """Whether words only say where the event's city lies: "Lyon, France", "Springfield, Illinois"."""
    place = event.where.value if event.where is not None else None
    if not isinstance(place, Place) or place.city is None:
        return False
    return words.casefold() == (place.region or "").casefold() or places.country_of(words) is not None


def _linked(line: Line, event: Event) -> Finding | None:
    """The text of a row's link, or the words between its place or time and its web address."""
    for link in line.links:
        words = link.words.strip()
        if "://" not in words and not words.startswith("www."):
            found = titles.of_line(words, link.part, link.start, _inside(line, link), "the row's link")
            if found is not None and len(found.words) >= _SHORTEST_TITLE and " " in found.words:
                return found
        start = max((f.end for f in (*line.whens, *line.wheres) if f.end <= link.start), default=line.body)
        colon = line.text.find(":", start - line.start, link.start - line.start)
        start = line.start + colon + 1 if colon >= 0 else start
        if line.text[start - line.start :].lstrip().startswith(","):
            continue
        text = line.text[start - line.start : link.start - line.start]
        found = titles.of_line(text, line.part, start, (), "the row's own words")
        if found is not None and len(found.words) >= _SHORTEST_TITLE and " " in found.words:
            return None if event.venue and venues.only_names(found.words, event.venue.words) else found
    return None
