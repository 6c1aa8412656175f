"""Events that have no place: "online", "via Zoom", "Livestream", where the words say that the event is there."""

from __future__ import annotations

import re

from intake.reading.fields.where.hits import Scan
from intake.reading.fields.where.support import label_before
from intake.reading.fields.where.vocabulary import Vocabulary
from intake.reading.proposal import Finding, Passage, Place

_MOST = 50
_NEAR = 40  # characters between phrases that say the same once more
_LONGEST = 3  # words of a phrase
_PARTED = re.compile(r"[|•·\t;,，、(\[]|(?: [-–—@/+] )|[–—]|^")
_CLOSED = re.compile(r"\s*(?:$|[|•·\t;,，、)\].!\n]|[-–—]|\d)")
_ALPHA = re.compile(r"[^\W\d_]")


def online(scan: Scan, passage: Passage, words: Vocabulary) -> list[Finding]:
    """The findings that say an event is online; "register online" is none. Value: Place(online=True)."""
    found: list[Finding] = []
    told = -1
    for number in [number for number, token in enumerate(scan.tokens) if token.folded in words.online_starts]:
        last = _phrase(scan, number, words) if number > told else None
        if last is None:
            continue
        score = _score(scan, number, last, passage, words)
        if score:
            start, end = scan.tokens[number].start, scan.tokens[last].end
            found.append(_finding(scan, passage, start, end, score))
        told = last
        if len(found) == _MOST:
            break
    found += _runs(scan, passage, words)
    kept: list[Finding] = []
    for one in sorted(found, key=lambda one: one.start):
        if kept and one.start - kept[-1].end < _NEAR:
            kept[-1] = max(kept[-1], one, key=lambda found: found.score)
        else:
            kept.append(one)
    return kept


def _runs(scan: Scan, passage: Passage, words: Vocabulary) -> list[Finding]:
    """Phrases in scripts that put no blanks between words."""
    found: list[Finding] = []
    for token in [token for token in scan.tokens if token.caseless and 2 <= len(token.text) <= 200]:
        phrase = max((one for one in words.online_runs if one in token.folded), key=len, default=None)
        held = phrase is not None and (len(phrase) >= 4 or any(word in token.folded for word in words.online_held))
        if phrase is not None and held and len(token.folded) == len(token.text):
            start = token.start + token.folded.index(phrase)
            found.append(_finding(scan, passage, start, start + len(phrase), 0.45))
    return found


def _finding(scan: Scan, passage: Passage, start: int, end: int, score: float) -> Finding:
    return Finding(
        "where", Place(None, online=True), scan.text[start:end], passage.start + start, passage.start + end,
        passage.part, "online", score=score,
    )  # fmt: skip


def _phrase(scan: Scan, number: int, words: Vocabulary) -> int | None:
    """The last token of a phrase for "online" that starts at a token."""
    token = scan.tokens[number]
    for last in range(min(number + _LONGEST, len(scan.tokens)) - 1, number - 1, -1):
        end = scan.tokens[last]
        if scan.folded[token.at : end.at + len(end.folded)] in words.online:
            return last
    return None


def _score(scan: Scan, first: int, last: int, passage: Passage, words: Vocabulary) -> float:
    text, tokens = scan.text, scan.tokens
    start, end = tokens[first].start, tokens[last].end
    before, after = text[max(0, start - 160) : start].rpartition("\n")[2], text[end : end + 40]
    around = [*tokens[max(0, first - 3) : first], *tokens[last + 1 : last + 4]]
    if any(token.folded in words.online_not for token in around):
        return 0.0
    if label_before(before, words):
        return 0.9
    role = {"signature": -0.3, "quoted": -0.4, "subject": 0.1}.get(passage.role, 0.0)
    cell = _PARTED.split(before)[-1]
    if not _ALPHA.search(cell) and _CLOSED.match(after):
        return max(0.0, 0.55 + role)
    if last > first or any(token.folded in words.online_held for token in around):
        return max(0.0, 0.45 + role)
    return 0.0
