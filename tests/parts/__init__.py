"""The real parts tests need (servers, a browser) and the rule for when one is missing."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(part: str, install: str) -> NoReturn:
    """Skip the test on a newcomer's machine, saying what to install; where CI is set nothing is skipped, so fail."""
    words = f"{part} is missing: {install}"
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)
