"""What a Problem is about in particular: the words of the mail, the days, the cities that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable

from intake.reading.proposal import Context, Field, Place, Proposal, Value, When

MOST = 4
"""How many rivals are named at most, the chosen one included."""
_OF_THE_DAY = frozenset({"weekday_contradicts", "ambiguous_day_month"})
_IN_WORDS: dict[str, Field] = {
    "unknown_city": "where",
    "inferred_city": "where",
    "far_place": "where",
    "inferred_time": "time",
    "repeats": "when",
}


def of(code: str, proposal: Proposal, context: Context) -> tuple[str, ...]:
    """What the problem of this code names, as `Problem.named` says; nothing where its code alone says it all."""
    day = proposal.when().date
    found = proposal.chosen.get("when")
    if code in _OF_THE_DAY and found is not None and day is not None:
        others = [one.date for one in found.others if isinstance(one, When) and one.date is not None]
        return (found.words, day.isoformat(), *(other.isoformat() for other in others))[:MOST]
    if code in ("past", "far_ahead", "implied_year", "named_day") and day is not None:
        return ((proposal.when().end_date or day).isoformat() if code == "past" else day.isoformat(),)
    if code == "outside_window" and day is not None and context.window is not None:
        return (day.isoformat(), "/".join(edge.isoformat() for edge in context.window))
    if code in ("several_dates", "calendar_differs"):
        return _rivals(proposal, "when")
    if code in ("several_cities", "ambiguous_city"):
        return _rivals(proposal, "where", whole=code == "ambiguous_city")
    words = proposal.chosen.get(_IN_WORDS[code]) if code in _IN_WORDS else None
    return (words.words,) if words is not None and words.words else ()


def _rivals(proposal: Proposal, field: Field, *, whole: bool = False) -> tuple[str, ...]:
    """The chosen value and the others that may be meant; with `whole` cities of one name with region and country."""
    chosen = proposal.chosen.get(field)
    values: list[Value] = [chosen.value, *chosen.others] if chosen is not None else []
    values += [] if whole else [finding.value for finding in proposal.others.get(field, ())]
    return tuple(dict.fromkeys(_names(values, whole)))[:MOST]


def _names(values: Iterable[Value], whole: bool) -> Iterable[str]:
    for value in values:
        if isinstance(value, When) and value.date is not None:
            yield value.date.isoformat() + (f"T{value.start:%H:%M}" if value.start is not None else "")
        elif isinstance(value, Place) and value.city:
            around = (value.region, value.country) if whole else ()
            yield ", ".join(part for part in (value.city, *around) if part)
