"""What an organizer's reply says of the events of its thread: changes, completions, cancellations, or nothing new.

A reply is short and leaves out what both sides know: "it's at 3pm not 2pm", "moved to Sunday", "Köln". So each piece
of it is read against the event it speaks of: what repeats the old value is what was, and what differs is what shall be.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from intake.deciding.answers import QUESTIONS
from intake.deciding.changes import facts, is_old, same_city
from intake.deciding.clauses import cuts, names_city, parted
from intake.deciding.decision import Impossible
from intake.deciding.details import differences
from intake.deciding.details import moved as place_values
from intake.deciding.draft import Details, Draft
from intake.deciding.pieces import Piece, pieces
from intake.deciding.screened import Screened
from intake.deciding.settings import Settings
from intake.deciding.threads import Subject, Thread
from intake.deciding.typed import edited, place_named
from intake.deciding.wording import Wording, plain, wording
from intake.reading.languages import tags
from intake.reading.message import Message
from intake.reading.proposal import Context, Field, Finding, Place, Problem, Reading, When

SHORT = 400
"""Characters up to which a reply's language is not taken for known."""


MOST_TAKEN = 600
"""How often some words of a reply are held against an event. Who names none of many has not said which are meant."""
A_FEW_WORDS = 200

MOST_CUT = 100
"""Clauses of a reply that are read each for itself."""

POLITE = 120
"""Characters up to which thanks or a yes may be dressed in common words."""


@dataclass(slots=True)
class Said:
    """What a reply says of one subject: `details` as they would be after it. `about` is "change" or "cancel"."""

    subject: Subject
    details: Details
    cancel: bool = False
    findings: dict[Field, Finding] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    agrees: bool = False
    repeated: set[Field] = field(default_factory=set)
    """What the reply names as it stands already: where we had asked whether it is right, that is a yes."""

    @property
    def confirms(self) -> bool:
        """Whether it answers a question of ours with what we had understood."""
        thing = self.subject.thing
        return isinstance(thing, Draft) and any(
            one.code in QUESTIONS and one.field in self.repeated for one in thing.problems
        )

    @property
    def unsure(self) -> bool:
        """Whether the reply does not say that it means this one of several."""
        return any(problem.code == "which_event" for problem in self.problems)

    @property
    def only_link(self) -> bool:
        """Whether nothing but links would change."""
        return set(differences(self.subject.details, self.details)) <= {"link", "links"}

    @property
    def changes(self) -> bool:
        """Whether it would change anything."""
        return self.cancel or self.agrees or self.confirms or self.details != self.subject.details


@dataclass(frozen=True, slots=True)
class Heard:
    """All that a reply says: `said` of its subjects, `idle` when it only thanks, neither when it is not understood.

    `unclear` when it says something of one of several events and does not tell of which.
    """

    said: tuple[Said, ...] = ()
    idle: bool = False
    unclear: bool = False


def hear(
    message: Message,
    screened: Screened,
    reading: Reading,
    thread: Thread,
    settings: Settings,
    now: dt.datetime,
    away: frozenset[int] = frozenset(),
) -> Heard:
    """What the newest words of a reply say of what its thread is about.

    What they do not name is the mail that is answered; what they name, by number, city or day, may be anything in the
    thread. `away` are offsets in the mail's text of what speaks of something else.
    """
    own = screened.own
    subjects = thread.all
    languages = tuple(
        dict.fromkeys(
            tag
            for tag in (reading.language, *(subject.details.language for subject in subjects), *settings.languages[:1])
            if tag
        )
    )
    # Few words do not show their language: then those of every language count, after the likely ones.
    words = wording(languages if len(own) > SHORT else (*languages, *tags()))
    name = set(plain(f"{message.sender_name} {message.sender.partition('@')[0]}").split())
    loose = words.filler | name if len(own) < POLITE else frozenset(name)
    if not own.strip() or (words.has("thanks", own) and words.only(("thanks",), own, loose)):
        return Heard(idle=True)
    if words.has("ok", own) and words.only(("ok", "thanks", "all"), own, loose):
        asked = [one for one in thread.near if isinstance(one.thing, Draft) and _asked(one.thing)]
        return Heard(tuple(Said(subject, subject.details, agrees=True) for subject in asked), idle=not asked)
    context = Context(message.sent or message.received or now, languages, settings.countries or None)

    cut = 0

    def clauses(piece: Piece, make: Callable[[int, int, bool], Piece]) -> Iterable[Piece]:
        nonlocal cut
        at = cuts(piece, [subject.details for subject in subjects]) if len(subjects) > 1 else []
        cut += len(at)
        return parted(piece, at, make, words) if at and cut <= MOST_CUT else (piece,)

    every = [
        piece
        for piece in pieces(screened.body, context, words, clauses)
        if not words.only(("thanks",), piece.text) and not set(plain(piece.text).split()) <= name
    ]
    if not every:
        return Heard(idle=True)
    said: dict[int, Said] = {}
    last: list[int] = []
    skip = False
    taken = 0
    for piece in every:
        if piece.opens:
            last, skip = [], False
        skip = skip or any(piece.start <= offset < piece.start + len(piece.text) for offset in away)
        if skip:
            continue
        named = _named(piece, thread, words)
        beside = [number for number in named if names_city(piece, subjects[number].details)]
        if len(beside) > 1:  # the city of one is not the new one of another
            piece = _without_cities(piece, [subjects[number].details for number in beside])
        chosen = named or last or _only(piece, thread, words)
        last = named or last
        doubtful = (not chosen and len(thread.near) > 1) or (len(beside) > 1 and piece.stated is not None)
        one = _Reader(words, settings, context, alone=len(every) == 1)
        meant = chosen or range(len(thread.near))
        taken += len(meant) * (1 + len(piece.text) // A_FEW_WORDS)
        if taken > MOST_TAKEN:
            return Heard(unclear=True)
        for number in meant:
            one.take(
                piece,
                subjects[number],
                said.setdefault(number, Said(subjects[number], subjects[number].details)),
                doubtful,
            )
    told = tuple(said[number] for number in sorted(said) if said[number].changes)
    # A link may be that of all events, and who cancels without a word on which means them all; an hour is one event's.
    one_of_several = [one for one in told if one.unsure and not one.cancel and not one.only_link]
    return Heard(unclear=True) if told and len(one_of_several) == len(told) else Heard(told)


def _asked(draft: Draft) -> bool:
    """Whether our answer asked its sender something that a yes answers."""
    return any(problem.code in QUESTIONS for problem in draft.problems)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What reading one piece needs. `alone` says that the reply has no other."""

    words: Wording
    settings: Settings
    context: Context
    alone: bool

    def take(self, piece: Piece, subject: Subject, one: Said, doubtful: bool) -> None:
        """Put what a piece says to a subject; `doubtful` when it does not say which of several it means."""
        before, cancelled = one.details, one.cancel
        self._apply(piece, one)
        if doubtful and not one.unsure and (one.details != before or one.cancel != cancelled):
            one.problems.append(Problem("which_event", "The reply does not say which of the events it means."))

    def _apply(self, piece: Piece, one: Said) -> None:
        old = one.details
        if piece.asks:
            return
        countries = self.settings.countries or None
        if piece.label != "none":
            with contextlib.suppress(Impossible):
                value = {piece.label: piece.value}
                one.details = edited(old, value, self.context.now, self.context.languages, countries)
                return
        new, findings, problems = facts(piece, old, one.subject.details, self.words, countries)
        one.repeated |= _repeated(piece, new, self.words)
        nowhere = old.city is None and not old.online
        if new == old and not piece.whens and (nowhere or (self.alone and piece.places)):
            place = _bare_place(piece, self.settings, self.words)
            if place is not None:
                new = replace(old, **place_values(place))  # type: ignore[arg-type]
        if new.date == old.date and piece.calls_off:
            one.cancel = True
            return
        if new == old and "postponed" in piece.cues:
            new = replace(old, postponed=True)
        elif new.date != old.date:
            new = replace(new, postponed=False)
        one.details = new
        one.findings |= findings
        one.problems += [problem for problem in problems if problem not in one.problems]


def _repeated(piece: Piece, details: Details, words: Wording) -> set[Field]:
    """The day and the place where a piece names them just as they are: "Saturday is right"."""
    found: set[Field] = set()
    for one in piece.whens:
        when = one.value
        contradicts = ", not a " in (one.note or "")
        if not isinstance(when, When) or when.date is None or details.date is None or contradicts:
            continue
        bare = "weekday" in when.stated and not when.stated & {"day", "month", "year"}
        same = when.date.weekday() == details.date.weekday() if bare else when.date == details.date
        if same and not is_old(one, piece, words):
            found.add("when")
    if details.city and any(same_city(details, place) for place in piece.places):
        found.add("where")
    return found


def _bare_place(piece: Piece, settings: Settings, words: Wording) -> Place | None:
    """The place that a few words alone name: an answer to our question where it is."""
    text = piece.text.strip(" \t.!,;:-–—()\"'“”„«»")
    if not text or len(text) > 60 or len(text.split()) > 5:
        return None
    for bits in range(min(4, len(text.split()))):
        rest = " ".join(text.split()[bits:])
        if rest[0].islower() and any(
            word[0].isupper() and plain(word) not in words.common for word in text.split()[:bits]
        ):
            break  # "En Sevilla, claro" is not in Claro
        place = place_named(rest, settings.countries or None)
        if place is not None:
            return place
    left = text.split()
    while len(left) > 1 and left[0][0].isupper() and left[-1].islower():  # "Köln natürlich"
        left.pop()
        for bits in range(2 if plain(left[0]) in words.common else 1):  # "A Torino ovviamente"
            rest = " ".join(left[bits:]).rstrip(" ,;:–—-")
            place = place_named(rest, settings.countries or None) if rest else None
            if place is not None:
                return place
    return None


def _without_cities(piece: Piece, events: Sequence[Details]) -> Piece:
    """A piece that speaks of several events by their cities, without these and without a venue, which is one's."""
    wheres = tuple(
        one
        for one in piece.wheres
        if not (isinstance(one.value, Place) and any(same_city(details, one.value) for details in events))
    )
    return replace(piece, wheres=wheres, venues=())


def _named(piece: Piece, thread: Thread, words: Wording) -> list[int]:
    """The subjects that a piece names: by number, city or day; none where there is nothing to tell apart."""
    subjects = thread.all
    if len(subjects) < 2:
        return [0] if subjects else []
    numbers = piece.numbers
    if not numbers and not piece.whens and piece.calls_off:
        numbers = tuple(piece.bare_numbers(len(thread.near)))  # "2 and 3 are cancelled"
    numbered = [thread.numbered(number) for number in numbers]
    if numbered and all(numbered):
        return [subjects.index(one) for one in numbered if one is not None]
    meant_all = words.has("all", piece.text) and (piece.shift is not None or piece.calls_off)
    if meant_all or words.only(("all",), piece.text):
        return list(range(len(subjects)))
    by_city = [number for number, subject in enumerate(subjects) if names_city(piece, subject.details)]
    days = {when.date for when in piece.days}
    by_day = [number for number, subject in enumerate(subjects) if subject.details.date in days]
    both = [number for number in by_city if number in by_day]
    for found in (both, by_city, by_day):
        if len(found) == 1:
            return found
    return by_city if len(by_city) < len(subjects) else []


def _only(piece: Piece, thread: Thread, words: Wording) -> list[int]:
    """The one subject that a piece can mean: whose old hour it names, or that alone lacks a city or an hour."""
    near = thread.near
    if len(near) < 2:
        return [0] if near else []
    old = {one.value.start for one in piece.whens if isinstance(one.value, When) and is_old(one, piece, words)}
    for starts in (old - {None}, {when.start for when in piece.hours}):
        fits = [number for number, subject in enumerate(near) if subject.details.start in starts]
        if len(fits) == 1:
            return fits
    lacking = [n for n, subject in enumerate(near) if subject.details.city is None and not subject.details.online]
    if len(lacking) == 1 and piece.places:
        return lacking
    lacking = [number for number, subject in enumerate(near) if subject.details.start is None]
    return lacking if len(lacking) == 1 and piece.hours and not piece.places else []
