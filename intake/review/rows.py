"""A draft's fields as rows of a form: the value, the words it came from, doubts, alternatives, what it was. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from babel.dates import format_date, format_time

from intake.deciding.draft import Details, Draft
from intake.reading.proposal import Field, Finding, Link, Place, Problem, Value, When
from render.languages import Language

# input name, its key on the keyboard, the field of reading it belongs to, the type of input
FORM: tuple[tuple[str, str, Field, str], ...] = (
    ("date", "d", "when", "text"),
    ("end_date", "", "when", "text"),
    ("start", "t", "when", "text"),
    ("end", "", "when", "text"),
    ("city", "w", "where", "text"),
    ("venue", "v", "venue", "text"),
    ("title", "i", "title", "text"),
    ("organizer", "", "organizer", "text"),
    ("link", "l", "link", "url"),
)


_FAR_SMALLER = 20
PAIRS = {"date": "end_date", "start": "end"}
"""Short fields that stand side by side."""


@dataclass(frozen=True, slots=True)
class Pick:
    """An alternative one click away: what it reads as, and the form values it sets."""

    shown: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One field. `value` is what the input holds, `shown` how it reads in words, `words` where it came from."""

    name: str
    key: str
    kind: str
    value: str
    shown: str
    words: str = ""
    note: str = ""
    certain: bool = True
    by_hand: bool = False
    was: str | None = None
    problems: tuple[Problem, ...] = ()
    picks: tuple[Pick, ...] = ()
    field: Field = "title"

    @property
    def named(self) -> bool:
        """Whether a problem already names the words the value was read from."""
        return any(self.words in problem.named for problem in self.problems)


def place_text(city: str | None, region: str | None, country: str | None) -> str:
    """A place as the form takes it back: "Springfield, Illinois, US"."""
    return ", ".join(part for part in (city, region if city else None, country) if part)


def value_of(details: Details, name: str) -> str:
    """What the form's input `name` holds for these details."""
    if name == "city":
        return "online" if details.online and not details.city else place_text(details.city, None, details.country)
    value = getattr(details, name)
    if value is None:
        return ""
    return value.strftime("%H:%M") if isinstance(value, dt.time) else str(value)


def shown(details: Details, name: str, tongue: Language) -> str:
    """The value as a person reads it: the day with its weekday, the city with region and country's name."""
    value = getattr(details, name)
    if name in ("date", "end_date") and value is not None:
        return format_date(value, tongue.day_year, locale=tongue.locale)
    if name in ("start", "end") and value is not None:
        return format_time(value, tongue.time, locale=tongue.locale)
    if name == "city":
        country = tongue.locale.territories.get(details.country or "", details.country)
        return place_text(details.city, details.region, country)
    return str(value or "")


def rows(draft: Draft, tongue: Language) -> list[Row]:
    """The rows of a draft's form, in the order in which an entry is read."""
    made: list[Row] = []
    seen: set[Field] = set()
    for name, key, field, kind in FORM:
        finding = draft.proposal.chosen.get(field)
        if name in ("start", "end"):
            finding = draft.proposal.chosen.get("time", finding)
        first = field not in seen
        speaks = _speaks(draft, name, first)
        seen.add(field)
        previous = None
        if draft.previous is not None and value_of(draft.previous, name) != value_of(draft.details, name):
            previous = shown(draft.previous, name, tongue)
        by_hand = name in draft.edits
        value = value_of(draft.details, name)
        wrong = tuple(problem for problem in draft.problems if _row_of(problem) == name)
        explained = any(problem.code in ("weekday_contradicts", "ambiguous_day_month") for problem in wrong)
        told = finding if finding is not None and speaks and value and not by_hand else None
        made.append(
            Row(
                name=name,
                key=key,
                kind=kind,
                value=value,
                shown=shown(draft.details, name, tongue),
                words=told.words if told and told.words.casefold() != value.casefold() else "",
                note=(told.note or "") if told and not explained else "",
                certain=by_hand or not value or finding is None or _stated(finding, name),
                by_hand=by_hand,
                was=previous,
                problems=wrong,
                picks=_picks(draft, field, tongue) if first else (),
                field="time" if name == "start" and "time" in draft.proposal.chosen else field,
            )
        )
    return made


def general(draft: Draft) -> tuple[Problem, ...]:
    """The problems that belong to no row of the form."""
    return tuple(problem for problem in draft.problems if _row_of(problem) is None)


def _row_of(problem: Problem) -> str | None:
    """The input beside which a problem stands: the first of its field, the hour's for what is about the hour."""
    if problem.code in ("no_time", "several_times", "inferred_time"):
        return "start"
    return next((name for name, _, field, _ in FORM if field == problem.field), None)


def _speaks(draft: Draft, name: str, first: bool) -> bool:
    """Whether the finding's words stand beside this input: an hour's beside the hour, when the day is not in them."""
    chosen = draft.proposal.chosen
    found = chosen.get("when")
    hour_only = found is not None and isinstance(found.value, When) and found.value.date is None
    if name == "start":
        return "time" in chosen or hour_only
    return first and not (name == "date" and hour_only)


def _stated(finding: Finding, name: str) -> bool:
    """Whether the mail says this input's value itself: an hour may be stated where the year of its day is not."""
    if isinstance(finding.value, When) and name in ("start", "end", "end_date"):
        return finding.certain or name in finding.value.stated
    return finding.certain


def _picks(draft: Draft, field: Field, tongue: Language) -> tuple[Pick, ...]:
    chosen = draft.proposal.chosen.get(field)
    values: list[Value] = [value for value in chosen.others if not _namesake(chosen, value)] if chosen else []
    values += [finding.value for finding in draft.proposal.others.get(field, ())]
    picks: dict[str, Pick] = {}
    for value in values:
        pick = _pick(value, field, tongue)
        if pick is not None and any(value_of(draft.details, name) != text for name, text in pick.values.items()):
            picks.setdefault(pick.shown, pick)
    return tuple(picks.values())[:6]


def _namesake(chosen: Finding, value: Value) -> bool:
    """Whether an alternative to a city that is not in doubt is only called like it, and far smaller."""
    here = chosen.value
    if not (chosen.certain and isinstance(here, Place) and isinstance(value, Place)):
        return False
    return value.city == here.city and value.population * _FAR_SMALLER < here.population


def _pick(value: Value, field: Field, tongue: Language) -> Pick | None:
    match value:
        case When(date=dt.date() as day, start=start, end=end):
            values = {"date": day.isoformat()}
            text = format_date(day, tongue.day_year, locale=tongue.locale)
            if start is not None:
                values["start"] = start.strftime("%H:%M")
                text += ", " + format_time(start, tongue.time, locale=tongue.locale)
            if end is not None:
                values["end"] = end.strftime("%H:%M")
            return Pick(text, values)
        case When(date=None, start=dt.time() as start):
            return Pick(format_time(start, tongue.time, locale=tongue.locale), {"start": start.strftime("%H:%M")})
        case Place(online=True):
            return Pick("online", {"city": "online"})
        case Place(city=str() as city, region=region, country=country):
            name = tongue.locale.territories.get(country or "", country)
            return Pick(place_text(city, region, name), {"city": place_text(city, region, country)})
        case Link(url=url):
            return Pick(url, {"link": url})
        case str() as text if field in ("title", "venue", "organizer"):
            return Pick(text, {field: text})
    return None
