"""Rosters that the audit itself has filled."""

from __future__ import annotations

from solver.domain import Problem, Roster, Unserved
from solver.explain import audit


def fill_greedily(problem: Problem) -> Roster:
    """Serve what pays, one best insertion after the other, from an empty roster."""
    roster = Roster(unserved=tuple(Unserved(visit=visit.id) for visit in problem.visits))
    tied = {end for link in problem.links for end in (link.first, link.second)}
    while found := audit(problem, roster):
        taken: set[str] = set()
        for insertion in found:  # places on other shifts still stand after the first, links apart
            shifts = {round_.shift for round_ in insertion.rounds}
            if not taken or not (shifts & taken or tied & set(insertion.visits)):
                roster, taken = insertion.apply(roster), taken | shifts
    return roster
