"""Objects as lines of JSON for programs, which people look at on terminals, too. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["json_line"]

# What steers a terminal, turns the direction of writing, or ends a line for some programs; a lone surrogate is no text.
_ACTS = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff\ufeff]")


def json_line(one: Mapping[str, Any], default: Callable[[Any], str] = str) -> str:
    """The object on one line without its end: in its own letters, but for what acts on who shows it, which is escaped.
    What JSON has no form for is written by `default`."""
    written = json.dumps(one, ensure_ascii=False, default=default)
    return written if written.isprintable() else _ACTS.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
