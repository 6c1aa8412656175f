"""How plain text sets off its headings: bold between stars, or a line of dashes below; and how much a line says."""

from __future__ import annotations

import re

__all__ = ["is_bold", "letters", "underlines"]

_BOLD = re.compile(r"\s*(\*{2,3}|__)(?=\S)[^*_\n]+\1\s*")
_UNDERLINE = re.compile(r"\s*([-=~])\1{2,}\s*")
_ABOUT_AS_LONG = 2
_LETTERS = re.compile(r"\w+")


def letters(text: str) -> int:
    """How many letters and digits a text has."""
    return sum(map(len, _LETTERS.findall(text)))


def is_bold(raw: str) -> bool:
    """Whether all of a line is bold, so that its stars are no bullet: "**5 May**"."""
    return _BOLD.fullmatch(raw) is not None


def underlines(raw: str, above: str) -> bool:
    """Whether a line only underlines the one above, by dashes about as long as that; a longer one is a rule."""
    return _UNDERLINE.fullmatch(raw) is not None and abs(len(raw.strip()) - len(above.strip())) <= _ABOUT_AS_LONG
