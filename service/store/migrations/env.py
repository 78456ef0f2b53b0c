"""What Alembic runs: the revisions, on the connection that service.store.migration hands over."""

from __future__ import annotations

from alembic import context

from service.store import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables.Table.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,  # SQLite too, since migrating begins the transaction itself
)
context.run_migrations()
