"""Today's pattern: every organisation serves its own visits with its own people, as a problem the solver can read."""

from __future__ import annotations

from solver.domain import Pin, Problem
from solver.rules import Pack, Readings


def alone(problem: Problem) -> Problem:
    """The problem in which nobody helps another organisation: what they have agreed with one another, and whom they
    have subcontracted, is taken away, so that nobody but their own staff has authority for their visits.

    Agency staff come to whoever engages them. An organisation that employs nobody buys its visits from others; what it
    has agreed stays. A visit that somebody has pinned to another organisation's worker is not held there.
    """
    agencies = {one.id for one in problem.organisations if one.kind == "agency"}
    employers = {worker.organisation for worker in problem.workers} - agencies
    return problem.replace(
        agreements=tuple(one for one in problem.agreements if not employers.issuperset(one.between)),
        subcontracts=tuple(one for one in problem.subcontracts if one.provider not in employers),
        pins=tuple(pin for pin in problem.pins if _is_own(problem, pin, employers)),
    )


def _is_own(problem: Problem, pin: Pin, employers: set[str]) -> bool:
    """Whether who a pin names acts for the visit's provider, or for none that employs anybody."""
    provider = problem.visit[pin.visit].delivered_by
    if (pin.worker is None and pin.shift is None) or provider not in employers:
        return True
    acting = Readings(problem, Pack.load()).acting
    named = [shift.id for shift in problem.shifts if pin.shift == shift.id or pin.worker == shift.worker]
    return any(acting[shift] == provider or acting[shift] not in employers for shift in named)
