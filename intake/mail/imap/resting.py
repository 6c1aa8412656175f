"""Messages at which the connection breaks each time: they are left alone for a while, so that they hold up nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable

from intake.mail.imap.connection import Session

FIRST_SECONDS, LONGEST_SECONDS = 2.0, 600.0
"""How long such a message rests at first, then double as long each time: the line may have been bad for a moment."""


class Resting:
    """Which messages rest, by UIDVALIDITY and UID, and until when. Of another UIDVALIDITY none is known."""

    def __init__(self) -> None:
        self._until: dict[tuple[int, int], tuple[float, float]] = {}

    def add(self, validity: int, uids: Iterable[int]) -> None:
        """Let these rest, longer than the last time."""
        for key in ((validity, uid) for uid in uids):
            seconds = min(2 * self._until[key][1], LONGEST_SECONDS) if key in self._until else FIRST_SECONDS
            self._until[key] = time.monotonic() + seconds, seconds

    def rests(self, validity: int, uid: int) -> bool:
        """Whether the message is to be left alone now."""
        return self._until.get((validity, uid), (0.0, 0.0))[0] > time.monotonic()

    def due(self) -> float:
        """In how many seconds one is to be tried again, infinite when none is."""
        return min((until for until, _ in self._until.values()), default=float("inf")) - time.monotonic()

    def remove(self, validity: int, uids: Iterable[int]) -> None:
        """These came after all."""
        for uid in uids:
            self._until.pop((validity, uid), None)

    def among(self, session: Session, uids: Iterable[int]) -> None:
        """Forget those that are no longer among the messages of the inbox."""
        present = set(uids)
        self._until = {key: at for key, at in self._until.items() if key[0] == session.validity and key[1] in present}

    def uids(self) -> list[int]:
        """All that rest or are due, ascending."""
        return sorted(uid for _, uid in self._until)
