"""The last moment at which each visit of a problem may start, by its windows and the caps on lateness. Reading only."""

from __future__ import annotations

from solver.domain import JointVisit

from .calls import latest_starts
from .rule import Case
from .terms import FOREVER


def last_starts(case: Case) -> dict[str, int]:
    """By visit, the last start that windows and lateness caps leave; FOREVER where nothing bounds it.

    A soft window has an end only while the rule lateness_cap is on.
    """
    problem = case.problem
    caps = case.pack.get("lateness_cap") if "lateness_cap" not in case.off else None
    bounded = {} if caps is None else latest_starts(problem, case.catalogue, caps, case.pack["call_spacing"])
    found = {}
    for visit in problem.visits:
        remains = isinstance(visit, JointVisit) and visit.role == "rest"  # it may be late, which joint visits may not
        if visit.windows_hard or (visit.id in bounded and not remains):
            found[visit.id] = bounded[visit.id][-1] if visit.id in bounded else visit.windows[-1].end
        else:
            found[visit.id] = FOREVER
    return found
