"""What mail programs set before a subject: "Re:", "AW:", "Fwd:", "[list]", in every language. The words are data."""

from __future__ import annotations

import re
from functools import cache

from intake.reading.alternatives import alternation
from intake.reading.lines import phrases

__all__ = ["is_answer", "is_passed_on", "is_prefixed", "prefix", "without_answers"]

_LIST = r"\[[^\]\n]{1,40}\]"
_COUNT = r"\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]\s*"


@cache
def _words(*keys: str) -> str:
    return alternation(word for key in keys for word in phrases(key))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    answers, both = rf"(?:{_words('answered')}){_COUNT}", rf"(?:{_words('answered', 'passed_on')}){_COUNT}"
    bracketed = rf"\((?:{_words('passed_on')})\)"  # "(Fwd) Spring fair", "Spring fair (fwd)"
    source = {
        "answer": rf"\s*(?:{_LIST}\s*)?{answers}",
        "answers": rf"\s*(?:{answers})+",
        "passed on": rf"\s*(?:(?:{_words('passed_on')}){_COUNT}|{bracketed})|.{{0,300}}\s{bracketed}\s*$",
        "either": rf"[\s\[]*(?:{both}|{bracketed})+|.{{0,300}}\s{bracketed}\s*$",
        "one": rf"\s*(?:{both}|fyi\s*[:：]\s*|{_LIST}\s*|{bracketed}\s*)",
    }
    return re.compile(source[kind], re.IGNORECASE)


def is_answer(subject: str) -> bool:
    """Whether a subject begins as that of an answer: "Re:", "AW:", "[list] Re:"."""
    return _pattern("answer").match(subject) is not None


def is_passed_on(subject: str, languages: tuple[str, ...] = ()) -> bool:
    """Whether it says that the mail was passed on; "VS:" does in Norwegian, but in a Finnish mail it is an answer."""
    return _pattern("passed on").match(subject) is not None and not (
        subject.lstrip()[:2].lower() == "vs" and languages[:1] == ("fi",)
    )


def is_prefixed(subject: str) -> bool:
    """Whether "Re:", "Fwd:" or the like stands before it, once or more often, in brackets or not."""
    return _pattern("either").match(subject) is not None


def prefix(subject: str, at: int = 0) -> int:
    """Where the first "Re:", "Fwd:", "FYI:" or "[list]" at an offset ends; the offset itself where there is none."""
    match = _pattern("one").match(subject, at)
    return match.end() if match is not None else at


def without_answers(subject: str) -> str:
    """The subject less each "Re:" and "AW:" it begins with."""
    match = _pattern("answers").match(subject)
    return subject[match.end() :] if match is not None else subject
