"""A city that a mail names, with all findings that name it and what speaks for its being an event's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from intake.reading.places import distance
from intake.reading.proposal import Finding, Place

__all__ = ["LOOSE", "PRESENT", "TIES", "Candidate", "inferred", "is_meant", "key", "key_of"]

TIES = frozenset(
    ("label", "sign", "subject", "line", "sentence", "near", "own line", "closing", "meeting", "country", "inferred",
     "gathering", "sender", "signature")
)  # fmt: skip
"""The reasons that tie a city to the event or to who writes."""
LOOSE: frozenset[str | None] = frozenset(("part", "topic"))
"""Roles of names that do not stand for the place itself."""
_WORLD_APART = 1_200  # kilometres: a neighbour's city is a place of an event, one so far rather what it is about
_SAID = frozenset(("label", "sign"))
PRESENT = 0.5
"""Of the weight of a place, below which it is hardly named."""
_TOWN = 50_000
_OF_A_GOAL = frozenset(("near", "meeting"))  # what also ties the place to which people walk or ride to their day
_APART_FROM_DAYS = frozenset(("near", "meeting", "subject", "quoted"))
_BARE = 0.5  # a small town's score below which nothing beside its name speaks for a place


@dataclass(slots=True)
class Candidate:
    """One place with all findings that name it and what speaks for it in sum."""

    place: Place
    findings: list[Finding] = field(default_factory=list)
    reasons: dict[str, float] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        """What speaks for the place: each kind of reason once, and a little for being named again."""
        return sum(self.reasons.values()) + 0.3 * min(len(self.findings) - 1, 4)

    @property
    def loose(self) -> bool:
        """Whether nothing ties a city named in the letter to the event."""
        return "named" in self.reasons and not TIES & self.reasons.keys()

    @property
    def beside_only(self) -> bool:
        """Whether a town is named once, near the day, and neither a word such as "in" nor an address says it is one."""
        few = len(self.findings) == 1 and self.place.population < _TOWN
        return few and TIES & self.reasons.keys() <= {"near"} and self.best.score < _BARE

    @property
    def partial(self) -> bool:
        """Whether the city stands only as a part of other names, or as what people meet about."""
        return all(found.role in LOOSE and found.part != "sender" for found in self.findings)

    @property
    def about(self) -> bool:
        """Whether all that is known of the place is that people meet about it, or go there from where they meet.

        "The tour goes from the square to Ely. In Ely there is soup": what is told of it behind is of the goal, too.
        """
        if all(found.role == "topic" for found in self.findings):
            return True
        subject = {found.role for found in self.findings if found.part == "subject"}
        goal = _OF_A_GOAL | {"subject"} if subject == {"topic"} else _OF_A_GOAL
        return self.findings[0].role == "topic" and TIES & self.reasons.keys() <= goal

    @property
    def apart_from_the_day(self) -> bool:
        """Whether the place stands in the subject or somewhere in the letter, and neither with the day nor labelled."""
        return TIES & self.reasons.keys() <= _APART_FROM_DAYS

    @property
    def is_home(self) -> bool:
        """Whether the letter comes from the place, by its sender's name or its signature."""
        return bool({"sender", "signature"} & self.reasons.keys()) and self.place.known

    @property
    def guessed(self) -> bool:
        """Whether only a group's or district's name has the place, which is unknown or one of several called so.

        "Ortsgruppe Tinkerdorf", "в Сосновом районе": where the letter comes from is likelier.
        """
        parts = (one.role == "part" and not one.certain and not one.rule.endswith("exact") for one in self.findings)
        return not _SAID & self.reasons.keys() and all(parts)

    @property
    def adjectival(self) -> bool:
        """Whether the mail says of somebody or something that it is of the place: "die Landauer Malerin"."""
        return any(found.role == "part" and found.rule.endswith("adjective") for found in self.findings)

    @property
    def grounded(self) -> bool:
        """Whether the letter comes from the place or names it as one, and nothing says that it is far."""
        named = not self.partial and bool({"named", "label", "sign"} & self.reasons.keys())
        home = bool({"sender", "signature"} & self.reasons.keys())
        return "abroad" not in self.reasons and self.place.known and self.weight > PRESENT and (named or home)

    def beyond(self, places: Sequence[Place]) -> bool:
        """Whether the place is in another part of the world than all these, and no label says that it is the one."""
        if "abroad" not in self.reasons or _SAID & self.reasons.keys():
            return False
        return any(distance(self.place, other) > _WORLD_APART for other in places)

    @property
    def best(self) -> Finding:
        """The finding to show as evidence."""
        return max(self.findings, key=lambda found: (found.certain, found.score, -found.start))


def key(place: Place) -> tuple[object, ...]:
    """What makes two places the same: coordinates where known, else the names."""
    if place.latitude is not None and place.longitude is not None:
        return (round(place.latitude, 3), round(place.longitude, 3))
    return (place.city and place.city.casefold(), place.country)


def key_of(found: Finding | None) -> tuple[object, ...] | None:
    """The key of the place that was found, None where none was."""
    return key(found.value) if found is not None and isinstance(found.value, Place) else None


def is_meant(found: Finding) -> bool:
    """Whether a city is named for itself: in no other name, as no topic, and not far away."""
    return not inferred(found) and found.role not in LOOSE and found.role != "abroad"


def inferred(found: Finding) -> bool:
    """Whether the city was not named but taken from a famous square's or building's name."""
    return "taken to be" in (found.note or "")
