"""The IMAP inbox against a real Dovecot."""

from __future__ import annotations

import gc
import itertools
import os
import re
import resource
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies

from intake.campaign import Mailbox
from intake.mail import arrivals
from intake.mail.cursor import Cursor, ranges, text_of
from intake.mail.imap import idling, inbox
from intake.mail.imap.filing import LONGEST_SET, portions
from intake.mail.imap.inbox import ImapMailbox
from intake.mail.mailbox import Arrival, NotFiled, Refused, Unreachable, open_mailbox
from intake.mail.password import Password
from tests.parts.dovecot import PASSWORD, Dovecot, dovecot, free_port
from tests.parts.fault_proxy import fault_proxy
from tests.parts.growth import calls

_numbers = itertools.count()
_BODIES = re.compile(rb"UID FETCH (\S+) \(BODY")


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("INTAKE_TEST_PASSWORD", PASSWORD)
    return f"user{next(_numbers)}"


def mail(number: int, words: bytes = b"Come to the garden.\r\n") -> bytes:
    return b"From: ann@example.org\r\nSubject: Garden day %d\r\n\r\n" % number + words


def opened(box: Mailbox) -> ImapMailbox:
    found = open_mailbox(box)
    assert isinstance(found, ImapMailbox)
    return found


def collect(box: ImapMailbox, cursor: str = "") -> tuple[list[Arrival], str]:
    """Everything new, each batch filed away as the collecting job does."""
    arrivals: list[Arrival] = []
    for batch in box.fetch_new(cursor):
        arrivals += batch.arrivals
        cursor = batch.cursor
        box.file_away(batch)
    return arrivals, cursor


# Taking


def test_mails_are_taken_byte_for_byte_in_order_and_filed_without_being_marked_as_read(
    server: Dovecot, user: str
) -> None:
    mails = [mail(number, b"\x00\xff 8 bit \xe9\r\n.\r\n)\r\n* 1 EXISTS\r\n" * number) for number in range(30)]
    mails = [raw.replace(b"\x00", b"") for raw in mails]
    server.deliver(user, mails)
    with opened(server.mailbox(user)) as box:
        arrivals, cursor = collect(box)
        assert [arrival.raw for arrival in arrivals] == mails
        assert all(arrival.problem is None and arrival.received.tzinfo is UTC for arrival in arrivals)
        assert collect(box, cursor) == ([], cursor)
    assert server.folders(user) == {"INBOX": 0, "Processed": 30}
    assert server.flags(user, "Processed") == [()] * 30
    assert server.messages(user, "Processed") == mails


def test_a_later_session_takes_only_what_came_since(server: Dovecot, user: str) -> None:
    server.deliver(user, [mail(1), mail(2)])
    with opened(server.mailbox(user)) as box:
        _, cursor = collect(box)
    server.deliver(user, [mail(3)])
    with opened(server.mailbox(user)) as box:
        arrivals, cursor = collect(box, cursor)
        assert [arrival.raw for arrival in arrivals] == [mail(3)]
        server.deliver(user, [mail(4)])
        arrivals, cursor = collect(box, cursor)
        assert [arrival.raw for arrival in arrivals] == [mail(4)]


def test_what_was_kept_but_not_filed_before_a_crash_is_filed_without_being_taken_again(
    server: Dovecot, user: str
) -> None:
    server.deliver(user, [mail(number) for number in range(5)])
    with opened(server.mailbox(user)) as box:
        (batch,) = box.fetch_new(None)
    server.deliver(user, [mail(5)])
    with opened(server.mailbox(user)) as box:
        arrivals, _ = collect(box, batch.cursor)
    assert [arrival.raw for arrival in arrivals] == [mail(5)]
    assert server.folders(user) == {"INBOX": 0, "Processed": 6}


def test_what_was_read_but_not_kept_before_a_crash_is_taken_again(server: Dovecot, user: str) -> None:
    server.deliver(user, [mail(number) for number in range(5)])
    with opened(server.mailbox(user)) as box:
        next(box.fetch_new(None))
    with opened(server.mailbox(user)) as box:
        assert len(collect(box)[0]) == 5


def test_a_mail_below_the_cursor_that_was_never_kept_is_taken(server: Dovecot, user: str) -> None:
    server.deliver(user, [mail(number) for number in range(1, 6)])
    with opened(server.mailbox(user)) as box:
        (batch,) = box.fetch_new(None)
        validity = batch.cursor.split(":")[0]
    with opened(server.mailbox(user)) as box:
        arrivals, _ = collect(box, f"{validity}:5:1-2,4-5")
    assert [arrival.raw for arrival in arrivals] == [mail(3)]
    assert server.folders(user)["Processed"] == 5


def test_another_uidvalidity_means_reading_again(server: Dovecot, user: str) -> None:
    server.deliver(user, [mail(1), mail(2), mail(3)])
    with opened(server.mailbox(user, processed="")) as box:
        _, cursor = collect(box)
        server.change_uidvalidity(user, 77)
        arrivals, cursor = collect(box, cursor)
        assert [arrival.raw for arrival in arrivals] == [mail(1), mail(2), mail(3)]
        assert cursor == "77:3:1-3"


def test_a_batch_from_before_the_uidvalidity_changed_moves_no_other_mail(server: Dovecot, user: str) -> None:
    server.deliver(user, [mail(1), mail(2)])
    with opened(server.mailbox(user)) as box:
        (batch,) = box.fetch_new(None)
    server.change_uidvalidity(user, 78)
    with opened(server.mailbox(user)) as box:
        box.file_away(batch)
    assert server.folders(user)["INBOX"] == 2


def test_a_mail_that_somebody_removes_meanwhile_stops_nothing(server: Dovecot, user: str) -> None:
    server.deliver(user, [mail(number, b"x" * 60_000) for number in range(400)])
    with opened(server.mailbox(user)) as box:
        batches = box.fetch_new(None)
        taken = list(next(batches).arrivals)
        with server.client(user, "INBOX") as other:
            other.delete_messages([300, 301])
            other.uid_expunge([300, 301])
        for batch in batches:
            taken += batch.arrivals
    assert [arrival.raw[:60] for arrival in taken] == [
        mail(number, b"x" * 60_000)[:60] for number in range(400) if number not in (299, 300)
    ]


def test_an_inbox_of_thousands_comes_in_batches_and_mails_that_arrive_meanwhile_come_too(
    server: Dovecot, user: str
) -> None:
    server.deliver(user, [mail(number) for number in range(2500)])
    with opened(server.mailbox(user)) as box:
        cursor, subjects, largest = "", [], 0
        for batch in box.fetch_new(None):
            if not subjects:
                server.deliver(user, [mail(2500)])
            largest = max(largest, len(batch.arrivals))
            subjects += [arrival.raw for arrival in batch.arrivals]
            cursor = batch.cursor
            box.file_away(batch)
        subjects += [arrival.raw for arrival in collect(box, cursor)[0]]
    assert subjects == [mail(number) for number in range(2501)]
    assert largest <= 250
    assert server.folders(user) == {"INBOX": 0, "Processed": 2501}


def test_sparse_uids_cost_no_more_than_dense_ones(server: Dovecot, user: str) -> None:
    server.deliver(user, [mail(1)])
    with opened(server.mailbox(user)) as box:
        _, cursor = collect(box)
    uidlist = server.maildir(user) / "dovecot-uidlist"
    uidlist.write_text(re.sub(r" N\d+ ", " N4000000000 ", uidlist.read_text(), count=1))
    for name in ("dovecot.index", "dovecot.index.log", "dovecot.index.cache"):
        (server.maildir(user) / name).unlink(missing_ok=True)
    server.deliver(user, [mail(2), mail(3)])
    with opened(server.mailbox(user)) as box:
        began = time.process_time()
        arrivals, cursor = collect(box, cursor)
        assert time.process_time() - began < 30, "who goes through all numbers between needs minutes"
    assert [arrival.raw for arrival in arrivals] == [mail(2), mail(3)]
    assert cursor.split(":")[1] == "4000000001"


def test_a_large_mail_comes_in_pieces_and_one_over_the_limit_with_its_headers(server: Dovecot, user: str) -> None:
    large = mail(1, b"A line of a large mail.\r\n" * 120_000)
    oversized = mail(2, b"A line of a large mail.\r\n" * 160_001)
    server.deliver(user, [large, oversized, mail(3)])
    with opened(server.mailbox(user, max_size=4_000_000)) as box:
        (first, second, third), _ = collect(box)
    assert (first.raw == large, first.problem) == (True, None)
    assert second.raw == mail(2, b"")
    assert second.size == len(oversized)
    assert second.problem == "the message is 4.0 MB large, more than the 4 MB of mailbox.max_size"
    assert (third.raw, third.problem) == (mail(3), None)
    assert server.folders(user) == {"INBOX": 0, "Processed": 3}


def test_a_small_limit_holds_what_is_larger(server: Dovecot, user: str) -> None:
    server.deliver(user, [mail(1, b"x" * 3000), mail(2)])
    with opened(server.mailbox(user, max_size=1000)) as box:
        (first, second), _ = collect(box)
    assert first.raw == mail(1, b"")
    assert first.problem is not None
    assert second.problem is None


def test_the_time_of_arrival_is_the_server_s_unless_its_clock_is_ahead(server: Dovecot, user: str) -> None:
    with server.client(user) as client:
        client.append("INBOX", mail(1), msg_time=datetime(2026, 5, 9, 10, 30, tzinfo=UTC))
        client.append("INBOX", mail(2), msg_time=datetime(2099, 1, 1, tzinfo=UTC))
    with opened(server.mailbox(user)) as box:
        (first, second), _ = collect(box)
    assert first.received == datetime(2026, 5, 9, 10, 30, tzinfo=UTC)
    assert abs((second.received - datetime.now(UTC)).total_seconds()) < 60


@pytest.mark.parametrize(
    "said", [" 9-May-2026 08:00:00 -0230", "9-May-2026 10:30:00 +0000", "09-MAY-2026 12:30:00 +0200"]
)
def test_the_time_of_arrival_is_read_however_the_server_writes_it(server: Dovecot, user: str, said: str) -> None:
    with server.client(user) as client:
        client.append("INBOX", mail(1), msg_time=datetime(2025, 1, 1, tzinfo=UTC))
    with fault_proxy(server.plain) as proxy:
        proxy.rewrite = lambda data: re.sub(rb'INTERNALDATE "[^"]+"', b'INTERNALDATE "%s"' % said.encode(), data)
        with opened(server.mailbox(user, port=proxy.port)) as box:
            ((arrival,), _) = collect(box)
    assert arrival.received == datetime(2026, 5, 9, 10, 30, tzinfo=UTC)


def test_memory_stays_below_300_mb_for_a_mail_of_25_mb(server: Dovecot, user: str) -> None:
    server.deliver(user, [mail(1, b"A line of a large mail.\r\n" * 970_000)])
    pid = os.fork()
    if pid == 0:  # a process of its own, so that its peak is its own
        gc.collect()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with opened(server.mailbox(user)) as box:
            (batch,) = box.fetch_new(None)
            whole = len(batch.arrivals[0].raw) > 24_000_000
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        os._exit(0 if whole and grown < 150_000 else 1)
    assert os.waitpid(pid, 0)[1] == 0


# Filing


@pytest.mark.parametrize("name", ["Processed", "Gelesen und abgelegt", "Обработано", "År & så", "a/b c/d"])
def test_the_processed_folder_may_have_any_name(server: Dovecot, user: str, name: str) -> None:
    server.deliver(user, [mail(1)])
    with opened(server.mailbox(user, processed=name)) as box:
        collect(box)
        assert f"files into {name};" in box.check()
    assert server.folders(user)[name] == 1


@pytest.mark.parametrize(
    ("prefix", "separator", "asked", "made"),
    [
        ("INBOX.", ".", "Processed", "INBOX.Processed"),
        ("INBOX.", ".", "INBOX.Processed", "INBOX.Processed"),
        ("INBOX/", "/", "Done/mails", "INBOX/Done/mails"),
        ("", ".", "Done/mails", "Done.mails"),
    ],
)
def test_the_processed_folder_follows_the_server_s_namespace(
    user: str, prefix: str, separator: str, asked: str, made: str
) -> None:
    with dovecot(prefix, separator) as server:
        server.deliver(user, [mail(1)])
        with opened(server.mailbox(user, processed=asked)) as box:
            collect(box)
        server.deliver(user, [mail(2)])
        with opened(server.mailbox(user, processed=asked)) as box:
            collect(box)
        assert server.folders(user) == {"INBOX": 0, made: 2}


@pytest.mark.parametrize("capabilities", ["-MOVE", "-MOVE -UIDPLUS"])
def test_without_move_mails_are_copied_and_nobody_else_s_deleted_mail_is_expunged(user: str, capabilities: str) -> None:
    with _limited(capabilities) as server:
        server.deliver(user, [mail(1)])
        with opened(server.mailbox(user)) as box:
            arrivals, cursor = collect(box)
            assert len(arrivals) == 1
            server.deliver(user, [mail(2)], flags=(b"\\Deleted",))
            server.deliver(user, [mail(3)])
            arrivals, cursor = collect(box, cursor)
        assert {mail(3)} <= {arrival.raw for arrival in arrivals}
        with opened(server.mailbox(user)) as box:
            assert collect(box, cursor)[0] == []
        assert mail(1) in server.messages(user, "Processed")
        if "UIDPLUS" in capabilities:
            assert server.flags(user) == [(b"\\Deleted",)] * 3
            assert server.messages(user, "Processed") == [mail(1), mail(3)]


def test_without_move_mails_come_in_batches_too(user: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "BATCH_MESSAGES", 5)
    monkeypatch.setattr(inbox, "BATCH_MESSAGES", 5)
    sent = [mail(number) for number in range(15)]
    asked: list[bytes] = []

    def seen(data: bytes) -> bytes:
        asked.extend(_BODIES.findall(data))
        return data

    with _limited("-MOVE") as server, fault_proxy(server.plain) as proxy:
        server.deliver(user, sent)
        proxy.rewrite = seen
        with opened(server.mailbox(user, port=proxy.port)) as box:
            assert [arrival.raw for arrival in collect(box)[0]] == sent
        assert server.messages(user, "Processed") == sent
    assert asked == [b"1,2,3,4,5", b"6,7,8,9,10", b"11,12,13,14,15"]


def _limited(capabilities: str, quota_megabytes: int = 0):  # type: ignore[no-untyped-def]
    """A Dovecot that does not offer some capabilities."""
    whole = (
        "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE NAMESPACE LITERAL+ UIDPLUS MOVE CHILDREN UNSELECT MULTIAPPEND"
    )
    left = [name for name in whole.split() if f"-{name}" not in capabilities.split()]
    return dovecot(extra=f"imap_capability = {' '.join(left)}", quota_megabytes=quota_megabytes)


def test_a_folder_that_was_removed_meanwhile_is_made_again(server: Dovecot, user: str) -> None:
    server.deliver(user, [mail(1)])
    with opened(server.mailbox(user)) as box:
        _, cursor = collect(box)
        with server.client(user) as other:
            other.delete_folder("Processed")
        server.deliver(user, [mail(2)])
        collect(box, cursor)
    assert server.folders(user) == {"INBOX": 0, "Processed": 1}


def test_a_processed_folder_that_cannot_be_written_is_told_in_one_line_and_the_mails_stay_and_are_not_taken_again(
    user: str,
) -> None:
    with dovecot() as server:
        server.deliver(user, [mail(1)])
        with server.client(user) as client:
            client.create_folder("Processed")
        folder = server.maildir(user) / ".Processed"
        folder.chmod(0o000)
        (folder / "cur").chmod(0o000)
        with opened(server.mailbox(user)) as box:
            (batch,) = box.fetch_new(None)
            with pytest.raises(NotFiled, match="cannot move mails to the folder 'Processed'") as problem:
                box.file_away(batch)
            assert "\n" not in str(problem.value)
            box.file_away(batch)  # rests, and says nothing more for ten minutes
            assert list(box.fetch_new(batch.cursor)) == []
        folder.chmod(0o700)
        (folder / "cur").chmod(0o700)
        with opened(server.mailbox(user)) as box:
            assert collect(box, batch.cursor)[0] == []
        assert server.folders(user) == {"INBOX": 0, "Processed": 1}


def test_a_full_inbox_is_filed_in_few_commands(server: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "BATCH_MESSAGES", 5)
    monkeypatch.setattr(inbox, "BATCH_MESSAGES", 5)
    sent = [mail(number) for number in range(600)]
    server.deliver(user, sent)
    moves = 0

    def counted(data: bytes) -> bytes:
        nonlocal moves
        moves += data.count(b"UID MOVE")
        return data

    with fault_proxy(server.plain) as proxy:
        proxy.rewrite = counted
        with opened(server.mailbox(user, port=proxy.port)) as box:
            assert [arrival.raw for arrival in collect(box)[0]] == sent
    assert server.messages(user, "Processed") == sent
    assert 2 <= moves <= 12


def test_the_first_batch_is_moved_while_the_second_is_kept(
    server: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "BATCH_MESSAGES", 5)
    monkeypatch.setattr(inbox, "BATCH_MESSAGES", 5)
    server.deliver(user, [mail(number) for number in range(10)])
    moves: list[bytes] = []
    asked = threading.Event()

    def seen(data: bytes) -> bytes:
        if found := re.findall(rb"UID MOVE (\S+)", data):
            moves.extend(found)
            asked.set()
        return data

    with fault_proxy(server.plain) as proxy:
        proxy.rewrite = seen
        with opened(server.mailbox(user, port=proxy.port)) as box:
            batches = box.fetch_new("")
            box.file_away(next(batches))
            assert moves == []
            second = next(batches)
            assert asked.wait(60)
            assert moves == [b"1:5"]
            box.file_away(second)
            assert list(batches) == []
    assert moves == [b"1:5", b"6:10"]
    assert server.folders(user) == {"INBOX": 0, "Processed": 10}


def test_the_second_batch_is_asked_for_while_the_first_is_kept_and_again_by_who_stopped_early(
    server: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "BATCH_MESSAGES", 5)
    sent = [mail(number) for number in range(10)]
    server.deliver(user, sent)
    asked: list[bytes] = []
    ahead = threading.Event()

    def seen(data: bytes) -> bytes:
        asked.extend(_BODIES.findall(data))
        if len(asked) == 2:
            ahead.set()
        return data

    with fault_proxy(server.plain) as proxy:
        proxy.rewrite = seen
        with opened(server.mailbox(user, port=proxy.port)) as box:
            batches = box.fetch_new("")
            first = next(batches)
            assert ahead.wait(60)
            batches.close()  # type: ignore[attr-defined]
            assert [arrival.raw for arrival in first.arrivals] == sent[:5]
            assert [arrival.raw for arrival in collect(box)[0]] == sent
    assert asked == [b"1,2,3,4,5", b"6,7,8,9,10"] * 2
    assert server.messages(user, "Processed") == sent


def test_many_batches_are_asked_for_ahead_and_one_that_comes_otherwise_than_announced_mixes_up_none(
    server: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "BATCH_MESSAGES", 5)
    monkeypatch.setattr(inbox, "BATCH_MESSAGES", 5)
    sent = [mail(number, b"x" * 2_000_000 if number == 33 else b"Come\r\n" * number) for number in range(60)]
    server.deliver(user, sent)
    asked: list[bytes] = []
    ahead, missing = threading.Event(), {b"8", b"21"}

    def odd(data: bytes) -> bytes:
        asked.extend(_BODIES.findall(data))
        if len(asked) >= 8:
            ahead.set()

        def without(found: re.Match[bytes]) -> bytes:
            if found[2] not in missing:
                return found[0]
            missing.remove(found[2])
            return found[1] + found[2] + found[3] + b"Z" + found[4]

        # Two mails come without their text at first: they are asked for by themselves, among what was asked ahead.
        return re.sub(rb"(\(UID )(\d+)( [^{}]{0,90}BOD)Y(\[\] \{)", without, data)

    with fault_proxy(server.plain) as proxy:
        proxy.rewrite = odd
        with opened(server.mailbox(user, port=proxy.port, processed="")) as box:
            batches = box.fetch_new("")
            first = next(batches)
            assert ahead.wait(10)
            taken = [*first.arrivals, *(arrival for batch in batches for arrival in batch.arrivals)]
    assert [arrival.raw for arrival in taken] == sent
    assert missing == set()
    assert {uids for uids in asked if b"," not in uids} == {b"8", b"21", b"34"}


@pytest.mark.parametrize("uids", [range(1, 20_001), range(1, 60_000, 3), [7], []])
def test_no_command_names_more_uids_than_a_line_holds(uids: Sequence[int]) -> None:
    found = list(portions(list(uids)))
    assert [uid for some in found for uid in some] == list(uids)
    assert all(len(text_of(ranges(some))) <= LONGEST_SET for some in found)


_UIDS = strategies.sets(strategies.integers(1, 60), max_size=40)


@given(unfiled=_UIDS, taken=_UIDS, filed=_UIDS)
def test_a_cursor_holds_what_is_kept_and_not_filed(unfiled: set[int], taken: set[int], filed: set[int]) -> None:
    before = Cursor(9, max(unfiled, default=0), ranges(unfiled))
    after = before.with_taken(taken, filed)
    assert after.unfiled == ranges((unfiled | taken) - filed)
    assert after.last == max(unfiled | taken, default=0)


def test_a_mail_that_could_not_be_taken_is_never_counted_among_those_that_were() -> None:
    sparse = range(1, 4000, 2)
    left = 1002
    cursor = Cursor(9).with_taken(sparse, left=[left])
    assert len(str(cursor)) < 10_000
    assert all(cursor.knows(uid) for uid in sparse)
    assert not cursor.knows(left)
    assert not Cursor.read(str(cursor)).knows(left)


def test_a_full_mailbox_is_told_in_one_line_and_its_mails_are_filed_once_there_is_room(user: str) -> None:
    sent = [mail(number, b"x" * 300_000) for number in range(6)]
    # Dovecot moves within a quota whatever it is; a copy needs room.
    with _limited("-MOVE", quota_megabytes=2) as server:
        server.deliver(user, sent)
        with opened(server.mailbox(user)) as box:
            (batch,) = box.fetch_new(None)
            with pytest.raises(
                NotFiled, match=r"Quota exceeded.*; mend the folder, its rights or its quota"
            ) as problem:
                box.file_away(batch)
            assert "\n" not in str(problem.value)
            assert list(box.fetch_new(batch.cursor)) == []
        assert server.messages(user) == sent
        with server.client(user, "INBOX") as client:
            client.delete_messages(client.search()[1:])
            client.expunge()
        with opened(server.mailbox(user)) as box:
            assert collect(box, batch.cursor)[0] == []
        assert server.folders(user) == {"INBOX": 0, "Processed": 1}


# Logging in


@pytest.mark.parametrize("scheme", ["imaps", "imap+starttls"])
def test_tls_is_verified(server: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    server.deliver(user, [mail(1)])
    with opened(server.mailbox(user, scheme)) as box:
        with pytest.raises(Refused, match="certificate is not valid"):
            collect(box)
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificates.authority))
        assert len(collect(box)[0]) == 1


@pytest.mark.parametrize("scheme", ["imaps", "imap+starttls"])
def test_a_certificate_for_another_name_is_refused(user: str, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    with dovecot(names="DNS:mail.example.org") as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificates.authority))
        with opened(server.mailbox(user, scheme)) as box, pytest.raises(Refused, match=r"not valid .*mismatch"):
            collect(box)


def test_a_wrong_password_is_refused_without_being_shown(server: Dovecot, user: str) -> None:
    wrong = Password("not-this-one-91")
    box = open_mailbox(server.mailbox(user), wrong)
    with pytest.raises(Refused, match=f"INBOX at 127.0.0.1: login refused for '{user}'") as refused:
        next(iter(box.fetch_new(None)))
    assert "not-this-one-91" not in str(refused.value) + repr(vars(box))
    assert refused.value.__cause__ is None


def test_a_password_may_hold_any_character(user: str) -> None:
    words = 'pässwörd "quoted" \\ %x 日本'
    with dovecot(password=words) as server:
        box = open_mailbox(server.mailbox(user), Password(words))
        assert "0 messages waiting" in box.check()
        box.close()


def test_a_server_that_is_away_is_named(user: str) -> None:
    box = Mailbox(f"imap://{user}@127.0.0.1:{free_port()}/INBOX", password_env="INTAKE_TEST_PASSWORD")
    with pytest.raises(Unreachable, match=r"INBOX at 127\.0\.0\.1: no connection \(Connection refused\)"):
        next(iter(open_mailbox(box).fetch_new(None)))


def test_an_inbox_that_does_not_exist_is_refused(server: Dovecot, user: str) -> None:
    url = server.mailbox(user).url.replace("/INBOX", "/Nowhere")
    with pytest.raises(Refused, match="cannot open the folder 'Nowhere'"):
        open_mailbox(Mailbox(url, password_env="INTAKE_TEST_PASSWORD")).check()


# Waiting


POLL = 60
SOON = POLL / 2
"""Seconds that are enough for any machine, and by which nobody sees who only looks at each poll."""


@pytest.fixture
def unprobed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked while IDLE lasts: what is noticed, the server said by itself."""
    monkeypatch.setattr(idling, "PROBE_SECONDS", 2 * POLL)


@pytest.mark.parametrize("scheme", ["imap", "imaps"])
@pytest.mark.usefixtures("unprobed")
def test_new_mail_is_noticed_long_before_the_next_poll(
    server: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificates.authority))
    with opened(server.mailbox(user, scheme, poll=POLL)) as box:
        _, cursor = collect(box)
        for number in range(3):
            timer = threading.Timer(0.3, server.deliver, (user, [mail(number)]))
            timer.start()
            began = time.monotonic()
            box.watch(threading.Event())
            timer.join()
            assert time.monotonic() - began < SOON
            arrivals, cursor = collect(box, cursor)
            assert [arrival.raw for arrival in arrivals] == [mail(number)]


@pytest.mark.usefixtures("unprobed")
def test_mail_that_came_between_collecting_and_waiting_is_noticed_at_once(server: Dovecot, user: str) -> None:
    with opened(server.mailbox(user, poll=POLL)) as box:
        server.deliver(user, [mail(number) for number in range(10)])
        collect(box)
        server.deliver(user, [mail(11)])
        began = time.monotonic()
        box.watch(threading.Event())
        assert time.monotonic() - began < SOON


@pytest.mark.usefixtures("unprobed")
def test_watching_an_empty_inbox_ends_after_the_poll_time_and_when_it_shall_stop(server: Dovecot, user: str) -> None:
    with opened(server.mailbox(user, poll=1)) as box:
        collect(box)
        began = time.monotonic()
        assert calls(lambda: box.watch(threading.Event())) < 10_000, "spinning makes a hundred thousand a second"
        assert 0.9 < time.monotonic() - began < SOON
    with opened(server.mailbox(user, poll=POLL)) as box:
        collect(box)
        stop = threading.Event()
        threading.Timer(0.3, stop.set).start()
        began = time.monotonic()
        box.watch(stop)
        assert time.monotonic() - began < SOON


def test_without_idle_the_inbox_is_polled(server: Dovecot, user: str) -> None:
    with opened(server.mailbox(user, poll=1, idle=False)) as box:
        _, cursor = collect(box)
        threading.Timer(0.2, server.deliver, (user, [mail(1)])).start()
        box.watch(threading.Event())
        assert len(collect(box, cursor)[0]) == 1


def test_idle_is_renewed_without_missing_mail(server: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idling, "PROBE_SECONDS", 0.05)
    with opened(server.mailbox(user, poll=POLL)) as box:
        _, cursor = collect(box)
        for number in range(5):
            timer = threading.Timer(0.1 + number / 97, server.deliver, (user, [mail(number)]))
            timer.start()
            began = time.monotonic()
            box.watch(threading.Event())
            assert time.monotonic() - began < SOON
            timer.join()
            arrivals, cursor = collect(box, cursor)
            assert len(arrivals) == 1


def test_the_check_says_what_is_there_and_changes_nothing(server: Dovecot, user: str) -> None:
    server.deliver(user, [mail(1)])
    with opened(server.mailbox(user)) as box:
        assert box.check() == (
            "INBOX at 127.0.0.1: 1 message waiting; files into Processed (will be created); "
            "1 folder; the server has IDLE, MOVE, UIDPLUS"
        )
    assert server.folders(user) == {"INBOX": 1}
