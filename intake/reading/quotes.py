"""The lines of a mail's text: which are the writer's own, which are quoted, passed on, or a signature. Linear.

Mail programs mark these in a few ways and many languages; the words are the [mail] tables of the language files.
Nothing is thrown away here: every line gets a role, and the callers choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from intake.reading.lines import UNDERLINE, Line, Role, phrases
from intake.reading.quote_marks import (
    LONGEST_LINE,
    WITH_INITIALS,
    has_bars,
    has_mailbox,
    initials_of,
    is_headed,
    is_indented_alone,
    is_more_than,
    is_quote,
    says_wrote,
    typed_marks,
    verbs,
)
from intake.reading.signatures import mark

__all__ = ["header_kind", "sort"]

_LABEL = re.compile(r"[*_>\s\u200e\u200f]{0,12}([^\W\d_][^:：\n<>@]{0,28}?)[*_\s]{0,4}[:：][*_]{0,2}(?:\s|$)")
_DECORATED = re.compile(r"^[\s>|]*[-_=*~#‐-―─]{2,}\s*([^\n]*?)[\s:：]*[-_=*~#‐-―─]*\s*$")
_KEPT = 20_000
"""Characters up to which the lines of a text are kept for the next question about it."""
_DIGITS = re.compile(r"\d+")
_GROUPWISE = re.compile(r"^\s?>>>\s.{0,200}\d\d?[:.]\d\d.{0,20}>>>\s*$")
_YEAR_AND_CLOCK = re.compile(
    r"\b(?:19|20)\d\d\b[^\n]{0,80}?\b\d{1,2}[:.]\d\d|\b\d{1,2}[:.]\d\d[^\n]{0,80}?\b(?:19|20)\d\d\b"
)
_STARTS_WITHIN = re.compile(r"[.!?](?<=[^\W\d_].)\s+(?=[^\W\d_])")
_TELLS_ON = re.compile(r"\w[)\"']?[.!?]\s+[^\W\d_]\S{0,30}(?:\s+[a-zß-ÿ]\S{0,30}){2}")
_ONLY_SAID = re.compile(r"\bsaid\W*$")
_SET_IN = re.compile(r"^(?: {10,}|\t{2,})\s*\S")
_AT_THE_EDGE = re.compile(r"(?:^|\s{2,})([^\W\d_]{1,10})\s*$")
_DATE_FIRST = re.compile(r"\s*(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?\b")
_WEEKDAY_CLOCK = re.compile(r"\d{4}[^\n]{1,80}?<[^@<>\s]+@[^@<>\s]+>\s*:?\s*$")
# A mail's date has at least a day, a year and an hour: "Date: October 13, 1997" heads a memo.
_DATE_AND_HOUR = 3
_DIRECTIONS = dict.fromkeys((8206, 8207, *range(8234, 8239), *range(8294, 8298)))
_TELLING = re.compile("[:：@\\d\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_DIRECTED = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


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


def header_kind(line: str) -> frozenset[str]:
    """What a line's label says it is ("from", "date", "to", "subject"); empty for an ordinary line."""
    match = _LABEL.match(line[:LONGEST_LINE]) if ":" in line or "：" in line else None
    return _labels().get(match.group(1).strip().lower(), frozenset()) if match else frozenset()


def _notes_header(lines: list[Line], at: int) -> int:
    """How many lines from `at` are the columns that Notes sets over an answered mail; 0 when they are none.

    Its labels stand at the right edge: "To", "cc", "Subject".
    """
    if not _SET_IN.match(lines[at].text):
        return 0
    seen: set[str] = set()
    last = at
    for number in range(at, min(len(lines), at + 16)):
        text = lines[number].text
        if not text.strip():
            continue
        if not _SET_IN.match(text):
            break
        last = number
        if label := _AT_THE_EDGE.search(text):
            seen |= _labels().get(label.group(1).lower(), frozenset())
    return last - at + 1 if {"to", "subject"} <= seen else 0


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
    if not first or len(first) > LONGEST_LINE or is_quote(first):
        return 0
    lowered = first.lower().lstrip("*_- ")
    opens = lowered.startswith(_openers())
    dated = len(_DIGITS.findall(first[:200])) >= 2
    if first.startswith("--") and first.endswith("--") and _ends_with_wrote(first.rstrip("- ")):
        return 1
    if not (opens or dated or first.rstrip("* _-").endswith((":", "：")) or "@" in first):
        return 0
    if not opens and _STARTS_WITHIN.search(first) and _opens_within(first):
        return 0  # something of one's own stands before it on the line
    if opens and dated and _quotes_behind(first):
        return 1
    if has_mailbox(first) and says_wrote(lowered) and at + 1 < len(lines) and is_quote(lines[at + 1].text):
        return 1
    joined = ""
    blanks = 0
    for count in range(1, 7):
        if at + count > len(lines):
            return 0
        part = _undirected(lines[at + count - 1].text).strip().lstrip("> ")
        if not part and opens and dated and blanks < 2 and not _ends_a_sentence(joined):
            blanks += 1
            continue
        if not part or len(joined) + len(part) > LONGEST_LINE or count - blanks > 4:
            return 0
        joined = f"{joined} {part}" if joined else part
        if count > 1 and part.lower().startswith(_openers()) and len(_DIGITS.findall(part[:200])) >= 2:
            return 0  # only this line heads the quotation: "On Sunday at 8 we sing / On Monday at 9 Ann wrote:"
        if count > 1 and not ((opens and (dated or "," in first)) or dated or has_mailbox(first)):
            return 0
        tail = joined.rstrip("* _-")
        if blanks and not has_mailbox(joined) and count - blanks > 2:
            return 0
        if tail.endswith((":", "：")) or _ends_with_wrote(tail):
            if count > 1 and _is_whole(part):
                return 0  # the last of these lines heads the quotation by itself
            return count if _heads(joined, opens, dated or len(_DIGITS.findall(joined)) >= 2, lines, at + count) else 0
        if count == 1 and _is_dated_name(first):
            return 1
        if tail.endswith((".", "!", "?", ";")) and count == 1 and not re.search(r"\b\w{1,4}\.$", tail):
            return 0
    return 0


def _is_whole(line: str) -> bool:
    """Whether a line names who wrote, with an address, and when: "Ann <ann@example.org> wrote on 6 May 2024:"."""
    return has_mailbox(line) and says_wrote(line.lower()) and len(_DIGITS.findall(line)) >= 3


def _opens_within(line: str) -> bool:
    """Whether a sentence of one's own stands before what heads a quotation: "Yes. On Mon, Ann wrote:"."""
    return any(
        line[match.end() :].lower().startswith(_openers()) and _DIGITS.search(line, match.end())
        for match in _STARTS_WITHIN.finditer(line)
    )


def _ends_a_sentence(text: str) -> bool:
    """Whether a sentence is over, and not cut at a short word like "Sept."."""
    return text.endswith(("!", "?")) or (text.endswith(".") and not re.search(r"\b\w{1,4}\.$", text))


def _quotes_behind(line: str) -> bool:
    """ "On Sun, May 12, 2019 at 10:12 AM, Ann <ann@example.org> wrote:   What she wrote", as some telephones do."""
    if ">" not in line or not (":" in line or "：" in line) or _YEAR_AND_CLOCK.search(line) is None:
        return False
    spaced, _ = verbs()
    behind = (
        line[match.end() :] for match in spaced.finditer(line.lower()) if line[: match.start()].rstrip()[-1:] == ">"
    )
    return any(rest.lstrip()[:1] in (":", "：") for rest in behind)


def _is_dated_name(line: str) -> bool:
    """ "2013/10/2 Ann <ann@example.org>" and "2016-03-03 17:21 GMT+01:00 Ann Example", as older Gmail wrote."""
    if not _DATE_FIRST.match(line) or len(line) > 160:
        return False
    return _WEEKDAY_CLOCK.search(line) is not None or re.search(r"\d\d:\d\d GMT[+-]\d", line) is not None


def _ends_with_wrote(tail: str) -> bool:
    lowered = tail[-40:].lower()
    if not lowered.endswith(phrases("wrote")):
        return False
    spaced, glued = verbs()
    ends = [match.end() for match in spaced.finditer(lowered)]
    return bool(ends and ends[-1] == len(lowered)) or lowered.endswith(glued)


def _heads(joined: str, opens: bool, dated: bool, lines: list[Line], after: int) -> bool:
    following = next((line.text for line in lines[after : after + 4] if line.text.strip()), "")
    quoted = is_quote(following)
    if not quoted and not joined.rstrip("* _-").endswith((":", "：")) and following[:1].islower():
        return False  # "On Monday, 4 November, we hear Ann Loft, who wrote / half of our compiler"
    mailbox = has_mailbox(joined)
    if _ONLY_SAID.search(joined.lower()):
        return quoted or mailbox
    if says_wrote(joined.lower()):
        return quoted or dated or mailbox or (opens and "," in joined) or " via " in joined
    if not mailbox and _TELLS_ON.search(joined):
        return False  # "It's this Friday (7 May), 2 pm. Here is what was sent out:"
    return (quoted and (mailbox or dated)) or (
        mailbox
        and (opens or "<" in joined or "mailto:" in joined)
        and _YEAR_AND_CLOCK.search(joined) is not None
        and len(joined) < 200
    )


def _header_block(lines: list[Line], at: int) -> int:
    """How many lines from `at` are a shown mail header (From:, Sent:, To:, Subject:); 0 when it is none."""
    first = header_kind(lines[at].text)
    if not first:
        return 0
    seen: set[str] = set()
    labels: set[str] = set()
    last, blanks = at, 0
    mailbox = untimed = False
    for number in range(at, min(len(lines), at + 14)):
        line = lines[number].text
        if not line.strip():
            blanks += 1
            # Some programs put a blank line after each label.
            if blanks > 1 or len(labels) >= 4:
                break
            continue
        match = _LABEL.match(line[:LONGEST_LINE])
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
        untimed |= "date" in kinds and 0 < len(_DIGITS.findall(line)) < _DATE_AND_HOUR
        fresh = kinds - seen
        seen |= fresh if fresh else kinds
        last, blanks = number, 0
    if "from" not in seen or len(labels) < 3 or not (seen & {"subject", "to"}):
        return 0
    if not mailbox and untimed:
        return 0
    if not mailbox and ("from" not in first or "date" not in seen or (len(labels) == 3 and "subject" not in seen)):
        return 0
    return last - at + 1


def sort(text: str) -> tuple[Line, ...]:
    """Every line of the text with its role. Markers, header blocks and attributions have the role "marker"."""
    return _sorted_lately(text) if len(text) <= _KEPT else _sorted(text)


@lru_cache(maxsize=2)  # several questions about one mail begin with it
def _sorted_lately(text: str) -> tuple[Line, ...]:
    return _sorted(text)


def _sorted(text: str) -> tuple[Line, ...]:
    lines = [Line(start, end, text[start:end]) for start, end in _spans(text)]
    tail: Role = "own"
    at = 0
    wrote = False
    initials = initials_of(lines)
    lone = sum(is_quote(line.text) for line in lines) == 1
    bars, typed = has_bars(lines), typed_marks(lines)
    while at < len(lines):
        line = lines[at]
        stripped = line.text.strip()
        if not stripped:
            line.role = tail
            at += 1
            continue
        if _GROUPWISE.match(line.text):
            line.role = "marker"
            at += 1
            tail = "quoted" if wrote else tail
            continue
        if bars and (line.text.startswith("|") or _heads_bars(lines, at)):
            line.role = "quoted" if line.text.startswith("|") else "marker"
            at += 1
            continue
        marked = is_quote(line.text) and not (at in typed and wrote and tail == "own")
        if marked and not is_indented_alone(lines, at) and not (lone and is_more_than(lines, at)):
            line.role = tail if tail == "forwarded" else "quoted"
            at += 1
            continue
        if initials and (match := WITH_INITIALS.match(line.text)) and match.group(1) in initials:
            line.role = "quoted"
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
    mark(lines)
    return tuple(lines)


def _opening(lines: list[Line], at: int, wrote: bool) -> tuple[int, Role | None]:
    """How many lines open quoted or forwarded text, and the role of all that follows (None: of its quote only)."""
    line = lines[at].text
    if len(line) > LONGEST_LINE or _is_plain(line):
        return 0, None
    if (role := _marker(line)) is not None:
        after = _next_full(lines, at + 1)
        block = _header_block(lines, after) if after < len(lines) else 0
        count = after + block - at if block else 1
        # Where the quoted mail has quote marks, what has none is the answer.
        return count, None if role == "quoted" and _quotes_follow(lines, at + count) else role
    if UNDERLINE.match(line) or _DECORATED.match(line):
        after = _next_full(lines, at + 1)
        if block := _header_block(lines, after) if after < len(lines) else 0:
            return after + block - at, "quoted"
    if UNDERLINE.match(line):
        return 0, None
    if wrote and (block := _notes_header(lines, at)):
        return block, "quoted"
    if block := _header_block(lines, at):
        return block, "quoted" if wrote else "forwarded"
    if count := _attribution(lines, at):
        after = _next_full(lines, at + count)
        if after < len(lines) and is_quote(lines[after].text):
            return count, None
        # No quote marks follow: all the rest is the quoted mail, if anything was written above it.
        return count, "quoted" if wrote else None
    return 0, None


def _is_plain(line: str) -> bool:
    """Whether a line has nothing of what opens quoted text, as most have: a sign, a number, or a word such as "On"."""
    return line[:1].isalpha() and not _TELLING.search(line) and not line.lower().startswith(_openers())


def _heads_bars(lines: list[Line], at: int) -> bool:
    after = _next_full(lines, at + 1)
    return after < len(lines) and after <= at + 2 and lines[after].text.startswith("|") and is_headed(lines, after)


def _quotes_follow(lines: list[Line], at: int) -> bool:
    after = _next_full(lines, at)
    return after < len(lines) and is_quote(lines[after].text)


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
