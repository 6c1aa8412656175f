"""Tells the numbers of houses and rooms from days and hours: `Lindenstraße 12`, `12 Mill Road`, `room 2.14`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from intake.reading.fields.when.hours import opens_a_range
from intake.reading.fields.when.lexicon import languages_with, lexicon
from intake.reading.fields.when.numeric import is_cue
from intake.reading.fields.when.parts import DASHES, day_of_month, has
from intake.reading.fields.when.standing import behind_a_street
from intake.reading.fields.when.tokens import Unit

# How many words a street's name has at most between its word and its number.
_NAME = 6
# Nobody opens earlier, so that a smaller number before a dash and an hour is a house's: `Am Markt 3 - 18:00`.
_OPENING = 8
_LONGEST = 4
_ROMAN = frozenset("IVX")
_QUARTERS = frozenset(("00", "15", "30", "45"))
_OF_TIME = ("clock", "at", "from", "to", "weekday", "month", "hour", "daypart", "day")
_CLOSING = frozenset(",;)|")
_BEHIND = frozenset(";(·•|/:,)]") | DASHES


@dataclass(slots=True, frozen=True)
class _Style:
    """How a text's language writes addresses and days: `endings` are those of streets' names."""

    endings: tuple[str, ...]
    by_twelve: bool
    house_first: bool
    month_first: bool


@lru_cache(maxsize=256)
def _style(tags: tuple[str, ...]) -> _Style:
    """The style of a text in these languages, best first."""
    words = lexicon()
    return _Style(
        endings=tuple(ending for tag in tags for ending in words.road_endings.get(tag, ())),
        by_twelve=not languages_with("twelve_hours").isdisjoint(tags[:1]),
        house_first=not languages_with("house_first").isdisjoint(tags[:1]),
        month_first=bool(tags) and words.order.get(tags[0]) == "YMD",
    )


def set_aside_houses(us: list[Unit], tags: tuple[str, ...]) -> None:
    """Make the numbers of houses and rooms words of no meaning, in place; `tags` are the text's languages, best first.

    A number is one behind a street's or room's word or name where nothing beside it makes it an hour or a day, and
    before a street's name in the manner of `12 Mill Road` and `12, rue Haute`.
    """
    style = _style(tags)
    for i, unit in enumerate(us):
        if unit.kind != "n" or len(unit.text) > _LONGEST:
            continue
        if unit.glued and i and us[i - 1].text != ".":
            if has(us[i + 1], "day_words") and us[i + 1].glued and _ends_a_road(us[i - 1]):
                unit.kind, unit.value, unit.roles = "x", -1, {}
            continue
        if _is_of_a_time(us, i):
            continue
        start = i - _is_behind_a_roman_day(us, i)
        end = _counts_a_room(us, i) or _dated_road(us, i) or _behind_a_name(us, start, i, style)
        if end is None and style.house_first and not unit.glued:
            end = _before_a_road(us, i)
        for part in us[start:end] if end else ():
            if part.kind == "n" or has(part, "month"):
                part.kind, part.value, part.roles = "x", -1, {}


def _is_of_a_time(us: list[Unit], i: int) -> bool:
    """Whether a number goes on as hours and days in digits do: `18:30`, `15.11.`; a room's `2.14` does, too."""
    after = us[i + 1]
    if not after.glued or us[i + 2].kind != "n" or not us[i + 2].glued:
        return us[i].glued and i > 1 and us[i - 1].text == "." and us[i - 2].kind == "n"
    if after.text != ".":
        return after.text == ":"
    before = us[i - 1] if i else us[-1]
    return not (is_cue(before, "rooms") or before.text in (".", ":"))


def _counts_a_room(us: list[Unit], i: int) -> int | None:
    """The unit behind a number that counts a room or floor: `7. terem`, `3. Etage`, or None."""
    dotted = us[i + 1].text == "." and us[i + 1].glued
    begins = not us[i].glued and not (i and us[i - 1].text == "." and not us[i].lines)  # "15. 11. Raum 3"
    return i + 1 if dotted and begins and is_cue(us[i + 2], "rooms") and not us[i + 2].lines else None


def _is_behind_a_roman_day(us: list[Unit], i: int) -> int:
    """How many units before a number are the day that its street is called by: `piazza XX Settembre 3`."""
    if i < 3 or us[i].lines or not has(us[i - 1], "month") or not set(us[i - 2].text) <= _ROMAN:
        return 0
    return 2 if is_cue(us[i - 3], "street_before") and not (us[i - 1].lines or us[i - 2].lines) else 0


def _behind_a_name(us: list[Unit], start: int, i: int, style: _Style) -> int | None:
    """The unit behind the number of a house or room, or None; its name ends before `start`."""
    if not start or us[start].lines:
        return None
    name = start - 1
    dotted = us[name].text == "." and us[name].glued
    listed = us[name].text == ","
    colon = us[name].text == ":" and us[name].glued and name > 0 and is_cue(us[name - 1], "rooms")  # "Caddesi No: 12"
    name -= dotted or listed or colon
    if name < 0 or us[name + 1].lines or has(us[name], *_OF_TIME) or us[name].text[:1].isdigit():
        return None
    if is_cue(us[name], "rooms") and not listed:
        end = _room(us, i)
        return end if _may_end(us, end, style.month_first) and not _is_opening(us, i, end) else None
    road = _is_road(us, name, style.endings) if not listed else None
    if road is None:
        road = _follows_a_road(us, name)
    if road:
        end = _house(us, i)
        kept = listed and _is_opening(us, i, end)
        return end if _may_end(us, end, style.month_first) and not kept else None
    named = us[name].kind == "x" and us[name].text[:1].isupper() and not listed
    dashed = us[i + 1].text in DASHES and not us[i + 1].glued and not us[i + 1].lines
    if named and dashed and opens_a_range(us, i, i + 1) and (us[i].value < _OPENING or _has_minutes(us, i + 2)):
        return i + 1
    end = _house(us, i)
    if named and end == i + 3 and not style.by_twelve and us[i].value < us[i + 2].value and us[i].value < _OPENING:
        return end if us[end].text in _BEHIND and us[end].kind == "p" and _may_end(us, end, style.month_first) else None
    return None


def _dated_road(us: list[Unit], i: int) -> int | None:
    """The unit behind a day that a street is called by, and its house's number: `rue du 4 Septembre 12`."""
    k = behind_a_street(us, i)
    if k is None or has(us[k], *_OF_TIME):
        return None
    if has(us[i + 1], "year_words") and not us[i + 1].lines:
        return i + 2  # "ул. 1905 года"
    got = day_of_month(us, i)
    if got is None:
        return None
    j = got[0]
    while has(us[j], "of", "filler") and j < got[0] + 2 and not us[j].lines:
        j += 1
    if not has(us[j], "month") or us[j].lines:
        return None
    j += 1
    if us[j].kind == "n" and len(us[j].text) <= _LONGEST and not us[j].lines:
        end = _house(us, j)
        return end if _may_end(us, end, False) and not 1900 <= us[j].value < 2100 else j
    return j


def _ends_a_road(word: Unit) -> bool:
    """Whether a word of a script without blanks is or ends as one for a street, whose house follows: `中山路12号`."""
    return word.text > "\u3000" and (is_cue(word, "roads") or is_cue(word, "street_before"))


def _is_road(us: list[Unit], name: int, ends: tuple[str, ...]) -> bool | None:
    """Whether the word is one for a street or ends as one; None where that is not known."""
    word = us[name]
    if is_cue(word, "roads"):
        return True
    folded = word.text.lower()
    glued = bool(ends) and word.kind == "x" and folded.endswith(ends) and len(folded) > _LONGEST
    return True if glued and word.text[:1].isupper() else None


def _follows_a_road(us: list[Unit], name: int) -> bool:
    """Whether a word for a street stands up to some words before, in the same name: `ul. Nowy Świat 12`."""
    for k in range(name, max(name - _NAME, -1), -1):
        unit = us[k]
        if is_cue(unit, "roads"):
            return True
        if has(unit, *_OF_TIME) and (us[k + 1].kind == "n" or not has(unit, "of", "at", "from", "to")):
            return False
        sign = unit.kind == "p" and not (unit.text in ".'’/-" and unit.glued)
        if sign or unit.kind == "n" or unit.lines:
            # the word may stand at the start of a line
            return False
    return False


def _house(us: list[Unit], i: int) -> int:
    """The unit behind the number of a house: `12a`, `12/3`, `12-14`, `12 A`, `12.` where no month follows."""
    j = i + 1
    if us[j].kind == "x" and us[j].glued and len(us[j].text) == 1:
        j += 1
    if us[j].text in ("-", "/", "–", "+") and us[j].glued and us[j + 1].glued and us[j + 1].kind in "nx":
        after = us[j + 2]
        short = us[j + 1].kind == "x" or len(us[j + 1].text) < _LONGEST
        timed = not after.lines and has(after, "hour", "daypart", "month")
        if short and not (timed or (after.glued and after.text in "./:-")):
            j += 2
    return j


def _room(us: list[Unit], i: int) -> int:
    """The unit behind the number of a room: `2.14`, `E-104`, `3/12`; `18.30` behind one is an hour."""
    j = i + 1
    if us[j].text in (".", "/", "-") and us[j].glued and us[j + 1].glued and us[j + 1].kind == "n":
        quarter = us[j + 1].text in _QUARTERS and us[i].value >= _OPENING
        after = us[j + 2]
        timed = not after.lines and has(after, "hour", "daypart", "month")
        if not (quarter or timed or (after.glued and after.text in "./:-")):
            return j + 2
    return _house(us, i)


def _is_opening(us: list[Unit], i: int, end: int) -> bool:
    """Whether a dash or word leads from the number to an hour, so that it may be one: `Lokschuppen 10 - 18 Uhr`."""
    if end != i + 1 or us[i].value < _OPENING or not opens_a_range(us, i, end):
        return False
    return us[end].glued or not _has_minutes(us, i + 2)  # "Rua Nova, 12 - 18:00"


def _has_minutes(us: list[Unit], i: int) -> bool:
    """Whether minutes are written behind the hour: `18:00`, `18h30`."""
    mark, minutes = us[i + 1], us[i + 2]
    return mark.text in (":", "h", "H", ".") and mark.glued and minutes.glued and minutes.kind == "n"


def _may_end(us: list[Unit], j: int, month_first: bool) -> bool:
    """Whether a name may end with the number before `j`: no hour, month or measure follows, nor a longer number.

    `month_first` says that days are written behind their month, so that one may follow.
    """
    after, then = us[j], us[j + 1]
    if after.kind == "e" or after.lines:
        return True
    if after.glued:
        if after.text == ".":
            if then.kind == "n" and us[j + 2].text == "." and us[j + 2].glued:
                return False  # "15. 11."
            return (not then.glued or then.text in _CLOSING) and (month_first or not has(then, "month", "hour"))
        return after.text in _CLOSING and not (then.glued and then.kind == "n")
    if after.kind == "p" or after.text in DASHES:
        return after.text in _BEHIND
    if after.kind == "n":
        return len(after.text) >= _LONGEST or _begins_anew(us, j)
    if month_first and has(after, "month"):
        return True  # "Kossuth tér 3 november 15."
    if has(after, "hour", "month", "month_words", "of", "and", "to", "daypart", "unit", "ordinal_endings", "day_words"):
        return has(after, "clock", "at") and us[j + 1].kind == "n"  # "Rynek 3 o 18"
    return True


def _begins_anew(us: list[Unit], j: int) -> bool:
    """Whether a date or time of its own begins at the number: `15.11.`, `18:30`, `18 Uhr`, `15 May`."""
    after = us[j + 1]
    if after.glued and after.text in ".:/-h":
        return us[j + 2].kind == "n" or after.text in ".h"
    return has(after, "hour", "daypart", "month", "of", "ordinal_endings") or (
        after.text in DASHES and us[j + 2].kind == "n"
    )


def _before_a_road(us: list[Unit], i: int) -> int | None:
    """The unit behind a number that a street's name follows: `12 Mill Road`, `12, rue Haute`, `3 bis place Verte`."""
    before = us[i - 1] if i else us[-1]
    # "18 h 12 rue Haute", and "18 h 30 place Verte"
    lone = has(before, "month") or (has(before, "hour") and us[i].value % 5 != 0)
    if not us[i].lines and (before.text in ("&", "+", "/") or (has(before, "on", "and", *_OF_TIME) and not lone)):
        return None
    of_a_day = i > 1 and (us[i - 2].kind == "n" or has(us[i - 2], "ordinal_endings", "of"))
    if has(before, "month") and not us[i].lines and not of_a_day:
        return None  # "November 12 Mill Road"
    j = i + 1
    if is_cue(us[j], "house_parts") and not us[j].lines:
        j += 1
    j += us[j].text == ","
    if us[j].lines or us[j].glued:
        return None
    if is_cue(us[j], "roads") and us[j].text[:1].islower():
        return i + 1  # the word stands before the name: "rue Haute"
    for k in range(j, j + _NAME):
        if us[k].lines or us[k].kind not in "xw" or not us[k].text[:1].isupper() or has(us[k], "month", "hour"):
            return None
        if is_cue(us[k], "roads"):
            return i + 1
    return None
