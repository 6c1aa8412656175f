"""Reads a target's password when it is needed: from the environment or a file, never from the configuration."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from render.publish import TransportError


def password(options: Mapping[str, str], target: str) -> str | None:
    """The password that `password_env` or `password_file` names; None when neither is given.

    Raises a permanent `TransportError` that names what is missing.
    """
    if name := options.get("password_env"):
        value = os.environ.get(name)
        if value is None:
            raise TransportError(f"{target}: the environment variable {name} is not set", permanent=True)
        return value
    if file := options.get("password_file"):
        try:
            return Path(file).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise TransportError(f"{target}: password_file {file} cannot be read: {error}", permanent=True) from error
    return None
