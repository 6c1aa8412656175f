"""`intake demo`: the sample campaign, from its inbox to its page, on this machine alone."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import http.server
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from intake.amounts import amount


@click.command(short_help="Show the whole journey with an invented campaign.")
@click.option(
    "--once",
    "once",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Make the journey without a server, confirm all that is clean, and leave the site in DIR.",
)
@click.option(
    "--keep", type=click.Path(path_type=Path, file_okay=False), help="Keep the campaign's files in this folder."
)
def command(once: Path | None, keep: Path | None) -> None:
    """Take the sample inbox of an invented campaign through the whole journey: read, answer, confirm, publish.

    Serves the page and the review screen on this machine and prints their addresses; Ctrl-C ends it. Nothing leaves
    the machine, and without --keep nothing stays on it.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(_told())
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="intake-demo-")))
        if keep is not None and keep.exists() and any(keep.iterdir()):
            raise click.BadParameter(f"{keep} is not empty; name another folder", param_hint="--keep")
        if once is not None:
            _once(folder, once)
        else:
            _serve(folder)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn what the machine refuses into one line and the exit code 1."""
    from intake.cli import Wrong

    try:
        yield
    except OSError as problem:
        raise Wrong(" ".join(str(problem).split())) from None


def _tell(line: str) -> None:
    click.echo(f"  {line}")


def _once(folder: Path, site: Path) -> None:
    from intake.cli import Wrong
    from intake.demo.journey import prepare, travel

    if site.exists() and not site.is_symlink() and any(site.iterdir()):
        raise Wrong(f"{site} is not empty; name a folder that does not exist yet")
    click.echo("River Days, an invented campaign:")
    now = dt.datetime.now(dt.UTC)
    campaign = prepare(folder, site, now.date(), None, None)
    journey = travel(campaign, folder, now, _tell, leave=0)
    waiting = amount(journey.waiting, "draft waits", "drafts wait")
    click.echo(f"{amount(journey.mails, 'mail')}, {amount(journey.events, 'event')} published, {waiting} for a person.")
    click.echo(f"The page: {site / 'index.html'}")


def _serve(folder: Path) -> None:
    from intake.demo.journey import prepare, travel
    from intake.worker import run

    click.echo("River Days, an invented campaign. Its mails, the answers to them, its store and its page are in")
    click.echo(f"  {folder}")
    now = dt.datetime.now(dt.UTC)
    site = folder / "site"
    with _served(site) as page:
        campaign = prepare(folder, site, now.date(), f"127.0.0.1:{_free_port()}", page)
        journey = travel(campaign, folder, now, _tell)
        click.echo(amount(journey.waiting, "draft waits", "drafts wait") + " to be confirmed.")
        click.echo(f"The page:          {page}")
        click.echo("Ctrl-C ends the demo. New mails: put .eml files into the folder inbox.")
        run(campaign, announce=lambda address: click.echo(f"The review screen: {address}"))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: the terminal shows the journey."""


@contextlib.contextmanager
def _served(site: Path) -> Iterator[str]:
    """The page on a free port of this machine. `site` may come to be, and be swapped, later."""
    handler = functools.partial(_Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, name="demo page", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
