"""The lines of a mail that begin with a city or a day, as the rows of a list do; it does not say what is a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intake.reading.candidates import inferred
from intake.reading.dating import Mention
from intake.reading.layout import Line
from intake.reading.places import lookup
from intake.reading.proposal import Finding, Place, When

__all__ = [
    "BARE",
    "COLUMN",
    "HEADING_REST",
    "LONGEST_ROW",
    "NO_WORD",
    "SHORT_ROW",
    "SMALL_WORD",
    "beside_times",
    "city_lead",
    "date_lead",
    "hour_alone",
    "is_a_street",
    "is_heading",
    "leads_on",
]

# What tells cities of one name apart: "(Saale)", "i. Br.", "a.M.", "o. d. T.", "/W."
_APART = r"(?:\([^)\n]{1,40}\)\s*|(?:[aiob]|am|an der|im|ob der)\.?\s?(?:d\.\s?)?[A-Z][a-z]{0,2}\.|/[A-Z][a-z]{0,3}\.)?"
_AFTER_CITY = re.compile(rf" *\t|\s*{_APART}(?:[:：|–—/•·,]|\s-|-\s|$)")
# "Ghent, Belgium:", "Bristol, UK -", "Subang Jaya / Kuala Lumpur, Selangor |"
_WITH_COUNTRY = re.compile(
    r"\s*(?:[,/(]\s*[^\W\d_][^\W\d_ .'’-]{0,18}(?:[ .'’-]+[^\W\d_]{1,14}){0,3}\.?\)?){1,2}"
    r"\s*(?:[:：|–—]|\s-\s)"
)
_HOUSE = re.compile(r" \d{1,3}[a-zA-Z]?(?:/\d{1,3})?(?:[|,;\t]| [|–—/-]| *$)")
_COLON = re.compile(r"\s*[:：]\s*\w")
_COMMA = re.compile(rf"\s*{_APART},")
_STATE = re.compile(r"^\W*[A-Z]{2}\s*[-–—/|:]\s*$")  # "RJ - Niterói"
_POSTCODE = re.compile(r"\d{4}")
# "Lazio: a Roma, piazza Dante - ore 9": a region and a colon before the city of a row.
_REGION = re.compile(r"\W*[^\W\d_][^\W\d_ ’'-]{1,20}(?:[ ’'-][^\W\d_]{1,16}){0,3}:\s*(?:[^\W\d_A-Z]{1,3}\s+)?")
# "В МОСКВЕ" alone on its line.
SMALL_WORD = re.compile(r"\W*[^\W\d_]{1,3}\s+")
# "(Republic of Khakassia)" up to the end of the line.
_REMARK = re.compile(r"\s*\([^()\n]{1,60}\)\W*$")
# The address behind linked words: "Leeds <https://example.org/leeds> (4 April)", "[Leeds](https://example.org/leeds)".
_ADDRESS = re.compile(r"\]?\s{0,3}[<(](?:https?://|www\.)[^\s<>()]+[>)]")
_LONGEST_REGION = 40
_OF_A_GROUP = re.compile(r"\.[a-z]")  # "Leeds.rb"
_LEADING_LETTERS = 5
NO_WORD = 2
_SOON = 12
SHORT_ROW = 110
_SHORT_HOUR = 16
LONGEST_ROW = 200
"""Characters of a line that may be a row."""
COLUMN = 3
"""So many lines of one make that stand together are a list."""
BARE = 6
"""Letters beside a name or day up to which it stands alone on its line."""
HEADING_REST = 14
"""Letters beside a day up to which it heads the lines below."""


def hour_alone(line: Line, mentions: Sequence[Mention]) -> bool:
    """Whether an hour stands alone on its line or with its day, or completes there the day that stands above it."""
    if line.continued and not line.whens:
        return len(line.text.strip()) <= _SHORT_HOUR
    if line.cities or line.links or line.bullet or line.label or line.residue() > NO_WORD:
        return False
    return any(mention.usable and mention.value.start is not None for mention in mentions)


def city_lead(line: Line, below_hour: bool = False) -> Finding | None:
    """The city that a line begins with, followed by what ends a name: a colon, a dash, an hour, the end of the line.

    A comma ends it, too, where the line stands below an hour (`below_hour`).
    """
    for found in line.cities:
        if inferred(found) or _OF_A_GROUP.match(line.text, found.end - line.start):
            continue
        before = _STATE.sub("", beside_times(line, found.start))
        alone = line.residue() <= BARE or _REMARK.match(line.text, found.end - line.start) is not None
        if found.certain and (
            (line.timed and _REGION.fullmatch(before))
            or (SMALL_WORD.fullmatch(before) and (alone or (line.timed and _comma_after(line, found))))
        ):
            before = ""
        if any(sign.isalpha() for sign in before) or _POSTCODE.search(before):
            return None
        if not before and line.residue() <= NO_WORD:
            return found
        linked = _ADDRESS.match(line.text, found.end - line.start)
        end = line.start + linked.end() if linked else found.end
        rest = line.text[end - line.start :]
        timed = (
            line.continued
            or found.role == "listed"
            or (line.timed and line.whens[0].start < found.start)
            or any(_soon(line, end, when.start) for when in line.whens)
            or _WITH_COUNTRY.match(rest) is not None
        )
        if timed or (_COMMA.match(rest) and line.whens) or (_AFTER_CITY.match(rest) and not _COMMA.match(rest)):
            return found
        if _COMMA.match(rest) and (
            line.residue() <= 12 or _is_its_region(rest, found) or (below_hour and line.length <= SHORT_ROW)
        ):
            return found
        return None
    return None


def _is_its_region(rest: str, found: Finding) -> bool:
    """Whether only a comma and the city's region or country stand behind it: "Springfield, Massachusetts"."""
    name = rest.strip(" ,.:")
    if not isinstance(found.value, Place) or len(name) > _LONGEST_REGION:
        return False
    country = found.value.country
    return any(entry.kind != "city" and entry.country == country for entry in lookup(name))


def _soon(line: Line, end: int, start: int) -> bool:
    """Whether few signs stand between two offsets, or nothing but a run of blanks: "Leeds           5 May"."""
    return end <= start and (start - end <= _SOON or line.text[end - line.start : start - line.start].isspace())


def is_a_street(line: Line, city: Finding) -> bool:
    """Whether a house's number stands behind a name and ends what is said of it: "Lipová 5 | Olomouc"."""
    return _HOUSE.match(line.text, city.end - line.start) is not None


def leads_on(line: Line, city: Finding) -> bool:
    """Whether a colon and more words stand behind a city, or behind its country or region: "Calgary, Alberta: ..."."""
    rest = line.text[city.end - line.start :]
    return _COLON.match(rest) is not None or _WITH_COUNTRY.match(rest) is not None


def _comma_after(line: Line, found: Finding) -> bool:
    return line.text[found.end - line.start : found.end - line.start + 1] == ","


def beside_times(line: Line, end: int) -> str:
    """What stands on a line before an offset, less times of day and regions: "18:30 Leeds", "Kent | Dover"."""
    kept, at = "", line.body
    for found in sorted((*line.whens, *line.wheres), key=lambda one: one.start):
        value = found.value
        apart = value.date is None if isinstance(value, When) else isinstance(value, Place) and value.city is None
        if apart and found.start >= at and found.end <= end:
            kept += line.text[at - line.start : found.start - line.start]
            at = found.end
    return kept + line.text[at - line.start : end - line.start]


def date_lead(line: Line, mentions: Sequence[Mention]) -> Mention | None:
    """The day that a line begins with, or None; `mentions` are the days and times of the line."""
    if line.label and not line.label_above and "date" not in line.label:
        return None
    for mention in mentions:
        if mention.value.date is None:
            continue
        before = line.text[line.body - line.start : mention.found.start - line.start]
        if line.length > LONGEST_ROW and not (line.bullet and not before.strip()):
            return None
        far = sum(sign.isalpha() for sign in before) > _LEADING_LETTERS and line.residue() > HEADING_REST
        if far and not _behind_its_city(line, mention.found.start):
            return None
        return mention if mention.usable else None
    return None


def _behind_its_city(line: Line, start: int) -> bool:
    """Whether nothing but a colon or a comma stands between a city that begins the line and an offset."""
    first = line.cities[0] if line.cities else None
    gap = line.text[first.end - line.start : start - line.start].strip() if first is not None else ""
    return first is not None and first.start == line.body and gap in (":", ",", "：")


def is_heading(mention: Mention) -> bool:
    """Whether a day stands alone on its line, without an hour or a city."""
    line = mention.line
    return (
        line is not None
        and not line.cities
        and not line.bullet
        and mention.value.start is None
        and line.residue() <= 14
    )
