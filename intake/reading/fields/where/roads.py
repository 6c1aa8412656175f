"""Roads and the like that are called after cities: "Rue de Paris", "Warszawska 15a", "General Acha 1851"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intake.reading.cues import entries
from intake.reading.fields.where.hits import Hit, Scan
from intake.reading.fields.where.tokens import Token
from intake.reading.fields.where.vocabulary import Vocabulary

__all__ = ["after_road", "calls_a_road", "numbered", "one_of", "second_road", "shares_its_road"]

_HOUSE = re.compile(r" (?!19|20)\d{2,4}[a-z]?, ")  # no year, no postcode of five figures
_TWO_ROADS = 8  # words from a road's word to the second road's name
_SAME_ROAD = 8  # words from a name to the road that is called the same
_ENTRIES = ",;|/–—(\n"  # what an entry of a row begins behind
_TOWN = 50_000  # people of a city that "al" leads to as well; a square may be called like a smaller one


def calls_a_road(text: str, tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether a name before a house's number is in a form that roads have: "Warszawska 15a", "Πατρών 12".

    A nickname's or a case's form is one only where it begins an entry and the language puts its prepositions before
    names: "v Praze 5" is a district.
    """
    if hit.how == "adjective":
        return True
    if hit.how not in ("nickname", "inflected") or hit.first < hit.last or own.cases or not own.roads_before:
        return False
    if not hit.first or tokens[hit.first].hard:
        return text[hit.start].isupper()
    return any(sign in _ENTRIES for sign in text[tokens[hit.first - 1].end : hit.start])


def after_road(text: str, tokens: Sequence[Token], hit: Hit, words: Vocabulary, own: Vocabulary) -> bool:
    """Whether a road's word stands before the name, perhaps with small words between: "Rue de Paris"."""
    if not hit.first or tokens[hit.first - 1].folded in words.inside:
        return False
    if tokens[hit.first].hard:
        before = tokens[hit.first - 1]
        return text[before.end : hit.start] == "/ " and before.folded in own.roads_before  # "C/ Cervantes"
    # "Park Square", and a line below "6 pm York": no road reaches over a line's end.
    lead = [one for one in tokens[max(0, hit.first - 3) : hit.first] if "\n" not in text[one.end : hit.start]]
    # A full stop ends a sentence ("in the park. York ...") unless the language shortens its roads ("ul. Warszawska").
    stopped = "." in text[tokens[hit.first - 1].end : hit.start]
    if lead and (hit.how == "inflected" or hit.largest() >= _TOWN) and _is_melted(lead[-1].folded, words, own):
        lead.pop()
    called = hit.how in ("adjective", "nickname") and len(lead) > 1 and lead[-1].upper
    if called and lead[-2].folded in own.roads_before:
        return True  # "ул. Большая Московская"
    return one_of(lead, own.roads_before if stopped else words.roads_before, own.articles)


def _is_melted(folded: str, words: Vocabulary, own: Vocabulary) -> bool:
    """Whether a word is short for a road in another language only, and a preposition here: "al Cairo"."""
    if folded not in words.roads_before or folded in own.roads_before:
        return False
    return any(folded == melted for melted, _ in own.contractions)


def second_road(text: str, tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether the name is the second of two roads: "avenidas Brasil e Curitiba", "the corner of Mill and Lancaster"."""
    joined = tokens[hit.first - 1].folded if hit.first >= 3 and not tokens[hit.first].hard else ""
    if joined not in entries("and") or joined in own.before or _has_a_venue(tokens, hit, own):
        return False
    for number in range(hit.first - 2, max(0, hit.first - _TWO_ROADS) - 1, -1):
        token = tokens[number]
        if token.folded in own.roads_before or (
            token.folded.removesuffix("s") in own.roads_before and not tokens[number + 1].text.islower()
        ):
            return not any(sign in "\n()" for sign in text[token.end : hit.start])
        if token.hard:
            return False
    return False


def shares_its_road(scan: Scan, hit: Hit, words: Vocabulary) -> bool:
    """Whether a name begins a longer one, and its line has a road called the same: "Selby Garden Club, Selby Road"."""
    tokens = scan.tokens
    goes_on = tokens[hit.last + 1 : hit.last + 2]
    alone = hit.first == 0 or tokens[hit.first].hard or "\n" in scan.text[tokens[hit.first - 1].end : hit.start]
    if not alone or not goes_on or not goes_on[0].upper or scan.text[hit.end : goes_on[0].start] != " ":
        return False
    name = [token.folded for token in tokens[hit.first : hit.last + 1]]
    for number in range(hit.last + 2, min(hit.last + _SAME_ROAD, len(tokens) - len(name))):
        behind = number + len(name)
        if tokens[behind].folded not in words.roads or tokens[behind].hard:
            continue
        if [token.folded for token in tokens[number:behind]] == name:
            return "\n" not in scan.text[hit.end : tokens[number].start]
    return False


def numbered(text: str, hit: Hit, city: Hit) -> bool:
    """Whether a house's number and a far larger city follow: "General Acha 1851, Buenos Aires"."""
    if hit.end + 2 >= city.start or city.start - hit.end > 9 or not _HOUSE.fullmatch(text, hit.end, city.start):
        return False
    return hit.largest_city() < _TOWN and city.largest_city() > 10 * hit.largest_city()


def one_of(tokens: Sequence[Token], wanted: frozenset[str], articles: frozenset[str] = frozenset()) -> bool:
    """Whether one of the wanted words stands before the name, alone or with one or two small words ("rue de la").

    An article is one, however long: "piazza della".
    """
    for number, token in enumerate(reversed(tokens)):
        if token.folded in wanted:
            return True
        if (len(token.folded) > 4 and token.folded not in articles) or (number and token.hard):
            return False
    return False


def _has_a_venue(tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether "in the" follows, as behind a city that has its square told: "Plaza Merino y Tacna en la Glorieta"."""
    after = tokens[hit.last + 1 : hit.last + 3]
    if len(after) < 2 or any(token.hard for token in after):
        return False
    return after[0].folded in own.before and after[1].folded in own.articles
