"""What an organizer's reply says of the events of its thread: changes, completions, cancellations, or nothing new.

A reply is short and leaves out what both sides know: "it's at 3pm not 2pm", "moved to Sunday", "Köln". So each piece
of it is read against the event it speaks of: what repeats the old value is what was, and what differs is what shall be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from intake.deciding.answers import QUESTIONS
from intake.deciding.decision import Impossible
from intake.deciding.details import moved as place_values
from intake.deciding.draft import Details, Draft
from intake.deciding.matching import fold
from intake.deciding.pieces import Piece, facts, pieces, same_city
from intake.deciding.settings import Settings
from intake.deciding.typed import edited, place_named
from intake.deciding.wording import Wording, wording
from intake.reading.languages import tags
from intake.reading.message import Message
from intake.reading.passages import newest, passages
from intake.reading.proposal import Context, Field, Finding, Place, Problem, Reading
from render.event import Event

SHORT = 400
"""Characters up to which a reply's language is not taken for known."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something a reply may speak of, and how it stands: with the changes that wait already."""

    thing: Draft | Event
    details: Details


@dataclass(slots=True)
class Said:
    """What a reply says of one subject: `details` as they would be after it. `about` is "change" or "cancel"."""

    subject: Subject
    details: Details
    cancel: bool = False
    findings: dict[Field, Finding] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    agrees: bool = False

    @property
    def changes(self) -> bool:
        """Whether it would change anything."""
        return self.cancel or self.agrees or self.details != self.subject.details


@dataclass(frozen=True, slots=True)
class Heard:
    """All that a reply says: `said` of its subjects; `idle` when it only thanks; neither when it is not understood."""

    said: tuple[Said, ...] = ()
    idle: bool = False


def hear(
    message: Message,
    reading: Reading,
    subjects: Sequence[Subject],
    settings: Settings,
    now: dt.datetime,
    away: frozenset[int] = frozenset(),
) -> Heard:
    """What the newest words of a reply say of the subjects, which come in the numbering of the mail it answers.

    `away` are offsets in the mail's text of what speaks of something else.
    """
    own = newest(message.text)
    languages = tuple(
        dict.fromkeys(
            tag
            for tag in (reading.language, *(subject.details.language for subject in subjects), *settings.languages[:1])
            if tag
        )
    )
    # Few words do not show their language: then those of every language count, after the likely ones.
    words = wording(languages if len(own) > SHORT else (*languages, *tags()))
    if not own.strip() or words.only(("thanks",), own):
        return Heard(idle=True)
    if words.only(("ok", "thanks", "all"), own):
        asked = [one for one in subjects if isinstance(one.thing, Draft) and _asked(one.thing)]
        return Heard(tuple(Said(subject, subject.details, agrees=True) for subject in asked), idle=not asked)
    context = Context(message.sent or message.received or now, languages, settings.countries or None)
    said: dict[int, Said] = {}
    last: list[int] = []
    body = [passage for passage in passages(message) if passage.part == "text" and passage.role == "body"]
    every = [piece for piece in pieces(body, context, words) if not words.only(("thanks",), piece.text)]
    for piece in every:
        if piece.opens:
            last = []
        if any(piece.start <= offset < piece.start + len(piece.text) for offset in away):
            continue
        named = _named(piece, subjects, words)
        chosen = named or last or _only(piece, subjects, words)
        last = named or last
        _take(piece, chosen, subjects, said, words, settings, context, len(every) == 1)
    return Heard(tuple(said[number] for number in sorted(said) if said[number].changes))


def _asked(draft: Draft) -> bool:
    """Whether our answer asked its sender something that a yes answers."""
    return any(problem.code in QUESTIONS for problem in draft.problems)


def _take(
    piece: Piece,
    chosen: list[int],
    subjects: Sequence[Subject],
    said: dict[int, Said],
    words: Wording,
    settings: Settings,
    context: Context,
    alone: bool,
) -> None:
    """Put what one piece says to the subjects chosen; to all of them, marked as doubtful, where it names none."""
    doubtful = not chosen and len(subjects) > 1
    for number in chosen or range(len(subjects)):
        one = said.get(number) or Said(subjects[number], subjects[number].details)
        before, cancelled = one.details, one.cancel
        _apply(piece, one, words, settings, context, alone)
        if one.details != before or one.cancel != cancelled:
            said[number] = one
            if doubtful and not any(problem.code == "which_event" for problem in one.problems):
                text = f"The reply does not say which of the {len(subjects)} events it means."
                one.problems.append(Problem("which_event", text))


def _apply(piece: Piece, one: Said, words: Wording, settings: Settings, context: Context, alone: bool) -> None:
    old = one.details
    if piece.asks:
        return
    if piece.label and piece.label != "none":
        try:
            now = edited(old, {piece.label: piece.value}, context.now, context.languages, settings.countries or None)
        except Impossible:
            pass
        else:
            one.details = now
            return
    new, findings, problems = facts(piece, old, one.subject.details, words)
    if new == old and (alone or (old.city is None and not old.online)) and not piece.whens:
        place = _bare_place(piece, words, settings)
        if place is not None:
            new = replace(old, **place_values(place))  # type: ignore[arg-type]
    if new.date == old.date and piece.says("cancel", words, "cancelled"):
        one.cancel = True
        return
    if new == old and piece.says("", words, "postponed"):
        new = replace(old, postponed=True)
    elif new.date != old.date:
        new = replace(new, postponed=False)
    one.details = new
    one.findings |= findings
    one.problems += [problem for problem in problems if problem not in one.problems]


def _bare_place(piece: Piece, words: Wording, settings: Settings) -> Place | None:
    """The place that a few words alone name: an answer to our question where it is."""
    text = piece.text.strip(" \t.!,;:-–—()\"'“”„«»")
    if not text or len(text) > 60 or len(text.split()) > 5:
        return None
    for bits in range(min(4, len(text.split()))):
        rest = " ".join(text.split()[bits:])
        place = place_named(rest, settings.countries or None)
        if place is not None:
            return place
    return None


def _named(piece: Piece, subjects: Sequence[Subject], words: Wording) -> list[int]:
    """The subjects that a piece names: by number, city or day; none where there is nothing to tell apart."""
    if len(subjects) < 2:
        return [0] if subjects else []
    if piece.numbers and all(1 <= number <= len(subjects) for number in piece.numbers):
        return [number - 1 for number in piece.numbers]
    if words.only(("all",), piece.text) or (words.has("all", piece.text) and words.has("cancel", piece.text)):
        return list(range(len(subjects)))
    folded = f" {fold(piece.text)} "
    by_city = [
        number
        for number, subject in enumerate(subjects)
        if subject.details.city
        and (f" {fold(subject.details.city)} " in folded or any(same_city(subject.details, p) for p in piece.places))
    ]
    days = {when.date for when in piece.days}
    by_day = [number for number, subject in enumerate(subjects) if subject.details.date in days]
    both = [number for number in by_city if number in by_day]
    for found in (both, by_city, by_day):
        if len(found) == 1:
            return found
    if by_city and len(by_city) < len(subjects):
        return by_city
    return []


def _only(piece: Piece, subjects: Sequence[Subject], words: Wording) -> list[int]:
    """The one subject that a piece can mean: whose old hour it names, or that alone lacks a city."""
    if len(subjects) < 2:
        return [0] if subjects else []
    starts = {when.start for when in piece.hours}
    fits = [number for number, subject in enumerate(subjects) if subject.details.start in starts - {None}]
    if len(fits) == 1:
        return fits
    lacking = [n for n, subject in enumerate(subjects) if subject.details.city is None and not subject.details.online]
    if len(lacking) == 1 and piece.places:
        return lacking
    lacking = [number for number, subject in enumerate(subjects) if subject.details.start is None]
    return lacking if len(lacking) == 1 and piece.hours and not piece.places else []
