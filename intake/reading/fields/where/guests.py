"""Where guests come from: "Speaker: Ann Lee, Leeds", "(University of Leeds)", "a talk by Ann Lee (Leeds)"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intake.reading.fields.where.hits import Hit
from intake.reading.fields.where.tokens import Token
from intake.reading.fields.where.vocabulary import Vocabulary
from intake.reading.places.folding import fold

__all__ = ["of_a_guest"]

_REACH = 120  # characters of a line that are looked at before a name
_NEAR = 40  # characters behind it up to the end of its bracket
_INSIDE = 3  # words before a city in a bracket: "(city of Leeds)"
_PERSON = 4  # words of a person's name, of which it has two and more
_SURNAME = 3  # letters
_LABEL = re.compile(r"[^\w\n]*([^\W\d_][^\n:：]{1,24}?)\W{0,3}[:：]")
_DIGIT = re.compile(r"\d")


def of_a_guest(text: str, tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether a label such as "Speaker:" stands before the name, or a school in one bracket with it.

    Or the bracket stands behind the name of somebody who comes to speak or play, or the name is a part of theirs.
    """
    line = text[max(0, hit.start - _REACH) : hit.start].rpartition("\n")[2]
    label = _LABEL.match(line) if ":" in line or "：" in line else None
    if label is not None and fold(label[1]) in own.guests:
        return True
    if _is_given(text, tokens, hit, own):
        return True
    bracket = line.rpartition("(")[2]
    if "(" not in line or ")" in bracket:
        return False
    closing = text[hit.end : hit.end + _NEAR].partition(")")
    if not closing[1]:
        return False
    if not own.schools.isdisjoint(fold(bracket + " " + closing[0]).split()):
        return True
    hours = _DIGIT.search(bracket) or _DIGIT.search(closing[0])  # "by Ann Lee (Leeds, 7 pm)"
    return not hours and _is_behind_a_person(text, tokens, hit, hit.start - len(bracket) - 1, own)


def _is_given(text: str, tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether the name is a person's given one, behind "with" or "by" and before another: "a reading with Jena Moss".

    No word for a building or a group goes on with it: "by Leeds Station", "with York Singers".
    """
    if hit.first != hit.last or not hit.first or hit.last + 1 >= len(tokens) or tokens[hit.first].hard:
        return False
    before, then = tokens[hit.first - 1], tokens[hit.last + 1]
    if before.folded not in own.guests or not before.text.islower() or "\n" in text[before.end : hit.start]:
        return False
    if not then.upper or then.hard or text[hit.end : then.start] != " " or len(then.text) < _SURNAME:
        return False
    known = own.venues | own.groups | own.civic | own.regional | own.roads | own.houses
    return then.folded not in known and not then.folded.endswith(own.venue_endings or ("\n",))


def _is_behind_a_person(text: str, tokens: Sequence[Token], hit: Hit, bracket: int, own: Vocabulary) -> bool:
    """Whether a bracket stands right behind the two and more words of a name led by "by", "with" or the like.

    No house is among them, nor in the bracket before the city: "by the Old Mill (Leeds)", "(town hall Leeds)".
    """
    number = hit.first - 1
    while number >= 0 and tokens[number].start > bracket:
        if hit.first - number > _INSIDE or tokens[number].folded in own.venues:
            return False
        number -= 1
    last = number
    while number >= 0 and last - number < _PERSON:
        token = tokens[number]
        if "\n" in text[token.end : bracket]:
            return False
        if number < last and token.folded in own.guests:
            return last - number > 1
        known = own.venues | own.groups
        if (
            not token.upper
            or token.hard
            or token.folded in known
            or token.folded.endswith(own.venue_endings or ("\n",))
        ):
            return False
        number -= 1
    return number >= 0 and tokens[number].folded in own.guests and "\n" not in text[tokens[number].end : bracket]
