"""Whole sites and what they must be: `tests/pages/<case>/site.toml` beside the expected files in `expected/`.

To add a case, make a folder with a `site.toml` (the day, the campaign, the events; see the others) and run
`pytest tests/test_pages.py --accept`: the pages and feeds are written into `expected/`, and the run still fails, so
that somebody looks at them before they become the truth. To accept a change of the templates, remove the expected
files that it touches and do the same.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from render.build import build
from render.event import Event
from render.site import Site
from tests.parts.sites import SITE

CASES = sorted(folder for folder in (Path(__file__).parent / "pages").iterdir() if folder.is_dir())
NOT_KEPT = ("style.css", "filter.js", "icon.svg", ".png")
"""Files that are the same for every case, or no text."""


def event_of(values: dict[str, Any]) -> Event:
    """An event from the tables of site.toml; what is left out is absent."""
    absent: dict[str, Any] = dict.fromkeys(
        ("start", "end_date", "end", "timezone", "title", "city", "region", "country", "coordinates")
    )
    absent |= dict.fromkeys(("venue", "link", "organizer"))
    absent |= {"links": (), "status": "scheduled", "sequence": 0}
    lists = {name: tuple(values[name]) for name in ("coordinates", "links") if name in values}
    return Event(**{**absent, **values, **lists})


def built(folder: Path) -> dict[str, bytes]:
    """The files of a case's site."""
    case = tomllib.loads((folder / "site.toml").read_text(encoding="utf-8"))
    values = {name: getattr(SITE, name) for name in ("title", "statement", "contact", "timezone", "host")}
    values |= {name: tuple(value) if isinstance(value, list) else value for name, value in case.get("site", {}).items()}
    files = build(Site(**{"languages": ("en",), **values}), map(event_of, case.get("event", ())), case["today"])
    return {path: content for path, content in files.items() if not path.endswith(NOT_KEPT)}


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_a_site_is_as_expected(folder: Path, request: pytest.FixtureRequest) -> None:
    expected, wrote = folder / "expected", []
    files = built(folder)
    for path, content in files.items():
        if not (expected / path).exists():
            if request.config.getoption("--accept"):
                (expected / path).parent.mkdir(parents=True, exist_ok=True)
                (expected / path).write_bytes(content)
            wrote.append(path)
    if wrote:
        pytest.fail(f"{folder.name}: not there: {', '.join(wrote)}; look at what --accept writes, then run again")
    there = {str(file.relative_to(expected)) for file in expected.rglob("*") if file.is_file()}
    assert there == files.keys()
    for path, content in files.items():
        assert content.decode().split("\n") == (expected / path).read_bytes().decode().split("\n"), path


def test_the_cases_say_which_day_it_is() -> None:
    for folder in CASES:
        case = tomllib.loads((folder / "site.toml").read_text(encoding="utf-8"))
        assert isinstance(case["today"], dt.date), folder.name
