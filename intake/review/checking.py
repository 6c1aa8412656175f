"""Answers for the page's script while somebody types: how a value would be understood, and names of cities."""

from __future__ import annotations

from flask import Blueprint, g, request

from intake.deciding import typed
from intake.deciding.decision import Impossible
from intake.deciding.draft import Details
from intake.reading import places
from intake.review.app import speech, the_desk
from intake.review.rows import FORM, place_text, shown
from intake.review.words import tongue_of

pages = Blueprint("checking", __name__)
SUGGESTIONS = 8


@pages.get("/check")
def check() -> dict[str, object]:
    """How `value` would be understood as `field`: {"ok", "shown"}."""
    field, value = request.args.get("field", ""), request.args.get("value", "").strip()[:500]
    if field not in {name for name, *_ in FORM} or not value:
        return {"ok": True, "shown": ""}
    draft = the_desk().store.draft(request.args.get("draft", 0, type=int))
    before = draft.details if draft is not None else Details()
    try:
        after = typed.edited(before, {field: value}, g.now, countries=the_desk().campaign.countries or None)
    except Impossible as error:
        return {"ok": False, "shown": speech().told(error)}
    return {"ok": True, "shown": shown(after, field, tongue_of(speech()))}


@pages.get("/cities")
def cities() -> dict[str, object]:
    """Cities whose name begins with `q`, the largest first: {"cities": ["Köln, DE", ...]}."""
    begins = request.args.get("q", "").strip()[:80]
    if len(begins) < 2:
        return {"cities": []}
    found = places.search(begins, SUGGESTIONS)
    return {"cities": [place_text(place.name, place.region, place.country) for place in found]}
