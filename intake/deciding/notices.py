"""The words by which automatic answers, bounces, receipts and notices say what they are, where no header does.

The words are data: `away_subject`, `away_body`, `away_hint` and `away_beside` of the languages' [mail] tables, and
automatic.toml for languages without a file. "…" in them stands for a few words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources

from intake.reading.lines import phrases
from intake.reading.message import Message
from intake.reading.passages import newest
from intake.reading.signatures import has_clock

__all__ = ["known", "says_automatic"]

_NEAR = 20_000
_OPENING = 350
_ENDING = 250
"""Characters at both ends of what was written in which an automatic answer says so outright."""
_HINTED = 900
_FEW_BYTES = 300
"""UTF-8 bytes, not characters: a sentence of Chinese has a third of the characters of a German one."""
_GAP = 160
_LONG_FORMS = {
    "i'm": "i am", "can't": "cannot", "won't": "will not", "n't": " not", "'ve": " have", "'ll": " will", "'re": " are",
}  # fmt: skip
_SHORT_FORM = re.compile(r"\bi'm\b|\bcan't\b|\bwon't\b|(?<=[a-z])(?:n't|'ve|'ll|'re)\b")
_AFTER_RE = re.compile(
    r"(?i)^[\s\[]*(?:(?:re|aw|sv|vs|antw?|odp|r|res|ref|fwd?|wg|tr|rv|enc|i|vb|vl|pd|doorst|回复|答复|回覆|답장|转发|轉寄|전달)"
    r"\s*(?:\[\d+\])?\s*[:：]\s*)+"
)
_SERVER_TALK = re.compile(
    r"(?im)^\W{0,12}(?:(?:sent|received)?\s*(?:>>>|<<<)\s*(?:rcpt to|mail from|data|[45]\d\d)"
    r"|[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}\b"
    r"|(?:final-recipient|reporting-mta|diagnostic-code|remote-mta|original-recipient)\s*:|remote host said\s*:"
    r"|transcript of session follows|unsent message follows)"
)


@cache
def known(table: str, key: str | None = None) -> tuple[str, ...]:
    """One list of automatic.toml: a key of its own, or a key of one of its tables."""
    data = tomllib.loads(resources.files("intake.deciding").joinpath("automatic.toml").read_text(encoding="utf-8"))
    return tuple(data[table] if key is None else data[table][key])


def says_automatic(message: Message) -> str | None:
    """The words by which a message says that a program wrote it, or None when it reads like a person's.

    Some words only a program says. Others ("I am on holiday") people say too: they count together, or when little
    else is written. The more of them are needed where a time of day stands or a question is asked.
    """
    subject, sure = _in_subject(message.subject)
    if subject and sure:
        return subject
    written = _even(newest(message.text[:_NEAR]))
    for stretch in (written[:_OPENING], written[-_ENDING:]):
        if found := _first(stretch, "body"):
            return found
    if _SERVER_TALK.match(message.text[:_OPENING].lstrip()):
        return "an answer of a mail server"
    start = written[:_HINTED]
    hints = _count(start, "hint") + (subject is not None)
    if not hints:
        return None
    beside = _count(start, "beside") + (_SERVER_TALK.search(message.text[:_NEAR]) is not None)
    converses = has_clock(start) or any(mark in written for mark in "?？؟")
    few = len(written.encode("utf-8", "replace")) <= _FEW_BYTES and not converses
    if few or hints + beside >= (3 if converses else 2):
        return subject or _first(start, "hint")
    return None


def _even(text: str) -> str:
    """The text in small letters, on one line, with English contractions written out, as the phrases are."""
    text = " ".join(text.lower().replace("’", "'").split())
    return _SHORT_FORM.sub(lambda match: _LONG_FORMS[match.group()], text) if "'" in text else text


@cache
def _words(kind: str) -> tuple[tuple[str, ...], ...]:
    """The phrases of one kind, each as the pieces between its gaps."""
    found = [*phrases(f"away_{kind}"), *known("other", kind)]
    return tuple(dict.fromkeys(tuple(piece.strip() for piece in _even(phrase).split("…")) for phrase in found))


def _find(text: str, pieces: tuple[str, ...]) -> tuple[int, int] | None:
    start = text.find(pieces[0])
    if start < 0:
        return None
    end = start + len(pieces[0])
    for piece in pieces[1:]:
        at = text.find(piece, end, end + _GAP + len(piece))
        if at < 0:
            return None
        end = at + len(piece)
    return start, end


def _first(text: str, kind: str) -> str | None:
    return next((" … ".join(pieces) for pieces in _words(kind) if _find(text, pieces)), None)


def _count(text: str, kind: str) -> int:
    """How many phrases of a kind stand in the text, each stretch of it counted once."""
    spans = sorted(span for pieces in _words(kind) if (span := _find(text, pieces)))
    count, after = 0, -1
    for start, end in spans:
        count += start >= after
        after = max(after, end)
    return count


def _in_subject(subject: str) -> tuple[str | None, bool]:
    """The words of a notice that a subject holds, and whether they settle it; those of an answered one do not count."""
    subject = _even(subject)
    answered = _AFTER_RE.match(subject) is not None
    bare = subject.lstrip("[(*<!- ")
    hint = None
    for phrase in _subject_phrases():
        word = phrase.removeprefix("*")
        if answered:
            if phrase != word and (f"({word})" in subject or f"[{word}]" in subject):
                return word, True
        elif (phrase != word and word in subject) or (bare.startswith(word) and _settles(bare, word)):
            return word, True
        elif bare.startswith(word) and _stands_alone(bare, word):
            hint = word
    return hint, False


@cache
def _subject_phrases() -> Iterable[str]:
    return tuple(dict.fromkeys(map(_even, (*phrases("away_subject"), *known("other", "subject")))))


def _is_plain_word(word: str) -> bool:
    return not (" " in word or not word[-1].isalnum() or len(word) > 12 or ord(word[0]) > 0x2E80)


def _settles(subject: str, word: str) -> bool:
    """Whether a subject that starts with `word` can mean nothing but a notice: "Holiday: Re: ..."."""
    after = subject[len(word) :]
    if _is_plain_word(word):
        return after.lstrip()[:1] in (":", "：") or after.lstrip().startswith("re:")
    return not after[:1].isalpha() or ord(word[0]) > 0x2E80


def _stands_alone(subject: str, word: str) -> bool:
    """Whether a subject is only such a word: "Holiday!" but not "Holiday picnic"."""
    return subject[len(word) :].lstrip()[:1] in ("", "-", "–", "]", ")", "!", ".", "|")
