"""Tells numbers that count something from hours and days: prices, measures, decimals, houses."""

from __future__ import annotations

from functools import cache

from intake.reading.fields.when.parts import DASHES, has
from intake.reading.fields.when.tokens import Unit
from intake.reading.languages import languages

CURRENCIES = frozenset(
    {
        "€", "$", "£", "¥", "₹", "₩", "%", "₽", "₴", "₺", "₪", "zł", "kč", "kr", "eur", "usd", "gbp", "chf", "euro",
        "euros", "ευρώ", "pln", "czk", "huf", "ft", "lei", "sek", "nok", "dkk", "руб", "грн", "tl",
        "km", "kg", "cm", "mm", "gb", "mb",
    }
)  # fmt: skip


@cache
def measures() -> frozenset[str]:
    """Money and measures, also in words, which only stand behind their number."""
    words = (word for language in languages() for word in language.table("when").get("measures", ()))
    return CURRENCIES.union(words)


def is_price(us: list[Unit], i: int, j: int) -> bool:
    """Whether a currency or measure stands right before or behind, as in `€ 10.12` and `3.50 - 5.00 €`."""
    before, after = us[i - 1] if i else us[-1], us[j]
    if after.text == "," and us[j + 1].text in DASHES:
        return True
    return (before.text.lower() in CURRENCIES and us[i].lines == 0) or (
        us[j - 1].kind == "n" and after.lines == 0 and after.text.lower() in measures()
    )


def counts(us: list[Unit], i: int, j: int) -> bool:
    """Whether what follows shows the number to be no hour: `20 to 30 mph`, `5 Sunday Street`, `deux lunes`."""
    after, then = us[j], us[j + 1]
    if has(after, "to") and then.kind == "n" and then.lines == 0:
        return then.value > 24 or us[j + 2].text.lower() in measures()
    if not has(after, "weekday") or after.lines:
        return False
    if "street_after" in then.roles.get("cue", ()) and then.text[:1].isupper() and not then.lines:
        return True
    spoken_in = us[i].roles.get("number", {}).values()
    named_in = after.roles["weekday"].values()
    return us[i].kind == "w" and not frozenset().union(*spoken_in) & frozenset().union(*named_in)


def is_decimal(us: list[Unit], i: int) -> bool:
    """Whether a comma and a decimal part, or thousands, follow at once: `4,5`, `1,915`, `1.915`."""
    sign, rest = us[i + 1], us[i + 2]
    if not (sign.glued and sign.text in (",", ".") and rest.kind == "n" and rest.glued):
        return False
    return len(rest.text) == 3 or (sign.text == "," and len(rest.text) == 1)
