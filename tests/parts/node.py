"""The checkers of pages and feeds that come from npm: where they are, and how to get them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.parts import missing

PACKAGES = ("axe-core@4", "ical.js@2", "lighthouse@12", "schema-dts@2", "typescript@5", "vnu-jar@26")
FOLDER = Path(os.environ.get("NODE_MODULES") or Path.home() / ".cache/event-intake-ci/node_modules")
"""Where `.ci/run` installs them; the environment variable NODE_MODULES names another place."""


def package(name: str) -> Path:
    """The folder of an installed package, or a test skipped (failed on CI) that says how to install it."""
    folder = FOLDER / name
    if not folder.is_dir():
        missing(name, f"PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix {FOLDER.parent} {' '.join(PACKAGES)}")
    return folder


def program(name: str, install: str) -> str:
    """The path of a program, or a test skipped (failed on CI) that says how to install it."""
    found = shutil.which(name)
    if found is None:
        missing(name, install)
    return found
