"""Whether a name that is a town's, too, is rather a square's, a hall's or a bridge's: "Neumarkt", "Hôtel de Ville"."""

from __future__ import annotations

from collections.abc import Sequence

from intake.reading.fields.where.hits import Hit
from intake.reading.fields.where.tokens import Token
from intake.reading.fields.where.vocabulary import Vocabulary

__all__ = ["TOWN", "is_a_building", "is_a_square", "is_entered"]

TOWN = 15_000
"""A town of this size is meant by a name that a building might have, too."""


def is_a_square(hit: Hit, placed: float, own: Vocabulary) -> bool:
    """Whether a name of one word is rather a square's or a hall's: Neumarkt, Neuhaus."""
    return (
        hit.first == hit.last
        and placed < 0.25
        and hit.largest() < 100_000
        and hit.name.endswith(own.venue_endings or ("\n",))
    )


def is_entered(hit: Hit, previous: Token | None, following: Token | None, own: Vocabulary) -> bool:
    """Whether "in" and no article stands before a town's own name, where nouns are written small.

    "in Hebden Bridge", "i Brøndby Strand", "em Porto Salvo": a bridge or a harbour would have an article.
    """
    if own.capitals or previous is None or previous.folded not in own.inside or not previous.text.islower():
        return False
    alone = following is None or not following.upper
    return alone and hit.how == "exact" and hit.entries.own


def is_a_building(tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether a name of several words is rather a building's or a square's: "Washington Square", "Hôtel de Ville".

    "Hebden Bridge station" is the town's.
    """
    following = tokens[hit.last + 1] if hit.last + 1 < len(tokens) and not tokens[hit.last + 1].hard else None
    if following is not None and not following.upper and following.folded in own.houses:
        return False
    if tokens[hit.last].folded in own.venues:
        return True
    if not own.venues_first or tokens[hit.first].folded not in own.venues:
        return False
    before = tokens[hit.first - 1].folded if hit.first and not tokens[hit.first].hard else ""
    named = before in own.articles or before in own.venues or tokens[hit.first].folded in own.grounds
    return named or not any(entry.main and entry.population >= TOWN for entry in hit.entries)  # Puerto Montt
