"""The README is true: its commands exist, every command stands in it and explains itself, its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from intake.cli import cli

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTEXT = click.Context(cli)
COMMANDS = cli.list_commands(CONTEXT)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_readme_and_has_help(name: str) -> None:
    found = cli.get_command(CONTEXT, name)
    assert found is not None
    assert f"`intake {name}" in README
    assert found.help
    for option in found.params:
        if isinstance(option, click.Option):
            assert option.help, f"intake {name} {option.opts[0]} has no help"


def test_every_command_of_the_readme_exists() -> None:
    for name in re.findall(r"`intake ([a-z]+)", README):
        assert name in COMMANDS, name


def test_every_file_the_readme_points_at_is_there() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
    for path in re.findall(r"^\| `((?:intake|render|templates)/[\w/]*(?:\.\w+)?)", README, re.MULTILINE):
        assert (ROOT / path).exists(), path


def test_the_readme_has_one_command_for_the_demo_and_one_for_the_tests() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    assert sum("intake demo" in block for block in blocks) == 1
    tests = README.partition("<!-- tests -->")[2]
    command = re.match(r"\s*```sh\n(.+)\n```", tests)
    assert command is not None
    assert "pytest" in command[1]
    assert "\n" not in command[1]


def test_ci_installs_the_npm_packages_that_tests_look_for() -> None:
    from tests.parts.node import PACKAGES

    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert " ".join(PACKAGES) in " ".join(script.replace("\\\n", " ").split())
