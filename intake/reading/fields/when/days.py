"""Reads a day with its month, a list of days or a range of days that share a month, starting at a given unit."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from intake.reading.fields.when.hours import opens_a_range
from intake.reading.fields.when.jalali import FIRST_MONTH
from intake.reading.fields.when.lexicon import languages_with
from intake.reading.fields.when.parts import (
    DASHES,
    Day,
    Days,
    day_of_month,
    has,
    is_cut_short,
    month,
    near,
    starts_a_time,
    weekday_after,
    weekday_before,
)
from intake.reading.fields.when.tokens import ROMAN, Unit
from intake.reading.fields.when.years import jalali_year, roman_month, year, year_after

SEPARATORS = frozenset(",/&+;、，・") | DASHES


def _separator(us: list[Unit], j: int) -> tuple[int, bool] | None:
    """(next unit, whether it makes a range) of what stands between two days that share a month."""
    unit = us[j]
    if not near(unit):
        return None
    if unit.text in DASHES or has(unit, "to"):
        return j + 1, True
    if unit.kind == "n" and has(us[j - 1], "from_endings"):
        return j, True  # "május 15-től 17-ig"
    if unit.text in SEPARATORS or has(unit, "and"):
        k = j + 1
        if has(us[k], "and"):
            k += 1
        return k, False
    return None


# Letters of a month's name that may be cut short.
_CUT = 4
# The longest list of days before its month, in units: a bound, so that long rows of numbers cost little.
_LONGEST = 40


def day_month(us: list[Unit], i: int) -> Days | None:
    """`3 May 2024`, `Sat 3rd of May`, `14, 15 and 16 April`, `3.-5. Mai`, `vom 3. bis 5. Mai 2024`."""
    if us[i].to_month > _LONGEST:
        return None
    j = i
    days: list[Day] = []
    is_range = False
    for _ in range(12):
        before = weekday_before(us, j)
        named = None
        if before is not None:
            j, named = before
        got = day_of_month(us, j)
        if got is None:
            return None
        spelt = us[j].kind == "w"
        j, number, _ordinal = got
        days.append(Day(day=number, weekday=named))
        k = j
        for _ in range(3):
            if us[k].text in ROMAN:
                break
            if has(us[k], "of", "filler", "on") or (us[k].text in "-/.,‑ " and us[k].text and us[k].glued):
                k += 1
            else:
                break
        if near(us[k]):
            found = month(us, k)
            if found is not None:
                verb = "en" in found[2].weak and us[k - 1].kind == "w" and not has(us[k - 1], "of")
                k, number, word = found
                if has(word, "month_words"):
                    return None  # "12", and "11月15日" below it
                if word.weak and ((verb and word.text.islower()) or not _month_is_meant(us, i, k, word)):
                    return None  # "the second may be"
                if spelt and is_cut_short(word, us, k):
                    return None  # "il primo set"
                if len(days) > 1 and (_begins_with_a_house(us, i, days) or _runs_back(days)):
                    return None
                j, full = year_after(us, k) if number < FIRST_MONTH else jalali_year(us, k)
                for day in days:
                    day.month, day.year = number, full
                if days[-1].weekday is None:
                    j, days[-1].weekday = weekday_after(us, j)
                ends = len(days) == 2 and (is_range or _are_ends(us, i, days))
                return None if ends and _is_no_range(us, i, j, days) else Days(i, j, days, "3 May", ends)
            roman = roman_month(us, k)
            if roman is not None:
                j, number, full = roman
                for day in days:
                    day.month, day.year = number, full
                return Days(i, j, days, "3 May", is_range and len(days) == 2)
        # between days: a weekday may stand after the number ("4. (Sa) und 5. (So) Mai")
        j, after = weekday_after(us, j)
        if after is not None:
            days[-1].weekday = after
        split = _separator(us, j)
        if split is None:
            return None
        j, ranged = split
        is_range |= ranged
        while has(us[j], "on") and near(us[j]):
            j += 1
    return None


def _begins_with_a_house(us: list[Unit], i: int, days: list[Day]) -> bool:
    """Whether the first day is a house's or room's number: `Lindenstr. 7, 12. Mai`, `Mill Road 5 / Tuesday 12 May`."""
    apart = us[i + 1].text == "," or (us[i + 1].text == "/" and not us[i + 1].glued)
    if us[i].kind != "n" or not apart:
        return False
    if has(us[i + 2], "weekday"):
        return True
    if not i or len(days) > 2 or us[i].lines:
        return False
    name = us[i - 2] if i > 1 and us[i - 1].text == "." and us[i - 1].glued else us[i - 1]
    return name.kind == "x" and name.text[:1].isupper()


def _runs_back(days: list[Day]) -> bool:
    """Whether a list of days falls, so that its first numbers are none: `dalle 18 alle 20, 15 novembre`."""
    return any((one.day or 0) >= (then.day or 0) for one, then in pairwise(days))


def _is_no_range(us: list[Unit], i: int, j: int, days: list[Day]) -> bool:
    """Whether a house's number stands before a dash and a day: `Mill Road 28 - Tuesday, 9 November`.

    Or before a day between dashes, as the entries of a row are: `Mills 12 – 15 November – 18:00`.
    """
    first, last = days
    if first.day is not None and last.day is not None and first.day >= last.day:
        return True
    if us[i].kind != "n" or us[i + 1].text not in DASHES or first.weekday is not None:
        return False
    entry = not us[i + 1].glued and us[j].text == us[i + 1].text and not us[j].glued and us[j + 1].kind == "n"
    named = i > 0 and not us[i].lines and us[i - 1].kind == "x" and us[i - 1].text[:1].isupper()
    return last.weekday is not None or (entry and named)


def _are_ends(us: list[Unit], i: int, days: list[Day]) -> bool:
    """Whether two days are the ends of a range: `between 3 and 5 May`, `15/17 maggio`."""
    k = i - 1
    while k > max(i - 3, -1) and has(us[k], "on", "of") and not has(us[k], "between"):
        k -= 1
    if k >= 0 and has(us[k], "between") and near(us[k + 1]):
        return True
    first, last = days[0].day, days[1].day
    return us[i + 1].text == "/" and first is not None and last is not None and last - first > 1


def _month_is_meant(us: list[Unit], i: int, j: int, word: Unit) -> bool:
    """Whether an ordinary word that is also a month's name stands for the month."""
    if word.text[:1].isupper() or word.weak.isdisjoint(languages_with("small_months")) or i == 0:
        return True
    if has(us[j], "at") and us[j + 1].kind == "n":
        return True  # "wij planten 5 april om 10.00 uur"
    if len(word.text) > _CUT and not frozenset().union(*word.roles["month"].values()) <= word.weak:
        return True  # "naar 18 april in Utrecht", where the mail has English in it
    return us[j].kind in ("n", "e", "p") or us[i - 1].kind == "w"


def month_day(us: list[Unit], i: int) -> Days | None:
    """`May 3, 2024`, `Saturday, May 3rd`, `April 14-16`, `May the 3rd`, `5月3日`, `5월 3일`."""
    j = i
    named = None
    before = weekday_before(us, j)
    if before is not None and "month" not in us[i].roles:
        j, named = before
    found = month(us, j)
    if found is None:
        return None
    k, number, word = found
    glued_script = has(word, "month_words")
    while has(us[k], "on", "filler", "of") and k < found[0] + 2 and not glued_script:
        k += 1
    if us[k].text in ",-/" and us[k + 1].kind == "n" and (us[k].text == "," or us[k].glued):
        k += 1
    if not near(us[k]):
        return None
    got = day_of_month(us, k)
    if got is None or (us[k].kind == "n" and starts_a_time(us, k)):
        return None
    if k > found[0] and word.weak and _has_a_month(us, got[0]):
        return None  # "we march on 12 April", "we march on 12/4"
    if "ordinal" in us[k].roles and languages_with("ordinal_behind_month").isdisjoint(us[k].roles["ordinal"][got[1]]):
        return None
    if word.weak and not _month_is_meant(us, j, got[0], word):
        return None
    if named is None and is_cut_short(word, us, found[0]) and "en" not in word.weak:
        return None  # "un set de 12 lápices"
    j, day, ordinal = got
    if us[j - 1].text == "." and us[k].kind == "n" and not glued_script:
        ordinal = False
    days = [Day(day=day, month=number, weekday=named)]
    is_range = False
    for _ in range(12):
        end, full = year_after(us, j, dashed=False)
        if full is not None:
            j = end
            for item in days:
                item.year = full
            break
        k, after = weekday_after(us, j)
        split = _separator(us, k)
        if split is None:
            break
        k, ranged = split
        second = weekday_before(us, k)
        second_named = None
        if second is not None:
            k, second_named = second
        more = day_of_month(us, k)
        if more is None or starts_a_time(us, k) or not near(us[k]):
            break
        if us[k].kind == "n" and not glued_script and opens_a_range(us, k, k + 1):
            break  # "May 4 - 2 to 4pm"
        if (month(us, more[0]) and not glued_script) or (has(us[more[0]], "of") and month(us, more[0] + 1)):
            break
        if us[k].kind == "n" and (us[more[0]].text in ("/", ".") and us[more[0]].glued and us[more[0] + 1].kind == "n"):
            break
        if glued_script and not more[2]:
            break
        if after is not None:
            days[-1].weekday = after
        if us[k - 1].text == "," and us[k].kind == "n" and not more[2] and not _lists_on(us, more[0]):
            break
        is_range |= ranged
        days.append(Day(day=more[1], month=number, weekday=second_named))
        j = more[0]
    if days[-1].weekday is None:
        j, days[-1].weekday = weekday_after(us, j)
    is_range = len(days) == 2 and (is_range or _are_ends(us, i, days))
    return Days(i, j, days, "May 3", is_range, weak=bool(word.weak) and not ordinal)


def _has_a_month(us: list[Unit], j: int) -> bool:
    """Whether a month in a word or in digits follows the number of a day: `12 April`, `12th of April`, `12/4`."""
    if us[j].glued and us[j].text in ("/", ".") and us[j + 1].glued:
        return us[j + 1].kind == "n"
    return month(us, j + has(us[j], "of")) is not None


def _lists_on(us: list[Unit], j: int) -> bool:
    """Whether a list of days goes on or ends here with its year, so that `May 3, 4` is two days."""
    return (
        _separator(us, j) is not None or year_after(us, j)[1] is not None or us[j].kind in ("e", "p") or us[j].lines > 0
    )


def year_first(us: list[Unit], i: int) -> Days | None:
    """`2024 May 3`, `2024. május 3.`, `2024年5月3日`, `2024년 5월 3일`."""
    counted = us[i].kind == "n" and has(us[i + 1], "year_words")
    if us[i].kind == "n" and len(us[i].text) != 4 and not counted:
        return None
    got = year(us, i, two=counted, first=True)
    if got is None:
        return None
    j, full = got
    while (us[j].text in (".", ",", "-", "/") and us[j].glued) or has(us[j], "of", "filler"):
        j += 1
        if j > got[0] + 2:
            return None
    if not near(us[j]):
        return None
    found = month_day(us, j)
    if found is None:
        named = day_month(us, j) if us[j].kind == "n" else None
        found = named
    if found is None or any(day.year is not None for day in found.days):
        return None
    return replace(found, start=i, days=[replace(day, year=full) for day in found.days], rule="2024 May 3", weak=False)
