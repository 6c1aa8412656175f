"""Reads a year: four digits or two, spelt out, of an era, or of the Solar Hijri calendar."""

from __future__ import annotations

from intake.reading.fields.when.jalali import YEARS
from intake.reading.fields.when.parts import DASHES, QUOTES, has, near, suffix, value
from intake.reading.fields.when.tokens import ROMAN, Unit


def roman_month(us: list[Unit], i: int) -> tuple[int, int, int] | None:
    """(next unit, month, year) of a month as a Roman numeral, which only its year tells from a letter: `V 2024`."""
    number = ROMAN.get(us[i].text)
    if number is None or not near(us[i]):
        return None
    j, full = year_after(us, i + 1)
    return None if full is None else (j, number, full)


_TIME_SIGNS = frozenset(":：hH.")


def year(us: list[Unit], i: int, *, two: bool = True, first: bool = False) -> tuple[int, int] | None:
    """(next unit, year) of `2024`, `'24`, `24`, `2024 г.`, `2024年`; of two digits only with `two` or an apostrophe.

    Below an empty line only with `first`, where no day stands before it.
    """
    spelt = _spelt_year(us, i)
    if spelt is not None:
        return i + 5, spelt
    if "era" in us[i].roles:
        return _year_of_era(us, i)
    short = us[i].text in QUOTES and us[i + 1].glued
    j = i + 1 if short else i
    unit = us[j]
    if unit.kind != "n" or (unit.lines > 1 and not (short or first)):
        return None
    size = len(unit.text)
    if size == 4 and 1900 <= unit.value <= 2199 and not short:
        if _is_clock_time(us, j):
            return None
    elif size != 2 or not (short or (two and not _is_counted(us, j))):
        return None
    full = unit.value if size == 4 else century(unit.value)
    j += 1
    if has(us[j], "year_words") and near(us[j]):
        j += 1
        if us[j].text == "." and us[j].glued:
            j += 1
    elif us[j].text == "-" and us[j].glued and us[j + 1].glued and has(us[j + 1], "ordinal_endings", "suffixes"):
        j += 2
    return suffix(us, j), full


def jalali_year(us: list[Unit], j: int) -> tuple[int, int | None]:
    """Behind a year of the Solar Hijri calendar that follows its month; (j, None) without one."""
    k = j
    while has(us[k], "of", "filler") and k < j + 2:
        k += 1
    if us[k].kind == "n" and us[k].value in YEARS and near(us[k]):
        return k + 1, us[k].value
    return j, None


def _is_clock_time(us: list[Unit], j: int) -> bool:
    """Whether four digits are a time: `2014 Uhr`, and not the year of `2014 ore 18`."""
    after = us[j + 1]
    if after.glued and after.text == ":" and us[j + 2].kind == "n":
        return True
    spelt = not after.glued and has(after, "hour") and us[j].value % 100 < 60
    return spelt and not (us[j + 2].kind == "n" or us[j + 2].text in ":：") and not has(after, "year_words")


def _is_counted(us: list[Unit], j: int) -> bool:
    """Whether two digits behind a month belong to what follows them: `3 May 18:30`, `3. Mai 18 Uhr`, `5 May - 10 %`."""
    after = us[j + 1]
    if after.text in _TIME_SIGNS and us[j + 2].kind == "n" and us[j + 2].glued:
        return True
    if near(after) and has(after, "hour", "daypart", "unit", "after_hour", "month", "month_words", "street_after"):
        return True
    if has(after, "to", "and") and us[j].value < 24 and near(us[j + 2]):
        until = us[j + 2]
        if has(until, "named") or (until.kind == "n" and has(us[j + 3], "hour", "daypart") and near(us[j + 3])):
            return True  # "4 May 10 to 4pm"
    return (after.kind == "x" and after.glued) or after.text in DASHES or after.text in "%€$£:°"


_CJK_DIGITS = {
    char: digit
    for digit, chars in enumerate(("零〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}


def _spelt_year(us: list[Unit], i: int) -> int | None:
    """The year of `二〇二四年`."""
    if us[i].text not in _CJK_DIGITS or not has(us[i + 4], "year_words"):
        return None
    digits = [_CJK_DIGITS.get(unit.text) for unit in us[i : i + 4]]
    full = 0
    for digit in digits:
        if digit is None:
            return None
        full = full * 10 + digit
    return full if 1900 <= full <= 2199 else None


def _year_of_era(us: list[Unit], i: int) -> tuple[int, int] | None:
    """(next unit, year) of `令和6年`, `平成元年`, `民國113年`: `eras` hold the year before their first."""
    unit, j = us[i + 1], i + 2
    if unit.text == "元":
        count = 1
    elif unit.kind == "n" and 1 <= unit.value < 200:
        count = unit.value
    elif "number" in unit.roles:
        count = value(unit, "number")
    else:
        return None
    if not has(us[j], "year_words"):
        return None
    return j + 1, value(us[i], "era") + count


def century(two: int) -> int:
    """The year that two digits mean: 1970 to 2069."""
    return 2000 + two if two < 70 else 1900 + two


def _is_long_past(us: list[Unit], k: int, joined: bool) -> bool:
    """Whether four digits behind a day and month are a year before 1900 and no time: `14 juillet 1789`.

    `joined` says that a comma or a word such as `of` leads to them.
    """
    unit = us[k]
    if unit.kind != "n" or len(unit.text) != 4 or not 1000 <= unit.value < 1900 or unit.lines:
        return False
    clock = unit.value % 100 < 60 and unit.value % 5 == 0 and not joined
    after = us[k + 1]
    return not clock and not has(after, "hour", "to", "daypart") and after.text not in DASHES and after.text != ":"


def year_after(us: list[Unit], j: int, *, dashed: bool = True) -> tuple[int, int | None]:
    """Behind a year that follows a month or day, over `,` `de` `of` `-` `/` and the like; (j, None) without one."""
    k = j
    for _ in range(2):
        if _is_long_past(us, k, k > j):
            return k + 1, us[k].value
        got = year(us, k, two=k == j or (dashed and us[k - 1].text in "/-‑"))
        if got is not None:
            return got
        text = us[k].text
        if (text in (",", "/", ".", "،", "-", "‑") and (text != "-" or us[k].glued)) or has(us[k], "of", "filler"):
            k += 1
        else:
            break
    return j, None
