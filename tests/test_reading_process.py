"""The reader in its child process: it reads like reading itself, and nothing a mail or a dying child does stops it."""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake import reading_process
from intake.deciding.decision import Ignore
from intake.deciding.screened import screened
from intake.reading.message import Unreadable, read
from intake.reading.proposal import Context
from intake.reading_process import Asked, Exceeded, Reader

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
CONTEXT = Context(now=NOW)
MAIL = (
    b"From: Ann <ann@example.org>\nSubject: Garden day\nDate: Sun, 1 Mar 2026 10:00:00 +0000\n\n"
    b"Come to the garden day on Friday 6 March at 3 pm in Leipzig, Germany.\nhttps://garden.example/day\n"
)
SLOW = b"Subject: x\n\n" + b"".join(b"%d.%d. at %d:00, " % (n % 28 + 1, n % 12 + 1, n % 24) for n in range(800_000))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as shared:
        yield shared


def child_of(reader: Reader) -> int:
    assert reader.pid is not None
    return reader.pid


def test_a_mail_is_read_in_the_child_as_it_is_read_here(reader: Reader) -> None:
    message, reading = reader.read(MAIL, CONTEXT)
    assert message == read(MAIL)
    assert reading.kind == "submission"
    assert reading.proposals[0].when().date == dt.date(2026, 3, 6)


def test_days_are_read_against_the_mails_own_date_not_todays(reader: Reader) -> None:
    _, reading = reader.read(MAIL.replace(b"2026", b"2020"), CONTEXT)
    assert reading.proposals[0].when().date == dt.date(2020, 3, 6)


def test_a_mail_dated_after_it_came_is_read_against_the_day_it_came(reader: Reader) -> None:
    forward = MAIL.replace(b"1 Mar 2026", b"1 Mar 2031")
    raw = b"Received: from a by b; Sun, 1 Mar 2026 10:00:05 +0000\n" + forward
    _, reading = reader.read(raw, CONTEXT)
    assert reading.proposals[0].when().date == dt.date(2026, 3, 6)


def test_answers_for_somebody_who_went_away_are_not_given_to_the_next(reader: Reader) -> None:
    raws = [MAIL.replace(b"Garden day\n", b"Garden day %d\n" % number) for number in range(30)]
    abandoned = reader.read_all(Asked(raw, CONTEXT) for raw in raws)
    next(abandoned)
    message, _ = reader.read(MAIL, CONTEXT)
    assert message == read(MAIL)


def test_many_mails_come_out_in_their_order_and_the_unreadable_among_them_as_such(reader: Reader) -> None:
    raws = [MAIL.replace(b"Garden day\n", b"Garden day %d\n" % number) for number in range(60)]
    raws[17] = b"Subject: " + b"a" * 130_000 + b"\n\nx"
    results = list(reader.read_all(Asked(raw, CONTEXT) for raw in raws))
    assert len(results) == 60
    for number, result in enumerate(results):
        if number == 17:
            assert isinstance(result, Unreadable)
            assert "128,000" in str(result)
        else:
            assert not isinstance(result, Unreadable)
            assert result[0].subject == f"Garden day {number}"


def test_a_mail_that_is_screened_brings_what_deciding_needs_and_leaves_its_files_behind(reader: Reader) -> None:
    page = b"--b\nContent-Type: text/html\n\n<p>Come</p>\n--b\nContent-Type: image/png\n\nx\n--b--\n"
    raw = MAIL.replace(b"\n\n", b'\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\n', 1) + page
    away = b"Auto-Submitted: auto-replied\n" + MAIL
    told, aside, unscreened = reader.read_all(
        [Asked(raw, CONTEXT, max_size=10_000), Asked(away, CONTEXT, max_size=10_000), Asked(raw, CONTEXT)]
    )
    assert not isinstance(told, Unreadable)
    assert not isinstance(aside, Unreadable)
    assert not isinstance(unscreened, Unreadable)
    assert told.words == screened(read(raw))
    assert told.reading == unscreened.reading
    assert (told.message.html, told.message.parts) == (None, ())
    assert unscreened.words is None
    assert unscreened.message == read(raw)
    assert aside.words is not None
    assert aside.words.aside == Ignore("it is an automatic reply")
    assert not aside.reading.proposals


def test_a_mail_over_a_limit_says_why(reader: Reader) -> None:
    with pytest.raises(Unreadable, match="25,000,000"):
        reader.read(b"Subject: x\n\n" + b"a" * 25_000_001, CONTEXT)
    assert reader.read(MAIL, CONTEXT)


def test_the_same_child_reads_one_mail_after_another(reader: Reader) -> None:
    reader.read(MAIL, CONTEXT)
    before = child_of(reader)
    reader.read(MAIL, CONTEXT)
    assert child_of(reader) == before


def test_a_child_that_was_killed_is_replaced_and_the_mail_read_all_the_same(reader: Reader) -> None:
    reader.read(MAIL, CONTEXT)
    os.kill(child_of(reader), signal.SIGKILL)
    os.waitid(os.P_PID, child_of(reader), os.WEXITED | os.WNOWAIT)
    assert reader.read(MAIL, CONTEXT)[0].subject == "Garden day"


def test_a_mail_that_takes_too_long_is_unreadable_and_the_next_is_read() -> None:
    with Reader(seconds=0.05) as hasty:
        hasty.start()
        results = list(hasty.read_all([Asked(SLOW[:24_000_000], CONTEXT), Asked(MAIL, CONTEXT)]))
        assert isinstance(results[0], Unreadable)
        assert "0.05 seconds" in str(results[0])
    with Reader() as patient:
        assert patient.read(MAIL, CONTEXT)


def test_a_mail_that_gets_a_share_of_the_time_goes_no_further() -> None:
    slow = b"Subject: x\n\n" + SLOW[12:120_000]
    with Reader(seconds=40) as own:
        own.start()
        outcome, after = own.read_all([Asked(slow, CONTEXT, 0.005), Asked(MAIL, CONTEXT)])
        assert isinstance(outcome, Exceeded)
        assert "0.2 seconds" in str(outcome)
        assert not isinstance(after, Unreadable)


def test_a_mail_that_takes_too_much_memory_is_unreadable_and_the_next_is_read() -> None:
    with Reader(memory=8_000_000, seconds=20) as small:
        results = list(small.read_all([Asked(SLOW[:24_000_000], CONTEXT), Asked(MAIL, CONTEXT)]))
        assert isinstance(results[0], Unreadable)
        assert not isinstance(results[1], Unreadable)


def test_a_mail_of_25_megabytes_is_read_and_leaves_the_child_small() -> None:
    raw = (
        b"From: a@example.org\nSubject: Poster\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\n\nSee the poster.\n--b\n"
        b"Content-Type: image/png; name=poster.png\nContent-Transfer-Encoding: base64\n\n"
        + (b"iVBORw0KGgoAAAANSUhEUgAAA" * 3 + b"A\n") * 323_000
        + b"\n--b--\n"
    )
    with Reader() as own:
        message, _ = own.read(raw, CONTEXT)
        assert message.text.strip() == "See the poster."
        assert [part.filename for part in message.parts] == ["poster.png"]
        highest = next(
            int(line.split()[1]) // 1000
            for line in Path(f"/proc/{child_of(own)}/status").read_text().splitlines()
            if line.startswith("VmHWM")
        )
        assert highest < 300


def test_a_child_whose_parent_is_gone_ends() -> None:
    own = Reader(seconds=0.1)
    own.start()
    own.read(MAIL, CONTEXT)
    child = child_of(own)
    own._child._process.kill = lambda: None  # type: ignore[union-attr, method-assign]
    own.close()
    assert not Path(f"/proc/{child}").exists()


def test_closing_ends_the_child_and_reading_again_starts_another() -> None:
    own = Reader()
    own.read(MAIL, CONTEXT)
    first = child_of(own)
    own.close()
    assert own.pid is None
    assert not Path(f"/proc/{first}").exists()
    own.read(MAIL, CONTEXT)
    assert child_of(own) != first
    own.close()


def test_an_error_of_the_reader_names_its_place_and_no_word_of_the_mail(reader: Reader) -> None:
    undated = MAIL.replace(b"Date: Sun, 1 Mar 2026 10:00:00 +0000\n", b"")
    with pytest.raises(Unreadable) as caught:
        reader.read(undated, Context(now="no time"))  # type: ignore[arg-type]
    assert "garden" not in str(caught.value).lower()
    assert ".py:" in str(caught.value)


def test_a_reader_that_cannot_load_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.path", [])
    with Reader() as own, pytest.raises(OSError, match="does not start"):
        own.read(MAIL, CONTEXT)


def test_a_message_is_given_its_time_although_the_machine_is_busy_with_others() -> None:
    with Reader(seconds=0.5) as own:
        own.start()
        own.read(MAIL, CONTEXT)
        os.kill(child_of(own), signal.SIGSTOP)  # as a child that gets no processor
        timer = threading.Timer(1.0, os.kill, (child_of(own), signal.SIGCONT))
        timer.start()
        assert own.read(MAIL, CONTEXT)[0].subject == "Garden day"
        timer.join()


def test_a_message_that_takes_too_long_is_given_up_by_its_child_which_reads_the_next() -> None:
    slow = b"Subject: x\n\n" + SLOW[12:90_000]
    with Reader(seconds=0.2) as own:
        own.read(MAIL, CONTEXT)
        before = child_of(own)
        outcome, after = own.read_all([Asked(slow, CONTEXT), Asked(MAIL, CONTEXT)])
        assert isinstance(outcome, Exceeded)
        assert "0.2 seconds" in str(outcome)
        assert not isinstance(after, Unreadable)
        assert child_of(own) == before
        assert own._next is None


def test_the_next_child_is_ready_when_a_message_is_not_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    prepare = Reader._prepare

    def noted(reader: Reader) -> None:
        prepare(reader)
        assert reader._next is not None
        started.append(reader._next.pid)

    monkeypatch.setattr(Reader, "_prepare", noted)
    monkeypatch.setattr(reading_process, "_PATIENCE", 1_000)  # a busy machine may give the child little of its time
    slow = b"Subject: x\n\n" + SLOW[12:90_000]
    with Reader(seconds=0.2) as own:
        # A child takes over what is blocked, and then is as one within a library's long call.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPROF])
        try:
            own.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGPROF])
        outcomes = own.read_all([Asked(slow, CONTEXT), Asked(MAIL, CONTEXT)])
        assert isinstance(next(outcomes), Exceeded)
        assert not isinstance(next(outcomes), Unreadable)
        assert started == [child_of(own)]
        own.read(MAIL, CONTEXT)
        assert own._next is None


def test_a_child_that_has_grown_is_relieved_when_the_next_has_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    grown = reading_process._START.replace("from intake.reading_child import serve", "from intake import reading_child")
    monkeypatch.setattr(
        reading_process, "_START", grown.replace("serve(", "reading_child._FULL = 1; reading_child.serve(")
    )
    with Reader() as own:
        own.read(MAIL, CONTEXT)
        first, until = child_of(own), time.monotonic() + 30
        read_by = []

        def asked() -> Iterator[Asked]:
            while not read_by or (read_by[-1] == first and time.monotonic() < until):
                yield Asked(MAIL, CONTEXT)

        for outcome in own.read_all(asked()):
            assert not isinstance(outcome, Unreadable)
            assert outcome.message.subject == "Garden day"
            read_by.append(child_of(own))
        assert len(read_by) > 1
        assert read_by[0] == first != read_by[-1]
        assert not Path(f"/proc/{first}").exists()
