"""Names the index does not have, clearly said to be places: "in Wollenbach, Germany", "City: Wollenbach"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

from intake.reading.cues import label
from intake.reading.fields.where.evidence import Evidence
from intake.reading.fields.where.hits import Hit, Scan
from intake.reading.fields.where.lists import unknown_entries
from intake.reading.fields.where.support import label_before
from intake.reading.fields.where.vocabulary import Vocabulary, everything
from intake.reading.places import Entry, index
from intake.reading.places.folding import fold
from intake.reading.proposal import Finding, Passage, Place

_LABELLED = re.compile(
    r"^[ \t>*_•·-]*([^\n:：]{2,20}?)[*_ ]{0,3}[:：][*_]{0,2}[ \t]*([^\W\d_][^\n,;:(]{2,40}?)[ \t]*$", re.MULTILINE
)
_ENDS = re.compile(r"[.,;:!?)]|\s*(?:\n|$)")
_HAN = "[\u4e00-\u9fff]"
_LETTERS = 4
_MOST = 50
_WORDS = 4


def unknown(
    scan: Scan,
    passage: Passage,
    evidence: Evidence,
    words: Vocabulary,
    own: Vocabulary,
    listed: Mapping[int, list[Hit]],
) -> list[Finding]:
    """Findings with `known` False; never certain. `listed` are the names that each begin a line of a list."""
    taken = {number for hit in scan.hits for number in range(hit.first, hit.last + 1)}
    found: list[Finding] = []
    for hit in scan.hits:
        wide = next((e for e in hit.entries if e.kind == "country" or (e.kind == "region" and e.main)), None)
        venue = hit.name in own.venues or hit.name in own.ordinary  # Centre is a region, too
        if wide is not None and not venue and len(hit.name) >= 4 and hit.first >= 2 and hit.first - 1 not in taken:
            found += _before(scan, hit, wide, taken, passage, words, own)
    led = [at for at, (led, token) in enumerate(pairwise(scan.tokens), 1) if token.upper and led.folded in own.before]
    behind = (_behind_venue(scan, at, taken, evidence, passage, own) for at in led if at > 1 and at not in taken)
    found += [one for one in behind if one is not None][:_MOST]
    for start, end, country in unknown_entries(scan, listed):
        name = scan.text[start:end]
        if not (_building(name, own) or fold(name) in own.ordinary | own.online | own.occasions or label(name)):
            value = Place(name, None, country, known=False)
            found.append(_finding(scan, passage, start, end, value, "a name in a list of cities"))
    covered = [(scan.tokens[number].start, scan.tokens[number].end) for number in sorted(taken)]
    for count, match in enumerate(_LABELLED.finditer(scan.text)):
        if count == _MOST:
            break
        start, end = match.span(2)
        name = match.group(2)
        named = fold(match.group(1)) in words.city_labels and len(name.split()) <= _WORDS and not name[0].islower()
        named = named and not _building(name, own)
        if named and not any(a < end and start < b for a, b in covered):
            value = Place(name, None, evidence.likeliest(), known=False)
            found.append(_finding(scan, passage, start, end, value, "a label: city"))
    return found


@cache
def _township() -> re.Pattern[str]:
    """A county, and a township of it that no word for an office of the county begins."""
    words = everything()
    counties, offices, villages = (
        "|".join(map(re.escape, signs)) for signs in (words.counties, words.county_offices, words.villages)
    )
    return re.compile(f"{_HAN}{{2,3}}({counties})(?!{offices})({_HAN}{{1,3}}?(?:{villages}))")


def townships(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Where a county and a township of it are named: start of both, start and end of the township, and its country.

    "屏東縣車城鄉", "福島県飯舘村": what the county is called is no city there.
    """
    counties = everything().counties
    for match in _township().finditer(text) if any(sign in text for sign in counties) else ():
        yield match.start(), *match.span(2), counties[match[1]]


def in_townships(scan: Scan, passage: Passage, found: list[Finding]) -> list[Finding]:
    """The findings of a text less the names of counties before their townships, with those that no place has."""
    for first, start, end, country in townships(scan.text):
        begin = first + passage.start
        found = [one for one in found if not begin <= one.start < start + passage.start]
        if not any(start <= one.start - passage.start < end for one in found):
            value = Place(scan.text[start:end], None, country, known=False)
            found.append(_finding(scan, passage, start, end, value, "a township behind its county"))
    return found


def _behind_venue(
    scan: Scan, number: int, taken: set[int], evidence: Evidence, passage: Passage, own: Vocabulary
) -> Finding | None:
    """The village that a token names behind a venue and its word such as "in": "at the library in Wollenbach"."""
    token, led = scan.tokens[number], scan.tokens[number - 1]
    if token.hard or led.hard or number - 2 in taken:
        return None
    venue = scan.tokens[number - 2].folded
    if not (venue in own.venues or venue.endswith(own.venue_endings or ("\n",))) or len(token.text) < _LETTERS:
        return None
    last = number
    while last + 1 < len(scan.tokens) and last - number < _WORDS - 1:
        after = scan.tokens[last + 1]
        if after.hard or not after.upper or scan.text[scan.tokens[last].end : after.start] not in (" ", "-"):
            break
        last += 1
    end = scan.tokens[last].end
    words = {scan.tokens[at].folded for at in range(number, last + 1)}
    others = (own.ordinary, own.venues, own.occasions, own.articles, scan.small, own.online)
    if (
        not all(map(words.isdisjoint, others))
        or any(at in taken for at in range(number, last + 1))
        or not _ENDS.match(scan.text, end)
    ):
        return None
    name = scan.text[token.start : end]
    if _building(name, own) or name.isupper() or any(word in index().calendar for word in words):
        return None
    value = Place(name, None, evidence.likeliest(), known=False)
    return _finding(scan, passage, token.start, end, value, "a name behind a venue's")


def _building(name: str, own: Vocabulary) -> bool:
    """Whether a name is rather a building's or a street's: "Domplein 29"."""
    folded = fold(name).split()
    return any(word.isdigit() or word in own.venues for word in folded) or folded[-1].endswith(
        own.venue_endings or ("\n",)
    )


def _before(
    scan: Scan, hit: Hit, wide: Entry, taken: set[int], passage: Passage, words: Vocabulary, own: Vocabulary
) -> list[Finding]:
    """The name before a country's or region's, when a label or a preposition says that it is a place."""
    if scan.text[scan.tokens[hit.first - 1].end : hit.start].strip() not in (",", "("):
        return []
    last = first = hit.first - 1
    while first > 0 and last - first < _WORDS - 1 and not scan.tokens[first].hard and first - 1 not in taken:
        before = scan.tokens[first - 1]
        gap = scan.text[before.end : scan.tokens[first].start]
        if not before.upper or before.folded in words.before or "\n" in gap:
            break
        first -= 1
    token, led = scan.tokens[first], scan.tokens[first - 1] if first else None
    clear = led is not None and not token.hard and led.folded in own.before
    line = scan.text[max(0, token.start - 160) : token.start].rpartition("\n")[2]
    if not token.upper or len(token.text) < 3 or not (clear or label_before(line, words)):
        return []
    name = scan.text[token.start : scan.tokens[last].end]
    if _building(name, own):
        return []
    value = Place(name, wide.region, wide.country, known=False)
    return [_finding(scan, passage, token.start, token.start + len(name), value, "a name before a country's")]


def _finding(scan: Scan, passage: Passage, start: int, end: int, value: Place, rule: str) -> Finding:
    return Finding(
        "where", value, scan.text[start:end], passage.start + start, passage.start + end, passage.part, rule,
        certain=False, note="not in the index of places", score=0.5,
    )  # fmt: skip
