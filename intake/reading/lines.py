"""A line of a mail's text with its role, and the words of mail programs in every language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from intake.reading.languages import languages

__all__ = ["BETWEEN", "NO_SPACES", "UNDERLINE", "Line", "Role", "phrases"]

Role = Literal["own", "quoted", "forwarded", "signature", "marker"]

UNDERLINE = re.compile(r"^\s*[_─―—]{4,}\s*$|^\s*-{20,}\s*$")
BETWEEN = " \t,;、，/·•" + "".join(map(chr, range(0x1F1E6, 0x1F200)))
"""What may part the cities of an enumeration, countries' flags (two letters of this range each) among it."""
NO_SPACES = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts that part no words."""


@dataclass(slots=True)
class Line:
    """One line: `text[start:end]` without its line end, and what it is. A marker belongs to what follows it."""

    start: int
    end: int
    text: str
    role: Role = "own"


@cache
def phrases(key: str) -> tuple[str, ...]:
    """The lower-cased words of one key of every language's [mail] table."""
    return tuple(dict.fromkeys(word for language in languages() for word in language.table("mail").get(key, ())))
