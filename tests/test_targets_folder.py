"""The folder target: the whole site changes at one moment, whatever happens to the publisher."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from render.publish import publish
from tests.parts.sites import NOW, Place, whole

ROOT = Path(__file__).resolve().parent.parent
PUBLISHER = """
import itertools, sys
from render.publish import publish
from tests.parts.sites import NOW, Place, whole
place, receipts = Place("folder:" + sys.argv[1]), ()
for number in itertools.count(int(sys.argv[2])):
    files = {**whole(number), **{f"event/{n}.ics": str(number).encode() for n in range(200)}}
    receipts = publish(files, [place], receipts, now=NOW)
    assert receipts[0].state == "sent", receipts[0].message
    print(number, flush=True)
"""


def _numbers(site: Path) -> set[str]:
    """The numbers that the files of the version shown at this moment name."""
    version = Path(os.path.realpath(site))
    return {
        version.joinpath("index.html").read_text().split("<title>")[1].split("<")[0],
        version.joinpath("events.ics").read_text().split("X-NUMBER:")[1].split("\r")[0].split("\n")[0],
        version.joinpath("in/de/index.html").read_text().split("<title>")[1].split("<")[0],
        *(version.joinpath(f"event/{n}.ics").read_text() for n in (0, 99, 199)),
    }


def test_a_publisher_killed_at_any_moment_leaves_a_whole_site(tmp_path: Path) -> None:
    site, dice, reads = tmp_path / "site", random.Random(7), 0
    for round_ in range(8):
        publisher = subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, str(site), str(round_ * 1000)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert publisher.stdout is not None
        assert publisher.stdout.readline().strip() == str(round_ * 1000)
        end = time.monotonic() + dice.uniform(0.05, 0.3)
        while time.monotonic() < end:
            assert (site / "index.html").read_text().rstrip().endswith("</html>")
            try:
                assert len(_numbers(site)) == 1
            except FileNotFoundError:
                # two newer versions came while this one was read; what is shown now must be whole again
                continue
            reads += 1
        publisher.send_signal(signal.SIGKILL)
        publisher.wait()
        publisher.stdout.close()
        assert len(_numbers(site)) == 1
    assert reads > 8
    (receipt,) = publish(whole(1), [Place(f"folder:{site}")], now=NOW)
    assert receipt.state == "sent"
    assert len([entry for entry in (tmp_path / ".site.versions").iterdir() if entry.name.isdigit()]) == 2


def test_a_plain_folder_with_files_is_left_alone_and_the_message_says_what_to_do(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "holiday.jpg").write_text("not ours")
    (receipt,) = publish(whole(1), [Place(f"folder:{site}")], now=NOW)
    assert receipt.state == "failed"
    assert "holiday.jpg" in receipt.message
    assert f"folder:{site}/site" in receipt.message
    assert (site / "holiday.jpg").read_text() == "not ours"


def test_an_empty_plain_folder_gives_way(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (receipt,) = publish(whole(1), [Place(f"folder:{tmp_path}/site")], now=NOW)
    assert receipt.state == "sent"
    assert (tmp_path / "site/index.html").exists()


def test_a_link_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "site").symlink_to("other")
    (receipt,) = publish(whole(1), [Place(f"folder:{tmp_path}/site")], now=NOW)
    assert receipt.state == "failed"
    assert list((tmp_path / "other").iterdir()) == []


def test_the_site_can_be_moved_with_its_parent(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    receipts = publish(whole(1), [Place(f"folder:{tmp_path}/www/site")], now=NOW)
    assert receipts[0].state == "sent"
    (tmp_path / "www").rename(tmp_path / "moved")
    assert (tmp_path / "moved/site/index.html").exists()


def test_a_site_is_readable_by_a_web_server(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        publish(whole(1), [Place(f"folder:{tmp_path}/site")], now=NOW)
    finally:
        os.umask(before)
    assert (tmp_path / "site/index.html").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "site/in/de").stat().st_mode & 0o777 == 0o755
