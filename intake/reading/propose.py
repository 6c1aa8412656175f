"""The one entrance to reading: what does this message say? A Message in, a Reading out, and nothing touched."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from intake.reading import attachments, checks, dating, kinds, purposes
from intake.reading.candidates import key_of
from intake.reading.corrections import called_off, corrected
from intake.reading.fields import link, organizer, title, venue, when, where
from intake.reading.gathering import Event, Material, less_houses
from intake.reading.grouping import group
from intake.reading.layout import lay_out
from intake.reading.passages import original_sender, passages
from intake.reading.proposal import (
    About,
    Context,
    Field,
    Finding,
    Kind,
    Link,
    Message,
    Passage,
    Place,
    Problem,
    Proposal,
    Reading,
    When,
    covered,
)
from intake.reading.reconciling import reconcile

_FIELDS: tuple[Field, ...] = ("when", "where", "link", "title", "venue", "organizer")
_ABOUT: dict[Kind, About] = {"change": "change", "cancellation": "cancel"}
_MOST_LANGUAGES = 5
_LONGEST_SPAN = 300
_LONGEST = 100_000
_BELOW_A_NAME = 20  # words that a signature may have below the sender's name


def propose(message: Message, context: Context) -> Reading:
    """The kind of a message and a Proposal for each event it announces, changes or cancels, the main one first.

    Days without a year are read against `context.now`. Never raises on odd content; time is linear in its size.
    """
    carried = attachments.find(message, context)
    reading = _read(message, context, carried.events)
    if not carried.unread:
        return reading
    unread = checks.problem("calendar_unread", carried.unread)  # its prose may lack what stands there
    return replace(_doubting(reading, [unread]), problems=(unread,))


def _doubting(reading: Reading, doubts: Sequence[Problem]) -> Reading:
    """The reading with Problems that all its proposals have."""
    proposals = tuple(replace(proposal, problems=(*proposal.problems, *doubts)) for proposal in reading.proposals)
    return replace(reading, proposals=proposals)


def _read(message: Message, context: Context, carried: Sequence[attachments.Structured]) -> Reading:
    parts = _shortened(passages(message))
    material, languages = _material(message, context, parts)
    language = languages[0] if languages else None
    reason = kinds.automatic(message, material.layout)
    if reason is not None:
        return Reading("automatic", (), language, reason)
    verdict = kinds.judge(material.layout, material.judged, dating.days(material.judged))
    about = _ABOUT.get(verdict.kind, "new")
    events = _told(material, verdict.kind)
    aside = bool(events) and kinds.in_passing(material.judged)
    change = verdict.kind == "change" and not (len(events) == 1 and kinds.headed_as_put_off(material.layout))
    off = called_off(material) if change or aside else None
    if carried:
        joined = reconcile(carried, events, material, languages)
        if joined:
            gone = all(cancelled for _, cancelled in joined)
            kind: Kind = "cancellation" if gone else "change" if verdict.kind == "change" else "submission"
            proposals = tuple(
                _proposal(
                    message, number, event, "cancel" if cancelled else _ABOUT.get(kind, "new"), language, context, parts
                )
                for number, (event, cancelled) in enumerate(joined, start=1)
            )
            return Reading(kind, proposals, language, "carries calendar data")
    proposals = tuple(
        _proposal(message, number, event, about, language, context, parts)
        for number, event in enumerate(events, start=1)
    )
    if off is not None and proposals:
        called = {mention.value.date for mention in material.judged if mention.against & {"cancelled", "old"}}
        told = [
            (event, "new")
            for event in events
            if (event.day not in called or _is_elsewhere(material, event, off)) and not event.only_relative
        ]
        gone = off.day is not None and off.day < context.now.date()
        ordered = [*told, *([] if gone else [(off, "cancel")])] if aside else [(off, "cancel"), *told]
        proposals = tuple(
            _proposal(message, number, event, "cancel" if said == "cancel" else "new", language, context, parts)
            for number, (event, said) in enumerate(ordered, start=1)
        )
        if aside:
            return Reading("submission", proposals, language, verdict.reason)
        return Reading("cancellation", proposals, language, "calls one event off and announces another")
    if not proposals and message.thread and (answer := corrected(material)) is not None:
        proposal = _proposal(message, 1, answer, "change", language, context, parts)
        return Reading("change", (proposal,), language, "corrects what an earlier mail said")
    if not proposals and verdict.kind == "submission":
        timed = any(one.usable and {"day", "start"} <= one.value.stated for one in material.judged)
        return Reading("other", (), language, "names a day, but no event was found", unsure=timed)
    if verdict.kind == "other" and not material.judged and attachments.only_shown(message):
        return Reading("other", (), language, "only a picture or file says what it is about", unsure=True)
    reading = Reading(verdict.kind, proposals, language, verdict.reason)
    if verdict.kind != "submission" or not proposals:
        return reading
    doubts = purposes.doubts(material.layout, material.judged)
    return _doubting(reading, [checks.problem(code, named) for code, named in doubts.items()])


def _is_elsewhere(material: Material, event: Event, off: Event) -> bool:
    """Whether an event's line names another city than that of the one called off, and so goes on there that day."""
    if event.where is None or off.where is None or material.layout.line_of(event.where) is not event.line:
        return False
    return key_of(event.where) != key_of(off.where)


def _shortened(parts: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages of a mail's first 100,000 characters; nobody announces an event behind them."""
    kept: list[Passage] = []
    left = _LONGEST
    for passage in parts:
        if left <= 0:
            break
        kept.append(passage if len(passage.text) <= left else replace(passage, text=passage.text[:left]))
        left -= len(passage.text)
    return tuple(kept)


def _told(material: Material, kind: Kind) -> list[Event]:
    """The events of the prose; of a cancellation those it speaks of, past or not."""
    if kind in ("question", "other"):
        return []
    return group(material, frozenset({"cancelled", "old", "past"}) if kind == "cancellation" else frozenset())


def _material(message: Message, context: Context, parts: Sequence[Passage]) -> tuple[Material, tuple[str, ...]]:
    heard: Counter[str] = Counter()
    for passage in parts:
        for rank, tag in enumerate(passage.languages):
            heard[tag] += len(passage.text) // (1 + 3 * rank)
    languages = tuple(tag for tag, _ in heard.most_common(_MOST_LANGUAGES))
    sender = Passage(message.sender_name, "sender", 0, "signature", languages)
    found: dict[Field, list[Finding]] = {name: [] for name in _FIELDS}
    for passage in parts:
        if passage.role == "quoted":
            continue
        if passage.role != "signature":
            found["when"] += when.find(passage, context)
            found["title"] += title.find(passage, context)
        days = _days_in(passage, found["when"])
        if passage.role != "signature" and (named := venue.find(passage, context)):
            ends = {at: one.end for one in found["when"] if one.part == passage.part for at in _inside(one)}
            found["venue"] += [_up_to_a_day(_behind_an_hour(one, ends), days, passage.start) for one in named]
        found["link"] += link.find(passage, context, message.subject, days, message.sender.rpartition("@")[2].lower())
        found["organizer"] += organizer.find(passage, context)
    urls = [one.value.url for one in found["link"] if isinstance(one.value, Link)]
    evidence = where.survey(parts, message, context, urls)
    dated = covered(found["when"], _LONGEST_SPAN)
    for passage in (*parts, sender):
        if passage.role != "quoted" and passage.text:
            found["where"] += where.find(passage, context, evidence, dated.get(passage.part, frozenset()))
    found["where"] += where.inferred(message, context, evidence)
    found["where"] = [one for one in _apart_from(found["where"], dated) if not _signs(one, message)]
    if message.attached or any(passage.role == "forwarded" for passage in parts):
        found["organizer"] += _original(message)
    layout = lay_out(
        parts, [*found["when"], *found["where"], *found["link"], *found["venue"], *found["title"]], languages
    )
    judged = dating.mentions(layout, found["when"], context)
    material = Material(
        message, context, parts, layout, judged,
        found["where"], less_houses(layout, found["link"]), found["title"], found["venue"], found["organizer"],
    )  # fmt: skip
    return material, languages


def _signs(found: Finding, message: Message) -> bool:
    """Whether what may be a city is the sender's name under the mail: "Kim", "Florence"."""
    if found.part != "text" or found.words.casefold() not in message.sender_name.casefold().split():
        return False
    start, end = message.text.rfind("\n", 0, found.start) + 1, message.text.find("\n", found.end)
    line = message.text[start : end if end >= 0 else None]
    below = message.text[end:].split() if end >= 0 else []
    return len(below) <= _BELOW_A_NAME and line.strip(" \t,.!-–—").casefold() == found.words.casefold()


def _days_in(passage: Passage, times: Sequence[Finding]) -> list[int]:
    """The offsets in a passage of the days among the findings of when."""
    return sorted(
        one.start - passage.start
        for one in times
        if one.part == passage.part and isinstance(one.value, When) and one.value.date is not None
    )


def _inside(time: Finding) -> range:
    """The offsets within a day's or an hour's words, less the first."""
    return range(time.start + 1, min(time.end, time.start + _LONGEST_SPAN))


def _behind_an_hour(found: Finding, ends: dict[int, int]) -> Finding:
    """A venue's name less the end of an hour that it begins with: "8 Uhr. Mühlweg 4" is Mühlweg 4."""
    end = ends.get(found.start, found.start)
    words = found.words[end - found.start :].lstrip(" .,;:–-")
    if end == found.start or not words:
        return found
    return replace(found, words=words, value=words, start=found.end - len(words))


def _up_to_a_day(found: Finding, days: Sequence[int], start: int) -> Finding:
    """A venue's name less the day that goes on where no comma parts them: "Market Square Sunday 19 May"."""
    place = bisect_right(days, found.start - start)
    cut = days[place] + start - found.start if place < len(days) else len(found.words)
    words = found.words[:cut].rstrip(" ,;-–")
    return (
        replace(found, words=words, value=words, end=found.start + len(words)) if 0 < cut < len(found.words) else found
    )


def _apart_from(places: Sequence[Finding], taken: dict[str, set[int]]) -> list[Finding]:
    """The places that are no part of a day or time: "March", "Monday" and "Mai" are cities, too, but not there."""
    return [
        place
        for place in places
        if place.part not in taken or not any(at in taken[place.part] for at in (place.start, place.end - 1))
    ]


def _original(message: Message) -> list[Finding]:
    passed_on = original_sender(message)
    if passed_on is None or not passed_on[0]:
        return []
    name = passed_on[0]
    return [Finding("organizer", name, name, 0, len(name), "forwarded", "the original sender", score=2.0)]


def _zoned(chosen: dict[Field, Finding]) -> None:
    """Give an online event, which no place puts into a time zone, the one that stands behind its hour."""
    place, when_ = chosen.get("where"), chosen.get("when")
    if place is None or when_ is None or not isinstance(place.value, Place) or not isinstance(when_.value, When):
        return
    if place.value.online and place.value.timezone is None and when_.value.zone is not None:
        chosen["where"] = replace(place, value=replace(place.value, timezone=when_.value.zone))


def _proposal(
    message: Message,
    ordinal: int,
    event: Event,
    about: About,
    language: str | None,
    context: Context,
    parts: Sequence[Passage],
) -> Proposal:
    chosen: dict[Field, Finding] = {}
    for name in (*_FIELDS, "time"):
        finding = getattr(event, name)
        if finding is not None:
            chosen[name] = where.in_its_city(finding) if name == "where" else finding
    _zoned(chosen)
    others = {name: event.others[name] for name in _FIELDS if event.others.get(name)}
    holder = chosen.get("organizer")
    if holder is not None and not organizer.meant_for_the_public(holder, parts):
        others["organizer"] = (chosen.pop("organizer"), *others.get("organizer", ()))
    proposal = Proposal(message.message_id or message.id, ordinal, about, chosen, others, (), language)
    problems = checks.check(proposal, context, event.doubts, untimed=event.untimed)
    return Proposal(message.message_id or message.id, ordinal, about, chosen, others, problems, language)
