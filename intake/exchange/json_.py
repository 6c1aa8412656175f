"""JSON lines: one event a line with its public fields, as `Event` names them; out and in again is the same list."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Sequence

from intake.exchange import Entries, Reads
from intake.jsonlines import json_line
from render.event import Event
from render.site import Site

SUFFIXES = ("json", "jsonl", "ndjson")


def read(data: bytes, now: dt.datetime, reader: Reads) -> Entries:
    """The objects of the lines; an array of objects over the whole file is taken, too."""
    text = data.decode("utf-8-sig", "replace")
    if text.lstrip()[:1] == "[":
        try:
            whole = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"no JSON: {error}") from None
        for number, one in enumerate(whole, 1):
            yield number, one if isinstance(one, dict) else "no JSON object"
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, f"no JSON: {error}"
            continue
        yield number, one if isinstance(one, dict) else 'no JSON object; write {"date": "2027-05-01", ...}'


def write(site: Site, events: Sequence[Event]) -> bytes:
    """A line for each event."""
    lines = (json_line(dataclasses.asdict(event), _plain) for event in events)
    return "".join(f"{line}\n" for line in lines).encode()


def _plain(value: object) -> str:
    assert isinstance(value, dt.date | dt.time)
    return value.isoformat()
