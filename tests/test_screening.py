"""Who is answered and who never is: mails of tests/screening/automatic meet silence, those of people never do."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.campaign import Maintainer
from intake.deciding import screening
from intake.deciding.decide import decide
from intake.deciding.decision import Hold, Ignore, Known
from intake.deciding.screened import screened
from intake.deciding.screening import may_answer, screen, why_silent
from intake.deciding.settings import Settings
from intake.reading.message import Message, read
from intake.reading.proposal import Context, Reading
from intake.reading.propose import propose
from tests.parts.campaigns import NOW
from tests.parts.growth import STEEP, filled, growth

FOLDER = Path(__file__).parent / "screening"
AUTOMATIC = sorted((FOLDER / "automatic").glob("*.eml"))
PEOPLE = sorted((FOLDER / "people").glob("*.eml"))
MESSAGES = sorted((FOLDER.parent / "messages").glob("*/mail.eml"))
EACH = Settings(maintainers=(Maintainer("Kim", "kim@desk.example"),), answers_per_hour=5)


def mail(*headers: str, body: str = "Come on 6 March.") -> Message:
    return read("\n".join(("From: Ben <ben@example.net>", "Subject: Garden day", *headers, "", body)).encode())


@pytest.mark.parametrize("path", AUTOMATIC, ids=lambda path: path.stem)
def test_an_automatic_mail_is_never_answered(path: Path) -> None:
    assert not may_answer(read(path.read_bytes()))


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_a_person_is_answered(path: Path) -> None:
    assert why_silent(read(path.read_bytes())) is None


@pytest.mark.parametrize("path", [*AUTOMATIC[::5], *PEOPLE[::5], *MESSAGES[::5]], ids=lambda path: path.parent.name)
def test_what_no_answer_can_come_of_is_decided_alike_without_asking_whether_it_may_be_answered(path: Path) -> None:
    message = read(path.read_bytes())
    reading = propose(message, Context(now=message.sent or NOW))
    quickly = decide(message, reading, Known(), EACH, NOW, screened(message, reading))
    assert quickly == decide(message, reading, Known(), EACH, NOW, screened(message))


def test_a_mail_that_says_nothing_is_not_asked_whether_it_may_be_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "why_silent", lambda message: pytest.fail("asked"))
    assert screened(mail(body="I read your page."), Reading("other")).silent
    with pytest.raises(pytest.fail.Exception):
        screened(mail(body="Where is it?"), Reading("question"))


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


@pytest.mark.parametrize("size", [12_000, 200_000])
@pytest.mark.parametrize(
    ("piece", "end"), [('"a', ""), ("«a ", ""), ("a@", ""), ("a", ""), ("> 1\n", ""), ("\n", "words")]
)
def test_screening_a_hostile_text_grows_no_faster_than_the_text(piece: str, end: str, size: int) -> None:
    assert growth(lambda some: mail(body=filled(piece, some) + end), size, why_silent) < STEEP


@pytest.mark.parametrize(
    "body",
    [
        "Ekki tókst að afhenda bréfið\n\n<jon@example.net>: 550 5.1.1 notandi er ekki til\n",
        "Kirja ei saanud kohale toimetada.\n\nReceived: from a.example by b.example; Mon, 3 Jun 2013 10:11:12 +0200\n"
        "Message-ID: <a1@example.org>\nMIME-Version: 1.0\nSubject: aed\n\n<mari@example.net>\n",
        "Barua haikufika.\n\n    juma@example.net\n    SMTP: #5.2.2 sanduku limejaa\n",
        "Letra nuk u dorëzua:\n  --- gabim nga mx.example.net ---\n  agim@example.net: 554 rejected by server\n",
    ],
)
def test_a_mail_that_comes_back_is_known_by_its_build_in_any_language(body: str) -> None:
    assert why_silent(mail(body=body)) == "it is built like a program's"


def test_a_person_who_shows_what_came_back_is_answered() -> None:
    shown = "\n\n550 5.1.1 <intake@example.org>: Recipient address rejected: User unknown\n"
    assert may_answer(
        mail(body=f"Hello,\n\nyour server refused this. Is the address right?{shown}\nBest regards,\nBen\n")
    )


def test_a_bare_word_on_another_address_of_the_senders_house_is_a_programs_but_not_an_answer_or_a_letter() -> None:
    assert not may_answer(mail(body="Barua kwa juma@example.net haikufika.\n"))
    answer = "From: Ben <ben@example.net>\nSubject: Re: Garden day\n\nThe address is juma@example.net"
    assert may_answer(read(answer.encode()))
    assert may_answer(mail(body="Hello, please write to juma@example.net.\n\nBen\n"))


def test_a_person_who_passes_a_bounce_on_and_names_the_right_address_is_answered() -> None:
    passed_on = (
        "Please try again, the right address is cash@example.net.\n\nBen\n\n-------- Forwarded Message --------\n"
        "Subject: Undelivered Mail\nFrom: Mail Delivery <mailer-daemon@example.net>\nTo: ben@example.net\n\n"
        "Your message could not be delivered.\n\n<cahs@example.net>: 550 5.1.1 unknown user, mailbox not found\n"
    )
    assert may_answer(mail(body=passed_on))


def test_an_anniversary_of_550_years_is_no_reply_code() -> None:
    assert may_answer(mail(body="550 Jahre Marktrecht: Fest am 5. Juni in Wiehl. Infos: markt@example.net\n"))


def test_a_persons_words_excuse_the_senders_address_but_not_one_for_bounces_behind_it() -> None:
    headers = ("From: Ben <newsletter@example.net>", "Subject: Garden day")
    body = "Hello,\n\nthe garden day is on 6 March, not on 5 March.\n\nBest regards,\nBen\n"
    clients = ("X-Mailer: Microsoft Outlook 16.0",)
    assert may_answer(read("\n".join((*headers, *clients, "", body)).encode()))
    assert not may_answer(read("\n".join((*headers, *clients, "Return-Path: <bounce@example.net>", "", body)).encode()))
    assert not may_answer(read("\n".join((*headers, "", "The garden day is on 6 March.")).encode()))


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


def with_a_report(text: str) -> Message:
    return mail(
        'Content-Type: multipart/mixed; boundary="b"',
        body=f"--b\nContent-Type: text/plain\n\n{text}\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; example.net\n\nFinal-Recipient: rfc822; intake@example.org\nAction: failed\n\n--b--\n",
    )


def test_a_person_who_attaches_a_report_with_a_remark_is_answered_and_a_report_never() -> None:
    assert may_answer(with_a_report("I keep getting these when I write to you. Any idea? Ben"))
    assert may_answer(with_a_report("Das bekomme ich immer zurück, wenn ich euch schreibe."))
    assert not may_answer(with_a_report("The mail to intake@example.org was not delivered."))
    assert not may_answer(with_a_report(""))


def test_who_writes_from_a_new_address_is_answered_but_not_a_mailbox_that_names_one() -> None:
    moved = "I have left Brightside and my old mailbox will be closed. Please write to me here from now on"
    named = "Message-ID: <1@example.net>"
    assert may_answer(mail(named, body=f"Hi everyone,\n\n{moved}.\n\nBen\n"))
    assert not may_answer(mail(named, body=f"Hi everyone,\n\n{moved}: ben@example.com\n\nBen\n"))


def test_a_link_made_for_one_reader_is_no_persons() -> None:
    asks = "I'm updating my address book. Click the link below to update your contact information: "
    assert not may_answer(mail(body=f"{asks}https://book.example.net/u?i=88"))


def test_the_seconds_of_a_receipt_are_no_hour_of_an_event() -> None:
    opened = "The message was opened by Kay Smith on Thu, 08 May 2003 18:29:14 +0200"
    headers = "From: Kay <kay@example.net>\nSubject: Mail opened: Ihre Anfrage vom Dienstag\n\n"
    assert not may_answer(read((headers + opened).encode()))
    assert may_answer(read((headers + opened.replace("18:29:14", "The walk is at 18:29")).encode()))
