"""Whose name may be proposed for the public page: one the announcement gives, never one that only signs or sends."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from intake.reading.message import read
from intake.reading.proposal import Context, Proposal
from intake.reading.propose import propose

NOW = dt.datetime(2027, 3, 10, 9, tzinfo=dt.UTC)


def proposed(sender: str, text: str, subject: str = "For your list") -> Proposal:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = sender, "events@river.example", subject, NOW
    mail["Message-ID"] = "<one@mail.example>"
    mail.set_content(text)
    return propose(read(mail.as_bytes()), Context(now=NOW)).proposals[0]


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("Ana Petrov <ana@mail.example>", "Seed swap on 17 April 2027 at 3pm in Lyon, France.\n\nBest,\nAna Petrov\n"),
        ("Ana Petrov <ana@petrov.example>", "Seed swap on 17 April 2027 at 3pm in Lyon, France.\n"),
        (
            "Ana Petrov <ana@mail.example>",
            "Seed swap on 17 April 2027 at 3pm in Lyon.\n\n-- \nAna Petrov\nTel. 01 23 45\n",
        ),
        (
            "Robin <robin@river.example>",
            "Please add this one.\n\n---------- Forwarded message ---------\nFrom: Lea Byrne <lea@mail.example>\n"
            "Date: Mon, 8 Mar 2027 at 10:00\nSubject: Seed swap\nTo: Robin <robin@river.example>\n\n"
            "Hi Robin,\n\nSeed swap on 17 April 2027 at 3pm in Cork, Ireland, Bishop Lucey Park.\n\nLea\n",
        ),
        ("Ana <ana@mail.example>", "Tauschfest am 17. April 2027 um 15 Uhr in Bonn.\n\nViele Grüße\nAna\n"),
        ("山田 花子 <hanako@mail.example>", "4月17日(土)15時から京都市で清掃イベントを開催します。\n\n山田 花子\n"),
    ],
)
def test_a_persons_name_that_only_sends_or_signs_is_not_proposed_for_the_page(sender: str, text: str) -> None:
    proposal = proposed(sender, text)
    assert proposal.words("organizer") is None


def test_such_a_name_is_an_alternative_that_a_maintainer_may_choose() -> None:
    proposal = proposed("Green Banks <hello@banks.example>", "River walk on 17 April 2027 at 3pm in Lyon, France.\n")
    assert proposal.words("organizer") is None
    assert [found.value for found in proposal.others["organizer"]] == ["Green Banks"]


def test_the_name_of_whose_mail_is_quoted_stands_without_the_hour_before_it() -> None:
    proposal = proposed(
        "Robin <robin@river.example>",
        "On Mon, 8 Mar 2027 at 10:00, Lea Byrne <lea@mail.example> wrote:\n\n"
        "> Seed swap on 17 April 2027 at 3pm in Cork, Ireland.\n",
        "Fwd: Seed swap",
    )
    assert [found.value for found in proposal.others["organizer"]] == ["Lea Byrne"]


@pytest.mark.parametrize(
    ("sender", "text", "name"),
    [
        (
            "Green Banks <hello@banks.example>",
            "Green Banks invites you to a river walk on 17 April 2027 at 3pm in Lyon, France.\nCome along!\nBye\n",
            "Green Banks",
        ),
        (
            "Ana Petrov <ana@mail.example>",
            "River walk\n17 April 2027, 3pm, Lyon, France\nOrganised by: Green Banks\n",
            "Green Banks",
        ),
        (
            "川の会 <info@kawa.example>",
            "川の会では、4月17日15時から京都市で清掃活動を行います。\nどなたでも参加できます。\nよろしくお願いします。\n",
            "川の会",
        ),
    ],
)
def test_a_name_that_the_announcement_gives_is_proposed(sender: str, text: str, name: str) -> None:
    assert proposed(sender, text).words("organizer") == name


def test_what_a_calendar_program_filled_in_as_organizer_is_not_proposed() -> None:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = "ana@mail.example", "e@river.example", "Walk", NOW
    mail.set_content("See the calendar file.\n")
    mail.add_attachment(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20270301T000000Z\r\n"
        "DTSTART:20270417T150000Z\r\nSUMMARY:River walk\r\nLOCATION:Lyon, France\r\n"
        "ORGANIZER;CN=Ana Petrov:mailto:ana@mail.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        subtype="calendar",
    )
    (proposal,) = propose(read(mail.as_bytes()), Context(now=NOW)).proposals
    assert proposal.words("title") == "River walk"
    assert proposal.words("organizer") is None
