"""Finds the stretches of a text that are names of places; says nothing yet about which place or whether it matters."""

from __future__ import annotations

import re
from functools import lru_cache

from intake.reading.fields.where import forms
from intake.reading.fields.where.capitals import small_words
from intake.reading.fields.where.compounds import mark
from intake.reading.fields.where.glued import HAN, hangul, prefixed, within
from intake.reading.fields.where.hits import Hit, Scan
from intake.reading.fields.where.leading import names_no_house
from intake.reading.fields.where.names import LONGEST, MOST, Names, standing_for
from intake.reading.fields.where.several import in_several_words, merged
from intake.reading.fields.where.tokens import Token, tokens_of
from intake.reading.fields.where.vocabulary import Pairs, Vocabulary, everything
from intake.reading.places import Entry, Meanings, by_fold, index

_VILLAGE = 1_000  # a word that is the name of a place of this size is no adjective made from another name
_WEAK = 15_000  # an exact match below this population gives way to an inflected name of a much larger place
_TOWN = 50_000  # an adjective made from a smaller place is not looked for before a capital letter
_LARGE = 200_000  # an exact match of this size is not tried in other forms
_MISSPELT = 50_000  # misspellings of smaller places are not guessed
_MISSPELT_THERE = 2_000  # the same, behind a building's or a square's name and a word such as "in"
_INFLECTED = 4  # Latin letters of a word that may be an inflected name: "End" is none of Ende
_GUESSES = 24  # names tried for misspellings in one passage
_SOON_A_NUMBER = re.compile(r"[^\w\n]{1,8}\d")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")


def _called(hit: Hit) -> bool:
    """Whether a place of some size has this as its own name."""
    return any(entry.main and entry.population >= 10_000 for entry in hit.entries)


@lru_cache(maxsize=1_000)
def _at_a_river(name: str) -> tuple[Entry, ...]:
    """The town that a German or Dutch name is short for, larger than all of that name: Pfaffenhofen an der Ilm."""
    longer = index().beginning_with(name + " ") if index().goes_on(name) else ()
    beginnings = tuple(f"{name} {words} " for words in everything().rivers)
    towns = [city for full in longer if full.startswith(beginnings) for city in by_fold(full).cities if city.main]
    largest = max(towns, key=lambda city: city.population, default=None)
    known = by_fold(name).cities
    return () if largest is None or largest in known or largest.population <= by_fold(name).largest_city else (largest,)


def scan(text: str, words: Vocabulary, own: Vocabulary, small: frozenset[str] | None = None) -> Scan:
    """Cut a text and find the names in it, the longest at each place. Linear in the text's length.

    `words` are the words of all languages, `own` those of the text's own, whose endings are tried; `small` are the
    mail's `small_words`, by default the text's.
    """
    tokens, folded = tokens_of(text)
    kept = small_words([text]) if small is None else small
    return _Scanner(Scan(text, tokens, folded, small=kept), words, own).run()


class _Scanner(Names):
    """One pass over the tokens of a text."""

    def __init__(self, result: Scan, words: Vocabulary, own: Vocabulary) -> None:
        super().__init__(result, words, own)
        self.guesses = _GUESSES
        self.contracted = standing_for(own.contractions)
        # German and Dutch adjectives have capitals, like their nouns.
        self.adjectival = () if own.capitals else tuple(standing_for(own.adjectives))

    def run(self) -> Scan:
        number, hits = 0, self.result.hits
        while number < len(self.tokens) and len(hits) < MOST:
            token = self.tokens[number]
            if token.caseless and HAN.search(token.text):
                hits.extend(within(self, number))
            elif token.upper or token.caseless or (self.lower and self.may_be_name(token)):
                hit = self.at(number)
                if hit is not None:
                    hits.append(hit)
                    number = hit.last
            elif self.may_open(token.folded) and (hit := self.lower_case(number)) is not None:
                hits.append(hit)
                number = hit.last
            number += 1
        mark(self.result, self.words, self.own)
        return self.result

    def may_be_name(self, token: Token) -> bool:
        """Whether a word with a small letter may be a name, in a text that is written without capitals."""
        return len(token.folded) >= 4 and token.folded not in self.result.small

    def may_open(self, word: str) -> bool:
        """Whether a name may begin with a small word or letter: one of those that `lower_case` tells apart."""
        return len(word) <= 3 or word in self.starts or word in self.contracted or word.endswith(self.adjectival)

    def at(self, number: int) -> Hit | None:
        """The name that starts at a token, in any form."""
        token = self.tokens[number]
        nickname = self.nickname(number)
        hit = self.exact(number)
        if nickname is not None and (hit is None or hit.last <= nickname.last):
            return nickname
        if hit is not None and hit.last > number:
            return hit
        if hit is not None and hit.largest() >= _LARGE and (hit.entries.own or not hit.name.isascii()):
            return self.longer(number) or hit
        if token.folded in self.own.ordinary:
            other = self.longer(number)  # "Kurs" is no form of a name
        elif token.caseless:
            other = hangul(self, number) if _HANGUL.match(token.text) else prefixed(self, number)
            other = self.inflected(number) if other is None and self.own.endings else other
        elif len(token.folded) >= (_INFLECTED if token.text.isascii() else 3):
            other = self.inflected(number)
        else:
            other = None
        if hit is None and other is None and self.guesses and self.may_be_misspelt(number):
            self.guesses -= 1
            other = self.misspelt(number)
        if hit is None or other is None:
            return hit or other
        if other.last > hit.last:
            return other
        own = hit.entries.own or not hit.name.isascii()
        if other.how == "adjective" and own and hit.largest_city() >= _VILLAGE:
            return hit  # "Radomsko" is called so itself
        better = other.largest() > 10 * hit.largest()
        better = better or (other.largest() >= 10_000 and _called(other) and not _called(hit))
        inflected = other.how == "inflected"
        hit, other = (other, hit) if better else (hit, other)
        if inflected:
            # "Araklı" is no form of Arak in Iran, which the mail's country tells; in one country it is no question.
            known = {entry.country for entry in hit.entries}
            called = (one for one in other.entries.cities if one.main or not other.name.isascii())
            hit.entries = merged(hit.entries, Meanings(one for one in called if one.country not in known))
        return hit

    def longer(self, number: int) -> Hit | None:
        """A name of several words of which the first or a further one is inflected."""
        following = self.tokens[number + 1] if number + 1 < len(self.tokens) else None
        if following is None or following.hard or not self.own.endings:
            return None
        return in_several_words(self, number)

    def behind_a_preposition(self, number: int) -> bool:
        """Whether a word stands behind one such as "in" or "to", where a name is rather than an adjective."""
        before = self.tokens[number - 1].folded if number and not self.tokens[number].hard else ""
        return before in self.own.before or before in self.own.toward

    def inflected(self, number: int) -> Hit | None:
        """An inflected name of one word, of several of which the first is inflected, or an adjective from a name."""
        token = self.tokens[number]
        end = token.at + len(token.folded)
        rest = self.folded[end : end + LONGEST]
        following = self.tokens[number + 1] if number + 1 < len(self.tokens) else None
        best = self.longer(number)
        for pairs, how in ((self.own.endings, "inflected"), (self.own.adjectives, "adjective")):
            if how == "adjective" and best is not None and self.behind_a_preposition(number):
                break  # "do Radomska"
            for stem in _openings(token.folded, pairs):
                names = [stem] if stem in self.index else []
                goes_on = bool(rest) and self.index.goes_on(stem)
                found = self.longest(stem + rest, end - len(stem), number) if goes_on else None
                last = number
                if found is not None and found[1] > number:
                    names, last = [found[0]], found[1]
                for name in names:
                    hit = self.hit(number, last, name, how)
                    if best is None or (hit.last, hit.largest()) > (best.last, best.largest()):
                        best, hit = hit, best
                    if hit is not None and (hit.last, hit.how) == (best.last, best.how):
                        # "Łapach" is Łapy and no Lapa in Brazil, which the mail's other places tell
                        best.entries = merged(best.entries, hit.entries)
        if best is not None and best.how == "adjective" and self.own.capitals:
            if self.ends_a_surname(number, following):
                return None
            best.entries = Meanings((*_at_a_river(best.name), *best.entries))
        return best

    def ends_a_surname(self, number: int, following: Token | None) -> bool:
        """Whether a hyphen joins a word to one with a capital, and none follows: "Lange-Müller"."""
        token, text = self.tokens[number], self.result.text
        before = self.tokens[number - 1] if number and not token.hard else None
        if before is None or not before.upper or text[before.end : token.start] != "-":
            return False
        return following is None or not following.upper or text[token.end : following.start] != " "

    def lower_case(self, number: int) -> Hit | None:
        """A name that starts with a small letter: a nickname, an adjective, "'s-Hertogenbosch", "au Havre"."""
        token = self.tokens[number]
        following = self.tokens[number + 1] if number + 1 < len(self.tokens) else None
        joined = following is not None and following.upper and not following.hard
        if not joined and len(token.folded) <= 3 and token.folded not in self.starts:
            return None
        if joined and token.folded in self.contracted and (hit := self.melted(number)) is not None:
            return hit
        if joined and len(token.folded) <= 3 and (hit := self.exact(number)) is not None and hit.last > number:
            hit.entries = Meanings(entry for entry in hit.entries if entry.main)
            return hit if hit.largest() >= _WEAK or self.behind_its_article(number + 1) else None
        if token.folded in self.starts:
            return self.nickname(number)
        civic = following is not None and not following.hard and following.folded in self.own.civic
        if (len(token.folded) >= 7 or civic) and token.folded.endswith(self.adjectival):
            names = [stem for stem in forms.stems(token.folded, self.own.adjectives) if stem in self.index]
            hits = [self.hit(number, number, name, "adjective") for name in names]
            best = max(hits, key=Hit.largest, default=None)
            building = joined and following is not None  # "na brněnském Dolním náměstí"
            least = _VILLAGE if civic else _TOWN if building else 100_000  # "a szegedi városháza előtt"
            return best if best is not None and best.largest_city() >= least else None
        return None

    def melted(self, number: int) -> Hit | None:
        """A name whose article is melted with the preposition before it: "au Havre" is Le Havre."""
        if number + 1 >= len(self.tokens) or not self.tokens[number + 1].upper or self.tokens[number + 1].hard:
            return None
        at = self.tokens[number + 1].at
        article = self.contracted[self.tokens[number].folded][-1] + " "
        found = self.longest(article + self.folded[at : at + LONGEST], at - len(article), number + 1)
        if found is None:
            return None
        hit = self.hit(number + 1, found[1], found[0], "inflected")
        return hit if hit.largest() >= _WEAK else None

    def behind_its_article(self, number: int) -> bool:
        """Whether a word may well be a village's name behind a small article: "a la Bisbal", not "a la Plaça"."""
        return self.own.small_articles and names_no_house(self.tokens[number].folded, self.own, self.result.small)

    def may_be_misspelt(self, number: int) -> bool:
        """Only a word that stands where a place would: at the start of a line, after a label or a preposition."""
        token = self.tokens[number]
        if not token.upper or not 6 <= len(token.folded) <= 16 or not token.folded.isascii():
            return False
        if token.folded in self.result.small or token.folded in self.own.ordinary or token.folded in self.own.venues:
            return False
        if number == 0:
            return True
        before = self.tokens[number - 1]
        gap = self.result.text[before.end : token.start]
        return "\n" in gap or (not token.hard and before.folded in self.own.before and not before.text.istitle())

    def misspelt(self, number: int) -> Hit | None:
        """The largest city whose name is one letter off."""
        least = _MISSPELT_THERE if self.behind_a_venue(number) else _MISSPELT
        name = _nearest(self.tokens[number].folded, least)
        if name is not None:
            hit = self.hit(number, number, name, "misspelt")
            hit.entries = Meanings(city for city in hit.entries.cities if city.main and city.population >= least)
            return hit
        if self.leads_a_row(number) and (name := _nearest(self.tokens[number].folded, _LARGE, main=False)) is not None:
            hit = self.hit(number, number, name, "misspelt")
            hit.entries = Meanings(city for city in hit.entries.cities if city.population >= _LARGE)
            return hit
        return None

    def leads_a_row(self, number: int) -> bool:
        """Whether a word begins a line, and a number follows soon: "Nurnburg - 7 pm, town hall"."""
        begins = number == 0 or "\n" in self.result.text[self.tokens[number - 1].end : self.tokens[number].start]
        return begins and _SOON_A_NUMBER.match(self.result.text, self.tokens[number].end) is not None

    def behind_a_venue(self, number: int) -> bool:
        """Whether a square or building and a small word stand before a word: "at the library in Wolenbach"."""
        if number < 2 or self.tokens[number].hard or self.tokens[number - 1].hard:
            return False
        venue = self.tokens[number - 2].folded
        known = venue in self.own.venues or venue.endswith(self.own.venue_endings or ("\n",))
        return known and self.tokens[number - 1].folded in self.own.before


def _openings(folded: str, pairs: Pairs) -> tuple[str, ...]:
    """The dictionary forms of a word that are names or begin some."""
    return _known_openings(folded, pairs) if len(folded) <= forms.LONG else _look_up(folded, pairs)


def _look_up(folded: str, pairs: Pairs) -> tuple[str, ...]:
    return tuple(filter(index().begins, forms.stems(folded, pairs)))


_known_openings = lru_cache(maxsize=16_384)(_look_up)


@lru_cache(maxsize=4_000)
def _nearest(folded: str, least: int, main: bool = True) -> str | None:
    """The name of the largest city that is one letter off a word, if there is one of some size.

    Without `main` it may be a name that the city has beside the index's own: Nürnberg is Nuremberg.
    """
    here = index()
    best: tuple[int, str] | None = None
    for name in forms.one_letter_off(folded):
        if name in here:
            largest = max((city.population for city in by_fold(name).cities if city.main or not main), default=0)
            if largest >= least and (best is None or largest > best[0]):
                best = largest, name
    return best[1] if best else None
