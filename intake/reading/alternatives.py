"""The pattern of many words, of which few are tried where one may stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

__all__ = ["alternation"]


def alternation(words: Iterable[str]) -> str:
    """The pattern of any of these words, where several stand at one place of the longest; of none it matches nothing.

    `re` tries alternatives one after the other; so those that begin with the same letter are one, told apart behind it.
    """
    rests: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        rests[word[0]].append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(behind)})" for first, behind in rests.items()) or "(?!)"
