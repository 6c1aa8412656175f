"""Drafts, events, mails and the log as a terminal or a program reads them."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from intake.jsonlines import json_line

if TYPE_CHECKING:
    from rich.padding import Padding
    from rich.text import Text

    from intake.campaign import Campaign
    from intake.deciding.draft import Details, Draft
    from intake.reading.proposal import Field, Proposal
    from intake.store import LogEntry


def plain(text: str) -> str:
    """The text on one line and without what could steer a terminal or turn the direction of writing."""
    kept = (" " if char.isspace() else char for char in text if unicodedata.category(char) not in ("Cf", "Cs", "Co"))
    return " ".join("".join(char for char in kept if unicodedata.category(char) != "Cc").split())


def say(line: str, below: str = "  ", err: bool = False) -> None:
    """Print a line; on a terminal it is broken between words where it is too long, with `below` before what follows."""
    if (sys.stderr if err else sys.stdout).isatty():
        width = shutil.get_terminal_size().columns
        line = textwrap.fill(line, width, subsequent_indent=below, break_long_words=False, break_on_hyphens=False)
    click.echo(line, err=err)


def moment(at: dt.datetime, campaign: Campaign) -> str:
    """A moment as the campaign's clocks tell it, as on the review pages: "2027-05-08 14:00"."""
    return f"{at.astimezone(ZoneInfo(campaign.site.timezone)):%Y-%m-%d %H:%M}"


def print_json(one: Mapping[str, Any]) -> None:
    """Print an object on one line."""
    click.echo(json_line(one))


_HOUR = re.compile(r"\d\d:\d\d:00")
_YIELDS_TO = 16
"""The width below which a column that shares what is left says too little: its cells then get lines of their own."""


def print_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], yielding: Collection[str] = (), whole: Collection[str] = ()
) -> None:
    """Print rows under headings, as wide as the terminal; the columns named in `yielding` share what is left.

    Where too little is left for them, they stand below the rest of their row; and so they do where a cell of a column
    named in `whole` would be cut.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    cells = [[Text(plain(cell)) for cell in row] for row in rows]
    widest = [max([len(name), *(row[number].cell_len for row in cells)]) for number, name in enumerate(columns)]
    sharing = [number for number, name in enumerate(columns) if name in yielding]
    taken = sum(width + 2 for number, width in enumerate(widest) if number not in sharing)
    least = [widest[number] if columns[number] in whole else min(widest[number], _YIELDS_TO) for number in sharing]
    if taken + sum(width + 2 for width in least) > console.width:
        for line in _stacked(columns, cells, widest, sharing):
            console.print(line, no_wrap=not whole, overflow="ellipsis")
        return
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0), expand=bool(sharing))
    for number, name in enumerate(columns):
        shares = number in sharing and name not in whole
        table.add_column(
            name,
            overflow="ellipsis",
            no_wrap=True,
            ratio=widest[number] if shares else None,
            min_width=None if shares else widest[number],
        )
    for row in cells:
        table.add_row(*row)
    console.print(table)


def _stacked(
    columns: Sequence[str], cells: Sequence[Sequence[Text]], widest: Sequence[int], below: Sequence[int]
) -> Iterator[Text | Padding]:
    """The lines of a table whose columns `below` stand indented under the rest of their row."""
    from rich.padding import Padding
    from rich.text import Text

    beside = [number for number in range(len(columns)) if number not in below]

    def line(row: Sequence[Text]) -> Text:
        found = Text()
        for number in beside:
            found.append_text(row[number]).append(" " * (widest[number] + 2 - row[number].cell_len))
        found.rstrip()
        return found

    yield line([Text(name, style="bold") for name in columns])
    for row in cells:
        yield line(row)
        if more := [row[number] for number in below if row[number].plain]:
            yield Padding(Text(" · ").join(more), (0, 0, 0, 4), expand=False)


def clock(time: dt.time | None) -> str | None:
    """ "18:30", None for no time."""
    return time.strftime("%H:%M") if time else None


def when_of(details: Details) -> str:
    """Day and time in one column."""
    if details.date is None:
        return "no day"
    days = [details.date.isoformat(), *([details.end_date.isoformat()] if details.end_date else [])]
    times = [time for time in (clock(details.start), clock(details.end)) if time]
    return " ".join(filter(None, ("–".join(days), "–".join(times))))


def where_of(details: Details) -> str:
    """City and country in one column."""
    if details.online:
        return "online"
    return ", ".join(part for part in (details.city or details.region, details.country) if part) or "no place"


def fields_of(details: Details) -> dict[str, Any]:
    """The public fields as `try` and `drafts --json` name them."""
    links = dict.fromkeys(link for link in (details.link, *details.links) if link)
    return {
        "date": details.date.isoformat() if details.date else None,
        "start_time": clock(details.start),
        "end_date": details.end_date.isoformat() if details.end_date else None,
        "end_time": clock(details.end),
        "timezone": details.timezone,
        "city": details.city,
        "region": details.region,
        "country": details.country,
        "venue": details.venue,
        "link": details.link,
        "links": list(links),
        "title": details.title,
        "organizer": details.organizer,
    }


# A public field -> the fields of reading that may hold its evidence, the nearest first.
_EVIDENCE: dict[str, tuple[Field, ...]] = {
    "date": ("when",),
    "start_time": ("time", "when"),
    "end_date": ("when",),
    "end_time": ("time", "when"),
    "timezone": ("where",),
    "city": ("where",),
    "region": ("where",),
    "country": ("where",),
    "venue": ("venue",),
    "link": ("link",),
    "title": ("title",),
    "organizer": ("organizer",),
}


def evidence_of(proposal: Proposal, values: Mapping[str, Any]) -> dict[str, Any]:
    """Where each value came from: for each public field in `values` that has a value, the words and their place."""
    found: dict[str, Any] = {}
    for name, fields in _EVIDENCE.items():
        finding = next((proposal.chosen[field] for field in fields if field in proposal.chosen), None)
        if finding is not None and values.get(name) is not None:
            found[name] = {
                "words": finding.words,
                "part": finding.part,
                "start": finding.start,
                "end": finding.end,
                "certain": finding.certain,
                "note": finding.note,
            }
    return found


# A detail set by hand -> the public fields that then no mail is evidence of.
_BY_HAND = {
    "date": ("date",),
    "end_date": ("end_date",),
    "start": ("start_time", "end_time"),
    "end": ("end_time",),
    **dict.fromkeys(("city", "online"), ("city", "region", "country", "timezone")),
}


def _evidence_for(draft: Draft) -> dict[str, Any]:
    """Where the values of a draft came from, less those that a person set."""
    by_hand = {name for edited in draft.edits for name in _BY_HAND.get(edited, (edited,))}
    values = fields_of(draft.details)
    return evidence_of(draft.proposal, {name: value for name, value in values.items() if name not in by_hand})


def described(draft: Draft) -> Iterator[str]:
    """A draft as lines for a terminal: what would be published, the words each value was found in, the doubts."""
    by = f" by {plain(draft.decided_by)}" if draft.decided_by else ""
    yield click.style(f"draft {draft.id}, {draft.about}, {draft.status}{by}", bold=True)
    yield f"from {plain(draft.sender) or 'nobody: added by hand'}, {draft.received:%Y-%m-%d %H:%M} UTC"
    if draft.subject:
        yield f"subject {plain(draft.subject)}"
    if draft.event_id:
        yield f"event {draft.event_id}"
    yield ""
    previous = fields_of(draft.previous) if draft.previous else {}
    values = fields_of(draft.details)
    evidence = _evidence_for(draft)
    before: object = None
    for name, value in values.items():
        further = [link for link in value if link != draft.details.link] if isinstance(value, list) else []
        shown = ", ".join(further) if isinstance(value, list) else value
        if not shown and not previous.get(name):
            continue
        line = f"  {name:<10} {plain(shown or '-')}"
        if previous and previous.get(name) != value:
            old = previous.get(name)
            line += f"   (was {plain(', '.join(old) if isinstance(old, list) else old or '-')})"
        found = evidence.get(name) if name != "timezone" else None  # which no mail states: it is its city's
        if found is not None and found != before:
            doubt = "" if found["certain"] else f", implied: {plain(found['note'] or '')}"
            line += f'   ← "{plain(found["words"])}" ({found["part"]}{doubt})'
        before = found or before
        yield line
    for name, typed in draft.edits.items():
        yield f"  edited     {name} = {plain(typed)}"
    for problem in draft.problems:
        yield click.style(f"  ! {plain(problem.text)}", fg="yellow")
    for one in draft.duplicates:
        yield f"  = {one.kind} {one.id}, {one.score:.0%} alike: {', '.join(one.reasons)}"


def draft_object(draft: Draft) -> dict[str, Any]:
    """A draft as `drafts --json` prints it."""
    return {
        "id": draft.id,
        "status": draft.status,
        "about": draft.about,
        "event_id": draft.event_id,
        "message_id": draft.mail_id,
        "mail": draft.message_id or None,
        "sender": draft.sender,
        "received": draft.received.isoformat(),
        "subject": draft.subject,
        "language": draft.language,
        "version": draft.version,
        **fields_of(draft.details),
        "online": draft.details.online,
        "postponed": draft.details.postponed,
        "problems": [{"code": problem.code, "text": problem.text} for problem in draft.problems],
        "evidence": _evidence_for(draft),
        "edits": dict(draft.edits),
        "duplicates": [
            {"id": one.id, "kind": one.kind, "score": one.score, "reasons": list(one.reasons)}
            for one in draft.duplicates
        ],
        "replaces": list(draft.replaces),
        "previous": fields_of(draft.previous) if draft.previous else None,
        "decided_by": draft.decided_by,
        "decided_at": draft.decided_at.isoformat() if draft.decided_at else None,
        "why": draft.why,
    }


def entry_object(entry: LogEntry) -> dict[str, Any]:
    """A line of the log as `log --json` prints it."""
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "who": entry.who,
        "what": entry.what,
        "draft": entry.draft_id,
        "event": entry.event_id,
        "mail": entry.message,
        "note": entry.note,
        "changes": {change.field: [change.before, change.after] for change in entry.changes},
        "undone": entry.undone,
        "batch": entry.batch,
    }


def changes_of(entry: LogEntry) -> str:
    """What a line of the log changed, in words."""
    if entry.what == "propose":
        return ""
    listed = next((change for change in entry.changes if change.field == "event.listed"), None)
    shown = [] if listed is None else ["on the list" if listed.after else "off the list"]
    for change in entry.changes:
        kind, _, name = change.field.partition(".")
        if name in ("problems", "edits", "listed", "event_id", "coordinates") or (kind == "event" and listed):
            continue
        before, after = value(change.before), value(change.after)
        if before != after:
            shown.append(f"{name}: {before} → {after}")
    return "; ".join(shown)


def value(given: Any) -> str:
    """A value of the log in words."""
    if given in (None, "", [], {}):
        return "none"
    if isinstance(given, str) and _HOUR.fullmatch(given):
        return given[:5]
    return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
