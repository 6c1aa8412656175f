"""What is held about people, and how it is removed: after its time, or because somebody asks."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, LargeBinary, case, cast, delete, exists, func, literal, or_, select, update

from intake.amounts import amount
from intake.deciding.draft import Draft
from intake.store import inbox
from intake.store.changing import Hand
from intake.store.shelf import Shelf
from intake.store.tables import drafts, events, log, messages, outgoing, raws, sources, tokens
from intake.store.wire import DRAFT

STALE_AFTER = dt.timedelta(days=14)
"""How long after its last day a waiting draft expires."""

FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Removed:
    """How much was removed: raw mails, drafts cleared of their mail's words, our own mails, and drafts that expired.

    After `forget`: `events` are the published events the person's mails made, which stay on the list as public
    facts; `mentioned` are the SHA-256 ids of other people's kept mails that name the address.
    """

    mails: int = 0
    drafts: int = 0
    sent: int = 0
    expired: int = 0
    events: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.mails or self.drafts or self.sent or self.expired)


def expire(hand: Hand, today: dt.date) -> int:
    """Let waiting drafts expire whose last day is well past; returns how many."""
    over = select(drafts.c.id).where(drafts.c.status == "waiting", drafts.c.last_day < today - STALE_AFTER)
    found = hand.shelf.drafts_by_id(hand.connection, hand.connection.execute(over).scalars())
    for draft in found:
        after = dataclasses.replace(
            draft, status="expired", version=draft.version + 1, decided_by=hand.who, decided_at=hand.now
        )
        hand.change_draft(draft, after)
        hand.write("expire", draft=(draft, after))
    return len(found)


def purge(hand: Hand, keep_since: dt.date) -> Removed:
    """Remove mails, addresses and words of mails whose event's last day, and whose coming, is before `keep_since`.

    What waits for a decision or to be read is never removed.
    """
    connection = hand.connection
    moment = dt.datetime.combine(keep_since, dt.time(), dt.UTC)
    recent_event = exists().where(
        sources.c.draft_id == drafts.c.id, events.c.id == sources.c.event_id, events.c.last_day >= keep_since
    )
    needed = exists().where(
        drafts.c.message == messages.c.number,
        or_(drafts.c.status == "waiting", drafts.c.last_day >= keep_since, recent_event),
    )
    query = select(messages.c.number).where(
        messages.c.purged.is_(None), messages.c.state != "unread", messages.c.kept < moment, ~needed
    )
    numbers = list(connection.execute(query).scalars())
    cleared = _clear(hand, numbers)
    sent = connection.execute(
        update(outgoing)
        .where(outgoing.c.created < moment, outgoing.c.state != "waiting", outgoing.c.recipient != "")
        .values(recipient="", folded="", reply="", fingerprint="", error="")
    ).rowcount
    connection.execute(delete(tokens).where(tokens.c.created < moment))
    if numbers or sent:
        hand.write(
            "purge", note=f"{amount(len(numbers), 'mail')}, {amount(cleared, 'draft')}, {amount(sent, 'mail')} of ours"
        )
    return Removed(len(numbers), cleared, sent)


def _clear(hand: Hand, numbers: Sequence[int]) -> int:
    """Remove the bytes of these messages and their words from the drafts they led to; returns how many drafts."""
    cleared = 0
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        inbox.forget_raw(hand.connection, some, hand.now)
        ids = list(hand.connection.execute(select(drafts.c.id).where(drafts.c.message.in_(some))).scalars())
        for draft in hand.shelf.drafts_by_id(hand.connection, ids):
            _clear_draft(hand, draft)
        cleared += len(ids)
    return cleared


def _clear_draft(hand: Hand, draft: Draft) -> None:
    proposal = dataclasses.replace(draft.proposal, chosen={}, others={}, problems=())
    bare = dataclasses.replace(
        draft,
        proposal=proposal,
        sender="",
        subject="",
        thread=(),
        mail_id=None,
        answerable=False,
        duplicates=(),
        version=draft.version + 1,
    )
    connection = hand.connection
    connection.execute(
        update(drafts)
        .where(drafts.c.id == draft.id)
        .values(sender="", version=bare.version, body=DRAFT.dump_json(bare).decode())
    )
    connection.execute(update(sources).where(sources.c.draft_id == draft.id).values(sender=""))
    connection.execute(
        update(log).where(log.c.draft_id == draft.id, log.c.event_id.is_(None)).values(before=None, after=None)
    )


def forget(hand: Hand, address: str) -> Removed:
    """Remove a person: the mails from the address, what drafts keep of them, our mails to it, its name in the log.

    Waiting drafts from it are rejected without a mail. The bare hash of each mail stays, so that it is not taken in
    again.
    """
    connection = hand.connection
    numbers = list(connection.execute(select(messages.c.number).where(_is(messages.c.sender, address))).scalars())
    ids = set(connection.execute(select(drafts.c.id).where(_is(drafts.c.sender, address))).scalars())
    made = select(sources.c.event_id).where(_is(sources.c.sender, address)).distinct()
    public = tuple(connection.execute(made.order_by(sources.c.event_id)).scalars())
    for draft in hand.shelf.drafts_by_id(connection, ids):
        if draft.status == "waiting":
            after = dataclasses.replace(
                draft, status="rejected", version=draft.version + 1, decided_by=hand.who, decided_at=hand.now
            )
            hand.change_draft(draft, after)
            hand.write("reject", draft=(draft, after), note="the sender asked to be forgotten")
    cleared = _clear(hand, numbers)
    rest = [draft for draft in hand.shelf.drafts_by_id(connection, ids) if draft.sender]
    for draft in rest:
        _clear_draft(hand, draft)
    connection.execute(update(sources).where(_is(sources.c.sender, address)).values(sender=""))
    sent = connection.execute(
        update(outgoing)
        .where(_is(outgoing.c.recipient, address))
        .values(
            recipient="",
            folded="",
            reply="",
            fingerprint="",
            error="",
            token=None,
            state=_withdrawn_unless_sent(),
            speaks_of="[]",
        )
    ).rowcount
    connection.execute(delete(tokens).where(_is(tokens.c.recipient, address)))
    connection.execute(update(log).where(_is(log.c.who, address)).values(who=FORGOTTEN))
    mentioned = tuple(_mentions(connection, address))
    drafts_of_theirs = amount(cleared + len(rest), "draft")
    hand.write("purge", note=f"a person forgotten: {amount(len(numbers), 'mail')}, {drafts_of_theirs}, {sent} of ours")
    return Removed(len(numbers), cleared + len(rest), sent, 0, public, mentioned)


def _withdrawn_unless_sent() -> Any:
    """What is left of a mail to nobody is no failure that anybody could mend."""
    return case((outgoing.c.state != "sent", "withdrawn"), else_=outgoing.c.state)


def _is(column: Any, address: str) -> Any:
    return func.lower(column) == address.lower()


def _mentions(connection: Connection, address: str) -> Iterator[str]:
    """The ids of kept mails whose bytes hold the address as it is; what is encoded is not looked through."""
    query = select(messages.c.id).join(raws, raws.c.message == messages.c.number).order_by(messages.c.number)
    needle = address.lower().encode("utf-8", "replace")
    if connection.dialect.name == "postgresql":
        wanted = func.position(cast(literal(needle), LargeBinary).op("IN")(raws.c.raw)) > 0
        yield from connection.execute(query.where(wanted)).scalars()
        return
    yield from connection.execute(query.where(func.instr(raws.c.raw, needle) > 0)).scalars()


def held_about(connection: Connection, shelf: Shelf, address: str) -> Iterator[dict[str, Any]]:
    """Everything that is held about an address, one plain JSON object after another, each with its "kind"."""
    for row in connection.execute(
        select(messages, raws.c.raw)
        .outerjoin(raws, raws.c.message == messages.c.number)
        .where(_is(messages.c.sender, address))
        .order_by(messages.c.number)
    ):
        yield {
            "kind": "mail",
            "id": row.id,
            "message_id": row.mail_id,
            "received": (row.received or row.kept).isoformat(),
            "subject": row.subject,
            "fate": row.fate,
            "reason": row.reason,
            "mail": row.raw.decode("utf-8", "replace") if row.raw is not None else None,
        }
    for draft in shelf.drafts(connection, select(drafts).where(_is(drafts.c.sender, address)).order_by(drafts.c.id)):
        yield {"kind": "draft", **DRAFT.dump_python(draft, mode="json")}
    for row in connection.execute(
        select(sources.c.event_id, sources.c.draft_id)
        .where(_is(sources.c.sender, address))
        .order_by(sources.c.event_id)
    ):
        yield {"kind": "event source", "event": row.event_id, "draft": row.draft_id}
    for row in connection.execute(select(outgoing).where(_is(outgoing.c.recipient, address)).order_by(outgoing.c.id)):
        yield {
            "kind": "mail of ours",
            "message_id": row.mail_id,
            "created": row.created.isoformat(),
            "sent": row.sent.isoformat() if row.sent else None,
            "template": row.template,
            "state": row.state,
        }
    for row in connection.execute(select(log).where(_is(log.c.who, address)).order_by(log.c.id)):
        yield {
            "kind": "log",
            "at": row.at.isoformat(),
            "what": row.what,
            "draft": row.draft_id,
            "event": row.event_id,
            "note": row.note,
        }
