"""The tables of the shelf, as the newest migration leaves them. Times are UTC; texts of mails are in few places.

Only `raws` holds whole mails. A draft's and an event's columns repeat what is searched for; their `body` holds the
rest as JSON (see wire.py).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect


class Utc(TypeDecorator[dt.datetime]):
    """A time with its zone going in, a UTC time coming out, in databases that keep no zone too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """The time in UTC. Raises ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone; the store takes only times that have one")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """The time in UTC."""
        if value is None:
            return None
        moment: dt.datetime = value
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# How far each mailbox has been taken in; `key` names the mailbox without its password, `cursor` is its own business.
mailboxes = Table(
    "mailboxes",
    metadata,
    Column("key", Text, primary_key=True),
    Column("cursor", Text, nullable=False),
    Column("at", Utc, nullable=False),
)

# One row for each message ever kept; `id` is the SHA-256 of its bytes, `number` the order of arrival.
messages = Table(
    "messages",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("kept", Utc, nullable=False),
    Column("state", String(8), nullable=False),
    Column("fate", String(8)),
    Column("reason", Text, nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("mail_id", Text),
    Column("sender", Text, nullable=False, default=""),
    Column("subject", Text, nullable=False, default=""),
    Column("received", Utc),
    Column("purged", Utc),
    Index("ix_messages_state_attempts_number", "state", "attempts", "number"),
    Index("ix_messages_mail_id", "mail_id"),
    Index("ix_messages_sender", "sender"),
    sqlite_autoincrement=True,
)

raws = Table(
    "raws",
    metadata,
    Column("message", Integer, ForeignKey("messages.number", ondelete="CASCADE"), primary_key=True),
    Column("raw", LargeBinary, nullable=False),
)

# The Message-IDs a message carries: its own, and those of In-Reply-To and References.
threads = Table(
    "threads",
    metadata,
    Column("mail_id", Text, primary_key=True),
    Column("message", Integer, ForeignKey("messages.number", ondelete="CASCADE"), primary_key=True),
    Index("ix_threads_message", "message"),
)

# `former_event` is the id that an undone confirmation had given, `replaced_by` the draft that took this one's place.
drafts = Table(
    "drafts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("message", Integer, ForeignKey("messages.number")),
    Column("status", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Column("event_id", String(64)),
    Column("former_event", String(64)),
    Column("replaced_by", Integer),
    Column("day", Date),
    Column("last_day", Date),
    Column("country", String(2)),
    Column("language", Text),
    Column("clean", Boolean, nullable=False),
    Column("sender", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_drafts_status_day_id", "status", "day", "id"),
    Index("ix_drafts_message", "message"),
    Index("ix_drafts_event_id", "event_id"),
    Index("ix_drafts_sender", "sender"),
    sqlite_autoincrement=True,
)

# `withdrawn` events are not on the list but keep their id and sequence, should they come back.
events = Table(
    "events",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("withdrawn", Boolean, nullable=False, default=False),
    Column("sequence", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_events_withdrawn_last_day", "withdrawn", "last_day"),
)

# Whose mails made an event. A message's row stays when its raw bytes are purged.
sources = Table(
    "sources",
    metadata,
    Column("event_id", String(64), ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("draft_id", Integer, ForeignKey("drafts.id"), primary_key=True),
    Column("sender", Text, nullable=False),
    Index("ix_sources_draft_id", "draft_id"),
    Index("ix_sources_sender", "sender"),
)

# Everything that ever happened to a draft or an event. Rows of one `batch` were decided at once and are undone at once.
log = Table(
    "log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Utc, nullable=False),
    Column("batch", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("what", String(16), nullable=False),
    Column("by_person", Boolean, nullable=False),
    Column("draft_id", Integer),
    Column("event_id", String(64)),
    Column("message", String(64)),
    Column("note", Text, nullable=False, default=""),
    Column("before", Text),
    Column("after", Text),
    Column("undone", Boolean, nullable=False, default=False),
    Index("ix_log_batch", "batch"),
    Index("ix_log_draft_id", "draft_id"),
    Index("ix_log_event_id", "event_id"),
    Index("ix_log_by_person_undone_id", "by_person", "undone", "id"),
    sqlite_autoincrement=True,
)

# Our own mails, written with the decision they speak of and sent afterwards. Once sent, `token` and `reply` are
# blanked: they hold a secret and the words of a mail. `folded` is the recipient without regard to case.
outgoing = Table(
    "outgoing",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("mail_id", Text, nullable=False, unique=True),
    Column("created", Utc, nullable=False),
    Column("batch", String(32), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("speaks_of", Text, nullable=False),
    Column("token", Text),
    Column("state", String(9), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_attempt", Utc, nullable=False),
    Column("sent", Utc),
    Column("error", Text, nullable=False, default=""),
    Index("ix_outgoing_state_next_attempt", "state", "next_attempt"),
    Index("ix_outgoing_folded_created", "folded", "created"),
    Index("ix_outgoing_fingerprint", "fingerprint"),
    Index("ix_outgoing_batch", "batch"),
    sqlite_autoincrement=True,
)

# What an answer to a maintainer's notice may act on; only the token's SHA-256 is kept.
tokens = Table(
    "tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("drafts", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("created", Utc, nullable=False),
)

# Small facts by name: what was published last, when the mailbox was last looked into, ...
facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Utc, nullable=False),
)
