"""The lists: waiting drafts, held mails, published events, the log, and the state of our mails and targets."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from intake import jobs
from intake.deciding.decision import Command, Impossible, Verb
from intake.deciding.draft import Draft
from intake.reporting import duration, report
from intake.review.app import kept, maintainer, speech, the_desk
from intake.review.history import LOGGED, About, Step, steps
from intake.review.queue import let_through, line, onward, refusal
from intake.review.words import tongue_of
from intake.store import LogEntry
from render.languages import Language

pages = Blueprint("lists", __name__)
PER_PAGE = 50
CHART_DAYS = 60


@pages.get("/")
def queue() -> str:
    """The waiting drafts, with counts, search and filters."""
    desk, tongue = the_desk(), tongue_of(speech())
    everything = desk.store.drafts()
    found = let_through(everything)
    number = max(1, request.args.get("page", 1, type=int))
    shown_now = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    present = desk.presence.others([draft.id for draft in shown_now], maintainer().name, g.now)
    refused = desk.store.refused_mails()
    return render_template(
        "queue.html",
        lines=[line(draft, tongue, present[draft.id], refusal(draft, refused)) for draft in shown_now],
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
    """Confirm or reject the selected drafts or all of one mail at once; they are undone at once, too."""
    desk, t = the_desk(), speech()
    do = request.form.get("do")
    verb: Verb = "confirm" if do in ("confirm", "confirm_mail") else "reject"
    commands = []
    for text in request.form.getlist("every" if do in ("confirm_mail", "reject_mail") else "draft"):
        number, _, version = text.partition(":")
        if number.isdecimal():
            seen = int(version) if version.isdecimal() else None
            commands.append(Command(verb, maintainer().email, draft_id=int(number), version=seen, at=g.now))
    if not commands:
        flash(t("nothing_selected"), "wrong")
        return _back()
    try:
        jobs.carry_out(desk.store, desk.campaign, commands, g.now)
    except Impossible as error:
        flash(t.told(error), "wrong")
        return _back()
    flash(t("done_rejected" if verb == "reject" else "done_confirmed", what=len(commands)), "done")
    desk.wake()
    return _back(decided=True)


def _back(*, decided: bool = False) -> Response:
    """To the queue; from a draft's page to that draft, and once it is decided to the next."""
    number = request.form.get("from", type=int)
    draft = the_desk().store.draft(number) if number is not None else None
    if draft is None:
        return redirect(url_for("lists.queue", **kept()), 303)
    on = decided and draft.status != "waiting"
    return redirect(onward(draft) if on else url_for("drafts.one", number=number, **kept()), 303)


@pages.post("/undo")
def undo() -> Response:
    """Take a decision back, published or not: the one named by its batch, else the person's own last one.

    What waits again because of it is shown, so that it can be decided otherwise at once.
    """
    desk, t, who = the_desk(), speech(), maintainer().email
    batch = request.form.get("batch")
    try:
        undone = jobs.undo(desk.store, desk.campaign, who, g.now, by=None if batch else who, batch=batch)
    except Impossible as error:
        flash(t.told(error), "wrong")
        return redirect(url_for("lists.log" if batch else "lists.queue"), 303)
    desk.wake()
    drafts = list(desk.store.drafts_by_id(undone.drafts).values())
    events = [event for name in undone.events if (event := desk.store.event(name)) is not None]
    names = [draft.details.title or draft.details.city or draft.subject for draft in drafts]
    names = names or [event.title or event.city or event.id for event in events]
    flash(t("done_undone", what=", ".join(names[:3]) if len(names) <= 3 else len(names)))
    if len(drafts) == 1:
        return redirect(url_for("drafts.one", number=drafts[0].id), 303)
    if events and not drafts:
        return redirect(url_for("events.one", name=events[0].id), 303)
    return redirect(url_for("lists.queue"), 303)


@pages.get("/held")
def held() -> str:
    """The mails that could not be read or decided, with the reason."""
    return render_template("held.html", messages=list(the_desk().store.messages(fate="held")))


@pages.get("/mails/<message_id>")
def mail(message_id: str) -> str:
    """One kept mail, as text."""
    desk = the_desk()
    found = desk.store.message(message_id)
    if found is None:
        abort(404)
    return render_template(
        "mail.html",
        mail=found,
        rereadable=found.fate in ("held", "ignored"),
        message=desk.read_mail(desk.store, message_id),
        silent=desk.why_silent(desk.store, message_id) if found.fate in ("held", "drafted") else None,
    )


@pages.post("/held/<message_id>/again")
def again(message_id: str) -> Response:
    """Read a held mail once more."""
    desk = the_desk()
    desk.store.read_again(message_id)
    desk.wake("work")
    return redirect(url_for("lists.held"), 303)


@pages.post("/held/<message_id>/done")
def done(message_id: str) -> Response:
    """Set a held mail aside: nothing remains to be done about it. It can be read again later."""
    desk = the_desk()
    found = desk.store.message(message_id)
    if found is not None and desk.store.set_aside(message_id, maintainer().email):
        flash(speech()("done_aside", what=found.subject or found.sender), f"mail {message_id}")
    return redirect(url_for("lists.held"), 303)


@pages.get("/log")
def log() -> str:
    """Who did what, when."""
    found = the_desk().store.log(most=LOGGED, before=request.args.get("before", type=int))
    older = found[-1].id if len(found) == LOGGED else None
    return render_template("log.html", steps=told(found), older=older)


def told(entries: Sequence[LogEntry]) -> list[Step]:
    """Lines of the log in the words of the person signed in."""
    store = the_desk().store
    drafts = store.drafts_by_id(entry.draft_id for entry in entries if entry.draft_id is not None)
    names = {entry.event_id for entry in entries if entry.event_id is not None}
    events = {name: event for name in names if (event := store.event(name)) is not None}
    return steps(entries, About(drafts, events, store.at_once(entry.batch for entry in entries)), speech())


@pages.get("/state")
def state() -> str:
    """Our mails that were refused or wait, and how each target is."""
    store = the_desk().store
    return render_template("state.html", mails=store.troubled_mails(), receipts=store.receipts())


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
