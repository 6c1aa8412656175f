"""Who holds the event: a label ("Organised by ...", "Veranstalter: ..."), a signature's first line, a sender's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from intake.reading import cues
from intake.reading.proposal import Context, Finding, Message, Passage
from intake.reading.quotes import sort
from intake.reading.signatures import is_closing

_LINE = re.compile(r"[^\n]+")
_WORDS = re.compile(r"[\w*]+(?:[ '’][\w*]+)*")
_GLUED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_DASHES = re.compile(r"^\s*(?:--|__|—)+\s*$")
_NO_NAME = re.compile(r"[@/]|\d{3}|://|www\.")
_LONGEST = 100
_LABEL = "an organizer's label"
_FAREWELL = 2
"""The last lines of a text, in which people sign with their names."""
_MORE = 5
"""Letters that a line has beside a name, so that it says something of it."""


def find(passage: Passage, context: Context) -> list[Finding]:
    """Organizers a passage names: after a label (`score` 3), or on a signature's first line (`score` 1)."""
    if passage.role in ("quoted", "subject"):
        return []
    result: list[Finding] = []
    for match in _LINE.finditer(passage.text):
        line = match[0]
        named = _labelled(line)
        if named is not None:
            text, at = named
            result.append(_finding(text, passage, match.start() + at, 3.0, _LABEL))
    if passage.role == "signature":
        for match in _LINE.finditer(passage.text):
            line = match[0].strip()
            if not line or _DASHES.match(line) or is_closing(line):
                continue
            if not _NO_NAME.search(line) and len(line) <= 60:
                at = match.start() + match[0].index(line)
                result.append(_finding(line, passage, at, 1.0, "a signature's first line"))
            break
    return result


def _labelled(line: str) -> tuple[str, int] | None:
    head, colon, rest = line.partition(":")
    if colon and len(head) < 40 and cues.label(head.strip(" *_-•\t"))[:1] == ("organizer",):
        text = rest.strip(" *_\t\r")
        if text and not _NO_NAME.match(text) and len(text) <= _LONGEST:
            return text, line.index(text, len(head) + 1)
    # "Organised by X" without a colon: the label is two words or more.
    words = line.strip(" *_-•\t").split(" ")
    for length in (2, 3):
        if len(words) > length and "organizer" in cues.label(" ".join(words[:length])):
            text = " ".join(words[length:]).split(" http")[0].rstrip(" .,;*_")
            if text and len(text) <= 80 and not _NO_NAME.match(text):
                return text, line.index(text)
    return None


def of_sender(message: Message) -> Finding | None:
    """The sender's name as organizer, when it is a name and no address."""
    name = " ".join(message.sender_name.split()).strip("\"'")
    if not name or _NO_NAME.search(name):
        return None
    return Finding("organizer", name, name, 0, len(name), "sender", "the sender's name", certain=True, score=0.5)


def meant_for_the_public(found: Finding, passages: Sequence[Passage]) -> bool:
    """Whether the mail itself gives this name as the event's, so that it may be proposed for the public page.

    A label or a web page's own data says so. A sender's name, a signature or what a calendar program filled in may be
    a person's who did not think of that: such a name counts only where the announcement says it, too, in a line with
    other words that is not among the farewell's. Otherwise it stays an alternative that a maintainer may choose.
    """
    if found.rule == _LABEL or found.part == "schema":
        return True
    told = " ".join(_folded(found.words))
    if not told:
        return False
    # In scripts without spaces a name stands within a run of letters.
    wanted, more = (told, 2) if _GLUED.search(told) else (f" {told} ", _MORE)
    for passage in passages:
        if passage.role not in ("subject", "body", "forwarded"):
            continue
        said = passage.text.casefold()
        if not all(word in said for word in told.split()):
            continue  # what most mails settle without a look at their lines
        lines = _folded_lines(passage.text, passage.role == "forwarded")
        if passage.role != "subject":
            lines = lines[:-_FAREWELL]
        if any(wanted in f" {line} " and len(line) >= len(told) + more for line in lines):
            return True
    return False


@lru_cache(maxsize=8)  # a list of a hundred events asks as often for the same lines
def _folded_lines(text: str, passed_on: bool) -> tuple[str, ...]:
    """The lines with words; of a mail that was `passed_on` less those that only say whose it was."""
    told = [line.text for line in sort(text) if line.role != "marker"] if passed_on else text.split("\n")
    return tuple(" ".join(_folded(line)) for line in told if line.strip())


def _folded(text: str) -> list[str]:
    return [word.strip("*_").casefold() for word in _WORDS.findall(text)]


def _finding(text: str, passage: Passage, start: int, score: float, rule: str) -> Finding:
    start += passage.start
    return Finding("organizer", text, text, start, start + len(text), passage.part, rule, score=score)
