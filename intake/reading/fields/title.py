"""Titles: from a label, the subject without its dates and prefixes, a quoted name or a heading; it does not choose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice

from intake.reading import cues
from intake.reading.languages import languages
from intake.reading.proposal import Context, Finding, Passage
from intake.reading.subjects import prefix

LONGEST = 120
_QUOTED = re.compile(r"[\"“„«»『「‘]([^\"“”„«»『』「」\n’]{4,90})[\"”“»«』」’]")
_STRONG = re.compile(r"(?:\*\*|__)([^*_\n]{4,90})(?:\*\*|__)")
_LINKED = re.compile(r"\[(?:\*{1,2}|_{1,2})?([^\]\[\n*]{3,120}?)(?:\*{1,2}|_{1,2})?\]\(")
_ANGLE = re.compile(r"^(.{3,120}?)\s*<\s*(?:https?:|mailto:|www\.)")
_ANNOUNCING = frozenset(("invitation", "cancelled", "postponed", "correction", "request"))
_EDGES = " \t\n,;:.|/–—-~@*_#•·➤►▶()[]<>|"
# A preposition or article left where a date was cut out: "Rally on", "Demo am", "Marche le".
_EDGE_WORDS = re.compile(r"(?:\s|^)(?:[^\W\d_A-Z]{1,3}|[-–,@])$")
_LED = re.compile(r"[^\W\d_A-Z]{1,3}\s")
_GOES_ON = re.compile(r" +[^\W\d_A-Z]+ +[^\W\d_]")
_LETTERS = re.compile(r"[^\W\d_]")


def find(passage: Passage, context: Context) -> list[Finding]:
    """Titles that a passage states: label lines, the subject, and names in quotation marks.

    `score` is 3 for a label, 2 for the subject, 1 for a quoted or emphasised name. Offsets are those of the part.
    """
    if passage.role in ("quoted", "signature"):
        return []
    if passage.role == "subject":
        found = of_line(passage.text, passage.part, passage.start)
        return [found] if found else []
    result: list[Finding] = []
    at = 0
    for line in passage.text.split("\n"):
        head, colon, rest = line.partition(":")
        if colon and len(rest.strip()) >= 2 and len(head) < 30 and cues.label(head.strip(" *_-•\t"))[:1] == ("title",):
            start = at + len(head) + 1 + (len(rest) - len(rest.lstrip(" *_")))
            text = rest.strip(" *_\t\r")
            if text and "://" not in text[:8]:
                result.append(_finding(text[:LONGEST], passage, start, 3.0, "a title's label"))
        at += len(line) + 1
    for pattern, rule in ((_QUOTED, "quoted"), (_STRONG, "emphasised")):
        for match in islice(pattern.finditer(passage.text), 20):
            text = match[1].strip()
            if _LETTERS.search(text) and not text.endswith((",", ";")):
                result.append(_finding(text, passage, match.start(1), 1.0, rule))
    return result


# What parts a day or place from the title behind it: ". ", ", ", " - ", " (BE) | ", ", BE - ".
_PARTED = re.compile(r"(?:,? ?\(?[A-Z]{2}\)?){0,2}(?:[.,:)] |\s?[.,:|)–—-]{1,3}\s)\s?(?:[|–—-] )?")
# "Virtual (Ghent, BE) - "
_ONE_WORD = re.compile(r"[^\W\d_]{3,12} \(")
_WORDS = re.compile(r"[^\W\d_]{2}.*[^\W\d_]{2}")


def of_line(
    line: str, part: str, start: int, cut: Iterable[tuple[int, int]] = (), rule: str = "the subject"
) -> Finding | None:
    """The title that a line holds, without mail prefixes, link addresses and the spans `cut` (offsets in the part).

    A markdown link or a link written as "name <address>" gives its name. None when no words are left.
    """
    linked = _LINKED.search(line)
    if linked and rule != "the subject":
        at = _behind_when_and_where(
            line, linked.start(1), linked.end(1), sorted((a - start, b - start) for a, b in cut)
        )
        return _made(line[at : linked.end(1)].strip(), part, start + at, rule)
    named = _ANGLE.match(line.lstrip(" *-•\t|"))
    if named and rule != "the subject":
        line = line[: line.index("<")]
    begin = 0
    while (end := prefix(line, begin)) > begin:
        begin = end
    head, colon, _ = line[begin:].partition(":")
    if colon and len(head) <= 30 and (cues.label(head) or _ANNOUNCING & {cue.key for cue in cues.find(head)}):
        begin += len(head) + 1
    pieces: list[str] = []
    at = begin
    for cut_start, cut_end in sorted((max(a - start, 0), b - start) for a, b in cut):
        if cut_start >= at and cut_start <= len(line):
            pieces.append(_without_edge_word(line[at:cut_start]))
        at = max(at, cut_end)
    pieces.append(line[at:])
    kept = [piece for piece in (_trim(piece) for piece in pieces) if _LETTERS.search(piece)]
    if not kept:
        return None
    text = kept[0] if len(kept) == 1 or len(kept[0]) >= 12 else max(kept, key=len)
    led = len(pieces) > 1 and not _LETTERS.search(pieces[0]) and _LED.match(pieces[1].lstrip(" "))
    on = rule == "the subject" and text != kept[0]
    if led or (on and any(_GOES_ON.match(piece) and _trim(piece) == text for piece in pieces[1:])):
        # "Saturday to the gardens!", "Walks on Sunday in five cities": what is left of it would be no title
        text = _trim(line[begin:])
    return _made(text, part, start + max(line.find(text), 0), rule)


def _behind_when_and_where(line: str, begin: int, end: int, cut: Sequence[tuple[int, int]]) -> int:
    """Where the words of a link begin behind the day and place it opens with: "12 Mar, Ghent - Looms" -> "Looms".

    What a name goes on behind is a part of it: "Ghent Weaving Meetup"; and so is all where no words would be left.
    """
    at = begin
    for start, until in cut:
        if start < at or until >= end:
            continue
        parted = _PARTED.match(line, until - (line[until - 1] == "."), end)
        if (
            (_LETTERS.search(line, at, start) and not _ONE_WORD.fullmatch(line, at, start))
            or parted is None
            or not _WORDS.search(line, parted.end(), end)
        ):
            break
        at = parted.end()
    return at


def _made(text: str, part: str, start: int, rule: str) -> Finding | None:
    title = " ".join(text.split())[:LONGEST]
    if not _LETTERS.search(title):
        return None
    return Finding("title", title, title, start, start + min(len(text), LONGEST), part, rule, score=2.0)


def only_cues(text: str) -> bool:
    """Whether a title says nothing but what kind of mail it is: "new venue", "Correction", "Postponed"."""
    covered: set[int] = set()
    for cue in cues.find(text):
        if cue.key in ("invitation", "cancelled", "postponed", "moved", "correction", "request", "question", "thanks"):
            covered.update(range(cue.start, cue.end))
    return not any(sign.isalnum() and place not in covered for place, sign in enumerate(text))


_GLUED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_MOST_WORDS = 10
_SMALL = 3  # letters of the commonest words that name nothing: "of", "the"


@cache
def _of_mails() -> tuple[tuple[frozenset[str], frozenset[str], tuple[str, ...]], ...]:
    """For each language: the words a subject about the mail is made of, with its small words too, and glued ones."""
    found = []
    for one in languages():
        about = one.table("mail").get("about_mail", ())
        days = set(one.table("when").get("units", {}).get("day", ()))
        common = [
            word for word in one.table("guess").get("words", "").split() if len(word) <= _SMALL and word not in days
        ]
        glued = tuple(sorted((word for word in about if _GLUED.search(word)), key=len, reverse=True))
        folded = (frozenset(word for words in (about, common) for said in words for word in cues.words(said)),)
        found.append((frozenset(word for said in about for word in cues.words(said)), *folded, glued))
    return tuple(found)


@cache
def _words_of_mails() -> frozenset[str]:
    """The words of subjects about the mail in all languages."""
    return frozenset(word for about, _, _ in _of_mails() for word in about)


def only_about_mail(text: str) -> bool:
    """Whether a title speaks of the mail and names no event: "New event for your calendar", "Bitte um Aufnahme".

    Every word of it is one of such subjects or a common one, in one language.
    """
    if _GLUED.search(text):
        rest = text
        for _, _, glued in _of_mails():
            left = rest
            for word in glued:
                left = left.replace(word, "")
            if glued and not _LETTERS.search(left):
                return True
        return False
    said = [word for word in cues.words(text) if not word.isdigit()]
    if not 0 < len(said) <= _MOST_WORDS:
        return False
    words = frozenset(said)
    return not words.isdisjoint(_words_of_mails()) and any(
        not about.isdisjoint(words) and words <= every for about, every, _ in _of_mails()
    )


def _without_edge_word(piece: str) -> str:
    for _ in range(2):
        piece = _EDGE_WORDS.sub("", piece.rstrip(_EDGES))
    return piece


def _trim(piece: str) -> str:
    piece = piece.strip()
    # Brackets that belong together stay.
    if piece.count("(") != piece.count(")"):
        piece = piece.strip("()")
    return piece.strip(" \t\n,;:|/–—-~@*_#•·➤►▶<>[]")


def _finding(text: str, passage: Passage, start: int, score: float, rule: str) -> Finding:
    return Finding(
        "title", text, text, passage.start + start, passage.start + start + len(text), passage.part, rule, score=score
    )
