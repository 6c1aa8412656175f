"""Checkers that come from npm: axe-core, the Nu HTML checker, ical.js, Lighthouse, schema-dts with TypeScript.

They stand outside the checkout, in `~/.cache/event-intake/node_modules`; `.ci/run` installs them there with PACKAGES.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.parts import missing

PACKAGES = ("axe-core@4", "vnu-jar", "ical.js@2", "lighthouse@12", "schema-dts", "typescript@5")
FOLDER = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "event-intake"


def package(name: str) -> Path:
    """The folder of an npm package; else the test is skipped (failed on CI), saying what to install."""
    path = FOLDER / "node_modules" / name
    if not path.is_dir():
        missing(name, f"PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix {FOLDER} {' '.join(PACKAGES)}")
    return path


def axe() -> str:
    """The script of axe-core, to be put into a page."""
    return (package("axe-core") / "axe.min.js").read_text(encoding="utf-8")
