"""Our own mails: every one in every language, with the headers that keep machines from answering them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email
import email.policy
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, meta

from intake.deciding.answers import QUESTIONS
from intake.deciding.decision import Entry, Reply
from intake.deciding.draft import Details
from intake.mail import notes, shipped
from intake.reading.proposal import Problem

DATE = dt.datetime(2027, 3, 1, 10, tzinfo=dt.UTC)
DETAILS = Details(
    date=dt.date(2027, 5, 8),
    start=dt.time(14),
    end=dt.time(16),
    timezone="Europe/Paris",
    title="Planting day",
    city="Lyon",
    country="FR",
    link="https://garden.example/planting",
    language="en",
)
TO_ORGANIZERS = ("received", "live", "changed", "cancelled", "refused", "known", "question")
TO_MAINTAINERS = ("notice", "forms", "waiting")
MINE = (*TO_ORGANIZERS, *TO_MAINTAINERS)
LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "ar")


def desk(**more: Any) -> notes.Desk:
    given: dict[str, Any] = {
        "sender": "events@greendays.example",
        "title": "Green Days",
        "contact": "events@greendays.example",
        "page": "https://greendays.example/",
        "review": "https://desk.example",
        "address": lambda event_id: f"https://greendays.example/#e-{event_id}",
    }
    return notes.Desk(**{**given, **more})


def reply(template: str = "received", language: str = "en", **more: Any) -> Reply:
    problems = tuple(Problem(code, "A doubt.", "when") for code in sorted(QUESTIONS))
    previous = Details(date=dt.date(2027, 5, 7), city="Porto", country="PT")
    given: dict[str, Any] = {
        "to": "ana@garden.example",
        "template": template,
        "language": language,
        "subject": "Planting day",
        "in_reply_to": "one@garden.example",
        "references": ("one@garden.example",),
        "speaks_of": ("event:abc", "draft:7"),
        "entries": (
            Entry(DETAILS, previous, problems, "change", "Friday 8 May", ("Lyon, US",)),
            Entry(DETAILS, problems=problems),
        ),
        "values": {
            "why": "It is outside our region.",
            "who": "ana@garden.example",
            "about": "Planting day",
            "text": "Come!\n\nAna",
            "errors": ["? hm"],
            "stale": False,
            "partly": False,
            "soon": True,
            "name": "Kim",
        },
    }
    return Reply(**{**given, **more})


def wire(letter: Any) -> Any:
    return email.message_from_bytes(letter.as_bytes(), policy=email.policy.SMTP)


def write(*args: Any, **more: Any) -> Any:
    return wire(notes.write(reply(*args, **more), desk(), "ours@greendays.example", DATE))


def test_there_are_mails_in_eight_languages_and_none_lacks_one() -> None:
    assert set(LANGUAGES) <= set(shipped.languages())
    for language in shipped.languages():
        assert {f"{name}.txt" for name in MINE} <= set(shipped.names(language)), language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_label_and_every_question(language: str) -> None:
    words, english = shipped.words(language), shipped.words("en")
    assert set(words) == set(english)
    assert set(words["questions"]) == QUESTIONS
    for code, question in words["questions"].items():
        names = set(re.findall(r"\{(\w+)\}", question))
        assert names == set(re.findall(r"\{(\w+)\}", english["questions"][code])), code


@pytest.mark.parametrize("template", MINE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_uses_the_same_values_in_every_language(language: str, template: str) -> None:
    used = []
    for tag in (language, "en"):
        text = shipped.text(f"{tag}/{template}.txt")
        assert text is not None
        used.append(meta.find_undeclared_variables(Environment().parse(text)))
    assert used[0] == used[1]


@pytest.mark.parametrize("template", MINE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_can_be_written_in_every_language(language: str, template: str) -> None:
    mail = write(template, language)
    text = mail.get_content()
    assert mail["Content-Language"] == language
    assert mail["Subject"] == "Re: Planting day"
    assert "{" not in text
    assert "Undefined" not in text
    assert "\n\n\n" not in text.replace("\r\n", "\n")
    if template not in ("question",):
        assert "Lyon" in text or "garden.example" in text
    plain = wire(notes.write(reply(template, language, subject=""), desk(), "x@greendays.example", DATE))
    assert plain["Subject"].strip()


def test_an_answer_has_one_recipient_and_the_headers_of_rfc_3834() -> None:
    mail = write()
    assert mail.get_all("To") == ["ana@garden.example"]
    assert mail["Cc"] is None
    assert mail["Bcc"] is None
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["In-Reply-To"] == "<one@garden.example>"
    assert mail["References"] == "<one@garden.example>"
    assert mail["Message-ID"] == "<ours@greendays.example>"
    assert mail.get_content_type() == "text/plain"
    assert not mail.is_multipart()


def test_a_notice_that_answers_nothing_is_auto_generated_and_carries_its_token() -> None:
    note = reply("notice", subject="", in_reply_to=None, references=())
    mail = wire(notes.write(note, desk(), "n@greendays.example", DATE, token="abcdefghijkmnpqrstuvwxyz"))
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"].endswith("[#abcdefghijkmnpqrstuvwxyz]")
    assert "https://desk.example/drafts/7" in mail.get_content()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 2])
def test_what_is_to_be_cancelled_is_not_said_to_come_onto_the_list(language: str, count: int) -> None:
    def written(template: str, about: str) -> tuple[str, str]:
        entries = (Entry(DETAILS, about=about),) * count
        mail = notes.write(reply(template, language, subject="", entries=entries), desk(), "o@a.example", DATE)
        return str(mail["Subject"]), mail.get_content()

    added, gone = written("notice", "new"), written("notice", "cancel")
    assert gone[0].startswith(shipped.words(language)["asked_to_cancel"].split(":")[0].strip())
    oks = [{line for line in body.splitlines() if line.startswith(("   ok", "   موافق"))} for _, body in (added, gone)]
    assert oks[0]
    assert oks[0].isdisjoint(oks[1])
    assert "https://greendays.example/)" in written("received", "new")[1]
    assert "https://greendays.example/)" not in written("received", "cancel")[1]


def test_what_is_missing_or_doubtful_is_asked_as_a_plain_question() -> None:
    details = Details(date=dt.date(2027, 5, 8), title="Picnic")
    entry = Entry(details, problems=(Problem("no_city", "x"), Problem("weekday_contradicts", "x")), said="Friday 8 May")
    text = write(entries=(entry,), speaks_of=("draft:1",)).get_content()
    assert "In which city does it take place?" in text
    assert "You wrote “Friday 8 May”, but that date is Saturday, 8 May 2027. Which day is right?" in text


@pytest.mark.parametrize("template", ["received", "notice"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_that_the_page_will_show_stands_in_the_mail_before_it_is_public(language: str, template: str) -> None:
    entry = Entry(dataclasses.replace(DETAILS, organizer="Ana Petrov"))
    text = write(template, language, entries=(entry,), speaks_of=("draft:7",)).get_content()
    assert f"{shipped.words(language)['organizer']}{shipped.words(language)['colon']} Ana Petrov" in text


def test_problems_that_are_the_maintainers_business_are_not_shown_to_organizers() -> None:
    text = write(
        entries=(Entry(DETAILS, problems=(Problem("duplicate", "It may be the same as draft 3."),)),)
    ).get_content()
    assert "draft 3" not in text


def test_several_events_are_numbered_and_one_is_not() -> None:
    two = write(entries=(Entry(DETAILS), Entry(DETAILS))).get_content()
    assert re.search(r"(?m)^1\.\r?$", two)
    assert re.search(r"(?m)^2\.\r?$", two)
    assert not re.search(r"(?m)^1\.\r?$", write(entries=(Entry(DETAILS),)).get_content())


@pytest.mark.parametrize(
    ("language", "country", "day", "time"),
    [
        ("en", "FR", "Saturday, 8 May 2027", "14:00 – 16:00"),
        ("en", "US", "Saturday, May 8, 2027", "2:00 PM – 4:00 PM"),
        ("de", "DE", "Samstag, 8. Mai 2027", "14:00 – 16:00"),
        ("fr", "FR", "samedi 8 mai 2027", "14:00 – 16:00"),
        ("es", "ES", "sábado, 8 de mayo de 2027", "14:00 – 16:00"),
    ],
)
def test_days_and_hours_are_written_as_the_recipient_writes_them(
    language: str, country: str, day: str, time: str
) -> None:
    from dataclasses import replace

    text = write(language=language, entries=(Entry(replace(DETAILS, country=country)),)).get_content()
    assert day in text
    assert time in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_that_does_not_show_all_says_so(language: str) -> None:
    mail = wire(
        notes.write(
            reply("waiting", language, subject="", values={"soon": False, "more": 285}), desk(), "x@y.example", DATE
        )
    )
    assert "287" in mail["Subject"]
    assert "285" in mail.get_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_that_came_too_late_shows_what_waits_in_its_place(language: str) -> None:
    values = {"errors": ["draft 1 was replaced"], "stale": True, "partly": False}
    late = reply("forms", language, values=values)
    text = wire(notes.write(late, desk(), "x@greendays.example", DATE)).get_content()
    assert "Lyon" in text  # numbered as an answer to this very mail may number it
    assert "1." in text
    nothing = reply("forms", language, values=values, entries=(), speaks_of=())
    assert "ok 1 3" not in wire(notes.write(nothing, desk(), "x@greendays.example", DATE)).get_content()


def test_a_language_without_mails_gets_the_campaigns() -> None:
    letter = notes.write(reply(language="ja"), desk(languages=("de", "en")), "x@greendays.example", DATE)
    assert letter["Content-Language"] == "de"


def test_a_region_of_a_language_gets_that_language() -> None:
    assert write(language="pt-BR")["Content-Language"] == "pt"


def test_a_strangers_subject_cannot_become_a_header() -> None:
    mail = write(subject="Planting\r\nBcc: everyone@list.example\r\n\r\nBody")
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("Re: Planting")


INJECTED = "=?utf-8?q?x=0D=0ABcc:_eve@evil.example=0D=0A=0D=0Abody?="


@pytest.mark.parametrize("template", ["received", "notice"])
def test_an_encoded_word_in_a_strangers_title_or_message_id_cannot_become_a_header(template: str) -> None:
    entry = Entry(dataclasses.replace(DETAILS, title=INJECTED, city=INJECTED))
    threads = {"in_reply_to": f"{INJECTED}@evil.example", "references": (f"{INJECTED}@evil.example", "one@a.example")}
    for subject in (INJECTED, "", f"Re: {INJECTED}"):
        mail = notes.write(
            reply(template, entries=(entry,), subject=subject, **threads), desk(title=INJECTED), "m@d", DATE
        )
        head = mail.as_bytes().partition(b"\r\n\r\n")[0]
        assert b"\r\nMIME-Version: 1.0" in head
        assert not re.search(rb"(?im)^bcc", head)
        read = email.message_from_bytes(mail.as_bytes(), policy=email.policy.default)
        assert read["Bcc"] is None
        assert read["References"] == "<one@a.example>"


def test_answers_do_not_pile_up_re() -> None:
    assert write(subject="Re: AW: re[2]: Planting day")["Subject"] == "Re: Planting day"


def test_an_organizers_answer_never_carries_on_a_token() -> None:
    assert "#" not in write(subject="Re: New draft [#abcdefghijkmnpqrstuvwxyz]")["Subject"]


def test_long_message_ids_stay_whole() -> None:
    long = "x" * 200 + "@garden.example"
    mail = notes.write(reply(in_reply_to=long, references=("first@a.example", long)), desk(), "o@a.example", DATE)
    assert f"References: <first@a.example> <{long}>".encode() in mail.as_bytes()
    assert f"In-Reply-To: <{long}>".encode() in mail.as_bytes()


def test_hostile_message_ids_are_left_out() -> None:
    mail = write(in_reply_to="a\r\nBcc: x@y.example", references=("a b", "<>", "good@a.example"))
    assert mail["In-Reply-To"] is None
    assert mail["References"] == "<good@a.example>"
    assert mail["Auto-Submitted"] == "auto-replied"


def test_a_very_long_thread_keeps_its_first_and_its_newest_ids() -> None:
    ids = tuple(f"{number}@a.example" for number in range(500))
    kept = write(references=ids)["References"].split()
    assert kept[0] == "<0@a.example>"
    assert kept[-1] == "<499@a.example>"
    assert len(kept) == notes.MOST_REFERENCES


def test_bidi_overrides_and_control_characters_do_not_get_through() -> None:
    from dataclasses import replace

    title = "Plan\u202eting\x07 day\u2028Bcc"
    text = write(entries=(Entry(replace(DETAILS, title=title)),)).get_content()
    assert "Planting day Bcc" in text


def test_no_line_is_too_long_for_smtp() -> None:
    raw = notes.write(reply("notice", values={**reply().values, "text": "x" * 50_000}), desk(), "o@a.example", DATE)
    assert max(len(line) for line in raw.as_bytes().split(b"\r\n")) <= 998


def test_the_public_address_of_an_entry_stands_in_the_mail() -> None:
    assert "https://greendays.example/#e-abc" in write("live").get_content()


def test_an_unknown_mail_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"nonsense.*received"):
        write("nonsense")


def test_every_words_file_is_toml_with_texts_only() -> None:
    for path in (Path(__file__).parent.parent / "templates" / "mail").glob("*/words.toml"):
        words = tomllib.loads(path.read_text(encoding="utf-8"))
        assert all(isinstance(text, str) and text.strip() for text in words["questions"].values())


@pytest.mark.parametrize(
    "title", ['Gärten "der Stadt", e.V.', "Зелёные дни", "Green, Days", "Green\r\nBcc: x@y.example"]
)
def test_a_campaigns_name_is_one_name_beside_one_address(title: str) -> None:
    mail = wire(notes.write(reply(), desk(title=title), "o@a.example", DATE))
    (sender,) = mail["From"].addresses
    assert sender.addr_spec == "events@greendays.example"
    assert sender.display_name == " ".join(title.split())
    assert mail["Bcc"] is None


def test_a_domain_with_accents_is_written_in_its_ascii_form() -> None:
    assert write(to="ana@gärten.example")["To"] == "ana@xn--grten-gra.example"


def test_a_long_subject_is_encoded_in_words_of_at_most_75_characters() -> None:
    raw = notes.write(reply(subject="Große Frühjahrspflanzung für alle " * 8), desk(), "o@a.example", DATE).as_bytes()
    words = re.findall(rb"=\?[^?]+\?[bq]\?[^?]*\?=", raw.split(b"\r\n\r\n")[0])
    assert words
    assert max(map(len, words)) <= 75
