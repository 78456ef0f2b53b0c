"""The store of an installation, opened and up to date."""

from __future__ import annotations

from sqlalchemy import text

from service.run.settings import Settings, UnsafeError

from . import migration
from .database import Store

_ABOVE_THE_RULES = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"


def open_store(settings: Settings) -> Store:
    """The store that the settings name: its folder made (for this user alone), its schema brought up to date.

    Raises UnsafeError for a PostgreSQL user whom row-level security does not bind.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = Store(settings.database_url)
    if not store.embedded:
        with store.engine.connect() as connection:
            if connection.execute(text(_ABOVE_THE_RULES)).scalar():
                store.close()
                raise UnsafeError(
                    ["the database user is a superuser or may bypass row-level security: want one that is neither"]
                )
    migration.upgrade(store)
    return store
