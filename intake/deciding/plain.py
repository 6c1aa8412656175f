"""A text as words are compared with it: in small letters, on one line, without accents and short forms."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["even", "plain"]

_LONG_FORMS = {
    "i'm": "i am", "can't": "cannot", "won't": "will not", "n't": " not", "'ve": " have", "'ll": " will", "'re": " are",
}  # fmt: skip
_BARE = {sign: unicodedata.normalize("NFD", chr(sign))[0] for sign in range(ord("À"), ord("ſ") + 1)}
_SHORT_FORM = re.compile(r"\bi'm\b|\bcan't\b|\bwon't\b|(?<=[a-z])(?:n't|'ve|'ll|'re)\b")


def even(text: str) -> str:
    """The text in small letters, on one line, with English contractions written out, as the phrases are."""
    text = plain(" ".join(text.lower().replace("’", "'").split()))
    return _SHORT_FORM.sub(lambda match: _LONG_FORMS[match.group()], text) if "'" in text else text


def plain(text: str) -> str:
    """The text without the accents of Latin letters, which old programs leave out."""
    if text.isascii():
        return text
    return text.translate(_BARE)
