"""What a piece of a reply says a detail is: "for Aarhus the venue is Dokk1", "der Titel ist ...", "会場はDokk1です"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake.deciding.wording import Wording, joining_words, plain
from intake.reading.lines import NO_SPACES

__all__ = ["Stated", "stated"]

_TOKEN = re.compile(r"\w+")
_CASELESS = re.compile("[\u0590-\u06ff\u30a0-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_QUOTES = "\"'“”„«»‘’「」『』"
_EDGE = " \t\r\n.,;:!–—-=*_" + _QUOTES
_SEPARATED = re.compile(r"\s*(?:[:：=]|[–—-]\s)\s*")
_TEXTS = frozenset({"venue", "title", "organizer"})
_PLACES = frozenset({"venue", "city"})
_LONGEST_TEXT = 400
_LONGEST_VALUE = 120
_BETWEEN = 8  # words between the name of a detail and "is": "the venue of the second event in Lyon is"
_PHRASE = 3
_LONG = 5  # letters of a word before an old value that is no preposition as well: "statt", but not "from"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stated:
    """A detail and the words it shall be, which stand in the piece's text from `start` to `end`."""

    field: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


def stated(
    text: str, words: Wording, wheres: Sequence[Span], others: Sequence[Span], venues: Sequence[Span]
) -> Stated | None:
    """What a piece says that a venue, title or organizer is, else None.

    `wheres` are the spans of cities in the text, `venues` those of venues, which may begin with a word for a place,
    `others` those of days, hours and links, before which a value ends.
    A value begins with a capital, a digit or a quotation mark, in scripts that have capitals: "the venue is too small"
    states nothing. A place that no city is called by is a venue.
    """
    if len(text) > _LONGEST_TEXT:
        return None
    tokens = [_Token(plain(match[0]), *match.span()) for match in _TOKEN.finditer(text)]
    for field, first, last, begin, phrase in _fields(text, tokens, words):
        if field not in _TEXTS and field != "city":
            continue
        named = [token for token in tokens if any(start < token.end and token.start < end for start, end in wheres)]
        at = _behind(text, tokens, first, last, begin, phrase, field, words, named)
        if (
            at == begin
            and tokens[first].start in {start for start, _ in venues}
            and not _is_before(tokens, first, words)
        ):
            continue
        found = (
            _value(text, at, words, others, *((venues, wheres) if field in _PLACES else ((), ())))
            if at is not None
            else None
        )
        if found is None or (field == "city" and any(a < found[1] and found[0] < b for a, b in wheres)):
            continue
        start, end = found
        return Stated(field, " ".join(text[start:end].split()), start, end)
    return None


def _fields(text: str, tokens: Sequence[_Token], words: Wording) -> list[tuple[str, int, int, int, str]]:
    """The details that a text names: the detail, the first token of its name and that behind it, the name's end."""
    found: list[tuple[str, int, int, int, str]] = []
    number = 0
    while number < len(tokens):
        for count in range(min(_PHRASE, len(tokens) - number), 0, -1):
            phrase = " ".join(token.word for token in tokens[number : number + count])
            if phrase in words.fields:
                found.append((words.fields[phrase], number, number + count, tokens[number + count - 1].end, phrase))
                number += count - 1
                break
        number += 1
    for word, field in words.glued.items():
        if len(word) > 1 and field in _TEXTS and (at := text.find(word)) >= 0:
            first = sum(token.end <= at for token in tokens)
            found.append((field, first, first + 1, at + len(word), word))
    return found


def _behind(
    text: str,
    tokens: Sequence[_Token],
    first: int,
    last: int,
    begin: int,
    phrase: str,
    field: str,
    words: Wording,
    named: Sequence[_Token],
) -> int | None:
    """Where the value of a named detail begins, or None where nothing says that one follows."""
    sign = _SEPARATED.match(text, begin)
    if sign:
        return sign.end()
    if " " in phrase and tokens[last - 1].word in words.common:  # "organised by ..."
        return begin
    if NO_SPACES.match(phrase):
        for word in sorted((*words.unspaced["is"], *words.unspaced["moved"]), key=len, reverse=True):
            found = re.compile(rf"\s*{re.escape(word)}\s*").match(text, begin)
            if found:
                return found.end()
        return None
    between = 0
    number = last
    while number < len(tokens) and between <= _BETWEEN:
        said = _phrase_at(tokens, number, words.lists["is"])
        if said and number + said == len(tokens):
            break
        if said:
            sign = _SEPARATED.match(text, tokens[number + said - 1].end)
            return sign.end() if sign else tokens[number + said - 1].end
        token = tokens[number]
        loose = token in named or token.word.isdigit() or token.word in words.common or text[token.start].isupper()
        if not loose and token.word not in words.lists["event"] | words.lists["moved"]:
            break
        number, between = number + 1, between + 1
        if token in named and (sign := _SEPARATED.match(text, token.end)):
            return sign.end()  # "venue for Gent: ..."
    if _is_before(tokens, first, words):
        return begin
    opens = all(
        token in named
        or token.word in words.common | words.lists["event"]
        or token.word.isdigit()
        or text[token.start].isupper()
        for token in tokens[:first]
    )
    rest = tokens[last:]
    names = all(_begins_name(text, token.start) or token.word in words.lists["is"] for token in rest)
    small = not text[tokens[first].start].isupper()  # no "Town Hall"
    return begin if opens and small and first and rest and len(rest) <= _BETWEEN and names else None


def _is_before(tokens: Sequence[_Token], first: int, words: Wording) -> bool:
    """Whether "is" stands before the name of a detail, or ends the sentence: "ist der Ort", "... است"."""
    if tokens[-1].word in words.lists["is"]:
        return True
    while first and tokens[first - 1].word in words.common - words.lists["is"]:
        first -= 1
    return bool(first) and tokens[first - 1].word in words.lists["is"]


def _phrase_at(tokens: Sequence[_Token], number: int, phrases: frozenset[str]) -> int:
    """How many tokens the longest phrase of a list has that begins at a token."""
    for count in range(min(_PHRASE, len(tokens) - number), 0, -1):
        if " ".join(token.word for token in tokens[number : number + count]) in phrases:
            return count
    return 0


def _begins_name(text: str, at: int) -> bool:
    letter = text[at]
    return letter.isupper() or letter.isdigit() or _CASELESS.match(letter) is not None


def _value(
    text: str, at: int, words: Wording, others: Sequence[Span], venues: Sequence[Span], wheres: Sequence[Span]
) -> Span | None:
    """The span of a value that begins at an offset: less small words before it and what is said after it."""
    end = min([start for start, _ in others if start >= at], default=len(text))
    if any(start <= at < stop for start, stop in others):
        return None
    tokens = [_Token(plain(match[0]), *match.span()) for match in _TOKEN.finditer(text, at, end)]
    before = words.filler | (words.common & words.articles)
    for begins, stop in venues:  # "place Bellecour" begins with a small word
        ahead = [token for token in tokens[:3] if token.start < begins]
        small = not any(_begins_name(text, token.start) for token in ahead)  # no "Meadow instead of Mill Square"
        if begins in {token.start for token in tokens[:3]} and small and stop <= end:
            return begins, stop
    quoted = text[at:end].lstrip(" ").startswith(tuple(_QUOTES))
    for _ in range(2):
        if tokens and not quoted and not _begins_name(text, tokens[0].start) and tokens[0].word in before:
            tokens = tokens[1:]
    if not tokens or not (quoted or _begins_name(text, tokens[0].start)):
        return None
    start = tokens[0].start
    if words.has("open", text[start:end]):
        return None
    olds = words.lists["instead"] | words.lists["behind"]
    for number, token in enumerate(tokens):
        count = _phrase_at(tokens, number, olds)
        parted = "," in text[tokens[number - 1].end : token.start] if number else False
        old = count and number and (parted or count > 1 or len(token.word) >= _LONG)
        said = tokens[number + 1].word if number + 1 < len(tokens) else ""
        further = token.word in words.filler if parted else token.word in joining_words() and said in words.filler
        if old or (number and further):
            tokens = tokens[:number]
            break
    while len(tokens) > 1 and tokens[-1].word in words.filler and not quoted and not text[tokens[-1].start].isupper():
        tokens = tokens[:-1]
    ends = words.lists["is"] | words.lists["moved"] | words.lists["please"] | words.lists["thanks"]
    while len(tokens) > 1 and tokens[-1].word in ends and not text[tokens[-1].start].isupper():
        tokens = tokens[:-1]
    for begins, stop in wheres:  # "Dokk1 in Lyon"
        ahead = [token for token in tokens if token.end <= begins]
        if len(ahead) > 1 and stop >= tokens[-1].end and ahead[-1].word in words.common:
            tokens = ahead[:-1]
    stop = tokens[-1].end
    for word in sorted(words.unspaced["is"], key=len, reverse=True):
        if len(word) > 1 and text[start:stop].endswith(word):
            stop -= len(word)
            break
    while stop < end and text[stop] in ")]" and text.count("(", start, stop) > text.count(")", start, stop):
        stop += 1
    value = text[start:stop].strip(_EDGE)
    return (start, stop) if 1 < len(value) <= _LONGEST_VALUE else None
