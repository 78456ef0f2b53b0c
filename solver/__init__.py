"""onevisit's solver: problems and rosters, one search, an independent checker, explanations.

Names are looked up when first used, so that importing this package costs nothing. Two functions share their module's
name and are imported from it: ``from solver.solving import solve``, ``from solver.check import check``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .check import Check
    from .domain import Fault, Horizon, InputFaults, Problem, Roster, Round, Stop, Unserved
    from .explain import audit, difference, explain_placed, explain_unserved
    from .formats import (
        problem_document,
        read_any,
        read_problem,
        read_roster,
        roster_document,
        write_problem,
        write_roster,
    )
    from .result import Progress, Result, judged_outcome, judgement, outcome
    from .rules import Pack
    from .solving import DisputedScoreError
    from .travel import journeys

_HOME = {
    "check": ("Check",),
    "domain": ("Fault", "Horizon", "InputFaults", "Problem", "Roster", "Round", "Stop", "Unserved"),
    "explain": ("audit", "difference", "explain_placed", "explain_unserved"),
    "formats": (
        "problem_document",
        "read_any",
        "read_problem",
        "read_roster",
        "roster_document",
        "write_problem",
        "write_roster",
    ),
    "result": ("Progress", "Result", "judged_outcome", "judgement", "outcome"),
    "rules": ("Pack",),
    "solving": ("DisputedScoreError",),
    "travel": ("journeys",),
}

__all__ = [
    "Check",
    "DisputedScoreError",
    "Fault",
    "Horizon",
    "InputFaults",
    "Pack",
    "Problem",
    "Progress",
    "Result",
    "Roster",
    "Round",
    "Stop",
    "Unserved",
    "audit",
    "difference",
    "explain_placed",
    "explain_unserved",
    "journeys",
    "judged_outcome",
    "judgement",
    "outcome",
    "problem_document",
    "read_any",
    "read_problem",
    "read_roster",
    "roster_document",
    "write_problem",
    "write_roster",
]


def __getattr__(name: str) -> Any:
    for room, names in _HOME.items():
        if name in names:
            return getattr(import_module(f".{room}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
