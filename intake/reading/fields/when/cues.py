"""What the words around a day or time say it is: the event's, a deadline, the past, when doors open ..."""

from __future__ import annotations

from intake.reading.fields.when.merging import Span
from intake.reading.fields.when.tokens import Unit
from intake.reading.proposal import Role, When

_BEFORE, _AFTER = 12, 6
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
    if us[span.start].lines < 2:
        for back in range(1, _BEFORE + 1):
            i = span.start - back
            if i < 0:
                break
            unit = us[i]
            cues = unit.roles.get("cue")
            if cues:
                return _ROLES.get(next(iter(cues)))
            if (
                (unit.text in ".!?" and len(us[i - 1].text) > 1 and us[i + 1].text[:1].isupper())
                or unit.lines > 1
                or (us[i + 1].lines and back > 3)
            ):
                break
    for i in range(span.end, span.end + _AFTER):
        unit = us[i]
        if unit.kind == "e" or unit.lines or unit.text in ".!?;":
            break
        cues = unit.roles.get("cue")
        if cues and next(iter(cues)) in ("deadline", "past", "doors"):
            return _ROLES.get(next(iter(cues)))
    return None
