"""Guesses the languages of a text from its script and its commonest words; the words are the files' [guess] tables."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from intake.reading.languages import languages

_WORD = re.compile(r"[^\W\d_]+")
_LIMIT = 8000


@cache
def _tables() -> tuple[dict[str, tuple[str, ...]], list[tuple[re.Pattern[str], str]]]:
    words: dict[str, list[str]] = {}
    scripts = []
    for language in languages():
        table = language.table("guess")
        for word in table.get("words", "").split():
            words.setdefault(word, []).append(language.tag)
        if "letters" in table:
            scripts.append((re.compile(f"[{table['letters']}]"), language.tag))
    return {word: tuple(tags) for word, tags in words.items()}, scripts


def guess(text: str) -> tuple[str, ...]:
    """The tags of the languages the text may be in, best first; empty when nothing tells. Reads 8,000 characters."""
    words, scripts = _tables()
    head = text[:_LIMIT]
    score: defaultdict[str, float] = defaultdict(float)
    for word in _WORD.findall(head.lower()):
        tags = words.get(word)
        if tags:
            for tag in tags:
                score[tag] += 1 / len(tags)
    for letters, tag in scripts:
        hits = len(letters.findall(head))
        if hits:
            score[tag] += hits * 0.5
    return tuple(tag for tag, _ in sorted(score.items(), key=lambda item: (-item[1], item[0])) if score[tag] > 0.4)
