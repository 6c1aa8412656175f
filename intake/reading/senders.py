"""What a city says that is named outside the letter itself: in the sender's name, a signature or a quoted mail."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intake.reading import cues
from intake.reading.fields.where import OF_A_COUNCIL, OF_ITS_HOST
from intake.reading.fields.where.vocabulary import everything
from intake.reading.layout import Layout, Line
from intake.reading.proposal import Finding, Passage

SIGNATURE = 0.4
"""What a signature says for its city."""
CLOSING_LINE = 60
"""Characters up to which the last line of a letter is one that closes it."""
_QUOTED, _SENDER = 0.2, 0.6
_OF_A_NAME = 2
_ADDRESS = 0.5
_STEM = 5  # letters that a word and its forms have in common
_POSTCODE = re.compile(r"\d{4,6}\s*$")
_TELEPHONE = re.compile(r"\W*(?:[^\W\d_]{1,10}\W{0,3})?\+?\d[\d ()/.-]{6,20}\s*$")


def signs(line: Line, layout: Layout, sender: str) -> bool:
    """Whether a mail ends with a line of two words of its sender's name and more, or one below that: where they are.

    Or with an address over a telephone number.
    """
    if _above_a_telephone(line, layout):
        return True
    if line is not layout.lines[-1] or not line.number or not sender:
        return False
    names = set(cues.words(sender))
    if len(names.intersection(cues.words(line.text))) >= _OF_A_NAME and len(line.text) <= CLOSING_LINE:
        return True
    return layout.lines[line.number - 1].text.strip(" -–—").casefold() == sender.casefold()


def _above_a_telephone(line: Line, layout: Layout) -> bool:
    """Whether a line is the last but one of a mail, and the last is a telephone number."""
    last = layout.lines[-1]
    return line.number + 1 == last.number and not line.label and _TELEPHONE.match(last.text) is not None


def personal(found: Finding, sender: str, layout: Layout) -> bool:
    """Whether a name outside the letter itself is a person's: the first of the sender's two names, or a guess."""
    names = sender.split()
    if found.part == "sender" and "read as" in (found.note or ""):
        return True
    if not 1 <= len(names) <= 2 or found.words.casefold() != names[0].casefold():
        return False
    if found.rule == OF_A_COUNCIL or any(cue.key == "event" for cue in cues.find(sender)):
        return False  # "Madison Vigil"
    if len(names) < 2:
        return True
    if everything().clubs.intersection(cues.words(names[1])):
        return False  # "Leeds Hackspace"
    # "Preston Allotments", of allotments or from prestonallotments.example
    return found.rule != OF_ITS_HOST and not _is_a_word(names[1], layout)


def _is_a_word(name: str, layout: Layout) -> bool:
    """Whether the mail has a name as a word with a small letter, too, in this form or without its last letters."""
    stem = name[: max(len(name) - 2, _STEM)].lower()
    if len(stem) < _STEM or stem == name[: len(stem)]:
        return False
    return any(re.search(rf"(?<!\w){re.escape(stem)}", text) is not None for text in layout.texts.values())


def outside(found: Finding, passages: Sequence[Passage], roles: dict[tuple[str, int], str]) -> dict[str, float]:
    """What speaks for a city that is named outside the letter, by its reason: the sender's name, a signature, a quote.

    `roles` are those of the passages by their part and start.
    """
    score = min(found.score, 1.5) * 0.3
    if found.part == "sender":
        return {"sender": _SENDER + score}
    passage = next(
        (p for p in passages if p.part == found.part and p.start <= found.start < p.start + len(p.text)), None
    )
    if passage is None or passage.role != "signature":
        return {"quoted": _QUOTED + score}
    before = passage.text[max(found.start - passage.start - 8, 0) : found.start - passage.start]
    address = _ADDRESS if _POSTCODE.search(before) else 0.0
    return {"signature": SIGNATURE + score + address}
