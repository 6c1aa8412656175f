"""The folder target: the whole site changes at one moment, whatever happens to the publisher."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from render import older
from render.build import build
from render.publish import Receipt, publish
from render.targets import folder, schemes
from tests.parts.sites import NOW, SITE, TODAY, Place, event, whole

ROOT = Path(__file__).resolve().parent.parent
PUBLISHER = """
import itertools, os, sys
from render.targets import folder
if os.environ.get("WITHOUT_EXCHANGE"):
    folder._system_exchange = lambda: None
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
    version = os.open(site, os.O_RDONLY | os.O_DIRECTORY)
    try:

        def text(name: str) -> str:
            with open(os.open(name, os.O_RDONLY, dir_fd=version), encoding="utf-8") as file:
                return file.read()

        return {
            text("index.html").split("<title>")[1].split("<")[0],
            text("events.ics").split("X-NUMBER:")[1].split("\n")[0],
            text("in/de/index.html").split("<title>")[1].split("<")[0],
            *(text(f"event/{number}.ics") for number in (0, 99, 199)),
        }
    finally:
        os.close(version)


@pytest.fixture(params=["folders change places", "a link is turned"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of publishing at one moment: the second is that of systems and file systems without the first."""
    if request.param == "a link is turned":
        monkeypatch.setenv("WITHOUT_EXCHANGE", "1")
        monkeypatch.setattr(folder, "_system_exchange", lambda: None)
    return str(request.param)


def test_a_publisher_killed_at_any_moment_leaves_a_whole_site(tmp_path: Path, way: str) -> None:
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
            assert len(_numbers(site)) == 1
            reads += 1
        publisher.send_signal(signal.SIGKILL)
        publisher.wait()
        publisher.stdout.close()
        assert len(_numbers(site)) == 1
    assert reads > 8
    receipts = [Receipt(f"folder:{site}", "sent", NOW, files={"index.html": "", "event/1.ics": ""})]
    (receipt,) = publish(whole(1), [Place(f"folder:{site}")], receipts, now=NOW)
    assert receipt.state == "sent", receipt.message
    # Beside those kept there is one that is of use for the next, and where a link is turned the one shown.
    assert len(_versions(site)) <= older.MOST + 1 + site.is_symlink()


def _versions(site: Path) -> list[str]:
    """The names of the versions in the hidden folder."""
    return [entry.name for entry in (site.parent / f".{site.name}.versions").iterdir() if entry.name.isdigit()]


def test_who_reads_a_version_finds_all_its_files_while_newer_ones_come(tmp_path: Path, way: str) -> None:
    site, receipts = tmp_path / "site", publish(whole(0), [Place(f"folder:{tmp_path}/site")], now=NOW)
    held = os.open(site, os.O_RDONLY | os.O_DIRECTORY)
    for number in range(1, 40):
        receipts = publish(whole(number), [Place(f"folder:{site}")], receipts, now=NOW)
        assert receipts[0].state == "sent", receipts[0].message
    for name, content in whole(0).items():
        with open(os.open(name, os.O_RDONLY, dir_fd=held), "rb") as file:
            assert file.read() == content
    os.close(held)


@pytest.mark.parametrize("limit", ["minutes", "number", "room"])
def test_older_versions_do_not_fill_the_disk(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    site, receipts = tmp_path / "site", list[Receipt]()
    monkeypatch.setattr(older, *{"minutes": ("KEPT", 0), "number": ("MOST", 3), "room": ("ROOM", 65_000)}[limit])
    for number in range(12):
        receipts = publish(whole(number), [Place(f"folder:{site}")], receipts, now=NOW)
        assert _tree(site) == whole(number)
    shown = 1 if site.is_symlink() else 0
    # Beside the three that are kept there is one that is over and of use for the next.
    assert len(_versions(site)) - shown == {"minutes": 1, "number": 4, "room": 4}[limit]


def test_what_a_killed_publisher_left_half_made_is_gone_the_next_time_and_takes_no_room(
    tmp_path: Path, way: str
) -> None:
    site, versions, receipts = tmp_path / "site", tmp_path / ".site.versions", list[Receipt]()
    for number in range(5):
        receipts = publish(whole(number), [Place(f"folder:{site}")], receipts, now=NOW)
    kept = set(_versions(site))
    for name in map(str, range(70, 90)):
        (versions / name).mkdir()
        (versions / name / "index.html").write_text("half")
    publish(whole(5), [Place(f"folder:{site}")], receipts, now=NOW)
    assert kept < set(_versions(site))
    assert set(_versions(site)) - kept == {"90"}


def _tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, and every folder with nothing in it."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
        elif not any(path.iterdir()):
            found[f"{path.relative_to(folder).as_posix()}/"] = b""
    return found


@pytest.mark.parametrize("kept", [0, 600])
def test_after_any_changes_the_folder_holds_the_site_and_nothing_else(
    tmp_path: Path, way: str, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(older, "KEPT", kept)
    site, dice, receipts = tmp_path / "site", random.Random(3), []
    names = ["style.css", "fr/index.html", *(f"in/{place}/index.html" for place in ("de", "de/bonn", "de/jena", "fr"))]
    names += [f"event/{number}.ics" for number in range(20)]
    for number in range(40):
        keep = dice.random()
        files = whole(dice.randrange(3))
        files |= {name: str(dice.randrange(3)).encode() for name in names if dice.random() < keep}
        theirs = {"robots.txt": str(number).encode()} if dice.random() < 0.5 else {}
        if site.exists() and not site.is_symlink():
            (site / "robots.txt").unlink(missing_ok=True)
            for name, content in theirs.items():
                (site / name).write_bytes(content)
        else:
            theirs = {}
        receipts = publish(files, [Place(f"folder:{site}")], receipts, now=NOW, confirmed=True)
        assert receipts[0].delivered, receipts[0].message
        assert _tree(site) == {**files, **theirs}


def test_of_a_large_list_only_what_changed_is_touched(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(older, "KEPT", 0)
    place, many = Place(f"folder:{tmp_path}/site"), {f"event/{number}.ics": b"" for number in range(500)}
    receipts = publish({**whole(0), **many}, [place], now=NOW)
    receipts = publish({**whole(1), **many}, [place], receipts, now=NOW)
    touched: list[str] = []
    for call in ("link", "unlink"):
        real = getattr(os, call)

        def counted(*given: object, real: Callable[..., None] = real, **more: object) -> None:
            touched.append(str(given[-1]))
            real(*given, **more)

        monkeypatch.setattr(os, call, counted)
    receipts = publish({**whole(2), **many, "event/7.ics": b"new"}, [place], receipts, now=NOW)
    assert receipts[0].state == "sent"
    assert len(touched) < 20
    assert (tmp_path / "site/event/7.ics").read_bytes() == b"new"


def test_who_reads_a_version_that_is_gone_finds_files_missing_and_never_newer_ones(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(older, "KEPT", 0)
    site = tmp_path / "site"
    receipts = publish(whole(0), [Place(f"folder:{site}")], now=NOW)
    for number in range(1, 5):
        version = os.open(site, os.O_RDONLY | os.O_DIRECTORY)
        for later in (number * 10, number * 10 + 1, number * 10 + 2):
            receipts = publish(whole(later), [Place(f"folder:{site}")], receipts, now=NOW)
        with pytest.raises(FileNotFoundError):
            os.open("index.html", os.O_RDONLY, dir_fd=version)
        os.close(version)


@pytest.mark.parametrize("harm", ["a file is missing", "a note is broken", "a note is of another version"])
def test_a_hidden_version_that_somebody_was_at_is_not_used(
    tmp_path: Path, way: str, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(older, "KEPT", 0)
    site, versions = tmp_path / "site", tmp_path / ".site.versions"
    receipts: list[Receipt] = []
    for number in range(3):
        receipts = publish(whole(number), [Place(f"folder:{site}")], receipts, now=NOW)
    note = versions / "older"
    said = json.loads(note.read_text())
    if harm == "a file is missing":
        for name, *_ in said["older"]:
            (versions / name / "style.css").unlink()
    elif harm == "a note is broken":
        note.write_text(note.read_text()[:-5])
    else:
        note.write_text(json.dumps({"shown": 1, "older": [[*one[:4], []] for one in said["older"]]}))
    (receipt,) = publish(whole(3), [Place(f"folder:{site}")], receipts, now=NOW)
    assert receipt.state == "sent"
    assert _tree(site) == whole(3)


def test_a_folder_with_other_things_in_it_is_left_alone_and_the_message_says_what_to_do(tmp_path: Path) -> None:
    for name in ("photos/beach.jpg", "index.html"):
        site = tmp_path / name.replace("/", "-")
        (site / name).parent.mkdir(parents=True)
        (site / name).write_text("not ours")
        (receipt,) = publish(whole(1), [Place(f"folder:{site}")], now=NOW)
        assert receipt.state == "failed"
        assert name.partition("/")[0] in receipt.message
        assert f"folder:{site}/site" in receipt.message
        assert (site / name).read_text() == "not ours"


def test_files_that_others_put_beside_the_page_stay(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "favicon.ico").write_text("theirs")
    receipts = publish(whole(1), [Place(f"folder:{site}")], now=NOW)
    assert receipts[0].state == "sent", receipts[0].message
    (site / "robots.txt").write_text("theirs")
    (receipt,) = publish(whole(2), [Place(f"folder:{site}")], receipts, now=NOW)
    assert receipt.state == "sent", receipt.message
    assert (site / "favicon.ico").read_text() == (site / "robots.txt").read_text() == "theirs"
    assert (site / "index.html").read_bytes() == whole(2)["index.html"]


def test_a_store_that_knows_nothing_of_what_the_folder_shows_replaces_all_that_is_ours(
    tmp_path: Path, way: str
) -> None:
    site = tmp_path / "site"
    publish(
        build(replace(SITE, languages=("en", "fr"), logo=b"<svg/>"), [event()], TODAY),
        [Place(f"folder:{site}")],
        now=NOW,
    )
    if way == "folders change places":
        (site / "robots.txt").write_text("theirs")
    other = build(SITE, [], TODAY)
    (receipt,) = publish(other, [Place(f"folder:{site}")], now=NOW)
    assert receipt.state == "sent", receipt.message
    assert _tree(site) == {**other, **({"robots.txt": b"theirs"} if way == "folders change places" else {})}


def test_a_folder_that_was_copied_from_ours_is_known_by_its_calendar(tmp_path: Path) -> None:
    files = build(SITE, [event()], TODAY)
    publish(files, [Place(f"folder:{tmp_path}/site")], now=NOW)
    shutil.copytree(tmp_path / "site", tmp_path / "copy")
    (receipt,) = publish(files, [Place(f"folder:{tmp_path}/copy")], now=NOW)
    assert receipt.state == "sent", receipt.message


def test_an_empty_plain_folder_gives_way(tmp_path: Path, way: str) -> None:
    (tmp_path / "site").mkdir()
    (receipt,) = publish(whole(1), [Place(f"folder:{tmp_path}/site")], now=NOW)
    assert receipt.state == "sent"
    assert (tmp_path / "site/index.html").exists()
    assert (tmp_path / "site").is_symlink() == (way == "a link is turned")


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


def test_a_parent_that_may_not_be_written_is_named_with_what_to_do(tmp_path: Path) -> None:
    parent, user = tmp_path / "www", os.geteuid()
    parent.mkdir()
    parent.chmod(0o555)
    assert "folder" in schemes()  # all are loaded while files can still be read
    if user == 0:
        os.seteuid(65534)  # root may write everywhere
    try:
        (receipt,) = publish(whole(1), [Place(f"folder:{parent}/site")], now=NOW)
    finally:
        os.seteuid(user)
    assert receipt.state == "failed"
    assert f"{parent} may be written too" in receipt.message
