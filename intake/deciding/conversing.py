"""Signs that a person speaks in a text: a question put to somebody, a request, an event announced with its hour.

Programs put questions, too ("Urgent?"), and name hours; so these signs only say how strong the words of a notice
must be beside them. Pure; the words are the cues of the language files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from intake.deciding.programs import known
from intake.reading import cues
from intake.reading.alternatives import alternation
from intake.reading.signatures import has_clock

__all__ = ["Tone", "puts_question", "tone", "without_citations"]

# Addresses, and the times that programs write, with their seconds.
_ADDRESS = re.compile(r"(?i)\b(?:https?://|www\.)\S+|[^\s@]{1,64}@\S+|\b\d{1,2}:\d\d:\d\d\b")
# The Greek question mark is a semicolon.
_ENDS = re.compile(r"([.!?？؟。！\n]|(?<=[\u0370-\u03ff]);(?=\s|$))")
_GLUED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_CITED = re.compile(
    r"\"[^\"\n]{3,300}\"|“[^”\n]{3,300}”|„[^“”\n]{3,300}[“”]|«[^»\n]{3,300}»|»[^«\n]{3,300}«|(?<!\w)'[^'\n]{3,300}'(?!\w)|(?<!\w)‘[^‘’\n]{3,300}’(?!\w)"
    r"|「[^」\n]{2,300}」|『[^』\n]{2,300}』"
)
_LONG_QUESTION = 5
"""Words from which a question is put to somebody: programs ask "Urgent?" and "Any questions?"."""
_LONG_GLUED = 8
_SHORT_QUESTION = 3


@dataclass(frozen=True, slots=True)
class Tone:
    """How a text speaks: `clock` names an hour, `asks` holds any question, `questions` one put to somebody,
    `requests` asks to list something, `event` names one, `announces` one and an hour,
    `cancels` says that one is off."""

    clock: bool
    asks: bool
    questions: bool
    requests: bool
    event: bool
    announces: bool
    cancels: bool

    @property
    def personal(self) -> bool:
        """Whether only a person is likely to write so."""
        return self.addresses or self.announces

    @property
    def addresses(self) -> bool:
        """Whether it asks something of whoever reads it."""
        return self.questions or self.requests

    @property
    def converses(self) -> bool:
        """Whether something in it is more than a notice holds."""
        return self.clock or self.asks or self.cancels or self.personal


@cache
def _clock_beside() -> re.Pattern[str]:
    """A number that a word beside it makes an hour, and a word for one."""
    before, short, noons = (alternation(known(key)) for key in ("clock_before", "clock_short", "noons"))
    behind = "|".join(
        re.escape(word[:-1]) if word[-1] == "*" else rf"{re.escape(word)}\b" for word in known("clock_behind")
    )
    return re.compile(
        rf"\d{{1,2}}\s?[{''.join(known('clock_signs'))}]|\b\d{{1,2}}\s?(?:{behind})"
        rf"|\b(?:{before})\s\d{{1,2}}\b(?![./]?\d)|\b(?:{short})\.? ?\d{{1,2}}\b|\b(?:{noons})\b"
    )


@lru_cache(maxsize=4)  # several questions about one mail ask for it
def tone(text: str) -> Tone:
    """The tone of what a person or a program wrote."""
    bare = _ADDRESS.sub(" ", text)
    keys = {cue.key for cue in cues.find(bare) if not _invites(bare[cue.start : cue.end])}
    clock = has_clock(bare) or _clock_beside().search(bare.lower()) is not None
    event = "event" in keys
    parts = _ENDS.split(bare)
    asked = [said for said, sign in zip(parts[::2], parts[1::2], strict=False) if sign in "?？؟;"]
    put = any(map(_is_long, asked))
    return Tone(clock, bool(asked), put, "request" in keys, event, clock and event, "cancelled" in keys)


def puts_question(text: str) -> bool:
    """Whether a question in it has more words than the "Urgent?" and "Any questions?" of notices."""
    parts = _ENDS.split(_ADDRESS.sub(" ", text))
    asked = (said for said, sign in zip(parts[::2], parts[1::2], strict=False) if sign in "?？؟;")
    return any(len(said.split()) >= _SHORT_QUESTION or len(_GLUED.findall(said)) > _SHORT_QUESTION for said in asked)


def _invites(words: str) -> bool:
    """Whether a request is one to readers, as every advertisement has, and not one to us."""
    return words.casefold() in known("invitations")


def _is_long(question: str) -> bool:
    if glued := _GLUED.findall(question):
        return len(glued) >= _LONG_GLUED
    return len(question.split()) >= _LONG_QUESTION


def without_citations(text: str) -> str:
    """The text without what stands between quotation marks: a title, or words of somebody else."""
    return _CITED.sub(lambda match: "…" if len(match.group()) < 300 else match.group(), text)
