"""What stands before a name of a town and of nothing else: "in", what a town has, an invitation to come to it."""

from __future__ import annotations

from intake.reading.cues import find
from intake.reading.fields.where.hits import SENTENCE, Hit, Scan
from intake.reading.fields.where.vocabulary import Vocabulary

__all__ = ["begins_a_sentence", "is_firm", "leads_to_a_town", "names_no_house"]

_INVITED = 5  # words from "come" to the name
_LETTERS = 4  # of a name that is told by its place in a sentence


def leads_to_a_town(scan: Scan, hit: Hit, own: Vocabulary) -> bool:
    """Whether a word such as "in", for what a town has, or for inviting people there stands right before a name."""
    first = scan.tokens[hit.first]
    if first.hard or not hit.first:
        return False
    lead = [token.folded for token in scan.tokens[max(0, hit.first - 3) : hit.first]]
    phrases = [" ".join(lead[-count:]) for count in (1, 2, 3)]
    if not own.before.isdisjoint(phrases) or not own.of_towns.isdisjoint(phrases):
        return True
    if lead[-1] not in own.goals:
        return False
    start = scan.tokens[max(0, hit.first - _INVITED)].start
    said = scan.text[start : first.start]
    return not SENTENCE.search(said) and any(cue.key in ("welcome", "request") for cue in find(said))


def begins_a_sentence(scan: Scan, number: int) -> bool:
    """Whether a token is the first of its text, line or sentence."""
    if not number:
        return True
    gap = scan.text[scan.tokens[number - 1].end : scan.tokens[number].start]
    return "\n" in gap or gap.lstrip("\"'”»)").startswith((".", "!", "?", "…"))


def is_firm(scan: Scan, hit: Hit, own: Vocabulary) -> bool:
    """Whether an inflected name stands where only a town's does, so that a village's may be meant.

    It ends there: behind it is no word with a capital, as in names of halls and of people. Or what a town has stands
    right behind it.
    """
    following = scan.tokens[hit.last + 1] if hit.last + 1 < len(scan.tokens) else None
    following = None if following is not None and following.hard else following
    civic = own.cases and following is not None and following.folded in own.civic
    if hit.how not in ("inflected", "glued") + (("adjective",) if civic else ()) or hit.within:
        return False
    if len(hit.name) < _LETTERS or hit.name in own.ordinary or hit.name in own.venues or hit.name in scan.small:
        return False
    if hit.how == "glued":
        return hit.last > hit.first  # "בתל עדשים": what is of one word may be another word
    if civic or following is None or not following.upper:
        return civic or leads_to_a_town(scan, hit, own) or (own.cases and not begins_a_sentence(scan, hit.first))
    return False


def names_no_house(folded: str, own: Vocabulary, small: frozenset[str]) -> bool:
    """Whether the word behind an article is none for a building or square, nor any other ordinary word."""
    return all(
        folded not in words for words in (own.venues, own.ordinary, own.grounds, own.groups, own.premises, small)
    )
