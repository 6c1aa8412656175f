"""The pieces of a reply, with what was found in each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from intake.deciding import bare
from intake.deciding.calling_off import calls_off
from intake.deciding.shifts import moved_by, says_length
from intake.deciding.stating import Stated, stated
from intake.deciding.wording import Wording, plain
from intake.reading import cues
from intake.reading.fields import link, venue, when, where
from intake.reading.proposal import Context, Finding, Passage, Place, When

MOST_PIECES = 300
DAY_PARTS = frozenset({"day", "month", "year"})
_FEW_WORDS = 120  # characters that do not show their language
_SENTENCE = re.compile(r"(?<=[^\W\d])[.!?。！？;]+[)\"”»]*\s+|[。！？]|(?<=\d)[.!?]\s+(?=[^\W\d_a-z])")
_SHORTENED = re.compile(r"\b[^\W\d_]{1,4}$")
_NUMBER = re.compile(r"\s*(?:[(\[#]\s*)?(\d{1,2})\s*[.):：\]-]+\s+(?=\S)")
_TOKEN = re.compile(r"\w+")
_COUNT = re.compile(r"\d{1,2}")
_BARE = re.compile(r"(?<![\w:.,/+-])\d{1,2}(?![\w:/+%-]|[.,]\d)")
_CLOCK = re.compile(r"[:.]\d")
_LABEL = re.compile(r"\s*(?:[-*•]\s*)?([^\W\d_][^\n:：=]{0,30}?)\s*[:：=]\s*(?!//)(\S[^\n]*)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line or sentence of a reply: `text` and where it starts in the mail's text, with what was found in it.

    `opens` is True for the first of a paragraph. `shift` is by how much it says something is moved. `numbers` are the
    events it names by number. `label` is the detail that a "label: value" line names, else "none". `asks` is True for a
    question that is no request, `adds` where it speaks of one more thing. `stated` is a venue, title or organizer that
    it gives in a sentence. `leads` says that the first of the numbers opened it and stands in `text` no more.
    `calls_off` is True where it says that something will not take place, or asks to take an entry away.
    """

    text: str
    start: int
    opens: bool
    numbers: tuple[int, ...] = ()
    label: str = "none"
    value: str = ""
    asks: bool = False
    whens: tuple[Finding, ...] = ()
    wheres: tuple[Finding, ...] = ()
    links: tuple[Finding, ...] = ()
    venues: tuple[Finding, ...] = ()
    cues: frozenset[str] = field(default_factory=frozenset)
    adds: bool = False
    shift: when.Shift | None = None
    stated: Stated | None = None
    leads: bool = False
    calls_off: bool = False

    @property
    def days(self) -> list[When]:
        """The found values that have a day."""
        return [one.value for one in self.whens if isinstance(one.value, When) and one.value.date]

    @property
    def hours(self) -> list[When]:
        """The found values that have an hour."""
        return [one.value for one in self.whens if isinstance(one.value, When) and one.value.start]

    @property
    def places(self) -> list[Place]:
        """The cities found."""
        return [one.value for one in self.wheres if isinstance(one.value, Place) and one.value.city]

    @property
    def speaks(self) -> str:
        """The text without the words that a detail shall be, which may name other events' cities."""
        if self.stated is None:
            return self.text
        return self.text[: self.stated.start] + " " + self.text[self.stated.end :]

    def bare_numbers(self, most: int) -> list[int]:
        """Numbers up to `most` that stand in it and are no part of anything found: "cancel 2 and 3"."""
        taken = [(one.start - self.start, one.end - self.start) for one in (*self.whens, *self.links, *self.venues)]
        if self.stated:
            taken.append((self.stated.start, self.stated.end))
        free = [
            match
            for match in _BARE.finditer(self.text)
            if not any(a < match.end() and match.start() < b for a, b in taken)
        ]
        return [int(match[0]) for match in free] if all(1 <= int(match[0]) <= most for match in free) else []

    def is_given(self, found: Finding) -> bool:
        """Whether a finding is in the words that a detail shall be."""
        one = self.stated
        return one is not None and one.start <= found.start - self.start < one.end

    def says(self, name: str, words: Wording, cue: str) -> bool:
        """Whether it holds a phrase of the answers' list `name`, or a cue of that key."""
        return bool(name and words.has(name, self.text)) or cue in self.cues


def pieces(
    passages: Iterable[Passage],
    context: Context,
    words: Wording,
    clauses: Callable[[Piece, Callable[[int, int, bool], Piece]], Iterable[Piece]] = lambda piece, make: (piece,),
) -> Iterator[Piece]:
    """The pieces of the passages, in order; at most 300.

    `clauses` parts a piece further; it is given how to read a part of its text anew, from an offset to another, and
    whether that opens the piece.
    """
    count = 0
    for passage in passages:
        opens, at = True, 0
        for raw in passage.text.split("\n"):
            start, at = at, at + len(raw) + 1
            if not raw.strip():
                opens = True
                continue
            for offset, text in _sentences(raw):
                if count >= MOST_PIECES:
                    return
                count += 1
                at_text = passage.start + start + offset
                whole = _piece(text, passage, at_text, opens, context, words)

                def again(begin: int, end: int, first: bool, of: Piece = whole, within: Passage = passage) -> Piece:
                    numbers = of.numbers[:1] if begin == 0 and of.leads else ()
                    made = _piece(of.text[begin:end], within, of.start + begin, of.opens and first, context, words)
                    return replace(made, numbers=tuple(dict.fromkeys((*numbers, *made.numbers))))

                yield from clauses(whole, again)
                opens = False


def _sentences(line: str) -> Iterator[tuple[int, str]]:
    at = 0
    for match in _SENTENCE.finditer(line):
        hour = line[match.end() : match.end() + 1].isdigit()
        if hour and match[0].strip() == "." and _SHORTENED.search(line, max(at, match.start() - 6), match.start()):
            continue  # "kl. 16"
        if line[at : match.end()].strip():
            yield at, line[at : match.end()]
        at = match.end()
    if line[at:].strip():
        yield at, line[at:]


def _piece(text: str, whole: Passage, start: int, opens: bool, context: Context, words: Wording) -> Piece:
    numbers: list[int] = []
    adds = words.has("another", text)
    lead = _NUMBER.match(text)
    if lead:
        numbers.append(int(lead[1]))
        text = " " * lead.end() + text[lead.end() :]
    numbers += _numbered(text, words)
    label, value = "none", ""
    labelled = _LABEL.match(text)
    if labelled and words.has("another", labelled[1]):  # "please add: organizer: ..."
        text = " " * labelled.start(2) + text[labelled.start(2) :]
        labelled = _LABEL.match(text)
    if labelled and plain(labelled[1]) in words.fields:
        label, value = words.fields[plain(labelled[1])], labelled[2].strip()
    links = tuple(one for one in whole.links if start <= one.start < start + len(text))
    passage = replace(whole, text=text, start=start, links=links)
    by = moved_by(text, passage, context)
    whens = tuple(_not_a_day(one, words) for one in _whens(passage, context) if not says_length(one, by, start))
    wheres, addresses = _wheres(passage, context), tuple(link.find(passage, context))
    venues = tuple(venue.find(replace(passage, languages=()), replace(context, languages=None)))
    spans = [(one.start - start, one.end - start) for one in wheres]
    others = [(one.start - start, one.end - start) for one in (*whens, *addresses)]
    said = cues.find(text, context.languages or ())
    return Piece(
        text,
        start,
        opens,
        tuple(dict.fromkeys(numbers)),
        label,
        value,
        text.rstrip().endswith(("?", "？", "؟")) and not words.has("please", text),
        whens,
        wheres,
        addresses,
        venues,
        frozenset(cue.key for cue in said),
        adds,
        by,
        stated(text, words, spans, others, [(one.start - start, one.end - start) for one in venues])
        if label == "none"
        else None,
        lead is not None,
        calls_off(text, words, [(cue.start, cue.end) for cue in said if cue.key == "cancelled"]),
    )


def _whens(passage: Passage, context: Context) -> list[Finding]:
    """The days and hours of a piece: as the mail's language has them, else as any of those it may be in has."""
    found = [one for one in when.find(passage, context) if _is_when(one)]
    for tag in context.languages or () if not found else ():
        found = [one for one in when.find(replace(passage, languages=(tag,)), context) if _is_when(one)]
        if found:
            break
    return found or list(bare.find(passage.text, passage.start, (*passage.languages, *(context.languages or ()))))


def _wheres(passage: Passage, context: Context) -> tuple[Finding, ...]:
    """The places of a piece: of few words, as that of the languages it may be in has them that finds most cities."""
    found = tuple(where.find(passage, context))
    if len(passage.text) > _FEW_WORDS:
        return found
    others = [tag for tag in context.languages or () if (tag,) != passage.languages]
    read = [found, *(tuple(where.find(replace(passage, languages=(tag,)), context)) for tag in others)]
    return max(read, key=lambda some: sum(one.certain and isinstance(one.value, Place) for one in some))


def _is_when(found: Finding) -> bool:
    """Whether a finding is more than a short word that may be a weekday ("to", "so")."""
    value = found.value
    bare = isinstance(value, When) and value.stated <= {"weekday"} and value.start is None
    return isinstance(value, When) and not (bare and len(found.words) < 3 and found.words.isascii())


def _not_a_day(found: Finding, words: Wording) -> Finding:
    """The finding without a weekday that is no more than the word for "not" (Czech "ne" is short for Sunday too)."""
    value = found.value
    if not isinstance(value, When) or value.start is None:
        return found
    if "weekday" not in value.stated or value.stated & DAY_PARTS:
        return found
    bits = plain(found.words).split()
    time = When(None, value.start, None, value.end, value.stated - {"weekday"})
    head, tail = re.match(r"\W*\w+\W+", found.words), re.search(r"\W+\w+\W*$", found.words)
    if head and bits[0] in words.lists["instead"]:
        return replace(found, value=time, words=found.words[head.end() :], start=found.start + head.end())
    if tail and bits[-1] in words.lists["instead"]:
        cut = found.words[: tail.start()]
        return replace(found, value=time, words=cut, end=found.start + len(cut))
    return found


def _numbered(text: str, words: Wording) -> list[int]:
    """Events named as "event 2", "number 3", "the second event" or "2番"; an hour's "15" is none."""
    tokens = [(match.start(), plain(match[0]), match.end()) for match in _TOKEN.finditer(text)]
    found = []
    for (_, here, end), (start, after, behind) in pairwise(tokens):
        if text[end:start].strip(" .#°º:\t"):
            continue
        if here in words.lists["event"] and _COUNT.fullmatch(after) and not _CLOCK.match(text, behind):
            found.append(int(after))
        elif here in words.lists["event"] and after in words.ordinals:
            found.append(words.ordinals[after])
        elif _COUNT.fullmatch(here) and after in words.lists["event_behind"]:
            found.append(int(here))
        elif here in words.ordinals and after in words.lists["event"] | words.lists["event_behind"]:
            found.append(words.ordinals[here])
    for phrase in words.unspaced["event"]:
        found += [int(match[1]) for match in re.finditer(rf"{re.escape(phrase)}\s?(\d{{1,2}})(?![\d:])", text)]
    for phrase in words.unspaced["event_behind"]:
        found += [int(match[1]) for match in re.finditer(rf"(?<!\d)(\d{{1,2}})\s?{re.escape(phrase)}", text)]
    return found
