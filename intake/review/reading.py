"""The text of a kept mail for the pages, decoded in the reader's child process: never in the web pages' own."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from intake.campaign import Campaign
from intake.jobs.working import context_of
from intake.reading.message import Message, Unreadable
from intake.reading_process import Reader
from intake.store import Store

REMEMBERED = 64


@dataclass(slots=True)
class MailReader:
    """Reads kept mails for the pages, remembering the last few; may be called from several threads."""

    campaign: Campaign
    _reader: Reader | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _seen: dict[str, Message] = field(default_factory=dict)

    def read(self, store: Store, message_id: str) -> Message | None:
        """The message with this SHA-256, None when its bytes were purged or cannot be read."""
        with self._lock:
            if message_id in self._seen:
                return self._seen[message_id]
            kept, raw = store.message(message_id), store.raw(message_id)
            if kept is None or not raw or kept.received is None:
                return None
            if self._reader is None:
                self._reader = Reader()
            try:
                message, _ = self._reader.read(raw, context_of(self.campaign, kept.received))
            except Unreadable:
                return None
            while len(self._seen) >= REMEMBERED:
                del self._seen[next(iter(self._seen))]
            self._seen[message_id] = message
            return message

    def close(self) -> None:
        """End the child process."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
                self._reader = None
