"""The Flask application: who may enter, what every answer carries, and the table of pages."""

from __future__ import annotations

import datetime as dt
import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from intake.campaign import Campaign, Maintainer, ReviewPages
from intake.jobs.faults import place_of
from intake.mail.address import is_loopback
from intake.reading.message import Message
from intake.review import words
from intake.review.presence import Presence
from intake.review.rows import PAIRS
from intake.review.signin import Door
from intake.store import Store, StoreProblem

log = logging.getLogger(__name__)
COOKIE = "intake_review"
LARGEST_FORM = 1_000_000
PUBLIC = frozenset({
    "static", "entering.sign_in", "entering.enter", "entering.ask", "watched.healthz", "watched.metrics",
})  # fmt: skip
"""What is answered to whoever is not signed in."""
FILTERS = ("q", "country", "language")
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages work with.

    `clock` gives the UTC time; `wake` asks the worker to send and publish, or to do the jobs it is given, at once;
    `mail_link(maintainer, address)` mails a sign-in address and is None where no outgoing mail is configured.
    `read_mail(store, message_id)` gives a kept mail's decoded text, `why_silent` why such a mail is not answered.
    """

    campaign: Campaign
    store: Store
    clock: Callable[[], dt.datetime]
    wake: Callable[..., None] = lambda *jobs: None
    mail_link: Callable[[Maintainer, str], None] | None = None
    read_mail: Callable[[Store, str], Message | None] = lambda store, message_id: None
    why_silent: Callable[[Store, str], str | None] = lambda store, message_id: None
    door: Door = field(default_factory=Door)
    presence: Presence = field(default_factory=Presence)


def the_desk() -> Desk:
    """What this application works with."""
    desk: Desk = current_app.extensions["desk"]
    return desk


def create_app(desk: Desk) -> Flask:
    """The review pages as a WSGI application."""
    from intake.review import adding, checking, drafts, entering, events, lists, watched

    app = Flask(__name__, template_folder=str(words.folder()), static_folder=str(words.folder() / "static"))
    app.config.update(
        SECRET_KEY=secrets.token_bytes(32),
        SESSION_COOKIE_NAME="intake_notices",
        SESSION_COOKIE_SAMESITE="Strict",
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    zone = ZoneInfo(desk.campaign.site.timezone)
    app.jinja_env.filters["moment"] = lambda at: at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    app.extensions["desk"] = desk
    if desk.campaign.review.public_url:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    app.before_request(_admit)
    app.after_request(_seal)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(Exception, _excuse)
    app.context_processor(_common)
    for pages in (entering, lists, drafts, events, adding, checking, watched):
        app.register_blueprint(pages.pages)
    return app


def maintainer() -> Maintainer:
    """The person signed in."""
    who: str = g.session.who
    found = (person for person in the_desk().campaign.maintainers if person.email.casefold() == who.casefold())
    return next(found, Maintainer(who.partition("@")[0], who))


def _admit() -> AnyResponse | None:
    """Let in whoever is signed in; every POST must come from our own page and carry its session's token."""
    desk = the_desk()
    g.now = desk.clock()
    g.session = None
    if _elsewhere(desk.campaign.review, urlsplit(f"//{request.host}").hostname or ""):
        abort(404)
    g.session = desk.door.session(request.cookies.get(COOKIE, ""), g.now)
    public = request.endpoint in PUBLIC
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        origin = request.headers.get("Origin") or request.headers.get("Referer", "")
        if urlsplit(origin).netloc != request.host:
            abort(403, "This form was sent from another page. Open the review page and try again there.")
        if not public:
            if g.session is None:
                # The session has ended: whoever signs in again is back on the page the form stood on.
                back = urlsplit(request.referrer or "").path or None
                return redirect(url_for("entering.sign_in", to=back, ended=1), 303)
            token = request.form.get("form_token", "")
            if not hmac.compare_digest(token.encode(), g.session.form_token.encode()):
                abort(403, "This form is too old. Go back, reload the page and try again.")
    elif g.session is None and not public:
        return redirect(url_for("entering.sign_in", to=request.full_path.rstrip("?")), 303)
    return None


def _elsewhere(pages: ReviewPages, host: str) -> bool:
    """Whether pages for this machine alone were asked for under another name: a page of the web's, made to point here.

    Its origin would be the request's own host, and the sign-in link we mail would lead to it (DNS rebinding).
    """
    ours = (pages.listen or "").rpartition(":")[0].strip("[]")
    return pages.public_url is None and is_loopback(ours) and not is_loopback(host)


def _seal(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    # With "no-referrer" Chromium sends "Origin: null" with forms, and the check above would lock people out.
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["X-Robots-Tag"] = "noindex, nofollow"
    if request.endpoint != "static":
        headers["Cache-Control"] = "no-store"
    return response


def speech() -> words.Words:
    """The words in the language of the person signed in, else of the browser."""
    wanted = request.cookies.get("intake_language")
    if g.get("session") is not None:
        chosen = list(maintainer().languages)
    else:
        chosen = [tag.partition("-")[0] for tag, _ in request.accept_languages]
    return words.best([wanted, *chosen] if wanted in words.tags() else chosen)


def _common() -> dict[str, Any]:
    t = speech()
    signed_in = g.get("session")
    return {
        "t": t,
        "lang": t.tag,
        "direction": t.direction,
        "campaign": the_desk().campaign,
        "form_token": signed_in.form_token if signed_in else "",
        "me": maintainer() if signed_in else None,
        "held": the_desk().store.held() if signed_in else 0,
        "languages": words.names(),
        "tongues": words.tongue_of(t).locale.languages,
        "kept": kept(),
        "pairs": PAIRS,
    }


def kept() -> dict[str, Any]:
    """The search and filters of this address, which lead on from draft to draft."""
    return {name: value for name in FILTERS if (value := request.args.get(name, "").strip())}


def _excuse(error: Exception) -> AnyResponse:
    """What went wrong goes to the log, without the words of a mail or an address that signs in; in bare text, for a
    page of ours asks the store, too."""
    if isinstance(error, StoreProblem):
        log.warning("the review pages: %s", " ".join(str(error).split()))
        said, code = "The store cannot be used now, and nothing was changed. Try again in a minute.", 503
    else:
        log.error("the review page %s failed: %s", request.endpoint, place_of(error))
        said, code = "This page failed, and nothing was changed. The log of `intake run` says where.", 500
    return make_response(said, code, {"Content-Type": "text/plain; charset=utf-8"})


def _explain(error: HTTPException) -> AnyResponse:
    message = speech().told(error.description or "")
    if error.code == 404:
        message = speech()("not_found")
    return make_response(render_template("error.html", message=message, code=error.code), error.code or 500)
