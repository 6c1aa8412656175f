"""The command line: gathers the commands of intake/commands and turns known errors into one line and an exit code.

Exit codes: 0 done; 1 something could not be done, and the message says what; 2 the command or the configuration
is wrong.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

import click

import intake
import intake.commands


class Wrong(click.ClickException):
    """Something could not be done; the message names the value, its place and what to do. Exit code 1."""

    exit_code = 1


class Commands(click.Group):
    """Finds each command in the file of its name in intake/commands; adding a file there adds a command.

    The file's name is the command's with "-" as "_" (and a trailing "_" where it is a Python keyword); it holds
    one click command called `command`. Only the file of the command that runs is imported, so that `intake try`
    starts without the web pages.
    """

    @staticmethod
    def _files() -> dict[str, str]:
        names = (file.name for file in pkgutil.iter_modules(intake.commands.__path__) if file.name[0] != "_")
        return {name.rstrip("_").replace("_", "-"): name for name in names}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, sorted."""
        return sorted(self._files())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        file = self._files().get(cmd_name)
        if file is None:
            return None
        module = importlib.import_module(f"intake.commands.{file}")
        command = getattr(module, "command", None)
        return command if isinstance(command, click.Command) else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(intake.__version__, prog_name="intake")
@click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path),
    envvar="INTAKE_CONFIG",
    default=Path("config.toml"),
    show_default=True,
    help="The campaign's configuration; also read from INTAKE_CONFIG.",
)
@click.pass_context
def cli(context: click.Context, config: Path) -> None:
    """Read event announcements from a mailbox, confirm them, publish the list."""
    context.obj = config


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    cli()
