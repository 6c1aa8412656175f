"""The git target, against real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from render.build import build
from render.publish import publish
from tests.parts.sites import NOW, SITE, TODAY, Place, event, new_store_over, whole

AS_SOMEBODY = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false")


def git(where: Path, *command: str) -> str:
    """What git prints in a folder."""
    done = subprocess.run(["git", *AS_SOMEBODY, *command], cwd=where, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """An empty bare repository."""
    path = tmp_path / "remote.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(path))
    return path


def commit_of_somebody(remote: Path, tmp_path: Path, name: str, text: str) -> str:
    """Somebody else commits a file to the branch; the commit's hash."""
    copy = tmp_path / f"copy-{name.replace('/', '-')}"
    git(tmp_path, "clone", "--quiet", str(remote), str(copy))
    (copy / name).parent.mkdir(parents=True, exist_ok=True)
    (copy / name).write_text(text)
    git(copy, "add", ".")
    git(copy, "commit", "--quiet", "-m", f"Add {name}")
    git(copy, "push", "--quiet", "origin", "HEAD:main")
    return git(copy, "rev-parse", "HEAD").strip()


def test_the_first_publishing_fills_an_empty_repository(remote: Path) -> None:
    (receipt,) = publish(whole(1), [Place(f"git+file://{remote}")], now=NOW)
    assert receipt.state == "sent", receipt.message
    assert git(remote, "show", "main:in/de/index.html").encode() == whole(1)["in/de/index.html"]


def test_the_empty_list_of_a_new_store_does_not_replace_a_full_one(remote: Path) -> None:
    held = new_store_over(Place(f"git+file://{remote}", {"folder": "docs"}))
    assert (held.state, "one of 5 events" in held.message) == ("unconfirmed", True), held.message


def test_a_change_is_one_commit_that_says_what_changed(remote: Path) -> None:
    place = Place(f"git+file://{remote}")
    receipts = publish(build(SITE, [event()], TODAY), [place], now=NOW)
    changed = build(SITE, [event(venue="New mill", sequence=1), event(id="e2", title="Seed swap")], TODAY)
    publish(changed, [place], receipts, now=NOW)
    assert git(remote, "log", "--format=%s", "main").splitlines() == ["Add 1 event, change 1 event", "Add 1 event"]
    body = git(remote, "log", "-1", "--format=%b", "main")
    assert "Add: Seed swap" in body
    assert "Change: River clean-up" in body


def test_files_and_commits_of_others_stay(remote: Path, tmp_path: Path) -> None:
    place = Place(f"git+file://{remote}")
    theirs = commit_of_somebody(remote, tmp_path, "README.md", "theirs")
    receipts = publish(whole(1), [place], now=NOW)
    theirs_again = commit_of_somebody(remote, tmp_path, "docs/NOTES.md", "theirs")
    gone = whole(2)
    del gone["style.css"]
    (receipt,) = publish(gone, [place], receipts, now=NOW)
    assert receipt.state == "sent", receipt.message
    commits = git(remote, "rev-list", "main").split()
    assert {theirs, theirs_again} < set(commits)
    assert len(commits) == 4
    files = git(remote, "ls-tree", "-r", "--name-only", "main").split()
    assert sorted(files) == ["README.md", "docs/NOTES.md", "events.ics", "in/de/index.html", "index.html"]


def test_a_push_that_comes_too_late_is_made_again_on_top_of_theirs(
    remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(f"git+file://{remote}")
    receipts = publish(whole(1), [place], now=NOW)
    copy = tmp_path / "copy"
    git(tmp_path, "clone", "--quiet", str(remote), str(copy))
    (copy / "THEIRS.md").write_text("theirs")
    git(copy, "add", ".")
    git(copy, "commit", "--quiet", "-m", "Come in between")
    theirs = git(copy, "rev-parse", "HEAD").strip()
    # a git that lets somebody else push just before our first commit is made
    real, once = shutil.which("git"), tmp_path / "once"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").write_text(
        f"#!/bin/sh\ncase \"$*\" in *' commit '*) if [ ! -e {once} ]; then touch {once}; "
        f'(cd {copy} && {real} push --quiet origin HEAD:main); fi;; esac\nexec {real} "$@"\n'
    )
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    waits: list[float] = []
    (receipt,) = publish(whole(2), [place], receipts, now=NOW, wait=waits.append)
    assert receipt.state == "sent", receipt.message
    assert waits == [1]
    assert theirs in git(remote, "rev-list", "main").split()
    assert git(remote, "show", "main:THEIRS.md") == "theirs"
    assert git(remote, "show", "main:index.html").encode() == whole(2)["index.html"]


def test_what_the_branch_holds_already_makes_no_commit(remote: Path) -> None:
    place = Place(f"git+file://{remote}")
    publish(whole(1), [place], now=NOW)
    (receipt,) = publish(whole(1), [place], now=NOW)
    assert receipt.state == "sent"
    assert git(remote, "rev-list", "--count", "main").strip() == "1"


def test_a_branch_and_a_folder_can_be_named(remote: Path) -> None:
    options = {"branch": "pages", "folder": "public/site", "author": "The Gardens <bot@gardens.example>"}
    (receipt,) = publish(whole(1), [Place(f"git+file://{remote}", options)], now=NOW)
    assert receipt.state == "sent", receipt.message
    assert git(remote, "show", "pages:public/site/index.html").encode() == whole(1)["index.html"]
    assert git(remote, "log", "-1", "--format=%an <%ae>", "pages").strip() == "The Gardens <bot@gardens.example>"


def test_a_link_in_the_repository_cannot_lead_the_files_elsewhere(remote: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    copy = tmp_path / "copy"
    git(tmp_path, "clone", "--quiet", str(remote), str(copy))
    (copy / "in").symlink_to(outside)
    git(copy, "add", ".")
    git(copy, "commit", "--quiet", "-m", "Add a link")
    git(copy, "push", "--quiet", "origin", "HEAD:main")
    (receipt,) = publish(whole(1), [Place(f"git+file://{remote}")], now=NOW)
    assert receipt.state == "failed"
    assert list(outside.iterdir()) == []


def test_a_missing_repository_is_named_and_not_tried_again(tmp_path: Path) -> None:
    waits: list[float] = []
    (receipt,) = publish(whole(1), [Place(f"git+file://{tmp_path}/none.git")], now=NOW, wait=waits.append)
    assert receipt.state == "failed"
    assert f"{tmp_path}/none.git" in receipt.message
    assert waits == []
