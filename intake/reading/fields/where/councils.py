"""Villages that only their council's or club's name shows: "Wollenbach Parish Council", "Gemeinde Wollenbach"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from intake.reading.fields.where import forms
from intake.reading.fields.where.evidence import Evidence
from intake.reading.fields.where.hits import Scan
from intake.reading.fields.where.naming import place
from intake.reading.fields.where.tokens import Token
from intake.reading.fields.where.vocabulary import Vocabulary
from intake.reading.places import Entry, by_fold, index
from intake.reading.places.folding import fold
from intake.reading.proposal import Finding, Passage, Place

__all__ = ["OF_A_COUNCIL", "of_councils"]

OF_A_COUNCIL = "a council's village"
_LONGEST = 4  # words of a council's name, and of a village's
_MOST = 50
_SCORE = 0.35
_LETTERS = 3
_JOINED = (" ", "-", "’", "'")


def of_councils(
    scan: Scan, passage: Passage, evidence: Evidence, own: Vocabulary, known: Sequence[Finding]
) -> list[Finding]:
    """Findings of villages; of those that the index has not in the country as the text writes them, never certain.

    None where one of the findings `known` stands, which are those of places found by other signs. Their role is
    "part", since all that is said is whose council it is.
    """
    found: list[Finding] = []
    taken = [(one.start - passage.start, one.end - passage.start) for one in known]
    for first, last, country in _named(scan, own):
        start, end = scan.tokens[first].start, scan.tokens[last].end
        if any(start < other and begin < end for begin, other in taken):
            continue
        words = scan.text[start:end]
        told = country or evidence.likeliest()
        expected = {code for code in evidence.countries if evidence.expects(code)}
        countries = {told} if told else expected
        entry = _entry(words, countries, own) or (None if country else _entry(words, expected, own))
        name = words.title() if words.isupper() else words
        value = Place(name, None, countries.pop() if len(countries) == 1 else None, known=False)
        note = None if entry is not None else "not in the index of places"
        value = place(entry, words) if entry is not None else value
        found.append(
            Finding(
                "where", value, words, passage.start + start, passage.start + end, passage.part, OF_A_COUNCIL,
                note is None, note, _SCORE, role="part",
            )
        )  # fmt: skip
        taken.append((start, end))
        if len(found) == _MOST:
            break
    return found


def _entry(words: str, countries: Collection[str], own: Vocabulary) -> Entry | None:
    """The only place of the countries that is called so, by its own name or one without an ending of the language."""
    name = fold(words)
    for form in (name, *forms.stems(name, own.endings), *([name[:-1]] if name.endswith("s") else [])):
        cities = [city for city in by_fold(form).cities if city.main and city.country in countries]
        if len(cities) == 1:
            return cities[0]
    return None


def _named(scan: Scan, own: Vocabulary) -> Iterator[tuple[int, int, str]]:
    """The first and last words of villages named beside a word for a council, and the country that it shows or ""."""
    tokens = scan.tokens
    for number, token in enumerate(tokens):
        if token.folded not in own.council_starts:
            continue
        for count in range(min(_LONGEST, len(tokens) - number), 0, -1):
            said = tokens[number : number + count]
            if any(one.hard for one in said[1:]):
                continue
            phrase = " ".join(one.folded for one in said)
            if phrase in own.councils_before:
                last = _run(scan, number + count, 1, own)
                if _village(tokens[number + count : last], own):
                    yield number + count, last - 1, own.councils_before[phrase]
            if phrase in own.councils_behind and not token.hard:
                first = _run(scan, number - 1, -1, own) + 1
                while first < number and tokens[first].folded in own.articles:
                    first += 1
                if _village(tokens[first:number], own):
                    yield first, number - 1, own.councils_behind[phrase]
            if phrase in own.councils_before or phrase in own.councils_behind:
                break


def _run(scan: Scan, at: int, step: int, own: Vocabulary) -> int:
    """The number of the token behind (or, with a `step` of -1, before) the words of a name that begin at one.

    They have capitals, apart from small words between them: "Saint-Aubin-sur-Lys", "Barra do Quiolo".
    """
    tokens, end, count = scan.tokens, at, 0
    while 0 <= at < len(tokens) and count < _LONGEST:
        token, other = tokens[at], tokens[at - step]
        left, right = (other, token) if step > 0 else (token, other)
        gap = scan.text[left.end : right.start]
        if right.hard or (count and gap not in _JOINED) or "\n" in gap:
            break
        if step > 0 and count and gap == " " and token.folded in own.ordinary:
            break  # "SDH Javořice Vás zve"
        if token.upper:
            count += 1
            end = at + step
        elif not count or not (gap == "-" or (own.venues_first and token.folded in own.joining)):
            break
        at += step
    return end


def _village(words: Sequence[Token], own: Vocabulary) -> bool:
    """Whether words may be a village's name: at least one of them is nothing else ("Great Wollenbach")."""
    others = (own.ordinary, own.venues, own.civic, own.regional, own.groups, own.articles, own.people, own.occasions)
    if not words or any(word.folded in index().calendar and len(word.folded) > _LETTERS for word in words):
        return False
    named = [word for word in words if not any(word.folded in kind for kind in others)]
    return any(len(word.text) > _LETTERS and not word.text[-1].isdigit() for word in named)
