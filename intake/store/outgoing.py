"""Our own mails: written with the decision they speak of, sent afterwards, tried again until out or refused."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, exists, func, insert, or_, select, true, update

from intake.deciding.decision import Reply
from intake.store.changing import Hand
from intake.store.tables import log, outgoing, tokens
from intake.store.wire import dump_reply, load_reply

PAUSES = (60, 300, 900, 3600, 7200, 14400, 28800)
"""Seconds before the next attempt, after the first, second, ... failure; the last one repeats."""

MOST_ATTEMPTS = 20
"""After so many failures, about five days, a mail counts as refused."""

ON_THE_PAGE = ("live", "changed", "cancelled")
"""The mails that say what stands on the page."""

LONGEST_LAG = dt.timedelta(hours=1)
"""How long they wait for a page that cannot be published."""


@dataclass(frozen=True, slots=True)
class Due:
    """A mail to be sent now: `reply` with its ids and Message-ID filled in, and its token where it has one."""

    id: int
    reply: Reply
    token: str | None
    attempts: int
    created: dt.datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """One of our mails as lists show it. `state` is waiting, sent, failed or withdrawn; `error` is the last one's."""

    id: int
    mail_id: str
    recipient: str
    template: str
    speaks_of: tuple[str, ...]
    state: str
    attempts: int
    created: dt.datetime
    next_attempt: dt.datetime
    sent: dt.datetime | None
    error: str


TO_MAINTAINERS = ("notice", "waiting", "held", "sign_in")
"""The templates of mails that go to maintainers and not to a sender."""


def new_token() -> str:
    """A secret of 120 bits in lower-case letters and digits, short enough to stand in a subject line."""
    return "".join(secrets.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(24))


def hashed(token: str) -> str:
    """What the store keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def write(hand: Hand, reply: Reply, domain: str) -> str | None:
    """Put a mail into the outbox, due now; returns its Message-ID.

    The Message-ID is fixed here, so that a mail sent twice, which SMTP cannot exclude, is the same mail. None when
    the same mail went out already with a decision that was undone since and is now taken again.
    """
    text = dump_reply(reply)
    fingerprint = hashed(f"{reply.to} {text}")
    undone = exists().where(log.c.batch == outgoing.c.batch, log.c.undone.is_(True))
    again = select(outgoing.c.id).where(outgoing.c.fingerprint == fingerprint, outgoing.c.state == "sent", undone)
    if hand.by_person and hand.connection.execute(again.limit(1)).first() is not None:
        return None
    mail_id = reply.message_id or f"{secrets.token_hex(12)}@{domain}"
    token = new_token() if reply.token_for else None
    if token is not None:
        numbers = [int(one.removeprefix("draft:")) for one in reply.speaks_of if one.startswith("draft:")]
        hand.connection.execute(
            insert(tokens).values(hash=hashed(token), drafts=json.dumps(numbers), recipient=reply.to, created=hand.now)
        )
    hand.connection.execute(
        _WRITE,
        {
            "mail_id": mail_id,
            "created": hand.now,
            "batch": hand.batch,
            "recipient": reply.to,
            "folded": reply.to.casefold(),
            "template": reply.template,
            "reply": text,
            "fingerprint": fingerprint,
            "speaks_of": json.dumps(list(reply.speaks_of)),
            "token": token,
            "state": "waiting",
            "next_attempt": hand.now,
        },
    )
    return mail_id


_WRITE = insert(outgoing)


def _is_due(now: dt.datetime, unpublished: bool) -> ColumnElement[bool]:
    """What is to be sent now: while the page lags behind, no mail yet that says what stands on it."""
    waits = and_(outgoing.c.state == "waiting", outgoing.c.next_attempt <= now)
    if not unpublished:
        return waits
    return and_(waits, or_(outgoing.c.template.not_in(ON_THE_PAGE), outgoing.c.created <= now - LONGEST_LAG))


def due(connection: Connection, now: dt.datetime, unpublished: bool = False) -> Due | None:
    """The next mail to send, oldest first, or None. In PostgreSQL its row is locked to the transaction's end.

    `unpublished` says that the page does not show yet what was decided: mails about it wait, but not for ever.
    """
    row = connection.execute(
        select(outgoing)
        .where(_is_due(now, unpublished))
        .order_by(outgoing.c.next_attempt, outgoing.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    return Due(row.id, load_reply(row.reply, row.recipient, row.mail_id), row.token, row.attempts, row.created)


def is_due(connection: Connection, now: dt.datetime, unpublished: bool = False) -> bool:
    """Whether a mail is to be sent now; see `due`."""
    query = select(outgoing.c.id).where(_is_due(now, unpublished))
    return connection.execute(query.limit(1)).first() is not None


def sent(connection: Connection, number: int, now: dt.datetime) -> None:
    """Note that the mail is out; its token is kept as a hash only from now on, its words not at all."""
    connection.execute(
        update(outgoing)
        .where(outgoing.c.id == number)
        .values(state="sent", sent=now, error="", token=None, reply="", attempts=outgoing.c.attempts + 1)
    )


def not_sent(connection: Connection, number: int, error: str, permanent: bool, now: dt.datetime) -> None:
    """Note a failure: tried again after a pause that grows, unless it is permanent or was tried too often."""
    attempts = connection.execute(select(outgoing.c.attempts).where(outgoing.c.id == number)).scalar_one() + 1
    over = permanent or attempts >= MOST_ATTEMPTS
    pause = PAUSES[min(attempts, len(PAUSES)) - 1]
    values: dict[str, object] = {"attempts": attempts, "error": error}
    if over:
        values |= {"state": "failed", "token": None}
    else:
        values["next_attempt"] = now + dt.timedelta(seconds=pause)
    connection.execute(update(outgoing).where(outgoing.c.id == number).values(values))


def withdraw(connection: Connection, batch: str) -> None:
    """Do not send what waits of a batch that was undone."""
    connection.execute(
        update(outgoing)
        .where(outgoing.c.batch == batch, outgoing.c.state == "waiting")
        .values(state="withdrawn", token=None)
    )


def speaks_of(connection: Connection, mail_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Which of these Message-IDs are of our mails, and the drafts and events those spoke of."""
    if not mail_ids:
        return {}
    query = select(outgoing.c.mail_id, outgoing.c.speaks_of).where(outgoing.c.mail_id.in_(mail_ids))
    return {mail_id: tuple(json.loads(of)) for mail_id, of in connection.execute(query)}


def acts_on(connection: Connection, found: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Which of these words are tokens of ours, and the drafts an answer with each may act on."""
    by_hash = {hashed(token): token for token in found}
    if not by_hash:
        return {}
    query = select(tokens.c.hash, tokens.c.drafts).where(tokens.c.hash.in_(list(by_hash)))
    return {by_hash[name]: tuple(json.loads(ids)) for name, ids in connection.execute(query)}


def lately(connection: Connection, recipient: str, now: dt.datetime) -> tuple[int, int]:
    """How many of our mails to this address were written within the last hour, and within the last day."""
    hour, day = now - dt.timedelta(hours=1), now - dt.timedelta(days=1)
    row = connection.execute(_LATELY, {"to": recipient.casefold(), "hour": hour, "day": day}).one()
    return row.hour or 0, row.day


_LATELY = select(
    func.sum(case((outgoing.c.created > bindparam("hour"), 1), else_=0)).label("hour"), func.count().label("day")
).where(
    outgoing.c.folded == bindparam("to"),
    outgoing.c.created > bindparam("day"),
    outgoing.c.state != "withdrawn",
)


def last_by_recipient(connection: Connection, template: str) -> dict[str, dt.datetime]:
    """When each address was last written a mail of this template."""
    query = select(outgoing.c.recipient, func.max(outgoing.c.created).label("last"))
    query = query.where(outgoing.c.template == template, outgoing.c.state != "withdrawn")
    return {row.recipient: row.last for row in connection.execute(query.group_by(outgoing.c.recipient))}


def counts(connection: Connection) -> dict[str, int]:
    """How many mails of ours there are in each state."""
    query = select(outgoing.c.state, func.count().label("number")).group_by(outgoing.c.state)
    return {row.state: row.number for row in connection.execute(query)}


def listed(connection: Connection, state: str | None = None) -> list[Mail]:
    """Our mails, oldest first; `state` keeps only those in one state."""
    return _mails(connection, outgoing.c.state == state if state is not None else true())


def troubled(connection: Connection) -> list[Mail]:
    """Our mails that were refused for good, and those that wait after a failure; none whose recipient was removed."""
    waits = and_(outgoing.c.state == "waiting", outgoing.c.attempts > 0)
    return _mails(connection, and_(or_(outgoing.c.state == "failed", waits), outgoing.c.recipient != ""))


def refused(connection: Connection) -> list[Mail]:
    """Our mails to senders that were refused for good; none whose recipient was removed."""
    to_senders = and_(outgoing.c.recipient != "", outgoing.c.template.not_in(TO_MAINTAINERS))
    return _mails(connection, and_(outgoing.c.state == "failed", to_senders))


def _mails(connection: Connection, wanted: ColumnElement[bool]) -> list[Mail]:
    return [
        Mail(
            row.id,
            row.mail_id,
            row.recipient,
            row.template,
            tuple(json.loads(row.speaks_of)),
            row.state,
            row.attempts,
            row.created,
            row.next_attempt,
            row.sent,
            row.error,
        )
        for row in connection.execute(select(outgoing).where(wanted).order_by(outgoing.c.id))
    ]
