"""What the words around a day or time say it is: the event's, a deadline, the past, when doors open ..."""

from __future__ import annotations

from functools import lru_cache

from intake.reading import cues
from intake.reading.fields.when.names import says_is
from intake.reading.fields.when.parts import has
from intake.reading.fields.when.spans import Span
from intake.reading.fields.when.tokens import Unit
from intake.reading.proposal import Role, When

_REACH, _BEHIND = 12, 6
# So many units may part a word such as "time" from its hour without a colon.
_APART = 2
_WORTH: dict[str, float] = {
    "event": 2.0,
    "doors": -0.5,
    "end": -1.0,
    "series": 0.0,
    "deadline": -3.0,
    "past": -3.0,
    "sent": -4.0,
}
_ROLES: dict[str, Role] = {
    "event": "event", "time_label": "event", "deadline": "deadline", "past": "past", "sent": "sent", "doors": "doors",
    "end": "end", "series": "series", "birth": "past", "moved_from": "past",
}  # fmt: skip


def role_of(us: list[Unit], span: Span, value: When) -> tuple[Role | None, float]:
    """(role, score): the nearest cue on the same line before the words, or right behind them."""
    score = (
        1.0
        + ("day" in value.stated)
        + 0.5 * ("year" in value.stated)
        + ("start" in value.stated) * (value.date is not None)
    )
    score += 0.5 * ("weekday" in value.stated and "day" in value.stated)
    role = cue_of(us, span)
    if role is not None:
        score += _WORTH.get(role, 0.0)
    return role, score


def cue_of(us: list[Unit], span: Span) -> Role | None:
    """The role that the nearest cue gives the span, or None."""
    first = us[span.start]
    own = _role(first) if "cue" in first.roles else None
    if own == "deadline":
        return own  # "by 5 pm"
    begins = own == "event" and has(first, "at") and " " in first.text  # "starting at 5 pm", not "time: 5"
    return _before(us, span.start) or _behind(us, span.end) or (own if begins else None)


def _before(us: list[Unit], start: int) -> Role | None:
    """The cue before: in the same sentence, or at the end of the line above where this line has no label."""
    labelled = crossed = False
    for i in range(start - 1, max(start - 1 - _REACH, -1), -1):
        unit, then = us[i], us[i + 1]
        if then.lines > 1 or (then.lines and (labelled or start - i > 3)):
            return None
        crossed |= then.lines > 0
        if crossed and unit.kind == "n":
            return None  # the line above has an hour or day of its own: "Doors 5:30" over "Lecture 6:00"
        if unit.kind == "p":
            labelled |= unit.text in ":："
        elif "cue" in unit.roles:
            role = _role(unit)
            if role == "event" and start - i > _APART and _is_a_noun(unit.text) and not _is_label(us, i, start):
                continue  # "she has time for people till she leaves at 3:30", "the day before (Tuesday, 10 am)"
            if "birth" in unit.roles["cue"] and any(one.text == "," for one in us[i + 1 : start]):
                continue  # "for the town's anniversary, moves to Friday 16 May"
            named = any(has(one, "month", "weekday") for one in us[i + 1 : min(i + 4, start)])
            if role == "deadline" and _introduces(unit) and (named or any(map(says_is, us[i + 2 : start]))):
                # "here until 28 September, and talks on 25 September", "the last one before summer is on 11 June"
                continue
            if role == "deadline" and has(unit, "before") and any(map(_is_a_thing, us[i + 1 : start])):
                continue  # "we nodigen u uit voor een lezing op 15 november"
            if role is not None:
                return role
        if unit.text in ".!?" and len(us[i - 1].text) > 1 and then.text[:1].isupper():
            return None
    return None


def _is_a_thing(unit: Unit) -> bool:
    """Whether the word is neither a sign nor one that belongs to a day or hour."""
    return unit.kind == "x" and len(unit.text) > 1


def _is_label(us: list[Unit], i: int, start: int) -> bool:
    """Whether a word begins its line or sentence, or a colon stands behind it."""
    return i == 0 or us[i].lines > 0 or us[i].text[:1].isupper() or any(unit.text in ":：" for unit in us[i:start])


@lru_cache(maxsize=1024)
def _is_a_noun(words: str) -> bool:
    """Whether words label the day or hour, and do not say that something begins: "time", "date", not "starts"."""
    return bool(cues.label(words)) and all(cue.key != "starts" for cue in cues.find(words))


def _behind(us: list[Unit], end: int) -> Role | None:
    for unit in us[end : end + _BEHIND]:
        if unit.kind == "e" or unit.lines or unit.text in ".!?;":
            return None
        if "cue" in unit.roles:
            role = _role(unit)
            if role == "deadline" and _introduces(unit):
                return None  # "begins at 1:30, and should be over by 3": it speaks of what follows
            if role in ("deadline", "past", "sent", "doors"):
                return role
    return None


def _introduces(unit: Unit) -> bool:
    """Whether the word stands right before the day or hour it speaks of, as `by` and `until` do."""
    return has(unit, "at", "on", "to", "until", "from", "before")


def _role(unit: Unit) -> Role | None:
    return next((_ROLES[cue] for cue in unit.roles["cue"] if cue in _ROLES), None)
