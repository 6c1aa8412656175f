"""Three mails about one event, in whatever order they come: the same likenesses, and the same event at the end."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

import pytest

from intake import jobs
from intake.deciding.decision import Command
from render.event import Event
from tests.parts.campaigns import MIA, NOW, campaign_in, deliver, mail

MAILS = {
    "group": mail(
        "Title: Willow planting\nDate: Saturday, 8 May 2027\nTime: 2pm\nCity: Lyon, France\n"
        "Link: https://meadow.example/willows\n",
        "Willow planting",
        "Ana <ana@meadow.example>",
        "willows@meadow.example",
    ),
    "newsletter": mail(
        "Bonjour,\n\nPlantation de saules, samedi 8 mai 2027 à 14h, à Lyon, France.\n"
        "https://www.meadow.example/willows?utm_source=lettre\n",
        "La lettre de mai",
        "La lettre <lettre@rhone.example>",
        "mai@rhone.example",
    ),
    "other": mail(
        "Title: Book fair\nDate: Saturday, 8 May 2027\nTime: 10am\nCity: Lyon, France\n"
        "Link: https://books.example/fair\n",
        "Book fair",
        "Ben <ben@books.example>",
        "fair@books.example",
    ),
}
SENDERS = {"ana@meadow.example", "lettre@rhone.example"}


class Told(NamedTuple):
    alike: frozenset[tuple[str, str, float, tuple[str, ...]]]
    event: Event
    senders: frozenset[str]


def told(folder: Path, order: tuple[str, ...]) -> Told:
    """The likenesses of what waits, and the list once the two are merged and confirmed."""
    campaign = campaign_in(folder)
    with jobs.open_store(campaign) as store:
        for name in order:
            deliver(folder, name, MAILS[name])
            jobs.collect(store, campaign, NOW)
            jobs.work(store, campaign, NOW)
        waiting = store.drafts()
        sender = {str(draft.id): draft.sender for draft in waiting}
        alike = {
            (draft.sender, sender[one.id], one.score, one.reasons) for draft in waiting for one in draft.duplicates
        }
        # The newsletter is merged into the group's own announcement, whichever came first.
        draft, into = (next(one for one in waiting if one.sender == who) for who in sorted(SENDERS, reverse=True))
        merge = Command("merge", MIA, draft_id=draft.id, into_draft=into.id)
        jobs.carry_out(store, campaign, [merge], NOW)
        jobs.carry_out(store, campaign, [Command("confirm", MIA, draft_id=into.id)], NOW)
        (event,) = store.events()
        senders = {store_draft.sender for number in (draft.id, into.id) if (store_draft := store.draft(number))}
        return Told(frozenset(alike), replace(event, id=""), frozenset(senders))


@pytest.mark.parametrize("order", [order for order in permutations(MAILS) if order != tuple(MAILS)])
def test_the_order_in_which_mails_come_changes_nothing(tmp_path: Path, order: tuple[str, ...]) -> None:
    first = told(tmp_path / "first", tuple(MAILS))
    ana, letter = sorted(SENDERS)
    assert {pair[:2] for pair in first.alike} == {(ana, letter), (letter, ana)}
    assert (first.event.title, first.event.link) == ("Willow planting", "https://meadow.example/willows")
    assert first.senders == SENDERS
    assert told(tmp_path / "other", order) == first


@pytest.mark.parametrize("first", [0, 1])
def test_whichever_of_a_pair_is_confirmed_the_other_is_said_to_be_like_its_event(tmp_path: Path, first: int) -> None:
    campaign = campaign_in(tmp_path)
    with jobs.open_store(campaign) as store:
        for name in ("group", "newsletter"):
            deliver(tmp_path, name, MAILS[name])
        jobs.collect(store, campaign, NOW)
        jobs.work(store, campaign, NOW)
        pair = [draft.id for draft in store.drafts()]
        jobs.carry_out(store, campaign, [Command("confirm", MIA, draft_id=pair[first])], NOW)
        (left,), (event,) = store.drafts(), store.events()
        assert [(one.kind, one.id) for one in left.duplicates] == [("event", event.id)]
        assert [problem.code for problem in left.problems if problem.code == "duplicate"] == ["duplicate"]
        jobs.undo(store, campaign, MIA, NOW)
        assert [draft.duplicates[0].id for draft in store.drafts()] == [str(pair[1]), str(pair[0])]
