"""How the page fares in Lighthouse on a phone, and how many bytes it is: python bench/page.py [100 1000]

Prints, for each number of events, the compressed size of index.html and of all that a first visit loads, and the
median of three Lighthouse runs (performance, accessibility, best practices, SEO). Needs Chromium and the npm packages
that `tests/parts/node.py` names.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from render.build import build
from tests.parts.node import FOLDER
from tests.parts.sites import SITE, TODAY, events
from tests.parts.web import serve

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking"


def scores(address: str) -> list[int]:
    """One Lighthouse run for mobile: the four categories from 0 to 100."""
    done = subprocess.run(
        [
            *(shutil.which("node") or "node", str(FOLDER / "lighthouse/cli/index.js"), address),
            *("--output=json", "--quiet", f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}"),
        ],
        env={**os.environ, "CHROME_PATH": shutil.which("chromium") or "chromium"},
        check=True,
        capture_output=True,
    )
    report = json.loads(done.stdout)
    for audit in report["audits"].values():
        if audit.get("score") is not None and audit["score"] < 0.9 and audit.get("scoreDisplayMode") != "informative":
            print(f"    {audit['id']}: {audit.get('displayValue', audit['score'])}")
    return [round(report["categories"][name]["score"] * 100) for name in CATEGORIES]


def main() -> None:
    """Measure the numbers of events given, or 100 and 1,000."""
    for number in map(int, sys.argv[1:] or ("100", "1000")):
        files = build(SITE, events(number), TODAY)
        first = ("index.html", "style.css", "filter.js", "map.svg", "icon.svg")
        sizes = [len(gzip.compress(files[name], 6)) for name in first]
        print(f"{number} events: index.html {sizes[0]} B, a first visit {sum(sizes)} B (gzip)")
        with serve(files) as served:
            runs = [scores(served.address) for _ in range(3)]
        medians = [statistics.median(column) for column in zip(*runs, strict=True)]
        print(
            f"{number} events: "
            + ", ".join(f"{name} {score:.0f}" for name, score in zip(CATEGORIES, medians, strict=True))
        )


if __name__ == "__main__":
    main()
