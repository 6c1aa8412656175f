"""Finds the stretches of a text that are names of places; says nothing yet about which place or whether it matters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from intake.reading.fields.where import forms
from intake.reading.fields.where.compounds import mark
from intake.reading.fields.where.hits import Hit, Scan
from intake.reading.fields.where.tokens import Token, tokens_of
from intake.reading.fields.where.vocabulary import Pairs, Vocabulary
from intake.reading.places import Entry, Meanings, by_fold, index

_LONGEST = 64
_WEAK = 15_000  # an exact match below this population gives way to an inflected name of a much larger place
_MOST = 1_500  # names in one passage; a mail with more of them is no announcement
_LARGE = 200_000  # an exact match of this size is not tried in other forms
_MISSPELT = 50_000  # misspellings of smaller places are not guessed
_MISSPELT_THERE = 2_000  # the same, behind a building's or a square's name and a word such as "in"
_INFLECTED = 4  # Latin letters of a word that may be an inflected name: "End" is none of Ende
_GUESSES = 24  # names tried for misspellings in one passage
_RIVERS = (
    " an der ",
    " am ",
    " an dem ",
    " im ",
    " bei ",
    " ob der ",
    " in der ",
    " a.",
    " aan de ",
)  # behind a short name
_JOINED = re.compile(r"[@/_-]|[.:][^\W_]")  # what stands behind a part of an address or a compound
_HAN = re.compile(r"[\u3005-\u3007\u30a0-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_HIRAGANA = re.compile(r"[\u3041-\u309f]")
_AMID = 20_000  # a smaller place is not looked for behind another Chinese character that ends no name
_HOUR = re.compile(r"\s?(?:[ap]\.?m\b|hs?\b|h\d|uhr\b|[:.]\d\d)", re.IGNORECASE)  # behind a number
_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_SEMITIC = re.compile(r"[\u0590-\u06ff]")


def _called(hit: Hit) -> bool:
    """Whether a place of some size has this as its own name."""
    return any(entry.main and entry.population >= 10_000 for entry in hit.entries)


def _own_size(hit: Hit) -> int:
    """The population of the largest city whose own name this is."""
    return max((city.population for city in hit.entries.cities if city.main), default=0)


@lru_cache(maxsize=1_000)
def _at_a_river(name: str) -> tuple[Entry, ...]:
    """The town that a German or Dutch name is short for, larger than all of that name: Pfaffenhofen an der Ilm."""
    longer = index().beginning_with(name + " ") if index().goes_on(name) else ()
    towns = [
        city for full in longer if full[len(name) :].startswith(_RIVERS) for city in by_fold(full).cities if city.main
    ]
    largest = max(towns, key=lambda city: city.population, default=None)
    known = by_fold(name).cities
    return () if largest is None or largest in known or largest.population <= by_fold(name).largest_city else (largest,)


@lru_cache(maxsize=256)
def _table(pairs: Pairs) -> dict[str, list[str]]:
    """What the first of the pairs may stand for, kept for each vocabulary."""
    found: dict[str, list[str]] = {}
    for first, second in pairs:
        found.setdefault(first, []).append(second)
    return found


def _stands_free(text: str, token: Token) -> bool:
    """Whether a word is one of a sentence, and not of an address or a compound."""
    return text[token.start - 1 : token.start] in " \n\t(\"'„“«‘" and not _JOINED.match(text, token.end)


def small_words(texts: Iterable[str]) -> frozenset[str]:
    """The words that a mail writes with a small first letter somewhere, in texts that have capitals."""
    found: set[str] = set()
    for text in texts:
        if _uncapitalised(text):
            continue
        for token in tokens_of(text)[0]:
            if token.upper or token.caseless or token.folded in found:
                continue
            if _stands_free(text, token):
                found.add(token.folded)
    return frozenset(found)


@lru_cache(maxsize=24)
def _uncapitalised(text: str) -> bool:
    """Whether a text is written without capitals, so that a small letter says nothing about a name."""
    cased = [token for token in tokens_of(text)[0][:400] if not token.caseless and token.text.isalpha()]
    return len(cased) >= 3 and sum(token.upper for token in cased) * 50 < len(cased)


def scan(text: str, words: Vocabulary, own: Vocabulary, small: frozenset[str] | None = None) -> Scan:
    """Cut a text and find the names in it, the longest at each place. Linear in the text's length.

    `words` are the words of all languages, `own` those of the text's own, whose endings are tried; `small` are the
    mail's `small_words`, by default the text's.
    """
    tokens, folded = tokens_of(text)
    kept = small_words([text]) if small is None else small
    return _Scanner(Scan(text, tokens, folded, small=kept), words, own).run()


class _Scanner:
    """One pass over the tokens of a text."""

    def __init__(self, result: Scan, words: Vocabulary, own: Vocabulary) -> None:
        self.result, self.words, self.own = result, words, own
        self.tokens, self.folded = result.tokens, result.folded
        self.ends = {token.at + len(token.folded): number for number, token in enumerate(self.tokens)}
        self.index = index()
        self.lower = _uncapitalised(result.text)
        self.guesses = _GUESSES
        self.starts = words.starts
        self.contracted = _table(own.contractions)
        self.shortened = _table(own.shortened)
        # German and Dutch adjectives have capitals, like their nouns.
        self.adjectival = () if own.capitals else tuple(_table(own.adjectives))

    def run(self) -> Scan:
        number, hits = 0, self.result.hits
        while number < len(self.tokens) and len(hits) < _MOST:
            token = self.tokens[number]
            if token.caseless and _HAN.search(token.text):
                hits.extend(self.within(number))
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
        if hit is not None and (hit.largest() >= _LARGE or hit.last > number):
            return hit
        if token.folded in self.own.ordinary:
            other = None  # "Kurs" is no form of a name
        elif token.caseless:
            other = self.hangul(number) if _HANGUL.match(token.text) else self.prefixed(number)
        elif len(token.folded) >= (_INFLECTED if token.text.isascii() else 3):
            other = self.inflected(number)
        else:
            other = None
        if hit is None and other is None and self.guesses and self.may_be_misspelt(number):
            self.guesses -= 1
            other = self.misspelt(number)
        if hit is None or (other is not None and other.largest() > 10 * hit.largest()):
            return other
        if other is not None and other.largest() >= 10_000 and _called(other) and not _called(hit):
            return other
        return hit

    def hit(self, first: int, last: int, name: str, how: str = "exact") -> Hit:
        return Hit(first, last, self.tokens[first].start, self.tokens[last].end, name, by_fold(name), how)

    def nickname(self, number: int, first: str | None = None) -> Hit | None:
        """A nickname or a landmark that starts at a token; `first` is read in place of the token's own word."""
        token = self.tokens[number]
        word = first or token.folded
        if word not in self.starts and self.starts.isdisjoint(forms.stems(word, self.own.endings)):
            return None
        for last in range(min(number + 2, len(self.tokens) - 1), number - 1, -1):
            end = self.tokens[last].at + len(self.tokens[last].folded)
            name = word + self.folded[token.at + len(token.folded) : end]
            entries, how = self.words.cities.get(name), "nickname"
            if not entries:
                entries, how = self.landmark(name), "landmark"
            if entries and (len(name) > 3 or token.caps or token.caseless):
                found = self.hit(number, last, name, how)
                found.entries = entries
                return found
        return None

    def landmark(self, name: str) -> Meanings | None:
        """The city of a landmark, also of an inflected one of one word."""
        found = self.words.landmarks.get(name)
        if not found and " " not in name:
            stem = next((stem for stem in forms.stems(name, self.own.endings) if stem in self.words.landmarks), "")
            found = self.words.landmarks.get(stem)
        return found

    def longest(self, folded: str, at: int, first: int) -> tuple[str, int] | None:
        """The longest name that `folded` begins with and that ends with a token; `at` is where it starts."""
        for name in reversed(self.index.prefixes(folded)):
            last = self.ends.get(at + len(name))
            if last is None or last < first or (len(name) < 2 and not self.tokens[first].caseless):
                continue
            if last > first and not self.lower and self.tokens[last].text[0].islower():
                continue  # "La plaza" is no "La Plaza"
            if (
                last > first
                and self.tokens[last].text.isdecimal()
                and _HOUR.match(self.result.text, self.tokens[last].end)
            ):
                continue  # "Marseille 11 AM" is not in the 11th district
            return name, last
        return None

    def exact(self, number: int) -> Hit | None:
        token = self.tokens[number]
        at = token.at
        found = None
        if self.index.begins(token.folded):
            following = self.tokens[number + 1] if number + 1 < len(self.tokens) else None
            if following is not None and not following.hard and self.index.goes_on(token.folded):
                found = self.longest(self.folded[at : at + _LONGEST], at, number)
            elif (len(token.folded) > 1 or token.caseless) and token.folded in self.index:
                found = token.folded, number
        hit = self.hit(number, found[1], found[0]) if found else None
        hit = self.less_hall(hit) if hit is not None and hit.last > number else hit
        long = self.written_out(number) if token.folded in self.shortened else None
        if long is None or (hit is not None and hit.last > long[1]):
            return hit
        full = self.hit(number, long[1], long[0])
        if hit is not None and hit.last == full.last:
            known = by_fold(long[0])
            full.entries = Meanings((*known, *(entry for entry in hit.entries if entry not in known)))
        return full

    def less_hall(self, hit: Hit) -> Hit:
        """A name less the word that begins its town hall's: "Buffalo City Hall", where Buffalo is the larger."""
        following = self.tokens[hit.last + 1 : hit.last + 2]
        if not following or following[0].hard or self.tokens[hit.last].folded not in self.words.civic:
            return hit
        if following[0].folded not in self.words.civic | self.own.venues:
            return hit
        shorter = hit.name.rpartition(" ")[0]
        if shorter not in self.index:
            return hit
        town = self.hit(hit.first, hit.last - 1, shorter)
        return town if _own_size(town) > _own_size(hit) else hit

    def written_out(self, number: int) -> tuple[str, int] | None:
        """The name that begins with a shortened word: "Pto Madryn", "Sta. Cruz"."""
        token = self.tokens[number]
        if number + 1 == len(self.tokens) or self.tokens[number + 1].hard or not token.upper:
            return None
        end = token.at + len(token.folded)
        for long in self.shortened[token.folded]:
            found = self.longest(long + self.folded[end : end + _LONGEST], end - len(long), number + 1)
            if found is not None:
                return found
        return None

    def inflected(self, number: int) -> Hit | None:
        """An inflected name of one word, of several of which the first is inflected, or an adjective from a name."""
        token = self.tokens[number]
        end = token.at + len(token.folded)
        rest = self.folded[end : end + _LONGEST]
        best: Hit | None = None
        following = self.tokens[number + 1] if number + 1 < len(self.tokens) else None
        joined = following is not None and not following.hard and following.upper
        if joined and following is not None and self.own.endings:
            for name in self.both(token.folded, following, self.own.endings):
                best = self.hit(number, number + 1, name, "inflected")
        for pairs, how in ((self.own.endings, "inflected"), (self.own.adjectives, "adjective")):
            for stem in _openings(token.folded, pairs):
                names = [stem] if stem in self.index else []
                goes_on = bool(rest) and self.index.goes_on(stem)
                found = self.longest(stem + rest, end - len(stem), number) if goes_on else None
                last = number
                if found is not None and found[1] > number:
                    names, last = [found[0]], found[1]
                elif joined and following is not None and how == "inflected":
                    both = self.both(stem, following, pairs)
                    names, last = (both, number + 1) if both else (names, last)
                for name in names:
                    hit = self.hit(number, last, name, how)
                    if best is None or (hit.last, hit.largest()) > (best.last, best.largest()):
                        best, hit = hit, best
                    if hit is not None and (hit.last, hit.how) == (best.last, best.how):
                        # "Łapach" is Łapy and no Lapa in Brazil, which the mail's other places tell
                        best.entries = Meanings(
                            (*best.entries, *(one for one in hit.entries if one not in best.entries))
                        )
        if best is not None and best.how == "adjective" and self.own.capitals:
            best.entries = Meanings((*_at_a_river(best.name), *best.entries))
        return best

    def both(self, stem: str, following: Token, pairs: Pairs) -> list[str]:
        """The names of two words that begin with `stem` and of which the second is inflected."""
        names = (f"{stem} {other}" for other in forms.stems(following.folded, pairs))
        return [name for name in names if name in self.index]

    def lower_case(self, number: int) -> Hit | None:
        """A name that starts with a small letter: a nickname, an adjective, "'s-Hertogenbosch", "au Havre"."""
        token = self.tokens[number]
        following = self.tokens[number + 1] if number + 1 < len(self.tokens) else None
        joined = following is not None and following.upper and not following.hard
        if joined and token.folded in self.contracted and (hit := self.melted(number)) is not None:
            return hit
        if joined and len(token.folded) <= 3 and (hit := self.exact(number)) is not None and hit.last > number:
            hit.entries = Meanings(entry for entry in hit.entries if entry.main)
            return hit if hit.largest() >= _WEAK else None
        if token.folded in self.starts:
            return self.nickname(number)
        if len(token.folded) >= 7 and token.folded.endswith(self.adjectival):
            names = [stem for stem in forms.stems(token.folded, self.own.adjectives) if stem in self.index]
            hits = [self.hit(number, number, name, "adjective") for name in names]
            best = max(hits, key=Hit.largest, default=None)
            return best if best is not None and best.largest_city() >= 100_000 else None
        return None

    def melted(self, number: int) -> Hit | None:
        """A name whose article is melted with the preposition before it: "au Havre" is Le Havre."""
        if number + 1 >= len(self.tokens) or not self.tokens[number + 1].upper or self.tokens[number + 1].hard:
            return None
        at = self.tokens[number + 1].at
        article = self.contracted[self.tokens[number].folded][-1] + " "
        found = self.longest(article + self.folded[at : at + _LONGEST], at - len(article), number + 1)
        if found is None:
            return None
        hit = self.hit(number + 1, found[1], found[0], "inflected")
        return hit if hit.largest() >= _WEAK else None

    def prefixed(self, number: int) -> Hit | None:
        """A name with a preposition or an article written to it (Arabic, Hebrew)."""
        token = self.tokens[number]
        if not _SEMITIC.match(token.text):
            return None
        for prefix, instead in self.own.prefixes:
            if token.folded.startswith(prefix) and len(token.folded) - len(prefix) >= 2:
                at = token.at + len(prefix)
                nickname = self.nickname(number, instead + token.folded[len(prefix) :])
                if nickname is not None:
                    if len(token.folded) == len(token.text):
                        nickname.start = token.start + len(prefix)
                    nickname.how = "glued" if nickname.how == "nickname" else nickname.how
                    return nickname
                found = self.longest(instead + self.folded[at : at + _LONGEST], at - len(instead), number)
                if found is not None:
                    hit = self.hit(number, found[1], found[0], "glued")
                    if len(token.folded) == len(token.text):
                        hit.start = token.start + len(prefix)
                    return hit
        return None

    def hangul(self, number: int) -> Hit | None:
        """A Korean name with a particle or another word written to it."""
        token = self.tokens[number]
        for name in reversed(self.index.prefixes(token.folded)):
            rest = token.folded[len(name) :]
            if rest.startswith(self.words.road_runs):
                continue  # Sejong-daero is a road in Seoul
            hit = self.hit(number, number, name, "glued")
            if len(name) >= 2 and (rest in self.words.particles or hit.largest() >= 100_000):
                if len(token.folded) == len(token.text):
                    hit.end = token.start + len(name)
                hit.within = "journey" if rest in self.own.toward else None
                return hit
        return None

    def within(self, number: int) -> list[Hit]:
        """The names inside a run of Chinese characters or kana, where no blank parts the words."""
        token = self.tokens[number]
        text = token.folded
        if len(text) != len(token.text):
            return []
        hits: list[Hit] = []
        at = 0
        while at < len(text) and len(hits) < _MOST:
            hit = (self.known(number, at) or self.han(number, at)) if _HAN.match(text[at]) else None
            if _HIRAGANA.match(text[at]) and not (at and _HIRAGANA.match(text[at - 1])):
                hit = self.han(number, at)
            if hit is None:
                at += 1
            else:
                hits.append(hit)
                at = max(hit.end - token.start, at + 1)
        return hits

    def known(self, number: int, at: int) -> Hit | None:
        """A district or landmark inside a run of Chinese characters."""
        token = self.tokens[number]
        if token.folded[at] not in self.words.first_letters:
            return None
        for end in range(min(at + 8, len(token.folded)), at + 1, -1):
            name = token.folded[at:end]
            for table, how in ((self.words.cities, "nickname"), (self.words.landmarks, "landmark")):
                if name in table:
                    return Hit(number, number, token.start + at, token.start + end, name, table[name], how)
        return None

    def han(self, number: int, at: int) -> Hit | None:
        token = self.tokens[number]
        text = token.folded
        longer = False
        for name in reversed(self.index.prefixes(text[at : at + 20])):
            end = at + len(name)
            kana = bool(_KANA.match(name[-1])) and not _HIRAGANA.match(name)
            if kana and ((end < len(text) and _KANA.match(text[end])) or (at and _KANA.match(text[at - 1]))):
                continue
            hit = self.hit(number, number, name, "glued")
            hit.start, hit.end = token.start + at, token.start + end
            marked = any(text.startswith(particle, end) for particle in self.words.particles)
            if text.startswith(self.words.road_runs, end) and not marked:
                continue  # Nanjing Road
            if _HIRAGANA.match(name) and not marked:
                continue
            if len(name) == 1 and not (marked and hit.largest() >= 50_000):
                continue
            if len(name) == 2 and not marked and (longer or hit.largest() < 150_000):
                continue  # Fujimi is a village or a ward, but not Fuji
            amid = at and _HAN.match(text[at - 1]) and not text[:at].endswith(tuple(self.words.particles))
            if amid and hit.largest() < _AMID:
                continue  # the end of a longer name: Umekoji Park is not in Shoji
            if len(name) > 2 and hit.largest() < 2_000 and not marked:
                longer = True
                continue
            return hit
        return None

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
        if name is None:
            return None
        hit = self.hit(number, number, name, "misspelt")
        hit.entries = Meanings(city for city in hit.entries.cities if city.main and city.population >= least)
        return hit

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
def _nearest(folded: str, least: int) -> str | None:
    """The name of the largest city that is one letter off a word, if there is one of some size."""
    here = index()
    best: tuple[int, str] | None = None
    for name in forms.one_letter_off(folded):
        if name in here:
            largest = max((city.population for city in by_fold(name).cities if city.main), default=0)
            if largest >= least and (best is None or largest > best[0]):
                best = largest, name
    return best[1] if best else None
