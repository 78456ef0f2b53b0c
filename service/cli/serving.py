"""The commands serve, worker: what answers requests and what solves."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the commands."""
