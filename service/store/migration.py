"""The schema, brought to where this version of onevisit wants it. Old stores are changed in place, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from .database import Store

_LOCK = 0x6F6E6576  # "onev": two processes that start at once migrate one after the other


def upgrade(store: Store, to: str = "head") -> None:
    """Run the migrations that are missing, in one transaction: all of them or none."""
    with altering(store) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def read_revision(store: Store) -> str | None:
    """The revision a store is at; None for an empty one."""
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def list_revisions() -> set[str]:
    """Every revision that this version of onevisit knows."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "service.store:migrations")
    return config


@contextmanager
def altering(store: Store) -> Iterator[Connection]:
    """A transaction that may change the schema, alone among all processes.

    SQLite's foreign keys are off meanwhile: Alembic makes a changed table anew and drops the old one, and its rows
    would take along whatever refers to them. They are checked before the end instead.
    """
    with store.engine.connect().execution_options(writes=True) as connection:
        if not store.embedded:
            with connection.begin():
                connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                connection.execute(text("select set_config('onevisit.all', 'yes', true)"))
                yield connection
            return
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    raise RuntimeError(f"the migration would leave {len(broken)} rows that refer to nothing")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
