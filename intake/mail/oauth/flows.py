"""Asking a person to sign in: with a code on any device (RFC 8628), or in a browser (RFC 8252, with PKCE, RFC 7636)."""

from __future__ import annotations

import html
import http.server
import json
import secrets
import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
from oauthlib.oauth2 import DeviceClient, WebApplicationClient

from intake.mail.mailbox import MailProblem
from intake.mail.oauth.asking import Denied, Registration, ask, granted
from intake.mail.oauth.tokens import Tokens

PATIENCE = 600.0
"""Seconds a person has to sign in, where the server says nothing else."""

Say = Callable[[str], None]


class NotSignedIn(MailProblem):
    """The sign-in came to nothing; the text says why and what to do."""

    transient = False


def device(registration: Registration, user: str, say: Say, wait: Callable[[float], None] = time.sleep) -> Tokens:
    """Show an address and a code, and wait until the person has typed it in there. Raises `NotSignedIn`."""
    provider = registration.provider
    try:
        form = {"client_id": registration.client_id, "scope": " ".join(provider.scopes)}
        answer = json.loads(ask(provider.device, form, provider))
        # Google's first draft called the address otherwise, and some servers still do.
        address = str(answer.get("verification_uri") or answer["verification_url"])
        code, typed = str(answer["device_code"]), str(answer["user_code"])
        interval = max(1.0, float(answer.get("interval", 5)))
        end = time.monotonic() + float(answer.get("expires_in", PATIENCE))
    except Denied as denied:
        raise _not(registration, denied) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotSignedIn(f"sign-in with {provider.name}: its answer makes no sense; try --browser") from None
    say(f"Open {_plain(address)} on any device, sign in as {user} and enter the code {_plain(typed)}")
    body = DeviceClient(registration.client_id).prepare_request_body(code)
    while time.monotonic() < end:
        try:
            return granted(registration, body)
        except Denied as denied:
            if denied.code == "slow_down":
                interval += 5.0
            elif denied.code != "authorization_pending":
                raise _not(registration, denied) from None
        wait(interval)
    raise NotSignedIn(f"sign-in with {provider.name}: nobody entered the code in time; run `intake login` again")


class _Asked:
    """A request to the browser's endpoint: its address, and the way from what comes back to tokens."""

    def __init__(self, registration: Registration, user: str, redirect: str) -> None:
        self._registration, self._redirect = registration, redirect
        self._client = WebApplicationClient(registration.client_id)
        self._state = secrets.token_urlsafe(24)
        self._verifier = self._client.create_code_verifier(64)
        provider = registration.provider
        self.address = str(
            httpx.URL(provider.authorize).copy_merge_params(
                {
                    "response_type": "code",
                    "client_id": registration.client_id,
                    "redirect_uri": redirect,
                    "scope": " ".join(provider.scopes),
                    "state": self._state,
                    "code_challenge": self._client.create_code_challenge(self._verifier, "S256"),
                    "code_challenge_method": "S256",
                    "login_hint": user,
                    **provider.parameters,
                }
            )
        )

    def is_ours(self, came_back: str) -> bool:
        """Whether an address carries the state we sent: anybody may call a port of this machine."""
        return secrets.compare_digest(_first(came_back, "state").encode(), self._state.encode())

    def tokens(self, came_back: str) -> Tokens:
        """The tokens for the code in the address that the browser was sent back to. Raises `NotSignedIn`."""
        if not self.is_ours(came_back):
            raise NotSignedIn("this address belongs to another sign-in; run `intake login` again")
        code = _first(came_back, "code")
        try:
            if not code:
                raise Denied(_first(came_back, "error")[:60] or "no code came back")
            body = self._client.prepare_request_body(
                code=code, redirect_uri=self._redirect, code_verifier=self._verifier, include_client_id=False
            )
            return granted(self._registration, body)
        except Denied as denied:
            raise _not(self._registration, denied) from None


def browser(
    registration: Registration, user: str, say: Say, show: Callable[[str], object], patience: float = PATIENCE
) -> Tokens:
    """Send the person's browser to the provider and wait for it on a port of this machine's loopback.

    `show` is given the address, to open it. Raises `NotSignedIn` when nothing came back within `patience` seconds.
    """
    came: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        timeout = 10  # a connection that says nothing does not keep the browser out

        def do_GET(self) -> None:
            ours = asked.is_ours(self.path)
            if ours:
                came.append(self.path)
            words = "You are signed in; this window can be closed." if ours else "This is not the sign-in waited for."
            content = f"<!doctype html><title>event-intake</title><p>{html.escape(words)}</p>".encode()
            self.send_response(200 if ours else 400)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            return  # the default writes the code to the terminal

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        asked = _Asked(registration, user, f"{registration.provider.redirect}:{server.server_port}/")
        say(f"Sign in as {user} at this address, in a browser on this machine:\n{asked.address}")
        show(asked.address)
        server.timeout = 1.0
        end = time.monotonic() + patience
        while not came and time.monotonic() < end:
            server.handle_request()
    if not came:
        raise NotSignedIn(
            f"sign-in with {registration.provider.name}: no browser came back; run `intake login --paste` when the "
            "browser is on another machine"
        )
    return asked.tokens(came[0])


def pasted(registration: Registration, user: str, say: Say, answer: Callable[[], str]) -> Tokens:
    """For a browser on another machine: `answer` gives the address it was sent back to. Raises `NotSignedIn`."""
    asked = _Asked(registration, user, f"{registration.provider.redirect}:1/")
    say(f"Sign in as {user} at this address, in any browser:\n{asked.address}")
    say("At the end it cannot open a page of its own machine. Copy that page's whole address from the address bar.")
    return asked.tokens(answer().strip())


def _first(address: str, key: str) -> str:
    try:
        return parse_qs(urlsplit(address).query).get(key, [""])[0]
    except ValueError:
        return ""


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isprintable())[:300]


def _not(registration: Registration, denied: Denied) -> NotSignedIn:
    why = {
        "access_denied": "it was refused there",
        "expired_token": "the code is too old; run `intake login` again",
        "invalid_client": "client_id or client_secret is not what the provider knows; mend them",
        "unauthorized_client": "the provider lets this client not sign in this way; try `intake login --browser`",
        "invalid_scope": "the provider lets this client not ask for mail this way; try `intake login --browser`",
        "invalid_grant": "the code was used or is too old; run `intake login` again",
    }.get(denied.code, f"the server said {_plain(denied.code)}")
    return NotSignedIn(f"sign-in with {registration.provider.name}: {why}")
