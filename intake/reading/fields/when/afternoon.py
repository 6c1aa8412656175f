"""Decides whether an hour said without its half of the day is one of the afternoon: `Friday at 3:30` is 15:30.

Nobody invites to half past three at night, and where a text counts to 24 anywhere it does so everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from intake.reading.fields.when.cues import cue_of
from intake.reading.fields.when.lexicon import languages_with
from intake.reading.fields.when.parts import Hints, has
from intake.reading.fields.when.spans import Span
from intake.reading.fields.when.spoken import Time
from intake.reading.fields.when.tokens import Unit

_IN_DIGITS = frozenset({"18:30", "18-20", "18.30", "7", "7 30", "seven o'clock", "seven thirty"})
_IN_WORDS = frozenset({"half past seven", "siete y media"})
_EVERY = _IN_DIGITS | _IN_WORDS | {"18 Uhr"}
_NOON = 12 * 60
# The fewest units of a text that announces something; in words the time itself says that people are invited to it.
_ANNOUNCEMENT = 24
_SENTENCE = 10
# Units that mark the end of a text.
_ENDS = 8
_EARLIEST, _LATEST = 60, 7 * 60
# Behind hours of the afternoon, and with none of the morning, seven o'clock is in the evening, too.
_LATEST_OF_TWELVE = 8 * 60
# The languages in which `at 7:30` is an hour of the evening where nothing speaks of the morning, though doubtfully.
_EVENING_AT_SEVEN = "evening_at_seven"
# What is due at 23:59 is due so everywhere.
_LAST_MINUTE = 24 * 60 - 1
# Minutes within which an hour in words follows one of the afternoon: "doors at 19:00, we start at half past seven".
_SOON = 180


def presume_afternoons(us: list[Unit], spans: Sequence[Span], hints: Hints) -> None:
    """Move the times of a text that must be meant for the afternoon there, marked `presumed`.

    A time in a few words or without any day is left as it is: nothing shows how it is meant.
    """
    if len(us) < _SENTENCE + _ENDS or not any(span.days for span in spans):
        return
    times = [span.time for span in spans if span.time is not None]
    by_twelve = _counts_to_twelve(times)
    digits = (
        len(us) >= _ANNOUNCEMENT
        and languages_with("twelve_hours").intersection(hints.tags[:1])
        and not _counts_to_24(us, spans)
    )
    in_the_evening = not languages_with(_EVENING_AT_SEVEN).isdisjoint(hints.tags[:1])
    evening = bool(digits) and in_the_evening and not _names_the_morning(us, hints)
    for place, time in enumerate(times):
        rules = _EVERY if by_twelve else _IN_WORDS | _IN_DIGITS if digits else _IN_WORDS
        latest = (
            _LATEST_OF_TWELVE
            if by_twelve and any(one.half == "pm" or one.presumed for one in times[:place])
            else _LATEST
        )
        worded = time.rule in _IN_WORDS or (time.rule == "7" and us[time.first].kind == "w")
        if time.rule in _IN_WORDS and not _names_the_morning(us, hints):
            latest = _LATEST_OF_TWELVE  # "gegen halb acht" invites to an evening
        follows = place > 0 and worded and 0 <= time.minutes + _NOON - times[place - 1].minutes <= _SOON
        clocked = digits and time.rule == "18 Uhr" and _is_clocked(us, time)
        if time.half is not None or time.padded or not (worded or clocked or time.rule in rules):
            continue
        earliest = 0 if time.rule in _IN_WORDS else _EARLIEST  # nobody comes at a quarter to one at night
        doubtful = evening and latest <= time.minutes < _LATEST_OF_TWELVE
        if follows or doubtful or earliest <= time.minutes < latest:
            time.doubtful = doubtful and not follows
            time.minutes += _NOON
            time.presumed = True
            until = time.until
            if until is not None and until.half is None and until.minutes < time.minutes and until.minutes < _NOON:
                until.minutes += _NOON


def _is_clocked(us: list[Unit], time: Time) -> bool:
    """Whether the word behind an hour only tells the clock's, and no number of hours: `4 o'clock`, not `4 hours`."""
    word = us[time.first + 1]
    return has(word, "hour") and not has(word, "lengths")


def _names_the_morning(us: list[Unit], hints: Hints) -> bool:
    """Whether a word of the text's language for the morning stands anywhere in it."""
    return any(
        part in ("am", "morning") and tags.issuperset(hints.tags[:1])
        for unit in us
        if "daypart" in unit.roles
        for part, tags in unit.roles["daypart"].items()
    )


def _counts_to_twelve(times: Sequence[Time]) -> bool:
    """Whether an hour of twelve is said to be of the afternoon, and none is one of the morning or above twelve."""
    afternoon = any(
        (time.half == "pm" or (time.half is None and time.rule in _IN_WORDS and time.minutes < _LATEST))
        and time.rule in _EVERY
        for time in times
    )
    return afternoon and not any(
        time.half == "am" or time.padded or (time.half is None and not _EARLIEST <= time.minutes < _LATEST_OF_TWELVE)
        for time in times
    )


def _counts_to_24(us: list[Unit], spans: Sequence[Span]) -> bool:
    """Whether hours above twelve stand in the text, and none with am or pm; when it was sent does not count."""
    timed = [(span, span.time) for span in spans if span.time is not None]
    if any(time.half in ("am", "pm") and cue_of(us, span) != "sent" for span, time in timed):
        return False
    return any(
        time.half is None
        and (13 * 60 <= time.minutes < _LAST_MINUTE or (time.padded and time.minutes > 0))
        and cue_of(us, span) != "sent"
        for span, time in timed
    )
