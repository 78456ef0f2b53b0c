"""What a verdict comes to in general words, for readers who must not read the reason itself."""

from __future__ import annotations

from solver.records import VERDICTS


def in_general(verdict: str | None) -> str:
    """The verdict's meaning; nothing where there is no verdict."""
    return VERDICTS.get(verdict, "") if verdict else ""
