"""A backup put back: the store is what it was then, whatever state the store of now is in."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sqlite3
from pathlib import Path

import pytest

from intake.store import Store, Unavailable, Unusable
from intake.store.restoring import restore

NOW = dt.datetime(2027, 4, 1, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store with one mail, the backup of it, and a second mail since."""
    url = f"sqlite:///{tmp_path / 'intake.sqlite'}"
    with Store.open(url) as store:
        store.keep_raw("box", [(b"Subject: before\r\n\r\n", NOW, None)], "1", NOW)
        store.backup(tmp_path / "backup")
        store.keep_raw("box", [(b"Subject: after\r\n\r\n", NOW, None)], "2", NOW)
    return url


def kept(url: str) -> list[bytes | None]:
    with Store.open(url) as store:
        return [store.raw(message.id) for message in store.messages()]


def test_a_backup_put_back_is_the_store_of_then_and_the_store_of_before_is_kept(url: str, tmp_path: Path) -> None:
    former = restore(url, tmp_path / "backup", NOW)
    assert kept(url) == [b"Subject: before\r\n\r\n"]
    assert len(kept(f"sqlite:///{former}")) == 2
    assert (tmp_path / "intake.sqlite").stat().st_mode & 0o077 == 0


def test_a_backup_is_put_back_where_there_is_no_store(url: str, tmp_path: Path) -> None:
    assert restore(f"sqlite:///{tmp_path / 'other.sqlite'}", tmp_path / "backup", NOW) is None
    assert len(kept(f"sqlite:///{tmp_path / 'other.sqlite'}")) == 1


def test_the_log_of_a_killed_program_is_not_read_into_the_backup(url: str, tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        with Store.open(url) as store:
            for number in range(200):
                store.keep_raw("box", [(b"Subject: %d\r\n\r\n" % number, NOW, None)], "3", NOW)
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert (tmp_path / "intake.sqlite-wal").stat().st_size > 0
    former = restore(url, tmp_path / "backup", NOW)
    assert kept(url) == [b"Subject: before\r\n\r\n"]
    assert len(kept(f"sqlite:///{former}")) == 202


def test_a_damaged_store_is_replaced(url: str, tmp_path: Path) -> None:
    (tmp_path / "intake.sqlite").write_bytes(b"SQLite format 3\x00" + b"\xff" * 9000)
    former = restore(url, tmp_path / "backup", NOW)
    assert kept(url) == [b"Subject: before\r\n\r\n"]
    assert former is not None
    assert former.read_bytes().endswith(b"\xff")


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 9000])
def test_what_is_no_whole_store_is_refused_and_the_store_stays(url: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    before = (tmp_path / "intake.sqlite").read_bytes()
    with pytest.raises(Unusable, match="other"):
        restore(url, tmp_path / "other", NOW)
    assert (tmp_path / "intake.sqlite").read_bytes() == before
    assert not list(tmp_path.glob("*restor*"))


def test_a_store_of_another_program_or_a_newer_one_is_refused(url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "songs") as connection:
        connection.execute("CREATE TABLE songs (title)")
    connection.close()
    with sqlite3.connect(tmp_path / "backup") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    for name, words in (("songs", "other tables"), ("backup", "newer version")):
        with pytest.raises(Unusable, match=words):
            restore(url, tmp_path / name, NOW)
    assert len(kept(url)) == 2


def test_nothing_is_replaced_under_a_worker_nor_by_itself(url: str, tmp_path: Path) -> None:
    with Store.open(url) as store, store.only_worker(), pytest.raises(Unavailable, match="stop it first"):
        restore(url, tmp_path / "backup", NOW)
    with pytest.raises(Unusable, match="the store itself"):
        restore(url, tmp_path / "intake.sqlite", NOW)
    with pytest.raises(Unusable, match="no such file"):
        restore(url, tmp_path / "none", NOW)
    with pytest.raises(Unusable, match="pg_restore"):
        restore("postgresql://localhost/intake", tmp_path / "backup", NOW)
    assert len(kept(url)) == 2
