"""How long publishing takes, against one bare Jinja2 render of the same list: python bench/publish.py [100 1000 10000]

"Full" is what `intake publish` does in process when nothing was published before: every page and feed built, digested
and written into a folder target. "One changed" is the same after one event of the list got another venue, in the
process that published before (the worker). The bare render is one Jinja2 template, escaping on, that writes the same
words of every entry, by day, and nothing else. Medians of five, by the clock and in CPU time, which other programs on
the machine disturb less.

Each full publish goes into a folder of its own, and what was written before is on the disk by then: a file system may
take ten times as long for new files in the minutes after as many were deleted (ext4 without a journal looks at each of
those first).
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from jinja2 import Environment

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from render.build import Memory, build
from render.event import Event
from render.publish import Digests, publish
from tests.parts.sites import NOW, SITE, TODAY, Place, events

BARE = Environment(autoescape=True).from_string(
    """<!DOCTYPE html><title>{{ title }}</title><h1>{{ title }}</h1>
{% for day, listed in days %}<section id="d{{ day }}"><h2>{{ day.strftime("%A, %-d %B") }} {{ listed|length }}</h2><ol>
{% for e in listed %}<li id="{{ e.id }}"{% if e.status != "scheduled" %} class="{{ e.status }}"{% endif %}>
<p>{% if e.start %}<time datetime="{{ e.date }}T{{ e.start }}">{{ e.start.strftime("%H:%M") }}</time>{% endif %}
{% if e.end %}–{{ e.end.strftime("%H:%M") }}{% endif %}</p>
<h3><b>{{ e.city }}, {{ e.country }}</b> <span lang="{{ e.language }}">{{ e.title }}</span></h3>
<p>{% if e.venue %}{{ e.venue }}{% endif %}{% if e.organizer %} {{ e.organizer }}{% endif %}</p>
<p><a href="{{ e.link }}">{{ e.link }}</a> <a href="event/{{ e.id }}.ics">Add to calendar</a></p></li>
{% endfor %}</ol></section>
{% endfor %}"""
)


def bare(listed: list[Event]) -> None:
    """One render of the list, sorted and grouped."""
    ordered = sorted(listed, key=lambda one: (one.date, one.start or dt.time(0)))
    days = [(day, list(group)) for day, group in groupby(ordered, key=lambda one: one.date)]
    BARE.render(title=SITE.title, days=days).encode()


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock and of CPU time."""

    clock: float
    cpu: float

    def times(self, other: Taken) -> str:
        """How many times the other, in words."""
        return f"{self.clock / other.clock:.2g} x, CPU {self.cpu / other.cpu:.2g} x"


def median(action: Callable[[], object], times: int = 5, before: Callable[[], object] = lambda: None) -> Taken:
    """The medians of some runs."""
    clock, cpu = [], []
    for _ in range(times):
        before()
        start, busy = time.perf_counter(), time.process_time()
        action()
        clock.append(time.perf_counter() - start)
        cpu.append(time.process_time() - busy)
    return Taken(statistics.median(clock), statistics.median(cpu))


def measure(number: int, folder: Path) -> None:
    """Print the figures for a list of that many events."""
    listed = events(number)
    place = Place(f"folder:{folder}/site")
    baseline = median(lambda: bare(listed))
    building = median(lambda: build(SITE, listed, TODAY))

    fresh = itertools.count()

    def full() -> None:
        publish(build(SITE, listed, TODAY), [Place(f"folder:{folder}/{next(fresh)}/site")], now=NOW)

    whole = median(full, before=os.sync)
    memory, known, changing = Memory(), Digests(), list(listed)
    receipts = publish(build(SITE, changing, TODAY, memory), [place], now=NOW, known=known)

    def change() -> None:
        nonlocal changing
        changing = [replace(one) for one in changing]  # as fresh from the store
        changing[number // 2] = replace(changing[number // 2], venue=f"Hall {time.perf_counter_ns()}")

    def one_changed() -> None:
        nonlocal receipts
        receipts = publish(build(SITE, changing, TODAY, memory), [place], receipts, now=NOW, known=known)

    one_changed()  # from the second time on there is a version before whose files are used
    single = median(one_changed, before=change)
    print(
        f"{number:6} events: bare render {baseline.clock * 1000:.1f} ms; build {building.clock * 1000:.0f} ms"
        f" ({building.times(baseline)}); full publish {whole.clock * 1000:.0f} ms ({whole.times(baseline)});"
        f" one changed {single.clock * 1000:.0f} ms ({single.times(whole)} the full publish)"
    )


def main() -> None:
    """Measure the numbers of events given, or 100, 1,000 and 10,000."""
    with tempfile.TemporaryDirectory(prefix="intake-bench-") as name:
        for number in map(int, sys.argv[1:] or ("100", "1000", "10000")):
            folder = Path(name) / str(number)
            folder.mkdir()
            measure(number, folder)


if __name__ == "__main__":
    main()
