"""The event that a mail announces above a list of further days, which have no hours of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from intake.reading import dating
from intake.reading.dating import Mention
from intake.reading.entitling import title
from intake.reading.gathering import Event, Material, best_near, organizer, set_link
from intake.reading.rows import Listing
from intake.reading.timing import event_on


def announced_above(material: Material, listed: Listing, by_line: Mapping[int, Sequence[Mention]]) -> list[Event]:
    """The event of a day told with its hour above rows by day that name no hour: "this week ... next dates: ..."."""
    rows = listed.rows
    if not rows or any(row.lead != "date" for row in rows):
        return []
    own = [mention for row in rows for line in row.lines for mention in by_line.get(line.number, ())]
    later = {mention.value.date for mention in own if mention.value.date is not None}
    if not later or any(mention.value.start is not None and mention.usable for mention in own):
        return []
    first = rows[0].lines[0].number
    above = [
        mention
        for mention in material.judged
        if mention.usable and mention.line is not None and mention.line.number < first
    ]
    told = [
        day
        for day in dating.days(above)
        if all(day.date < other for other in later) and any(mention.value.start is not None for mention in day.mentions)
    ]
    if len(told) != 1:
        return []
    event, _ = event_on(material, told[0])
    set_link(event, material.links, material.layout)
    event.title = title(material)
    event.venue = best_near(material.layout, material.venues, event)
    event.organizer = organizer(material)
    return [event]
