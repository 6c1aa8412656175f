"""The fields that stand above the day of a block of labels: "Where: Town Hall, Leeds", "When: 5 May, 6 pm"."""

from __future__ import annotations

from collections.abc import Sequence

from intake.reading.cutting import Row
from intake.reading.layout import Line

__all__ = ["take_labels_above"]

# So many fields a block has at most above its day.
_MOST = 8


def take_labels_above(rows: Sequence[Row], taken: set[int], body: Sequence[Line]) -> None:
    """Give each row by a labelled day the labelled lines that open its block above the day, in place.

    Only where each such day stands in a block of fields with a place above it, and none has one below: in others the
    place of a block is that below its day. `taken` are the numbers of the lines that belong to the list.
    """
    places = {line.number: place for place, line in enumerate(body)}
    above = {id(row): _fields_above(body, places[row.lines[0].number]) for row in rows}
    if len(rows) < 2 or not all(_holds_a_place(above[id(row)]) for row in rows):
        return
    own = {line.number for lines in above.values() for line in lines}
    for row in rows:
        row.lines = [line for line in row.lines if line.number not in own]
    if any(_holds_a_place(row.lines[1:]) for row in rows):
        return
    for row in rows:
        row.lines += above[id(row)]
        taken |= {line.number for line in above[id(row)]}


def _fields_above(body: Sequence[Line], place: int) -> list[Line]:
    """The lines of the block above a labelled day, all with labels; none where the block does not begin so."""
    found: list[Line] = []
    at = place
    if "date" not in body[place].label:
        return found
    while at and not body[at].blank_before:
        at -= 1
        if not body[at].label or len(found) == _MOST:
            return []
        found.insert(0, body[at])
    return found


def _holds_a_place(lines: Sequence[Line]) -> bool:
    return any("place" in line.label and line.cities for line in lines)
