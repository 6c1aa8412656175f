"""How the log is written: lines for people, or one JSON object a line for programs."""

from __future__ import annotations

import datetime as dt
import json
import logging

__all__ = ["FORMATS", "JsonLines", "set_up"]

FORMATS = ("text", "json")
_CHATTY = ("apscheduler", "alembic", "waitress")
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class JsonLines(logging.Formatter):
    """A record as one JSON object: time (UTC, ISO 8601), level, logger, message, what was given as `extra`, and for an
    error its kind. Never more than one line, whatever the message holds."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging.Formatter."""
        said = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        said |= {key: value for key, value in vars(record).items() if key not in _OWN}
        if record.exc_info and record.exc_info[0]:
            said["error"] = record.exc_info[0].__name__
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, default=str)


def set_up(form: str) -> None:
    """Send the log to standard error in one of FORMATS, without what libraries say of their own doings."""
    handler = logging.StreamHandler()
    text = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if form == "json" else text)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # It warns of each turn that a job skips because the turn before still lasts, which is as it should be.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
