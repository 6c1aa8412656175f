"""What commands share: the configuration and the store opened, known errors as one line, ids as people give them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from intake.campaign import Campaign
    from intake.store import Store

WHO = "command line"
"""Who the log names for a decision taken by a command."""


class WrongConfig(click.ClickException):
    """The configuration is wrong; the message has a line for each option. Exit code 2."""

    exit_code = 2


def now() -> dt.datetime:
    """The time, in UTC."""
    return dt.datetime.now(dt.UTC)


def campaign_of(context: click.Context) -> Campaign:
    """The campaign that the configuration describes."""
    from intake.config import ConfigError, load

    try:
        return load(context.obj)
    except ConfigError as error:
        raise WrongConfig(str(error)) from None


@contextmanager
def told() -> Iterator[None]:
    """Turn errors with words for people into a line and the exit code 1."""
    from intake.cli import Wrong
    from intake.deciding.decision import Impossible
    from intake.mail.mailbox import MailProblem
    from intake.mail.password import NoPassword
    from intake.store import StoreProblem

    try:
        yield
    except (Impossible, MailProblem, NoPassword, StoreProblem) as problem:
        raise Wrong(" ".join(str(problem).split())) from None


@contextmanager
def opened(context: click.Context) -> Iterator[tuple[Campaign, Store]]:
    """The campaign and its store; errors with words for people within become a line and the exit code 1."""
    campaign = campaign_of(context)
    with told():
        from intake.jobs.opening import open_store

        with open_store(campaign) as store:
            yield campaign, store
