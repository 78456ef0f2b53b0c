"""How much is not known, in one line."""

from __future__ import annotations

from collections import Counter

from solver.domain import JoinedProblem, Problem
from solver.rules.pack import Pack
from solver.rules.readings.readings import Readings
from solver.rules.readings.remembered import remember

from .finding import find_unknowns
from .kinds import KINDS, Kind

_TOLD_ELSEWHERE = (
    "last_shifts",
    "last_tasks",
    "code",
    "spoken_order",
    "training",
)  # lines of their own, solver/reading


def count_unknowns(problem: Problem, pack: Pack) -> str | None:
    """ "Unknown: 12 consents, 1 registration: onevisit safety DAY lists them."

    What the day before would have told, task codes, and tasks for which nobody is known to be trained stand in lines
    of their own. None: nothing else is unknown.
    """
    asked = problem.origin if isinstance(problem, JoinedProblem) else problem
    if asked.horizon.abstract:
        return None
    counts = _counts(asked, pack)
    if not counts:
        return None
    told = ", ".join(kind.count(counts[kind.noun]) for kind in _first_of_noun().values() if counts[kind.noun])
    return f"Unknown: {told}: onevisit safety DAY lists them."


@remember
def _counts(problem: Problem, pack: Pack) -> Counter[str]:
    """By noun."""
    found = find_unknowns(Readings(problem, pack))
    return Counter(KINDS[key.kind].noun for key in found if key.kind not in _TOLD_ELSEWHERE)


def _first_of_noun() -> dict[str, Kind]:
    """Kinds of one noun are counted together."""
    first: dict[str, Kind] = {}
    for kind in KINDS.values():
        first.setdefault(kind.noun, kind)
    return first
