"""The marks of quoted lines: ">", a bar, or initials before them; and what only looks like one. Linear."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from intake.reading.alternatives import alternation
from intake.reading.lines import NO_SPACES, Line, phrases

__all__ = [
    "LONGEST_LINE",
    "WITH_INITIALS",
    "has_bars",
    "has_mailbox",
    "initials_of",
    "is_headed",
    "is_indented_alone",
    "is_more_than",
    "is_quote",
    "says_wrote",
    "typed_marks",
    "verbs",
]

LONGEST_LINE = 400
_MAILBOX = re.compile(r"\S@\S|mailto:")
_ABOVE = re.compile(r"^>\s?\d")
_SENT = re.compile(r"\b(?:19|20)\d\d\b.{0,40}?\b\d\d:\d\d:\d\d ?(?:[ap]m ?)?[(]?[+-]\d\d:?\d\d\b", re.IGNORECASE)
WITH_INITIALS = re.compile(r"^\s?([A-Z][A-Za-z]{0,3})>+ ?\S")


def is_quote(line: str) -> bool:
    """Whether a line starts with ">", as quoted ones do."""
    if ">" not in line and "&gt;" not in line:
        return False  # few lines need a look at where it stands
    if line.startswith(">From ") and ":" not in line[:12]:
        return False  # mbox files put a ">" before one's own line that opens with "From"
    if not line.lstrip().startswith((">", "&gt;")):
        return False
    return not line.rstrip().endswith(("<", "&lt;"))  # ">> TUESDAY <<"


@cache
def verbs() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The words for "wrote": a pattern of those that stand apart, and those of scripts that part no words."""
    spaced = [word for word in phrases("wrote") if not NO_SPACES.search(word)]
    glued = tuple(word for word in phrases("wrote") if NO_SPACES.search(word))
    return re.compile(rf"(?<!\w)(?:{alternation(spaced)})(?!\w)"), glued


def says_wrote(lowered: str) -> bool:
    """Whether somebody "wrote" in a line of small letters."""
    spaced, glued = verbs()
    return spaced.search(lowered) is not None or any(word in lowered for word in glued)


def has_mailbox(text: str) -> bool:
    """Whether an address of a mailbox stands in a text; in few lines one does."""
    return ("@" in text or "mailto:" in text) and _MAILBOX.search(text) is not None


def is_headed(lines: list[Line], at: int) -> bool:
    """Whether a line that says who wrote stands right above, a blank line between them or none.

    Whatever word it has for that, it has the hour with seconds and zone that mail programs write.
    """
    above = next((one.text.rstrip() for one in reversed(lines[max(0, at - 2) : at]) if one.text.strip()), "")
    if len(above) > LONGEST_LINE or not above.endswith((":", "：")):
        return False
    return says_wrote(above.lower()) or _SENT.search(above) is not None


def is_more_than(lines: list[Line], at: int) -> bool:
    """Whether a ">" alone among the lines says "more than": "> 100 people"."""
    if not _ABOVE.match(lines[at].text):
        return False
    before = next((line for line in reversed(lines[max(0, at - 3) : at]) if line.text.strip()), None)
    return before is not None and before.role == "own"


def is_indented_alone(lines: list[Line], at: int) -> bool:
    """Whether a line with ">" is set in and stands by itself, as in code; mail programs quote at the edge."""
    text = lines[at].text
    if not text.startswith(("  ", "\t")):
        return False
    beside = [lines[other] for other in (at - 1, at + 1) if 0 <= other < len(lines)]
    before = next((line for line in reversed(lines[max(0, at - 3) : at]) if line.text.strip()), None)
    return not any(is_quote(line.text) for line in beside) and before is not None and before.role == "own"


def initials_of(lines: list[Line]) -> frozenset[str]:
    """The initials that stand before quoted lines ("AB> When?"), where two lines or more have them."""
    found = Counter(match.group(1) for line in lines if ">" in line.text and (match := WITH_INITIALS.match(line.text)))
    return frozenset(name for name, count in found.items() if count > 1 and name != "PS")


def has_bars(lines: list[Line]) -> bool:
    """Whether quoted lines start with a bar: one stands under a line that says that somebody wrote it, or when."""
    for at, line in enumerate(lines):
        if line.text.startswith("|") and not lines[at - 1].text.startswith("|") and is_headed(lines, at):
            return True
    return False


def typed_marks(lines: list[Line]) -> frozenset[int]:
    """The lines whose ">" the writer typed: announced by a colon, and not among those of the mail quoted below.

    Or several each alone among other lines, as headings are (">> FRIDAY"): a quotation of what was quoted holds a ">".
    """
    marked = [at for at, line in enumerate(lines) if is_quote(line.text)]
    if len(marked) > 1 and all(lines[at].text.startswith(">>") and at + 1 not in marked for at in marked):
        return frozenset(at for at in marked if not is_headed(lines, at))
    heads = [at for at in marked if not is_quote(lines[at - 1].text) and is_headed(lines, at)]
    if not heads:
        return frozenset()
    quoted = {lines[at].text.strip("> \t") for at in marked if at >= heads[-1]}
    found: set[int] = set()
    for at in (at for at in marked if at < heads[-1]):
        above = next((one.text.rstrip() for one in reversed(lines[max(0, at - 2) : at]) if one.text.strip()), "")
        announced = above.endswith((":", "：")) and not says_wrote(above.lower())
        if (announced or at - 1 in found) and lines[at].text.strip("> \t") not in quoted:
            found.add(at)
    return frozenset(found)
