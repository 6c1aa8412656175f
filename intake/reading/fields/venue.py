"""Venue: the building, square, street or room where people meet, as the mail's own words.

It knows label lines ("Where: ..."), pins (📍), names made with a word for a kind of place ("Alter Messplatz", "place de
la République", "柏木公園") and street addresses. It does not decide which city that is in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from intake.reading.fields.where.beside import beside_of
from intake.reading.fields.where.scan import scan
from intake.reading.fields.where.tokens import Token, tokens_of
from intake.reading.fields.where.vocabulary import everything, of_languages
from intake.reading.languages import languages
from intake.reading.places.folding import fold
from intake.reading.proposal import Context, Finding, Passage

__all__ = ["find"]

_PIN = re.compile(r"[📍🏠🏛📌🗺]\ufe0f?\s*")
_LABEL = re.compile(r"^[ \t>*_•·\-–—#]*([^\n:：]{2,32}?)[*_ ]{0,3}[:：][*_]{0,2}[ \t]*(\S[^\n]*)?$", re.MULTILINE)
_URL = re.compile(r"<?https?://\S+|www\.\S+|<[^<>\n]*>")
# What ends a venue on its line: a time or a date after it, a further label, a sign between columns.
_TAIL = re.compile(
    r"\s*(?:[|•·;📅🕐🗓⏰🕑🕒🕓🕔🕕🕖🕗🕘]"
    r"|[-–—(,]?\s*(?:\b(?:um|ab|at|from|le|el|il|ore|klo|kl|o godz|в|о|saat|às|dalle|alle|à)\.?\s+)?"
    r"\d{1,2}\s*(?:[:.h]\s?\d{2}|Uhr|uhr|am|pm|AM|PM|h\b|時|点|點|시)).*$"
)
_LONGEST = 120
_MOST = 200  # labels, pins and names that are looked at in one passage
_DATE = re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.|\b\d{4}-\d\d-\d\d|\b\d{1,2}/\d{1,2}/\d{2,4}")
_POSTCODE = re.compile(r"(?:\b[A-Z]{1,2}-)?\b\d[\d -]{2,7}\d?$")
_POSTCODE_AFTER = re.compile(r",? (?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{5}(?:-\d{4})?)$")
_TOWN = 3_000  # the least population of a place that is cut from the end of a venue
_CLOCK = re.compile(r"\s?(?:[:.]\d|Uhr|hs?\b|am\b|pm\b|noon\b|midnight\b)")
_HOUSE = re.compile(r"\d{1,4}[a-zA-Z]?")
_HAN = re.compile(r"[\u3005\u3007\u30a0-\u30ff\u3400-\u9fff\uac00-\ud7a3A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of some languages, folded; `endings` are of compound words, `runs` those beyond ASCII."""

    labels: frozenset[str]
    heads: frozenset[str]
    endings: tuple[str, ...]
    runs: tuple[str, ...]
    before: frozenset[str]
    joining: frozenset[str]
    first: bool
    last: bool


@cache
def _words(tags: tuple[str, ...]) -> _Words:
    tables: list[Mapping[str, Any]] = [entry.table("where") for entry in languages() if not tags or entry.tag in tags]
    if not tables:
        return _words(())

    def of(key: str, chosen: Sequence[Mapping[str, Any]] = tables) -> frozenset[str]:
        return frozenset(folded for table in chosen for word in table.get(key, ()) if (folded := fold(word)))

    return _Words(
        labels=of("venue_labels", [entry.table("where") for entry in languages()]),
        heads=of("venues"),
        endings=tuple(of("venue_endings")),
        runs=tuple(ending for ending in of("venue_endings") if not ending.isascii()),
        before=of("venue_before"),
        joining=of("joining"),
        first=any(table.get("venues_first") for table in tables),
        last=not all(table.get("venues_first") for table in tables),
    )


def only_names(words: str, venue: str) -> bool:
    """Whether words say nothing but a venue, with or without what stands before one: "at Foley Square."."""
    said = words.casefold().strip(" .,;:!–-")
    named = venue.casefold()
    if said in named or said.startswith(named):
        return True
    return said.endswith(named) and fold(said.removesuffix(named)) in _words(()).before


def find(passage: Passage, context: Context) -> list[Finding]:
    """The venues a passage names, in the order of the text; values are the mail's words, trimmed.

    `score` is about 1 for a labelled line, 0.5 for a name after a preposition, less for a bare one.
    """
    if passage.role == "quoted":
        return []
    words = _words(passage.languages[:2] or tuple(context.languages or ()))
    found = [*_labelled(passage, words), *_named(passage, words)]
    found.sort(key=lambda one: (-one.score, one.start))
    kept: list[Finding] = []
    for one in found:
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _labelled(passage: Passage, words: _Words) -> list[Finding]:
    text = passage.text
    found: list[Finding] = []
    for match in islice(_LABEL.finditer(text), _MOST):
        if fold(match.group(1)) not in words.labels:
            continue
        start, end = match.span(2)
        if start < 0:  # the label stands alone, its value on the next line
            start = match.end() + 1
            while start < len(text) and text[start] in " \t\n":
                start += 1
            if start - match.end() > 4:
                continue
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
        found.extend(_cut(passage, start, end, "a label: ...", 1.0))
    for pin in islice(_PIN.finditer(text), _MOST):
        end = text.find("\n", pin.end())
        found.extend(_cut(passage, pin.end(), len(text) if end < 0 else end, "📍 ...", 0.95))
    return found


def _cut(passage: Passage, start: int, end: int, rule: str, score: float) -> list[Finding]:
    """The finding for a line's value: without web addresses, times and what follows them."""
    value = passage.text[start : min(end, start + 4 * _LONGEST)]
    label, colon, rest = value.partition(":")
    if colon and len(label) < 24 and rest.strip() and not rest.startswith("//") and len(label.split()) < 3:
        start, value = start + len(value) - len(rest), rest
    url = _URL.search(value)
    if url:
        value = value[: url.start()]
    value = _TAIL.sub("", value)
    if _DATE.search(value):
        return []
    return _finding(passage, start, _without_places(value, passage.languages), rule, score)


def _without_places(value: str, tags: tuple[str, ...]) -> str:
    """A line's value less the city, region and country at its end, and "online": they are no venue."""
    words = everything()
    bare = _POSTCODE_AFTER.sub("", value.rstrip())
    read = scan(bare, words, of_languages(tags[:2]), frozenset())
    if read.folded in words.online or (read.tokens and read.tokens[0].folded in words.online_starts):
        return ""
    end, following = len(bare), None
    for hit in reversed(read.hits):
        beside, beside_end = beside_of(read, hit, following)
        following = hit
        if hit.end - hit.start <= 3 and bare[hit.start : hit.end].isupper():
            continue  # a state's code, which the city before it takes along
        rest = bare[beside_end if beside else hit.end : end]
        if hit.how == "landmark" or hit.largest() < _TOWN or any(letter.isalnum() for letter in rest):
            break
        before = _POSTCODE.sub("", bare[: hit.start].rstrip(" (")).rstrip()
        if before and before[-1] not in ",;–-—|(/":
            break
        end = len(before.rstrip(",;–-—|(/ "))
    return bare[:end] if end < len(bare) else value


def _finding(passage: Passage, start: int, value: str, rule: str, score: float) -> list[Finding]:
    lead = len(value) - len(value.lstrip(" \t*_-–—•·,.:;\"'“”„«»"))
    words = value.strip(" \t*_-–—•·,.:;\"'“”„«»\r")
    if words.count("(") > words.count(")"):
        words = words.rpartition("(")[0].rstrip(" ,")
    if not 2 < len(words) <= _LONGEST or not any(letter.isalpha() for letter in words):
        return []
    at = passage.start + start + lead
    clean = " ".join(words.split())
    return [Finding("venue", clean, words, at, at + len(words), passage.part, rule, score=score)]


def _named(passage: Passage, words: _Words) -> list[Finding]:
    tokens, _ = tokens_of(passage.text)
    kinds, endings = words.heads, words.endings
    heads = [
        number
        for number, token in enumerate(tokens)
        if token.caseless or token.folded in kinds or (len(token.folded) > 6 and token.folded.endswith(endings))
    ]
    found: list[Finding] = []
    behind = 0
    for number in heads:
        if len(found) >= _MOST:
            break
        if number < behind:
            continue
        if tokens[number].caseless and endings and _HAN.match(tokens[number].text):
            found.extend(_run(passage, tokens[number], words))
        elif (span := _span(passage.text, tokens, number, words)) is not None:
            found.extend(_around(passage, tokens, span, words))
            behind = span[1] + 1
    return found


def _run(passage: Passage, token: Token, words: _Words) -> list[Finding]:
    """Venues in a run without blanks: everything of one script before the word for the place, behind one for "in"."""
    found: list[Finding] = []
    for ending in words.runs:
        at = token.text.find(ending, 1)
        if at < 0:
            continue
        first = at
        while first and at - first < 12 and _HAN.match(token.text[first - 1]):
            first -= 1
        lead = token.text[first:at]
        first += max(
            (lead.rfind(word) + len(word) for word in words.before if not word.isascii() and word in lead), default=0
        )
        end = at + len(ending)
        if at - first >= 1:
            found += _finding(passage, token.start + first, token.text[first:end], f"... {ending}", 0.4 + end / 1000)
    return found


def _span(text: str, tokens: Sequence[Token], number: int, words: _Words) -> tuple[int, int] | None:
    """First and last token of the name around a word for a kind of place; None when it has no name."""
    head = tokens[number]
    compound = head.folded not in words.heads
    if compound and not head.upper:
        return None
    first = last = number
    if compound or (words.last and (head.upper or not words.first)):
        first = _leftward(text, tokens, number, words)
    if words.first and not compound and first == number:
        last = _rightward(text, tokens, number, words)
    if first == last and not compound:
        return None
    return first, last + _numbered(text, tokens, last)


def _leftward(text: str, tokens: Sequence[Token], number: int, words: _Words) -> int:
    """The first token of a name that ends with its word for a kind of place: "Café an der Alten Mühle"."""
    first = number
    while first and number - first < 5 and not tokens[first].hard:
        before = tokens[first - 1]
        if before.folded in words.before or "\n" in text[before.end : tokens[first].start]:
            break
        joined = before.folded in words.joining and first > 1 and tokens[first - 2].upper and not before.hard
        if not (before.upper or before.caseless or joined):
            break
        first -= 1
    while tokens[first].folded in words.joining and first < number:
        first += 1
    return first


def _rightward(text: str, tokens: Sequence[Token], number: int, words: _Words) -> int:
    """The last token of a name that begins with its word for a kind of place: "place de la République"."""
    last = number
    while last + 1 < len(tokens) and last - number < 7 and not tokens[last + 1].hard:
        after = tokens[last + 1]
        if "\n" in text[tokens[last].end : after.start]:
            break
        if not (after.upper or after.caseless or after.text[0].isdigit() or after.folded in words.joining):
            break
        last += 1
        if after.caseless and last - number >= 2:
            break
    while last > number and (tokens[last].folded in words.joining or _CLOCK.match(text, tokens[last].end)):
        last -= 1
    return last


def _numbered(text: str, tokens: Sequence[Token], last: int) -> int:
    """1 when a house number follows, which no time is, else 0."""
    if last + 1 >= len(tokens):
        return 0
    number = tokens[last + 1]
    if not _HOUSE.fullmatch(number.text) or text[tokens[last].end : number.start] != " ":
        return 0
    return 0 if _CLOCK.match(text, number.end) else 1


def _around(passage: Passage, tokens: Sequence[Token], span: tuple[int, int], words: _Words) -> list[Finding]:
    first, last = span
    score = 0.3
    if first and not tokens[first].hard:
        one = tokens[first - 1].folded
        two = f"{tokens[first - 2].folded} {one}" if first > 1 and not tokens[first - 1].hard else one
        if one in words.before or two in words.before:
            score = 0.5
    start, end = tokens[first].start, tokens[last].end
    return _finding(passage, start, passage.text[start:end], "a name of a building, square or street", score)
