"""The least cost of a small problem, proven by CP-SAT."""

from __future__ import annotations

from solver.domain import Problem
from solver.engine.exact.solve import NoRosterFound, solve_exact
from solver.terms import Term
from solver.travel import Journeys

from ..waiting import patience


def prove_least_cost(case: tuple[Problem, list[Term], Journeys]) -> int | None:
    """The least cost by CP-SAT; None when it proves that no roster keeps every hard rule."""
    try:
        exact = solve_exact(*case, patience())
    except NoRosterFound as none:
        if none.proven:
            return None
        raise
    assert exact.proven
    return exact.cost
