"""Signatures: what stands under "-- ", below "Sent from my ..." and in the footer of a list; and letters' closes."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from intake.reading.lines import NO_SPACES, UNDERLINE, Line, phrases

__all__ = ["has_clock", "is_closing", "is_postscript", "mark"]

_DASHES = re.compile(r"^\s{0,2}(?:--|—|––|_{2,3})\s*$")
_NAME_LINE = re.compile(r"^\s{0,2}[-–—~]{1,2}\s?[^\W\d_][\w.'’]*(?: [^\W\d_][\w.'’]*){0,2}\s*$")
_CLOCK = re.compile(r"(?i)\b\d{1,2}[:.h]\d\d\b|\b\d{1,2}\s?(?:am|pm|a\.m|p\.m|uhr|h|klo|kl)\b")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S|\blist\b")
_RULE = re.compile(r"^\s*[-_]{3,}\s*$")
_SCANNED = re.compile(r"(?i)\bavast\b|\bavg\b|virus|viren\b|вирус")
_LONG_NOTICE = 100
_SECTIONS = 4  # rules of a mail that part more than its footer
_BORDER = re.compile(r"^\s*[*=#_-]{10,}\s*$")
_PERSON = re.compile(r"^\s*(?:[^\W\d_a-zß-ÿ][\w'’.-]*[ ]?){2,4}\s*$")
_POSTSCRIPT = re.compile(r"(?i)^\s*p\.? ?s\.?\s*[:：.)]?(?:\s|$)")


@cache
def _words(key: str) -> str:
    """The words of one list of data/signatures.toml as alternatives of a pattern, the longest first."""
    text = resources.files("intake.reading").joinpath("data/signatures.toml").read_text(encoding="utf-8")
    words = sorted(tomllib.loads(text)[key], key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words)


@cache
def _confidence() -> re.Pattern[str]:
    return re.compile(rf"(?i)\b(?:{_words('confidence')})")


@cache
def _of_this_mail() -> re.Pattern[str]:
    return re.compile(rf"(?i)^\W*(?:{_words('opens')})\s(?:\S+\s){{0,2}}(?:{_words('this_mail')})")


@cache
def _contact() -> re.Pattern[str]:
    return re.compile(rf"(?i){_words('contact')}")


@cache
def _telephone() -> re.Pattern[str]:
    """A telephone number with a word for it before it, or alone on its line."""
    return re.compile(
        rf"(?i)^\W*(?:{_words('telephone')})\b[.:]*\s*[+(]?\d[\d\s()/.-]{{5,}}"
        r"|^\s*(?:\+|00)\d[\d\s()/.-]{6,}$|^\s*0\d{2,5}[ /-]\d{3}[\d -]{0,12}$|^\s*\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}$"
    )


@cache
def _closings() -> frozenset[str]:
    return frozenset(phrases("closing"))


@cache
def _sent_from() -> tuple[str, ...]:
    return phrases("sent_from")


def _is_sent_from(line: str) -> bool:
    stripped = line.strip().strip("<>()[]*_-–— \u200e\u200f").lower()
    if not stripped or len(stripped) > 120:
        return False
    if stripped.startswith(_sent_from()):
        opener = next(words for words in _sent_from() if stripped.startswith(words))
        # "Sent from my desk, which is easier than the telephone" is a sentence: it names no make.
        rest = line[line.lower().find(opener) + len(opener) :].split()
        return len(rest) <= 4 or not "".join(rest).islower()
    return len(stripped) < 40 and bool(NO_SPACES.search(stripped)) and stripped.rstrip("。. ").endswith(_sent_from())


def is_closing(line: str) -> bool:
    """Whether a line is only the words a letter closes with ("Best regards,")."""
    stripped = line.strip()
    return len(stripped) <= 60 and stripped.strip(" ,.!;:*_-–—~☮♥❤💚✊🌱🙂😊").lower() in _closings()


def has_clock(text: str) -> bool:
    """Whether the text names a time of day ("15:30", "3 pm", "15 Uhr")."""
    return _CLOCK.search(text) is not None


def is_postscript(line: str) -> bool:
    """Whether a line opens with "PS"."""
    return _POSTSCRIPT.match(line) is not None


def mark(lines: list[Line]) -> None:
    """Gives the role "signature" to what stands under "-- ", to "Sent from my ..." and to a list's footer."""
    at = 0
    while at < len(lines):
        role = lines[at].role
        if role not in ("own", "forwarded"):
            at += 1
            continue
        stop = at
        while stop < len(lines) and lines[stop].role == role:
            stop += 1
        _sign(lines[at:stop], at > 0)
        at = stop


def _sign(run: list[Line], follows: bool) -> None:
    """Marks the signature of a run of lines of one role; `follows` says that other lines stand above it."""
    full = [number for number, line in enumerate(run) if line.text.strip()]
    for number in full:
        if _is_sent_from(run[number].text):
            run[number].role = "signature"
    start = _signature_start(run, full, follows)
    if start is None:
        return
    for number in range(start, len(run)):
        if is_postscript(run[number].text):
            break
        run[number].role = "signature"
    if start and UNDERLINE.match(run[start].text):
        # Under a list's footer stands nothing more, but above it may stand a signature.
        _sign(run[:start], follows)


def _is_signature(delimiter: str, below: list[str], run: list[Line]) -> bool:
    """Whether what stands under two dashes is a signature; "-- " is sure (RFC 3676, 4.3), "--" may part two events."""
    if delimiter == "-- ":
        return len(below) <= 25 and sum(map(len, below)) <= 2500
    if sum(_DASHES.match(line.text) is not None for line in run) > 1:
        return False
    if delimiter != "-- " and (any(map(is_closing, below[1:])) or _goes_on(delimiter, below, run)):
        return False
    if any(_CLOCK.search(line) or len(line) > 100 or (delimiter == "--" and _is_sentence(line)) for line in below):
        return False
    return len(below) <= 10 and sum(map(len, below)) <= 600


def _goes_on(delimiter: str, below: list[str], run: list[Line]) -> bool:
    """Whether a sentence stands apart under the dashes: a signature stands close to them."""
    at = next(number for number, line in enumerate(run) if line.text == delimiter)
    apart = at + 1 < len(run) and not run[at + 1].text.strip()
    return apart and bool(below) and below[0].rstrip().endswith((".", "!", "?")) and len(below[0].split()) >= 4


def _is_sentence(line: str) -> bool:
    """Whether a line tells something, as none of a signature does but a motto between quotation marks."""
    stripped = line.strip()
    return stripped.endswith((".", "!", "?")) and len(stripped.split()) >= 8 and stripped[0].isalpha()


def _is_footer(below: list[str]) -> bool:
    """Whether the lines under a rule are a mailing list's or a mail service's: short, with an address, no letter."""
    if not below or len(below) > 10 or sum(map(len, below)) > 800 or any(map(is_closing, below)):
        return False
    return any(_ADDRESS.search(line) for line in below) and all(len(line) <= 120 for line in below)


def _signature_start(run: list[Line], full: list[int], follows: bool) -> int | None:
    """Where a run's signature starts: at its last delimiter with little below it."""
    for back, number in enumerate(reversed(full)):
        if back > 25:
            return None
        text = run[number].text
        below = [run[other].text for other in full[len(full) - back :]] if back else []
        if _DASHES.match(text):
            return number if _is_signature(text, below, run) else None
        if _RULE.match(text) and 0 < back <= 4 and any(_SCANNED.search(line) for line in below):
            return number
        if UNDERLINE.match(text) and (follows or number != full[0]) and _is_footer(below):
            # Rules above and below each heading part a newsletter's sections.
            ruled = sum(UNDERLINE.match(run[other].text) is not None for other in full)
            return number if ruled < _SECTIONS or not any(map(has_clock, below)) else None
        if _BORDER.match(text) and back and _is_disclaimer(below):
            return number
        if back == 0 and len(full) > 1 and _NAME_LINE.match(text) and not run[number - 1].text.strip():
            above = run[full[-2]].text.strip()
            return None if above.endswith((":", "：")) or above.startswith(("-", "–", "*", "•")) else number
    return _last_block(run, full)


def _is_disclaimer(below: list[str]) -> bool:
    """Whether the lines are what a firm's server says of confidence, and no hour is among them."""
    text = " ".join(below)
    return len(text) <= 3000 and _confidence().search(text) is not None and _CLOCK.search(text) is None


def _last_block(run: list[Line], full: list[int]) -> int | None:
    """Where the last lines between blank ones start, if they are a disclaimer or a name with a telephone number."""
    if not full:
        return None
    first = full[-1]
    while first > 0 and run[first - 1].text.strip():
        first -= 1
    if first <= full[0]:
        return None
    block = [run[number].text for number in range(first, full[-1] + 1)]
    if _of_this_mail().match(block[0]) and _is_disclaimer(block) and sum(map(len, block)) >= _LONG_NOTICE:
        return first
    above = next(run[number].text for number in reversed(full) if number < first)
    signs = len(block) > 1 and _PERSON.match(block[0]) is not None and not above.rstrip().endswith((":", "："))
    above = above.rstrip()
    signs = signs and not _contact().search(above)
    signs = signs and (above.endswith((".", "!", "?", ",", ")")) or is_closing(above) or len(above.split()) <= 3)
    short = len(block) <= 7 and all(len(line) <= 60 and not line.rstrip().endswith(("?", "!")) for line in block)
    told = any(_CLOCK.search(_telephone().sub("", line)) for line in block)
    return first if signs and short and not told and any(map(_telephone().search, block[1:])) else None
