"""What a mail calls by a town's name in one place, it calls so in others, too: what people meet about, a society."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from intake.reading.fields.where.hits import Scan
from intake.reading.fields.where.vocabulary import Vocabulary

__all__ = ["concern_everywhere"]


def concern_everywhere(scans: Iterable[tuple[Scan, Vocabulary]], home: Collection[str]) -> None:
    """What people meet about in one place of a mail is that wherever no word such as "in" stands before it.

    So is, outside the countries of the mail's `home`, what an occasion is called after.
    """
    kept = list(scans)
    about = {
        hit.name
        for scan, _ in kept
        for hit in scan.hits
        if hit.within == "concern" or (hit.within == "occasion" and not any(e.country in home for e in hit.entries[:1]))
    }
    for scan, own in kept:
        for hit in scan.hits if about else ():
            if hit.name not in about or hit.within not in (None, "group"):
                continue
            before = scan.tokens[hit.first - 1] if hit.first and not scan.tokens[hit.first].hard else None
            if before is None or before.folded not in own.before:
                hit.within = "concern"
