"""What people's answers mean: `tests/replies/organizer-<language>.toml` and `maintainer-<language>.toml`."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from intake.campaign import Maintainer
from intake.deciding import replies
from intake.deciding.decide import decide
from intake.deciding.decision import Command, Decision, Hold, Ignore, Known, Propose
from intake.deciding.details import differences
from intake.deciding.draft import Details, Draft
from intake.deciding.settings import Settings
from intake.reading.message import Message, read
from intake.reading.proposal import Context, Proposal
from intake.reading.propose import propose

FOLDER = Path(__file__).parent / "replies"
NOW = dt.datetime(2027, 3, 1, 10, tzinfo=dt.UTC)
TOKEN = "abcdefghijkmnpqrstuvwxyz"
PLACE = {"region", "country", "timezone", "coordinates", "venue"}


def cases(kind: str, key: str) -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob(f"{kind}-*.toml")):
        tag = path.stem.partition("-")[2]
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))[key], start=1):
            found.append(pytest.param(tag, case, id=f"{tag}-{number}-{case['says'][:30]!r}"))
    return found


def mail(text: str, subject: str, sender: str = "ana@garden.example", *head: str) -> bytes:
    lines = [
        f"From: Ana Roche <{sender}>",
        "To: events@greendays.example",
        f"Subject: {subject}",
        "Message-ID: <answer@garden.example>",
        "In-Reply-To: <ours@greendays.example>",
        "Date: Mon, 01 Mar 2027 10:00:00 +0000",
        *head,
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        text,
    ]
    return "\r\n".join(lines).replace("\r\n", "\n").replace("\n", "\r\n").encode()


def drafts_about(names: Sequence[str]) -> tuple[Draft, ...]:
    known = tomllib.loads((FOLDER / "events.toml").read_text(encoding="utf-8"))
    made = []
    for number, name in enumerate(names, start=1):
        values = dict(known[name])
        if "coordinates" in values:
            values["coordinates"] = tuple(values["coordinates"])
        made.append(
            Draft(
                id=number,
                message_id="first",
                proposal=Proposal("first", number, "new", {}),
                details=Details(**values),
                about="new",
                status="waiting",
                sender="ana@garden.example",
                received=NOW,
                created=NOW,
                mail_id="first@garden.example",
                answerable=True,
            )
        )
    return tuple(made)


def answered(text: str, about: Sequence[str], sender: str = "ana@garden.example") -> list[Decision]:
    message = read(mail(text, "Re: Planting day", sender))
    known = Known(
        drafts=drafts_about(about),
        sent_ids={"ours@greendays.example": tuple(f"draft:{number}" for number in range(1, len(about) + 1))},
    )
    return decide(message, propose(message, Context(NOW)), known, Settings(), NOW)


def shown(details: Details, name: str) -> str:
    value = getattr(details, name)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return ", ".join(value) if isinstance(value, tuple) else str(value if value is not None else "")


@pytest.mark.parametrize(("tag", "case"), cases("organizer", "reply"))
def test_an_organizers_reply_means_what_it_says(tag: str, case: dict[str, Any]) -> None:
    about = case.get("about", ["lyon"])
    decisions = answered(case["says"], about)
    proposed = [one for one in decisions if isinstance(one, Propose)]
    changed = [one for one in proposed if one.about == "new" and one.replaces]
    cancelled = [one for one in proposed if one.about == "cancel"]
    new = [one for one in proposed if not one.replaces]
    assert [one.replaces[0] for one in changed] == case.get("changes", [])
    assert [one.replaces[0] for one in cancelled] == case.get("cancels", [])
    assert [f"{one.details.date} {one.details.city}" for one in new] == case.get("new", [])
    assert any(isinstance(one, Ignore) for one in decisions) == case.get("nothing", False)
    assert any(isinstance(one, Hold) for one in decisions) == case.get("held", False)
    for one in changed:
        assert one.previous is not None
        gives = case["gives"]
        loose = {*PLACE, *case.get("loose", [])}
        names = {name for name in differences(one.previous, one.details) if name not in loose or name in gives}
        assert {name: shown(one.details, name) for name in names} == gives
    if "problem" in case:
        assert all(case["problem"] in [problem.code for problem in one.problems] for one in proposed)


MAINTAINER = Maintainer("Kim", "kim@desk.example")


def answer(text: str, tag: str = "en", sender: str = "kim@desk.example", **more: Any) -> replies.Answer | None:
    head = [f"Authentication-Results: {more['results']}"] if "results" in more else []
    message = read(mail(text, f"Re: 3 new drafts [#{more.get('token', TOKEN)}]", sender, *head))
    known = Known(drafts=drafts_about(["lyon", "koln", "gent"]), tokens={TOKEN: (1, 2, 3)})
    maintainer = Maintainer("Kim", "Kim@Desk.example", (tag,))
    settings = Settings(maintainers=(maintainer,), authserv_id=more.get("authserv_id"))
    return replies.answer(message, known, settings)


def in_words(command: Command) -> str:
    values = " ".join(f"{name}={value}" for name, value in command.values.items())
    return " ".join(filter(None, [command.verb, str(command.draft_id), values, command.why]))


@pytest.mark.parametrize(("tag", "case"), cases("maintainer", "answer"))
def test_a_maintainers_answer_is_these_commands(tag: str, case: dict[str, Any]) -> None:
    said = answer(case["says"], tag)
    assert said is not None
    assert [in_words(command) for command in said.commands] == case["does"]
    assert bool(said.not_understood) == (not case["does"])


def test_an_answer_without_a_token_is_no_answer() -> None:
    assert answer("ok", token="zzzzzzzzzzzzzzzzzzzzzzzz") is None


def test_a_token_from_an_address_that_is_not_listed_does_nothing() -> None:
    said = answer("ok", sender="eve@elsewhere.example")
    assert said is not None
    assert said.refused
    assert not said.commands


@pytest.mark.parametrize(
    ("results", "counts"),
    [
        ("mx.greendays.example; dmarc=pass header.from=desk.example", True),
        ("mx.greendays.example; dmarc=fail header.from=desk.example; spf=pass smtp.mailfrom=bad.example", False),
        ("mx.elsewhere.example; dmarc=pass header.from=desk.example", False),
        ("mx.greendays.example; spf=fail smtp.mailfrom=desk.example", False),
        ("mx.greendays.example; none", False),
        ("mx.greendays.example; dkim=pass header.d=desk.example; spf=fail smtp.mailfrom=relay.example", True),
        ("mx.greendays.example; dkim=pass header.d=bad.example; spf=pass smtp.mailfrom=bad.example", False),
        ("mx.greendays.example; dmarc=none; spf=pass smtp.mailfrom=kim@desk.example", True),
        ("mx.greendays.example (a comment; dmarc=pass); dmarc=fail (p=reject) header.from=desk.example", False),
        ("MX.GreenDays.example 1; dmarc=pass header.from=desk.example", True),
    ],
)
def test_where_our_server_is_named_only_what_it_passed_counts(results: str, counts: bool) -> None:
    said = answer("ok", results=results, authserv_id="mx.greendays.example")
    assert said is not None
    assert bool(said.commands) == counts
    assert bool(said.refused) != counts


def test_without_a_word_of_our_server_a_configured_name_lets_nothing_pass() -> None:
    said = answer("ok", authserv_id="mx.greendays.example")
    assert said is not None
    assert said.refused


def followed(message: Message, known: Known, problems: Sequence[str] = ()) -> list[Decision]:
    """What else a maintainer's answer leads to, when `problems` are those of its commands."""
    said = replies.answer(message, known, Settings(maintainers=(MAINTAINER,)))
    assert said is not None
    return replies.follow_up(said, message, known, problems)


def test_an_answer_to_what_was_replaced_is_told_the_replacement() -> None:
    old, new = drafts_about(["lyon", "koln"])
    known = Known(
        drafts=(dataclasses.replace(old, status="superseded"), dataclasses.replace(new, replaces=(1,))),
        tokens={TOKEN: (1,)},
    )
    message = read(mail("ok", f"Re: New draft [#{TOKEN}]", "kim@desk.example"))
    decisions = followed(message, known, ["draft 1 was replaced by draft 2: decide on that one"])
    (note,) = [one for one in decisions if not isinstance(one, Ignore)]
    assert note.speaks_of == ("draft:2",)  # type: ignore[union-attr]
    assert note.values["stale"]  # type: ignore[union-attr]


def test_an_answer_of_which_only_a_part_came_too_late_is_not_said_to_have_done_nothing() -> None:
    confirmed, rejected = drafts_about(["lyon", "koln"])
    known = Known(
        drafts=(dataclasses.replace(confirmed, status="confirmed"), dataclasses.replace(rejected, status="rejected")),
        tokens={TOKEN: (1, 2)},
    )
    message = read(mail("ok", f"Re: New draft [#{TOKEN}]", "kim@desk.example"))
    decisions = followed(message, known, ["draft 2 was already rejected by kim@desk.example"])
    (note,) = [one for one in decisions if not isinstance(one, Ignore)]
    assert note.values["partly"]  # type: ignore[union-attr]
    assert not note.values["stale"]  # type: ignore[union-attr]


def test_a_stranger_in_the_thread_replaces_nothing() -> None:
    (one,) = [
        one for one in answered("it's at 9pm not 2pm", ["lyon"], "eve@elsewhere.example") if isinstance(one, Propose)
    ]
    assert one.about == "change"
    assert not one.replaces
    assert "other_sender" in [problem.code for problem in one.problems]


def test_a_maintainers_machine_is_not_told_again_and_again_what_forms_work() -> None:
    known = Known(drafts=drafts_about(["lyon"]), tokens={TOKEN: (1,)})
    text = "I have read your mail and will think about it"
    marked = read(mail(text, f"Re: New draft [#{TOKEN}]", "kim@desk.example", "Auto-Submitted: auto-replied"))
    decisions = followed(marked, known)
    assert [type(one) for one in decisions] == [Ignore]
    often = {f"{number}@greendays.example": ("draft:1",) for number in range(6)}
    thread = "References: " + " ".join(f"<{name}>" for name in often)
    again = read(mail(text, f"Re: New draft [#{TOKEN}]", "kim@desk.example", thread))
    decisions = followed(again, dataclasses.replace(known, sent_ids=often))
    assert [type(one) for one in decisions] == [Ignore]
