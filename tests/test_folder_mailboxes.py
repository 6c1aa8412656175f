"""Mailboxes that are files: a folder of .eml, a Maildir, an mbox."""

from __future__ import annotations

import mailbox as stdlib
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.campaign import Mailbox
from intake.mail.mailbox import Arrival, Batch, NotFiled, Refused, Unreachable, WrongAddress, open_mailbox


def mail(number: int, words: bytes = b"Come to the garden.\n") -> bytes:
    return b"From: ann@example.org\nSubject: Garden day %d\n\n" % number + words


def take(box: Mailbox, cursor: str = "") -> tuple[list[Arrival], str]:
    """Everything that is new, filed away batch by batch as the collecting job does."""
    arrivals: list[Arrival] = []
    with open_mailbox(box) as opened:
        for batch in opened.fetch_new(cursor):
            arrivals += batch.arrivals
            cursor = batch.cursor
            opened.file_away(batch)
    return arrivals, cursor


def a_folder(root: Path, mails: list[bytes]) -> Mailbox:
    root.mkdir(exist_ok=True)
    for number, raw in enumerate(mails):
        (root / f"{number:06}.eml").write_bytes(raw)
    return Mailbox(f"folder:{root}")


def a_maildir(root: Path, mails: list[bytes]) -> Mailbox:
    made = stdlib.Maildir(root)
    for number, raw in enumerate(mails):
        (root / "tmp" / "x").write_bytes(raw)
        name = f"{1_700_000_000 + number}.M{number}P1.host"
        (root / "tmp" / "x").rename(root / ("cur" if number % 2 else "new") / (f"{name}:2,S" if number % 2 else name))
    made.close()
    return Mailbox(f"maildir:{root}")


def an_mbox(root: Path, mails: list[bytes]) -> Mailbox:
    made = stdlib.mbox(root)
    for raw in mails:
        made.add(raw)
    made.close()
    return Mailbox(f"mbox:{root}")


KINDS = pytest.mark.parametrize("make", [a_folder, a_maildir, an_mbox])
Make = Callable[[Path, list[bytes]], Mailbox]


@KINDS
def test_each_message_is_taken_once_in_order_and_byte_for_byte(make: Make, tmp_path: Path) -> None:
    mails = [mail(number) for number in range(7)]
    box = make(tmp_path / "in", mails)
    arrivals, cursor = take(box)
    assert [arrival.raw for arrival in arrivals] == mails
    assert [arrival.size for arrival in arrivals] == [len(raw) for raw in mails]
    assert all(arrival.problem is None and arrival.received.tzinfo is UTC for arrival in arrivals)
    assert take(box, cursor) == ([], cursor)


@KINDS
def test_what_is_added_later_is_taken_later(make: Make, tmp_path: Path) -> None:
    box = make(tmp_path / "in", [mail(1)])
    _, cursor = take(box)
    if box.url.startswith("mbox"):
        an_mbox(tmp_path / "in", [mail(2), mail(3)])
    elif box.url.startswith("maildir"):
        stdlib.Maildir(tmp_path / "in").add(mail(2))
        (tmp_path / "in" / "new" / "9999999999.x").write_bytes(mail(3))
    else:
        (tmp_path / "in" / "next.eml").write_bytes(mail(2))
        (tmp_path / "in" / "nexttoo.EML").write_bytes(mail(3))
    arrivals, cursor = take(box, cursor)
    assert [arrival.raw for arrival in arrivals] == [mail(2), mail(3)]
    assert take(box, cursor)[0] == []


@KINDS
def test_a_thousand_messages_come_in_batches(make: Make, tmp_path: Path) -> None:
    box = make(tmp_path / "in", [mail(number) for number in range(1000)])
    with open_mailbox(box) as opened:
        sizes = [len(batch.arrivals) for batch in opened.fetch_new(None)]
    assert sum(sizes) == 1000
    assert max(sizes) <= 250


@KINDS
def test_a_message_that_is_too_large_comes_with_its_headers_and_the_reason(make: Make, tmp_path: Path) -> None:
    large = mail(1, b"A line of a large mail.\n" * 50_000)
    box = make(tmp_path / "in", [large, mail(2)])
    (first, second), _ = take(Mailbox(box.url, max_size=1_000_000))
    assert first.raw == mail(1, b"")
    assert first.size == len(large)
    assert first.problem == "the message is 1.2 MB large, more than the 1 MB of mailbox.max_size"
    assert (second.raw, second.problem) == (mail(2), None)


@KINDS
def test_a_mailbox_that_is_not_there_is_named_with_what_to_do(make: Make, tmp_path: Path) -> None:
    url = make(tmp_path / "in", []).url + "-else"
    with pytest.raises(Refused, match=r"in-else.*create it or mend mailbox\.url"):
        take(Mailbox(url))


@KINDS
def test_new_mail_is_noticed_while_watching(make: Make, tmp_path: Path) -> None:
    box = make(tmp_path / "in", [mail(1)])
    with open_mailbox(Mailbox(box.url, poll=60)) as opened:
        threading.Timer(0.2, lambda: make(tmp_path / "in", [mail(1), mail(2)])).start()
        began = time.monotonic()
        opened.watch(threading.Event())
        assert time.monotonic() - began < 30, "half of the poll"


@KINDS
def test_watching_ends_when_it_shall_stop(make: Make, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with open_mailbox(Mailbox(make(tmp_path / "in", []).url, poll=60)) as opened:
        began = time.monotonic()
        opened.watch(stop)
        assert time.monotonic() - began < 30, "half of the poll"


@KINDS
def test_the_check_says_what_is_there_and_changes_nothing(make: Make, tmp_path: Path) -> None:
    box = make(tmp_path / "in", [mail(1)])
    before = sorted(path for path in tmp_path.rglob("*"))
    with open_mailbox(box) as opened:
        assert str(tmp_path / "in") in opened.check()
    assert sorted(path for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("make", [a_folder, a_maildir])
def test_mails_are_filed_into_the_processed_folder(make: Make, tmp_path: Path) -> None:
    take(make(tmp_path / "in", [mail(1), mail(2)]))
    filed = tmp_path / "in" / ("Processed" if make is a_folder else ".Processed/cur")
    assert [path.read_bytes() for path in sorted(filed.iterdir())] == [mail(1), mail(2)]
    if make is a_maildir:
        assert (tmp_path / "in" / ".Processed" / "new").is_dir()
        assert all(":2," in path.name for path in filed.iterdir())


def test_two_files_of_one_name_are_both_kept_when_filed(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        box = a_folder(tmp_path, [mail(number)])
        assert len(take(box)[0]) == 1
    assert sorted(path.read_bytes() for path in (tmp_path / "Processed").iterdir()) == [mail(1), mail(2), mail(3)]


def test_a_file_that_was_replaced_while_it_was_read_is_read_again(tmp_path: Path) -> None:
    box = a_folder(tmp_path, [mail(1)])
    with open_mailbox(box) as opened:
        (batch,) = opened.fetch_new(None)
        (tmp_path / "000000.eml").write_bytes(mail(22))
        opened.file_away(batch)
        (again,) = opened.fetch_new(None)
        assert [arrival.raw for arrival in again.arrivals] == [mail(22)]


@pytest.mark.parametrize("make", [a_folder, a_maildir])
def test_mails_stay_and_are_not_taken_again_where_the_processed_folder_cannot_be_made(
    make: Make, tmp_path: Path
) -> None:
    box = make(tmp_path / "in", [mail(1), mail(2)])
    (tmp_path / "in" / ("Processed" if make is a_folder else ".Processed")).write_text("a file in the way")
    with open_mailbox(box) as opened:
        (batch,) = opened.fetch_new(None)
        with pytest.raises(NotFiled, match="cannot move mails to 'Processed'") as problem:
            opened.file_away(batch)
        assert "\n" not in str(problem.value)
        (again,) = opened.fetch_new(batch.cursor)
        assert again.arrivals == ()
        (tmp_path / "in" / ("Processed" if make is a_folder else ".Processed")).unlink()
        opened.file_away(again)
        assert list(opened.fetch_new(batch.cursor)) == []
    assert len(list((tmp_path / "in").rglob("*.eml" if make is a_folder else "*host*"))) == 2


def test_a_file_that_cannot_be_read_stops_no_other_and_is_named(tmp_path: Path) -> None:
    box = a_folder(tmp_path, [mail(1), mail(2)])
    (tmp_path / "000000a.eml").symlink_to("/proc/self/mem")  # opens, and fails when it is read
    batches: list[Batch] = []
    with open_mailbox(box) as opened, pytest.raises(Unreachable, match=r"cannot read 000000a\.eml"):
        batches.extend(opened.fetch_new(None))
    assert [arrival.raw for batch in batches for arrival in batch.arrivals] == [mail(1), mail(2)]


def test_a_mbox_is_never_changed(tmp_path: Path) -> None:
    box = an_mbox(tmp_path / "in", [mail(1), mail(2)])
    (tmp_path / "in").chmod(0o444)
    before = (tmp_path / "in").read_bytes(), (tmp_path / "in").stat().st_mtime_ns
    assert len(take(box)[0]) == 2
    assert ((tmp_path / "in").read_bytes(), (tmp_path / "in").stat().st_mtime_ns) == before


def test_a_mbox_that_was_rewritten_is_read_from_the_start(tmp_path: Path) -> None:
    box = an_mbox(tmp_path / "in", [mail(1), mail(2), mail(3)])
    _, cursor = take(box)
    (tmp_path / "in").unlink()
    an_mbox(tmp_path / "in", [mail(4), mail(5), mail(6), mail(7)])
    assert [arrival.raw for arrival in take(box, cursor)[0]] == [mail(4), mail(5), mail(6), mail(7)]


def test_lines_that_only_look_like_the_start_of_a_message_do_not_cut_it(tmp_path: Path) -> None:
    words = b"Hello\n\nFrom noon on:\nTime: 18:00\n\nFrom the mill we walk at 18:00 in 2026\nand back.\n\n>From here\n"
    (tmp_path / "in").write_bytes(b"From ann@example.org Sat May  9 10:00:00 2026\n" + mail(1, words))
    (arrival,), _ = take(Mailbox(f"mbox:{tmp_path / 'in'}"))
    assert arrival.raw == mail(1, words.replace(b">From", b"From"))
    assert arrival.received == datetime(2026, 5, 9, 10, tzinfo=UTC)


def test_a_locked_mbox_is_left_for_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    monkeypatch.setattr("intake.mail.mbox.PATIENCE", 2)
    box = an_mbox(tmp_path / "in", [mail(1)])
    with (tmp_path / "in").open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Unreachable, match="locked by another program"):
            take(box)
    assert len(take(box)[0]) == 1


@pytest.mark.parametrize("raw", [b"", b"\n\n\n", b"no mbox at all\n" * 10, b"From ", b"From \nFrom \n\nFrom x\n" * 9])
def test_what_is_no_mbox_gives_nothing_and_does_not_crash(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(raw)
    take(Mailbox(f"mbox:{tmp_path / 'in'}"))


def test_the_time_of_a_file_from_the_future_is_now(tmp_path: Path) -> None:
    box = a_folder(tmp_path, [mail(1)])
    os.utime(tmp_path / "000000.eml", (4_000_000_000, 4_000_000_000))
    (arrival,), _ = take(box)
    assert abs((arrival.received - datetime.now(UTC)).total_seconds()) < 60


@pytest.mark.parametrize("url", ["folder:", "pigeon:/loft", "imap://us@mail.example.org/INBOX", "imaps://host/INBOX"])
def test_an_address_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(WrongAddress, match=r"mailbox\.url"):
        open_mailbox(Mailbox(url, password_env="PATH"))
