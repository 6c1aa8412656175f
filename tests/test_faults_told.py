"""Servers that say what is not so, or say it late: nothing is lost, nothing doubled, and nobody waits for ever."""

from __future__ import annotations

import contextlib
import itertools
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from intake import jobs
from intake.mail.imap import resting
from intake.mail.mailbox import Unreachable, open_mailbox
from tests.parts.campaigns import NOW, campaign_in
from tests.parts.dovecot import PASSWORD, Dovecot, dovecot
from tests.parts.fault_proxy import fault_proxy
from tests.test_faults import Kept, calm, collect, short_patience

__all__ = ["calm", "short_patience"]

_numbers = itertools.count()
SENT = [b"Subject: %d\r\n\r\nHello\r\n" % number for number in range(5)]


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


def told(
    server: Dovecot,
    rewrite: Callable[[bytes], bytes],
    scheme: str = "imap",
    user: str | None = None,
    attempts: int = 4,
) -> list[bytes]:
    """Collect five mails from a server whose words pass through `rewrite`; each is given once, and all are filed."""
    user = user or f"told{next(_numbers)}"
    server.deliver(user, SENT)
    kept = Kept()
    with fault_proxy(server.plain) as proxy:
        proxy.rewrite = rewrite
        for _ in range(attempts):
            with contextlib.suppress(Unreachable), open_mailbox(server.mailbox(user, scheme, proxy.port)) as box:
                collect(box, kept)
                break
        else:
            raise AssertionError("it was never collected to the end")
    assert server.folders(user) == {"INBOX": 0, "Processed": len(SENT)}
    assert all(arrival.problem is None for arrival in kept.messages.values())
    return sorted(arrival.raw for arrival in kept.messages.values())


def once(pattern: bytes, change: Callable[[re.Match[bytes]], bytes], times: int = 1) -> Callable[[bytes], bytes]:
    """Changes the first so many places where the pattern stands in what a server says."""
    left = times

    def rewrite(data: bytes) -> bytes:
        nonlocal left
        data, found = re.subn(pattern, change, data, count=left) if left else (data, 0)
        left -= found
        return data

    return rewrite


@pytest.mark.parametrize("length", [b"0", b"1", b"17", b"4000", b"99999999999", b"-5", b"", b"abc", b"2" * 5000])
@pytest.mark.parametrize("times", [1, 3])
def test_a_text_whose_length_is_told_wrongly_is_taken_whole(server: Dovecot, length: bytes, times: int) -> None:
    assert told(server, once(rb"(BODY\[\] )\{\d+\}", lambda m: m[1] + b"{" + length + b"}", times)) == SENT


@pytest.mark.parametrize("before", [rb"\* 2 FETCH", rb"\* SEARCH", rb"[A-Z]+\d+ OK \[READ-WRITE", rb"\* FLAGS"])
def test_a_server_that_goes_away_in_the_middle_is_asked_again(server: Dovecot, before: bytes) -> None:
    assert told(server, once(before, lambda m: b"* BYE shutting down\r\n" + m[0])) == SENT


@pytest.mark.parametrize(
    "said", [b"* 1 EXPUNGE\r\n", b"* 3 EXISTS\r\n* 0 RECENT\r\n", b"* OK [ALERT] soon\r\n", b"* 9"]
)
def test_what_is_told_unasked_among_the_texts_costs_no_mail(server: Dovecot, said: bytes) -> None:
    assert told(server, once(rb"\* 2 FETCH", lambda m: said + m[0])) == SENT


def test_a_mail_told_twice_in_one_answer_is_taken_once(server: Dovecot) -> None:
    assert told(server, once(rb"(?s)\* 2 FETCH .*?(?=\* 3 FETCH)", lambda m: m[0] + m[0])) == SENT


def test_a_mail_told_twice_in_one_answer_with_two_texts_is_asked_for_again(server: Dovecot) -> None:
    assert told(server, once(rb"(?s)\* 2 FETCH .*?(?=\* 3 FETCH)", lambda m: m[0] + m[0].replace(b"H", b"J"))) == SENT


def test_two_mails_told_under_one_uid_are_both_taken(server: Dovecot) -> None:
    assert told(server, once(rb"(\* 2 FETCH \(UID )\d+", lambda m: m[1] + b"1")) == SENT


@pytest.mark.parametrize("lie", [b"1", b"2", b"4000000000"])
def test_a_server_that_never_knows_its_next_uid_costs_no_mail(server: Dovecot, lie: bytes) -> None:
    user = f"told{next(_numbers)}"
    rewrite = once(rb"\[UIDNEXT \d+\]", lambda m: b"[UIDNEXT " + lie + b"]", 10_000)
    assert told(server, rewrite, user=user) == SENT
    later = [b"Subject: later %d\r\n\r\nHello\r\n" % number for number in range(3)]
    server.deliver(user, later)
    kept = Kept()
    with fault_proxy(server.plain) as proxy:
        proxy.rewrite = rewrite
        with open_mailbox(server.mailbox(user, "imap", proxy.port)) as box:
            for _ in range(3):
                collect(box, kept)
    assert sorted(one.raw for one in kept.messages.values()) == later
    assert kept.given == len(later)


def test_a_mail_that_another_program_expunges_while_it_is_fetched_stops_no_other(server: Dovecot) -> None:
    user = f"told{next(_numbers)}"
    server.deliver(user, SENT)
    done = False

    def expunge(data: bytes) -> bytes:
        nonlocal done
        if not done and b"BODY[] {" in data:
            done = True
            with server.client(user, "INBOX") as other:
                other.delete_messages([2, 4])
                other.expunge()
        return data

    kept = Kept()
    with fault_proxy(server.plain) as proxy:
        proxy.rewrite = expunge
        with open_mailbox(server.mailbox(user, "imap", proxy.port)) as box:
            collect(box, kept)
            collect(box, kept)
    found = sorted(one.raw for one in kept.messages.values())
    assert set(SENT) - {SENT[1], SENT[3]} <= set(found) <= set(SENT)
    assert kept.given == len(found)
    assert server.folders(user) == {"INBOX": 0, "Processed": 3}


def test_where_a_login_is_allowed_only_after_starttls_it_is_made_after_it(server: Dovecot) -> None:
    def forbid(data: bytes) -> bytes:  # what comes encrypted has no such words
        return data.replace(b"AUTH=PLAIN", b"LOGINDISABLED")

    assert told(server, forbid, "imap+starttls") == SENT


@pytest.mark.usefixtures("calm")
def test_a_greeting_that_comes_late_is_waited_for(server: Dovecot) -> None:
    # The patience with a greeting is 0.3 s here (10 s in earnest): 1.2 s stand for 40.
    def slow(data: bytes) -> bytes:
        if data.startswith(b"* OK"):
            time.sleep(1.2)
        return data

    assert told(server, slow, attempts=1) == SENT


@pytest.mark.parametrize("folder", ["Fêtes", 'a "quoted" name', "back\\slash", "Fêtes & more", "名前"])
def test_the_inbox_may_have_any_name(server: Dovecot, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from urllib.parse import quote

    monkeypatch.setenv("INTAKE_TEST_PASSWORD", PASSWORD)
    user = f"told{next(_numbers)}"
    with server.client(user) as client:
        client.create_folder(folder)
    server.deliver(user, SENT, folder)
    mailbox = server.mailbox(user)
    kept = Kept()
    with open_mailbox(replace(mailbox, url=mailbox.url.rpartition("/")[0] + "/" + quote(folder, safe=""))) as box:
        collect(box, kept)
    assert sorted(one.raw for one in kept.messages.values()) == SENT
    assert server.folders(user) == {"INBOX": 0, "Processed": len(SENT), folder: 0}


@pytest.mark.usefixtures("calm")
def test_uids_told_in_several_lines_are_all_taken(server: Dovecot) -> None:
    lines = once(rb"\* SEARCH (\d+) (\d+)", lambda m: b"* SEARCH " + m[1] + b"\r\n* SEARCH " + m[2], 10_000)
    assert told(server, lines, attempts=1) == SENT


@pytest.mark.parametrize("date", [b"", b"32-Foo-0000 99:99:99 +9999", b"00-Jan-0000 00:00:00 +0000"])
@pytest.mark.usefixtures("calm")
def test_a_time_of_arrival_that_is_none_keeps_no_mail_out(server: Dovecot, date: bytes) -> None:
    odd = once(rb'INTERNALDATE "[^"]*"', lambda m: b'INTERNALDATE "' + date + b'"', 10_000)
    assert told(server, odd, attempts=1) == SENT

    def odd_and_without_text(data: bytes) -> bytes:  # such a mail is asked for again by itself
        return missing(odd(data))

    missing = once(rb"BODY\[\] \{", lambda m: b"BODZ[] {", 5)
    assert told(server, odd_and_without_text, attempts=1) == SENT


def test_an_empty_mail_is_taken_as_the_nothing_that_it_is(server: Dovecot) -> None:
    user = f"told{next(_numbers)}"
    server.deliver(user, SENT)
    # A server refuses to append nothing; a delivery that was cut off leaves such a file.
    empty = server.maildir(user) / "new" / "1700000000.M1.meadow"
    empty.touch()
    shutil.chown(empty, "mail", "mail")
    kept = Kept()
    with open_mailbox(server.mailbox(user)) as box:
        collect(box, kept)
    assert sorted(arrival.raw for arrival in kept.messages.values()) == [b"", *SENT]
    assert server.folders(user) == {"INBOX": 0, "Processed": len(SENT) + 1}


def test_where_the_server_says_no_to_idle_it_is_polled_over_one_connection(server: Dovecot) -> None:
    user = f"told{next(_numbers)}"
    kept = Kept()
    with fault_proxy(server.plain) as proxy:
        proxy.rewrite = lambda data: data.replace(b" IDLE\r\n", b" IDLX\r\n")
        with open_mailbox(server.mailbox(user, "imap", proxy.port, poll=1)) as box:
            for _ in range(2):
                collect(box, kept)
                threading.Timer(0.3, server.deliver, (user, SENT[len(kept.messages) :][:1])).start()
                box.watch(threading.Event())
            collect(box, kept)
        assert proxy.connections == 1
    assert sorted(arrival.raw for arrival in kept.messages.values()) == SENT[:2]


def test_mail_that_is_told_just_before_idle_begins_is_noticed_at_once(server: Dovecot) -> None:
    user = f"told{next(_numbers)}"
    arrived = once(rb"\+ idling", lambda m: b"* OK still here\r\n* 1 EXISTS\r\n" + m[0])
    with fault_proxy(server.plain) as proxy, open_mailbox(server.mailbox(user, "imap", proxy.port, poll=60)) as box:
        proxy.rewrite = arrived
        collect(box, Kept())
        began = time.monotonic()
        box.watch(threading.Event())
        assert time.monotonic() - began < 30, "half of the poll"
        assert proxy.connections == 1


def test_a_mail_that_the_server_cannot_give_holds_up_none_and_is_taken_once_it_can(
    server: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resting, "FIRST_SECONDS", 60.0)
    user = f"told{next(_numbers)}"
    campaign = replace(campaign_in(tmp_path), mailbox=server.mailbox(user, poll=30))
    server.deliver(user, SENT[:3])
    spoilt = sorted(path for path in server.maildir(user).glob("*/*") if path.parent.name in ("new", "cur"))[1]
    spoilt.chmod(0)  # Dovecot ends the session of whoever asks for it
    with (
        fault_proxy(server.plain) as proxy,
        open_mailbox(server.mailbox(user, "imap", proxy.port, poll=30)) as box,
        jobs.open_store(campaign) as store,
    ):
        for _ in range(2):
            (problem,) = jobs.collect(store, campaign, NOW, box).problems
            assert "1 mail cannot be fetched" in problem
            assert len(store.messages()) == 2
        assert store.fact(jobs.collecting.LAST_POLL)
        before = proxy.connections
        for number in (3, 4):
            threading.Timer(0.3, server.deliver, (user, SENT[number : number + 1])).start()
            box.watch(threading.Event())
            assert jobs.collect(store, campaign, NOW, box).new == 1
        assert proxy.connections == before, "it is left alone for a while"
        next(server.maildir(user).glob(f"*/{spoilt.name.partition(':')[0]}*")).chmod(0o600)
        monkeypatch.setattr(resting, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + 60))
        began = time.monotonic()
        box.watch(threading.Event())
        assert time.monotonic() - began < 5
        assert jobs.collect(store, campaign, NOW, box).problems == ()
        assert sorted(filter(None, (store.raw(one.id) for one in store.messages()))) == SENT
    assert server.folders(user) == {"INBOX": 0, "Processed": len(SENT)}


def test_a_mail_that_cannot_be_fetched_rests_longer_each_time() -> None:
    found = resting.Resting()
    for seconds in (2, 4, 8):
        found.add(7, [3])
        assert found.rests(7, 3)
        assert seconds - 1 < found.due() <= seconds
    assert not found.rests(8, 3)
    assert found.uids() == [3]
    found.remove(7, [3])
    assert found.due() == float("inf")
