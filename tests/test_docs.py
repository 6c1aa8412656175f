"""docs/: every command and option stands there or in the README, and everything named there exists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from intake.cli import cli
from intake.config import parse

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *DOCS))
CONTEXT = click.Context(cli)
COMMANDS = cli.list_commands(CONTEXT)
OPTIONS = sorted(
    (name, option)
    for name in COMMANDS
    if (command := cli.get_command(CONTEXT, name)) is not None
    for parameter in command.params
    if isinstance(parameter, click.Option)
    for option in parameter.opts
    if option.startswith("--")
)


@pytest.mark.parametrize(("command", "option"), OPTIONS, ids=" ".join)
def test_every_option_stands_in_the_readme_or_docs_beside_its_command(command: str, option: str) -> None:
    beside = [block for block in re.split(r"\n\n|\n(?=\|)", TEXT) if f"`intake {command}" in block]
    assert any(re.search(rf"{option}\b(?!-)", block) for block in beside)


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.stem)
def test_a_page_of_docs_names_only_commands_files_and_links_that_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r"`intake ([a-z]+)", text):
        assert name in COMMANDS, name
    for command, option in re.findall(r"`intake ([a-z]+)[^`]*? (--[a-z-]+)", text):
        assert (command, option) in OPTIONS, f"intake {command} {option}"
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (path.parent / target).exists(), target
    for named in re.findall(r"`((?:intake|render|templates|tests|deploy)/[\w./-]*\w/?)`", text):
        assert (ROOT / named).exists(), named


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.stem)
def test_the_readme_links_every_page_of_docs(path: Path) -> None:
    assert f"(docs/{path.name})" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_configuration_shown_in_docs_loads() -> None:
    shown = [
        block
        for path in DOCS
        for block in re.findall(r"```toml\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
    ]
    assert shown
    for block in shown:
        data = {"campaign": {"title": "River Days", "contact": "events@river.example"}} | tomllib.loads(block)
        parse(data, ROOT)


def test_the_keys_of_the_review_page_stand_in_docs() -> None:
    used = set(
        re.findall(r'data-key="(\w)"', "".join(p.read_text() for p in (ROOT / "templates/review").glob("*.html")))
    )
    keys = (ROOT / "docs/maintainers.md").read_text(encoding="utf-8")
    assert used
    for key in used:
        assert f"`{key}`" in keys, key
