"""The waiting drafts in their order: what is urgent, what a search finds, and where to go from a draft."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request, url_for

from intake.deciding.draft import Draft, urgency
from intake.review.app import kept, maintainer, the_desk
from intake.review.rows import place_text, shown
from render.filters import day_heading
from render.languages import Language


@dataclass(frozen=True, slots=True)
class Line:
    """A draft as lists show it; its day has a year only where that is not this one."""

    draft: Draft
    day: str
    time: str
    place: str
    opened_by: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing about it needs a look: neither a problem nor a likeness to something known."""
        return not self.draft.problems and not self.draft.duplicates


def waiting() -> list[Draft]:
    """All waiting drafts that the address's search and filters let through, most urgent first."""
    words = request.args.get("q", "").casefold().split()
    country, language = request.args.get("country", ""), request.args.get("language", "")
    found = []
    for draft in the_desk().store.drafts():
        if country and draft.details.country != country:
            continue
        if language and draft.language != language:
            continue
        if words:
            details = draft.details
            texts = (
                details.title,
                details.city,
                details.venue,
                details.organizer,
                details.link,
                draft.subject,
                draft.sender,
            )
            text = " ".join(filter(None, texts)).casefold()
            if not all(word in text for word in words):
                continue
        found.append(draft)
    return sorted(found, key=urgency)


def line(draft: Draft, tongue: Language, opened_by: tuple[str, ...] = ()) -> Line:
    """A draft as the queue shows it."""
    details = draft.details
    country = tongue.locale.territories.get(details.country or "", details.country)
    return Line(
        draft,
        day_heading(details.date, tongue, g.now.year) if details.date else "",
        shown(details, "start", tongue),
        place_text(details.city, None, country),
        opened_by,
    )


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
