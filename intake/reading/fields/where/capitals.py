"""Which words a mail writes without a capital, and whether its capitals say anything."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from intake.reading.fields.where.tokens import Token, tokens_of

__all__ = ["small_words", "uncapitalised"]

_JOINED = re.compile(r"[@/_-]|[.:][^\W_]")  # what stands behind a part of an address or a compound


def small_words(texts: Iterable[str]) -> frozenset[str]:
    """The words that a mail writes with a small first letter somewhere, in texts that have capitals."""
    found: set[str] = set()
    for text in texts:
        if uncapitalised(text):
            continue
        for token in tokens_of(text)[0]:
            if token.upper or token.caseless or token.folded in found:
                continue
            if _stands_free(text, token):
                found.add(token.folded)
    return frozenset(found)


def _stands_free(text: str, token: Token) -> bool:
    """Whether a word is one of a sentence, and not of an address or a compound."""
    return text[token.start - 1 : token.start] in " \n\t(\"'„“«‘" and not _JOINED.match(text, token.end)


@lru_cache(maxsize=24)
def uncapitalised(text: str) -> bool:
    """Whether a text is written without capitals, so that a small letter says nothing about a name."""
    cased = [token for token in tokens_of(text)[0][:400] if not token.caseless and token.text.isalpha()]
    return len(cased) >= 3 and sum(token.upper for token in cased) * 50 < len(cased)
