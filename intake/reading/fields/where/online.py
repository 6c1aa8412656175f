"""Events that have no place: "online", "via Zoom", "Livestream", where the words say that the event is there."""

from __future__ import annotations

import re

from intake.reading.fields.where.scan import Scan
from intake.reading.fields.where.support import label_before
from intake.reading.fields.where.vocabulary import Vocabulary
from intake.reading.proposal import Finding, Passage, Place

_LONGEST = 3  # words of a phrase
_PARTED = re.compile(r"[|•·\t;,，、(\[]|(?: [-–—@/+] )|[–—]|^")
_CLOSED = re.compile(r"\s*(?:$|[|•·\t;,，、)\].!\n]|[-–—]|\d)")
_ALPHA = re.compile(r"[^\W\d_]")


def online(scan: Scan, passage: Passage, words: Vocabulary) -> list[Finding]:
    """The findings that say an event is online; "register online" is none. Value: Place(online=True)."""
    found: list[Finding] = []
    number = 0
    while number < len(scan.tokens):
        last = _phrase(scan, number, words)
        if last is not None:
            score = _score(scan, number, last, passage, words)
            if score:
                start, end = scan.tokens[number].start, scan.tokens[last].end
                found.append(
                    Finding(
                        "where", Place(None, online=True), scan.text[start:end], passage.start + start,
                        passage.start + end, passage.part, "online", score=score,
                    )
                )  # fmt: skip
            number = last
        number += 1
    return found


def _phrase(scan: Scan, number: int, words: Vocabulary) -> int | None:
    """The last token of a phrase for "online" that starts at a token."""
    token = scan.tokens[number]
    if token.folded not in words.online_starts:
        return None
    for last in range(min(number + _LONGEST, len(scan.tokens)) - 1, number - 1, -1):
        end = scan.tokens[last]
        if scan.folded[token.at : end.at + len(end.folded)] in words.online:
            return last
    return None


def _score(scan: Scan, first: int, last: int, passage: Passage, words: Vocabulary) -> float:
    text, tokens = scan.text, scan.tokens
    start, end = tokens[first].start, tokens[last].end
    line_start = text.rfind("\n", 0, start) + 1
    before, after = text[max(line_start, start - 160) : start], text[end : end + 40]
    around = [*tokens[max(0, first - 3) : first], *tokens[last + 1 : last + 4]]
    if any(token.folded in words.online_not for token in around):
        return 0.0
    if label_before(before, words):
        return 0.9
    role = {"signature": -0.3, "quoted": -0.4, "subject": 0.1}.get(passage.role, 0.0)
    cell = _PARTED.split(before)[-1]
    if not _ALPHA.search(cell) and _CLOSED.match(after):
        return max(0.0, 0.55 + role)
    if any(token.folded in words.online_held for token in around):
        return max(0.0, 0.45 + role)
    return 0.0
