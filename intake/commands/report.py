"""`intake report`: what the work was like, and a test case made of a corrected draft."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake.amounts import amount
from intake.commands._opened import opened
from intake.commands._shown import print_json

if TYPE_CHECKING:
    from intake.reporting import Report

BAR = 30


@click.command(short_help="Tell how many mails came, how long they waited, what was corrected.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.option("--case", "case", type=int, metavar="ID", help="Write an anonymised test case of the mail of this draft.")
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    help="With --case: the folder to write, which must not exist yet (default: case-ID).",
)
@click.pass_context
def command(context: click.Context, as_json: bool, case: int | None, to: Path | None) -> None:
    """Tell how many mails and drafts there were, how long mails waited, and which fields were corrected by language.

    --case ID writes the mail of that draft, without names, addresses and numbers, and what was confirmed of it, as a
    case for the tests of reading. Names in the text may remain: read it before you share it.
    """
    from intake.reporting import report

    with opened(context) as (_, store):
        if case is not None:
            _write_case(store, case, to or Path(f"case-{case}"))
            return
        found = report(store.messages(), store.drafts(None))
    if as_json:
        print_json(dataclasses.asdict(found))
    else:
        _show(found)


def _show(found: Report) -> None:
    from intake.reporting import duration

    click.echo(amount(found.mails, "mail") + ": " + _counted(found.fates))
    click.echo(amount(sum(found.statuses.values()), "draft") + ": " + _counted(found.statuses))
    if found.waited is not None:
        first, middle, last = (duration(seconds) for seconds in found.waited)
        click.echo(f"from mail to confirmation: half within {middle} (a quarter within {first}, three quarters {last})")
    for language, number in found.read.items():
        fixes = found.corrected.get(language, {})
        corrected = ", ".join(f"{field} {times}" for field, times in fixes.items()) or "nothing"
        click.echo(f"  {language:<5} {number:>4} decided; corrected by hand: {corrected}")
    most = max((day.mails for day in found.days), default=0)
    for day in found.days[-60:]:
        bar = "█" * max(round(BAR * day.mails / most), 1 if day.mails else 0) if most else ""
        click.echo(f"  {day.date} {bar:<{BAR}} {amount(day.mails, 'mail')}, {day.confirmed} confirmed")


def _counted(counts: object) -> str:
    assert isinstance(counts, dict)
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items())) or "none"


def _write_case(store: object, number: int, to: Path) -> None:
    from intake.anonymising import case_expectation, case_mail
    from intake.cli import Wrong
    from intake.reading.message import Unreadable
    from intake.reading.proposal import Context
    from intake.reading_process import Reader
    from intake.store import Store

    assert isinstance(store, Store)
    draft = store.draft(number)
    raw = store.raw(draft.message_id) if draft is not None else None
    if draft is None or raw is None:
        raise Wrong(f"draft {number}: " + ("its mail has been purged" if draft else "there is none of that number"))
    drafts = store.drafts_of(draft.message_id)
    try:
        with Reader() as reader:
            message, _ = reader.read(raw, Context(now=draft.received))
            mail = case_mail(message, drafts)
            _, reading = reader.read(mail, Context(now=message.sent or draft.received))
    except Unreadable as error:
        raise Wrong(f"draft {number}: its mail cannot be read: {error}") from None
    try:
        to.mkdir(parents=True)
    except FileExistsError:
        raise Wrong(f"{to} exists already; name another folder with --to") from None
    (to / "mail.eml").write_bytes(mail)
    (to / "expected.toml").write_text(case_expectation(reading, drafts), encoding="utf-8")
    click.echo(
        f"Wrote {to}/mail.eml and {to}/expected.toml. Names may remain in the text: read it before you share it."
    )
