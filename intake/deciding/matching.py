"""Which draft or event does a proposal speak of: a score from 0 to 1, and the reasons in plain words.

The score is a logistic sum of the evidence for and against, the same whichever of the two came first. Thread and
link weigh most, then place and day, then hour, venue and words. Two events in one city on one day are two events
until something else says that they are one.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from intake.deciding.comparing import canonical, fold, kilometres, marks, overlap, words
from intake.deciding.draft import Details, Draft, Duplicate
from intake.reading import places
from intake.reading.proposal import About, Problem
from render.event import Event

PROPOSED = 0.5
"""From this score on a person is shown the pair."""
MOST = 10
"""So many duplicates of one draft are kept: nobody compares more, and who sends hundreds alike shall slow nobody."""
SURE = 0.85
"""From this score on, and from the same sender, the two are taken to be one."""

IN_THREAD = "in the same mail thread"
"""The reason of two sides of which one answers the other."""

NEAR, SAME_POINT = 25.0, 1.0  # kilometres: a suburb may be named for its city; one city's names share a point


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things compared. `thread` are Message-IDs: its own, and those it answers."""

    details: Details
    about: About = "new"
    sender: str = ""
    thread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How sure it is (0 to 1) that two sides speak of one event, and why, in plain words."""

    score: float
    reasons: tuple[str, ...]


def compare(one: Side, other: Side, common: frozenset[str] = frozenset()) -> Likeness:
    """How alike two sides are. `common` are words (folded, as `words` gives them) that every title here may have."""
    a, b = one, other
    if (one.about == "new") == (other.about == "new"):
        a, b = sorted((one, other), key=lambda side: repr(side.details))
    elif one.about == "new":
        a, b = other, one
    changing = a.about != "new"
    title = _title(a.details, b.details, common)
    if changing:  # "New date for our ride" is no other title than "Ride"
        title = [(max(weight, 0.0), words) for weight, words in title]
    evidence = [
        *_day(a.details, b.details, a.about),
        *_place(a.details, b.details, changing),
        *_hour(a.details, b.details, changing),
        *_link(a.details, b.details),
        *title,
        *_thread(a, b),
    ]
    # Who has two things to tell tells them under two titles: then one sender, group or house says nothing.
    if changing or all(weight >= 0 for weight, _ in title):
        evidence += [*_sender(a, b), *_organizer(a.details, b.details), *_venue(a.details, b.details, changing)]
    else:
        evidence += [(min(weight, 0.8), words) for weight, words in _venue(a.details, b.details, changing)]
    total = -0.5 + sum(weight for weight, _ in evidence)
    reasons = [words for weight, words in sorted(evidence, key=lambda item: -abs(item[0])) if words]
    return Likeness(round(1 / (1 + math.exp(-total)), 3), tuple(reasons))


def side_of_draft(draft: Draft) -> Side:
    """A draft as a side of a comparison."""
    ids = frozenset(name for name in (draft.mail_id, *draft.thread) if name)
    return Side(draft.details, draft.about, draft.sender.casefold(), ids)


def duplicates(
    side: Side,
    drafts: Iterable[Draft],
    events: Iterable[tuple[Event, Details]],
    common: frozenset[str] = frozenset(),
    threshold: float = PROPOSED,
) -> tuple[Duplicate, ...]:
    """The waiting drafts and the events that `side` may speak of, the surest first, at most `MOST`."""
    found = []
    for draft in drafts:
        if _days_apart(side, draft.details, draft.about):
            continue
        likeness = compare(side, side_of_draft(draft), common)
        if likeness.score >= threshold:
            found.append(Duplicate("draft", str(draft.id), likeness.score, likeness.reasons))
    for event, details in events:
        if _days_apart(side, details, "new"):
            continue
        likeness = compare(side, Side(details), common)
        if likeness.score >= threshold:
            found.append(Duplicate("event", event.id, likeness.score, likeness.reasons))
    return surest(found)


def surest(found: Iterable[Duplicate]) -> tuple[Duplicate, ...]:
    """The likeliest of what a draft may be a duplicate of, the surest first, as many as are kept."""
    return tuple(sorted(found, key=lambda one: (-one.score, one.kind, one.id)))[:MOST]


def both_ways(
    drafts: Iterable[Draft], became: Mapping[str, str] | None = None, waiting: Collection[str] = ()
) -> list[Draft]:
    """The drafts with their duplicates as they stand now, the surest first, whichever of a pair came first.

    Both of a pair carry the Problem that says so, and neither does once the pair is settled. `became` maps the ids of
    confirmed drafts to their events: a pair of such a draft is one of its event. `waiting` are the ids of waiting
    drafts beside those given. What was replaced is called by its replacement, and what is neither waiting nor on the
    list is nobody's duplicate.
    """
    every = list(drafts)
    here = {str(draft.id) for draft in every if draft.status == "waiting"}
    newer = {str(old): str(draft.id) for draft in every if draft.status == "waiting" for old in draft.replaces}

    def standing(one: Duplicate, own: Draft) -> Duplicate | None:
        name = newer.get(one.id, one.id) if one.kind == "draft" else one.id
        if one.kind == "draft" and became and name in became:
            return replace(one, kind="event", id=became[name]) if became[name] != own.event_id else None
        stands = one.kind == "event" or name in here or name in waiting
        return replace(one, id=name) if stands and (one.kind, name) != ("draft", str(own.id)) else None

    found: dict[str, dict[tuple[str, str], Duplicate]] = {}
    for draft in every:
        pairs = [pair for one in draft.duplicates if (pair := standing(one, draft)) is not None]
        found[str(draft.id)] = {(one.kind, one.id): one for one in pairs}
    for draft in every:
        for one in list(found[str(draft.id)].values()) if draft.status == "waiting" else ():
            if one.kind == "draft" and one.id in here:
                back = replace(one, id=str(draft.id))
                found[one.id].setdefault(("draft", back.id), back)
    new = {str(draft.id): draft for draft in every if draft.about == "new"}
    shown = []
    for draft in every:
        if draft.status == "waiting":
            mine = surest(found[str(draft.id)].values())
            problems = _doubted(draft, mine, new)
            if (mine, problems) != (draft.duplicates, draft.problems):  # few of thousands are one of a pair
                draft = replace(draft, duplicates=mine, problems=problems)
        shown.append(draft)
    return shown


def alike(one: Duplicate, named: tuple[str, ...]) -> Problem:
    """The Problem of a draft that may speak of the same event as another, which `named` tells a person of."""
    return Problem("duplicate", f"It may be the same as {one.kind} {one.id}: {', '.join(one.reasons)}.", named=named)


def called(details: Details) -> tuple[str, ...]:
    """What a person knows a draft or event by: its title, city and day."""
    day = details.date.isoformat() if details.date else None
    return tuple(part for part in (details.title, details.city, day) if part)


def _doubted(draft: Draft, mine: Sequence[Duplicate], new: Mapping[str, Draft]) -> tuple[Problem, ...]:
    """The draft's problems with that of its surest duplicate in place of the one noted when it came.

    `new` are the new drafts: another person's change of a draft is no duplicate of it.
    """
    noted = next((one for one in draft.problems if one.code == "duplicate"), None)
    if noted is None and not mine:
        return draft.problems
    problems = tuple(one for one in draft.problems if one.code != "duplicate")
    if draft.about != "new":
        return draft.problems if mine else problems
    likely = next((one for one in mine if one.kind == "event" or one.id in new), mine[0] if mine and noted else None)
    if likely is None:
        return problems
    named = called(new[likely.id].details) if likely.id in new else noted.named if noted else ()
    return (*problems, alike(likely, named))


def _days_apart(side: Side, other: Details, about: About) -> bool:
    """Whether two announcements name different days: then they are two events whatever else they share."""
    mine = side.details
    if side.about != "new" or about != "new" or mine.date is None or other.date is None:
        return False
    return mine.date > (other.end_date or other.date) or other.date > (mine.end_date or mine.date)


Evidence = Sequence[tuple[float, str]]


def _thread(a: Side, b: Side) -> Evidence:
    return [(4.0, IN_THREAD)] if a.thread & b.thread else []


def _sender(a: Side, b: Side) -> Evidence:
    same = a.sender and a.sender == b.sender
    return [(0.6 if a.about == "new" else 1.5, "from the same sender")] if same else []


def _day(a: Details, b: Details, about: About) -> Evidence:
    changing = about != "new"
    if a.date is None or b.date is None:
        return [(-1.5 if not changing else 0.0, "")]
    if (a.date, a.end_date or a.date) == (b.date, b.end_date or b.date):
        return [(0.0 if not changing else 1.5, f"same day ({a.date:%Y-%m-%d})")]
    if a.date <= (b.end_date or b.date) and b.date <= (a.end_date or a.date):
        return [(-0.4, f"days in common ({max(a.date, b.date):%Y-%m-%d})")]
    first, second = sorted((a.date, b.date))
    # A change may well be of the day; a cancellation names the day that was.
    weight = {"change": -1.2, "cancel": -4.0}.get(about, -9.0)
    return [(weight, f"different day ({first:%Y-%m-%d}, {second:%Y-%m-%d})")]


def _place(a: Details, b: Details, changing: bool) -> Evidence:
    if a.online and b.online:
        return [(-0.8, "both online")]
    if a.online != b.online and (a.city or b.city):
        return [(-2.5, "one is online")]
    if not a.city or not b.city:
        return [(-1.6 if not changing else 0.0, "")]
    apart = kilometres(a.coordinates, b.coordinates)
    same_country = not a.country or not b.country or a.country == b.country
    if same_country and (fold(a.city) == fold(b.city) or (apart is not None and apart <= SAME_POINT)):
        return [(0.0 if not changing else 1.0, f"same city ({min(a.city, b.city)})")]
    names = ", ".join(sorted((a.city, b.city)))
    if apart is not None and apart <= NEAR:
        return [(-1.2, f"neighbouring places ({names})")]
    if _also_called(a, b) or _also_called(b, a):
        return [(0.5 if changing else -0.6, f"names of one place ({names})")]
    return [(-2.5 if changing else -9.0, f"different city ({names})")]


def _also_called(a: Details, b: Details) -> bool:
    """Whether the name of one's city is another name of the other's: Valence is a city in France, and Valencia."""
    for entry in places.lookup(a.city or ""):
        if entry.kind == "city" and entry.country == b.country and entry.latitude and entry.longitude:
            apart = kilometres((entry.latitude, entry.longitude), b.coordinates)
            if apart is not None and apart <= SAME_POINT:
                return True
    return False


def _hour(a: Details, b: Details, changing: bool) -> Evidence:
    if a.start is None or b.start is None:
        return [(0.0, "")]
    if a.start == b.start:
        return [(1.5, f"same time ({a.start:%H:%M})")]
    first, second = sorted((a.start, b.start))
    apart = (second.hour * 60 + second.minute) - (first.hour * 60 + first.minute)
    weight = 0.0 if changing else -0.7 if apart <= 30 else -2.2
    return [(weight, f"different time ({first:%H:%M}, {second:%H:%M})")]


def _link(a: Details, b: Details) -> Evidence:
    mine = {canonical(url) for url in (a.link, *a.links) if url} - {None}
    yours = {canonical(url) for url in (b.link, *b.links) if url} - {None}
    if not mine or not yours:
        return []
    first, second = canonical(a.link or ""), canonical(b.link or "")
    if first and first == second:
        return [(3.0, "same link") if "/" in first else (0.6, "same website")]
    if any("/" in str(url) for url in mine & yours):
        return [(2.0, "a link in common")]
    if first and second and first.split("/")[0] == second.split("/")[0]:
        here, there = marks(first), marks(second)
        if here and there and not here & there:
            return [(-0.4, "")]  # two pages of one site
        return [(2.0, "same page in another form")] if here & there else [(0.0, "")]
    return [(-0.3, "")]


def _title(a: Details, b: Details, common: frozenset[str]) -> Evidence:
    if not a.title or not b.title:
        return []
    leave = common | words(" ".join(name for name in (a.city, b.city, a.region, b.region) if name))
    mine, yours = words(a.title) - leave, words(b.title) - leave
    if fold(a.title) == fold(b.title):
        return [(1.2 if mine else 0.4, "same title")]
    if not mine or not yours:
        return []
    alike = overlap(mine, yours)
    if alike >= 0.6:
        return [(1.6, "similar title")]
    if alike >= 0.3:
        return [(0.6, "some words of the title in common")]
    same_language = a.language is None or b.language is None or a.language[:2] == b.language[:2]
    return [(-0.9, "different title")] if same_language and alike == 0 else []


def _venue(a: Details, b: Details, changing: bool) -> Evidence:
    if not a.venue or not b.venue:
        return []
    leave = words(" ".join(name for name in (a.city, b.city) if name))
    mine, yours = words(a.venue) - leave, words(b.venue) - leave
    if fold(a.venue) == fold(b.venue) or (mine and yours and overlap(mine, yours) >= 0.5):
        return [(1.6, "same venue")]
    same_language = a.language is None or b.language is None or a.language[:2] == b.language[:2]
    return [(0.0 if changing else -1.2 if same_language else -0.6, "different venue")]


def _organizer(a: Details, b: Details) -> Evidence:
    if not a.organizer or not b.organizer:
        return []
    mine, yours = words(a.organizer), words(b.organizer)
    if fold(a.organizer) == fold(b.organizer) or (mine and yours and overlap(mine, yours) >= 0.6):
        return [(0.5, "same organizer")]
    return []
