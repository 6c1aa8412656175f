"""Who is answered and who never is: mails of tests/screening/automatic meet silence, those of people never do."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from intake.deciding.decision import Hold, Ignore
from intake.deciding.screening import may_answer, screen, why_silent
from intake.reading.message import Message, read

FOLDER = Path(__file__).parent / "screening"
AUTOMATIC = sorted((FOLDER / "automatic").glob("*.eml"))
PEOPLE = sorted((FOLDER / "people").glob("*.eml"))


def mail(*headers: str, body: str = "Come on 6 March.") -> Message:
    return read("\n".join(("From: Ben <ben@example.net>", "Subject: Garden day", *headers, "", body)).encode())


@pytest.mark.parametrize("path", AUTOMATIC, ids=lambda path: path.stem)
def test_an_automatic_mail_is_never_answered(path: Path) -> None:
    assert not may_answer(read(path.read_bytes()))


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_a_person_is_answered(path: Path) -> None:
    assert why_silent(read(path.read_bytes())) is None


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_a_persons_mail_is_read(path: Path) -> None:
    assert screen(read(path.read_bytes()), ()) is None


@pytest.mark.parametrize(
    "name",
    ["auto_replied", "report_of_delivery", "report_of_reading", "failed_recipients", "calendar_accepted", "our_own"],
)
def test_what_answers_a_mail_by_itself_is_ignored(name: str) -> None:
    assert isinstance(screen(read((FOLDER / "automatic" / f"{name}.eml").read_bytes()), ()), Ignore)


@pytest.mark.parametrize(
    "name", ["list_id", "list_unsubscribe", "precedence_bulk", "mailchimp", "auto_generated", "address_noreply"]
)
def test_a_newsletter_is_read_though_it_is_not_answered(name: str) -> None:
    assert screen(read((FOLDER / "automatic" / f"{name}.eml").read_bytes()), ()) is None


def test_a_mail_from_our_own_address_is_ignored_in_any_case_of_letters() -> None:
    assert isinstance(screen(mail(), ("Ben@Example.NET",)), Ignore)
    assert screen(mail(), ("cleo@example.net",)) is None


@pytest.mark.parametrize("text", ['"a' * 90_000, "«a " * 60_000, "a@" * 90_000, "a" * 200_000, "> 1\n" * 40_000])
def test_a_hostile_text_is_screened_in_no_time(text: str) -> None:
    message = mail(body=text)
    started = time.perf_counter()
    why_silent(message)
    assert time.perf_counter() - started < 3


def test_what_the_server_takes_for_spam_is_held_and_says_why() -> None:
    held = screen(mail("X-Spam-Flag: YES"), ())
    assert isinstance(held, Hold)
    assert "spam" in held.reason


def test_a_mail_over_the_size_limit_is_held_and_says_both_sizes() -> None:
    held = screen(mail(body="a" * 2000), (), max_size=1000)
    assert isinstance(held, Hold)
    assert "1,000" in held.reason


def test_a_forged_sender_is_not_answered_but_read() -> None:
    message = mail("Authentication-Results: mx.example.org; dmarc=fail header.from=example.net")
    assert not may_answer(message)
    assert screen(message, ()) is None
