"""Alembic's entrance: runs the migrations on the connection that schema.py hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from intake.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
