"""Publishes the list into a page or post of a WordPress site, between two markers; the rest of it stays.

Url: `wordpress+https://user@host/path` (the site's address; `wordpress+http://` on loopback). Options: `page` or
`post`, the number or slug of what to update; `password_env` or `password_file` with an application password
(WordPress 5.6 and later, Users > Profile); `site`, the address the whole site is published at, for links to its
other files.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from render.credentials import password
from render.publish import Sending, TransportError, without_password

SCHEMES = ("wordpress+https", "wordpress+http")
OPTIONS: Mapping[str, type] = {"page": str, "post": str, "site": str, "password_env": str, "password_file": Path}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
START, END = "<!-- event-intake start -->", "<!-- event-intake end -->"
"""The two lines a page needs: what stands between them is replaced. A "Custom HTML" block takes them."""

_LIST = re.compile(r"<!-- list -->(.*?)<!-- /list -->", re.DOTALL)
_INVITATION = re.compile(r'<p class="invitation">.*?</p>', re.DOTALL)
_SCRIPT = re.compile(r"<script\b.*?</script>\n?", re.DOTALL)
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')
_RELATIVE = re.compile(r'<a href="(?!https?:|mailto:|#)([^"]*)">([^<]*)</a>')


def holds(url: str, options: Mapping[str, str]) -> bool:
    """Always: what is between the markers is ours, and asking costs as much as writing."""
    return True


def listed(url: str, options: Mapping[str, str]) -> int:
    """How many coming events stand between the markers. Raises `TransportError`."""
    with _opened(url, options) as (_, _, _, found):
        return str(found["content"]["raw"]).partition(START)[2].partition(END)[0].count('<li id="e-')


def send(sending: Sending) -> None:
    """Put the list between the markers of the page. Raises `TransportError`."""
    changes = sending.differences
    if "index.html" not in (*changes.added, *changes.changed):
        return
    fragment = fragment_of(sending.files["index.html"].decode(), sending.options.get("site", ""))
    with _opened(sending.url, sending.options) as (client, site, kind, found):
        content = between_markers(str(found["content"]["raw"]), fragment, f"{kind[:-1]} {found['id']}")
        if content != found["content"]["raw"]:
            _ask(client, "POST", site, f"/wp/v2/{kind}/{found['id']}", json={"content": content})


def check(url: str, options: Mapping[str, str]) -> str:
    """Log in and look for the page and its two markers; changes nothing. Raises `TransportError`."""
    with _opened(url, options) as (_, _, kind, found):
        between_markers(str(found["content"]["raw"]), "", f"{kind[:-1]} {found['id']}")
        return f"{without_password(url)}, {kind[:-1]} {found['id']} has its markers"


@contextlib.contextmanager
def _opened(url: str, options: Mapping[str, str]) -> Iterator[tuple[httpx.Client, str, str, dict[str, Any]]]:
    """A client that is logged in, the site's address, "pages" or "posts", and the one to update, with its text."""
    parts = urlsplit(url.partition("+")[2])
    shown = without_password(url)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise TransportError(f"{shown}: without TLS only on loopback; use wordpress+https://", permanent=True)
    kind, which = _subject(options, shown)
    secret = password(options, shown)
    if secret is None or not parts.username:
        raise TransportError(
            f"{shown}: an application password is needed: name the user in the url and set password_file",
            permanent=True,
        )
    port = f":{parts.port}" if parts.port else ""
    site = f"{parts.scheme}://{parts.hostname}{port}{parts.path.rstrip('/')}/index.php"
    try:
        with httpx.Client(auth=(unquote(parts.username), secret), timeout=30, follow_redirects=False) as client:
            yield client, site, kind, _find(client, site, kind, which)
    except httpx.HTTPError as error:
        raise TransportError(
            f"{shown}: no answer ({str(error) or type(error).__name__}); see that the site is up"
        ) from error


def _subject(options: Mapping[str, str], shown: str) -> tuple[str, str]:
    for option, kind in (("page", "pages"), ("post", "posts")):
        if value := options.get(option):
            return kind, value
    raise TransportError(f'{shown}: say which page or post to update, such as page = "events"', permanent=True)


def _find(client: httpx.Client, site: str, kind: str, which: str) -> dict[str, Any]:
    if which.isdigit():
        found: dict[str, Any] = _ask(client, "GET", site, f"/wp/v2/{kind}/{which}", params={"context": "edit"})
        return found
    several = _ask(client, "GET", site, f"/wp/v2/{kind}", params={"context": "edit", "slug": which, "status": "any"})
    if not several:
        raise TransportError(f"wordpress: there is no {kind[:-1]} with the slug {which!r}", permanent=True)
    return dict(several[0])


def _ask(client: httpx.Client, method: str, site: str, route: str, **more: Any) -> Any:
    parameters = {"rest_route": route, **more.pop("params", {})}  # works with and without pretty addresses
    answer = client.request(method, site, params=parameters, **more)
    if answer.is_success:
        return answer.json()
    try:
        said = str(answer.json().get("message", ""))
    except ValueError:
        said = answer.reason_phrase
    raise TransportError(f"wordpress: {answer.status_code} {said}", permanent=400 <= answer.status_code < 500)


def between_markers(page: str, fragment: str, name: str) -> str:
    """The page with the fragment between its two markers. Raises a permanent `TransportError` without them."""
    start, end = page.find(START), page.find(END)
    if start < 0 or end < start or page.count(START) > 1 or page.count(END) > 1:
        raise TransportError(
            f"wordpress: {name} needs the two lines {START} and {END}, each once and in this order: "
            "put them into a Custom HTML block",
            permanent=True,
        )
    return page[: start + len(START)] + "\n" + fragment + "\n" + page[end:]


def fragment_of(page: str, site: str) -> str:
    """The invitation and the days of index.html; links to other files become absolute, or go when `site` is unknown.

    Descriptions for machines are left out: of a script WordPress lets most users keep the text only.
    """
    canonical = _CANONICAL.search(page)
    base = site or (canonical[1] if canonical else "")
    parts = [match[0] for match in [_INVITATION.search(page)] if match]
    parts += [_SCRIPT.sub("", match[1]).strip() for match in [_LIST.search(page)] if match]

    def absolute(found: re.Match[str]) -> str:
        return f'<a href="{urljoin(base, found[1])}">{found[2]}</a>' if base else ""

    fragment = _RELATIVE.sub(absolute, "\n".join(parts))
    # WordPress runs what stands in brackets, "[video src=...]"; it turns decimal references back into brackets, too.
    return fragment.replace("[", "&#x5B;").replace("]", "&#x5D;")
