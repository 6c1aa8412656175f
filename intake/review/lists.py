"""The lists: waiting drafts, held mails, published events, the log, and the state of our mails and targets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from intake import jobs
from intake.deciding.decision import Command, Impossible
from intake.deciding.draft import Draft
from intake.reporting import duration, report
from intake.review.app import maintainer, speech, the_desk
from intake.review.rows import place_text, shown
from intake.review.words import tongue_of
from render.languages import Language

pages = Blueprint("lists", __name__)
PER_PAGE = 50
CHART_DAYS = 60
UNDATED_AFTER = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """A waiting draft as the queue shows it."""

    draft: Draft
    day: str
    time: str
    place: str
    opened_by: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing about it needs a look."""
        return not self.draft.problems


def urgency(draft: Draft) -> tuple[dt.date, dt.datetime, int]:
    """The order of the queue: the soonest event, then the oldest mail; one without a day counts as in a week."""
    return (draft.details.date or draft.received.date() + UNDATED_AFTER, draft.received, draft.id)


def waiting() -> list[Draft]:
    """All waiting drafts that the address's search and filters let through, most urgent first."""
    words = request.args.get("q", "").casefold().split()
    country, language = request.args.get("country", ""), request.args.get("language", "")
    found = []
    for draft in the_desk().store.drafts():
        if country and draft.details.country != country:
            continue
        if language and draft.language != language:
            continue
        if words:
            details = draft.details
            texts = (
                details.title,
                details.city,
                details.venue,
                details.organizer,
                details.link,
                draft.subject,
                draft.sender,
            )
            text = " ".join(filter(None, texts)).casefold()
            if not all(word in text for word in words):
                continue
        found.append(draft)
    return sorted(found, key=urgency)


def line(draft: Draft, tongue: Language, opened_by: tuple[str, ...] = ()) -> Line:
    """A draft as the queue shows it."""
    details = draft.details
    country = tongue.locale.territories.get(details.country or "", details.country)
    return Line(
        draft,
        shown(details, "date", tongue),
        shown(details, "start", tongue),
        place_text(details.city, None, country),
        opened_by,
    )


@pages.get("/")
def queue() -> str:
    """The waiting drafts, with counts, search and filters."""
    desk, tongue = the_desk(), tongue_of(speech())
    everything = desk.store.drafts()
    found = waiting()
    number = max(1, request.args.get("page", 1, type=int))
    shown_now = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    present = desk.presence.others([draft.id for draft in shown_now], maintainer().name, g.now)
    return render_template(
        "queue.html",
        lines=[line(draft, tongue, present[draft.id]) for draft in shown_now],
        found=len(found),
        page=number,
        pages=max(1, -(-len(found) // PER_PAGE)),
        counts=desk.store.counts(),
        countries=_countries(everything, tongue),
        spoken=sorted({draft.language for draft in everything if draft.language}),
        args=request.args,
    )


def _countries(drafts: Sequence[Draft], tongue: Language) -> list[tuple[str, str]]:
    codes = {draft.details.country for draft in drafts if draft.details.country}
    return sorted(((code, tongue.locale.territories.get(code, code)) for code in codes), key=lambda one: one[1])


@pages.post("/together")
def together() -> Response:
    """Confirm or reject the selected drafts at once; they are undone at once, too."""
    desk, t = the_desk(), speech()
    commands = []
    for text in request.form.getlist("draft"):
        number, _, version = text.partition(":")
        if number.isdecimal():
            seen = int(version) if version.isdecimal() else None
            verb = "reject" if request.form.get("do") == "reject" else "confirm"
            commands.append(Command(verb, maintainer().email, draft_id=int(number), version=seen, at=g.now))  # type: ignore[arg-type]
    if commands:
        try:
            jobs.carry_out(desk.store, desk.campaign, commands, g.now)
        except Impossible as error:
            flash(str(error))
        else:
            key = "done_rejected" if request.form.get("do") == "reject" else "done_confirmed"
            flash(t(key, what=len(commands)))
            desk.wake()
    return redirect(url_for("lists.queue"), 303)


@pages.post("/undo")
def undo() -> Response:
    """Take the last decision back, published or not."""
    desk, t = the_desk(), speech()
    try:
        what = jobs.undo(desk.store, desk.campaign, maintainer().email, g.now)
    except Impossible as error:
        flash(str(error))
    else:
        flash(t("done_undone", what=what))
        desk.wake()
    return redirect(url_for("lists.queue"), 303)


@pages.get("/held")
def held() -> str:
    """The mails that could not be read or decided, with the reason."""
    return render_template("held.html", messages=list(the_desk().store.messages(fate="held")))


@pages.get("/mails/<message_id>")
def mail(message_id: str) -> str:
    """One kept mail, as text."""
    desk = the_desk()
    kept = desk.store.message(message_id)
    if kept is None:
        abort(404)
    return render_template("mail.html", kept=kept, message=desk.read_mail(desk.store, message_id))


@pages.post("/held/<message_id>/again")
def again(message_id: str) -> Response:
    """Read a held mail once more."""
    desk = the_desk()
    desk.store.read_again(message_id)
    desk.wake("work")
    return redirect(url_for("lists.held"), 303)


@pages.get("/log")
def log() -> str:
    """Who did what, when."""
    return render_template("log.html", entries=the_desk().store.log(most=200))


@pages.get("/state")
def state() -> str:
    """Our mails that were refused or wait, and how each target is."""
    store = the_desk().store
    troubled = [mail for mail in store.mails() if mail.state == "failed" or (mail.state == "waiting" and mail.error)]
    return render_template("state.html", mails=troubled, receipts=store.receipts())


@pages.get("/report")
def the_report() -> str:
    """What the work was like, with a small chart of the last days."""
    store = the_desk().store
    found = report(store.messages(), store.drafts(None))
    days = found.days[-CHART_DAYS:]
    return render_template(
        "report.html",
        report=found,
        waited=[duration(seconds) for seconds in found.waited or ()],
        days=days,
        most=max((max(day.mails, day.confirmed) for day in days), default=0),
    )
