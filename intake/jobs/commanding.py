"""Carries out what a person told us to do: the same from the web page, a mail and the command line."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from intake.campaign import Campaign
from intake.deciding import answers, decide
from intake.deciding.decision import Command, Impossible, Reply, named
from intake.deciding.settings import Settings
from intake.jobs.opening import addresses_of
from intake.store import Stale, Store, Transaction, Undone


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one command: the drafts and events it touched, or why it could not be carried out."""

    command: Command
    drafts: tuple[int, ...] = ()
    events: tuple[str, ...] = ()
    problem: str = ""


def carry_out(
    store: Store, campaign: Campaign, commands: Sequence[Command], now: dt.datetime, *, partly: bool = False
) -> list[Outcome]:
    """Carry out the commands in their order, in one transaction with the mails they cause; undone at once, too.

    Raises Impossible for the first command that cannot be carried out, and then nothing is changed. With `partly`
    the others are carried out all the same, and the outcome says which could not be. A `version` is the one that
    the person saw before the first of these commands. Raises Unavailable.
    """
    with store.writes() as writing:
        return carry_out_within(writing, campaign, commands, now, secrets.token_hex(8), partly=partly)


def carry_out_within(
    writing: Transaction,
    campaign: Campaign,
    commands: Sequence[Command],
    now: dt.datetime,
    batch: str,
    *,
    partly: bool = False,
    because_of: str | None = None,
) -> list[Outcome]:
    """Carry out commands within a transaction; see `carry_out`. `because_of` is the mail they came in.

    The mails are written last: who has several events decided on at once gets one mail about all of them.
    """
    settings, addresses = Settings.of(campaign), addresses_of(campaign)
    mails: list[Reply] = []
    seen: dict[int, int] = {}
    outcomes: list[Outcome] = []
    for command in commands:
        try:
            with writing.alone():
                known = writing.known_of(command, now, addresses)
                draft = known.draft(command.draft_id)
                if draft is not None and command.version is not None:
                    first = seen.setdefault(draft.id, draft.version)
                    if command.version == first:
                        command = dataclasses.replace(command, version=draft.version)
                decisions = decide.carry_out(command, known, now, settings)
                changes = [one for one in decisions if not isinstance(one, Reply)]
                applied = writing.apply(changes, None, command.who, now, batch, because_of)
            mails += [named(one, (), applied.published) for one in decisions if isinstance(one, Reply)]
            outcomes.append(Outcome(command, applied.drafts, applied.events))
        except (Impossible, Stale) as problem:
            if not partly:
                raise Impossible(str(problem)) from None
            outcomes.append(Outcome(command, problem=str(problem)))
    if mails:
        writing.apply(answers.gathered(mails), None, commands[0].who, now, batch, because_of)
    return outcomes


def undo(
    store: Store, campaign: Campaign, who: str, now: dt.datetime, *, by: str | None = None, batch: str | None = None
) -> Undone:
    """Take the last decision back, whoever made it, with all that was decided at once with it.

    `by` looks at one person's decisions only, `batch` names one by what the log says of it. Raises Impossible when
    there is none, or when what it changed has been changed again since.
    """
    try:
        return store.undo(who, now, batch, by)
    except Stale as problem:
        raise Impossible(str(problem)) from None
