"""The lines of a mail's text: which are the writer's own, which are quoted, passed on, or a signature. Linear.

Mail programs mark these in a few ways and many languages; the words are the [mail] tables of the language files.
Nothing is thrown away here: every line gets a role, and the callers choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from intake.reading.languages import languages

__all__ = ["Line", "Role", "has_clock", "header_kind", "is_closing", "is_postscript", "phrases", "sort"]

Role = Literal["own", "quoted", "forwarded", "signature", "marker"]

_LONGEST_LINE = 400
_LABEL = re.compile(r"[*_>\s\u200e\u200f]{0,12}([^\W\d_][^:：\n<>@]{0,28}?)[*_\s]{0,4}[:：][*_]{0,2}(?:\s|$)")
_DECORATED = re.compile(r"^[\s>|]*[-_=*~#‐-―─]{2,}\s*([^\n]*?)[\s:：]*[-_=*~#‐-―─]*\s*$")
_UNDERLINE = re.compile(r"^\s*[_─―—]{4,}\s*$|^\s*-{20,}\s*$")
_DASHES = re.compile(r"^\s{0,2}(?:--|—|––)\s*$")
_NAME_LINE = re.compile(r"^\s{0,2}[-–—~]{1,2}\s?[^\W\d_][\w.'’]*(?: [^\W\d_][\w.'’]*){0,2}\s*$")
_DIGITS = re.compile(r"\d+")
_YEAR_AND_CLOCK = re.compile(
    r"\b(?:19|20)\d\d\b[^\n]{0,80}?\b\d{1,2}[:.]\d\d|\b\d{1,2}[:.]\d\d[^\n]{0,80}?\b(?:19|20)\d\d\b"
)
_MAILBOX = re.compile(r"\S@\S|mailto:")
_DATE_FIRST = re.compile(r"\s*(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?\b")
_WEEKDAY_CLOCK = re.compile(r"\d{4}[^\n]{1,80}?<[^@<>\s]+@[^@<>\s]+>\s*:?\s*$")
_CLOCK = re.compile(r"(?i)\b\d{1,2}[:.h]\d\d\b|\b\d{1,2}\s?(?:am|pm|a\.m|p\.m|uhr|h|klo|kl)\b")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S|\blist\b")
_DIRECTIONS = dict.fromkeys((8206, 8207, *range(8234, 8239), *range(8294, 8298)))
_DIRECTED = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NO_SPACES = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_POSTSCRIPT = re.compile(r"(?i)^\s*p\.? ?s\.?\s*[:：.)]?(?:\s|$)")


@dataclass(slots=True)
class Line:
    """One line: `text[start:end]` without its line end, and what it is. A marker belongs to what follows it."""

    start: int
    end: int
    text: str
    role: Role = "own"


@cache
def phrases(key: str) -> tuple[str, ...]:
    """The lower-cased words of one key of every language's [mail] table."""
    return tuple(dict.fromkeys(word for language in languages() for word in language.table("mail").get(key, ())))


@cache
def _labels() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind in ("from", "date", "to", "subject"):
        for word in phrases(kind):
            found.setdefault(word, set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}


@cache
def _markers() -> dict[str, Role]:
    found: dict[str, Role] = dict.fromkeys(phrases("original"), "quoted")
    found.update(dict.fromkeys(phrases("forwarded"), "forwarded"))
    return found


@cache
def _openers() -> tuple[str, ...]:
    return tuple(f"{word} " for word in phrases("on"))


@cache
def _verbs() -> tuple[re.Pattern[str], tuple[str, ...]]:
    spaced = [word for word in phrases("wrote") if not _NO_SPACES.search(word)]
    glued = tuple(word for word in phrases("wrote") if _NO_SPACES.search(word))
    pattern = "|".join(re.escape(word) for word in sorted(spaced, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), glued


def header_kind(line: str) -> frozenset[str]:
    """What a line's label says it is ("from", "date", "to", "subject"); empty for an ordinary line."""
    match = _LABEL.match(line[:_LONGEST_LINE])
    return _labels().get(match.group(1).strip().lower(), frozenset()) if match else frozenset()


def _is_quote(line: str) -> bool:
    return line.lstrip().startswith((">", "&gt;"))


def _says_wrote(lowered: str) -> bool:
    spaced, glued = _verbs()
    return spaced.search(lowered) is not None or any(word in lowered for word in glued)


def _marker(line: str) -> Role | None:
    """The role of what follows "-----Original Message-----", "Begin forwarded message:" and their like."""
    stripped = line.strip()
    if not 6 <= len(stripped) <= 100:
        return None
    match = _DECORATED.match(stripped)
    if match:
        words = match.group(1).strip(" .:-_=*~#").lower()
        return _markers().get(words) or (
            _markers().get(words.partition(" by ")[0] + " by") if " by " in words else None
        )
    if stripped.endswith((":", "：")):
        words = stripped.strip(" :：*_>").lower()
        return _markers().get(words)
    return None


def _undirected(text: str) -> str:
    return text.translate(_DIRECTIONS) if not text.isascii() and _DIRECTED.search(text) else text


def _attribution(lines: list[Line], at: int) -> int:
    """How many lines from `at` are the line that heads a quotation ("On ... Ann wrote:"), wrapped or not; 0 if none."""
    first = _undirected(lines[at].text).strip()
    if not first or len(first) > _LONGEST_LINE or _is_quote(first):
        return 0
    lowered = first.lower().lstrip("*_- ")
    opens = lowered.startswith(_openers())
    dated = len(_DIGITS.findall(first[:200])) >= 2
    if first.startswith("--") and first.endswith("--") and _ends_with_wrote(first.rstrip("- ")):
        return 1
    if not (opens or dated or first.rstrip("* _-").endswith((":", "：")) or "@" in first):
        return 0
    joined = ""
    blanks = 0
    for count in range(1, 7):
        if at + count > len(lines):
            return 0
        part = _undirected(lines[at + count - 1].text).strip().lstrip("> ")
        if not part and opens and dated and blanks < 2:
            blanks += 1
            continue
        if not part or len(joined) + len(part) > _LONGEST_LINE or count - blanks > 4:
            return 0
        joined = f"{joined} {part}" if joined else part
        if count > 1 and not ((opens and (dated or "," in first)) or dated or _MAILBOX.search(first)):
            return 0
        tail = joined.rstrip("* _-")
        if blanks and not _MAILBOX.search(joined) and count - blanks > 2:
            return 0
        if tail.endswith((":", "：")) or _ends_with_wrote(tail):
            return count if _heads(joined, opens, dated or len(_DIGITS.findall(joined)) >= 2, lines, at + count) else 0
        if count == 1 and _is_dated_name(first):
            return 1
        if tail.endswith((".", "!", "?", ";")) and count == 1 and not re.search(r"\b\w{1,4}\.$", tail):
            return 0
    return 0


def _is_dated_name(line: str) -> bool:
    """ "2013/10/2 Ann <ann@example.org>" and "2016-03-03 17:21 GMT+01:00 Ann Example", as older Gmail wrote."""
    if not _DATE_FIRST.match(line) or len(line) > 160:
        return False
    return _WEEKDAY_CLOCK.search(line) is not None or re.search(r"\d\d:\d\d GMT[+-]\d", line) is not None


def _ends_with_wrote(tail: str) -> bool:
    lowered = tail[-40:].lower()
    spaced, glued = _verbs()
    ends = [match.end() for match in spaced.finditer(lowered)]
    return bool(ends and ends[-1] == len(lowered)) or lowered.endswith(glued)


def _heads(joined: str, opens: bool, dated: bool, lines: list[Line], after: int) -> bool:
    following = next((line.text for line in lines[after : after + 4] if line.text.strip()), "")
    quoted = _is_quote(following)
    mailbox = _MAILBOX.search(joined) is not None
    if _says_wrote(joined.lower()):
        return quoted or dated or mailbox or (opens and "," in joined) or " via " in joined
    return (quoted and (mailbox or dated)) or (
        mailbox and _YEAR_AND_CLOCK.search(joined) is not None and len(joined) < 200
    )


def _header_block(lines: list[Line], at: int) -> int:
    """How many lines from `at` are a shown mail header (From:, Sent:, To:, Subject:); 0 when it is none."""
    first = header_kind(lines[at].text)
    if not first:
        return 0
    seen: set[str] = set()
    labels: set[str] = set()
    last, blanks = at, 0
    mailbox = False
    for number in range(at, min(len(lines), at + 14)):
        line = lines[number].text
        if not line.strip():
            blanks += 1
            # Some programs put a blank line after each label.
            if blanks > 1 or len(labels) >= 4:
                break
            continue
        match = _LABEL.match(line[:_LONGEST_LINE])
        kinds = header_kind(line)
        if not kinds:
            if match and len(labels) >= 2 and not blanks and number == last + 1:
                last = number
                continue
            if labels and not blanks and number == last + 1 and line.startswith((" ", "\t", "<")):
                continue
            break
        word = match.group(1).strip().lower() if match else ""
        if word in labels:
            break
        labels.add(word)
        mailbox = mailbox or "@" in line
        fresh = kinds - seen
        seen |= fresh if fresh else kinds
        last, blanks = number, 0
    if "from" not in seen or len(labels) < 3 or not (seen & {"subject", "to"}):
        return 0
    if not mailbox and ("from" not in first or "date" not in seen or (len(labels) == 3 and "subject" not in seen)):
        return 0
    return last - at + 1


def sort(text: str) -> list[Line]:
    """Every line of the text with its role. Markers, header blocks and attributions have the role "marker"."""
    lines = [Line(start, end, text[start:end]) for start, end in _spans(text)]
    tail: Role = "own"
    at = 0
    wrote = False
    while at < len(lines):
        line = lines[at]
        stripped = line.text.strip()
        if not stripped:
            line.role = tail
            at += 1
            continue
        if _is_quote(line.text):
            line.role = tail if tail == "forwarded" else "quoted"
            at += 1
            continue
        count, role = _opening(lines, at, wrote)
        if count:
            for covered in lines[at : at + count]:
                covered.role = "marker"
            at += count
            tail = role or tail
            continue
        line.role = tail
        wrote = wrote or tail == "own"
        at += 1
    _signatures(lines)
    return lines


def _opening(lines: list[Line], at: int, wrote: bool) -> tuple[int, Role | None]:
    """How many lines open quoted or forwarded text, and the role of all that follows (None: of its quote only)."""
    line = lines[at].text
    if len(line) > _LONGEST_LINE:
        return 0, None
    if (role := _marker(line)) is not None:
        after = _next_full(lines, at + 1)
        block = _header_block(lines, after) if after < len(lines) else 0
        return (after + block - at if block else 1), role
    if _UNDERLINE.match(line):
        after = _next_full(lines, at + 1)
        block = _header_block(lines, after) if after < len(lines) else 0
        return (after + block - at, "quoted") if block else (0, None)
    if block := _header_block(lines, at):
        return block, "quoted" if wrote else "forwarded"
    if count := _attribution(lines, at):
        after = _next_full(lines, at + count)
        if after < len(lines) and _is_quote(lines[after].text):
            return count, None
        # No quote marks follow: all the rest is the quoted mail, if anything was written above it.
        return count, "quoted" if wrote else None
    return 0, None


def _next_full(lines: list[Line], at: int) -> int:
    stop = min(len(lines), at + 4)
    while at < stop and not lines[at].text.strip():
        at += 1
    return at


def _spans(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at <= len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        yield at, stop
        at = stop + 1


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
        return True
    return len(stripped) < 40 and bool(_NO_SPACES.search(stripped)) and stripped.rstrip("。. ").endswith(_sent_from())


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


def _signatures(lines: list[Line]) -> None:
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
        _sign(lines[at:stop])
        at = stop


def _sign(run: list[Line]) -> None:
    full = [number for number, line in enumerate(run) if line.text.strip()]
    for number in full:
        if _is_sent_from(run[number].text):
            run[number].role = "signature"
    start = _signature_start(run, full)
    if start is None:
        return
    for number in range(start, len(run)):
        if is_postscript(run[number].text):
            break
        run[number].role = "signature"


def _is_signature(delimiter: str, below: list[str], run: list[Line]) -> bool:
    """Whether what stands under two dashes is a signature; "-- " is sure (RFC 3676, 4.3), "--" may part two events."""
    if delimiter == "-- ":
        return len(below) <= 25 and sum(map(len, below)) <= 2500
    if sum(_DASHES.match(line.text) is not None for line in run) > 1:
        return False
    if any(_CLOCK.search(line) for line in below) or any(len(line) > 100 for line in below):
        return False
    return len(below) <= 10 and sum(map(len, below)) <= 600


def _is_footer(below: list[str]) -> bool:
    """Whether the lines under a rule are a mailing list's or a mail service's: short, with an address, no letter."""
    if not below or len(below) > 10 or sum(map(len, below)) > 800 or any(map(is_closing, below)):
        return False
    return any(_ADDRESS.search(line) for line in below) and all(len(line) <= 120 for line in below)


def _signature_start(run: list[Line], full: list[int]) -> int | None:
    """Where a run's signature starts: at its last delimiter with little below it."""
    for back, number in enumerate(reversed(full)):
        if back > 25:
            return None
        text = run[number].text
        below = [run[other].text for other in full[len(full) - back :]] if back else []
        if _DASHES.match(text):
            return number if _is_signature(text, below, run) else None
        if _UNDERLINE.match(text) and number != full[0] and _is_footer(below):
            return number
        if back == 0 and len(full) > 1 and _NAME_LINE.match(text) and not run[number - 1].text.strip():
            return number
    return None
