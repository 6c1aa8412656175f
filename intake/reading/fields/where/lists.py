"""Names that stand in a list: enumerated ("Leeds, York and Hull"), or each beginning a line with a time or day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from intake.reading.alternatives import alternation
from intake.reading.cues import find
from intake.reading.fields.where.hits import Hit, Scan
from intake.reading.fields.where.vocabulary import Vocabulary, everything
from intake.reading.places import Entry, index

__all__ = [
    "A_LIST",
    "begins_a_part",
    "columns",
    "country_of_column",
    "country_of_list",
    "enumerations",
    "parted",
    "sure",
    "unknown_entries",
]

A_LIST = 3
"""So many names of an enumeration or a column tell in which country they are."""
_ENUMERATED = re.compile(r"\s*(?:,|;|/|、|،|·|•|\||&)?\s*(?:\w{1,4}\s+)?")

_DIGIT = re.compile(r"\d")
_ADDRESS = re.compile(r"[<(](?:https?://|www\.)[^\s<>()]*[>)]")
# A remark between two names, and what of a sentence may stand between a semicolon and a name: "; y en Soria".
_REMARK = re.compile(r"\([^()\n]{0,160}(?:\)|$)")
_BEGINNING = re.compile(r"(?:\w{1,4},?\s+){0,3}\W?")
# A name of up to three words, behind an article: "Ostheim", "El Verger", "As Neves".
_NAME = re.compile(r"(?:[^\W\d_a-z][^\W\d_A-Z]?[ ’'])?[^\W\d_a-z][^\W\d_A-Z]{2,20}(?:[ -][^\W\d_]{2,16}){0,2}")
_BEFORE_HOUR = re.compile(r"([^\W\d_][^\n\d:|,–—()]{2,40}?)(\s*[:|,–—]\s*|\s+-\s+|\s+)(?=[^\W_])")
_WORD = re.compile(r"[^\W\d_]{3}")
_SENTENCE = re.compile(r"[.!?:]\s")
_ARTICLE = 2  # letters of an article, which may be called like a town: "As", "Os"
_LONGEST, _SHORT = 200, 50
_HEADING = 24
_NARROW, _WIDE = 8, 24  # characters between names of an enumeration, and before one behind a semicolon
_LEAST = 3  # lines of a list
_SURE = 30_000  # a city of this size is meant where nothing else is called so
_AROUND = 60  # names of an enumeration that are looked at together
_MOST_MISSED = 1  # lines between that do not begin with a name


@dataclass(frozen=True, slots=True)
class _Times:
    """How the hours of a row are written in all languages.

    A `time` has a digit or is one of the words for `noon`, which is sooner seen; `marks` are what stands before the
    name in a list's line: a bullet or number, a state's letters, an hour ("11. Bend, OR", "RJ - Niterói", "17.30 Uhr
    Köln").
    """

    time: re.Pattern[str]
    marks: re.Pattern[str]
    noon: tuple[str, ...]


@cache
def _times() -> _Times:
    words = everything()
    hours, clock, noon = (alternation(known) for known in (words.hours, words.clock, words.noon))
    time = (
        rf"(?<![\d.,])\d{{1,2}}(?:[:.]\d{{2}}(?!\d)|[hH]\d{{0,2}}\b|\s?(?:{hours})(?!\w))"
        rf"|\b(?:{clock})\.? ?\d|\b(?:{noon})\b"
    )
    hour = rf"(?:(?i:{time})(?i:\s?(?:{hours})\b)?\W{{1,3}})?"
    marks = rf"\W*(?:\d{{1,3}}[.)]\s+\W*)?(?:[A-Z]{{2}}\s*[-–—/|:]\s*)?{hour}"
    return _Times(re.compile(time, re.IGNORECASE), re.compile(marks), words.noon)


def enumerations(scan: Scan) -> dict[int, list[Hit]]:
    """Number of a hit -> the hits it is enumerated with, for enumerations of two and more."""
    found: dict[int, list[Hit]] = {}
    run: list[int] = []
    for number, hit in enumerate(scan.hits):
        if any(entry.kind == "country" for entry in hit.entries):
            _enumerate(scan, run, found)
            run = []
            continue
        if run:
            gap = scan.text[scan.hits[run[-1]].end : hit.start]
            if len(gap) > _NARROW or "\n" in gap or not gap.strip() or not _ENUMERATED.fullmatch(gap):
                _enumerate(scan, run, found)
                run = []
        run.append(number)
    _enumerate(scan, run, found)
    return found


def _enumerate(scan: Scan, run: list[int], found: dict[int, list[Hit]]) -> None:
    """Give each name of an enumeration the others, of a long one those around it."""
    if len(run) < 2:
        return
    hits = [scan.hits[number] for number in run]
    closing = hits[-_AROUND:]
    for place, number in enumerate(run):
        found[number] = closing if place + _AROUND >= len(run) else hits[place : place + _AROUND]


def parted(scan: Scan) -> dict[int, list[Hit]]:
    """Number of a hit -> the hits it is enumerated with where more than a comma stands between them.

    "Leeds (City Square), York (the Minster) and Hull (the station)", "in Leeds, on the square; in York, at the ...".
    """
    found: dict[int, list[Hit]] = {}
    at = number = 0
    for line in scan.text.split("\n"):
        begin, at = at, at + len(line) + 1
        first = number
        while number < len(scan.hits) and scan.hits[number].start < at:
            number += 1
        if number - first < _LEAST or not ("(" in line or line.count(";") >= _LEAST - 1):
            continue
        own = [one for one in range(first, number) if scan.hits[one].entries.cities]
        for run in (*_with_remarks(scan, line, begin, own), _with_semicolons(scan, line, begin, own)):
            if len(run) >= _LEAST:
                _enumerate(scan, run, found)
    return found


def _with_remarks(scan: Scan, line: str, begin: int, numbers: list[int]) -> list[list[int]]:
    """The runs of names outside brackets, between which little more than a remark in brackets stands."""
    remarks = [match.span() for match in _REMARK.finditer(line)]
    runs: list[list[int]] = [[]]
    left = 0
    for number in numbers:
        hit = scan.hits[number]
        while left < len(remarks) and remarks[left][1] + begin <= hit.start:
            left += 1
        if left < len(remarks) and remarks[left][0] + begin < hit.start:
            continue
        if runs[-1]:
            gap = _REMARK.sub("", line[scan.hits[runs[-1][-1]].end - begin : hit.start - begin])
            if not gap.strip() or len(gap) > _NARROW or not _ENUMERATED.fullmatch(gap):
                runs.append([])
        runs[-1].append(number)
    return runs


def _with_semicolons(scan: Scan, line: str, begin: int, numbers: list[int]) -> list[int]:
    """The names that each begin what stands between two semicolons."""
    if line.count(";") < _LEAST - 1:
        return []
    parts: dict[int, int] = {}
    for number in numbers:
        end = scan.hits[number].start - begin
        if begins_a_part(line, end):
            part = line.rfind(";", max(0, end - _WIDE), end)
            known = parts.get(part)
            if known is None or scan.hits[known].largest_city() < scan.hits[number].largest_city():
                parts[part] = number  # "En" is a place, too
    return list(parts.values())


def begins_a_part(line: str, end: int) -> bool:
    """Whether no more than short words stand between an offset of a line and the semicolon or sentence before it."""
    lead = line[max(0, end - _WIDE) : end]
    semicolon = lead.rfind(";")
    if semicolon >= 0:
        lead = lead[semicolon + 1 :]
    else:
        *before, lead = _SENTENCE.split(lead)
        if not before and end > _WIDE:
            return False
    return _BEGINNING.fullmatch(lead.lstrip()) is not None


def columns(scan: Scan, own: Vocabulary, languages: Sequence[str] = ()) -> dict[int, list[Hit]]:
    """Number of a hit that begins a line of a list ("Bath Abbey Courtyard 2pm") -> all hits that do.

    A list has three lines or more, of which two begin with cities that nothing else is called like, or one where the
    others begin with cities as large; and few begin with no name. `languages` are the text's.
    """
    starts = {hit.start: number for number, hit in enumerate(scan.hits) if hit.within != "road"}
    if len(starts) < _LEAST:
        return {}
    lines = list(_lines(scan.text, starts))
    headed = [number for _, number in lines if number is not None]
    words = {number for number in headed if _a_word(scan, scan.hits[number], own, languages)}
    if len(headed) - len(words) < _LEAST:
        return {}
    found: dict[int, list[Hit]] = {}
    block: list[int] = []
    missed = 0
    lowered = scan.text.lower()
    noon = any(word in lowered for word in _times().noon)
    for line, number in lines:
        if len(line) <= _LONGEST and (noon or _DIGIT.search(line)) and (_brief(line) or _times().time.search(line)):
            if number is not None:
                if number not in words:
                    block.append(number)
                continue
            if _heads(line):
                continue
            missed += 1
            if missed <= max(_MOST_MISSED, len(block) // 3):
                continue
        elif block and _heads(line):
            continue
        _close(scan, block, own, found)
        block, missed = [], 0
    _close(scan, block, own, found)
    return found


def _a_word(scan: Scan, hit: Hit, own: Vocabulary, languages: Sequence[str]) -> bool:
    """Whether a name is rather the first word of what its line tells: "March through town", "Fest im Garten".

    What is also a word for a meeting is one before any word with a small letter, another, as a month's name, before
    those that do not stand before a place or an hour: "Reading at 10".
    """
    if hit.how != "exact" or hit.first < hit.last or hit.last + 1 >= len(scan.tokens):
        return False
    if not (hit.name in own.ordinary or hit.name in index().calendar):
        return False
    following = scan.tokens[hit.last + 1]
    if following.hard or not following.text[0].islower() or scan.text[hit.end : following.start] != " ":
        return False
    if any(cue.key == "event" and cue.end == len(hit.name) for cue in find(hit.name, languages)):
        return True
    places = (own.before, own.toward, own.venues, own.premises, own.civic, own.houses, own.roads, own.roads_before)
    return not any(following.folded in known for known in places) and following.folded not in (*own.clock, *own.noon)


def _lines(text: str, starts: Mapping[int, int]) -> Iterator[tuple[str, int | None]]:
    """The lines of a text that are not blank, each with the number of the hit that it begins with, if there is one."""
    at = 0
    for line in text.split("\n"):
        begin, at = at, at + len(line) + 1
        if line.strip():
            mark = _times().marks.match(line)
            yield line, starts.get(begin + (mark.end() if mark else 0))


def unknown_entries(scan: Scan, listed: Mapping[int, list[Hit]]) -> Iterator[tuple[int, int, str | None]]:
    """Where names stand that no place has, beside an hour as the names of cities do on three and more lines.

    "- 10 Uhr Gera", "- 11 Uhr Ostheim", "- 11 Uhr Suhl"; "Gera - 10 Uhr, Markt", "Ostheim - 11 Uhr, Kirche": start, end
    and the country of the cities. What stands before an hour is a name right above or below another such line only,
    regions' names between them aside.
    """
    if len(listed) < _LEAST:
        return
    ends = {scan.hits[number].start: scan.hits[number].end for number in listed}
    countries = {hit.start for hit in scan.hits if any(entry.kind == "country" for entry in hit.entries)}
    rows: list[tuple[str, int, int] | None] = []
    at = 0
    for line in scan.text.split("\n"):
        begin, at = at, at + len(line) + 1
        row = _beside_its_hour(line, begin) if line.strip() else None
        if row is not None or not _heads(line):
            rows.append(row)
    known = Counter(row[0] for row in rows if row is not None and ends.get(row[1]) == row[2])
    names: dict[str, list[tuple[int, int]]] = {}
    for above, row, below in zip([None, *rows], rows, [*rows[1:], None], strict=False):
        if row is None or row[1] in countries or not _NAME.fullmatch(scan.text, row[1], row[2]):
            continue
        if ends.get(row[1], row[1]) - row[1] > _ARTICLE:
            continue
        sign = row[0]
        if not sign or any(other is not None and other[0] == sign for other in (above, below)):
            names.setdefault(sign, []).append(row[1:])
    country = country_of_column(next(iter(listed.values())))
    for sign, own in names.items():
        if known[sign] >= _LEAST and len(own) <= known[sign]:
            yield from ((start, end, country) for start, end in own)


def _beside_its_hour(line: str, begin: int) -> tuple[str, int, int] | None:
    """What stands alone on a line behind an hour, or begins it before one: how the line is made, start and end of it.

    It is made like others with the same sign before the hour that tell more behind it, or not; "" for one behind it.
    """
    mark = _times().marks.match(line) if len(line) <= _LONGEST else None
    if mark is None:
        return None
    if _times().time.search(mark[0]):
        return ("", begin + mark.end(), begin + len(line.rstrip(" \t.,;"))) if len(line) <= _SHORT else None
    first = _BEFORE_HOUR.match(line, mark.end())
    hour = _times().time.match(line, first.end()) if first is not None else None
    if first is None or hour is None:
        return None
    goes_on = _WORD.search(line, hour.end()) is not None
    return (first[2].strip() or " ") + "+" * goes_on, begin + first.start(1), begin + first.end(1)


def _heads(line: str) -> bool:
    """Whether a line without an hour is as short as the name of a region or a day over the cities below it."""
    return len(line.strip()) <= _HEADING and not _times().time.search(line)


def _brief(line: str) -> bool:
    """Whether a line with a digit has room for little more than a name and a day, the address it links to aside."""
    return len(line) <= _SHORT or len(_ADDRESS.sub("", line)) <= _SHORT


def _close(scan: Scan, block: list[int], own: Vocabulary, found: dict[int, list[Hit]]) -> None:
    hits = [scan.hits[number] for number in block]
    large = {hit.name for hit in hits if hit.largest_city() >= _SURE and hit.how == "exact"}
    sure = large - own.ordinary
    if len(block) >= _LEAST and (len(sure) >= 2 or (sure and len(large) >= _LEAST)):
        found.update(dict.fromkeys(block, hits))


def sure(cities: Sequence[Entry]) -> bool:
    """Whether a large city is by far the largest of its name."""
    if not cities or cities[0].population < 100_000:
        return False
    return all(other.population * 10 < cities[0].population for other in cities[1:])


def _sure_country(hit: Hit) -> str | None:
    """The country of the large city that a name means without doubt."""
    first: Entry | None = None
    for entry in hit.entries.cities:
        if first is None:
            if entry.population < 100_000:
                return None
            first = entry
        elif entry.population * 10 >= first.population:
            return None
    return first.country if first is not None else None


def country_of_list(run: list[Hit]) -> str | None:
    """The country that most cities of an enumeration are in without doubt, when there are at least two."""
    known = Counter(code for hit in run if (code := _sure_country(hit)) is not None)
    if not known:
        return None
    (country, count), *rest = known.most_common(2)
    return country if count >= 2 and (not rest or rest[0][1] * 2 < count) else None


def country_of_column(run: list[Hit]) -> str | None:
    """The country where nearly all names of a column are places: its sure cities', or one that no other comes near.

    Where half of the names are those of larger cities elsewhere, the list is the world's: "Vienna, Rome, Paris, Athens"
    are towns of the United States, too.
    """
    cities = [hit.entries.cities for hit in run]
    counted = Counter(code for own in cities for code in {entry.country for entry in own})
    named = {own[0].country for own in cities if sure(own)}
    if len(named) == 1:
        (country,) = named
        return country if counted[country] * 4 >= len(run) * 3 else None
    (country, count), *rest = counted.most_common(2) or [("", 0)]
    if 2 * sum(sure(own) and own[0].country != country for own in cities) >= len(run):
        return None
    return country if count * 4 >= len(run) * 3 and (not rest or rest[0][1] * 3 <= count * 2) else None
