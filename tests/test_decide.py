"""What a message or a command leads to: the rules that people rely on, one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from intake.campaign import Maintainer
from intake.deciding import answers, reminders
from intake.deciding.decide import carry_out, decide
from intake.deciding.decision import (
    Cancel,
    Command,
    Decision,
    Edit,
    Entry,
    Hold,
    Ignore,
    Impossible,
    Join,
    Known,
    Propose,
    Publish,
    Refuse,
    Reply,
    Revise,
    Supersede,
    Withdraw,
    named,
)
from intake.deciding.details import as_event, of_event
from intake.deciding.draft import Details, Draft, Duplicate
from intake.deciding.reminders import remind
from intake.deciding.settings import Settings
from intake.reading.message import Message
from intake.reading.proposal import About, Finding, Kind, Link, Place, Problem, Proposal, Reading, When
from render.event import Event

NOW = dt.datetime(2027, 3, 1, 10, tzinfo=dt.UTC)
DETAILS = Details(
    date=dt.date(2027, 5, 8),
    start=dt.time(14),
    timezone="Europe/Paris",
    title="Planting day",
    city="Lyon",
    region="Rhone-Alpes",
    country="FR",
    coordinates=(45.74906, 4.84789),
    link="https://garden.example/planting",
    language="en",
)
EACH = Settings(maintainers=(Maintainer("Kim", "kim@desk.example"), Maintainer("Mo", "mo@desk.example", notify="none")))


def message(**more: Any) -> Message:
    given: dict[str, Any] = {
        "id": "a" * 64,
        "message_id": "two@garden.example",
        "thread": (),
        "sender": "ana@garden.example",
        "sender_name": "Ana",
        "reply_to": None,
        "to": ("events@greendays.example",),
        "sent": NOW,
        "received": NOW,
        "subject": "Planting day",
        "text": "Saturday 8 May 2027, 2pm, Lyon",
        "html": None,
        "links": (),
        "parts": (),
        "automatic": (),
        "authenticated": (),
    }
    return Message(**{**given, **more})


def proposal(details: Details = DETAILS, about: About = "new", ordinal: int = 1, **more: Any) -> Proposal:
    chosen: dict[Any, Finding] = {}

    def add(name: Any, value: Any) -> None:
        chosen[name] = Finding(name, value, "words", 0, 5, "text", "a rule")

    if details.date or details.start:
        add("when", When(details.date, details.start, details.end_date, details.end, frozenset({"day"})))
    if details.city:
        point = details.coordinates or (None, None)
        add("where", Place(details.city, details.region, details.country, *point, details.timezone))
    if details.link:
        add("link", Link(details.link, "event"))
    if details.title:
        add("title", details.title)
    return Proposal("two@garden.example", ordinal, about, chosen, language="en", **more)


def reading(*proposals: Proposal, kind: Kind = "submission") -> Reading:
    return Reading(kind, proposals, "en", "why")


def draft(number: int = 1, details: Details = DETAILS, **more: Any) -> Draft:
    given: dict[str, Any] = {
        "id": number,
        "message_id": f"{number}" * 64,
        "proposal": proposal(details),
        "details": details,
        "about": "new",
        "status": "waiting",
        "sender": "ana@garden.example",
        "received": NOW,
        "created": NOW,
        "version": 3,
        "language": "en",
        "subject": "Planting day",
        "mail_id": "one@garden.example",
        "answerable": True,
    }
    return Draft(**{**given, **more})


def event(details: Details = DETAILS, name: str = "abc") -> Event:
    return replace(as_event(details, NOW), id=name)


def of(decisions: list[Decision], kind: type[Any]) -> list[Any]:
    return [one for one in decisions if isinstance(one, kind)]


def decided(
    *proposals: Proposal, known: Known | None = None, settings: Settings | None = None, **more: Any
) -> list[Decision]:
    kind = more.pop("kind", "submission")
    given = replace(reading(*proposals, kind=kind), problems=more.pop("problems", ()))
    return decide(message(**more), given, known or Known(), settings or Settings(), NOW)


def codes(one: Propose) -> list[str]:
    return [problem.code for problem in one.problems]


# A mail of its own


def test_a_new_event_is_proposed_and_its_sender_answered_and_the_maintainers_told() -> None:
    decisions = decided(proposal(), settings=EACH)
    (one,) = of(decisions, Propose)
    assert one.details == DETAILS
    assert one.problems == ()
    answer, notice = of(decisions, Reply)
    assert (answer.to, answer.template, answer.token_for) == ("ana@garden.example", "received", None)
    assert (answer.in_reply_to, answer.references) == ("two@garden.example", ("two@garden.example",))
    assert (notice.to, notice.template, notice.token_for) == ("kim@desk.example", "notice", "draft")
    assert answer.speaks_of == notice.speaks_of == ("new:0",)


def test_several_events_of_one_mail_get_one_answer_and_one_notice() -> None:
    other = replace(DETAILS, date=dt.date(2027, 5, 15), city="Porto", country="PT", coordinates=(41.1, -8.6))
    decisions = decided(proposal(), proposal(other, ordinal=2), settings=EACH)
    assert len(of(decisions, Propose)) == 2
    assert [one.speaks_of for one in of(decisions, Reply)] == [("new:0", "new:1")] * 2


def test_automatic_mail_is_ignored_and_not_answered() -> None:
    decisions = decided(kind="automatic")
    assert of(decisions, Ignore)
    assert not of(decisions, Reply)


@pytest.mark.parametrize("name", ["no-reply@news.example", "mailer-daemon@news.example"])
def test_what_must_not_be_answered_is_drafted_all_the_same(name: str) -> None:
    decisions = decided(proposal(), sender=name)
    assert of(decisions, Propose)
    assert not of(decisions, Reply)


def test_more_than_a_few_answers_an_hour_are_not_given() -> None:
    settings = Settings(answers_per_hour=2)
    assert of(decided(proposal(), known=Known(answers_lately=1), settings=settings), Reply)
    assert not of(decided(proposal(), known=Known(answers_lately=2), settings=settings), Reply)


def test_a_question_is_held_for_a_person_and_answered() -> None:
    decisions = decided(kind="question")
    assert of(decisions, Hold)
    assert [one.template for one in of(decisions, Reply)] == ["question"]


def test_nobody_is_told_again_and_again_that_a_person_will_read_it() -> None:
    ours = Known(sent_ids={"a@ours.example": (), "b@ours.example": ()})
    decisions = decided(kind="question", known=ours, thread=("b@ours.example", "a@ours.example"))
    assert of(decisions, Hold)
    assert not of(decisions, Reply)
    assert not of(decided(kind="question", known=Known(answers_today=5)), Reply)


def test_what_names_no_event_and_asks_nothing_is_ignored_in_silence() -> None:
    decisions = decided(kind="other")
    assert of(decisions, Ignore)
    assert not of(decisions, Reply)


UNREAD = Problem("calendar_unread", "A calendar is attached that could not be read: it is empty.")


def test_a_mail_whose_calendar_could_not_be_read_is_held_with_the_reason_and_answered() -> None:
    decisions = decided(kind="other", problems=(UNREAD,))
    assert [hold.reason for hold in of(decisions, Hold)] == [UNREAD.text]
    assert [one.template for one in of(decisions, Reply)] == ["question"]


def test_what_says_nothing_new_beside_a_calendar_that_could_not_be_read_is_held() -> None:
    known = Known(drafts=(draft(),))
    assert of(decided(proposal(), known=known), Ignore)
    assert [hold.reason for hold in of(decided(proposal(), known=known, problems=(UNREAD,)), Hold)] == [UNREAD.text]


def test_a_reply_whose_calendar_could_not_be_read_is_held_with_the_reason_or_drafted_with_the_problem() -> None:
    known, thread = Known(drafts=(draft(),)), ("one@garden.example",)
    thanks = decided(known=known, thread=thread, text="Thank you!", kind="other")
    assert of(thanks, Ignore)
    (hold,) = of(decided(known=known, thread=thread, text="Thank you!", kind="other", problems=(UNREAD,)), Hold)
    assert hold.reason == f"a reply about draft 1. {UNREAD.text}"
    (change,) = of(decided(known=known, thread=thread, text="It starts at 4pm.", problems=(UNREAD,)), Propose)
    assert codes(change) == ["calendar_unread"]


def test_a_forged_sender_gets_no_answer_and_the_draft_says_so() -> None:
    settings = Settings(authserv_id="mx.example")
    decisions = decided(proposal(), settings=settings, results=("mx.example; dmarc=fail header.from=garden.example",))
    assert not of(decisions, Reply)
    assert "forged" in codes(of(decisions, Propose)[0])


# The same event again


def test_the_same_event_from_another_sender_is_proposed_as_a_likely_duplicate() -> None:
    known = Known(drafts=(draft(),))
    decisions = decided(proposal(replace(DETAILS, title="Come and plant")), known=known, sender="tom@news.example")
    (one,) = of(decisions, Propose)
    assert one.duplicates[0].id == "1"
    assert codes(one) == ["duplicate"]
    assert not of(decisions, Supersede)


def test_the_same_mail_sent_twice_changes_nothing_and_says_so() -> None:
    decisions = decided(proposal(), known=Known(drafts=(draft(),)))
    assert not of(decisions, Propose)
    assert [one.template for one in of(decisions, Reply)] == ["known"]


def test_a_corrected_mail_by_the_same_sender_replaces_the_waiting_draft() -> None:
    more = replace(DETAILS, end=dt.time(17))
    decisions = decided(proposal(more), known=Known(drafts=(draft(),)))
    (one,) = of(decisions, Propose)
    assert one.replaces == (1,)
    assert one.details.end == dt.time(17)
    assert of(decisions, Supersede) == [Supersede(1, 3)]


def test_another_event_of_the_same_sender_on_the_same_day_stays_another_event() -> None:
    other = replace(DETAILS, title="Seed swap", start=dt.time(19), link="https://garden.example/swap")
    decisions = decided(proposal(other), known=Known(drafts=(draft(),)))
    assert not of(decisions, Supersede)
    assert of(decisions, Propose)[0].duplicates == ()


def test_where_a_city_is_not_known_nothing_is_replaced_unasked() -> None:
    nowhere = replace(DETAILS, city=None, region=None, country=None, coordinates=None)
    decisions = decided(proposal(nowhere), known=Known(drafts=(draft(),)))
    assert not of(decisions, Supersede)
    assert codes(of(decisions, Propose)[0]) == ["duplicate"]


def test_the_events_of_one_mail_are_never_duplicates_of_each_other() -> None:
    decisions = decided(proposal(), proposal(replace(DETAILS, title="Planting days"), ordinal=2))
    assert all(one.duplicates == () for one in of(decisions, Propose))


# Changes of what is on the list

ON_THE_LIST = Known(events=(event(),), submitters={"abc": frozenset({"ana@garden.example"})})


def test_a_change_by_its_sender_is_proposed_beside_the_published_event() -> None:
    decisions = decided(proposal(replace(DETAILS, start=dt.time(15)), "change"), known=ON_THE_LIST, kind="change")
    (one,) = of(decisions, Propose)
    assert (one.about, one.event_id, one.previous) == ("change", "abc", DETAILS)
    assert one.details == replace(DETAILS, start=dt.time(15))
    assert codes(one) == []
    assert not of(decisions, Revise)


def test_a_second_change_replaces_the_first_that_still_waits() -> None:
    waiting = draft(2, replace(DETAILS, start=dt.time(15)), about="change", event_id="abc", previous=DETAILS)
    known = replace(ON_THE_LIST, drafts=(waiting,))
    moved = replace(DETAILS, start=None, date=dt.date(2027, 5, 9))
    decisions = decided(proposal(moved, "change"), known=known, kind="change")
    (one,) = of(decisions, Propose)
    assert one.replaces == (2,)
    assert (one.details.start, one.details.date) == (dt.time(15), dt.date(2027, 5, 9))


def test_a_second_reply_is_read_against_the_first_that_still_waits() -> None:
    waiting = draft(2, replace(DETAILS, start=dt.time(15)), about="change", event_id="abc", previous=DETAILS)
    known = replace(ON_THE_LIST, drafts=(waiting,), sent_ids={"live@ours.example": ("event:abc",)})
    decisions = decided(
        kind="other", known=known, thread=("live@ours.example",), text="Moved to Sunday!", subject="Re: x"
    )
    (one,) = of(decisions, Propose)
    assert (one.replaces, one.event_id, one.previous) == ((2,), "abc", DETAILS)
    assert (one.details.start, one.details.date) == (dt.time(15), dt.date(2027, 5, 9))


def test_a_forged_cancellation_is_marked_and_replaces_nothing() -> None:
    waiting = draft(2, replace(DETAILS, start=dt.time(15)), about="change", event_id="abc", previous=DETAILS)
    forged = ("mx.example; dmarc=fail header.from=garden.example",)
    known, settings = replace(ON_THE_LIST, drafts=(waiting,)), Settings(authserv_id="mx.example")
    decisions = decided(proposal(about="cancel"), known=known, settings=settings, kind="cancellation", results=forged)
    (one,) = of(decisions, Propose)
    assert {"other_sender", "forged"} <= set(codes(one))
    assert not of(decisions, Supersede)
    assert not of(decisions, Reply)


def test_a_cancellation_by_its_sender_waits_for_the_maintainer() -> None:
    decisions = decided(proposal(about="cancel"), known=ON_THE_LIST, kind="cancellation")
    (one,) = of(decisions, Propose)
    assert (one.about, one.event_id) == ("cancel", "abc")
    assert not of(decisions, Cancel)


@pytest.mark.parametrize("about", ["change", "cancel"])
def test_what_a_stranger_says_of_an_event_carries_a_problem(about: About) -> None:
    decisions = decided(
        proposal(replace(DETAILS, start=dt.time(21)), about), known=ON_THE_LIST, sender="eve@else.example"
    )
    assert all("other_sender" in codes(one) for one in of(decisions, Propose))
    assert of(decisions, Propose)


def test_a_cancellation_of_nothing_known_is_held() -> None:
    decisions = decided(proposal(about="cancel"), kind="cancellation")
    assert of(decisions, Hold)
    assert not of(decisions, Propose)


def test_a_change_of_nothing_known_is_proposed_with_a_problem() -> None:
    assert codes(of(decided(proposal(about="change"), kind="change"), Propose)[0]) == ["no_target"]


# Commands


def told(decisions: list[Decision]) -> list[tuple[str, str]]:
    return [(one.template, one.to) for one in of(decisions, Reply)]


def command(verb: Any, **more: Any) -> Command:
    return Command(verb, "kim@desk.example", **more)


def test_confirming_publishes_and_tells_the_sender_the_entry() -> None:
    decisions = carry_out(command("confirm", draft_id=1), Known(drafts=(draft(),)), NOW)
    (published,) = of(decisions, Publish)
    assert (published.draft_id, published.version, published.event.id) == (1, 3, "")
    assert of_event(published.event) == DETAILS
    (mail,) = of(decisions, Reply)
    assert (mail.template, mail.in_reply_to, mail.speaks_of) == ("live", "one@garden.example", ("publish:0",))
    assert named(mail, [], ["xyz"]).speaks_of == ("event:xyz",)


def test_confirming_a_mail_that_may_not_be_answered_tells_nobody() -> None:
    decisions = carry_out(command("confirm", draft_id=1), Known(drafts=(draft(answerable=False),)), NOW)
    assert of(decisions, Publish)
    assert told(decisions) == []


def test_the_thread_of_our_mails_begins_with_the_senders_first_mail() -> None:
    later = draft(mail_id="three@garden.example", thread=("ours@greendays.example", "one@garden.example"))
    (mail,) = of(carry_out(command("confirm", draft_id=1), Known(drafts=(later,)), NOW), Reply)
    assert mail.references == ("one@garden.example", "ours@greendays.example", "three@garden.example")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": "confirmed", "decided_by": "mo@desk.example"}, "already confirmed by mo@desk.example"),
        ({"status": "rejected"}, "already rejected"),
        ({"details": replace(DETAILS, date=None)}, "no date"),
        ({"details": Details(date=DETAILS.date)}, "no city"),
    ],
)
def test_what_cannot_be_confirmed_says_why(change: Mapping[str, Any], says: str) -> None:
    with pytest.raises(Impossible, match=says):
        carry_out(command("confirm", draft_id=1), Known(drafts=(draft(**change),)), NOW)


def test_a_draft_that_changed_since_it_was_seen_is_not_confirmed() -> None:
    with pytest.raises(Impossible, match="changed meanwhile"):
        carry_out(command("confirm", draft_id=1, version=2), Known(drafts=(draft(),)), NOW)


def test_a_replaced_draft_names_the_one_that_replaced_it() -> None:
    known = Known(drafts=(draft(status="superseded"), draft(2, replaces=(1,))))
    with pytest.raises(Impossible, match="draft 2"):
        carry_out(command("confirm", draft_id=1), known, NOW)


def test_a_change_keeps_what_was_edited_meanwhile() -> None:
    waiting = draft(2, replace(DETAILS, start=dt.time(15)), about="change", event_id="abc", previous=DETAILS)
    edited = event(replace(DETAILS, title="A better title"))
    (one,) = of(carry_out(command("confirm", draft_id=2), Known(drafts=(waiting,), events=(edited,)), NOW), Revise)
    assert (one.event.title, one.event.start) == ("A better title", dt.time(15))


def test_a_confirmed_change_tells_who_asked_and_who_submitted_once_each() -> None:
    first = draft(1, status="confirmed", event_id="abc")
    change = draft(
        2,
        replace(DETAILS, start=dt.time(15)),
        about="change",
        event_id="abc",
        previous=DETAILS,
        sender="eve@else.example",
    )
    decisions = carry_out(command("confirm", draft_id=2), Known(drafts=(first, change), events=(event(),)), NOW)
    assert sorted(told(decisions)) == [("changed", "ana@garden.example"), ("changed", "eve@else.example")]


def test_who_changes_their_own_event_gets_one_mail() -> None:
    first = draft(1, status="confirmed", event_id="abc")
    change = draft(2, replace(DETAILS, start=dt.time(15)), about="change", event_id="abc", previous=DETAILS)
    decisions = carry_out(command("confirm", draft_id=2), Known(drafts=(first, change), events=(event(),)), NOW)
    assert told(decisions) == [("changed", "ana@garden.example")]


def test_a_confirmed_cancellation_leaves_the_event_on_the_list_as_cancelled() -> None:
    gone = draft(2, about="cancel", event_id="abc", previous=DETAILS)
    decisions = carry_out(command("confirm", draft_id=2), Known(drafts=(gone,), events=(event(),)), NOW)
    assert of(decisions, Cancel)[0].event.status == "cancelled"
    assert told(decisions) == [("cancelled", "ana@garden.example")]


def test_a_cancellation_before_publication_publishes_nothing() -> None:
    gone = draft(2, about="cancel", previous=DETAILS)
    decisions = carry_out(command("confirm", draft_id=2), Known(drafts=(gone,)), NOW)
    assert of(decisions, Refuse)
    assert not of(decisions, Publish)
    assert told(decisions) == [("cancelled", "ana@garden.example")]


def strangers(details: Details, about: About = "change") -> Draft:
    beside = (Duplicate("draft", "1", 1.0, ("in the same mail thread",)),)
    return draft(2, details, about=about, previous=DETAILS, sender="eve@else.example", duplicates=beside)


def test_confirming_a_strangers_change_publishes_one_event_and_not_two() -> None:
    known = Known(drafts=(draft(), strangers(replace(DETAILS, start=dt.time(15)))))
    decisions = carry_out(command("confirm", draft_id=2), known, NOW)
    assert of(decisions, Join) == [Join(1, 3, into_draft=2)]
    assert [one.event.start for one in of(decisions, Publish)] == [dt.time(15)]


def test_confirming_a_strangers_change_after_publication_revises_that_event() -> None:
    first = draft(1, status="confirmed", event_id="abc")
    known = Known(drafts=(first, strangers(replace(DETAILS, start=dt.time(15)))), events=(event(),))
    decisions = carry_out(command("confirm", draft_id=2), known, NOW)
    assert [one.event.id for one in of(decisions, Revise)] == ["abc"]
    assert not of(decisions, Publish)


def test_a_rejection_carries_its_reason_to_the_sender() -> None:
    decisions = carry_out(command("reject", draft_id=1, why=" Not here. "), Known(drafts=(draft(),)), NOW)
    assert of(decisions, Refuse) == [Refuse(1, 3, "Not here.")]
    assert of(decisions, Reply)[0].values["why"] == "Not here."


def test_an_edit_settles_the_problems_of_its_field_and_no_others() -> None:
    doubts = (
        Problem("ambiguous_city", "x", "where"),
        Problem("weekday_contradicts", "x", "when"),
        Problem("no_time", "x", "when"),
    )
    before = draft(details=replace(DETAILS, start=None), problems=doubts)
    (one,) = of(carry_out(command("edit", draft_id=1, values={"time": "15:00"}), Known(drafts=(before,)), NOW), Edit)
    assert one.edits == {"start": "15:00"}
    assert [problem.code for problem in one.problems] == ["ambiguous_city", "weekday_contradicts"]
    (one,) = of(carry_out(command("edit", draft_id=1, values={"city": "Lyon, FR"}), Known(drafts=(before,)), NOW), Edit)
    assert [problem.code for problem in one.problems] == ["weekday_contradicts", "no_time"]


def test_a_cleared_date_is_a_problem_at_once() -> None:
    (one,) = of(carry_out(command("edit", draft_id=1, values={"date": ""}), Known(drafts=(draft(),)), NOW), Edit)
    assert [problem.code for problem in one.problems] == ["no_date"]


def test_editing_an_event_revises_it_and_tells_its_submitters() -> None:
    known = Known(drafts=(draft(status="confirmed", event_id="abc"),), events=(event(),))
    decisions = carry_out(command("edit", event_id="abc", values={"time": "16:00"}), known, NOW)
    assert of(decisions, Revise)[0].event.start == dt.time(16)
    assert told(decisions) == [("changed", "ana@garden.example")]


def test_editing_a_cancelled_event_leaves_it_cancelled() -> None:
    known = Known(events=(replace(event(), status="cancelled"),))
    (one,) = of(carry_out(command("edit", event_id="abc", values={"title": "X"}), known, NOW), Revise)
    assert one.event.status == "cancelled"


def test_an_event_can_be_cancelled_postponed_and_withdrawn() -> None:
    known = Known(events=(event(),))
    assert of(carry_out(command("cancel", event_id="abc"), known, NOW), Cancel)[0].event.status == "cancelled"
    assert of(carry_out(command("postpone", event_id="abc"), known, NOW), Revise)[0].event.status == "postponed"
    assert of(carry_out(command("withdraw", event_id="abc"), known, NOW), Withdraw) == [Withdraw("abc")]


def test_a_postponed_event_with_a_new_day_takes_place_again() -> None:
    known = Known(events=(replace(event(), status="postponed"),))
    (one,) = of(carry_out(command("edit", event_id="abc", values={"date": "2027-06-12"}), known, NOW), Revise)
    assert (one.event.status, one.event.date) == ("scheduled", dt.date(2027, 6, 12))


def test_merging_two_drafts_keeps_what_either_knew() -> None:
    poor = draft(2, Details(date=DETAILS.date, city="Lyon", country="FR", organizer="Green Club"), version=5)
    decisions = carry_out(command("merge", draft_id=2, into_draft=1), Known(drafts=(draft(), poor)), NOW)
    join, edit = decisions
    assert join == Join(2, 5, into_draft=1)
    assert isinstance(edit, Edit)
    assert edit.details == replace(DETAILS, organizer="Green Club")


def test_merging_into_an_event_keeps_the_event_and_tells_the_sender() -> None:
    other = draft(2, replace(DETAILS, title="Come and plant", end=dt.time(17)), sender="tom@news.example")
    decisions = carry_out(
        command("merge", draft_id=2, into_event="abc"), Known(drafts=(other,), events=(event(),)), NOW
    )
    assert of(decisions, Join) == [Join(2, 3, into_event="abc")]
    (one,) = of(decisions, Revise)
    assert (one.event.id, one.event.title, one.event.end) == ("abc", "Planting day", dt.time(17))
    assert told(decisions) == [("live", "tom@news.example")]


def test_adding_by_hand_publishes_without_a_draft_and_writes_to_nobody() -> None:
    values = {"date": "2027-05-08", "city": "Köln, DE", "title": "Ride"}
    (one,) = carry_out(command("add", values=values), Known(), NOW)
    assert isinstance(one, Publish)
    assert (one.draft_id, one.event.city, one.event.timezone) == (None, "Köln", "Europe/Berlin")
    with pytest.raises(Impossible, match="city"):
        carry_out(command("add", values={"date": "2027-05-08"}), Known(), NOW)


# Reminders


def test_who_wants_a_digest_gets_one_a_day_and_only_when_there_is_something_new() -> None:
    digest = Settings(maintainers=(Maintainer("Kim", "kim@desk.example", notify="digest"),))
    waiting = [draft(created=NOW - dt.timedelta(hours=1))]
    (mail,) = remind(waiting, digest, NOW, {})
    assert (mail.template, mail.speaks_of, mail.token_for) == ("waiting", ("draft:1",), "draft")
    assert remind(waiting, digest, NOW, {"kim@desk.example": NOW - dt.timedelta(minutes=30)}) == []
    assert remind(waiting, digest, NOW + dt.timedelta(days=2), {"kim@desk.example": NOW}) == []


def test_a_digest_says_how_many_more_wait_than_it_shows() -> None:
    digest = Settings(maintainers=(Maintainer("Kim", "kim@desk.example", notify="digest"),))
    (mail,) = remind([draft(id=number, created=NOW) for number in range(1, 316)], digest, NOW, {})
    assert (len(mail.entries), mail.values["more"]) == (30, 285)


def test_a_draft_whose_day_comes_near_is_brought_to_mind_once_a_day() -> None:
    near = [draft(details=replace(DETAILS, date=dt.date(2027, 3, 3)), created=NOW - dt.timedelta(days=1))]
    assert [one.to for one in remind(near, EACH, NOW, {})] == ["kim@desk.example"]
    assert remind(near, EACH, NOW, {"kim@desk.example": NOW - dt.timedelta(hours=3)}) == []
    assert remind([draft()], EACH, NOW, {}) == []


def test_what_was_decided_at_once_is_told_in_one_mail_and_refusals_for_other_reasons_in_others() -> None:
    def mail(template: str, name: str, why: str = "", to: str = "ana@garden.example") -> Reply:
        entry = Entry(Details(title=name))
        return Reply(to, template, "en", {"why": why}, "Walks", "one@garden.example", (), None, None, (name,), (entry,))

    told = answers.gathered(
        [
            mail("live", "event:a"),
            mail("refused", "draft:1", "too far"),
            mail("live", "event:b"),
            mail("live", "event:c", to="Ana@garden.example"),
            mail("refused", "draft:2", "too late"),
            mail("live", "event:d", to="ben@garden.example"),
        ]
    )
    assert [(one.to, one.template, one.speaks_of) for one in told] == [
        ("ana@garden.example", "live", ("event:a", "event:b", "event:c")),
        ("ana@garden.example", "refused", ("draft:1",)),
        ("ana@garden.example", "refused", ("draft:2",)),
        ("ben@garden.example", "live", ("event:d",)),
    ]
    assert [entry.details.title for entry in told[0].entries] == ["event:a", "event:b", "event:c"]


def test_an_event_changed_twice_at_once_is_told_from_first_to_last() -> None:
    def mail(before: str, after: str) -> Reply:
        entry = Entry(Details(title=after), Details(title=before))
        return Reply("ana@garden.example", "changed", "en", speaks_of=("event:a",), entries=(entry,))

    (told,) = answers.gathered([mail("Walk", "Ride"), mail("Ride", "Swim")])
    assert told.entries == (Entry(Details(title="Swim"), Details(title="Walk")),)


def test_of_many_held_mails_the_most_frequent_reasons_are_named_and_how_many_more_there_are() -> None:
    messages = [(number, f"reason {number % 15}") for number in range(100)]
    ((mail, numbers),) = reminders.held(messages, {"kim@desk.example": [0, 15]}, EACH, NOW, {})
    assert len(numbers) == mail.values["number"] == 98
    shown = dict(mail.values["reasons"])  # type: ignore[call-overload]
    assert len(shown) == reminders.MOST_REASONS
    assert sum(shown.values()) + mail.values["others"] == 98  # type: ignore[operator]
    assert reminders.held(messages, {}, EACH, NOW, {"kim@desk.example": NOW - dt.timedelta(minutes=30)}) == []
    assert reminders.held([], {}, EACH, NOW, {}) == []
