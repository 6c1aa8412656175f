"""What a person wrote and what is quoted, passed on or a signature: tests/trimmed/<case>/mail.txt beside newest.txt."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.reading.languages import language, tags
from intake.reading.message import Message, read
from intake.reading.passages import newest, original_sender, passages
from tests.parts.growth import STEEP, filled, growth

CASES = sorted((Path(__file__).parent / "trimmed").iterdir())


KEYS = {
    "wrote", "on", "original", "forwarded", "from", "date", "to", "subject", "about_mail", "sent_from", "closing",
    "is_held", "invites_to",
    "away_subject", "away_body", "away_hint", "away_beside", "unsubscribe", "ends_subscription", "answered",
    "passed_on", "shown_elsewhere",
}  # fmt: skip


@pytest.mark.parametrize("tag", tags())
def test_every_language_has_the_words_of_mails(tag: str) -> None:
    table = language(tag).table("mail")
    assert table.keys() == KEYS
    for key, words in table.items():
        assert words or key == "on", key
        assert all(word == word.strip().lower() for word in words), key


@pytest.mark.parametrize("tag", tags())
def test_the_words_of_notices_are_words_with_one_star_at_most_and_whole_pieces(tag: str) -> None:
    table = language(tag).table("mail")
    for key in ("away_subject", "away_body", "away_hint", "away_beside"):
        for phrase in table[key]:
            pieces = (phrase.removeprefix("*") if key == "away_subject" else phrase).split("…")
            assert all(piece.strip() and not piece.startswith("*") for piece in pieces), phrase
            assert key != "away_subject" or len(pieces) == 1, phrase


def mail(text: str, subject: str = "Garden day", html: str | None = None) -> Message:
    made = EmailMessage()
    made["From"], made["Subject"] = "Ann <ann@example.org>", subject
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    return read(made.as_bytes())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_the_person_wrote_is_kept_and_nothing_else(case: Path) -> None:
    text = (case / "mail.txt").read_text(encoding="utf-8")
    assert newest(text) == (case / "newest.txt").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_passages_are_stretches_of_their_part_and_leave_no_word_out(case: Path) -> None:
    message = mail((case / "mail.txt").read_text(encoding="utf-8"))
    found = passages(message)
    for passage in found:
        part = message.subject if passage.part == "subject" else message.text
        assert part[passage.start : passage.start + len(passage.text)] == passage.text
    in_text = "".join(passage.text for passage in found if passage.part == "text")
    assert "".join(in_text.split()) == "".join(message.text.split())


def roles(message: Message) -> dict[str, str]:
    return {passage.role: passage.text.strip() for passage in passages(message)}


def test_a_letters_close_and_what_stands_under_it_is_a_signature() -> None:
    found = roles(mail("Come on 6 March at 3 pm.\n\nBest regards,\nAnn Example\nGarden group, 12 Mill Lane, York\n"))
    assert found["body"] == "Come on 6 March at 3 pm."
    assert found["signature"] == "Best regards,\nAnn Example\nGarden group, 12 Mill Lane, York"


def test_a_postscript_is_no_signature() -> None:
    found = [p.text.strip() for p in passages(mail("Come.\n\nRegards,\nAnn\n\nPS: at 5 pm\n")) if p.role == "body"]
    assert found == ["Come.", "PS: at 5 pm"]


def test_an_announcement_under_a_word_of_thanks_is_no_signature() -> None:
    found = roles(mail("Please list this.\n\nThanks\n\nGarden day\nSaturday 6 March, 3 pm\nGhent\n"))
    assert found.keys() == {"subject", "body"}


def test_an_older_mail_under_a_reply_is_quoted() -> None:
    found = roles(
        mail("At five.\n\nFrom: Ben <ben@example.net>\nSent: Monday\nTo: Ann\nSubject: x\n\nAt three?\n", "Re: x")
    )
    assert found["body"] == "At five."
    assert found["quoted"].endswith("At three?")


@pytest.mark.parametrize("subject", ["Fwd: Garden day", "WG: Garden day", "TR: Garden day", "转发: Garden day"])
def test_the_same_under_a_subject_that_says_forwarded_is_passed_on(subject: str) -> None:
    text = "Please list.\n\nFrom: Ben <ben@example.net>\nSent: Monday\nTo: Ann\nSubject: x\n\nOn 6 March at three.\n"
    found = roles(mail(text, subject))
    assert found["body"] == "Please list."
    assert found["forwarded"].endswith("On 6 March at three.")


def test_lines_with_bars_under_the_moment_a_program_wrote_are_quoted_whatever_the_verb() -> None:
    text = (
        "Thrice.\n\nOn Tue, Mar 2, 2021 at 08:02:11PM +0100, Ben Example mumbled:\n"
        "| Garden day in York on 6 March, 3 pm.\n| Come all.\n\nI do not think so.\n"
    )
    found = [passage for passage in passages(mail(text, "Re: x")) if passage.role == "body"]
    assert "".join(passage.text for passage in found).split() == ["Thrice.", "I", "do", "not", "think", "so."]


def test_the_sender_of_a_mail_that_was_passed_on_is_found() -> None:
    text = (
        "FYI\n\n---------- Forwarded message ---------\nFrom: Ben Example <ben@Example.net>\nDate: Tue, Mar 2, 2021\n"
        "Subject: Garden day\nTo: <ann@example.org>\n\nOn 6 March at three.\n"
    )
    assert original_sender(mail(text, "Fwd: Garden day")) == ("Ben Example", "ben@example.net")
    assert original_sender(mail("On 6 March at three.\n")) is None


def test_a_message_attached_whole_is_a_forwarded_passage_with_its_subject() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"], inner["Subject"] = "Ben <ben@example.net>", "Garden day on 6 March"
    inner.set_content("At three.\n")
    outer["From"], outer["Subject"] = "ann@example.org", "Please list"
    outer.set_content("See attached.\n")
    outer.add_attachment(inner)
    message = read(outer.as_bytes())
    attached = next(passage for passage in passages(message) if passage.part == "attached")
    assert attached.role == "forwarded"
    assert attached.text.startswith("Garden day on 6 March\n\nAt three.")
    assert original_sender(message) == ("Ben", "ben@example.net")


def test_the_links_of_an_html_mail_stand_in_their_passages() -> None:
    page = '<p>Come to the <a href="https://garden.example/day">garden day</a></p><p>-- <br><a href="https://g.example">Group</a></p>'
    made = EmailMessage()
    made["From"], made["Subject"] = "ann@example.org", "x"
    made.set_content(page, subtype="html")
    found = {passage.role: [link.url for link in passage.links] for passage in passages(read(made.as_bytes()))}
    assert found == {"subject": [], "body": ["https://garden.example/day"], "signature": ["https://g.example"]}


@pytest.mark.parametrize(
    "line",
    ["On Mon, 1 Mar 2021 Ann <a@b.example> wrote:", "On Mon 1 2 3,", "From: a", "From: a\nSent: b\nTo: c", "-- ", ">",
     "-----Original Message-----", "Best regards,", "_" * 30, "a" * 390 + ":", "", "Von: a@b.example\n\nAn: c"],
)  # fmt: skip
def test_splitting_a_text_of_one_line_many_times_grows_no_faster_than_the_text(line: str) -> None:
    assert growth(lambda size: filled(f"{line}\n", size), 200_000, newest) < STEEP


LINES = [
    "On 1 Mar 2021 Ann wrote:", "> x", "", "Hello", "-- ", "--", "From: a@b.example", "To: c", "Subject: d", "Regards,",
    "Sent from my iPhone", "-----Original Message-----", "PS", "____________",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES)))
def test_newest_never_invents_or_reorders_lines(lines: list[str]) -> None:
    kept = [line for line in newest("\n".join(lines)).split("\n") if line]
    rest = iter([line.rstrip() for line in lines])
    assert all(line in rest for line in kept)
