"""Questions to an authorization server: forms sent over HTTPS, answers read by oauthlib (RFC 6749, 7636, 8628)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intake.mail.mailbox import Unreachable
from intake.mail.oauth.provider import Provider
from intake.mail.oauth.tokens import Tokens
from intake.mail.password import Password

SECONDS = 30.0
_TRY_AGAIN = ("temporarily_unavailable", "server_error")


class Denied(Exception):  # noqa: N818 - named for what happened
    """The server said no. `code` is the error of RFC 6749, 5.2, such as "invalid_grant"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Registration:
    """The program as the provider knows it; `secret` is None for a public client."""

    provider: Provider
    client_id: str
    secret: Password | None


def ask(url: str, form: Mapping[str, str] | str, provider: Provider) -> str:
    """Post a form; the answer's text. Raises `Denied` and `Unreachable`, neither with what was sent or answered."""
    import httpx  # here, as few sign in so, and it takes as much memory as all the rest of the mail doors

    content = form if isinstance(form, str) else str(httpx.QueryParams(form))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        answer = httpx.post(url, content=content, headers=headers, timeout=SECONDS)
    except httpx.HTTPError as error:
        raise Unreachable(
            f"sign-in with {provider.name}: {httpx.URL(url).host} cannot be reached ({type(error).__name__}); it is "
            "tried again"
        ) from None
    if answer.is_success:
        return answer.text
    try:
        code = str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        code = ""
    code = "".join(char for char in code if char.isalnum() or char in "_-")[:60]
    if answer.status_code >= 500 or answer.status_code == 429 or code in _TRY_AGAIN:
        raise Unreachable(f"sign-in with {provider.name}: the server answered {answer.status_code}; it is tried again")
    raise Denied(code or f"status {answer.status_code}")


def granted(registration: Registration, body: str, old_refresh: str = "") -> Tokens:
    """Send `body` to the token endpoint. A server that gives no new refresh token means the old one to go on."""
    import httpx
    from oauthlib.oauth2 import OAuth2Error, WebApplicationClient

    extra = {"client_id": registration.client_id}
    if registration.secret is not None:
        extra["client_secret"] = registration.secret.reveal()
    text = ask(registration.provider.token, f"{body}&{httpx.QueryParams(extra)}", registration.provider)
    try:
        found: Mapping[str, Any] = WebApplicationClient(registration.client_id).parse_request_body_response(text)
    except (OAuth2Error, ValueError) as error:
        raise Denied(getattr(error, "error", "") or "an answer that makes no sense") from None
    ends = found.get("expires_at")
    return Tokens(
        str(found["access_token"]), str(found.get("refresh_token") or old_refresh), float(ends) if ends else None
    )


def refreshed(registration: Registration, tokens: Tokens) -> Tokens:
    """New tokens for the refresh token (RFC 6749, 6). Raises `Denied` and `Unreachable`."""
    from oauthlib.oauth2 import WebApplicationClient

    client = WebApplicationClient(registration.client_id)
    return granted(registration, client.prepare_refresh_body(refresh_token=tokens.refresh), tokens.refresh)
