"""What a web address is worth: redirectors undone, tracking taken off, and the kind of page it leads to.

Nothing is fetched: only what the address itself says counts. Patterns are data (data/links.toml).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import idna

__all__ = ["Known", "canonical", "host_of", "kind_of", "known", "of_events_only"]

_LONGEST = 2000
_FIRST = 2  # words of a step that say what its page is about
_STEP_DATE = re.compile(r"(?:19|20)\d\d[-_/]?(?:0?[1-9]|1[0-2])(?:[-_/]?(?:0?[1-9]|[12]\d|3[01]))?(?:\D|$)")
_UNWRITABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff<>\"'`{}|\\^]")
_REDIRECTING = re.compile(r"(?i)redir|click|track|/out\b|away|/link|/goto|/exit|/url|/r/?$|/l/?$|dereferr")
_GENERIC = (
    "url",
    "u",
    "q",
    "redirect",
    "redirect_url",
    "redirecturl",
    "target",
    "dest",
    "destination",
    "goto",
    "link",
    "to",
    "r",
    "redirect_to",
)


class _Pattern(NamedTuple):
    host: re.Pattern[str]
    path: tuple[str, ...]

    def fits(self, host: str, steps: tuple[str, ...]) -> bool:
        if self.host.match(host) is None or len(steps) < len(self.path):
            return False
        return all(_step_fits(wanted, step) for wanted, step in zip(self.path, steps, strict=False))


def _step_fits(wanted: str, step: str) -> bool:
    if wanted == "#":
        return step.isdigit()
    if wanted.endswith("*"):
        return step.startswith(wanted[:-1])
    return step == wanted


class Known(NamedTuple):
    """The data file, ready for use: patterns by a label of their host, words by name."""

    kinds: Mapping[str, list[tuple[int, str, _Pattern]]]
    wrappers: Mapping[str, list[tuple[_Pattern, tuple[str, ...] | str]]]
    paths: Mapping[str, frozenset[str]]
    tracking: tuple[tuple[str, ...], frozenset[str], Mapping[str, frozenset[str]]]
    endings: frozenset[str]
    words: frozenset[str]
    sure: frozenset[str]
    apart_endings: tuple[str, ...]


@cache
def known() -> Known:
    """The data file data/links.toml."""
    text = resources.files("intake.reading").joinpath("data/links.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    kinds: dict[str, list[tuple[int, str, _Pattern]]] = {}
    for rank, (kind, patterns) in enumerate(data["kinds"].items()):
        for written in patterns:
            kinds.setdefault(_key(written), []).append((rank, kind, _pattern(written)))
    wrappers: dict[str, list[tuple[_Pattern, tuple[str, ...] | str]]] = {}
    for written, where in data["wrappers"].items():
        way = where if isinstance(where, str) else tuple(where)
        wrappers.setdefault(_key(written), []).append((_pattern(written), way))
    tracking = data["tracking"]
    return Known(
        kinds,
        wrappers,
        {name: frozenset(words) for name, words in data["paths"].items()},
        (
            tuple(tracking["starts"]),
            frozenset(tracking["names"]),
            {host: frozenset(names) for host, names in tracking["hosts"].items()},
        ),
        frozenset([*data["hosts"]["endings"], *data["hosts"]["countries"].split()]),
        frozenset(data["hosts"]["words"]),
        frozenset(data["hosts"]["sure"].split()),
        tuple(data["paths"]["apart_endings"]),
    )


def _key(written: str) -> str:
    """The label of a pattern's host by which it is looked up: the longest that is literal, not its ending."""
    labels = written.lstrip("=").partition("/")[0].split(".")
    literal = [label for label in labels[:-1] if "*" not in label] or [label for label in labels if "*" not in label]
    return max(literal, key=len)


def _pattern(written: str) -> _Pattern:
    host, _, path = written.lstrip("=").partition("/")
    labels = [
        r"[^.]+(?:\.[^.]+)?" if label == "*" else re.escape(label).replace(r"\*", "[^.]*") for label in host.split(".")
    ]
    before = r"(?:www\.)?" if written.startswith("=") else r"(?:[^.]+\.){0,8}"
    return _Pattern(re.compile(before + r"\.".join(labels) + r"\Z"), tuple(step for step in path.split("/") if step))


def host_of(url: str) -> str:
    """The host of an address, lower-cased, without "www." and port; "" when there is none."""
    try:
        host = (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""
    return host.removeprefix("www.").removeprefix("m.")


@lru_cache(maxsize=4096)
def canonical(url: str) -> str | None:
    """The address as it may be published: without redirector, tracking parameters, user name or default port.

    A redirector is undone only where its address carries the target. The host is in lower case, in punycode where
    its letters are of mixed scripts. None for anything that is no absolute http or https address with a host.
    """
    for _ in range(5):
        cleaned = _clean(url)
        if cleaned is None:
            return None
        inner = _target(cleaned)
        if inner is None or inner == cleaned:
            return cleaned
        url = inner
    return cleaned


def _clean(url: str) -> str | None:
    url = _UNWRITABLE.sub(lambda match: quote(match.group()) if match.group() in "\"'<>`{}|\\^" else "", url.strip())
    if len(url) > 4 * _LONGEST:
        return None
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https") or "." not in host or ".." in f".{host}" or "%" in host or len(host) > 253:
        return None
    written = _written_host(host.lower())
    if written is None:
        return None
    if port and port != {"http": 80, "https": 443}[scheme]:
        written = f"{written}:{port}"
    query = _without_tracking(parts.query, host.lower().removeprefix("www."))
    fragment = "" if parts.fragment.startswith(":~:") else parts.fragment
    return f"{scheme}://{written}{parts.path}{'?' + query if query else ''}{'#' + fragment if fragment else ''}"


def _written_host(host: str) -> str | None:
    """The host as people may safely read it: other scripts than Latin stay when unmixed, else punycode."""
    if host.isascii():
        return host if re.fullmatch(r"[a-z0-9._-]+", host) else None
    host = unicodedata.normalize("NFC", host)
    try:
        ascii_host = idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError, ValueError):
        return None
    for label in host.split("."):
        if len({_script(letter) for letter in label if letter.isalpha()}) > 1:
            return ascii_host
    # A whole name in letters that look like Latin ones ("аррӏе") deceives as well as a mixed one.
    if (
        any(_script(letter) in ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE") for letter in host)
        and host.rpartition(".")[2].isascii()
    ):
        return ascii_host
    return host


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "").split(" ", 1)[0]
    return "CJK" if name in ("HIRAGANA", "KATAKANA", "CJK", "BOPOMOFO", "HANGUL", "KATAKANA-HIRAGANA") else name


def _without_tracking(query: str, host: str) -> str:
    if not query:
        return ""
    starts, names, hosts = known().tracking
    more: frozenset[str] = frozenset()
    for written, extra in hosts.items():
        if written in host and (
            host == written
            or host.endswith("." + written)
            or (written.endswith(".") and (host.startswith(written) or "." + written in host))
        ):
            more |= extra
    kept = []
    for pair in query.split("&"):
        name = unquote(pair.partition("=")[0]).lower()
        if name and not (name in names or name in more or name.startswith(starts)):
            kept.append(pair)
    return "&".join(kept)


def _target(url: str) -> str | None:
    """The address that a redirector's address carries, or None."""
    parts = urlsplit(url)
    host = host_of(url)
    steps = _steps(parts.path)
    for label in host.split("."):
        for pattern, way in known().wrappers.get(label, ()):
            if pattern.fits(host, steps) and (found := _read_target(url, parts.path, parts.query, way)):
                return found
    if parts.query and _REDIRECTING.search(host.partition(".")[0] + parts.path):
        return _from_query(parts.query, _GENERIC)
    return None


def _steps(path: str) -> tuple[str, ...]:
    return tuple(unquote(step).lower() for step in path[:_LONGEST].split("/") if step)


def _read_target(url: str, path: str, query: str, way: tuple[str, ...] | str) -> str | None:
    if isinstance(way, tuple):
        return _from_query(query, way)
    if way == "query":
        return _absolute(unquote(query))
    if way == "path":
        return _absolute(unquote(path[path.lower().find("/http") + 1 :])) if "/http" in path.lower() else None
    if way == "amp":
        rest = path.partition("/s/")[2]
        return _absolute("https://" + rest) if "." in rest.partition("/")[0] else None
    if way == "underscores":
        return _absolute(unquote(url.partition("___")[2].partition("___")[0]))
    if way == "proofpoint2":
        said = dict(parse_qsl(query[:_LONGEST])).get("u", "")
        return _absolute(unquote(said.replace("-", "%").replace("_", "/")))
    if way == "proofpoint3":
        return _proofpoint3(url)
    return None


def _proofpoint3(url: str) -> str | None:
    """v3 keeps the address between "__" marks; each * (or **X, a run) stands for bytes listed in base64 after ";"."""
    inner, _, rest = url.partition("/v3/__")[2].partition("__;")
    if not inner:
        return None
    inner = re.sub(r"^(https?):/(?!/)", r"\1://", inner)
    coded = rest.partition("!")[0]
    try:
        removed = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode("utf-8")
    except (binascii.Error, ValueError):
        return _absolute(unquote(inner))
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    at = 0

    def put(match: re.Match[str]) -> str:
        nonlocal at
        run = alphabet.find(match.group()[2]) + 2 if len(match.group()) == 3 else 1
        piece, at = removed[at : at + run], at + run
        return piece

    return _absolute(re.sub(r"\*\*[A-Za-z0-9_-]|\*", put, inner))


def _from_query(query: str, names: tuple[str, ...]) -> str | None:
    try:
        values = {name.lower(): value for name, value in parse_qsl(query[: 4 * _LONGEST], max_num_fields=100)}
    except ValueError:
        return None
    for name in names:
        value = values.get(name.lower(), "").strip()
        if not value:
            continue
        if value.startswith("{") or (len(value) > 20 and "://" not in value and re.fullmatch(r"[\w+/=-]+", value)):
            value = _decoded(value) or value
        if (found := _absolute(value)) is not None:
            return found
    return None


def _decoded(value: str) -> str | None:
    """An address hidden in base64, alone or in JSON ("p" or "url" of it)."""
    try:
        text = base64.urlsafe_b64decode(value.replace("+", "-").replace("/", "_") + "=" * (-len(value) % 4)).decode(
            "utf-8"
        )
        if text.startswith("{"):
            inner = json.loads(text)
            inner = json.loads(inner["p"]) if isinstance(inner.get("p"), str) else inner
            return str(inner.get("url") or "")
    except (binascii.Error, ValueError, RecursionError, AttributeError):
        return None
    return text


def _absolute(value: str) -> str | None:
    value = value.strip()
    if value[:8].lower().startswith(("http://", "https://")) and len(value) > 10:
        return value
    return None


def _known_kind(host: str, steps: tuple[str, ...]) -> str | None:
    """The kind that a known site's pattern gives: the one that says most of the path, of such the first kind."""
    fitting = (
        (-len(pattern.path), rank, kind)
        for label in set(host.split("."))
        for rank, kind, pattern in known().kinds.get(label, ())
        if pattern.fits(host, steps)
    )
    best = min(fitting, default=None)
    return best[2] if best is not None else None


def of_events_only(url: str) -> bool:
    """Whether a canonical address is an event's or a form on a site known for them, wherever it stands in a mail."""
    return _known_kind(host_of(url), _steps(urlsplit(url).path)) in ("event", "form")


@lru_cache(maxsize=4096)
def kind_of(url: str) -> str:
    """What a canonical address leads to: event, post, form, page, home, group, profile, file, map, call ...

    "aside" are a site's standing pages, "apart" what is never about one event (petitions, shops, rules); "never" is
    what no listing wants (share buttons, ends of subscriptions, pictures).
    """
    parts = urlsplit(url)
    steps = _steps(parts.path)
    paths = known().paths
    if (kind := _known_kind(host_of(url), steps)) is not None:
        return kind
    last = steps[-1] if steps else ""
    ending = last.rpartition(".")[2] if "." in last else ""
    if ending in paths["images"] or any(step in paths["never"] for step in steps):
        return "never"
    if ending in paths["files"]:
        return "file"
    if any(step in paths["form"] for step in steps):
        return "form"
    if last.partition(".")[0] in paths["apart"] or _is_apart(last):
        return "apart"
    if any(_is_about_an_election(label) for label in host_of(url).split(".")[:-1]):
        return "apart"  # "election-check.example"
    if last.partition(".")[0] in paths["map"]:
        return "map"
    if not steps and not parts.query:
        return "home"
    if len(steps) == 1 and (last in ("index.html", "index.php", "home") or len(last) == 2) and not parts.query:
        return "home"
    if last.partition(".")[0] in paths["aside"]:
        return "aside"  # "/events/the-summer-fair/call-for-papers"
    if any(step in paths["event"] for step in steps[:-1]) or _STEP_DATE.search(parts.path):
        return "event"
    if parts.query and not paths["event_names"].isdisjoint(_names(parts.query)):
        return "event"
    if any(step in paths["apart"] or _is_apart(step) for step in steps):
        return "apart"
    if steps and (last[0] == "@" or (len(steps) > 1 and steps[-2] in paths["group"])):
        return "group"
    if any(step.partition(".")[0] in paths["aside"] for step in steps) or _is_about_an_election(last):
        return "aside"
    return "page"


def _names(query: str) -> set[str]:
    """The lower-cased names of the parameters of a query."""
    return {pair.partition("=")[0].lower() for pair in query[:_LONGEST].split("&")}


def _is_apart(step: str) -> bool:
    """Whether a step begins or ends with a word for what is about no event: "2026-demands", "rally-rules"."""
    said = known().paths["apart_words"]
    parts = [part for part in step.partition(".")[0].split("-") if part and not part.isdigit()]
    return bool(parts) and (not said.isdisjoint((parts[0], parts[-1])) or parts[-1].endswith(known().apart_endings))


def _is_about_an_election(step: str) -> bool:
    """Whether a step of an address names an election: "landtagswahl-2026", "election26", "wahl-o-mat"."""
    paths = known().paths
    words = [part.rstrip("0123456789") for part in (step, *step.split("-")[:_FIRST])]
    return not paths["elections"].isdisjoint(words) or any(
        word.endswith(tuple(paths["election_endings"])) and not word.endswith(tuple(paths["no_elections"]))
        for word in words
    )
