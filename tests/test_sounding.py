"""How a mail sounds: notices without a header that says so meet silence, people's mails of a few words do not."""

from __future__ import annotations

import tomllib
from email.message import EmailMessage
from importlib import resources
from pathlib import Path

import pytest

from intake.deciding.plain import even
from intake.deciding.screening import why_silent
from intake.deciding.sounding import signs_of_a_notice, sounds_automatic
from intake.deciding.themes import languages, themes
from intake.reading.message import Message, read
from tests.parts.growth import STEEP, filled, growth

SAID = tomllib.loads((Path(__file__).parent / "screening" / "said.toml").read_text(encoding="utf-8"))
WORDS = tomllib.loads(resources.files("intake.deciding").joinpath("notices.toml").read_text(encoding="utf-8"))
THEMES = {"away", "letter", "itself", "came", "later", "unread", "instead", "failed", "system", "dealings"}


def mail(sender: str, subject: str, text: str, **fields: str) -> Message:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "intake@example.org", subject
    made["Message-ID"] = "<1@mail.example.net>"
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return read(made.as_bytes())


def made_to(receiver: str, subject: str, text: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "ann@example.net", receiver, subject
    made.set_content(text)
    return made.as_bytes()


@pytest.mark.parametrize("said", SAID["automatic"], ids=lambda said: said[0])
def test_a_notice_is_not_answered_though_no_header_says_what_it_is(said: list[str]) -> None:
    assert why_silent(mail(*said)) is not None


@pytest.mark.parametrize("said", SAID["people"], ids=lambda said: said[0])
def test_a_person_who_says_a_little_of_what_notices_say_is_answered(said: list[str]) -> None:
    assert why_silent(mail(*said)) is None


def test_the_reason_names_what_a_notice_speaks_of() -> None:
    reason = why_silent(mail("mia@example.net", "Away", "I am travelling until 5 May and will answer on my return."))
    assert reason is not None
    assert "an absence" in reason
    assert "an answer to come" in reason


def test_an_answer_in_our_thread_under_a_subject_of_its_own_is_likelier_a_programs() -> None:
    said = ("mia@example.net", "Mia", "Hi, my colleague Jo is there. Please call.")
    assert sounds_automatic(mail(*said)) is None
    assert sounds_automatic(mail(*said, In_Reply_To="<2@example.org>")) is not None


def test_a_question_weighs_against_what_sounds_like_a_notice() -> None:
    notice = "I am away until 5 May. Urgent: please contact Jo."
    assert sounds_automatic(mail("mia@example.net", "Away", notice)) is not None
    assert sounds_automatic(mail("mia@example.net", "Away", f"{notice} Is the walk on the list by now?")) is None


def test_an_absence_that_is_over_is_none() -> None:
    assert "away" in themes("I am on holiday")["en"]
    assert "away" not in themes("I was on holiday").get("en", {})


@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_language_has_words_of_notices_for_the_same_themes(language: str) -> None:
    assert set(WORDS[language]) <= THEMES | {"bulk", "event", "person", "self", "here", "yours"}
    assert set(WORDS[language]) >= {"away", "letter", "came", "later", "instead", "failed", "system", "dealings"}
    for theme, phrases in WORDS[language].items():
        assert len(phrases) == len(set(phrases)), theme
        for phrase in phrases:
            said = phrase.replace("*", "").replace("…", "de")
            assert theme in themes(f"¶ {said} ¶").get(language, {}), (theme, phrase)
            assert phrase == phrase.strip().lower(), (theme, phrase)
            assert len(even(said)) > 1 or theme == "self", (theme, phrase)


def test_there_are_words_of_notices_in_many_languages() -> None:
    assert len(languages()) >= 50


@pytest.mark.parametrize("size", [12_000, 200_000])
@pytest.mark.parametrize("piece", ["*", "*a*\n", "thank you for ", "a? ", "収"])
def test_hearing_a_hostile_text_grows_no_faster_than_the_text(piece: str, size: int) -> None:
    def made(some: int) -> Message:
        return mail("mia@example.net", "Hello", filled(piece, some))

    assert growth(made, size, sounds_automatic) < STEEP


def test_a_calendars_answer_is_known_by_its_subject_and_an_invitation_is_a_persons() -> None:
    when = "Rehearsal @ Thu Jun 5, 2025 7pm - 8pm (CEST) (Ann)"
    text = "Ann Example has accepted this invitation.\n\nRehearsal\nThu Jun 5, 2025 7pm - 8pm\n"
    assert why_silent(mail("ann@example.net", f"Agreed: {when}", text)) is not None
    assert why_silent(mail("ann@example.net", f"Invitation: {when}", "Please list it. Thu Jun 5, 2025 7pm")) is None


def test_a_subject_marked_with_the_name_of_the_list_it_was_sent_to_counts() -> None:
    text = "Minutes of Tuesday are attached. Point 3 is put off."
    made = mail("ann@example.net", "[Plenum] Minutes", text)
    marked = read(made_to("plenum@groups.example.net", "[Plenum] Minutes", text))
    assert "a mailing list's mark" not in (sounds_automatic(made) or "")
    assert (3, "a mailing list's mark") in list(signs_of_a_notice(marked))


def test_a_mailing_lists_archive_marks_its_post() -> None:
    said = ("ann@example.net", "Minutes", "Is the hall free on Tuesday evening?")
    assert why_silent(mail(*said)) is None
    assert why_silent(mail(*said, Archived_At="<https://lists.example.net/1>")) is not None


def test_a_form_that_a_person_asks_through_is_answered() -> None:
    said = (
        "Mia <mia@example.net>",
        "Singing",
        "Dear team,\n\nwe sing in the park. Does that go into your calendar?\n\nMia",
    )
    assert why_silent(mail(*said, X_Mailer="PHP/8.2")) is None
    assert why_silent(mail("mia@example.net", "Hello", "The form was sent.", X_Mailer="PHP/8.2")) is not None


def test_who_keeps_a_machine_is_answered_where_an_event_is_told() -> None:
    said = ("LAN party", "LAN party at the hacklab on Saturday 5 July at 14:00. Please add it to the calendar.")
    assert why_silent(mail("root@hacklab.example.net", *said)) is None
    assert why_silent(mail("root@hacklab.example.net", "output", "disk sda1 92% used")) is not None
