"""Connections that are cut, reset, stalled, garbled or lose a byte, anywhere: nothing is lost and nothing doubled."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from intake.campaign import Mailbox
from intake.mail.imap import connection, idling
from intake.mail.mailbox import Arrival, MailProblem, Unreachable, open_mailbox
from tests.parts.dovecot import PASSWORD, Dovecot, dovecot
from tests.parts.fault_proxy import Fault, FaultProxy, Kind, fault_proxy
from tests.parts.growth import calls

_numbers = itertools.count()


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture(autouse=True)
def short_patience(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "READ_SECONDS", 0.3)
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.3)
    monkeypatch.setattr(connection, "GOODBYE_SECONDS", 0.1)
    monkeypatch.setenv("INTAKE_TEST_PASSWORD", PASSWORD)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificates.authority))


@pytest.fixture
def calm(short_patience: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual patience where the server answers, however busy the machine is."""
    monkeypatch.setattr(connection, "READ_SECONDS", 30.0)


@dataclass
class Kept:
    """Stands for the store: messages by their hash, and the cursor, both kept in one step."""

    messages: dict[str, Arrival] = field(default_factory=dict)
    cursor: str = ""
    given: int = 0


def collect(box: Any, kept: Kept) -> None:
    """What `intake.jobs.collect` does."""
    for batch in box.fetch_new(kept.cursor):
        kept.given += len(batch.arrivals)
        kept.messages |= {hashlib.sha256(arrival.raw).hexdigest(): arrival for arrival in batch.arrivals}
        kept.cursor = batch.cursor
        box.file_away(batch)


def mails(number: int, chance: random.Random) -> list[bytes]:
    """Mails of all sizes, with lines that look like the protocol's."""
    return [
        b"From: ann@example.org\r\nSubject: Garden day %d\r\n\r\n" % at
        + b"* 3 FETCH (UID 3 BODY[] {5}\r\n)\r\nA1 OK done\r\n"
        + chance.randbytes(1).hex().encode() * chance.choice([1, 100, 3_000, 40_000])
        + b"\r\n"
        for at in range(number)
    ]


def through_faults(server: Dovecot, scheme: str, kind: Kind, seed: int, count: int = 12) -> tuple[list[bytes], Kept]:
    """Collect `count` mails although three of four connections suffer a fault, until the inbox is empty."""
    chance = random.Random(f"{scheme} {kind} {seed}")
    user = f"user{next(_numbers)}"
    sent = mails(count, chance)
    server.deliver(user, sent)
    length = sum(map(len, sent)) + 3000

    def plan(number: int) -> Fault | None:
        if number % 4 == 3:
            return None
        if chance.random() < 0.25:
            return Fault(kind, int(800 * chance.random() ** 2), "up")
        return Fault(kind, int(length * chance.random() ** 2), "down")

    kept = Kept()
    with fault_proxy(server.tls if scheme == "imaps" else server.plain) as proxy:
        proxy.plan = plan
        with open_mailbox(server.mailbox(user, scheme, proxy.port)) as box:
            for _ in range(4 if kind == "stall" else 8):
                # A person would mend what is refused for good; here a garbled login is refused.
                with contextlib.suppress(MailProblem):
                    collect(box, kept)
                    if chance.random() < 0.3:
                        box.close()
    print(f"{proxy.struck} faults struck")  # shown by -rP, to be summed up over a long run
    with open_mailbox(server.mailbox(user)) as box:
        for _ in range(20):
            # On a machine under load even a good connection may be slower than the short patience of these tests.
            with contextlib.suppress(Unreachable):
                collect(box, kept)
                break
    assert server.folders(user) == {"INBOX": 0, "Processed": count}
    return sent, kept


KINDS: list[tuple[str, Kind]] = [
    *itertools.product(["imap", "imaps", "imap+starttls"], ["cut", "reset"]),
    ("imap", "lose"),
    ("imaps", "garble"),
    ("imaps", "lose"),
]


@pytest.mark.seeds(3)
@pytest.mark.parametrize(("scheme", "kind"), KINDS)
def test_each_mail_is_taken_once_through_connections_that_break_anywhere(
    server: Dovecot, scheme: str, kind: Kind, seed: int
) -> None:
    sent, kept = through_faults(server, scheme, kind, seed)
    assert sorted(arrival.raw for arrival in kept.messages.values()) == sorted(sent)
    assert all(arrival.problem is None for arrival in kept.messages.values())


@pytest.mark.seeds(1)
def test_each_mail_is_taken_once_through_connections_that_stall(server: Dovecot, seed: int) -> None:
    sent, kept = through_faults(server, "imap", "stall", seed, count=6)
    assert sorted(arrival.raw for arrival in kept.messages.values()) == sorted(sent)


@pytest.mark.seeds(4)
def test_a_byte_garbled_on_an_unencrypted_connection_costs_no_mail(server: Dovecot, seed: int) -> None:
    """Without encryption nothing can tell that a byte of a text was changed; but no mail may go missing for it."""
    sent, kept = through_faults(server, "imap", "garble", seed)
    found = [arrival.raw for arrival in kept.messages.values()]
    for raw in sent:
        assert any(len(raw) == len(one) and sum(map(int.__ne__, raw, one)) <= 1 for one in found)


# A short conversation, from its first byte to its last.


@pytest.mark.parametrize("kind", ["cut", "lose", "garble"])
def test_no_byte_of_the_conversation_is_one_at_which_a_mail_gets_lost(server: Dovecot, kind: Kind) -> None:
    sent = [b"Subject: %d\r\n\r\nHello\r\n" % number for number in range(3)]
    step = 61 if kind == "cut" else 101
    with fault_proxy(server.plain) as proxy:
        for at in range(3, 2600, step):
            user = f"user{next(_numbers)}"
            server.deliver(user, sent)
            first = proxy.connections
            proxy.plan = lambda number, at=at, first=first: Fault(kind, at) if number == first else None
            kept = Kept()
            for _ in range(2):
                with open_mailbox(server.mailbox(user, "imap", proxy.port)) as box, contextlib.suppress(MailProblem):
                    collect(box, kept)
            found = sorted(arrival.raw for arrival in kept.messages.values())
            if kind == "garble":
                assert all(any(sum(map(int.__ne__, raw, one)) <= 1 for one in found) for raw in sent), at
            else:
                assert found == sent, at
            assert server.folders(user)["INBOX"] == 0, at


# Large mails, waiting, coming back.


def test_a_large_mail_arrives_although_no_connection_lives_long_enough_for_the_whole(server: Dovecot) -> None:
    user = f"user{next(_numbers)}"
    large = b"Subject: large\r\n\r\n" + b"A line of a large mail.\r\n" * 240_000
    server.deliver(user, [large, b"Subject: small\r\n\r\nHello\r\n"])
    kept = Kept()
    with fault_proxy(server.plain) as proxy, open_mailbox(server.mailbox(user, "imap", proxy.port)) as box:
        proxy.plan = lambda number: Fault("cut", 2_500_000)
        for _ in range(4):
            with contextlib.suppress(Unreachable):
                collect(box, kept)
    assert {arrival.raw for arrival in kept.messages.values()} == {large, b"Subject: small\r\n\r\nHello\r\n"}


def test_a_mail_at_which_the_connection_always_breaks_holds_up_no_other(server: Dovecot) -> None:
    user = f"user{next(_numbers)}"
    evil = b"Subject: evil\r\n\r\nhere the connection breaks\r\n"
    good = [b"Subject: %d\r\n\r\nHello\r\n" % number for number in range(20)]
    server.deliver(user, [*good[:10], evil, *good[10:]])
    kept = Kept()
    with fault_proxy(server.plain) as proxy:
        proxy.forbidden = b"here the connection breaks"
        with open_mailbox(server.mailbox(user, "imap", proxy.port)) as box, pytest.raises(Unreachable):
            collect(box, kept)
    assert sorted(arrival.raw for arrival in kept.messages.values()) == sorted(good)
    with open_mailbox(server.mailbox(user)) as box:
        collect(box, kept)
    assert sorted(arrival.raw for arrival in kept.messages.values()) == sorted([*good, evil])
    assert kept.given == 21


def through_rewriting(server: Dovecot, before: bytes, after: bytes, times: int) -> list[Arrival]:
    """Collect three mails from a server that now and then writes `after` where it should write `before`."""
    user = f"user{next(_numbers)}"
    server.deliver(user, [b"Subject: %d\r\n\r\nHello\r\n" % number for number in range(3)])
    kept, left = Kept(), times

    def rewrite(data: bytes) -> bytes:
        nonlocal left
        here = min(data.count(before), left)
        left -= here
        return data.replace(before, after, here)

    with fault_proxy(server.plain) as proxy:
        proxy.rewrite = rewrite
        with open_mailbox(server.mailbox(user, "imap", proxy.port)) as box:
            collect(box, kept)
    assert left < times
    assert kept.given == 3
    assert server.folders(user) == {"INBOX": 0, "Processed": 3}
    return sorted(kept.messages.values(), key=lambda arrival: arrival.raw)


@pytest.mark.parametrize("times", [1, 2, 4])
@pytest.mark.usefixtures("calm")
def test_a_mail_that_comes_without_its_text_is_asked_for_again(server: Dovecot, times: int) -> None:
    arrivals = through_rewriting(server, b"BODY[] {", b"BODZ[] {", times)
    assert [(one.raw, one.problem) for one in arrivals] == [
        (b"Subject: %d\r\n\r\nHello\r\n" % number, None) for number in range(3)
    ]


@pytest.mark.usefixtures("calm")
def test_a_mail_whose_text_the_server_never_gives_is_held_with_its_headers(server: Dovecot) -> None:
    arrivals = through_rewriting(server, b"BODY[] {", b"BODZ[] {", 10_000)
    assert [one.raw for one in arrivals] == [b"Subject: %d\r\n\r\n" % number for number in range(3)]
    assert {one.problem for one in arrivals} == {"the mail server did not give the text of the message"}


@pytest.mark.parametrize("times", [1, 10_000])
@pytest.mark.usefixtures("calm")
def test_a_size_that_does_not_fit_is_asked_again_and_a_server_that_counts_wrongly_is_believed_the_second_time(
    server: Dovecot, times: int
) -> None:
    arrivals = through_rewriting(server, b"RFC822.SIZE 2", b"RFC822.SIZE 9", times)
    assert [(one.raw, one.problem) for one in arrivals] == [
        (b"Subject: %d\r\n\r\nHello\r\n" % number, None) for number in range(3)
    ]


POLL = 60


def watched_until_a_mail_is_kept(box: Any) -> float:
    """Watch and collect, as the worker does; how many seconds that took."""
    kept, began = Kept(), time.monotonic()
    while not kept.messages:
        with contextlib.suppress(Unreachable):
            collect(box, kept)
            if not kept.messages:
                box.watch(threading.Event())
    return time.monotonic() - began


@pytest.fixture
def idling_box(server: Dovecot, calm: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[FaultProxy, Any, str]]:
    """A mailbox that notices what happens to its connection within a poll, or not before the next."""
    monkeypatch.setattr(idling, "PROBE_SECONDS", 2 * POLL)
    user = f"user{next(_numbers)}"
    with fault_proxy(server.plain) as proxy:
        mailbox: Mailbox = server.mailbox(user, "imap", proxy.port, poll=POLL)
        with open_mailbox(mailbox) as box:
            collect(box, Kept())
            yield proxy, box, user


def test_a_connection_cut_while_idle_is_made_anew_long_before_the_next_poll(
    server: Dovecot, idling_box: tuple[FaultProxy, Any, str]
) -> None:
    proxy, box, user = idling_box

    def cut_and_deliver() -> None:
        proxy.cut()
        server.deliver(user, [b"Subject: after the cut\r\n\r\nHello\r\n"])

    threading.Timer(0.5, cut_and_deliver).start()
    assert watched_until_a_mail_is_kept(box) < POLL / 2


def test_a_connection_that_stalls_while_idle_is_noticed_by_asking(
    server: Dovecot, idling_box: tuple[FaultProxy, Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idling, "PROBE_SECONDS", 1.0)
    monkeypatch.setattr(idling, "PROBE_ANSWER_SECONDS", 0.5)
    proxy, box, user = idling_box

    def stall_and_deliver() -> None:
        proxy.stall()
        server.deliver(user, [b"Subject: after the stall\r\n\r\nHello\r\n"])

    threading.Timer(0.5, stall_and_deliver).start()
    assert watched_until_a_mail_is_kept(box) < POLL / 2


def test_a_server_that_hangs_up_while_idle_does_not_make_us_spin(
    server: Dovecot, idling_box: tuple[FaultProxy, Any, str]
) -> None:
    proxy, box, _ = idling_box

    def watch() -> None:
        with pytest.raises(Unreachable, match="the connection was cut"):
            box.watch(threading.Event())

    threading.Timer(0.2, proxy.cut).start()
    assert calls(watch) < 10_000, "spinning makes a hundred thousand a second"


def test_no_time_limit_is_missing() -> None:
    assert 0 < connection.CONNECT_SECONDS <= 30
    assert 0 < connection.READ_SECONDS <= 30
    assert idling.PROBE_SECONDS + idling.PROBE_ANSWER_SECONDS + 2 < 35  # until a stalled connection is noticed
