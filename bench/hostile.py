"""What the nastiest mails do to the intake: what becomes of each, and how long the next mail waits for it.

    python bench/hostile.py [NAME ...]

takes every mail of tests/parts/hostile.py (or those named) in, with an ordinary one behind it, reads and decides, and
prints for each how long that took until the ordinary one had its draft, the processor time and most memory of the
reading process, and its fate with the reason. At the end it says how many were too slow, and how many hung or crashed.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.worker import processor  # noqa: E402
from intake import jobs  # noqa: E402
from intake.reading_process import Reader  # noqa: E402
from tests.parts.campaigns import NOW, announcement, campaign_in  # noqa: E402
from tests.parts.hostile import HOSTILE  # noqa: E402

SLOW = 2.0


def most_memory(process: int | None) -> int:
    """Megabytes that a process has held at most; 0 when it is no more."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


def main(names: list[str]) -> None:
    """Measure and print."""
    slow: list[str] = []
    odd: list[str] = []
    with tempfile.TemporaryDirectory() as folder, Reader(screens=True) as reader:
        campaign = campaign_in(Path(folder))
        with jobs.open_store(campaign) as store:
            for number, name in enumerate(names):
                ordinary = announcement(number)
                if reader.pid is None:
                    store.keep_raw("bench", [(announcement(10_000 + number), NOW, None)], None, NOW)
                    jobs.work(store, campaign, NOW, reader)
                first = reader.pid
                used, raw = processor(first or 0), HOSTILE[name]()
                new = store.keep_raw("bench", [(raw, NOW, None)], None, NOW)
                (behind,) = store.keep_raw("bench", [(ordinary, NOW + dt.timedelta(seconds=1), None)], None, NOW)
                began = time.monotonic()
                with ThreadPoolExecutor(1) as other:
                    # The nasty one may be tried again behind the ordinary one, which does not wait for that.
                    working = other.submit(jobs.work, store, campaign, NOW, reader)
                    while (message := store.message(behind)) is not None and message.fate is None:
                        if working.done():
                            working.result()
                        time.sleep(0.01)
                    took = time.monotonic() - began
                kept = store.message(new[0]) if new else None
                fate = f"{kept.fate}: {kept.reason}" if kept else "kept before"
                same = reader.pid == first
                cost = f"{processor(first) - used:5.2f} s of processor" if same and first else "another reader"
                mark = "SLOW" if took > SLOW else "    "
                print(f"{mark} {took:5.2f} s, {cost}, {most_memory(reader.pid):4} MB  {name}: {fate}", flush=True)
                slow += [name] if took > SLOW else []
                odd += [name] if message is None or message.fate != "drafted" or "failed" in fate else []
    print(f"{len(names)} hostile mails; the next one waited more than {SLOW:g} s behind {len(slow)}: {', '.join(slow)}")
    print(f"{len(odd)} crashed or spoiled the next one: {', '.join(odd)}")


if __name__ == "__main__":
    os.environ.setdefault("TZ", "UTC")
    main(sys.argv[1:] or list(HOSTILE))
