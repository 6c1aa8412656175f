"""Events told in the running text beside a list."""

from __future__ import annotations

from collections.abc import Sequence

from intake.reading import dating
from intake.reading.entitling import title
from intake.reading.extra_days import MOST_EXTRAS
from intake.reading.further import place_and_day
from intake.reading.gathering import Event, Material, organizer
from intake.reading.proposal import Place
from intake.reading.rows import Listing

_NEAR_CITY = 140


def intro_events(
    material: Material,
    listed: Listing,
    outside: Sequence[dating.Mention],
    day: dating.Mention | None,
    events: Sequence[Event],
) -> list[Event]:
    """Events told in the running text beside a list: a time, and the city named last before it or first behind it."""
    known = {place_and_day(e.where, e.when) for e in events if e.where and e.when}
    found: list[Event] = []
    named: dict[int, list[dating.Mention]] = {}
    for mention in outside:
        if mention.line is not None and mention.usable and mention.value.date:
            named.setdefault(mention.line.number, []).append(mention)
    for mention in outside:
        line = mention.line
        if line is None or not mention.usable or mention.value.start is None or mention.doors:
            continue
        own = [m for m in named.get(line.number, ()) if m.found.end <= mention.found.start]
        base = mention if mention.value.date else own[-1] if own else day
        near = [city for city in line.cities if 0 <= mention.found.start - city.end <= _NEAR_CITY][-1:]
        if not near and mention is base:
            near = [city for city in line.cities if 0 <= city.start - mention.found.end <= _NEAR_CITY][:1]
        if base is None or not near or len(found) >= MOST_EXTRAS:
            continue
        city = near[0]
        if not isinstance(city.value, Place) or city.score < 0.3 or place_and_day(city, base.found) in known:
            continue
        known.add(place_and_day(city, base.found))
        event = Event(when=base.found, where=city, role="extra", line=line, shared={"when"}, doubts={"several_cities"})
        if mention is not base:
            event.timed_by(mention.found)
        event.title = title(material)
        event.organizer = organizer(material)
        found.append(event)
    return found
