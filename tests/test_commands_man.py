"""The manual page and the completion script are made from the commands themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from intake.cli import cli
from tests.parts import missing
from tests.parts.node import program


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


# A line that a shell completes with the script loaded, and prints: bash, zsh and fish each in its own way.
SHELLS = {
    "bash": 'eval "$(intake completion bash)"; COMP_WORDS=(intake dra); COMP_CWORD=1; _intake_completion intake; '
    'echo "${COMPREPLY[@]}"',
    "zsh": "autoload -Uz compinit; compinit -u -D; _describe() { print -r -- ${(P)3}; }; compadd() { :; }; "
    'eval "$(intake completion zsh)"; [[ $_comps[intake] == _intake_completion ]] || exit 1; '
    "words=(intake dra); CURRENT=2; _intake_completion",
    "fish": "intake completion fish | source; complete --do-complete 'intake dra'",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_a_command(shell: str) -> None:
    plain = {"zsh": ["-f"], "fish": ["--no-config"], "bash": ["--norc"]}[shell]
    words = [program(shell, f"apt-get install {shell}"), *plain, "-c", SHELLS[shell]]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, "PATH": path}, check=False)
    assert done.returncode == 0, done.stderr
    assert "drafts" in done.stdout
    assert "demo" not in done.stdout
