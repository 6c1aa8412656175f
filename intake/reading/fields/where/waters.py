"""Rivers and valleys that are called like towns: "the Ashby River", and "Ashby Cleanup" in the same mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from intake.reading.fields.where.hits import Hit, Scan
from intake.reading.fields.where.tokens import Token
from intake.reading.fields.where.vocabulary import Vocabulary

__all__ = ["of_waters"]

_LARGE = 200_000  # a city of this size is called what it is, whatever its river is


def of_waters(scans: Iterable[tuple[Scan, Vocabulary]]) -> None:
    """Take for what people meet about what a mail calls a river or a valley, wherever it is a part of a longer name.

    Behind an article, too. "In Ashby", "Ashby, Kent" and "Ashby:" are the town all the same.
    """
    kept = list(scans)
    named = {
        hit.name
        for scan, own in kept
        for hit in scan.hits
        if hit.how == "exact" and (named_water(scan.text, scan.tokens, hit, own) or _led_by_one(scan.tokens, hit, own))
    }
    for scan, own in kept if named else ():
        for hit in scan.hits:
            if hit.name in named and hit.within in (None, "venue", "group") and _goes_on(scan, hit, own):
                hit.within = "concern"


def named_water(text: str, tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether a word for a river or valley stands behind a town's name: "Ashby River"."""
    if hit.last + 1 >= len(tokens) or tokens[hit.last + 1].hard or hit.largest_city() >= _LARGE:
        return False
    following = tokens[hit.last + 1]
    written = following.upper or not own.waters_before  # where words for it stand on both sides, it is part of the name
    return following.folded in own.waters and written and text[hit.end : following.start] == " "


def _led_by_one(tokens: Sequence[Token], hit: Hit, own: Vocabulary) -> bool:
    """Whether a word for a river stands before a town's name: "río Duero"."""
    before = tokens[hit.first - 1] if hit.first and not tokens[hit.first].hard else None
    return before is not None and before.folded in own.waters_before and hit.largest_city() < _LARGE


def _goes_on(scan: Scan, hit: Hit, own: Vocabulary) -> bool:
    """Whether a name is the first word of a longer one, or stands behind an article."""
    tokens = scan.tokens
    before = tokens[hit.first - 1].folded if hit.first and not tokens[hit.first].hard else ""
    if before in own.before:
        return False
    following = tokens[hit.last + 1] if hit.last + 1 < len(tokens) and not tokens[hit.last + 1].hard else None
    goes_on = following is not None and following.upper and scan.text[hit.end : following.start] == " "
    return goes_on or before in own.articles
