"""The service's commands. Nothing heavy is imported before one runs: help must be instant."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the service's own commands."""
    from . import asking, keeping, nightly, serving

    for room in (serving, nightly, keeping, asking):
        room.register(app)
