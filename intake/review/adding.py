"""Adding what did not come by mail: from pasted text, read like a mail, or field by field."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from intake import jobs
from intake.deciding.decision import Command, Impossible
from intake.review.app import maintainer, speech, the_desk
from intake.review.rows import FORM

pages = Blueprint("adding", __name__)


@pages.get("/add")
def form() -> str:
    """The form."""
    return render_template("add.html", fields=[(name, kind) for name, _, _, kind in FORM], values={}, text="")


@pages.post("/add/text")
def text() -> Response | str:
    """Read pasted text like a mail; its drafts wait like all others."""
    desk = the_desk()
    pasted = request.form.get("text", "").strip()
    drafts = jobs.add(desk.store, desk.campaign, pasted, maintainer().email, g.now) if pasted else ()
    if drafts:
        return redirect(url_for("drafts.one", number=drafts[0]), 303)
    flash(speech()("nothing_read"), "wrong")
    return render_template("add.html", fields=[(name, kind) for name, _, _, kind in FORM], values={}, text=pasted)


@pages.post("/add/fields")
def fields() -> Response | str:
    """Publish an event from the fields."""
    desk = the_desk()
    values = {name: request.form[name].strip() for name, *_ in FORM if request.form.get(name, "").strip()}
    try:
        jobs.carry_out(desk.store, desk.campaign, [Command("add", maintainer().email, values=values, at=g.now)], g.now)
    except Impossible as error:
        flash(speech().told(error), "wrong")
        return render_template("add.html", fields=[(name, kind) for name, _, _, kind in FORM], values=values, text="")
    flash(speech()("done_changed", what=values.get("title") or values.get("city", "")), "done")
    desk.wake()
    return redirect(url_for("events.every"), 303)
