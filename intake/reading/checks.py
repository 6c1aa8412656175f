"""Proposal -> Problems: what a maintainer should look at before confirming, and nothing else.

The codes are stable:

no_date, no_time, no_city      a field that an event needs was not found
named_day                      the day is that of the feast named ("May Day"), and stands nowhere itself
implied_year                   the year was taken from the mail's date, and another is nearly as likely
weekday_contradicts            the weekday named is not that of the date
ambiguous_day_month            04/05 may be 4 May or April 5
past, far_ahead                the day is over, or more than about a year away
outside_window                 the day is outside the campaign's first and last day
unknown_city                   the place's name is not in the index, or is not written as it is there
ambiguous_city                 several places have this name, and only their size decided
several_cities, several_dates  the mail names others that may be meant
several_times                  a reply names several hours
inferred_city                  the place was taken from the sender or signature, not from the announcement
far_place                      all else in the mail points to another country
passing_city                   nothing ties the city to the event, or it stands only in another name ("Arcata Plaza")
no_zone                        an online event has a time and no time zone
inferred_time                  the time stands away from its day, was given once for a whole list, or its half of
                               the day was taken as meant ("at 7:30")
repeats                        the event repeats; only the next day was taken
calendar_differs               the calendar attached says something else than the text
calendar_unread                a calendar is attached that could not be read, or not wholly
maybe_question                 the mail asks, and may announce nothing
maybe_advertising              the mail has words that advertisements have
maybe_report                   the mail has words of a newspaper's article
other_sender                   somebody else than the sender announced it first (a forwarded mail)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from intake.reading import particulars
from intake.reading.proposal import Context, Field, Finding, Place, Problem, Proposal, When

TEXTS: dict[str, tuple[str, Field | None]] = {
    "no_date": ("No day was found.", "when"),
    "no_time": ("No starting time was found.", "when"),
    "no_city": ("No city was found.", "where"),
    "named_day": ("The day was taken from the feast that the mail names.", "when"),
    "implied_year": ("The year is not stated; it was taken from the day the mail was sent.", "when"),
    "weekday_contradicts": ("The weekday named does not fit the date.", "when"),
    "ambiguous_day_month": ("Day and month may be the other way round.", "when"),
    "past": ("The day is already over.", "when"),
    "far_ahead": ("The day is more than a year away.", "when"),
    "outside_window": ("The day is outside the campaign's days.", "when"),
    "unknown_city": ("The place is not known to the index of places, or is spelled differently there.", "where"),
    "ambiguous_city": ("Several places have this name.", "where"),
    "several_cities": ("The mail names several cities.", "where"),
    "several_dates": ("The mail names several days.", "when"),
    "several_times": ("The mail names several times.", "when"),
    "inferred_city": ("The city was taken from the sender or signature, not from the announcement.", "where"),
    "far_place": ("Everything else in the mail points to another country.", "where"),
    "passing_city": ("The city is named only in passing, or as part of another name.", "where"),
    "no_zone": ("The time zone of an online event is not stated.", "when"),
    "inferred_time": (
        "The time stands away from its day, was given for several events at once, or may be one of the morning.",
        "when",
    ),
    "repeats": ("The event repeats; this is its next day.", "when"),
    "calendar_differs": ("The calendar data attached and the text differ.", "when"),
    "calendar_unread": ("A calendar is attached that could not be read.", None),
    "maybe_question": ("The mail may only ask about an event.", None),
    "maybe_advertising": ("The mail may be an advertisement.", None),
    "maybe_report": ("The mail may be a newspaper's article rather than an announcement.", None),
    "other_sender": ("The mail was passed on; somebody else announced the event.", None),
}
# About a year and a month: next year's date of a yearly event is told early, hardly anything else.
_FAR = 400
# The notes that `fields.when` gives to a finding it doubts.
_NOTES = {
    ", not a ": "weekday_contradicts",
    "day and month": "ambiguous_day_month",
    "day of the feast": "named_day",
    "evening taken": "inferred_time",
}


def check(
    proposal: Proposal, context: Context, doubts: Collection[str] = (), *, untimed: bool = False
) -> tuple[Problem, ...]:
    """The Problems of a proposal, most important first; `doubts` are codes that grouping saw.

    `untimed` says that it is one of a list of days where no event has a time, so that none is missing.

    Pure: "past" is measured against `context.now`.
    """
    codes = dict.fromkeys([*_when(proposal, context), *_where(proposal), *doubts])
    if untimed:
        codes.pop("no_time", None)
    order = list(TEXTS)
    return tuple(problem(code, particulars.of(code, proposal, context)) for code in sorted(codes, key=order.index))


def problem(code: str, named: Sequence[str] = ()) -> Problem:
    """The Problem of that code, with its plain words and what it is about in particular."""
    text, about = TEXTS[code]
    return Problem(code, f"{text[:-1]}: {'; '.join(named)}." if named else text, about, tuple(named))


def _when(proposal: Proposal, context: Context) -> Iterable[str]:
    found = proposal.chosen.get("when")
    when = proposal.when()
    if found is None or when.date is None:
        yield "no_date"
        return
    today = context.now.date()
    last = when.end_date or when.date
    if last < today:
        yield "past"
    if (when.date - today).days > _FAR:
        yield "far_ahead"
    if context.window and not context.window[0] <= last <= max(context.window[1], context.window[0]):
        yield "outside_window"
    if when.start is None and proposal.about != "cancel" and not when.end_date:
        yield "no_time"
    yield from _noted(found, when, today)


def _noted(found: Finding, when: When, today: dt.date) -> Iterable[str]:
    note = (found.note or "").casefold()
    for words, code in _NOTES.items():
        if words in note:
            yield code
    if "year" not in when.stated and when.date is not None and "weekday" not in when.stated:
        days = (when.date - today).days
        if days > 200 and "month" in when.stated:
            yield "implied_year"


def _where(proposal: Proposal) -> Iterable[str]:
    found = proposal.chosen.get("where")
    place = proposal.where()
    if found is None or place is None or not (place.city or place.online):
        yield "no_city"
        return
    if place.online:
        if place.timezone is None and proposal.when().start is not None:
            yield "no_zone"
        return
    if any(_speaks_more(other, found) for other in proposal.others.get("where", ())):
        yield "several_cities"
    if not place.known:
        yield "unknown_city"
    elif not found.certain and any(isinstance(other, Place) for other in found.others):
        yield "ambiguous_city"
    elif not found.certain and found.part not in ("address", "link"):  # of which "inferred_city" tells
        yield "unknown_city"


def _speaks_more(other: Finding, found: Finding) -> bool:
    """Whether more speaks for another city of the mail than for the one that stands nearer to the day."""
    return isinstance(other.value, Place) and bool(other.value.city) and other.score > found.score
