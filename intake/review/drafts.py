"""One draft beside its mail: look, mend, confirm, reject, merge."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from intake import jobs
from intake.deciding import details as detailed
from intake.deciding.decision import Command, Impossible, Verb
from intake.deciding.draft import Draft
from intake.review.app import kept, maintainer, speech, the_desk
from intake.review.history import may_be_taken_back
from intake.review.marks import stretches
from intake.review.queue import grouped, in_common, line, neighbours, onward, refusal
from intake.review.rows import FORM, general, rows, shown, value_of
from intake.review.words import tongue_of
from render.languages import Language
from render.preview import Preview, preview

pages = Blueprint("drafts", __name__)


def _draft(number: int) -> Draft:
    draft = the_desk().store.draft(number)
    if draft is None:
        abort(404)
    return draft


@pages.get("/drafts/<int:number>")
def one(number: int) -> str:
    """The draft's page."""
    desk, t = the_desk(), speech()
    tongue = tongue_of(t)
    draft = _draft(number)
    message = desk.read_mail(desk.store, draft.message_id)
    found = list(draft.proposal.chosen.values())
    rivals = [finding for findings in draft.proposal.others.values() for finding in findings]
    parts = []
    if message is not None:
        parts = [("subject", stretches(message.subject, "subject", found, rivals))]
        parts.append(("text", stretches(message.text, "text", found, rivals)))
    before, after = neighbours(draft)
    family = [line(other, tongue) for other in desk.store.drafts_of(draft.message_id)]
    return render_template(
        "draft.html",
        draft=draft,
        rows=rows(draft, tongue),
        general=general(draft),
        message=message,
        silent=desk.why_silent(desk.store, draft.message_id) if message else None,
        parts=parts,
        elsewhere=[finding for finding in found if finding.part not in ("subject", "text")],
        before=before,
        after=after,
        family=family,
        groups=grouped(family),
        shared=in_common(family),
        position=next((place for place, one in enumerate(family, 1) if one.draft.id == number), 1),
        open_here=[one.draft for one in family if one.draft.status == "waiting"],
        likenesses=_likenesses(draft, tongue),
        refused=refusal(draft, desk.store.refused_mails()),
        opened_by=desk.presence.look(number, maintainer().name, g.now),
        preview=_preview(draft),
        decision=None if draft.status == "waiting" else _decision(number),
    )


def _decision(number: int) -> tuple[str, int] | None:
    """The batch of the decision that the draft's state comes of, and how many were taken at once with it.

    None where nobody can take it back.
    """
    store = the_desk().store
    decisions = [entry for entry in store.log(draft_id=number) if may_be_taken_back(entry) and entry.what != "edit"]
    if not decisions:
        return None
    batch = decisions[0].batch
    return batch, store.at_once([batch]).get(batch, 1)


def _preview(draft: Draft) -> Preview | None:
    """The entry as the page would show it, in the page's language; None while it has no day."""
    if draft.details.date is None:
        return None
    event = detailed.as_event(draft.details, g.now)
    if draft.about == "cancel":
        event = replace(event, status="cancelled")
    return preview(the_desk().campaign.site, event, g.now.date())


def _likenesses(draft: Draft, tongue: Language) -> list[dict[str, object]]:
    """The drafts and events this one may speak of, with what differs side by side."""
    store = the_desk().store
    found: list[dict[str, object]] = []
    for likeness in draft.duplicates:
        if likeness.kind == "draft":
            other = store.draft(int(likeness.id))
            details = other.details if other is not None and other.status == "waiting" else None
        else:
            event = store.event(likeness.id)
            details = detailed.of_event(event) if event is not None else None
        if details is None:
            continue
        differing = [
            (name, shown(draft.details, name, tongue), shown(details, name, tongue))
            for name, *_ in FORM
            if value_of(details, name) != value_of(draft.details, name)
        ]
        found.append({"likeness": likeness, "differing": differing, "title": details.title})
    return found


def _act(draft: Draft, verb: Verb, done: str, **more: object) -> Response:
    """Carry a command out on the draft as the person saw it, then go on to the next."""
    desk, t = the_desk(), speech()
    to = onward(draft)
    version = request.form.get("version", type=int)
    edits = _edits(draft, version)
    command = Command(verb, maintainer().email, draft_id=draft.id, version=version, at=g.now, **more)  # type: ignore[arg-type]
    try:
        jobs.carry_out(desk.store, desk.campaign, [*edits, command], g.now)
    except Impossible as error:
        flash(t.told(error), "wrong")
        return redirect(url_for("drafts.one", number=draft.id, **kept()), 303)
    flash(t(done, what=draft.details.title or draft.details.city or draft.subject), "done")
    desk.wake()
    return redirect(to, 303)


def _edits(draft: Draft, version: int | None) -> list[Command]:
    """The fields that were changed in the form, as a command; none where nothing was."""
    values = {
        name: request.form[name].strip()
        for name, *_ in FORM
        if name in request.form and request.form[name].strip() != value_of(draft.details, name)
    }
    if not values:
        return []
    return [Command("edit", maintainer().email, draft_id=draft.id, version=version, values=values, at=g.now)]


@pages.post("/drafts/<int:number>/confirm")
def confirm(number: int) -> Response:
    """Publish it as the form shows it."""
    return _act(_draft(number), "confirm", "done_confirmed")


@pages.post("/drafts/<int:number>/reject")
def reject(number: int) -> Response:
    """Reject it; the reason reaches the sender."""
    draft = _draft(number)
    return _act(draft, "reject", "done_rejected", why=request.form.get("why", "").strip())


@pages.post("/drafts/<int:number>/merge")
def merge(number: int) -> Response:
    """Say that it is the same as another draft or event."""
    kind, _, name = request.form.get("into", "").partition(":")
    draft = _draft(number)
    if kind == "draft" and name.isdecimal():
        return _act(draft, "merge", "done_merged", into_draft=int(name))
    if kind != "event" or not name:
        abort(400)
    return _act(draft, "merge", "done_merged", into_event=name)


@pages.post("/drafts/<int:number>/edit")
def edit(number: int) -> Response:
    """Save changed fields, or take an alternative, and stay on the draft."""
    desk, draft = the_desk(), _draft(number)
    version = request.form.get("version", type=int)
    commands = _edits(draft, version)
    if pick := request.form.get("pick"):
        values = dict(part.split("=", 1) for part in pick.split("\n") if "=" in part)
        commands = [Command("edit", maintainer().email, draft_id=number, version=version, values=values, at=g.now)]
    try:
        if commands:
            jobs.carry_out(desk.store, desk.campaign, commands, g.now)
            flash(speech()("done_saved"))
    except Impossible as error:
        flash(speech().told(error), "wrong")
    return redirect(url_for("drafts.one", number=number, **kept()), 303)
