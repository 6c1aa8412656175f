"""Signing in and out: the printed address, a link by mail, and nothing that a link scanner could set off by a GET."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from intake.mail.address import is_loopback
from intake.review.app import COOKIE, speech, the_desk
from intake.review.signin import HOUR, LINKS_AN_HOUR, SESSION_LIVES

pages = Blueprint("entering", __name__)


def _inside(address: str) -> str:
    """The address when it is a path of ours, else the queue's: a link can lead nowhere else."""
    parts = urlsplit(address)
    fine = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    fine = fine and address.isprintable()
    return address if fine else url_for("lists.queue")


def _set_cookie(response: Response, cookie: str) -> Response:
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=int(SESSION_LIVES.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response


@pages.get("/sign-in")
def sign_in() -> str | Response:
    """The form that asks for a link, or for a link that came by mail the button that uses it."""
    if g.session is not None:
        return redirect(_inside(request.args.get("to", "")), 303)
    secret = request.args.get("key", "")
    who = the_desk().door.whose(secret, g.now) if secret else None
    message = "sign_in_stale" if secret and who is None else "sign_in_ended" if request.args.get("ended") else ""
    return render_template("sign_in.html", who=who, key=secret, message=message, to=request.args.get("to", ""))


@pages.get("/start/<secret>")
def enter(secret: str) -> str | Response | tuple[str, int]:
    """The one-time address that `intake run` prints on the terminal: it never goes through a mailbox. What looks at
    an address before it is opened asks with HEAD, which uses nothing up."""
    if request.method == "HEAD":
        return ""
    return _enter(secret, url_for("lists.queue"))


@pages.post("/sign-in")
def ask() -> str | Response | tuple[str, int]:
    """Use the key that came by mail, or send a link to a listed maintainer; the answer is the same for anybody else."""
    desk = the_desk()
    if secret := request.form.get("key"):
        return _enter(secret, _inside(request.form.get("to", "")))
    email = request.form.get("email", "").strip()
    base = _base(desk.campaign.review.public_url)
    if desk.mail_link is None or base is None:
        return render_template("sign_in.html", who=None, key="", message="sign_in_no_mail")
    if not desk.door.may_try(f"from {request.remote_addr}", g.now) or not desk.door.may_try(
        f"to {email.casefold()[:200]}", g.now, LINKS_AN_HOUR, HOUR
    ):
        return render_template("sign_in.html", who=None, key="", message="sign_in_slow"), 429
    known = next((one for one in desk.campaign.maintainers if one.email.casefold() == email.casefold()), None)
    if known is not None:
        secret = desk.door.link_for(known.email, g.now)
        path = url_for("entering.sign_in", key=secret, to=request.form.get("to") or None)
        desk.mail_link(known, base.rstrip("/") + path)
    return render_template(
        "sign_in.html", who=None, key="", message="sign_in_sent", to=_inside(request.form.get("to", ""))
    )


def _base(public_url: str | None) -> str | None:
    """What the address of a mailed link begins with. The request says under which name it was made, and a stranger can
    say any: without a configured address only this very machine's is believed."""
    if public_url is not None:
        return public_url
    return request.host_url if is_loopback(urlsplit(request.host_url).hostname or "") else None


def _enter(secret: str, to: str) -> Response | tuple[str, int]:
    desk = the_desk()
    if not desk.door.may_try(f"from {request.remote_addr}", g.now):
        return render_template("sign_in.html", who=None, key="", message="sign_in_slow"), 429
    entered = desk.door.enter(secret, g.now)
    if entered is None:
        if g.session is not None:
            return redirect(to, 303)
        return render_template("sign_in.html", who=None, key="", message="sign_in_stale"), 403
    return _set_cookie(redirect(to, 303), entered[0])


@pages.post("/sign-out")
def leave() -> Response:
    """End the session."""
    the_desk().door.leave(request.cookies.get(COOKIE, ""))
    response = redirect(url_for("entering.sign_in"), 303)
    response.delete_cookie(COOKIE)
    return response


@pages.post("/language")
def language() -> Response:
    """Show the pages in another language from now on."""
    response = redirect(_inside(request.form.get("to", "")), 303)
    response.set_cookie(
        "intake_language", request.form.get("language", speech().tag), max_age=31_536_000, samesite="Lax"
    )
    return response
