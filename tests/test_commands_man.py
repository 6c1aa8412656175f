"""The manual page and the completion script are made from the commands themselves."""

from __future__ import annotations

import shutil
import subprocess

import click
import pytest
from click.testing import CliRunner

from intake.cli import cli
from tests.parts import missing


def test_the_manual_page_names_every_command_and_option_and_man_reads_it() -> None:
    told = CliRunner().invoke(cli, ["man"])
    assert told.exit_code == 0
    program = shutil.which("man")
    if program is None:
        missing("man", "apt-get install man-db")
    shown = subprocess.run(
        [program, "--warnings", "-E", "UTF-8", "-l", "-"], input=told.output, capture_output=True, text=True, check=True
    )
    assert shown.stderr == ""
    text = " ".join(shown.stdout.replace("‐\n", "").split())
    context = click.Context(cli)
    for name in cli.list_commands(context):
        assert f"intake {name}" in text
        found = cli.get_command(context, name)
        assert found is not None
        for option in found.params:
            if isinstance(option, click.Option):
                assert option.opts[0] in text, f"{name} {option.opts[0]}"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_asks_the_command_itself(shell: str) -> None:
    told = CliRunner().invoke(cli, ["completion", shell])
    assert told.exit_code == 0
    assert "_INTAKE_COMPLETE" in told.output


def test_commands_are_completed() -> None:
    told = CliRunner().invoke(
        cli,
        [],
        prog_name="intake",
        env={"_INTAKE_COMPLETE": "bash_complete", "COMP_WORDS": "intake dra", "COMP_CWORD": "1"},
    )
    assert "plain,drafts" in told.output
