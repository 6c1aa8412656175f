"""The text of a kept mail for the pages, decoded in the reader's child process: never in the web pages' own."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from intake.campaign import Campaign
from intake.deciding.ownership import forged
from intake.deciding.settings import Settings
from intake.jobs.working import context_of, limits_of
from intake.reading.message import Message, Unreadable
from intake.reading_process import Asked, Reader
from intake.store import Store

REMEMBERED = 64


@dataclass(slots=True)
class MailReader:
    """Reads kept mails for the pages, remembering the last few; may be called from several threads."""

    campaign: Campaign
    _reader: Reader | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _seen: dict[str, tuple[Message, str | None]] = field(default_factory=dict)

    def read(self, store: Store, message_id: str) -> Message | None:
        """The message with this SHA-256, None when its bytes were purged or cannot be read."""
        found = self._look(store, message_id)
        return found[0] if found else None

    def why_silent(self, store: Store, message_id: str) -> str | None:
        """Why this message is not answered, in plain English; None where it may be, or cannot be read."""
        found = self._look(store, message_id)
        return found[1] if found else None

    def _look(self, store: Store, message_id: str) -> tuple[Message, str | None] | None:
        with self._lock:
            if message_id in self._seen:
                return self._seen[message_id]
            kept, raw = store.message(message_id), store.raw(message_id)
            if kept is None or not raw or kept.received is None:
                return None
            if self._reader is None:
                self._reader = Reader(screens=True)
            context = context_of(self.campaign, kept.received)
            limits = limits_of(self.campaign)
            # What was screened is shortened: the page shows the whole.
            whole, brief = self._reader.read_all(
                [
                    Asked(raw, context, limits=limits),
                    Asked(raw, context, max_size=limits.size, limits=limits),
                ]
            )
            if isinstance(whole, Unreadable):
                return None
            message = whole.message
            silent = None if isinstance(brief, Unreadable) or brief.words is None else brief.words.silent
            if silent is None and forged(message, Settings.of(self.campaign)):
                silent = "its sender may be forged"
            while len(self._seen) >= REMEMBERED:
                del self._seen[next(iter(self._seen))]
            self._seen[message_id] = (message, silent)
            return self._seen[message_id]

    def close(self) -> None:
        """End the child process."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
                self._reader = None
