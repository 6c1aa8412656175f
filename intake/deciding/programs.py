"""What automatic.toml tells of programs that send mail, and of people; it says nothing of any one mail."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["known"]


@cache
def known(table: str, key: str | None = None) -> tuple[str, ...]:
    """One list of automatic.toml: a key of its own, or a key of one of its tables."""
    found = _data()[table]
    return tuple(found if key is None else found[key])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("intake.deciding").joinpath("automatic.toml").read_text(encoding="utf-8"))
