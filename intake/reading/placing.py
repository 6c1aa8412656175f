"""Which of the places a mail names is where the event is: what stands with its day, its labels, its subject."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Sequence

from intake.reading.candidates import LOOSE, PRESENT, TIES, Candidate, inferred, key
from intake.reading.dating import Mention
from intake.reading.fields.where import BESIDE
from intake.reading.layout import Layout, Line
from intake.reading.places import distance
from intake.reading.proposal import Finding, Passage, Place
from intake.reading.senders import CLOSING_LINE, SIGNATURE, outside, personal, signs

_LABEL, _PIN, _SAME_LINE, _SAME_SENTENCE, _NEAR, _SUBJECT, _OWN_LINE, _MEETING = 3.0, 3.0, 2.0, 1.5, 0.75, 1.5, 1.0, 1.0
_NEARBY_LINES = (-2, -1, 1, 2)
_NEARBY = 160  # characters
_APART = 150  # kilometres
_LARGE = 200_000
# Words of these kinds are no places, whatever city is called like them.
_NO_PLACES = frozenset(
    ("cancelled", "postponed", "moved", "correction", "thanks", "question", "automatic", "invitation", "weather")
)
# The note of a name that is also a word: "Demo" is a town in Lombardy.
_ORDINARY = "also an ordinary word"
_IN_PASSING = 0.6
_ABROAD = -1.5
_OTHER_DAY = -1.0
_TOLD_TOO = -2.0
_LIKE_IT = frozenset(("alike", "other_towns"))
_MOST_NAMED = 40
_GATHERING = 2.0
_BESIDE = 1.25  # on a line with the day, in another sentence
_LONG_LINE = 200
_ELSEWHERE = frozenset(("sender", "signature", "quoted"))
_IN_A_NAME = 0.5  # of what else speaks for a city that only stands in a building's name
_ABOUT = 0.2  # the same for what people meet about and where they come from: the sender's town is likelier the place
_WITH_COUNTRY = 1.0


# "Leeds: rally for the river"
_HEADS = re.compile(r"\s?[:：|]\s|\s[–—-]\s")
_LETTER = re.compile(r"[^\W_]")


def rank(
    layout: Layout,
    wheres: Sequence[Finding],
    about: Sequence[Mention],
    judged: Sequence[Mention],
    passages: Sequence[Passage],
    venues: Sequence[Finding] = (),
    sender: str = "",
) -> list[Candidate]:
    """The cities named in the mail, the likeliest first; `about` are the mentions of the event's day and time."""
    day_lines = {mention.line.number for mention in about if mention.line is not None}
    days = {mention.value.date for mention in about}
    day_sentences = {
        (mention.found.part, layout.sentence(mention.found.part, mention.found.start)[0]) for mention in about
    }
    wrong_sentences = {
        (mention.found.part, layout.sentence(mention.found.part, mention.found.start)[0])
        for mention in judged
        if mention.against and (mention.value.date is None or mention.value.date not in days)
    } - day_sentences
    other_sentences = {
        (mention.found.part, layout.sentence(mention.found.part, mention.found.start)[0])
        for mention in judged
        if mention.value.date not in (None, *days)
    } - day_sentences
    own, others = _starts(about), _starts([one for one in judged if one.value.date not in (None, *days)])
    roles = {(passage.part, passage.start): passage.role for passage in passages}
    within = _inside_venues(venues)
    named: dict[tuple[object, ...], Candidate] = {}
    clear: set[tuple[object, ...]] = set()
    for found in _less_guesses(wheres, layout, day_lines, day_sentences):
        place = found.value
        if not isinstance(place, Place) or not (place.city or place.online):
            continue
        if layout.line_of(found) is None and personal(found, sender, layout):
            continue
        candidate = named.setdefault(key(place), Candidate(place))
        candidate.findings.append(found)
        line = layout.line_of(found)
        if line is not None and signs(line, layout, sender):
            line, reasons = None, {"signature": SIGNATURE + min(found.score, 1.5) * 0.3}
        elif line is None:
            reasons = outside(found, passages, roles)
        else:
            reasons = _inside(found, line, layout, day_lines, day_sentences, wrong_sentences)
            if len(line.text) >= _LONG_LINE and _sentence_of(found, layout) in other_sentences:
                reasons.pop("line", None)
                reasons["other"] = _OTHER_DAY  # of which the paragraph tells there
            if _of_another_day(found, own, others, layout):
                reasons = {"near" if name in ("line", "sentence") else name: w for name, w in reasons.items()}
                reasons["near"] = _NEAR
        if line is not None and within.get((found.part, found.start), 0) > found.end + 1:
            reasons["within a venue's name"] = -0.5
        if found.role in LOOSE and line is not None:
            part = _ABOUT if found.role == "topic" else _IN_A_NAME
            reasons = {reason: weight * (part if weight > 0 else 1.0) for reason, weight in reasons.items()}
        elif found.rule == BESIDE and line is not None:
            reasons["country"] = _WITH_COUNTRY
        if found.role == "meeting" and line is not None:
            reasons["gathering"] = _GATHERING
        if found.role == "abroad" and not {"label", "sign"} & set(reasons):
            reasons["abroad"] = _ABROAD
            reasons["subject"] = reasons.get("subject", 0.0) * _IN_A_NAME
        if (line is not None or found.part == "sender") and "other" not in reasons:
            clear.add(key(place))
        for reason, weight in reasons.items():
            candidate.reasons[reason] = max(candidate.reasons.get(reason, -9.0), weight)
    # told of another day in one place, of this one in another or by a group of the place; or there is no other
    for name in named if len(named) == 1 else clear:
        named[name].reasons.pop("other", None)
    _alike(layout, named)
    _at_a_landmark(layout, named, day_sentences)
    _lists(layout, named)
    _far_from_home(named)
    home = any("sender" in one.reasons or one.adjectival for one in named.values())
    grounded = [one.place for one in named.values() if one.grounded]
    return sorted(
        named.values(),
        key=lambda one: (
            (home and one.about) or one.beyond(grounded) or (bool(grounded) and one.guessed),
            -one.weight, one.findings[0].start),
    )  # fmt: skip  # where a vigil is held rather than whom it is for or where it happened


def _alike(layout: Layout, named: dict[tuple[object, ...], Candidate]) -> None:
    """Weigh cities less of which a mail only tells that there is something like its event, too.

    "On Saturday we plant on the square. Similar meetings are announced in York, Hull and Bath."
    """
    told = [
        candidate
        for candidate in named.values()
        if all(
            layout.line_of(found) is not None and any(cue.key in _LIKE_IT for cue in layout.cues_around(found))
            for found in candidate.findings[:_MOST_NAMED]
        )
    ]
    for candidate in told:
        candidate.reasons["alike"] = _TOLD_TOO if len(told) < len(named) else 0.0  # in doubt, where it is the only one


def _at_a_landmark(
    layout: Layout, named: dict[tuple[object, ...], Candidate], day_sentences: Collection[tuple[str, int]]
) -> None:
    """Give the day's sentence to a landmark in it where the mail ties no city to the event.

    "On 5 May from the Tyne Bridge. In Leeds they meet that day, too": a square's name alone, which other cities have,
    says less than a city's that stands with the day.
    """
    for candidate in named.values():
        known = {reason for reason, weight in candidate.reasons.items() if weight > PRESENT or reason in _ELSEWHERE}
        if "alike" in candidate.reasons:
            continue
        if not all(map(inferred, candidate.findings)) and known & (TIES | _ELSEWHERE):
            return
    for candidate in named.values():
        if any(inferred(found) and _sentence_of(found, layout) in day_sentences for found in candidate.findings):
            candidate.reasons["sentence"] = _SAME_SENTENCE


def _starts(mentions: Sequence[Mention]) -> dict[str, list[int]]:
    """Where days and times stand in each part, in order."""
    found: dict[str, list[int]] = {}
    for mention in mentions:
        found.setdefault(mention.found.part, []).append(mention.found.start)
    for starts in found.values():
        starts.sort()
    return found


def _of_another_day(found: Finding, own: dict[str, list[int]], others: dict[str, list[int]], layout: Layout) -> bool:
    """Whether the sentence names the event's day and then another one before the city, which goes with that."""
    mine, theirs = own.get(found.part, []), others.get(found.part, [])
    before, between = bisect_left(mine, found.start) - 1, bisect_left(theirs, found.start) - 1
    if before < 0 or between < 0 or theirs[between] < mine[before]:
        return False
    return layout.sentence(found.part, found.start)[0] <= mine[before]


def _less_guesses(
    wheres: Sequence[Finding], layout: Layout, day_lines: Collection[int], day_sentences: Collection[tuple[str, int]]
) -> Sequence[Finding]:
    """The findings less words that could be a city's name misspelt, where the event's day stands with a city's own.

    "Huelga" is a strike, and not Huelva, when it is held "viernes a las 11 en Viena".
    """
    for found in wheres:
        place, line = found.value, layout.line_of(found)
        if not isinstance(place, Place) or not place.city or not found.certain or _guessed(found) or line is None:
            continue
        if line.number in day_lines or (found.part, layout.sentence(found.part, found.start)[0]) in day_sentences:
            return [one for one in wheres if not _guessed(one)]
    return wheres


def _guessed(found: Finding) -> bool:
    """Whether a city was read in spite of its spelling."""
    return (found.note or "").startswith("read as")


def _inside_venues(venues: Sequence[Finding]) -> dict[tuple[str, int], int]:
    """Where a word stands that begins a venue's name ("Kent Station"), and where the name ends."""
    starts: dict[tuple[str, int], int] = {}
    for venue in venues:
        first = venue.words.split(" ", 1)[0].rstrip(",")
        if " " in venue.words and not venue.words.startswith(first + ","):
            starts[(venue.part, venue.start)] = venue.end
    return starts


def _inside(
    found: Finding,
    line: Line,
    layout: Layout,
    day_lines: set[int],
    day_sentences: set[tuple[str, int]],
    wrong_sentences: set[tuple[str, int]],
) -> dict[str, float]:
    named = 0.5 + min(max(found.score, 0.0), 1.5)
    reasons: dict[str, float] = {}
    if "place" in line.label:
        reasons["label"] = _LABEL
    if "place" in line.signs:
        reasons["sign"] = _PIN
    sentence = _sentence_of(found, layout)
    if line.part == "subject":
        heads = found.start <= line.body and _HEADS.match(line.text, found.end - line.start)
        reasons["subject"] = _SUBJECT * (2 if heads else 1)
    if line.number in day_lines:
        reasons["line"] = _SAME_LINE if sentence in day_sentences else _BESIDE if len(line.text) < _LONG_LINE else 0.5
    elif sentence in day_sentences:
        reasons["sentence"] = _SAME_SENTENCE
    elif line.part != "subject" and _beside(found, line, layout, day_lines):
        reasons["near"] = _NEAR
    last = line is layout.lines[-1]
    word = line.text.strip()
    place = found.value
    # A lone word at the end of a letter is rather the writer's first name than a place, unless it is a large city.
    if line.residue() <= 4 and not (
        last and " " not in word and isinstance(place, Place) and place.population < _LARGE
    ):
        reasons["own line"] = _OWN_LINE
    if found.words.isupper() and not word.isupper() and not _LETTER.search(line.text, 0, found.start - line.start):
        reasons["own line"] = _OWN_LINE  # "LEEDS. The club meets on ..."
    if last and not line.wrapped and " " in word and len(word) <= CLOSING_LINE and not word.endswith("."):
        reasons["closing"] = _OWN_LINE
    around = layout.cues_around(found)
    said = {cue.key for cue in around}
    told = "past" in said
    if not told and {"starts", "event"} <= said:
        reasons["meeting"] = _MEETING
    covering = {cue.key for cue in around if cue.start <= found.start and found.end <= cue.end}
    if covering & _NO_PLACES or ("event" in covering and _ORDINARY in (found.note or "")):
        return {"a word of the mail's": -9.0}
    if inferred(found):
        return {"inferred": named * _IN_PASSING}
    # A city that nothing ties to the event is only in passing.
    reasons["named"] = named if reasons else named * _IN_PASSING
    if sentence in wrong_sentences or told:
        reasons["other"] = -1.5 if sentence not in day_sentences else 0.0
    return reasons


def _sentence_of(found: Finding, layout: Layout) -> tuple[str, int]:
    return found.part, layout.sentence(found.part, found.start)[0]


def _beside(found: Finding, line: Line, layout: Layout, day_lines: set[int]) -> bool:
    """Whether the day stands one or two lines away, and not beyond a long paragraph."""
    for number in (line.number + step for step in _NEARBY_LINES):
        if number in day_lines:
            day = layout.lines[number]
            if max(found.start - day.end, day.start - found.end) <= _NEARBY:
                return True
    return False


def _lists(layout: Layout, named: dict[tuple[object, ...], Candidate]) -> None:
    """Cities that only stand in an enumeration of three or more speak less for the place of the one event."""
    for candidate in named.values():
        lines = [(layout.line_of(found), found) for found in candidate.findings]
        if all(line is not None and len(line.run(found)) >= 3 for line, found in lines):
            candidate.reasons["one of many"] = -1.0


def _far_from_home(named: dict[tuple[object, ...], Candidate]) -> None:
    """A building's name speaks little for a city far from the sender's: "Riverside Park" of a group in Kamloops."""
    homes = [one.place for one in named.values() if {"sender", "signature"} <= one.reasons.keys()]
    for candidate in named.values():
        if candidate.partial and any(_APART < distance(candidate.place, home) < math.inf for home in homes):
            candidate.reasons["far from home"] = -1.5
