"""`intake man`: the manual page, made from the help of every command."""

from __future__ import annotations

import re

import click

import intake

EXIT_CODES = (
    ("0", "done"),
    ("1", "something could not be done; the message says what"),
    ("2", "the command or the configuration is wrong"),
)
FILES = (
    ("config.toml", "the configuration, in the working directory or named with --config or INTAKE_CONFIG"),
    ("config.example.toml", "every option, explained"),
)


@click.command(short_help="Print the manual page.")
@click.pass_context
def command(context: click.Context) -> None:
    """Print the manual page in roff, as man(1) reads it: intake man > ~/.local/share/man/man1/intake.1"""
    root = context.find_root()
    group = root.command
    assert isinstance(group, click.Group)
    commands = [(name, group.get_command(root, name)) for name in group.list_commands(root)]
    click.echo(page(group, [(name, one) for name, one in commands if one is not None]))


def page(group: click.Group, commands: list[tuple[str, click.Command]]) -> str:
    """The manual page of a group and its commands, in the macros of man(7)."""
    lines = [
        f'.TH INTAKE 1 "" "event-intake {intake.__version__}"',
        ".SH NAME",
        r"intake \- read event announcements from a mailbox, confirm them, publish the list",
        ".SH SYNOPSIS",
        ".B intake",
        r"[\fB\-\-config\fR \fIFILE\fR] \fICOMMAND\fR [\fIOPTIONS\fR]",
        ".SH DESCRIPTION",
        *_paragraphs(group.help or ""),
        ".SH OPTIONS",
        *_options(group),
        ".SH COMMANDS",
    ]
    for name, one in commands:
        usage = " ".join(one.collect_usage_pieces(click.Context(one, info_name=name)))
        lines += [f".SS {_plain(f'intake {name} {usage}')}", *_paragraphs(one.help or ""), *_options(one)]
    for heading, rows in (("EXIT STATUS", EXIT_CODES), ("FILES", FILES)):
        lines.append(f".SH {heading}")
        for term, meaning in rows:
            lines += [".TP", f".B {_plain(term)}", _plain(meaning)]
    return "\n".join(lines)


def _options(one: click.Command) -> list[str]:
    context = click.Context(one)
    lines: list[str] = []
    for option in one.params:
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record is not None:
            lines += [".TP", f".B {_plain(record[0])}", _plain(record[1])]
    return lines


def _paragraphs(text: str) -> list[str]:
    lines: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines += [".PP", _plain(" ".join(paragraph.split()))]
    return lines


def _plain(text: str) -> str:
    """Text that roff takes literally: backslashes and dashes escaped, no control character at a line's start."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ")
    return f"\\&{escaped}" if escaped[:1] in (".", "'") else escaped
