"""What is read from raw bytes: tests/messages_raw/<case>/mail.eml beside expected.toml, and the limits."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from contextlib import suppress
from email.parser import BytesParser
from email.policy import compat32
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mailparser.utils import get_addresses

from intake.reading import mime
from intake.reading.message import Limits, Message, Unreadable, plain_mailbox, read
from tests.parts.growth import STEEP, growth

CASES = Path(__file__).parent / "messages_raw"
ALL = sorted(case for case in CASES.iterdir() if case.is_dir())
SEEN = {
    "sender": lambda message: message.sender,
    "name": lambda message: message.sender_name,
    "reply_to": lambda message: message.reply_to,
    "to": lambda message: list(message.to),
    "subject": lambda message: message.subject,
    "text": lambda message: message.text.strip("\n"),
    "sent": lambda message: message.sent.isoformat(),
    "received": lambda message: message.received.isoformat(),
    "message_id": lambda message: message.message_id,
    "thread": lambda message: list(message.thread),
    "parts": lambda message: [part.filename for part in message.parts],
    "attached": lambda message: len(message.attached),
    "links": lambda message: [[link.url, link.text] for link in message.links],
    "authenticated": lambda message: [list(verdict) for verdict in message.authenticated],
    "envelope": lambda message: message.envelope_sender,
}


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_mail_is_read_as_expected(case: Path) -> None:
    expected = tomllib.loads((case / "expected.toml").read_text(encoding="utf-8"))
    message = read((case / "mail.eml").read_bytes())
    if "text_has" in expected:
        assert expected.pop("text_has") in message.text
    assert expected.keys() <= SEEN.keys()
    assert {key: SEEN[key](message) for key in expected} == expected


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_every_link_stands_where_it_says(case: Path) -> None:
    message = read((case / "mail.eml").read_bytes())
    for link in message.links:
        assert message.text[link.start : link.end] == link.text


def html(source: str) -> bytes:
    return b"From: a@example.org\nSubject: x\nContent-Type: text/html; charset=utf-8\n\n" + source.encode()


def sender(words: bytes) -> bytes:
    return b"From: " + words + b"\n\nx"


def subject(words: bytes) -> bytes:
    return b"From: a@example.org\nSubject: " + words + b"\n\nx"


def headers(lines: bytes) -> bytes:
    return b"From: a@b.example\n" + lines + b"\nx"


RECEIVED = b"Received: from a by b; Mon, 1 Mar 2021 10:00:00 +0100\n"
MANY = 200_000
TAGS = 100_000
HOSTILE: dict[str, tuple[int, Callable[[int], bytes]]] = {
    "elements nested": (TAGS, lambda number: html("<div>" * number)),
    "elements nested and closed": (TAGS // 2, lambda number: html("<b>" * number + "x" + "</b>" * number)),
    "quotations nested": (TAGS, lambda number: html("<blockquote type=cite>" * number)),
    "tags never closed": (MANY, lambda number: html("<a " * number)),
    "quotes never closed": (MANY, lambda number: html('<a href="' * number)),
    "comments never closed": (MANY, lambda number: html("<!--" * number)),
    "scripts never closed": (TAGS, lambda number: html("<script>" * number)),
    "angle brackets": (MANY, lambda number: html("<" * number)),
    "attributes": (MANY, lambda number: html("<p " + "a='1' " * number + ">")),
    "equals signs": (MANY, lambda number: html("<p " + "=" * number + ">")),
    "blanks in a tag": (MANY, lambda number: html("<p" + " " * number + ">")),
    "ampersands": (MANY, lambda number: html("&" * number)),
    "links": (TAGS // 2, lambda number: html('<a href="https://x.example/">y</a>' * number)),
    "cells": (TAGS // 3, lambda number: html("<table><tr><td>" * number)),
    "encoded words": (8_000, lambda number: subject(b"=?utf-8?q?a?= " * number)),
    "encoded words never closed": (12_000, lambda number: subject(b"=?utf-8?q?" * number)),
    "comments in From": (100_000, lambda number: sender(b"(" * number)),
    "quotes in From": (100_000, lambda number: sender(b'"' * (number | 1))),
    "many addresses": (9_000, lambda number: sender(b"a@b.example, " * number)),
    "many headers": (12_000, lambda number: headers(b"".join(b"X-%d: y\n" % one for one in range(number)))),
    "many received": (2_000, lambda number: headers(RECEIVED * number)),
    "lines that are no headers": (30_000, lambda number: headers(b"abc\n" * number)),
    "parameters": (20_000, lambda number: headers(b"Content-Type: text/plain; " + b"a=b; " * number + b"\n")),
}


@pytest.mark.parametrize("share", [1, 8])
@pytest.mark.parametrize("name", HOSTILE)
def test_reading_a_hostile_mail_grows_no_faster_than_the_mail(name: str, share: int) -> None:
    number, made = HOSTILE[name]
    assert growth(made, number // share, read) < STEEP


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"\r\n \n", "empty"),
        (b"Subject: x\n\n" + b"a" * 25_000_000, "25,000,000"),
        (b"Subject: " + b"a" * 128_000 + b"\n\nx", "128,000"),
        (b"Subject: x\n" + b"X: y\n" * 30_000 + b"\nx", "128,000"),
        (b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\na\n" * 1001, "1,000 parts"),
        (
            b"Subject: x\n"
            + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(60)),
            "50 deep",
        ),
    ],
    ids=["empty", "blank", "too big", "one long header", "many headers", "parts", "depth"],
)
def test_a_mail_over_a_limit_is_unreadable_and_says_which(raw: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(raw)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(size=100), "100 bytes|is 100"),
        (Limits(headers=50), "50 bytes"),
        (Limits(parts=3), "3 parts"),
        (Limits(depth=0), "0 deep"),
    ],
    ids=["size", "headers", "parts", "depth"],
)
def test_other_limits_than_the_usual_ones_can_be_set(limits: Limits, reason: str) -> None:
    raw = b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\na\n" * 9 + b"--b--\n"
    assert read(raw, Limits(len(raw), 60, 10, 1)).subject == "x"
    with pytest.raises(Unreadable, match=reason):
        read(raw, limits)


def test_a_mail_just_within_the_limits_is_read() -> None:
    raw = b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\na\n" * 998 + b"--b--\n"
    assert read(raw).text.count("a") == 998


def test_the_id_is_that_of_the_bytes() -> None:
    one, other = read(b"Subject: x\n\na"), read(b"Subject: x\n\nb")
    assert one.id != other.id
    assert len(one.id) == 64
    assert one.id == read(b"Subject: x\n\na").id


def _fit(message: Message) -> None:
    for text in (message.subject, message.text, message.sender, message.sender_name, message.html or ""):
        text.encode("utf-8")
        assert "\0" not in text
        assert "\r" not in text
    assert "\n" not in message.subject + message.sender + message.sender_name


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2000))
def test_any_bytes_are_a_message_or_unreadable(noise: bytes) -> None:
    with suppress(Unreadable):
        _fit(read(noise))


PIECES = [
    b"From: ", b"Subject: ", b"Content-Type: ", b"multipart/mixed; boundary=", b"text/html", b"message/rfc822",
    b"--b", b"--", b"\n", b"\r\n", b"\n\n", b"b", b"=?utf-8?", b"b?", b"q?", b"?=", b"<", b">", b"@", b'"', b"(", b")",
    b";", b":", b",", b"charset=", b"utf-16", b"iso-2022-jp", b"\x1b$B", b"\xff", b"\x80", b"\0", b"=", b" ", b"a",
    b"Content-Transfer-Encoding: base64\n", b"Date: ", b"Received: ", b"References: ", b"<a href=", b"<!--", b"&#",
]  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=120))
def test_any_mixture_of_a_mails_pieces_is_a_message_or_unreadable(pieces: list[bytes]) -> None:
    with suppress(Unreadable):
        _fit(read(b"".join(pieces)))


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_mail_cut_anywhere_is_read_or_unreadable(case: Path) -> None:
    raw = (case / "mail.eml").read_bytes()
    for end in range(0, len(raw), max(1, len(raw) // 40)):
        with suppress(Unreadable):
            _fit(read(raw[:end]))


@pytest.mark.parametrize(
    "block",
    [
        b"Subject: a walk\r\nTo:\r\nFrom: ann@example.org\r\n",
        b"Subject: a walk\r\n along the river\r\n\tand back\r\nX-Empty: \r\nTo: bob@example.org\n",
        b"Subject:\r\n =?utf-8?q?caf=C3=A9?=\r\nReceived: by a:b\r\nReceived: by c\r\n",
        b"Subject: caf\xe9\nSUBJECT: again\n",
        b"Subject: a walk\rFrom: ann@example.org\r\n",
        b"Subject: a \r walk\r\nFrom: ann@example.org\r\n",
    ],
)
def test_the_fields_of_a_header_are_those_that_the_standard_library_reads(block: bytes) -> None:
    expected = BytesParser(policy=compat32).parsebytes(block, headersonly=True)
    assert list(mime.parse(block + b"\r\nCome along.\r\n").headers.raw_items()) == list(expected.raw_items())


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet='ab1. -_+@<>Zı"(,', max_size=12),
    st.sampled_from(("{}", "A {}@b.c", "Ann <{}>", "{} <a@b.c>", "B <a@{}>")),
)
def test_a_plain_mailbox_is_read_as_mail_parser_reads_it(words: str, form: str) -> None:
    """What is told by its form alone is told as by the library."""
    value = form.format(words)
    plain = plain_mailbox(value)
    assert plain is None or [plain] == get_addresses(value)


@pytest.mark.parametrize(
    ("value", "read_as"),
    [
        ("ann@example.org", ("", "ann@example.org")),
        ("<ann@example.org>", ("", "ann@example.org")),
        ("Ann B Example <ann.b+list@mail.example.org>", ("Ann B Example", "ann.b+list@mail.example.org")),
        ("Ann Example ann@example.org", None),
        ("ann@example.org, bob@example.org", None),
        ("Ann  Example <ann@example.org>", None),
        ("Example, Ann <ann@example.org>", None),
        ("Ann <ann@example.org", None),
    ],
)
def test_only_a_mailbox_without_quotes_lists_and_remarks_is_plain(value: str, read_as: tuple[str, str] | None) -> None:
    """All else is left to the library."""
    assert plain_mailbox(value) == read_as
