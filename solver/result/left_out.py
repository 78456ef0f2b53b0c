"""What should worry somebody about the visits that are left out, apart from each one's own reason."""

from __future__ import annotations

from collections.abc import Sequence

from solver.check import Check
from solver.domain import Unserved


def warn_of_urgent(check: Check, unserved: Sequence[Unserved]) -> list[str]:
    """That visits are left out for want of room while less urgent ones are served; nothing where none is.

    Only those count whose verdict is CAPACITY: what nobody can do takes no room from others.
    """
    problem, served = check.problem, check.timeline.served
    crowded = [problem.visit[entry.visit] for entry in unserved if entry.verdict == "CAPACITY"]
    out = [visit for visit in crowded if not visit.optional]
    if not out:
        return []
    highest = max(visit.priority for visit in out)
    less = [visit for visit in problem.visits if visit.id in served and visit.priority < highest]
    if not less:
        return []
    many = sum(visit.priority == highest for visit in out)
    is_, visits = ("is", "visit") if many == 1 else ("are", "visits")
    least, most = min(visit.priority for visit in less), max(visit.priority for visit in less)
    of = f"priority {least}" if least == most else f"priority {least} to {most}"
    number = "one" if many == 1 else str(many)
    return [
        f"There {is_} {number} {visits} of priority {highest} left out for want of room while {len(less)} of {of} "
        f"{'is' if len(less) == 1 else 'are'} served."
    ]
