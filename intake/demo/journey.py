"""The sample campaign's whole journey, from its inbox to its page, with the same jobs that serve a real campaign."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from intake import jobs
from intake.amounts import amount
from intake.campaign import Campaign
from intake.config import load
from intake.deciding.decision import Command
from intake.demo.inbox import CONTACT, Sample, inbox, weekend
from intake.setup import example, written

WHO = "robin@river-days.example"
LEFT_TO_CONFIRM = 5


@dataclass(frozen=True, slots=True)
class Journey:
    """Where the demo stands: its campaign, and how many mails, drafts and events it has come to."""

    campaign: Campaign
    mails: int
    waiting: int
    events: int
    answers: int


def prepare(folder: Path, site: Path, today: dt.date, listen: str | None, page: str | None) -> Campaign:
    """Lay out the sample campaign in `folder`: configuration, statement, and an empty inbox; returns it.

    `site` is where the page is published to, `listen` where review pages shall listen, `page` the page's address.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("inbox", "outbox"):
        (folder / name).mkdir(exist_ok=True)
    statement = resources.files("intake.demo").joinpath("statement.md").read_text(encoding="utf-8")
    (folder / "statement.md").write_text(statement, encoding="utf-8")
    friday = weekend(today)
    answers: dict[str, str | list[str] | None] = {
        "campaign.title": "River Days",
        "campaign.contact": CONTACT,
        "campaign.languages": ["en", "fr", "ar"],
        "campaign.url": page,
        "mailbox.url": "folder:inbox",
        "outgoing.url": "folder:outbox",
        "outgoing.from": CONTACT,
        "review.listen": listen,
        "maintainer.name": "Robin",
        "maintainer.email": WHO,
        "publish.url": f"folder:{site.resolve()}",
    }
    text = written(example(), answers)
    window = f"starts = {friday - dt.timedelta(days=21)}\nends = {friday + dt.timedelta(days=30)}\n"
    text = text.replace("[campaign]\n", f"[campaign]\n{window}", 1)
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def travel(
    campaign: Campaign,
    folder: Path,
    now: dt.datetime,
    tell: Callable[[str], None],
    *,
    leave: int = LEFT_TO_CONFIRM,
) -> Journey:
    """Let the sample mails arrive and go through every job; `leave` clean drafts are left for a person to confirm.

    `now` is a UTC time; `tell` is given a line for each step.
    """
    samples = inbox(now.date())
    with jobs.open_store(campaign) as store:
        for wave in (1, 2):
            mails = [sample for sample in samples if sample.wave == wave]
            _arrive(folder / "inbox", mails)
            arrived = amount(len(mails), "mail arrives", "mails arrive")
            tell(arrived if wave == 1 else f"{arrived} in answer to ours")
            jobs.collect(store, campaign, now)
            worked = jobs.work(store, campaign, now)
            needing = amount(worked.ignored, "needs nothing", "need nothing")
            held = amount(worked.held, "is held", "are held")
            tell(f"read: {worked.drafted} led to drafts, {needing}, {held}")
            sent = jobs.send(store, campaign, now)
            tell(amount(sent.sent, "answer") + " sent")
            clean = [draft for draft in store.drafts() if not draft.problems and not draft.duplicates]
            if wave == 1:
                clean = clean[: max(0, len(clean) - leave)]
            elif leave:
                clean = []
            commands = [Command("confirm", WHO, draft_id=draft.id, version=draft.version) for draft in clean]
            outcomes = jobs.carry_out(store, campaign, commands, now, partly=True)
            done = sum(not outcome.problem for outcome in outcomes)
            if done:
                tell(amount(done, "draft") + " confirmed")
            published = jobs.publish(store, campaign, now)
            for problem in published.problems:
                tell(problem)
            answers = jobs.send(store, campaign, now).sent
            told = f", {amount(answers, 'organizer')} told" if answers else ""
            tell(f"published: {amount(published.events, 'event')}" + told)
        waiting = store.counts().get("waiting", 0)
        return Journey(campaign, len(samples), waiting, published.events, len(store.mails("sent")))


def _arrive(inbox_folder: Path, mails: list[Sample]) -> None:
    for mail in mails:
        (inbox_folder / f"{mail.name}.eml").write_bytes(mail.raw)


def clear(folder: Path) -> None:
    """Remove a demo's folder."""
    shutil.rmtree(folder, ignore_errors=True)
