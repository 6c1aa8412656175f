"""The names that begin at the words of a text, written as the index has them, and nicknames and landmarks."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from intake.reading.fields.where import forms
from intake.reading.fields.where.capitals import uncapitalised
from intake.reading.fields.where.hits import Hit, Scan
from intake.reading.fields.where.vocabulary import Pairs, Vocabulary, country_named
from intake.reading.places import Meanings, by_fold, index

__all__ = ["LONGEST", "MOST", "Names", "standing_for"]

LONGEST = 64
"""Characters of a name at most."""
MOST = 1_500
"""Names looked for in one passage; a mail with more of them is no announcement."""
_HOUR = re.compile(r"\s?(?:[ap]\.?m\b|hs?\b|h\d|uhr\b|[:.]\d\d)", re.IGNORECASE)  # behind a number

_HYPHENS = ("-", "‐", "‑")


def _own_size(hit: Hit) -> int:
    """The population of the largest city whose own name this is."""
    return max((city.population for city in hit.entries.cities if city.main), default=0)


@lru_cache(maxsize=256)
def standing_for(pairs: Pairs) -> dict[str, list[str]]:
    """What the first of the pairs may stand for, kept for each vocabulary."""
    found: dict[str, list[str]] = {}
    for first, second in pairs:
        found.setdefault(first, []).append(second)
    return found


class Names:
    """A text cut into tokens, and the names that start at each; `scan` looks for them in other forms, too."""

    def __init__(self, result: Scan, words: Vocabulary, own: Vocabulary) -> None:
        self.result, self.words, self.own = result, words, own
        self.tokens, self.folded = result.tokens, result.folded
        self.ends = {token.at + len(token.folded): number for number, token in enumerate(self.tokens)}
        self.index = index()
        self.lower = uncapitalised(result.text)
        self.starts = words.starts
        self.premises = tuple(word for word in own.premises if word[0] > "\u2fff")  # 飯店
        self.shortened = standing_for(own.shortened)

    def hit(self, first: int, last: int, name: str, how: str = "exact") -> Hit:
        """The hit of the tokens `first` to `last` as a name of the index."""
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
            if (
                last > first
                and not self.lower
                and self.tokens[last].text[0].islower()
                and not self.chained(first, last)
            ):
                continue  # "La plaza" is no "La Plaza"
            if (
                last > first
                and self.tokens[last].text.isdecimal()
                and _HOUR.match(self.result.text, self.tokens[last].end)
            ):
                continue  # "Marseille 11 AM" is not in the 11th district
            if last > first and self.ends_with_its_country(last):
                continue  # "Vitória (Brasil)" is not Vitória Brasil
            return name, last
        return None

    def ends_with_its_country(self, last: int) -> bool:
        """Whether a bracket or stroke parts a country's name, the last word, from the others."""
        between = self.result.text[self.tokens[last - 1].end : self.tokens[last].start]
        return ("(" in between or "/" in between) and country_named(self.tokens[last].folded) is not None

    def chained(self, first: int, last: int) -> bool:
        """Whether hyphens join all words of a name, so that they are one: "Selby-on-mere", "Saint-andré"."""
        joined = self.tokens[first : last + 1]
        return all(self.result.text[one.end : two.start] in _HYPHENS for one, two in pairwise(joined))

    def exact(self, number: int) -> Hit | None:
        """The longest name that starts at a token as the index writes it, also with its first word shortened."""
        token = self.tokens[number]
        at = token.at
        found = None
        if self.index.begins(token.folded):
            following = self.tokens[number + 1] if number + 1 < len(self.tokens) else None
            if following is not None and not following.hard and self.index.goes_on(token.folded):
                found = self.longest(self.folded[at : at + LONGEST], at, number)
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
            found = self.longest(long + self.folded[end : end + LONGEST], end - len(long), number + 1)
            if found is not None:
                return found
        return None
