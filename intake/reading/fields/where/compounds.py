"""What a name is only a part of: a street's, a newspaper's, an occasion's or a building's name, or what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from intake.reading.fields.where.tokens import Token

if TYPE_CHECKING:
    from intake.reading.fields.where.scan import Hit
    from intake.reading.fields.where.vocabulary import Vocabulary

Within = Literal["road", "occasion", "venue", "concern"]

# Small words that name a place after a road's word: "parco a Lecco", "rue à Lyon".
_INSIDE = frozenset(("a", "à", "in", "en", "em", "i", "im", "w", "v", "в", "на", "στην", "στη", "στο"))
_JOINED = (" ", "-", "‐", "‑", "")


def within(text: str, tokens: Sequence[Token], hit: Hit, words: Vocabulary, own: Vocabulary) -> Within | None:
    """What the name is a part of, None when it stands for itself.

    "road": "Rue de Paris", "Berliner Straße", "Kent Times"; "occasion": "Hiroshima Day"; "venue": "Riverside Park",
    which may be there or anywhere; "concern": "solidarity with Gaza".
    """
    if hit.how == "landmark":
        return None
    if _after_road(text, tokens, hit, words):
        return "road"
    following = tokens[hit.last + 1] if hit.last + 1 < len(tokens) and not tokens[hit.last + 1].hard else None
    if following is not None:
        gap = text[hit.end : following.start]
        if gap in _JOINED:
            if following.folded in words.roads:
                return "road"
            if _occasion(tokens, hit, gap, own):
                return "occasion"
        if gap == " " and following.upper and following.folded in own.venues and _named_after(hit, following, own):
            return "venue"
    if own.concerned and _concerned(tokens, hit, own):
        return "concern"
    return None


def _named_after(hit: Hit, venue: Token, own: Vocabulary) -> bool:
    """Whether a hall or park may be called after the name without being there; "Kassel Rathaus" is in Kassel."""
    return not own.capitals and venue.folded not in own.civic and hit.how not in ("adjective", "nickname")


def one_of(tokens: Sequence[Token], wanted: frozenset[str]) -> bool:
    """Whether one of the wanted words stands before the name, alone or with one or two small words ("rue de la")."""
    for number, token in enumerate(reversed(tokens)):
        if token.folded in wanted:
            return True
        if len(token.folded) > 4 or (number and token.hard):
            return False
    return False


def _after_road(text: str, tokens: Sequence[Token], hit: Hit, words: Vocabulary) -> bool:
    lead = tokens[max(0, hit.first - 3) : hit.first]
    return (
        not tokens[hit.first].hard
        and one_of(lead, words.roads_before)
        and lead[-1].folded not in _INSIDE
        and "\n" not in text[lead[-1].end : hit.start]
    )


def _occasion(tokens: Sequence[Token], hit: Hit, gap: str, own: Vocabulary) -> bool:
    """Whether the next word makes an occasion of the name; "Leeds Day of Dance" is one in Leeds."""
    if tokens[hit.last + 1].folded not in own.occasions:
        return False
    after = tokens[hit.last + 2] if hit.last + 2 < len(tokens) else None
    return gap != " " or after is None or after.hard or after.folded not in own.joining


def _concerned(tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether the two words before, or those before an article, say what people meet about."""
    if tokens[hit.first].hard:
        return False
    lead = [token.folded for token in tokens[max(0, hit.first - 3) : hit.first]]
    if lead and lead[-1] in own.articles:
        lead.pop()
    return bool(lead) and (lead[-1] in own.concerned or " ".join(lead[-2:]) in own.concerned)
