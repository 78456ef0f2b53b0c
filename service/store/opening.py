"""The store of an installation, opened and up to date."""

from __future__ import annotations

from service.settings import Settings

from . import migrating
from .database import Store


def open_store(settings: Settings) -> Store:
    """The store that the settings name: its folder made (for this user alone), its schema brought up to date."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = Store(settings.database_url)
    migrating.upgrade(store)
    return store
