"""The published events: edit, cancel, postpone, or take one off the list."""

from __future__ import annotations

from collections.abc import Collection
from typing import get_args

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from intake import jobs
from intake.deciding import details as detailed
from intake.deciding.comparing import fold
from intake.deciding.decision import Command, Impossible, Verb
from intake.deciding.draft import Draft
from intake.review.app import maintainer, speech, the_desk
from intake.review.lists import told
from intake.review.queue import searched
from intake.review.rows import FORM, shown, value_of
from intake.review.words import tongue_of
from render.event import Event

pages = Blueprint("events", __name__)
ACTIONS: tuple[Verb, ...] = ("cancel", "postpone", "withdraw")


def _event(name: str) -> Event:
    event = the_desk().store.event(name)
    if event is None:
        abort(404)
    return event


@pages.get("/events")
def every() -> str:
    """All events on the list, by day."""
    tongue = tongue_of(speech())
    words = fold(request.args.get("q", "")).split()
    lines = []
    for event in the_desk().store.events():
        details = detailed.of_event(event)
        text = searched(details, tongue) if words else ""
        if all(word in text for word in words):
            names = ("date", "start", "city")
            lines.append({"event": event, **{name: shown(details, name, tongue) for name in names}})
    return render_template("events.html", lines=lines, args=request.args)


@pages.get("/events/<name>")
def one(name: str) -> str:
    """One event with its form and what happened to it."""
    event, tongue = _event(name), tongue_of(speech())
    details = detailed.of_event(event)
    fields = [(field, kind, value_of(details, field), shown(details, field, tongue)) for field, _, _, kind in FORM]
    entries = the_desk().store.log(most=50, event_id=name)
    sources = _sources({entry.draft_id for entry in entries if entry.draft_id is not None and not entry.undone})
    return render_template(
        "event.html",
        event=event,
        fields=fields,
        sources=sources,
        steps=told(entries),
    )


def _sources(numbers: Collection[int]) -> list[Draft]:
    """The drafts of these numbers and those that were merged into them or replaced by them, by number."""
    found: dict[int, Draft] = {}
    wanted = list(numbers)
    while wanted:
        number = wanted.pop()
        draft = the_desk().store.draft(number) if number not in found else None
        if draft is not None:
            found[number] = draft
            wanted += draft.replaces
    return [found[number] for number in sorted(found)]


def _do(commands: list[Command], done: str, event: Event, to: str) -> Response:
    desk, t = the_desk(), speech()
    try:
        jobs.carry_out(desk.store, desk.campaign, commands, g.now)
    except Impossible as error:
        flash(t.told(error), "wrong")
        return redirect(url_for("events.one", name=event.id), 303)
    flash(t(done, what=event.title or event.city or event.id), "done")
    desk.wake()
    return redirect(to, 303)


@pages.post("/events/<name>/edit")
def edit(name: str) -> Response:
    """Publish changed values."""
    event = _event(name)
    details = detailed.of_event(event)
    values = {
        field: request.form[field].strip()
        for field, *_ in FORM
        if field in request.form and request.form[field].strip() != value_of(details, field)
    }
    here = url_for("events.one", name=name)
    if not values:
        return redirect(here, 303)
    command = Command("edit", maintainer().email, event_id=name, values=values, at=g.now)
    return _do([command], "done_changed", event, here)


@pages.post("/events/<name>/<verb>")
def act(name: str, verb: str) -> Response:
    """Cancel, postpone or withdraw it."""
    if verb not in ACTIONS or verb not in get_args(Verb):
        abort(404)
    event = _event(name)
    why = request.form.get("why", "").strip()
    command = Command(verb, maintainer().email, event_id=name, why=why, at=g.now)
    return _do([command], "done_changed", event, url_for("events.every"))
