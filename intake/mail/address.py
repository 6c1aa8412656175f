"""The addresses of servers: scheme, host, port, user and folder, and how the connection to them is encrypted."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

from intake.mail.mailbox import WrongAddress

Encryption = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A server and how to reach it. `user` is None when the url names nobody; `folder` is "" without a path."""

    encryption: Encryption
    host: str
    port: int
    user: str | None
    folder: str


def later(option: str) -> str:
    """What comes of a connection that failed, and what to do if it goes on so; `option` is the url's name."""
    return f"it is tried again; if it lasts, mend the host, the port or the scheme in {option}"


def why_not_connected(error: Exception) -> str:
    """Why a connection failed, in words: what the system says, and for TLS what it means."""
    if isinstance(error, ssl.SSLError):
        if error.reason in ("WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"):
            return "the port does not begin with TLS"
        return (error.reason or "no TLS").lower().replace("_", " ")
    return getattr(error, "strerror", None) or "the connection was cut"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name or number alone (no look-up that somebody else answers)."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def has_controls(text: str) -> bool:
    """Whether a text holds control characters: a line break in a name would be a command of its own."""
    return any(ord(char) < 32 or ord(char) == 127 for char in text)


def server_address(url: str, kind: Literal["imap", "smtp"], option: str) -> ServerAddress:
    """Read `imaps://user@host:port/folder` and its like. `option` is the configuration's name for the url.

    Raises `WrongAddress`, which never repeats a password somebody wrote into the url.
    """
    implicit, later, plain = f"{kind}s", f"{kind}+starttls", kind
    ports = {implicit: 993 if kind == "imap" else 465, later: 143 if kind == "imap" else 587, plain: 143}
    if kind == "smtp":
        ports[plain] = 25
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise WrongAddress(f"{option}: not an address with a port between 1 and 65535") from None
    if parts.scheme not in ports:
        raise WrongAddress(f"{option}: no such scheme {parts.scheme!r} (have: {', '.join(ports)})")
    host = parts.hostname or ""
    if not host or has_controls(unquote(url)):
        raise WrongAddress(f"{option}: names no server; write {implicit}://user@host/" + ("INBOX" * (kind == "imap")))
    if parts.password is not None:
        raise WrongAddress(
            f"{option}: take the password out of the address and name it in password_env or password_file"
        )
    if parts.query or parts.fragment:
        raise WrongAddress(f"{option}: a ? or # in it has to be written as %3F or %23")
    if parts.scheme == plain and not is_loopback(host):
        raise WrongAddress(
            f"{option}: {plain}:// sends passwords and mails unencrypted and is only for this machine; write "
            f"{implicit}://... or {later}://... for {host}"
        )
    encryption: Encryption = "tls" if parts.scheme == implicit else "starttls" if parts.scheme == later else "none"
    user = unquote(parts.username) if parts.username else None
    return ServerAddress(encryption, host, port or ports[parts.scheme], user, unquote(parts.path.strip("/")))
