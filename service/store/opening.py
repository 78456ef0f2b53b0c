"""The store of an installation, opened and up to date."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.run.settings import Settings, UnsafeError

from . import migration
from .database import Store

_WANT = "want a database that is whole, that answers, and that this user may write to, with room on its disk"
_ABOVE_THE_RULES = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"


def open_store(settings: Settings) -> Store:
    """The store that the settings name: its folder made (for this user alone), its schema brought up to date.

    Raises UnsafeError for a PostgreSQL user whom row-level security does not bind, and for a store that cannot be
    opened or written.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = Store(settings.database_url)
    try:
        if not store.embedded:
            _refuse_above_the_rules(store)
        migration.upgrade(store)
    except DBAPIError as error:
        store.close()
        (said, *_) = str(error.orig).strip().splitlines() or [type(error).__name__]
        raise UnsafeError([f"the store cannot be opened ({said}): {_WANT}"]) from None
    except UnsafeError:
        store.close()
        raise
    return store


def _refuse_above_the_rules(store: Store) -> None:
    with store.engine.connect() as connection:
        if connection.execute(text(_ABOVE_THE_RULES)).scalar():
            raise UnsafeError(
                ["the database user is a superuser or may bypass row-level security: want one that is neither"]
            )
