"""Small facts by name: what was published last, what the targets said, when the mailbox was last looked into."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from intake.store.tables import facts


def fact(connection: Connection, name: str) -> Any:
    """The value kept under this name, None when there is none."""
    text = connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()
    return None if text is None else json.loads(text)


def facts_like(connection: Connection, prefix: str) -> dict[str, tuple[Any, dt.datetime]]:
    """All facts whose names start with `prefix`, with the time they were kept."""
    query = select(facts).where(facts.c.name.startswith(prefix, autoescape=True)).order_by(facts.c.name)
    return {row.name: (json.loads(row.value), row.at) for row in connection.execute(query)}


def keep_fact(connection: Connection, name: str, value: Any, now: dt.datetime) -> None:
    """Keep a value of plain JSON under this name, in place of an older one."""
    text = json.dumps(value, ensure_ascii=False)
    # Two workers may keep the same fact for the first time at once: the later one wins, neither fails.
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    given = dialect.insert(facts).values(name=name, value=text, at=now)
    connection.execute(
        given.on_conflict_do_update(
            index_elements=["name"], set_={"value": given.excluded.value, "at": given.excluded.at}
        )
    )
