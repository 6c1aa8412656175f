"""Folding: one spelling for every way of writing a name. Needs only the standard library: the builder uses it too."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Marks that stand on a letter and are no letters of their own. Python's \w does not hold them, so a token names them.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0981-\u0983\u09bc-\u09d7"
    "\u0a01-\u0a03\u0a3c-\u0a4d\u0abc-\u0acd\u0b3c-\u0b4d\u0bbe-\u0bcd\u0c3e-\u0c4d\u0cbc-\u0ccd\u0d3e-\u0d4d"
    "\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0f71-\u0f84\u102b-\u103e\u17b6-\u17d3"
    "\u200c\u200d\u3099\u309a"
)
TOKEN = re.compile(rf"[^\W_][^\W_{_MARKS}]*(?:[{_MARKS}]+[^\W_]*)*")
"""A word: letters and digits of any script with the marks on them."""

# Stripped after decomposition. The marks of Indic and Thai scripts are vowels and stay; so do Japanese voicing marks.
_STRIPPED = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u2060\ufe00-\ufe0f]"
)
_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "e", "ħ": "h",
        "ŧ": "t", "ŋ": "n", "ʻ": "", "ʼ": "", "ʹ": "", "ʽ": "",
        "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ڪ": "ك", "ة": "ه", "ۀ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ٱ": "ا",
        "ء": "",
        "ё": "е", "ѓ": "г", "ї": "і", "ґ": "г",
        "ヶ": "ケ", "ヵ": "カ",
    }
)  # fmt: skip


@lru_cache(maxsize=20_000)
def fold_token(token: str) -> str:
    """One token folded: casefolded, full width made plain, without diacritics, one form of each Arabic letter."""
    if token.isascii():
        return token.lower()
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", token).casefold())
    return unicodedata.normalize("NFC", _STRIPPED.sub("", text)).translate(_LETTERS)


def fold(name: str) -> str:
    """A name as the index keys it: its tokens folded and joined by one blank ("Aix-en-Provence", "aix en provence")."""
    return _known(name) if len(name) <= _SHORT else _folded(name[:200])


def _folded(name: str) -> str:
    return " ".join(filter(None, map(fold_token, TOKEN.findall(name))))


_SHORT = 40  # letters of a name above which it is not remembered
_known = lru_cache(maxsize=8_192)(_folded)
