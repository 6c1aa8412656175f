"""How a mail sounds: whether what it speaks of, taken together, is what notices of programs speak of.

No word of it is a sign by itself. People say "thank you for your message", too, and go on holiday; but they put
questions, name events and hours, and ask for something: that counts against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from intake.deciding.conversing import Tone, tone, without_citations
from intake.deciding.programs import known
from intake.deciding.speakers import SPEAKING, gives_first_name, weight_of_self, without_names, writes_from_here
from intake.deciding.telltales import signs_of_a_person
from intake.deciding.themes import names_weekday, themes
from intake.reading import cues
from intake.reading.lines import NO_SPACES
from intake.reading.message import Message
from intake.reading.passages import newest
from intake.reading.signatures import has_clock, is_closing
from intake.reading.subjects import is_prefixed

__all__ = ["signs_of_a_notice", "sounds_automatic"]

_NEAR = 20_000
_OPENING = 1_200
_ENOUGH = 5
_A_PERSON = 3
_SHORT = 300
_LONG = 900
"""Letters; a sign of a script that parts no words counts as three."""
_THEMES = {
    "letter": (3, "our mail"),
    "bulk": (3, "mail that is sent to many"),
    "away": (2, "an absence"),
    "failed": (2, "a delivery"),
    "system": (2, "a mail system"),
    "unread": (2, "mail that nobody reads"),
    "itself": (1, "itself"),
    "came": (1, "what has come"),
    "later": (1, "an answer to come"),
    "instead": (1, "whom to turn to"),
    "dealings": (1, "dealings of a house"),
    "yours": (1, "something ordered or booked"),
}
"""What each theme weighs and its name; a second word of one weighs one more."""
_TWICE = frozenset({"letter", "away", "failed", "unread", "later", "instead", "dealings"})
_NUMBERED = frozenset({"letter", "came", "later", "dealings", "system"})
"""Themes beside which a number is one that an office gives."""
_PROMISES = frozenset({"later", "unread"})
_MANY = 3
_FEW = 2
_A_QUESTION = 3
_A_NEW_ADDRESS = 4
_LONG_QUESTION = 8
_QUESTION = re.compile(r"[^.!?？؟。！\n]{1,300}[?？؟]|[Ͱ-Ͽἀ-῿ ,]{9,300};")
_WRAPPED = re.compile(r"(?<=[^\W\d_])\n(?=[^\W\d_])")
"""Where a line goes on in the next one: "Could you take over the\nnewsletter?"."""
_NAME = re.compile(r"^\s*(?:[^\W\d_a-zß-ÿ][\w'’.-]*[ ]?){2,3}$")
_TAG = re.compile(r"\s*(?:\w{1,4}:\s*)?\[([^\]\n]{3,40})\]")
_ADORNING = "*_~"
_SENTENCE = re.compile(r"[!?\n]|(?<!\d)\.\s")
_DAY = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?(?:\.\s?|\s(?:de\s)?)(?:[^\W\d_]{3,}|\d{1,2}\b)|\b[^\W\d_]{3,}\s\d{1,2}(?:st|nd|rd|th)?,"
)
_SECONDS = re.compile(r"\d:\d\d:\d\d|\b\d{4}-\d\d|\b(?:19|20)\d\d,? \d{1,2}[:.]\d\d")
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"^\s*[^\W\d_][^:：\n]{0,50}[:：]\s*[\d\"(]")
_APPLICATION = re.compile(r"(?i)\.javamail\.(?!zimbra|root)|@phpmailer|@swift\.generated|\.php@")


def sounds_automatic(message: Message) -> str | None:
    """What a mail speaks of, in a few words, where that outweighs what makes it a person's; else None."""
    found = list(signs_of_a_notice(message))
    return ", ".join(sign for _, sign in found if sign) if sum(weight for weight, _ in found) >= _ENOUGH else None


def signs_of_a_notice(message: Message) -> Iterator[tuple[int, str]]:
    """Each sign with its weight, those of a person with weights below nought and without a name."""
    own = _written(message)
    heard = tone(without_citations(own))
    person = signs_of_a_person(message)
    subject, answer = without_citations(message.subject), is_prefixed(message.subject)
    body = without_citations(_without_foot(own))[:_OPENING]
    told = themes(without_names(f"{'' if answer else subject} ¶ {body}"))
    loudest, signs = max(
        (
            (words, list(_of_themes(words, language, answer, subject, own, message.sender)))
            for language, words in told.items()
        ),
        key=lambda one: sum(weight for weight, _ in one[1]),
        default=({}, []),
    )
    yield from signs
    itself = weight_of_self(loudest, own, message.sender, answer)
    if itself:
        yield -itself, ""
    if any("here" in words for words in told.values()) and writes_from_here(own, message.sender):
        yield -_A_NEW_ADDRESS, ""
    if not answer and _is_notices(subject) and _is_notices(body):
        head, colon, _ = subject.replace("：", ":").partition(":")
        yield 1 + bool(colon and len(head.split()) <= _FEW and _is_notices(head)), "a subject like a notice's"
    yield from _of_build(message, own, heard, answer, person + itself)
    yield -_of_a_person(message, own, heard, person), ""


def _of_themes(
    told: Mapping[str, int], language: str, answer: bool, subject: str, own: str, sender: str
) -> Iterator[tuple[int, str]]:
    whole = f"{subject}\n{own}"
    for theme, (weight, name) in _THEMES.items():
        if not (count := told.get(theme, 0)):
            continue
        if theme == "letter" and answer and not _PROMISES & told.keys():
            yield 1, name  # who answers thanks for a mail, too
            continue
        if theme == "yours" and count == 1 and gives_first_name(own, sender):
            continue  # who keeps a small shop writes so
        yield weight + (count > 1 and theme in _TWICE) + (theme == "dealings" and count >= _MANY), name
    if "away" in told and (_DIGIT.search(whole) or names_weekday(whole, language)) and not has_clock(whole):
        yield 1, "until when"
    if _NUMBERED & told.keys() and _file_number().search(whole):
        yield 2, "the number of a file"


def _of_build(message: Message, own: str, heard: Tone, answer: bool, person: int) -> Iterator[tuple[int, str]]:
    if _length(own) < _SHORT:
        yield 1, ""
    if not answer and not person:
        yield 1, "nothing of a person"
    if message.thread and not answer:
        yield 2, "an answer under a subject of its own"
    if message.message_id is None:
        yield 1, "no Message-ID"
    elif _APPLICATION.search(message.message_id):
        yield 1, "a Message-ID of an application"
    if any(header.startswith("x-php-") for header, _ in message.automatic):
        yield 1, "a script that sent it"
    local = message.sender.partition("@")[0].lower()
    first = re.split(r"[.+_=-]", local)[0]
    if first in known("machines") or local in known("roles"):
        yield 2, "an address of a machine"
    elif first in known("offices"):
        yield 1, "an address of an office"
    if (tag := _TAG.match(message.subject)) and any(_bare(tag[1]) == _bare(to.partition("@")[0]) for to in message.to):
        yield 3, "a mailing list's mark"
    lines = [line for line in own.splitlines() if line.strip()]
    if not heard.event and lines and sum(map(_is_figure, lines)) * 2 >= len(lines):
        yield 2, "a list of figures"


@cache
def _file_number() -> re.Pattern[str]:
    words = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in known("numbers"))
    return re.compile(
        rf"(?i)(?:(?<!\w)(?:{words})\W{{0,3}}(?:[A-Z]{{1,5}}\W?)?\d{{3,}})|\b\d{{4}}[-/]\d{{3,}}\b|\b[A-Z]{{2,5}}[-.]\d{{4,}}"
    )


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name.lower())


def _is_figure(line: str) -> bool:
    """Whether a line is a label and a number; one that tells the day or the hour of something is none."""
    return _FIGURE.match(line) is not None and not {"date", "time", "place"} & set(
        cues.label(re.split("[:：]", line)[0])
    )


def _of_a_person(message: Message, own: str, heard: Tone, person: int) -> int:
    told = _but_speaking(
        themes(f"{'' if is_prefixed(message.subject) else message.subject} ¶ {without_citations(own)}")
    )
    # A survey puts questions, too, and speaks of nothing but dealings.
    survey = any(words.get("dealings", 0) >= _MANY for words in told.values())
    # Who is away and says where to turn to asks that of every reader.
    refers = any("instead" in words and words.get("away", 0) > 1 for words in told.values())
    questions = [question for question in _QUESTION.findall(_WRAPPED.sub(" ", own)) if _is_asked(question)]
    weight = max((5 if len(question.split()) >= _LONG_QUESTION else 3 for question in questions), default=1)
    said = (
        (1 if survey else weight) * heard.asks
        + heard.clock
        + heard.event
        + 2 * (heard.requests and not refers)
        + 2 * heard.cancels
    )
    said += person >= _A_PERSON and not survey
    # One word alone may be another language's.
    sure = [words for words in told.values() if sum(words.values()) > 1 or len(told) == 1]
    said += max((2 * ("person" in words) + _of_events(words) for words in sure), default=0)
    return said + (heard.clock and any(map(_is_dated, _SENTENCE.split(own)))) + 3 * (_length(own) > _LONG)


def _of_events(words: Mapping[str, int]) -> int:
    """What an event counts for: more where beside it nothing is told but that somebody is not there.

    "We are closed on Saturday, the choir sings at the school"; a notice thanks for a mail and puts its answer off.
    """
    return ("event" in words) * (1 + _THEMES.keys().isdisjoint(words.keys() - {"away"}))


def _but_speaking(told: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """What is told without who tells it; "me" is a word of many languages."""
    left = {language: {key: words[key] for key in words.keys() - SPEAKING} for language, words in told.items()}
    return {language: words for language, words in left.items() if words}


def _is_asked(question: str) -> bool:
    """Whether a question is more than the "Urgent?" and "Questions?" of notices."""
    return len(question.split()) >= _A_QUESTION or len(NO_SPACES.findall(question)) > _A_QUESTION


def _is_notices(text: str) -> bool:
    """Whether anything in a text is what notices speak of."""
    return any(not _THEMES.keys().isdisjoint(told) for told in themes(text).values())


def _is_dated(sentence: str) -> bool:
    """Whether a day of the month and an hour stand in one sentence, without the seconds that programs write."""
    return has_clock(sentence) and _DAY.search(sentence) is not None and _SECONDS.search(sentence) is None


def _without_foot(text: str) -> str:
    """The text down to the words that close it; below them are a name, and footers that say much of a house."""
    lines = text.split("\n")
    while lines and (not (last := lines[-1].strip()) or (last[0] in _ADORNING and last[-1] == last[0])):
        lines.pop()
    closed = (
        number
        for number, line in enumerate(lines)
        if number and (is_closing(line.strip()) or (not lines[number - 1].strip() and _NAME.match(line)))
    )
    return "\n".join(lines[: next(closed, len(lines))])


def _length(text: str) -> int:
    return len(text) + 2 * len(NO_SPACES.findall(text))


def _written(message: Message) -> str:
    """What was written; the whole where a program asks in its first line to be answered above it."""
    text = message.text[:_NEAR]
    own = newest(text)
    if not own.strip() and any("system" in told for told in themes(text.strip().partition("\n")[0]).values()):
        return text
    return own
