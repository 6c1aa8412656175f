"""What a piece of a reply says of one event, when it is held against what is known of it."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

from intake.deciding.comparing import canonical, fold, kilometres
from intake.deciding.details import end_after, moved, shifted
from intake.deciding.draft import Details
from intake.deciding.matching import SAME_POINT
from intake.deciding.pieces import DAY_PARTS, Piece
from intake.deciding.shifts import as_finding
from intake.deciding.typed import place_named
from intake.deciding.wording import Wording, city_labels, plain
from intake.reading.checks import problem
from intake.reading.proposal import Field, Finding, Link, Place, Problem, When

_QUOTED = re.compile(r"[\"“„«»「『]([^\"“”„«»」』\n]{2,120})[\"”“»«」』]")
_OTHER_TEXTS = frozenset({"venue", "organizer", "city", "link"})
_BESIDE_TITLE = ("please", "event", "entry", "thanks", "greeting", "no", "ok")
_ARTICLE = 2  # letters of what is a detail's name in one language and an article in others
_SMALL_WORD = 3  # letters: "15h, à place Dante"
_EXACT = re.compile(r"\d[:.]\d\d|\d\s*[ap]\.?\s?m|\d\s?[h時时點点시]|\buhr\b|o.?clock", re.IGNORECASE)


def facts(
    piece: Piece, old: Details, before: Details, words: Wording, countries: tuple[str, ...] | None = None
) -> tuple[Details, dict[Field, Finding], list[Problem]]:
    """The details after a piece, the findings they came from and what is doubtful about them.

    `old` is what the pieces before it left, `before` what was known before the mail.
    """
    findings: dict[Field, Finding] = {}
    problems: list[Problem] = []
    titled = _titled(piece, words)
    piece = _without(piece, titled) if titled else piece
    new = _days(piece, old, before, words, findings, problems)
    new = _hours(piece, new, before, words, findings, problems)
    if piece.shift is not None and not piece.whens:
        new = shifted(before, piece.shift.by, new)
        findings["when"] = as_finding(piece.text, piece.start, piece.shift, new)
    new = _places(piece, new, words, findings, problems)
    new = _spelled(piece, new, words, findings)
    new = _stated(piece, new, findings, countries) if piece.stated else _venues(piece, new, words, findings)
    new = _links(piece, new, before, words, findings)
    if titled:
        new = replace(new, title=titled[1].strip())
    return new, findings, problems


def _titled(piece: Piece, words: Wording) -> re.Match[str] | None:
    """The title that a piece gives in quotation marks: "please call it “Green morning”"."""
    quoted = _QUOTED.search(piece.text)
    if quoted is None:
        return None
    outside = f"{piece.text[: quoted.start()]} {piece.text[quoted.end() :]}"
    names = {words.fields.get(word) for word in plain(outside).split()}
    if "title" in names or any(name == "title" and word in outside for word, name in words.glued.items()):
        return quoted
    called = words.where("called", outside)
    if called is None:
        return None
    rest = f" {plain(outside)} ".replace(f" {called} ", "  ")
    names = {words.fields.get(word) for word in rest.split() if len(word) > _ARTICLE}
    # "Der Platz heißt ..." names a place
    return quoted if not names & _OTHER_TEXTS and words.only(_BESIDE_TITLE, rest, words.common) else None


def _without(piece: Piece, quoted: re.Match[str]) -> Piece:
    """A piece without what was found in a title: "Morgen" in it is no day."""
    begin, end = piece.start + quoted.start(), piece.start + quoted.end()

    def outside(found: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(one for one in found if one.end <= begin or end <= one.start)

    stated = piece.stated
    if stated and stated.start < quoted.end() and quoted.start() < stated.end:
        stated = None
    return replace(
        piece,
        whens=outside(piece.whens),
        wheres=outside(piece.wheres),
        venues=outside(piece.venues),
        stated=stated,
    )


def _spelled(piece: Piece, old: Details, words: Wording, findings: dict[Field, Finding]) -> Details:
    """The city as a piece says that its name is written: "please write Cologne instead of Köln"."""
    if not old.city:
        return old
    named = [one for one in piece.wheres if isinstance(one.value, Place) and same_city(old, one.value)]
    repeats = [one for one in named if one.words.strip() == old.city]
    others = [one for one in named if one not in repeats and not is_old(one, piece, words)]
    if not others or not (words.has("spelled", piece.text) or any(is_old(one, piece, words) for one in repeats)):
        return old
    name = others[0].words.partition(",")[0].strip()
    findings["where"] = others[0]
    return replace(old, city=name)


def _stated(piece: Piece, old: Details, findings: dict[Field, Finding], countries: tuple[str, ...] | None) -> Details:
    """The details with the one that a piece gives in a sentence: "the venue is Dokk1", "the city is York"."""
    one = piece.stated
    if one is None:
        return old
    if one.field == "city":
        town = not city_labels().isdisjoint(plain(piece.text[: one.start]).split())  # no "place", which may be a venue
        place = place_named(one.value, countries) if town or old.city is None else None
        if place is not None:
            return old if same_city(old, place) else replace(old, **moved(place))  # type: ignore[arg-type]
    name: Field = "title" if one.field == "title" else "organizer" if one.field == "organizer" else "venue"
    words = piece.text[one.start : one.end]
    start = piece.start + one.start
    findings[name] = Finding(name, one.value, words, start, piece.start + one.end, "text", "a detail and its words")
    return replace(old, **{str(name): one.value})  # type: ignore[arg-type]


def _venues(piece: Piece, old: Details, words: Wording, findings: dict[Field, Finding]) -> Details:
    found = [one for one in piece.venues if isinstance(one.value, str) and not is_old(one, piece, words)]
    found = [one for one in found if fold(str(one.value)) != fold(old.venue or "") and not _is_hour(one, piece)]
    labelled = "venue" in {words.fields.get(word) for word in plain(piece.text).split()}
    if not found or not (old.venue is None or labelled or _changing(piece, words) or _is_all(found[0], piece)):
        return old
    findings["venue"] = found[0]
    return replace(old, venue=str(found[0].value))


def _is_all(found: Finding, piece: Piece) -> bool:
    """Whether a piece says no more than a place and when: "3 pm, Mill Square"."""
    rest = list(piece.text)
    for one in (found, *piece.whens):
        for at in range(max(one.start - piece.start, 0), min(one.end - piece.start, len(rest))):
            rest[at] = " "
    return sum(map(str.isalpha, rest)) <= _SMALL_WORD


def _is_hour(found: Finding, piece: Piece) -> bool:
    """Whether what looks like a venue is an hour: Italian "alle 15"."""
    return any(one.start < found.end and found.start < one.end for one in piece.whens)


def _links(piece: Piece, old: Details, before: Details, words: Wording, findings: dict[Field, Finding]) -> Details:
    """The best address of the piece as the link; a homepage in passing or a second address only where there is none."""
    for found in sorted(piece.links, key=lambda one: -one.score):
        if not isinstance(found.value, Link) or canonical(found.value.url) == canonical(old.link or ""):
            continue
        url = found.value.url
        labelled = "link" in {words.fields.get(word) for word in plain(piece.text).split()}
        if old.link and not labelled and (not found.certain or old.link != before.link):
            return old
        findings["link"] = found
        if old.link and piece.adds:  # "please add: https://..."
            return replace(old, links=tuple(dict.fromkeys((*old.links, url))))
        others = [one for one in (old.link, *old.links) if one and one != url]
        return replace(old, link=url, links=tuple(others))
    return old


def _changing(piece: Piece, words: Wording) -> bool:
    return bool({"moved", "postponed", "correction"} & piece.cues) or words.has("moved", piece.text)


def _days(
    piece: Piece,
    old: Details,
    before: Details,
    words: Wording,
    findings: dict[Field, Finding],
    problems: list[Problem],
) -> Details:
    found: list[tuple[Finding, dt.date, dt.date | None]] = []
    for one in piece.whens:
        if not isinstance(one.value, When) or one.value.date is None:
            continue
        day, last = one.value.date, one.value.end_date
        if _is_end(one, piece, words) and not one.value.stated & DAY_PARTS and not _changing(piece, words):
            continue  # "I am away until Monday"
        if "weekday" in one.value.stated and not one.value.stated & DAY_PARTS and before.date:
            day, span = _nearest(day, before.date), day
            last = day + (last - span) if last else None
        elif one.value.stated & DAY_PARTS == {"day"} and before.date:
            day = _same_number(day.day, before.date) or day
        if last is not None and last != before.end_date and day == before.date and _changing(piece, words):
            day, last = last, None  # "moved from 7 to 9 April"
        found.append((one, day, last))
    found = _without_old(found, [item for item in found if (item[1], item[2]) == (before.date, before.end_date)])
    found = _without_old(found, [item for item in found if item[1] == before.date and item[2] is None])
    found = _without_old(found, [item for item in found if is_old(item[0], piece, words)])
    new = [item for item in found if item[1] != before.date or item[2] not in (None, before.end_date)]
    if not new:
        return old
    if len({item[1] for item in new}) > 1:
        problems.append(problem("several_dates", sorted({item[1].isoformat() for item in new})))
    one, day, last = new[0]
    findings["when"] = one
    if last is None and before.end_date is not None and before.date is not None:
        last = day + (before.end_date - before.date)
    return replace(old, date=day, end_date=last if last and last > day else None)


Dated = tuple[Finding, dt.date, "dt.date | None"]


def _without_old(every: list[Dated], gone: list[Dated]) -> list[Dated]:
    """The findings without those that only repeat what was, unless nothing else is left."""
    return [item for item in every if item not in gone] if 0 < len(gone) < len(every) else every


def _nearest(day: dt.date, to: dt.date) -> dt.date:
    """The same weekday nearest to a day: "moved to Sunday" is the Sunday of that weekend, not of this week."""
    return to + dt.timedelta(days=(day.weekday() - to.weekday() + 3) % 7 - 3)


def _same_number(number: int, to: dt.date) -> dt.date | None:
    """The day of that number nearest to a day: "on the 9th" is in the event's month, or the one beside it."""
    first = to.replace(day=1)
    months = ((first - dt.timedelta(days=1)).replace(day=1), first, (first + dt.timedelta(days=31)).replace(day=1))
    days = []
    for month in months:
        with contextlib.suppress(ValueError):
            days.append(month.replace(day=number))
    return min(days, key=lambda day: abs(day - to), default=None)


def is_old(found: Finding, piece: Piece, words: Wording) -> bool:
    """Whether the words round a finding say that it is what was: "not 2pm", "statt 18 Uhr", "2時ではなく"."""
    begin, end = found.start - piece.start, found.end - piece.start
    ahead = plain(piece.text[max(0, begin - 40) : begin]).split()
    behind = plain(piece.text[end : end + 30]).split()[:1]
    markers = words.lists["instead"]
    if any(" ".join(ahead[-count:]) in markers for count in (1, 2, 3) if len(ahead) >= count):
        return True
    if piece.text[:begin].rstrip().endswith(words.unspaced["instead"]):
        return True
    if any(marker in piece.text[end : end + 8] for marker in words.unspaced["behind"]):
        return True
    return any(word in words.lists["behind"] for word in behind)


def _hours(
    piece: Piece,
    old: Details,
    before: Details,
    words: Wording,
    findings: dict[Field, Finding],
    problems: list[Problem],
) -> Details:
    found = [(one, one.value) for one in piece.whens if isinstance(one.value, When) and one.value.start]
    spans = []
    for one, value in found:
        start, end = value.start, value.end
        if start is None:
            continue
        if before.start and not _EXACT.search(one.words) and before.start.hour >= 12 > start.hour > 0:
            start = start.replace(hour=start.hour + 12)  # "at 3 not 2" of an afternoon
            end = end.replace(hour=end.hour + 12) if end and end.hour < 12 else end
        if end is not None and start == before.start and end != before.end and _changing(piece, words):
            start, end = end, None  # "moved from 2pm to 3pm"
        spans.append((one, start, end))
    if len(spans) > 1:
        spans = [span for span in spans if not is_old(span[0], piece, words)] or spans
        spans = [
            span for span in spans if (span[1], span[2]) not in ((before.start, before.end), (before.start, None))
        ] or spans
    if not spans:
        return old
    if len({span[1] for span in spans}) > 1 and not _is_end(spans[1][0], piece, words):
        problems.append(problem("several_times", sorted({f"{start:%H:%M}" for _, start, _ in spans if start})))
    new = old
    for position, (one, start, end) in enumerate(spans):
        if _is_end(one, piece, words):
            if start != before.end:
                new = replace(new, end=start)
                findings.setdefault("when", one)
        elif position == 0 and (start, end or before.end) != (before.start, before.end):
            new = replace(new, start=start, end=end or end_after(start, before.end, before.start))
            findings.setdefault("when", one)
    return new


def _is_end(found: Finding, piece: Piece, words: Wording) -> bool:
    """Whether an hour is when it ends: "ends at 5pm", "bis 17 Uhr"."""
    begin = found.start - piece.start
    ahead = [*plain(piece.text[max(0, begin - 30) : begin]).split()[-2:], *plain(found.words).split()[:1]]
    onto = words.lists["to"] if words.has("moved", piece.text) else frozenset()  # "flyttet til kl. 15"
    return any(words.fields.get(word) == "end" and word not in onto for word in ahead)


def _places(
    piece: Piece, old: Details, words: Wording, findings: dict[Field, Finding], problems: list[Problem]
) -> Details:
    every = [(one, one.value) for one in piece.wheres if isinstance(one.value, Place) and not piece.is_given(one)]
    if any(place.online for _, place in every) and not old.online and (_changing(piece, words) or old.city is None):
        found = next(one for one, place in every if place.online)
        findings["where"] = found
        return replace(old, **moved(Place(None, online=True)), venue=None)  # type: ignore[arg-type]
    cities = [(one, place) for one, place in every if place.city and not same_city(old, place)]
    if len(cities) > 1:
        cities = [item for item in cities if not is_old(item[0], piece, words)] or cities
    if not cities:
        return old
    wanted = (old.city is None and not old.online) or _changing(piece, words) or len(cities) < len(every)
    replaced = old.city is not None and f" {plain(old.city)} " in f" {plain(piece.text)} "
    if (
        not wanted
        and not (replaced and "instead" in piece.cues)
        and not any(is_old(one, piece, words) for one, _ in every)
    ):
        return old
    one, place = max(cities, key=lambda item: item[0].score)
    if len({fold(other.city or "") for _, other in cities}) > 1:
        problems.append(problem("several_cities", list(dict.fromkeys(other.city or "" for _, other in cities))))
    if not one.certain:
        code = "ambiguous_city" if place.known else "unknown_city"
        problems.append(problem(code, [one.words]))
    findings["where"] = one
    return replace(old, **moved(place), venue=old.venue if old.city is None else None)  # type: ignore[arg-type]


def same_city(details: Details, place: Place) -> bool:
    """Whether a place is the city that the details name already, in whatever language."""
    if not details.city or not place.city:
        return False
    if fold(details.city) == fold(place.city) and details.country in (None, place.country):
        return True
    if details.coordinates is None or place.latitude is None or place.longitude is None:
        return False
    apart = kilometres(details.coordinates, (place.latitude, place.longitude))
    return apart is not None and apart <= SAME_POINT
