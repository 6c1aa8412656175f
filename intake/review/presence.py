"""Which maintainer has which draft open: kept in memory for two minutes, so that two people do not start on one."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, field

OPEN_FOR = dt.timedelta(minutes=2)


@dataclass(slots=True)
class Presence:
    """Who looked at which draft last; its methods may be called from several threads at once."""

    _open: dict[int, dict[str, dt.datetime]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, draft_id: int, who: str, now: dt.datetime) -> tuple[str, ...]:
        """Note that `who` has the draft open at `now` (UTC); returns the others who have it open, too."""
        with self._lock:
            for other, seen in list(self._open.items()):
                kept = {name: at for name, at in seen.items() if at > now - OPEN_FOR}
                if kept:
                    self._open[other] = kept
                else:
                    del self._open[other]
            seen = self._open.setdefault(draft_id, {})
            others = tuple(sorted(name for name in seen if name != who))
            seen[who] = now
        return others

    def others(self, draft_ids: list[int], who: str, now: dt.datetime) -> dict[int, tuple[str, ...]]:
        """For each of the drafts, who else has it open."""
        since = now - OPEN_FOR
        with self._lock:
            seen = {number: dict(self._open.get(number, {})) for number in draft_ids}
        return {
            number: tuple(sorted(name for name, at in names.items() if name != who and at > since))
            for number, names in seen.items()
        }
