"""Tells the languages of a few words from what the words mean in a date: `6e april`, `18u`, `1er mai`.

Common words tell the language of a text; of a line with a date in it they tell little or the wrong one.
"""

from __future__ import annotations

from collections import defaultdict

from intake.reading.fields.when.tokens import Unit, units
from intake.reading.languages.guess import scores

# A text longer than this, in characters, has words enough of its own.
SHORT = 120
# What says more about the language than a small word does; the marks of a number only right beside one.
_TELLING = frozenset(
    {"month", "weekday", "day", "weekend", "ordinal", "clock", "named", "before_hour", "after_hour", "unit", "era"}
)
_BESIDE_NUMBER = frozenset({"hour", "ordinal_endings", "day_words", "month_words", "year_words", "month", "daypart"})
_SMALL = frozenset({"filler", "lengths", "suffixes", "cut"})
_KEPT = 0.6
_MOST = 4.0


def tongues(text: str) -> tuple[str, ...]:
    """The tags of the languages a short text may be in, best first; empty when nothing tells."""
    score: defaultdict[str, float] = defaultdict(float, scores(text))
    us = units(text)
    for i, unit in enumerate(us[:-8]):
        if unit.roles:
            _weigh(us, i, unit, score)
    best = max(score.values(), default=0.0)
    ranked = sorted(score.items(), key=lambda item: (-item[1], item[0]))
    return tuple(tag for tag, value in ranked if value > 0 and value >= best * _KEPT)


def _weigh(us: list[Unit], i: int, unit: Unit, score: defaultdict[str, float]) -> None:
    """Add what one word says for each language it means something in."""
    beside = (i > 0 and us[i - 1].kind == "n") or us[i + 1].kind == "n"
    says: dict[str, float] = {}
    # "tem" is July in Turkish and "has" in Portuguese; before a year it is a month
    telltale = "cut" not in unit.roles or (us[i + 1].kind == "n" and len(us[i + 1].text) == 4)
    for role, values in unit.roles.items():
        if role in _SMALL:
            continue
        telling = role in _TELLING
        weight = (4.0 if telling else 2.0) if beside and role in _BESIDE_NUMBER else 2.0 if telling else 1.0
        weight = weight if telltale else weight / 4
        for tags in values.values():
            for tag in tags:
                says[tag] = says.get(tag, 0.0) + (weight / 2 if tag in unit.weak and not beside else weight)
    for tag, weight in says.items():
        score[tag] += min(weight, _MOST) / len(says)
