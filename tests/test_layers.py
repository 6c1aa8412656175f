"""The import graph is the architecture: this test is its only table."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(path for room in ("intake", "render") for path in (ROOT / room).rglob("*.py"))

# room -> what it may import of ours, beside itself; the longest matching prefix counts.
MAY = {
    "render": (),
    "intake.campaign": ("render.site",),
    "intake.reading": (),
    "intake.deciding": ("intake.reading", "intake.campaign", "render.event"),
    "intake.amounts": (),
    "intake.jsonlines": (),
    "intake.reading_child": ("intake.reading", "intake.deciding"),
    "intake.reading_process": ("intake.reading", "intake.reading_child"),
    "intake.store": (
        "intake.amounts",
        "intake.deciding",
        "intake.reading",
        "intake.campaign",
        "render.event",
        "render.publish",
    ),
    "intake.mail": ("intake.amounts", "intake.deciding", "intake.reading", "intake.campaign", "render.event"),
    "intake.config": (
        "intake.campaign",
        "intake.options",
        "intake.mail.mailbox",
        "intake.mail.oauth.provider",
        "intake.reading.languages",
        "render",
    ),
    "intake.options": ("intake.mail.mailbox", "intake.reading.languages", "render"),
    "intake.exchange": ("intake.jsonlines", "intake.reading", "intake.deciding", "render"),
    "intake.reporting": ("intake.deciding", "intake.reading", "intake.store"),
    "intake.anonymising": ("intake.deciding", "intake.reading"),
    "intake.jobs": ("intake", "render"),
    "intake.review": ("intake", "render"),
    "intake.worker": ("intake", "render"),
    "intake.commands": ("intake", "render"),
    "intake.cli": ("intake", "intake.commands"),
    "intake.demo": ("intake", "render"),
}
# Never upward: what only these may import.
ABOVE = {
    "intake.jobs": ("intake.worker", "intake.review", "intake.commands", "intake.demo"),
    "intake.review": ("intake.worker", "intake.commands", "intake.demo"),
    "intake.worker": ("intake.commands", "intake.demo"),
    "intake.commands": ("intake.cli", "intake.commands"),
    "intake.cli": ("intake.commands", "intake.__main__"),
    "intake.demo": ("intake.commands",),
}
QUIET = (
    "intake.reading",
    "intake.deciding",
    "intake.amounts",
    "intake.jsonlines",
    "intake.reporting",
    "intake.anonymising",
    "render.build",
    "render.filters",
)
FORBIDDEN_IN_QUIET_ROOMS = {
    "socket", "smtplib", "imaplib", "imapclient", "sqlalchemy", "sqlite3", "flask", "requests", "httpx", "subprocess",
    "os", "time", "tempfile", "shutil", "random", "secrets", "logging", "threading", "asyncio",
}  # fmt: skip
FORBIDDEN_CALLS = {"now", "utcnow", "today", "open", "getenv", "print", "input"}
ONLY_IN = {
    "imapclient": "intake.mail.imap",
    "smtplib": "intake.mail.outbox",
    "oauthlib": "intake.mail.oauth",
    "mailparser": "intake.reading.message",
    "sqlalchemy": "intake.store",
    "flask": "intake.review",
    "apscheduler": "intake.worker",
}
# The place index is a read-only data file that a quiet room may open; its builder runs when the wheel is made.
DATA_READERS = ("intake.reading.places",)


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def under(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    module = module_of(path)
    room = max((room for room in MAY if under(module, room)), key=len, default=None)
    ours = {name for name in imports(path) if under(name, "intake") or under(name, "render")}
    if room is not None:
        for name in ours:
            top = room.split(".")[0] if room == "render" else room
            allowed = under(name, top) or any(under(name, other) for other in MAY[room]) or name == "intake"
            assert allowed, f"{module} imports {name}"
    for upper, users in ABOVE.items():
        for name in ours:
            if under(name, upper) and not under(module, upper):
                assert any(under(module, user) for user in users), f"{module} imports {name}, which stands above it"


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_library_with_one_door_is_imported_only_there(path: Path) -> None:
    module = module_of(path)
    for name in imports(path):
        door = ONLY_IN.get(name.split(".")[0])
        assert door is None or under(module, door), f"{module} imports {name}; only {door} may"


@pytest.mark.parametrize(
    "path", [path for path in FILES if any(under(module_of(path), room) for room in QUIET)], ids=module_of
)
def test_a_quiet_room_has_no_clock_network_file_or_environment(path: Path) -> None:
    module = module_of(path)
    if any(under(module, reader) for reader in DATA_READERS):
        return
    tops = {name.split(".")[0] for name in imports(path)}
    assert not tops & FORBIDDEN_IN_QUIET_ROOMS, f"{module} imports {tops & FORBIDDEN_IN_QUIET_ROOMS}"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert called not in FORBIDDEN_CALLS, f"{module}:{node.lineno} calls {called}()"
