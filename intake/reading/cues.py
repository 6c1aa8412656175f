"""Cue words of the language files: where a text speaks of a meeting, a deadline, a cancellation, and label lines.

An entry of a `[cues]` table is a word or phrase; a "*" at its end matches any ending ("protest*"), at its start
any beginning ("*streik"). Case and diacritics do not count. Chinese and Japanese entries match inside the text,
since those scripts do not part words. Hebrew and Arabic words also match behind a glued preposition or article.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from intake.reading.languages import language as language_of
from intake.reading.languages import languages

_Row = TypeVar("_Row")

LABEL = "label_"
PLAIN = "plain"
_WORD = re.compile(r"\w+")
_FIRST = re.compile(r"\s*([^\W\d_][^\W_]*)")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_GLUED = re.compile(r"[\u0590-\u06ff]")
_GLUE = frozenset("ובהלכמשفلوك")
_SHORTEST_AFFIX = 3
_LONG = 7
# Words between two names or days, looked up by themselves: see `entries`.
_JOINING = frozenset(("and", "or"))
_OF_AN_EVENT = frozenset(("date", "time", "place"))
_REMARK = re.compile(r"\s*\([^()]{0,40}\)\s*$")
_LONGEST_LABEL, _MOST_WORDS, _SMALL = 60, 4, 4
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
    )
)


class Cue(NamedTuple):
    """A cue word in a text: the key of its table entry, its language, and where it stands."""

    key: str
    language: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Tables:
    phrases: dict[str, tuple[tuple[tuple[str, ...], str, str], ...]]
    prefixes: dict[str, tuple[tuple[str, str, str], ...]]
    suffixes: dict[str, tuple[tuple[str, str, str], ...]]
    inside: re.Pattern[str]
    inside_keys: dict[str, tuple[tuple[str, str], ...]]
    labels: dict[str, tuple[str, ...]]
    tags: frozenset[str]


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """The word without case and diacritics, as cues are compared."""
    lowered = word.casefold()
    if lowered.isascii():
        return lowered
    plain = unicodedata.normalize("NFKD", lowered)
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(map(fold, _WORD.findall(text)))


@cache
def _tables() -> _Tables:
    phrases: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
    prefixes: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    suffixes: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    inside_keys: dict[str, list[tuple[str, str]]] = defaultdict(list)
    labels: dict[str, list[str]] = defaultdict(list)
    for language in languages():
        for key, entries in language.table("cues").items():
            for entry in entries:
                if key in _JOINING:
                    continue
                if key.startswith(LABEL):
                    labels[" ".join(words(entry))].append(key.removeprefix(LABEL))
                elif language.tag in ("ja", "zh"):
                    inside_keys[entry.casefold()].append((key, language.tag))
                elif entry.endswith("*"):
                    parts = words(entry)
                    if len(parts) == 1:
                        prefixes[parts[0][:_SHORTEST_AFFIX]].append((parts[0], key, language.tag))
                    else:
                        phrases[parts[0]].append((parts, key, language.tag))
                elif entry.startswith("*"):
                    ending = words(entry)[0]
                    suffixes[ending[-_SHORTEST_AFFIX:]].append((ending, key, language.tag))
                else:
                    parts = words(entry)
                    phrases[parts[0]].append((parts, key, language.tag))
    alternatives = "|".join(re.escape(word) for word in sorted(inside_keys, key=len, reverse=True))
    return _Tables(
        _fixed(phrases),
        _fixed(prefixes),
        _fixed(suffixes),
        re.compile(alternatives or r"(?!)"),
        _fixed(inside_keys),
        {words_: tuple(dict.fromkeys(keys)) for words_, keys in labels.items()},
        frozenset(language.tag for language in languages()),
    )


def _fixed(table: dict[str, list[_Row]]) -> dict[str, tuple[_Row, ...]]:
    """A table whose rows change no more: tuples of words need no looking through for what may be freed."""
    return {key: tuple(rows) for key, rows in table.items()}


def find(text: str, only: Sequence[str] = (), at: int = 0) -> list[Cue]:
    """All cues in a text, in order, their offsets counted from `at`. Linear in the text.

    With `only`, short words count in these languages and English alone ("bis", "das", "au"); long ones in all. What
    a word means in the first of them outweighs the others: "Termine" is no deadline in a German mail, as in Italian.
    """
    tables = _tables()
    wanted = frozenset((*only, "en")) if only else tables.tags
    found = _in_words(text, wanted, at)
    if _CJK.search(text):
        for match in tables.inside.finditer(text.casefold() if len(text.casefold()) == len(text) else text):
            for key, tag in tables.inside_keys[match[0]]:
                if tag in wanted or len(match[0]) >= _LONG:
                    found.append(Cue(key, tag, at + match.start(), at + match.end()))
    if only and (unlike := _unlike(only[0])):
        found = [
            cue
            for cue in found
            if (said := unlike.get((cue.language, cue.key))) is None
            or _phrase(text[cue.start - at : cue.end - at]) not in said
        ]
    if any(cue.key == PLAIN for cue in found):
        found = _without_plain(found)
    found.sort(key=lambda cue: (cue.start, cue.end))
    return found


def _without_plain(found: Sequence[Cue]) -> list[Cue]:
    """The cues but those that are a word of a phrase that says nothing of the kind: "fair" in "fair trade"."""
    plain = [range(cue.start, cue.end) for cue in found if cue.key == PLAIN]
    covered = frozenset(at for span in plain for at in span)
    return [cue for cue in found if cue.key != PLAIN and not (cue.start in covered and cue.end - 1 in covered)]


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
        if key not in _JOINING:
            yield key, [entry for entry in entries_ if "*" not in entry]


def _in_words(text: str, wanted: frozenset[str], at: int) -> list[Cue]:
    words = _WORD.findall(text)
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


@dataclass(frozen=True, slots=True)
class _Entries:
    """What the tables have for one word: entries of this word alone, and phrases that begin with it by the second."""

    alone: tuple[tuple[str, str], ...]
    longer: dict[str, list[tuple[tuple[str, ...], str, str]]]


@lru_cache(maxsize=32_768)
def _entries_of(word: str) -> _Entries | None:
    tables = _tables()
    token = fold(word)
    found = list(tables.phrases.get(token, ()))
    alone = [
        (key, tag) for affix, key, tag in tables.prefixes.get(token[:_SHORTEST_AFFIX], ()) if token.startswith(affix)
    ]
    alone += [
        (key, tag)
        for affix, key, tag in tables.suffixes.get(token[-_SHORTEST_AFFIX:], ())
        if token.endswith(affix) and len(token) > len(affix)
    ]
    if _GLUED.match(token):
        bare = token
        for _ in range(3):
            bare = bare[2:] if bare.startswith("ال") else bare[1:] if bare and bare[0] in _GLUE else ""
            if len(bare) < _SHORTEST_AFFIX:
                break
            found += tables.phrases.get(bare, ())
    alone = [*((key, tag) for parts, key, tag in found if len(parts) == 1), *alone]
    longer: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for entry in found:
        if len(entry[0]) > 1:
            longer.setdefault(entry[0][1], []).append(entry)
    return _Entries(tuple(dict.fromkeys(alone)), longer) if alone or longer else None


@cache
def entries(key: str) -> frozenset[str]:
    """The folded words of one key of all languages."""
    return frozenset(
        " ".join(words(entry)) for language in languages() for entry in language.table("cues").get(key, ())
    )


@cache
def _label_starts() -> frozenset[str]:
    """The first words of all labels: few words of a text are one."""
    return frozenset(said.partition(" ")[0] for said in _tables().labels)


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
    named = _tables().labels
    if said[0] in _label_starts():
        plain = said[:-1] if len(said) > 1 and said[-1].isdigit() and len(said[0]) >= _SHORTEST_AFFIX else said
        if fields := named.get(" ".join(plain)):
            return fields
        if 2 <= len(said) <= _MOST_WORDS and len(said[0]) >= _SHORTEST_AFFIX and _are_small(said[1:-1]):
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
