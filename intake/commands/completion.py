"""`intake completion`: the script that lets a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command(short_help="Print the script that completes commands in your shell.")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the completion script for SHELL.

    bash: eval "$(intake completion bash)" in ~/.bashrc; zsh: the same in ~/.zshrc; fish: intake completion fish >
    ~/.config/fish/completions/intake.fish
    """
    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(context.find_root().command, {}, "intake", "_INTAKE_COMPLETE").source())
