"""Rosters for home care from Python: read a day, solve it, check it, ask why.

    import onevisit

    day = onevisit.read("day.json")
    result = onevisit.solve(day, seconds=20)
    print(result.summary())
    result.frame()                                   # a row a stop, with times, clients and workers
    onevisit.explain(day, result.roster)             # why each visit left out is left out
    onevisit.write(result, "roster.json")

Times in models are whole seconds since the day's horizon starts: ``day.horizon.ticks(datetime(...))`` makes one,
``day.horizon.moment(seconds)`` is the local date and time of one. Documents, frames and ``read`` of a plain dictionary
hold dates and times. The engine is loaded when something is first solved, so importing this package costs little.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version as _version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solver.check import Check, check
    from solver.domain import (
        Agreement,
        Client,
        Competency,
        Consent,
        Delegation,
        Fault,
        HeldCompetency,
        Horizon,
        Household,
        InputFaults,
        Link,
        Organisation,
        Pin,
        Place,
        Protocol,
        Registrant,
        Roster,
        Round,
        Shift,
        Stop,
        Suspension,
        Task,
        TimeCritical,
        Travel,
        UnpaidCarer,
        Unserved,
        Visit,
        Window,
        Worker,
    )
    from solver.explain import Explanation, PlacedExplanation
    from solver.result import Progress, Result
    from solver.rules import Pack
    from solver.solving import DisputedScoreError, solve

    from .asking import explain
    from .day import Problem
    from .files import read, write
    from .frames import from_frames

# Where each name is found, by module: what Tab shows, and what a type checker reads above.
_HOME = {
    "solver.check": ("Check", "check"),
    "solver.domain": (
        *("Agreement", "Client", "Competency", "Consent", "Delegation", "Fault", "HeldCompetency", "Horizon"),
        *("Household", "InputFaults", "Link", "Organisation", "Pin", "Place", "Protocol", "Registrant", "Roster"),
        *("Round", "Shift", "Stop", "Suspension", "Task", "TimeCritical", "Travel", "UnpaidCarer", "Unserved"),
        *("Visit", "Window", "Worker"),
    ),
    "solver.explain": ("Explanation", "PlacedExplanation"),
    "solver.result": ("Progress", "Result"),
    "solver.rules": ("Pack",),
    "solver.solving": ("DisputedScoreError", "solve"),
    "onevisit.asking": ("explain",),
    "onevisit.day": ("Problem",),
    "onevisit.files": ("read", "write"),
    "onevisit.frames": ("from_frames",),
}

__version__ = _version("onevisit")
__all__ = [
    "Agreement",
    "Check",
    "Client",
    "Competency",
    "Consent",
    "Delegation",
    "DisputedScoreError",
    "Explanation",
    "Fault",
    "HeldCompetency",
    "Horizon",
    "Household",
    "InputFaults",
    "Link",
    "Organisation",
    "Pack",
    "Pin",
    "Place",
    "PlacedExplanation",
    "Problem",
    "Progress",
    "Protocol",
    "Registrant",
    "Result",
    "Roster",
    "Round",
    "Shift",
    "Stop",
    "Suspension",
    "Task",
    "TimeCritical",
    "Travel",
    "UnpaidCarer",
    "Unserved",
    "Visit",
    "Window",
    "Worker",
    "check",
    "explain",
    "from_frames",
    "read",
    "solve",
    "write",
]


def __getattr__(name: str) -> Any:
    for room, names in _HOME.items():
        if name in names:
            found = getattr(import_module(room), name)
            globals()[name] = found  # found without asking the next time
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted((*__all__, "__version__"))
