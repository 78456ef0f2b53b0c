"""The commands key, migrate, backup, restore, retire, erase: the store in order."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the commands."""
