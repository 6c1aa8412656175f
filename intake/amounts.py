"""Numbers with their nouns, as the command line and the log say them. Pure."""

from __future__ import annotations


def amount(number: int, one: str, many: str | None = None) -> str:
    """ "1 mail", "2 mails"; `many` where the plural is more than an added "s" ("1 mail arrives", "2 mails arrive")."""
    return f"{number} {one if number == 1 else many or one + 's'}"
