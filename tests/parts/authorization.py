"""An OAuth 2 authorization server on loopback: a browser's endpoint, device codes, tokens, introspection."""

from __future__ import annotations

import base64
import hashlib
import http.server
import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "a-client", "client-secret-5"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass
class Authorization:
    """A running server. Whoever signs in is `user`.

    `pending` is how many times it says that the device code was not entered yet; `denies` is an error it answers at the
    token endpoint, `broken` a status. `active` are the access tokens that are good, `refreshes` the refresh tokens,
    each for one use. `lasts` is how many seconds it says that an access token is good for.
    """

    address: str
    user: str = "events"
    pending: int = 0
    denies: str = ""
    broken: int = 0
    lasts: int = 3600
    active: set[str] = field(default_factory=set)
    refreshes: set[str] = field(default_factory=set)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def introspection(self) -> str:
        """Where a mail server asks about a token (RFC 7662)."""
        return self.address + "introspect"

    def describe(self, path: Path, **changes: str) -> Path:
        """Write the file that `oauth = "FILE.toml"` names."""
        ends = {key: self.address + key for key in ("authorize", "token", "device")} | changes
        path.write_text("".join(f'{key} = "{url}"\n' for key, url in ends.items() if url) + 'scopes = ["mail"]\n')
        return path

    def good(self, user: str, token: str) -> bool:
        """Whether a token is good for a user."""
        return user == self.user and token in self.active

    def grants(self, path: str) -> list[dict[str, str]]:
        """The forms that were sent to an endpoint."""
        return [form for asked, form in self.asked if asked == path]

    def issue(self) -> dict[str, Any]:
        """New tokens."""
        number = next(self.numbers)
        access, refresh = f"access-token-{number}-{'x' * 40}", f"refresh-token-{number}"
        self.active.add(access)
        self.refreshes.add(refresh)
        return {"access_token": access, "refresh_token": refresh, "token_type": "Bearer", "expires_in": self.lasts}

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """What is answered to a form."""
        with self.lock:
            self.asked.append((path, form))
            if path == "/introspect":
                return 200, {"active": form["token"] in self.active, "username": self.user}
            if self.broken:
                return self.broken, {}
            if form.get("client_id") != CLIENT:
                return 401, {"error": "invalid_client"}
            if path == "/device":
                return 200, {
                    "device_code": "a-device-code", "user_code": "ABCD-EFGH", "interval": 1, "expires_in": 60,
                    "verification_uri": self.address + "enter",
                }  # fmt: skip
            error = self.denies or self._wrong(form)
            return (400, {"error": error}) if error else (200, self.issue())

    def _wrong(self, form: dict[str, str]) -> str:
        match form["grant_type"]:
            case "refresh_token":
                known = form["refresh_token"] in self.refreshes
                self.refreshes.discard(form["refresh_token"])
                return "" if known else "invalid_grant"
            case "authorization_code":
                asked = self.codes.pop(form["code"], None)
                proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
                fits = asked is not None and asked["code_challenge"] == proof.decode()
                same = asked is not None and asked["redirect_uri"] == form["redirect_uri"]
                return "" if fits and same and form.get("client_secret") == SECRET else "invalid_grant"
            case grant if grant == DEVICE and form["device_code"] == "a-device-code":
                self.pending -= 1
                return "authorization_pending" if self.pending >= 0 else ""
        return "unsupported_grant_type"


@contextmanager
def authorization_server() -> Iterator[Authorization]:
    """Run a server until the block ends."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = {key: values[0] for key, values in parse_qs(form).items()}
            status, answer = running.answer(self.path, fields)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            fields = {key: values[0] for key, values in parse_qs(parts.query).items()}
            if parts.path != "/authorize" or fields.get("client_id") != CLIENT:
                self.send_error(404)
                return
            code = f"code-{next(running.numbers)}"
            running.codes[code] = fields
            self.send_response(302)
            self.send_header(
                "Location", f"{fields['redirect_uri']}?{urlencode({'code': code, 'state': fields['state']})}"
            )
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running = Authorization(f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
