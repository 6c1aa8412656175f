"""Fixtures: empty databases and stores, on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parts import postgres

if TYPE_CHECKING:
    from intake.store import Store

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """The address of a PostgreSQL server, with a gap for the database's name."""
    with postgres.cluster() as address:
        yield address


@pytest.fixture
def postgres_url(postgres_address: str) -> str:
    """An empty PostgreSQL database."""
    return postgres.database(postgres_address, f"test{next(_numbers)}")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'intake.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, on either kind of database."""
    from intake.store import Store

    with Store.open(store_url, domain="garden.example") as opened:
        yield opened
