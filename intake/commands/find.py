"""`intake find`: the workbench of reading: what one field's finder takes from a text, and by which rule."""

from __future__ import annotations

import datetime as dt
import importlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, TextIO

import click

from intake.cli import Wrong
from intake.jsonlines import json_line
from intake.reading.languages import tags
from intake.reading.languages.guess import guess
from intake.reading.proposal import Context, Finding, Link, Passage, Place, When

# Tags that name a language otherwise than its file does.
_OLDER = {"no": "nb", "nn": "nb", "iw": "he"}
Finder = Callable[[Passage, Context], list[Finding]]


class Unusable(ValueError):  # noqa: N818 - named for what the line is
    """A line of input that cannot be used; its text says why."""


def _clock(time: dt.time | None) -> str | None:
    return time.strftime("%H:%M") if time else None


def _day(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _when(finding: Finding, value: When) -> dict[str, Any]:
    return {
        "words": finding.words,
        "start": finding.start,
        "end": finding.end,
        "date": _day(value.date),
        "start_time": _clock(value.start),
        "end_date": _day(value.end_date),
        "end_time": _clock(value.end),
        "certain": sorted(value.stated),
    }


def _place(value: Place) -> dict[str, Any]:
    return {
        "city": value.city,
        "region": value.region,
        "country": value.country,
        "latitude": value.latitude,
        "longitude": value.longitude,
        "timezone": value.timezone,
    }


def _where(finding: Finding, value: Place) -> dict[str, Any]:
    others = [_place(other) for other in finding.others if isinstance(other, Place)]
    span = {"words": finding.words, "start": finding.start, "end": finding.end}
    return {**span, **_place(value), "certain": finding.certain, "others": others}


def _shown(finding: Finding) -> dict[str, Any]:
    match finding.value:
        case When() as value:
            return _when(finding, value)
        case Place() as value:
            return _where(finding, value)
        case Link() as value:
            return {"url": value.url, "words": finding.words, "kind": value.kind}
        case text:
            return {"value": text, "words": finding.words}


def _strings(value: object, name: str) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Unusable(f"{name} is {value!r}; write a list of strings or null")
    return tuple(value)


def _languages(value: object) -> tuple[str, ...] | None:
    """The languages asked for that there is a file for; regions and older tags are led back to it."""
    asked = _strings(value, "languages")
    if not asked:
        return None
    known = dict.fromkeys(
        _OLDER.get(base, base) for base in (tag.replace("_", "-").split("-")[0].lower() for tag in asked)
    )
    unknown = [tag for tag in known if tag not in tags()]
    if len(unknown) == len(known):
        raise Unusable(f"no language {unknown[0]!r} (have: {', '.join(tags())})")
    return tuple(tag for tag in known if tag in tags())


def _asked(line: str, field: str) -> tuple[object, Passage, Context]:
    """(id, passage, context) of one line of JSON. Raises Unusable."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unusable(f"not JSON: {error}") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise Unusable('write an object with "id" and "text"')
    reference = asked.get("reference")
    try:
        now = dt.datetime.fromisoformat(reference) if reference else dt.datetime.now(dt.UTC)
    except (ValueError, TypeError):
        raise Unusable(f"reference is {reference!r}; write a time such as 2024-05-03T10:00:00+02:00") from None
    languages = _languages(asked.get("languages"))
    context = Context(
        now.replace(tzinfo=dt.UTC) if now.tzinfo is None else now,
        languages,
        _strings(asked.get("countries"), "countries"),
    )
    return asked.get("id"), _passage(asked["text"], languages, field), context


def _passage(text: str, languages: tuple[str, ...] | None, field: str) -> Passage:
    """The text as a passage; the finder of days tells the language of a few words by itself."""
    return Passage(text, "text", 0, "body", languages or (() if field == "when" else guess(text)))


def _input() -> TextIO:
    """Standard input as UTF-8, whatever the locale says; broken bytes are replaced."""
    return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace", newline="\n")


def _lines() -> Iterator[tuple[int, str]]:
    for number, line in enumerate(_input(), 1):
        if line.strip():
            yield number, line


def _explain(find: Finder, field: str) -> None:
    """Print, for text as it is, what was found and by which rule."""
    text = _input().read()
    for finding in find(_passage(text, None, field), Context(dt.datetime.now(dt.UTC))):
        shown = {name: value for name, value in _shown(finding).items() if value not in (None, [], ())}
        doubt = "" if finding.certain else f"  (not certain: {finding.note})"
        click.echo(f"{shown.pop('words')!r}: {json_line(shown)}  rule {finding.rule!r}{doubt}")


@click.command()
@click.argument("field", type=click.Choice(["when", "where", "link"]))
@click.option("--jsonl", is_flag=True, help="Read and write JSON lines, one text a line.")
def command(field: str, jsonl: bool) -> None:
    """Show what is found in a text on standard input: days and times, places or links.

    Plain text is read whole and each finding is shown with its rule. With --jsonl each line in is
    {"id", "text", "languages": [..] or null, "reference": "ISO datetime", "countries": [..] or null}, and each line
    out {"id", "found": [..]}.
    """
    find: Finder = importlib.import_module(f"intake.reading.fields.{field}").find
    if not jsonl:
        _explain(find, field)
        return
    bad = 0
    for number, line in _lines():
        try:
            name, passage, context = _asked(line, field)
        except Unusable as error:
            bad += 1
            click.echo(f"line {number}: {error}", err=True)
            continue
        found = [_shown(finding) for finding in find(passage, context)]
        sys.stdout.write(json_line({"id": name, "found": found}) + "\n")
    if bad:
        raise Wrong(f"{bad} lines could not be used")
