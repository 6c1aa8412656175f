"""Web addresses in a passage: the organizer's page or post for the event first, a homepage or a call's address last."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from intake.reading import cues
from intake.reading.alternatives import alternation
from intake.reading.fields.pointing import Standing, names_it, standing, subject_words
from intake.reading.lines import NO_SPACES, phrases
from intake.reading.links import canonical, host_of, kind_of, known, of_events_only
from intake.reading.proposal import Context, Finding, Link, Passage

__all__ = ["find"]

_MOST = 500
# What a page of each kind is worth as the link of an event; a profile on a network is only an alternative.
_WORTH = {
    "event": 0.95, "post": 0.85, "page": 0.7, "form": 0.65, "home": 0.4, "file": 0.28, "aside": 0.25, "group": 0.2,
    "call": 0.15, "other": 0.12, "profile": 0.0, "apart": 0.0,
}  # fmt: skip
_PUBLIC_KIND = {"profile": "home", "group": "home", "aside": "page", "apart": "page"}
_DOUBTS = {
    "home": "a homepage, not the event's own page", "profile": "a profile, not the event's own page",
    "group": "a group's page, not the event's own page",
    "aside": "a page of the site that does not seem to be about the event", "call": "the address of a call",
    "apart": "a page about something else than an event", "file": "a file", "other": "not the event's own page",
}  # fmt: skip
# It begins with a letter, and looks back from there: what looks back first is tried at every letter.
_SCHEME = re.compile(
    r"[hHwW](?:(?<=[hH])(?<![a-zA-Z0-9].)[tT]{2}[pP][sS]?://?[^\s<>\"«»“”„‹›，。、；（）「」『』【】《》\u200b\u00a0]+"
    r"|(?<=[wW])(?<![a-zA-Z0-9@.].)[wW]{2}\.[^\s<>\"«»“”„，。、；（）「」『』【】\u200b\u00a0]+)"
)
_BARE = re.compile(
    r"(?<![\w@./:%=&?#~-])(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.){1,5}([a-z]{2,12}|[A-Z]{2,12})(?![\w@-])"
    r"(?:/[^\s<>\"«»“”]*)?"
)
_AT = re.compile(r"(?i)[\[({<]\s*(?:at|ät|arroba|chiocciola|arobase|@)\s*[\])}>]\s*$")  # "info[at]leeds.example"
_MARK = 16
_MARKDOWN = re.compile(
    r"\[([^\[\]\n]{1,300})\]\((https?://[^\s()<>]{1,1500}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,500})?)\)"
)
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_WRAPPED = re.compile(r"[^\s<>\"]*[/=&?%_~-][^\s<>\"]*")
_ADVERTISED = frozenset(("page", "aside", "file", "other"))
_WORDS_BESIDE = 40
_ABOVE = 300
# What is left of the worth of an address that is only mentioned, and what one gains that names what the subject does.
_MENTIONED: Mapping[Standing, float] = {"mentioned": 0.0, "apart": 0.0, "about": 0.35}
_NAMED = 0.3
_NAMING = frozenset(("event", "post", "page", "form"))
_RULED = re.compile(r"^[ \t]*[-_=*~]{8,}[ \t]*$", re.MULTILINE)
_NOT_MAIL = re.compile(r"(?i)mailto:|tel:|sms:|javascript:|data:|cid:|file:|about:|#")
_SLASHES = re.compile(r"(?i)(https?):/?/?")


class _Found(NamedTuple):
    url: str
    words: str
    start: int
    end: int
    text: str | None
    rule: str


def find(
    passage: Passage, context: Context, subject: str = "", days: Sequence[int] = (), home: str = ""
) -> list[Finding]:
    """Every address in the passage that may be published, in reading order; `Link.url` is what links.canonical makes.

    `score` orders them by kind and by what stands beside them; what ends a subscription, shares, maps or belongs to
    the campaign itself is left out. Not `certain`: homepages, files and calls, and what stands in signatures.
    """
    found: list[Finding] = []
    announced = subject_words(subject)
    for item in sorted(islice(_candidates(passage), 2 * _MOST), key=lambda one: (one.start, one.end)):
        url = canonical(item.url)
        if url is None or len(url) > 2000 or host_of(url) in context.own_links:
            continue
        kind = kind_of(url)
        sure = kind == "event" and of_events_only(url)
        if kind in ("never", "map") or (not sure and _ends_subscription(item, passage)):
            continue
        if kind != "call" and _shows_the_mail(item, passage):
            continue
        if kind == "home" and item.rule == "host.org" and passage.role == "subject":
            continue  # "[london.pm] next meeting": a group's name
        if found and _again(found[-1], url, passage.start + item.start):
            continue
        stands = standing(passage, item.start, item.text, _path(url), days)
        if stands == "map" and not sure:
            continue
        if stands == "mentioned" and home and f".{host_of(url)}".endswith(f".{home}"):
            stands = "about"  # the sender's own page
        if sure or (stands in ("mentioned", "about") and (passage.role == "signature" or of_events_only(url))):
            stands = "pointed"
        score, note = _score(item, kind, passage, stands)
        naming = kind in _NAMING and stands != "apart" and passage.role != "signature"
        if naming and names_it(url if sure else _path(url), announced):
            score += _NAMED
        if len(found) >= _MOST:
            break
        found.append(
            Finding(
                "link",
                Link(url, _PUBLIC_KIND.get(kind, kind), _own_words(item, url)),
                item.words,
                passage.start + item.start,
                passage.start + item.end,
                passage.part,
                item.rule,
                certain=note is None,
                note=note,
                score=round(score, 3),
            )
        )
    return found


def _path(url: str) -> str:
    """What follows the host of an address."""
    return url.partition("://")[2].partition("/")[2]


def _again(last: Finding, url: str, start: int) -> bool:
    """Whether the same address stood just before: "words <address>" in the plain text of an HTML mail."""
    return isinstance(last.value, Link) and last.value.url == url and start - last.end < 8


def _candidates(passage: Passage) -> Iterator[_Found]:
    text = passage.text
    taken: list[tuple[int, int]] = []
    for link in passage.links:
        if _NOT_MAIL.match(link.url):
            continue
        start, end = link.start - passage.start, link.end - passage.start
        url = (
            link.url
            if "://" in link.url
            else f"https://{link.url}"
            if link.url.lower().startswith("www.")
            else link.url
        )
        if 0 <= start <= end <= len(text):
            taken.append((start, end))
            yield _Found(url, text[start:end], start, end, link.text or None, "words of a link")
    covered = _Covered(taken)
    for match in _MARKDOWN.finditer(text):
        if not covered.has(match.start()):
            covered.add(match.start(), match.end())
            yield _Found(match.group(2), match.group(), match.start(), match.end(), match.group(1), "[words](address)")
    for match in _SCHEME.finditer(text):
        if covered.has(match.start()):
            continue
        start, end = match.start(), _end(text, match.start(), match.end())
        url, end = _unbroken(text, start, end)
        covered.add(start, end)
        if url[:4].lower() == "http":
            scheme = _SLASHES.match(url)
            url = f"{scheme[1]}://{url[scheme.end() :]}" if scheme is not None else url
        else:
            url = f"https://{url}"
        yield _Found(url, text[start:end], start, end, None, "https://")
    for match in _BARE.finditer(text):
        if covered.has(match.start()) or not _is_host(text, match):
            continue
        end = _end(text, match.start(), match.end())
        yield _Found(
            f"https://{text[match.start() : end]}", text[match.start() : end], match.start(), end, None, "host.org"
        )


class _Covered:
    """The stretches of text that already gave an address."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._at: set[int] = set()
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        self._at.update(range(start, end))

    def has(self, at: int) -> bool:
        return at in self._at


def _end(text: str, start: int, end: int) -> int:
    """Where an address ends: before the sentence's punctuation and before brackets that were opened outside it."""
    while end > start:
        last = text[end - 1]
        if (
            last in ".,;:!?'’*_~…·|。，、；：！？`"
            or last in '"”»›>'
            or (last in _CLOSERS and text.count(last, start, end) > text.count(_CLOSERS[last], start, end))
        ):
            end -= 1
        else:
            break
    return end


def _unbroken(text: str, start: int, end: int) -> tuple[str, int]:
    """An address that a mail program broke over lines put together again; and where it ends."""
    url = text[start:end]
    if start and text[start - 1] == "<":
        # RFC 3986, appendix C: between angle brackets line breaks are no part of the address.
        close = text.find(">", end, end + 1500)
        inner = text[end:close] if close >= 0 else ""
        if close >= 0 and "\n" not in inner and "<" not in inner:
            # The name of a file with spaces in it.
            return url + inner.replace(" ", "%20"), close
        if close >= 0 and "\n" in inner and "<" not in inner and not re.search(r"\S[ \t]+\S", inner):
            return url + "".join(inner.split()), close
        return url, end
    line_start = text.rfind("\n", 0, start) + 1
    for _ in range(4):
        if end >= len(text) or text[end] != "\n" or end - line_start < 66:
            break
        following = _WRAPPED.match(text, end + 1)
        stop = following.end() if following else end
        if (
            following is None
            or (stop < len(text) and text[stop] != "\n")
            or "://" in following.group()
            or (url.endswith("/") and len(url) < 30)
        ):
            break
        line_start, stop = end + 1, _end(text, end + 1, stop)
        url, end = url + text[line_start:stop], stop
    return url, end


def _is_host(text: str, match: re.Match[str]) -> bool:
    """Whether words with a dot between are a host that somebody wrote without its scheme."""
    ending = match.group(1).lower()
    host, _, path = match.group().partition("/")
    labels = host.split(".")
    facts = known()
    if host != host.lower() and not (path[:1].isalnum() and (ending in facts.sure or ending not in facts.words)):
        return False  # "Leeds.March at noon", "Dr.med", but "Bit.ly/MossDay"
    if ending not in facts.endings or _AT.search(text, max(match.start() - _MARK, 0), match.start()):
        return False
    if all(label.isdigit() for label in labels[:-1]) or (
        len(labels[-2]) < 2 and len(labels) == 2 and "/" not in match.group()
    ):
        return False
    if "/" in match.group() and len(match.group()) > len(host) + 1:
        return True
    if ending in facts.words and len(labels) == 2 and not re.search(r"[\d-]", labels[0]):
        # "hier.am" is a missing space; "bei verein.de" or a line of its own is a host.
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.end())
        line = text[line_start : line_end if line_end >= 0 else len(text)].strip()
        before = text[max(line_start, match.start() - 2) : match.start()]
        after = text[match.end() : match.end() + 2]
        alone = len(line.split()) <= 3 or before.endswith((": ", "(", ":", "→ ", "- "))
        return alone or (ending in facts.sure and not after.strip())
    return True


def _ends_subscription(item: _Found, passage: Passage) -> bool:
    said = (item.text or "").lower()
    held = said and len(said) < 80 and _any_of("unsubscribe").search(said) is not None
    if held and any(_is_said(phrase, said) for phrase in phrases("unsubscribe")):
        return True
    if item.text is not None and item.rule == "words of a link":
        return False
    line_start = passage.text.rfind("\n", 0, item.start) + 1
    before = passage.text[max(line_start, item.start - 120) : item.start].lower()
    if not before.strip() and line_start:
        before = passage.text[max(0, line_start - 120) : line_start].strip().rpartition("\n")[2].lower()
        if not before.rstrip().endswith((":", ",")):
            return False
    return bool(before.strip()) and any(_is_said(phrase, before) for phrase in _said_anywhere(passage.text))


@lru_cache(maxsize=4)  # asked of each address of a passage
def _said_anywhere(text: str) -> tuple[str, ...]:
    """The phrases that end a subscription and stand anywhere in a text; most have none."""
    lowered = text.lower()
    return tuple(phrase for phrase in phrases("unsubscribe") if phrase.removesuffix("*") in lowered)


@cache
def _any_of(key: str) -> re.Pattern[str]:
    """Any of the phrases of a key, for few words: in many each is sooner found by itself."""
    return re.compile(alternation(phrase.removesuffix("*") for phrase in phrases(key)))


def _is_said(phrase: str, text: str) -> bool:
    """Whether a lower-cased text has a phrase in words of its own, or as the beginning of a word where "*" ends it."""
    start = text.find(said := phrase.removesuffix("*"))
    while start >= 0:
        around = text[max(start - 1, 0) : start], "" if said != phrase else text[start + len(said) :][:1]
        if NO_SPACES.match(said) or not any(map(str.isalpha, around)):
            return True
        start = text.find(said, start + 1)
    return False


def _shows_the_mail(item: _Found, passage: Passage) -> bool:
    """Whether a link shows a copy of the mail: "Trouble viewing this mail? Open it in your browser"."""
    said = (item.text or "").lower()
    line_start = passage.text.rfind("\n", 0, item.start) + 1
    beside = passage.text[max(line_start, item.start - _WORDS_BESIDE) : item.start].lower()
    shown = _any_of("shown_elsewhere")
    return shown.search(beside) is not None or (len(said) < 80 and shown.search(said) is not None)


def _score(item: _Found, kind: str, passage: Passage, stands: Standing) -> tuple[float, str | None]:
    score, note = _WORTH[kind], _DOUBTS.get(kind)
    if stands in _MENTIONED:
        score, note = score * _MENTIONED[stands], "mentioned in a sentence about something else"
    if passage.role == "signature":
        # Below a ruled line a group's home page may be its own; any other page is an advertisement or a list's.
        off = _RULED.search(passage.text, 0, item.start) is not None and (
            kind in _ADVERTISED or _in_prose(passage.text, item) or _is_paid_for(passage, item)
        )
        score, note = 0.0 if off else score * 0.5, "stands in the signature"
    elif passage.role == "quoted":
        score, note = score * 0.5, "stands in a quoted mail"
    if item.start == item.end and kind == "profile":
        score = 0.0  # the sign of a network
    if item.start == item.end and item.text is None:
        score *= 0.6
    return score, note


def _is_paid_for(passage: Passage, item: _Found) -> bool:
    """Whether the lines above an address, up to an empty or ruled one, say whose it is: "sponsored by:"."""
    above = re.split(r"\n[ \t]*\n|[-_=*~]{8}", passage.text[max(item.start - _ABOVE, 0) : item.start])[-1]
    return any(cue.key == "aside" for cue in cues.find(above, passage.languages))


def _in_prose(text: str, item: _Found) -> bool:
    """Whether an address stands within a line of words."""
    start, end = text.rfind("\n", 0, item.start) + 1, text.find("\n", item.end)
    around = text[start : item.start] + text[item.end : end if end >= 0 else len(text)]
    return len(around.strip()) > _WORDS_BESIDE


def _own_words(item: _Found, url: str) -> str | None:
    """The link's own words where they say more than the address; words that name another host are dropped."""
    if not item.text or item.text.lower().startswith(("http", "www.")):
        return None
    named = _BARE.search(item.text.lower())
    if (
        named
        and known().endings & {named.group(1)}
        and named.group().partition("/")[0].removeprefix("www.") != host_of(url)
    ):
        return None
    return item.text
