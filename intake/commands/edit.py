"""`intake edit`: values set by hand."""

from __future__ import annotations

import click

from intake.commands._carrying import carry_out
from intake.commands._events import number_of
from intake.commands._opened import WHO, now, opened


@click.command(short_help="Set fields of a draft or of a published event.")
@click.argument("name", metavar="ID")
@click.argument("fields", metavar="FIELD=VALUE...", nargs=-1, required=True)
@click.pass_context
def command(context: click.Context, name: str, fields: tuple[str, ...]) -> None:
    """Set fields of the draft with this ID (a number), or of a published event (its id).

    Such as: intake edit 7 city="Köln, DE" start=18:30. Values may be written as people write them ("1 May", "6pm");
    an empty value clears the field.
    """
    from intake.deciding.decision import Command

    values: dict[str, str] = {}
    for field in fields:
        key, equals, text = field.partition("=")
        if not equals or not key.strip():
            raise click.UsageError(f'"{field}" is not of the form field=value, such as city="Lyon, FR"')
        values[key.strip()] = text.strip()
    number = number_of(name)
    with opened(context) as (campaign, store):
        one = Command("edit", WHO, number, None if number is not None else name, values, at=now())
        carry_out(context, store, campaign, [one], "edited")
        draft = store.draft(number) if number is not None else None
    for problem in draft.problems if draft is not None else ():
        click.echo(f"  ! {problem.text}")
