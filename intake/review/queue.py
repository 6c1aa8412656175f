"""The waiting drafts in their order: what is urgent, what a search finds, and where to go from a draft."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import g, request, url_for

from intake.deciding.comparing import fold
from intake.deciding.draft import Details, Draft, urgency
from intake.reading.proposal import Problem
from intake.review.app import kept, maintainer, speech, the_desk
from intake.review.rows import place_text, shown
from intake.review.words import tongue_of
from intake.store import Mail
from render.filters import day_heading
from render.languages import Language

TOGETHER = 12
"""So many drafts of one mail are one list."""


@dataclass(frozen=True, slots=True)
class Line:
    """A draft as lists show it; its day has a year only where that is not this one.

    `refused` is what a mail server said when it refused the last mail to the sender, if one did.
    """

    draft: Draft
    day: str
    time: str
    place: str
    opened_by: tuple[str, ...]
    refused: str = ""

    @property
    def clean(self) -> bool:
        """Whether nothing about it needs a look: neither a problem nor a likeness to something known."""
        return not self.draft.problems and not self.draft.duplicates


def waiting() -> list[Draft]:
    """All waiting drafts that the address's search and filters let through, most urgent first."""
    return let_through(the_desk().store.drafts())


def let_through(drafts: Iterable[Draft]) -> list[Draft]:
    """Those of the drafts that the address's search and filters let through, most urgent first."""
    words = fold(request.args.get("q", "")).split()
    tongue = tongue_of(speech())
    country, language = request.args.get("country", ""), request.args.get("language", "")
    found = []
    for draft in drafts:
        if country and draft.details.country != country:
            continue
        if language and draft.language != language:
            continue
        text = searched(draft.details, tongue, draft.subject, draft.sender) if words else ""
        if not all(word in text for word in words):
            continue
        found.append(draft)
    return sorted(found, key=urgency)


def searched(details: Details, tongue: Language, *more: str) -> str:
    """What a search looks through, folded: who writes "koln", "Germany" or "2027-05-08" finds what stands there."""
    country = tongue.locale.territories.get(details.country or "", details.country)
    day = details.date.isoformat() if details.date else None
    own = (details.title, details.city, details.region, country, details.venue, details.organizer, details.link, day)
    return fold(" ".join(filter(None, (*own, *more))))


def refusal(draft: Draft, mails: Sequence[Mail]) -> str:
    """Why the newest of these refused mails about a draft was refused; "" where none of them is about it."""
    own = {f"draft:{draft.id}", f"event:{draft.event_id}"}
    to = draft.sender.casefold()
    about = (
        mail.error or mail.state
        for mail in reversed(mails)
        if f"draft:{draft.id}" in mail.speaks_of or (mail.recipient.casefold() == to and own & {*mail.speaks_of})
    )
    return next(about, "")


def line(draft: Draft, tongue: Language, opened_by: tuple[str, ...] = (), refused: str = "") -> Line:
    """A draft as the queue shows it."""
    details = draft.details
    country = tongue.locale.territories.get(details.country or "", details.country)
    return Line(
        draft,
        day_heading(details.date, tongue, g.now.year) if details.date else "",
        shown(details, "start", tongue),
        place_text(details.city, None, country),
        opened_by,
        refused,
    )


def grouped(family: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The drafts of one mail as its page lists them: many of them in what is to check, what is not, what is decided.

    Groups are named by the key of their words, "" where all stand together.
    """
    if len(family) <= TOGETHER:
        return [("", list(family))]
    groups: dict[str, list[Line]] = {"problems": [], "no_problems": [], "decided": []}
    for one in family:
        waits = one.draft.status == "waiting"
        groups["decided" if not waits else "no_problems" if one.clean else "problems"].append(one)
    return [(name, lines) for name, lines in groups.items() if lines]


def in_common(family: Sequence[Line]) -> tuple[Problem, ...]:
    """The problems that each waiting draft of a mail has alike: said once they need not be said at each."""
    waits = [one.draft.problems for one in family if one.draft.status == "waiting"]
    return tuple(one for one in waits[0] if all(one in problems for problems in waits)) if len(waits) > 2 else ()


def neighbours(draft: Draft) -> tuple[int | None, int | None]:
    """The draft before and the one after in the queue, wherever this one stands or stood in it."""
    queue = [other for other in waiting() if other.id != draft.id]
    before = [other.id for other in queue if urgency(other) < urgency(draft)]
    after = [other.id for other in queue if urgency(other) > urgency(draft)]
    return (before[-1] if before else None), (after[0] if after else None)


def onward(draft: Draft) -> str:
    """Where to go when a draft is done: the other drafts of its mail, the next one in the queue, else the queue.

    What another maintainer has open is left to them while there is something else to do.
    """
    desk = the_desk()
    family = [one for one in desk.store.drafts_of(draft.message_id) if one.status == "waiting" and one.id > draft.id]
    queue = [other for other in waiting() if other.id != draft.id]
    after = [other for other in queue if urgency(other) > urgency(draft)]
    wanted = [one.id for one in (*family, *after, *queue)]
    open_elsewhere = desk.presence.others(wanted, maintainer().name, g.now)
    free = [number for number in wanted if not open_elsewhere[number]]
    number = next(iter(free or wanted), None)
    return url_for("drafts.one", number=number, **kept()) if number else url_for("lists.queue", **kept())
