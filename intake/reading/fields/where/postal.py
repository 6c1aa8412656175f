"""Places the index does not have, in an address: behind a street and its number, a postcode or a station's word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from intake.reading.cues import label
from intake.reading.fields.where.beside import POSTCODE_BEFORE, WITH_CODES
from intake.reading.fields.where.evidence import Evidence, postcodes
from intake.reading.fields.where.hits import Scan
from intake.reading.fields.where.support import POSTCODE_AFTER, label_before, street
from intake.reading.fields.where.tokens import Token
from intake.reading.fields.where.vocabulary import Vocabulary, country_named
from intake.reading.places import by_fold, index
from intake.reading.places.folding import fold
from intake.reading.proposal import Finding, Passage, Place, Role

__all__ = ["in_addresses"]

_LONGEST, _LETTERS, _SMALL = 4, 4, 3  # words of a name, letters of one, and those of a small word inside it
_BEFORE = 8  # words of a street with its number
_POSTCODE = 14  # characters before a name that a postcode with a country's letters has at most
_FIGURES = 5  # of a postcode that is no year
_SCORE = 0.5
_MOST = 50
_OVER = "street over it"
_SUFFICES = re.compile(r"[.,;!?)]|\s*(?:\n|$)|\s[(–—|-]|\s\w{1,5}\s\d")
_STATION = re.compile(r"[.,;!?)]|\s*(?:\n|$)|\s[(–—|-]|\s[^\W\d_A-ZÀ-ÞА-Я]")
_OPENS = re.compile(r"(?:^|[\n,(|–—-])[ \t]*\Z")


def in_addresses(
    scan: Scan, passage: Passage, evidence: Evidence, words: Vocabulary, own: Vocabulary, known: Sequence[Finding]
) -> list[Finding]:
    """Findings of villages, never certain: "12 Mill Road, Wollenby", "02345 Wollenbach", "Bahnhof Wollenbach".

    None where one of the cities `known` stands. What is rather a large city's quarter, which stands behind its street,
    too, or a station of one has the role "part".
    """
    found: list[Finding] = []
    taken = [
        (one.start - passage.start, one.end - passage.start)
        for one in known
        if isinstance(one.value, Place) and (one.value.city or one.value.online)
    ]
    cities = {hit.first: hit.largest_city() for hit in scan.hits}
    for first, kind in _signs(scan, words, own):
        last = _run(scan, first, own)
        start, end = scan.tokens[first].start, scan.tokens[last].end
        ends = _STATION if kind == "station" else _SUFFICES
        region = _region(scan, last, evidence)
        if region is None and kind == _OVER and not POSTCODE_AFTER.match(scan.text, end):
            continue  # "12 Mill Road\nRefreshments"
        if not (region is not None or ends.match(scan.text, end) or POSTCODE_AFTER.match(scan.text, end)):
            continue
        if not _village(scan, scan.tokens[first : last + 1], words, own) or label(scan.text[start:end]):
            continue
        if any(start < other and begin < end for begin, other in taken):
            continue
        if region is None and cities.get(last + 1) and scan.text[end : scan.tokens[last + 1].start].strip() == ",":
            continue  # "12 Mill Road, Woodhouse, Leeds"
        role: Role | None = "part" if kind == "station" else None
        if kind == "street" and region is None and evidence.cities and not POSTCODE_AFTER.match(scan.text, end):
            role = "part"
        name = scan.text[start:end]
        code = next(postcodes(scan.text[max(0, start - _POSTCODE) : end + _POSTCODE]), None)
        country = region[1] if region is not None else evidence.likeliest() or code
        value = Place(
            name.title() if name.isupper() else name, region[0] if region is not None else None, country, known=False
        )
        found.append(
            Finding(
                "where", value, name, passage.start + start, passage.start + end, passage.part,
                f"a name behind a {kind}", certain=False, note="not in the index of places", score=_SCORE, role=role,
            )
        )  # fmt: skip
        taken.append((start, end))
        if len(found) == _MOST:
            break
    return found


def _signs(scan: Scan, words: Vocabulary, own: Vocabulary) -> Iterator[tuple[int, str]]:
    """The words with capitals that an address or a station's word says to begin a place's name, and by what."""
    tokens, text = scan.tokens, scan.text
    for number in range(1, len(tokens)):
        token, before = tokens[number], tokens[number - 1]
        if not token.upper or len(token.text) < _SMALL:
            continue
        gap = text[before.end : token.start]
        if token.hard:
            if gap.strip(" .\n") == "," and _behind_street(tokens, number, words):
                yield number, "street"
        elif "\n" in gap and _behind_street(tokens, number, words):
            yield number, _OVER
        elif before.text[-1].isdigit() or before.caps:
            if _behind_postcode(scan, number, words):
                yield number, "postcode"
        elif own.stations and gap in (" ", "'", "’", "\n") and _behind_station(tokens, number, own):
            yield number, "station"


def _behind_street(tokens: Sequence[Token], number: int, words: Vocabulary) -> bool:
    """Whether the words up to the comma before, or before the house's number there, are a street with its number."""
    first = number - 1
    while first > 0 and number - first < _BEFORE and not tokens[first].hard:
        first -= 1
    if first == number - 1 and tokens[first].text[0].isdigit() and first > 0:
        first -= 1  # "Rua das Flores, 12, Wollenera"
        while first > 0 and number - first < _BEFORE and not tokens[first].hard:
            first -= 1
    elif first > 0 and tokens[first - 1].text.isdigit() and (first == 1 or tokens[first - 1].hard):
        first -= 1  # "12, rue des Lilas, Wollenac"
    return street(tokens[first:number], words)


def _behind_postcode(scan: Scan, number: int, words: Vocabulary) -> bool:
    """Whether a postcode of an address stands before a word: behind a street, a label, or at the start of its line."""
    token = scan.tokens[number]
    begin = max(0, token.start - _POSTCODE)
    code = POSTCODE_BEFORE.search(scan.text[begin : token.start])
    if code is None or "\n" in scan.text[begin + code.start(1) : token.start]:
        return False
    first = number
    while first > 0 and scan.tokens[first - 1].start >= begin + code.start() and number - first < _SMALL:
        first -= 1
    if street(scan.tokens[max(0, first - _BEFORE) : first], words):
        return True
    if len(code[1]) < _FIGURES:
        return False
    line = scan.text[max(0, begin + code.start() - 160) : begin + code.start() + 1].rpartition("\n")[2]
    return _OPENS.search(line) is not None and (not line.strip(" \t,(") or label_before(line, words))


def _behind_station(tokens: Sequence[Token], number: int, own: Vocabulary) -> bool:
    """Whether a word for a station stands before a word, with a small one between or not: "gare de Wollenac"."""
    if tokens[number - 1].folded in own.stations:
        return True
    if number < 2 or tokens[number - 1].hard or len(tokens[number - 1].text) > _SMALL:
        return False
    return tokens[number - 1].text.islower() and tokens[number - 2].folded in own.stations


def _run(scan: Scan, first: int, own: Vocabulary) -> int:
    """The last word of the name that begins with one: words with capitals, and small ones between that join these."""
    tokens, last, number = scan.tokens, first, first + 1
    while number < len(tokens) and number - first < _LONGEST and not tokens[number].hard:
        token, gap = tokens[number], scan.text[tokens[number - 1].end : tokens[number].start]
        if gap not in (" ", "-", "’", "'") or token.text.isdigit():
            break
        if token.upper and not (token.caps and len(token.text) <= _SMALL and not tokens[first].caps):
            last = number
        elif not (gap == "-" or (own.venues_first and token.folded in own.joining)):
            break
        number += 1
    return last


def _village(scan: Scan, name: Sequence[Token], words: Vocabulary, own: Vocabulary) -> bool:
    """Whether words may be a village's name: none is a building's, and one of them is nothing else ("East Wollenby").

    Names of places that the index has may be in it behind such a word alone ("East Leeds").
    """
    if any(word.folded in own.venues or word.folded in own.storeys for word in name):
        return False
    if name[-1].folded.endswith(own.venue_endings or ("\n",)) or name[0].folded in words.given | words.people:
        return False
    if any(word.folded in index().calendar and len(word.folded) >= _LETTERS for word in name):
        return False
    others = (own.ordinary, own.civic, own.regional, own.groups, own.articles, own.occasions, own.online, scan.small)
    named = [word for word in name if not any(word.folded in kind for kind in others)]
    if not any(len(word.text) >= _LETTERS and not word.text[-1].isdigit() for word in named):
        return False
    if country_named(fold(" ".join(word.text for word in name))) is not None:
        return False
    qualified = (
        len(name) > 1 and name[0].folded in own.ordinary and scan.text[name[0].end] == " "
    )  # no Leeds-Headingley
    return qualified or not any(word.folded in index() and by_fold(word.folded) for word in name[:1])


def _region(scan: Scan, last: int, evidence: Evidence) -> tuple[str, str] | None:
    """The region and country whose code stands behind a name: "Wollenby, NY", "Wollenasco (CN)"."""
    if last + 1 >= len(scan.tokens):
        return None
    token, gap = scan.tokens[last + 1], scan.text[scan.tokens[last].end : scan.tokens[last + 1].start]
    if not token.caps or not 2 <= len(token.text) <= _SMALL or gap not in (", ", " ", " ("):
        return None
    regions = _regions().get(token.text, ())
    expected = [one for one in regions if evidence.expects(one[1])]
    if not expected and not (gap != " " and regions):
        return None
    return max(expected or regions, key=lambda one: evidence.countries.get(one[1], 0.0))


@cache
def _regions() -> dict[str, list[tuple[str, str]]]:
    """The names and countries of the regions that addresses write by their codes."""
    found: dict[str, list[tuple[str, str]]] = {}
    for country, _, code, name in index().regions:
        if code and country in WITH_CODES:
            found.setdefault(code, []).append((name, country))
    return found
