"""Cue words of the language files: where a text speaks of a meeting, a deadline, a cancellation, and label lines.

An entry of a `[cues]` table is a word or phrase; a "*" at its end matches any ending ("protest*"), at its start
any beginning ("*streik"). Where it has "…", other words of the same sentence may stand: "fällt … aus."; with a "."
at its end a clause must end there. Case and diacritics do not count. Chinese and Japanese entries match inside the
text, since those scripts do not part words. Hebrew and Arabic words also match behind a glued preposition or article.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from intake.reading.cue_tables import JOINING, SHORTEST_AFFIX, WORD, Spread, fold, tables, words
from intake.reading.languages import language as language_of
from intake.reading.languages import languages

__all__ = [
    "PLAIN", "TOGETHER", "Cue", "common", "entries", "find", "fold", "label", "may_open_label", "words",
]  # fmt: skip

PLAIN = "plain"
TOGETHER = "together"
_FIRST = re.compile(r"\s*([^\W\d_][^\W_]*)")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_GLUED = re.compile(r"[\u0590-\u06ff]")
_GLUE = frozenset("ובהלכמשفلوك")
_LONG = 7
_SUBJECT = 200  # characters of a text that is likely asked about several times
_OF_AN_EVENT = frozenset(("date", "time", "place"))
# So many words may stand where an entry has "…", and what ends a sentence or clause there.
_APART = 18
_SENTENCE_END = re.compile(r"[!?;:]|\n\s*\n|\.\s")
_CLAUSE_END = re.compile(r"\s*(?:[^\w\s'’]|\n|$)")
_REMARK = re.compile(r"\s*\([^()]{0,40}\)\s*$")
_LONGEST_LABEL, _MOST_WORDS, _SMALL = 60, 4, 4
_COVERING = frozenset((PLAIN, TOGETHER))
# The cues that make a day something else than an event's.
_AGAINST = frozenset(
    (
        "deadline",
        "past",
        "thanks",
        "papers",
        "business",
        "notices",
        "cancelled",
        "postponed",
        "moved",
        "none",
        "occasion",
        "since",
    )
)


class Cue(NamedTuple):
    """A cue word in a text: the key of its table entry, its language, and where it stands."""

    key: str
    language: str
    start: int
    end: int


@cache
def common(tag: str) -> frozenset[str]:
    """The commonest words of a language, folded."""
    return frozenset(words(language_of(tag).table("guess").get("words", "")))


def find(text: str, only: Sequence[str] = (), at: int = 0) -> list[Cue]:
    """All cues in a text, in order, their offsets counted from `at`. Linear in the text.

    With `only`, short words count in these languages and English alone ("bis", "das", "au"); long ones in all. What
    a word means in the first of them outweighs the others: "Termine" is no deadline in a German mail, as in Italian.
    """
    if at == 0 and len(text) <= _SUBJECT:
        return list(_of_short(text, tuple(only)))
    return _found(text, only, at)


@lru_cache(maxsize=16)  # what a mail is about is asked of its subject by each part of the reading
def _of_short(text: str, only: tuple[str, ...]) -> tuple[Cue, ...]:
    return tuple(_found(text, only, 0))


def _found(text: str, only: Sequence[str], at: int) -> list[Cue]:
    every = tables()
    wanted = frozenset((*only, "en")) if only else every.tags
    found = _in_words(text, wanted, at)
    if _CJK.search(text):
        folded = text.casefold()
        for match in every.inside.finditer(folded if len(folded) == len(text) else text):
            for key, tag in every.inside_keys[match[0]]:
                if tag in wanted or len(match[0]) >= _LONG:
                    found.append(Cue(key, tag, at + match.start(), at + match.end()))
    if only and (unlike := _unlike(only[0])):
        found = [
            cue
            for cue in found
            if (said := unlike.get((cue.language, cue.key))) is None
            or _phrase(text[cue.start - at : cue.end - at]) not in said
        ]
    if any(cue.key in _COVERING for cue in found):
        found = _less_covered(found)
    found.sort(key=lambda cue: (cue.start, cue.end))
    return found


def _less_covered(found: Sequence[Cue]) -> list[Cue]:
    """The cues but those that are a word of a phrase that says nothing of the kind: "fair" in "fair trade".

    Of a phrase that calls people together only what speaks against its day is none: "до" in "до встречи".
    """
    plain = _span_of(found, PLAIN)
    called = _span_of(found, TOGETHER)
    return [
        cue
        for cue in found
        if cue.key != PLAIN
        and not (cue.start in plain and cue.end - 1 in plain)
        and not (cue.key in _AGAINST and cue.start in called and cue.end - 1 in called)
    ]


def _span_of(found: Sequence[Cue], key: str) -> frozenset[int]:
    return frozenset(at for cue in found if cue.key == key for at in range(cue.start, cue.end))


@lru_cache(maxsize=8192)
def _phrase(said: str) -> str:
    """What a cue's words are, folded and a blank between them."""
    return " ".join(words(said))


@cache
def _unlike(tag: str) -> dict[tuple[str, str], frozenset[str]]:
    """The words of one language that in others speak against a day, by the language and key there."""
    own: dict[str, set[str]] = defaultdict(set)
    for key, entries_ in _tables_of(tag):
        for entry in entries_:
            own[" ".join(words(entry))].add(key)
    return {
        (language.tag, key): frozenset(said)
        for language in languages()
        if language.tag != tag
        for key, entries_ in _tables_of(language.tag)
        if key in _AGAINST
        and (said := [phrase for entry in entries_ if key not in own.get(phrase := " ".join(words(entry)), {key})])
    }


def _tables_of(tag: str) -> Iterator[tuple[str, list[str]]]:
    for key, entries_ in language_of(tag).table("cues").items():
        if key not in JOINING:
            yield key, [entry for entry in entries_ if "*" not in entry]


def _in_words(text: str, wanted: frozenset[str], at: int) -> list[Cue]:
    words = WORD.findall(text)
    found: list[Cue] = []
    end = 0
    for place, word in enumerate(words):
        # What stands between two words has no letter, so that the next that begins like the word is the word.
        start = text.index(word, end)
        end = start + len(word)
        known = _entries_of(word)
        if known is None:
            continue
        for key, tag in known.alone:
            if tag in wanted or end - start >= _LONG:
                found.append(Cue(key, tag, at + start, at + end))
        if known.spread:
            ahead = tuple(map(fold, words[place + 1 : place + 1 + _APART]))
            for entry in known.spread:
                near = ahead if entry.apart else ahead[:1]
                if not (entry.tag in wanted or entry.long) or (entry.then and entry.then not in near):
                    continue
                if last := _reach(text, words, place, end, entry):
                    found.append(Cue(entry.key, entry.tag, at + start, at + last))
        if not known.longer or place + 1 == len(words):
            continue
        for parts, key, tag in known.longer.get(fold(words[place + 1]), ()):
            rest = words[place + 1 : place + len(parts)]
            if len(rest) + 1 == len(parts) and all(map(str.__eq__, map(fold, rest[1:]), parts[2:])):
                last = end
                for more in rest:
                    last = text.index(more, last) + len(more)
                if tag in wanted or last - start >= _LONG:
                    found.append(Cue(key, tag, at + start, at + last))
    return found


def _reach(text: str, words: Sequence[str], place: int, end: int, entry: Spread) -> int:
    """Where an entry ends whose first word is the one at this place and ends at `end`; 0 where it is not said.

    "fällt … aus." is said in "fällt am 5. Mai leider aus", not in "fällt nicht aus" or "fällt auf, aus dem ...".
    """
    reach = words[place : place + _APART + sum(map(len, entry.groups))]
    taken = 0
    for number, group in enumerate(entry.groups):
        places = range(taken, len(reach) - len(group) + 1) if number else (0,)
        first = next((one for one in places if _begins(reach, one, group, entry, number)), None)
        if first is None or (number and _denies(reach[first - 1], entry)):
            return 0
        taken = first + len(group)
    last = end
    for number, word in enumerate(reach[1:taken], start=1):
        start = text.index(word, last)
        between = _SENTENCE_END.search(text, last, start)
        if between is not None and not (text[between.start()] == "." and _is_short(reach[number - 1])):
            return 0
        last = start + len(word)
    if not entry.closes or _CLAUSE_END.match(text, last):
        return last
    behind = words[place + taken] if place + taken < len(words) else ""
    return last if fold(behind) in entries("and") or not behind else 0


def _begins(reach: Sequence[str], at: int, group: Sequence[str], entry: Spread, number: int) -> bool:
    said = tuple(map(fold, reach[at : at + len(group)]))
    if entry.stem and number == len(entry.groups) - 1:
        return said[:-1] == group[:-1] and len(said) == len(group) and said[-1].startswith(group[-1])
    return said == group


def _denies(word: str, entry: Spread) -> bool:
    """Whether "not" stands before the last words of an entry that has none itself."""
    known = _entries_of(word)
    return known is not None and ("instead", entry.tag) in known.alone and len(entry.groups[-1]) == 1


def _is_short(word: str) -> bool:
    """Whether a dot behind a word rather shortens it or counts: "18.", "Sept."."""
    return len(word) <= _SMALL


@dataclass(frozen=True, slots=True)
class _Entries:
    """What the tables have for one word: it alone, phrases that begin with it by the second, and those spread."""

    alone: tuple[tuple[str, str], ...]
    longer: dict[str, list[tuple[tuple[str, ...], str, str]]]
    spread: tuple[Spread, ...]


@lru_cache(maxsize=32_768)
def _entries_of(word: str) -> _Entries | None:
    every = tables()
    token = fold(word)
    found = list(every.phrases.get(token, ()))
    alone = [
        (key, tag) for affix, key, tag in every.prefixes.get(token[:SHORTEST_AFFIX], ()) if token.startswith(affix)
    ]
    alone += [
        (key, tag)
        for affix, key, tag in every.suffixes.get(token[-SHORTEST_AFFIX:], ())
        if token.endswith(affix) and len(token) > len(affix)
    ]
    if _GLUED.match(token):
        bare = token
        for _ in range(3):
            bare = bare[2:] if bare.startswith("ال") else bare[1:] if bare and bare[0] in _GLUE else ""
            if len(bare) < SHORTEST_AFFIX:
                break
            found += every.phrases.get(bare, ())
    alone = [*((key, tag) for parts, key, tag in found if len(parts) == 1), *alone]
    longer: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for entry in found:
        if len(entry[0]) > 1:
            longer.setdefault(entry[0][1], []).append(entry)
    spread = every.spread.get(token, ())
    return _Entries(tuple(dict.fromkeys(alone)), longer, spread) if alone or longer or spread else None


@cache
def entries(key: str) -> frozenset[str]:
    """The folded words of one key of all languages."""
    return frozenset(
        " ".join(words(entry)) for language in languages() for entry in language.table("cues").get(key, ())
    )


@cache
def _label_starts() -> frozenset[str]:
    """The first words of all labels: few words of a text are one."""
    return frozenset(said.partition(" ")[0] for said in tables().labels)


def may_open_label(text: str, at: int) -> bool:
    """Whether the first word behind an offset is the first of a label, or names a meeting: "rally location"."""
    first = _FIRST.match(text, at)
    return first is not None and (fold(first[1]) in _label_starts() or _is_event(first[1]))


@lru_cache(maxsize=8192)
def label(words_before: str) -> tuple[str, ...]:
    """The fields that a label's words name: "Date:" gives ("date",), "Event 2" ("title",), "Zeit und Ort" nothing.

    A label may say of what it is one, or have a remark: "Ort der Veranstaltung", "rally location", "Tickets (free)".
    """
    said = words(_REMARK.sub("", words_before[:_LONGEST_LABEL]))
    if not said:
        return ()
    named = tables().labels
    if said[0] in _label_starts():
        plain = said[:-1] if len(said) > 1 and said[-1].isdigit() and len(said[0]) >= SHORTEST_AFFIX else said
        if fields := named.get(" ".join(plain)):
            return fields
        if 2 <= len(said) <= _MOST_WORDS and len(said[0]) >= SHORTEST_AFFIX and _are_small(said[1:-1]):
            fields = named.get(said[0], ())
            if _OF_AN_EVENT.issuperset(fields) and (named.get(said[-1]) == fields or _is_event(said[-1])):
                return fields
    fields = named.get(said[-1], ()) if len(said) == 2 else ()
    return fields if fields and _OF_AN_EVENT.issuperset(fields) and _is_event(said[0]) else ()


def _is_event(word: str) -> bool:
    known = _entries_of(word)
    return known is not None and any(key == "event" for key, _ in known.alone)


def _are_small(between: Sequence[str]) -> bool:
    return all(len(word) <= _SMALL for word in between)
