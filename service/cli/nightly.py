"""The commands batch: every team of a region before a deadline."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the commands."""
