"""Leaves out what is too weak to stand: ordinary words, bare numbers, and days in the names of streets."""

from __future__ import annotations

from intake.reading.fields.when.names import says_is
from intake.reading.fields.when.numeric import is_counted, is_cue
from intake.reading.fields.when.parts import DASHES, Hints, has
from intake.reading.fields.when.spans import Span, set_off, stands_alone
from intake.reading.fields.when.spoken import Time
from intake.reading.fields.when.tokens import Unit

# Readings that an ordinary word may give rise to; weak ones count only with a time beside them or alone.
_RELATIVE = frozenset(
    {"Friday", "tomorrow", "the 24th", "Friday the 13th", "this weekend", "in three days", "next Friday"}
)
# Bare hours by day, in minutes, the most units between them and their day, and the fewest that name a place.
_EARLIEST, _LATEST, _SENTENCE, _SHORT = 8 * 60, 23 * 60, 16, 2
# So many hours with a dot say that other numbers of that form are hours, too.
_A_LIST = 3
# So many units the name may have that opens such a row.
_NAME, _PLAIN = 6, 3


def kept(us: list[Unit], spans: list[Span], hints: Hints) -> list[Span]:
    """Without what is too weak to stand alone: `18.30` with nothing around it, an ordinary word that is also a day."""
    if not spans:
        return []
    english = hints.tags[:1] in ((), ("en",))
    dated = any(span.days is not None for span in spans)
    # "18.00 Lyon" is an hour where "17.30 Lille" is one
    hourly = any(span.time is not None and _opens_its_line(us, span, span.time, hourly=False) for span in spans)
    standing = [_stands(us, span, alone=stands_alone(us, span), english=english, hourly=hourly) for span in spans]
    for k, span in enumerate(spans[1:], 1):
        standing[k] = standing[k] or _runs_behind_its_place(us, spans[k - 1], span)
    dotted = [stands for span, stands in zip(spans, standing, strict=True) if span.time and span.time.rule == "18.30"]
    listed = not english and (sum(dotted) >= _A_LIST or sum(_is_a_rows(us, span) for span in spans) >= _A_LIST)
    # "| 18.00 |" is an hour where there is a day and no other hour
    lone = dated and not english and not any(stands and span.time for span, stands in zip(spans, standing, strict=True))
    return [
        span
        for span, stands in zip(spans, standing, strict=True)
        if not _is_an_end(us, span)
        and (
            stands
            or (
                span.time is not None
                and _is_quarter_by_day(span.time)
                and (listed or (lone and set_off(us, span.start, span.end)))
            )
        )
        and not _is_measure(us, span, dated=dated)
    ]


def _runs_behind_its_place(us: list[Unit], day: Span, span: Span) -> bool:
    """Whether two bare hours end the sentence of a day, behind its place: `on 8 June in Leeds from 15 to 17`.

    Behind no name they may as well be ages.
    """
    time = span.time
    if day.days is None or day.time is not None or span.days is not None or time is None or time.until is None:
        return False
    if {time.rule, time.until.rule} != {"7"} or not has(us[span.start], "from"):
        return False
    if not _EARLIEST <= time.minutes < time.until.minutes <= _LATEST or not 2 <= span.start - day.end <= _SENTENCE:
        return False
    gap, then = us[day.end : span.start], us[span.end]
    closed = any(unit.text in ".!?;" and not us[i].glued for i, unit in enumerate(gap, day.end + 1))
    ends = then.kind == "e" or then.lines > 0 or then.text in ".!;"
    if closed or not ends or any(unit.lines > 1 for unit in (*gap, us[span.start])):
        return False
    name, led = gap[-1], gap[-3 if gap[-2].text[:1].isupper() and len(gap) > _SHORT else -2]
    placed = has(led, "on", "in", "beside", "at", "of")
    return placed and name.kind == "x" and name.text[:1].isupper() and not is_counted(name)


def _is_an_end(us: list[Unit], span: Span) -> bool:
    """Whether two hours without a day are about when something ends: `until 9 - 9.30 pm`, `tot 21.00 – 21.30`."""
    time, before = span.time, us[span.start - 1] if span.start else us[-1]
    if span.days is not None or time is None or time.until is None or us[span.start].lines:
        return False
    led = any(has(unit, "from") for unit in us[span.start : time.first])  # "hasta las 21:00 - 21:30" is led by "at"
    return has(before, "until") and not has(before, "from", "at") and not led


def _is_a_rows(us: list[Unit], span: Span) -> bool:
    """Whether a quarter of an hour by day stands behind the name that opens its line: `Van – 17.30, Park`."""
    time = span.time
    if time is None or span.days is not None or not _is_quarter_by_day(time) or not span.start:
        return False
    i = span.start - 1
    marked = us[i].text in (*DASHES, ":", "|")
    if us[span.start].lines or (us[i].lines and marked):
        return False
    while i > max(span.start - _NAME, 0) and not us[i].lines:
        i -= 1
    name, then = us[i : span.start - marked], us[span.end]
    ends = then.kind == "e" or then.lines > 0 or then.text in ",;(|" or then.text in DASHES
    opens = (us[i].lines > 0 or i == 0) and name[0].text[:1].isupper()
    # "Van 17.30 Park" has no mark, and nothing but names around the hour
    plain = len(name) <= _PLAIN and all(one.text[:1].isupper() for one in name) and then.text[:1].isupper()
    return opens and (ends if marked else plain)


def _is_quarter_by_day(time: Time) -> bool:
    return time.rule == "18.30" and 7 * 60 <= time.minutes < 24 * 60 and time.minutes % 15 == 0


# Rules of times that are lengths of time behind `in`.
_IN_LENGTHS = frozenset({"18:30", "siete y media", "seven o'clock", "18 Uhr"})


def _is_length(us: list[Unit], span: Span, time: Time) -> bool:
    """Whether a few hours are a length of time: `a journey of 2 h 30`; nobody invites to half past two at night."""
    hours = us[time.first]
    if not 60 <= time.minutes < 7 * 60 or hours.text.startswith("0") or not has(us[time.first + 1], "lengths"):
        return False
    led = us[span.start : time.first] or us[max(span.start - 1, 0) : span.start]
    return bool(led) and all(has(unit, "from", "of", "on") and not has(unit, "at", "clock") for unit in led)


# What follows an hour at which people meet: 集合, 开始, 出发, 见面, 会合.
_MEET = frozenset("集开開出见見会會准準整")


def _are_points(us: list[Unit], span: Span, time: Time) -> bool:
    """Whether Chinese numerals count points, which the word for the hour means as well: `两点之间`, `三点建议`."""
    if us[span.start].text < "\u3000" or us[time.end - 1].text not in ("点", "點") or us[time.first].kind != "w":
        return False
    after = us[span.end]
    noun = after.kind == "x" and after.glued and after.text not in _MEET
    return noun and span.start == time.first and 60 <= time.minutes <= 5 * 60


def _is_priced(us: list[Unit], span: Span, time: Time) -> bool:
    """Whether a price stands right before a number that another one follows: `12,50 per stuk of 20 voor twee`."""
    if time.rule != "half past seven" or us[time.first].kind != "n" or span.start != time.first:
        return False
    near = us[max(span.start - _PRICE, 0) : span.start]
    return any(
        a.kind == "n" and b.text in ",." and b.glued and c.kind == "n" and c.glued
        for a, b, c in zip(near, near[1:], near[2:], strict=False)
    )


# So far before `is` the word for a scale may stand: "the scale of the plan is 1:50".
_OF = 4
# So many units before a time a price may stand.
_PRICE = 6


def _is_measure(us: list[Unit], span: Span, *, dated: bool) -> bool:
    """Whether a time alone counts how long something lasts, or a text without any day names a verse or scale.

    `Duration: 1:30`, `durée 1h30`; `John 3:16`, `scale 1:25`.
    """
    time = span.time
    if span.days is not None or time is None or time.until is not None or time.half is not None:
        return False
    led = any(has(unit, "at", "clock") for unit in us[span.start : time.first])
    if not dated and (_are_points(us, span, time) or _is_priced(us, span, time)):
        return True
    if has(us[span.end], "earlier", "later") and us[span.end].lines == 0 and not led:
        return True  # "une heure plus tôt"
    i = span.start - 1
    while i > span.start - 3 and i >= 0 and us[i].text in ".:" and not us[i + 1].lines:
        i -= 1
    if i < 0 or us[i + 1].lines:
        return False
    if not dated and i > 0 and says_is(us[i]) and any(_scales(unit) for unit in us[max(i - _OF, 0) : i]):
        return True  # "the scale of the map is 1:50"
    if has(us[i], "in") and not led and time.rule in _IN_LENGTHS:
        return True  # "in 4:12", "en dos horas y media"
    if (
        not dated
        and not led
        and time.rule == "18:30"
        and time.minutes % 5
        and 60 <= time.minutes < 7 * 60
        and not time.padded
    ):
        return True  # nobody invites to twelve minutes past four
    return (
        is_cue(us[i], "lasting")
        or (is_cue(us[i], "amounts") and not led and time.rule in ("18:30", "18.30"))
        or _is_length(us, span, time)
        or (not dated and time.rule in ("18:30", "18.30") and (is_cue(us[i], "verse") or is_counted(us[i])))
    )


def _scales(unit: Unit) -> bool:
    """Whether two numbers with a colon behind the word are a scale, a verse or a count."""
    return is_cue(unit, "verse") or is_counted(unit)


def _is_small(unit: Unit) -> bool:
    """Whether the word may stand between `rue` and its date, as `du` and `des` do."""
    return has(unit, "on", "of", "filler") or (unit.kind == "x" and len(unit.text) < 4 and not unit.text.isdecimal())


def is_street(us: list[Unit], span: Span) -> bool:
    """Whether the day is part of a place's name: `Straße des 17. Juni`, `Calle 2 de Mayo`."""
    if span.days is None or span.time is not None:
        return False
    if any(day.weekday for day in span.days.days):
        then = us[span.end]
        if is_cue(then, "street_after") and then.text[:1].isupper() and us[span.start].text[:1].isupper():
            return not then.lines and span.end - span.start == 1  # "5 Sunday Street"
        house = span.days.rule == "Friday the 13th" and us[span.start].text[:1].isupper()
        return house and span.start > 0 and not us[span.start].lines and is_cue(us[span.start - 1], "street_before")
    return behind_a_street(us, span.start) is not None or _of_two_streets(us, span)


def _of_two_streets(us: list[Unit], span: Span) -> bool:
    """Whether one of two streets is called so: `ruas 15 de Janeiro e Direita`, `rues Haute et du 4 Mai`."""
    i, end, held = span.start - 1, us[span.end], False
    while i > span.start - 4 and i >= 0 and not us[i + 1].lines and _is_small(us[i]) and not has(us[i], "and"):
        held = held or (has(us[i], "on") and not has(us[i], "of"))
        i -= 1
    if i < 0 or us[i + 1].lines or held:
        return False
    if is_cue(us[i], "streets"):
        j = span.end + 1
        while j < span.end + 4 and not us[j].lines and _is_small(us[j]) and not us[j].text[:1].isupper():
            j += 1
        named = not us[j].lines and us[j].text[:1].isupper() and us[j].kind == "x"
        return (has(end, "and") and not end.lines and named) or (span.days is not None and len(span.days.days) > 1)
    if not has(us[i], "and"):
        return False
    for k in range(i - 1, max(i - _NAME, 0) - 1, -1):
        if us[k + 1].lines or us[k].kind not in "xw":
            return False
        if is_cue(us[k], "streets"):
            return k < i - 1
    return False


def behind_a_street(us: list[Unit], start: int) -> int | None:
    """The unit of a street's word before the day that begins at `start`, or None: `rue du 4 Septembre`."""
    i = start - 1
    held = False  # "takes place on the 6th of August"
    while i > start - 4 and i >= 0 and not us[i + 1].lines and _is_small(us[i]):
        held = held or (has(us[i], "on") and not has(us[i], "of"))
        i -= 1
    if i >= 0 and not us[i + 1].lines and is_cue(us[i], "street_before") and not held:
        return i
    return i - 1 if i >= 1 and us[i].text == "." and us[i].glued and is_cue(us[i - 1], "street_before") else None


def opens_a_street(us: list[Unit], span: Span) -> bool:
    """Whether a street's word follows the day, which its name may begin with: `18th of March Square`."""
    if span.days is None or span.time is not None or any(day.weekday for day in span.days.days):
        return False
    j = span.end
    j += us[j].text == "-" and us[j].glued and us[j + 1].glued  # "22. juli-monumentet"
    if us[j].kind == "x" and us[j].lines == 0 and not is_cue(us[j], "street_after"):
        j += 1
    then = us[j + 1]
    named = us[j].lines == 0 and is_cue(us[j], "street_after")
    return named and (then.kind in "epn" or then.lines > 0 or not then.text[:1].isupper())


def _opens_its_line(us: list[Unit], span: Span, time: Time, *, hourly: bool) -> bool:
    """Whether words follow a quarter of an hour by day at the start of a line: `17.30 concentración`, `17.30 - Lille`.

    `hourly` says that full hours may stand so, too.
    """
    then = us[span.end]
    if then.text in DASHES and not then.glued and not then.lines:
        then = us[span.end + 1]
    daily = 7 * 60 <= time.minutes < 24 * 60 and time.minutes % 60 in ((0, 15, 30, 45) if hourly else (15, 30, 45))
    return daily and us[span.start].lines > 0 and then.kind == "x" and not then.glued and not then.lines


# What a label leads to an hour over, and what a plain number counts behind one: "Start: 10.30", "time 9.45 min".
_LEADING = frozenset({":", "：", "|", *DASHES})
_LABELS = ("event", "time_label", "doors")


def _is_labelled(us: list[Unit], span: Span, time: Time) -> bool:
    """Whether a quarter of an hour by day stands right behind a word for the beginning: `Start 10.30`, `Ritrovo: 9.15`.

    No month has the number of a quarter, so that it is no day.
    """
    i = span.start - 1
    if i > 0 and us[i].text in _LEADING and not us[span.start].lines:
        i -= 1
    if i < 0 or any(unit.lines for unit in us[i + 1 : span.start + 1]) or not _is_quarter_by_day(time):
        return False
    after = us[span.end]
    measured = not after.lines and has(after, "minute", "unit", "measures")
    return not measured and any(is_cue(us[i], cue) for cue in _LABELS)


def _ends_an_entry(us: list[Unit], span: Span, time: Time) -> bool:
    """Whether a quarter of an hour by day stands between a comma and the end of what it is said of: `square, 17.30`."""
    then = us[span.end]
    daily = _is_quarter_by_day(time)
    return daily and us[span.start - 1].text == "," and (then.kind == "e" or then.lines > 0 or then.text in "/(;")


def _stands(us: list[Unit], span: Span, *, alone: bool, english: bool, hourly: bool) -> bool:
    if span.time is None:
        weak = span.days is not None and span.days.weak and span.days.rule in _RELATIVE
        return alone or not weak
    weak_time = not span.time.strong and span.time.rule == "7"
    if not span.time.strong and span.days is not None and span.days.weak and span.days.rule in _RELATIVE:
        return alone
    if weak_time and (span.days is None or (span.days.weak and span.days.rule in _RELATIVE)):
        return alone
    bare = span.days is None and not span.time.strong and span.time.rule == "18.30"
    own_line = us[span.start].lines > 0 and us[span.end].lines > 0 and not alone
    return (
        not bare
        or own_line
        or (not english and _opens_its_line(us, span, span.time, hourly=hourly))
        or (not english and _ends_an_entry(us, span, span.time))
        or _is_labelled(us, span, span.time)
        or has(us[span.start], "at", "from", "clock")
        or (alone and not english and span.start == 0 and span.time.minutes % 5 == 0)
    )
