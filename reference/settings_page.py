"""docs/reference/settings.md: the environment variables of the service."""

from __future__ import annotations

from service.run.settings import Settings

from .tables import code, table

_HEAD = """# Settings of the service

Environment variables. How to run it: [operations](../operations.md). Settings that would lay care data open are
refused at the start, each with what would be right.
"""


def settings_page() -> str:
    """The page as Markdown."""
    rows = []
    for name, field in Settings.model_fields.items():
        value = field.get_default() if field.default_factory is None else None
        told = (
            "" if value in (None, False, "") else f"{value:,}" if type(value) is int and value > 9_999 else str(value)
        )
        rows.append((code(f"ONEVISIT_{name.upper()}"), code(told), " ".join((field.description or "").split())))
    return f"{_HEAD}\n{table(('variable', 'unless said', 'meaning'), rows)}"
