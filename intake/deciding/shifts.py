"""By how much a few words say that an event is moved, against what is known of it: "half an hour earlier"."""

from __future__ import annotations

from intake.deciding.draft import Details
from intake.reading.fields.when import Shift, shift
from intake.reading.languages import tags
from intake.reading.proposal import Context, Finding, Passage, When

# Characters that do not show their language.
_FEW_WORDS = 120


def moved_by(text: str, passage: Passage, context: Context) -> Shift | None:
    """By how much the piece says something is moved: in the mail's languages, else, of a few words, in any."""
    known = tags() if len(text) <= _FEW_WORDS else ()
    likely = (passage.languages, *((tag,) for tag in (*(context.languages or ()), *known)))
    return next((found for some in likely if some and (found := shift(text, some)) is not None), None)


def says_length(found: Finding, by: Shift | None, start: int) -> bool:
    """Whether a finding's words are part of those that say by how much something is moved ("une heure plus tôt")."""
    return by is not None and found.start - start < by.end and found.end - start > by.start


def as_finding(text: str, start: int, by: Shift, new: Details) -> Finding:
    """The finding of a day and hour that follow from the known ones: its words are those that say by how much."""
    value = When(new.date, new.start, new.end_date, new.end)
    words = text[by.start : by.end]
    return Finding("when", value, words, start + by.start, start + by.end, "text", "half an hour earlier")
