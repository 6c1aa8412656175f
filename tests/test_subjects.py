"""What mail programs set before a subject, in every language."""

from __future__ import annotations

import pytest

from intake.reading.fields import title
from intake.reading.subjects import is_answer, is_passed_on, is_prefixed, prefix, without_answers


@pytest.mark.parametrize(
    "subject", ["Re: Garden day", "AW: Gartentag", "[list] Re[2]: Garden day", "回复：花园", "Vá: kert"]
)
def test_an_answer_is_known_by_its_subject(subject: str) -> None:
    assert is_answer(subject)
    assert not is_passed_on(subject)


@pytest.mark.parametrize(
    "subject", ["Fwd: Garden day", "WG: Gartentag", "Tr : Jardin", "轉寄: 花園", "(Fwd) Garden day", "Garden day (fwd)"]
)
def test_a_mail_passed_on_is_known_by_its_subject(subject: str) -> None:
    assert is_passed_on(subject)
    assert not is_answer(subject)


def test_vs_says_in_norwegian_that_a_mail_was_passed_on_and_in_finnish_that_it_answers() -> None:
    assert is_passed_on("VS: Hagedag", ("nb",))
    assert not is_passed_on("VS: Puutarhapäivä", ("fi",))


@pytest.mark.parametrize("subject", ["Repair café", "Trees: a walk", "Garden day: re-opening", "Ideas for the day"])
def test_a_word_that_only_begins_so_is_no_prefix(subject: str) -> None:
    assert not is_prefixed(subject)
    assert prefix(subject) == 0
    assert without_answers(subject) == subject


def test_prefixes_are_taken_off_one_after_another_and_answers_leave_the_rest() -> None:
    assert prefix("[list] Re: Garden day") == len("[list] ")
    assert prefix("FYI: Garden day") == len("FYI: ")
    assert without_answers("Re: AW: Fwd: Garden day") == "Fwd: Garden day"


@pytest.mark.parametrize(
    "subject",
    [
        "Event", "New event for your calendar", "Please add our two actions", "Details for your list", "Submission",
        "Neue Veranstaltung für euren Kalender", "Bitte um Aufnahme in die Liste", "Merci d'ajouter notre action",
        "Demande d'inscription", "Solicitud de inclusión", "Segnalazione evento", "Novo evento", "Ons evenement",
        "Vores aktion", "Anmälan", "Uusi tapahtuma", "Nasze wydarzenie", "Nová akce", "Заявка", "Нова подія",
        "Yeni etkinlik", "Νέα εκδήλωση", "فعالية جديدة", "אירוע חדש", "新活动",
        "イベント掲載のお願い", "새 행사 등록 요청",
    ],
)  # fmt: skip
def test_a_subject_about_the_mail_is_no_title(subject: str) -> None:
    assert title.only_about_mail(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "Day of Action", "March for the Map", "Our Forest", "Garden Event", "Tag der offenen Tür", "Unsere Wälder",
        "La marche pour le climat", "Dos de Mayo", "Festa dei Semi", "Vores skov", "Marsz dla Wisły", "春の植樹祭",
        "绿色骑行", "나무 심기 행사", "Праздник деревьев",
    ],
)  # fmt: skip
def test_a_subject_that_names_an_event_may_be_its_title(subject: str) -> None:
    assert not title.only_about_mail(subject)
