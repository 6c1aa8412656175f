"""The lines of a mail with what was found in each: bullets, labels, headings and sentences, as grouping needs them.

It only describes; what belongs to which event is decided in `grouping` and `rows`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from intake.reading import cues
from intake.reading.cues import Cue
from intake.reading.entries import cities_of, entries
from intake.reading.fields.when import NAMED_DAY
from intake.reading.fields.where.lists import begins_a_part
from intake.reading.headings import is_bold, letters, underlines
from intake.reading.lines import BETWEEN
from intake.reading.proposal import Finding, Passage, Place, When, covered

_BULLET = re.compile(r"[\s>]*(?:[*•·‣▪●○◦➤➢→►▶✔✅★☆■□♦※-]+(?=\s|[A-Z\d\[*])|\(?\d{1,2}[.)](?=\s)|[–—](?=\s))?\s*")
_DECORATION = re.compile(
    r"[\s*_#~`|\[\]()<>«»“”\"'›‹·•:=¿–—\u2010-\u2015\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff-]+"
)
_LABEL = re.compile(
    r"\s*([^\W\d_][\w &/'’.+-]{0,40}?(?:\s\([^()\n]{1,30}\))?)\s*(?:\*\*|__)?\s*"
    r"(?:[:：?？؟]|(?<=\s)[-–—|]\s|\t)(?!//)\s*(?:\*\*|__)?\s*"
)
# One of these stands behind every label that `_LABEL` finds, and is seen sooner.
_PARTED = re.compile(r"[:：?？؟\t]|\s[-–—|]\s")
_ONLY_LABEL = re.compile(r"\s*([^\W\d_][\w &/'’.+-]{0,30}?)\s*(?:\*\*|__)?\s*[:：?？؟]?\s*(?:\*\*|__)?\s*$")
_CALENDAR_SIGN = re.compile("[\U0001f4c5\U0001f4c6\U0001f5d3]")
_CLOCK_SIGN = re.compile("[\U0001f550-\U0001f567\u23f0\u231a\u23f1-\u23f2]")
_PIN_SIGN = re.compile("[\U0001f4cd\U0001f4cc]")
# It begins with the sign, and looks back from there: what looks back first is tried at every letter.
_SENTENCE = re.compile(
    r"""[.!?؟。！？;\n](?:(?<=[^\W\d_]{2}[.])(?<!\b[A-Z][a-z][.])(?<!str[.])(?<!Str[.])"""
    r"""(?<!\b(?:ul|pl|al|os|ca|kl|nr|st|tr|bd|av)[.])["”»“)\]*]*(?=\s+\W*[^\Wa-z]|\s*$)"""
    r"""|(?:(?<=\d{3}[.])|(?<=\dh[.])|(?<=\d[)][.]))(?=\s+\W*[^\Wa-z\d])|(?<=[!?؟。！？;])[!?؟。！？;]*["”»)]*(?=\s|\W|$)"""
    r"""|(?<=[。！？])|(?<=\n)[ \t]*\n|(?<=\n)(?=[ \t]*(?:[*•·▪●–-]\s|\d{1,2}[.)]\s)))"""
)
CELL_END = re.compile(r"[|\t]")
"""What parts the cells of a table's row: an upright line, or the tab that stands for it."""
_RULE = re.compile(r"\s*[-_=*~\u2010-\u2015\u2500-\u257f]{15,}\s*")
_MOST_RULES = 50
# "Leeds (City Square), York (the Minster)"
_REMARK = re.compile(r"\s?\([^()\n]{0,80}\)")
_ADDRESS = re.compile(r"https?://[^\s<>()]+")
_LONGEST_GAP = 16
_SHORT_LINE = 58
_LONGEST_LABEL = 60
# Mail programs break lines before.
_WRAPPED = 100
_STOPS = (".", "!", "?", ":", ";", "。")
_REACH = 300
_BELOW_LABEL = 4


@dataclass(slots=True, eq=False)
class Line:
    """One line of a passage. `start` and `end` are offsets in its part; `body` is where its text begins after bullet
    and label, and after the end of a day and time begun above. `label` are the fields its label names, `label_alone`
    that the value stands on lines below, `label_above` that the label stands on a line above; `continued` that it
    begins with the end of a day and time begun above; `wrapped` that it goes on with the sentence above; `paragraph`
    counts the blocks of running text; `entry` says that it is one of the entries that a line of the text holds."""

    number: int
    text: str
    part: str
    role: str
    start: int
    end: int
    body: int
    indent: int
    bullet: bool
    blank_before: bool
    label: tuple[str, ...] = ()
    label_alone: bool = False
    label_above: bool = False
    signs: frozenset[str] = frozenset()
    cues: list[Cue] = field(default_factory=list)
    whens: list[Finding] = field(default_factory=list)
    wheres: list[Finding] = field(default_factory=list)
    links: list[Finding] = field(default_factory=list)
    continued: bool = False
    paragraph: int = 0
    wrapped: bool = False
    entry: bool = False
    _length: int = -1
    _residue: int = -1
    _cities: list[Finding] | None = None
    _runs: dict[int, list[Finding]] | None = None

    @property
    def dates(self) -> list[Finding]:
        """The findings of the line that have a day."""
        return [found for found in self.whens if isinstance(found.value, When) and found.value.date]

    @property
    def cities(self) -> list[Finding]:
        """The findings of the line that name a city, known or not; asked for once the line is complete."""
        if self._cities is None:
            self._cities = [one for one in self.wheres if isinstance(one.value, Place) and one.value.city]
        return self._cities

    @property
    def timed(self) -> bool:
        """Whether the line names a time."""
        return self.continued or any(isinstance(found.value, When) and found.value.start for found in self.whens)

    @property
    def length(self) -> int:
        """How many characters a reader sees of the line: those of web addresses do not count."""
        if self._length < 0:
            self._length = len(_ADDRESS.sub("", self.text) if "//" in self.text else self.text)
        return self._length

    def cell(self, offset: int) -> int:
        """The number of the table's cell at an offset, the first being 0."""
        bare = self.text.rstrip(" \t|")
        lead = len(bare) - len(bare.lstrip(" \t|"))
        return len(CELL_END.findall(bare, lead, max(offset - self.start, lead)))

    def residue(self) -> int:
        """How many letters and digits of the line stand outside its label and findings of when and where."""
        if self._residue < 0:
            inside = sorted((max(f.start, self.body), f.end) for f in (*self.whens, *self.wheres))
            count, at = 0, self.body
            for start, end in inside:
                if start > at:
                    count += letters(self.text[at - self.start : start - self.start])
                at = max(at, end)
            self._residue = count + letters(self.text[max(at - self.start, 0) :])
        return self._residue

    def run(self, found: Finding) -> list[Finding]:
        """The cities that stand with this one in an enumeration: parted by a comma, a slash or a word for "and"."""
        if self._runs is None:
            self._runs = {}
            current: list[Finding] = []
            for city in self.cities:
                if not current or not self._joined(current[-1], city):
                    current = []
                current.append(city)
                self._runs[id(city)] = current
        return self._runs.get(id(found), [])

    def entries(self) -> list[Finding]:
        """The cities that each begin what stands between semicolons: "in Leeds, on the square; in York, ..."."""
        if ";" not in self.text:
            return []
        return [city for city in self.cities if begins_a_part(self.text, city.start - self.start)]

    def _joined(self, one: Finding, other: Finding) -> bool:
        gap = self.text[one.end - self.start : other.start - self.start]
        if gap[:2].lstrip().startswith("("):
            gap = _REMARK.sub("", gap)
        if other.start < one.end or len(gap) > _LONGEST_GAP or "(" in gap or ":" in gap:
            return False
        plain = gap.strip(BETWEEN)
        return plain in ("", "&", "+") or " ".join(cues.words(plain)) in cues.entries("and")


@dataclass(slots=True)
class Layout:
    """All lines of a message that were written for it, the subject first, and its sentences.

    `rules` are the numbers of lines that only draw a line.
    """

    lines: list[Line]
    sentences: dict[str, list[int]]
    texts: dict[str, str]
    cues: dict[str, tuple[list[int], list[Cue]]]
    places: dict[int, Line]
    rules: list[int] = field(default_factory=list)
    _sentences: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    _around: dict[tuple[str, int, int], list[Cue]] = field(default_factory=dict)
    _said: frozenset[str] | None = None

    def line_of(self, found: Finding) -> Line | None:
        """The line a finding begins in, None when it stands in a quote, a signature or an attachment."""
        return self.places.get(id(found))

    def sentence(self, part: str, offset: int) -> tuple[int, int]:
        """The bounds of the sentence at an offset of a part; it is often asked for the same."""
        known = self._sentences.get((part, offset))
        if known is None:
            bounds = self.sentences.get(part, [0])
            place = bisect_right(bounds, offset)
            start = bounds[place - 1] if place else 0
            end = bounds[place] if place < len(bounds) else len(self.texts.get(part, ""))
            known = self._sentences[part, offset] = (start, max(end, start))
        return known

    def cues_around(self, found: Finding) -> list[Cue]:
        """The cues in the sentence of a finding, as far as they can have to do with it."""
        known = self._around.get((found.part, found.start, found.end))
        if known is None:
            start, end = self.sentence(found.part, found.start)
            known = self.cues_in(found.part, max(start, found.start - _REACH), min(end, found.end + _REACH))
            self._around[found.part, found.start, found.end] = known
        return known

    def says(self, *keys: str) -> bool:
        """Whether there is a cue of one of these keys anywhere."""
        if self._said is None:
            self._said = frozenset(cue.key for _, found in self.cues.values() for cue in found)
        return not self._said.isdisjoint(keys)

    def cues_in(self, part: str, start: int, end: int) -> list[Cue]:
        """The cues that begin between two offsets of a part."""
        starts, all_cues = self.cues.get(part, ([], []))
        return all_cues[bisect_left(starts, start) : bisect_left(starts, end)]


def lay_out(passages: Iterable[Passage], findings: Sequence[Finding], languages: Sequence[str]) -> Layout:
    """The layout of the passages that the sender or a forwarded author wrote; quotes and signatures stay out."""
    lines: list[Line] = []
    sentences: dict[str, list[int]] = {}
    texts: dict[str, str] = {}
    for passage in passages:
        if passage.role in ("quoted", "signature"):
            continue
        first = len(lines)
        _passage_lines(passage, lines, languages, cities_of(passage, findings))
        sentences.setdefault(passage.part, []).extend(_sentence_starts(passage))
        sentences[passage.part].extend(line.start for line in lines[first:] if line.entry)
        texts[passage.part] = texts.get(passage.part, "").ljust(passage.start) + passage.text
    _carry_labels(lines)
    for part, bounds in sentences.items():
        bounds.sort()
        sentences[part] = _outside_days(bounds, part, texts[part], findings)
    _less_months(lines, findings)
    all_cues: dict[str, tuple[list[int], list[Cue]]] = {}
    for line in lines:
        starts, found = all_cues.setdefault(line.part, ([], []))
        starts.extend(cue.start for cue in line.cues)
        found.extend(line.cues)
    rules = [line.number for line in lines if _RULE.fullmatch(line.text)][:_MOST_RULES]
    return Layout(lines, sentences, texts, all_cues, _attach(lines, findings), rules)


def _less_months(lines: Sequence[Line], findings: Sequence[Finding]) -> None:
    """Take no word within a day's for a meeting, as the month in "8 March"; a feast's may be one: "May Day party"."""
    whens = [one for one in findings if one.field == "when" and NAMED_DAY not in (one.note or "")]
    days = covered(whens, _REACH)
    for line in lines:
        line.cues = [cue for cue in line.cues if cue.key != "event" or cue.start not in days.get(line.part, ())]


def _carry_labels(lines: Sequence[Line]) -> None:
    """A label alone on its line names the lines below it, up to the next label, a blank line or a fifth line."""
    label: tuple[str, ...] = ()
    left = 0
    for line in lines:
        if line.part == "subject":
            continue
        if line.label:
            label, left = (line.label, _BELOW_LABEL) if line.label_alone else ((), 0)
        elif left and not (line.blank_before and left < _BELOW_LABEL):
            line.label, line.label_above = label, True
            left -= 1
        else:
            left = 0


def _sentence_starts(passage: Passage) -> list[int]:
    starts = [passage.start, *(passage.start + match.end() for match in _SENTENCE.finditer(passage.text))]
    at = 0
    for line in passage.text.splitlines(keepends=True):
        at += len(line)
        if len(line.rstrip()) < _SHORT_LINE:
            starts.append(passage.start + at)
    return starts


def _is_cut(passage: Passage, offset: int) -> bool:
    """Whether a line that ends or begins beside an offset of the part is not all of its line of the text."""
    at = offset - passage.start
    return 0 <= at < len(passage.text) and passage.text[at] != "\n"


def _outside_days(bounds: list[int], part: str, text: str, findings: Sequence[Finding]) -> list[int]:
    """The starts of sentences less those within a line of a day's words: "Thursday, Nov. 10" is in one sentence."""
    days = [(one.start, one.end) for one in findings if one.field == "when" and one.part == part]
    kept: list[int] = []
    place, reached = 0, -1
    for bound in bounds:
        while place < len(days) and days[place][0] < bound:
            reached = max(reached, days[place][1])
            place += 1
        if bound >= reached or text[bound - 1] == "\n":
            kept.append(bound)
    return kept


def _passage_lines(passage: Passage, lines: list[Line], languages: Sequence[str], cities: Mapping[int, int]) -> None:
    at = passage.start
    blank = True
    hits = cues.find(passage.text, languages, passage.start)
    hit = 0
    for raw in entries(passage.text, cities):
        start, at = at, at + len(raw) + 1
        if not raw.strip():
            blank = True
            continue
        if not blank and lines and underlines(raw, lines[-1].text):
            continue
        line = _line(len(lines), raw, start, passage, blank)
        line.entry = not line.bullet and (_is_cut(passage, start - 1) or _is_cut(passage, line.end))
        above = lines[-1] if lines else None
        runs_on = above is not None and not blank and not line.bullet and len(above.text) >= _SHORT_LINE
        wrapped = runs_on and above is not None and len(above.text) <= _WRAPPED
        if above is not None:
            runs_on = wrapped or (runs_on and not above.text.rstrip().endswith(_STOPS))
            line.paragraph = above.paragraph + (not runs_on)
        line.wrapped = wrapped and above is not None and _goes_on(above.text, line)
        blank = False
        while hit < len(hits) and hits[hit].start < line.end:
            line.cues.append(hits[hit])
            hit += 1
        lines.append(line)


def _goes_on(above: str, line: Line) -> bool:
    """Whether the line above ends within a sentence, and this one is no field of its own."""
    if above.rstrip().endswith(_STOPS) or line.label:
        return False
    labelled = _LABEL.match(line.text) if _PARTED.search(line.text) else None
    return labelled is None or labelled[1][-1:].isdigit()  # "donuts at 3:15"


def _line(number: int, raw: str, start: int, passage: Passage, blank: bool) -> Line:
    match = _BULLET.match(raw)
    begin = match.end() if match else 0
    marker = raw[:begin].strip() if not is_bold(raw) else ""
    lead = _DECORATION.match(raw, begin)
    body = lead.end() if lead else begin
    head = raw[:body]
    signs: frozenset[str] = frozenset()
    if not head.isascii():
        signs = frozenset(
            name
            for name, pattern in (("date", _CALENDAR_SIGN), ("time", _CLOCK_SIGN), ("place", _PIN_SIGN))
            if pattern.search(head)
        )
    line = Line(
        number, raw, passage.part, passage.role, start, start + len(raw), start + body,
        len(raw) - len(raw.lstrip(" \t")), bool(marker), blank, signs=signs,
    )  # fmt: skip
    if not cues.may_open_label(raw, body):
        return line
    labelled = _LABEL.match(raw, body) if _PARTED.search(raw, body) else None
    if labelled and (fields := cues.label(labelled[1])) and not (fields == ("time",) and labelled[1][-1].isdigit()):
        line.label = fields
        line.body = start + labelled.end()
        line.label_alone = not raw[labelled.end() :].strip(" *_")
    elif len(raw) - body <= _LONGEST_LABEL and (alone := _ONLY_LABEL.match(raw, body)):
        line.label = cues.label(alone[1])
        line.label_alone = bool(line.label)
    return line


def _is_all(found: Finding, line: Line) -> bool:
    """Whether a day without an hour is all that its line says."""
    timed = isinstance(found.value, When) and found.value.start is not None
    return not (timed or letters(line.text[found.end - line.start :]))


def _attach(lines: list[Line], findings: Sequence[Finding]) -> dict[int, Line]:
    by_part: dict[str, tuple[list[Line], list[int]]] = {}
    for line in lines:
        own, starts = by_part.setdefault(line.part, ([], []))
        own.append(line)
        starts.append(line.start)
    places: dict[int, Line] = {}
    for found in sorted(findings, key=lambda f: (f.part, f.start)):
        if found.part not in by_part:
            continue
        own, starts = by_part[found.part]
        place = bisect_right(starts, found.start) - 1
        if place < 0 or found.start > own[place].end:
            continue
        line = own[place]
        if found.field == "when" and line.bullet and line.start <= found.start < line.body and _is_all(found, line):
            line.bullet, line.body = False, found.start  # "15. November" is no fifteenth point
        if found.field == "where" and line.label and found.start < line.body:
            continue
        kind = {"when": line.whens, "where": line.wheres, "link": line.links}.get(found.field)
        if kind is not None:
            kind.append(found)
        places[id(found)] = line
        if found.field == "when" and found.end > line.end + 1:
            below = own[bisect_right(starts, found.end - 1) - 1]
            below.continued, below.body = True, max(below.body, found.end)
    return places
