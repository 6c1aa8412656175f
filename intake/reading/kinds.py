"""What kind of mail this is: automatic, a cancellation, a change, a question, a submission or something else."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.reading import cues, dating, purposes
from intake.reading.cues import Cue
from intake.reading.dating import Mention
from intake.reading.layout import Layout, Line
from intake.reading.marking import is_quoted
from intake.reading.of_others import denied, denied_in
from intake.reading.proposal import Kind, Message
from intake.reading.rereading import bad_weather
from intake.reading.subjects import is_answer
from intake.reading.taking_back import taken_back

_AUTOMATIC_HEADERS = frozenset(
    ("x-autoreply", "x-autorespond", "x-auto-reply-from", "x-failed-recipients", "x-autoresponder", "x-loop-autoreply")
)
_MACHINES = frozenset(("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon"))
_ASKS = frozenset("?？؟")
_ASKED = re.compile(r"[?？؟](?![\w/=&])")
_ALONE = 12
_OPENING = 400
_SUBJECT_START = 60
_SEVERAL = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind, why in a few words, and whether days a cancellation speaks of are to be read."""

    kind: Kind
    reason: str


def automatic(message: Message, layout: Layout) -> str | None:
    """Why this mail was sent by a machine in answer to something, or None. Newsletters and lists are not meant."""
    if message.content_type.startswith("multipart/report"):
        return "a delivery report"
    for name, value in message.automatic:
        if name == "auto-submitted" and value.strip().lower() not in ("", "no"):
            return f"Auto-Submitted: {value.strip()[:40]}"
        if name in _AUTOMATIC_HEADERS or (name == "precedence" and "auto" in value.lower()):
            return f"the header {name}"
    if message.sender.partition("@")[0].lower() in _MACHINES:
        return "sent by a mail system"
    for cue in cues.find(message.subject[:_SUBJECT_START]):
        if cue.key == "automatic":
            return f"the subject says “{message.subject[cue.start : cue.end]}”"
    return None


def judge(layout: Layout, judged: Sequence[Mention], days: Sequence[dating.Day]) -> Verdict:
    """The kind of a mail that a person wrote; `days` are those nothing speaks against.

    A cancellation with another day to come is a change; a postponement without a new day a cancellation.
    """
    subject = _subject_cues(layout)
    opening = _opening_cues(layout)
    asked = any("question" in mention.against for mention in judged)
    if (about := _about_else(layout, subject, undecided=asked or len(days) > 1)) is not None:
        return Verdict("other", about)
    if len(days) > 1 and purposes.looks_for_a_day(layout):
        return Verdict("other", "it proposes several days, and none is decided")
    if (read := purposes.is_to_be_read(layout, judged)) is not None:
        return Verdict("other", f"the subject says “{read}”")
    if any(cue.key == "press" for cue in subject) and all(cue.key != "event" for cue in subject):
        return Verdict("question", "the press asks")
    if not any(cue.key == "event" for cue in subject) and (offers := purposes.offers(layout, judged)):
        return Verdict("other", f"it advertises: {offers}")
    cancelled_days = {
        m.value.date for m in judged if m.value.date and "cancelled" in m.against and "deadline" not in m.against
    }
    cancelled = _spoken("cancelled", subject, layout, judged)
    postponed = _spoken("postponed", subject, layout, judged)
    left = [day for day in days if day.date not in cancelled_days]
    if cancelled and not postponed:
        if left and in_passing(judged):
            return Verdict("submission", "announces an event; another is off")
        renewed = any(cue.key == "moved" for cue in subject)
        if left and (renewed or cancelled_days or any("old" in mention.against for mention in judged)):
            return Verdict("change", cancelled)
        if not left or any(cue.key == "cancelled" for cue in subject):
            return Verdict("cancellation", cancelled)
    if cancelled_days and not left and not postponed and layout.says("none"):
        return Verdict("cancellation", "says that there is none")
    if len(left) == 1 and not cancelled_days and not postponed and (said := taken_back(layout, judged)):
        return Verdict("cancellation", said)
    if postponed:
        return Verdict("change" if left else "cancellation", postponed)
    moved = _spoken("moved", subject, layout, judged)
    if moved and left:
        return Verdict("change", moved)
    for cue in (*subject, *opening):
        if cue.key == "correction" and days and (cue in subject or cue.start < _SUBJECT_START):
            return Verdict("change", "a correction")
    asks = bool(days) and (_only_asks(subject, layout, judged) or purposes.asking(layout, judged))
    if days and not asks:
        return Verdict("submission", "announces an event")
    if asks or asked or any(cue.key == "question" for cue in (*subject, *opening)):
        return Verdict("question", "asks something and announces no event")
    reasons = sorted({reason for m in judged if m.value.date for reason in m.against})
    if reasons:
        return Verdict("other", f"every day it names is something else: {', '.join(reasons)}")
    return Verdict("other", "names no day")


def headed_as_put_off(layout: Layout) -> bool:
    """Whether the subject says that the event is put off, though the text may say that nothing comes of the old day."""
    return any(cue.key == "postponed" for cue in _subject_cues(layout))


def in_passing(judged: Sequence[Mention]) -> bool:
    """Whether a day and its hour are announced first, and only further below another day is called off."""
    if any("cancelled" in m.against and (m.line is None or m.line.part == "subject") for m in judged):
        return False
    off = [m.found.start for m in judged if "cancelled" in m.against]
    told = [m.found.start for m in judged if m.usable and m.value.date is not None and m.value.start is not None]
    return bool(off and told) and min(told) < min(off)


def _about_else(layout: Layout, subject: Sequence[Cue], *, undecided: bool) -> str | None:
    """Why a mail headed as a call for papers, a proposal of several days, an invoice or a vacancy announces nothing."""
    keys = {cue.key for cue in subject if not _within_business(cue, subject)}
    if "papers" in keys and _calls_for_papers(layout, subject):
        return "the subject calls for papers"
    if "proposed" in keys and undecided:
        return "the subject proposes, and no day is decided"
    return "the subject speaks of business" if keys & {"business", "notices"} and "event" not in keys else None


def _calls_for_papers(layout: Layout, subject: Sequence[Cue]) -> bool:
    """Whether a subject calls for papers in several words, or in one of which the text says another.

    "Acceptance", "submissions" and "notification" may be of other things: "Acceptance, not tolerance: march in Leeds".
    """
    head = layout.texts["subject"]
    named = [head[cue.start : cue.end] for cue in subject if cue.key == "papers"]
    said = {words.casefold() for words in named}
    short = any(words.isupper() for words in named) and not head.isupper()  # "CFP: Widgets"
    return (
        short
        or any(len(cues.words(words)) > 1 for words in said)
        or any(
            cue.key == "papers" and text[cue.start : cue.end].casefold() not in said
            for part, text in layout.texts.items()
            if part != "subject" and layout.says("papers")
            for cue in layout.cues_in(part, 0, len(text))
        )
    )


def _within_business(cue: Cue, around: Sequence[Cue]) -> bool:
    """Whether a word for a meeting is part of one for business: the opening in "opening hours"."""
    return cue.key == "event" and any(
        other.key in ("business", "notices") and other.start <= cue.start and cue.end <= other.end for other in around
    )


def _only_asks(subject: Sequence[Cue], layout: Layout, judged: Sequence[Mention]) -> bool:
    """Whether a mail headed as a question asks, or one answers, and says of no day when, where or by what label.

    "Question about Saturday", "I'd say 29 April".
    """
    words = layout.texts.get("subject", "").rstrip()
    answers = is_answer(words)
    headed = any(cue.key == "question" for cue in subject) or words[-1:] in _ASKS or answers
    if not headed or any(cue.key == "request" for cue in subject):
        return False
    if not answers and (_dated_before_colon(words, judged) or _named_before_colon(words, subject)):
        return False
    asked = any(_ASKED.search(text) for part, text in layout.texts.items() if part != "subject")
    said = [one for one in judged if one.usable and one.line is not None and one.line.part != "subject"]
    stated = any(
        mention.value.date is not None
        and (mention.value.start is not None or mention.line.label or mention.line.residue() <= _ALONE)
        for mention in said
        if mention.line is not None
    )
    shown = any(line.links and line.role == "body" for line in layout.lines)
    if stated or (shown and any(_names_a_meeting(mention, layout) for mention in said)):
        return False
    return asked or (answers and not any(_tells(mention, layout) for mention in said))


def _names_a_meeting(mention: Mention, layout: Layout) -> bool:
    """Whether a day stands in a sentence that names a meeting and asks nothing: "The workshop will be on 6 May."."""
    part, start = mention.found.part, mention.found.start
    begin, end = layout.sentence(part, start)
    told = mention.value.date is not None and not dating.asks(layout.texts[part][begin:end])
    return told and any(cue.key == "event" for cue in layout.cues_in(part, begin, end))


def _tells(mention: Mention, layout: Layout) -> bool:
    """Whether an hour is told, or a day beside a city and a word for a meeting."""
    placed = mention.line is not None and mention.line.cities
    return mention.value.start is not None or bool(
        placed and any(cue.key == "event" for cue in layout.cues_around(mention.found))
    )


def _dated_before_colon(subject: str, judged: Sequence[Mention]) -> bool:
    """Whether a subject names the day and then, behind a colon, a title that asks: "Talk on 6 May: who are we?"."""
    colon = subject.rfind(": ")
    return any(m.usable and m.value.date and m.found.part == "subject" and m.found.start < colon for m in judged)


def _named_before_colon(subject: str, cues_: Sequence[Cue]) -> bool:
    """Whether a subject names the meeting and then, behind a colon, its title that asks: "Workshop: who are we?"."""
    colon = subject.rfind(": ")
    return any(cue.key == "event" and cue.end <= colon for cue in cues_)


def _subject_cues(layout: Layout) -> list[Cue]:
    return layout.cues_in("subject", 0, 2_000)


def _opening_cues(layout: Layout) -> list[Cue]:
    for part in ("text", "html"):
        if part in layout.texts:
            return layout.cues_in(part, 0, _OPENING)
    return []


def _spoken(key: str, subject: Sequence[Cue], layout: Layout, judged: Sequence[Mention]) -> str | None:
    """Where the mail says that its event is cancelled, postponed or moved: the subject, or a sentence about it."""
    for cue in subject:
        if cue.key == key and not denied(cue, subject):
            return f"the subject says “{layout.texts['subject'][cue.start : cue.end]}”"
    if not layout.says(key):
        return None
    weather = layout.says("weather")
    points = {
        mention.line.number: mention.line
        for mention in judged
        if mention.line is not None and mention.line.bullet and mention.value.date is not None
    }
    for part, text in layout.texts.items():
        if part == "subject":
            continue
        days = sorted(mention.found.start for mention in judged if mention.found.part == part)
        silent: set[int] = set()  # where sentences begin that name neither a meeting nor a day
        for cue in layout.cues_in(part, 0, len(text)):
            if cue.key != key or denied_in(layout, part, cue):
                continue
            if key != "cancelled" and _of_one_point(cue, part, points):
                continue
            if weather and bad_weather(layout, part, cue.start):
                continue
            if is_quoted(layout, part, cue.start, cue.end):
                continue  # a protest under the title "for the measures to be called off"
            start, end = layout.sentence(part, cue.start)
            if start in silent:
                continue
            near = layout.cues_in(part, start, end)
            if any(other.key == "event" for other in near) or bisect_left(days, start) < bisect_left(days, end):
                return f"the text says “{text[cue.start : cue.end]}”"
            silent.add(start)
    return None


def _of_one_point(cue: Cue, part: str, points: Mapping[int, Line]) -> bool:
    """Whether a cue stands in one of several points of a list that each have a day: "New York (moved to 24 July)"."""
    return len(points) >= _SEVERAL and any(
        line.part == part and line.start <= cue.start < line.end for line in points.values()
    )
