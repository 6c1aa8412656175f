"""Commands of maintainers -> decisions: the same words and rules from the web page, a mail and the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

from intake.deciding import answers
from intake.deciding.decision import (
    Cancel,
    Command,
    Decision,
    Edit,
    Entry,
    Impossible,
    Join,
    Known,
    Publish,
    Refuse,
    Reply,
    Revise,
    Withdraw,
)
from intake.deciding.details import as_event, differences, of_event, settled
from intake.deciding.draft import Details, Draft
from intake.deciding.merging import joined
from intake.deciding.settings import Settings
from intake.deciding.typed import edited, field_name
from render.event import Event


def carry_out(command: Command, known: Known, now: dt.datetime, settings: Settings | None = None) -> list[Decision]:
    """What a command leads to, with the mails it causes; `now` is a UTC time.

    Raises Impossible, with what to do instead, when the thing is not there, was decided or changed meanwhile, or
    a value cannot be read.
    """
    return _VERBS[command.verb](command, known, now, settings or Settings())


def _waiting(number: int | None, version: int | None, known: Known) -> Draft:
    draft = known.draft(number)
    if draft is None:
        raise Impossible(f"there is no draft {number}")
    if draft.status == "superseded":
        newer = next((one for one in known.drafts if draft.id in one.replaces), None)
        raise Impossible(
            f"draft {draft.id} was replaced" + (f" by draft {newer.id}: decide on that one" if newer else "")
        )
    if draft.status != "waiting":
        who = f" by {draft.decided_by}" if draft.decided_by else ""
        raise Impossible(f"draft {draft.id} was already {draft.status}{who}")
    if version is not None and version != draft.version:
        raise Impossible(f"draft {draft.id} was changed meanwhile: look at it again")
    return draft


def _nowhere(details: Details) -> bool:
    """Whether an entry would name no place at all: neither a city nor a region, nor a country, nor online."""
    return not (details.city or details.region or details.country or details.online)


def _listed(name: str | None, known: Known) -> Event:
    event = known.event(name)
    if event is None:
        raise Impossible(f"there is no event {name}: it was withdrawn, or its day has long passed")
    return event


def _confirm(command: Command, known: Known, now: dt.datetime, settings: Settings) -> list[Decision]:
    draft = _waiting(command.draft_id, command.version, known)
    if draft.about == "cancel":
        return _confirm_cancel(draft, known, now)
    if draft.details.date is None:
        raise Impossible(f"draft {draft.id} has no date: edit it first, like date=2027-05-01")
    if _nowhere(draft.details):
        raise Impossible(f"draft {draft.id} has no city: edit it first, like city='Köln, DE' or online=yes")
    if draft.about == "change" and draft.event_id is not None:
        return _confirm_change(draft, _listed(draft.event_id, known), known, now)
    target = _target_of_other(draft, known)
    if isinstance(target, Event):
        return _confirm_change(draft, target, known, now)
    event = as_event(draft.details, now)
    entry = Entry(draft.details)
    out: list[Decision] = [Join(target.id, target.version, into_draft=draft.id)] if target else []
    out += [Publish(draft.id, draft.version, event), *answers.to_submitter("live", draft, entry, "publish:0")]
    if target and target.sender.casefold() != draft.sender.casefold():
        out += answers.to_submitter("live", target, entry, "publish:0")
    return out


def _target_of_other(draft: Draft, known: Known) -> Draft | Event | None:
    """The draft that another person's change speaks of, or the event that came of it meanwhile."""
    if draft.about == "new":
        return None
    for one in draft.duplicates:
        target = known.draft(int(one.id)) if one.kind == "draft" else None
        if target is not None and target.status == "waiting":
            return target
        if target is not None and target.event_id is not None:
            return known.event(target.event_id)
    return None


def _confirm_change(draft: Draft, event: Event, known: Known, now: dt.datetime) -> list[Decision]:
    before = of_event(event)
    details = draft.details
    if draft.previous is not None and draft.previous != before:
        # The event was changed since: only what this draft changes is taken over.
        said = {name: getattr(details, name) for name in differences(draft.previous, details)}
        details = replace(before, **said)
    revised = as_event(details, now, event)
    if event.status == "cancelled" and details.date == before.date:
        revised = replace(revised, status="cancelled")  # only a new day brings it back
    out: list[Decision] = [Revise(revised, draft.id, draft.version)]
    return [*out, *_tell("changed", revised, event, draft, known)]


def _confirm_cancel(draft: Draft, known: Known, now: dt.datetime) -> list[Decision]:
    target = _target_of_other(draft, known)
    event = known.event(draft.event_id) if draft.event_id else target
    if isinstance(event, Event):
        gone = replace(event, status="cancelled", updated=now)
        return [Cancel(gone, draft.id, draft.version), *_tell("cancelled", gone, event, draft, known)]
    if draft.event_id:
        _listed(draft.event_id, known)
    entry = Entry(draft.details, about="cancel")
    out: list[Decision] = []
    if isinstance(target, Draft):
        out.append(Join(target.id, target.version, into_draft=draft.id))
    out.append(Refuse(draft.id, draft.version, "cancelled before it was published"))
    return [*out, *answers.to_submitter("cancelled", draft, entry, f"draft:{draft.id}")]


def _tell(template: str, event: Event, before: Event, draft: Draft | None, known: Known, why: str = "") -> list[Reply]:
    """One mail to whoever asked for it and one to each other submitter of the event."""
    entry = Entry(of_event(event), of_event(before))
    first = answers.to_submitter(template, draft, entry, f"event:{event.id}", why) if draft else []
    told = {reply.to.casefold() for reply in first}
    others = answers.to_submitters(template, event, before, known, why)
    return [*first, *(reply for reply in others if reply.to.casefold() not in told)]


def _reject(command: Command, known: Known, now: dt.datetime, settings: Settings) -> list[Decision]:
    draft = _waiting(command.draft_id, command.version, known)
    why = command.why.strip()
    entry = Entry(draft.details, draft.previous, about=draft.about)
    return [
        Refuse(draft.id, draft.version, why),
        *answers.to_submitter("refused", draft, entry, f"draft:{draft.id}", why),
    ]


def _edit(command: Command, known: Known, now: dt.datetime, settings: Settings) -> list[Decision]:
    if not command.values:
        raise Impossible("nothing to edit: give fields like date=2027-05-01")
    languages, countries = settings.languages, settings.countries or None
    if command.draft_id is None:
        event = _listed(command.event_id, known)
        before = of_event(event)
        details = edited(before, command.values, now, languages, countries)
        if not differences(before, details):
            return []
        if details.date is None or _nowhere(details):
            raise Impossible("a published event needs a date and a city: cancel or withdraw it instead")
        revised = as_event(details, now, event)
        status = event.status if details.postponed == before.postponed else revised.status
        revised = replace(revised, status=status)
        return [Revise(revised), *_tell("changed", revised, event, None, known)]
    draft = _waiting(command.draft_id, command.version, known)
    details = edited(draft.details, command.values, now, languages, countries)
    names = {field_name(name): text for name, text in command.values.items()}
    touched = {*names, *differences(draft.details, details)}
    problems = settled(draft.problems, touched, details)
    return [Edit(draft.id, draft.version, {**draft.edits, **names}, details, problems)]


def _cancel(command: Command, known: Known, now: dt.datetime, settings: Settings) -> list[Decision]:
    event = _listed(command.event_id, known)
    if event.status == "cancelled":
        raise Impossible(f"event {event.id} is cancelled already")
    gone = replace(event, status="cancelled", updated=now)
    return [Cancel(gone), *_tell("cancelled", gone, event, None, known, command.why)]


def _postpone(command: Command, known: Known, now: dt.datetime, settings: Settings) -> list[Decision]:
    event = _listed(command.event_id, known)
    if command.values:
        return _edit(command, known, now, settings)
    if event.status == "postponed":
        raise Impossible(f"event {event.id} is postponed already; give its new day with date=2027-05-01")
    later = replace(event, status="postponed", updated=now)
    return [Revise(later), *_tell("changed", later, event, None, known, command.why)]


def _withdraw(command: Command, known: Known, now: dt.datetime, settings: Settings) -> list[Decision]:
    return [Withdraw(_listed(command.event_id, known).id)]


def _merge(command: Command, known: Known, now: dt.datetime, settings: Settings) -> list[Decision]:
    draft = _waiting(command.draft_id, command.version, known)
    take = {field_name(name) for name in command.values}
    if command.into_event is not None:
        event = _listed(command.into_event, known)
        before = of_event(event)
        merged = joined(before, draft.details, take)
        out: list[Decision] = [Join(draft.id, draft.version, into_event=event.id)]
        if not merged.changed:
            return [*out, *answers.to_submitter("live", draft, Entry(before), f"event:{event.id}")]
        revised = replace(as_event(merged.details, now, event), status=event.status)
        return [*out, Revise(revised), *answers.to_submitter("live", draft, Entry(merged.details), f"event:{event.id}")]
    if command.into_draft == draft.id:
        raise Impossible(f"draft {draft.id} cannot be merged with itself")
    target = _waiting(command.into_draft, None, known)
    merged = joined(target.details, draft.details, take)
    problems = settled(target.problems, merged.changed, merged.details)
    problems = tuple(one for one in problems if one.code != "duplicate" or len(target.duplicates) > 1)
    kept = {name: text for name, text in target.edits.items() if name not in merged.changed}
    return [
        Join(draft.id, draft.version, into_draft=target.id),
        Edit(target.id, target.version, kept, merged.details, problems),
    ]


def _add(command: Command, known: Known, now: dt.datetime, settings: Settings) -> list[Decision]:
    languages, countries = settings.languages, settings.countries or None
    details = edited(Details(language=languages[0] if languages else None), command.values, now, languages, countries)
    if details.date is None:
        raise Impossible("an event needs a date: give one like date=2027-05-01")
    if _nowhere(details):
        raise Impossible("an event needs a city: give one like city='Köln, DE', or online=yes")
    return [Publish(None, None, as_event(details, now))]


_VERBS: Mapping[str, Callable[[Command, Known, dt.datetime, Settings], list[Decision]]] = {
    "confirm": _confirm,
    "reject": _reject,
    "edit": _edit,
    "cancel": _cancel,
    "postpone": _postpone,
    "withdraw": _withdraw,
    "merge": _merge,
    "add": _add,
}
