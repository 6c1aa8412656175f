"""What a mail as a whole is for: it announces nothing though it names days, or there is a doubt whether it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intake.reading.dating import TAIL, Mention, asks, in_a_title
from intake.reading.layout import Layout
from intake.reading.reports import stands_apart

__all__ = ["asking", "doubts", "is_to_be_read", "looks_for_a_day", "offers"]

_ANNOUNCES = frozenset(("request", "welcome", "event"))
_TELLING = frozenset(("date", "time", "place"))
# So many sentences of a mail tell whether it asks; a mail with more is no question.
_MOST_SENTENCES = 40
_SUBJECT = 300
# Characters of a mail in which a word for a choice of days is about all it is for.
_SHORT_MAIL = 900
# So many lines that name a meeting are a programme: "Days of action proposed by the assembly".
_A_PROGRAMME = 3
# So many different things that only advertisements say make a mail one; so many, though it names a meeting.
_OFFERS, _MANY_OFFERS = 2, 4
_STEM, _MOST_OFFERS = 6, 20


def asking(layout: Layout, judged: Sequence[Mention]) -> bool:
    """Whether a mail asks about an event and tells of none: "I saw that you meet on Friday at 6. Can I bring a dog?".

    One of its sentences asks, another may say what one plans, and none says day and hour, where one meets, or invites.
    """
    if any(line.label and _TELLING & set(line.label) for line in layout.lines):
        return False
    if any(cue.key == "request" for cue in layout.cues_in("subject", 0, _SUBJECT)):
        return False
    days = {
        (one.found.part, layout.sentence(one.found.part, one.found.start)[0])
        for one in judged
        if one.value.date is not None and "past" not in one.against
    }
    asked = 0
    personal = False
    for number, (part, start, end) in enumerate(_sentences(layout)):
        if number == _MOST_SENTENCES:
            return False
        keys = {cue.key for cue in layout.cues_in(part, start, end)}
        text = layout.texts[part]
        if asks(text[start:end]):
            if in_a_title(text[max(start, end - TAIL) : end], text[end : end + TAIL]):
                return False
            if "request" in keys and "seeker" not in keys:
                return False
            asked += 1
            personal |= not keys.isdisjoint(("seeker", "question"))
        elif "seeker" in keys:
            personal = True
        elif _ANNOUNCES & keys or (part, start) in days:
            return False
    return asked > 0 and personal


def _sentences(layout: Layout) -> Iterator[tuple[str, int, int]]:
    """The sentences of a mail's texts that have a letter; the subject is none."""
    for part, text in layout.texts.items():
        if part == "subject":
            continue
        at = 0
        while at < len(text):
            start, end = layout.sentence(part, at)
            if any(map(str.isalpha, text[start:end])):
                yield part, start, end
            at = max(end, at + 1)


def looks_for_a_day(layout: Layout) -> bool:
    """Whether a short mail asks which of several days suits its readers, and invites to none of them."""
    if not layout.says("proposed"):
        return False
    texts = {part: text for part, text in layout.texts.items() if part != "subject"}
    if sum(map(len, texts.values())) > _SHORT_MAIL or layout.says("welcome", "request"):
        return False
    said = [(part, cue) for part, text in texts.items() for cue in layout.cues_in(part, 0, len(text))]
    meetings = {(part, texts[part].rfind("\n", 0, cue.start)) for part, cue in said if cue.key == "event"}
    return len(meetings) < _A_PROGRAMME and any(cue.key == "proposed" for _, cue in said)


def is_to_be_read(layout: Layout, judged: Sequence[Mention]) -> str | None:
    """What heads a mail as a text to read or a sheet to fill in, where no day in it is that of a meeting.

    Guidelines, terms, a press review, a survey, release notes, an open letter, a vacancy.
    """
    subject = layout.cues_in("subject", 0, _SUBJECT)
    head = layout.texts.get("subject", "")
    named = next((cue for cue in subject if cue.key == "documents" and stands_apart(head, cue)), None)
    if named is None or any(cue.key in ("event", "request") for cue in subject):
        return None
    return None if any(_is_announced(one, layout) for one in judged) else head[named.start : named.end]


def _is_announced(mention: Mention, layout: Layout) -> bool:
    """Whether a day stands in a sentence that names a meeting, or with its hour behind a label or beside a city."""
    line, stated = mention.line, mention.value.stated
    if not mention.usable or "day" not in stated or line is None:
        return False
    if "start" in stated and (line.label or line.cities):
        return True
    return any(cue.key == "event" for cue in layout.cues_around(mention.found))


def offers(layout: Layout, judged: Sequence[Mention]) -> str | None:
    """Two different things that only advertisements say, in a mail that says of no day and hour that people meet."""
    if not layout.says("advertising"):
        return None
    found = _different(layout, "advertising")
    least = _MANY_OFFERS if any(_of_a_meeting(mention, layout) for mention in judged) else _OFFERS
    return ", ".join(f"“{words}”" for words in found[:_OFFERS]) if len(found) >= least else None


def doubts(layout: Layout, judged: Sequence[Mention]) -> dict[str, tuple[str, ...]]:
    """The codes of Problems of a mail that is read as an announcement and may be none, with the words that say so."""
    found: dict[str, tuple[str, ...]] = {}
    offered = _different(layout, "advertising") if layout.says("advertising") else []
    if len(offered) >= (_OFFERS if layout.says("event", "request", "welcome") else 1):
        found["maybe_advertising"] = tuple(offered[:_OFFERS])
    told = _different(layout, "article") if layout.says("article") else []
    if len(told) >= _OFFERS and not layout.says("request", "welcome"):
        found["maybe_report"] = tuple(told[:_OFFERS])
    if _mostly_asks(layout, judged):
        found["maybe_question"] = ()
    return found


def _mostly_asks(layout: Layout, judged: Sequence[Mention]) -> bool:
    """Whether somebody who would like to come asks, and no sentence of the mail invites or asks to list an event.

    Nor has it several days, fields, or a talk's title behind a day: "5 May, 7 pm: Do we have to fly?".
    """
    if not layout.says("seeker") or layout.says("welcome", "request"):
        return False
    days = [one for one in judged if one.usable and one.value.date is not None]
    if len({one.value.date for one in days}) > 1 or any(_TELLING & set(line.label) for line in layout.lines):
        return False
    asked = personal = False
    for number, (part, start, end) in enumerate(_sentences(layout)):
        if number == _MOST_SENTENCES:
            return False
        text = layout.texts[part]
        if asks(text[start:end]):
            before = [one.found.end for one in days if one.found.part == part and start <= one.found.start < end]
            titled = in_a_title(text[max(start, end - TAIL) : end], text[end : end + TAIL])
            if titled or (before and ": " in text[max(before) : end]):
                return False
            asked = True
        personal |= any(cue.key == "seeker" for cue in layout.cues_in(part, start, end))
    return asked and personal


def _different(layout: Layout, key: str) -> list[str]:
    """The words of a mail that are of this key, each once: "rabatt", "rabatte"."""
    said = dict.fromkeys(
        text[cue.start : cue.end].casefold()
        for part, text in layout.texts.items()
        for cue in layout.cues_in(part, 0, len(text))
        if cue.key == key
    )
    several = list(said)[:_MOST_OFFERS]
    different = {words[:_STEM]: words for words in several}
    return [words for words in different.values() if not any(words != one and words in one for one in several)]


def _of_a_meeting(mention: Mention, layout: Layout) -> bool:
    """Whether a day with its hour stands in a sentence that names a meeting."""
    value = mention.value
    if not mention.usable or value.date is None or value.start is None:
        return False
    return any(cue.key == "event" for cue in layout.cues_around(mention.found))
