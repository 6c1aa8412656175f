"""Reads an hour whose minutes a dash sets off, as Russian and Ukrainian write it: `18-00`, `в 10-15`."""

from __future__ import annotations

from intake.reading.fields.when.lexicon import languages_with
from intake.reading.fields.when.parts import DASHES, has, near
from intake.reading.fields.when.tokens import Unit

__all__ = ["dashed_minutes"]

_MINUTES = frozenset({"00", "15", "30", "45"})
_FIRST, _LAST = 6, 23
_A_QUARTER = 15  # from this hour on "15" is no greater number
# Signs that may stand between a day and its hour: "11 мая, 18-00", "11 мая (среда) - 18-00".
_BETWEEN = frozenset({",", ")", "(", ".", "|", *DASHES})
_MOST_SIGNS = 3
_CLOSING = frozenset('»”"“')


def dashed_minutes(us: list[Unit], i: int, hour: int, introduced: bool) -> int | None:
    """The minutes behind an hour and a dash, None where these are no clock's."""
    dash, minute, after = us[i + 1], us[i + 2], us[i + 3]
    if not (dash.text in DASHES and dash.glued and minute.glued and minute.text in _MINUTES):
        return None
    if introduced:
        before = us[i - 1] if i else us[-1]
        quarter = minute.text == "15" and hour < _A_QUARTER and not _of_the_dash(before)
        return None if quarter or has(after, "hour", "month") else minute.value  # "в 18-00"
    if not _FIRST <= hour <= _LAST or _runs_on(us, i, i + 3):
        return None
    if near(after) and has(after, "hour", "month", "unit", "day", "weekday"):
        return None  # "12-15 мая", "15-30 минут"
    if minute.text == "15" and hour < _A_QUARTER and not after.lines and after.text[:1].islower():
        return None  # "10-15 человек"
    begins, word = _word_before(us, i)
    if word is not None and has(word, "month", "weekday", "day", "year_words") and _of_the_dash(word):
        return minute.value
    dated = word is not None and word.kind == "n" and word.glued  # "18.05.2026"
    if minute.text == "00" and (begins or dated) and _is_cyrillic(us, i + 3):
        return minute.value
    return minute.value if minute.text in ("00", "30") and _is_a_cell(us, i, word) else None


def _is_a_cell(us: list[Unit], i: int, word: Unit | None) -> bool:
    """Whether a comma stands before the hour, a word in Cyrillic before that, and its line or sentence ends with it."""
    after, before = us[i + 3], us[i - 1] if i else us[-1]
    ends = bool(after.lines) or not after.text or after.text in ".;)"
    if not ends or before.text != ",":
        return False
    if word is not None and word.text in _CLOSING:  # "на стадионе «Салют», 15-00"
        word = us[i - 3]
    return word is not None and "\u0400" <= word.text[:1] <= "\u04ff"


def _of_the_dash(unit: Unit) -> bool:
    """Whether a word is of a language that sets off minutes with a dash."""
    return any(languages_with("dashed_minutes") & tags for values in unit.roles.values() for tags in values.values())


def _runs_on(us: list[Unit], i: int, j: int) -> bool:
    """Whether more signs and digits make one number with these: "58-4-03-50", "10-15-20"."""
    before, after, then = us[i - 1] if i else us[-1], us[j], us[j + 1]
    if us[i].glued and i and (before.text in DASHES or before.text in "/.:+" or before.kind in "nx"):
        return True
    return after.glued and (
        after.kind in "nxw" or (after.text in (*DASHES, "/", ".", ":", ",") and then.glued and then.kind == "n")
    )


def _word_before(us: list[Unit], i: int) -> tuple[bool, Unit | None]:
    """Whether a number begins its line, and the last word before it there, beyond a comma, brackets and a dash."""
    at = i
    for _ in range(_MOST_SIGNS):
        if at == 0 or us[at].lines:
            return True, None
        at -= 1
        if us[at].text not in _BETWEEN:
            return False, us[at]
    return False, None


def _is_cyrillic(us: list[Unit], j: int) -> bool:
    """Whether the next word on the line, beyond a dash or comma, is written in Cyrillic letters."""
    for unit in us[j : j + _MOST_SIGNS]:
        if unit.lines:
            return False
        if unit.text not in _BETWEEN:
            return "\u0400" <= unit.text[:1] <= "\u04ff"
    return False
